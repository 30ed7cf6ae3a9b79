"""Keys: made, found, read. The file that holds them (its own safety is `keyfile`'s) is the whole secret.

Strategy: a keyring that cannot be trusted is not used, and nothing here shows a secret. A `Key` has no
public form but its id; messages name paths and positions; and errors are raised anew at the edge, so that
no traceback holds a frame in which the content of a keyring is a local variable.

The file is JSON:

    {"format": "pi_scrub keyring v1", "jurisdiction": "EEA",
     "keys": [{"id": "kdwqrtzn", "created": "2025-01-31T12:00:00Z", "state": "active", "secret": "<base64>"}]}

Of the active keys the newest writes; a retired one never writes, but its tokens can still be found. Members
that this version does not know are ignored; what changes the meaning of the known ones takes another
`format`.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import os
import re
import secrets
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NoReturn, cast, final, get_args

import orjson
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pi_scrub import keyfile
from pi_scrub.errors import KeyringError

FORMAT = "pi_scrub keyring v1"
PATH_VARIABLE = "PI_SCRUB_KEYRING"
SECRET_VARIABLE = "PI_SCRUB_KEY"  # noqa: S105  # the name of it, no more
JURISDICTION_VARIABLE = "PI_SCRUB_JURISDICTION"
DEFAULT_JURISDICTION = "unspecified"

SECRET_BYTES = 32  # the output of the hash, which RFC 2104 section 3 advises; a shorter secret is refused
JURISDICTION_LIMIT = 64  # characters
UNDATED = "1970-01-01T00:00:00Z"  # the creation time of a key that came without one

# A letter for each 4 bits: no digit in tokens, so no scanner takes one for a number.
LETTERS = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")

State = Literal["active", "retired"]
AnyPath = str | os.PathLike[str]

_KEY_ID = re.compile(r"[a-z][a-z0-9]{0,11}")
_KEY_ID_DIGITS = 3  # so that no number hides in an id
_CREATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_RANDOM_ID_LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowels: no names, no words
_RANDOM_ID_LENGTH = 8  # among 1,000 hosts, two share an id with probability 3e-5
_DISTINCT_BYTES = 8  # 32 random bytes hold fewer different ones with probability 1e-36
_FINGERPRINT_SCOPE = "pi_scrub/v1/fingerprint"


class _Fixed:
    """What Key and Keyring share: fixed once made, and no way to carry them off by pickle or copy."""

    __slots__ = ()

    def _fix(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} is fixed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} is fixed")

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"a {type(self).__name__} is neither pickled nor copied: load the keyring where it is used"
        )

    def __getstate__(self) -> NoReturn:
        self.__reduce__()


@final
class Key(_Fixed):
    """One key: id, creation time (ISO 8601, UTC, whole seconds), state, and its secret (bytes, at least 32).

    Fixed once made. `repr` shows the id only, and there is no way to pickle, copy or list it: it is no
    dataclass, which `asdict` and many a serialiser would take apart. Raises KeyringError for anything
    malformed.
    """

    __slots__ = ("created", "id", "secret", "state")

    id: str
    created: str
    state: State
    secret: bytes

    def __init__(self, id: str, created: str, state: str, secret: bytes) -> None:
        self._fix(
            id=_checked_id(id),
            created=_checked_time(created),
            state=_checked_state(state),
            secret=_checked_secret(secret),
        )

    def __repr__(self) -> str:
        return f"<Key {self.id}>"


@final
class Keyring(_Fixed):
    """The keys of one jurisdiction, newest first. Fixed once made.

    jurisdiction: free text of 1 to 64 characters, part of every token's derivation: the same number has
        unrelated tokens in two jurisdictions, even under one secret.
    keys: at least one of them active, no two with one id; of those made in the same second, the later in the
        given order is the newer.

    Raises KeyringError for anything else.
    """

    __slots__ = ("active", "jurisdiction", "keys")

    jurisdiction: str
    keys: tuple[Key, ...]
    active: Key  # the newest active one: it writes

    def __init__(self, jurisdiction: str, keys: Iterable[Key]) -> None:
        in_order = sorted(enumerate(keys), key=lambda pair: (pair[1].created, pair[0]), reverse=True)
        newest_first = tuple(key for _, key in in_order)
        active = next((key for key in newest_first if key.state == "active"), None)
        if active is None:
            raise KeyringError("holds no active key, so none may write; restore a backup or make a new one")
        if len({key.id for key in newest_first}) < len(newest_first):
            raise KeyringError("holds two keys with one id; restore a backup")
        self._fix(jurisdiction=_checked_jurisdiction(jurisdiction), keys=newest_first, active=active)

    def __repr__(self) -> str:
        return f"<Keyring {self.jurisdiction!r}: {', '.join(key.id for key in self.keys)}>"

    @classmethod
    def load(
        cls,
        path: AnyPath | None = None,
        *,
        group_read: bool = False,
        environ: Mapping[str, str] | None = None,
    ) -> Keyring:
        """The keyring of, in this order: `path`; PI_SCRUB_KEYRING (a path); PI_SCRUB_KEY; `default_path()`.

        PI_SCRUB_KEY is the secret itself in base64 (at least 32 bytes), of the jurisdiction
        PI_SCRUB_JURISDICTION names, else of `DEFAULT_JURISDICTION`; its key id is `e` and four letters of
        its fingerprint.

        group_read: whether the file's group may read it (the policy's `keyring_group_read`).
        environ: the environment; `os.environ` if none is given.

        Never makes one. Raises KeyringError that says what is wrong and what to do, never what the file
        holds.
        """
        place = locate(path, environ)
        try:
            return _from_environment(environ) if place is None else _parsed(keyfile.read(place, group_read))
        except KeyringError as error:
            problem = str(error)
        # Out here, and with no cause: the traceback of the first error has frames that hold the content.
        raise KeyringError(f"{_called(place)} {problem}")

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
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        key = Key(_random_id() if id is None else id, now, "active", secrets.token_bytes(SECRET_BYTES))
        keyring = cls(jurisdiction, [key])
        problem = keyfile.make(place, _document(keyring))
        if problem:
            raise KeyringError(f"{_called(place)} {problem}")
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
        return cls(jurisdiction, [Key(id, created, "active", secret)])

    @classmethod
    def sample(cls) -> Keyring:
        """The published key that the samples and the README are made with. Its tokens hide nothing."""
        return cls.from_secret(bytes(range(SECRET_BYTES)), id="sample", jurisdiction="sample")


def locate(path: AnyPath | None = None, environ: Mapping[str, str] | None = None) -> Path | None:
    """Where `Keyring.load` reads, whether or not anything is there; None: the secret is in the environment.

    Raises KeyringError where a path is named but empty.
    """
    if path is not None:
        return _named(path, "the path")
    named = _variable(PATH_VARIABLE, environ)
    if named is not None:
        return _named(named, PATH_VARIABLE)
    return default_path(environ) if _variable(SECRET_VARIABLE, environ) is None else None


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


def derive(secret: bytes, *scope: str) -> bytes:
    """The sub-key (32 bytes) of `secret` for one use; the parts of `scope` name the use, each with its
    length before it, so that ("ab", "c") is not ("a", "bc")."""
    parts = [part.encode() for part in scope]
    return hkdf(secret, b"".join(len(part).to_bytes(4, "big") + part for part in parts))


def hkdf(secret: bytes, info: bytes, length: int = SECRET_BYTES) -> bytes:
    """HKDF-SHA-256 (RFC 5869) without salt: the secret is random already (section 3.1)."""
    return HKDF(SHA256(), length, salt=None, info=info).derive(secret)


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


def _from_environment(environ: Mapping[str, str] | None) -> Keyring:
    jurisdiction = _variable(JURISDICTION_VARIABLE, environ)
    if jurisdiction is None:
        jurisdiction = DEFAULT_JURISDICTION
    secret = _checked_secret(_decoded((_variable(SECRET_VARIABLE, environ) or "").strip()))
    fingerprint = derive(secret, _FINGERPRINT_SCOPE, _checked_jurisdiction(jurisdiction))
    letters = fingerprint[:2].hex().encode().translate(LETTERS).decode()
    return Keyring.from_secret(secret, id="e" + letters, jurisdiction=jurisdiction)


def _called(place: Path | None) -> str:
    return f"{SECRET_VARIABLE}:" if place is None else f"keyring {keyfile.shown(place)}:"


def _parsed(content: bytes) -> Keyring:
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        raise KeyringError("is empty; remove it and make a new one, or restore a backup")
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise KeyringError(f"is no keyring: no valid JSON from line {error.lineno} on") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise KeyringError(f'is no keyring of this version: it lacks "format": "{FORMAT}"')
    entries = document.get("keys")
    if not isinstance(entries, list):
        raise KeyringError('is damaged: "keys" is no list; restore a backup')
    return Keyring(_text(document, "jurisdiction"), [_key(*numbered) for numbered in enumerate(entries, 1)])


def _key(number: int, entry: object) -> Key:
    try:
        if not isinstance(entry, dict):
            raise KeyringError("is no object")
        id, created, state, secret = (_text(entry, name) for name in ("id", "created", "state", "secret"))
        return Key(id, created, state, _decoded(secret))
    except KeyringError as error:
        raise KeyringError(f"key {number} of the file: {error}") from None


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise KeyringError(f'"{name}" is missing or no text')
    return value


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KeyringError("the secret is not base64") from None


def _checked_id(id: str) -> str:
    if not _KEY_ID.fullmatch(id) or sum(map(str.isdigit, id)) > _KEY_ID_DIGITS:
        raise KeyringError("a key id is 1 to 12 of a-z and 0-9, first a letter, with at most 3 digits")
    return id


def _checked_time(created: str) -> str:
    with suppress(ValueError):
        if _CREATED.fullmatch(created) and datetime.fromisoformat(created):
            return created
    raise KeyringError('"created" is no time like 2025-01-31T12:00:00Z')


def _checked_state(state: str) -> State:
    if state not in get_args(State):
        raise KeyringError(f'"state" is none of {", ".join(get_args(State))}')
    return cast(State, state)


def _checked_secret(secret: bytes) -> bytes:
    if len(secret) < SECRET_BYTES:
        raise KeyringError(f"the secret has {len(secret)} bytes of the {SECRET_BYTES} it needs at least")
    if len(set(secret)) < _DISTINCT_BYTES:
        raise KeyringError("the secret is not random: all zero, or a few bytes over and over")
    return bytes(secret)


def _checked_jurisdiction(text: str) -> str:
    """The text, in Unicode's composed form: two ways to type one name must not make two jurisdictions."""
    if not 0 < len(text) <= JURISDICTION_LIMIT or not text.isprintable() or text.strip() != text:
        raise KeyringError(
            f"a jurisdiction is 1 to {JURISDICTION_LIMIT} printable characters, with no space at either end"
        )
    return unicodedata.normalize("NFC", text)


def _document(keyring: Keyring) -> bytes:
    keys = [
        {
            "id": key.id,
            "created": key.created,
            "state": key.state,
            "secret": base64.b64encode(key.secret).decode(),
        }
        for key in reversed(keyring.keys)  # oldest first: of one second, the later in the file is the newer
    ]
    document = {"format": FORMAT, "jurisdiction": keyring.jurisdiction, "keys": keys}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _random_id() -> str:
    return "".join(secrets.choice(_RANDOM_ID_LETTERS) for _ in range(_RANDOM_ID_LENGTH))
