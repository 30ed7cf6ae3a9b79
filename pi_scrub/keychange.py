"""Changes to a keyring's file: a key added, a key destroyed, all of it encrypted or put under another passphrase. One that
is encrypted stays so.

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
    return _change(place, group_read, None, _same, new=passphrase)


def change_passphrase(place: Path, passphrase: Passphrase, new: Passphrase, *, group_read: bool = False) -> Keyring:
    """Put an encrypted keyring under another passphrase; what it holds stays. Raises KeyringError, also for one that is not
    encrypted and for a short new passphrase; then nothing has changed.

    Copies and backups, and unused blocks of the disk, still open with the old one.
    """
    return _change(place, group_read, passphrase, _same, new=new)


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


def _same(keyring: Keyring) -> Keyring:
    return keyring


def _change(
    place: Path, group_read: bool, passphrase: Passphrase | None, change: Callable[[Keyring], Keyring], new: Passphrase | None = None
) -> Keyring:
    """passphrase: opens it; None: it must not be encrypted yet. change: what becomes of it. new: what it is sealed with from now on;
    None: as before. Passphrases are fetched before the lock is held: nobody else waits until somebody has typed them."""
    target = Path(os.path.realpath(place))  # Path.resolve fails for links in a circle, of which `read` has a word to say
    problem = "cannot be changed"
    try:
        _check_sealed(is_sealed(read_json(keyfile.read(target, group_read))), passphrase, new)
        if new:
            check_new(new)
        with keyfile.locked(target):
            changed, failed = _changed(target, group_read, passphrase, change, new)
        if failed is None:
            return changed
        problem = failed
    except UsageError as error:
        problem = str(error)
    raise KeyringError(f"{called(place)} {problem}")


def _changed(
    target: Path, group_read: bool, passphrase: Passphrase | None, change: Callable[[Keyring], Keyring], new: Passphrase | None
) -> tuple[Keyring, str | None]:
    before = keyfile.read(target, group_read)
    sealed = is_sealed(read_json(before))
    _check_sealed(sealed, passphrase, new)
    changed = change(parsed(before, passphrase))
    content, seals = document(changed), new or (passphrase if sealed else None)
    return changed, keyfile.replace(target, seal(content, seals.value()) if seals else content)


def _check_sealed(sealed: bool, passphrase: Passphrase | None, new: Passphrase | None) -> None:
    """Fetch the passphrase that opens it, where one does. Raises KeyringError where it is encrypted, or not, against expectation."""
    if sealed and passphrase is None:
        raise KeyringError("is encrypted already; `pi-scrub keys passphrase` gives it another passphrase")
    if not sealed and passphrase and new:
        raise KeyringError("is not encrypted: `pi-scrub keys encrypt` it")
    if sealed and passphrase:
        passphrase.value()
