"""The layouts of lines that come again: what the walk meets in a line is read off one pattern, where a line like it was walked before.

Strategy: a log writes the same lines with other numbers, ids and names in them. A line that was walked becomes a pattern: its text, with a
hole for each time, address, id and short number that TOKEN eats, and a group for each candidate or question. The rest of a line that
matches would be walked in the same way, so nothing in it is asked again; what the walk asks of a candidate is asked as ever.

That this is so rests on three things. What fills a hole is eaten, or is a stop of one kind, whatever it is (`holes`). What stands before
a hole does not tell how it is filled: `_placed` refuses the places where TOKEN looks on into one. And what is known of a candidate
without a question depends on the text beside it alone: `_is_firm` and `_is_told` refuse the rest. A line with anything
else that varies has no layout, and is walked. Signs never vary: a layout is looked up by all that are in the line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import NamedTuple

from pi_scrub import grammar as g
from pi_scrub import holes
from pi_scrub.around import NO_CUE_SAID, SAID_REACH, Candidate, said
from pi_scrub.holes import Guard, Hole, end_of
from pi_scrub.late import late

# A question in the place of a context: ASK_NUMBER, less 1 where the number is its label's value, less twice how it is quoted; ASK_RUN, less
# what is known of the run: that it is its label's value, that a person is expected; that other words stand there than when it was met.
ASK_NUMBER, ASK_RUN = -1, -64
ASK_OWNED, ASK_PERSON, ASK_AGAIN = 1, 2, 4

MAX_LINE = 1024  # bytes of a line that is learned
MAX_LAYOUTS = 400
REPEATED = 2  # times that a layout is met before it is made
ATTEMPTS = 8  # to learn lines with the same signs; a line without a layout counts for two, and one that was made gives four back
AT_ONCE, SELDOM = 1000, 32  # attempts in all, besides one for so many lines that were walked
MAX_SEEN = 10_000

Walk = Callable[[bytes, int, int], Iterator[Candidate]]
Part = tuple[int | None, int, int]  # the group of a stop, None for what is eaten; start and end
Line = tuple[list[Candidate], bool, list[Candidate]]  # what is met in it, whether something is asked of that; what `said` finds
Met = tuple[tuple[int, int], ...]  # groups, and the context or question of each
NO_LOWS: list[Candidate] = []
_NUMBER, _LABEL, _MAIL, _RUN = 1, 2, 3, 4

_ALNUM = bytes(each for each in range(256) if each > 0x7F or chr(each).isalnum())
_SOFT = frozenset(b"_.-+%" + _ALNUM)  # TOKEN looks through these for an @ or the end of a label
_NEEDS_OWNER = frozenset((g.L_MAYBE, g.L_WEAK, g.L_VALUE, g.L_SURNAME))
_JOINERS = (b" ", b"(")
_MAY_BE_LOW = (holes.EATEN[0], holes.IPV6, holes.WORD, holes.MAIL)  # what may begin with a small letter
_PARAMETER = late(rb";(?:CHARSET|ENCODING|LANGUAGE|ALTID|PREF|TYPE|VALUE|PID)=")
_WEEKDAY_LEFT = late(rb"[A-Z](?:on|ue|ed|hu|ri|at|un),?\ (?:[A-Z][a-z]{2}\ +)?\Z")  # a date may follow
_VERSION_LEFT = late(rb"(?:\A|[^\d\ \x1f().\-/~])\d{1,3}\ \Z")  # of syslog, RFC 5424: a time follows
_GAP = late(rb"[\ \x1f().\-/~]{1,3}")
_DIGIT = late(rb"\d")
_NO_WORD = late(rb"[^\w\- (]")
_ZONE = late(rb"\+\d{4}(?=\])")  # is no number
_KEY_NEXT = late(rb"[\"'),&;|>\]}\n]|\ [A-Za-z_\-]{1,20}[=:](?!mailto:|MAILTO:)")
_QUERY_LEFT = late(rb"[?&][\w.\-]*=\Z")
_SHOWN = late(rb"[\"']?\ ?<(?:sips?|tel|mailto):")


class Piece(NamedTuple):
    """A text as it stands, and the hole behind it. made_of: the text that the hole is made of, if it is none of NUMBERED, of digits that vary a
    0; group: 1 where all of it is met, 2 where that is a group of its pattern; behind: what is looked at when it is filled, by the
    reference lexer alone. What filled it in the line that was met is not kept."""

    text: bytes
    hole: Hole
    guard: Guard
    made_of: bytes
    group: int
    behind: bytes

    @property
    def pattern(self) -> bytes:
        """What it matches."""
        hole = self.guard.text + self.hole.text + self.behind
        return re.escape(self.text) + (b"(" + hole + b")" if self.group == 1 else hole)

    @property
    def number(self) -> int:
        """Of the hole, for the native lexer: SAME and SHAPE for what is made of the text that filled it."""
        return NUMBERS.get(self.hole, SHAPE if self.hole.joins else SAME)


class Layout(NamedTuple):
    """A line, of which only its signs are kept: its pieces, what stands behind the last hole; what is met in it, and what `said` finds."""

    signs: bytes
    pieces: tuple[Piece, ...]
    rest: bytes
    met: Met
    lows: Met

    @property
    def pattern(self) -> bytes:
        """What the line and those like it match."""
        return b"".join([piece.pattern for piece in self.pieces]) + re.escape(self.rest)


NUMBERS = {hole: number for number, hole in enumerate(holes.NUMBERED)}
SAME, SHAPE = len(NUMBERS), len(NUMBERS) + 1


class Layouts:
    """The walk of lines, with layouts of those met before. Holds only bounded memos; safe to share between threads.

    walk: of whole lines. token, label, plain, opening: the pattern and the memos that it uses.
    """

    def __init__(
        self, walk: Walk, token: re.Pattern[bytes], label: Callable[[bytes], int], plain: Callable[[bytes], bool], opening: Callable[[bytes], int]
    ) -> None:
        self._walk, self._label, self._opening = walk, label, opening
        passes, stops = token.pattern.split(b"\n)*+\n")
        self._round, self._stop = late(passes + b"\n)", token.flags), late(stops, token.flags)
        self.made: list[Layout] = []  # those that the native lexer reads off
        self._known: dict[bytes, list[tuple[Callable[[bytes, int, int], re.Match[bytes] | None], Met, bool, Met]]] = {}
        self._seen = Counter[bytes]()  # attempts for the same signs, and times that a layout was met
        self._made = self._tried = self._walked = 0

    def lines(self, block: bytes, start: int, end: int) -> Iterator[Line]:
        """What there is in each of the lines in block[start:end]."""
        known, at = self._known, start
        for signs in block[start:end].translate(None, _ALNUM).split(b"\n"):
            for match, met, asks, said_words in known.get(signs, ()):
                m = match(block, at, end)
                if m:
                    spans = m.regs
                    lows = [(*spans[group], context) for group, context in said_words] if said_words else NO_LOWS
                    yield [(*spans[group], context) for group, context in met], asks, lows
                    at = m.end()
                    break
            else:
                if at >= end:
                    return
                to = block.find(b"\n", at, end) + 1 or end
                found, lows = list(self._walk(block, at, to)), list(said(block, at, to))
                yield found, True, lows
                if self._may_learn(signs, to - at) and block[to - 1] == 0x0A:
                    self._learn(signs, block, at, to, found, lows)
                at = to

    def _may_learn(self, signs: bytes, size: int) -> bool:
        self._walked += 1
        if self._made >= MAX_LAYOUTS or self._tried >= AT_ONCE + self._walked // SELDOM or not 1 < size < MAX_LINE:
            return False
        return self._seen[signs] < ATTEMPTS

    def _learn(self, signs: bytes, block: bytes, start: int, end: int, found: list[Candidate], lows: list[Candidate]) -> None:
        self._tried += 1
        if len(self._seen) > MAX_SEEN:
            self._seen.clear()
        layout = _Line(self, block, start, end, self.parts(block, start, end - 1), found, lows).layout()
        self._seen[signs] += 1 if layout else ATTEMPTS // 4
        if layout:
            pattern, asks = layout.pattern, any(context < 0 for _, context in layout.met)
            self._seen[pattern] += 1
            if self._seen[pattern] == REPEATED:
                self._made += 1
                self._seen[signs] -= ATTEMPTS // 2
                self._known.setdefault(signs, []).append((late(pattern).match, layout.met, asks, layout.lows))

    def learn(self, line: bytes, parts: list[Part], found: list[Candidate]) -> bool:
        """Learns a whole line that the native lexer walked, so that it reads off those like it. Whether there is a layout."""
        layout = _Line(self, line, 0, len(line), parts, found, None).layout()
        if layout and len(self.made) < MAX_LAYOUTS:
            self._seen[layout.pattern] += 1
            if self._seen[layout.pattern] == 1:
                self.made.append(layout)
        return layout is not None

    def parts(self, block: bytes, start: int, end: int) -> list[Part]:
        """What TOKEN eats, round by round, and stops at in a line; [] where a stop is of no kind."""
        parts, at = list[Part](), start
        while at < end:
            m = self._round.match(block, at, end) or _ZONE.match(block, at, end) or self._stop.match(block, at, end)
            if m is None or (m.lastindex is None and m.re.groups and not (m[0].isdigit() and len(m[0]) < g.MIN_DIGITS)):
                return []
            parts.append((m.lastindex, at, m.end()))
            at = m.end()
        return parts

    def label(self, block: bytes, part: Part) -> int:
        """The class of a part that is a label."""
        return self._label(block[part[1] : part[2]])

    def opens(self, block: bytes, label: Part | None, at: int) -> bool:
        """Whether a part is a label whose value begins at a place."""
        return label is not None and label[0] == _LABEL and at - label[2] < 16 and self._opening(block[label[2] : at]) >= 0


class _Line:
    """A line on its way to a layout. parts: what TOKEN eats and stops at; found: what the walk met in it; lows: what `said` found, None
    where it is asked of each line."""

    def __init__(
        self, layouts: Layouts, block: bytes, start: int, end: int, parts: list[Part], found: list[Candidate], lows: list[Candidate] | None
    ) -> None:
        self._of, self._block, self._start, self._end, self._parts, self._found, self._lows = layouts, block, start, end, parts, found, lows
        self._pieces: list[Piece] = []
        self._groups: dict[tuple[int, int], int] = {}
        self._asked: list[Candidate] = []  # besides
        self._last = start  # the end of the last hole or group
        self._holes: list[tuple[int, int, Hole]] = []
        self._joins = -1  # the end of digits from which TOKEN looks on
        self._is_value = False  # whether the last hole is the value, and a short one, of what stands before it
        self._stop: Part | None = None  # the last one

    def layout(self) -> Layout | None:
        """The pattern of the line and what is met in it; None where it has none."""
        block, start, end = self._block, self._start, self._end
        if _PARAMETER.search(block, start, end):
            return None
        wanted: dict[int, dict[int, list[int]]] = {}
        for at, to, context in self._found:
            wanted.setdefault(at, {}).setdefault(to, []).append(context)
        ends, said_ends = {to for _, _, to in self._parts}, {at: to for at, to, _ in self._lows or ()}
        for part in self._parts:
            group, at, stop = part
            if at >= self._last and at in said_ends and at not in wanted:
                self._keep(at, said_ends.pop(at))
            elif at >= self._last and (at in wanted or group is not None or _DIGIT.search(block, at, stop)):
                spans = wanted.pop(at, {})
                to, contexts = next(iter(spans.items()), (stop, []))
                if len(spans) > 1 or to not in ends or not self._took(part, to, contexts, ends):
                    return None
            if group is not None:
                self._stop = part
        rest = block[self._last : end]
        if wanted or said_ends or not self._parts or not self._is_said():
            return None
        if any(b"::" in text for text in (rest, *(piece.text for piece in self._pieces))):
            return None  # what looks like the beginning or end of an IPv6 address may be labels and words to TOKEN
        found = sorted([*self._found, *self._asked], key=itemgetter(0))
        met = tuple((self._groups[at, to], context - ASK_AGAIN if context <= ASK_RUN else context) for at, to, context in found)
        lows = tuple((self._groups[at, to], context) for at, to, context in self._lows or ())
        return Layout(block[start:end].translate(None, _ALNUM), tuple(self._pieces), rest, met, lows)

    def _took(self, part: Part, to: int, contexts: list[int], ends: set[int]) -> bool:
        """Takes a part into the layout: as it stands, as a hole, or as a group where something is met. False where it cannot be taken."""
        group, at, _ = part
        if contexts:
            if any(context >= 0 and context & g.KIND == g.FIELD for context in contexts) and not self._of.opens(self._block, self._stop, at):
                return False
            hole = self._candidate(part, to, contexts)
            return hole is not None and self._placed(at, to, hole, met=True)
        if group == _LABEL:
            return self._is_firm(part)
        if group == _RUN:
            return self._took_code(at)
        if group == _NUMBER:
            passed = self._opener(at) == g.L_PLAIN
            return passed and end_of(holes.VALUE, self._block, at, self._end) == to and self._placed(at, to, holes.VALUE)
        return group is None and self._took_eaten(at, to, ends)

    def _opener(self, at: int) -> int:
        """The class of the label whose value begins at a place; -1 for none."""
        return self._of.label(self._block, self._stop) if self._stop is not None and self._of.opens(self._block, self._stop, at) else -1

    def _took_eaten(self, at: int, to: int, ends: set[int]) -> bool:
        if not _DIGIT.search(self._block, at, to):
            return True
        for hole, stop in holes.eaten(self._block, at, self._end):
            if stop in ends:
                if hole is holes.IPV6 and self._opener(at) > g.L_PLAIN:  # its first letters may be a name there
                    return False
                return self._placed(at, stop, hole)
        self._joins = -1 if any(byte >= 0x41 for byte in self._block[at:to]) else to
        return True

    def _took_code(self, at: int) -> bool:
        """A run that says nothing stays as it is; but in a code, of which it is the first letters, it is asked again."""
        code = holes.match(holes.CODE, self._block, at, self._end) if self._block[at - 2 : at] == b"][" else None
        if code and self._last < at - 1 and not any(first <= at < stop for first, stop, _ in self._found):
            self._groups[code.span(1)] = len(self._groups) + 1
            self._asked.append((*code.span(1), ASK_RUN))
            self._add(at, code.end(), holes.CODE, Guard(), 2)
        return True

    def _keep(self, at: int, to: int) -> None:
        """Takes words that `said` finds as they stand."""
        self._groups[at, to] = len(self._groups) + 1
        self._add(at, to, Hole(re.escape(self._block[at:to]), b""), Guard(), 1)

    def _is_said(self) -> bool:
        """Whether `said` finds the same in every such line: what it looks at stands in no hole that could tell otherwise."""
        block = self._block
        return self._lows is None or not any(
            to >= cue.start() and at <= cue.end() and (at < cue.end() or block[at - 1] != 0x20 or hole in _MAY_BE_LOW)
            for cue in SAID_REACH.finditer(block, self._start, self._end)
            for at, to, hole in self._holes
        )

    def _add(self, at: int, to: int, hole: Hole, guard: Guard, group: int) -> None:
        if hole.ends:
            self._holes.append((at, to, hole))
        behind = NO_CUE_SAID if hole is holes.RUN and self._block[to : to + 1] == b" " and self._lows is not None else b""
        made_of = b"" if hole in NUMBERS else _DIGIT.sub(b"0", self._block[at:to]) if hole.joins else self._block[at:to]
        self._pieces.append(Piece(self._block[self._last : at], hole, guard, made_of, group, behind))
        self._is_value = hole.joins and self._block[at - 1 : at] in (b"=", b":")
        self._last, self._joins = to, to if hole.joins else -1

    def _placed(self, at: int, to: int, hole: Hole, *, met: bool = False) -> bool:
        """Puts a hole at a place. False where TOKEN looks on into it from what stands before."""
        guard = self._before(at, to, hole)
        if guard is None:
            return False
        if met:
            self._groups[at, to] = len(self._groups) + 1
        self._add(at, to, hole, guard, met)
        return True

    def _before(self, at: int, to: int, hole: Hole) -> Guard | None:
        """What must be looked at before a hole, given what stands before it; None where that looks on into it."""
        block = self._block
        left = block[self._last : at]
        if at > self._start and not left:
            return None
        if not hole.ends:  # what stands there is meant, and nothing else
            return Guard()
        before, filled = left[-1:], block[at:to]
        soft = bool(before) and before[0] in _SOFT
        letter = hole in (holes.RUN, holes.QUERY, holes.PLUS) or (soft and filled[0] > 0x39)
        dated = hole is holes.TIME and _VERSION_LEFT.search(left)
        if not letter and not dated and self._joins >= 0 and _GAP.fullmatch(block, self._joins, at):
            return None
        if before == b"\\" or _WEEKDAY_LEFT.search(left) or (before == b"@" and hole is not holes.ADDRESS):
            return None
        if before == b"(":
            return holes.BRACKET if filled[:1].isdigit() else None
        if hole is holes.WORD and not soft:
            return holes.CAPITAL if filled[:1].isupper() else holes.NO_CAPITAL
        if not soft or hole is holes.SDP:
            return Guard()
        return holes.guard_of(filled) if filled.isalnum() else None

    def _candidate(self, part: Part, to: int, contexts: list[int]) -> Hole | None:
        """What may stand in the place of a candidate; None where what is known of it depends on more than what stands beside it."""
        group, at, end = part
        block, asked = self._block, all(context < 0 for context in contexts)
        text, after = block[at:to], block[to : to + 1]
        itself = Hole(re.escape(text), b"")
        if group == _NUMBER and to == end:
            if not asked and (after == b"<" or (after == b">" and text[:1] != b"+")):
                return None
            for hole in (holes.PLUS, holes.DIGITS, holes.SDP, holes.SHAPES):
                if end_of(hole, block, at, self._end) == to and (hole is not holes.SDP or asked):
                    return hole if hole is not holes.SHAPES else Hole(re.sub(rb"\d", rb"\\d", re.escape(text)), hole.ends, joins=True)
            return itself if asked else None
        if group == _MAIL and to == end:
            if block[at - 1] in _SOFT and at > self._start:
                return None
            return holes.MAIL if end_of(holes.MAIL, block, at, self._end) == to else itself
        if not asked and not self._is_told(at, to, contexts):
            return None
        if not any(context < 0 or (context & g.LABEL == g.L_NAME and not context & g.F_OPEN) for context in contexts):
            return itself  # words that say nothing, but others of the same field would be asked
        run = holes.QUERY if not asked and _QUERY_LEFT.search(block, max(self._start, at - g.MAX_LABEL), at) else holes.RUN
        return run if group == _RUN and end_of(run, block, at, self._end) == to else itself

    def _is_told(self, at: int, to: int, contexts: list[int]) -> bool:
        """Whether what is known of the value of a label depends on what stands beside it alone."""
        block, before, after = self._block, self._block[at - 1 : at], self._block[to : to + 1]
        if any(context >= 0 and context & g.KIND != g.FIELD for context in contexts):
            return False
        ended = _KEY_NEXT.match(block, to, self._end) if before == b"=" else before in (b'"', b"'") and after == before
        return bool(ended) and (b"<" not in block[to : to + 8] or _SHOWN.match(block, to, self._end) is not None)

    def _is_firm(self, label: Part) -> bool:
        """Whether the class of a label, and what it does to its value, depends on the text alone, and on nothing in a hole."""
        block, at, last, found = self._block, label[1], self._last, self._of.label(self._block, label)
        before = block[at - 1 : at] if at > self._start else b""
        if (at == last > self._start) or found == g.L_USER or (found > g.L_PLAIN and before in (b"/", b":")):
            return False
        if found == g.L_VALUE and last > self._start and at - last < g.NAMED_REACH:  # what names it may stand in a hole
            return False
        if found not in _NEEDS_OWNER or before not in (b" ", b"(") or last == self._start or at - last > 2 * g.CUE_REACH:
            return True
        near = block[max(last, at - g.CUE_REACH + 1) : at - 1]
        if b" " in near and _NO_WORD.search(block, last, at):  # the words before it are whole
            return True
        if near and _NO_WORD.match(near[-1:]) and near[-1:] not in _JOINERS:  # there are none
            return True
        word = near.rpartition(b" ")[2]
        return b"=" in word or b":" in word or (not near and self._is_value)
