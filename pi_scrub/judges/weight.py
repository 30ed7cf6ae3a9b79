"""How much each word of a run weighs as part of a name, and which words cut the run.

Strategy: what the gazetteer knows of a word as a given or family name, less what it is as an ordinary word or place; an
unknown word is a little more likely a name than not, more so where it ends as family names do. Ordinary words, cue words,
titles and shapes of code cut. Where a name is expected (`sure`), a usual name counts whatever else it means.
"""

from __future__ import annotations

import functools
import re
from itertools import pairwise
from typing import NamedTuple

from pi_scrub import grammar as g
from pi_scrub.judges import gazetteer
from pi_scrub.judges.label import judge_cue

# A word: letters with their marks, apostrophes and hyphens inside. Everything that is no space, digit or punctuation.
_WORD = re.compile(
    r"[^\s\d!-&(-,./:-@\[-`{-\u00bf\u2000-\u2018\u201a-\u206f\u3000-\u303f\uff00-\uff20\ufffd'\-\udc80-\udcff]+"
    r"(?:['\u2019\-][^\s\d!-&(-,./:-@\[-`{-\u00bf\u2000-\u2018\u201a-\u206f\u3000-\u303f\uff00-\uff20\ufffd'\-\udc80-\udcff]+)*"
)
PARTICLES = frozenset(
    """van von vom der den de del della di da do dos das du la le bin ibn binti al el y e zu ter ten af av den 't op
    het mac mc o st san abu ben bint""".split()
)
TITLES = frozenset(
    "dr prof jr sr mr mrs ms miss ing dipl phd md rev hon capt sgt lt col colonel lieutenant sergeant bishop sheriff judge senator".split()
)


POINTERS = frozenset("the my your our their his her its this that these those it we you he she they".split())


class Word(NamedTuple):
    """A word of the run: where it stands (in characters), its text, its weight, whether it cuts the run, what precedes it."""

    start: int
    end: int
    text: str
    weight: float
    cuts: bool
    gap: str = ""


_LONGEST = 64  # characters of a word that may be a name; of a longer one nothing is remembered
USUAL = 3  # a name of this frequency is one where a name is expected, whatever else it means
FREQUENT = 5  # a given name of this frequency is hardly ever anything else at the head of a name


def cased(word: str) -> bool:
    """Whether a word is of a script with capitals; no name mixes the two kinds."""
    return word[0].lower() != word[0].upper() and not "\u10d0" <= word[0] <= "\u10ff"


@functools.lru_cache(maxsize=20_000)
def inner_cue(word: str) -> int:
    return judge_cue(word.encode("utf-8", "surrogateescape")) & ~g.C_PAIR


def is_particle(word: str) -> bool:
    """Whether a word is a particle of a name: `van`, `Van`, but not `Ben`."""
    lower = word.lower()
    return lower in PARTICLES and (word[0] == lower[0] or (gazetteer.weigh(lower) & gazetteer.GIVEN) <= FREQUENT)


def words_of(text: str, case: bool, sure: bool = False) -> list[Word]:
    words, last, doubtful = list[Word](), 0, False
    for m in _WORD.finditer(text):
        word = m[0]
        if word[-2:] in ("'s", "\u2019s", "'S"):
            word = word[:-2]
        end = m.start() + len(word)
        weight, cuts = _weight(word, case, sure) if len(word) <= _LONGEST else (-9.0, True)
        if cuts and len(words) > 1 and words[-1].text in PARTICLES and not words[-2].cuts and word[0].isupper():
            weight, cuts = 1.0, False  # `Theodore van der Wielen`, whatever Wielen means
        doubtful |= cuts and word[0].isupper()
        words.append(Word(m.start(), end, word, weight, cuts, text[last : m.start()]))
        last = end
    return _vouched(words) if doubtful and len(words) > 1 else words


def _vouched(words: list[Word]) -> list[Word]:
    """Words that cut, but are names as well, beside a name that vouches for them: `Sebastian Ring`, `Don Quillmeer`."""
    for at, word in enumerate(words):
        if not word.cuts or not word.text[0].isupper() or is_code(word.text):
            continue
        lower = word.text.lower()
        given, family, _, _ = gazetteer.word(lower)
        before = words[at - 1] if at else None
        behind = words[at + 1] if at + 1 < len(words) else None
        titled = given >= 4 and inner_cue(word.text)  # `Don`
        if titled and ((behind and _is_family(behind)) or (before and word.gap == ", " and _is_family(before))):
            words[at] = word._replace(weight=2.0, cuts=False)
        elif before and max(given, family) >= USUAL and lower not in g.THING_TAILS and _is_given(before) and word.gap == " ":
            words[at] = word._replace(weight=0.5, cuts=False)
    return words


def _is_given(word: Word) -> bool:
    """Whether a word can hardly be anything but the given name in front of a family's."""
    return not word.cuts and gazetteer.word(word.text.lower()).given >= USUAL and word.weight > 0


def _is_family(word: Word) -> bool:
    """Whether a word that is capitalised may be a family's name, and is no given name."""
    given, family, ordinary, _ = gazetteer.word(word.text.lower())
    return not word.cuts and word.text[0].isupper() and (given < USUAL or family > given) and (family > 0 or not ordinary)


@functools.lru_cache(maxsize=50_000)
def _weight(word: str, case: bool, sure: bool = False) -> tuple[float, bool]:
    """How much a word weighs as part of a name, and whether it cuts a run instead; `sure` where a name is expected."""
    lower = word.lower()
    if lower in TITLES or lower in POINTERS or inner_cue(word) & (g.C_PERSON | g.C_NAME | g.C_PHONE):
        return -9.0, True
    if is_particle(word):
        return 0.0, False
    first, _, rest = word.partition("-")
    if first in PARTICLES and rest[:1].isupper():
        return _weight(rest, case, sure)  # al-Sandberg
    if case and word[0] == lower[0] and word[0] != word[0].upper() and not "\u10d0" <= word[0] <= "\u10ff":
        return -9.0, True
    if len(word) == 1:
        return (0.8, False) if ord(word) < 0x2E80 else (1.0, False)
    if not cased(word):
        return _uncased(word)
    if lower in g.THING_TAILS or is_code(word):
        return -9.0, True
    packed = gazetteer.weigh(lower)
    name = max(packed & gazetteer.GIVEN, (packed & gazetteer.FAMILY) >> gazetteer.FAMILY_SHIFT)
    ordinary = (packed & gazetteer.ORDINARY) >> gazetteer.ORDINARY_SHIFT
    if not packed:
        return _unknown(word)
    if not name and not ordinary:
        return (0.8 if sure else 0.2), False  # a place, and many a family's name
    if sure and name >= USUAL and name - 0.8 * ordinary >= -0.8 and not (word.isupper() and (len(word) <= 2 or (len(word) == 3 and ordinary >= 4))):
        return max(name - 0.8 * ordinary, 0.5), False
    if word.isupper() and case and (len(word) <= 2 or (len(word) == 3 and ordinary > (2 if packed & gazetteer.GIVEN >= FREQUENT else 0))):
        return -2.0, True  # an acronym
    weight = name - 0.8 * ordinary - (1.5 if packed & gazetteer.PLACE else 0.0)
    return weight, weight < -1.5 or not name


def _uncased(word: str) -> tuple[float, bool]:
    """A word of a script without capitals. Han, Kana and Hangul write the whole name as one, the family's first."""
    packed = gazetteer.weigh(word)
    if packed & (gazetteer.GIVEN | gazetteer.FAMILY):
        return 4.0, False
    if packed & gazetteer.ORDINARY:
        return -3.0, True
    if word[0] < "\u2e80":
        return 1.0, False
    family = len(word) <= 5 and any(gazetteer.weigh(word[:size]) & gazetteer.FAMILY for size in (1, 2))
    return (3.0, False) if family else (0.5, False)


def _unknown(word: str) -> tuple[float, bool]:
    if word.isupper() and len(word) <= 4:
        return -2.0, True  # an acronym
    if "-" in word or "'" in word or "\u2019" in word:
        parts = [_weight(part, False) for part in re.split(r"['\u2019\-]", word) if part]
        best = max((weight for weight, _ in parts), default=0.0)
        return (best, False) if best > 0 else (-1.5, True)
    return (2.0 if gazetteer.like_family(word.lower()) else 0.8), False


def is_code(word: str) -> bool:
    """CamelCase and other shapes of identifiers, but McDonald and DeShawn."""
    if re.match(r"[A-Z]{2,}[a-z]", word):
        return True
    humps = sum(1 for a, b in pairwise(word) if a.islower() and b.isupper())
    if humps == 0:
        return len(word) > 24
    return humps > 1 or not re.match(r"(?:Mc|Mac|De|Di|La|Le|Van|O|Du|Fitz|Al|El|Va|Ma)[A-Z]", word)
