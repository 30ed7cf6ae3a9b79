"""Patterns over digits as one automaton that is made as it is walked.

Strategy: a pattern is read from its end to its beginning and becomes a chain of nodes (one digit, a choice, an end), and a
state of the automaton is the set of nodes that may be reached, with the number of digits read. Each step is made
when it is first asked for, and what stands behind the first digit of a way as well, so a start costs next to nothing, and only
what a log's numbers touch is ever made. A table of small integers is all that a native walk needs of it.

Only what the numbering plans use is known here: digits, classes, choices, groups, counted repeats. `re`'s own parser knows
more and takes three times as long, 25 ms for the first number behind a +1.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from threading import Lock
from typing import NamedTuple

Told = Callable[[frozenset[int], int], int]

START, DEAD = 1, 2
_MOST_DIGITS = 20  # nothing longer is walked
_ANY = (1 << 10) - 1
_DIGIT = frozenset("0123456789[\\")  # what a part begins with that is one digit
_PART = re.compile(r"\(\?:|\{\d+(?:,\d*)?\}|\[[\d\-]+\]|\\d|[\d()|?$]")


class Pattern(NamedTuple):
    """A pattern over digits, that must match all of them or (`prefix`) one or more of the first."""

    text: str
    prefix: bool = False


class _Rest(NamedTuple):
    """What of a way is not made yet: the parts from `start` on, up to `end`, and the node behind them."""

    parts: _Parts
    start: int
    end: int
    behind: int


# One of some digits (a mask), and then what stands behind; with no digits, a choice. A plain tuple: thousands are made.
_Node = tuple[int, tuple[int, ...] | _Rest]


class Automaton:
    """All patterns at once. `told(numbers of the patterns that match, length)` says what a state stands for."""

    def __init__(self, patterns: Sequence[Pattern], told: Told) -> None:
        self._told = told
        self._nodes: list[_Node] = []
        self._after: dict[int, frozenset[int]] = {}  # node -> what its digit leads to
        self._ends: dict[int, int] = {}  # node -> number of the pattern that ends there
        starts = [self._begin(pattern, number) for number, pattern in enumerate(patterns)]
        begun = frozenset[int]().union(*(self._reach(start) for start in starts))
        self._states: list[tuple[int, frozenset[int]]] = [(0, frozenset()), (0, begun - frozenset(self._ends)), (0, frozenset())]
        self._known = {state: number for number, state in enumerate(self._states) if number}
        self._steps: dict[tuple[int, int], int] = {}
        self._making = Lock()

    def step(self, state: int, digit: int) -> int:
        """The state that a digit leads to."""
        made = self._steps.get((state, digit))
        if made is not None:
            return made
        length, nodes = self._states[state]
        every, after, bit = self._nodes, self._after, 1 << digit
        reached = frozenset[int]().union(*[after.get(node) or self._reach_behind(node) for node in nodes if every[node][0] & bit])
        key = (length + 1, reached)
        with self._making:
            made = self._known.setdefault(key, len(self._states)) if reached else DEAD
            if made == len(self._states):
                self._states.append(key)
            self._steps[state, digit] = made
        return made

    def told(self, state: int) -> int:
        """What the digits that led to a state stand for."""
        length, nodes = self._states[state]
        return self._told(frozenset(self._ends[node] for node in nodes if node in self._ends), length)

    def run(self, digits: str) -> int:
        """What all these digits stand for."""
        return self.told(functools.reduce(self.step, map(int, digits), START))

    # --- from patterns to nodes ---

    def _reach_behind(self, node: int) -> frozenset[int]:
        """What the digit of a node leads to."""
        found = self._after[node] = frozenset[int]().union(*map(self._reach, self._behind(node)))
        return found

    def _behind(self, node: int) -> tuple[int, ...]:
        digits, behind = self._nodes[node]
        if isinstance(behind, _Rest):
            with self._making:  # nodes are numbered as they are made
                digits, behind = self._nodes[node]
                if isinstance(behind, _Rest):
                    behind = (self._way(*behind),)
                    self._nodes[node] = digits, behind
        return behind

    def _begin(self, pattern: Pattern, number: int) -> int:
        end = self._node(0, ())
        self._ends[end] = number
        if pattern.prefix:
            self._nodes[end] = (_ANY, (end,))
        return self._choice(_Parts(pattern.text), 0, end)

    def _node(self, digits: int, behind: tuple[int, ...] | _Rest) -> int:
        self._nodes.append((digits, behind))
        return len(self._nodes) - 1

    def _choice(self, parts: _Parts, group: int, behind: int) -> int:
        """The node where the ways of a group begin."""
        edges = parts.edges[group]
        ways = tuple(self._way(parts, edges[n] + 1, edges[n + 1], behind) for n in range(len(edges) - 1))
        return ways[0] if len(ways) == 1 else self._node(0, ways)

    def _way(self, parts: _Parts, start: int, end: int, behind: int) -> int:
        if end - start > 2 and parts.text[start][0] in _DIGIT and parts.text[start + 1][0] not in "{?":
            return self._node(_mask(parts.text[start]), _Rest(parts, start + 1, end, behind))
        at = end - 1
        while at >= start:
            least, most = 1, 1
            if parts.text[at][0] in "{?":
                least, most = _times(parts.text[at])
                at -= 1
            first = parts.opens.get(at, at)
            behind = self._repeat(parts, first, least, most, behind)
            at = first - 1
        return behind

    def _repeat(self, parts: _Parts, at: int, least: int, most: int, behind: int) -> int:
        on = behind
        for _ in range(most - least):
            on = self._node(0, (self._one(parts, at, on), behind))
        for _ in range(least):
            on = self._one(parts, at, on)
        return on

    def _one(self, parts: _Parts, at: int, behind: int) -> int:
        part = parts.text[at]
        if part[0] == "(":
            return self._choice(parts, at + 1, behind)
        return behind if part == "$" else self._node(_mask(part), (behind,))  # the end: rather a match too many

    @functools.cache  # noqa: B019  # an automaton lives as long as its process
    def _reach(self, node: int) -> frozenset[int]:
        """The ends and the nodes of one digit that a node leads to."""
        digits, behind = self._nodes[node]
        if digits or node in self._ends:
            return frozenset((node,))
        return frozenset[int]().union(*map(self._reach, behind))


class _Parts:
    """A pattern cut into parts. opens: place of a closing bracket -> of its opening one. edges: first place of a group -> the places
    between which its ways stand. Raises ValueError for what is not known here."""

    def __init__(self, pattern: str) -> None:
        self.text = _PART.findall(pattern)
        self.opens: dict[int, int] = {}
        self.edges: dict[int, list[int]] = {0: [-1]}
        if sum(map(len, self.text)) < len(pattern):
            raise ValueError("a pattern of more than digits")
        stack = [0]
        for at, part in enumerate(self.text):
            if part[0] == "(":
                stack.append(at + 1)
                self.edges[at + 1] = [at]
            elif part == "|":
                self.edges[stack[-1]].append(at)
            elif part == ")":
                group = stack.pop()
                self.edges[group].append(at)
                self.opens[at] = group - 1
        self.edges[0].append(len(self.text))


@functools.cache
def _times(part: str) -> tuple[int, int]:
    """How often at least and at most: `?`, `{2}`, `{2,}`, `{2,4}`."""
    least, comma, most = ("0", ",", "1") if part == "?" else part[1:-1].partition(",")
    return int(least), min(int(most or _MOST_DIGITS), _MOST_DIGITS) if comma else int(least)


@functools.cache
def _mask(part: str) -> int:
    """The digits of `7`, `\\d`, `[2-579]`."""
    if part == "\\d":
        return _ANY
    mask = 0
    for first, last in re.findall(r"(\d)(?:-(\d))?", part):
        mask |= sum(1 << digit for digit in range(int(first), int(last or first) + 1))
    return mask
