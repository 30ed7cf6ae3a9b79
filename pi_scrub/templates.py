"""Lines of one template: what was found in one of them stands in the same places of all others.

Strategy: a program writes the same line over and over, with other values in it. A *template* is such a line as a pattern, with
a group wherever a value stands; what the lexer found is remembered for the places of its groups, and a line that
matches is not walked again. That is right because the lexer reads a line through patterns that tell digits apart in a few
places only: a clock, a date, an address, the first digit of a number. VALUES lists the kinds of values whose digits are free
beyond that: the lexer takes one in one piece, whatever its digits are. What stands around a value never joins it to
something else, or it is text like any other. Words that may be names are groups too, but count as they stand.

Two nets lie beneath: a template is dropped at once if its line with extreme values in it is lexed in another way, and what depends on
values nearby (a name beside a number) is not remembered. Tests hold lines of all templates to the lexer itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pi_scrub import grammar as g
from pi_scrub.around import _BEHIND_PHONE, Candidate
from pi_scrub.late import late
from pi_scrub.lexer import _LABEL_SEP, _NEEDS_OWNER, Lexer

LINE = 1024  # bytes of the longest line that is looked up
GROUPS = 32  # values and words of a template at most
AFTER = 4  # lines of a shape that no template fits before one of them becomes one; for each further template twice as many
TEMPLATES = 512
TRIES = 16  # templates of one shape at most
SHAPES = 4096
BYTES = 24 << 20  # of what was found

Found = tuple[Candidate, ...]


class Value(NamedTuple):
    """A kind of value. `behind`: what may follow it; extremes: its digits at their least, their most, and in between."""

    pattern: bytes
    behind: bytes
    extremes: tuple[bytes, ...]
    before: bytes = b""
    hex: bool = False


_OCTET = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]\d?)(?:\." + _OCTET + rb"){3}"
_CLOCK = rb"[0-2]\d:[0-5]\d:[0-5]\d"
_STAMP = rb"20\d\d-[01]\d-[0-3]\d[T ]" + _CLOCK
_FRACTION = rb"(?:[.,]\d{3,9})?+"
_ALONE = rb"(?![\dA-Z_\x80-\xff]|[:./\-_T,]\d)"  # no digit behind it, nor one behind a sign that joins
_IN_LABEL = rb"[\w.\-+%\x80-\xff]*+(?:@|" + _LABEL_SEP + rb")"
_HEX_BEFORE = rb"(?<![A-Za-z\x80-\xff.'\-]\ )(?<!@)" + rb"".join(rb"(?<!\d[\ \x1f().\-/~+:,_]{%d})" % gap for gap in (1, 2, 3))
_WORD_BEFORE = rb"(?<![A-Za-z_\x80-\xff])"
_DIGITS = (b"1000000000", b"9999999999", b"2025061413")

_TAIL = Value(  # the rest of `C-e1d54543`, whose letters in front, `C-e`, are words
    rb"(?!\d{7})\d[0-9a-f]{4,63}", rb"(?![0-9A-Za-z_]|" + _IN_LABEL + rb")", (b"0aaa", b"111111a1", b"0000"), hex=True,
)  # fmt: skip
# Their order has meaning: what is tried first takes the longest piece.
VALUES = (
    Value(_STAMP + _FRACTION + b"Z", _ALONE, (b"2000-00-00 00:00:00.0", b"2099-19-39 29:59:59.9", b"2024-10-21 10:19:20.5")),
    Value(_STAMP + _FRACTION, rb"(?![\dZ.,:+\-T_/A-Z])", (b"2000-00-00 00:00:00.0", b"2099-19-39 29:59:59.9", b"2024-10-21 10:19:20.5")),
    Value(
        rb"(?!(?:19|20)\d{6}-|0\d{7}-)[0-9a-f]{8}(?:-(?![a-f]{4})[0-9a-f]{4}){3}-(?![a-f]{12})[0-9a-f]{12}", rb"(?![0-9A-Za-z_\-.@])",
        (b"a0aaaaaa-0aaa-a0aa-aa0a-aaaa0aaaaaaa", b"11111111-1111-1111-1111-111111111111", b"0aaaaaaa-aaa0-1a1a-a1a1-0a0a0a0a0a0a"),
        _HEX_BEFORE + rb"(?<![\w.\-])", hex=True,
    ),
    Value(_ADDRESS + rb":\d{1,5}", _ALONE, ()),
    Value(_ADDRESS, rb"(?![\dA-Za-z_:\-/\x80-\xff]|\.\d)", ()),
    Value(rb"\+[1-9]\d{6,14}", rb"(?!\d)", (b"+100000000", b"+999999999", b"+202506141")),
    Value(
        rb"(?=\d{0,6}[a-f])(?=[a-f]*\d)[0-9a-f]{8,64}", rb"(?![0-9A-Za-z_]|" + _IN_LABEL + rb")", (b"a0aaa", b"111111a1", b"0aaa"),
        _HEX_BEFORE, hex=True,
    ),
    Value(
        rb"(?=\d{0,6}[a-f])(?=[a-f]*\d)[0-9a-f]{8,63}", rb"(?=@)", (b"a0aaa", b"111111a1", b"0aaa"),
        _HEX_BEFORE + rb"(?<![\w.\-+%\x80-\xff])", hex=True,
    ),
    Value(rb"20\d\d:" + _CLOCK, _ALONE, (b"2000:00:00:00", b"2099:29:59:59", b"2024:10:19:20")),
    Value(_CLOCK + _FRACTION, rb"(?![\dZ.,:+\-T_/A-Z])", (b"00:00:00.0", b"29:59:59.9", b"10:19:20.5")),
    Value(rb"\([2-9]\d\d\) \d{3}-\d{4}", _ALONE, (b"(200) 000-0000", b"(999) 999-9999", b"(202) 506-1413")),
    Value(rb"0[1-9]\d{1,3} (?:\d{3,4} \d{3,4}|\d{6,8})", _ALONE, (b"01000000000000", b"09999999999999", b"02025061413200")),
    Value(rb"[1-9]\d{0,17}\.\d{1,18}", _ALONE, _DIGITS, _WORD_BEFORE + rb"(?<!\d\ )"),
    Value(rb"0\.\d{1,18}", _ALONE, (b"000000000", b"099999999", b"020250614"), _WORD_BEFORE + rb"(?<!\d\ )"),
    Value(rb"[1-9]\d{0,29}", _ALONE + rb"(?![a-f])", _DIGITS, _WORD_BEFORE),
)  # fmt: skip
_WORDS = rb"[A-Z\x80-\xff][A-Za-z\x80-\xff.' \-]*"  # what may be a name, and more: it counts as it stands
_GROUP = len(VALUES) + 1  # of words

# A value or words, nothing in front that would join, no part of a label or of an address with an @.
_PIECE = late(
    rb"(?:(?<![\d+])(?<!\d[:./\-T_,])(?:(?<![\w.\-\x80-\xff])|(?!" + _IN_LABEL + rb"))(?:"
    + b"|".join(b"%s(%s)%s" % (kind.before, kind.pattern.replace(b" ", b"\\ "), kind.behind) for kind in VALUES)
    + rb")|(?<![\w\x80-\xff])([A-Z\x80-\xff][A-Za-z\x80-\xff.'\-]*+(?:\ [A-Z\x80-\xff][A-Za-z\x80-\xff.'\-]*+)*+)"
    rb"(?:(" + _TAIL.pattern + rb")" + _TAIL.behind + rb"|(?![0-9+(])))",
    re.VERBOSE,
)  # fmt: skip
_SIGNS = b"{}[]<>()\"=:;,/\\|&?@_#%+*$!~\t\r"
_SHAPELESS = bytes(range(256)).translate(None, _SIGNS)  # a shape is a line's signs
_BESIDE_LABEL = late(rb"(?:[ (][A-Za-z][\w\-]{0,30}){0,2}[ (]([A-Za-z_\x80-\xff][\w.\-\x80-\xff]*+)(?:" + _LABEL_SEP.replace(b"\\ ", b" ") + rb")")
_OCTETS = {1: (b"0", b"9", b"5"), 2: (b"10", b"99", b"25"), 3: (b"100", b"255", b"209")}
_ODD_ID = late(rb"(?=[a-f]*\d)[0-9a-f]{8}|[0-9a-f]::[0-9a-f]")
_GLUES = frozenset((b"-", b"."))
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'-." + bytes(range(0x80, 0x100))
_NUMBER_BYTES = b"0123456789 ()-/.+"
_NUMBERS = late(rb"\d+")
_NEW = ((-1, -1, -1),)  # not met before


class Template:
    """A line as a pattern, and what was found in lines of it; None where that hangs on values nearby."""

    def __init__(self, pattern: bytes, kinds: list[Value | None]) -> None:
        self.match = re.compile(pattern).fullmatch
        self.kinds = kinds  # of the groups; None: words
        self.words = [group for group, kind in enumerate(kinds, 1) if kind is None]
        self.found: dict[object, Found | None] = {}

    def hangs_on_values(self, m: re.Match[bytes], found: Found) -> bool:
        """Whether something found stands beside a value that it may hang on: a run behind a number, a field that holds an id."""
        for at, to, context in found:
            if context & g.KIND == g.RUN:
                left = m.string[:at].rstrip(_BEHIND_PHONE)
                number = len(left.rstrip(_NUMBER_BYTES))
                if any(kind and (number < m.end(group) <= at or m.end(group) == len(left)) for group, kind in enumerate(self.kinds, 1)):
                    return True
            elif context & g.KIND == g.FIELD:
                if any(kind and kind.hex and at <= m.end(group) and m.start(group) <= to + 3 for group, kind in enumerate(self.kinds, 1)):
                    return True
        return False


def _pieces(line: bytes) -> Iterator[tuple[Value | None, int, int]]:
    """The values and words (None) of a line, with their places."""
    for m in _PIECE.finditer(line):
        if m[_GROUP] is None:
            yield VALUES[(m.lastindex or 1) - 1], *m.span()
        else:
            yield None, *m.span(_GROUP)
            if m[_GROUP + 1] is not None:
                yield _TAIL, *m.span(_GROUP + 1)


def _leads_into(left: bytes) -> bool:
    """Whether the letters of an id go on a word that may be of a name."""
    before = left.rstrip(_LETTERS)
    word = left[len(before) :]
    return word != b"" and (before[-1:] == b" " or (word[-1:] in b"'-" and not b"a" <= word[:1] <= b"z"))


def _at_extreme(line: bytes, kinds: list[Value | None], spans: list[tuple[int, int]], which: int) -> bytes:
    """The line with its values at one extreme."""
    changed = bytearray(line)
    for kind, (at, to) in zip(kinds, spans, strict=True):
        if kind is not None:
            changed[at:to] = _extreme(line[at:to], kind, which)
    return bytes(changed)


def _extreme(value: bytes, kind: Value, which: int) -> bytes:
    if not kind.extremes:
        extreme = _NUMBERS.sub(lambda part: _OCTETS[len(part[0])][which] if len(part[0]) < 4 else part[0], value)
    else:
        digits = kind.extremes[which]
        digits += digits[-1:] * len(value)
        free = b"0123456789abcdef" if kind.hex else b"0123456789"
        extreme = bytes(new if old in free else old for old, new in zip(value, digits, strict=False))
    return extreme if re.fullmatch(kind.pattern, extreme) else value


class Templates:
    """The lexer behind a memo of templates; the same candidates. Bounded; safe to share between threads.

    after: lines of one shape before a template is made of one.
    """

    def __init__(self, lexer: Lexer, after: int = AFTER) -> None:
        self._lexer, self._after = lexer, after
        self._known: dict[bytes, list[Template]] = {}
        self._made = 0
        self._met: dict[bytes, tuple[int, int]] = {}  # lines of a shape that no template fitted, and how often one was made of one
        self._size = 0  # of all that was found

    def candidates(self, block: bytes, start: int, end: int) -> Iterator[Candidate]:
        """As `Lexer.candidates`, for whole lines."""
        at = waiting = start  # lines from `waiting` on are new
        for line in block[start:end].split(b"\n"):
            stop = at + len(line) + 1
            found = self._found(line) if stop <= end else None
            if found is not None:
                if waiting < at:
                    yield from self._lexer.candidates(block, waiting, at)
                for first, last, context in found:
                    yield at + first, at + last, context
                waiting = stop
            at = stop
        if waiting < end:
            yield from self._lexer.candidates(block, waiting, end)

    def _found(self, line: bytes) -> Found | None:
        """What stands in a line, or None where its template does not tell."""
        if len(line) > LINE:
            return None
        shape = line.translate(None, _SHAPELESS)
        for template in self._known.get(shape, ()):
            m = template.match(line)
            if m is not None:
                words = template.words
                key = (m.regs, m.group(*words)) if words else m.regs
                found = template.found.get(key, _NEW)
                return self._learnt(template, m, key) if found is _NEW else found
        self._meet(shape, line)
        return None

    def _learnt(self, template: Template, m: re.Match[bytes], key: object) -> Found:
        found = self._lexed(m[0])
        self._size += 300 + 150 * len(m.regs)
        if self._size > BYTES:
            self._forget()
        template.found[key] = None if template.hangs_on_values(m, found) else found
        return found

    def _lexed(self, line: bytes) -> Found:
        return tuple(self._lexer.candidates(line + b"\n", 0, len(line) + 1))

    def _forget(self) -> None:
        self._size = 0
        for known in list(self._known.values()):
            for template in known:
                template.found.clear()

    def _meet(self, shape: bytes, line: bytes) -> None:
        """One more line that no template fits; makes a template of it if there were enough."""
        met, tries = self._met.get(shape, (0, 0))
        if met < self._after * (tries + 1) or self._made >= TEMPLATES or tries >= TRIES:
            met += 1
        else:
            met, tries = 0, tries + 1
            template = self._template(line)
            if template is not None:
                self._made += 1
                self._known[shape] = [*self._known.get(shape, ()), template]
        if len(self._met) >= SHAPES:
            self._met.clear()
        self._met[shape] = met, tries

    def _template(self, line: bytes) -> Template | None:
        """A line as a template; None where its values matter, or where it holds an id that is none of VALUES."""
        found = self._lexed(line)
        parts, kinds, spans, last = list[bytes](), list[Value | None](), list[tuple[int, int]](), 0
        for kind, at, to in _pieces(line):
            if kind is None or not self._is_read(line, at, to, kind, found):
                parts += (line[last:at], kind.pattern if kind else _WORDS)
                kinds.append(kind)
                spans.append((at, to))
                last = to
        parts.append(line[last:])
        if not 0 < len(kinds) <= GROUPS or any(_ODD_ID.search(part) for part in parts[::2]):
            return None
        if any(self._lexed(_at_extreme(line, kinds, spans, which)) != found for which in range(3)):
            return None
        parts[::2] = map(re.escape, parts[::2])
        parts[1::2] = [b"(%s)" % pattern for pattern in parts[1::2]]
        return Template(b"".join(parts), kinds)

    def _is_read(self, line: bytes, at: int, to: int, kind: Value, found: Found) -> bool:
        """Whether a value is more than a value.

        A number before a name; an id that a word leads into, which may be a name (`C-ab12`); a part of what owns a label (`worker-66 name=`).
        """
        behind = len(line) - len(line[to:].lstrip(_BEHIND_PHONE))
        if kind is VALUES[-1] and any(begin == behind and context & g.KIND == g.RUN for begin, _, context in found):
            return True
        if kind.hex and kind is not _TAIL and _leads_into(line[:at]):
            return True
        label = _BESIDE_LABEL.match(line, to) if kind.hex or line[at - 1 : at] in _GLUES else None
        return label is not None and self._lexer._label(label[1]) in _NEEDS_OWNER
