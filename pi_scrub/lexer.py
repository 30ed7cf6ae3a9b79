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
from collections.abc import Callable, Iterator
from typing import TypeVar

from pi_scrub import grammar as g

_LETTER = rb"A-Za-z\x80-\xff"
_SEP = rb"[\ \x1f().\-/~]"  # what may stand between the digits of one number
_OCTET = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
# A label's separator: `=` `: ` `=>` `">` `(`, with the quotes on both sides of it.
_LABEL_SEP = rb"""\\*+["')]?+[\ \t]*+(?:[=:]>?|>)|\((?=[+\d])"""
_PARTICLE = rb"(?:van|von|vom|der|den|de|del|della|di|da|do|dos|das|du|la|le|bin|ibn|binti|al|el|y|e|zu|ter|ten|af|av)"
_NAME_WORD = rb"[A-Z\x80-\xff][" + _LETTER + rb"'\-]*+"

TOKEN = re.compile(
    rb"""
(?:                                         # --- what passes, eaten here
    [^A-Za-z0-9+(\x80-\xff] [^A-Za-z0-9+(\x80-\xff]*+
  | [a-z][A-Za-z_]*+(?:\.[A-Za-z_]++)*+ (?=[\ ,)\]\n/;](?![\ \t]*+[=:>]))
  | [0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z])                              # UUID
  | [a-z][A-Za-z]*+(?:\d[A-Za-z0-9]*+)?+ (?![\w.\-+%\x80-\xff]*+(?:@|%(LABEL_SEP)s))
  | [A-Z][A-Za-z]*+\d[A-Za-z0-9]*+       (?![\w.\-+%\x80-\xff]*+(?:@|%(LABEL_SEP)s))
  | [A-Z][a-z]{2}\ [\ \d]\d(?:\ \d{4})?+\ \d\d:\d\d:\d\d(?:\.\d++)?+                                 # RFC 3164
  | (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\ (?:[A-Z][a-z]{2}\ ++\d{1,2}|\d{1,2}[\ \-][A-Z][a-z]{2})(?![\w])
  | (?:19|20)\d\d[01]\d[0-3]\d(?:[T_\-]?[0-2]?\d:?[0-5]?\d:?[0-5]?\d(?:[.,:]\d++)?+)(?![\d])(?=[\s:|,;Z\-\]_/.])       # 20240318-091403
  | [12]\d{3}(?:-[01]\d-|/[01]\d/|\.[01]\d\.)[0-3]\d(?!\d)(?:[T\ _:\-][0-2]\d[:.][0-5]\d(?:[:.]\d\d(?:[.,:]\d++)?+)?+)?+  # RFC 3339
  | [0-3]?\d/[A-Z][a-z]{2}/\d{4}(?::\d\d){3}                                                       # access logs
  | [0-3]?\d(?:\.[01]?\d\.|-[01]?\d-|/[0-3]?\d/)(?:19|20)\d\d(?!\d)                                 # 21.6.1984
  | \d{1,3}:[0-5]\d(?::[0-5]\d)?+(?:[.,]\d++)?+(?![\d:])
  | %(OCTET)s(?:\.%(OCTET)s){3}(?![\d.]?\d)(?:[:/]\d{1,5}+)?+                                        # IPv4
  | \d{1,6}+(?![\w\ \x1f().\-/~@\x80-\xff])
  | \d{1,6}+\ (?![\d(+\-/.~\ ])
  | \d{1,6}+[A-Za-z_\x80-\xff][\w\x80-\xff]*+(?![@\x80-\xff])
  | [+(](?![+(\ ]*\d)
)*+
(?:                                         # --- what could be personal, or a label
    (?P<number> \(?+\+\(?\d(?:[\ \x1f().\-/~+]{0,3}\d){6,}+ | [(]*+\d(?:%(SEP)s{0,3}\d){6,}+ )
  | (?P<mail>  [\w\x80-\xff][\w.+\-%%\x80-\xff]*+@[A-Za-z0-9\[\x80-\xff][\w.\-:\]\x80-\xff]*+ )
  | (?P<label> [A-Za-z_\x80-\xff][\w.\-\x80-\xff]*+ )
    (?P<sep>   (?:%(LABEL_SEP)s) [\ \t]*+ (?P<open> (?:\\*+["'])?+ [\[<{]?+ (?:\\*+["'])?+ ) )
  | (?P<run>   %(WORD)s (?:(?:[\ \x1f](?:%(PARTICLE)s[\ \x1f]){0,3}|,\ |\.\ ?)%(WORD)s){0,11}+ )
  | [+(]|\d++|[^\n]|\Z
)
""".replace(b"%(LABEL_SEP)s", _LABEL_SEP)
    .replace(b"%(OCTET)s", _OCTET)
    .replace(b"%(SEP)s", _SEP)
    .replace(b"%(WORD)s", _NAME_WORD)
    .replace(b"%(PARTICLE)s", _PARTICLE)
    .replace(b"%%", b"%"),
    re.VERBOSE,
)

# The value of a label that may hold a name. Each pattern ends at what ends the value and is bounded.
_VALUE_QUOTED = {
    b'"': re.compile(rb'[^\n"\\]{1,256}+(?=\\*")'),
    b"'": re.compile(rb"[^\n'\\]{1,256}+(?=\\*')"),
}
_VALUE_PLAIN = re.compile(  # key=value, to the next key
    rb"""[^\n\s,;|&<>(){}\[\]"'=:]++(?:\ (?![A-Za-z_][\w.\-]*+[=:])[^\n\s,;|&<>(){}\[\]"'=:]++){0,5}+"""
)
_VALUE_QUERY = re.compile(rb"""[^\n\s,;|&<>(){}\[\]"'=:]{1,256}+""")  # ?key=value&, where a + or %20 is the space
_VALUE_OPEN = re.compile(rb"""[^\n\t\r,;|<>(){}\[\]"=:]{1,256}+(?:,\ [^\n\t\r,;|<>(){}\[\]"=:]{1,64}+)?+""")  # header: value
_VALUE_TAG = re.compile(rb"[^\n<>]{1,256}+(?=<)")
_HAS_LETTER = re.compile(rb"[A-Za-z\x80-\xff]")

_WORDS_BEFORE = re.compile(rb"(?:[A-Za-z][\w\-]{0,30}[ (]){1,3}\Z")
_BRACKETS = re.compile(rb"""(?:([A-Za-z_][\w.\-]{0,63}+)\\*["']?\s?[:=]>?\s?)?+(?:([{\[(])|([}\])]))""")
_CLOSING_TAG = re.compile(rb"</(?:[\w\-]{1,32}+:)?+([A-Za-z][\w.\-]{0,63}+)")
_DISPLAY_END = re.compile(rb"""(?:\\*["']){0,2}\s?<\s?(?:sips?:|tel:|\+?\d)""")
_LIST_GAP = re.compile(rb"""(?:\\*["'])?\s?[,;|/]?\s?(?:\\*["'])?""")
_TOUCHING = frozenset((b'"', b"'", b"<", b">", b""))
_CELL_LEFT = frozenset((b"|", b"\t", b";", b","))
_CELL_RIGHT = frozenset((b"|", b"\t", b";", b",", b"\n", b"\r", b""))

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_GLUE_LEFT = _WORD_BYTES | frozenset(b"_./\\#$%@-&")  # a word behind one of these is a part of something else
_GLUE_RIGHT = frozenset(b"0123456789_(/\\@=$-")
_BEFORE_CUE = b" :=#<([\"'-/.,\\>@|*~"

_LAST_WORD_CUT = re.compile(rb"[\s/(|\"'=:;,<>\[\]]")
_HOST = re.compile(rb"[A-Za-z\[]|\d{1,3}\.\d")
_HEX_LEFT = re.compile(rb"[\s\[](?:[0-9a-fA-F]{2} ){2}\Z|[\s\[](?:[0-9][a-fA-F]|[a-fA-F][0-9]) \Z")  # a hex dump is not a phone book
_HEX_RIGHT = re.compile(rb"(?: [0-9a-fA-F]{2}){2}(?![0-9A-Za-z])|\.[a-z][\w\-]*+\.[a-z]")  # nor is a host name
_UNIT = re.compile(rb" ?(?:[mun\xc2]?\xb5?s|secs?|seconds|bytes?|[kKMG]i?B|B|%|rows|lines|records|items|times|packets)(?![\w])")
_NOT_ITS_END = re.compile(rb":\d\d")
_DISPLAY_LEFT = re.compile(rb"""["'A-Za-z\x80-\xff.\]]\ ?<\Z""")
_LITERAL_REST = re.compile(rb"(?:\.\d++)?+(?:[eE][+\-]?\d++)?+")
_NUMBER, _MAIL, _LABEL, _RUN = 1, 2, 4, 6  # the groups of TOKEN that close last (a label ends with its separator, group 4)
_NEEDS_OWNER = frozenset((g.L_MAYBE, g.L_WEAK))

_HOLDS_NAME = frozenset((g.L_NAME, g.L_PARTY, g.L_MAYBE))

Candidate = tuple[int, int, int]
T = TypeVar("T")


class Lexer:
    """Finds candidates. Holds only bounded memos of labels, cue words and runs; safe to share between threads.

    `label(bytes) -> int` gives the class of a field name, `cue(bytes) -> int` the bits of a word, `plain(bytes) -> bool`
    whether a run of words holds no name whatever stands around it. All three are judges and pure.
    """

    MEMO = 50_000  # entries of each memo; the keys are at most a few words long

    def __init__(
        self, label: Callable[[bytes], int], cue: Callable[[bytes], int], plain: Callable[[bytes], bool]
    ) -> None:
        self.label = _remember(label, self.MEMO)
        self.word_cue = _remember(cue, self.MEMO)
        self.plain = _remember(plain, self.MEMO)

    def candidates(self, block: bytes, start: int, end: int) -> Iterator[Candidate]:
        """All candidates of the lines in block[start:end], in order of their start; a field's value precedes what is in it."""
        label_of, plain, cue_at, glue_left = self.label, self.plain, self._cue, _GLUE_LEFT
        owners = _Owners(block, start)
        # where the value of the last label begins, its class, and the label
        value_at, value_label, labelled = -1, 0, None
        for m in TOKEN.finditer(block, start, end):
            group = m.lastindex
            if group == _LABEL:
                found = label_of(m[3])
                value_at = m.end()
                if found in _NEEDS_OWNER:
                    found = self._owned(block, m, found, owners)
                value_label, labelled = found, m
                if found in _HOLDS_NAME:
                    field = _field(block, m, end)
                    if field is not None:
                        yield field[0], field[1], field[2] | found | g.FIELD
            elif group == _RUN:
                if plain(m[6]):
                    continue
                at, to = m.span(6)
                if at > start and block[at - 1] in glue_left:
                    continue
                cue = 0 if at == value_at and value_label else cue_at(block, at)
                yield at, to, g.RUN | self._around_run(block, at, to, end) | cue
            elif group == _NUMBER:
                at, to = m.span(1)
                if at != value_at and not (
                    0 < at - value_at < 8 and value_label and _LIST_GAP.fullmatch(block, value_at, at)
                ):
                    labelled, value_label = None, 0
                to, context = self._number(block, at, to, end, value_label, labelled)
                if labelled is not None:
                    value_at = to
                if context:
                    yield at, to, context
            elif group == _MAIL:
                at, to = m.span(2)
                if at == start or block[at - 1] not in _WORD_BYTES:
                    yield at, to, g.MAIL | (value_label if at == value_at else 0)

    def _cue(self, block: bytes, at: int) -> int:
        """The cue bits of the word that stands before `at` in the same line, with a look at the two before that."""
        left = block[max(0, at - g.CUE_REACH) : at]
        left = left[left.rfind(b"\n") + 1 :]
        stripped = left.rstrip(_BEFORE_CUE)
        words = _LAST_WORD_CUT.split(stripped)
        last = words[-1]
        gap = left[len(stripped) :]
        if gap.startswith(b"/") and gap.strip(b"/+") == b"":
            last += b"/"
        elif gap.endswith(b"->"):
            last = b"->"
        return self.word_cue(last)

    def _number(
        self, block: bytes, at: int, to: int, end: int, label: int, labelled: re.Match[bytes] | None
    ) -> tuple[int, int]:
        """The end and context of a number; context 0 where it cannot be one: glued to a word, an unlabelled counter."""
        plus = block[at] == 0x2B or block[at + 1] == 0x2B
        if label == g.L_PLAIN and not plus:
            return to, 0
        after = block[to : to + 1] if to < end else b""
        around = g.A_AT if after == b"@" and _HOST.match(block, to + 1) else 0
        if not plus:
            if at and block[at - 1] in _WORD_BYTES:
                return to, 0
            if after and after[0] in _WORD_BYTES and not (after in b"xX" and block[to + 1 : to + 2].isdigit()):
                around |= g.A_GLUED
            elif _NOT_ITS_END.match(block, to, end):
                to = block.rfind(b" ", at, to)  # `478760 12:21:46`: the last group is a time's first
                if to - at < g.MIN_DIGITS:
                    return at, 0
        if labelled is not None:
            mark = _quoting(block, labelled)
            if mark:
                return _literal_end(block, to), g.NUMBER | label | around | mark << g.Q_SHIFT
        if plus and at and block[at - 1] in _WORD_BYTES:
            around |= g.A_GLUED
        if label or plus:
            return to, g.NUMBER | label | around
        return to, self._unlabelled(block, at, to, end, around, labelled is not None)

    def _unlabelled(self, block: bytes, at: int, to: int, end: int, around: int, owned: bool) -> int:
        """The context of a number that no label speaks for."""
        if _HEX_LEFT.search(block, max(0, at - 7), at) or _HEX_RIGHT.match(block, to, end) or _UNIT.match(block, to, end):
            return 0
        cue = self._cue(block, at)
        if block[at - 1 : at] == b"<" and block[to : to + 1] == b">" and _DISPLAY_LEFT.search(block, max(0, at - 3), at) and block[at:to].isdigit():
            around |= g.A_DISPLAY
        elif not owned and _is_cell(block, at, to) and b"," not in (block[at - 1 : at], block[to : to + 1]):
            around |= g.A_CELL
        if not cue and not around and block[at:to].isdigit() and block[at] != 0x30:
            return 0
        return g.NUMBER | around | cue

    def _around_run(self, block: bytes, at: int, to: int, end: int) -> int:
        """What stands around a run of words: a closing tag's label, a cell, a display name."""
        after = block[to : to + 1] if to < end else b""
        if after == b"<":
            tag = _CLOSING_TAG.match(block, to, end)
            if tag:
                return self.label(tag[1])
        if after and after[0] in _GLUE_RIGHT:
            return g.A_GLUED
        around = g.A_CELL if _is_cell(block, at, to) else 0
        if _DISPLAY_END.match(block, to, end):
            around |= g.A_DISPLAY
        return around

    def _owned(self, block: bytes, m: re.Match[bytes], found: int, owners: _Owners) -> int:
        """The class of a label that says little alone (`name`, `number`), by the words or the object that own it."""
        at, name = m.start(3), m[3]
        words = _WORDS_BEFORE.search(block, max(block.rfind(b"\n", max(0, at - 64), at) + 1, at - 64), at)
        if words:
            return self.label(words[0].replace(b"(", b" ") + name) or found
        owner = owners.of(at)
        if owner:
            return self.label(owner + b" " + name) or found
        return found


class _Owners:
    """Which object encloses a place in its line: `"customer":{"name":` is owned by `customer`. Walks each line once."""

    DEPTH = 64

    def __init__(self, block: bytes, start: int) -> None:
        self._block, self._at = block, start
        self._stack: list[bytes] = []

    def of(self, at: int) -> bytes:
        """The label of the innermost open object that has one (arrays inherit), or b""."""
        line = self._block.rfind(b"\n", self._at, at) + 1
        if line:
            self._at = line
            self._stack.clear()
        for bracket in _BRACKETS.finditer(self._block, self._at, at):
            if bracket[2]:
                if len(self._stack) < self.DEPTH:
                    self._stack.append(bracket[1] or (self._stack[-1] if self._stack else b""))
            elif self._stack:
                self._stack.pop()
        self._at = at
        return self._stack[-1] if self._stack else b""


def _remember(judge: Callable[[bytes], T], entries: int) -> Callable[[bytes], T]:
    """`judge` behind a memo that starts anew when it is full: pure functions only."""
    memo: dict[bytes, T] = {}
    get = memo.get

    def remembered(key: bytes) -> T:
        found = get(key)
        if found is None:
            if len(memo) >= entries:
                memo.clear()
            found = memo[key] = judge(key)
        return found

    return remembered


def _is_cell(block: bytes, at: int, to: int) -> bool:
    """Whether the candidate fills a cell: quotes or brackets that touch it, or pipes, tabs, semicolons or tags around it."""
    before, after = block[at - 1 : at], block[to : to + 1]
    if before in _TOUCHING and after in _TOUCHING and before and after:
        return True
    left = block[max(0, at - 24) : at].rstrip(b" ")[-1:]
    right = block[to : to + 24].lstrip(b" ")[:1]
    return left in _CELL_LEFT and right in _CELL_RIGHT

def _quoting(block: bytes, label: re.Match[bytes]) -> int:
    """How a bare number behind this label is quoted if it becomes a token: an index of grammar.QUOTES, 0 for not at all."""
    if label[5] not in (b"", b"["):
        return 0
    mark = label[4].partition(b":")[0].rstrip()
    return g.QUOTES.index(mark) if mark in g.QUOTES and block[label.start(3) - 1 : label.start(3)] == mark[-1:] else 0


def _literal_end(block: bytes, to: int) -> int:
    """The end of the JSON number that begins with these digits: `442079460958.0`, `4.42e11`."""
    return _LITERAL_REST.match(block, to).end()


def _field(block: bytes, m: re.Match[bytes], end: int) -> Candidate | None:
    """The value of a name label, if it holds letters."""
    at, opened, sep = m.end(), m[5], m[4]
    mark = opened[-1:]
    flag = 0
    if mark in _VALUE_QUOTED:
        value = _VALUE_QUOTED[mark].match(block, at, end)
    elif mark in b"<{[" and mark:
        return None
    elif sep.endswith(b">"):
        value = _VALUE_TAG.match(block, at, end)
    elif sep[-1:] in b" \t":
        value, flag = _VALUE_OPEN.match(block, at, end), g.F_OPEN
    elif block[m.start(3) - 1 : m.start(3)] in (b"?", b"&"):
        value = _VALUE_QUERY.match(block, at, end)
    else:
        value = _VALUE_PLAIN.match(block, at, end)
    if value is None or not _HAS_LETTER.search(value[0]):
        return None
    to = at + len(value[0].rstrip())
    if block[to : to + 1] in (b":", b"=", b"@", b"/"):
        return None
    if _DISPLAY_END.match(block, value.end(), end):
        flag |= g.A_DISPLAY
    return at, to, flag
