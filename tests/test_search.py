"""The fixed-string search: the compiled one, the one without it, by windows and by reads, say the same."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from command import environment

from pi_scrub import search as under_test
from pi_scrub.files import Source
from pi_scrub.search import Hit, count, search

TOKEN = b"ph_first_" + b"abcdefghijklmnop" * 2
native_only = pytest.mark.skipif(under_test._search is None, reason="the search is not compiled here")


def hits(log: Path, *tokens: bytes) -> list[Hit]:
    with Source(str(log)) as source:
        return [hit for found in search(source, tokens, numbered=True) for hit in found]


def expected(data: bytes, *tokens: bytes) -> list[Hit]:
    lines = enumerate(io.BytesIO(data), 1)
    return [Hit(number, line.removesuffix(b"\n")) for number, line in lines if any(token in line for token in tokens)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads and windows so small that a test's log has many edges."""
    monkeypatch.setattr(under_test, "READ", 512)
    monkeypatch.setattr(under_test, "WINDOW", 8192)


def some_log(draw: random.Random, tokens: list[bytes], lines: int) -> bytes:
    words = [*tokens, *(token[:-1] for token in tokens), *(token[1:] for token in tokens), b"_", b"ab" * 9, b"\xff\0", b" "]
    return b"\n".join(b"".join(draw.choices(words, k=draw.randrange(9))) + b"x" * draw.randrange(300) for _ in range(lines))


@native_only
@pytest.mark.parametrize("seed", range(40))
def test_compiled_or_not_the_same_lines_are_found(seed: int) -> None:
    draw = random.Random(seed)
    tokens = [TOKEN[:-8] + bytes(draw.choices(b"abcdefghijklmnop", k=8)) for _ in range(draw.randrange(1, 4))]
    tokens += [b"a", b"_a", b"xy_"][: draw.randrange(4)]
    log = bytearray(some_log(draw, tokens, 2500))
    start = draw.randrange(len(log))
    end = draw.randrange(start, len(log) + 1)
    compiled = under_test._search.Search(tokens)
    for where in ((0, len(log)), (start, end), (start, start)):
        assert compiled.lines(log, *where) == under_test._found(tokens, log, *where)
        assert under_test._search.line_ends(log, *where) == log.count(b"\n", *where)


@native_only
@pytest.mark.parametrize("place", [0, 1, 31, 32, 97, 127, 128, 129, (1 << 17) - 41, (1 << 17) - 40, (1 << 17) - 1, 1 << 17, 399_959])
def test_a_token_is_found_at_any_place_of_a_buffer(place: int) -> None:
    buffer = bytearray(400_000)
    buffer[place : place + len(TOKEN)] = TOKEN
    assert under_test._search.Search([TOKEN]).lines(buffer, 0, len(buffer)) == [(0, len(buffer))]
    assert under_test._search.Search([TOKEN]).lines(buffer, 0, place + len(TOKEN) - 1) == []
    assert under_test._search.Search([TOKEN]).lines(buffer, place + 1, len(buffer)) == []


@native_only
@pytest.mark.parametrize("where", [(0, 5), (4, 3), (5, 5)])
def test_outside_of_a_buffer_nothing_is_read(where: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        under_test._search.Search([b"a"]).lines(b"aaaa", *where)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_by_windows_and_by_reads_the_same_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, compiled: bool) -> None:
    if not compiled:
        monkeypatch.setattr(under_test, "_search", None)
    data = some_log(random.Random(seed), [TOKEN], 700)
    data += b"\n" + b"y" * 20_000 + TOKEN + b"y" * 20_000 + b"\n" + TOKEN + b"\n" + data  # a line that no window holds
    log = tmp_path / "log"
    log.write_bytes(data)
    assert hits(log, TOKEN) == expected(data, TOKEN)
    with Source(str(log)) as source:
        assert count(source, [TOKEN]) == len(expected(data, TOKEN))
    script = "import sys; from pi_scrub.files import Source; from pi_scrub.search import count; print(count(Source('-'), [sys.argv[1].encode()]))"
    with log.open("rb") as file:
        os.lseek(file.fileno(), len(data) - 30_000, os.SEEK_SET)  # standard input may stand anywhere in a file
        done = subprocess.run([sys.executable, "-c", script, TOKEN], stdin=file, capture_output=True, env=environment(), check=True)
    assert int(done.stdout) == len(expected(data[-30_000:], TOKEN))


@native_only
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("left", [0, 4096, 8192, 10_000])
def test_a_log_that_is_cut_back_meanwhile_is_searched_to_its_new_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int) -> None:
    """As logrotate's copytruncate does; a map of what is gone would end the process with SIGBUS."""
    line = b"x" * 100 + TOKEN + b"\n"
    data = line * 300
    log = tmp_path / "log"
    log.write_bytes(data)
    begun = under_test._search.Guard.__enter__

    class Cutting(under_test._search.Guard):  # type: ignore[misc, name-defined]
        def __enter__(self) -> object:
            os.truncate(log, left)
            return begun(self)

    monkeypatch.setattr(under_test._search, "Guard", Cutting)
    found = hits(log, TOKEN)
    first = 512 // len(line) * len(line)  # what the first read gave, before it was cut
    whole = max(left, first)
    assert [hit.line + b"\n" for hit in found][: whole // len(line)] == [line] * (whole // len(line))
    assert len(found) <= whole // len(line) + 1 and all(hit.line in line for hit in found) and b"\0" not in found[-1].line
    assert [hit.number for hit in found] == list(range(1, len(found) + 1))


def test_what_is_no_plain_file_has_no_windows(tmp_path: Path) -> None:
    """Nor has a file that is shorter than one."""
    log = tmp_path / "log"
    log.write_bytes(b"x" * 5000)
    with Source(str(log)) as source:
        assert source.window(0, 5001) is None and source.window(0, 5000) is not None
    with Source("/dev/zero") as source:
        assert source.window(0, 4096) is None
    reading, writing = os.pipe()
    with Source(f"/dev/fd/{reading}") as source:
        assert source.window(0, 4096) is None and source.place is None
    os.close(reading)
    os.close(writing)
