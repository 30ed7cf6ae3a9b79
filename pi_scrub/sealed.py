"""A keyring under a passphrase: its content sealed in an envelope of JSON, and opened again.

Strategy: scrypt (RFC 7914) makes a key of the passphrase, AES-256-GCM seals with it, and the envelope's other members
are authenticated along, so none can be changed. Salt and nonce are new each time. The costs are fixed but for one step
up: a hostile file cannot ask for gigabytes, nor for a cheap derivation.

    {"format": "pi_scrub sealed keyring v1", "kdf": "scrypt", "n": 131072, "r": 8, "p": 1, "salt": "<base64>",
     "cipher": "AES-256-GCM", "nonce": "<base64>", "sealed": "<base64>"}
"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING, Any, TypeGuard

import orjson
from cryptography.exceptions import InvalidTag

from pi_scrub.errors import KeyringError
from pi_scrub.key import decoded

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = "pi_scrub sealed keyring v1"
COST, BLOCK_SIZE, PARALLEL = 1 << 17, 8, 1  # 128 MiB of memory for a moment
COSTS = (COST, COST << 1)  # what is read
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32

_FIXED = {"format": FORMAT, "kdf": "scrypt", "r": BLOCK_SIZE, "p": PARALLEL, "cipher": "AES-256-GCM"}


def is_sealed(found: object) -> TypeGuard[dict[str, Any]]:
    """Whether parsed JSON is an envelope, of this version or another."""
    return isinstance(found, dict) and str(found.get("format")).startswith("pi_scrub sealed keyring ")


def seal(content: bytes, passphrase: bytes) -> bytes:
    """The envelope, as a file holds it, of `content`. Raises KeyringError where memory does not suffice."""
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    header = {**_FIXED, "n": COST, "salt": _text(salt), "nonce": _text(nonce)}
    sealed = _cipher(passphrase, salt, COST).encrypt(nonce, content, _authenticated(header))
    return orjson.dumps({**header, "sealed": _text(sealed)}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def unseal(envelope: dict[str, Any], passphrase: bytes) -> bytes:
    """The content of an envelope. Raises KeyringError for a wrong passphrase and for a damaged envelope."""
    cost = check(envelope)
    salt, nonce, sealed = (_bytes(envelope, name) for name in ("salt", "nonce", "sealed"))
    if len(salt) != SALT_BYTES or len(nonce) != NONCE_BYTES:
        raise KeyringError('is damaged: "salt" or "nonce" has another length; restore a backup')
    header = {name: value for name, value in envelope.items() if name != "sealed"}
    try:
        return _cipher(passphrase, salt, cost).decrypt(nonce, sealed, _authenticated(header))
    except InvalidTag:
        raise KeyringError("cannot be opened: the passphrase is wrong, or the file was changed") from None


def check(envelope: dict[str, Any]) -> int:
    """The cost, where it and the ways are known and within limits. Raises KeyringError."""
    cost = envelope.get("n")
    if any(envelope.get(name) != value for name, value in _FIXED.items()) or cost not in COSTS:
        raise KeyringError(
            f'is encrypted in a way this version does not open: "format" is {FORMAT!r}, "kdf" scrypt'
            f' with "n" {COST} or {COSTS[-1]}, "r" {BLOCK_SIZE}, "p" {PARALLEL}, and "cipher" AES-256-GCM'
        )
    return int(cost)


def _cipher(passphrase: bytes, salt: bytes, cost: int) -> AESGCM:
    # 3 ms that a keyring without a passphrase does without:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415

    try:
        return AESGCM(Scrypt(salt, KEY_BYTES, cost, BLOCK_SIZE, PARALLEL).derive(passphrase))
    except MemoryError:
        raise KeyringError(f"needs {128 * cost * BLOCK_SIZE >> 20} MiB of memory for its passphrase") from None


def _authenticated(header: dict[str, Any]) -> bytes:
    return orjson.dumps(header, option=orjson.OPT_SORT_KEYS)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(envelope: dict[str, Any], name: str) -> bytes:
    value = envelope.get(name)
    if isinstance(value, str):
        try:
            return decoded(value)
        except KeyringError:
            pass
    raise KeyringError(f'is damaged: "{name}" is no base64; restore a backup')
