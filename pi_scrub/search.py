"""A fixed-string search of clean logs: the lines that hold any of some tokens.

Strategy: a block of whole lines is searched for all tokens at once by the extension `_search`, or, where that was not built,
for one after the other by `find`; only where a token stands are the ends of its line looked up, and lines counted up to
there. Many tokens are told by their shape first. A plain file is mapped, window by window: reading it would cost as much
again as the search. (Two threads a window gained nothing: memory is the limit, and on a busy machine each window waits for
the slower one.) A window that is cut back meanwhile is read instead, as pipes and what is compressed or UTF-16 are: one
buffer is filled with whole lines again and again. A line longer than the limit is searched, and shown, in pieces.
"""

from __future__ import annotations

import mmap
import re
import select
from collections.abc import Callable, Generator, Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from pi_scrub.files import Source

READ = 1 << 20  # bytes; what fits the processor's cache
WINDOW = 16 << 20  # bytes of a file that are mapped at once
LINE_LIMIT = 64 << 20  # bytes of a line that is shown whole
FEW = 8  # tokens, up to which each is searched by itself

_LETTERS = 32  # of a token, at its end; before them stands _
_SHAPE = re.compile(rb"_([a-p]{32})")

try:
    _search: Any = import_module("pi_scrub._search")
except ImportError:
    _search = None

Buffer = bytearray | mmap.mmap
Find = Callable[[Buffer, int, int], list[tuple[int, int]]]


class Hit(NamedTuple):
    """A line that holds tokens: its number (0 if not asked for), the line without its end."""

    number: int
    line: bytes


class _Block(NamedTuple):
    """Lines in buffer[start:end], until the next block is asked for. whole: they are whole lines, but for the last of all.
    guard: of a mapped window."""

    buffer: Buffer
    start: int
    end: int
    whole: bool
    guard: Any = None

    @property
    def cut(self) -> bool:
        """Whether its file was cut back, so that it may hold zeros: what was found does not count, and is read again."""
        return self.guard is not None and self.guard.cut


def search(source: Source, tokens: Sequence[bytes], *, numbered: bool = False) -> Iterator[list[Hit]]:
    """The lines of a source that hold one of `tokens`, in order, each once: those of a block together, so that nothing
    is late. Raises InputError."""
    number, find = 1, _finder(tokens)
    for block in _blocks(source, tokens, LINE_LIMIT):
        at, upto, hits = block.start, number, []
        for start, end in find(block.buffer, block.start, block.end):
            if numbered:
                upto += _line_ends(block.buffer, at, start)
                at = start
            hits.append(Hit(upto if numbered else 0, bytes(block.buffer[start:end])))
        if numbered:
            upto += _line_ends(block.buffer, at, block.end)
        if not block.cut:
            number = upto
            if hits:
                yield hits


def count(source: Source, tokens: Sequence[bytes], *, most: int | None = None) -> int:
    """How many lines hold one of `tokens`; no more are looked for than `most`. Raises InputError.

    Of a line as little is held as of others, however long it is.
    """
    found, find = 0, _finder(tokens)
    open_line = False  # whether the line that goes on from the block before is counted already
    for block in _blocks(source, tokens, READ):
        lines = find(block.buffer, block.start, block.end)
        if block.cut:
            continue
        found += len(lines) - bool(open_line and lines and lines[0][0] == block.start)
        if most is not None and found >= most:
            return most
        open_line = not block.whole and (open_line or bool(lines))  # no line ends in a block that is cut from one
    return found


def _finder(tokens: Sequence[bytes]) -> Find:
    """(buffer, start, end) -> where the lines with a token begin and end (without the line's end), each once, in order."""
    if len(tokens) > FEW:
        return lambda buffer, start, end: _finder_of_likely(tokens, buffer, start, end)(buffer, start, end)
    if _search is not None:
        find: Find = _search.Search(tokens).lines
        return find
    return lambda buffer, start, end: _found(tokens, buffer, start, end)


def _finder_of_likely(tokens: Sequence[bytes], buffer: Buffer, start: int, end: int) -> Find:
    there = set(_SHAPE.findall(buffer, start, end))
    likely = [token for token in tokens if token[-_LETTERS:] in there]
    return _finder(likely) if len(likely) <= FEW else lambda *place: _found(likely, *place)


def _found(tokens: Sequence[bytes], buffer: Buffer, start: int, end: int) -> list[tuple[int, int]]:
    found = set()
    for token in tokens:
        at = buffer.find(token, start, end)
        while at >= 0:
            line_end = buffer.find(b"\n", at, end)
            line_end = end if line_end < 0 else line_end
            found.add((buffer.rfind(b"\n", start, at) + 1 or start, line_end))
            at = buffer.find(token, line_end, end)
    return sorted(found)


def _line_ends(buffer: Buffer, start: int, end: int) -> int:
    if _search is not None:
        return int(_search.line_ends(buffer, start, end))
    with memoryview(buffer) as view, view[start:end] as part:  # a bytearray's own slice takes fifty times as long
        return bytes(part).count(b"\n")


def _blocks(source: Source, tokens: Sequence[bytes], limit: int) -> Iterator[_Block]:
    """The source in blocks. A line over `limit` bytes is cut, and as much of it is seen again as may hold the beginning
    of a token."""
    again = max(map(len, tokens)) - 1
    buffer, held, filler = bytearray(READ), 0, _Filler(source)
    while True:
        if held == len(buffer) < limit:
            buffer.extend(bytes(held))
        elif held == len(buffer):
            yield _Block(buffer, 0, held, whole=False)
            buffer[:again] = buffer[held - again : held]
            held = again
        filled = filler.fill(buffer, held)
        if not filled:
            break
        end = buffer.rfind(b"\n", held, held + filled) + 1
        held += filled
        if end:
            yield _Block(buffer, 0, end, whole=True)
            held -= end
            buffer[:held] = buffer[end : end + held]
            if _search is not None and filler.as_stored and (yield from _windows(source, held)):
                held = 0
    if held:
        yield _Block(buffer, 0, held, whole=True)


def _windows(source: Source, held: int) -> Generator[_Block, None, bool]:
    """Whole lines of a plain file in mapped windows, from `held` bytes before the place on from which it is read; whether
    there were any: then it is read on behind them."""
    place = source.place
    begin = at = -1 if place is None else place - held
    while at >= 0:
        shift = at % mmap.ALLOCATIONGRANULARITY
        window = source.window(at - shift, shift + WINDOW)
        if window is None:
            break
        with window, _search.Guard(window) as guard:
            end = window.rfind(b"\n", shift) + 1
            if end:
                yield _Block(window, shift, end, whole=True, guard=guard)
            if not end or guard.cut:
                break
        at += end - shift
    if at > begin:
        source.place = at
    return at > begin


class _Filler:
    """The bytes of a source as UTF-8, put where they are wanted. What is stored so is read there without a copy."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._parts = _parts(source)
        self._rest = memoryview(b"")

    @property
    def as_stored(self) -> bool:
        """Whether what is left is UTF-8 as it is stored, from the source's place on."""
        return not self._rest and self._source.plain

    def fill(self, buffer: bytearray, start: int) -> int:
        """How many bytes were put into buffer[start:]; 0 at the end. Raises InputError."""
        with memoryview(buffer) as view, view[start:] as room:
            if self.as_stored:
                return _read_into(self._source, room)
            while not self._rest:
                part = next(self._parts, None)
                if part is None:
                    return 0
                self._rest = memoryview(part)
            size = min(len(room), len(self._rest))
            room[:size], self._rest = self._rest[:size], self._rest[size:]
            return size


def _read_into(source: Source, room: memoryview) -> int:
    while (filled := source.read_into(room)) is None:
        select.select([source.descriptor], [], [])
    return filled


def _parts(source: Source) -> Iterator[bytes]:
    while (data := source.read(READ)) != b"":
        if data is None:
            select.select([source.descriptor], [], [])
        else:
            yield from source.decode(data)
    yield from source.decode(b"")
