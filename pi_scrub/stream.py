"""The loop: source -> blocks -> scrubber -> sink, without delay for a line and without loss at a signal.

Strategy: `poll` waits for input and for signals at once (the wakeup descriptor), so a signal never cuts a
read or a write short: the handler only sets a flag, which is looked at between two reads. Lines are held back
only while more input is already waiting; as soon as none is, all whole lines go out. Between the blocks and the
sink stands a way to clean them (`workers`), by this thread or by several; what other threads have done wakes `poll`
as well, so no line waits for the next input.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any, Self

from pi_scrub.blocks import Block, Blocks
from pi_scrub.errors import InputError
from pi_scrub.files import Sink, Source, open_sink
from pi_scrub.formats import UTF8
from pi_scrub.routes import Route
from pi_scrub.workers import Run, clean

READ = 1 << 20  # bytes asked of a source at once
READ_EAGER = 16 << 10  # the same where lines must not wait for their block: 2 ms of work at 8 MB/s

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


Clean = Callable[[Run, Iterable[Block | None]], Iterator[bytes]]
Arrange = Callable[[Any, Iterable[Block | None], str], Iterable[Block | None]]


class Stopped(Exception):  # noqa: N818  # no error: what was asked for has been done
    """A signal asked to end. The lines in hand are out, a half-read line is not."""


class Stop:
    """The signals that ask us to end, as a flag one can wait on. A context; only in the main thread.

    The first signal sets `number`: no more is read, the lines in hand go out. The second ends the process at
    once, after the sinks under `discarding` are discarded, so that no half file is left. What was ignored
    (`nohup`, `&` in a script) stays so.

    on_hangup: what SIGHUP does instead of ending, between two reads. A terminal that hangs up then ends nothing
    here: whoever writes into the pipe ends with it, and all it wrote is read to the end.
    """

    def __init__(self, on_hangup: Callable[[], object] | None = None) -> None:
        self.number: int | None = None
        self._on_hangup = on_hangup
        self._hung_up = False
        self._sinks: list[Sink] = []
        self._poll = select.poll()
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        self._woken, self._waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._undo.callback(os.close, self._woken)
        self._undo.callback(os.close, self._waker)
        self._undo.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False))
        self._poll.register(self._woken, select.POLLIN)
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._undo.callback(signal.signal, number, signal.signal(number, self._handle))
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def wait(self, source: Source) -> bool:
        """Wait until `source` can be read, or for `wake`: then False. Raises Stopped once a signal has come."""
        if self._hung_up and self._on_hangup:
            self._hung_up = False
            self._on_hangup()
        if self.number is None:
            if source.ready or source.descriptor in self._ready(source.descriptor):
                return True
            self._drain()
        if self.number is not None:
            raise Stopped
        return False

    def wake(self) -> None:
        """End a `wait`, or the next one; from any thread."""
        with suppress(BlockingIOError):  # a full pipe wakes as well
            os.write(self._waker, b"\0")

    def more(self, source: Source) -> bool:
        """Whether more can be read from `source` at once."""
        return source.ready or source.descriptor in self._ready(source.descriptor, 0)

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
            os.read(self._woken, 4096)

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP and self._on_hangup:
            self._hung_up = True
            return
        if self.number is not None:
            for sink in self._sinks:
                sink.discard()
            os._exit(128 + number)
        self.number = number


@dataclass(frozen=True)
class Loop:
    """How the loop runs, and whom it tells.

    eager: every line is written as soon as it is complete. on_error is told of an input that is missing or
    damaged, on_read how many stored bytes a read gave. clean: by this thread, or `Workers.clean`. arrange: (run, blocks, name
    of the source) -> the blocks as the run wants them; called by one thread, in order, and may raise InputError.
    """

    stop: Stop
    on_error: Callable[[InputError], object]
    on_read: Callable[[int], object] = lambda size: None
    eager: bool = False
    clean: Clean = clean
    arrange: Arrange = lambda run, blocks, label: blocks


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
        for data in loop.clean(run, loop.arrange(run, read_blocks(source, loop), source.label)):
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


def read_blocks(source: Source, loop: Loop) -> Iterator[Block | None]:
    """The blocks of a source, and a None whenever its input is quiet or another thread woke us.

    Raises InputError or Stopped after the whole lines read so far; the line that was broken off is not given,
    as half a number cannot be judged.
    """
    blocks, stop = Blocks(), loop.stop
    try:
        for data in _reads(source, loop):
            for part in source.decode(data) if data else ():
                yield from blocks.feed(part)
                if stop.number is not None:  # one read of compressed bytes may be many lines
                    raise Stopped
            if loop.eager or not stop.more(source):
                yield from blocks.cut()
                yield None
        for part in source.decode(b""):
            yield from blocks.feed(part)
    except (InputError, Stopped):
        yield from blocks.drop()
        raise
    yield from blocks.flush()


def _reads(source: Source, loop: Loop) -> Iterator[bytes | None]:
    """The stored bytes as they come, to their end; None where there were none after all, or another thread woke us."""
    size = READ_EAGER if loop.eager else READ
    while (data := source.read(size) if loop.stop.wait(source) else None) != b"":
        if data:
            loop.on_read(len(data))
        yield data
