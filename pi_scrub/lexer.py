"""The reference lexer: a block of lines -> candidates, each with its context. This file is the specification.

Strategy: one regular expression walks the block once. Its first half eats, without leaving the matcher,
what cannot be personal (lower-case words, punctuation, timestamps, addresses, UUIDs, short numbers); its second half
stops at what could be: a label with its separator, a run of digits, an address with an @, a run of capitalised
words. The loop below then asks only what a matcher cannot know: which label owns the value, which cue word stands
before it, what touches it on both sides. It never decides what is personal.

All quantifiers over text are possessive, so the walk is linear. Nothing matches across a newline.
Every candidate is (start, end, context); `context` is explained in grammar.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pi_scrub import around as sides
from pi_scrub import grammar as g
from pi_scrub.around import (
    _LINE_ENDS,
    _WORD_BYTES,
    IPV6_REST,
    NAME_GAP,
    NAME_WORD,
    Candidate,
    behind_display_name,
    cell,
    in_address_or_dump,
    local_part,
)
from pi_scrub.cues import Cues, remember
from pi_scrub.late import late
from pi_scrub.layouts import ASK_AGAIN, ASK_NUMBER, ASK_OWNED, ASK_PERSON, ASK_RUN, Layouts
from pi_scrub.owners import Owners
from pi_scrub.shapes import SURE_LABELS, VALID_LABELS
from pi_scrub.values import _DISPLAY_END, field

_SEP = rb"[\ \x1f().\-/~]"  # what may stand between the digits of one number
# One odd sign between the groups of a number with a +, the same in each gap; thousands have commas too.
_ODD_GAPS = rb"|".join(rb"(?:%s\d{2,5}){2,5}+" % gap for gap in (rb"\t", rb"\x00", rb"_", rb"(?!,\d{3}(?:,\d{3})*+(?!\d)),", rb"\*", rb":"))
_OCTET = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
# A label's separator: `=` `: ` `=>` `">` `(`, with the quotes on both sides of it.
_LABEL_SEP = rb"""(?!\ ::\ )\\*+["')\]]?+[\ \t]*+(?:[=:]>?|>)|\((?=[+\d])"""
# What stands between a property of a vCard and its colon (RFC 6350, 5): `N;CHARSET=UTF-8:Wells;Maria`.
_PARAMETERS = rb"(?:;(?:CHARSET|ENCODING|LANGUAGE|ALTID|PREF|TYPE|VALUE|PID)=[\w\-,.]{1,32}+){1,4}+(?=:)"

TOKEN = late(
    rb"""
(?:                                         # --- what passes, eaten here; each line begins with a class, which is quick to refuse
    [^A-Za-z0-9+(\\\x80-\xff] [^A-Za-z0-9+(\\\x80-\xff]*+
  | \\ \\*+[nrtbf]?+                                                             # a line end or tab in a JSON string
  | [a-fA-F](?:[0-9a-fA-F]{7}-%(UUID_REST)s|(?=[a-fA-F:]{0,20}+\d)%(IPV6_REST)s)
  | [a-z] [A-Za-z]*+ (?:
              (?:_[A-Za-z_]{0,64}+)?+(?:\.[A-Za-z_]{1,32}+){0,8}+ [\ ,)\]\n/;]++(?![=:>])  # a word and what ends it
            | (?:(?!\d{7})\d[A-Za-z0-9]*+)?+ (?!%(LABEL_OR_MAIL)s) )  # but not `ani4155550132`
  | [A-Z] (?: [A-Za-z]*+(?!\d{7})\d[A-Za-z0-9]*+ (?!%(LABEL_OR_MAIL)s)
            | [a-z]{2}\ [\ \d]\d(?:\ \d{4})?+\ \d\d:\d\d:\d\d(?:\.\d++)?+          # Mar 18 09:14:02, RFC 3164
            | (?:on|ue|ed|hu|ri|at|un),?\ (?:[A-Z][a-z]{2}\ ++\d{1,2}|\d{1,2}[\ \-][A-Z][a-z]{2})(?!\w) )
  | [0-9] (?: %(IPV6_REST)s
            | \d{0,2}:[0-5]\d(?::[0-5]\d)?+(?:[.,]\d++)?+(?![\d:])
            | (?:%(SEP)s{0,3}\d){0,5}+ (?!%(SEP)s{0,3}\d|[A-Za-z_@\x80-\xff])   # under seven digits
            | \d{0,2}\ (?=[12]\d{3}-[01]\d-[0-3]\d[T\ ])                                # the version in `<165>1 2024-03-18T`
            | [0-9a-fA-F]{7}-%(UUID_REST)s                                         # also where its first digits could be a day
            | (?<=[12])\d{3}(?:-[01]\d-|/[01]\d/|\.[01]\d\.)[0-3]\d(?!\d)          # 2024-03-18T09:14:02.000+01:00, RFC 3339
              (?:[T\ _:\-][0-2]\d[:.][0-5]\d(?:[:.]\d\d(?:[.,:]\d++)?+)?+(?:Z|[+\-]\d\d:?\d\d)?+)?+
            | (?:(?<=2)0|(?<=1)9)\d\d[01]\d[0-3]\d[T_\-][0-2]?\d:?[0-5]?\d(?::?[0-5]?\d)?+(?:[.,:]\d++)?+(?!\d)  # 20240318-091403
            | \d?/[A-Z][a-z]{2}/\d{4}(?::\d\d){3}                                # 18/Mar/2024:09:14:02
            | \d?(?:\.[01]?\d\.|-[01]?\d-|/[0-3]?\d/)(?:19|20)\d\d(?!\d)          # 21.6.1984
            | %(IPV4_REST)s (?![\d.]?\d)(?:[:/]\d{1,5}+)?+
            | \d{0,5}+(?:\.\d{1,5}+)?+(?=[A-Za-z_\x80-\xff])(?:[A-Za-z0-9\x80-\xff]++|_(?!\d{7}))*+(?![@\x80-\xff]) )  # 64bit, 0.5ms
  | \((?!%(IN_BRACKETS)s) | \+(?!\(?\d)
)*+
(?:                                         # --- what could be personal, or a label
    (?P<number>  \+\d{1,3}+(?:%(ODD_GAPS)s)(?!\d)
               | (?:\((?=%(IN_BRACKETS)s))?+ (?: \+\(?\d(?:[\ \x1f().\-/~+]{0,3}\d){6,400}+ | \d(?:%(SEP)s{0,3}\d){6,400}+ )
                 (?!\w[\w.+\-]{0,64}+@) )
  | (?P<label>  [A-Za-z_\x80-\xff][\w.\-\x80-\xff]{0,63}+ )(?:%(PARAMETERS)s)?+(?=%(LABEL_SEP)s)
  | (?P<mail>   [\w\x80-\xff][\w.+\-%\x80-\xff]{0,63}+@[A-Za-z0-9\[\x80-\xff][\w.\-:\]\x80-\xff]*+ )
  | (?P<run>    %(WORD)s (?:%(GAP)s%(WORD)s(?!\w{0,16}+=)){0,11}+ )   # `Customer FirstName=`: that is a label
  | [+(]|\d++|[^\n]|\Z
)
""".replace(b"%(LABEL_OR_MAIL)s", rb"[\w.\-+%\x80-\xff]{0,64}+(?:@|" + _LABEL_SEP + rb")")
    .replace(b"%(IN_BRACKETS)s", rb"[+\d][^()\n]{0,7}\)")
    .replace(b"%(PARAMETERS)s", _PARAMETERS)
    .replace(b"%(LABEL_SEP)s", _LABEL_SEP)
    .replace(b"%(UUID_REST)s", rb"(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z])")
    .replace(b"%(IPV6_REST)s", IPV6_REST)
    .replace(b"%(IPV4_REST)s", rb"(?:(?<=2)(?:5[0-5]|[0-4]\d)|(?<=1)\d\d|(?<!0)\d)?+(?:\." + _OCTET + rb"){3}")
    .replace(b"%(ODD_GAPS)s", _ODD_GAPS)
    .replace(b"%(SEP)s", _SEP)
    .replace(b"%(WORD)s", NAME_WORD)
    .replace(b"%(GAP)s", NAME_GAP),
    re.VERBOSE,
)

_USER = late(rb"[A-Za-z][\w.\-]{1,63}+(?![\w.\-@ ])")
_JOINS_WORDS = frozenset((b" ", b"("))
_WORDS_BEFORE = late(rb"(?:[A-Za-z][\w\-]{0,30}[ (]){1,3}\Z")
_CLOSING_TAG = late(rb"</(?:[\w\-]{1,32}+:)?+([A-Za-z][\w.\-]{0,63}+)")
_LIST_GAP = late(rb"""(?:\\*["'])?[ ]?[,;|/]?[ ]?(?:\\*["'])?""")
_NO_MAIL_BEHIND = _WORD_BYTES | frozenset(b"*#")  # *97@pbx.example.net is a code to dial
_BEGINS_NAME = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ" + bytes(range(0x80, 0x100)))
_GLUE_LEFT = _WORD_BYTES | frozenset(b"_./\\#$%@-&")  # a word behind one of these is a part of something else
_GLUE_RIGHT = frozenset(b"0123456789_(/\\@=$-+")
_APART = frozenset(b" \t\n\"'(),;[]{}|=&")  # what stands beside a number and says nothing of it
_FORM_LEFT = late(rb"([A-Za-z_][\w.\-]{0,63}+)=(\(?\d{1,5}\)?(?:[+/]{1,3}\d{1,5}){0,3}+[+/]{0,2}+)\Z")  # `phone=(415)` before `+555-0132`
_FORM_ENDS = frozenset(b"0123456789)/+")
_CHANNEL = late(rb"(\d{7,15})-[0-9a-f]{8}(?![0-9A-Za-z])")  # PJSIP/14155550132-0000001a
_CLOCK = late(rb":[0-5]\d(?!\d)")
_HOST = late(rb"[A-Za-z\[]|\d{1,3}\.\d")
_BARE = frozenset((b"", b"["))  # what opens a value that JSON does not quote
_BEFORE_ELEMENT = frozenset((b"[", b",", b" ", b'"', b"'", b"\t"))  # what touches an element of an array
_OPENS_ELEMENT = frozenset((b"[", b","))
_LITERAL_REST = late(rb"(?:\.\d++)?+(?:[eE][+\-]?\d++)?+")
_NUMBER, _LABEL, _MAIL, _RUN = 1, 2, 3, 4  # the groups of TOKEN
# What opens a label's value: its separator (1) and the quotes and brackets behind it (2).
_OPENING = late(rb"""((?:%s)[ \t]*+)((?:\\*+["'])?+(?:[\[<{]|\((?![+\d][^()\n]{0,7}\)))?+(?:\\*+["'])?+)(?:-(?=\d))?+""" % _LABEL_SEP)
_UNOPENED = -1
_QUOTES = frozenset((b'"', b"'", b""))
_NEEDS_OWNER = frozenset((g.L_MAYBE, g.L_WEAK, g.L_VALUE, g.L_SURNAME))
_UNOWNED = {g.L_VALUE: g.L_NONE, g.L_SURNAME: g.L_PARTY}  # what they are where nothing owns them
_HOLDS_NAME = frozenset((g.L_NAME, g.L_PARTY, g.L_MAYBE))
Match = re.Match[bytes]


class Lexer:
    """Finds candidates. Holds only bounded memos of labels, cue words, runs and layouts of lines; safe to share between threads.

    `label(bytes) -> int` gives the class of a field name, `cue(bytes) -> int` the bits of a word, `plain(bytes) -> bool`
    whether a run of words holds no name whatever stands around it. All three are judges and pure. `bare`: whether digits
    without separators, for which nothing speaks, are candidates.
    """

    def __init__(
        self, label: Callable[[bytes], int], cue: Callable[[bytes], int], plain: Callable[[bytes], bool], *,
        bare: bool = False, walls: bool = False,
    ) -> None:  # fmt: skip
        self._bare = bare
        self._labels: dict[bytes, int] = {}
        self._runs: dict[bytes, bool] = {}
        self._label = remember(label, self._labels)
        self._plain = remember(plain, self._runs)
        self._cues = Cues(remember(cue, {}), self._plain, walls=walls)
        self._openings: dict[bytes, int] = {}
        self._opening = remember(_opening, self._openings)
        self._layouts = Layouts(self._walk, TOKEN, self._label, self._plain, self._opening)

    def candidates(self, block: bytes, start: int, end: int) -> Iterator[Candidate]:
        """All candidates of the lines in block[start:end], in order of their start; a field's value precedes what is in it."""
        for found, asks, lows in self._layouts.lines(block, start, end):
            answered = self._answered(found, block, end) if asks else found
            yield from sides.with_said(answered, lows) if lows else answered

    def _answered(self, found: Iterable[Candidate], block: bytes, end: int) -> Iterator[Candidate]:
        """What was met in a line, with what is asked of a number or a run answered."""
        for at, to, context in found:
            if context >= 0:
                yield at, to, context
            elif context > ASK_RUN:
                mark = (asked := ASK_NUMBER - context) >> 1
                if at and block[at] == 0x2B and block[at - 1] in _FORM_ENDS and (form := self._form(block, at)):
                    yield form[0], to, form[1]
                stop, answer = self._number(block, at, to, end, 0, asked & 1 > 0, mark)
                if answer:
                    begin = at - (mark > 0 and block[at - 1] == 0x2D)
                    yield from sides.low_before(block, begin)
                    yield begin, stop, answer
                    yield from sides.low_behind(block, stop, end)
            elif not ((asked := ASK_RUN - context) & ASK_AGAIN and self._plain(block[at:to])):
                cue = 0 if asked & ASK_OWNED else self._cues.before(block, at)
                yield at, to, g.RUN | self._around_run(block, at, to, end) | (cue or (g.C_PERSON if asked & ASK_PERSON else 0))

    def _walk(self, block: bytes, start: int, end: int) -> Iterator[Candidate]:
        """What TOKEN stops at and what is known of it: candidates, and questions in the place of a context."""
        labels, runs, openings = self._labels, self._runs, self._openings
        owners = Owners(block, start)
        last, label = None, 0  # the last label and its class
        value_at, opened = -1, _UNOPENED  # where the value of a label begins that matters, or goes on; how it is opened
        judged = start  # the end of the last field whose value is judged whole
        for m in TOKEN.finditer(block, start, end):
            group = m.lastindex
            if group == _LABEL:
                text = m[2]
                found = labels.get(text)
                label = self._label(text) if found is None else found
                last, opened = m, _UNOPENED
                if label > g.L_PLAIN:
                    label, value_at, opened, field = self._labelled(block, m, label, owners, end)
                    if label in _HOLDS_NAME and value_at >= 0 and (tagged := sides.tagged(block, m.start(2))):
                        yield *tagged, g.FIELD | label
                    if field is not None:
                        judged = value_at if label == g.L_NAME and not field[2] & g.F_OPEN else judged
                        yield field
                elif not label and text[0] in _BEGINS_NAME and sides.may_be_name(block, m, self._plain):
                    yield *m.span(2), ASK_RUN
            elif group == _RUN:
                plain, (at, to) = runs.get(m[4]), m.span(4)
                if (at < judged and not (at := block.find(b" ", judged, to) + 1)) or (self._plain(m[4]) if plain is None else plain):
                    continue  # but `agentName=Wells, Maria` goes on
                if label == g.L_NAME and 0 < at - value_at < 8 and _LIST_GAP.fullmatch(block, value_at, at) and at == m.start(4):
                    value_at = judged = to  # `"agentNames":["…","…"]`
                    yield at, to, g.FIELD | label
                elif (at := sides.run_start(block, at, to)) == start or block[at - 1] not in _GLUE_LEFT or block[at - 2 : at] in _LINE_ENDS:
                    owned = label > 0 and last is not None and self._opens(block, last, at) >= 0
                    person = label in _HOLDS_NAME and block[value_at:at] == b" "  # `from=4155550132 Maria Wells`
                    yield at, to, ASK_RUN - owned * ASK_OWNED - person * ASK_PERSON
            elif group == _NUMBER:
                at, to = m.span(1)
                if label > g.L_PLAIN:
                    at = value_at if at < value_at < to else at  # `destination_number(4534412111)`
                    if at != value_at and not (0 < at - value_at < 8 and _LIST_GAP.fullmatch(block, value_at, at)):
                        label, opened = 0, _UNOPENED
                elif last is not None:
                    found = openings.get(block[last.end() : at]) if at - last.end() < 16 else _UNOPENED
                    opened = self._opens(block, last, at) if found is None else found
                    if opened < 0:
                        label = 0
                    elif label == g.L_PLAIN and block[at] != 0x2B and block[at + 1] != 0x2B:
                        continue
                mark = _quote(block, last, opened) if last and opened > 0 else 0
                if opened < 0:
                    last = None
                    if not label and block[at - 1 : at] in _BEFORE_ELEMENT:
                        label, mark = self._of_array(block, at, owners)
                to, context = self._number(block, at, to, end, label, opened >= 0, mark) if label else (to, ASK_NUMBER - (opened >= 0) - 2 * mark)
                value_at = to
                if context:
                    yield at - (label > 0 and mark > 0 and block[at - 1] == 0x2D), to, context  # a JSON number's minus is a part of it
            elif group == _MAIL:
                at, to = m.span(3)
                if at == start or block[at - 1] not in _NO_MAIL_BEHIND or block[at - 2 : at] in _LINE_ENDS:
                    yield at, to, g.MAIL | self._label_of_mail(block, at, label, last)

    def _labelled(self, block: bytes, m: Match, label: int, owners: Owners, end: int) -> tuple[int, int, int, Candidate | None]:
        """A label that matters: its class, where its value begins that may hold a number, how it is opened, the name in it."""
        opening = _OPENING.match(block, m.end(), end)
        if opening is None:  # the block ends inside the separator
            return label, -1, _UNOPENED, None
        if label == g.L_USER:
            label, at = g.L_PARTY, opening.end()
            if opening[2][-1:] in _QUOTES and sides.in_digest(block, m.start(2)):
                user = _USER.match(block, at, end)
                if user or block[at : at + 1].isdigit():
                    return g.L_SIP, at, _quote_index(opening), (at, user.end(), g.MAIL | g.L_SIP) if user else None
        if label in _NEEDS_OWNER:
            label = self._owned(block, m, label, owners)
        name = field(block, m, opening, end) if label in _HOLDS_NAME else None
        opened = _quote_index(opening)
        return (label, opening.end(), opened, None) if name is None else (label, name[1], opened, (name[0], name[1], name[2] | label | g.FIELD))

    def _number(self, block: bytes, at: int, to: int, end: int, label: int, owned: bool, mark: int) -> tuple[int, int]:
        """The end and context of a number; context 0 where it cannot be one: glued to a word, an unlabelled counter."""
        plus, around = block[at] == 0x2B or block[at + 1] == 0x2B, 0
        if to >= end or block[to] not in _APART or block[at - 1] not in _APART:  # something touches it
            if block[at - 1 : at] == b"/" and (channel := _CHANNEL.match(block, at, end)):
                to = channel.end(1)
            after = block[to : to + 1] if to < end else b""
            around = g.A_AT if after == b"@" and _HOST.match(block, to + 1) else 0
            if after == b">" and behind_display_name(block, at, to):
                around |= g.A_DISPLAY
            glued = at > 0 and block[at - 1] in _WORD_BYTES and block[at - 2 : at] not in _LINE_ENDS
            if plus:
                around |= g.A_GLUED if glued else 0
            elif glued and block[at] != 0x28 and not sides.GLUED_CUE.search(block, max(0, at - 16), at):  # `x(415)5550132`
                return to, 0
            elif after and after[0] in _WORD_BYTES and not (after in b"xX" and block[to + 1 : to + 2].isdigit()):
                around |= g.A_GLUED
            elif after == b":" and _CLOCK.match(block, to):
                to = block.rfind(b" ", at, to)  # `478760 12:21:46`: the last group is a time's first
                if to - at < g.MIN_DIGITS:
                    return at, 0
        context = g.NUMBER | label | around if label or plus else self._unlabelled(block, at, to, end, around, owned)
        if context and mark:
            rest = _LITERAL_REST.match(block, to)
            return rest.end() if rest else to, context | mark << g.Q_SHIFT
        return to, context

    def _form(self, block: bytes, at: int) -> tuple[int, int] | None:
        """Where a number begins in a form's value, whose spaces are written as the + at a place is, and its context."""
        left = _FORM_LEFT.search(block, max(0, at - g.MAX_LABEL - 32), at)
        label = self._label(left[1]) if left else 0
        return (left.start(2), g.NUMBER | label) if left and (label in SURE_LABELS or label in VALID_LABELS) else None

    def _unlabelled(self, block: bytes, at: int, to: int, end: int, around: int, owned: bool) -> int:
        """The context of a number that no label speaks for."""
        before, after = block[at - 1 : at], block[to : to + 1]
        cue = self._cues.of_number(block, at, to, end)
        if cue & g.C_THING:  # `order 0441234567`
            if not self._bare and block[at:to].isdigit():
                return 0
            cue ^= g.C_THING
        if not owned and not around & g.A_DISPLAY and before != b"," and after != b",":
            around |= cell(block, at, to) or sides.line(block, at, to, end)
        if not around and (after in sides.SHOWN_BEHIND or before == b"["):
            around = sides.in_file(block, to, end) or sides.bound(block, at, to)
        if not cue and not around and not self._bare and block[at] != 0x30 and block[at:to].isdigit():
            return 0
        if in_address_or_dump(block, at, to, end):
            return g.NUMBER | g.A_ENUM if sides.ENUM_BEHIND.match(block, to, end) else 0
        return g.NUMBER | around | cue

    def _around_run(self, block: bytes, at: int, to: int, end: int) -> int:
        """What stands around a run of words: a closing tag's label, a cell, a display name."""
        after = block[to : to + 1] if to < end else b""
        if after == b"<":
            tag = _CLOSING_TAG.match(block, to, end)
            if tag:
                return self._label(tag[1])
        if after and after[0] in _GLUE_RIGHT and not sides.PARTED.match(block, to, end):
            return g.A_GLUED
        shown = g.A_DISPLAY if _DISPLAY_END.match(block, to, end) else 0
        around = cell(block, at, to) & g.A_CELL | shown | sides.beside_phone(block, at, to, end)
        return around or sides.neighbours(block, at, to, end)

    def _opens(self, block: bytes, label: Match, at: int) -> int:
        """How a bare number at `at` is quoted behind a label, see `_quote_index`; _UNOPENED where its value begins elsewhere."""
        return self._opening(block[label.end() : at]) if at - label.end() < 16 else _UNOPENED

    def _label_of_mail(self, block: bytes, at: int, label: int, last: Match | None) -> int:
        """The class of the label whose value an address ends: `Message-ID: <1710753242118.7.a84b4c@mail.example.com>`."""
        return label if label and last is not None and self._opens(block, last, local_part(block, at)) >= 0 else 0

    def _of_array(self, block: bytes, at: int, owners: Owners) -> tuple[int, int]:
        """The class of the array under a phone label that a number stands in, or 0; how it is quoted if bare."""
        if block[max(0, at - 16) : at].rstrip(b" \t\"'\\")[-1:] not in _OPENS_ELEMENT:
            return 0, 0
        owner = owners.of_array(at)
        if owner is None or self._label(owner[0]) != g.L_PHONE:
            return 0, 0
        quoted = block[at - 1] in b"\"'" or owner[1] not in g.QUOTES
        return g.L_PHONE, 0 if quoted else g.QUOTES.index(owner[1])

    def _owned(self, block: bytes, m: Match, found: int, owners: Owners) -> int:
        """The class of a label that says little alone (`name`, `number`), by the words or the object that own it."""
        at, name = m.start(2), m[2]
        word = block[max(0, at - g.CUE_REACH) : at - 1].rpartition(b"\n")[2].rpartition(b" ")[2] if block[at - 1 : at] in _JOINS_WORDS else b""
        words = _WORDS_BEFORE.search(block, max(0, at - 64), at) if word and b"=" not in word and b":" not in word else None
        if words:
            return self._label(words[0].replace(b"(", b" ") + name) or found
        if owner := owners.of(at):
            found = self._label(owner + b" " + name) or found
        if found == g.L_VALUE and (named := sides.named_by(block, at)):
            found = self._label(named)
        return _UNOWNED.get(found, found)


def _opening(between: bytes) -> int:
    """How a bare number behind a label and `between` is quoted, see `_quote_index`; _UNOPENED where that opens no value."""
    return _quote_index(found) if (found := _OPENING.fullmatch(between)) else _UNOPENED


def _quote_index(opening: Match) -> int:
    """How a bare number behind an opening is quoted if it becomes a token: an index of grammar.QUOTES, 0 for not at all."""
    if opening[2] not in _BARE or opening[1][0] not in b"\"'\\":
        return 0
    mark = opening[1].partition(b":")[0].rstrip()
    return g.QUOTES.index(mark) if mark in g.QUOTES else 0


def _quote(block: bytes, label: Match, opened: int) -> int:
    """How a bare number behind a label is quoted: as its label, if that is quoted on both sides."""
    return opened if block[label.start(2) - 1 : label.start(2)] == g.QUOTES[opened][-1:] else 0
