"""A structlog processor: event dictionaries and rendered lines go in, clean ones come out.

Strategy: it may stand anywhere. In front of the renderer it gets a dictionary, and scrubs it as an event whose keys are labels; what
later processors would still turn into text (the exception, the stack) it has rendered first, as they would bring raw text
back. Behind the renderer it gets the line. structlog lets an exception of a processor reach the application: this one raises none.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, MutableMapping
from typing import Any

from structlog.processors import StackInfoRenderer, format_exc_info
from structlog.typing import Processor

from pi_scrub.adapters.logging_handler.record import clean_record, withheld_record
from pi_scrub.adapters.withheld import AnyPath, EventScrubber, Tally, clean_text, line, looks_like_json, ready

_META = ("_record", "_from_structlog")  # ProcessorFormatter's own


class ScrubProcessor:
    """Scrubs what passes through a chain of processors.

    scrubber: what scrubs; or `policy` and `keyring`, paths. Raises PolicyError and KeyringError where they cannot be used.
    exceptions: the processor that renders `exc_info` where none has before: `format_exc_info`, or `dict_tracebacks`.

    `withheld` is how many events could not be scrubbed.
    """

    def __init__(
        self,
        scrubber: EventScrubber | None = None,
        *,
        exceptions: Processor = format_exc_info,
        policy: AnyPath | None = None,
        keyring: AnyPath | None = None,
    ) -> None:
        self._scrubber = ready(scrubber, policy, keyring)
        self._render = (exceptions, StackInfoRenderer(additional_ignores=["pi_scrub.adapters"]))
        self._withheld = Tally()

    @property
    def withheld(self) -> int:
        return self._withheld.total

    def __call__(self, logger: Any, method_name: str, event: Any) -> Any:
        """The clean event: a new dictionary for a mapping; str and bytes for a rendered line."""
        try:
            if isinstance(event, Mapping):
                return self._event(logger, method_name, event)
            if isinstance(event, bytes | bytearray):
                return clean_text(self._scrubber, event.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
            if isinstance(event, str):
                return clean_text(self._scrubber, event)
            return self._scrubber.scrub_event({"event": event})["event"]  # arguments for a logger: tuples of dictionaries
        except Exception as error:  # fail closed
            self._withheld.add()
            return _stand_in(event, error)

    def _event(self, logger: Any, method_name: str, event: Mapping[str, Any]) -> dict[str, Any]:
        rest: MutableMapping[str, Any] = dict(event)
        meta = {name: rest.pop(name) for name in _META if name in rest}
        if rest.get("exc_info") or rest.get("stack_info"):
            for render in self._render:
                rest = render(logger, method_name, rest)  # type: ignore[assignment]
        record = meta.get("_record")
        if isinstance(record, logging.LogRecord):
            meta["_record"] = clean_record(self._scrubber, record)
        return self._scrubber.scrub_event(rest) | meta


def _stand_in(event: Any, error: Exception) -> Any:
    """What stands for an event, in its shape."""
    if not isinstance(event, Mapping):
        data = isinstance(event, bytes | bytearray)
        text = event.decode("latin-1") if data else event if isinstance(event, str) else ""
        said = line(error, in_json=looks_like_json(text))
        return said.encode() if data else said
    meta: dict[str, Any] = {"_from_structlog": event["_from_structlog"]} if "_from_structlog" in event else {}
    if isinstance(event.get("_record"), logging.LogRecord):
        meta["_record"] = withheld_record(event["_record"], error)
    return {"event": line(error)} | meta
