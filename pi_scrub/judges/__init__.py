"""The shelf of judges: each decides over one kind of candidate, (candidate, context) -> findings.

Strategy: a judge is a pure function; it sees bytes and a context, never a key. What it finds is a span with its kind and
the canonical value that is hashed (empty where the span is dropped). Kinds that the lexer throws away as not personal, and
that a policy may want gone, are found in whole lines instead: (lines) -> findings. The tables at the end are the registry; a new
judge is one file and one row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, Protocol

from pi_scrub import grammar as g
from pi_scrub.judges.card import find_cards, mask_card, read_card
from pi_scrub.judges.email import judge_email
from pi_scrub.judges.ip import find_ips, mask_ip, read_ip
from pi_scrub.judges.label import judge_cue, judge_label
from pi_scrub.judges.mask import mask_all, mask_email, mask_name, mask_phone, mask_user
from pi_scrub.judges.name import judge_name, judge_plain
from pi_scrub.judges.phone import Finding, judge_phone, phone_readings
from pi_scrub.judges.place import place_bits, word_bits
from pi_scrub.judges.user import judge_user
from pi_scrub.judges.uuid import find_uuids, read_uuid
from pi_scrub.judges.weight import is_apart

__all__ = [
    "JUDGES", "KINDS", "Find", "Finding", "Judge", "Kind", "is_apart", "judge_cue", "judge_label",
    "judge_name", "judge_plain", "mask_all", "phone_readings", "place_bits", "read_text", "word_bits",
]  # fmt: skip

Judge = Callable[[bytes, int], list[Finding]]
Find = Callable[[bytes], Iterator[Finding]]


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


def _name(settings: Settings) -> Judge:
    return partial(judge_name, strict=settings.strictness == "high")


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

    judge.native = True  # type: ignore[attr-defined]  # the native lexer knows it
    return judge


_NUMBER_BEFORE_AT = re.compile(rb"(\+\d{7,15})(?=@)")


# kind of candidate -> (settings -> judge)
JUDGES: dict[int, Callable[[Settings], Judge]] = {
    g.NUMBER: _phone,
    g.MAIL: _mail,
    g.FIELD: _name,
    g.RUN: _name,
}


class Kind(NamedTuple):
    """What a finding can be.

    prefix: what its tokens begin with, and its marker holds; no label and no cue, so that it says nothing of what follows. action:
    what is done with it where no policy says. read: a value as it stands -> its canonical form, "" where it is none of the
    kind. mask: a value as it stands -> what may be seen of it. find: finds it in whole lines; None where the lexer's candidates do.
    """

    prefix: str
    action: str
    read: Callable[[str], str]
    mask: Callable[[str], str]
    find: Find | None = None


def _read_name(value: str) -> str:
    """The words of a name in lower case, in their order, without marks: `Wells,  MARIA` -> `wells maria`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain.casefold()))


def read_text(value: str) -> str:
    """Any text in lower case, without white space at its ends."""
    return value.strip().lower()


# kind -> what it is
KINDS: dict[str, Kind] = {
    "phone": Kind("ph", "pseudonym", read_text, mask_phone),
    "name": Kind("nm", "drop", _read_name, mask_name),
    "email": Kind("em", "pseudonym", read_text, mask_email),
    "user": Kind("us", "pseudonym", read_text, mask_user),
    "ip": Kind("ip", "keep", read_ip, mask_ip, find_ips),
    "uuid": Kind("uu", "keep", read_uuid, mask_all, find_uuids),
    "card": Kind("pan", "keep", read_card, mask_card, find_cards),
}
