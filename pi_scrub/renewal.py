"""A scrubber that takes up a changed keyring between two calls, and says so once.

Strategy: the keyring's file is looked at (one `stat`) at most once a second, when there is something to scrub. A
change makes a new `Scrubber`; whoever holds the old one ends the line in hand with it, so every line is under
exactly one key. A keyring that cannot be used, or is of another jurisdiction, changes nothing: a lost line
would be worse than an older key. A program that prints the keyring is run anew by `renew` alone.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pi_scrub.blocks import Block, Part
from pi_scrub.errors import UsageError
from pi_scrub.keyring import AnyPath, Keyring, Words, locate
from pi_scrub.passphrase import Passphrase
from pi_scrub.policy import Policy
from pi_scrub.scrubber import Counts, Finding, Run, Scrubber

SECONDS = 1.0  # between two looks at the file

_Look = tuple[int, ...] | None


def _warn(message: str) -> None:
    import logging  # 3 ms that only an application needs  # noqa: PLC0415

    logging.getLogger("pi_scrub").warning(message)


class RenewingScrubber:
    """As `Scrubber`, but the keyring is taken up anew when its file changes. Threads may share it, and
    it goes on in the child of a fork.

    path, policy: as for `Keyring.load` and `Scrubber`; the policy's `keyring_command` counts. keyring: what was read from
    `path` already, if it was; with no path it is the only one.
    passphrase: of an encrypted keyring, kept in memory for the next one; it must not ask anybody.
    on_renewal: told in one line of each change, or why there is none; else the logger `pi_scrub` is. Raises
    KeyringError where the first keyring cannot be used.
    """

    def __init__(
        self,
        path: AnyPath | Words | None = None,
        policy: Policy = Policy(),
        *,
        keyring: Keyring | None = None,
        passphrase: Passphrase | None = None,
        on_renewal: Callable[[str], object] | None = None,
    ) -> None:
        self._place = locate(path, None, policy.keyring_command) if keyring is None or path is not None else None
        self._passphrase = passphrase or Passphrase()
        self._tell = on_renewal or _warn
        self._seen = self._look()
        self.writers: list[str] = []  # the ids of the keys that streams were scrubbed under, in that order
        if keyring is None:
            keyring = self._load(policy)
        self._scrubber = Scrubber(keyring, policy)
        self._next = time.monotonic() + SECONDS
        self._lock, self._process = threading.Lock(), os.getpid()

    @property
    def watching(self) -> bool:
        """Whether there is a file or a program to take a keyring up from."""
        return self._place is not None

    @property
    def keyring(self) -> Keyring:
        """The keyring now in use."""
        return self._scrubber.keyring

    @property
    def policy(self) -> Policy:
        """The policy, always the same."""
        return self._scrubber.policy

    def current(self) -> Scrubber:
        """The scrubber to use for the next line. Never raises."""
        now = time.monotonic()
        if now >= self._next and isinstance(self._place, Path):
            self._next = now + SECONDS
            if self._look() != self._seen:
                self._renew(wait=False)
        return self._scrubber

    def renew(self) -> bool:
        """Take up the keyring if it has changed, at once; whether it was. Never raises."""
        return self.watching and self._renew(wait=True)

    def scrub(self, text: str) -> str:
        """As `Scrubber.scrub`."""
        return self.current().scrub(text)

    def scrub_bytes(self, block: bytes, counts: Counts | None = None) -> bytes:
        """As `Scrubber.scrub_bytes`."""
        return self.current().scrub_bytes(block, counts)

    def scrub_event(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """As `Scrubber.scrub_event`."""
        return self.current().scrub_event(event)

    def findings(self, text: str) -> list[Finding]:
        """As `Scrubber.findings`."""
        return self.current().findings(text)

    def token(self, kind: str, value: str) -> str:
        """As `Scrubber.token`."""
        return self.current().token(kind, value)

    def tokens(self, kind: str, value: str) -> list[str]:
        """As `Scrubber.tokens`."""
        return self.current().tokens(kind, value)

    def run(self, counts: Counts | None = None) -> RenewingRun:
        """One stream through this scrubber."""
        return RenewingRun(self, Counts() if counts is None else counts)

    def _look(self) -> _Look:
        """What changes whenever another file, or other content, stands at the path; None: nothing is there."""
        if not isinstance(self._place, Path):
            return None
        try:
            status = self._place.stat()
        except OSError:
            return None
        return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def _renew(self, *, wait: bool) -> bool:
        if self._process != os.getpid():  # a fork: whoever held the lock is not here
            self._lock, self._process = threading.Lock(), os.getpid()
        if not self._lock.acquire(blocking=wait):
            return False  # another thread is at it, and this line may go under the key before
        try:
            return self._take_up()
        finally:
            self._lock.release()

    def _load(self, policy: Policy) -> Keyring:
        return Keyring.load(self._place, group_read=policy.keyring_group_read, passphrase=self._passphrase)

    def _take_up(self) -> bool:
        before, seen = self._scrubber.keyring, self._look()
        self._seen = seen
        try:
            keyring = self._load(self.policy)
            keyring.require(before.jurisdiction)
            if _same(keyring, before):
                return False
            self._scrubber = self._scrubber.under(keyring)
        except UsageError as error:
            problem = str(error)
        except Exception as error:  # no memory, say; its text may be anybody's
            problem = f"the keyring was not taken up ({type(error).__name__})"
        else:
            self._tell(f"keyring taken up anew: key {keyring.active.id} writes from the next line on")
            return True
        self._tell(f"{problem}; key {before.active.id} goes on writing")
        return False


class RenewingRun:
    """One stream through a scrubber that may change between two lines; see `Run`.

    Several threads may give blocks of whole lines at once: each is scrubbed by one scrubber alone.
    """

    def __init__(self, renewing: RenewingScrubber, counts: Counts) -> None:
        self.counts = counts
        self._counting = threading.Lock()
        self._renewing = renewing
        self._line: Run | None = None  # what scrubs the pieces of a long line

    def block(self, block: Block) -> bytes:
        """The clean bytes of the next block. A line in pieces ends under the key it began with, and is counted
        then."""
        if block.part is Part.WHOLE:
            done = Counts()
            scrubber = self._renewing.current()
            clean = scrubber.scrub_bytes(block.data, done)
            writer = scrubber.keyring.active.id
        else:
            line = self._line or self._renewing.current().run()
            clean = line.block(block)
            writer = line.key_id
            last = block.part is Part.LAST
            self._line, done = (None, line.counts) if last else (line, Counts())
        with self._counting:
            self.counts.add(done)
            if writer not in self._renewing.writers:
                self._renewing.writers.append(writer)
        return clean


def _same(one: Keyring, other: Keyring) -> bool:
    return [(key.id, key.secret) for key in one.keys] == [(key.id, key.secret) for key in other.keys]
