"""The options several commands share, and what they open: the policy, the keyring."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any, TypeVar

import click

from pi_scrub import Keyring, KeyringError, Policy
from pi_scrub.adapters.cli.diagnostics import say
from pi_scrub.keyring import SECRET_VARIABLE, default_path, locate

Command = TypeVar("Command", bound=Callable[..., Any])

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


def keyring_options(command: Command) -> Command:
    """`--keyring` and `--require-keyring`."""
    keyring = click.option(
        "--keyring", metavar="FILE", help="The keyring; else PI_SCRUB_KEYRING, or your own."
    )
    require = click.option(
        "--require-keyring",
        is_flag=True,
        envvar="PI_SCRUB_REQUIRE_KEYRING",
        help="Never make a keyring (also by PI_SCRUB_REQUIRE_KEYRING=1).",
    )
    return keyring(require(command))


def open_policy(path: str | None, regions: tuple[str, ...]) -> Policy:
    """The policy of a file, or the default one, with the regions if any are given. Raises PolicyError."""
    policy = Policy.load(path) if path is not None else Policy()
    return policy.with_regions(regions) if regions else policy


def open_keyring(path: str | None, require: bool, policy: Policy) -> Keyring:
    """The keyring of DESIGN section 4's order; the first run of all makes the user's own. Raises
    KeyringError."""
    if not _is_first_run(path, require or policy.require_jurisdiction is not None):
        return load_keyring(path, policy)
    try:
        made = Keyring.create(default_path())
    except KeyringError:
        return _made_by_another(policy)
    say(f"new keyring {default_path()}; without it the same number gets another pseudonym")
    return made


def load_keyring(path: str | None, policy: Policy) -> Keyring:
    """A keyring that is there, of the jurisdiction the policy requires. The secret in the environment is taken
    out of it: no program started from here inherits it. Raises KeyringError."""
    keyring = Keyring.load(path, group_read=policy.keyring_group_read)
    keyring.require(policy.require_jurisdiction)
    os.environ.pop(SECRET_VARIABLE, None)
    return keyring


def _is_first_run(path: str | None, require: bool) -> bool:
    named = path is not None or "PI_SCRUB_KEYRING" in os.environ or "PI_SCRUB_KEY" in os.environ
    return not (require or named or os.path.lexists(default_path()))


def _made_by_another(policy: Policy) -> Keyring:
    """Two first runs at once: the other made the keyring, and may not have written it yet."""
    deadline = time.monotonic() + _RACE_SECONDS
    while True:
        try:
            return Keyring.load(group_read=policy.keyring_group_read)
        except KeyringError:
            if time.monotonic() > deadline or not os.path.lexists(default_path()):
                raise
            time.sleep(0.02)


def taken_files(keyring: str | None, policy: str | None, names: str | None = None) -> list[tuple[str, str]]:
    """The files that no command may write a log to, nor read as one: (what it is, path)."""
    ring = locate(keyring, os.environ)
    files = [("the keyring", ring), ("the policy", policy), ("the names file", names)]
    return [(what, os.fspath(path)) for what, path in files if path is not None]
