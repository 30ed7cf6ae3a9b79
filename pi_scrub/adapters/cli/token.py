"""`pi-scrub token`: which pseudonyms does this value have?

Strategy: values given as arguments are few and belong together, so it is all or nothing (exit 2). Standard
input may be a stream from another program: whatever lines are there are answered at once, a bad one is told by
its number and the others go on (exit 3). The use journal has them before their tokens are shown.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from pi_scrub import InputError, UsageError
from pi_scrub.adapters.cli.diagnostics import say
from pi_scrub.adapters.cli.lookup import Lookup, journal_options, open_lookup
from pi_scrub.adapters.cli.options import Access, keyring_options, policy_options

STANDARD_INPUT = "-"
READ = 64 << 10  # bytes of values that are answered together

Value = tuple[int, str]  # its number, counted from 1, and itself


@click.command()
@click.argument("values", nargs=-1, metavar="[VALUE]...")
@policy_options
@keyring_options
@journal_options
def token(  # click hands over each option
    values: tuple[str, ...],
    kind: str,
    regions: tuple[str, ...],
    policy: str | None,
    access: Access,
    reason: str | None,
    journal: str | None,
) -> int:
    """Show the pseudonyms of each VALUE, in any notation: under every key, the newest first, and every
    reading where its digits can be read in more than one way.

    For one VALUE each line is a token. For several, or with `-` or none (values on standard input, one a
    line), each line is the number of the value (1 is the first), a tab, and a token. Each use is written to the
    use journal, without the values.

    \b
    Examples:
      pi-scrub token "+49 30 23125 001"
      pi-scrub token --region DE "030 23125 001" | grep -F -f - clean.log
      pi-scrub token --kind email --reason "ticket 4711" - < addresses.txt | cut -f 2
    """
    if STANDARD_INPUT in values and len(values) > 1:
        raise UsageError("- stands for standard input, and stands alone")
    lookup = open_lookup("token", kind, regions, policy, access, reason, journal)
    with lookup.journal:
        if values in {(), (STANDARD_INPUT,)}:
            return _answer_lines(lookup)
        _answer(lookup, values)
    return 0


def _answer(lookup: Lookup, values: tuple[str, ...]) -> None:
    """The tokens of all values, or, if one of them is bad, none. Raises UsageError."""
    found = lookup.tokens(list(enumerate(values, 1)))
    click.echo("\n".join(found[0][1]) if len(found) == 1 else "\n".join(_rows(found)))


def _answer_lines(lookup: Lookup) -> int:
    """Answer the lines of standard input as they come; the exit code."""
    bad = 0
    for values in _values():
        found = []
        for number, value in values:
            try:
                found.append((number, lookup.tokens_of(number, value)))
            except UsageError as error:
                bad += 1
                say(str(error))
        if found:
            lookup.note(len(found))
            click.echo("\n".join(_rows(found)))
    return InputError.exit_code if bad else 0


def _rows(found: list[tuple[int, list[str]]]) -> list[str]:
    return [f"{number}\t{each}" for number, tokens in found for each in tokens]


def _values() -> Iterator[list[Value]]:
    """The lines of standard input that are there at once, but blank ones. Raises InputError."""
    held, at = b"", 1
    while data := _read():
        *lines, held = (held + data).split(b"\n")
        yield numbered(lines, at)
        at += len(lines)
    yield numbered([held], at)


def numbered(lines: list[bytes], at: int = 1) -> list[Value]:
    """The values of lines, `at` being the first one's number; blank lines count but are none."""
    values = ((number, line.decode("utf-8-sig", "surrogateescape").strip()) for number, line in enumerate(lines, at))
    return [(number, value) for number, value in values if value]


def _read() -> bytes:
    try:
        return os.read(0, READ)
    except OSError as error:
        raise InputError(f"standard input: {error.strerror}") from None
