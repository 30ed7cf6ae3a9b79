"""Records are scrubbed before they wait: nothing raw ever stands in a queue, in memory or between processes.

Strategy: the standard library's handler drops a record when its queue is full and prints its arguments. This one waits, up to
`timeout`, then counts, and says how many were withheld as soon as there is room. With `targets` it runs the listener itself: a thread
that starts with the first record and is drained when logging shuts down. Behind that, records go straight to the targets. So they do
in a child process: it may end by `os._exit`, which waits for no thread, and what waited at the fork is the parent's to write.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import queue as queues
import sys
import threading
import weakref
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from pi_scrub.adapters.logging_handler.configured import made
from pi_scrub.adapters.logging_handler.forks import guard_forks
from pi_scrub.adapters.logging_handler.formatter import CleanText
from pi_scrub.adapters.logging_handler.handler import ScrubbingHandler, cleaned, failed
from pi_scrub.adapters.logging_handler.record import said
from pi_scrub.adapters.withheld import AnyPath, EventScrubber, Tally, ready, say

SIZE = 10_000  # records of a queue that is not given
TIMEOUT = 5.0  # seconds that a record waits for room, and that a drain may take


class ScrubbingQueueHandler(logging.handlers.QueueHandler):
    """Puts clean records into a queue, for a `QueueListener` here or in another process.

    queue: anything with `put(item, block, timeout)`; None makes one of SIZE records. Give it a bound: `queue.Queue(10_000)`.
    targets: handlers that a listener of its own serves, each wrapped in a `ScrubbingHandler`. Without any, the listener is yours,
        and so is starting it in a forked child.
    timeout: seconds to wait where the queue is full.
    scrubber: what scrubs; or `policy` and `keyring`, paths. Raises PolicyError and KeyringError where they cannot be used.

    `withheld` is how many records found no room or could not be scrubbed.
    """

    queue: Any  # Queue, SimpleQueue or multiprocessing's

    def __init__(
        self,
        queue: Any = None,
        *,
        targets: Iterable[logging.Handler | Mapping[str, Any] | str] = (),
        timeout: float = TIMEOUT,
        scrubber: EventScrubber | None = None,
        policy: AnyPath | None = None,
        keyring: AnyPath | None = None,
    ) -> None:
        super().__init__(queues.Queue(SIZE) if queue is None else made(queue))
        self._scrubber = ready(scrubber, policy, keyring)
        self._withheld = Tally()
        self._text = CleanText(self._scrubber)
        self._timeout = timeout
        self._missed = 0  # records that found no room since it was last said
        self._targets = tuple(ScrubbingHandler(target, scrubber=self._scrubber) for target in targets)
        self._thread: threading.Thread | None = None
        self._direct = _ends_without_notice()  # records go straight to the targets
        _handlers.add(self)
        guard_forks()

    @property
    def withheld(self) -> int:
        return self._withheld.total + self._text.withheld.total + sum(target.withheld for target in self._targets)

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """A clean copy. With a formatter of its own, its text is the message, as in the standard library."""
        clean = cleaned(self._scrubber, record, self._withheld)
        if self.formatter is not None:
            clean.msg = self._text(self.formatter, record)
            clean.exc_text = clean.stack_info = None
        return clean

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.enqueue(self.prepare(record))
        except Exception:
            failed(self._withheld)

    def enqueue(self, record: logging.LogRecord) -> None:
        """Puts a clean record; waits for room up to the timeout, then counts it."""
        if self._targets and (self._direct or not self._listening()):
            self._pass_on(record)
            return
        try:
            self.queue.put(record, True, self._timeout)
        except queues.Full:
            self._missed += 1
            self._withheld.add()
        else:
            if self._missed:
                self._tell()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        failed(self._withheld)

    def close(self) -> None:
        """Writes what waits, up to the timeout, and says what could not be."""
        self._direct = True
        if self._missed:
            self._tell()
        thread, self._thread = self._thread, None
        if thread is not None and thread.is_alive():
            with suppress(queues.Full):
                self.queue.put(None, True, self._timeout)
            thread.join(self._timeout)
        left = self.queue.qsize() if self._targets and thread is not None and thread.is_alive() else 0
        if self._missed or left:
            say(f"{self._missed + left} log records withheld: the queue was not served")
        for target in self._targets:
            target.close()
        super().close()

    def _tell(self) -> None:
        """A line in the place of those that found no room."""
        with suppress(queues.Full):
            self.queue.put(said(f"[pi-scrub: line withheld, {self._missed} records, queue full]"), True, self._timeout)
            self._missed = 0

    # --- the listener of its own ---

    def _listening(self) -> bool:
        """Whether the thread runs; starts it where it does not. At the interpreter's end none can be started."""
        if self._thread is None:
            thread = threading.Thread(target=self._listen, args=(self.queue,), name="pi-scrub-log", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                return False
            self._thread = thread
        return True

    def _listen(self, queue: Any) -> None:
        while (record := queue.get()) is not None:
            self._pass_on(record)

    def _pass_on(self, record: logging.LogRecord) -> None:
        for target in self._targets:
            try:
                if record.levelno >= target.level:
                    target.handle(record)
            except Exception:  # a filter's
                failed(self._withheld)

    def _forked(self) -> None:
        """In a child: the thread is not there, and what waits is the parent's."""
        self._thread, self._missed, self._direct = None, 0, True
        if self._targets:
            self.queue = queues.Queue(SIZE)


def _ends_without_notice() -> bool:
    """Whether this is a child of multiprocessing's: it runs no exit handlers of logging's."""
    module = sys.modules.get("multiprocessing.process")
    return module is not None and module.parent_process() is not None


_handlers: weakref.WeakSet[ScrubbingQueueHandler] = weakref.WeakSet()


def _in_child() -> None:
    for handler in tuple(_handlers):
        handler._forked()


os.register_at_fork(after_in_child=_in_child)
