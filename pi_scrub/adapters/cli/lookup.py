"""What `token` and `find` share: values from somewhere, their tokens, and the use journal before all else.

Strategy: the journal is opened before a value is read, and written before a token is used or shown. No value is
ever written back, only its number. A keyring is never made here: a new key finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

import pi_scrub
from pi_scrub import Keyring, Policy, UsageError
from pi_scrub.adapters.cli.options import Access, open_policy
from pi_scrub.journal import Journal, beside
from pi_scrub.keyring import default_path
from pi_scrub.pseudonyms import PREFIX, Pseudonyms
from pi_scrub.tokens import Tokens

Command = TypeVar("Command", bound=Callable[..., Any])

_NAMES = ("name",)  # what a reason may hold: it says who asked


def journal_options(command: Command) -> Command:
    """`--kind`, `--reason` and `--journal`."""
    kind = click.option(
        "--kind", default="phone", show_default=True, metavar="|".join(PREFIX), help="What the values are; a policy may have more."
    )
    reason = click.option("--reason", metavar="TEXT", help="Why, for the use journal; a policy may require it.")
    journal = click.option(
        "--journal", metavar="FILE", help="The use journal; else the policy's, or the one beside the keyring."
    )
    return kind(reason(journal(command)))


@dataclass(frozen=True)
class Lookup:
    """An open keyring and an open journal. Made by `open_lookup`."""

    keyring: Keyring
    journal: Journal
    kind: str
    all_tokens: Tokens

    def tokens(self, values: Sequence[tuple[int, str]]) -> list[tuple[int, list[str]]]:
        """(number, tokens) of the (number, value)s, when the journal has it. Raises UsageError by number."""
        found = [(number, self.tokens_of(number, value)) for number, value in values]
        self.note(len(values))
        return found

    def tokens_of(self, number: int, value: str) -> list[str]:
        """The tokens of one value; not noted yet. Raises UsageError that names the value's number."""
        try:
            return self.all_tokens.possible(self.kind, value)
        except UsageError as error:
            problem = str(error)
        raise UsageError(f"value {number} {problem}")

    def note(self, values: int) -> None:
        """Write the journal's line for as many values. Raises UsageError."""
        ring = self.keyring
        self.journal.note(ring.jurisdiction, [key.id for key in ring.keys], values)


def open_lookup(
    command: str,
    kind: str,
    regions: tuple[str, ...],
    policy: str | None,
    access: Access,
    reason: str | None,
    journal: str | None,
) -> Lookup:
    """Everything checked and opened. Raises UsageError; then nothing was read."""
    rules = open_policy(policy, regions)
    if kind not in rules.prefixes:  # not click.Choice, which quotes what it refuses
        raise UsageError(f"--kind is one of {', '.join(rules.prefixes)}")
    if rules.require_reason and not (reason or "").strip():
        raise UsageError("the policy requires a reason: give one by --reason")
    place = _journal_place(journal, rules, access)
    keyring = access.load(rules)
    tokens = Tokens(Pseudonyms(keyring, rules.prefixes), rules.regions)
    return Lookup(keyring, Journal(place, command, _without_values(reason, keyring, rules)), kind, tokens)


def _journal_place(journal: str | None, rules: Policy, access: Access) -> Path:
    named = journal if journal is not None else rules.journal
    if named == "":
        raise UsageError("--journal has an empty name")
    if named is not None:
        return Path(named)
    place = access.place(rules)
    return beside(place if isinstance(place, Path) else default_path())


def _without_values(reason: str | None, keyring: Keyring, rules: Policy) -> str | None:
    """The reason with each number and address in it withheld; names stay: it may say who asked."""
    if reason is None:
        return None
    text = reason.encode("utf-8", "replace").decode()
    for found in reversed(pi_scrub.Scrubber(keyring, rules).findings(text)):  # loaded now: a look-up without a reason needs none
        if found.kind not in _NAMES:
            text = f"{text[: found.start]}[withheld]{text[found.end :]}"
    return text
