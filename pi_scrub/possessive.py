"""Compiles patterns that repeat a group possessively, `(?:…)*+`, so that every `re` reads them alike.

Strategy: up to Python 3.11.4 (Debian 12 has 3.11.2) `re` does not step back when the last round of such a repeat fails half-way,
and what follows is looked for at a wrong place: labels were missed (CPython gh-106052, gh-100061). An atomic group does
step back, and a round is atomic in any case. So where a probe shows the fault, each round is compiled as an atomic group;
everywhere else `compile` is `re.compile` itself.
"""

from __future__ import annotations

import re
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, AnyStr

SOUND = re.match("(?:ab?c)?+a", "a") is not None


def compile_atomic(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, with each round of a possessive repeat of a group made atomic."""
    tree = parser.parse(text, flags)
    _make_atomic(tree)
    state = tree.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    code = compiler._code(tree, flags)
    made: re.Pattern[AnyStr] = compiler._sre.compile(text, flags | state.flags, code, state.groups - 1, state.groupdict, tuple(names))
    return made


def _make_atomic(part: Any) -> None:
    """Changes a parsed pattern, or the operand of one of its items, in place."""
    if isinstance(part, parser.SubPattern):
        for at, (kind, value) in enumerate(part.data):
            _make_atomic(value)
            if kind is op.POSSESSIVE_REPEAT and not compiler._simple(value[2]):
                least, most, group = value
                part.data[at] = (kind, (least, most, parser.SubPattern(part.state, [(op.ATOMIC_GROUP, group)])))
    elif isinstance(part, tuple | list):
        for each in part:
            _make_atomic(each)


compile = re.compile if SOUND else compile_atomic
