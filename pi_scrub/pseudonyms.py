"""(kind, canonical value) -> token: the same value always the same, and no way back without the key.

Strategy: all that depends on the key alone is done once. Each key gives each kind a sub-key by HKDF-SHA-256,
bound to this package, the jurisdiction and the kind; each sub-key becomes an HMAC-SHA-256 context that is
never fed, only copied. So a token costs one copy and one hash (measured: 1 µs), and threads share the
contexts: nothing that is shared ever changes. The value must be canonical already (a number in E.164): who
makes it so is not asked here.
"""

from __future__ import annotations

from binascii import hexlify
from collections.abc import Mapping

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from pi_scrub.errors import UsageError
from pi_scrub.judges import KINDS
from pi_scrub.key import LETTERS, Key, derive
from pi_scrub.keyring import Keyring

PREFIX = {kind: row.prefix for kind, row in KINDS.items() if row.action == "pseudonym"}  # where no policy says otherwise
TOKEN_BYTES = 16  # 128 bits: half the hash, the least RFC 2104 section 5 advises

_SCOPE = "pi_scrub/v1"
_STRAY = "surrogatepass"  # a lone surrogate is encoded as it stands: the error would carry the value

# For each kind: what every token starts with, and the context of its sub-key.
_Table = dict[str, tuple[str, HMAC]]


class Pseudonyms:
    """The tokens of a keyring's keys. Made once, then fixed; safe to share between threads.

    A token is `<prefix of the kind>_<key id>_<32 letters a..p>`: the first 128 bits of the HMAC, a letter for
    each 4 bits.
    """

    def __init__(self, keyring: Keyring, prefixes: Mapping[str, str] = PREFIX) -> None:
        """prefixes: kind -> what its tokens begin with."""
        tables = {key.id: _table(key, keyring.jurisdiction, prefixes) for key in keyring.keys}
        self._all = tuple(tables.values())
        self._active = tables[keyring.active.id]

    def token(self, kind: str, value: str) -> str:
        """The token of `value` by the key that writes.

        kind: a key of the prefixes. Raises UsageError for any other, without a word of the value.
        """
        entry = self._active.get(kind)
        if entry is None:
            raise self._unknown_kind()
        return entry[0] + letters(entry[1], value.encode("utf-8", _STRAY)).decode("ascii")

    def batch(self, kind: str) -> tuple[bytes, HMAC]:
        """What the tokens of a kind begin with, and the context of the key that writes, to be copied and never fed: `LETTERS` of the first
        128 bits of an HMAC are the rest of a token. For whoever needs many at once. Raises UsageError as `token` does."""
        entry = self._active.get(kind)
        if entry is None:
            raise self._unknown_kind()
        return entry[0].encode("ascii"), entry[1]

    def tokens(self, kind: str, value: str) -> list[str]:
        """The tokens of `value` by every key, newest key first. Raises UsageError as `token` does."""
        if kind not in self._active:
            raise self._unknown_kind()
        data = value.encode("utf-8", _STRAY)
        return [start + letters(context, data).decode("ascii") for start, context in (table[kind] for table in self._all)]

    def _unknown_kind(self) -> UsageError:
        # Not quoted: where the arguments were swapped, the kind is the value.
        return UsageError(f"unknown kind of pseudonym: it is one of {', '.join(self._active)}")


def letters(context: HMAC, data: bytes) -> bytes:
    """The first 128 bits of the HMAC of `data`, as 32 letters `a` to `p`. `context` stays as it is."""
    return hexlify(_mac(context, data)[:TOKEN_BYTES]).translate(LETTERS)


def _mac(context: HMAC, data: bytes) -> bytes:
    copy = context.copy()
    copy.update(data)
    return copy.finalize()


def mac_context(sub_key: bytes) -> HMAC:
    """HMAC-SHA-256 under `sub_key`, fed with nothing yet."""
    return HMAC(sub_key, SHA256())


def _table(key: Key, jurisdiction: str, prefixes: Mapping[str, str]) -> _Table:
    return {
        kind: (f"{prefix}_{key.id}_", mac_context(derive(key.secret, _SCOPE, jurisdiction, kind)))
        for kind, prefix in prefixes.items()
    }
