"""What the command says on standard error: one plain line each, through structlog.

Strategy: a message is made of safe parts only (names of files and options, positions, counts, never log
text), and whatever is not printable in it is escaped here, at the one door: no terminal is steered by a
file's name.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from contextlib import suppress
from functools import cache
from typing import Any


def say(message: str) -> None:
    """Write `pi-scrub: <message>` as one line. Never fails: a broken standard error ends no scrubbing."""
    _logger().warning(message)


def write_standard_error(data: bytes) -> None:
    """Write to descriptor 2, past Python's buffer, which would fail at exit where nobody reads it any
    more."""
    with suppress(OSError):
        while data:
            data = data[os.write(2, data) :]


class _StandardError:
    """What structlog needs of a file."""

    def write(self, text: str) -> None:
        write_standard_error(text.encode("utf-8", "backslashreplace"))

    def flush(self) -> None:
        """Nothing is held."""


@cache
def _logger() -> Any:
    import structlog  # 60 ms that a run with nothing to say does without  # noqa: PLC0415

    logger = structlog.WriteLogger(_StandardError())  # type: ignore[arg-type]  # it writes and flushes, no more
    return structlog.wrap_logger(logger, processors=[_line])


def _line(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    return "pi-scrub: " + plain(str(event["event"]))


def plain(text: str) -> str:
    """`text` on one line, its control, format and stray characters escaped."""
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    return " " if char == "\n" else repr(char)[1:-1]
