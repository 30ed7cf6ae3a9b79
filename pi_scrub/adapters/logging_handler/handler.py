"""A handler around a handler of any kind.

Strategy: most handlers only write what `format` gives them. Those get the record as it is, and their text is scrubbed once, at the
end. All others read the record themselves (sockets, mail, other services) and get a clean copy of it besides.
"""

from __future__ import annotations

import logging
import logging.handlers
import sys
from collections.abc import Mapping
from typing import Any

from pi_scrub.adapters.logging_handler.configured import made
from pi_scrub.adapters.logging_handler.forks import guard_forks
from pi_scrub.adapters.logging_handler.formatter import ScrubbingFormatter
from pi_scrub.adapters.logging_handler.record import clean_record, withheld_record
from pi_scrub.adapters.withheld import AnyPath, EventScrubber, Tally, line, ready, say

# Nothing of a record but its level and `self.format(record)` is read in these.
_WRITES_TEXT = (
    logging.StreamHandler.emit,
    logging.FileHandler.emit,
    logging.handlers.BaseRotatingHandler.emit,
    logging.handlers.WatchedFileHandler.emit,
    logging.handlers.SysLogHandler.emit,
)
_PLAIN = logging.Formatter()


def writes_text(handler: logging.Handler) -> bool:
    """Whether a handler is known to use nothing of a record but its formatted text."""
    kind, own = type(handler), vars(handler)
    return (
        kind.emit in _WRITES_TEXT
        and kind.format is logging.Handler.format
        and kind.handleError is logging.Handler.handleError
        and "emit" not in own
        and "format" not in own
    )


def cleaned(scrubber: EventScrubber, record: logging.LogRecord, withheld: Tally) -> logging.LogRecord:
    """A clean copy of a record, or one that stands for it."""
    try:
        return clean_record(scrubber, record)
    except Exception as error:  # fail closed
        withheld.add()
        return withheld_record(record, error)


def failed(withheld: Tally) -> None:
    """What `handleError` does instead of showing the record: one line without it, where logging may speak."""
    withheld.add()
    if logging.raiseExceptions:
        say(f"a log handler failed: {line(sys.exc_info()[1] or Exception())}")


class ScrubbingHandler(logging.Handler):
    """Passes records on to `target`, so that only clean text leaves it.

    target: any handler (in a configuration a mapping or dotted name, see `configured`); it is this one's from now on: its formatter and
        `handleError` are replaced.
    scrubber: what scrubs; or `policy` and `keyring`, paths. Raises PolicyError and KeyringError where they cannot be used.

    `withheld` is how many records could not be written or scrubbed.
    """

    def __init__(
        self,
        target: logging.Handler | Mapping[str, Any] | str,
        *,
        scrubber: EventScrubber | None = None,
        policy: AnyPath | None = None,
        keyring: AnyPath | None = None,
        **options: Any,
    ) -> None:
        self.target: logging.Handler = made(target, **options)
        super().__init__(self.target.level)
        self._scrubber = ready(scrubber, policy, keyring)
        self._withheld = Tally()
        self._raw = writes_text(self.target)
        self._text = _Text(self._scrubber, self.target.formatter)
        self.target.formatter = self._text
        self.target.setFormatter = self.setFormatter
        self.target.handleError = lambda record: failed(self._withheld)
        guard_forks()

    @property
    def withheld(self) -> int:
        return self._withheld.total + self._text.withheld

    def createLock(self) -> None:  # noqa: N802
        """None of its own: the target has one."""
        self.lock = None

    def handle(self, record: logging.LogRecord) -> Any:
        """As every handler, but without a lock: from Python 3.13 on the standard library takes it unseen."""
        passed = self.filter(record)
        if passed:
            self.emit(passed if isinstance(passed, logging.LogRecord) else record)
        return passed

    def setFormatter(self, fmt: logging.Formatter | None) -> None:  # noqa: N802
        """Formats with `fmt` from now on, and scrubs what it makes."""
        self._text.inner = fmt or _PLAIN

    def format(self, record: logging.LogRecord) -> str:
        return self._text.format(record)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.target.handle(record if self._raw else cleaned(self._scrubber, record, self._withheld))
        except Exception:
            failed(self._withheld)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        failed(self._withheld)

    def flush(self) -> None:
        self.target.flush()

    def close(self) -> None:
        self.target.close()
        super().close()


class _Text(ScrubbingFormatter):
    """The formatter that a wrapped handler gets."""

    def __init__(self, scrubber: EventScrubber, inner: logging.Formatter | None) -> None:
        super().__init__(inner or _PLAIN, scrubber=scrubber)
