"""What the place of a run says of it: how much its context adds, and whether a name is expected there.

Strategy: the context alone decides how a run is looked at, so that is remembered for each. Where a name is expected (a display
name, a party's field, behind a cue, beside a number) and two to four plain words stand there, they are a name without weighing:
what a word and a context say is some bits each, which the native lexer remembers too, and `whole_from` asks for no more.
"""

from __future__ import annotations

import functools

from pi_scrub import grammar as g
from pi_scrub.judges.known import LONGEST, NOBODY, USUAL, Known, known
from pi_scrub.judges.weight import look_up

# What the context adds. A piece of two words needs about 4 from its words where nothing speaks for it.
BONUS = {"none": -4.0, "cell": -2.5, "to": -2.0, "beside": -0.5, "person": 0.5, "name": 2.6, "maybe": 1.0, "party": 2.4, "display": 3.0}
KNOWN_ALONE = 4  # a given name of this frequency that is neither word nor place stands alone


@functools.lru_cache(maxsize=4096)
def bonus_of(context: int) -> float:
    label = context & g.LABEL
    if context & g.A_GLUED:
        return -100.0
    found = ["none"]
    if context & g.A_DISPLAY or label == g.L_NAME:
        found.append("display")
    if label == g.L_PARTY:
        found.append("party")
    if label == g.L_MAYBE:
        found.append("maybe")
    if context & g.C_PERSON:
        found.append("person")
    if context & g.C_NAME:
        found.append("name")
    if context & g.C_TO:
        found.append("to")
    if context & g.A_CELL:
        found.append("cell")
    if context & g.N_PHONE:
        found.append("beside")
    return max(BONUS[key] for key in found)


BEFORE = ~(g.A_DISPLAY | g.N_PHONE | g.A_CELL)  # what speaks for the first piece of a run
BEHIND = ~(g.CUES | g.A_CELL)  # and for the last


def is_place_of_name(context: int) -> bool:
    """Whether what stands here is a name, and nothing but it, as a rule."""
    party = context & g.LABEL in (g.L_PARTY, g.L_MAYBE) and context & g.KIND == g.FIELD and not context & g.F_OPEN
    return party or context & (g.A_DISPLAY | g.N_PHONE | g.C_NAME) != 0


_CELL_BY_PHONE = g.A_CELL | g.N_PHONE


def wants_known(context: int) -> bool:
    """Whether a known given name must be among the words that fill a name's place."""
    return context & g.LABEL == g.L_MAYBE or not (context & g.A_DISPLAY or context & _CELL_BY_PHONE == _CELL_BY_PHONE)


# What a word says of a name it may be a part of.
W_PLAIN = 1  # letters, hyphens and apostrophes inside; no cue, no particle
W_PART = 2  # and it may be a part of a name
W_INITIAL = 4  # `J.`
W_UNNAMED = 8  # an ordinary word and nobody's name
W_COMMON = 16  # and a frequent one
W_GIVEN = 32  # known as a given name
W_NOBODY = 64  # alone in a field it names nobody
W_NAMED = 128  # one that makes the value of a name label a name
W_NAME = 256  # one that cuts no run
W_SURE = 512  # one that cuts no run where a name is expected

# What a context says of the words in it.
E_NAME = 1  # a name is expected
E_FIELD = 2  # it is of a name label
E_RUN = 4  # words that are no name may stand before it
E_VOUCHED = 8  # a known given name must be there
E_SURE = 16  # the context adds weight
E_CUED = 32  # behind a cue

MOST_WORDS = 5  # of a run that is settled here, those before the name with it


def whole_from(text: str, context: int) -> int:
    """Where the name begins that ends where `text` does, if it is plain words in a name's place; -1 where it is something else.

    What `judge_name` would say of it with more work, at a tenth of the cost: most names of a log are such.
    """
    place = place_bits(context)
    if not place or len(text) > LONGEST:
        return -1
    words = (text if place & E_RUN else text.replace("\x1f", " ")).split(" ")
    bits = [word_bits(word) for word in words] if len(words) <= MOST_WORDS else [0]
    if 0 in bits or bits[-1] & W_INITIAL:  # what stands behind it?
        return -1
    if place & E_FIELD:
        return 0 if _is_named(bits) else -1
    first = 0
    while place & E_RUN and first < len(bits) and bits[first] & W_UNNAMED:  # `Processing Maria Wells`
        first += 1
    return sum(len(word) + 1 for word in words[:first]) if _is_filled(bits[first:], place) else -1


@functools.lru_cache(maxsize=20_000)
def word_bits(word: str) -> int:
    """What a word says, as bits; 0 where more must be looked at than the word."""
    initial = len(word) == 2 and word[1] == "." and "A" <= word[0] <= "Z"
    if not 0 < len(word) <= LONGEST:
        return 0
    what = known(word[0] if initial else word)
    if initial:
        return 0 if what.cue & ~g.C_TO or what.given >= USUAL else W_INITIAL | W_UNNAMED * what.unnamed
    if not what.plain:
        return 0
    bits = W_PLAIN | W_PART * what.part | W_UNNAMED * what.unnamed | W_COMMON * (what.unnamed and what.ordinary > 2)
    bits |= W_GIVEN * (what.given >= KNOWN_ALONE) | W_NOBODY * (what.lower in NOBODY or _is_hexadecimal(word))
    return bits | W_NAMED * _is_named_word(what) | W_NAME * (not _cuts(what, True)) | W_SURE * (not _cuts(what, True, True))


def _is_hexadecimal(word: str) -> bool:
    return len(word) > 15 and not word.strip("abcdefABCDEF-")


def _is_named_word(what: Known) -> bool:
    return not what.cased or not _cuts(what, False)


def _cuts(what: Known, case: bool, sure: bool = False) -> bool:
    return look_up(what.text, case, sure)[2]


@functools.lru_cache(maxsize=4096)
def place_bits(context: int) -> int:
    """What a context says, as bits; 0 where no name is expected, or more must be looked at."""
    label, run = context & g.LABEL, context & g.KIND == g.RUN
    field = not run and label == g.L_NAME and not context & g.F_OPEN
    if context & g.A_GLUED or not (field or is_place_of_name(context)):
        return 0
    bits = E_NAME | E_FIELD * field | E_RUN * run | E_VOUCHED * wants_known(context)
    return bits | E_SURE * (bonus_of(context) > 0) | E_CUED * (context & g.C_NAME != 0)


def _is_named(bits: list[int]) -> bool:
    """Whether the words of a name field are a name."""
    return any(word & W_NAMED for word in bits) and not (len(bits) == 1 and bits[0] & W_NOBODY)


def _is_filled(bits: list[int], place: int) -> bool:
    """Whether words are a name's parts: one of them may be no ordinary word, or a known given name stands at an end."""
    if not 2 <= len(bits) <= 4 or not all(word & (W_PART | W_INITIAL) for word in bits):
        return False
    certain = W_SURE if place & E_SURE else W_NAME
    if not place & E_VOUCHED:
        return any(word & certain for word in bits)
    common = any(word & W_COMMON and not word & certain for word in bits)
    return bool((bits[0] | bits[-1]) & W_GIVEN) and not (place & E_CUED and common)
