"""What may vary in a line without changing how it is walked: the patterns that a layout puts in the place of a text. See `layouts`.

Strategy: each is narrower than what TOKEN knows, and says what must stand behind it. Whatever fits is eaten by TOKEN from its first byte
to its last, or is one stop of a known kind, and TOKEN looks no further than the text behind it. A test holds each against TOKEN.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pi_scrub.around import _PARTICLE, IPV6_REST
from pi_scrub.late import late

_NO_LABEL = rb"(?![ \t]*[:=>])"
_OCTET = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"


class Hole(NamedTuple):
    """text: what fills it. ends: what stands behind it. joins: whether TOKEN looks on from it for more digits."""

    text: bytes
    ends: bytes
    joins: bool = False


class Guard(NamedTuple):
    """What is looked at before a hole is filled, because TOKEN looks at it. kind: the native lexer's number for it; size: in letters and digits."""

    text: bytes = b""
    kind: int = 0
    size: int = 0


BRACKET = Guard(rb"(?=\d)(?![+\d][^()\n]{0,7}\))", 1)  # TOKEN asks whether what is in brackets is a number's beginning
CAPITAL, NO_CAPITAL = Guard(rb"(?=[A-Z])", 2), Guard(rb"(?![A-Z])", 3)  # a run before it goes on with a capital
_FIRST = (b"[0-9]", b"[a-z]", b"[A-Z]")


def guard_of(word: bytes) -> Guard:
    """Looks for a word of as many letters and digits, which begins with one of the same kind."""
    index = next(index for index, each in enumerate(_FIRST) if re.match(each, word))
    return Guard(rb"(?=%b[0-9A-Za-z]{%d}(?![0-9A-Za-z]))" % (_FIRST[index], len(word) - 1), 4 + index, len(word))


ADDRESS = Hole(_OCTET + rb"(?:\." + _OCTET + rb"){3}(?::\d{4,5}+)?+", rb"[\"'),;&|\]}\n<> ]" + _NO_LABEL, joins=True)
TIME = Hole(rb"[12]\d{3}-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d:\d\d(?:[.,]\d{1,9}+)?+Z?+", rb"[\"')\]\n; ]")
IPV6 = Hole(rb"(?=[a-fA-F:]{0,20}+\d)[0-9a-fA-F]" + IPV6_REST, rb"[\"'),;&|\]}\n<>/% ]")
WORD = Hole(rb"(?:\d{1,6}+(?:\.\d{1,5}+)?+[A-Za-z]|[A-Za-z]++(?!\d{7})\d)[0-9A-Za-z]*+", rb"[\"'),;&|\]}\n< ]" + _NO_LABEL)
EATEN = (  # the first that fits counts
    Hole(rb"(?!\d{8})[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", rb"[\"'),;&|\]}\n<>/ ]"),  # 20240318-… could be a time
    TIME,
    IPV6,
    Hole(rb"[A-Z][a-z]{2}\ [\ \d]\d\ \d\d:\d\d:\d\d", rb"\ "),  # RFC 3164
    Hole(rb"\d\d:[0-5]\d:[0-5]\d", rb"[\"')\]\n ]"),
    ADDRESS,
    Hole(rb"(?:\d\.\d{1,5}|\d\d\.\d{1,4}|\d{3}\.\d{1,3}|\d{4}\.\d\d?)", rb"[\"'),;&|\]}\n<% ]", joins=True),
    Hole(rb"\d{1,3}\ \d{1,3}", rb"\ ?\"", joins=True),
    WORD,
    Hole(rb"\d{1,4}-(?=\d{0,2}[a-f])(?![a-f]\d{7})[0-9a-f]{8}", rb"[\"'),;&|\]}\n< ]" + _NO_LABEL),  # PJSIP's channels
    Hole(rb"\d{1,6}+", rb"(?:[\"'),;&|\]}\n<>% ]" + _NO_LABEL + rb"|/[a-z]|:\ )", joins=True),
)
VALUE = Hole(rb"\d{1,20}+", rb"[\"'),;&|\]}\n ]" + _NO_LABEL, joins=True)  # of a label that says nothing: eaten, or a number that is passed

_NUMBER_ENDS = rb"[\"',;&|\]}\n<>@ )?]" + _NO_LABEL
_SHAPE_ENDS = rb"(?:[\"',;&|\]}\n<]" + _NO_LABEL + rb"|\ [A-Za-z\"])"
PLUS = Hole(rb"\+\d{7,20}+", _NUMBER_ENDS, joins=True)
DIGITS = Hole(rb"\d{7,20}+", _NUMBER_ENDS, joins=True)
# Of these the digits vary and nothing else does.
SHAPES = Hole(rb"(?:\(\d{2,5}\)\ ?\d{2,5}(?:[ \-]\d{2,5}){0,3}|\d{1,10}(?:\ \d{1,10}){1,3}|\d{2,10}\.\d{1,9})", _SHAPE_ENDS, joins=True)
SDP = Hole(rb"\d\ (?=(?:\.?\d){6})\d{1,3}(?:\.\d{1,3}){3}", rb"[ \n]", joins=True)  # a number to TOKEN: `IN IP4 10.155.184.63`
RUN = Hole(
    rb"[A-Z][A-Za-z\x80-\xff]{0,30}+(?:(?:\.\ |[\ \x1f]|-)[A-Z][A-Za-z\x80-\xff]{0,30}+){0,5}+",
    rb"(?:[\");&|\]\n<]" + _NO_LABEL
    + rb"|'(?![ \t]*[:=>]|[A-Za-z\x80-\xff])|,(?!\ [A-Z\x80-\xff])|\ [<(\[|]|\ (?!" + _PARTICLE + rb"[ \-\x1f])[a-z])",
)
QUERY = Hole(rb"[A-Z][A-Za-z\x80-\xff]{0,30}+(?:\x1f[A-Z][A-Za-z\x80-\xff]{0,30}+){0,5}+", rb"&")  # the value of a query: a space ends it
MAIL = Hole(
    rb"(?:\d{1,6}+|(?=\d*[a-f])[0-9a-f]{8,40}+)@(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]++\])(?::\d{1,5}+)?+\]?+", rb"[\"')>;,\n &|}]"
)
# Asterisk's call id, `[C-e450bab3]`: a letter is a run, and so is `C-e`.
CODE = Hole(rb"([A-Z](?:-[a-f]++)?+)-?+(?=\d{1,6}[a-f])[0-9a-f]++", rb"\]")

NUMBERED = (*EATEN, VALUE, PLUS, DIGITS, SDP, RUN, QUERY, MAIL, CODE)  # by the native lexer's numbers, and by its names:
NAMES = (
    "UUID", "TIME", "IPV6", "STAMP", "CLOCK", "ADDRESS", "DECIMAL", "PAIR", "WORD", "CHANNEL", "SHORT",
    "VALUE", "PLUS", "DIGITS", "SDP", "RUN", "QUERY", "MAIL", "CODE",
)  # fmt: skip
_FILLS = {hole: late(hole.text + rb"(?=" + hole.ends + rb")") for hole in (*NUMBERED, SHAPES)}


_ALL_EATEN = late(b"".join(rb"(?:(?=(" + hole.text + rb")(?=" + hole.ends + rb")))?+" for hole in EATEN))


def eaten(block: bytes, at: int, end: int) -> list[tuple[Hole, int]]:
    """Those of EATEN that may be filled from a place on, and where what fills them ends."""
    m = _ALL_EATEN.match(block, at, end)
    return [(hole, m.end(n)) for n, hole in enumerate(EATEN, 1) if m[n]] if m else []


def match(hole: Hole, block: bytes, at: int, end: int) -> re.Match[bytes] | None:
    """What fills a hole from a place on."""
    return _FILLS[hole].match(block, at, end)


def end_of(hole: Hole, block: bytes, at: int, end: int) -> int:
    """Where what fills a hole ends that begins at a place; -1 where nothing does."""
    m = match(hole, block, at, end)
    return m.end() if m else -1
