"""`pi-scrub keys`: makes and changes a keyring, and shows what is in one but for the secrets.

Strategy: a secret that somebody types by mistake (`--key=…`, a stray argument, a wrong subcommand) must not
come back in an error message, so what is not understood here is refused without being quoted.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pi_scrub import Keyring, KeyringError, Policy, UsageError
from pi_scrub.adapters.cli.diagnostics import say
from pi_scrub.adapters.cli.options import Access, Command, access_options, asked, open_policy, passphrase_from
from pi_scrub.key import UNDATED
from pi_scrub.keychange import change_passphrase, check_retirable, encrypt, retire, rotate
from pi_scrub.keyring import DEFAULT_JURISDICTION, called, locate
from pi_scrub.passphrase import Passphrase

NO_ARGUMENTS = {"allow_extra_args": True}  # so that `_refuse_arguments` refuses them: click would quote them


class _Quiet(click.Group):
    """A group that does not repeat a subcommand it does not know."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"no such subcommand; there are {', '.join(self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Quiet)
def keys() -> None:
    """Make a keyring, change it, list or check its keys.

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
    if not isinstance(place, Path):
        raise UsageError("PI_SCRUB_KEY holds a key already and would be used; name the new file by --keyring")
    made = Keyring.create(place, id=id, jurisdiction=jurisdiction)
    _show(made)
    say(f"new keyring {place}; keep a copy: without it the same number gets another pseudonym")


def existing(command: Command) -> Command:
    """`access` and `--policy` for a keyring that is there."""
    policy = click.option(
        "--policy", metavar="FILE", help="The policy, which may allow a keyring its group can read."
    )
    return access_options(policy(command))


@keys.command(name="list", context_settings=NO_ARGUMENTS)
@existing
@click.pass_context
def list_(context: click.Context, access: Access, policy: str | None) -> None:
    """List the keys, newest first, one a line: id, jurisdiction, creation time (UTC; - if unknown), state.

    Between the columns stand tabs. The state is `active` for the key that writes, `finds` for older ones, whose
    tokens `token` and `find` still know, and `retired` where the secret is gone. No secret is ever shown.

    \b
    Example:
      pi-scrub keys list --keyring /etc/pi-scrub/eea.json
    """
    _refuse_arguments(context)
    _show(_load(access, policy))


@keys.command(name="rotate", context_settings=NO_ARGUMENTS)
@existing
@click.option("--id", metavar="ID", help="The new key's id.  [default: random]")
@click.pass_context
def rotate_(context: click.Context, access: Access, policy: str | None, id: str | None) -> None:
    """Add a new key, which writes from now on, and list the keys. The older ones only find.

    \b
    Example:
      pi-scrub keys rotate --keyring /etc/pi-scrub/eea.json
    """
    _refuse_arguments(context)
    place, rules = _file(access, policy)
    changed = rotate(place, id=id, group_read=rules.keyring_group_read, passphrase=access.passphrase)
    _show(changed)
    say(f"new key {changed.active.id} in {place}; keep a copy, and bring it to every machine that has this keyring")


@keys.command(name="retire", context_settings=NO_ARGUMENTS)
@existing
@click.option("--yes", is_flag=True, help="Do not ask; without a terminal it must be given.")
@click.pass_context
def retire_(context: click.Context, access: Access, policy: str | None, yes: bool) -> None:
    """Destroy the secret of the key ID, and list the keys. Its tokens are not found any more.

    Nobody can compute that key's tokens from this keyring then. The tokens in old logs still link to each
    other, and every copy of the keyring keeps the secret: destroy them too. Programs that run go on with the
    key until they have taken up a rotated keyring: retire it after that.

    \b
    Example:
      pi-scrub keys retire kdwqrtzn --keyring /etc/pi-scrub/eea.json
    """
    if len(context.args) != 1:
        context.fail("name one key by its id")
    place, rules = _file(access, policy)
    _check_retirable(place, _load(access, policy), context.args[0])
    _confirm(yes)
    _show(retire(place, context.args[0], group_read=rules.keyring_group_read, passphrase=access.passphrase))
    say("the secret is gone from this file; copies and backups of it keep it, and old tokens still link to each other")


@keys.command(context_settings=NO_ARGUMENTS)
@existing
@click.pass_context
def check(context: click.Context, access: Access, policy: str | None) -> None:
    """Check the keyring and who may read it, and show a fingerprint of each key: id, jurisdiction, fingerprint.

    Two machines with the same fingerprint have the same key. A fingerprint (HKDF with an info of its own) says
    nothing of the secret. Exit 2 if the keyring would be refused.

    \b
    Example:
      pi-scrub keys check --keyring /etc/pi-scrub/eea.json
    """
    _refuse_arguments(context)
    found = _load(access, policy)
    for key in found.keys:
        click.echo("\t".join((key.id, found.jurisdiction, key.fingerprint(found.jurisdiction))))


@keys.command(name="encrypt", context_settings=NO_ARGUMENTS)
@existing
@click.pass_context
def encrypt_(context: click.Context, access: Access, policy: str | None) -> None:
    """Put the keyring under a passphrase, and list its keys. From then on it is opened with that passphrase alone.

    The passphrase (8 characters at least) is asked for on the terminal, twice, or comes from --passphrase-file,
    --passphrase-fd or the systemd credential pi-scrub.passphrase. Nothing can be done without it: keep a copy.

    \b
    Example:
      pi-scrub keys encrypt --keyring /etc/pi-scrub/eea.json
    """
    _refuse_arguments(context)
    place, rules = _file(access, policy)
    _show(encrypt(place, access.passphrase_or(_asked_twice), group_read=rules.keyring_group_read))
    say("encrypted; copies, backups and freed blocks of the disk may still hold it as it was")


@keys.command(name="passphrase", context_settings=NO_ARGUMENTS)
@existing
@click.option("--new-passphrase-file", metavar="FILE", help="The new passphrase.")
@click.option("--new-passphrase-fd", type=click.IntRange(3), metavar="N", help="The same, from an open descriptor (3 or more).")
@click.pass_context
def passphrase_(context: click.Context, access: Access, policy: str | None, new_passphrase_file: str | None, new_passphrase_fd: int | None) -> None:
    """Give an encrypted keyring another passphrase, and list its keys. The keys stay, and so do all pseudonyms.

    The old passphrase comes as for every command. The new one (8 characters at least) is asked for on the terminal, twice, or
    comes from --new-passphrase-file or --new-passphrase-fd. Whoever may know the keys themselves knows them
    still: then `rotate` too.

    \b
    Example:
      pi-scrub keys passphrase --keyring /etc/pi-scrub/eea.json
    """
    _refuse_arguments(context)
    place, rules = _file(access, policy)
    new = Passphrase(passphrase_from(new_passphrase_file, new_passphrase_fd, "--new-passphrase") or _asked_twice)
    _show(change_passphrase(place, access.passphrase, new, group_read=rules.keyring_group_read))
    say("the new passphrase opens it from now on; copies and backups still open with the old one")


def _asked_twice() -> bytes:
    new = asked("New passphrase of the keyring: ")
    if asked("The same once more: ") != new:
        raise KeyringError("stays as it was: the passphrases differ")
    return new


def _load(access: Access, policy: str | None) -> Keyring:
    return access.load(_without_jurisdiction(policy))


def _file(access: Access, policy: str | None) -> tuple[Path, Policy]:
    """A keyring's file, and the policy. Raises UsageError where the keyring is in no file."""
    rules = open_policy(policy, ())
    place = access.place(rules)
    if not isinstance(place, Path):
        raise UsageError("the key is in no file that could be changed; name a keyring by --keyring")
    return place, rules


def _without_jurisdiction(policy: str | None) -> Policy:
    """The policy, but any jurisdiction: to look at a keyring is not to use it."""
    return replace(open_policy(policy, ()), require_jurisdiction=None)


def _check_retirable(place: Path, keyring: Keyring, id: str) -> None:
    """Before anybody is asked. Raises KeyringError that names the keyring."""
    try:
        check_retirable(keyring, id)
    except KeyringError as error:
        problem = str(error)
    else:
        return
    raise KeyringError(f"{called(place)} {problem}")


def _confirm(yes: bool) -> None:
    """Ask on a terminal. Raises UsageError where there is none, and click.Abort for a no."""
    if yes:
        return
    if not (sys.stdin and sys.stdin.isatty() and os.isatty(2)):
        raise UsageError("this destroys a secret for good; without a terminal to ask on, say so by --yes")
    question = "Destroy this secret? Copies and backups keep it; old tokens still link to each other."
    click.confirm(question, abort=True, err=True)


def _refuse_arguments(context: click.Context) -> None:
    if context.args:
        context.fail("this command takes options only")


def _show(keyring: Keyring) -> None:
    rows = [(key.id, key.created, "active" if key is keyring.active else "finds") for key in keyring.keys]
    rows += [(key.id, key.created, "retired") for key in keyring.retired]
    for id, created, state in rows:
        click.echo("\t".join((id, keyring.jurisdiction, "-" if created == UNDATED else created, state)))
