"""Tokens: the published vectors of HMAC and HKDF through the functions in use, and what tokens promise.

The standard library's hmac is the oracle here: an implementation of its own, never used by the package.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from pi_scrub import Keyring, UsageError
from pi_scrub.key import Key, derive, hkdf
from pi_scrub.pseudonyms import PREFIX, Pseudonyms, letters, mac_context

NUMBER = "+14155550123"
SECRET = bytes(range(100, 132))
SHAPE = re.compile(r"(?:ph|em|us)_[a-z][a-z0-9]{0,11}_[a-p]{32}")

RFC_4231 = [  # (key, data, HMAC-SHA-256): section 4, all test cases
    (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (
        b"Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (b"\xaa" * 20, b"\xdd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (bytes(range(1, 26)), b"\xcd" * 50, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    (b"\x0c" * 20, b"Test With Truncation", "a3b6167473100ee06e0c796c2955552b"),
    (
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        b"\xaa" * 131,
        b"This is a test using a larger than block-size key and a larger than block-size data. The key needs"
        b" to be hashed before being used by the HMAC algorithm.",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
]

RFC_5869 = [  # (secret, salt, info, OKM): appendix A, the SHA-256 cases
    (
        b"\x0b" * 22,
        bytes(range(13)),
        bytes(range(0xF0, 0xFA)),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        bytes(range(0x50)),
        bytes(range(0x60, 0xB0)),
        bytes(range(0xB0, 0x100)),
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    ),
    (
        b"\x0b" * 22,
        b"",
        b"",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
]


def oracle_hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, hashlib.sha256)


def oracle_hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, section 2, word for word."""
    pseudo_random_key = oracle_hmac(salt or b"\x00" * 32, secret)
    okm, block = b"", b""
    for counter in range(1, 1 + -(-length // 32)):
        block = oracle_hmac(pseudo_random_key, block + info + bytes([counter]))
        okm += block
    return okm[:length]


def oracle_token(secret: bytes, key_id: str, jurisdiction: str, kind: str, value: str) -> str:
    parts = [part.encode() for part in ("pi_scrub/v1", jurisdiction, kind)]
    info = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    mac = oracle_hmac(oracle_hkdf(secret, b"", info, 32), value.encode())
    return f"{PREFIX[kind]}_{key_id}_" + "".join(
        "abcdefghijklmnop"[int(digit, 16)] for digit in mac.hex()[:32]
    )


def pseudonyms(secret: bytes = SECRET, jurisdiction: str = "EEA") -> Pseudonyms:
    return Pseudonyms(Keyring.from_secret(secret, id="k", jurisdiction=jurisdiction))


@pytest.mark.parametrize(("key", "data", "mac"), RFC_4231)
def test_the_letters_are_the_first_128_bits_of_rfc_4231s_hmacs(key: bytes, data: bytes, mac: str) -> None:
    found = letters(mac_context(key), data)
    assert "".join("0123456789abcdef"[b"abcdefghijklmnop".index(letter)] for letter in found) == mac[:32]


@pytest.mark.parametrize(("secret", "salt", "info", "okm"), RFC_5869)
def test_the_oracle_computes_rfc_5869s_vectors(secret: bytes, salt: bytes, info: bytes, okm: str) -> None:
    assert oracle_hkdf(secret, salt, info, len(okm) // 2).hex() == okm


def test_hkdf_computes_rfc_5869s_vector_without_salt_and_what_the_oracle_does() -> None:
    secret, _, info, okm = RFC_5869[2]
    assert hkdf(secret, info, 42).hex() == okm
    for length in (1, 31, 32, 33, 64, 255):
        secret, info = secrets.token_bytes(32 + length), secrets.token_bytes(length)
        assert hkdf(secret, info, length) == oracle_hkdf(secret, b"", info, length)


def test_a_sub_key_depends_on_every_part_of_its_scope_and_where_they_part() -> None:
    scopes = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc"), ("c", "ab"), ("ab", "c", "")]
    assert len({derive(SECRET, *scope) for scope in scopes}) == len(scopes)
    assert derive(SECRET, "ab", "c") == oracle_hkdf(SECRET, b"", b"\0\0\0\2ab\0\0\0\1c", 32)


@pytest.mark.parametrize("kind", PREFIX)
@pytest.mark.parametrize("value", [NUMBER, "", "0", "maria@example.org", "Zoë", "x" * 10_000])
def test_a_token_is_what_the_oracle_says(kind: str, value: str) -> None:
    token = pseudonyms().token(kind, value)
    assert token == oracle_token(SECRET, "k", "EEA", kind, value)
    assert SHAPE.fullmatch(token)


def test_the_token_of_the_sample_key_never_changes() -> None:
    """A change here is a change of every pseudonym in every log there is."""
    sample = Pseudonyms(Keyring.sample())
    assert sample.token("phone", NUMBER) == "ph_sample_ampoelfapmjjdmfpefnjkjakikdjjnle"
    assert sample.token("email", "maria@example.org") == "em_sample_leeeeniooadgeepkenkloehinfnchdjh"
    assert sample.token("user", "maria") == "us_sample_mbfofbbjejibdigncbdendmfammcepaa"


def test_no_two_kinds_jurisdictions_or_secrets_share_a_token() -> None:
    makers = [
        pseudonyms(secret, jurisdiction)
        for secret in (SECRET, SECRET[::-1], SECRET + b"\0")
        for jurisdiction in ("EEA", "US", "ee", "EEAphone", "E")
    ]
    tails = [maker.token(kind, NUMBER)[-32:] for maker in makers for kind in PREFIX]
    assert len(set(tails)) == len(tails) == 3 * 5 * 3


def test_two_jurisdictions_have_no_token_in_common() -> None:
    numbers = [f"+1415555{n:04d}" for n in range(10_000)]
    first, second = (
        {maker.token("phone", n) for n in numbers} for maker in (pseudonyms(), pseudonyms(jurisdiction="US"))
    )
    assert len(first) == len(second) == len(numbers)
    assert not first & second


def test_100_000_numbers_have_100_000_tokens_of_the_right_shape() -> None:
    maker = pseudonyms()
    tokens = {maker.token("phone", f"+4420794{n:05d}") for n in range(100_000)}
    assert len(tokens) == 100_000
    assert all(SHAPE.fullmatch(token) for token in tokens)
    assert {letter for token in tokens for letter in token[-32:]} == set("abcdefghijklmnop")


def test_the_newest_key_writes_and_tokens_tries_all_keys_newest_first() -> None:
    keys = [
        Key("mid", "2025-02-01T00:00:00Z", secrets.token_bytes(32)),
        Key("old", "2025-01-01T00:00:00Z", secrets.token_bytes(32)),
        Key("new", "2025-03-01T00:00:00Z", secrets.token_bytes(32)),
    ]
    maker = Pseudonyms(Keyring("EEA", keys))
    tokens = maker.tokens("phone", NUMBER)
    assert [token.split("_")[1] for token in tokens] == ["new", "mid", "old"]
    assert maker.token("phone", NUMBER) == tokens[0]
    assert len({token[-32:] for token in tokens}) == 3


@pytest.mark.parametrize("kind", ["name", "Phone", "", "ph", NUMBER])
@pytest.mark.parametrize("method", ["token", "tokens"])
def test_an_unknown_kind_is_an_error_that_quotes_neither_kind_nor_value(method: str, kind: str) -> None:
    with pytest.raises(UsageError, match="one of phone, email, user") as caught:
        getattr(pseudonyms(), method)(kind, NUMBER)
    assert NUMBER not in str(caught.value)
    assert caught.value.__context__ is None


def test_stray_surrogates_have_tokens_too_for_the_encoding_error_would_carry_the_value() -> None:
    maker = pseudonyms()
    assert len({maker.token("user", value) for value in ("\udc80", "\udcff", "\ud800", "\x80", "?")}) == 5


def test_threads_that_share_pseudonyms_get_the_same_tokens_as_one() -> None:
    maker = pseudonyms()
    numbers = [f"+1415555{n:04d}" for n in range(2_000)]
    alone = [maker.token("phone", number) for number in numbers]
    with ThreadPoolExecutor(8) as pool:
        for together in pool.map(lambda _: [maker.token("phone", number) for number in numbers], range(16)):
            assert together == alone
