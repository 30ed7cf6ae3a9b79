"""What is known of one word whatever stands around it, put together once for each word.

Strategy: a log writes few words over and over, in ever new pairs. So all that a word itself tells (the gazetteer's scores,
whether it is a cue, a particle, code, a kind of thing) is one remembered object, and weighing a run only looks at attributes.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import pairwise

from pi_scrub import grammar as g
from pi_scrub.judges import gazetteer
from pi_scrub.judges.label import judge_cue, letters_cue
from pi_scrub.late import late

# A word: letters with their marks, apostrophes and hyphens inside. Everything that is no space, digit or punctuation.
_LETTERS = r"[^\s\d!-&(-,./:-@\[-`{-\u00bf\u2000-\u2018\u201a-\u206f\u3000-\u303f\uff00-\uff20\ufffd'\-\udc80-\udcff]+"
WORD = late(rf"{_LETTERS}(?:['\u2019\-]{_LETTERS})*")
PARTICLES = frozenset(
    """van von vom der den de del della di da do dos das du la le bin ibn binti al el y e zu ter ten af av den 't op
    het mac mc o st san abu ben bint""".split()
)
TITLES = frozenset(
    """dr prof jr sr mr mrs ms miss ing dipl phd md rev hon capt captain sgt lt major col colonel lieutenant sergeant bishop
    sheriff judge senator""".split()
)
POINTERS = frozenset("the my your our their his her its this that these those it we you he she they".split())
NOBODY = frozenset(
    """null none nil unknown anonymous anonym anonyme private restricted unavailable undefined n/a na empty true false
    withheld name test default system root admin administrator nobody guest user asterisk freeswitch outbound inbound anon""".split()
)
NO_PART = NOBODY | POINTERS

OWNS = frozenset(("'s", "\u2019s", "'S"))  # what hangs on a name that owns something
_SIGNS = re.compile(r"[\W\d_]+")
_DRAWN_OUT = re.compile(r"([A-Za-z])\1\1", re.IGNORECASE)  # `SOOOO`

LONGEST = 64  # characters of a word that may be a name; of a longer one nothing is remembered
USUAL = 3  # a name of this frequency is one where a name is expected, whatever else it means
FREQUENT = 5  # a given name of this frequency is hardly ever anything else at the head of a name


@dataclass(slots=True, eq=False)
class Known:
    """A word and what is known of it; the scores are the gazetteer's.

    cue: its bits as a cue word. small: begins in lower case, in a script that has capitals. particle: `van`, `Van`, but not
    `Ben`. tail: a kind of thing. plain: letters, hyphens and apostrophes inside, neither cue nor particle. part: may be a part of a
    name. unnamed: an ordinary word and nobody's name.
    """

    text: str
    lower: str
    given: int
    family: int
    ordinary: int
    place: bool
    cue: int
    cased: bool
    small: bool
    particle: bool
    tail: bool
    code: bool
    plain: bool
    part: bool
    unnamed: bool


def cased(word: str) -> bool:
    """Whether a word is of a script with capitals; no name mixes the two kinds."""
    return word[0].lower() != word[0].upper() and not "\u10d0" <= word[0] <= "\u10ff"


def is_numbered(word: str) -> bool:
    """The letters of a number in hex behind a letter and a hyphen, as Asterisk numbers its calls: `C-ddab`."""
    return word[1:2] == "-" and not word[2:].strip("abcdef")


def is_code(word: str) -> bool:
    """CamelCase and other shapes of identifiers, but McDonald and DeShawn; signs alone."""
    if word.isalpha() and (word[1:].islower() or word.isupper()):  # nearly every word
        return len(word) > 24
    if _SIGNS.fullmatch(word) or is_numbered(word):
        return True
    if word[1:].islower() or word.isupper():
        return len(word) > 24
    if re.match(r"[A-Z]{2,}[a-z]", word):
        return True
    humps = sum(1 for a, b in pairwise(word) if a.islower() and b.isupper())
    if humps == 0:
        return len(word) > 24
    return humps > 1 or not re.match(r"(?:Mc|Mac|De|Di|La|Le|Van|O|Du|Fitz|Al|El|Va|Ma)[A-Z]", word)


@functools.lru_cache(maxsize=20_000)
def known(word: str) -> Known:
    """What is known of a word that `WORD` matches."""
    lower = word.lower()
    packed = gazetteer.weigh(lower)
    given, family = packed & gazetteer.GIVEN, (packed & gazetteer.FAMILY) >> gazetteer.FAMILY_SHIFT
    ordinary = (packed & gazetteer.ORDINARY) >> gazetteer.ORDINARY_SHIFT
    ascii_only = word.isascii() and word.isalpha()
    simple = ascii_only or (word.isascii() and word.replace("-", "").isalpha())
    cue = letters_cue(lower) if simple else judge_cue(word.encode("utf-8", "surrogateescape")) & ~g.C_PAIR
    cue &= ~g.C_THING
    capitals = cased(word)
    small = capitals and not word[0].isupper()
    particle = lower in PARTICLES and (word[0] == lower[0] or given <= FREQUENT)
    code = is_code(word) or (not given and not family and _DRAWN_OUT.search(word) is not None)
    letters = ascii_only or (word[-2:] not in OWNS and WORD.fullmatch(word) is not None)
    plain = letters and len(word) > 1 and not cue and lower not in PARTICLES
    tail = lower in g.THING_TAILS or (not family and len(word) > 6 and lower.endswith(g.STREET_ENDINGS))
    part = plain and not small and not code and not tail and lower not in NO_PART
    unnamed = ordinary > 0 and not given and not family
    place = bool(packed & gazetteer.PLACE) or (not given and lower.endswith("shire"))
    return Known(word, lower, given, family, ordinary, place, cue, capitals, small, particle, tail, code, plain, part, unnamed)


def too_long(word: str) -> Known:
    """What is known of a word longer than any name: that it is none."""
    return Known(word, "", 0, 0, 0, False, 0, cased(word), cased(word) and not word[0].isupper(), False, False, True, False, False, False)
