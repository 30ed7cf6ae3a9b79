"""A rotated keyring is taken up between two lines, by pipes and in applications, and no line is lost."""

from __future__ import annotations

import json
import logging.config
import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest
from command import pi_scrub, start

from pi_scrub import Keyring, Policy, renewal
from pi_scrub.blocks import LINE_LIMIT, Block, Part
from pi_scrub.keychange import rotate
from pi_scrub.renewal import RenewingScrubber

NUMBER = "+14155550123"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A keyring of one key, `first`."""
    Keyring.create(tmp_path / "keyring.json", id="first", jurisdiction="EEA")
    return tmp_path / "keyring.json"


def test_a_change_is_taken_up_within_a_second_and_told_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "SECONDS", 0.05)
    told: list[str] = []
    scrubber = RenewingScrubber(path, on_renewal=told.append)
    rotate(path, id="second")
    time.sleep(0.06)
    for _ in range(3):
        time.sleep(0.06)
        assert scrubber.scrub(NUMBER).startswith("ph_second_")
    assert len(told) == 1 and "key second writes" in told[0]


def test_renew_takes_it_up_at_once(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    scrubber = RenewingScrubber(path)
    assert not scrubber.renew()
    rotate(path, id="second")
    assert scrubber.renew() and not scrubber.renew()
    assert scrubber.token("phone", NUMBER).startswith("ph_second_")
    assert [record.name for record in caplog.records] == ["pi_scrub"]


def test_a_rotation_reads_no_names_file_again(path: Path, tmp_path: Path) -> None:
    """A million names take seconds; and where the file is gone by then, the key must change all the same."""
    names = tmp_path / "names.txt"
    names.write_text("Xqvara Tlomb\n")
    scrubber = RenewingScrubber(path, Policy(names_file=str(names)))
    names.unlink()
    rotate(path, id="second")
    assert scrubber.renew()
    assert scrubber.scrub("told xqvara tlomb so").startswith("told [name]") and scrubber.token("phone", NUMBER).startswith("ph_second_")


@pytest.mark.parametrize("damage", ["gone", "rubbish", "open", "other"])
def test_what_cannot_be_used_changes_nothing_and_is_told(path: Path, damage: str) -> None:
    told: list[str] = []
    scrubber = RenewingScrubber(path, on_renewal=told.append)
    if damage == "rubbish":
        path.write_bytes(b"rubbish")
    elif damage == "open":
        path.chmod(0o644)
    else:
        path.unlink()
    if damage == "other":
        Keyring.create(path, id="us", jurisdiction="US")
    assert not scrubber.renew()
    assert scrubber.scrub(NUMBER).startswith("ph_first_")
    assert len(told) == 1 and "key first goes on" in told[0]


def test_a_line_in_pieces_ends_under_the_key_it_began_with(path: Path) -> None:
    scrubber = RenewingScrubber(path)
    run = scrubber.run()
    piece = (f"{NUMBER} " * (LINE_LIMIT // 13 + 1))[:LINE_LIMIT].encode()
    out = run.block(Block(piece, Part.PIECE))
    rotate(path, id="second")
    assert scrubber.renew()
    out += run.block(Block(f"{NUMBER} end\n".encode(), Part.LAST))
    assert set(re.findall(rb"ph_(\w+?)_", out)) == {b"first"}
    assert run.block(Block(f"{NUMBER}\n".encode(), Part.WHOLE)).startswith(b"ph_second_")


def test_a_fork_while_another_thread_holds_the_lock_goes_on(path: Path) -> None:
    scrubber = RenewingScrubber(path)
    rotate(path, id="second")
    scrubber._lock.acquire()
    child = os.fork()
    if child == 0:
        os._exit(0 if scrubber.renew() and scrubber.scrub(NUMBER).startswith("ph_second_") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_threads_share_it_while_it_is_rotated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "SECONDS", 0.001)
    told: list[str] = []
    scrubber = RenewingScrubber(path, on_renewal=told.append)
    found: set[str] = set()
    threads = [threading.Thread(target=lambda: [found.add(scrubber.scrub(NUMBER)) for _ in range(2000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    rotate(path, id="second")
    for thread in threads:
        thread.join()
    time.sleep(0.002)
    assert scrubber.scrub(NUMBER).startswith("ph_second_")
    assert {each.split("_")[1] for each in found} <= {"first", "second"}
    assert len(told) == 1


def test_what_a_configuration_file_makes_takes_it_up_too(path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(renewal, "SECONDS", 0.01)
    handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "clean"}
    clean = {"()": "pi_scrub.adapters.logging_handler.ScrubbingFormatter", "inner": {"()": "logging.Formatter"}, "keyring": str(path)}
    logging.config.dictConfig({
        "version": 1, "disable_existing_loggers": False, "formatters": {"clean": clean}, "handlers": {"out": handler},
        "loggers": {"rotated": {"handlers": ["out"], "level": "INFO", "propagate": False}},
    })  # fmt: skip
    logger = logging.getLogger("rotated")
    logger.info("from %s", NUMBER)
    rotate(path, id="second")
    time.sleep(0.02)
    logger.info("from %s", NUMBER)
    logger.info("from %s", NUMBER)
    logger.handlers.clear()
    out, said = capfd.readouterr()
    assert re.findall(r"ph_(\w+?)_", out) == ["first", "second", "second"]
    assert said.count("\n") == 1 and "key second writes" in said


@pytest.mark.parametrize(("hang_up", "jobs"), [(True, "1"), (False, "1"), (True, "2")])
def test_rotation_during_a_pipe_loses_no_line_and_each_is_under_one_key(path: Path, tmp_path: Path, hang_up: bool, jobs: str) -> None:
    with (tmp_path / "clean.log").open("wb") as out:
        process = start("--keyring", path, "--jobs", jobs, "--stats", tmp_path / "stats.json", stdout=out)
    assert process.stdin and process.stderr
    for number in range(3000):
        process.stdin.write(b"%d from %s to %s\n" % (number, NUMBER.encode(), NUMBER.encode()))
        if number % 100 == 0:
            process.stdin.flush()
            time.sleep(0.01 if hang_up else 0.05)
        while number == 0 and not (tmp_path / "clean.log").stat().st_size:
            time.sleep(0.01)  # until it has begun: a signal before that ends it, with nothing read
        if number == 1500:
            rotate(path, id="second")
            if hang_up:
                process.send_signal(signal.SIGHUP)
    err = process.communicate(timeout=30)[1]
    assert (process.returncode, err.count(b"\n")) == (0, 1) and b"key second writes" in err
    lines = (tmp_path / "clean.log").read_text().splitlines()
    assert [int(line.split()[0]) for line in lines] == list(range(3000))
    keys = [set(re.findall(r"ph_(\w+?)_", line)) for line in lines]
    assert keys == sorted(keys, key=lambda each: each == {"second"})
    assert {frozenset(each) for each in keys} == {frozenset({"first"}), frozenset({"second"})}
    stats = json.loads((tmp_path / "stats.json").read_text())
    assert (stats["key_ids"], stats["jurisdiction"]) == (["first", "second"], Keyring.load(path).jurisdiction)
    found = pi_scrub("find", "-c", "--keyring", path, NUMBER, tmp_path / "clean.log")
    assert found.stdout == b"3000\n"


def test_without_a_file_a_hang_up_still_ends_it() -> None:
    env = {"PI_SCRUB_KEYRING": None, "PI_SCRUB_KEY": "XkQ3vT0p8fYw2mN6rB1sZ4uJ7hC9eD5gL0aKiOtVqRs="}
    process = start(env=env)
    assert process.stdin and process.stdout
    os.write(process.stdin.fileno(), b"one\n")
    assert process.stdout.readline() == b"one\n"
    process.send_signal(signal.SIGHUP)
    assert process.wait(5) == 129
    process.communicate()
