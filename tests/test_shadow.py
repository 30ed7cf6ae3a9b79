"""The shadow: disguises come off, and every byte of it knows the bytes of the line it stands for."""


from __future__ import annotations

import sys
import unicodedata

import pytest
from ways import bug

from pi_scrub.shadow import ENCODED, LAYERS, SOFT_SPACE, TRIGGER, odd_characters, shadow

SOFT = SOFT_SPACE.decode()

SEEN = [
    ("plain +1 415", "plain +1 415"),
    ("%2B1415", "+1415"),
    ("%252B1415", "+1415"),
    ("%25252B1415", "+1415"),
    ("%2525252B1415", "%2B1415"),  # three layers at most
    ("%20", SOFT),
    ("%0A%0D%00", SOFT * 3),  # no newline is ever made
    ("%C3%A4", "ä"),
    ("%ZZ %2 %", "%ZZ %2 %"),
    (r"\u002b1415", "+1415"),
    (r"\u000a", " "),
    (r"\u00e4", "ä"),
    (r"\\u002b1415", "+1415"),  # JSON in a JSON string
    (r"\\\\u002b1415", "+1415"),
    (r"\ud83d\udcde1415", "\U0001f4de1415"),
    (r"\ud83d1415", "\ufffd1415"),
    ("=2B14155550132", "+14155550132"),  # quoted-printable
    ("x=2B1415", "x=2B1415"),
    ("x=2B14155550132c", "x=2B14155550132c"),
    ("1&hyphen;2&NonBreakingSpace;3", "1-2 3"),
    ("1\u03012\u0304\u20e33", "123"),
    (r"\u12", r"\u12"),
    (r"\x2b1415", "+1415"),
    (r"\x0a", " "),
    ("&#43;1415", "+1415"),
    ("&#x2b;1415", "+1415"),
    ("&#X2B;1415", "+1415"),
    ("&plus;1415", "+1415"),
    ("&amp;#43;1415", "+1415"),
    ("&quot;a&quot;", '"a"'),
    ("&#10;", " "),
    ("&#1114112;", "\ufffd"),  # past the last character
    ("&unknown;", "&unknown;"),
    ("&#43", "&#43"),
    ("١٢٣", "123"),
    ("१२३", "123"),
    ("１２３", "123"),
    ("𝟏𝟐𝟑", "123"),
    ("¹²³₄⑤", "12345"),
    ("＋１（２）", "+1(2)"),
    ("a\u200bb\u00adc\ufeffd", "abcd"),
    ("a\u00a0b\u2009c\u3000d", "a b c d"),
    ("a\u2010b\u2011c\u2212d", "a-b-c-d"),
    (r"\u0661\u0662", "12"),
    ("%D9%A1", "1"),
    ("ünïcödé 电话", "ünïcödé 电话"),
    ("x KzE0MTU1NTUwMTMy y", "x +14155550132 y"),  # base64
    ("x=MTQxNTU1NTAxMzI=", "x=14155550132"),
    ("<c2lwOjQxNTU1NTAxMzJAMTAuMC4wLjE=>", "<sip:4155550132@10.0.0.1>"),
    ("dGVsOisxNDE1NTU1MDEzMg", "tel:+14155550132"),
    ("sess-eyJ0biI6IjE0MTU1NTUwMTMyIn0.x", 'sess-{"tn":"14155550132"}.x'),
    ("eyJuIjoiXHUwMDJiMTQxNTU1NTAxMzIifQ", '{"n":"+14155550132"}'),  # an escape inside
    ("eyJ0biI6IjE0MTU1NTUwMT", '{"tn":"141555501'),
    ("eyJhIjoxCjJ9", '{"a":1 2}'),  # a line end inside
    ("eyJhIj", '{"a"'),
    ("xeyJhIjoxfQ +eyJhIjoxfQ eyJ MTQxN M", "xeyJhIjoxfQ +eyJhIjoxfQ eyJ MTQxN M"),
    ("MTQxNTU1NTAxMzL/8P8", "MTQxNTU1NTAxMzL/8P8"),  # no text
]


@pytest.mark.parametrize(("line", "expected"), SEEN)
def test_disguises_come_off(line: str, expected: str) -> None:
    assert shadow(line.encode()).text.decode() == expected


@pytest.mark.parametrize("line", [line for line, expected in SEEN if line != expected])
def test_a_line_in_disguise_is_noticed(line: str) -> None:
    assert TRIGGER.search(line.encode()) or ENCODED.search(line.encode())


PLAIN = ["call +1 415 555 0132", "a & b", "100%", "C:\\Users", "ünïcödé", "x=1&y=2;", "电话", "50% of", "%d %s %-5s", "KEYJ Kz12 MT01 eyJ"]


@pytest.mark.parametrize("line", PLAIN)
def test_a_plain_line_has_no_need_of_a_shadow(line: str) -> None:
    assert not TRIGGER.search(line.encode())
    assert not ENCODED.search(line.encode())


@pytest.mark.parametrize("line", [line.encode() for line, _ in SEEN] + [b"", b"\xff%2B\xff\xc3", b"%FF%FE1", b"\\u\xff", b"%2"])
def test_the_way_back_leads_to_the_bytes_a_byte_stands_for(line: bytes) -> None:
    seen = shadow(line)
    spans = [seen.span(at, at + 1) for at in range(len(seen.text))]
    assert spans == sorted(spans)
    assert all(0 <= begin < end <= len(line) for begin, end in spans)
    assert b"\n" not in seen.text
    if seen.text:
        start, end = seen.span(0, len(seen.text))
        assert start <= end


def test_the_lines_of_a_block_are_the_lines_of_its_shadow() -> None:
    lines = [b"plain", b"", rb"a%2B1", b"plain +1", rb"\u002b%252b\u00e4", b"", rb"\u0031"]
    seen = shadow(b"\n".join(lines))
    assert seen.text.split(b"\n") == [shadow(line).text for line in lines]
    at = seen.text.rindex(b"1")
    assert seen.span(at, at + 1) == (len(b"\n".join(lines)) - 6, len(b"\n".join(lines)))


def test_lines_in_two_kinds_of_disguise_are_each_rewritten_once() -> None:
    lines = [b"KzE0MTU1NTUwMTMy", b"%2B1", b"plain", b"%2B1 KzE0MTU1NTUwMTMy", b"KzE0MTU1NTUwMTMy %2B1", b"", b"KzE0MTU1NTUwMTMy"]
    assert shadow(b"\n".join(lines)).text.split(b"\n") == [shadow(line).text for line in lines]


def test_a_span_covers_the_whole_escape() -> None:
    line = rb"call \u002b1\u200b415 now"
    seen = shadow(line)
    at = seen.text.index(b"+1415")
    start, end = seen.span(at, at + 5)
    assert line[start:end] == rb"\u002b1\u200b415"


def test_every_decimal_digit_of_unicode_is_listed() -> None:
    missing = [
        f"U+{code:04X}"
        for code in range(0x80, sys.maxunicode + 1)
        if unicodedata.decimal(chr(code), None) is not None
        and odd_characters().get(chr(code).encode()) != str(unicodedata.decimal(chr(code))).encode()
    ]
    assert missing == []


def test_every_dash_space_and_format_character_of_unicode_is_listed() -> None:
    kinds = {"Pd": b"-", "Zs": b" ", "Zl": b" ", "Zp": b" ", "Cf": b""}
    odd = [chr(code) for code in range(0x80, sys.maxunicode + 1) if unicodedata.category(chr(code)) in kinds]
    assert [f"U+{ord(c):04X}" for c in odd if odd_characters().get(c.encode()) != kinds[unicodedata.category(c)]] == []


FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by category, invisible all the same


def test_letters_are_never_odd() -> None:
    assert [odd for odd in odd_characters() if odd.decode().isalpha() and odd.decode() not in FILLERS] == []


def test_layers_are_bounded_so_the_time_is() -> None:
    assert shadow(b"%25" * 5 + b"2B").text != b"+"
    deep = b"%" + b"25" * 20_000 + b"2B1"
    assert shadow(deep).text.startswith(b"%25")
    assert LAYERS == 3


def test_a_run_of_backslashes_costs_linear_time() -> None:
    line = b"\\" * 200_000 + b"u002b1415"
    assert shadow(line).text.endswith(b"+1415")


@pytest.mark.parametrize(
    "line",
    [
        "1\U000e00202",
        "1\U000e01002",
        "1\ufff92",
        "1\u31642",
        "1\u180b2",
        "1\u20282",
        r"\ud835\udfcf\ud835\udfd0",
    ],
)
def test_rare_disguises_come_off(line: str) -> None:
    text = shadow(line.encode()).text
    assert text in (b"12", b"1 2")


def test_an_entity_that_only_begins_like_one_stays() -> None:
    assert shadow(b"&nothing;").text == b"&nothing;"


SYMBOL_DIGITS = [*"⑴⒈➊🄀🄁", bug("a numeral, no digit", "㊀")]


@pytest.mark.parametrize("digit", SYMBOL_DIGITS)
def test_rare_digits_come_off(digit: str) -> None:
    assert shadow(digit.encode()).text[:1].strip(b"(")[:1].isdigit()
