"""The options several commands share, and what they open: the policy, the keyring."""

from __future__ import annotations

import getpass
import os
import shlex
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from pi_scrub import Keyring, KeyringError, Policy, UsageError
from pi_scrub.adapters.cli.diagnostics import say
from pi_scrub.keyring import PATH_VARIABLE, SECRET_VARIABLE, Place, Words, default_path, locate
from pi_scrub.passphrase import Fetch, Passphrase, credential, of_credential, of_descriptor, of_file

Command = TypeVar("Command", bound=Callable[..., Any])

_MOST_JOBS = 256
_RACE_SECONDS = 2.0  # how long another first run may take from making the keyring to having written it


def policy_options(command: Command) -> Command:
    """`--region` (as `regions`) and `--policy`."""
    region = click.option(
        "--region",
        "regions",
        multiple=True,
        metavar="CODE",
        help="A country whose national numbers are found (US, DE, ...), for the policy's; repeatable.",
    )
    policy = click.option("--policy", metavar="FILE", help="The policy, a TOML file.")
    return region(policy(command))


def jobs_option(command: Command) -> Command:
    """`--jobs`."""
    option = click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1, _MOST_JOBS),
        metavar="N",
        help="Threads that scrub, beside the one that reads and writes; as many as the cores this process may use where none is named.",
    )
    return option(command)


def keyring_options(command: Command) -> Command:
    """What says which keyring is meant and how it is opened, and `--require-keyring`; all of it as `access`."""
    require = click.option(
        "--require-keyring",
        is_flag=True,
        envvar="PI_SCRUB_REQUIRE_KEYRING",
        help="Never make a keyring (also by PI_SCRUB_REQUIRE_KEYRING=1).",
    )
    return access_options(require(command))


def access_options(command: Command) -> Command:
    """`--keyring`, `--keyring-command`, `--passphrase-file`, `--passphrase-fd`; all of it as `access`."""

    @wraps(command)
    def opened(
        *args: Any,
        keyring: str | None,
        keyring_command: str | None,
        passphrase_file: str | None,
        passphrase_fd: int | None,
        require_keyring: bool = False,
        **more: Any,
    ) -> Any:
        named = keyring if keyring_command is None else _words(keyring, keyring_command)
        fetch = passphrase_from(passphrase_file, passphrase_fd) or (of_credential if credential() else asked)
        passphrase = Passphrase(fetch, binding=fetch not in (asked, of_credential))
        access = Access(named, passphrase, require_keyring, fetch is asked)
        return command(*args, access=access, **more)

    for option in reversed(ACCESS):
        option(opened)
    return cast(Command, opened)


ACCESS = (
    click.option("--keyring", metavar="FILE", help="The keyring; else PI_SCRUB_KEYRING, or your own."),
    click.option(
        "--keyring-command", metavar="COMMAND", help="A program, run without a shell, that prints the keyring."
    ),
    click.option("--passphrase-file", metavar="FILE", help="The passphrase of an encrypted keyring."),
    click.option(
        "--passphrase-fd", type=click.IntRange(3), metavar="N", help="The same, from an open descriptor (3 or more)."
    ),
)


@dataclass(frozen=True)
class Access:
    """Which keyring is meant, and how it is opened. named: by the command line, a path or the words of a program;
    require: whether none may be made; asks: whether the passphrase comes from a terminal."""

    named: str | Words | None
    passphrase: Passphrase
    require: bool = False
    asks: bool = False

    def place(self, policy: Policy) -> Place:
        """Where it is. Raises KeyringError."""
        return locate(self.named, None, policy.keyring_command)

    def load(self, policy: Policy) -> Keyring:
        """A keyring that is there, of the jurisdiction the policy requires. The secret in the environment is taken
        out of it: no program started from here inherits it. Raises KeyringError."""
        keyring = self._found(policy)
        keyring.require(policy.require_jurisdiction)
        os.environ.pop(SECRET_VARIABLE, None)
        return keyring

    def load_or_make(self, policy: Policy) -> Keyring:
        """As `load`, but the first run of all makes the user's own. Raises KeyringError."""
        if not self._is_first_run(policy):
            return self.load(policy)
        try:
            made = Keyring.create(default_path())
        except KeyringError:
            return self._made_by_another(policy)
        say(f"new keyring {default_path()}; without it the same number gets another pseudonym")
        return made

    def passphrase_or(self, ask: Fetch) -> Passphrase:
        """The passphrase of the options or the credential; where it would be asked for, `ask` does."""
        return Passphrase(ask) if self.asks else self.passphrase

    def _found(self, policy: Policy) -> Keyring:
        return Keyring.load(
            self.named,
            group_read=policy.keyring_group_read,
            policy_command=policy.keyring_command,
            passphrase=self.passphrase,
        )

    def _is_first_run(self, policy: Policy) -> bool:
        named = self.named is not None or PATH_VARIABLE in os.environ or SECRET_VARIABLE in os.environ
        required = self.require or policy.require_jurisdiction is not None or policy.keyring_command
        return not (required or named or os.path.lexists(default_path()))

    def _made_by_another(self, policy: Policy) -> Keyring:
        """Two first runs at once: the other made the keyring, and may not have written it yet."""
        deadline = time.monotonic() + _RACE_SECONDS
        while True:
            try:
                return self._found(policy)
            except KeyringError:
                if time.monotonic() > deadline or not os.path.lexists(default_path()):
                    raise
                time.sleep(0.02)


def _words(keyring: str | None, command: str) -> tuple[str, ...]:
    """A command's words, as a shell would cut them, but nothing is expanded. Raises UsageError."""
    if keyring is not None:
        raise UsageError("--keyring and --keyring-command name two keyrings: give one")
    with suppress(ValueError):
        if (words := shlex.split(command)) and words[0]:
            return tuple(words)
    raise UsageError("--keyring-command is empty, or a quote in it is not closed")


def passphrase_from(file: str | None, descriptor: int | None, option: str = "--passphrase") -> Fetch | None:
    """Where an option has a passphrase come from, if one does. Raises UsageError."""
    if file is not None and descriptor is not None:
        raise UsageError(f"{option}-file and {option}-fd name two passphrases: give one")
    if file is not None:
        return lambda: of_file(Path(file))
    return None if descriptor is None else lambda: of_descriptor(descriptor)


def asked(question: str = "Passphrase of the keyring: ") -> bytes:
    """The passphrase, from the terminal, without showing it. Raises KeyringError where there is none: standard input,
    which may be a log, is never read."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        with suppress(getpass.GetPassWarning, EOFError, UnicodeError):
            return getpass.getpass(question).encode()
    return of_credential()


def open_policy(path: str | None, regions: tuple[str, ...]) -> Policy:
    """The policy of a file, or the default one, with the regions if any are given. Raises PolicyError."""
    policy = Policy.load(path) if path is not None else Policy()
    return policy.with_regions(regions) if regions else policy


def taken_files(keyring: Place, policy: str | None, names: str | None = None) -> list[tuple[str, str]]:
    """The files that no command may write a log to, nor read as one: (what it is, path)."""
    file = keyring if isinstance(keyring, Path) else None
    files = [("the keyring", file), ("the policy", policy), ("the names file", names)]
    return [(what, os.fspath(path)) for what, path in files if path is not None]
