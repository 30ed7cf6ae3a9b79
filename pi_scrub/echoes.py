"""Names that stand elsewhere in the line, and names known beforehand: spans added to those that were decided.

Strategy: a name that a field or a display name told is looked for, whole and by its words, in the rest of its line; the
spans found are merged with what is there, and where two overlap the decided one stays.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from pi_scrub.actions import Write
from pi_scrub.around import ECHO_WORD
from pi_scrub.judges import judge_plain

Span = tuple[int, int, bytes, str]  # start, end, replacement, kind

_TOUCHES_LEFT = re.compile(rb"[\w./\\@\-\x80-\xff]")
_TOUCHES_RIGHT = re.compile(rb"""[\w/\\@=(\-\x80-\xff]|\.\w|["']?\s?[:=]""")


def with_echoes(text: bytes, named: list[tuple[int, int]], spans: list[Span], write: Write) -> list[Span]:
    """`spans` and, in the lines of the `named` fields, every other place where a word of the name stands alone."""
    echoes: list[Span] = []
    for begin, stop in named:
        line = text.rfind(b"\n", 0, begin) + 1
        line_end = text.find(b"\n", stop)
        line_end = len(text) if line_end < 0 else line_end
        for word in words_of(text[begin:stop]):
            if text.find(word, line, begin) >= 0 or text.find(word, stop, line_end) >= 0:
                echoes += _elsewhere(text, word, line, line_end, write)
    if not echoes:
        return spans
    taken = {span[0]: span[1] for span in spans}
    merged: list[Span] = []
    last = -1
    for span in sorted([*spans, *echoes], key=lambda span: (span[0], -span[1], span[0] not in taken)):
        if span[0] >= last:
            merged.append(span)
            last = span[1]
        elif span[0] in taken and span[1] == taken[span[0]] and merged[-1][0] not in taken:
            merged[-1] = span
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


def _elsewhere(text: bytes, word: bytes, line: int, line_end: int, write: Write) -> list[Span]:
    found = []
    at = text.find(word, line, line_end)
    while at >= 0:
        to = at + len(word)
        if not (at > line and _TOUCHES_LEFT.match(text, at - 1)) and not _TOUCHES_RIGHT.match(text, to, line_end):
            found.append((at, to, write(word, ""), "name"))
        at = text.find(word, to, line_end)
    return found
