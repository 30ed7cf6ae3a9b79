"""`pi-scrub bench`: a table of this machine's tools on the user's own log; a clear word where there is nothing to time."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import ROOT, environment, pi_scrub

from pi_scrub.adapters.cli.bench import OURS, TOOLS, Run, Tool, _table

LINE = b"call from +1 415 555 0132 via 10.0.0.1\n"
ROW = re.compile(r"(.{10}) *([\d.]+|-) +([\d.]+|-)  (.+)")


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`app.log`, 2,000 lines, in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "app.log"
    path.write_bytes(LINE * 2000)
    return path


def rows(table: str) -> dict[str, tuple[str, str, str]]:
    found = (ROW.fullmatch(line) for line in table.splitlines())
    return {row[1].strip(): (row[2], row[3], row[4]) for row in found if row and row[1].strip()}


def test_every_tool_is_a_row_and_pi_scrub_is_the_measure(log: Path) -> None:
    done = pi_scrub("bench", "--region", "US", "--repeat", "1", "app.log")
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert said.startswith("app.log: 0.1 MB, 2000 lines\npi-scrub: ")
    assert re.search(r"(native|reference) lexer, \d+ jobs?; medians of 1 interleaved", said)
    found = rows(said)
    assert list(found) == [OURS, *(tool.name for tool in TOOLS)]
    assert found[OURS][1] == "1.00"
    assert all(float(speed) > 0 for speed, _, note in found.values() if note != "not on the PATH")


def test_a_tool_that_is_not_here_is_a_row_that_says_so(log: Path) -> None:
    done = pi_scrub("bench", "--repeat", "1", "app.log", env={"PATH": str(log.parent / "nothing")})
    found = rows(done.stdout.decode())
    assert [found[tool.name] for tool in TOOLS] == [("-", "-", "not on the PATH")] * len(TOOLS)


def test_a_tool_that_fails_is_a_row_that_says_so(log: Path) -> None:
    """Its time would be that of the failure."""
    bin = log.parent / "bin"
    bin.mkdir()
    (bin / "sed").write_text("#!/bin/sh\nexit 7\n")
    (bin / "sed").chmod(0o755)
    done = pi_scrub("bench", "--repeat", "1", "app.log", env={"PATH": f"{bin}:{os.environ['PATH']}"})
    assert rows(done.stdout.decode())["sed -E"] == ("-", "-", "failed: exit code 7")


def test_a_log_in_which_nothing_is_found_is_timed_as_well(log: Path) -> None:
    """`grep` and `rg` end with 1 there."""
    log.write_bytes(b"nothing\n" * 100)
    done = pi_scrub("bench", "--repeat", "1", "app.log")
    assert [note for _, _, note in rows(done.stdout.decode()).values() if note.startswith("failed")] == []


def test_the_median_counts_and_a_quicker_tool_has_a_higher_ratio() -> None:
    """Seconds in, MB/s and the ratio to pi-scrub out."""
    times = {OURS: [Run(9, 0), Run(2, 0), Run(1, 0)], "sed -E": [Run(0.5, 0), Run(0.1, 0), Run(3, 0)]}
    table = "\n".join(_table([Tool(OURS, (), "all"), Tool("sed -E", (), "little")], times, 10_000_000))
    assert rows(table) == {OURS: ("5.00", "1.00", "all"), "sed -E": ("20.0", "4.00", "little")}


def test_it_leaves_no_file_and_makes_no_keyring(log: Path) -> None:
    """Neither the log nor a key gets anywhere."""
    done = pi_scrub("bench", "--repeat", "1", "app.log", env={"PI_SCRUB_KEYRING": None, "HOME": str(log.parent)})
    assert done.returncode == 0
    assert [path.name for path in log.parent.rglob("*")] == ["app.log"]


def _gzipped(path: Path) -> None:
    path.write_bytes(gzip.compress(LINE))


def _utf16(path: Path) -> None:
    path.write_bytes(LINE.decode().encode("utf-16"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "No such file"),
        (lambda path: path.touch(), "is empty"),
        (lambda path: path.mkdir(), "is a folder"),
        (os.mkfifo, "must be a plain file"),
        (_gzipped, "is gzip"),
        (_utf16, "is UTF-16 LE"),
    ],
)
def test_what_cannot_be_timed_is_told_in_one_line(log: Path, make, said: str) -> None:  # type: ignore[no-untyped-def]
    """Missing, empty, no plain file, or stored in another way than the other tools read."""
    make(log.parent / "odd.log")
    done = pi_scrub("bench", "odd.log", stdin=os.open(os.devnull, os.O_RDONLY))
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.startswith(b"pi-scrub: odd.log: ") and said.encode() in done.stderr and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("args", [[], ["--region", "UK", "app.log"], ["--repeat", "0", "app.log"], ["--jobs", "0", "app.log"]])
def test_a_mistake_in_the_options_is_exit_2(log: Path, args: list[str]) -> None:
    done = pi_scrub("bench", *args)
    assert (done.returncode, done.stdout) == (2, b"") and done.stderr.count(b"\n") == 1


def test_a_policy_that_wants_a_jurisdiction_gets_a_key_of_it(log: Path) -> None:
    (log.parent / "policy.toml").write_text('regions = ["US"]\nrequire_jurisdiction = "EEA"\n')
    done = pi_scrub("bench", "--repeat", "1", "--policy", "policy.toml", "app.log")
    assert (done.returncode, rows(done.stdout.decode())[OURS][1]) == (0, "1.00")


def test_where_pi_scrub_itself_fails_there_is_no_table(log: Path) -> None:
    """Its time would be that of the failure."""
    (log.parent / "sitecustomize.py").write_text("import sys\nif 'scrub' in sys.argv: raise SystemExit(9)\n")
    path = f"{log.parent}{os.pathsep}{ROOT}"
    done = pi_scrub("bench", "app.log", env={"PYTHONPATH": path})
    assert (done.returncode, done.stdout) == (1, b"") and b"exit code" in done.stderr


def test_standard_input_cannot_be_read_twice(log: Path) -> None:
    done = pi_scrub("bench", "-", input=LINE)
    assert done.returncode == 3 and b"must be a plain file" in done.stderr


def test_its_help_has_an_example() -> None:
    said = pi_scrub("bench", "--help").stdout.decode()
    assert "pi-scrub bench --region US app.log" in said


def test_a_file_named_like_an_option_is_a_file(log: Path) -> None:
    """The tools get its full path."""
    log.rename(log.parent / "-n.log")
    done = pi_scrub("bench", "--repeat", "1", "--", "-n.log")
    assert done.returncode == 0
    assert [note for _, _, note in rows(done.stdout.decode()).values() if note.startswith("failed")] == []


def test_a_folder_that_is_named_like_the_package_is_not_run(log: Path) -> None:
    """A log's folder may hold anything."""
    (log.parent / "pi_scrub").mkdir()
    (log.parent / "pi_scrub" / "__main__.py").write_text("raise SystemExit(7)")
    argv = [sys.executable, "-P", "-m", "pi_scrub", "bench", "--repeat", "1", "app.log"]
    done = subprocess.run(argv, env=environment(), capture_output=True, check=False)
    assert rows(done.stdout.decode())[OURS][1] == "1.00"
