"""`pi-scrub token`: which pseudonyms does this value have?

Strategy: values given as arguments are few and belong together, so it is all or nothing (exit 2). Standard
input may be a stream from another program: each line is answered at once, a bad one is told by its number
and the others go on (exit 3). No value is ever written back, only its number.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from pi_scrub import InputError, Scrubber, UsageError
from pi_scrub.adapters.cli.diagnostics import say
from pi_scrub.adapters.cli.options import keyring_options, open_keyring, open_policy, policy_options
from pi_scrub.pseudonyms import PREFIX

STANDARD_INPUT = "-"


@click.command()
@click.argument("values", nargs=-1, metavar="[VALUE]...")
@click.option(
    "--kind", default="phone", show_default=True, metavar="|".join(PREFIX), help="What the values are."
)
@policy_options
@keyring_options
def token(  # click hands over each option
    values: tuple[str, ...],
    kind: str,
    regions: tuple[str, ...],
    policy: str | None,
    keyring: str | None,
    require_keyring: bool,
) -> int:
    """Show the pseudonyms of each VALUE, in any notation: under every key, the newest first, and every
    reading where its digits can be read in more than one way.

    For one VALUE each line is a token. For several, or with `-` or none (values on standard input, one a
    line), each line is the number of the value (1 is the first), a tab, and a token.

    \b
    Examples:
      pi-scrub token "+49 30 23125 001"
      pi-scrub token --region DE "030 23125 001" | grep -F -f - clean.log
      pi-scrub token --kind email - < addresses.txt | cut -f 2
    """
    if kind not in PREFIX:  # not click.Choice, which quotes what it refuses
        raise UsageError(f"--kind is one of {', '.join(PREFIX)}")
    if STANDARD_INPUT in values and len(values) > 1:
        raise UsageError("- stands for standard input, and stands alone")
    rules = open_policy(policy, regions)
    scrubber = Scrubber(open_keyring(keyring, require_keyring, rules), rules)
    if values in {(), (STANDARD_INPUT,)}:
        return _answer_lines(scrubber, kind)
    _answer(scrubber, kind, values)
    return 0


def _answer(scrubber: Scrubber, kind: str, values: tuple[str, ...]) -> None:
    """The tokens of all values, or, if one of them is bad, none. Raises UsageError."""
    found = [_tokens(scrubber, kind, number, value) for number, value in enumerate(values, 1)]
    lines = found[0] if len(found) == 1 else [f"{number}\t{each}" for number, tokens in enumerate(found, 1) for each in tokens]
    click.echo("\n".join(lines))


def _answer_lines(scrubber: Scrubber, kind: str) -> int:
    """Answer each line of standard input when it comes; the exit code."""
    bad = 0
    for number, value in _values():
        try:
            tokens = _tokens(scrubber, kind, number, value)
        except UsageError as error:
            bad += 1
            say(str(error))
            continue
        click.echo("\n".join(f"{number}\t{each}" for each in tokens))
    return InputError.exit_code if bad else 0


def _values() -> Iterator[tuple[int, str]]:
    """(line number, value) of the lines of standard input that are not blank. Raises InputError."""
    try:
        with open(0, "rb", closefd=False) as lines:
            for number, line in enumerate(lines, 1):
                value = line.decode("utf-8-sig", "surrogateescape").strip()
                if value:
                    yield number, value
    except OSError as error:
        raise InputError(f"standard input: {error.strerror}") from error


def _tokens(scrubber: Scrubber, kind: str, number: int, value: str) -> list[str]:
    try:
        return scrubber.tokens(kind, value)
    except UsageError as error:
        problem = str(error)
    raise UsageError(f"value {number} {problem}")
