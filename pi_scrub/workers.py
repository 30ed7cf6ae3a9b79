"""Blocks through one scrubber, by the caller's thread or by others: clean bytes out, in the order of the blocks.

Strategy: a block of whole lines depends on no other, so any thread may take it, while the caller's own reads and writes.
The pieces of a long line depend on each other, so the caller's thread scrubs them, one after the other, and so it does
with a few lines behind which nothing waits: to hand them over would take longer. What is done waits in a queue until all
before it is out. The queue is bounded in blocks and in bytes: where it is full the oldest block is waited for, nothing is
read meanwhile, and so a slow reader slows the source. A None among the blocks says that nothing is waiting to be read:
what is done goes out, and a thread that finishes later says so by `wake`, on which the next None comes. What a thread
raises is raised in the block's place, behind the clean bytes of all blocks before it.
"""

from __future__ import annotations

import os
import signal
from _thread import allocate_lock
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Protocol, Self

from pi_scrub.blocks import Block, Part
from pi_scrub.errors import UsageError

AHEAD = 4  # blocks in flight for each thread: one in work, the others for it to go on with while a write takes its time
AHEAD_BYTES = 16 << 20  # input bytes in flight, however many threads there are
FEW = 8 << 10  # bytes that are scrubbed in the time in which a thread wakes up


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


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def default_jobs(native: bool) -> int:
    """The cores this process may use; 1 with the reference lexer, which holds the GIL: there threads only cost."""
    return cores() if native else 1


class Workers:
    """Threads that scrub. A context; leaving it waits for the blocks in work and forgets those not begun.

    jobs: how many threads, 1 or more. wake: called by a thread when a block is done and the caller waits for input; it
    must not block. Raises UsageError where the system does not give that many threads.
    """

    def __init__(self, jobs: int, wake: Callable[[], object]) -> None:
        self._ahead = AHEAD * jobs
        self._wake = wake
        self._quiet = False  # whether nothing was waiting to be read
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._threads: list[Thread] = []
        try:
            for number in range(jobs):  # now, so that a limit is met before anything is read
                thread = Thread(target=self._work, name=f"pi-scrub_{number}", daemon=True)  # a context never left keeps no process alive
                thread.start()
                self._threads.append(thread)
        except RuntimeError:
            self.__exit__()
            raise UsageError(f"the system gives no {jobs} threads: name fewer by --jobs") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for _thread in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def clean(self, run: Run, blocks: Iterable[Block | None]) -> Iterator[bytes]:
        """Clean bytes for blocks, in order. What `blocks` raises is raised when all before it is out."""
        flight = _Flight()
        try:
            for block, last in _with_last(blocks):
                self._quiet = block is None  # before it is looked at what is done: a thread looks the other way round
                if block is not None:
                    yield from flight.leave(self._ahead - 1, AHEAD_BYTES - len(block.data))
                    flight.add(self._begun(_Task(run, block), block.part is not Part.WHOLE or (last and not flight and len(block.data) <= FEW)))
                yield from flight.done()
        except Exception:
            yield from flight.leave(0, 0)
            raise
        else:
            yield from flight.leave(0, 0)
        finally:
            flight.cancel()

    def _begun(self, task: _Task, here: bool) -> _Task:
        if here:
            task.do()
        else:
            self._tasks.put(task)
        return task

    def _work(self) -> None:
        _leave_signals()
        while (task := self._tasks.get()) is not None:
            if not task.dropped:
                task.do()
                if self._quiet:
                    self._wake()


class _Task:
    """A block to be scrubbed. One thread does it, another one waits for what comes of it."""

    def __init__(self, run: Run, block: Block) -> None:
        self.size = len(block.data)
        self.dropped = False
        self._run = run
        self._block = block
        self._outcome: bytes | BaseException = b""
        self._doing = allocate_lock()
        self._doing.acquire()

    @property
    def done(self) -> bool:
        return not self._doing.locked()

    def do(self) -> None:
        try:
            self._outcome = self._run.block(self._block)
        except BaseException as error:
            self._outcome = error
        del self._block  # who waits has no use for its bytes
        self._doing.release()

    def outcome(self) -> bytes:
        """The clean bytes, once they are there; raises what was raised. To be called once."""
        self._doing.acquire()
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome


class _Flight:
    """The blocks in flight, the oldest first."""

    def __init__(self) -> None:
        self._queue: deque[_Task] = deque()
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._queue)

    def add(self, task: _Task) -> None:
        self._queue.append(task)
        self._bytes += task.size

    def done(self) -> Iterator[bytes]:
        """What need not be waited for."""
        while self._queue and self._queue[0].done:
            yield self._oldest()

    def leave(self, blocks: int, size: int) -> Iterator[bytes]:
        """The oldest ones, waited for, until at most so many blocks and input bytes are left."""
        while len(self._queue) > blocks or self._bytes > size:
            yield self._oldest()

    def cancel(self) -> None:
        """Forget them all; what is in work goes on, and nobody sees it."""
        for task in self._queue:
            task.dropped = True
        self._queue.clear()
        self._bytes = 0

    def _oldest(self) -> bytes:
        task = self._queue.popleft()
        self._bytes -= task.size
        try:
            return task.outcome()
        except BaseException:
            self.cancel()  # nothing may come out behind a block that is missing
            raise


def _with_last(blocks: Iterable[Block | None]) -> Iterator[tuple[Block | None, bool]]:
    """The blocks, and of each whether nothing is waiting behind it. What they raise is raised behind the last of them."""
    held: Block | None = None
    try:
        for block in blocks:
            if held is not None:
                yield held, block is None
            held = block
            if block is None:
                yield None, True
    except Exception:
        if held is not None:
            yield held, True
        raise
    if held is not None:
        yield held, True


def _leave_signals() -> None:
    """Signals are the main thread's: one taken by another would not end a write that waits for a slow reader."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
