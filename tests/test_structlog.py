"""structlog: the processor in front of and behind everything that renders, with ProcessorFormatter, and when it fails."""

from __future__ import annotations

import copy
import io
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from leaks import DIGITS, NAME, SCRUBBER, Hostile, Lazy, N, leaks
from structlog.processors import (
    ExceptionRenderer,
    JSONRenderer,
    LogfmtRenderer,
    StackInfoRenderer,
    dict_tracebacks,
    format_exc_info,
)
from structlog.tracebacks import ExceptionDictTransformer
from test_logging_set_up import Down

from pi_scrub.adapters.structlog_processor import ScrubProcessor

OURS = ScrubProcessor(SCRUBBER)
with_locals = ExceptionRenderer(ExceptionDictTransformer(show_locals=True))
CHAINS: dict[str, list[Any]] = {
    "json": [OURS, JSONRenderer()],
    "json, exceptions before": [format_exc_info, OURS, JSONRenderer()],
    "json, exceptions after": [OURS, format_exc_info, StackInfoRenderer(), JSONRenderer()],
    "tracebacks before": [with_locals, OURS, JSONRenderer()],
    "tracebacks after": [OURS, dict_tracebacks, JSONRenderer()],
    "tracebacks by ours": [ScrubProcessor(SCRUBBER, exceptions=with_locals), JSONRenderer()],
    "behind json": [with_locals, JSONRenderer(), OURS],
    "behind json bytes": [format_exc_info, JSONRenderer(serializer=lambda e, **k: json.dumps(e, default=repr).encode()), OURS],
    "logfmt": [OURS, LogfmtRenderer(bool_as_flag=False)],
    "behind logfmt": [format_exc_info, LogfmtRenderer(bool_as_flag=False), OURS],
    "console": [OURS, structlog.dev.ConsoleRenderer(colors=True)],
    "behind console": [structlog.dev.ConsoleRenderer(colors=True, exception_formatter=structlog.dev.plain_traceback), OURS],
}


def _raised(log: Any) -> None:
    customer_name = NAME
    try:
        raise ValueError(N)
    except ValueError:
        log.exception("failed", msisdn=DIGITS)
    assert customer_name


PATHS: dict[str, Callable[[Any], object]] = {
    "event": lambda log: log.info(f"call from {N}"),
    "field": lambda log: log.info("x", customer_name=NAME, msisdn=DIGITS),
    "name again": lambda log: log.info("Xqvara rang", customer_name=NAME),
    "nested": lambda log: log.info("x", customer_data={"phones": [DIGITS], "caller_name": NAME}),
    "bytes": lambda log: log.info("x", ani=N.encode()),
    "exception value": lambda log: log.info("x", error=ValueError(N)),
    "hostile": lambda log: log.info("x", data=Hostile()),
    "lazy": lambda log: log.info("x", data=Lazy()),
    "exception": _raised,
    "exc_info": lambda log: log.info("x", exc_info=ValueError(N)),
    "stack": lambda log: log.info("x +1 415 555 0132", stack_info=True),
    "bound": lambda log: log.bind(customer_name=NAME).info(f"ani={N}"),
}


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("path", PATHS)
def test_nothing_leaks(path: str, chain: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Every path through every order; valid JSON where the renderer makes JSON."""
    if path == "hostile" and chain.startswith("behind"):
        pytest.skip("the renderer in front of ours raises: the application's own")
    if path == "bytes" and "logfmt" in chain:
        pytest.skip("logfmt shows bytes by their repr")
    out = io.BytesIO() if "bytes" in chain else io.StringIO()
    factory: Any = structlog.BytesLoggerFactory(out) if "bytes" in chain else structlog.WriteLoggerFactory(out)  # type: ignore[arg-type]
    log = structlog.wrap_logger(factory(), processors=CHAINS[chain], wrapper_class=structlog.BoundLogger)
    PATHS[path](log)
    said = out.getvalue().decode() if isinstance(out, io.BytesIO) else out.getvalue()
    assert said
    assert leaks(said + capfd.readouterr().err) == []
    if JSONRenderer in map(type, CHAINS[chain]):
        assert json.loads(said)


def test_the_event_of_the_application_is_not_changed() -> None:
    """A new dictionary, and new ones inside."""
    event = {"event": N, "data": {"customer_name": NAME}}
    before = copy.deepcopy(event)
    assert OURS(None, "info", event) is not event
    assert event == before


@pytest.mark.parametrize("event", [{"event": N}, '{"event": "' + N + '"}', N, N.encode(), ((N,), {"x": NAME})])
def test_a_failure_never_reaches_the_application(event: Any) -> None:
    """It is counted, and the event stands in its shape, without what was in it."""
    ours = ScrubProcessor(Down())
    found = ours(None, "info", event)
    assert ours.withheld == 1
    assert "line withheld" in str(found) and leaks(str(found)) == []
    assert not isinstance(event, dict) or found["event"] == "[pi-scrub: line withheld, RuntimeError]"


@pytest.mark.parametrize("ours", [OURS, ScrubProcessor(Down())])
@pytest.mark.parametrize("remove", [True, False])
def test_processor_formatter(ours: ScrubProcessor, remove: bool) -> None:
    """Records of structlog and of others, also where the record itself is rendered."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    tidy = [structlog.stdlib.ProcessorFormatter.remove_processors_meta] if remove else []
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[ours, *tidy, JSONRenderer()]))
    logger = logging.getLogger("structlog-test")
    logger.handlers, logger.propagate = [handler], False
    wrap: Any = structlog.stdlib.ProcessorFormatter.wrap_for_formatter
    bound: Any = structlog.wrap_logger(logger, processors=[wrap], wrapper_class=structlog.stdlib.BoundLogger)
    bound.warning(f"call from {N}", customer_name=NAME)
    logger.warning("call from %s", N, extra={"customer_name": NAME})
    _raised(logger_with_fields(logger))
    lines = out.getvalue().splitlines()
    assert len(lines) == 3 and all(isinstance(json.loads(each), dict) for each in lines)
    assert leaks(out.getvalue()) == []


class logger_with_fields:  # noqa: N801
    """A standard logger that takes fields."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def exception(self, event: str, **fields: Any) -> None:
        self._logger.exception(event, extra=fields)
