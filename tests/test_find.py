"""`find` and the use journal, as a support engineer and a privacy officer meet them."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from command import environment, pi_scrub, start

from pi_scrub import Keyring, Scrubber
from pi_scrub.files import Source
from pi_scrub.keychange import retire, rotate
from pi_scrub.search import FEW, LINE_LIMIT, READ, count, search

NUMBER, OTHER = "+14155550123", "+14155550124"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A keyring of one key, `first`."""
    Keyring.create(tmp_path / "keyring.json", id="first", jurisdiction="EEA")
    return tmp_path / "keyring.json"


def token(path: Path, value: str = NUMBER) -> str:
    return Scrubber(Keyring.load(path)).token("phone", value)


def log_of(path: Path) -> bytes:
    return f"one {token(path)} x\ntwo {token(path, OTHER)}\nthree {token(path)}, {token(path)}\nfour".encode()


def uses(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.with_suffix(".uses.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("value", [NUMBER, "(415) 555-0123", "tel:+1-415-555-0123", "0014155550123"])
def test_find_shows_the_lines_of_a_caller_in_any_notation(path: Path, tmp_path: Path, value: str) -> None:
    log = tmp_path / "clean.log"
    log.write_bytes(log_of(path))
    done = pi_scrub("find", "--region", "US", "--keyring", path, value, log)
    assert [line.split()[0] for line in done.stdout.splitlines()] == [b"one", b"three"]
    assert (done.returncode, done.stderr) == (0, b"")
    assert pi_scrub("find", "--keyring", path, "+14155550199", log).returncode == 1


def test_one_find_meets_all_keys_but_those_retired(path: Path, tmp_path: Path) -> None:
    log = tmp_path / "clean.log"
    old = log_of(path)
    rotate(path, id="second")
    log.write_bytes(old + b"\n" + log_of(path))
    assert pi_scrub("find", "-c", "--keyring", path, NUMBER, log).stdout == b"4\n"
    retire(path, "first")
    assert pi_scrub("find", "-c", "--keyring", path, NUMBER, log).stdout == b"2\n"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda data: data.decode().encode("utf-16")])
def test_stored_in_another_way_it_is_found_too(path: Path, tmp_path: Path, pack: object) -> None:
    log = tmp_path / "clean.log.packed"
    log.write_bytes(pack(log_of(path)))  # type: ignore[operator]
    done = pi_scrub("find", "-n", "--keyring", path, NUMBER, log)
    assert [line.split(b" ")[0] for line in done.stdout.splitlines()] == [b"1:one", b"3:three"]


def test_the_ways_to_show_what_was_found(path: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.log", tmp_path / "b.log"
    first.write_bytes(log_of(path))
    second.write_bytes(b"nothing\n")
    run = ("find", "--keyring", path, NUMBER, first, second)
    assert pi_scrub(*run).stdout.startswith(os.fsencode(first) + b":one ")
    assert pi_scrub(*run, "-c").stdout.decode() == f"{first}:2\n{second}:0\n"
    assert pi_scrub(*run, "-l").stdout.decode() == f"{first}\n"
    rows = [json.loads(line) for line in pi_scrub(*run, "--json").stdout.splitlines()]
    assert [(row["file"], row["line"], row["keys"]) for row in rows] == [(str(first), 1, ["first"]), (str(first), 3, ["first"])]
    assert rows[0]["text"] == f"one {token(path)} x"
    missing = pi_scrub(*run, tmp_path / "none.log")
    assert missing.returncode == 3 and missing.stdout.count(b"\n") == 2


def test_on_a_terminal_tokens_stand_out_and_nothing_else_steers_it(path: Path, tmp_path: Path) -> None:
    log = tmp_path / "clean.log"
    log.write_bytes(b"\x1b[2J " + log_of(path))
    master, terminal = os.openpty()
    done = pi_scrub("find", "--keyring", path, NUMBER, log, stdout=terminal)
    os.close(terminal)
    shown = os.read(master, 1 << 16)
    os.close(master)
    assert done.returncode == 0
    assert b"\x1b[1;31m" + token(path).encode() + b"\x1b[0m" in shown
    assert b"\x1b[2J" not in shown


def test_values_come_from_a_file_or_standard_input(path: Path, tmp_path: Path) -> None:
    log, values = tmp_path / "clean.log", tmp_path / "values"
    log.write_bytes(log_of(path))
    values.write_text(f"{NUMBER}\r\n\n{OTHER}\n")
    assert pi_scrub("find", "-c", "--keyring", path, "--values-file", values, log).stdout == b"3\n"
    assert pi_scrub("find", "-c", "--keyring", path, "--values-file", "-", log, input=values.read_bytes()).stdout == b"3\n"
    assert [use["values"] for use in uses(path)] == [2, 2]
    bad = pi_scrub("find", "--keyring", path, "--values-file", values, "-", input=log_of(path))
    assert bad.stdout.count(b"\n") == 3
    refused = pi_scrub("find", "--keyring", path, "--values-file", "-")
    assert (refused.returncode, refused.stdout) == (2, b"")


@pytest.mark.parametrize("shift", [-60, -41, -20, -1, 0, 1])
def test_a_token_over_the_edge_of_two_reads_is_found(tmp_path: Path, shift: int) -> None:
    needle = b"ph_first_" + b"abcdefgh" * 4
    log = tmp_path / "log"
    log.write_bytes(b"x" * 99 + b"\n" + b"y" * (READ - 100 + shift) + needle + b"\n" + needle)
    with Source(str(log)) as source:
        assert [hit.number for hits in search(source, [needle], numbered=True) for hit in hits] == [2, 3]
    with Source(str(log)) as source:
        assert count(source, [needle]) == 2


def test_a_line_over_the_limit_is_searched_in_pieces(tmp_path: Path) -> None:
    needle = b"ph_first_" + b"abcdefgh" * 4
    log = tmp_path / "log"
    with log.open("wb") as file:
        file.seek(LINE_LIMIT + READ - 20)
        file.write(needle + b"\n" + needle + b"\n")
    log.write_bytes(log.read_bytes().replace(b"\0", b"x"))
    with Source(str(log)) as source:
        assert sum(len(hits) for hits in search(source, [needle])) == 2


PEAK = """
import resource, sys
from pi_scrub.files import Source
from pi_scrub.search import count

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

before = peak()
with Source(sys.argv[1]) as source:
    found = count(source, [sys.argv[2].encode()])
print(found, peak() - before)
"""


def test_of_a_line_of_any_length_little_is_held_and_it_counts_once(path: Path, tmp_path: Path) -> None:
    log, needle = tmp_path / "log", token(path)
    line = f"a {needle} "
    log.write_text(line)
    os.truncate(log, 300 << 20)  # a hole: zeros, and no line end
    with log.open("ab") as file:
        file.write(f"{line}\n{line}\n".encode())
    script = [sys.executable, "-c", PEAK, log, needle]
    found, grown = map(int, subprocess.run(script, capture_output=True, check=True, env=environment()).stdout.split())
    assert found == 2 and grown < 8 << 10  # KiB
    assert pi_scrub("find", "-lc", "--keyring", path, NUMBER, log).stdout == os.fsencode(log) + b"\n"


@pytest.mark.parametrize("size", [1, FEW, FEW + 1, 300])
def test_few_tokens_and_many_are_found_alike(tmp_path: Path, size: int) -> None:
    ring = Keyring.from_secret(bytes(range(100, 132)), id="first")
    tokens = [Scrubber(ring).token("phone", f"+1415555{each:04}").encode() for each in range(100, 100 + size)]
    lines = [b"x" * (17 * number % 5000) + b" " + each + b"," + tokens[0] for number, each in enumerate(tokens)]
    near = [each[:-1] + (b"b" if each[-1:] == b"a" else b"a") for each in tokens] + [each.replace(b"first", b"other") for each in tokens]
    log = tmp_path / "log"
    log.write_bytes(b"\n".join(found + b"\n" + b" ".join(near) for found in lines))
    with Source(str(log)) as source:
        hits = [hit for found in search(source, tokens, numbered=True) for hit in found]
    assert [hit.line for hit in hits] == lines and [hit.number for hit in hits] == list(range(1, 2 * size, 2))
    with Source(str(log)) as source:
        assert count(source, tokens) == size


def test_what_grows_in_a_pipe_is_shown_as_it_comes(path: Path) -> None:
    process = start("find", "-n", "--keyring", path, NUMBER)
    assert process.stdin and process.stdout
    for number in (1, 2):
        os.write(process.stdin.fileno(), f"from {token(path)}\n".encode())
        assert process.stdout.readline().startswith(b"%d:from ph_first_" % number)
    process.communicate(timeout=20)


# --- the use journal ---


def test_each_use_is_one_line_that_holds_no_value_and_no_token(path: Path, tmp_path: Path) -> None:
    reason = f"ticket 4711 of Maria Wells about {NUMBER} and {token(path)}"
    done = pi_scrub("token", "--keyring", path, "--reason", reason, NUMBER, OTHER)
    pi_scrub("find", "--keyring", path, NUMBER, input=b"")
    pi_scrub("token", "--keyring", path, input=f"{NUMBER}\n{OTHER}\n".encode())
    first, second, third = uses(path)
    assert (first["command"], first["keys"], first["values"], first["jurisdiction"]) == ("token", ["first"], 2, "EEA")
    assert first["reason"] == "ticket 4711 of Maria Wells about [withheld] and [withheld]"
    assert (second["command"], second["reason"], second["values"], third["values"]) == ("find", None, 1, 2)
    assert first["user"] and re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(first["time"]))
    journal = path.with_suffix(".uses.jsonl")
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert not [part for part in (b"0123", b"0124", done.stdout.split()[1]) if part in journal.read_bytes()]


@pytest.mark.parametrize("command", ["token", "find"])
def test_without_a_reason_where_one_is_required_nothing_is_answered(path: Path, tmp_path: Path, command: str) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(f'require_reason = true\njournal = "{tmp_path}/uses"\n')
    run = (command, "--keyring", path, "--policy", policy, NUMBER)
    for more in ((), ("--reason", " ")):
        refused = pi_scrub(*run, *more)
        assert (refused.returncode, refused.stdout) == (2, b"")
        assert b"--reason" in refused.stderr
    assert pi_scrub(*run, "--reason", "ticket 4711").returncode in (0, 1)
    assert (tmp_path / "uses").read_text().count("\n") == 1


def _link(place: Path) -> None:
    place.with_name("target").touch()
    place.symlink_to("target")


def _open(place: Path) -> None:
    place.touch()
    place.chmod(0o644)


@pytest.mark.parametrize("make", [_link, _open, Path.mkdir, os.mkfifo, lambda place: place.symlink_to("/dev/full")])
@pytest.mark.parametrize("command", ["token", "find"])
def test_where_the_journal_cannot_be_written_nothing_is_answered(path: Path, command: str, make: object) -> None:
    place = path.with_name("uses")
    make(place)  # type: ignore[operator]
    done = pi_scrub(command, "--keyring", path, "--journal", place, NUMBER, input=log_of(path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"use journal" in done.stderr and b"0123" not in done.stderr
    gone = pi_scrub(command, "--keyring", path, "--journal", path.with_name("none") / "uses", NUMBER)
    assert (gone.returncode, gone.stdout) == (2, b"")
