"""One key and what may be in it: checked when it is made, fixed then, and with no form but its id.

Strategy: a secret leaves a `Key` only by its attribute. No `repr`, pickle, copy or serialiser takes it along,
and no error of a check quotes what it refuses: it may be a secret in the wrong place.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import unicodedata
from collections.abc import Container
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple, NoReturn, final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pi_scrub.errors import KeyringError

SECRET_BYTES = 32  # the output of the hash, which RFC 2104 section 3 advises; a shorter secret is refused
JURISDICTION_LIMIT = 64  # characters
UNDATED = "1970-01-01T00:00:00Z"  # the creation time of a key that came without one

# A letter for each 4 bits: no digit in tokens, so no scanner takes one for a number.
LETTERS = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")

_KEY_ID = re.compile(r"[a-z][a-z0-9]{0,11}")
_KEY_ID_DIGITS = 3  # so that no number hides in an id
_CREATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_RANDOM_ID_LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowels: no names, no words
_RANDOM_ID_LENGTH = 8  # among 1,000 hosts, two share an id with probability 3e-5
_DISTINCT_BYTES = 8  # 32 random bytes hold fewer different ones with probability 1e-36
_FINGERPRINT_SCOPE = "pi_scrub/v1/fingerprint"
_FINGERPRINT_BYTES = 16  # enough to compare by, and nothing a token is made of


class Fixed:
    """What `Key` and `Keyring` share: fixed once made, and no way to carry them off by pickle or copy."""

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
class Key(Fixed):
    """One key: id, creation time (ISO 8601, UTC, whole seconds), and its secret (bytes, at least 32).

    Fixed once made. `repr` shows the id only, and there is no way to pickle, copy or list it: it is no
    dataclass, which `asdict` and many a serialiser would take apart. Raises KeyringError for anything
    malformed.
    """

    __slots__ = ("created", "id", "secret")

    id: str
    created: str
    secret: bytes

    def __init__(self, id: str, created: str, secret: bytes) -> None:
        self._fix(id=checked_id(id), created=checked_time(created), secret=checked_secret(secret))

    def __repr__(self) -> str:
        return f"<Key {self.id}>"

    @classmethod
    def new(cls, id: str | None = None, *, after: str = UNDATED, taken: Container[str] = ()) -> Key:
        """A new random key, made now. id: random letters if none is given, none of those `taken`.

        after: the creation time it is not older than, whatever the clock says: the newest key writes.
        """
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if id is None:
            id = next(each for each in iter(_random_id, None) if each not in taken)
        return cls(id, max(now, after), os.urandom(SECRET_BYTES))

    def fingerprint(self, jurisdiction: str) -> str:
        """What two machines can compare without showing the secret: 32 hexadecimal digits.

        A sub-key with an info of its own (HKDF), so it says nothing of the secret, nor of any token.
        """
        return _fingerprint(self.secret, jurisdiction)[:_FINGERPRINT_BYTES].hex()


class Retired(NamedTuple):
    """What is left of a retired key: its id, so that no other key gets it, and its creation time."""

    id: str
    created: str


def environment_id(secret: bytes, jurisdiction: str) -> str:
    """The id of a key that came without one: `e` and four letters of its fingerprint."""
    return "e" + _fingerprint(secret, jurisdiction)[:2].hex().encode().translate(LETTERS).decode()


def derive(secret: bytes, *scope: str) -> bytes:
    """The sub-key (32 bytes) of `secret` for one use; the parts of `scope` name the use, each with its
    length before it, so that ("ab", "c") is not ("a", "bc")."""
    parts = [part.encode() for part in scope]
    return hkdf(secret, b"".join(len(part).to_bytes(4, "big") + part for part in parts))


def hkdf(secret: bytes, info: bytes, length: int = SECRET_BYTES) -> bytes:
    """HKDF-SHA-256 (RFC 5869) without salt: the secret is random already (section 3.1)."""
    return HKDF(SHA256(), length, salt=None, info=info).derive(secret)


def _fingerprint(secret: bytes, jurisdiction: str) -> bytes:
    return derive(secret, _FINGERPRINT_SCOPE, jurisdiction)


def decoded(text: str) -> bytes:
    """The bytes of base64. Raises KeyringError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KeyringError("the secret is not base64") from None


def checked_id(id: str) -> str:
    """The id, if it may be one. Raises KeyringError."""
    if not _KEY_ID.fullmatch(id) or sum(map(str.isdigit, id)) > _KEY_ID_DIGITS:
        raise KeyringError("a key id is 1 to 12 of a-z and 0-9, first a letter, with at most 3 digits")
    return id


def checked_time(created: str) -> str:
    """The creation time, if it is one. Raises KeyringError."""
    with suppress(ValueError):
        if _CREATED.fullmatch(created) and datetime.fromisoformat(created):
            return created
    raise KeyringError('"created" is no time like 2025-01-31T12:00:00Z')


def checked_secret(secret: bytes) -> bytes:
    """The secret, if it is long and random enough. Raises KeyringError."""
    if len(secret) < SECRET_BYTES:
        raise KeyringError(f"the secret has {len(secret)} bytes of the {SECRET_BYTES} it needs at least")
    if len(set(secret)) < _DISTINCT_BYTES:
        raise KeyringError("the secret is not random: all zero, or a few bytes over and over")
    return bytes(secret)


def checked_jurisdiction(text: str) -> str:
    """The text, in Unicode's composed form: two ways to type one name must not make two jurisdictions."""
    if not 0 < len(text) <= JURISDICTION_LIMIT or not text.isprintable() or text.strip() != text:
        raise KeyringError(
            f"a jurisdiction is 1 to {JURISDICTION_LIMIT} printable characters, with no space at either end"
        )
    return unicodedata.normalize("NFC", text)


def _random_id() -> str:
    import secrets  # 4 ms that only a new key costs  # noqa: PLC0415

    return "".join(secrets.choice(_RANDOM_ID_LETTERS) for _ in range(_RANDOM_ID_LENGTH))
