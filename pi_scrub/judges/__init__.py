"""The shelf of judges: each decides over one kind of candidate, (candidate, context) -> findings.

Strategy: a judge is a pure function; it sees bytes and a context, never a key. What it finds is a span with its kind and
the canonical value that is hashed (empty where the span is dropped). The table at the end is the registry; a new judge is
one file and one row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from pi_scrub import grammar as g
from pi_scrub.judges.email import judge_email
from pi_scrub.judges.label import judge_cue, judge_label
from pi_scrub.judges.name import judge_name, judge_plain
from pi_scrub.judges.phone import Finding, judge_phone, phone_readings
from pi_scrub.judges.user import judge_user

__all__ = ["JUDGES", "Finding", "Judge", "judge_cue", "judge_label", "judge_plain", "phone_readings"]

Judge = Callable[[bytes, int], list[Finding]]


class Settings(Protocol):
    """What judges are made from: the part of a policy that is theirs."""

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions whose national numbers are known, in the order they are tried."""

    @property
    def strictness(self) -> str:
        """One of grammar.STRICTNESS."""


def _phone(settings: Settings) -> Judge:
    return judge_phone(settings.regions, settings.strictness)


def _mail(settings: Settings) -> Judge:
    """What stands before an @: a SIP user, an address, or at the least a number behind a + (`gw+14155550123@10.0.0.1`)."""
    phone = _phone(settings)

    def judge(candidate: bytes, context: int) -> list[Finding]:
        number = _NUMBER_BEFORE_AT.search(candidate)
        is_user = context & g.LABEL == g.L_SIP
        found = [] if is_user and number else judge_user(candidate, context) if is_user else judge_email(candidate, context)
        if found or number is None:
            return found
        return [(number.start(1) + a, number.start(1) + b, kind, value) for a, b, kind, value in phone(number[1], g.NUMBER)]

    return judge


_NUMBER_BEFORE_AT = re.compile(rb"(\+\d{7,15})(?=@)")


# kind of candidate -> (settings -> judge)
JUDGES: dict[int, Callable[[Settings], Judge]] = {
    g.NUMBER: _phone,
    g.MAIL: _mail,
    g.FIELD: lambda settings: judge_name,
    g.RUN: lambda settings: judge_name,
}
