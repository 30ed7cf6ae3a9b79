"""Chunks of bytes in, blocks of whole lines out; no I/O in here (feed / cut / flush).

Strategy: one buffer and the offset of the last line end in it. A chunk is searched for `\\n` once, when it
arrives, so a line that comes byte by byte costs no more than one that comes whole. A line longer than
`LINE_LIMIT` leaves in pieces at fixed offsets of the *line*, never of the chunk: what the pieces are does not
depend on how the input was cut. Lines are split on `\\n` alone; `\\r`, `\\x0b`, NEL and their kin are bytes
like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

LINE_LIMIT = 1 << 20  # bytes of a line, its \n not counted; a longer one is given in pieces
BLOCK = 256 << 10  # bytes of whole lines in a block; a block never grows past LINE_LIMIT + 1


class Part(Enum):
    """What a block holds: whole lines, or a piece of one line too long to hold; or a CSV file's lines up to its header."""

    HEADER = "header"
    WHOLE = "whole"
    PIECE = "piece"
    LAST = "last"


class Block(NamedTuple):
    """Bytes that go through the scrubber at once.

    WHOLE: lines that each end in `\\n`, but possibly the stream's last. PIECE: exactly `LINE_LIMIT` bytes of
    a longer line. LAST: what is left of that line, with its `\\n` if it has one; empty if its input broke off
    (`drop`).
    """

    data: bytes
    part: Part


class Blocks:
    """Cuts a byte stream into blocks. Every generator must be run to its end before the next call."""

    def __init__(self, block: int = BLOCK, limit: int = LINE_LIMIT) -> None:
        self._limit = limit
        self._block = min(block, limit)  # so that no block of several lines can hide a long one
        self._held = bytearray()
        self._whole = 0  # bytes of `_held` up to and with its last \n
        self._long = False  # `_held` starts inside a long line

    def feed(self, chunk: bytes) -> Iterator[Block]:
        """Take `chunk`; give the blocks that are full. Holds back at most a block and a line of `LINE_LIMIT`
        bytes."""
        at = 0
        while not self._long and len(self._held) < self._block <= len(self._held) + len(chunk) - at:  # then all is copied once
            end = chunk.rfind(b"\n", at, at + self._block - len(self._held)) + 1
            if not end:
                break
            yield self._joined(chunk, at, end)
            at = end
        for start in range(at, len(chunk), self._block):
            self._take(chunk[start : start + self._block])
            yield from self._give(self._block)

    def cut(self) -> Iterator[Block]:
        """The whole lines now held, however few; for when no more input is waiting."""
        yield from self._give(1)

    def flush(self) -> Iterator[Block]:
        """The rest, at the end of the stream; the last line may lack its `\\n`."""
        yield from self.cut()
        if self._held:
            yield self._next(len(self._held), Part.LAST if self._long else Part.WHOLE)

    def drop(self) -> Iterator[Block]:
        """The whole lines held, without the broken line behind them; for an input that ended in mid-line.

        Half a number cannot be judged, so the broken line is forgotten. Was part of it given already, an
        empty LAST tells the reader of the blocks that no more will come.
        """
        yield from self.cut()
        self._held.clear()
        if self._long:
            yield self._next(0, Part.LAST)

    def _joined(self, chunk: bytes, start: int, end: int) -> Block:
        """What is held and chunk[start:end], whole lines together."""
        if not self._held:
            return Block(chunk[start:end], Part.WHOLE)
        with memoryview(chunk) as view:
            data = b"".join((self._held, view[start:end]))
        self._held.clear()
        self._whole = 0
        return Block(data, Part.WHOLE)

    def _take(self, data: bytes) -> None:
        end = data.rfind(b"\n")
        if end >= 0:
            self._whole = len(self._held) + end + 1
        self._held += data

    def _give(self, least: int) -> Iterator[Block]:
        """Blocks of whole lines while at least `least` bytes are held, and the pieces of long lines."""
        while len(self._held) > self._limit or (self._whole and (self._long or len(self._held) >= least)):
            end = self._held.find(b"\n", 0, self._limit + 1) + 1 if self._long else self._lines()
            if end:
                yield self._next(end, Part.LAST if self._long else Part.WHOLE)
            else:
                yield self._next(self._limit, Part.PIECE)

    def _lines(self) -> int:
        """Length of the lines that fill a block, or of one longer line; 0 if that line is over the limit."""
        return (
            self._held.rfind(b"\n", 0, self._block) + 1
            or self._held.find(b"\n", self._block, self._limit + 1) + 1
        )

    def _next(self, size: int, part: Part) -> Block:
        with memoryview(self._held) as view:
            data = bytes(view[:size])
        del self._held[:size]
        self._whole = max(0, self._whole - size)
        self._long = part is Part.PIECE
        return Block(data, part)
