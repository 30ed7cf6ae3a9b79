"""The loop: no line waits, none is lost, doubled, merged or cut, whatever signals, readers and disks do.

A stand-in for the scrubber (it makes letters large) keeps these tests about the loop; the processes, pipes,
signals, files and threads are real.
"""

from __future__ import annotations

import gzip
import os
import random
import select
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import environment

STANDIN = """
import os, sys, time
from contextlib import ExitStack
from pi_scrub.errors import PiScrubError
from pi_scrub.routes import Route
from pi_scrub.stream import Loop, Stop, Stopped, scrub_route
from pi_scrub.workers import Workers, clean

class Upper:
    def block(self, block):
        time.sleep(float(os.environ.get("SLOW", 0)))
        return block.data.upper()

def note(error):
    print(error, file=sys.stderr)

target, *inputs = sys.argv[1:]
with ExitStack() as stack:
    stop, jobs = stack.enter_context(Stop()), int(os.environ["JOBS"])
    way = stack.enter_context(Workers(jobs, stop.wake)).clean if jobs > 1 else clean
    loop = Loop(stop, note, eager=bool(os.environ.get("EAGER")), clean=way)
    print("ready", file=sys.stderr, flush=True)
    try:
        scrub_route(Route(tuple(inputs), None if target == "-" else target), Upper, loop)
    except Stopped:
        sys.exit(128 + stop.number)
    except BrokenPipeError:
        sys.exit(141)
    except PiScrubError as error:
        note(error)
        sys.exit(error.exit_code)
"""
READY = b"ready\n"


@pytest.fixture(params=[1, 3], ids=["alone", "3 threads"], autouse=True)
def jobs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test here runs by one thread and by several."""
    monkeypatch.setenv("JOBS", str(request.param))


def start(*args: str | Path, env: dict[str, str] | None = None, **files: Any) -> subprocess.Popen[bytes]:
    """The stand-in command, started and ready: from here on signals are its own."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [sys.executable, "-c", STANDIN, *map(str, args)], env=environment(env), **{**pipes, **files}
    )
    assert process.stderr
    assert os.read(process.stderr.fileno(), len(READY)) == READY  # readline() would take more, and keep it
    return process


def run(*args: str | Path, input: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    process = start(*args)
    out, err = process.communicate(input, timeout=20)
    return subprocess.CompletedProcess(args, process.returncode, out, err)


def read_some(descriptor: int, seconds: float) -> bytes:
    """What comes within `seconds`, at once when it comes; nothing after that."""
    return os.read(descriptor, 1 << 16) if select.select([descriptor], [], [], seconds)[0] else b""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """360,000 numbered lines, 11 MB: more than is ever in flight."""
    path = tmp_path / "app.log"
    path.write_bytes(b"".join(b"line %07d and some words more\n" % number for number in range(360_000)))
    yield path


# --- whole ---


def test_what_goes_in_comes_out(log: Path) -> None:
    assert run("-", log).stdout == log.read_bytes().upper()
    assert run("-", "-", input=log.read_bytes()).stdout == log.read_bytes().upper()


@pytest.mark.parametrize("stream", [b"", b"\n", b"x", b"a\n\nb", b"x" * (1 << 21) + b"\ny", b"\r\n\0\xff"])
def test_ends_stay_as_they_are(stream: bytes) -> None:
    assert run("-", "-", input=stream).stdout == stream.upper()


def test_two_inputs_never_share_a_line(tmp_path: Path) -> None:
    inputs = []
    for number, text in enumerate([b"one", b"", b"two\n", b"three", b"four"]):
        inputs.append(tmp_path / str(number))
        inputs[-1].write_bytes(text)
    assert run("-", *inputs).stdout == b"ONE\nTWO\nTHREE\nFOUR"


def test_an_input_that_fails_does_not_stop_the_others(tmp_path: Path, log: Path) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"a\nb\n" + random.Random(3).randbytes(5000).hex().encode())[:-900])
    done = run("-", "missing", broken, log)
    assert done.stdout == b"A\nB\n" + log.read_bytes().upper()
    assert done.stderr.splitlines()[0].startswith(b"missing: No such file")
    assert b"broken.gz: gzip data breaks off at byte" in done.stderr.splitlines()[1]


def test_a_long_line_that_breaks_off_is_ended(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"x" * 3_000_000 + b"\n")[:-20])
    after = tmp_path / "after"
    after.write_bytes(b"next\n")
    lines = run("-", broken, after).stdout.split(b"\n")
    assert lines[1:] == [b"NEXT", b""]
    assert set(lines[0]) == {ord("X")}


def test_a_file_is_not_made_where_every_input_failed(tmp_path: Path) -> None:
    bad = tmp_path / "bad.gz"
    bad.write_bytes(b"\x1f\x8b\x08rubbish")
    run(tmp_path / "out.log", "missing", bad)
    assert not (tmp_path / "out.log").exists()
    (tmp_path / "empty").touch()
    run(tmp_path / "out.log", "missing", tmp_path / "empty")
    assert (tmp_path / "out.log").read_bytes() == b""


def test_encodings_are_not_mixed_and_the_rest_is_done(tmp_path: Path) -> None:
    inputs = [tmp_path / name for name in ("a", "b", "c")]
    inputs[0].write_bytes("one\n".encode("utf-16"))
    inputs[1].write_bytes(b"two\n")
    inputs[2].write_bytes("three".encode("utf-16"))
    done = run("-", *inputs)
    assert done.stdout.decode("utf-16") == "ONE\nTHREE"
    assert b"b: UTF-8 cannot follow UTF-16 LE" in done.stderr


# --- at once ---


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_each_line_comes_at_once_while_the_pipe_stays_open(size: int) -> None:
    process = start("-", "-")
    assert process.stdin and process.stdout
    for number in range(4):
        line = b"line %d\n" % number
        for at in range(0, len(line), size):
            os.write(process.stdin.fileno(), line[at : at + size])
            time.sleep(0.002)
        assert read_some(process.stdout.fileno(), 0.5) == line.upper()
    assert process.communicate(timeout=5)[0] == b""


def test_lines_of_a_compressed_stream_come_at_once() -> None:
    packer = zlib.compressobj(wbits=31)
    process = start("-", "-")
    assert process.stdin and process.stdout
    for line in (b"one\n", b"two\n"):
        os.write(process.stdin.fileno(), packer.compress(line) + packer.flush(zlib.Z_SYNC_FLUSH))
        assert read_some(process.stdout.fileno(), 0.5) == line.upper()
    assert process.communicate(packer.flush(), timeout=5)[0] == b""


def test_a_fifo_is_waited_for(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    process = start("-", fifo)
    time.sleep(0.05)
    fifo.write_bytes(b"late\n")
    assert process.communicate(timeout=5)[0] == b"LATE\n"


def test_eager_lines_come_before_a_block_is_full(log: Path) -> None:
    """With a slow scrubber and a whole file to read, the first bytes come after 16 KiB, not after 256."""
    process = start("-", log, env={"EAGER": "1", "SLOW": "0.05"})
    assert process.stdout
    first = read_some(process.stdout.fileno(), 2)
    process.kill()
    process.communicate()
    assert 0 < len(first) <= 128 << 10 and first.endswith(b"\n")  # one or several of 16 KiB, where the reader comes late


def test_a_descriptor_that_does_not_block_is_waited_for() -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    process = start("-", "-", stdin=reader)
    assert process.stdout
    time.sleep(0.05)
    os.write(writer, b"late\n")
    assert read_some(process.stdout.fileno(), 0.5) == b"LATE\n"
    os.close(writer)
    os.close(reader)
    assert process.communicate(timeout=5)[0] == b""
    assert process.returncode == 0


def test_a_slow_reader_slows_the_source() -> None:
    """Nobody reads the output: of an endless input only as much is taken as the pipes and the blocks in flight hold."""
    process = start("-", "-")
    assert process.stdin
    os.set_blocking(process.stdin.fileno(), False)
    lines, taken, quiet = b"a line of the log\n" * 1000, 0, 0
    while quiet < 10:
        try:
            taken += os.write(process.stdin.fileno(), lines)
            quiet = 0
        except BlockingIOError:
            quiet += 1
            time.sleep(0.02)
        assert taken < 8 << 20
    assert taken > 100_000
    process.kill()
    with process:
        pass


# --- signals ---

ENDS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "code"), ENDS)
def test_a_signal_finishes_the_lines_in_hand_and_drops_the_open_one(
    number: signal.Signals, code: int
) -> None:
    process = start("-", "-")
    assert process.stdin and process.stdout
    os.write(process.stdin.fileno(), b"one\ntwo\nhal")
    assert read_some(process.stdout.fileno(), 0.5) == b"ONE\nTWO\n"
    process.send_signal(number)
    assert process.wait(2) == code
    assert process.communicate() == (b"", b"")


def test_signals_at_random_times_leave_a_prefix_that_ends_at_a_line(log: Path) -> None:
    rng, right = random.Random(11), log.read_bytes().upper()
    cut = 0
    for turn in range(9):
        number, code = ENDS[turn % 3]
        with log.open("rb") as stdin:
            process = start("-", "-", env={"SLOW": "0.02"}, stdin=stdin.fileno())
            timer = time.monotonic() + rng.uniform(0, 0.2)
            found = b""
            while time.monotonic() < timer:
                found += read_some(process.stdout.fileno(), 0.001)  # type: ignore[union-attr]
            process.send_signal(number)
            rest, err = process.communicate(timeout=5)
        found += rest
        assert err == b""
        assert right.startswith(found) and (not found or found.endswith(b"\n"))
        if found != right:  # else it may have come when all was done
            assert process.returncode == code
            cut += 1
    assert cut


def test_a_signal_leaves_no_half_file(tmp_path: Path, log: Path) -> None:
    target = tmp_path / "out" / "clean.log"
    target.parent.mkdir()
    target.write_bytes(b"before")
    process = start(target, log, env={"SLOW": "0.1"})
    time.sleep(0.15)
    process.terminate()
    assert process.wait(5) == 143
    assert target.read_bytes() == b"before"
    assert list(target.parent.iterdir()) == [target]
    process.communicate()


def test_a_second_signal_ends_at_once_and_leaves_no_half_file(tmp_path: Path, log: Path) -> None:
    target = tmp_path / "out" / "clean.log"
    target.parent.mkdir()
    process = start(target, log, env={"SLOW": "30"})
    time.sleep(0.1)
    process.terminate()
    time.sleep(0.1)
    assert process.poll() is None
    asked = time.monotonic()
    process.terminate()
    assert process.wait(2) == 143
    assert time.monotonic() - asked < 1
    assert list(target.parent.iterdir()) == []
    process.communicate()


def test_a_signal_waits_for_a_slow_reader(log: Path) -> None:
    """The lines in hand are not thrown away because the pipe is full at that moment."""
    process = start("-", log)
    time.sleep(0.2)
    process.terminate()
    time.sleep(0.1)
    assert process.poll() is None
    found, _ = process.communicate(timeout=5)
    assert process.returncode == 143
    assert log.read_bytes().upper().startswith(found) and found.endswith(b"\n")


def test_stop_and_continue_lose_nothing(log: Path) -> None:
    process = start("-", "-", env={"SLOW": "0.01"}, stdin=os.open(log, os.O_RDONLY))
    for _ in range(3):
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.02)
        process.send_signal(signal.SIGCONT)
        time.sleep(0.01)
    assert process.communicate(timeout=10)[0] == log.read_bytes().upper()


def test_an_ignored_signal_stays_ignored() -> None:
    script = 'trap \'\' HUP; exec "$0" "$@"'
    process = subprocess.Popen(
        ["/bin/sh", "-c", script, sys.executable, "-c", STANDIN, "-", "-"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr and os.read(process.stderr.fileno(), len(READY)) == READY
    process.send_signal(signal.SIGHUP)
    assert process.communicate(b"one\n", timeout=5)[0] == b"ONE\n"
    assert process.returncode == 0


# --- readers and disks ---


def test_a_reader_that_goes_is_told_quietly(log: Path) -> None:
    reader, writer = os.pipe()
    process = start("-", log, stdout=writer)
    os.close(writer)
    first = os.read(reader, 100)
    os.close(reader)
    _, err = process.communicate(timeout=5)
    assert log.read_bytes().upper().startswith(first)
    assert (process.returncode, err) == (141, b"")


def test_a_full_disk_leaves_a_prefix_that_ends_at_a_line(log: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("cannot mount a tmpfs here")
    try:
        with (small / "clean.log").open("wb") as out:
            process = start("-", log, stdout=out.fileno())
            assert process.communicate(timeout=5)[1] == b"standard output: No space left on device\n"
        assert process.returncode == 4
        found = (small / "clean.log").read_bytes()
        assert log.read_bytes().upper().startswith(found) and found.endswith(b"\n") and len(found) > 1_000_000
        (small / "clean.log").unlink()
        done = run(small / "other.log", log)
        assert done.returncode == 4 and list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)  # noqa: S607


def test_a_gib_line_runs_in_flat_memory(tmp_path: Path) -> None:
    """The line is a sparse file: a GiB of NUL without a line end."""
    path = tmp_path / "long"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    peak = "\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    script = STANDIN.replace("class Upper", peak + "\nclass Upper") + peak
    done = subprocess.run(
        [sys.executable, "-c", script, os.devnull, path], env=environment(), capture_output=True, check=True
    )
    before, after = (int(word) for word in done.stderr.split() if word != b"ready")
    assert after - before < 24 << 10  # KiB
