"""Changes to a keyring's file: a key added, a key destroyed.

Strategy: read, change and replace under one lock, so that of several at once none undoes another's; what stands
under the keyring's name is at any moment, also after a crash, a whole keyring. A link is followed first: its
target is what changes. As in `keyring`, errors are raised anew where no frame of theirs holds a secret.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pi_scrub import keyfile
from pi_scrub.errors import KeyringError, UsageError
from pi_scrub.key import Key, Retired
from pi_scrub.keyring import Keyring, called, document, parsed


def rotate(place: Path, *, id: str | None = None, group_read: bool = False) -> Keyring:
    """Add a new random key, which writes from now on; the keyring as it is then, on disk.

    The older keys only find. The new key is never older than the others, even if the clock went back. Raises
    KeyringError, also for an id that is taken or is none; then nothing has changed.
    """

    def add(keyring: Keyring) -> Keyring:
        taken = keyring.ids()
        if id in taken:
            raise KeyringError("has a key of that id already; give another by --id")
        new = Key.new(id, after=keyring.active.created, taken=taken)
        return Keyring(keyring.jurisdiction, [*reversed(keyring.keys), new], reversed(keyring.retired))

    return _change(place, group_read, add)


def retire(place: Path, id: str, *, group_read: bool = False) -> Keyring:
    """Destroy the secret of a key; the keyring as it is then, on disk.

    Nobody can compute that key's tokens from this file any more; they still link to each other, and copies of
    the file keep the secret. Raises KeyringError for the key that writes, a retired one, or one that is not
    there; then nothing has changed.
    """

    def remove(keyring: Keyring) -> Keyring:
        gone = check_retirable(keyring, id)
        kept = [key for key in reversed(keyring.keys) if key is not gone]
        return Keyring(keyring.jurisdiction, kept, [*reversed(keyring.retired), Retired(gone.id, gone.created)])

    return _change(place, group_read, remove)


def check_retirable(keyring: Keyring, id: str) -> Key:
    """The key of that id, if it may be retired. Raises KeyringError that does not repeat the id: it may be a
    slip."""
    if any(each.id == id for each in keyring.retired):
        raise KeyringError("has that key retired already")
    found = next((key for key in keyring.keys if key.id == id), None)
    if found is None:
        raise KeyringError("holds no key of that id; `pi-scrub keys list` shows them")
    if found is keyring.active:
        raise KeyringError("would have no key to write with: `pi-scrub keys rotate` first")
    return found


def _change(place: Path, group_read: bool, change: Callable[[Keyring], Keyring]) -> Keyring:
    target = place.resolve()
    problem = "cannot be changed"
    try:
        with keyfile.locked(target):
            changed = change(parsed(keyfile.read(target, group_read)))
            failed = keyfile.replace(target, document(changed))
        if failed is None:
            return changed
        problem = failed
    except UsageError as error:
        problem = str(error)
    raise KeyringError(f"{called(place)} {problem}")
