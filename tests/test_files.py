"""Files: sources say which input failed and why; sinks lose nothing, and leave no half file."""

from __future__ import annotations

import errno
import fcntl
import gzip
import os
import pty
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pi_scrub.errors import InputError, OutputError
from pi_scrub.files import AtomicFile, Descriptor, Source, make_folder, open_sink
from pi_scrub.formats import UTF8, Decoder, Encoding

UTF16 = Encoding("UTF-16 LE", "utf-16-le", b"\xff\xfe")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- sources ---


def test_a_source_reads_a_file_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "app.log.gz"
    path.write_bytes(gzip.compress(b"one\ntwo\n"))
    with Source(str(path)) as source:
        assert source.encoding is None
        found = b""
        while data := source.read(5):
            found += b"".join(source.decode(data))
        assert found + b"".join(source.decode(b"")) == b"one\ntwo\n"
        assert source.encoding is UTF8


UNREADABLE = [
    ("missing.log", "missing.log: No such file or directory"),
    (".", r"\.: is a folder"),
    ("a\x1b[2J.log", r"a\\x1b\[2J.log: No such file"),
    ("x" * 300, "File name too long"),
]


@pytest.mark.parametrize(("name", "message"), UNREADABLE)
def test_a_source_that_cannot_be_read_says_which(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=message):
        Source(name)


def test_opening_a_fifo_that_nobody_writes_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    with Source(str(path)) as source:
        assert os.get_blocking(source.descriptor)


# --- atomic files ---


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "clean.log"
    with open_sink(str(target)) as sink:
        sink.write(b"one\n")
        assert not target.exists()
        [temporary] = tmp_path.iterdir()
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
        sink.write(b"two")
    assert target.read_bytes() == b"one\ntwo"
    assert names(tmp_path) == ["clean.log"]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o007, 0o660)])
def test_a_new_file_has_the_mode_the_umask_leaves(mask: int, mode: int, tmp_path: Path) -> None:
    target = tmp_path / "clean.log"
    with umask(mask), open_sink(str(target)):
        pass
    assert stat.S_IMODE(target.stat().st_mode) == mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_replaced_file_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    target = tmp_path / "clean.log"
    target.write_bytes(b"before")
    target.chmod(mode)
    with umask(0o022), open_sink(str(target)) as sink:
        sink.write(b"after")
        assert target.read_bytes() == b"before"
    assert target.read_bytes() == b"after"
    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_after_an_error_no_half_file_is_left(tmp_path: Path) -> None:
    target = tmp_path / "clean.log"
    target.write_bytes(b"before")
    with pytest.raises(RuntimeError), open_sink(str(target)) as sink:
        sink.write(b"half")
        raise RuntimeError
    with open_sink(str(target)) as sink:
        sink.wanted = False
    assert target.read_bytes() == b"before"
    assert names(tmp_path) == ["clean.log"]


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No such file or directory"):
        open_sink(str(tmp_path / "nowhere" / "clean.log"))
    with pytest.raises(OutputError, match="No such file or directory"):
        make_folder(str(tmp_path / "nowhere" / "clean"))


CALLS = ["write", "fchmod", "fsync", "close"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_when_any_step_fails_the_old_file_stays(
    call: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / f"clean.log{suffix}"
    target.write_bytes(b"before")
    real = getattr(os, call)

    def fail(*args: object) -> object:
        monkeypatch.setattr(os, call, real)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with (
        pytest.raises(OutputError, match=r"clean\.log.*: Input/output error"),
        open_sink(str(target)) as sink,
    ):
        monkeypatch.setattr(os, call, fail)
        sink.write(b"after")
    assert target.read_bytes() == b"before"
    assert names(tmp_path) == [target.name]


@pytest.mark.parametrize("suffix", [".gz", ".zst", ".bz2", ".xz"])
def test_a_file_is_compressed_by_its_suffix(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"clean.log{suffix}"
    with open_sink(str(target)) as sink:
        for number in range(1000):
            sink.write(b"line %d\n" % number)
    decoder = Decoder("clean")
    text = b"".join(decoder.feed(target.read_bytes())) + b"".join(decoder.flush())
    assert text == b"".join(b"line %d\n" % number for number in range(1000))


# --- descriptors ---


def test_short_writes_and_a_slow_reader_that_blocks_lose_nothing() -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    data = os.urandom(1 << 19) + b"\n"
    found: list[bytes] = []

    def drain() -> None:
        while part := os.read(reader, 1000):
            found.append(part)

    thread = threading.Thread(target=drain)
    thread.start()
    with Descriptor(writer, "pipe") as sink:
        sink.write(data)
    os.close(writer)
    thread.join(10)
    os.close(reader)
    assert b"".join(found) == data


def test_a_reader_that_has_gone_is_a_broken_pipe() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with pytest.raises(BrokenPipeError):
        Descriptor(writer, "pipe").write(b"x\n")
    os.close(writer)


def test_a_full_device_is_an_output_error() -> None:
    with (
        pytest.raises(OutputError, match="/dev/full: No space left on device"),
        open_sink("/dev/full") as sink,
    ):
        sink.write(b"x\n")
    with open_sink("/dev/null") as sink:
        sink.write(b"x\n")


def test_a_closed_descriptor_is_an_output_error(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "x", os.O_RDONLY | os.O_CREAT)
    with pytest.raises(OutputError, match="Bad file descriptor"):
        Descriptor(descriptor, "x").write(b"x\n")
    os.close(descriptor)


LIMITED = """
import os, resource, signal, sys
from pi_scrub.errors import OutputError
from pi_scrub.files import Descriptor
from pi_scrub.formats import Encoding
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sink = Descriptor(1, "standard output")
if sys.argv[2] != "utf-8":
    sink.adopt(Encoding("", sys.argv[2], b"\\xff\\xfe"), "")
try:
    for number in range(1000):
        sink.write(b"line %d\\nand" % number + b" more\\n")
except OutputError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("limit", [1, 4096, 4097])
@pytest.mark.parametrize("before", [b"", b"open line"])
@pytest.mark.parametrize("append", [False, True])
def test_a_plain_file_that_fills_up_ends_at_a_line(
    limit: int, before: bytes, append: bool, tmp_path: Path
) -> None:
    """A size limit stands for the full disk: the last write is short, then fails."""
    path = tmp_path / "clean.log"
    path.write_bytes(before)
    with path.open("ab" if append else "r+b") as out:
        out.seek(0, os.SEEK_END)
        done = run_limited(len(before) + limit, "utf-8", out.fileno())
    assert done.stderr == b"standard output: File too large\n"
    right = b"".join(b"line %d\nand more\n" % number for number in range(1000))
    found = path.read_bytes()
    assert found.startswith(before) and right.startswith(found[len(before) :])
    assert found == before or found.endswith(b"\n")
    assert len(found) > len(before) + limit - len(b"and more\n") - 1


def test_in_utf_16_it_ends_at_a_line_too(tmp_path: Path) -> None:
    path = tmp_path / "clean.log"
    for limit in (1, 3, 32, 33):
        with path.open("wb") as out:
            run_limited(limit, "utf-16-le", out.fileno())
        found = path.read_bytes()
        assert found in (b"", b"\xff\xfe") or found.decode("utf-16").endswith("\n")


def run_limited(limit: int, codec: str, out: int) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), codec], stdout=out, stderr=subprocess.PIPE, check=False
    )


def test_a_terminal_takes_lines() -> None:
    ours, theirs = pty.openpty()
    with Descriptor(theirs, "terminal") as sink:
        sink.write(b"a line\n")
    assert os.read(ours, 100) == b"a line\r\n"
    os.close(theirs)
    os.close(ours)


# --- what all sinks know ---


def test_an_open_line_is_ended_once(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with open_sink(str(target)) as sink:
        sink.end_line()
        sink.write(b"one")
        sink.end_line()
        sink.end_line()
        sink.write(b"two\n")
        sink.end_line()
    assert target.read_bytes() == b"one\ntwo\n"


def test_encodings_do_not_mix_in_one_output(tmp_path: Path) -> None:
    with open_sink(str(tmp_path / "x")) as sink:
        sink.adopt(UTF16, "a.log")
        sink.write(b"one\n")
        sink.adopt(UTF16, "b.log")
        sink.write(b"two\n")
        with pytest.raises(InputError, match=r"c\.log: UTF-8 cannot follow UTF-16 LE"):
            sink.adopt(UTF8, "c.log")
    assert (tmp_path / "x").read_bytes() == "one\ntwo\n".encode("utf-16")


def test_characters_cut_between_two_writes_are_whole_in_utf_16(tmp_path: Path) -> None:
    with open_sink(str(tmp_path / "x")) as sink:
        sink.adopt(UTF16, "a.log")
        for byte in "Zoë 日\U0001f4de\n".encode():
            sink.write(bytes([byte]))
    assert (tmp_path / "x").read_bytes().decode("utf-16") == "Zoë 日\U0001f4de\n"


def test_an_input_of_nothing_but_a_mark_comes_out_as_it_was(tmp_path: Path) -> None:
    with open_sink(str(tmp_path / "x")) as sink:
        sink.adopt(UTF16, "a.log")
    assert (tmp_path / "x").read_bytes() == b"\xff\xfe"


def test_the_temporary_file_follows_no_link_and_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.urandom", bytes)
    victim = tmp_path / "victim"
    victim.write_bytes(b"before")
    (tmp_path / f".pi-scrub-{bytes(8).hex()}.tmp").symlink_to(victim)
    with pytest.raises(OutputError, match="File exists"):
        AtomicFile(str(tmp_path / "clean.log"))
    assert victim.read_bytes() == b"before"
