"""Which of these words are a person's name?

Strategy: every word gets a weight: what the gazetteer knows of it as a given or family name, less what it is as an
ordinary word; an unknown word is a little more likely a name than not. Words that are plainly ordinary cut the run
into pieces. A piece is a name where its weight and what its context gives (a field, a display name, a cue word, a cell,
nothing) reach zero together. Titles and cue words inside the run (`Herr`, `Kunde`, `Agent`) give context to what follows.
"""

from __future__ import annotations

import functools
import re
from itertools import pairwise
from typing import NamedTuple

from pi_scrub import grammar as g
from pi_scrub.judges import gazetteer
from pi_scrub.judges.label import judge_cue
from pi_scrub.judges.phone import Finding

# A word: letters with their marks, apostrophes and hyphens inside. Everything that is no space, digit or punctuation.
_WORD = re.compile(
    r"[^\s\d!-&(-,./:-@\[-`{-\u00bf\u2000-\u2018\u201a-\u206f\u3000-\u303f\uff00-\uff20\ufffd'\-\udc80-\udcff]+"
    r"(?:['\u2019\-][^\s\d!-&(-,./:-@\[-`{-\u00bf\u2000-\u2018\u201a-\u206f\u3000-\u303f\uff00-\uff20\ufffd'\-\udc80-\udcff]+)*"
)
_PARTICLES = frozenset(
    """van von vom der den de del della di da do dos das du la le bin ibn binti al el y e zu ter ten af av den 't op
    het mac mc o st san abu ben bint""".split()
)
_TITLES = frozenset("dr prof jr sr mr mrs ms miss ing dipl phd md rev hon capt sgt lt col".split())
_NOBODY = frozenset(
    """null none nil unknown anonymous anonym anonyme private restricted unavailable undefined n/a na empty true false
    withheld name test default system root admin administrator nobody guest user asterisk freeswitch outbound inbound""".split()
)
_OURS = re.compile(r"\[(?:name|withheld)\]|(?:ph|em|us)_[a-z][a-z0-9]{0,11}_[a-p]{32}|\[pi-scrub: ")
_NO_NAME = re.compile(  # a value that is no name whatever its label says
    r"""[^@\s]*@[^@\s]*|[\w.\-]*[/\\:_][\S\s]*|(?:[\w\-]+\.)+[\w\-]+|[\d\W]*|\S*\d{3}\S*|0x\w+|.*[{}\[\]<>=].*|[0-9a-fA-F-]{16,}""",
    re.VERBOSE | re.DOTALL,
)


class Word(NamedTuple):
    """A word of the run: where it stands (in characters), its text, its weight, whether it cuts the run."""

    start: int
    end: int
    text: str
    weight: float
    cuts: bool


# What the context adds. A piece of two words needs about 5 from its words where nothing speaks for it.
_BONUS = {"none": -5.0, "cell": -2.5, "to": -3.0, "person": 0.5, "name": 0.0, "party": 2.0, "display": 3.0}
_SINGLE = -3.0  # one word alone


def judge_name(candidate: bytes, context: int) -> list[Finding]:
    """(candidate, context) -> findings of kind "name"; the canonical value is empty, a name is dropped, not hashed."""
    text = candidate.decode("utf-8", "surrogateescape")
    if _OURS.search(text):
        return []
    field = context & g.KIND == g.FIELD
    spans = _field(text, context) if field else _pieces(text, _bonus(context), case=True)
    if len(text) == len(candidate):
        return [(start, end, "name", "") for start, end in spans]
    return [(_bytes(text, start), _bytes(text, end), "name", "") for start, end in spans]


def judge_plain(candidate: bytes) -> bool:
    """Whether a run holds no name whatever stands around it: all of it is ordinary words or shapes of code."""
    text = candidate.decode("utf-8", "surrogateescape")
    return all(word.cuts or (len(word.text) == 1 and _cased(word.text)) for word in _words(text, case=True))


def _bytes(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogateescape"))


def _bonus(context: int) -> float:
    label = context & g.LABEL
    if context & g.A_GLUED:
        return -100.0
    found = ["none"]
    if context & g.A_DISPLAY or label == g.L_NAME:
        found.append("display")
    if label in (g.L_PARTY, g.L_MAYBE):
        found.append("party")
    if context & g.C_PERSON:
        found.append("person")
    if context & g.C_NAME:
        found.append("name")
    if context & g.C_TO:
        found.append("to")
    if context & g.A_CELL:
        found.append("cell")
    return max(_BONUS[key] for key in found)


def _field(text: str, context: int) -> list[tuple[int, int]]:
    """The name in a field's value: all of it under a name label, what weighs enough under any other."""
    label = context & g.LABEL
    if text.lower() in _NOBODY or _NO_NAME.fullmatch(text):
        return []
    words = _words(text, case=False)
    named = label == g.L_NAME and any((not word.cuts and len(word.text) > 1) or not _cased(word.text) for word in words)
    if named and (not context & g.F_OPEN or len(words) <= 4):
        return [(words[0].start, words[-1].end)]
    spans = _pieces(text, _bonus(context), case=bool(context & g.F_OPEN) or label != g.L_NAME)
    if spans and not context & g.F_OPEN and (spans[0][0], spans[-1][1]) != (words[0].start, words[-1].end):
        return _pieces(text, _BONUS["none"], case=True)  # only a part weighs enough: the label did not mean it
    return spans if not context & g.F_OPEN else [span for span in spans if span[0] == 0 or span is spans[0]]


def _pieces(text: str, bonus: float, case: bool) -> list[tuple[int, int]]:
    """The names in a run: its words between the cutting ones, weighed together."""
    spans: list[tuple[int, int]] = []
    piece: list[Word] = []
    here = bonus
    for word in [*_words(text, case), None]:
        if word is not None and not word.cuts and not (piece and _cased(word.text) != _cased(piece[-1].text)):
            piece.append(word)
            continue
        spans += _weighed(piece, here)
        piece = []
        if word is not None and not word.cuts:
            piece.append(word)
        elif word is not None:
            titled = word.text[0].isupper() and word.text.lower() in _TITLES
            cue = g.C_PERSON if titled else _inner_cue(word.text)
            here = _bonus(cue) if cue & (g.C_PERSON | g.C_NAME) else _BONUS["none"] if bonus > -50 else bonus
    return spans


def _cased(word: str) -> bool:
    """Whether a word is of a script with capitals; no name mixes the two kinds."""
    return word[0].lower() != word[0].upper() and not "\u10d0" <= word[0] <= "\u10ff"


def _weighed(piece: list[Word], bonus: float) -> list[tuple[int, int]]:
    while piece and (piece[-1].text.lower() in _PARTICLES or piece[-1].weight < -1.0):
        piece.pop()
    while piece and piece[0].weight < -1.0:
        del piece[0]
    if not piece or len(piece) > 6 or (max(len(word.text) for word in piece) == 1 and _cased(piece[0].text)):
        return []
    if bonus <= _BONUS["none"] and not _cased(piece[0].text):
        return []  # scripts without capitals: by field, cue or cell only
    total = sum(word.weight for word in piece) + bonus + (_SINGLE if len(piece) == 1 else 0.0)
    return [(piece[0].start, piece[-1].end)] if total >= 0 else []


@functools.lru_cache(maxsize=20_000)
def _inner_cue(word: str) -> int:
    return judge_cue(word.encode("utf-8", "surrogateescape"))


def _words(text: str, case: bool) -> list[Word]:
    return [Word(m.start(), m.end(), m[0], *_weight(m[0], case)) for m in _WORD.finditer(text)]


@functools.lru_cache(maxsize=50_000)
def _weight(word: str, case: bool) -> tuple[float, bool]:
    """How much a word weighs as part of a name, and whether it cuts a run instead."""
    lower = word.lower()
    if lower in _TITLES or _inner_cue(word) & (g.C_PERSON | g.C_NAME | g.C_PHONE):
        return -9.0, True
    if lower in _PARTICLES:
        return 0.0, False
    if case and word[0] == lower[0] and word[0] != word[0].upper() and not "\u10d0" <= word[0] <= "\u10ff":
        return -9.0, True
    if len(word) == 1:
        return (0.5, False) if ord(word) < 0x2E80 else (1.0, False)
    if _is_code(word):
        return -9.0, True
    packed = gazetteer.weigh(lower)
    name = max(packed & gazetteer.GIVEN, (packed & gazetteer.FAMILY) >> gazetteer.FAMILY_SHIFT)
    ordinary = (packed & gazetteer.ORDINARY) >> gazetteer.ORDINARY_SHIFT
    if not packed:
        return _unknown(word)
    if word.isupper() and (len(word) <= 2 or (len(word) == 3 and ordinary)):
        return -2.0, True  # an acronym
    weight = name - 0.8 * ordinary
    return weight, weight < -1.5 or not name


def _unknown(word: str) -> tuple[float, bool]:
    if word.isupper() and len(word) <= 4:
        return -2.0, True  # an acronym
    if "-" in word or "'" in word:
        parts = [_weight(part, False) for part in re.split(r"['\u2019\-]", word) if part]
        best = max((weight for weight, _ in parts), default=0.0)
        return (best, False) if best > 0 else (-1.5, True)
    return 0.8, False


def _is_code(word: str) -> bool:
    """CamelCase and other shapes of identifiers, but McDonald and DeShawn."""
    humps = sum(1 for a, b in pairwise(word) if a.islower() and b.isupper())
    if humps == 0:
        return len(word) > 24
    return humps > 1 or not re.match(r"(?:Mc|Mac|De|Di|La|Le|Van|O|Du|Fitz|Al|El)[A-Z]", word)
