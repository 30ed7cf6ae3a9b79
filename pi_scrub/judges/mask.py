"""Masks: what is left to see of a value that is not to be told, kind by kind.

Strategy: a mask keeps the shape a reader knows a value by, and so little of the value that nobody is found by it. Digits that
stay stand between stars, so neither a second pass nor a scanner downstream joins them with digits around. A mask of a mask
is itself. Pure functions of the text as it stands; SOFT_SPACE, which stands for `%20` there, is written as that again.
"""

from __future__ import annotations

import re

from pi_scrub.judges import numbering
from pi_scrub.shadow import SOFT_SPACE

_HIDDEN = 6  # digits behind the calling code that stay hidden at the least: a million numbers look the same
_TRUNK = re.compile(r"\(0\)")
_WORD = re.compile(r"[^\s.,;+()\"\x1f]+")
_SOFT = SOFT_SPACE.decode()


def mask_phone(text: str) -> str:
    """`+1 415 555 0132` -> `+1 *** *** 01**`: the calling code behind a +, and two digits; none where too few would be hidden."""
    places = [at for at, c in enumerate(text) if c.isdigit()]
    digits = "".join(text[at] for at in places)
    known = len(digits) - len(numbering.split_code(digits)[1]) if "+" in text[:2] else 0
    hidden = len(digits) - known - 2 - len(_TRUNK.findall(text))
    shown = {*places[:known], *places[-4:-2]} if hidden >= _HIDDEN else set[int]()
    return _written("".join("*" if c.isdigit() and at not in shown else c for at, c in enumerate(text)))


def mask_name(text: str) -> str:
    """`Maria Wells` -> `*** ***`: how many words. Initials beside a roster of agents would be names."""
    return _written(_WORD.sub("***", text))


def mask_email(text: str) -> str:
    """`maria@wells.example.org` -> `***@***`: a domain of one's own is a name."""
    return "***@***"


def mask_user(text: str) -> str:
    """`mwells` -> `***`."""
    return "***"


def mask_all(text: str) -> str:
    """Every letter and digit as a star: `EMP-4711` -> `***-****`."""
    return _written("".join("*" if c.isalnum() or ord(c) > 0x7F else c for c in text))


def _written(text: str) -> str:
    return text.replace(_SOFT, "%20")
