"""A formatter around a formatter: what it makes is scrubbed as a whole, so nothing that it shows is forgotten."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pi_scrub.adapters.logging_handler.configured import made
from pi_scrub.adapters.withheld import AnyPath, EventScrubber, Tally, clean_text, line, looks_like_json, ready


class CleanText:
    """Makes the clean text of records; the one place where a formatter is asked. `withheld` counts what failed."""

    def __init__(self, scrubber: EventScrubber) -> None:
        self.scrubber = scrubber
        self.withheld = Tally()

    def __call__(self, formatter: Any, record: logging.LogRecord) -> str:
        """What `formatter.format(record)` gives, clean; never raises an Exception."""
        try:
            text = formatter.format(record)
        except Exception as error:  # the formatter's own, or an argument's `__str__`
            return self._lost(error, json=_makes_json(formatter))
        return self.text(text)

    def text(self, text: str) -> str:
        """`text`, clean, or the line that stands for it."""
        try:
            return clean_text(self.scrubber, text)
        except Exception as error:  # fail closed
            return self._lost(error, json=looks_like_json(text))

    def _lost(self, error: Exception, *, json: bool) -> str:
        self.withheld.add()
        return line(error, in_json=json)


def _makes_json(formatter: Any) -> bool:
    """Whether a formatter's lines are JSON objects: asked with a record that nothing can be wrong with."""
    try:
        return looks_like_json(formatter.format(logging.makeLogRecord({"name": "pi_scrub", "levelname": "INFO", "levelno": 20})))
    except Exception:
        return "json" in type(formatter).__name__.lower()


class ScrubbingFormatter(logging.Formatter):
    """Formats as `inner` does, then scrubs the text: message, arguments, extras, traceback and stack.

    inner: a formatter; in a configuration a mapping or dotted name (see `configured`). None: `logging.Formatter(**options)`,
        where options are `fmt`, `datefmt`, `style`, `validate` and `defaults`.
    scrubber: what scrubs; or `policy` and `keyring`, paths. Raises PolicyError and KeyringError where they cannot be used.

    `withheld` is how many records could not be formatted or scrubbed.
    """

    def __init__(
        self,
        inner: logging.Formatter | Mapping[str, Any] | str | None = None,
        *,
        scrubber: EventScrubber | None = None,
        policy: AnyPath | None = None,
        keyring: AnyPath | None = None,
        **options: Any,
    ) -> None:
        super().__init__()
        self.inner: Any = made(logging.Formatter if inner is None else inner, **options)
        self._clean = CleanText(ready(scrubber, policy, keyring))

    @property
    def withheld(self) -> int:
        return self._clean.withheld.total

    def format(self, record: logging.LogRecord) -> str:
        return self._clean(self.inner, record)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return str(self.inner.formatTime(record, datefmt))

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return self._clean.text(self.inner.formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return self._clean.text(self.inner.formatStack(stack_info))
