"""A program that prints the keyring: real children, also those that hang, print junk or die half-way."""

from __future__ import annotations

import shlex
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from command import pi_scrub

from pi_scrub import Keyring, KeyringError, Policy, PolicyError, program
from pi_scrub.keychange import encrypt
from pi_scrub.passphrase import Passphrase

NUMBER = "+14155550123"
WORDS = b"seven quiet lanterns"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A keyring of one key, `first`."""
    Keyring.create(tmp_path / "keyring.json", id="first", jurisdiction="EEA")
    return tmp_path / "keyring.json"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_keyring_is_what_a_program_prints(path: Path) -> None:
    ring = Keyring.load(command=["cat", str(path)])
    assert ring.ids() == ["first"] and ring.jurisdiction == "EEA"
    encrypt(path, Passphrase(lambda: WORDS))
    assert Keyring.load(command=["cat", str(path)], passphrase=Passphrase(lambda: WORDS)).ids() == ["first"]


HALF = "import sys; sys.stdout.write(open(sys.argv[1]).read()[:60]); sys.stdout.flush(); "
FAILING = [
    (python("print('junk', 'SECRET')"), "no valid JSON"),
    (python("pass"), "is empty"),
    (python("import os, sys; sys.stdout.buffer.write(os.urandom(1 << 21))"), "larger than"),
    (python("while True: print('x' * 9999)"), "larger than"),
    (python("import sys; print('{}', flush=True); print('SECRET', file=sys.stderr); sys.exit(3)"), "exit code 3"),
    (python("import os, signal; print('{\"format\":', flush=True); os.kill(os.getpid(), signal.SIGKILL)"), "signal 9"),
    (["/no/such/program", "SECRET"], "cannot be run"),
    (["a\0b"], "cannot be run"),
]


@pytest.mark.parametrize(("command", "says"), FAILING, ids=[says for _, says in FAILING])
def test_a_program_that_fails_is_a_clear_error(command: list[str], says: str) -> None:
    with pytest.raises(KeyringError, match=says) as caught:
        Keyring.load(command=command)
    assert "SECRET" not in str(caught.value) and caught.value.__context__ is None
    assert str(caught.value).startswith("keyring command ")


@pytest.mark.parametrize("code", [
    "import time; time.sleep(60)",
    "import time; print('{', flush=True); time.sleep(60)",
    "import os, time; os.close(1); time.sleep(60)",
    "import subprocess, sys; subprocess.Popen(['sleep', '60']); sys.exit(0)",  # it ends, what it started holds the pipe
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
])
def test_a_program_that_hangs_is_ended_with_all_it_started(monkeypatch: pytest.MonkeyPatch, code: str, tmp_path: Path) -> None:
    monkeypatch.setattr(program, "SECONDS", 0.5)
    mark = tmp_path / "pid"
    before = time.monotonic()
    with pytest.raises(KeyringError, match=r"within 0\.5 seconds"):
        Keyring.load(command=python(f"import os; open({str(mark)!r}, 'w').write(str(os.getpid()))\n{code}"))
    assert time.monotonic() - before < 5
    time.sleep(0.05)
    assert running(int(mark.read_text())) == []


def running(group: int) -> list[str]:
    """The processes of a group that still run; one that is dead may wait for init to bury it."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = each.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                found.append(each.parent.name)
    return found


def test_no_shell_no_secret_in_its_environment_and_no_standard_input(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen"
    monkeypatch.setenv("PI_SCRUB_KEY", "SECRET")
    code = f"import os, sys; open({str(seen)!r}, 'w').write(repr((sys.argv[1:], sys.stdin.read(), dict(os.environ))))"
    code += f"; print(open({str(path)!r}).read())"
    assert Keyring.load(command=[*python(code), "$(id)", "a;b"]).ids() == ["first"]
    assert "['$(id)', 'a;b'], ''" in seen.read_text() and "SECRET" not in seen.read_text()


def test_the_command_takes_it_from_option_or_policy_and_never_makes_a_key(path: Path, tmp_path: Path) -> None:
    env = {"PI_SCRUB_KEYRING": None, "HOME": str(tmp_path), "XDG_CONFIG_HOME": None}
    option = ("--keyring-command", shlex.join(["cat", str(path)]))
    policy = tmp_path / "policy.toml"
    policy.write_text(f'keyring_command = ["cat", "{path}"]\n')
    for way in (option, ("--policy", policy)):
        assert pi_scrub(*way, input=NUMBER.encode(), env=env).stdout.startswith(b"ph_first_")
        assert pi_scrub("token", *way, "--journal", tmp_path / "uses", NUMBER, env=env).stdout.startswith(b"ph_first_")
        assert pi_scrub("keys", "list", *way, env=env).stdout.startswith(b"first\t")
        assert pi_scrub("keys", "rotate", *way, env=env).returncode == 2
    done = pi_scrub("--keyring-command", "false", input=NUMBER.encode(), env=env)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert not (tmp_path / ".config").exists()
    for bad in (("--keyring-command", ""), ("--keyring-command", "'"), (*option, "--keyring", path)):
        assert pi_scrub(*bad, input=NUMBER.encode(), env=env).returncode == 2


@pytest.mark.parametrize("value", ['"vault kv get"', "[]", "[1]", '[""]'])
def test_a_policy_names_a_program_by_a_list_of_texts(tmp_path: Path, value: str) -> None:
    (tmp_path / "policy.toml").write_text(f"keyring_command = {value}\n")
    with pytest.raises(PolicyError, match="keyring_command"):
        Policy.load(tmp_path / "policy.toml")
