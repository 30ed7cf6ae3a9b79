"""`pi-scrub keys` and `pi-scrub token`: as a user runs them."""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path

import pytest
from command import keyring_path, pi_scrub, start

from pi_scrub import Keyring, Policy, Scrubber
from pi_scrub.key import Key

CANARY = "XkQ3vT0p8fYw2mN6rB1sZ4uJ7hC9eD5gL0aKiOtVqRs="  # a secret typed where none belongs
NUMBER = "+14155550123"
ROW = re.compile(r"([a-z]{8})\t(\w+)\t(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)\tactive\n")
SHAPE = r"ph_test_[a-p]{32}"


def scrubber(*regions: str) -> Scrubber:
    return Scrubber(Keyring.load(keyring_path()), Policy(regions=regions))


def _add_old(path: Path, secret: bytes) -> None:
    document = json.loads(path.read_bytes())
    document["keys"].append(
        {
            "id": "old",
            "created": "2020-01-01T00:00:00Z",
            "state": "active",
            "secret": base64.b64encode(secret).decode(),
        }
    )
    path.write_text(json.dumps(document))


# --- keys ---


def test_new_makes_a_keyring_and_shows_its_key_as_list_does(tmp_path: Path) -> None:
    path = tmp_path / "a" / "keyring.json"
    made = pi_scrub("keys", "new", "--keyring", path, "--jurisdiction", "EEA")
    assert made.returncode == 0
    row = ROW.fullmatch(made.stdout.decode())
    assert row
    assert row[2] == "EEA"
    assert made.stderr.count(b"\n") == 1
    assert str(path).encode() in made.stderr
    listed = pi_scrub("keys", "list", "--keyring", path)
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, made.stdout, b"")
    assert Keyring.load(path).active.id == row[1]


def test_new_takes_an_id_and_the_place_from_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    made = pi_scrub("keys", "new", "--id", "eea1", env={"PI_SCRUB_KEYRING": str(path)})
    assert made.stdout.startswith(b"eea1\tunspecified\t")
    assert Keyring.load(path).active.id == "eea1"


def test_new_makes_the_users_own_keyring_where_none_is_named(tmp_path: Path) -> None:
    home: dict[str, str | None] = {
        "PI_SCRUB_KEYRING": None,
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    assert pi_scrub("keys", "new", env=home).returncode == 0
    assert (tmp_path / "pi-scrub" / "keyring.json").is_file()
    assert pi_scrub("keys", "list", env=home).returncode == 0


def test_new_makes_none_that_the_environment_would_hide(tmp_path: Path) -> None:
    env = {"PI_SCRUB_KEYRING": None, "PI_SCRUB_KEY": CANARY, "XDG_CONFIG_HOME": str(tmp_path)}
    done = pi_scrub("keys", "new", env=env)
    assert done.returncode == 2
    assert b"PI_SCRUB_KEY holds a key already" in done.stderr
    assert not [*tmp_path.iterdir()]


def test_list_shows_every_key_newest_first_and_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    made = Keyring.create(path, id="new", jurisdiction="EEA")
    _add_old(path, os.urandom(32))
    listed = pi_scrub("keys", "list", "--keyring", path).stdout.decode()
    assert listed == f"new\tEEA\t{made.active.created}\tactive\nold\tEEA\t2020-01-01T00:00:00Z\tfinds\n"


def test_list_shows_the_key_of_the_environment_as_undated() -> None:
    listed = pi_scrub("keys", "list", env={"PI_SCRUB_KEYRING": None, "PI_SCRUB_KEY": CANARY})
    assert re.fullmatch(rb"e[a-p]{4}\tunspecified\t-\tactive\n", listed.stdout)


def test_a_keyring_open_to_its_group_is_listed_where_the_policy_says_so(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    Keyring.create(path)
    path.chmod(0o640)
    policy = tmp_path / "policy.toml"
    policy.write_text("keyring_group_read = true\n")
    refused = pi_scrub("keys", "list", "--keyring", path)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"chmod 600" in refused.stderr
    assert pi_scrub("keys", "list", "--keyring", path, "--policy", policy).returncode == 0
    assert pi_scrub("token", "--keyring", path, NUMBER).returncode == 2
    assert pi_scrub("token", "--keyring", path, "--policy", policy, NUMBER).returncode == 0


def test_a_second_new_and_a_missing_keyring_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    for args in (("keys", "list"), ("token", NUMBER)):
        missing = pi_scrub(*args, env={"PI_SCRUB_KEYRING": str(path)})
        assert (missing.returncode, missing.stdout) == (2, b"")
        assert b"does not exist" in missing.stderr
    assert not path.exists()
    Keyring.create(path)
    before = path.read_bytes()
    again = pi_scrub("keys", "new", "--keyring", path)
    assert (again.returncode, again.stdout) == (2, b"")
    assert b"exists already" in again.stderr
    assert path.read_bytes() == before


# --- nothing typed by mistake is repeated ---

MISTAKES = [
    ["keys", "new", f"--key={CANARY}"],
    ["keys", "new", "--key", CANARY],
    ["keys", "new", f"--secret={CANARY}"],
    ["keys", "new", f"-k{CANARY}"],
    ["keys", "new", CANARY],
    ["keys", "new", "--id", CANARY],
    ["keys", "new", "--jurisdiction", CANARY * 2],
    ["keys", "list", f"--key={CANARY}"],
    ["keys", "list", CANARY],
    ["keys", f"--key={CANARY}"],
    ["keys", CANARY],
    ["token", f"--key={CANARY}", NUMBER],
    ["token", "--key", CANARY, NUMBER],
    ["token", f"-k{CANARY}", NUMBER],
    ["token", "--kind", CANARY, NUMBER],
    ["token", CANARY],
    ["token", "-", CANARY],
    ["scrub", f"--key={CANARY}"],
    [f"--key={CANARY}"],
]


@pytest.mark.parametrize("args", MISTAKES, ids=lambda args: " ".join(args).replace(CANARY, "SECRET"))
def test_what_is_typed_by_mistake_is_refused_and_not_repeated(args: list[str], tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    if args[0] != "keys":
        Keyring.create(path)
    done = pi_scrub(*args, env={"PI_SCRUB_KEYRING": str(path)})
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert CANARY[:8].encode() not in done.stderr
    assert args[0] != "keys" or not path.exists()


# --- token ---


@pytest.mark.parametrize(
    "value",
    [
        NUMBER,
        "+1 415 555 0123",
        "(415) 555-0123",
        "tel:+1-415-555-0123",
        "0014155550123",
        "%2B14155550123",
        "sip:0014155550123@10.0.0.1",
    ],
)
def test_every_notation_of_a_number_shows_the_token_scrubbing_writes(value: str) -> None:
    done = pi_scrub("token", "--region", "US", value)
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.fullmatch(rf"(?:{SHAPE}\n)+", done.stdout.decode())
    scrubbed = scrubber("US").scrub(f"call from {NUMBER} ended")
    [token] = re.findall(SHAPE, scrubbed)
    assert token in done.stdout.decode().splitlines()


def test_one_value_under_one_key_is_a_token_and_nothing_else() -> None:
    done = pi_scrub("token", NUMBER)
    assert done.stdout.decode() == scrubber().token("phone", NUMBER) + "\n"


def test_several_values_are_numbered() -> None:
    values = [NUMBER, "+14155550124", NUMBER]
    expected = "".join(f"{n}\t{scrubber().token('phone', value)}\n" for n, value in enumerate(values, 1))
    assert pi_scrub("token", *values).stdout.decode() == expected


@pytest.mark.parametrize("args", [(), ("-",)])
def test_values_on_standard_input_are_numbered_by_their_lines(args: tuple[str, ...]) -> None:
    lines = f"\ufeff{NUMBER}\r\n\n  +1 415 555 0124".encode()
    expected = f"1\t{scrubber().token('phone', NUMBER)}\n3\t{scrubber().token('phone', '+14155550124')}\n"
    done = pi_scrub("token", *args, input=lines)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, expected, b"")


def test_a_value_on_standard_input_is_answered_at_once() -> None:
    with start("token") as running:
        assert running.stdin
        assert running.stdout
        for number in (1, 2):
            running.stdin.write(NUMBER.encode() + b"\n")
            running.stdin.flush()
            assert running.stdout.readline().startswith(b"%d\tph_test_" % number)
        running.stdin.close()
        assert running.wait(30) == 0


def test_a_bad_value_among_arguments_leaves_nothing_written() -> None:
    done = pi_scrub("token", NUMBER, "no number at all 555")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"value 2" in done.stderr
    assert b"555" not in done.stderr


def test_a_bad_value_on_standard_input_is_told_by_its_line_and_the_others_go_on() -> None:
    done = pi_scrub("token", input=b"\xff\xfe\nno number 555\n" + NUMBER.encode())
    assert done.returncode == 3
    assert re.fullmatch(rf"3\t{SHAPE}\n", done.stdout.decode())
    assert [line[:17] for line in done.stderr.splitlines()] == [b"pi-scrub: value 1", b"pi-scrub: value 2"]
    assert b"555" not in done.stderr


@pytest.mark.parametrize(("kind", "prefix"), [("email", "em"), ("user", "us")])
def test_other_kinds_have_tokens_too(kind: str, prefix: str) -> None:
    done = pi_scrub("token", "--kind", kind, "maria@example.org" if kind == "email" else "maria.wells")
    assert re.fullmatch(rf"{prefix}_test_[a-p]{{32}}\n", done.stdout.decode())


def test_every_key_of_the_keyring_has_a_line_the_newest_first(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    made = Keyring.create(path, id="new")
    secret = os.urandom(32)
    _add_old(path, secret)
    both = Keyring(made.jurisdiction, [Key("old", "2020-01-01T00:00:00Z", secret), made.active])
    lines = pi_scrub("token", "--keyring", path, NUMBER).stdout.decode().splitlines()
    assert lines == Scrubber(both).tokens("phone", NUMBER)
    assert [line.split("_")[1] for line in lines] == ["new", "old"]


def test_tokens_are_grep_patterns(tmp_path: Path) -> None:
    """`pi-scrub token … | grep -F -f - clean.log`, as the help says."""
    clean = scrubber().scrub(f"a {NUMBER}\nb +14155550124\nc {NUMBER}\n")
    patterns = pi_scrub("token", NUMBER).stdout.decode().splitlines()
    assert [line[0] for line in clean.splitlines() if any(each in line for each in patterns)] == ["a", "c"]


@pytest.mark.parametrize("args", [["token"], ["find"]])
def test_to_look_up_no_keyring_is_ever_made(tmp_path: Path, args: list[str]) -> None:
    home: dict[str, str | None] = {"PI_SCRUB_KEYRING": None, "XDG_CONFIG_HOME": str(tmp_path)}
    refused = pi_scrub(*args, NUMBER, env=home)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"does not exist" in refused.stderr
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "args",
    [["tokn", NUMBER], ["fidn", NUMBER], ["key", NUMBER], [NUMBER], ["4155550123"], ["(415) 555-0123"], ["tel:+1-415-555-0123"],
     ["maria@example.org"], ["keys", "retire", NUMBER, NUMBER], ["keys", "retire", NUMBER], [f"--{NUMBER}"], ["--region", "US", "tokn", NUMBER]],
)  # fmt: skip
def test_no_value_typed_in_the_wrong_place_is_repeated(args: list[str]) -> None:
    done = pi_scrub(*args)
    assert done.returncode in (2, 3)
    assert done.stdout == b""
    for part in (b"0123", b"555", b"maria"):
        assert part not in done.stderr


def test_the_secret_leaves_the_environment_and_no_core_is_ever_written(tmp_path: Path) -> None:
    with start(env={"PI_SCRUB_KEYRING": None, "PI_SCRUB_KEY": CANARY}) as running:
        assert running.stdin and running.stdout
        running.stdin.write(b"line\n")
        running.stdin.flush()
        assert running.stdout.readline() == b"line\n"
        limits = Path(f"/proc/{running.pid}/limits").read_text()
        running.stdin.close()
        assert running.wait(30) == 0
    assert re.search(r"Max core file size\s+0\s+0\s", limits)


@pytest.mark.parametrize(
    "args", ["keys", "keys new", "keys list", "keys rotate", "keys retire", "keys check", "token", "find"]
)
def test_the_help_has_an_example(args: str) -> None:
    done = pi_scrub(*args.split(), "--help")
    assert done.returncode == 0
    assert re.search(rb"Examples?:\n +pi-scrub " + args.encode(), done.stdout)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("args", [["keys", "list"], ["token", NUMBER], ["token"]])
def test_a_full_disk_is_exit_4_in_one_line(args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = pi_scrub(*args, input=NUMBER.encode(), stdout=full)
    assert done.returncode == 4
    assert done.stderr.count(b"\n") == 1
    assert NUMBER.encode() not in done.stderr


def test_the_secret_is_in_no_output(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    runs = [
        pi_scrub("keys", "new", "--keyring", path),
        pi_scrub("keys", "list", "--keyring", path),
        pi_scrub("token", "--keyring", path, NUMBER),
        pi_scrub("keys", "new", "--keyring", path),
    ]
    secret = Keyring.load(path).active.secret
    said = b"".join(run.stdout + run.stderr for run in runs)
    for form in (secret, secret.hex().encode(), base64.b64encode(secret), secret[::-1]):
        assert form[:12] not in said
