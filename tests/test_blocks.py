"""Blocks: every line once, in order, whole; long lines in pieces that do not depend on the chunks."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import Any

import pytest

from pi_scrub.blocks import BLOCK, LINE_LIMIT, Block, Blocks, Part

LIMIT = 16
SMALL: Any = {"block": 8, "limit": LIMIT}

STREAMS = [
    b"",
    b"\n",
    b"\n\n\n",
    b"a",
    b"a\n",
    b"a\nb",
    b"one\ntwo\r\nthree\x0bstill\x0cthree\x1c\x85\n\nfour",
    b"x" * LIMIT,
    b"x" * LIMIT + b"\n",
    b"x" * (LIMIT + 1),
    b"x" * (LIMIT + 1) + b"\n",
    b"x" * (2 * LIMIT) + b"\ny\n",
    b"x" * (2 * LIMIT + 1) + b"\ny\n",
    b"short\n" + b"x" * (5 * LIMIT + 3) + b"\nshort\n" + b"y" * (3 * LIMIT),
    b"123456789012345\n" * 5,
    b"\n".join(b"z" * n for n in range(3 * LIMIT)),
]


def chunked(stream: bytes, sizes: list[int]) -> list[bytes]:
    chunks: list[bytes] = []
    start = 0
    while start < len(stream):
        size = sizes[len(chunks) % len(sizes)]
        chunks.append(stream[start : start + size])
        start += size
    return chunks


def all_blocks(chunks: list[bytes], *, cut: bool = False, **sizes: int) -> list[Block]:
    blocks = Blocks(**sizes)
    found: list[Block] = []
    for chunk in chunks:
        found += blocks.feed(chunk)
        if cut:
            found += blocks.cut()
    return found + list(blocks.flush())


def lines_and_pieces(blocks: list[Block]) -> list[tuple[bytes, Part]]:
    """The blocks with every WHOLE one cut into its lines: what must not depend on chunks."""
    found: list[tuple[bytes, Part]] = []
    for data, part in blocks:
        lines = [line + b"\n" for line in data.split(b"\n")] if part is Part.WHOLE else [data]
        if part is Part.WHOLE:
            lines[-1] = lines[-1][:-1]
            lines = [line for line in lines if line]
        found += [(line, part) for line in lines]
    return found


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("sizes", [[1], [2], [3, 1, 7], [LIMIT], [LIMIT + 1], [10_000]])
@pytest.mark.parametrize("cut", [False, True])
def test_blocks_join_to_the_stream_and_do_not_depend_on_the_chunks(
    stream: bytes, sizes: list[int], cut: bool
) -> None:
    blocks = all_blocks(chunked(stream, sizes), cut=cut, **SMALL)
    assert b"".join(block.data for block in blocks) == stream
    assert all(block.data for block in blocks)
    assert lines_and_pieces(blocks) == lines_and_pieces(all_blocks([stream], **SMALL))


@pytest.mark.parametrize("stream", STREAMS)
def test_every_block_keeps_its_promise(stream: bytes) -> None:
    """Whole lines end in a line end (but the last); pieces have the limit's length; a long line ends in
    LAST."""
    blocks = all_blocks(chunked(stream, [5]), **SMALL)
    for number, (data, part) in enumerate(blocks):
        last_of_all = number == len(blocks) - 1
        inside = number > 0 and blocks[number - 1].part is Part.PIECE
        if part is Part.WHOLE:
            assert data.endswith(b"\n") or last_of_all
            assert max(map(len, data.split(b"\n"))) <= LIMIT
            assert not inside
        elif part is Part.PIECE:
            assert len(data) == LIMIT and b"\n" not in data
            assert not last_of_all
        else:
            assert inside and 1 <= len(data) <= LIMIT + 1
            assert b"\n" not in data[:-1]


LONG = [
    # line length, parts
    (LIMIT, [Part.WHOLE]),
    (LIMIT + 1, [Part.PIECE, Part.LAST]),
    (2 * LIMIT, [Part.PIECE, Part.LAST]),
    (2 * LIMIT + 1, [Part.PIECE, Part.PIECE, Part.LAST]),
]


@pytest.mark.parametrize(("length", "parts"), LONG)
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_the_line_end_is_not_part_of_the_limit(length: int, parts: list[Part], end: bytes) -> None:
    blocks = all_blocks([b"x" * length + end], **SMALL)
    assert [block.part for block in blocks] == parts


def test_cut_gives_the_lines_that_wait_and_keeps_the_open_one() -> None:
    blocks = Blocks()
    assert list(blocks.feed(b"one\ntwo\nthr")) == []
    assert list(blocks.cut()) == [Block(b"one\ntwo\n", Part.WHOLE)]
    assert list(blocks.cut()) == []
    assert list(blocks.feed(b"ee\n")) == []
    assert list(blocks.cut()) == [Block(b"three\n", Part.WHOLE)]
    assert list(blocks.flush()) == []


def test_cut_never_cuts_a_long_line_elsewhere() -> None:
    blocks = Blocks(**SMALL)
    assert [b.part for b in blocks.feed(b"x" * 20)] == [Part.PIECE]
    assert list(blocks.cut()) == []
    assert list(blocks.feed(b"x" * 12)) == []
    assert [len(b.data) for b in blocks.feed(b"x")] == [LIMIT]


def test_drop_gives_whole_lines_and_forgets_the_broken_one() -> None:
    blocks = Blocks()
    list(blocks.feed(b"one\nhal"))
    assert list(blocks.drop()) == [Block(b"one\n", Part.WHOLE)]
    assert list(blocks.flush()) == []


def test_drop_closes_a_long_line_that_was_begun() -> None:
    blocks = Blocks(**SMALL)
    list(blocks.feed(b"x" * 20))
    assert list(blocks.drop()) == [Block(b"", Part.LAST)]
    assert list(blocks.drop()) == []


def test_random_streams_by_random_chunks() -> None:
    rng = random.Random(7)
    for _ in range(150):
        stream = bytes(rng.choice(b"ab\r\n" if rng.random() < 0.5 else b"abcdefgh") for _ in range(300))
        stream += b"\n" * rng.randrange(3)
        chunks = chunked(stream, [rng.randrange(1, 40) for _ in range(5)])
        found = all_blocks(chunks, cut=rng.random() < 0.5, **SMALL)
        assert lines_and_pieces(found) == lines_and_pieces(all_blocks([stream], **SMALL))


def test_blocks_are_bounded_by_the_block_size() -> None:
    stream = (b"y" * 99 + b"\n") * 20_000
    sizes = [len(block.data) for block in all_blocks([stream])]
    assert max(sizes) <= BLOCK and min(sizes[:-1]) > BLOCK - 100
    line = b"y" * (LINE_LIMIT - 1) + b"\n"
    assert [b.part for b in all_blocks([line + b"a\n"])] == [Part.WHOLE, Part.WHOLE]


def test_a_line_byte_by_byte_takes_linear_time() -> None:
    def seconds(size: int) -> float:
        blocks = Blocks(block=size * 2, limit=size * 2)
        start = time.perf_counter()
        for _ in range(size):
            list(blocks.feed(b"x"))
        return time.perf_counter() - start

    small = min(seconds(40_000) for _ in range(3))
    large = min(seconds(160_000) for _ in range(3))
    assert large < small * 8  # 4 if linear, 16 if quadratic


FLAT = """
import resource
from pi_scrub.blocks import Blocks
blocks, total, chunk = Blocks(), 0, b"7" * 262144
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for number in range(4096):
    if number == 64:
        warm = peak()
    for block in blocks.feed(chunk):
        total += len(block.data)
for block in blocks.flush():
    total += len(block.data)
print(total, peak() - warm)
"""


def test_a_line_of_one_gib_runs_in_flat_memory() -> None:
    done = subprocess.run([sys.executable, "-c", FLAT], capture_output=True, check=True, timeout=60)
    total, growth = map(int, done.stdout.split())
    assert total == 1 << 30
    assert growth < 8 << 10  # KiB
