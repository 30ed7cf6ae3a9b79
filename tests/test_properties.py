"""Properties that hold of any log: lines made of realistic pieces, and any bytes at all."""


from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from ways import REGIONS, TOKEN, every_way, lines_of, scrubber, through_blocks

from pi_scrub import Counts
from pi_scrub.blocks import BLOCK
from pi_scrub.longline import LongLine
from pi_scrub.shadow import shadow

# --- Log lines from a grammar ----------------------------------------------------------------------------

NUMBERS = [
    "+14155550132", "+1 415 555 0132", "(415) 555-0132", "415-555-0132", "0014155550132", "+44 (0)20 7946 0958",
    "02079460958", "+493023125001", "030/23125001", "%2B14155550132", r"\u002b14155550132", "tel:+1-415-555-0132",
    "+1\u00a0415\u200b5550132", "+１４１５５５５０１３２", "415.555.0132",
]  # fmt: skip
NAMES = ["Maria Wells", "Zorvan Quillmeer", "Tobias Krämer", "Jean-Luc O'Hara", "王小明", "Pieter van Rooijen", "MARIA WELLS"]
STAYS = [
    "10.0.0.1", "10.0.0.1:5060", "[2001:db8::1]:5060", "0c67446e-f1a1-11d9-94d3-000a95a0e128", "2024-03-18T09:14:02.123Z",
    "Mar 18 09:14:02", "1710753242118", "1710753242.118", "4bf92f3577b34da6a3ce929d0e0e4736", "00:1a:2b:3c:4d:5e", "v1.2.3",
    "Service Unavailable", "/var/log/x.log", "12ms", "4711", "null", "a=1", "[name]", "ph_test_abcdefghijklmnopabcdefghijklmnop",
]  # fmt: skip
LABELS = [
    "ani", "msisdn", "callerNumber", "from", "to", "caller", "customerName", "agent_name", "name", "id", "ts", "host.name",
    "X-Phone", "customer.phone", "Rufnummer", "nom_client", "email", "user", "number",
]  # fmt: skip
CUES = ["call from", "customer", "dialed", "agent", "to", "Dear", "Herr", "phone", "via", "caller", "by"]
GLUE = [" ", ", ", "; ", " | ", "\t", "=", ": ", '"', "'", "(", ")", "[", "]", "{", "}", "<", ">", "&", "/", "-", "+", ".",
        "\\", "%", "\r", "\x00", "@", ",", ":"]  # fmt: skip

_token = st.sampled_from
_value = st.one_of(_token(NUMBERS), _token(NAMES), _token(STAYS), st.integers(0, 10**16).map(str))
_user = st.from_regex(r"[a-z][a-z0-9._-]{0,12}", fullmatch=True)


@st.composite
def _json(draw: Any) -> str:
    quote = draw(_token(['"', r"\"", "'"]))
    value = draw(st.one_of(_value.map(lambda v: quote + v + quote), st.integers(-(10**12), 10**13).map(str)))
    label = draw(_token(LABELS))
    inner = draw(_token(["{}", "[{}]", '{{"customer":{{{}}}}}', "{}, 1.10", "{{{}"]))
    return inner.format(f"{{{quote}{label}{quote}:{draw(_token(['', ' ']))}{value}}}")


_piece = st.one_of(
    _value,
    st.tuples(_token(LABELS), _token(["=", ": ", ":", "=>", '="', " "]), _value).map("".join),
    st.tuples(_token(CUES), _value).map(" ".join),
    st.tuples(_user, _token(["10.0.0.1", "pbx.example.net:5060", "[2001:db8::1]"])).map(lambda t: f"<sip:{t[0]}@{t[1]}>"),
    st.tuples(_token(NAMES), _token(NUMBERS)).map(lambda t: f'From: "{t[0]}" <sip:{t[1]}@10.0.0.1>;tag=1'),
    _user.map(lambda u: f"{u}@example.com"),
    _json(),
    st.text(max_size=8).filter(lambda t: "\n" not in t),
)
LINE = st.lists(st.tuples(_piece, _token(GLUE)).map("".join), max_size=6).map("".join)
TEXT = st.tuples(st.lists(LINE, max_size=4), _token(["", "\n", "\r\n"])).map(lambda t: "\n".join(t[0]) + t[1])
BYTES = TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))

_BITS = [b"ani=", b"name=", b"+", b"4155550132", b"\\u002b", b"%2B", b"\\", b'"', b"{", b"}", b"\n", b"\xff", b"\xc3", b"\xe2\x80",
         b"sip:", b"@", b".", b"-", b" ", b"<", b"&#4", b"3;", b"Maria", b"\x00", b"\xd9\xa1", b"1", b"0", b"(", b"[", b"'"]  # fmt: skip
ANY = st.one_of(st.binary(max_size=60), st.lists(st.one_of(_token(_BITS), st.binary(max_size=3)), max_size=14).map(b"".join))


# Pieces that say nothing of each other.
ALONE = [
    "call from +1 415 555 0132 now", "ani=4155550132", 'customerName="Zorvan Quillmeer"', "<sip:mwells@10.0.0.1>",
    '{"msisdn":442079460958}', "customer Maria Wells called", "mail x@example.com", "10.0.0.1:5060", "took 12ms",
    "2024-03-18T09:14:02.123Z", "0c67446e-f1a1-11d9-94d3-000a95a0e128", "Service Unavailable", "dialed 02079460958 twice",
    r"x \u002b14155550132 y", "GET /a?phone=%2B14155550132&x=1 HTTP/1.1",
]  # fmt: skip


def quick(examples: int, *, shrink: bool = True) -> Any:
    return settings(
        phases=[Phase.explicit, Phase.generate] + [Phase.shrink] * shrink, max_examples=examples, derandomize=True, deadline=None, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )  # fmt: skip


@quick(250)
@given(BYTES)
def test_a_log_of_realistic_pieces_goes_every_way(stream: bytes) -> None:
    """Chunks, blocks and neighbours change nothing, lines are kept, and what is no finding is unchanged."""
    every_way(stream, twice=False)


@quick(300)
@given(ANY)
def test_any_bytes_go_every_way(stream: bytes) -> None:
    every_way(stream, twice=False)


@pytest.mark.xfail(strict=False, reason="what stands beside a candidate is read raw: a number beside it is a token the next time")
@quick(400, shrink=False)
@given(BYTES)
def test_scrubbing_twice_changes_nothing(stream: bytes) -> None:
    found = scrubber().scrub_bytes(stream)
    assert scrubber().scrub_bytes(found) == found


@quick(400)
@given(ANY)
def test_scrubbing_any_bytes_twice_changes_nothing(stream: bytes) -> None:
    found = scrubber().scrub_bytes(stream)
    assert scrubber().scrub_bytes(found) == found


@quick(200)
@given(st.lists(st.tuples(_token(ALONE), _token([" ", ", ", "; ", "\t", " | "])).map("".join), max_size=5).map("".join))
def test_scrubbing_separate_pieces_twice_changes_nothing(line: str) -> None:
    found = scrubber().scrub(line)
    assert scrubber().scrub(found) == found


@quick(300)
@given(st.one_of(BYTES, ANY))
def test_bytes_outside_the_replaced_spans_are_unchanged(stream: bytes) -> None:
    """By alignment: the clean bytes are the stream with pieces of lines exchanged for tokens and markers."""
    found = scrubber().scrub_bytes(stream)
    if found == stream:
        return
    assert len(lines_of(found)) == len(lines_of(stream))
    for line, clean in zip(lines_of(stream), lines_of(found), strict=True):
        kept = [re.escape(part) for part in _OURS.split(clean)]
        assert re.fullmatch(rb"[^\n]+?".join(kept), line, re.DOTALL), (line, clean)


_OURS = re.compile(rb"(?:\\*[\"'])?(?:ph|em|us)_test_[a-p]{32}(?:\\*[\"'])?|\[name\]")


@quick(200)
@given(BYTES, BYTES)
def test_a_joined_stream_is_its_parts_joined(one: bytes, other: bytes) -> None:
    one = one if one.endswith(b"\n") or not one else one + b"\n"
    scrub = scrubber().scrub_bytes
    assert scrub(one + other) == scrub(one) + scrub(other)


@quick(200)
@given(st.one_of(BYTES, ANY), st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(1, 200), st.booleans())
def test_output_does_not_depend_on_chunks_or_blocks(stream: bytes, sizes: list[int], block: int, cut: bool) -> None:
    whole = scrubber().scrub_bytes(stream)
    assert through_blocks(scrubber(), stream, sizes, block=block, cut=cut) == whole
    assert through_blocks(scrubber(), stream, sizes, block=BLOCK, cut=cut) == whole


@quick(150)
@given(st.lists(_token(NUMBERS), min_size=1, max_size=4), _token([" ", ", ", "; ", "\t", " and ", "\n"]))
def test_a_number_in_any_list_is_found(numbers: list[str], gap: str) -> None:
    found = scrubber().scrub("call " + gap.join(number + " now" for number in numbers))
    seen = shadow(found.encode()).text
    assert b"5550132" not in re.sub(rb"[ .-]", b"", seen) or b"0132" not in seen


@quick(200)
@given(_token([("US",), ("DE", "US"), (), REGIONS, ("FR", "AU", "JP")]), BYTES)
def test_any_regions_are_taken(regions: tuple[str, ...], stream: bytes) -> None:
    assert scrubber(regions).scrub_bytes(stream).count(b"\n") == stream.count(b"\n")


@quick(200)
@given(BYTES)
def test_counts_tell_what_stands_in_the_output(stream: bytes) -> None:
    counts = Counts()
    found = scrubber().scrub_bytes(stream, counts)
    before, after = (len(TOKEN.findall(text.decode("utf-8", "surrogatepass"))) for text in (stream, found))
    tokens = sum(counts.replaced.get(kind, 0) for kind in ("phone", "email", "user"))
    assert counts.withheld == 0
    assert tokens >= after - before


@quick(200)
@given(ANY)
@example(b"%2B" * 40)
@example(b"\xf3\xa0\x80\xb1")
def test_a_shadow_knows_its_way_back(line: bytes) -> None:
    line = line.replace(b"\n", b"")
    seen = shadow(line)
    begins, ends = seen.begins([*range(len(seen.text))]), seen.ends([*range(1, len(seen.text) + 1)])
    assert begins == sorted(begins) and ends == sorted(ends)
    assert all(0 <= a < b <= len(line) for a, b in zip(begins, ends, strict=True))
    assert b"\n" not in seen.text


@quick(100)
@given(st.lists(st.one_of(_token([b"word ", b"1234567 ", b"x" * 9000, b"9" * 9000, b"ani=4155550132 "]), st.binary(max_size=9)), max_size=9))
def test_a_long_line_loses_and_doubles_nothing(pieces: list[bytes]) -> None:
    """Without candidates, pieces of any size come out as they went in, but for runs that are withheld."""
    pieces = [piece.replace(b"\n", b"") for piece in pieces]
    line = LongLine(lambda text: [], b"[withheld]")
    found = b"".join(line.feed(piece, last=at == len(pieces) - 1) for at, piece in enumerate(pieces))
    whole = b"".join(pieces)
    if not line.hidden:
        assert found == whole
    else:
        head, *parts, tail = found.split(b"[withheld]")
        assert whole.startswith(head) and whole.endswith(tail)
        at, end = len(head), len(whole) - len(tail)
        for part in parts:
            at = whole.find(part, at, end)
            assert at >= 0
            at += len(part)
        assert at <= end
