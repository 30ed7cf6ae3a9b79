"""Patterns over digits as the nodes of one automaton, made as they are walked.

Strategy: a pattern is read from its end to its beginning and becomes a chain of nodes (one digit, a choice, an end). What is
walked is sets of nodes, with the number of digits read; the native judge (`_numbers.pxi`) numbers the sets it meets and remembers its
steps between them. Here stand the nodes alone: what stands behind one is made when it is first asked for, so a start costs next to
nothing, and only what a log's numbers touch is ever made.

Only what the numbering plans use is known here: digits, classes, choices, groups, counted repeats. `re`'s own parser knows
more and takes three times as long, 25 ms for the first number behind a +1.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import NamedTuple

Told = Callable[[frozenset[int], int], int]

DIGITS = 10  # the lowest bits of a packed node: which digits it takes
_MOST_DIGITS = 20  # nothing longer is walked
_ANY = (1 << DIGITS) - 1
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
    """All patterns at once. `told(numbers of the patterns that match, length)` says what digits stand for.

    begun: the nodes that a first digit may be one of. Nodes are given packed, as `number << DIGITS | the digits it takes`; an end
    takes none. learned: each node that was asked for, in order, and what stands behind it: who asks for one may as well take what
    others have asked for. Safe to share between threads.
    """

    def __init__(self, patterns: Sequence[Pattern], told: Told) -> None:
        self._told = functools.cache(told)
        self._nodes: list[_Node] = []
        self._after: dict[int, tuple[int, ...]] = {}  # node -> what its digit leads to
        self.learned: list[tuple[int, tuple[int, ...]]] = []
        self._ends: dict[int, int] = {}  # node -> number of the pattern that ends there
        self._making = Lock()
        starts = [self._begin(pattern, number) for number, pattern in enumerate(patterns)]
        self.begun = self._packed(self._reached(starts) - frozenset(self._ends))

    def behind(self, node: int) -> tuple[int, ...]:
        """What the digit of a node (its number) leads to."""
        found = self._after.get(node)
        if found is None:
            ways, every = self._behind(node), self._nodes
            digits = every[ways[0]][0] if len(ways) == 1 else 0  # nearly always: one node of one digit
            found = (ways[0] << DIGITS | digits,) if digits else self._packed(self._reached(ways))
            self.learned.append((node, found))  # two threads may both do so; before it is found above
            self._after[node] = found
        return found

    def told(self, nodes: Iterable[int], length: int) -> int:
        """What so many digits stand for that led to nodes (their numbers)."""
        ends = self._ends
        return self._told(frozenset([ends[node] for node in nodes if node in ends]), length)

    def run(self, digits: str) -> int:
        """What all these digits stand for; for tests."""
        nodes = set(self.begun)
        for digit in map(int, digits):
            nodes = {behind for node in nodes if node >> digit & 1 for behind in self.behind(node >> DIGITS)}
        return self.told([node >> DIGITS for node in nodes], len(digits))

    # --- from patterns to nodes ---

    def _packed(self, nodes: Iterable[int]) -> tuple[int, ...]:
        every = self._nodes
        return tuple([node << DIGITS | every[node][0] for node in nodes])

    def _reached(self, nodes: Iterable[int]) -> frozenset[int]:
        return frozenset[int]().union(*map(self._reach, nodes))

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
