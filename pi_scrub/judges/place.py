"""What the place of a run says of it: how much its context adds, and whether a name is expected there.

Strategy: the context alone decides how a run is looked at, so that is remembered for each. Where a name is expected (a display
name, a party's field, behind a cue, beside a number) and two to four plain words stand there, they are a name without weighing.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from pi_scrub import grammar as g
from pi_scrub.judges.known import LONGEST, NOBODY, Known, known
from pi_scrub.judges.weight import cuts

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


def whole_from(text: str, context: int) -> int:
    """Where the name begins that ends where `text` does, if it is plain words in a name's place; -1 where it is something else.

    What `judge_name` would say of it with more work, at a tenth of the cost: most names of a log are such.
    """
    place = _place(context)
    if place is None or len(text) > LONGEST:
        return -1
    words = text.split(" ")
    if len(words) > 5 or "" in words:
        return -1
    found = [known(word) for word in words]
    if place.field:
        return 0 if _is_named(found) else -1
    start = 0
    while place.run and found and found[0].unnamed and found[0].plain:  # `Processing Maria Wells`
        start += len(found.pop(0).text) + 1
    if not 2 <= len(found) <= 4:
        return -1
    for what in found:
        if not what.part:
            return -1
    return start if _is_filled(found, place) else -1


class _Place(NamedTuple):
    """A context in which a name is expected. field: of a name label. run: words that are no name may stand before it.

    vouched: a known given name must be there. sure: as `words_of` has it. cued: behind a cue.
    """

    field: bool
    run: bool
    vouched: bool
    sure: bool
    cued: bool


@functools.lru_cache(maxsize=4096)
def _place(context: int) -> _Place | None:
    label, run = context & g.LABEL, context & g.KIND == g.RUN
    field = not run and label == g.L_NAME and not context & g.F_OPEN
    if context & g.A_GLUED or not (field or is_place_of_name(context)):
        return None
    return _Place(field, run, wants_known(context), bonus_of(context) > 0, context & g.C_NAME != 0)


def _is_named(found: list[Known]) -> bool:
    """Whether the words of a name field are a name."""
    if len(found) == 1 and (found[0].lower in NOBODY or len(found[0].text) > 15):
        return False
    named = False
    for what in found:
        if not what.plain:
            return False
        named = named or not what.cased or not cuts(what, False, False)
    return named


def _is_filled(found: list[Known], place: _Place) -> bool:
    """Whether words that may be parts of a name are one: one of them may be no ordinary word, or a known given name stands at an end."""
    if place.vouched and found[0].given < KNOWN_ALONE and found[-1].given < KNOWN_ALONE:
        return False
    for what in found:
        if place.vouched:
            if place.cued and what.unnamed and what.ordinary > 2 and cuts(what, True, place.sure):
                return False
        elif not cuts(what, True, place.sure):
            return True
    return place.vouched
