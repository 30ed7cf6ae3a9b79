"""Fields whose label a policy gives a kind of its own: the value is that kind as a whole.

Strategy: a label, its separator and what opens the value are found as the lexer finds them; the value ends at what opened it, or
at the next delimiter. Every element of an array counts. What was written by an earlier pass, and `null`, `true` and `false`,
stay.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from pi_scrub import grammar as g
from pi_scrub.judges import Find, Finding
from pi_scrub.late import late
from pi_scrub.lexer import _LABEL_SEP, _LIST_GAP, _OPENING
from pi_scrub.vocabulary import LABELS, look_up, plain_label

_MOST = 4096  # bytes of a value
_REMEMBERED = 20_000  # labels
_LABEL = late(rb"(?<![\w.\-\x80-\xff])([A-Za-z_\x80-\xff][\w.\-\x80-\xff]{0,63}+)(?=" + _LABEL_SEP + rb")")
_QUOTED = {
    b'"': re.compile(rb'(?>(?:[^\n"\\]|\\[^\n]){1,%d})' % _MOST),
    b"'": re.compile(rb"(?>(?:[^\n'\\]|\\[^\n]){1,%d})" % _MOST),
}
_ESCAPED = re.compile(rb"""[^\n"'\\]{1,%d}+""" % _MOST)  # in JSON in a JSON string
_TAGGED = re.compile(rb"[^\n<>]{1,%d}+" % _MOST)
_PLAIN = re.compile(rb"""[^\s,;|&<>(){}\[\]"'\\]{1,%d}+""" % _MOST)
_STAYS = late(rb"(?:null|true|false|None|True|False|undefined|" + g.PSEUDONYM.encode() + rb"|\[[a-z][a-z_]{1,15}\])(?![\w])")


def find_fields(labels: Mapping[str, str]) -> Find:
    """Finds the values of labels in whole lines: (start, end, kind, ""). labels: label -> kind, as in a policy."""
    known = {plain_label(label): kind for label, kind in labels.items() if kind not in LABELS}
    kind_of = functools.lru_cache(_REMEMBERED)(functools.partial(look_up, known))

    def find(text: bytes) -> Iterator[Finding]:
        done = 0
        for label in _LABEL.finditer(text):
            kind = kind_of(label[1])
            if kind is None or label.start() < done or _closes(text, *label.span()):
                continue
            opening = _OPENING.match(text, label.end())
            if opening:
                for at, to in _values(text, opening):
                    yield at, to, kind, ""
                    done = to

    return find


def _closes(text: bytes, at: int, to: int) -> bool:
    """Whether a label is the name in a closing tag."""
    return text[at - 1 : at] == b"/" and text[to : to + 1] == b">"


def _values(text: bytes, opening: re.Match[bytes]) -> Iterator[tuple[int, int]]:
    """Where the value stands, or the elements of an array."""
    separator, marks = opening.groups()
    behind_tag = separator.endswith(b">") and not separator.endswith(b"=>")
    if b"{" in marks or (behind_tag and marks) or _STAYS.match(text, opening.start(2) + max(0, marks.find(b"["))):
        return
    listed = b"[" in marks
    at = opening.end() - (text[opening.end() - 1] == 0x2D)  # with its minus
    pattern = _pattern(marks, behind_tag)
    while value := pattern.match(text, at):
        if not _STAYS.match(text, at):
            yield value.span()
        gap = _LIST_GAP.match(text, value.end()) if listed else None
        if gap is None or b"," not in gap[0]:
            return
        at = gap.end()


def _pattern(marks: bytes, behind_tag: bool) -> re.Pattern[bytes]:
    """What a value is made of, by what opens it."""
    if b"\\" in marks:
        return _ESCAPED
    if marks[-1:] in _QUOTED:
        return _QUOTED[marks[-1:]]
    return _TAGGED if behind_tag else _PLAIN
