"""A canary key goes through every command in many ways; nothing but the keyring ever holds it, in any form."""

from __future__ import annotations

import base64
import os
import pickle
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import marks
import pytest
from command import COMMAND, environment, pi_scrub, start
from marked.sitecustomize import MARK
from marks import files_with_keys, forms, refuse

from pi_scrub import Keyring, KeyringError, Policy, Scrubber
from pi_scrub.keychange import encrypt, rotate
from pi_scrub.keyring import document
from pi_scrub.passphrase import Passphrase
from pi_scrub.renewal import RenewingScrubber

SECRET = bytes.fromhex("c17e9a04d36bf285901cae7743e85d2fb66a0f91d8e423579bfc10ad68427ee5")
WORDS = b"canary in seven lanterns"
NUMBER = "+14155550123"

FORMS = forms(SECRET) + forms(WORDS)


def hits(data: bytes) -> list[bytes]:
    return marks.hits(data, FORMS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A plain keyring that holds the canary."""
    place = tmp_path / "keyring.json"
    place.touch(0o600)
    place.write_bytes(document(Keyring.from_secret(SECRET, id="canary", jurisdiction="EEA", created="2025-01-31T12:00:00Z")))
    return place


def files(folder: Path, *but: str) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.is_file() and each.name not in but)


def test_the_forms_are_found_where_they_stand(path: Path) -> None:
    assert hits(path.read_bytes()) and hits(b"key " + SECRET.hex().encode()) and hits(repr({"k": SECRET}).encode()) and hits(b"x" + WORDS)
    assert hits(base64.b64encode(b"ab" + SECRET + b"yz")) and hits(SECRET[::-1])


def test_no_command_shows_it_or_leaves_it_anywhere_but_in_the_keyring(path: Path, tmp_path: Path) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.touch(0o600)
    passphrase.write_bytes(WORDS)
    log = tmp_path / "app.log"
    log.write_text(f"call from {NUMBER}\n" * 3)
    secret, ring, opened = base64.b64encode(SECRET).decode(), ("--keyring", path), ("--keyring", path, "--passphrase-file", passphrase)
    by_program = ("--keyring-command", f"cat '{path}'")
    bad = tmp_path / "bad.json"
    bad.touch(0o600)
    bad.write_bytes(path.read_bytes()[:-40])
    shown = [
        pi_scrub(*args, **more)  # type: ignore[arg-type]
        for args, more in (
            ((*ring, log, "-o", tmp_path / "clean.log", "--stats", tmp_path / "stats.json"), {}),
            ((*ring, "--stats", "-", "--jobs", "2"), {"input": log.read_bytes()}),
            ((*by_program, log), {}),
            (("--keyring", bad, log), {}),
            (("--keyring-command", f"cat '{bad}'", log), {}),
            ((log,), {"env": {"PI_SCRUB_KEYRING": None, "PI_SCRUB_KEY": secret}}),
            ((log,), {"env": {"PI_SCRUB_KEYRING": None, "PI_SCRUB_KEY": secret + "=="}}),
            ((*ring, "/no/such"), {}),
            ((f"--key={secret}",), {}),
            (("keys", f"--key={secret}"), {}),
            (("keys", "list", secret), {}),
            (("keys", "rotate", *ring, "--id", secret), {}),
            (("keys", "retire", secret, "--yes", *ring), {}),
            (("token", *ring, "--reason", "ticket", NUMBER), {}),
            (("find", *ring, NUMBER, tmp_path / "clean.log"), {}),
            (("keys", "new", *ring), {}),
            (("keys", "list", *ring), {}),
            (("keys", "check", *ring), {}),
            (("keys", "rotate", *ring, "--id", "second"), {}),
            (("keys", "encrypt", *opened), {}),
            (("keys", "list", *ring), {"start_new_session": True}),
            (("keys", "list", *opened), {}),
            (("keys", "rotate", *opened, "--id", "third"), {}),
            ((*opened, log), {}),
            (("find", *opened, "--json", NUMBER, tmp_path / "clean.log"), {}),
            (("keys", "retire", "canary", "--yes", *opened), {}),
            (("token", *opened, NUMBER), {}),
        )
    ]
    assert {done.returncode for done in shown} == {0, 2, 3}
    assert sum(done.returncode == 0 for done in shown) >= 15
    for done in shown:
        assert not hits(done.stdout + done.stderr), done.args[3:6]
        assert b"Traceback" not in done.stderr
    left = list(files(tmp_path, "bad.json", "passphrase"))  # the keyring too: it is encrypted by now, and the key gone
    assert {each.name for each in left} >= {"clean.log", "stats.json", "keyring.uses.jsonl", "keyring.json"}
    assert [each.name for each in left if hits(each.read_bytes())] == []


def test_neither_its_processes_command_lines_nor_the_environment_of_what_it_starts_hold_it(path: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    code = f"cat /proc/self/environ /proc/self/cmdline /proc/$PPID/cmdline > '{seen}'; cat '{path}'"
    program = f'sh -c "{code}"'
    env = {"PI_SCRUB_KEY": base64.b64encode(SECRET).decode(), "PI_SCRUB_KEYRING": None}
    assert pi_scrub("--keyring-command", program, input=b"x\n", env=env).stdout == b"x\n"
    assert seen.read_bytes().count(b"\0") > 5 and not hits(seen.read_bytes())
    process = start("--keyring", path)
    assert process.stdin and process.stdout
    os.write(process.stdin.fileno(), b"one\n")
    assert process.stdout.readline() == b"one\n"
    held = [Path(f"/proc/{process.pid}/{each}").read_bytes() for each in ("cmdline", "environ")]
    assert not hits(b"".join(held)) and not any(hits(bytes(each.readlink())) for each in Path(f"/proc/{process.pid}/fd").iterdir())
    process.communicate(timeout=20)


def test_a_crash_leaves_no_core(path: Path, tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_CORE)[1] != 0
    raised = ["/bin/sh", "-c", 'ulimit -S -c "$(ulimit -H -c)"; exec "$@"', "sh", *COMMAND, "--keyring", str(path)]
    process = subprocess.Popen(raised, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), cwd=tmp_path)
    assert process.stdin and process.stdout
    os.write(process.stdin.fileno(), b"one\n")
    assert process.stdout.readline() == b"one\n"
    assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)
    process.send_signal(signal.SIGSEGV)
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGSEGV and {each.name for each in tmp_path.iterdir()} == {path.name}


def test_the_secret_is_taken_out_of_the_environment_once_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from pi_scrub.adapters.cli.options import Access  # noqa: PLC0415

    monkeypatch.delenv("PI_SCRUB_KEYRING", raising=False)
    monkeypatch.setenv("PI_SCRUB_KEY", base64.b64encode(SECRET).decode())
    assert Keyring.load().active.secret == SECRET and "PI_SCRUB_KEY" in os.environ  # in the library it stays
    assert Access(None, Passphrase()).load(Policy()).active.secret == SECRET
    assert "PI_SCRUB_KEY" not in os.environ
    inherited = subprocess.run(["env"], capture_output=True, check=True).stdout  # noqa: S607
    assert not hits(inherited)


def test_no_object_shows_or_carries_it(path: Path) -> None:
    passphrase = Passphrase(lambda: WORDS)
    passphrase.value()
    rotate(path, id="second")
    encrypt(path, passphrase)
    ring = Keyring.load(path, passphrase=passphrase)
    things = [ring, *ring.keys, passphrase, Scrubber(ring, Policy()), RenewingScrubber(path, keyring=ring, passphrase=passphrase)]
    for thing in things:
        assert not hits(f"{thing!r} {thing} {thing:}".encode())
        try:
            data = pickle.dumps(thing)
        except (TypeError, AttributeError, pickle.PicklingError) as error:
            data = repr(error).encode()
        assert not hits(data), type(thing)
    with pytest.raises(KeyringError) as caught:
        Keyring.load(path, passphrase=Passphrase(lambda: b"others"))
    frame, error = caught.tb, caught.value
    while frame:
        if "pi_scrub/" in frame.tb_frame.f_code.co_filename:
            assert not hits(repr(frame.tb_frame.f_locals).encode())
        frame = frame.tb_next  # type: ignore[assignment]
    assert not hits(repr(error.__dict__).encode()) and error.__context__ is None


# --- the whole suite ---


@pytest.mark.parametrize("way", [bytes, bytes.hex, base64.b64encode, lambda key: base64.b64encode(b"a" + key), base64.urlsafe_b64encode,
                                 repr, lambda key: key[::-1], lambda key: key.hex()[::-1], lambda key: {"secret": key}])  # fmt: skip
def test_a_key_of_the_suite_is_known_in_any_form(way: object) -> None:
    shown = way(os.urandom(32))  # type: ignore[operator]
    with pytest.raises(AssertionError, match="a key shows"):
        refuse(b"error: " + (shown if isinstance(shown, bytes) else str(shown).encode()), "a message")
    refuse(os.urandom(31) + os.urandom(33), "what is no key")


def test_keys_of_the_suite_are_marked_here_and_in_what_it_starts(tmp_path: Path) -> None:
    assert pi_scrub("keys", "new", "--keyring", tmp_path / "one.json").returncode == 0
    Keyring.create(tmp_path / "other.json")
    keys = {Keyring.load(tmp_path / name).active.secret for name in ("one.json", "other.json")}
    assert len(keys) == 2 and all(key.startswith(MARK) for key in keys)
    copy = tmp_path / "copy"
    copy.write_bytes((tmp_path / "one.json").read_bytes().split(b'"secret": ')[1])
    assert list(files_with_keys(tmp_path)) == [copy]
    copy.unlink()


def test_no_file_that_any_test_left_holds_a_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert list(files_with_keys(tmp_path_factory.getbasetemp())) == []
