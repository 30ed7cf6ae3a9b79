"""The README's recipes for other key stores: their own words, run by real children, with what the store would give.

A stand-in takes the place of each program; it answers to the words that its manual documents, and to no others.
"""

from __future__ import annotations

import os
import re
import shlex
import time
import tomllib
from pathlib import Path

import pytest
from command import ROOT, pi_scrub, start

from pi_scrub import Keyring
from pi_scrub.keychange import encrypt, rotate
from pi_scrub.passphrase import CREDENTIAL, Passphrase

NUMBER = b"+14155550123\n"
WORDS = b"seven quiet lanterns"
SECTION = (ROOT / "README.md").read_text().partition("### Other key stores")[2].partition("\n## ")[0]
BLOCKS = dict(re.findall(r"```(\w+)\n(.*?)```", SECTION, re.DOTALL))

PROGRAMS = {  # what the manuals say: vault kv get -field, aws secretsmanager get-secret-value
    "vault": "kv get -field=keyring secret/pi-scrub",
    "aws": "secretsmanager get-secret-value --secret-id pi-scrub --query SecretString --output text",
}
COMMANDS = [line for line in BLOCKS["toml"].splitlines() if line.startswith("keyring_command")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A keyring of one key, `first`."""
    Keyring.create(tmp_path / "eea.json", id="first", jurisdiction="EEA")
    return tmp_path / "eea.json"


def policy(tmp_path: Path, text: str) -> Path:
    place = tmp_path / "policy.toml"
    place.write_text(text + "\n")
    place.chmod(0o644)
    return place


def test_there_is_a_recipe_for_each_store() -> None:
    assert set(BLOCKS) == {"toml", "ini", "yaml"} and len(COMMANDS) == len(PROGRAMS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_program_is_called_as_its_manual_says(path: Path, tmp_path: Path, command: str) -> None:
    program, *words = tomllib.loads(command)["keyring_command"]
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / program).write_text(f'#!/bin/sh\n[ "$*" = {shlex.quote(PROGRAMS[program])} ] && exec cat {path}\necho "usage: {program}" >&2\nexit 2\n')
    (tools / program).chmod(0o755)
    env = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PI_SCRUB_KEYRING": None}
    done = pi_scrub("--policy", policy(tmp_path, command), input=NUMBER, env=env)
    assert done.stdout.startswith(b"ph_first_"), (words, done.stderr)
    by_option = pi_scrub("--keyring-command", shlex.join([program, *words]), input=NUMBER, env=env)
    assert by_option.stdout == done.stdout
    (tools / program).write_text("#!/bin/sh\nexit 2\n")  # sealed, no network, an old login
    failed = pi_scrub("--policy", tmp_path / "policy.toml", input=NUMBER, env=env)
    assert (failed.returncode, failed.stdout) == (2, b"") and f"keyring command {program}: failed".encode() in failed.stderr


def test_systemd_hands_over_a_keyring_or_a_passphrase(path: Path, tmp_path: Path) -> None:
    service = dict(line.split("=", 1) for line in BLOCKS["ini"].splitlines() if "=" in line)
    name = service["LoadCredentialEncrypted"].split(":")[0]
    folder = tmp_path / "credentials"
    folder.mkdir(0o700)
    (folder / name).write_bytes(path.read_bytes())
    (folder / name).chmod(0o440)
    env = dict(each.split("=") for each in service["Environment"].replace("%d", str(folder)).split())
    env |= {"CREDENTIALS_DIRECTORY": str(folder)}
    assert f"systemd-creds encrypt --name={name} " in SECTION and "--policy" in service["ExecStart"]
    rules = policy(tmp_path, "keyring_group_read = true")
    assert pi_scrub("--policy", rules, input=NUMBER, env=env).stdout.startswith(b"ph_first_")
    (folder / name).unlink()
    assert pi_scrub("--policy", rules, input=NUMBER, env=env).returncode == 2
    encrypt(path, Passphrase(lambda: WORDS))
    (folder / CREDENTIAL).write_bytes(WORDS)
    (folder / CREDENTIAL).chmod(0o440)
    assert pi_scrub(input=NUMBER, env=env | {"PI_SCRUB_KEYRING": str(path)}).stdout.startswith(b"ph_first_")


def test_kubernetes_mounts_links_and_a_changed_secret_is_taken_up(path: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    file = re.search(r"--from-file=([\w.]+)=eea\.json", SECTION)
    env = dict(re.findall(r"name: (PI_SCRUB_\w+), value: \"?([^\"}]+)", BLOCKS["yaml"]))
    assert file and env["PI_SCRUB_KEYRING"] == f"/keys/{file[1]}" and "mountPath: /keys," in BLOCKS["yaml"]
    env["PI_SCRUB_KEYRING"] = str(keys / file[1])
    _mount(keys, file[1], path.read_bytes(), "..2026_01")
    process = start("--policy", policy(tmp_path, "keyring_group_read = true"), env=env)
    assert process.stdin and process.stdout
    os.write(process.stdin.fileno(), NUMBER)
    assert process.stdout.readline().startswith(b"ph_first_")
    rotate(path, id="second")
    _mount(keys, file[1], path.read_bytes(), "..2026_02")
    time.sleep(1.1)
    os.write(process.stdin.fileno(), NUMBER)
    assert process.stdout.readline().startswith(b"ph_second_")
    process.communicate(timeout=20)


def _mount(keys: Path, name: str, content: bytes, version: str) -> None:
    """As the kubelet does it: name -> ..data/name, ..data -> a folder of this version, swapped by one rename."""
    (keys / version).mkdir()
    (keys / version / name).write_bytes(content)
    (keys / version / name).chmod(0o440)
    (keys / "..new").symlink_to(version)
    (keys / "..new").rename(keys / "..data")
    if not (keys / name).is_symlink():
        (keys / name).symlink_to(f"..data/{name}")
