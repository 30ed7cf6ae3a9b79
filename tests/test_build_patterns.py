"""The matchers made from the reference's patterns find what `re` finds: same span, same groups, on any bytes."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from re import _parser as parser  # type: ignore[attr-defined]

import pytest
from fuzz_lexers import SAMPLES, changed, corpus

from pi_scrub.build_front import front
from pi_scrub.build_matchers import Unsupported, Writer
from pi_scrub.build_patterns import patterns
from pi_scrub.build_starts import COLUMNS, NEAR_COLUMNS, starts
from pi_scrub.lexer import TOKEN

scan = pytest.importorskip("pi_scrub._scan", reason="no native lexer here")

WAYS = {"match": "match", "search": "search", "whole": "fullmatch"}
PIECES = [
    b"+1 415 555 0132", b"2024-03-18T09:14:02.123Z", b"10.0.0.1", b"0c67446e-f1a1-11d9-94d3-000a95a0e128", b"ani=", b'"name":',
    b'\\"name\\":', b"Maria", b"Wells", b" van der ", b", ", b". ", b"<sip:", b"</", b"a:b>", b"maria@example.com", b"\\n", b"\\u00e9",
    b"%2B", b"&#43;", b"&amp;", b"\x1b[31m", b"\xc3\xa4", b"\xe2\x80\x8b", b"\xd9\xa0", b"\n", b"\x00", b"\xff", b"(", b"+", b")", b"{", b"[",
    b" ", b"  ", b"\t", b"'", b'"', b"\\", b"=", b":", b">", b"/", b"-", b"_", b"~", b"7", b"19", b"0x", b"Mar 18 09:14:02", b"e+5", b"ms",
    b"customer",
]  # fmt: skip


def expected(found: re.Match[bytes] | None, groups: int) -> object:
    if found is None:
        return None
    spans = [found.span(n) if n <= groups else (-1, -1) for n in range(1, 5)]
    return found.lastindex, found.span(), spans


def text(draw: random.Random) -> bytes:
    """Pieces of log lines, with some of their bytes changed."""
    data = bytearray(b"".join(draw.choices(PIECES, k=draw.randint(0, 9))))
    for _ in range(draw.choice((0, 0, 1, 3))):
        if data:
            data[draw.randrange(len(data))] = draw.choice((draw.randrange(256), draw.choice(b"0123456789aZ +-.:@=")))
    return bytes(data)


@pytest.mark.parametrize("name", patterns())
def test_a_matcher_finds_what_re_finds(name: str) -> None:
    draw, pattern = random.Random(name), patterns()[name]
    for _ in range(1500):
        data = text(draw)
        start = draw.randint(0, len(data))
        end = draw.choice((len(data), draw.randint(start, len(data))))
        for way, method in WAYS.items():
            wanted = expected(getattr(pattern, method)(data, start, end), pattern.groups)
            assert scan.matched(name, way, data, start, end) == wanted, (way, data, start, end)


@pytest.mark.parametrize("columns", [COLUMNS, NEAR_COLUMNS])
@pytest.mark.parametrize("name", ["TRIGGER", "ENCODED", "ESCAPE", "_ODD", "_MARKED_DIGIT", "_SAID_TAIL", "_LOW_CUED"])
def test_a_search_passes_no_place_where_a_match_begins(name: str, columns: int) -> None:
    draw, pattern = random.Random(name), patterns()[name]
    halves, whole = starts([list(parser.parse(pattern.pattern, pattern.flags))], columns)
    for _ in range(1500):
        data = text(draw) + draw.choice((b"", b" caller tobias", b"eyJhbGciOiJub25lIn0", b"c2lwOm1hcmlh")) + bytes(COLUMNS)
        for at in (found.start() for found in pattern.finditer(data, 0, len(data) - COLUMNS)):
            by_byte = by_half = 255
            for column in range(columns):
                byte = data[at + column]
                by_byte &= whole[column][byte]
                by_half &= halves[2 * column][byte & 15] & halves[2 * column + 1][byte >> 4]
            assert by_byte and by_half, (data, at)
            assert not at or not whole[COLUMNS][data[at - 1]], (data, at)


@pytest.fixture(params=[(True, True), (True, False), (False, False)], ids=["vectors", "narrow", "plain"])
def ways_to_look(request: pytest.FixtureRequest) -> Iterator[None]:
    scan.vectors(*request.param)
    yield
    scan.vectors(True)


@pytest.mark.usefixtures("ways_to_look")
def test_the_walk_stops_where_the_pattern_stops() -> None:
    draw, lines = random.Random(5), corpus(sorted(SAMPLES.glob("*.log")))
    texts = [*lines, *(changed(draw, lines) for _ in range(4000)), *(text(draw) * draw.choice((1, 1, 9, 40)) for _ in range(3000))]
    for data in [*texts, *(piece * 700 for piece in PIECES), b"\n".join(lines)]:
        found = [(m.lastindex, m.span(m.lastindex)) for m in TOKEN.finditer(data) if m.lastindex]
        assert scan.walked(data) == found


FAR = ["TRIGGER", "ENCODED", "ESCAPE", "_ODD", "_MARKED_DIGIT", "_LOW_SAID", "_LOW_CUED"]


@pytest.mark.usefixtures("ways_to_look")
@pytest.mark.parametrize("name", FAR)
def test_what_is_searched_for_by_vectors_is_found_in_long_texts(name: str) -> None:
    draw, pattern, lines = random.Random(name), patterns()[name], corpus(sorted(SAMPLES.glob("*.log")))
    for _ in range(400):
        data = b" ".join(changed(draw, lines) + text(draw) for _ in range(draw.randint(1, 4)))
        start = draw.randint(0, 80)
        end = max(min(start, len(data)), len(data) - draw.choice((0, 0, 1, 2, 30)))
        while start <= end:
            found = pattern.search(data, start, end)
            assert scan.matched(name, "search", data, start, end) == expected(found, pattern.groups), (data, start, end)
            if found is None:
                break
            start = max(found.end(), start + 1)


LONG = [
    b"1", b"1.", b"1 ", b"12 345 6-", b"+1", b"+1 ", b"(1", b"(1) ", b"1:11",
    b"A", b"A.", b"A ", b"A, ", b"A'", b"a", b"a-", b"a.", b"a_", b"a@", b"a=", b"\\",
    b"1@", b"a@b ", b"1.5a", b"1.5a@", b"1234567a", b"Mar 18 ", b"a b ", b"a, ", b'a", ', b"Mon, ",
]  # fmt: skip


@pytest.mark.parametrize("piece", LONG, ids=ascii)
def test_the_walks_cost_grows_with_the_length(piece: bytes) -> None:
    def cost(size: int) -> float:
        data, times = piece * (size // len(piece)), []
        for _ in range(3):
            begun = time.process_time()
            scan.walked(data)
            times.append(time.process_time() - begun)
        return min(times) / size

    assert cost(640_000) < 4 * cost(40_000)  # one that looks at the rest of the line again and again costs 16 times as much


def test_the_walk_stands_for_one_pattern() -> None:
    with pytest.raises(Unsupported, match="another TOKEN"):
        front(re.compile(TOKEN.pattern.replace(rb"{0,5}+", rb"{0,6}+"), TOKEN.flags), Writer())


@pytest.mark.parametrize("pattern", [rb"(a)*b", rb"(?:ab)*c", rb"a*?b", rb"(?:ab){0,30}?c", rb"(a)\1", rb"^a", rb"\ba"])
def test_what_has_no_code_is_refused(pattern: bytes) -> None:
    with pytest.raises(Unsupported):
        Writer().pattern("REFUSED", re.compile(pattern))
