"""Lines of one template: what was found in one of them stands in the same places of all others.

Strategy: a program writes the same line over and over, with other values in it. A *template* is such a line as a pattern, with a
group wherever a value or a capitalised word stands. What the lexer found is remembered for the places of all groups and the text
of the words; a line that matches is not walked again. `values` says why that is right: the digits of a value are free only as
far as the lexer does not look at them.

Three nets lie beneath. A line becomes a template only if it has the same candidates with its values at their extremes. What hangs
on the values beside it, a name behind a number or a field with an id in it, is not remembered. And a test holds changed lines of all
templates to the lexer itself. Shapes, templates and what is remembered are bounded; lines that never come again cost a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pi_scrub import grammar as g
from pi_scrub import possessive
from pi_scrub.around import _BEHIND_PHONE, Candidate
from pi_scrub.late import late
from pi_scrub.lexer import _LABEL_SEP, _NEEDS_OWNER, Lexer
from pi_scrub.values import NUMBER, REST, WORDS, Piece, Value, at_extreme, pieces

LINE = 1024  # bytes of the longest line that is looked up
GROUPS = 32  # of a template at most
AFTER = 2  # lines of a shape that fit no template before one is looked at; twice as many before the next, three times, ...
LOOKS = 40  # for each shape
COST, CREDIT = 32, 9600  # a look takes as long as the lexer for some lines: one for so many at most, and 300 at first
TEXTS = 4096  # of the lines that were looked at
TEMPLATES = 512
SHAPES = 4096
BYTES = 24 << 20  # of all that is remembered
PROBATION = 256  # lines that a template had to learn; it goes if most of all lines were among them: a look and a lesson cost more than the walk

Found = tuple[Candidate, ...]

_SIGNS = b"{}[]<>()\"=:;,/\\|&?@_#%+*$!~\t\r"
_SHAPELESS = bytes(range(256)).translate(None, _SIGNS)  # the shape of a line is its signs
_LABEL_BEHIND = late(  # the words in front of it own it
    rb"(?:[\ (][A-Za-z][\w\-]{0,30}){0,2}[\ (]([A-Za-z_\x80-\xff][\w.\-\x80-\xff]*+)(?:" + _LABEL_SEP + rb")"
)
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'-." + bytes(range(0x80, 0x100))
_OF_NUMBERS = b"0123456789 ()-/.+"
_GLUES = frozenset((b"-", b"."))
_NEW: Found = ((-1, -1, -1),)


class Template:
    """A line as a pattern, and what was found in lines of it: None where that hangs on the values."""

    def __init__(self, line: bytes, found: list[Piece]) -> None:
        parts, last = list[bytes](), 0
        for kind, at, to in found:
            parts += (re.escape(line[last:at]), b"(", WORDS if kind is None else kind.pattern, b")")
            last = to
        self.match = possessive.compile(b"".join(parts) + re.escape(line[last:])).fullmatch
        self.words = [group for group, (kind, _, _) in enumerate(found, 1) if kind is None]
        self._values = [group for group, (kind, _, _) in enumerate(found, 1) if kind is not None]
        self._ids = [group for group, (kind, _, _) in enumerate(found, 1) if kind is not None and kind.hex]
        self.found: dict[object, Found | None] = {}
        self.asked = self.learnt = 0

    def hangs_on_values(self, m: re.Match[bytes], found: Found) -> bool:
        """Whether a run stands behind a value that may be a part of a number, or a field holds an id or ends at one."""
        for at, to, context in found:
            left = m.string[:at].rstrip(_BEHIND_PHONE)
            number = len(left.rstrip(_OF_NUMBERS))
            if context & g.KIND == g.RUN and any(number < m.end(group) <= at or m.end(group) == len(left) for group in self._values):
                return True
            if context & g.KIND == g.FIELD and any(at <= m.end(group) and m.start(group) <= to + 3 for group in self._ids):
                return True
        return False


class Templates:
    """The lexer behind a memo of templates: the same candidates. Safe to share between threads.

    after: lines of a shape before one is looked at.
    """

    def __init__(self, lexer: Lexer, after: int = AFTER) -> None:
        self._lexer, self._after = lexer, after
        self._known: dict[bytes, list[Template]] = {}
        self._met: dict[bytes, tuple[int, int]] = {}  # by shape: lines since the last look, looks
        self._texts = set[int]()  # hashes
        self._made = 0
        self._credit = CREDIT
        self._size = 0  # of all that is remembered

    def candidates(self, block: bytes, start: int, end: int) -> Iterator[Candidate]:
        """As `Lexer.candidates`, for whole lines."""
        at = waiting = start  # lines from `waiting` on are for the lexer
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
        """The candidates of a line, or None where no template tells."""
        if len(line) > LINE:
            return None
        shape = line.translate(None, _SHAPELESS)
        for template in self._known.get(shape, ()):
            m = template.match(line)
            if m is not None:
                template.asked += 1
                words = template.words
                key = (m.regs, m.group(*words)) if words else m.regs
                found = template.found.get(key, _NEW)
                return self._learnt(shape, template, m, key) if found is _NEW else found
        self._meet(shape, line)
        return None

    def _learnt(self, shape: bytes, template: Template, m: re.Match[bytes], key: object) -> Found:
        found = self._lexed(m.string)
        self._size += 200 + 100 * len(m.regs)
        if self._size > BYTES:
            self._forget()
        template.found[key] = None if template.hangs_on_values(m, found) else found
        template.learnt += 1
        if template.learnt >= PROBATION and template.learnt * 4 > template.asked * 3:
            self._known[shape] = [each for each in self._known[shape] if each is not template]
            self._met[shape] = 0, LOOKS
        return found

    def _lexed(self, line: bytes) -> Found:
        return tuple(self._lexer.candidates(line + b"\n", 0, len(line) + 1))

    def _forget(self) -> None:
        self._size = 0
        for known in list(self._known.values()):
            for template in known:
                template.found.clear()

    def _meet(self, shape: bytes, line: bytes) -> None:
        """One more line that fits no template: after enough of them one is looked at, and becomes one if its text was seen before."""
        met, looks = self._met.get(shape, (0, 0))
        self._credit += 1
        if met < self._after * (looks + 1) or looks >= LOOKS or self._made >= TEMPLATES or self._credit < COST:
            met += 1
        else:
            met, looks = 0, looks + 1
            self._credit -= COST
            template = self._template(line)
            if template is not None:
                self._made += 1
                self._known[shape] = [*self._known.get(shape, ()), template]
        if len(self._met) >= SHAPES:
            self._met.clear()
        self._met[shape] = met, looks

    def _template(self, line: bytes) -> Template | None:
        """A line as a template; None where its text is new, or its values say something after all."""
        found = [*pieces(line)]
        if not 0 < len(found) <= GROUPS or not self._repeats(line, found):
            return None
        candidates = self._lexed(line)
        free = [(kind, at, to) for kind, at, to in found if kind is None or not self._speaks(line, kind, at, to, candidates)]
        same = free and all(self._lexed(at_extreme(line, free, which)) == candidates for which in range(3))
        return Template(line, free) if same else None

    def _repeats(self, line: bytes, found: list[Piece]) -> bool:
        """Whether a line with the same text between its values and words was looked at before."""
        text, last = bytearray(), 0
        for kind, at, to in found:
            text += line[last:at] + (b"\0" if kind is None else b"\1")
            last = to
        seen = hash(bytes(text + line[last:]))  # if two texts share it, a template is made that no line fits
        if seen in self._texts:
            return True
        if len(self._texts) >= TEXTS:
            self._texts.clear()
        self._texts.add(seen)
        return False

    def _speaks(self, line: bytes, kind: Value, at: int, to: int, candidates: Found) -> bool:
        """Whether a value is more than one here.

        A number before a name; an id that goes on a word (`C-ab12`); a part of what owns a label (`worker-66 name=`).
        """
        if kind is NUMBER:
            behind = len(line) - len(line[to:].lstrip(_BEHIND_PHONE))
            if any(begin == behind and context & g.KIND == g.RUN for begin, _, context in candidates):
                return True
        if kind.hex and kind is not REST and _goes_on(line[:at]):
            return True
        label = _LABEL_BEHIND.match(line, to) if kind.hex or line[at - 1 : at] in _GLUES else None
        return label is not None and self._lexer._label(label[1]) in _NEEDS_OWNER


def _goes_on(left: bytes) -> bool:
    """Whether letters behind this would go on a word that may be of a name."""
    before = left.rstrip(_LETTERS)
    word = left[len(before) :]
    return word != b"" and (before[-1:] == b" " or (word[-1:] in b"'-" and not b"a" <= word[:1] <= b"z"))
