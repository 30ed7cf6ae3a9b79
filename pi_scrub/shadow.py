"""A line's shadow: the same line with its disguises taken off, and the way back.

Strategy: escapes are decoded (two layers at most: `%252B` is `%2B` is `+`), digits of every script become ASCII ones, odd
spaces become spaces, dashes become hyphens and invisible characters go. Beside the shadow run two arrays that
say, for each of its bytes, which bytes of the line it stands for; candidates are found in the shadow, and what is
replaced is cut out of the line itself. Only lines in which TRIGGER finds something have a shadow.
"""

from __future__ import annotations

import html
import html.entities
import re
import unicodedata
from array import array
from collections.abc import Callable
from typing import NamedTuple

_ESCAPE = (
    rb"\\u[0-9a-fA-F]{4}|\\x[0-7][0-9a-fA-F]|%[0-9a-fA-F]{2}|&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});|&[a-zA-Z]{2,8};"
)
ESCAPE = re.compile(_ESCAPE)
LAYERS = 2
SOFT_SPACE = b"\x1f"  # stands for %20: a space to a number or a name, but no end to the value of a query

# Ranges of characters that Unicode calls decimal digits (Nd) are found by their zeros; the others are listed.
_ZEROS = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20, 0x1040,
    0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0,
    0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650,
    0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8,
    0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4D0, 0x1E950, 0x1FBF0,
)  # fmt: skip
_PRINTED = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉①②③④⑤⑥⑦⑧⑨⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽❶❷❸❹❺❻❼❽❾"  # superscript, subscript, circled
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff" + "".join(map(chr, range(0xFE00, 0xFE10)))
)
_SIGNS = {"\uff0b": "+", "\ufe62": "+", "\u207a": "+", "\uff08": "(", "\uff09": ")", "\uff0e": ".", "\uff0f": "/", "\u00b7": "."}


def _odd_characters() -> dict[bytes, bytes]:
    """UTF-8 of each disguising character -> what it stands for."""
    plain: dict[str, str] = {**dict.fromkeys(_SPACES, " "), **dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_INVISIBLE, "")}
    plain |= _SIGNS
    for zero in _ZEROS:
        plain |= {chr(zero + value): str(value) for value in range(10)}
    plain |= {c: str(unicodedata.digit(c)) for c in _PRINTED}
    return {odd.encode(): seen.encode() for odd, seen in plain.items()}


ODD = _odd_characters()


def _alternatives() -> bytes:
    """ODD's keys as a pattern: all but the last byte, then a class of last bytes."""
    heads: dict[bytes, bytearray] = {}
    for key in ODD:
        heads.setdefault(key[:-1], bytearray()).append(key[-1])
    parts = [re.escape(head) + b"[" + b"".join(b"\\x%02x" % last for last in lasts) + b"]" for head, lasts in heads.items()]
    return b"|".join(parts)


_COLOUR = rb"\x1b\[[0-9;]{0,16}m"  # ANSI colours, as consoles show them; they say nothing
_ODD = re.compile(_COLOUR + b"|" + _alternatives())
TRIGGER = re.compile(_ESCAPE + b"|" + _COLOUR + b"|" + _alternatives())


class Shadow(NamedTuple):
    """text: the shadow; begins, ends: for each of its bytes the first and the last-plus-one byte it stands for in the line."""

    text: bytes
    begins: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the line that text[start:end] stands for."""
        return self.begins[start], self.ends[end - 1]


def shadow(line: bytes) -> Shadow:
    """The shadow of one line (no newline in it)."""
    size = len(line)
    seen = Shadow(line, array("I", range(size)), array("I", range(1, size + 1)))
    for _ in range(LAYERS):
        if not ESCAPE.search(seen.text):
            break
        seen = _rewritten(seen, ESCAPE, _unescaped)
    return _rewritten(seen, _ODD, lambda odd: ODD.get(odd, b"")) if _ODD.search(seen.text) else seen


def _rewritten(old: Shadow, pattern: re.Pattern[bytes], meaning: Callable[[bytes], bytes]) -> Shadow:
    text: list[bytes] = []
    begins, ends = array("I"), array("I")
    last = 0
    for m in pattern.finditer(old.text):
        plain = meaning(m[0])
        start, end = m.span()
        text += (old.text[last:start], plain)
        begins += old.begins[last:start]
        ends += old.ends[last:start]
        begins.extend([old.begins[start]] * len(plain))
        ends.extend([old.ends[end - 1]] * len(plain))
        last = end
    text.append(old.text[last:])
    begins += old.begins[last:]
    ends += old.ends[last:]
    return Shadow(b"".join(text), begins, ends)


def _unescaped(escape: bytes) -> bytes:
    """What an escape stands for; control characters become spaces, so that no newline is made; unknown entities stay."""
    if escape.startswith(b"%"):
        byte = int(escape[1:], 16)
        return bytes((byte,)) if byte > 0x20 else SOFT_SPACE
    if escape.startswith(b"&"):
        name = escape[1:].decode("ascii")
        if not name.startswith("#") and name not in html.entities.html5:
            return escape
        return _printable(html.unescape("&" + name))
    return _printable(chr(int(escape[2:], 16)))


def _printable(text: str) -> bytes:
    return "".join(c if c >= " " else " " for c in text).encode("utf-8", "replace")
