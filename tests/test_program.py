"""A program that prints the keyring: real children, also those that hang, print junk or die half-way."""

from __future__ import annotations

import base64
import os
import re
import resource
import shlex
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from command import pi_scrub, start

from pi_scrub import Keyring, KeyringError, Policy, PolicyError, program
from pi_scrub.keychange import encrypt, rotate
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
    ring = Keyring.load(["cat", str(path)])
    assert ring.ids() == ["first"] and ring.jurisdiction == "EEA"
    encrypt(path, Passphrase(lambda: WORDS))
    assert Keyring.load(["cat", str(path)], passphrase=Passphrase(lambda: WORDS)).ids() == ["first"]


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
        Keyring.load(command)
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
        Keyring.load(python(f"import os; open({str(mark)!r}, 'w').write(str(os.getpid()))\n{code}"))
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


def test_a_signal_ends_the_program_too(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    process = start("--keyring-command", f"sh -c 'echo $$ > {mark}.new; mv {mark}.new {mark}; sleep 60 & sleep 60'")
    while not mark.exists():
        time.sleep(0.01)
    time.sleep(0.5)  # it was told that the program runs
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=20) == (b"", b"") and process.returncode == 143
    time.sleep(0.05)
    assert running(int(mark.read_text())) == []


def test_it_works_where_many_descriptors_are_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < 2048:
        pytest.skip("the limit of open files is low here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2048, before[1]))
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(1100)]
    try:
        assert Keyring.load(["cat", str(path)]).ids() == ["first"]
    finally:
        for each in held:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_no_shell_no_secret_in_its_environment_and_no_standard_input(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen"
    monkeypatch.setenv("PI_SCRUB_KEY", "SECRET")
    code = f"import os, sys; open({str(seen)!r}, 'w').write(repr((sys.argv[1:], sys.stdin.read(), dict(os.environ))))"
    code += f"; print(open({str(path)!r}).read())"
    assert Keyring.load([*python(code), "$(id)", "a;b"]).ids() == ["first"]
    assert "['$(id)', 'a;b'], ''" in seen.read_text() and "SECRET" not in seen.read_text()


def test_the_command_takes_it_from_option_or_policy_and_never_makes_a_key(path: Path, tmp_path: Path) -> None:
    env = {"PI_SCRUB_KEYRING": None, "HOME": str(tmp_path), "XDG_CONFIG_HOME": None}
    option = ("--keyring-command", shlex.join(["cat", str(path)]))
    policy = tmp_path / "policy.toml"
    policy.write_text(f'keyring_command = ["cat", "{path}"]\n')
    policy.chmod(0o644)
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


OWN, VARIABLE, SECRET, POLICY, NAMED = "own", "variable", "secret", "policy", "named"
WHO_WINS = [  # what is there, and the key that writes
    ({OWN}, "own"),
    ({OWN, POLICY}, "policy"),
    ({OWN, POLICY, SECRET}, "e[a-p]{4}"),
    ({OWN, POLICY, SECRET, VARIABLE}, "variable"),
    ({OWN, POLICY, SECRET, VARIABLE, NAMED}, "named"),
]


@pytest.mark.parametrize("by_program", [False, True])
@pytest.mark.parametrize(("there", "writes"), WHO_WINS, ids=[writes for _, writes in WHO_WINS])
def test_the_command_line_goes_before_the_environment_and_that_before_the_policy(
    tmp_path: Path, there: set[str], writes: str, by_program: bool
) -> None:
    places = {name: tmp_path / f"{name}.json" for name in (VARIABLE, POLICY, NAMED)} | {OWN: tmp_path / "pi-scrub" / "keyring.json"}
    for name in places.keys() & there:
        Keyring.create(places[name], id=name)
    env: dict[str, str | None] = {"XDG_CONFIG_HOME": str(tmp_path), "PI_SCRUB_KEYRING": None}
    env |= {"PI_SCRUB_KEYRING": str(places[VARIABLE])} if VARIABLE in there else {}
    env |= {"PI_SCRUB_KEY": base64.b64encode(bytes(range(64, 96))).decode()} if SECRET in there else {}
    (tmp_path / "policy.toml").write_text(f'keyring_command = ["cat", "{places[POLICY]}"]\n' if POLICY in there else "")
    (tmp_path / "policy.toml").chmod(0o644)
    args = ["--policy", tmp_path / "policy.toml"]
    if NAMED in there:
        args += ["--keyring-command", f"cat {places[NAMED]}"] if by_program else ["--keyring", places[NAMED]]
    done = pi_scrub(*args, input=NUMBER.encode(), env=env)
    assert re.match(f"ph_{writes}_".encode(), done.stdout), done.stderr


def test_on_sighup_the_program_is_run_anew(path: Path) -> None:
    process = start("--keyring-command", f"cat {path}")
    assert process.stdin and process.stdout
    os.write(process.stdin.fileno(), NUMBER.encode() + b"\n")
    assert process.stdout.readline().startswith(b"ph_first_")
    rotate(path, id="second")
    process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    os.write(process.stdin.fileno(), NUMBER.encode() + b"\n")
    assert process.stdout.readline().startswith(b"ph_second_")
    path.write_text("junk")
    process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    os.write(process.stdin.fileno(), NUMBER.encode() + b"\n")
    out, said = process.communicate(timeout=20)
    assert out.startswith(b"ph_second_") and process.returncode == 0
    assert [b"key second" in line for line in said.splitlines()] == [True, True]


@pytest.mark.parametrize("mode", [0o666, 0o664])
def test_a_policy_that_others_can_change_names_no_program(tmp_path: Path, mode: int) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('keyring_command = ["cat", "/dev/null"]\n')
    policy.chmod(mode)
    with pytest.raises(PolicyError, match="others can change it"):
        Policy.load(policy)
    policy.chmod(0o644)
    assert Policy.load(policy).keyring_command == ("cat", "/dev/null")


@pytest.mark.parametrize("value", ['"vault kv get"', "[]", "[1]", '[""]'])
def test_a_policy_names_a_program_by_a_list_of_texts(tmp_path: Path, value: str) -> None:
    (tmp_path / "policy.toml").write_text(f"keyring_command = {value}\n")
    (tmp_path / "policy.toml").chmod(0o644)
    with pytest.raises(PolicyError, match="keyring_command must"):
        Policy.load(tmp_path / "policy.toml")
    with pytest.raises(PolicyError, match="keyring_command must"):
        Policy(keyring_command="vault kv get")  # type: ignore[arg-type]
