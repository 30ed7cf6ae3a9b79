"""A log record -> a record with nothing raw in it, for handlers that read records themselves.

Strategy: message, traceback, stack, the names of logger, thread and task, and every `extra` are scrubbed as one event, so that
a name in one of them is dropped in all. What cannot be shown in text (arguments, the exception itself) is not carried on.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pi_scrub.adapters.withheld import EventScrubber, line

_NUMBERS = frozenset("created msecs relativeCreated levelno lineno thread process".split())  # of logging's own making
_REPLACED = _NUMBERS | frozenset("msg args exc_info exc_text message".split())
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"taskName"}
_TRACEBACKS = logging.Formatter()


def clean_record(scrubber: EventScrubber, record: logging.LogRecord) -> logging.LogRecord:
    """A clean copy of `record`: `msg` holds the whole message (a mapping stays one), `args` nothing, `exc_text` the traceback."""
    shown = {key: value for key, value in vars(record).items() if key not in _REPLACED}
    own = {key: shown.pop(key) for key in tuple(shown) if key in _OWN}
    own["logger"] = own.pop("name", None)
    own["msg"] = record.msg if isinstance(record.msg, Mapping) and not record.args else record.getMessage()
    own["exc_text"] = traceback_of(record)
    loggers = {key: shown.pop(key) for key, value in tuple(shown.items()) if isinstance(value, logging.Logger)}  # structlog's
    clean = scrubber.scrub_event({"own": own, "extra": shown})
    clean["own"]["name"] = clean["own"].pop("logger")
    return _copy(record, {**clean["extra"], **loggers, **clean["own"]})


def traceback_of(record: logging.LogRecord) -> str | None:
    """The traceback as text, if there is one."""
    if record.exc_text:
        return record.exc_text
    if isinstance(record.exc_info, tuple) and record.exc_info[0]:
        return _TRACEBACKS.formatException(record.exc_info)
    return None


def withheld_record(record: logging.LogRecord, error: BaseException) -> logging.LogRecord:
    """What stands for a record that could not be scrubbed: its level and time."""
    return _copy(record, {"name": "pi_scrub", "msg": line(error), "levelname": logging.getLevelName(record.levelno)})


def said(message: str) -> logging.LogRecord:
    """A record of our own."""
    return logging.makeLogRecord({"name": "pi_scrub", "msg": message, "levelno": logging.ERROR, "levelname": "ERROR"})


def _copy(record: logging.LogRecord, values: dict[str, Any]) -> logging.LogRecord:
    fresh = logging.makeLogRecord({name: getattr(record, name) for name in _NUMBERS if hasattr(record, name)})
    vars(fresh).update(values, args=(), exc_info=None)
    return fresh
