"""Keys: made, found, read. The file that holds them (its own safety is `keyfile`'s) is the whole secret.

Strategy: a keyring that cannot be trusted is not used, and nothing here shows a secret. A `Key` has no
public form but its id; messages name paths and positions; and errors are raised anew at the edge, so that
no traceback holds a frame in which the content of a keyring is a local variable.

The file is JSON:

    {"format": "pi_scrub keyring v1", "jurisdiction": "EEA",
     "keys": [{"id": "kdwqrtzn", "created": "2025-01-31T12:00:00Z", "state": "active", "secret": "<base64>"}]}

Of the active keys the newest writes, and the tokens of them all can be found. Of a retired key only the id
and the time are left: no secret of one is read, nor written again. Members that this version does not know are
ignored; what changes the meaning of the known ones takes another `format`. All of it may be sealed under a passphrase.
"""

from __future__ import annotations

import base64
import codecs
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, final

import orjson

from pi_scrub import keyfile, program
from pi_scrub.errors import KeyringError
from pi_scrub.key import (
    SECRET_BYTES,
    UNDATED,
    Fixed,
    Key,
    Retired,
    checked_id,
    checked_jurisdiction,
    checked_secret,
    checked_time,
    decoded,
    environment_id,
)
from pi_scrub.passphrase import Passphrase
from pi_scrub.sealed import check, is_sealed, unseal

FORMAT = "pi_scrub keyring v1"
PATH_VARIABLE = "PI_SCRUB_KEYRING"
SECRET_VARIABLE = "PI_SCRUB_KEY"  # noqa: S105  # the name of it, no more
JURISDICTION_VARIABLE = "PI_SCRUB_JURISDICTION"
DEFAULT_JURISDICTION = "unspecified"

AnyPath = str | os.PathLike[str]
Words = list[str] | tuple[str, ...]  # a program and its arguments
Place = Path | tuple[str, ...] | None  # where a keyring is: in a file, with a program that prints it, in the environment
_Each = TypeVar("_Each", Key, Retired)


@final
class Keyring(Fixed):
    """The keys of one jurisdiction, newest first. Fixed once made.

    jurisdiction: free text of 1 to 64 characters, part of every token's derivation: the same number has
        unrelated tokens in two jurisdictions, even under one secret.
    keys: at least one; of those made in the same second, the later in the given order is the newer.
    retired: what is left of keys whose secret is gone. No two keys, retired or not, have one id.

    Raises KeyringError for anything else.
    """

    __slots__ = ("active", "jurisdiction", "keys", "retired")

    jurisdiction: str
    keys: tuple[Key, ...]
    retired: tuple[Retired, ...]
    active: Key  # the newest: it writes

    def __init__(self, jurisdiction: str, keys: Iterable[Key], retired: Iterable[Retired] = ()) -> None:
        newest_first, gone = _newest_first(keys), _newest_first(retired)
        if not newest_first:
            raise KeyringError("holds no active key, so none may write; restore a backup or make a new one")
        ids = [key.id for key in newest_first] + [key.id for key in gone]
        if len(set(ids)) < len(ids):
            raise KeyringError("holds two keys with one id; restore a backup")
        self._fix(
            jurisdiction=checked_jurisdiction(jurisdiction), keys=newest_first, retired=gone, active=newest_first[0]
        )

    def __repr__(self) -> str:
        return f"<Keyring {self.jurisdiction!r}: {', '.join(key.id for key in self.keys)}>"

    def ids(self) -> list[str]:
        """The ids of all keys, also of those retired."""
        return [key.id for key in self.keys] + [key.id for key in self.retired]

    def require(self, jurisdiction: str | None) -> None:
        """Raise KeyringError unless this keyring is of `jurisdiction`; None is any."""
        if jurisdiction is not None and checked_jurisdiction(jurisdiction) != self.jurisdiction:
            raise KeyringError(
                f"the keyring is of jurisdiction {self.jurisdiction!r}, and the policy requires {jurisdiction!r}"
            )

    @classmethod
    def load(
        cls,
        path: AnyPath | Words | None = None,
        *,
        group_read: bool = False,
        policy_command: Words = (),
        passphrase: Passphrase | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Keyring:
        """The keyring of, in this order: `path`; PI_SCRUB_KEYRING (a path); PI_SCRUB_KEY; `policy_command`;
        `default_path()`.

        path: of a file; as a list or tuple, the words of a program whose standard output is the keyring.

        PI_SCRUB_KEY is the secret itself in base64 (at least 32 bytes), of the jurisdiction
        PI_SCRUB_JURISDICTION names, else of `DEFAULT_JURISDICTION`; its key id is `e` and four letters of
        its fingerprint.

        group_read: whether the file's group may read it (the policy's `keyring_group_read`).
        policy_command: a program as above (the policy's `keyring_command`); what the environment names goes before.
        passphrase: of an encrypted keyring; else it is the systemd credential `pi-scrub.passphrase`.
        environ: the environment; `os.environ` if none is given.

        Never makes one. Raises KeyringError that says what is wrong and what to do, never what the file
        holds.
        """
        place = locate(path, environ, policy_command)
        try:
            if place is None:
                return _from_environment(environ)
            return parsed(_content(place, group_read), passphrase)
        except KeyringError as error:
            problem = str(error)
        # Out here, and with no cause: the traceback of the first error has frames that hold the content.
        raise KeyringError(f"{called(place)} {problem}")

    @classmethod
    def create(
        cls, path: AnyPath, *, id: str | None = None, jurisdiction: str = DEFAULT_JURISDICTION
    ) -> Keyring:
        """A new keyring file of one new random key, open to its owner only, on disk when this returns.

        id: of the key, `[a-z][a-z0-9]{0,11}` with at most three digits; random letters if none is given.

        Folders that are missing are made, closed to all others. Raises KeyringError where anything (also a
        link) stands at `path` already, where it cannot be written, and for a bad id or jurisdiction; then
        no file is left.
        """
        place = _named(path, "the path")
        key = Key.new(id)
        keyring = cls(jurisdiction, [key])
        problem = keyfile.make(place, document(keyring))
        if problem:
            raise KeyringError(f"{called(place)} {problem}")
        return keyring

    @classmethod
    def from_secret(
        cls,
        secret: bytes,
        *,
        id: str = "memory",
        jurisdiction: str = DEFAULT_JURISDICTION,
        created: str = UNDATED,
    ) -> Keyring:
        """A keyring of one active key that no file holds. secret: at least 32 random bytes.

        Raises KeyringError for a secret, id, jurisdiction or time that will not do.
        """
        return cls(jurisdiction, [Key(id, created, secret)])

    @classmethod
    def sample(cls) -> Keyring:
        """The published key that the samples and the README are made with. Its tokens hide nothing."""
        return cls.from_secret(bytes(range(SECRET_BYTES)), id="sample", jurisdiction="sample")


def locate(
    path: AnyPath | Words | None = None, environ: Mapping[str, str] | None = None, policy_command: Words = ()
) -> Place:
    """Where `Keyring.load` finds it, whether or not anything is there.

    Raises KeyringError where a path is named but empty.
    """
    if isinstance(path, list | tuple):
        return tuple(path)
    if path is not None:
        return _named(path, "the path")
    named = _variable(PATH_VARIABLE, environ)
    if named is not None:
        return _named(named, PATH_VARIABLE)
    if _variable(SECRET_VARIABLE, environ) is not None:
        return None
    return tuple(policy_command) or default_path(environ)


def default_path(environ: Mapping[str, str] | None = None) -> Path:
    """The user's own keyring, in the folder that `click.get_app_dir("pi-scrub")` names too.

    Unlike there, an XDG_CONFIG_HOME that is empty or relative is passed over, as its specification demands:
    a key must not land in whatever folder is current. Raises KeyringError where the user has no home.
    """
    if sys.platform == "darwin":
        folder = Path("~/Library/Application Support").expanduser()
    else:
        folder = Path(_variable("XDG_CONFIG_HOME", environ) or "")
        if not folder.is_absolute():
            folder = _home() / ".config"
    return folder / "pi-scrub" / "keyring.json"


def _variable(name: str, environ: Mapping[str, str] | None) -> str | None:
    # Looked up here, so that no caller's frame has the whole environment, hence the secret, as a local.
    return (os.environ if environ is None else environ).get(name)


def _named(path: AnyPath, by: str) -> Path:
    if not os.fspath(path):  # an unset variable in somebody's script: the default would be another key
        raise KeyringError(f"{by} of the keyring is empty: give it a path, or leave it out")
    return Path(path)


def _home() -> Path:
    try:
        return Path("~").expanduser()
    except RuntimeError:
        raise KeyringError("no home folder, so no keyring of your own: name one by --keyring") from None


def _content(place: Path | tuple[str, ...], group_read: bool) -> bytes:
    if isinstance(place, tuple):
        return program.output_of(place, without=SECRET_VARIABLE)
    return keyfile.read(place, group_read)


def _from_environment(environ: Mapping[str, str] | None) -> Keyring:
    jurisdiction = _variable(JURISDICTION_VARIABLE, environ)
    if jurisdiction is None:
        jurisdiction = DEFAULT_JURISDICTION
    jurisdiction = checked_jurisdiction(jurisdiction)
    secret = checked_secret(decoded((_variable(SECRET_VARIABLE, environ) or "").strip()))
    return Keyring.from_secret(secret, id=environment_id(secret, jurisdiction), jurisdiction=jurisdiction)


def called(place: Place) -> str:
    """How a message names the keyring that is there."""
    if isinstance(place, tuple):
        return program.called(place)
    return f"{SECRET_VARIABLE}:" if place is None else f"keyring {keyfile.shown(place)}:"


def parsed(content: bytes, passphrase: Passphrase | None = None) -> Keyring:
    """The keyring a file's content holds, sealed or not; not one that is not, where `passphrase` says it must be.

    Raises KeyringError; its traceback has the content.
    """
    found = read_json(content)
    passphrase = passphrase or Passphrase()
    if is_sealed(found):
        check(found)  # before anybody is asked for a passphrase
        found = read_json(unseal(found, passphrase.value()))
    elif passphrase.binding:
        raise KeyringError("is not encrypted, and a passphrase is given for it: `pi-scrub keys encrypt` it, or give none")
    return _keyring(found)


def read_json(content: bytes) -> object:
    """Raises KeyringError where there is none; its traceback has the content."""
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        raise KeyringError("is empty; remove it and make a new one, or restore a backup")
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise KeyringError(f"is no keyring: no valid JSON from line {error.lineno} on") from None


def _keyring(found: object) -> Keyring:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise KeyringError(f'is no keyring of this version: it lacks "format": "{FORMAT}"')
    entries = found.get("keys")
    if not isinstance(entries, list):
        raise KeyringError('is damaged: "keys" is no list; restore a backup')
    keys = [_key(*numbered) for numbered in enumerate(entries, 1)]
    return Keyring(
        _text(found, "jurisdiction"),
        [key for key in keys if isinstance(key, Key)],
        [key for key in keys if isinstance(key, Retired)],
    )


def document(keyring: Keyring) -> bytes:
    """What a keyring's file holds; `parsed` reads it."""
    gone = [{"id": key.id, "created": key.created, "state": "retired"} for key in reversed(keyring.retired)]
    keys = [
        {
            "id": key.id,
            "created": key.created,
            "state": "active",
            "secret": base64.b64encode(key.secret).decode(),
        }
        for key in reversed(keyring.keys)  # oldest first: of one second, the later in the file is the newer
    ]
    whole = {"format": FORMAT, "jurisdiction": keyring.jurisdiction, "keys": gone + keys}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _key(number: int, entry: object) -> Key | Retired:
    try:
        if not isinstance(entry, dict):
            raise KeyringError("is no object")
        id, created, state = (_text(entry, name) for name in ("id", "created", "state"))
        if state == "retired":
            return Retired(checked_id(id), checked_time(created))
        if state != "active":
            raise KeyringError('"state" is none of active, retired')
        return Key(id, created, decoded(_text(entry, "secret")))
    except KeyringError as error:
        raise KeyringError(f"key {number} of the file: {error}") from None


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise KeyringError(f'"{name}" is missing or no text')
    return value


def _newest_first(keys: Iterable[_Each]) -> tuple[_Each, ...]:
    in_order = sorted(enumerate(keys), key=lambda pair: (pair[1].created, pair[0]), reverse=True)
    return tuple(key for _, key in in_order)
