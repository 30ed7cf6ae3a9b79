"""Every handler of every logger at once, whoever made it and whenever.

Strategy: all records pass through `Logger.callHandlers`, all formatted text through `Handler.format`, all faults through
`Handler.handleError`. These three are replaced in their classes, so nothing has to be found or followed: handlers of loggers that do not
propagate, those of a later `basicConfig(force=True)` or `dictConfig`, and `logging.lastResort` are covered as they come. No sibling
handler sees a raw record, except those known to write only its formatted text.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from pi_scrub.adapters.logging_handler.forks import guard_forks
from pi_scrub.adapters.logging_handler.formatter import CleanText
from pi_scrub.adapters.logging_handler.handler import cleaned, failed, writes_text
from pi_scrub.adapters.withheld import AnyPath, EventScrubber, ready, say

_CALL: Callable[..., None] = logging.Logger.callHandlers  # the standard library's own
_active: list[Protection] = []


class Protection:
    """What `protect_logging` set up. `withheld` is how many records could not be scrubbed or written; `undo()` takes it back.

    A context manager: the protection ends with the block.
    """

    def __init__(self, scrubber: EventScrubber) -> None:
        self._clean = CleanText(scrubber)
        self._before: dict[tuple[type, str], Any] = {}
        self._after: dict[tuple[type, str], Any] = {}

    @property
    def withheld(self) -> int:
        return self._clean.withheld.total

    def undo(self) -> None:
        """Logging is as it was. Where others have wrapped it since, what is theirs stays, and what is ours only passes on."""
        for (owner, name), ours in self._after.items():
            if vars(owner).get(name) is ours:
                setattr(owner, name, self._before[owner, name])
        if self in _active:
            _active.remove(self)

    def __enter__(self) -> Protection:
        return self

    def __exit__(self, *exc: object) -> None:
        self.undo()

    def _install(self) -> None:
        for owner, name, make in (
            (logging.Logger, "callHandlers", self._call_handlers),
            (logging.Handler, "format", self._format),
            (logging.Handler, "handleError", self._handle_error),
        ):
            before = getattr(owner, name)
            self._before[owner, name] = before
            self._after[owner, name] = make(before)
            setattr(owner, name, self._after[owner, name])
        _active.append(self)

    def _call_handlers(self, before: Callable[..., None]) -> Callable[..., None]:
        def call_handlers(logger: logging.Logger, record: logging.LogRecord) -> None:
            if self not in _active:
                before(logger, record)
            elif before is _CALL:
                self._pass_on(logger, record)
            else:  # another library reads records here
                before(logger, cleaned(self._clean.scrubber, record, self._clean.withheld))

        return call_handlers

    def _pass_on(self, logger: logging.Logger, record: logging.LogRecord) -> None:
        clean = None
        for handler in _handlers_of(logger):
            if record.levelno < handler.level:
                continue
            if writes_text(handler):
                handler.handle(record)
            else:
                clean = clean or cleaned(self._clean.scrubber, record, self._clean.withheld)
                handler.handle(clean)

    def _format(self, before: Callable[..., str]) -> Callable[..., str]:
        def format(handler: logging.Handler, record: logging.LogRecord) -> str:
            return self._clean(_Formats(handler, before), record) if self in _active else before(handler, record)

        return format

    def _handle_error(self, before: Callable[..., None]) -> Callable[..., None]:
        def handle_error(handler: logging.Handler, record: logging.LogRecord) -> None:
            if self in _active:
                failed(self._clean.withheld)
            else:
                before(handler, record)

        return handle_error


class _Formats:
    """A handler as a formatter: formats as it did before."""

    __slots__ = ("_before", "_handler")

    def __init__(self, handler: logging.Handler, before: Callable[..., str]) -> None:
        self._handler, self._before = handler, before

    def format(self, record: logging.LogRecord) -> str:
        return self._before(self._handler, record)


def protect_logging(
    scrubber: EventScrubber | None = None, *, policy: AnyPath | None = None, keyring: AnyPath | None = None
) -> Protection:
    """From now on every handler of every logger in this process, and in those forked from it, writes clean text only.

    scrubber: what scrubs; or `policy` and `keyring`, paths. Raises PolicyError and KeyringError where they cannot be used.

    Called again, it takes the new scrubber. Handlers that only write formatted text have that text scrubbed; all others get a clean
    copy of the record.
    """
    made = ready(scrubber, policy, keyring)
    if _active:
        _active[0]._clean.scrubber = made
        return _active[0]
    protection = Protection(made)
    protection._install()
    guard_forks()
    return protection


def _handlers_of(logger: logging.Logger) -> Iterator[logging.Handler]:
    """The handlers that a record of `logger` goes to: its own, those of its parents, else the last resort."""
    found = 0
    place: logging.Logger | None = logger
    while place is not None:
        for handler in place.handlers:
            found += 1
            yield handler
        place = place.parent if place.propagate else None
    if found:
        return
    if logging.lastResort is not None:
        yield logging.lastResort
    elif logging.raiseExceptions and not logger.manager.emittedNoHandlerWarning:
        say("a logger has no handlers")
        logger.manager.emittedNoHandlerWarning = True
