"""The values in a line whose digits say nothing to the lexer: where they stand, and how far their digits are free.

Strategy: the lexer reads a line through patterns that tell digits from letters, but one digit from another in a few places only: in
a clock, a date, an address, at the beginning of a number. A kind of value here binds its digits exactly that far; all lines that
differ in such values alone have the same candidates in the same places. For that a value must also be taken in one piece, whatever
its digits are. So no digit stands before or behind it, nor one behind a sign that joins digits; the letters of an id never
go on or begin a word; and nothing here is a part of a label or of the local part of an address. What is not surely a value
stays text. Capitalised words, which may be names, are told apart as well, but they count as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pi_scrub.late import late
from pi_scrub.lexer import _LABEL_SEP


class Value(NamedTuple):
    """A kind of value: its pattern; what must not stand before and behind it; and values at the extremes of what it may be."""

    pattern: bytes
    before: bytes
    behind: bytes
    extremes: tuple[bytes, ...]  # their last byte goes on as long as a value does
    hex: bool = False


Piece = tuple[Value | None, int, int]  # a value, or None for words; its start and end

_OCTET = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]\d?)(?:\." + _OCTET + rb"){3}"
_CLOCK = rb"[0-2]\d:[0-5]\d:[0-5]\d"
_FRACTION = rb"(?:[.,]\d{3,9})?+"
_DATE_AND_CLOCK = rb"20\d\d-[01]\d-[0-3]\d[T\ ]" + _CLOCK + _FRACTION
_ID = rb"(?=\d{0,6}[a-f])(?=[a-f]*\d)[0-9a-f]{8,64}+"  # seven digits could be a number's first
_UUID = rb"(?!(?:19|20)\d{6}-|0\d{7}-)[0-9a-f]{8}(?:-(?![a-f]{4})[0-9a-f]{4}){3}-(?![a-f]{12})[0-9a-f]{12}"  # a date's beginning, a word

_IN_LABEL = rb"[\w.\-+%\x80-\xff]*+(?:@|" + _LABEL_SEP + rb")"
_NOT_IN_WORD = rb"(?<![A-Za-z_\x80-\xff])"
_NO_WORD_BEFORE = rb"(?<![A-Za-z\x80-\xff.'\-]\ )(?<!@)" + b"".join(rb"(?<!\d[\ \x1f().\-/~+:,_]{%d})" % gap for gap in (1, 2, 3))
_ALONE = rb"(?![\dA-Z_\x80-\xff]|[:./\-_T,]\d)"
_STAMP_ENDS = rb"(?![\dA-Z.,:+\-_/])"
_ID_BEGINS = rb"(?<![0-9a-f])" + _NO_WORD_BEFORE
_ID_ENDS = rb"(?![0-9A-Za-z_]|" + _IN_LABEL + rb")"

_STAMPS = (b"2000-00-00 00:00:00.0", b"2099-19-39 29:59:59.9", b"2024-10-21 10:19:20.5")
_NUMBERS = (b"1000000000", b"9999999999", b"2025061413")
_IDS = (b"a0aaa", b"111111a1", b"0aaa")
_UUIDS = (b"a0aaaaaa-0aaa-a0aa-aa0a-aaaa0aaaaaaa", b"11111111-1111-1111-1111-111111111111", b"0aaaaaaa-aaa0-1a1a-a1a1-0a0a0a0a0a0a")
_ADDRESSES = (b"100.100.100.100:10000", b"255.255.255.255:65535", b"209.209.209.209:20250")

# What is tried first takes the longest piece.
VALUES = (
    Value(_DATE_AND_CLOCK + b"Z", b"", _ALONE, _STAMPS),
    Value(_DATE_AND_CLOCK, b"", _STAMP_ENDS, _STAMPS),
    Value(_UUID, _NO_WORD_BEFORE + rb"(?<![\w.\-])", rb"(?![0-9A-Za-z_\-.@])", _UUIDS, hex=True),
    Value(_ADDRESS + rb":\d{1,5}+", b"", _ALONE, _ADDRESSES),
    Value(_ADDRESS, b"", rb"(?![\dA-Za-z_:\-/\x80-\xff]|\.\d)", _ADDRESSES),
    Value(rb"\+[1-9]\d{6,14}+", b"", rb"(?!\d)", (b"+100000000", b"+999999999", b"+202506141")),
    Value(_ID, _ID_BEGINS, _ID_ENDS, _IDS, hex=True),
    Value(_ID, _ID_BEGINS + rb"(?<![\w.\-+%\x80-\xff])", rb"(?=@)", _IDS, hex=True),
    Value(rb"20\d\d:" + _CLOCK, b"", _ALONE, (b"2000:00:00:00", b"2099:29:59:59", b"2024:10:19:20")),
    Value(_CLOCK + _FRACTION, b"", _STAMP_ENDS, (b"00:00:00.0", b"29:59:59.9", b"10:19:20.5")),
    Value(rb"\([2-9]\d\d\)\ \d{3}-\d{4}", b"", _ALONE, (b"(200) 000-0000", b"(999) 999-9999", b"(202) 506-1413")),
    Value(rb"0[1-9]\d{1,3}\ (?:\d{3,4}\ \d{3,4}|\d{6,8})", b"", _ALONE, (b"01000000000000", b"09999999999999", b"02025061413200")),
    Value(rb"[1-9]\d{0,17}\.\d{1,18}+", _NOT_IN_WORD + rb"(?<!\d\ )", _ALONE, _NUMBERS),
    Value(rb"0\.\d{1,18}+", _NOT_IN_WORD + rb"(?<!\d\ )", _ALONE, (b"000000000", b"099999999", b"020250614")),
    Value(rb"[1-9]\d{0,29}+", _NOT_IN_WORD, _ALONE + rb"(?![a-f])", _NUMBERS),
)
NUMBER = VALUES[-1]
REST = Value(rb"(?!\d{7})\d[0-9a-f]{4,63}+", b"", _ID_ENDS, (b"0aaa", b"111111a1", b"00000a0"), hex=True)  # of `C-e1d54543`, where `C-e` are words
_WORD = rb"[A-Z\x80-\xff][A-Za-z\x80-\xff.'\-]*+"
WORDS = _WORD + rb"(?:\ " + _WORD + rb")*+"

_PIECE = late(
    rb"(?<![\d+])(?<!\d[:./\-T_,])(?:(?<![\w.\-\x80-\xff])|(?!" + _IN_LABEL + rb"))(?:"
    + b"|".join(each.before + b"(" + each.pattern + b")" + each.behind for each in VALUES)
    + rb")|(?<![\w\x80-\xff])(" + WORDS + rb")(?:(" + REST.pattern + rb")" + REST.behind + rb"|(?![0-9+(]))"
)  # fmt: skip
_WORDS_GROUP = len(VALUES) + 1


def pieces(line: bytes) -> Iterator[Piece]:
    """The values and words of a line, in order."""
    for m in _PIECE.finditer(line):
        if m[_WORDS_GROUP] is None:
            yield VALUES[(m.lastindex or 1) - 1], *m.span()
        else:
            yield None, *m.span(_WORDS_GROUP)
            if m[_WORDS_GROUP + 1] is not None:
                yield REST, *m.span(_WORDS_GROUP + 1)


def at_extreme(line: bytes, found: list[Piece], which: int) -> bytes:
    """The line with its values at one extreme: 0, 1 or 2."""
    changed = bytearray(line)
    for kind, at, to in found:
        if kind is not None:
            changed[at:to] = _extreme(line[at:to], kind, kind.extremes[which])
    return bytes(changed)


def _extreme(value: bytes, kind: Value, extreme: bytes) -> bytes:
    """A value of a kind, as long as it is, its free bytes those of an extreme."""
    if extreme in _ADDRESSES:
        return b".".join(_shortened(part, full) for part, full in zip(value.split(b"."), extreme.split(b"."), strict=True))
    free = b"0123456789abcdef" if kind.hex else b"0123456789"
    extreme += extreme[-1:] * len(value)
    return bytes(new if old in free else old for old, new in zip(value, extreme, strict=False))


def _shortened(part: bytes, full: bytes) -> bytes:
    """An octet, or the last with its port, as short as `part`."""
    octet, colon, port = part.partition(b":")
    return full[: len(octet)] + colon + full.rpartition(b":")[2][: len(port)]
