"""Rotation and retirement: no run undoes another, and a kill at any moment leaves a whole keyring."""

from __future__ import annotations

import base64
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest
from command import ROOT, pi_scrub

from pi_scrub import Keyring, KeyringError, Policy, Scrubber
from pi_scrub.key import Key
from pi_scrub.keychange import retire, rotate

NUMBER = "+14155550123"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A keyring of one key, `first`."""
    Keyring.create(tmp_path / "keyring.json", id="first", jurisdiction="EEA")
    return tmp_path / "keyring.json"


def test_a_rotated_keyring_writes_with_the_new_key_and_finds_with_both(path: Path) -> None:
    before = Scrubber(Keyring.load(path))
    changed = rotate(path, id="second")
    after = Scrubber(Keyring.load(path))
    assert [key.id for key in changed.keys] == [key.id for key in after.keyring.keys] == ["second", "first"]
    assert after.token("phone", NUMBER).startswith("ph_second_")
    assert after.tokens("phone", NUMBER) == [after.token("phone", NUMBER), before.token("phone", NUMBER)]
    assert [each.name for each in path.parent.iterdir()] == ["keyring.json"]


def test_a_retired_key_is_gone_from_file_and_finding_but_its_id_stays_taken(path: Path) -> None:
    secret = Keyring.load(path).active.secret
    rotate(path, id="second")
    retire(path, "first")
    found = Keyring.load(path)
    assert ([key.id for key in found.keys], [key.id for key in found.retired]) == (["second"], ["first"])
    assert len(Scrubber(found).tokens("phone", NUMBER)) == 1
    assert base64.b64encode(secret) not in path.read_bytes()
    with pytest.raises(KeyringError, match="has a key of that id"):
        rotate(path, id="first")
    rotate(path, id="third")
    assert Keyring.load(path).ids() == ["third", "second", "first"]


@pytest.mark.parametrize(
    ("id", "says"), [("second", "no key to write with"), ("gone", "retired already"), (NUMBER, "holds no key")]
)
def test_what_cannot_be_retired_is_refused_and_nothing_changes(path: Path, id: str, says: str) -> None:
    rotate(path, id="second")
    retire(path, "first")
    rotate(path, id="third")
    path.write_bytes(path.read_bytes().replace(b"first", b"gone").replace(b"third", b"x").replace(b"second", b"y"))
    path.write_bytes(path.read_bytes().replace(b'"x"', b'"second"'))
    before = path.read_bytes()
    with pytest.raises(KeyringError, match=says) as caught:
        retire(path, id)
    assert path.read_bytes() == before
    assert NUMBER not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_new_key_writes_even_if_the_clock_went_back(path: Path) -> None:
    document = orjson.loads(path.read_bytes())
    document["keys"][0]["created"] = "2999-01-01T00:00:00Z"
    path.write_bytes(orjson.dumps(document))
    assert rotate(path, id="second").active.id == Keyring.load(path).active.id == "second"


def test_a_link_is_rotated_in_its_targets_place_and_mode_stays(path: Path) -> None:
    link = path.with_name("link.json")
    link.symlink_to(path.name)
    path.chmod(0o640)
    rotate(link, id="second", group_read=True)
    assert link.is_symlink()
    assert not path.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert len(Keyring.load(path, group_read=True).keys) == 2


def test_links_in_a_circle_are_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(KeyringError, match="cannot be opened"):
        rotate(tmp_path / "circle")


def test_of_runs_at_once_none_is_lost(path: Path) -> None:
    code = "import sys; from pathlib import Path; from pi_scrub.keychange import rotate\n"
    code += "for _ in range(5): rotate(Path(sys.argv[1]))"
    running = [subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT) for _ in range(3)]
    assert [each.wait(60) for each in running] == [0, 0, 0]
    assert len(Keyring.load(path).keys) == 16


KILLED = """
import os, signal, sys
from pathlib import Path
from pi_scrub.keychange import rotate
left = int(sys.argv[2])
def dying(call):
    def step(*args, **more):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **more)
    return step
for name in ("open", "fsync", "fchmod", "close", "unlink", "rename", "fstat", "lstat"):
    setattr(os, name, dying(getattr(os, name)))
rotate(Path(sys.argv[1]))
"""


def test_a_kill_at_every_step_leaves_a_whole_keyring_that_can_be_rotated(path: Path) -> None:
    for step in range(1, 100):
        done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(step)], cwd=ROOT, check=False)
        found = Keyring.load(path).ids()
        assert "first" in found
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
    assert 5 < step < 99
    assert rotate(path, id="last").active.id == "last"


def test_kills_at_any_time_leave_a_whole_keyring(path: Path) -> None:
    code = "import sys; from pathlib import Path; from pi_scrub.keychange import rotate\nprint(1, flush=True)\n"
    code += "while True: rotate(Path(sys.argv[1]))"
    for turn in range(6):
        child = subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
        assert child.stdout and child.stdout.readline()
        time.sleep(0.01 + turn * 0.007)
        child.kill()
        child.communicate()
        assert Keyring.load(path).ids()[-1] == "first"


def test_a_full_disk_changes_nothing_and_leaves_no_file(path: Path) -> None:
    before = path.read_bytes()
    code = """
import resource, sys
from pathlib import Path
from pi_scrub.keychange import rotate
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
rotate(Path(sys.argv[1]))
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "cannot be changed (File too large)" in done.stderr
    assert path.read_bytes() == before
    assert len([*path.parent.iterdir()]) == 1


# --- the command ---


def test_the_command_rotates_retires_and_lists(path: Path) -> None:
    ring = ("--keyring", path)
    rotated = pi_scrub("keys", "rotate", *ring, "--id", "second")
    assert [line.split(b"\t")[::3] for line in rotated.stdout.splitlines()] == [[b"second", b"active"], [b"first", b"finds"]]
    assert b"keep a copy" in rotated.stderr
    asked = pi_scrub("keys", "retire", "first", *ring)
    assert (asked.returncode, asked.stdout) == (2, b"")
    assert b"--yes" in asked.stderr
    retired = pi_scrub("keys", "retire", "first", "--yes", *ring)
    assert retired.returncode == 0
    assert b"copies and backups" in retired.stderr and b"link to each other" in retired.stderr
    assert pi_scrub("keys", "list", *ring).stdout == retired.stdout
    assert retired.stdout.splitlines()[1].endswith(b"\tretired")


@pytest.mark.parametrize(("answer", "code", "keys"), [(b"y\n", 0, 1), (b"n\n", 130, 2), (b"\n", 130, 2)])
def test_on_a_terminal_retiring_asks(path: Path, answer: bytes, code: int, keys: int) -> None:
    rotate(path, id="second")
    master, terminal = os.openpty()
    os.write(master, answer)
    done = pi_scrub("keys", "retire", "first", "--keyring", path, stdin=terminal, stderr=terminal)
    os.close(terminal)
    assert b"Copies and backups keep it" in os.read(master, 4096)
    os.close(master)
    assert done.returncode == code
    assert len(Keyring.load(path).keys) == keys


def test_check_shows_one_fingerprint_a_key_that_two_machines_can_compare(path: Path, tmp_path: Path) -> None:
    key = rotate(path, id="second").active
    done = pi_scrub("keys", "check", "--keyring", path)
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert [row[0] for row in rows] == ["second", "first"]
    assert rows[0][2] == Key("other", "2020-01-01T00:00:00Z", key.secret).fingerprint("EEA") != key.fingerprint("US")
    assert rows[0][2] not in (key.secret.hex(), rows[1][2])
    path.chmod(0o644)
    refused = pi_scrub("keys", "check", "--keyring", path)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"chmod 600" in refused.stderr


def test_a_keyring_of_another_jurisdiction_is_refused_before_anything_is_read(path: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    for required, code in (("EEA", 0), ("US", 2)):
        policy.write_text(f'require_jurisdiction = "{required}"\n')
        out = tmp_path / f"{required}.log"
        done = pi_scrub("--policy", policy, "--keyring", path, "-o", out, input=NUMBER.encode())
        assert (done.returncode, out.exists()) == (code, code == 0)
        assert pi_scrub("token", "--policy", policy, "--keyring", path, NUMBER).returncode == code
    assert b"'EEA'" in done.stderr and b"'US'" in done.stderr
    with pytest.raises(KeyringError):
        Scrubber(Keyring.load(path), Policy(require_jurisdiction="US"))
