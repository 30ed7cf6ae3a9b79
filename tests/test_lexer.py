"""The lexer finds candidates with their contexts and decides nothing: what it must give, and what it must not."""


from __future__ import annotations

import time

import pytest

from pi_scrub import grammar as g
from pi_scrub.cues import MEMO
from pi_scrub.judges import judge_cue, judge_label, judge_plain
from pi_scrub.lexer import Lexer

LEXER = Lexer(judge_label, judge_cue, judge_plain)

KINDS = {g.NUMBER: "number", g.RUN: "run", g.FIELD: "field", g.MAIL: "mail"}


def found(line: str) -> list[tuple[str, str, int]]:
    """(kind, text, the rest of the context) of every candidate."""
    data = line.encode("utf-8", "surrogatepass")
    return [
        (KINDS[context & g.KIND], data[at:to].decode(), context & ~g.KIND)
        for at, to, context in LEXER.candidates(data, 0, len(data))
    ]


CONTEXTS = [
    ("ani=4155550132", ("number", "4155550132"), g.L_PHONE),
    ("from=4155550132", ("number", "4155550132"), g.L_PARTY),
    ("number=4155550132", ("number", "4155550132"), g.L_WEAK),
    ("caller=4155550132", ("number", "4155550132"), g.L_PARTY),
    ("tel:4155550132", ("number", "4155550132"), g.L_TEL),
    ("sip:4155550132@10.0.0.1", ("mail", "4155550132@10.0.0.1"), None),
    ("call from +1 415 555 0132 now", ("number", "+1 415 555 0132"), 0),
    ("call (415) 555-0132 now", ("number", "(415) 555-0132"), g.C_PHONE),
    ("dialed 4155550132", ("number", "4155550132"), g.C_PHONE | g.C_NEAR),
    ("to 4155550132", ("number", "4155550132"), g.C_TO),
    ("customer 4155550132", ("number", "4155550132"), g.C_PERSON | g.C_NAME),
    ("| 4155550132 |", ("number", "4155550132"), g.A_CELL),
    ('"4155550132"', ("number", "4155550132"), g.A_CELL | g.A_QUOTED),
    ("Maria <4155550132>", ("number", "4155550132"), g.A_DISPLAY),
    ("abc+14155550132", ("number", "+14155550132"), g.A_GLUED),
    ('"msisdn":14155550132', ("number", "14155550132"), g.L_PHONE | 1 << g.Q_SHIFT),
    (r"\"msisdn\":14155550132", ("number", "14155550132"), g.L_PHONE | 2 << g.Q_SHIFT),
    ("'msisdn':14155550132", ("number", "14155550132"), g.L_PHONE | 4 << g.Q_SHIFT),
    ('"msisdn":"14155550132"', ("number", "14155550132"), g.L_PHONE),
    ("customerName=Maria Wells", ("field", "Maria Wells"), g.L_NAME),
    ('"customerName":"Maria Wells"', ("field", "Maria Wells"), g.L_NAME),
    ("Customer-Name: Maria Wells", ("field", "Maria Wells"), g.L_NAME | g.F_OPEN),
    ("customer Maria Wells", ("run", "Maria Wells"), g.C_PERSON | g.C_NAME),
    ("by Maria Wells", ("run", "Maria Wells"), g.C_TO),
    ("dear Maria Wells", ("run", "Maria Wells"), g.C_NAME),
    ('"Maria Wells"', ("run", "Maria Wells"), g.A_CELL),
    ("Maria Wells <sip:x@y>", ("run", "Maria Wells"), g.A_DISPLAY),
    ("Maria Wells(", ("run", "Maria Wells"), g.A_GLUED),
    ("mail maria@example.com", ("mail", "maria@example.com"), 0),
    ("sip:maria@example.com", ("mail", "maria@example.com"), g.L_SIP),
]


@pytest.mark.parametrize(("line", "candidate", "context"), CONTEXTS)
def test_a_candidate_has_its_context(line: str, candidate: tuple[str, str], context: int | None) -> None:
    given = {(kind, text): rest for kind, text, rest in found(line)}
    if context is None:  # which of the two it is, the line does not tell
        assert candidate in given or ("number", candidate[1].partition("@")[0]) in given
    else:
        assert candidate in given
        assert given[candidate] == context


NOTHING = [
    "",
    "a quiet line, with words.",
    "2024-03-18T09:14:02.123Z INFO took 12ms",
    "10.0.0.1:5060, 198.51.100.77 [2001:db8::1]:5060",
    "0c67446e-f1a1-11d9-94d3-000a95a0e128",
    "4bf92f3577b34da6a3ce929d0e0e4736",
    "id=4155550132 size=123456789",
    "4155550132",
    "1710753242118",
    "v1.2.3, 5.1.0-105-aws",
    "Service Unavailable",
    "Mar 18 09:14:02 host app[123]: started",
    "18/Mar/2024:09:14:02 +0000",
]


@pytest.mark.parametrize("line", NOTHING)
def test_what_cannot_be_personal_is_no_candidate(line: str) -> None:
    assert found(line) == []


STREAM = (
    'x ani=4155550132 customerName="Maria Wells" to +442079460958\n'
    "\n"
    'From: "Maria Wells" <sip:+14155550132@10.0.0.1>\n'
    '{"customer":{"name":"Maria Wells","msisdn":442079460958}}\n'
    "2024-03-18 09:14:02 10.0.0.1 maria@example.com\n"
)


def test_candidates_come_in_order_and_hold_no_newline() -> None:
    data = STREAM.encode()
    given = list(LEXER.candidates(data, 0, len(data)))
    assert [at for at, _, _ in given] == sorted(at for at, _, _ in given)
    assert all(0 <= at < to <= len(data) and b"\n" not in data[at:to] for at, to, _ in given)


def test_a_line_has_the_same_candidates_wherever_it_stands() -> None:
    data = STREAM.encode()
    whole = list(LEXER.candidates(data, 0, len(data)))
    start, alone = 0, []
    for line in data.split(b"\n"):
        alone += [(start + at, start + to, context) for at, to, context in LEXER.candidates(line, 0, len(line))]
        start += len(line) + 1
    assert whole == alone


# What ends one line must say nothing of the next.
ENDS = ["ani=", "ani: ", '"ani":', '"ani":[', "customerName=", "customer ", "dialed", "call from", "+1 415", "+", "(",
        "From: ", "sip:", "Maria", "Maria ", '"', "'", "|", "\t", ",", "<", "tel", "tel:", "{", "%2", "\\", "2024-03-18 ",
        "10.0.0.", "ani=4155550132,", '"phones":["4155550132", ', "0c67446e-f1a1-11d9-", "x@"]  # fmt: skip
STARTS = ["4155550132", "+14155550132", " 4155550132", '"4155550132"', "Maria Wells", "Zorvan Quillmeer", "=4155550132",
          ": 4155550132", "@10.0.0.1", "0132", " Wells", '": "Maria"', "|", "\t", ">", "]", "555 0132", "example.com"]  # fmt: skip

@pytest.mark.parametrize(
    "end",
    ENDS,
)
@pytest.mark.parametrize("gap", ["\n", "\r\n", "\n\n"])
def test_no_context_crosses_a_line(end: str, gap: str) -> None:
    crossed = []
    for begin in STARTS:
        data = f"{end}{gap}{begin}".encode()
        cut = data.rindex(b"\n") + 1
        first, second = data[:cut], data[cut:]
        together = list(LEXER.candidates(data, 0, len(data)))
        apart = list(LEXER.candidates(first, 0, len(first)))
        apart += [(cut + at, cut + to, context) for at, to, context in LEXER.candidates(second, 0, len(second))]
        if together != apart:
            crossed.append(begin)
    assert crossed == []


LONG = [
    ("digits", b"1234567890"),
    ("digits and dashes", b"1-2-"),
    ("digits and spaces", b"123 "),
    ("plus signs", b"+"),
    ("plus and digits", b"+1"),
    ("brackets", b"("),
    ("open objects", b'{"a":'),
    ("open arrays", b"["),
    ("closing", b"}"),
    ("quotes", b'"'),
    ("backslashes", b"\\"),
    ("escaped quotes", b'\\"'),
    ("slashes", b"/"),
    ("dots", b"1."),
    ("colons", b"a:"),
    ("equals", b"a="),
    ("labels", b"ani="),
    ("name labels", b"name="),
    ("names", b"Maria "),
    ("names with commas", b"Maria, "),
    ("particles", b"Maria de la "),
    ("capitals", b"A"),
    ("letters", b"a"),
    ("underscores", b"a_"),
    ("dotted", b"a."),
    ("at signs", b"@"),
    ("addresses", b"a@b."),
    ("mail without end", b"a.b+c-"),
    ("spaces", b" "),
    ("tabs", b"\t"),
    ("angle brackets", b"<"),
    ("tags", b"<a>"),
    ("sip", b"sip:"),
    ("high bytes", b"\xc3\xa4"),
    ("broken utf-8", b"\xff"),
    ("NUL", b"\x00"),
    ("hex pairs", b"a1 "),
    ("uuid pieces", b"0c67446e-"),
    ("timestamps", b"2024-03-18 "),
    ("IPv4", b"10.0.0.1 "),
    ("apostrophes", b"O'"),
    ("names at brackets", b"Maria <"),
    ("wide gaps", b"a" + b" " * 50 + b"="),
]


@pytest.mark.parametrize(("name", "unit"), LONG)
def test_the_walk_is_linear(name: str, unit: bytes) -> None:
    """T-15: four times the bytes take about four times as long; what is quadratic takes sixteen times."""

    def seconds(size: int) -> float:
        data = (unit * (size // len(unit) + 1))[:size] + b"!"
        best = 9.0
        for _ in range(7):
            began = time.process_time()
            for _ in LEXER.candidates(data, 0, len(data)):
                pass
            best = min(best, time.process_time() - began)
            if best > 0.2:
                break
        return best

    small, large = seconds(2 << 10), seconds(8 << 10)
    assert large < max(0.01, 8 * small), (name, small, large)


def test_the_memos_are_bounded() -> None:
    lexer = Lexer(judge_label, judge_cue, judge_plain)
    for at in range(0, MEMO + 10, 1000):
        data = b"".join(b"x%da=1 " % n for n in range(at, at + 1000))
        for _ in lexer.candidates(data, 0, len(data)):
            pass
    data = b" ".join(b"%s=1" % bytes((97 + a, 97 + b, 97 + c, 97 + d)) for a in range(26) for b in range(26) for c in range(26) for d in range(5))
    for _ in lexer.candidates(data, 0, len(data)):
        pass
    assert 0 < len(lexer._labels) <= MEMO
    assert len(lexer._cues.memo) <= MEMO and len(lexer._runs) <= MEMO


def test_every_byte_in_every_place_of_a_short_line_is_taken() -> None:
    """T-19: no byte makes it raise, and nothing but the digits it knows moves the spans past the line."""
    line = b'ani=+14155550132 n="Maria"'
    for at in range(len(line) + 1):
        for value in range(256):
            if value != 0x0A:
                data = line[:at] + bytes((value,)) + line[at:]
                assert all(0 <= a < b <= len(data) for a, b, _ in LEXER.candidates(data, 0, len(data)))
