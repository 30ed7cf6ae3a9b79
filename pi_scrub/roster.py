"""Names known beforehand: a file of them, one a line, each dropped wherever its whole sequence of words stands.

Strategy: a name is a sequence of words. Several words that are not all ordinary are a name in any case; all others only
as they stand in the file or in capitals. What is kept of a name is a 64-bit hash for each way of writing it, sorted in
one array: 8 bytes each, found by bisection. A set of first words tells in one step whether a block holds anything to look
at. Nothing of the file is ever quoted.

A single ordinary word (`Will`) is dropped only as it is written and only beside another name word or behind a cue.
"""

from __future__ import annotations

import os
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from pi_scrub import grammar as g
from pi_scrub.errors import PolicyError
from pi_scrub.judges import gazetteer
from pi_scrub.judges.label import judge_cue
from pi_scrub.judges.name import judge_plain

MAX_WORDS = 12
_EXACT = b"\0"  # before what must stand as it is written
_WORD = re.compile(rb"[A-Za-z0-9\x80-\xff]+")
_NEXT = re.compile(rb"(?:[ \x1f'.\-+,]{1,3}|%20)([A-Za-z0-9\x80-\xff]+)")
_CAPITALISED = re.compile(rb" ([A-Z][A-Za-z\x80-\xff]+)")
_BEFORE = re.compile(rb"([^\s\"'=:(\[,;]+)[\s\"'=:(\[]{1,3}\Z")
_PART_OF_LEFT = frozenset(b"/\\@._$%#-")  # of a path, host, key or identifier
_PART_OF_RIGHT = re.compile(rb"[_/\\@=]|-\w|\.\w|[\"']?\s?:?=")


class Roster:
    """The names of one file. Fixed once made; safe to share between threads."""

    def __init__(self, names: list[bytes]) -> None:
        """names: UTF-8, one name each; those without a letter or digit are passed over."""
        hashes, singles, firsts = array("q"), set[bytes](), set[bytes]()
        plain: dict[bytes, bool] = {}  # whether a word is ordinary; gone when the names are read
        self._longest = 1
        for name in names:
            words = _WORD.findall(name)
            if not words:
                continue
            for word in words:
                if word not in plain:
                    plain[word] = _ordinary(word)
            ordinary = all(plain[word] for word in words)
            whole = b" ".join(words)
            free = len(words) > 1 and not ordinary
            forms = {whole} if free and name.isascii() else _forms(whole, free, alone=len(words) == 1 and ordinary)
            for form in forms:
                hashes.append(hash(form.lower() if free else _EXACT + form))
                firsts.add(form.partition(b" ")[0].lower())
            self._longest = max(self._longest, len(words))
            if len(words) == 1 and ordinary:
                singles.add(whole)
        self._hashes = array("q", sorted(hashes))
        self._firsts, self._singles = frozenset(firsts), frozenset(singles)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Roster:
        """The names of a file. Raises PolicyError that names the file and the line at fault, and none of its text."""
        name = os.fspath(path)
        try:
            raw = Path(path).read_bytes()
        except OSError as e:
            raise PolicyError(f"cannot read the names file {name!r}: {e.strerror}") from None
        at = _not_utf8(raw)
        if at is not None:
            line = raw.count(b"\n", 0, at) + 1
            raise PolicyError(f"the names file {name!r} is not UTF-8 in line {line}; save it as UTF-8, one name a line")
        lines = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"").split(b"\n")
        for number, text in enumerate(lines, 1):
            if len(text) > 2 * MAX_WORDS and len(_WORD.findall(text)) > MAX_WORDS:
                raise PolicyError(f"the names file {name!r}, line {number}: more than {MAX_WORDS} words; write one name a line")
        if not any(_WORD.search(text) for text in lines):
            raise PolicyError(f"the names file {name!r} holds no name; write one name a line")
        return cls(lines)

    def spans(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Where names of the file stand in whole lines, in order, none overlapping; the longest at each place."""
        lower = text.lower()  # of ASCII only, so every position stays
        if self._firsts.isdisjoint(_WORD.findall(lower)):
            return
        done = 0
        for m in _WORD.finditer(lower):
            if m[0] in self._firsts and m.start() >= done:
                end = self._longest_at(text, lower, m)
                if end and not _is_part(text, m.start(), end):
                    yield m.start(), end
                    done = end

    def _longest_at(self, text: bytes, lower: bytes, first: re.Match[bytes]) -> int:
        """The end of the longest name that begins with `first`, 0 where none does."""
        name, at, best = text[first.start() : first.end()], first.end(), 0
        if self._holds(_EXACT + name) and (name not in self._singles or _backed(text, first.start(), at)):
            best = at
        for _ in range(self._longest - 1):
            following = _NEXT.match(text, at)
            if following is None:
                break
            name, at = name + b" " + following[1], following.end()
            best = at if self._holds(name.lower()) or self._holds(_EXACT + name) else best
        return best

    def _holds(self, name: bytes) -> bool:
        key = hash(name)
        at = bisect_left(self._hashes, key)
        return at < len(self._hashes) and self._hashes[at] == key


def _not_utf8(raw: bytes) -> int | None:
    """Where `raw` stops being UTF-8. The exception holds the text, so it ends here."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as e:
        return e.start
    return None


def _forms(whole: bytes, free: bool, alone: bool) -> set[bytes]:
    """The ways a name is written: as in the file, in capitals, in lower case where that is not plain language."""
    text = whole.decode("utf-8")
    return {whole} if alone else {whole, text.upper().encode(), *([text.lower().encode()] if free else [])}


def _ordinary(word: bytes) -> bool:
    return bool(gazetteer.weigh(word.decode("utf-8", "replace").lower()) & gazetteer.ORDINARY)


def _is_part(text: bytes, at: int, to: int) -> bool:
    """Whether what stands here is a part of a path, host, key or identifier."""
    return (at > 0 and text[at - 1] in _PART_OF_LEFT) or _PART_OF_RIGHT.match(text, to) is not None


def _backed(text: bytes, at: int, to: int) -> bool:
    """Whether a cue stands before an ordinary word, or a name word behind it."""
    cue = _BEFORE.search(text, max(0, at - g.CUE_REACH), at)
    if cue and judge_cue(cue[1]) & (g.C_PERSON | g.C_NAME):
        return True
    neighbour = _CAPITALISED.match(text, to)
    return neighbour is not None and not judge_plain(neighbour[1], sure=False)
