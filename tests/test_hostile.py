"""Lines made to cost much: they cost what their length is worth, and Python is asked for few of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from fuzz_lexers import differing, scrubber
from test_scan import native_only
from ways import every_way

from pi_scrub import Policy
from pi_scrub import grammar as g

Make = Callable[[random.Random], str]


def _digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choices("0123456789", k=count))


def _name(draw: random.Random) -> str:
    return "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randrange(4, 8))).capitalize()


NAMES: list[tuple[str, Make]] = [
    ("few names", lambda draw: draw.choice(("Maria Wells ", "Customer ", "Agent ", "Error ", "Start ", "Smith A "))),
    ("many names", lambda draw: f'name="{_name(draw)} {_name(draw)}" '),
    ("names that stand elsewhere", lambda draw: f'name="{draw.choice(("Zorvan", "Quillmeer"))} {_name(draw)}" Zorvan '),
    ("one name", lambda draw: 'name="Zorvan Quillmeer" Zorvan '),
]


@pytest.mark.parametrize("lexer", ["native", "reference"])
@pytest.mark.parametrize(("name", "make"), NAMES)
def test_names_in_one_line_are_looked_for_in_linear_time(name: str, make: Make, lexer: str) -> None:
    """Four times the bytes take about four times as long; what is quadratic takes sixteen times."""
    one, draw = scrubber(lexer), random.Random(3)

    def seconds(size: int) -> float:
        best = 9.0
        for _ in range(3):
            line = "".join(make(draw) for _ in range(size)).encode()
            began = time.process_time()
            one.scrub_bytes(line)
            best = min(best, time.process_time() - began)
        return best

    small, large = seconds(400), seconds(1600)
    assert large < max(0.05, 8 * small), (name, small, large)


def test_the_findings_of_one_line_are_told_in_linear_time() -> None:
    one, draw = scrubber("reference"), random.Random(4)

    def seconds(size: int) -> float:
        best = 9.0
        for _ in range(3):
            line = "é " + "".join(f"ani=+1415555{_digits(draw, 4)} x " for _ in range(size))
            began = time.process_time()
            found = one.findings(line)
            best = min(best, time.process_time() - began)
            assert len(found) == size and line[found[-1].start : found[-1].end] == line[-15:-3]
        return best

    small, large = seconds(2000), seconds(8000)
    assert large < max(0.05, 8 * small)


def test_many_names_of_a_line_are_dropped_wherever_they_stand() -> None:
    draw = random.Random(5)
    names = list(dict.fromkeys(_name(draw) for _ in range(90)))
    line = "".join(f'name="{name} Quillmeer"; ' for name in names) + " / ".join(names) + " and Quillmeer, xQuillmeer Quillmeer=1 a.Quillmeer"
    found = every_way(line.encode()).decode()
    assert found == 'name="[name]"; ' * len(names) + " / ".join(["[name]"] * len(names)) + " and [name], xQuillmeer Quillmeer=1 a.Quillmeer"


@pytest.mark.parametrize("many", [0, 20])
def test_a_name_that_runs_into_another_leaves_neither(many: int) -> None:
    """A name found elsewhere overlaps a decided one: that stays whole, and what stands before it goes by itself."""
    rest = "".join(f'name="Zorvan{"abcdefghijklmnopqrstuvwxyz"[at]} Wells"; ' for at in range(many))
    line = f'{rest}name="Zorvan Zorvan" : Zorvan, Zorvan Zorvan name="Quillmeer Zorvan"'
    assert "orvan" not in every_way(line.encode()).decode().replace("Zorvana", "")


ROWS: list[tuple[str, str, Make]] = [
    ("numbers that fill a line", "\n", lambda draw: f"{_digits(draw, 3)}-{_digits(draw, 3)}-{_digits(draw, 4)} "),
    ("counters that fill a line", "\n", lambda draw: f"{draw.randrange(10**6)} {draw.randrange(1000)}.{draw.randrange(1000)} "),
    ("brackets that fill a line", "\n", lambda draw: draw.choice(("(", ") ", *"0123456789"))),
    ("odd gaps", " ", lambda draw: f"+1_{_digits(draw, 3)}_{_digits(draw, 3)}_{_digits(draw, 4)}; "),
    ("commas", " ", lambda draw: f"+49,{_digits(draw, 3)},{_digits(draw, 3)},{_digits(draw, 4)}; "),
    ("brackets around +", " ", lambda draw: f"(+1){_digits(draw, 3)}"),
    ("a number in them", " ", lambda draw: f"(+1 {_digits(draw, 3)} {_digits(draw, 3)} {_digits(draw, 4)}); "),
    ("trunk prefixes", " ", lambda draw: f"+44 (0) {_digits(draw, 4)} {_digits(draw, 6)} "),
    ("trunk prefixes without +", " ", lambda draw: f"{_digits(draw, 2)} (0) "),
    ("+ and digits", " ", lambda draw: draw.choice("+0123456789 ")),
    ("+ and little else", " ", lambda draw: draw.choice("+1 ")),
    ("capitals", " ", lambda draw: draw.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") + draw.choice((" ", ". ", ", ", "."))),
    ("ordinary words", " ", lambda draw: draw.choice(("Customer", "Call", "Server", "Error", "Dial", "Status")) + " "),
]


@native_only
@pytest.mark.parametrize(("name", "end", "make"), ROWS)
def test_rows_are_judged_natively(name: str, end: str, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """And as the reference judges them."""
    one, draw, asked = scrubber("native"), random.Random(7), list[bytes]()
    judged, plain = one._judged, one._lexer._plain

    def counted(context: int, candidate: bytes) -> Any:
        asked.append(candidate)
        return judged(context, candidate)

    def counted_plain(run: bytes) -> bool:
        asked.extend([run] * (b" " in run))
        return plain(run)

    monkeypatch.setattr(one, "_judged", counted)
    monkeypatch.setattr(one._lexer, "_plain", counted_plain)
    one._scan = one._native()
    rows = "".join("".join(make(draw) for _ in range(20)) + end for _ in range(200)).encode()
    assert one.scrub_bytes(rows) == scrubber("reference").scrub_bytes(rows)
    assert len(asked) <= 8, (name, asked[:3])


ALONE = [
    "(+1 415 555 0132)", "(+1 415 555 01", "+44 (0)20 7946 0958 +44", "+1_415_555_01", "+1_415_555_0132", "(415) 555-0132 17",
    "12 34 56 78 90", "415 555 0132 17 2", "030 901820 4", "1.2.3 4.5.6", "0044 (0)20 7946 0958", "(0) (0) 020 (0) 7946 0958",
    "+(0)1 415 555 0132", "+1 415 555 0132 (0)", "+14155550132(+442079460958)", "((+14155550132)+",
    f"+{'9' * 61} +{'9' * 60} +{'9' * 30} +1", "+1 415 555 0132 2079460958 (030) 901820",
]  # fmt: skip


@native_only
@pytest.mark.parametrize("strictness", g.STRICTNESS)
@pytest.mark.parametrize("regions", [(), ("US", "GB", "DE")])
def test_lines_of_numbers_alone_are_judged_alike(regions: tuple[str, ...], strictness: str) -> None:
    lines = [before + row + behind for row in ALONE for before in ("", "ani=", "call ", "1") for behind in ("", " 17", "; ", ") ")]
    policy = Policy(regions=regions, strictness=strictness)
    assert differing(scrubber("native", policy=policy), scrubber("reference", policy=policy), [line.encode() for line in lines]) == []


@pytest.mark.parametrize("piece", [b"+", b"-", b"(", b"a-", b"1-", b"\\"], ids=ascii)
@pytest.mark.parametrize("longest", [8, 400])
def test_lines_in_which_there_is_nothing_are_walked_in_linear_time(longest: int, piece: bytes) -> None:
    """Each is walked to its end and no further: what looks on to the next stop looks at the rest of the block for each line."""
    one, draw = scrubber("native"), random.Random(6)

    def seconds(size: int) -> float:
        best = 9.0
        for _ in range(3):
            lines = [piece * draw.randint(1, longest) + b",-;"[draw.randrange(3) :] for _ in range(2 * size // longest // len(piece))]
            began = time.process_time()
            one.scrub_bytes(b"\n".join(lines))
            best = min(best, time.process_time() - began)
        return best

    small, large = seconds(200_000), seconds(800_000)
    assert large < max(0.02, 8 * small)
