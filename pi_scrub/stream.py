"""The loop: source -> blocks -> scrubber -> sink, without delay for a line and without loss at a signal.

Strategy: `poll` waits for input and for signals at once (the wakeup descriptor), so a signal never cuts a
read or a write short: the handler only sets a flag, which is looked at between two reads. Lines are held back
only while more input is already waiting; as soon as none is, all whole lines go out. `clean` is the seam for
workers: blocks in, clean bytes out, in the same order, where a None says "the input is quiet: let out what is
still in flight".
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Protocol, Self

from pi_scrub.blocks import Block, Blocks
from pi_scrub.errors import InputError
from pi_scrub.files import Sink, Source, open_sink
from pi_scrub.formats import UTF8
from pi_scrub.routes import Route

READ = 256 << 10  # bytes asked of a source at once
READ_EAGER = 16 << 10  # the same where lines must not wait for their block: 2 ms of work at 8 MB/s

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Run(Protocol):
    """One input's way through the scrubber; takes the blocks of that input in order."""

    def block(self, block: Block, /) -> bytes: ...


class Stopped(Exception):  # noqa: N818  # no error: what was asked for has been done
    """A signal asked to end. The lines in hand are out, a half-read line is not."""


class Stop:
    """The signals that ask us to end, as a flag one can wait on. A context; only in the main thread.

    The first signal sets `number`: no more is read, the lines in hand go out. The second ends the process at
    once, after the sinks under `discarding` are discarded, so that no half file is left. What was ignored
    (`nohup`, `&` in a script) stays so.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._sinks: list[Sink] = []
        self._poll = select.poll()
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        self._wake, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._undo.callback(os.close, self._wake)
        self._undo.callback(os.close, wake_write)
        self._undo.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False))
        self._poll.register(self._wake, select.POLLIN)
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._undo.callback(signal.signal, number, signal.signal(number, self._handle))
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def wait(self, descriptor: int) -> None:
        """Wait until `descriptor` can be read. Raises Stopped once a signal has come."""
        while self.number is None:
            if descriptor in self._ready(descriptor):
                return
            self._drain()
        raise Stopped

    def more(self, descriptor: int) -> bool:
        """Whether more can be read from `descriptor` at once."""
        return descriptor in self._ready(descriptor, 0)

    @contextmanager
    def discarding(self, sink: Sink) -> Iterator[None]:
        """Discard `sink` if a second signal comes while this context lasts."""
        self._sinks.append(sink)
        try:
            yield
        finally:
            self._sinks.remove(sink)

    def _ready(self, descriptor: int, timeout: int | None = None) -> list[int]:
        self._poll.register(descriptor, select.POLLIN)
        try:
            return [found for found, _ in self._poll.poll(timeout)]
        finally:
            self._poll.unregister(descriptor)

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._wake, 64)  # a signal that is not one of ours wakes as well

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self.number is not None:
            for sink in self._sinks:
                sink.discard()
            os._exit(128 + number)
        self.number = number


@dataclass(frozen=True)
class Loop:
    """How the loop runs, and whom it tells.

    eager: every line is written as soon as it is complete. on_error is told of an input that is missing or
    damaged, on_read how many stored bytes a read gave.
    """

    stop: Stop
    on_error: Callable[[InputError], object]
    on_read: Callable[[int], object] = lambda size: None
    eager: bool = False


def scrub_route(route: Route, new_run: Callable[[], Run], loop: Loop) -> None:
    """Everything of a route's inputs, scrubbed, to its target; each input has a run of its own.

    After an input that is missing or damaged the next one is read; a file that would hold nothing because
    every input failed is not made. Raises OutputError; BrokenPipeError if the reader of the output has gone;
    Stopped after a signal, when the lines in hand are out and a file that is not complete has been removed.
    """
    failed = 0
    sink = open_sink(route.target)
    with loop.stop.discarding(sink), sink:
        for name in route.inputs:
            try:
                with Source(name) as source:
                    copy(source, new_run(), sink, loop)
            except InputError as error:
                failed += 1
                loop.on_error(error)
        sink.wanted = failed < len(route.inputs) or sink.accepted > 0


def copy(source: Source, run: Run, sink: Sink, loop: Loop) -> None:
    """One source through the scrubber to the sink. Raises InputError or Stopped once the whole lines read are
    out.

    A line the source before left open is ended first: two inputs never share a line, as they would with
    `cat`.
    """
    started = False
    try:
        for data in clean(run, read_blocks(source, loop)):
            if data:
                sink.adopt(source.encoding or UTF8, source.label)
                if not started:
                    sink.end_line()
                started = True
                sink.write(data)
    except (InputError, Stopped):
        if started:
            sink.end_line()  # only a line longer than the limit stands open here, its first pieces out
        raise
    if source.encoding:  # also where there was nothing but a byte order mark
        sink.adopt(source.encoding, source.label)


def clean(run: Run, blocks: Iterable[Block | None]) -> Iterator[bytes]:
    """Clean bytes for blocks, in order. Here workers can stand; then a None lets out what is in flight."""
    for block in blocks:
        if block is not None:
            yield run.block(block)


def read_blocks(source: Source, loop: Loop) -> Iterator[Block | None]:
    """The blocks of a source, and a None whenever its input is quiet.

    Raises InputError or Stopped after the whole lines read so far; the line that was broken off is not given,
    as half a number cannot be judged.
    """
    blocks, stop = Blocks(), loop.stop
    try:
        while data := _read(source, stop, READ_EAGER if loop.eager else READ):
            loop.on_read(len(data))
            for part in source.decode(data):
                yield from blocks.feed(part)
                if stop.number is not None:  # one read of compressed bytes may be many lines
                    raise Stopped
            if loop.eager or not stop.more(source.descriptor):
                yield from blocks.cut()
                yield None
        for part in source.decode(b""):
            yield from blocks.feed(part)
    except (InputError, Stopped):
        yield from blocks.drop()
        raise
    yield from blocks.flush()


def _read(source: Source, stop: Stop, size: int) -> bytes:
    while True:
        stop.wait(source.descriptor)
        data = source.read(size)
        if data is not None:
            return data
