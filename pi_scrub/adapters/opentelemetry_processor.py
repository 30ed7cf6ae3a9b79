"""An OpenTelemetry log record processor: put it in front of the one that exports.

Strategy: the SDK hands the same record to its processors in the order they were added. This one gives it a new body, new
attributes and clean texts; what the application made stays as it was. Whatever fails leaves a record that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

try:
    from opentelemetry.sdk._logs import LogRecordProcessor, ReadWriteLogRecord
except ImportError as e:
    raise ImportError("the OpenTelemetry SDK is not installed: pip install 'pi_scrub[otel]'") from e

from pi_scrub.adapters.withheld import AnyPath, EventScrubber, Tally, line, ready


class ScrubLogRecordProcessor(LogRecordProcessor):
    """Scrubs body, attributes, event name and severity text of each record before later processors see them.

    scrubber: what scrubs; or `policy` and `keyring`, paths. Raises PolicyError and KeyringError where they cannot be used.

    `withheld` is how many records could not be scrubbed. Resource attributes belong to the process, and are not looked at.
    """

    def __init__(
        self, scrubber: EventScrubber | None = None, *, policy: AnyPath | None = None, keyring: AnyPath | None = None
    ) -> None:
        self._scrubber = ready(scrubber, policy, keyring)
        self._withheld = Tally()

    @property
    def withheld(self) -> int:
        return self._withheld.total

    def on_emit(self, log_record: ReadWriteLogRecord) -> None:
        record: Any = log_record.log_record
        raw = {
            "body": record.body,
            "attributes": dict(record.attributes or {}),
            "event_name": getattr(record, "event_name", None),
            "severity_text": record.severity_text,
        }
        try:
            clean: Mapping[str, Any] = self._scrubber.scrub_event(raw)
        except Exception as error:  # fail closed
            self._withheld.add()
            clean = {"body": line(error), "attributes": {}, "event_name": None, "severity_text": None}
        for name, value in clean.items():
            setattr(record, name, value)
        if hasattr(record, "exception"):
            record.exception = None  # its text is in the attributes

    def shutdown(self) -> None:
        """Nothing is held."""

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Nothing is held."""
        return True
