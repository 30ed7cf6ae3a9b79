"""The command as a user runs it: real processes, pipes, terminals, files; its exit codes and its one line of
error."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard
from command import COMMAND, environment, keyring_path, pi_scrub, start

NUMBER = b"+1 415 555 0132"
DIGITS = re.compile(rb"555.?0132")
TOKEN = re.compile(rb"ph_test_[a-p]{32}")
LINE = b"call from " + NUMBER + b" via 10.0.0.1\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def log(folder: Path) -> Path:
    """A log of two lines, `app.log`."""
    path = folder / "app.log"
    path.write_bytes(b"one " + LINE + b"two\n")
    return path


@pytest.fixture(scope="module")
def clean() -> bytes:
    """The clean form of `LINE`."""
    return pi_scrub(input=LINE).stdout


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def one_line(stderr: bytes) -> str:
    """The message, of which there is one, on a line of its own, and no traceback."""
    assert stderr.startswith(b"pi-scrub: ") and stderr.count(b"\n") == 1 and stderr.endswith(b"\n"), stderr
    return stderr.decode()


# --- the filter ---


def test_a_line_goes_in_and_a_clean_line_comes_out(clean: bytes) -> None:
    assert TOKEN.search(clean) and clean.endswith(b" via 10.0.0.1\n") and not DIGITS.search(clean)


@pytest.mark.parametrize("args", [[], ["-"], ["scrub"], ["scrub", "-"], ["-o", "-"], ["--", "-"]])
def test_scrub_is_the_default_and_standard_input_the_default_file(args: list[str], clean: bytes) -> None:
    done = pi_scrub(*args, input=LINE)
    assert (done.returncode, done.stdout, done.stderr) == (0, clean, b"")


def test_files_are_scrubbed_in_order(log: Path, clean: bytes) -> None:
    done = pi_scrub("app.log", "-", log, input=b"between")
    assert done.stdout == b"one " + clean + b"two\nbetween\none " + clean + b"two\n"


def test_a_file_may_have_any_name(clean: bytes) -> None:
    for name in ("-o", "token.log", "a b", "*"):
        Path(name).write_bytes(LINE)
    assert pi_scrub("--", "-o").stdout == clean
    assert pi_scrub("token.log", "a b", "*").stdout == clean * 3


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".zst": lambda data: zstandard.ZstdCompressor().compress(data),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}
UNPACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".zst": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_compressed_logs_go_in_and_out(suffix: str, clean: bytes) -> None:
    Path("in").write_bytes(PACKERS[suffix](LINE * 100))
    assert pi_scrub(input=Path("in").read_bytes()).stdout == clean * 100
    assert pi_scrub("in", "-o", "out" + suffix).returncode == 0
    assert UNPACKERS[suffix](Path("out" + suffix).read_bytes()) == clean * 100


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_utf_16_and_32_are_scrubbed_and_written_back(codec: str, clean: bytes) -> None:
    stored = ("\ufeff" + (LINE + b"na\xc3\xafve").decode()).encode(codec)
    assert pi_scrub(input=stored).stdout == ("\ufeff" + (clean + b"na\xc3\xafve").decode()).encode(codec)


def test_utf_16_that_breaks_is_withheld_from_there() -> None:
    stored = ("\ufeff" + LINE.decode()).encode("utf-16-le")
    done = pi_scrub(input=stored + "12".encode("utf-16-le") + b"\x00\xdc")
    assert done.returncode == 3
    assert TOKEN.search(done.stdout.decode("utf-16").encode())
    assert (
        one_line(done.stderr) == f"pi-scrub: standard input: not valid UTF-16 LE at byte {len(stored) + 4}\n"
    )


def test_a_folder_takes_files_of_the_same_names(log: Path, clean: bytes) -> None:
    Path("b.log.gz").write_bytes(gzip.compress(LINE))
    assert pi_scrub("app.log", "b.log.gz", "-o", "clean/").returncode == 0
    assert gzip.decompress(Path("clean/b.log.gz").read_bytes()) == clean
    assert Path("clean/app.log").read_bytes() == b"one " + clean + b"two\n"
    assert pi_scrub("app.log", "-o", "clean").returncode == 0


def test_statistics_may_stand_in_the_folder_of_the_outputs(log: Path) -> None:
    assert pi_scrub("app.log", "-o", "clean/", "--stats", "clean/stats.json").returncode == 0
    assert sorted(path.name for path in Path("clean").iterdir()) == ["app.log", "stats.json"]


def test_a_shell_may_put_processes_in_the_place_of_files(log: Path, clean: bytes) -> None:
    script = '"$@" <(cat app.log) -o >(cat >out) --stats /dev/stderr; wait $!; "$@" app.log -o /dev/stdout'
    done = subprocess.run(
        ["/bin/bash", "-c", script, "bash", *COMMAND], env=environment(), capture_output=True, check=True
    )
    assert done.stdout == Path("out").read_bytes() == b"one " + clean + b"two\n"
    assert json.loads(done.stderr)["lines"] == 2


def test_a_file_that_grows_is_followed_by_tail(log: Path, clean: bytes) -> None:
    tail = subprocess.Popen(["tail", "-n", "0", "-F", str(log)], stdout=subprocess.PIPE)  # noqa: S607
    process = start(stdin=tail.stdout)
    assert process.stdout
    time.sleep(0.5)
    with log.open("ab") as file:
        file.write(LINE)
    assert select.select([process.stdout], [], [], 30)[0]
    assert os.read(process.stdout.fileno(), 999) == clean
    tail.terminate()
    tail.communicate()
    assert process.communicate(timeout=5) == (b"", b"")


# --- exit 2: nothing read, nothing changed ---

REFUSED: list[tuple[list[str], str]] = [
    (["--no-such-option"], "No such option"),
    (["app.log", "-o", "app.log"], "is an input"),
    (["app.log", "-o", "./sub/../app.log"], "is an input"),
    (["link.log", "-o", "app.log"], "is an input"),
    (["app.log", "-o", "link.log"], "is an input"),
    (["sub/hard.log", "-o", "app.log"], "is an input"),
    (["b.log", "-o", "link.log"], "is a symbolic link"),
    (["b.log", "-o", "dangling.log"], "is a symbolic link"),
    (["b.log", "-o", "sub/hard.log"], "has other names"),
    (["b.log", "-o", "fifo"], "is not a regular file"),
    (["b.log", "-o", "keyring.json"], "is the keyring"),
    (["b.log", "-o", "rules.toml", "--policy", "rules.toml"], "is the policy"),
    (["keyring.json"], "is the keyring, not a log"),
    (["b.log", "sub/b.log", "-o", "sub"], "would both be"),
    (["b.log", "--stats", "b.log"], "is an input"),
    (["b.log", "-o", "new.log", "--stats", "new.log"], "is the log's output"),
    (["b.log", "--stats", "keyring.json"], "is the keyring"),
    (["b.log", "--stats", "link.log"], "is a symbolic link"),
    (["b.log", "--region", "XX"], "XX"),
    (["b.log", "--policy", "missing.toml"], "missing.toml"),
    (["b.log", "--policy", "b.log"], "b.log"),
    (["b.log", "--keyring", "missing.json"], "missing.json"),
    (["b.log", "--keyring", "b.log"], "b.log"),
]


@pytest.mark.parametrize(("args", "message"), REFUSED)
def test_what_makes_no_sense_is_refused_and_nothing_changes(
    args: list[str], message: str, folder: Path, log: Path
) -> None:
    for name in ("b.log", "sub/b.log"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(LINE)
    Path("link.log").symlink_to("app.log")
    Path("dangling.log").symlink_to("nowhere.log")
    Path("sub/hard.log").hardlink_to("app.log")
    os.mkfifo("fifo")
    Path("rules.toml").write_text('regions = ["US"]\n')
    Path("keyring.json").write_bytes(keyring_path().read_bytes())
    Path("keyring.json").chmod(0o600)
    before = files(folder)
    done = pi_scrub(*args, env={"PI_SCRUB_KEYRING": "keyring.json"})
    assert done.returncode == 2
    assert message in one_line(done.stderr)
    assert done.stdout == b"" and files(folder) == before


def test_a_redirect_onto_an_input_is_refused(folder: Path, log: Path) -> None:
    before = files(folder)
    for args, stdin in ((["app.log"], os.devnull), ([], "app.log")):
        with log.open("ab") as out, Path(stdin).open("rb") as source:
            done = pi_scrub(*args, stdin=source, stdout=out)
        assert done.returncode == 2 and "standard output" in one_line(done.stderr)
        assert files(folder) == before


def test_a_wrong_option_does_not_show_its_value() -> None:
    done = pi_scrub("--key=c2VjcmV0LXNlY3JldA")
    assert done.returncode == 2 and "c2VjcmV0" not in one_line(done.stderr)


def test_standard_input_is_not_read_when_the_call_is_refused(log: Path) -> None:
    with log.open("rb") as stdin:
        assert pi_scrub("--region", "XX", stdin=stdin).returncode == 2
        assert os.lseek(stdin.fileno(), 0, os.SEEK_CUR) == 0


# --- exit 3 and 4 ---


def test_a_missing_input_is_told_and_the_others_are_done(log: Path) -> None:
    done = pi_scrub("missing\x1b[2J.log", "app.log", ".")
    assert done.returncode == 3 and done.stdout.endswith(b"\ntwo\n")
    assert done.stderr.splitlines() == [
        rb"pi-scrub: missing\x1b[2J.log: No such file or directory",
        b"pi-scrub: .: is a folder",
    ]


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_truncated_input_is_told_and_its_whole_lines_are_done(suffix: str, clean: bytes) -> None:
    text = b"".join(b"%d " % number + LINE for number in range(20_000))
    Path("app.log").write_bytes(PACKERS[suffix](text)[:-30])
    done = pi_scrub("app.log")
    assert done.returncode == 3 and "app.log" in one_line(done.stderr)
    right = b"".join(b"%d " % number + clean for number in range(20_000))
    assert right.startswith(done.stdout) and (not done.stdout or done.stdout.endswith(b"\n"))


@pytest.mark.parametrize("args", [[], ["-o", "/dev/full"], ["--help"], ["--version"], ["scrub", "--help"]])
def test_a_full_device_is_exit_4(args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = pi_scrub(*args, input=LINE, stdout=full)
    assert done.returncode == 4
    assert "No space left on device" in one_line(done.stderr)


def test_an_output_that_cannot_be_made_is_exit_4(log: Path) -> None:
    done = pi_scrub("app.log", "-o", "nowhere/clean.log")
    assert done.returncode == 4 and "nowhere/clean.log: No such file" in one_line(done.stderr)


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_standard_descriptor_is_no_danger(closed: int, folder: Path, log: Path) -> None:
    before = files(folder)
    script = f'exec "$@" {closed}>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *COMMAND, "app.log", "-"],
        env=environment(),
        input=b"",
        capture_output=True,
        check=False,
    )
    assert done.returncode == {0: 3, 1: 4, 2: 0}[closed]
    assert files(folder) == before


# --- pipes, signals, terminals ---


@pytest.fixture
def big(folder: Path) -> Path:
    """A log of 30,000 numbered lines, 1.3 MB."""
    path = folder / "big.log"
    path.write_bytes(b"".join(b"%06d " % number + LINE for number in range(30_000)))
    return path


def test_head_takes_one_line_and_all_is_quiet(big: Path) -> None:
    script = '"$@" | head -n 1; echo "${PIPESTATUS[0]}"'
    done = subprocess.run(
        ["/bin/bash", "-c", script, "bash", *COMMAND, str(big)],
        env=environment(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.splitlines()[0].startswith(b"000000 call")
    assert done.stdout.splitlines()[1] == b"141"
    assert done.stderr == b""


@pytest.mark.parametrize("args", [[], ["--line-buffered"]])
def test_each_line_of_a_slow_writer_comes_at_once(args: list[str], clean: bytes) -> None:
    process = start(*args)
    assert process.stdin and process.stdout
    os.write(process.stdin.fileno(), LINE)
    assert select.select([process.stdout], [], [], 30)[0]  # the start of Python is not what is measured
    assert os.read(process.stdout.fileno(), 999) == clean
    for _ in range(3):
        for byte in LINE:
            os.write(process.stdin.fileno(), bytes([byte]))
        assert select.select([process.stdout], [], [], 0.5)[0]
        assert os.read(process.stdout.fileno(), 999) == clean
    assert process.communicate(timeout=5) == (b"", b"")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_finishes_the_lines_in_hand(number: signal.Signals, code: int, clean: bytes) -> None:
    process = start("--stats", "stats.json")
    assert process.stdin and process.stdout
    os.write(process.stdin.fileno(), LINE + b"half " + NUMBER)
    assert select.select([process.stdout], [], [], 30)[0]
    process.send_signal(number)
    assert process.wait(5) == code
    assert process.communicate() == (clean, b"")
    assert json.loads(Path("stats.json").read_bytes())["lines"] == 1


def test_a_terminal_gets_lines_at_once_and_shows_no_bar_over_them(clean: bytes) -> None:
    ours, theirs = pty.openpty()
    process = start(stdout=theirs, stderr=theirs)
    assert process.stdin
    os.write(process.stdin.fileno(), LINE + LINE)
    assert select.select([ours], [], [], 30)[0]
    assert os.read(ours, 999).startswith(clean.replace(b"\n", b"\r\n"))
    process.communicate()
    os.close(theirs)
    os.close(ours)


def terminal_output(*args: str) -> bytes:
    """What a run with a terminal for standard error shows there."""
    ours, theirs = pty.openpty()
    done = pi_scrub(*args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    assert done.returncode == 0
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the other end is closed and all is read
        pass
    os.close(ours)
    return shown


def test_a_bar_is_shown_on_a_terminal_for_files(big: Path) -> None:
    assert b"100%" in terminal_output("big.log", "-o", "clean.log")
    assert terminal_output() == b""


# --- keyring, statistics, help ---


@pytest.fixture
def home(folder: Path) -> Iterator[dict[str, str | None]]:
    """The environment of a user who never ran the command."""
    home = folder / "home"
    home.mkdir()
    yield {"HOME": str(home), "XDG_CONFIG_HOME": None, "PI_SCRUB_KEYRING": None}


def test_the_first_run_makes_a_keyring_and_says_so(home: dict[str, str | None], folder: Path) -> None:
    first, second = pi_scrub(input=LINE, env=home), pi_scrub(input=LINE, env=home)
    [made] = [name for name in files(folder) if "keyring" in name or name.endswith(".json")]
    assert made in one_line(first.stderr) and (folder / made).stat().st_mode & 0o777 == 0o600
    assert first.returncode == 0 and first.stdout == second.stdout and second.stderr == b""


@pytest.mark.parametrize("how", ["option", "environment"])
def test_no_keyring_is_made_where_one_is_required(
    how: str, home: dict[str, str | None], folder: Path
) -> None:
    args = ["--require-keyring"] if how == "option" else []
    env = home | ({} if args else {"PI_SCRUB_REQUIRE_KEYRING": "1"})
    done = pi_scrub(*args, input=LINE, env=env)
    assert done.returncode == 2 and done.stdout == b"" and one_line(done.stderr)
    assert files(folder) == {}


def test_two_first_runs_at_once_make_one_keyring(home: dict[str, str | None]) -> None:
    runs = [start(env=home) for _ in range(3)]
    found = {process.communicate(LINE, timeout=20)[0] for process in runs}
    assert len(found) == 1 and TOKEN.sub(b"", found.pop()) != b""


def test_statistics_tell_what_was_done(log: Path) -> None:
    done = pi_scrub("app.log", "--stats", "stats.json")
    stats = json.loads(Path("stats.json").read_bytes())
    assert done.returncode == 0 and done.stderr == b""
    assert stats["lines"] == 2 and stats["bytes"] == log.stat().st_size
    assert stats["replaced"] == {"phone": 1} and stats["withheld"] == 0
    assert stats["key_id"] == "test" and stats["jurisdiction"] == "EEA" and stats["seconds"] >= 0
    assert set(stats) >= {"kept", "memo_hits"}
    assert json.loads(pi_scrub("app.log", "--stats", "-").stderr)["lines"] == 2


def test_national_numbers_that_were_kept_are_told_where_no_region_is_known() -> None:
    line = b"rang 020 7946 0123 twice\n"
    done = pi_scrub(input=line)
    assert done.returncode == 0 and done.stdout == line
    assert "--region" in one_line(done.stderr)
    done = pi_scrub("--region", "GB", input=line)
    assert TOKEN.search(done.stdout) and done.stderr == b""


def test_a_policy_sets_the_regions() -> None:
    Path("rules.toml").write_text('regions = ["GB"]\n')
    assert TOKEN.search(pi_scrub("--policy", "rules.toml", input=b"rang 020 7946 0123 twice\n").stdout)


def test_the_version_is_one_line() -> None:
    done = pi_scrub("--version")
    assert re.fullmatch(rb"pi-scrub \d+\.\d+\.\d+ \((native|reference) lexer\)\n", done.stdout) and done.stderr == b""


def test_the_version_loads_nothing_heavy() -> None:
    """In under 100 ms of CPU time, or on a slow machine in under twice what click alone takes; nothing heavy is loaded."""
    heavy = ("phonenumbers", "cryptography", "structlog", "orjson", "zstandard")
    script = (
        "import sys; from pi_scrub.adapters.cli import run; code = run(['--version']); "
        f"print([name for name in {heavy!r} if name in sys.modules]); sys.exit(code)"
    )
    env = environment()
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=True)
    assert done.stdout.splitlines()[-1] == b"[]"

    def seconds(*command: str) -> float:
        begun = os.times()
        subprocess.run(command, env=env, capture_output=True, check=True)
        ended = os.times()
        return ended.children_user + ended.children_system - begun.children_user - begun.children_system

    times = [(seconds(*COMMAND, "--version"), seconds(sys.executable, "-c", "import click")) for _ in range(5)]
    version, click = map(min, zip(*times, strict=True))
    assert version < max(0.1, 2 * click)


@pytest.mark.parametrize("args", [["--help"], ["-h"], ["scrub", "--help"]])
def test_help_has_an_example(args: list[str]) -> None:
    done = pi_scrub(*args)
    assert done.returncode == 0 and b"Examples:\n" in done.stdout and b"| pi-scrub" in done.stdout


@pytest.mark.parametrize("place", ["stream.read_blocks", "renewal.RenewingRun.block"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_error_of_our_own_shows_no_traceback_and_no_text(place: str, jobs: str) -> None:
    """Whatever goes wrong inside: its class is named, its message (which could quote the log) is not."""
    script = (
        "import sys\nfrom pi_scrub import renewal, stream\n"
        "def fail(*args): raise ValueError('+1 415 555 0132')\n"
        f"{place} = fail\n"
        f"from pi_scrub.adapters.cli import run\nsys.exit(run(['scrub', '--jobs', '{jobs}']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(), input=LINE, capture_output=True, check=False
    )
    assert done.stdout == b""
    assert (
        done.returncode == 1
        and one_line(done.stderr) == "pi-scrub: an error of pi-scrub itself: ValueError\n"
    )


def test_a_closed_standard_error_stops_nothing(log: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = pi_scrub("missing.log", "app.log", stderr=writer)
    os.close(writer)
    assert done.returncode == 3 and done.stdout.endswith(b"\ntwo\n")
