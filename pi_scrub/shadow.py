"""A block's shadow: the same lines with their disguises taken off, and the way back.

Strategy: escapes are decoded (three layers at most: `%252B` is `%2B` is `+`), digits of every script become ASCII ones, odd
spaces become spaces, dashes become hyphens and invisible characters go. Each pass notes what it rewrote and where that
stood before, so a span of the shadow leads back to the bytes it stands for: candidates are found in the shadow, and
what is replaced is cut out of the block itself. Only lines in which TRIGGER or ENCODED finds something are rewritten.
Base64 is read where it begins as JSON, a URI or a number does; what is found in one such text takes the place of all of it. The values
of tables get the labels that their places give them (`tables`).
"""

from __future__ import annotations

import base64
import functools
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from typing import NamedTuple

from pi_scrub.late import late
from pi_scrub.tables import TABLED, TABLED_TEXT, Edit, table_edits

# All backslashes in front belong to an escape: JSON in a JSON string doubles them.
_ESCAPE = (
    rb"\\\\{0,15}+(?:u[dD][89abAB][0-9a-fA-F]{2}\\{1,16}+u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-7][0-9a-fA-F])"
    rb"|%29\+(?=\d)|%(?:(?!\d{7,15}+%?+['\"])|(?<!['\"]%))[0-9a-fA-F]{2}|&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});|&[a-zA-Z]{2,24};"
    rb"|=2B(?=[1-9][0-9]{7,14}(?![0-9A-Za-z]))"  # quoted-printable
)
ESCAPE = late(_ESCAPE)
LAYERS = 3
SOFT_SPACE = b"\x1f"  # stands for %20: a space to a number or a name, but no end to the value of a query

# Three digits are four letters of base64: the digits' bytes are 0x30 to 0x39.
_BEHIND_FIRST = rb"[DTjz][AEIMQUYcgk][wxyz0-5]"
_THREE_DIGITS = rb"[MNO]" + _BEHIND_FIRST
_SCHEMES = (b"eyJ", b"c2lwO", b"dGVsO")  # {" sip: tel:
_CODED_NUMBER = late(rb"[KMNO]" + _BEHIND_FIRST + _THREE_DIGITS)  # 123456, +12345
_FIRST_TWO = bytes(b"1"[0] if byte in b"KMNO" else b"2"[0] if byte in b"DTjz" else 0 for byte in range(256))  # as 12; found quicker than by `re`
# The parts of a JSON Web Token (RFC 7519), of SIP's Identity (RFC 8225) among them; a coded URI or number. And where a table begins, which is
# left as it is: so both are looked for at once.
ENCODED = late(
    rb"(?<![A-Za-z0-9+])(?:(?:" + b"|".join((*_SCHEMES, _CODED_NUMBER.pattern)) + rb")[A-Za-z0-9+/_\-]{2,16384}+={0,2}|" + TABLED_TEXT + rb")"
)
_NO_BASE64 = late(rb"[^A-Za-z0-9+/_\-]")
_TABLES = {  # what tables begin with, by a sign that says at once that a block has none
    b"": (b"VALUES", b"values", b"[[", b"[ ["),
    b"|": (b"MSH|", b"PID|", b"NK1|", b"PV1|", b"ORC|", b"OBR|", b"GT1|", b"IN1|"),
    b"*": (b"NM1*", b"PER*"),
}
_STANDARD = bytes.maketrans(b"-_", b"+/")

# Ranges of characters that Unicode calls decimal digits (Nd) are found by their zeros; the others are listed. Up to Unicode 18, as a
# Python knows no newer Unicode than its own.
_ZEROS = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20, 0x1040,
    0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0,
    0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11DE0, 0x11F50,
    0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0,
    0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
)  # fmt: skip
# Where dashes, spaces, format characters and printed digits stand in Unicode; a test holds this against all of it.
_BLOCKS = (
    range(0x80, 0x3300), range(0xFE00, 0x10000), range(0x10A00, 0x11100), range(0x13430, 0x13440), range(0x1BCA0, 0x1BCA4),
    range(0x1D173, 0x1D17B), range(0x1F100, 0x1F10D), range(0xE0000, 0xE01F0),
)  # fmt: skip
_BY_CATEGORY = {"Pd": "-", "Zs": " ", "Zl": " ", "Zp": " ", "Cf": ""}
# Invisible as well, though letters or marks: fillers, variation selectors, joiners.
_INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0" + "".join(
    map(chr, (*range(0xFE00, 0xFE10), *range(0x13439, 0x13440), *range(0xE0100, 0xE01F0)))
)
_SIGNS = {
    "\uff0b": "+", "\ufe62": "+", "\u207a": "+", "\u2795": "+", "\u208a": "+", "\uff08": "(", "\uff09": ")", "\uff0e": ".", "\uff0f": "/",
    "\u00b7": ".", "\u2212": "-", "\u2043": "-", "\U00010d6e": "-",
}  # fmt: skip


@functools.cache
def odd_characters() -> dict[bytes, bytes]:
    """UTF-8 of each disguising character -> the dash, space, nothing or digit (`\u00b2`, `\u2461`) that it stands for."""
    characters = [chr(code) for block in _BLOCKS for code in block]
    categories, digits = map(unicodedata.category, characters), map(unicodedata.digit, characters, repeat(None))
    plain = {odd: _BY_CATEGORY[category] for odd, category in zip(characters, categories, strict=True) if category in _BY_CATEGORY}
    plain |= {odd: str(digit) for odd, digit in zip(characters, digits, strict=False) if digit is not None}
    plain |= dict.fromkeys(_INVISIBLE, "") | _SIGNS
    for zero in _ZEROS:
        plain |= {chr(zero + value): str(value) for value in range(10)}
    return {odd.encode(): seen.encode() for odd, seen in plain.items()}


def _alternatives() -> bytes:
    """The odd characters as a pattern: a branch for each first byte, since `re` tries one branch after the other; in it classes of last bytes."""
    branches: dict[bytes, dict[bytes, bytes]] = {}
    for key in odd_characters():
        heads = branches.setdefault(key[:1], {})
        heads[key[1:-1]] = heads.get(key[1:-1], b"") + b"\\x%02x" % key[-1]
    return b"|".join(
        re.escape(first) + b"(?:" + b"|".join(re.escape(head) + b"[" + lasts + b"]" for head, lasts in heads.items()) + b")"
        for first, heads in branches.items()
    )


# ANSI colours and other orders to a terminal, and control characters that no log means: they say nothing.
# Each is an alternative of its own: where all begin with one byte, `re` passes what begins none at ten times the speed.
_CONTROLS = b"|".join(b"\\x%02x" % code for code in (*range(0x01, 0x09), *range(0x0E, 0x1B), 0x7F))
_COLOUR = rb"\x1b\[[0-?]{0,16}[ -/]{0,2}[@-~]|" + _CONTROLS
_ODD = late(lambda: _COLOUR + b"|" + _alternatives())
_MARK = rb"\xcc[\x80-\xbf]|\xcd[\x80-\xaf]|\xe2\x83[\x90-\xbf]"  # U+0300 and on, U+20D0 and on: marks on what stands before
_MARKED_DIGIT = late(b"[0-9](?:" + _MARK + b")++")
TRIGGER = late(lambda: _ESCAPE + b"|" + _COLOUR + b"|" + _alternatives() + b"|" + _MARK)


class Layer(NamedTuple):
    """One rewriting: what stands at text[at:to] stood before at [began:ended]; four columns, sorted."""

    at: list[int]
    to: list[int]
    began: list[int]
    ended: list[int]


class Shadow(NamedTuple):
    """text: the shadow of a block of lines; layers: how it came to be, the first rewriting first."""

    text: bytes
    layers: list[Layer]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the block that text[start:end], not empty, stands for."""
        return self.begins([start])[0], self.ends([end])[0]

    def home(self, spans: list[tuple[int, int, bytes, str]]) -> list[tuple[int, int, bytes, str]]:
        """Spans of the text (start, end, and what else is known of it), in order, as spans of the block; of those found in one coded text
        the first."""
        if not self.layers or not spans:
            return spans
        starts, ends, replacements, kinds = zip(*spans, strict=True)
        home, done = list[tuple[int, int, bytes, str]](), 0
        for span in zip(self.begins([*starts]), self.ends([*ends]), replacements, kinds, strict=True):
            if span[0] >= done:
                home.append(span)
                done = span[1]
        return home

    def begins(self, places: list[int]) -> list[int]:
        """Where in the block begins what stands at each of `places`, which ascend."""
        for layer in reversed(self.layers):
            places = _back(places, layer, layer.began, 0)
        return places

    def ends(self, places: list[int]) -> list[int]:
        """Where in the block ends what ends before each of `places`, which ascend."""
        for layer in reversed(self.layers):
            places = _back(places, layer, layer.ended, 1)
        return places


def _back(places: list[int], layer: Layer, inside: list[int], width: int) -> list[int]:
    at, to, _, ended = layer
    upcoming, edits, last = at[0], len(at), -1
    back = []
    for place in places:
        while place - width >= upcoming:
            last += 1
            upcoming = at[last + 1] if last + 1 < edits else sys.maxsize
        back.append(place if last < 0 else inside[last] if place - width < to[last] else ended[last] + place - to[last])
    return back


def shadow(block: bytes) -> Shadow:
    """The shadow of whole lines. It has the same lines; those without a disguise are as they were."""
    text, layers, (lines, coded) = block, list[Layer](), _disguised(block)
    idle = None if coded else ENCODED  # what finds nothing
    for pattern, meaning in PASSES if lines else ():
        if pattern is idle:
            continue
        text, layer, lines = _rewritten(text, lines, pattern, meaning)
        if not layer.at:
            idle = pattern
            continue
        layers.append(layer)
        if pattern is ENCODED:  # which finds where tables begin
            text, layer, lines = _edited(text, lines, functools.partial(_of_tables, text))
            layers += [layer] * bool(layer.at)
    return Shadow(text, layers)


def _disguised(block: bytes) -> tuple[list[tuple[int, int]], bool]:
    """The lines in which something is in disguise, as spans; whether some of it is coded."""
    lines = []
    end, coded = 0, ENCODED.search(block) if _may_be_coded(block) else None
    found, any_coded = TRIGGER.search(block), coded is not None
    while found or coded:
        first = min(filter(None, (found, coded)), key=re.Match.start)
        start = block.rfind(b"\n", end, first.start()) + 1 or end
        end = block.find(b"\n", first.end())
        end = len(block) if end < 0 else end
        lines.append((start, end))
        found = TRIGGER.search(block, end) if found and found.start() < end else found
        coded = ENCODED.search(block, end) if coded and coded.start() < end else coded
    return lines, any_coded


def _may_be_coded(block: bytes) -> bool:
    """What can be told at once of a whole block."""
    pairs = block.translate(_FIRST_TWO)
    at = pairs.find(b"12")
    while at >= 0 and not _CODED_NUMBER.match(block, at):
        at = pairs.find(b"12", at + 1)
    begins = (*_SCHEMES, *chain.from_iterable(begins for sign, begins in _TABLES.items() if sign in block))
    return at >= 0 or any(begin in block for begin in begins)


def _rewritten(
    old: bytes, lines: list[tuple[int, int]], pattern: re.Pattern[bytes], meaning: Callable[[bytes], bytes]
) -> tuple[bytes, Layer, list[tuple[int, int]]]:
    """`old` with what `pattern` finds in `lines` in plain words, the layer, and where the lines are now."""
    return _edited(old, lines, lambda begin, stop: ((m.start(), m.end(), meaning(m[0])) for m in pattern.finditer(old, begin, stop)))


def _of_tables(text: bytes, begin: int, stop: int) -> Iterable[Edit]:
    """The edits of a line's tables."""
    edits = table_edits(text[begin:stop]) if TABLED.search(text, begin, stop) else ()
    return ((begin + start, begin + end, plain) for start, end, plain in edits)


def _edited(
    old: bytes, lines: list[tuple[int, int]], edits: Callable[[int, int], Iterable[Edit]]
) -> tuple[bytes, Layer, list[tuple[int, int]]]:
    """`old` with the edits of each line, the layer, and where the lines are now."""
    out: list[bytes] = []
    layer = Layer([], [], [], [])
    moved: list[tuple[int, int]] = []
    last = shift = 0
    for begin, stop in lines:
        was = shift
        for start, end, plain in edits(begin, stop):
            out += (old[last:start], plain)
            layer.at.append(start + shift)
            shift += len(plain) - (end - start)
            layer.to.append(end + shift)
            layer.began.append(start)
            layer.ended.append(end)
            last = end
        moved.append((begin + was, stop + shift))
    out.append(old[last:])
    return b"".join(out), layer, moved


@functools.lru_cache(maxsize=4096)
def _unescaped(escape: bytes) -> bytes:
    """What an escape stands for; control characters become spaces, so that no newline is made; unknown entities stay."""
    if escape == b"=2B":
        return b"+"
    if escape == b"%29+":
        return b") "  # of a form
    if escape.startswith(b"%"):
        byte = int(escape[1:], 16)
        return bytes((byte,)) if byte > 0x20 else SOFT_SPACE
    if escape.startswith(b"&"):
        import html.entities  # 1 ms that most logs do without  # noqa: PLC0415

        name = escape[1:].decode("ascii")
        if not name.startswith("#") and name not in html.entities.html5:
            return escape
        return _printable(html.unescape("&" + name))
    return _printable(_UNITS.sub(lambda m: chr(int(m[1], 16)), escape.decode("ascii")))


def _decoded(coded: bytes) -> bytes:
    """The text that base64 stands for, cut short or not; what holds no text is left as it is."""
    if _NO_BASE64.search(coded.rstrip(b"=")):
        return coded
    letters = coded.rstrip(b"=").translate(_STANDARD)
    size = len(letters) - (len(letters) % 4 == 1)
    plain = base64.b64decode(letters[:size] + b"=" * (-size % 4))
    text = plain.decode("utf-8", "replace").removesuffix("\ufffd")  # cut in the middle of a character
    return _printable(text) if plain[:1] == b"{" or (text.isprintable() and "\ufffd" not in text) else coded


def _printable(text: str) -> bytes:
    return "".join(c if c >= " " else " " for c in text).encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


_UNITS = late(r"\\+[ux]([0-9a-fA-F]+)")
PASSES: tuple[tuple[re.Pattern[bytes], Callable[[bytes], bytes]], ...] = (
    (ENCODED, _decoded),
    *((ESCAPE, _unescaped),) * LAYERS,
    (_ODD, lambda odd: odd_characters().get(odd, b"")),
    (_MARKED_DIGIT, lambda marked: marked[:1]),
)
