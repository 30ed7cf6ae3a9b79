"""`pi-scrub keys`: makes a keyring, and shows what is in one but for the secrets.

Strategy: a secret that somebody types by mistake (`--key=…`, a stray argument, a wrong subcommand) must not
come back in an error message, so what is not understood here is refused without being quoted.
"""

from __future__ import annotations

from typing import Any

import click

from pi_scrub import Keyring, UsageError
from pi_scrub.adapters.cli.diagnostics import say
from pi_scrub.adapters.cli.options import open_policy
from pi_scrub.keyring import DEFAULT_JURISDICTION, UNDATED, Key, locate

NO_ARGUMENTS = {"allow_extra_args": True}  # so that `_refuse_arguments` refuses them: click would quote them


class _Quiet(click.Group):
    """A group that does not repeat a subcommand it does not know."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"no such subcommand; there are {', '.join(self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Quiet)
def keys() -> None:
    """Make a keyring, or list its keys.

    A keyring holds the secret that turns numbers into pseudonyms. Whoever has it can find out whose pseudonym
    is whose; without it the same number gets another one. So keep it closed, and keep a copy.

    \b
    Examples:
      pi-scrub keys new --keyring /etc/pi-scrub/eea.json --jurisdiction EEA
      pi-scrub keys list
    """


@keys.command(context_settings=NO_ARGUMENTS)
@click.option("--keyring", metavar="FILE", help="Where to make it; else PI_SCRUB_KEYRING, or your own.")
@click.option(
    "--id", metavar="ID", help="The key's id, which its tokens show: 1 to 12 of a-z 0-9.  [default: random]"
)
@click.option(
    "--jurisdiction",
    metavar="NAME",
    default=DEFAULT_JURISDICTION,
    show_default=True,
    help="What its tokens must not be joined beyond, such as EEA.",
)
@click.pass_context
def new(context: click.Context, keyring: str | None, id: str | None, jurisdiction: str) -> None:
    """Make a keyring with one new key, and show the key as `list` does.

    What exists already is never overwritten.

    \b
    Examples:
      pi-scrub keys new
      pi-scrub keys new --keyring /etc/pi-scrub/eea.json --id eea1 --jurisdiction EEA
    """
    _refuse_arguments(context)
    place = locate(keyring)
    if place is None:
        raise UsageError("PI_SCRUB_KEY holds a key already and would be used; name the new file by --keyring")
    made = Keyring.create(place, id=id, jurisdiction=jurisdiction)
    _show(made)
    say(f"new keyring {place}; keep a copy: without it the same number gets another pseudonym")


@keys.command(name="list", context_settings=NO_ARGUMENTS)
@click.option("--keyring", metavar="FILE", help="The keyring; else PI_SCRUB_KEYRING, or your own.")
@click.option("--policy", metavar="FILE", help="The policy, which may allow a keyring its group can read.")
@click.pass_context
def list_(context: click.Context, keyring: str | None, policy: str | None) -> None:
    """List the keys, newest first, one a line: id, jurisdiction, creation time (UTC; - if unknown), state.

    Between the columns stand tabs. The first active key writes. No secret is ever shown.

    \b
    Example:
      pi-scrub keys list --keyring /etc/pi-scrub/eea.json
    """
    _refuse_arguments(context)
    _show(Keyring.load(keyring, group_read=open_policy(policy, ()).keyring_group_read))


def _refuse_arguments(context: click.Context) -> None:
    if context.args:
        context.fail("this command takes options only")


def _show(keyring: Keyring) -> None:
    for key in keyring.keys:
        click.echo("\t".join((key.id, keyring.jurisdiction, _created(key), key.state)))


def _created(key: Key) -> str:
    return "-" if key.created == UNDATED else key.created
