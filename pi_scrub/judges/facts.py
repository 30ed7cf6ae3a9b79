"""What the native judge of names knows of words: of those that a list of ours names what it says, as bits; of all others the gazetteer.

Strategy: a new word that no list names (`LISTED`) is told by its letters and the gazetteer alone, so `_words.pxi` judges it without
asking. What it weighs is the same as in `weight.py` and `name.py`, in tenths.
"""

from __future__ import annotations

from pi_scrub import grammar as g
from pi_scrub.judges import email, gazetteer, known, label, name, user
from pi_scrub.judges.place import KNOWN_ALONE, bonus_of

__all__ = ["KNOWN_ALONE", "LISTED", "TOLD", "bonus_tenths", "tables", "word_facts"]

# The scores stand as the gazetteer packs them; above them:
F_ENDS = 1 << 10  # a title, a pointer or a cue, at which a run is cut
F_PARTICLE = 1 << 11  # `van`, `Van`, but not `Ben`
F_SPELT = 1 << 12  # a particle as the list has it: `van`
F_PARTICLES = 1 << 13  # a particle, however it is written
F_TAIL = 1 << 14
F_HEAD = 1 << 15
F_CODE = 1 << 16
F_SMALL = 1 << 17
F_NAME = 1 << 18  # C_NAME
F_PERSON = 1 << 19  # C_PERSON
F_CUE = 1 << 20  # any bit of a cue
F_TITLE = 1 << 21
F_NOBODY = 1 << 22
F_NO_PART = 1 << 23
F_FAMILIES = 1 << 24  # the last word of what is called after a family: `Hall`
F_MONTH = 1 << 25
F_LIKE = 1 << 26  # ends as family names do
F_UPPER = 1 << 27
F_CAPITAL = 1 << 28
F_LISTED = 1 << 29  # that a list of ours names it, so that the gazetteer does not say all

T_SINGLE, T_THING, T_TIED, T_FOLLOWED = (round(10 * weight) for weight in (name._SINGLE, name._THING, name._TIED, name._FOLLOWED))
F_USUAL, F_FREQUENT, F_ALONE, F_SHAPED = known.USUAL, known.FREQUENT, KNOWN_ALONE, gazetteer.SHORTEST_SHAPED
F_WANTED_IS, F_WANTED_NOUN = name._WANTED[g.N_IS], name._WANTED[g.N_NOUN]

LISTED = frozenset(
    word
    for words in (
        known.TITLES, known.POINTERS, known.PARTICLES, known.NOBODY, g.THING_TAILS, g.THING_HEADS, g.THING_TAILS_OF_FAMILIES, name._MONTHS,
        label._CUES, label._SECONDS, label._WANT_DOT, label._SCHEMES,
    )
    for word in words
    if word.isascii() and word.isalpha()
)  # fmt: skip

TOLD = tuple(
    round(10 * name._told(sum(bit for place, bit in enumerate((g.N_THING, g.N_VERB, g.N_IS, g.N_NOUN)) if bits >> place & 1))) for bits in range(16)
)


def word_facts(word: bytes) -> int:
    """The bits of a word of ASCII letters."""
    text = word.decode("ascii")
    what = known.known(text) if len(text) <= known.LONGEST else known.too_long(text)
    lower, cue = what.lower, what.cue
    ends = lower in known.TITLES or lower in known.POINTERS or cue & (g.C_PERSON | g.C_NAME | g.C_PHONE)
    said = (
        (F_ENDS, ends), (F_PARTICLE, what.particle), (F_SPELT, text in known.PARTICLES), (F_PARTICLES, lower in known.PARTICLES),
        (F_TAIL, what.tail), (F_HEAD, lower in g.THING_HEADS), (F_CODE, what.code), (F_SMALL, what.small), (F_NAME, cue & g.C_NAME),
        (F_PERSON, cue & g.C_PERSON), (F_CUE, cue), (F_TITLE, lower in known.TITLES), (F_NOBODY, lower in known.NOBODY),
        (F_NO_PART, lower in known.NO_PART), (F_FAMILIES, lower in g.THING_TAILS_OF_FAMILIES), (F_MONTH, lower in name._MONTHS),
        (F_LIKE, gazetteer.like_family(lower)), (F_UPPER, text.isupper()), (F_CAPITAL, text[0].isupper()),
    )  # fmt: skip
    packed = what.given << gazetteer.GIVEN_SHIFT | what.family << gazetteer.FAMILY_SHIFT | what.ordinary << gazetteer.ORDINARY_SHIFT
    return sum((bit for bit, holds in said if holds), start=packed | what.place << gazetteer.PLACE_SHIFT)


def bonus_tenths(context: int) -> int:
    """What a context adds, in tenths, 1000 more than that: no number below 0."""
    return 1000 + round(10 * bonus_of(context))


def tables() -> tuple[bytes, ...]:
    """What the native look-up of words is made from: the gazetteer's two files unpacked, our lists and those of labels, endings, and what is
    nobody's as a user or no end of a host."""
    names, words = gazetteer.load()
    endings = (_ascii(each) for each in (gazetteer.SURNAME_ENDINGS, g.STREET_ENDINGS, g.PHONE_ENDINGS))
    hosts = user._SERVICES | {f".{ending}" for ending in email._NOT_TLD}
    return names.packed, words.packed, _lines(LISTED), _lines(label.LABEL_WORDS), *endings, _lines(hosts)


def _lines(words: frozenset[str]) -> bytes:
    return b"".join(word.encode() + b"\n" for word in sorted(words))


def _ascii(words: tuple[str, ...]) -> bytes:
    return b" ".join(word.encode() for word in words if word.isascii())
