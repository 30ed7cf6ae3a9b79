"""Templates tell what the lexer would find: the same candidates for every line, in bounded memory and time."""


from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from pi_scrub import templates
from pi_scrub.around import Candidate
from pi_scrub.judges import judge_cue, judge_label, judge_plain
from pi_scrub.lexer import Lexer
from pi_scrub.shadow import shadow
from pi_scrub.templates import Templates
from pi_scrub.values import pieces

LEXERS = [Lexer(judge_label, judge_cue, judge_plain), Lexer(judge_label, judge_cue, judge_plain, bare=True, walls=True)]
LEXER = LEXERS[0]
SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def walked(line: bytes, lexer: Lexer = LEXER) -> list[Candidate]:
    return [*lexer.candidates(line + b"\n", 0, len(line) + 1)]


def of(line: bytes, lexer: Lexer = LEXER) -> Templates:
    """Templates that know a line."""
    known = Templates(lexer, after=0)
    known._found(line)
    known._found(line)  # its text was seen before
    return known


# A line, another of its template, and whether the first tells of the second.
TOLD = [
    ("ani=+14155550132 took=21", "ani=+442079460958 took=7", True),
    ("ani=+14155550132 took=21", "ani=+442079460958 took=0", False),  # the first digit of a number
    ('{"msisdn":14155550132,"ts":1710753242000}', '{"msisdn":442079460958,"ts":1810753242999}', True),
    ('{"customerName":"Maria Wells","n":12}', '{"customerName":"Amara Vogel","n":99}', True),
    ('{"customerName":"Maria Wells","n":12}', '{"customerName":"maria wells","n":12}', False),
    ("a call from 10.0.0.1 at 09:14:02", "a call from 10.99.0.1 at 29:59:59", True),
    ("a call from 10.0.0.1 at 09:14:02", "a call from 10.256.0.1 at 09:14:02", False),
    ("a call from 10.0.0.1 at 09:14:02", "a call from 10.0.0.1 at 09:74:02", False),
    ("id=d68abd8d-53d9-47fd-ab76-452a0662a7ae", "id=452a0662-ab76-4a76-8a76-d68abd8d53d9", True),
    ("id=d68abd8d-53d9-47fd-ab76-452a0662a7ae", "id=20240318-0914-4a76-8a76-d68abd8d53d9", False),
    ("[C-e1d54543] up", "[C-e2abc543] up", True),
    ("[C-e1d54543] up", "[C-a1d54543] up", True),  # other words: learnt anew
    ("call 4155550132 in 21 s", "call 4155550132 in 21 m", False),
]


@pytest.mark.parametrize(("line", "other", "told"), TOLD, ids=[f"{line} / {other}" for line, other, _ in TOLD])
def test_what_a_template_tells(line: str, other: str, told: bool) -> None:
    known = of(line.encode())
    found = known._found(other.encode())
    assert (found is not None) == told
    assert found is None or [*found] == walked(other.encode())
    assert [*known.candidates(other.encode() + b"\n", 0, len(other) + 1)] == walked(other.encode())


HANGS = [
    b"to 10.105.55.83 Maria Wells spoke, 12",  # a zero in the address would make it a phone number beside a name
    b"agent=Maria,c81fd09b2dda25bb x=1",
]


@pytest.mark.parametrize("line", HANGS, ids=bytes.decode)
def test_what_hangs_on_values_is_asked_of_the_lexer_each_time(line: bytes) -> None:
    known = of(line)
    known._found(line)
    assert known._found(line) is None
    assert [*known.candidates(line + b"\n", 0, len(line) + 1)] == walked(line)


def lines() -> list[bytes]:
    """The samples' lines, as the lexer sees them."""
    text = b"".join(path.read_bytes() for path in sorted(SAMPLES.glob("*.log")))
    return sorted({line for line in shadow(text).text.split(b"\n") if 8 < len(line) < 700})


DIGITS, HEX = b"0011223456789599", b"abcdef0123456789"


def changed(draw: random.Random, line: bytes) -> bytes:
    """A line with other values: of the same kinds, or whatever comes."""
    bound = draw.random() < 0.7
    out = bytearray(line)
    for kind, at, to in pieces(line) if bound else ((None, at, at + 1) for at in range(len(line))):
        free = HEX if kind and kind.hex else b"0123456789"
        for _ in range(40):
            new = bytes(draw.choice(DIGITS if free != HEX else HEX) if old in free else old for old in line[at:to])
            if (kind and re.fullmatch(kind.pattern, new)) or (not bound and draw.random() < 0.02):
                out[at:to] = new
                break
    return bytes(out)


@pytest.mark.parametrize("lexer", LEXERS, ids=["balanced", "high"])
def test_changed_lines_have_the_candidates_that_the_lexer_finds(lexer: Lexer) -> None:
    draw, told = random.Random(7), 0
    corpus = lines()
    for first, other in zip(draw.sample(corpus, 150), draw.choices(corpus, k=150), strict=True):
        joined = first[: draw.randint(0, len(first))] + other[draw.randint(0, len(other)) :]
        line = joined if draw.random() < 0.3 else first
        known = of(line, lexer)
        for _ in range(3):
            known._found(changed(draw, line))
        for _ in range(6):
            asked = changed(draw, line)
            found = known._found(asked)
            told += found is not None
            assert found is None or [*found] == walked(asked, lexer)
    assert told > 200


def test_a_block_is_told_as_a_whole() -> None:
    block = b"\n".join(lines()[:60] * 12)  # the last line lacks its end
    known = Templates(LEXER)
    for _ in range(3):
        assert [*known.candidates(block, 0, len(block))] == [*LEXER.candidates(block, 0, len(block))]
    assert known._made > 10


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "BYTES", 20_000)
    monkeypatch.setattr(templates, "SHAPES", 10)
    monkeypatch.setattr(templates, "TEMPLATES", 5)
    known = Templates(LEXER, after=0)
    for number in range(1, 3000):
        line = b"%s took=%d" % (b"(" * (number % 20), 10 ** (number % 25))
        known._found(line)
        assert known._size <= 20_000
        assert len(known._met) <= 10
    assert known._made <= 5
    assert known._found(b"x" * (templates.LINE + 1)) is None
    assert len(known._met) <= 10


def test_a_template_whose_lines_are_all_new_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "PROBATION", 20)
    known = of(b"customerName=Maria Wells, n=12")
    for number in range(30):
        known._found(b"customerName=Maria W%s, n=12" % (b"e" * number))
    assert not any(known._known.values())
    for _ in range(300):
        known._found(b"customerName=Maria Wells, n=12")
    assert not any(known._known.values())


def test_a_line_that_almost_matches_costs_little() -> None:
    line = b" -".join([b"Maria Wells. A"] * 30) + b"=12"
    known = of(line)
    began = time.process_time()
    for _ in range(20):
        known._found(line[:-3] + b";12")
        known._found(line[:-2] + b"x")
    assert time.process_time() - began < 0.5
