"""Patterns over digits as one automaton that is made as it is walked.

Strategy: the standard library parses each pattern; its tree becomes a chain of nodes (one digit, a choice, an end), and a
state of the automaton is the set of nodes that may be reached, with the number of digits read. Each step is made
when it is first asked for, so a start costs nothing, and only what a log's numbers touch is ever made. A table of small
integers is all that a native walk needs of it.

Only what the numbering plans use is known here: literals, classes, choices, groups, counted repeats.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from threading import Lock
from typing import Any, NamedTuple

Told = Callable[[frozenset[int], int], int]

START, DEAD = 1, 2
_MOST_DIGITS = 20  # nothing longer is walked
_ANY = (1 << 10) - 1


class Pattern(NamedTuple):
    """A pattern over digits, that must match all of them or (`prefix`) one or more of the first."""

    text: str
    prefix: bool = False


class _Node(NamedTuple):
    """One digit of `digits` (a mask) and then `behind`; with no digits, a choice between `behind`."""

    digits: int
    behind: tuple[int, ...]


class Automaton:
    """All patterns at once. `told(numbers of the patterns that match, length)` says what a state stands for."""

    def __init__(self, patterns: Sequence[Pattern], told: Told) -> None:
        self._told = told
        self._nodes: list[_Node] = []
        self._ends: dict[int, int] = {}  # node -> number of the pattern that ends there
        starts = [self._begin(pattern, number) for number, pattern in enumerate(patterns)]
        none = frozenset(self._ends) | {loop for loop in range(len(self._nodes)) if loop in self._nodes[loop].behind}
        begun = frozenset[int]().union(*(self._reach(start) for start in starts))
        self._states: list[tuple[int, frozenset[int]]] = [(0, frozenset()), (0, begun - none), (0, frozenset())]
        self._known = {state: number for number, state in enumerate(self._states) if number}
        self._making = Lock()

    def step(self, state: int, digit: int) -> int:
        """The state that a digit leads to."""
        length, nodes = self._states[state]
        reached = frozenset[int]().union(
            *(self._reach(behind) for node in nodes if self._nodes[node].digits >> digit & 1 for behind in self._nodes[node].behind)
        )
        if not reached:
            return DEAD
        key = (length + 1, reached)
        with self._making:
            if key not in self._known:
                self._known[key] = len(self._states)
                self._states.append(key)
            return self._known[key]

    def told(self, state: int) -> int:
        """What the digits that led to a state stand for."""
        length, nodes = self._states[state]
        return self._told(frozenset(self._ends[node] for node in nodes if node in self._ends), length)

    def run(self, digits: str) -> int:
        """What all these digits stand for."""
        return self.told(functools.reduce(self.step, map(int, digits), START))

    # --- from patterns to nodes ---

    def _begin(self, pattern: Pattern, number: int) -> int:
        end = self._node(0, ())
        self._ends[end] = number
        if pattern.prefix:
            self._nodes[end] = _Node(_ANY, (end,))
        return self._chain(list(parser.parse(pattern.text)), end)

    def _node(self, digits: int, behind: tuple[int, ...]) -> int:
        self._nodes.append(_Node(digits, behind))
        return len(self._nodes) - 1

    def _chain(self, items: list[Any], behind: int) -> int:
        for item in reversed(items):
            behind = self._item(item, behind)
        return behind

    def _item(self, item: tuple[Any, Any], behind: int) -> int:
        kind, value = item
        if kind is op.LITERAL:
            return self._node(1 << value - 48, (behind,))
        if kind is op.IN:
            return self._node(functools.reduce(int.__or__, map(_mask, value)), (behind,))
        if kind is op.BRANCH:
            return self._node(0, tuple(self._chain(list(way), behind) for way in value[1]))
        if kind is op.SUBPATTERN:
            return self._chain(list(value[3]), behind)
        if kind is op.MAX_REPEAT:
            return self._repeat(value, behind)
        if kind is op.AT:  # the end: rather a match too many, for whoever asks then
            return behind
        raise ValueError(kind)

    def _repeat(self, value: tuple[int, int, Any], behind: int) -> int:
        least, most, inner = value
        on = behind
        for _ in range(min(int(most), _MOST_DIGITS) - least):
            on = self._node(0, (self._chain(list(inner), on), behind))
        for _ in range(least):
            on = self._chain(list(inner), on)
        return on

    @functools.cache  # noqa: B019  # an automaton lives as long as its process
    def _reach(self, node: int) -> frozenset[int]:
        """The ends and the nodes of one digit that a node leads to."""
        digits, behind = self._nodes[node]
        if digits or node in self._ends:
            return frozenset((node,))
        return frozenset[int]().union(*map(self._reach, behind))


def _mask(part: tuple[Any, Any]) -> int:
    kind, value = part
    if kind is op.LITERAL:
        return 1 << int(value) - 48
    if kind is op.RANGE:
        return sum(1 << digit - 48 for digit in range(value[0], value[1] + 1))
    if kind is op.CATEGORY and value is op.CATEGORY_DIGIT:
        return _ANY
    raise ValueError(kind)
