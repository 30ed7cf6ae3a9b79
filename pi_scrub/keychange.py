"""Changes to a keyring's file: a key added, a key destroyed, all of it encrypted. One that is encrypted stays so.

Strategy: read, change and replace under one lock, so that of several at once none undoes another's; what stands
under the keyring's name is at any moment, also after a crash, a whole keyring. A link is followed first: its
target is what changes. As in `keyring`, errors are raised anew where no frame of theirs holds a secret.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from pi_scrub import keyfile
from pi_scrub.errors import KeyringError, UsageError
from pi_scrub.key import Key, Retired
from pi_scrub.keyring import Keyring, called, document, parsed, read_json
from pi_scrub.passphrase import Passphrase, check_new
from pi_scrub.sealed import is_sealed, seal


def rotate(
    place: Path, *, id: str | None = None, group_read: bool = False, passphrase: Passphrase | None = None
) -> Keyring:
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

    return _change(place, group_read, passphrase or Passphrase(), add)


def retire(
    place: Path, id: str, *, group_read: bool = False, passphrase: Passphrase | None = None
) -> Keyring:
    """Destroy the secret of a key; the keyring as it is then, on disk.

    Nobody can compute that key's tokens from this file any more; they still link to each other, and copies of
    the file keep the secret. Raises KeyringError for the key that writes, a retired one, or one that is not
    there; then nothing has changed.
    """

    def remove(keyring: Keyring) -> Keyring:
        gone = check_retirable(keyring, id)
        kept = [key for key in reversed(keyring.keys) if key is not gone]
        return Keyring(keyring.jurisdiction, kept, [*reversed(keyring.retired), Retired(gone.id, gone.created)])

    return _change(place, group_read, passphrase or Passphrase(), remove)


def encrypt(place: Path, passphrase: Passphrase, *, group_read: bool = False) -> Keyring:
    """Put the keyring under a passphrase; what it holds stays. Raises KeyringError, also for one that is encrypted
    already and for a short passphrase; then nothing has changed.

    Copies, backups and unused blocks of the disk may still hold it as it was.
    """
    return _change(place, group_read, passphrase, None)


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


def _change(
    place: Path, group_read: bool, passphrase: Passphrase, change: Callable[[Keyring], Keyring] | None
) -> Keyring:
    """change: what becomes of the keyring; None: it is encrypted. The passphrase is fetched before the lock is held:
    nobody else waits until somebody has typed it."""
    target = Path(os.path.realpath(place))  # Path.resolve fails for links in a circle, of which `read` has a word to say
    problem = "cannot be changed"
    try:
        if change is None:
            check_new(passphrase)
        elif is_sealed(read_json(keyfile.read(target, group_read))):
            passphrase.value()
        with keyfile.locked(target):
            changed, failed = _changed(target, group_read, passphrase, change)
        if failed is None:
            return changed
        problem = failed
    except UsageError as error:
        problem = str(error)
    raise KeyringError(f"{called(place)} {problem}")


def _changed(
    target: Path, group_read: bool, passphrase: Passphrase, change: Callable[[Keyring], Keyring] | None
) -> tuple[Keyring, str | None]:
    before = keyfile.read(target, group_read)
    sealed = is_sealed(read_json(before))
    if sealed and change is None:
        raise KeyringError("is encrypted already")
    ring = parsed(before, passphrase if change else None)
    changed = change(ring) if change else ring
    content = document(changed)
    if sealed or change is None:
        content = seal(content, passphrase.value())
    return changed, keyfile.replace(target, content)
