"""Names that stand elsewhere in the line, and names known beforehand: spans added to those that were decided.

Strategy: a name that a field or a display name told is looked for, whole and by its words, in the rest of its line; the
spans found are merged with what is there: where two overlap the decided one stays, or a longer one that begins with it.
"""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Iterable
from operator import itemgetter

from pi_scrub.actions import Write
from pi_scrub.around import ECHO_LEFT, ECHO_RIGHT, ECHO_SOLID, ECHO_WORD
from pi_scrub.judges import judge_plain

Span = tuple[int, int, bytes, str]  # start, end, replacement, kind

_MANY = 16  # words of a line that are looked for one by one


def with_echoes(text: bytes, named: list[tuple[int, int]], spans: list[Span], write: Write) -> list[Span]:
    """`spans` and, in the lines of the `named` fields (in order), every other place where a word of the name stands alone."""
    echoes: list[Span] = []
    words: dict[bytes, tuple[int, int]] = {}  # of the names of one line, and where each is met first
    line = line_end = -1
    for begin, stop in named:
        if begin >= line_end:
            echoes += _in_line(text, words, line, line_end, write)
            line, line_end, words = text.rfind(b"\n", 0, begin) + 1, text.find(b"\n", stop), {}
            line_end = len(text) if line_end < 0 else line_end
        for word in words_of(text[begin:stop]):
            words.setdefault(word, (begin, stop))
    echoes += _in_line(text, words, line, line_end, write)
    starts = [span[0] for span in spans]
    new = [echo for echo in echoes if not _gives_way(echo, spans, starts)] if echoes else []
    if not new:
        return spans
    merged: list[Span] = []
    last = -1
    for span in sorted([*sorted(new, key=lambda echo: -echo[1]), *spans], key=itemgetter(0)):  # of those with one start the longest first
        if span[0] >= last:
            merged.append(span)
            last = span[1]
    return merged


def with_known(text: bytes, spans: list[Span], known: Iterable[tuple[int, int]], write: Write) -> list[Span]:
    """`spans` and the names known beforehand; where two names overlap, one span for both."""
    merged: list[Span] = []
    names = ((at, to, write(text[at:to], ""), "name") for at, to in known)
    for span in sorted([*spans, *names], key=lambda span: (span[0], -span[1])):
        last = merged[-1] if merged else None
        if last is None or span[0] >= last[1]:
            merged.append(span)
        elif span[3] == last[3] == "name":
            end = max(last[1], span[1])
            merged[-1] = last if end == last[1] else (last[0], end, write(text[last[0] : end], ""), "name")
        elif last[3] == "name":
            merged[-1] = (last[0], span[0], last[2], "name")
            merged.append(span)
    return merged


@functools.lru_cache(maxsize=20_000)
def words_of(name: bytes) -> tuple[bytes, ...]:
    """What is looked for elsewhere in the line of a name: itself and its words that are no ordinary ones."""
    words = dict.fromkeys((name, *ECHO_WORD.findall(name)))
    return tuple(word for word in words if len(word) >= 3 and not is_ordinary(word))


def is_ordinary(word: bytes) -> bool:
    """Whether a word of a name is not looked for elsewhere, because it stands there for what else it means."""
    return judge_plain(word, sure=False)


def _in_line(text: bytes, words: dict[bytes, tuple[int, int]], line: int, line_end: int, write: Write) -> list[Span]:
    """The places of words in a line outside of the names they are of. Many words are looked for all at once: each by itself
    would cost a line of names its length squared."""
    if len(words) > _MANY:
        return _all_elsewhere(text, words, line, line_end, write)
    found: list[Span] = []
    for word in words:
        if text.count(word, line, line_end) > 1:  # it stands in its name
            found += _elsewhere(text, word, line, line_end, write)
    return found


def _elsewhere(text: bytes, word: bytes, line: int, line_end: int, write: Write) -> list[Span]:
    found = []
    at = text.find(word, line, line_end)
    while at >= 0:
        to = at + len(word)
        if not _touched(text, at, to, line, line_end):
            found.append((at, to, write(word, ""), "name"))
        at = text.find(word, to, line_end)
    return found


def _all_elsewhere(text: bytes, words: dict[bytes, tuple[int, int]], line: int, line_end: int, write: Write) -> list[Span]:
    """The same in one pass over the line, by the solid part that each word begins with: where that stands, the lengths of the words that
    begin so say what to compare."""
    sizes: dict[bytes, set[tuple[int, int]]] = {}
    for word in words:
        if head := ECHO_SOLID.search(word):
            sizes.setdefault(head[0], set()).add((head.start(), len(word)))
    found = []
    for m in ECHO_SOLID.finditer(text, line, line_end):
        for lead, size in sizes.get(m[0], ()):
            at, to = m.start() - lead, m.start() - lead + size
            span = words.get(text[at:to]) if line <= at and to <= line_end else None
            if span and (at < span[0] or to > span[1]) and not _touched(text, at, to, line, line_end):
                found.append((at, to, write(text[at:to], ""), "name"))
    return found


def _gives_way(echo: Span, spans: list[Span], starts: list[int]) -> bool:
    """Whether a decided span stays, and an echo that touches it does not: one that begins in the echo, behind its first byte, or the one in
    which the echo begins, but for a longer echo that begins where it does."""
    place = bisect_right(starts, echo[0])
    if place < len(starts) and starts[place] < echo[1]:
        return True
    return place > 0 and spans[place - 1][1] > echo[0] and (starts[place - 1] < echo[0] or spans[place - 1][1] >= echo[1])


def _touched(text: bytes, at: int, to: int, line: int, line_end: int) -> bool:
    """Whether a word is a part of something longer, or a key."""
    return bool((at > line and ECHO_LEFT.match(text, at - 1)) or ECHO_RIGHT.match(text, to, line_end))
