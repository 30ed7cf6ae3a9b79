"""Blocks through one scrubber, by the caller's thread or by several: clean bytes out, in the order of the blocks.

Strategy: a block of whole lines depends on no other, so any thread may take it; the pieces of a long line do, so the
caller's own thread scrubs them, one after the other. What is done waits in a queue until all before it is out. The
queue is bounded in blocks and in bytes: where it is full the oldest block is waited for, nothing is read meanwhile,
and so a slow reader slows the source. A None among the blocks says that nothing is waiting to be read: what is done
goes out, and a thread that finishes later says so by `wake`, on which the next None comes. What a thread raises is
raised in the block's place, behind the clean bytes of all blocks before it.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Protocol, Self

from pi_scrub.blocks import Block, Part
from pi_scrub.errors import UsageError

AHEAD = 2  # blocks in flight for each thread: one in work, one that waits for it
AHEAD_BYTES = 16 << 20  # input bytes in flight, however many threads there are


class Run(Protocol):
    """One input's way through the scrubber: its blocks in, clean bytes out.

    Blocks of whole lines may be given by several threads at once; the pieces of a long line are given by one, in order.
    """

    def block(self, block: Block, /) -> bytes: ...


def clean(run: Run, blocks: Iterable[Block | None]) -> Iterator[bytes]:
    """Clean bytes for blocks, in order, by the caller's thread: nothing is ever in flight."""
    for block in blocks:
        if block is not None:
            yield run.block(block)


def default_jobs(native: bool) -> int:
    """The cores this process may use; 1 with the reference lexer, which holds the GIL: there threads only cost."""
    return len(os.sched_getaffinity(0)) if native else 1


class Workers:
    """Threads that scrub. A context; leaving it waits for the blocks in work and forgets those not begun.

    jobs: how many threads, 1 or more. wake: called by a thread when a block is done; it must not block. Raises
    UsageError where the system does not give that many threads.
    """

    def __init__(self, jobs: int, wake: Callable[[], object]) -> None:
        self._ahead = AHEAD * jobs
        self._wake = wake
        self._threads = ThreadPoolExecutor(jobs, "pi-scrub", _leave_signals)
        started = Barrier(jobs + 1)
        try:
            for _ in range(jobs):  # now, so that a limit is met before anything is read
                self._threads.submit(started.wait)
        except RuntimeError:
            started.abort()
            self._threads.shutdown(cancel_futures=True)
            raise UsageError(f"the system gives no {jobs} threads: name fewer by --jobs") from None
        started.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def clean(self, run: Run, blocks: Iterable[Block | None]) -> Iterator[bytes]:
        """Clean bytes for blocks, in order. What `blocks` raises is raised when all before it is out."""
        flight = _Flight()
        try:
            for block in blocks:
                if block is not None:
                    yield from flight.leave(self._ahead - 1, AHEAD_BYTES - len(block.data))
                    flight.add(len(block.data), self._begin(run, block))
                yield from flight.done()
        except Exception:
            yield from flight.leave(0, 0)
            raise
        else:
            yield from flight.leave(0, 0)
        finally:
            flight.cancel()

    def _begin(self, run: Run, block: Block) -> Future[bytes]:
        if block.part is Part.WHOLE:
            future = self._threads.submit(run.block, block)
            future.add_done_callback(lambda _: self._wake())
            return future
        done: Future[bytes] = Future()
        done.set_result(run.block(block))
        return done


class _Flight:
    """The blocks in flight, the oldest first."""

    def __init__(self) -> None:
        self._queue: deque[tuple[int, Future[bytes]]] = deque()
        self._bytes = 0

    def add(self, size: int, future: Future[bytes]) -> None:
        self._queue.append((size, future))
        self._bytes += size

    def done(self) -> Iterator[bytes]:
        """What need not be waited for."""
        while self._queue and self._queue[0][1].done():
            yield self._oldest()

    def leave(self, blocks: int, size: int) -> Iterator[bytes]:
        """The oldest ones, waited for, until at most so many blocks and input bytes are left."""
        while len(self._queue) > blocks or self._bytes > size:
            yield self._oldest()

    def cancel(self) -> None:
        """Forget them all; what is in work goes on, and nobody sees it."""
        for _, future in self._queue:
            future.cancel()
        self._queue.clear()
        self._bytes = 0

    def _oldest(self) -> bytes:
        size, future = self._queue.popleft()
        self._bytes -= size
        try:
            return future.result()
        except BaseException:
            self.cancel()  # nothing may come out behind a block that is missing
            raise


def _leave_signals() -> None:
    """Signals are the main thread's: one taken by another would not end a write that waits for a slow reader."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
