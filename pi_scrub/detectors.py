"""A policy's own detectors: a regular expression and what is done with what it finds.

Strategy: everything is checked when the policy is made. A pattern must be bounded: no repetition without an upper limit, no
longer match than `MOST` characters, and no more than `WAYS` ways to try a match at one place, so that no line can make it slow
(possessive quantifiers and atomic groups, `{1,40}+` and `(?>…)`, count as one way). It sees one line at a time, as text, its disguises
taken off; what an earlier pass wrote stands like a wall between the parts of a line.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pi_scrub import grammar as g
from pi_scrub import possessive
from pi_scrub.errors import PolicyError
from pi_scrub.judges import KINDS, Find, Finding, judge_cue, judge_label

MOST = 256  # characters of a match
WAYS = 2000  # ways of trying a match at one place

_NAME = re.compile(r"[a-z][a-z0-9_\-]{0,31}")
_KIND = re.compile(r"[a-z][a-z_]{1,15}")
_parser: Any = import_module("re._parser")  # how `re` itself reads a pattern; it has no public name


@dataclass(frozen=True)
class Detector:
    """A regular expression whose matches are findings.

    name: what it is called in messages. regex: as for `re`, on one line; where it has a group, the first is what is replaced. kind:
    a known kind, or a word of its own (then tokens and markers begin with it); by default the name. action: "keep", "drop",
    "pseudonym" or "mask"; by default what the policy does with the kind, "drop" where that is nothing.

    Raises PolicyError where one of them cannot be used, and says why.
    """

    name: str
    regex: str
    kind: str = ""
    action: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise PolicyError("a detector needs a name of lower-case letters, digits, - and _")
        kind = self.kind or self.name.replace("-", "_")
        problem = _kind_problem(kind)
        problem = f"{problem}{'' if self.kind else '; or give it a kind'}" if problem else _pattern_problem(self.regex)
        if self.action and self.action not in g.ACTIONS:
            problem = f"the action {self.action!r} is none of {', '.join(g.ACTIONS)}"
        if problem:
            raise PolicyError(f"the detector {self.name!r}: {problem}")
        object.__setattr__(self, "kind", kind)


def find_matches(detector: Detector, kinds: Iterable[str]) -> Find:
    """Finds what a detector matches in whole lines: (start, end, kind, ""). kinds: whose markers an earlier pass may have written."""
    pattern = possessive.compile(detector.regex)
    group = min(1, pattern.groups)
    markers = "|".join({KINDS[kind].prefix if kind in KINDS else kind for kind in kinds} | {"name", "withheld"})
    walls = re.compile(rf"(?<![A-Za-z0-9]){g.PSEUDONYM}(?![A-Za-z0-9])|\[(?:{markers})\]|\[pi-scrub: [^\]]*\]")

    def find(text: bytes) -> Iterator[Finding]:
        at = 0
        for line in text.split(b"\n"):
            seen = line.decode("utf-8", "surrogateescape")
            if pattern.search(seen):
                for start, end in _in_bytes(seen, _matches(pattern, group, seen, walls)):
                    yield at + start, at + end, detector.kind, ""
            at += len(line) + 1

    return find


def _matches(pattern: re.Pattern[str], group: int, line: str, walls: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The spans to replace in a line, between its walls."""
    at = 0
    for begin, stop in [*(wall.span() for wall in walls.finditer(line)), (len(line), len(line))]:
        for m in pattern.finditer(line, at, begin):
            start, end = m.span(group if m[group] else 0)
            if start < end:
                yield start, end
        at = stop


def _in_bytes(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans, in order, in bytes of the line that `text` was."""
    last = place = 0
    for start, end in spans:
        place += _size(text[last:start])
        size = _size(text[start:end])
        yield place, place + size
        place, last = place + size, end


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def _kind_problem(kind: str) -> str:
    if kind in KINDS:
        return ""
    if not _KIND.fullmatch(kind):
        return f"the kind {kind!r} is none of {', '.join(KINDS)}, and no word of 2 to 16 lower-case letters and _"
    says = judge_label(kind.encode()) not in (g.L_NONE, g.L_PLAIN) or judge_cue(kind.encode()) & (g.C_PHONE | g.C_NEAR)
    if says or kind == "withheld" or kind in {row.prefix for row in KINDS.values()}:
        return f"the kind {kind!r} would say something of what stands behind its marker; choose another word, such as {kind[:13] + '_id'!r}"
    return ""


# --- Is a pattern bounded? ----------------------------------------------------------------------------------


def _pattern_problem(regex: object) -> str:
    if not isinstance(regex, str) or not regex:
        return "it needs a regex"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what `re` will read another way one day
            tree = _parser.parse(regex)
            re.compile(regex)
    except (re.error, RecursionError, OverflowError, ValueError, Warning) as e:
        return f"its regex cannot be read: {e}"
    try:
        ways = _ways(tree)
    except _UnboundedError as e:
        return str(e)
    least, most = tree.getwidth()
    if least == 0:
        return "its regex matches the empty text"
    if most > MOST:
        return f"its regex may match {most} characters; at most {MOST} are allowed"
    if ways > WAYS:
        return (
            f"its regex has repetitions inside or behind each other, and up to {_shown(ways)} ways to try a match at one place; at most {WAYS} are "
            "allowed: give smaller bounds, or make inner ones possessive, such as {1,40}+"
        )
    return ""


class _UnboundedError(Exception):
    """A repetition without an upper bound."""


def _ways(tree: Any) -> int:
    """How many ways there are, at the most, to try a match of a parsed pattern at one place. Raises _UnboundedError."""
    ways = 1
    for code, given in tree:
        ways = min(ways * _ways_of(str(code), given), 10**18)
    return ways


def _ways_of(code: str, given: Any) -> int:
    if code in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inner = given
        if most == _parser.MAXREPEAT:
            sign = "+ or {n,}" if least else "* or {0,}"
            raise _UnboundedError(f"its regex has a repetition without an upper bound ({sign}); write how many at the most, such as {{{least},40}}")
        ways = _ways(inner)
        return 1 if code == "POSSESSIVE_REPEAT" else _sum_of_powers(ways, least, most)
    if code == "BRANCH":
        return sum(_ways(branch) for branch in given[1])
    if code == "SUBPATTERN":
        return _ways(given[3])
    if code in ("ASSERT", "ASSERT_NOT"):
        return _ways(given[1])
    if code == "ATOMIC_GROUP":
        return min(1, _ways(given))
    if code == "GROUPREF_EXISTS":
        return sum(_ways(branch) for branch in given[1:] if branch is not None)
    return 1


def _sum_of_powers(ways: int, least: int, most: int) -> int:
    """The ways of a repetition: so many to the power of each number of times."""
    if ways == 1:
        return most - least + 1
    return sum(min(ways, 10**6) ** times for times in range(min(least, 64), min(most, 64) + 1))


def _shown(ways: int) -> str:
    return str(ways) if ways < 10**9 else "more than 10^9"
