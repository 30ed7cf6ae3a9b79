"""Spans laid over those that were decided: what a policy wants found besides, in whole lines.

Strategy: the lexer gives candidates for what is personal by default; all else a policy asks for (addresses, card numbers, names
of a file) is looked for in the lines themselves, after the decisions, by both lexers alike. What is laid over wins; of
a decided span under it the rest stays replaced. Nothing here runs for a policy that asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pi_scrub import grammar as g
from pi_scrub.actions import Write, writer
from pi_scrub.detectors import find_matches
from pi_scrub.echoes import Span, with_known
from pi_scrub.fields import find_fields
from pi_scrub.judges import KINDS, Find, Finding, phone_readings
from pi_scrub.keeping import keeper
from pi_scrub.policy import Policy
from pi_scrub.pseudonyms import Pseudonyms
from pi_scrub.roster import Roster
from pi_scrub.vocabulary import LABELS

Lay = Callable[[bytes, list[Span]], list[Span]]
Laid = tuple[int, int, bytes | None, str]  # a span; None: what stands there is kept

_SOLID = re.compile(rb"[0-9A-Za-z\x80-\xff]")
_BEFORE_LITERAL = re.compile(rb"(\\*[\"'])[ \t]*:[ \t]*(?:\[(?:[^\[\]{}\"\n]{0,200},)?[ \t]*)?\Z")
_LITERAL = re.compile(rb"-?\d++(?:\.\d++)?(?:[eE][+\-]?\d++)?")
_BEHIND_LITERAL = re.compile(rb"[ \t\r]*(?:[,}\]\n]|\Z)")
_LITERAL_REACH = 256


def overlay(policy: Policy, writers: Mapping[str, Write], pseudonyms: Pseudonyms, names: Roster | None = None) -> Lay | None:
    """(whole lines, spans in order) -> spans in order, with all that a policy asks for; None where it asks for nothing.

    writers: by kind; pseudonyms: for detectors, whose action may be another than their kind's. names: of the policy's file.
    """
    steps: list[Lay] = []
    if names is not None:
        steps.append(_named(names, writers["name"]))
    steps += [_found(row.find, writers.get) for kind, row in KINDS.items() if row.find and kind in writers]
    if not LABELS.keys() >= set(dict(policy.labels).values()):
        steps.append(_found(find_fields(dict(policy.labels)), writers.get))
    for detector in reversed(policy.detectors):  # the first in the file has the last word
        write = writer(detector.kind, policy.action_of(detector), pseudonyms)
        if write and detector.kind == "phone":
            write = _as_number(write, policy.regions)
        steps.append(_found(find_matches(detector, policy.actions), {detector.kind: write}.get))
    if policy.keep:
        steps.append(keeper(policy.keep, policy.regions, writers.get("name")))
    if not steps:
        return None

    def lay(text: bytes, spans: list[Span]) -> list[Span]:
        for step in steps:
            spans = step(text, spans)
        return spans

    return lay


def _named(roster: Roster, write: Write) -> Lay:
    """The names of a file."""
    return lambda text, spans: with_known(text, spans, roster.spans(text), write)


def _found(find: Find, write: Callable[[str], Write | None]) -> Lay:
    """What `find` finds; what nobody writes is kept."""

    def lay(text: bytes, spans: list[Span]) -> list[Span]:
        found = [_laid(text, finding, write(finding[2])) for finding in find(text)]
        return over(text, spans, found) if found else spans

    return lay


def _as_number(write: Write, regions: tuple[str, ...]) -> Write:
    """`write` for numbers that no judge has read: one that can be read gets the pseudonym it has elsewhere."""
    return lambda text, value: write(text, next(iter(phone_readings(text.decode("utf-8", "surrogateescape"), regions)), ""))


def over(text: bytes, spans: list[Span], laid: list[Laid]) -> list[Span]:
    """Both, in order; where they overlap, the laid ones and what is left of the others. Each list is in order, without overlaps."""
    merged: list[Span] = [(at, to, written, kind) for at, to, written, kind in laid if written is not None]
    index = 0
    for at, to, written, kind in spans:
        while index < len(laid) and laid[index][1] <= at:
            index += 1
        begin, number = at, index
        while number < len(laid) and laid[number][0] < to:
            merged += _rest(text, begin, laid[number][0], written, kind)
            begin, number = laid[number][1], number + 1
        merged += [(at, to, written, kind)] if begin == at else _rest(text, begin, to, written, kind)
    merged.sort()
    return merged


def _rest(text: bytes, at: int, to: int, written: bytes, kind: str) -> list[Span]:
    """What is left of a span without white space at its ends, if it holds a letter or digit."""
    left = text[at:to]
    at, to = at + len(left) - len(left.lstrip()), to - len(left) + len(left.rstrip())
    return [(at, to, written, kind)] if at < to and _SOLID.search(text, at, to) else []


def _laid(text: bytes, finding: Finding, write: Write | None) -> Laid:
    at, to, kind, value = finding
    if write is None:
        return at, to, None, kind
    quote = _quote(text, at, to)
    return at, to, quote + write(text[at:to], value) + quote, kind


def _quote(text: bytes, at: int, to: int) -> bytes:
    """The quotes that a bare JSON number gets which becomes a string: those of its label; none where it is no such number."""
    if not _LITERAL.fullmatch(text, at, to) or not _BEHIND_LITERAL.match(text, to):
        return b""
    before = _BEFORE_LITERAL.search(text, max(0, at - _LITERAL_REACH), at)
    return before[1] if before and before[1] in g.QUOTES else b""
