"""How much each word of a run weighs as part of a name, and which words cut the run.

Strategy: what the gazetteer knows of a word as a given or family name, less what it is as an ordinary word or place; an
unknown word is a little more likely a name than not, more so where it ends as family names do. Ordinary words, cue words,
titles and shapes of code cut. Where a name is expected (`sure`), a usual name counts whatever else it means.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pi_scrub import grammar as g
from pi_scrub.judges import gazetteer
from pi_scrub.judges.known import FREQUENT, LONGEST, OWNS, PARTICLES, POINTERS, TITLES, USUAL, WORD, Known, known, too_long


@dataclass(slots=True, eq=False)
class Word:
    """A word of the run: where it stands (in characters), what is known of it, its weight, whether it cuts the run, what precedes it."""

    start: int
    end: int
    known: Known
    weight: float
    cuts: bool
    gap: str

    @property
    def text(self) -> str:
        return self.known.text

    @property
    def capital(self) -> bool:
        return self.known.text[0].isupper()


def words_of(text: str, case: bool, sure: bool = False) -> list[Word]:
    words: list[Word] = []
    last, doubtful = 0, False
    for start, word in _split(text) if text.isascii() and text.replace(" ", "").isalpha() else _found(text):
        what, weight, cuts = look_up(word, case, sure) if len(word) <= LONGEST else (too_long(word), -9.0, True)
        if cuts and word[0].isupper():
            if len(words) > 1 and words[-1].text in PARTICLES and not words[-2].cuts:
                weight, cuts = 1.0, False  # `Theodore van der Wielen`, whatever Wielen means
            else:
                doubtful = True
        words.append(Word(start, start + len(word), what, weight, cuts, text[last:start]))
        last = start + len(word)
    return _vouched(words) if doubtful and len(words) > 1 else words


def _split(text: str) -> Iterator[tuple[int, str]]:
    """The words of a text of nothing but letters and spaces, and where they begin."""
    at = 0
    for word in text.split(" "):
        if word:
            yield at, word
        at += len(word) + 1


def _found(text: str) -> Iterator[tuple[int, str]]:
    """The words of any text, without the `'s` behind them, and where they begin."""
    for m in WORD.finditer(text):
        word = m[0]
        yield m.start(), word[:-2] if word[-2:] in OWNS else word


@functools.lru_cache(maxsize=20_000)
def look_up(word: str, case: bool, sure: bool) -> tuple[Known, float, bool]:
    """What is known of a word, its weight, whether it cuts a run: one look for a word that was seen before."""
    what = known(word)
    return what, *_weight(what, case, sure)


def is_apart(word: bytes) -> bool:
    """Whether a word of ASCII letters, capitalised, is no part of a name even beside what may be one: a single capital, say."""
    if len(word) > LONGEST:
        return True
    what, _, cuts = look_up(word.decode("ascii"), True, True)
    return cuts and max(what.given, what.family) < USUAL


def holds_name(text: str, sure: bool) -> bool:
    """Whether one of the words may be a name, whatever stands around them."""
    if not (text.isascii() and text.replace(" ", "").isalpha()):
        return any(not word.cuts and (len(word.text) > 1 or not word.known.cased) for word in words_of(text, True, sure))
    words = text.split()
    if 1 in map(len, words):  # of what stands beside an initial it may say what it is
        return any(not word.cuts and len(word.text) > 1 for word in words_of(text, True, sure))
    return any(len(word) <= LONGEST and not look_up(word, True, sure)[2] for word in words)


def _vouched(words: list[Word]) -> list[Word]:
    """Words that cut, but are names as well, beside a name that vouches for them: `Sebastian Ring`, `Don Quillmeer`."""
    for at, word in enumerate(words):
        what = word.known
        if not word.cuts or not word.capital or what.code:
            continue
        before = words[at - 1] if at else None
        behind = words[at + 1] if at + 1 < len(words) else None
        titled = what.given >= 4 and what.cue  # `Don`
        if titled and ((behind and _is_family(behind)) or (before and word.gap == ", " and _is_family(before))):
            word.weight, word.cuts = 2.0, False
        elif before and max(what.given, what.family) >= USUAL and not what.tail and _is_given(before) and word.gap == " ":
            word.weight, word.cuts = 0.5, False
    return words


def _is_given(word: Word) -> bool:
    """Whether a word can hardly be anything but the given name in front of a family's."""
    return not word.cuts and word.known.given >= USUAL and word.weight > 0


def _is_family(word: Word) -> bool:
    """Whether a word that is capitalised may be a family's name, and is no given name."""
    what = word.known
    return not word.cuts and word.capital and (what.given < USUAL or what.family > what.given) and (what.family > 0 or not what.ordinary)


def _weight(what: Known, case: bool, sure: bool) -> tuple[float, bool]:
    """How much a word weighs as part of a name, and whether it cuts a run instead; `sure` where a name is expected."""
    word, lower = what.text, what.lower
    if lower in TITLES or lower in POINTERS or what.cue & (g.C_PERSON | g.C_NAME | g.C_PHONE):
        return -9.0, True
    if what.particle:
        return 0.0, False
    if "-" in word:
        first, _, rest = word.partition("-")
        if first in PARTICLES and rest[:1].isupper():
            return look_up(rest, case, sure)[1:]  # al-Sandberg
    if what.code or (case and what.small):
        return -9.0, True
    if len(word) == 1:
        return (0.8, False) if ord(word) < 0x2E80 else (1.0, False)
    if not what.cased:
        return _uncased(what)
    if what.tail:
        return -9.0, True
    name, ordinary = max(what.given, what.family), what.ordinary
    if not name and not ordinary:
        return ((0.8 if sure else 0.2), False) if what.place else _unknown(word)  # a place, and many a family's name
    size, upper = len(word), word.isupper()
    if sure and name >= USUAL and name - 0.8 * ordinary >= -0.8 and not (upper and (size <= 2 or (size == 3 and ordinary >= 4))):
        return max(name - 0.8 * ordinary, 0.5), False
    if upper and case and (size <= 2 or (size == 3 and ordinary > (2 if what.given >= FREQUENT else 0))):
        return -2.0, True  # an acronym
    weight = name - 0.8 * ordinary - (1.5 if what.place else 0.0)
    return weight, weight < -1.5 or not name


def _uncased(what: Known) -> tuple[float, bool]:
    """A word of a script without capitals. Han, Kana and Hangul write the whole name as one, the family's first."""
    word = what.text
    if what.given or what.family:
        return 4.0, False
    if what.ordinary:
        return -3.0, True
    if word[0] < "\u2e80":
        return 1.0, False
    family = len(word) <= 5 and any(gazetteer.weigh(word[:size]) & gazetteer.FAMILY for size in (1, 2))
    return (3.0, False) if family else (0.5, False)


@functools.lru_cache(maxsize=4096)  # one word is asked for with case and without, sure and not
def _unknown(word: str) -> tuple[float, bool]:
    if word.isupper() and len(word) <= 4:
        return -2.0, True  # an acronym
    if "-" in word or "'" in word or "\u2019" in word:
        parts = [look_up(part, False, False)[1:] for part in re.split(r"['\u2019\-]", word) if part]
        best = max((weight for weight, _ in parts), default=0.0)
        return (best, False) if best > 0 else (-1.5, True)
    return (2.0 if gazetteer.like_family(word.lower()) else 1.0), False
