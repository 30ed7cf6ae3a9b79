"""Encrypted keyrings: what they are made of, who opens them, and that they stay encrypted."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import pickle
import re
import secrets
import select
import stat
import subprocess
import termios
import time
from functools import cache
from pathlib import Path

import pytest
from command import COMMAND, environment, pi_scrub, start
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pi_scrub import Keyring, KeyringError, Policy
from pi_scrub.keychange import change_passphrase, encrypt, retire, rotate
from pi_scrub.keyring import document
from pi_scrub.passphrase import CREDENTIAL, Passphrase, of_file
from pi_scrub.renewal import RenewingScrubber
from pi_scrub.sealed import seal, unseal

NUMBER = "+14155550123"
WORDS = "seven quiet lanterns"


def words(text: str = WORDS) -> Passphrase:
    return Passphrase(text.encode)


@cache
def encrypted() -> bytes:
    """What the file of an encrypted keyring holds; made once, as each time takes half a second."""
    return seal(document(Keyring.from_secret(secrets.token_bytes(32), id="first", jurisdiction="EEA")), WORDS.encode())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An encrypted keyring of one key, `first`."""
    place = tmp_path / "keyring.json"
    place.touch(0o600)
    place.write_bytes(encrypted())
    return place


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with its passphrase."""
    place = tmp_path / "passphrase"
    place.touch(0o600)
    place.write_text(WORDS + "\n")
    return place


def test_what_is_sealed_opens_with_its_passphrase_alone() -> None:
    envelope = json.loads(seal(b"content", b"right words"))
    assert unseal(envelope, b"right words") == b"content"
    assert envelope["n"] == 1 << 17 and (envelope["r"], envelope["p"]) == (8, 1)
    with pytest.raises(KeyringError, match="passphrase is wrong"):
        unseal(envelope, b"right word")
    with pytest.raises(KeyringError, match="passphrase is wrong"):
        unseal(envelope | {"created": "by another"}, b"right words")  # the header is authenticated
    assert json.loads(seal(b"content", b"right words"))["salt"] != envelope["salt"]


def test_the_envelope_is_opened_by_hand() -> None:
    """As the docstring of `sealed` says, with another library's scrypt."""
    header = json.loads(seal(b"content", b"right words"))
    sealed, nonce, salt = (base64.b64decode(header[name]) for name in ("sealed", "nonce", "salt"))
    key = hashlib.scrypt(b"right words", salt=salt, n=1 << 17, r=8, p=1, dklen=32, maxmem=256 << 20)
    del header["sealed"]
    authenticated = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    assert AESGCM(key).decrypt(nonce, sealed, authenticated) == b"content"


@pytest.mark.parametrize("change", [
    {"n": 1 << 40}, {"n": 1 << 30}, {"n": 1 << 10}, {"n": "131072"}, {"n": None}, {"r": 1 << 20}, {"p": 1 << 20}, {"kdf": "none"},
    {"cipher": "none"}, {"format": "pi_scrub sealed keyring v2"}, {"salt": ""}, {"nonce": "AAAA"}, {"sealed": 7}, {"sealed": "%"},
], ids=str)  # fmt: skip
def test_a_hostile_envelope_is_refused_at_once_and_asks_for_nothing(path: Path, change: dict[str, object]) -> None:
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change))
    before = time.process_time()
    with pytest.raises(KeyringError) as caught:
        Keyring.load(path, passphrase=words())
    assert time.process_time() - before < 0.2
    assert str(path) in str(caught.value) and caught.value.__context__ is None


def test_an_encrypted_keyring_is_changed_and_stays_encrypted(path: Path) -> None:
    rotate(path, id="second", passphrase=words())
    retire(path, "first", passphrase=words())
    assert Keyring.load(path, passphrase=words()).ids() == ["second", "first"]
    assert b"secret" not in path.read_bytes() and b"second" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    for act in (lambda: rotate(path, passphrase=words("wrong words")), lambda: encrypt(path, words())):
        with pytest.raises(KeyringError):
            act()
    assert path.read_bytes() == before


def test_a_passphrase_is_fetched_once_and_shows_itself_nowhere(path: Path) -> None:
    fetched: list[int] = []
    passphrase = Passphrase(lambda: fetched.append(1) or WORDS.encode())  # type: ignore[func-returns-value]
    assert Keyring.load(path, passphrase=passphrase) and Keyring.load(path, passphrase=passphrase)
    assert fetched == [1]
    assert WORDS not in repr(passphrase)
    with pytest.raises(TypeError):
        pickle.dumps(passphrase)


def test_where_an_encrypted_keyring_is_expected_one_that_is_not_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "keyring.json"
    Keyring.create(place, id="first")
    plain = place.read_bytes()
    for act in (lambda: Keyring.load(place, passphrase=words()), lambda: rotate(place, passphrase=words())):
        with pytest.raises(KeyringError, match="is not encrypted"):
            act()
    assert place.read_bytes() == plain and Keyring.load(place).ids() == ["first"]
    encrypt(place, words())
    told: list[str] = []
    scrubber = RenewingScrubber(place, passphrase=words(), on_renewal=told.append)
    Keyring.create(tmp_path / "other.json", id="other").require(None)
    (tmp_path / "other.json").rename(place)
    assert not scrubber.renew() and "is not encrypted" in told[0] and scrubber.keyring.active.id == "first"


def test_nobody_waits_for_a_passphrase_to_be_typed(path: Path) -> None:
    def typed() -> bytes:
        folder = os.open(path.parent, os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises where the keyring is locked
        os.close(folder)
        return WORDS.encode()

    assert rotate(path, id="second", passphrase=Passphrase(typed)).active.id == "second"


@pytest.mark.parametrize("text", ["", "short", "two\nlines of words", "x" * 2000])
def test_a_passphrase_that_will_not_do_encrypts_nothing(tmp_path: Path, text: str) -> None:
    place = tmp_path / "keyring.json"
    Keyring.create(place)
    before = place.read_bytes()
    with pytest.raises(KeyringError):
        encrypt(place, words(text))
    assert place.read_bytes() == before


def test_a_renewing_scrubber_opens_a_rotated_keyring_by_what_it_remembers(path: Path) -> None:
    passphrase = words()
    ring = Keyring.load(path, passphrase=passphrase)
    told: list[str] = []
    scrubber = RenewingScrubber(path, Policy(), keyring=ring, passphrase=passphrase.remembered(), on_renewal=told.append)
    rotate(path, id="second", passphrase=words())
    assert scrubber.renew() and scrubber.scrub(NUMBER).startswith("ph_second_")
    path.write_bytes(seal(b"{}", b"other words"))
    assert not scrubber.renew() and scrubber.scrub(NUMBER).startswith("ph_second_")
    assert "passphrase is wrong" in told[-1]


# --- the command ---


def test_every_command_opens_an_encrypted_keyring(path: Path, file: Path, tmp_path: Path) -> None:
    ring = ("--keyring", path, "--passphrase-file", file)
    clean = pi_scrub(*ring, input=NUMBER.encode())
    assert clean.stdout.startswith(b"ph_first_")
    assert pi_scrub("token", *ring, NUMBER).stdout.strip() == clean.stdout.strip()
    (tmp_path / "clean.log").write_bytes(clean.stdout)
    assert pi_scrub("find", "-c", *ring, NUMBER, tmp_path / "clean.log").stdout == b"1\n"
    for command in (("list",), ("check",), ("rotate", "--id", "second"), ("retire", "first", "--yes")):
        assert pi_scrub("keys", *command, *ring).returncode == 0, command
    assert b'"sealed"' in path.read_bytes()


@pytest.mark.parametrize("wrong", [b"other words entirely\n", b"", None])
def test_a_wrong_or_missing_passphrase_is_a_clear_error(path: Path, file: Path, wrong: bytes | None) -> None:
    file.write_bytes(wrong or b"")
    options = () if wrong is None else ("--passphrase-file", file)
    for command in ((), ("token", NUMBER), ("keys", "list"), ("keys", "rotate")):
        done = pi_scrub(*command, "--keyring", path, *options, input=NUMBER.encode(), start_new_session=True)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
        assert b"passphrase" in done.stderr


def test_a_descriptor_and_the_credential_give_the_passphrase_too(path: Path, file: Path, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.write(write, WORDS.encode())
    os.close(write)
    done = pi_scrub("keys", "list", "--keyring", path, "--passphrase-fd", str(read), pass_fds=(read,))
    os.close(read)
    assert done.stdout.startswith(b"first\t")
    file.rename(tmp_path / CREDENTIAL)
    (tmp_path / CREDENTIAL).chmod(0o440)
    assert pi_scrub("keys", "list", "--keyring", path, env={"CREDENTIALS_DIRECTORY": str(tmp_path)}).returncode == 0


@pytest.mark.parametrize("options", [("--passphrase-fd", "0"), ("--passphrase-file", "/dev/stdin"), ("--passphrase-fd", "99"),
                                     ("--passphrase-file", "x", "--passphrase-fd", "3"), ("--passphrase-file", "/no/such")])
def test_what_gives_no_passphrase_is_refused_and_no_line_is_eaten(path: Path, options: tuple[str, ...]) -> None:
    done = pi_scrub("--keyring", path, *options, input=WORDS.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert WORDS.encode() not in done.stderr


def test_a_passphrase_file_open_to_others_is_refused(file: Path) -> None:
    file.chmod(0o644)
    with pytest.raises(KeyringError, match="open to others"):
        of_file(file)


def on_terminal(answers: list[bytes], *args: str | Path) -> tuple[int, bytes]:
    """Run a command with a terminal to ask on; each answer is typed when a question stands there."""
    master, terminal = os.openpty()

    def take() -> None:
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    child = subprocess.Popen([*COMMAND, *map(str, args)], env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=take)  # noqa: PLW1509
    shown = b""
    for answer in answers:
        while not shown.endswith(b": "):
            assert select.select([master], [], [], 20)[0]
            shown += os.read(master, 1024)
        shown += b"\n"
        os.write(master, answer + b"\n")
    out = child.communicate(timeout=20)[0]
    os.close(master)
    os.close(terminal)
    return child.returncode, out + shown


def test_on_a_terminal_it_asks_twice_to_encrypt_and_once_to_open(tmp_path: Path) -> None:
    place = tmp_path / "keyring.json"
    Keyring.create(place, id="first")
    answers = [WORDS.encode(), b"something else"]
    assert on_terminal(answers, "keys", "encrypt", "--keyring", place)[0] == 2
    assert b'"sealed"' not in place.read_bytes()
    code, shown = on_terminal([WORDS.encode()] * 2, "keys", "encrypt", "--keyring", place)
    assert code == 0 and WORDS.encode() not in shown and b"copies" in shown
    code, shown = on_terminal([WORDS.encode()], "keys", "list", "--keyring", place)
    assert code == 0 and b"first\t" in shown and WORDS.encode() not in shown
    assert b"encrypted already" in on_terminal([], "keys", "encrypt", "--keyring", place)[1]
    code, shown = on_terminal([WORDS.encode(), b"other words", b"other words"], "keys", "passphrase", "--keyring", place)
    assert code == 0 and b"other words" not in shown and b"old one" in shown
    assert Keyring.load(place, passphrase=words("other words")).ids() == ["first"]


def test_another_passphrase_opens_it_then_and_the_old_one_does_not(path: Path, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch(0o600)
    other.write_text("quite other words\n")
    done = pi_scrub("keys", "passphrase", "--keyring", path, "--passphrase-file", file, "--new-passphrase-file", other)
    assert done.returncode == 0 and done.stdout.startswith(b"first\tEEA\t")
    assert Keyring.load(path, passphrase=words("quite other words")).ids() == ["first"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert pi_scrub("keys", "list", "--keyring", path, "--passphrase-file", file).returncode == 2


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [("not the words", "quite other words", "passphrase is wrong"), (WORDS, "short", "8 characters"), (WORDS, "", "empty")],
)
def test_a_passphrase_that_is_not_changed_stays(path: Path, old: str, new: str, problem: str) -> None:
    before = path.read_bytes()
    with pytest.raises(KeyringError, match=problem):
        change_passphrase(path, words(old), words(new))
    assert path.read_bytes() == before and Keyring.load(path, passphrase=words())


def test_a_keyring_without_a_passphrase_gets_none_that_way(tmp_path: Path) -> None:
    place = tmp_path / "keyring.json"
    Keyring.create(place)
    before = place.read_bytes()
    with pytest.raises(KeyringError, match="keys encrypt"):
        change_passphrase(place, words(), words("quite other words"))
    assert place.read_bytes() == before


def test_a_running_pipe_takes_up_a_rotated_encrypted_keyring(path: Path, file: Path) -> None:
    process = start("--keyring", path, "--passphrase-file", file)
    assert process.stdin and process.stdout
    os.write(process.stdin.fileno(), NUMBER.encode() + b"\n")
    assert process.stdout.readline().startswith(b"ph_first_")
    rotate(path, id="second", passphrase=words())
    file.unlink()  # it is remembered
    time.sleep(1.1)
    os.write(process.stdin.fileno(), NUMBER.encode() + b"\n")
    assert process.stdout.readline().startswith(b"ph_second_")
    assert re.search(rb"key second writes", process.communicate(timeout=20)[1])
