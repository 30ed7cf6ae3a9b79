"""The use journal: who asked for pseudonyms, when and why; never for whose.

Strategy: whoever may compute tokens can build a dictionary, so each use of the keys is one line of JSON, on disk
before any token is shown (EDPB Guidelines 01/2025, sections 108 and 109). Lines are only ever appended, each by
one write. Where the journal cannot be written there is no answer.
"""

from __future__ import annotations

import os
import pwd
import re
import stat
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import orjson

from pi_scrub.errors import UsageError
from pi_scrub.grammar import PSEUDONYM
from pi_scrub.keyfile import shown

REASON_LIMIT = 500  # characters
SUFFIX = ".uses.jsonl"

_TOKEN = re.compile(r"\b" + PSEUDONYM)


class Journal:
    """An open use journal; a context. `reason` must be free of values already; tokens in it are withheld here.

    The file is made for its owner only (0600) if it is not there. Raises UsageError for a link, for what is no
    plain file, what others can read or write, or what cannot be written.
    """

    def __init__(self, place: Path, command: str, reason: str | None) -> None:
        self._name = f"use journal {shown(place)}:"
        self._command = command
        self._reason = None if reason is None else _TOKEN.sub("[withheld]", reason[:REASON_LIMIT])
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        try:
            self._descriptor = os.open(place, flags, 0o600)
        except (OSError, ValueError) as error:
            raise self._refused(error) from None
        status = os.fstat(self._descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o007:
            os.close(self._descriptor)
            raise UsageError(f"{self._name} is no plain file closed to others; close it by chmod 600, or name another")

    def note(self, jurisdiction: str, keys: Sequence[str], values: int) -> None:
        """Write that `values` values were looked up with `keys` (ids). Raises UsageError."""
        entry = {
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "command": self._command,
            "jurisdiction": jurisdiction,
            "keys": list(keys),
            "values": values,
            "reason": self._reason,
            "user": _user(),
        }
        line = orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)
        try:
            written = os.write(self._descriptor, line)
            os.fsync(self._descriptor)
        except OSError as error:
            raise self._refused(error) from None
        if written < len(line):
            raise UsageError(f"{self._name} the disk is full; make room, or name another by --journal")

    def _refused(self, error: Exception) -> UsageError:
        why = (isinstance(error, OSError) and error.strerror) or "no valid path"
        return UsageError(f"{self._name} cannot be written ({why}); name another by --journal")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def beside(keyring: Path) -> Path:
    """Where the journal of a keyring stands unless told otherwise: keyring.json -> keyring.uses.jsonl."""
    return keyring.with_suffix(SUFFIX)


def _user() -> str:
    """The real user, and the one that sudo was called by."""
    name = str(os.getuid())
    with suppress(KeyError):
        name = pwd.getpwuid(os.getuid()).pw_name
    caller = os.environ.get("SUDO_USER")
    return f"{name} (sudo by {caller})" if caller else name
