"""The passphrase of an encrypted keyring: where it comes from, and how long it is kept.

Strategy: it is fetched when it is first needed, once, and then remembered in memory only, so that a rotated keyring
can be taken up without asking. It has no `repr`, pickle or copy. Messages go on after a keyring's name.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import final

from pi_scrub.errors import KeyringError
from pi_scrub.key import Fixed
from pi_scrub.keyfile import shown

CREDENTIAL = "pi-scrub.passphrase"  # its name in systemd's $CREDENTIALS_DIRECTORY
LIMIT = 1024  # bytes
LEAST = 8  # characters of a new one

Fetch = Callable[[], bytes]


@final
class Passphrase(Fixed):
    """A passphrase that is fetched once, when it is first needed.

    fetch: gives it (bytes of UTF-8, a line end at its end is left out) or raises KeyringError; the credential's if none
        is given.
    binding: whether a keyring that is not encrypted is refused, as somebody may have put it in the place of one
        that is; unless told otherwise, where `fetch` is given.
    """

    __slots__ = ("_fetch", "_value", "binding")

    _fetch: Fetch
    _value: bytes | None
    binding: bool

    def __init__(self, fetch: Fetch | None = None, *, binding: bool | None = None, _value: bytes | None = None) -> None:
        self._fix(_fetch=fetch or of_credential, _value=_value, binding=fetch is not None if binding is None else binding)

    def __repr__(self) -> str:
        return "<Passphrase>"

    def value(self) -> bytes:
        """The passphrase. Raises KeyringError."""
        if self._value is None:
            self._fix(_value=_checked(self._fetch()))
        return self._value or b""

    def remembered(self) -> Passphrase:
        """What is known by now, or else the credential: nobody is asked any more. Once known, it is binding."""
        return Passphrase(_value=self._value, binding=self.binding or self._value is not None)


def of_credential() -> bytes:
    """The passphrase that systemd hands over. Raises KeyringError where it does not."""
    place = credential()
    if place is None:
        raise KeyringError(
            "is encrypted, and there is no passphrase: give it by --passphrase-file, --passphrase-fd"
            f" or the credential {CREDENTIAL}, or run on a terminal"
        )
    return of_file(place, group_read=True)  # an access list, by which systemd lets the service's user in, shows as a group's


def credential() -> Path | None:
    """Where the credential stands, if it does."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    place = Path(folder, CREDENTIAL) if folder else None
    return place if place and os.path.lexists(place) else None


def of_file(place: Path, *, group_read: bool = False) -> bytes:
    """The passphrase in a file closed to others, or behind a pipe's name. Raises KeyringError."""
    name = f"its passphrase file {shown(place)}"
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "no valid path"
        raise KeyringError(f"is encrypted, and {name} cannot be opened ({why})") from None
    try:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_mode & (0o007 if group_read else 0o077):
            raise KeyringError(f"is encrypted, and {name} is open to others; close it by `chmod 600 {shown(place)}`")
        if status.st_uid not in {os.geteuid(), 0}:
            raise KeyringError(f"is encrypted, and {name} belongs to user {status.st_uid}; make it yours by chown")
        return _read(descriptor, name)
    finally:
        os.close(descriptor)


def of_descriptor(descriptor: int) -> bytes:
    """The passphrase that an open descriptor gives; it is closed then. Raises KeyringError."""
    try:
        return _read(descriptor, f"descriptor {descriptor} for its passphrase")
    finally:
        with suppress(OSError):  # it may not have been open
            os.close(descriptor)


def check_new(passphrase: Passphrase) -> None:
    """Raise KeyringError for one too short to encrypt with."""
    if len(passphrase.value().decode("utf-8", "replace")) < LEAST:
        raise KeyringError(f"wants a passphrase of {LEAST} characters at least; several random words are good")


def _read(descriptor: int, name: str) -> bytes:
    data, part = b"", b""
    try:
        if _is_standard_input(descriptor):
            raise KeyringError(f"is encrypted, and {name} is standard input, which is not for passphrases")
        while len(data) <= LIMIT and (part := os.read(descriptor, LIMIT + 2)):
            data += part
    except OSError as error:
        raise KeyringError(f"is encrypted, and {name} cannot be read ({error.strerror})") from None
    return data


def _is_standard_input(descriptor: int) -> bool:
    """Whether its bytes are those of standard input, which may be the log."""
    with suppress(OSError):  # an application may have closed its own
        return os.path.samestat(os.fstat(descriptor), os.fstat(0)) and not os.isatty(descriptor)
    return False


def _checked(value: bytes) -> bytes:
    value = value.removesuffix(b"\n").removesuffix(b"\r")
    if not value or len(value) > LIMIT or b"\n" in value or b"\0" in value:
        raise KeyringError(f"is encrypted, and the passphrase given is empty, over {LIMIT} bytes or not one line")
    return value
