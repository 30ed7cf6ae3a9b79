"""OpenTelemetry: body, attributes and exceptions are clean before an exporter sees them."""

from __future__ import annotations

from typing import Any

import pytest
from leaks import DIGITS, NAME, SCRUBBER, N, leaks
from opentelemetry._logs import LogRecord
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs import export as exports
from test_logging_set_up import Down

from pi_scrub.adapters.opentelemetry_processor import ScrubLogRecordProcessor

Exporter: Any = getattr(exports, "InMemoryLogRecordExporter", None) or getattr(exports, "InMemoryLogExporter")  # noqa: B009


def exported(ours: ScrubLogRecordProcessor, **record: Any) -> Any:
    """What the exporter gets for a record."""
    provider, exporter = LoggerProvider(), Exporter()
    provider.add_log_record_processor(ours)
    provider.add_log_record_processor(exports.SimpleLogRecordProcessor(exporter))
    provider.get_logger("test").emit(LogRecord(**record))
    provider.force_flush()
    (found,) = exporter.get_finished_logs()
    provider.shutdown()
    return found


ROWS: list[dict[str, Any]] = [
    {"body": f"call from {N}"},
    {"body": {"customer_name": NAME, "phones": [DIGITS]}},
    {"body": "Xqvara rang", "attributes": {"customer_name": NAME}},
    {"body": "x", "attributes": {"msisdn": DIGITS, "ani": [N, N], "raw": N.encode()}},
    {"body": "x", "attributes": {"exception.message": N, "exception.stacktrace": f'File "x"\nValueError: {N}'}},
    {"body": "x", "exception": ValueError(N)},
    {"body": "x", "event_name": f"call {N}", "severity_text": N},
    {"body": N.encode()},
]


@pytest.mark.parametrize("row", ROWS)
def test_the_exporter_sees_nothing_personal(row: dict[str, Any]) -> None:
    """Zero leaks, in the record and in its JSON."""
    found = exported(ScrubLogRecordProcessor(SCRUBBER), **row)
    record = found.log_record
    seen = f"{found.to_json()} {record.body} {dict(record.attributes or {})} {record.event_name} {record.severity_text} {record.exception}"
    assert leaks(seen) == []
    assert record.body


def test_what_is_not_personal_stays_and_the_application_keeps_its_own() -> None:
    """Attributes of every type."""
    attributes = {"n": 7, "ok": True, "f": 1.5, "ip": "203.0.113.24", "msisdn": DIGITS}
    record = exported(ScrubLogRecordProcessor(SCRUBBER), body="quiet", attributes=attributes).log_record
    assert attributes["msisdn"] == DIGITS
    assert {**dict(record.attributes), "msisdn": 0} == {**attributes, "msisdn": 0}
    assert record.body == "quiet"


def test_a_failure_leaves_a_record_that_says_so() -> None:
    """Counted, not raised; nothing of it left."""
    ours = ScrubLogRecordProcessor(Down())
    found = exported(ours, body=N, attributes={"customer_name": NAME}, event_name=N)
    assert ours.withheld == 1
    assert found.log_record.body == "[pi-scrub: line withheld, RuntimeError]"
    assert leaks(found.to_json()) == []
