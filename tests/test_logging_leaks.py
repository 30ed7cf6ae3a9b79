"""Every path of `leaks.PATHS` through every way of logging: nothing personal in any byte, standard error included."""

from __future__ import annotations

import io
import json
import logging
import logging.handlers
import pickle
import queue
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from leaks import PATHS, SCRUBBER, leaks
from pythonjsonlogger.json import JsonFormatter

from pi_scrub.adapters.logging_handler import ScrubbingFormatter, ScrubbingHandler, ScrubbingQueueHandler, protect_logging

FORMAT = "%(asctime)s %(levelname)s %(name)s %(threadName)s %(taskName)s %(processName)s %(pathname)s %(message)s"
if sys.version_info < (3, 12):
    FORMAT = FORMAT.replace("%(taskName)s ", "")
EXTRAS = "customer_name msisdn data phones phone caller error".split()
FULL = FORMAT + "".join(f" {name}=%({name})s" for name in EXTRAS)
DEFAULTS = dict.fromkeys(EXTRAS, "-")


class Reads(logging.Handler):
    """A handler that shows all of a record, as those of other services do."""

    def __init__(self, stream: io.StringIO) -> None:
        super().__init__()
        self.stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        self.stream.write(f"{vars(record)!r} {pickle.dumps(vars(record), 0)!r}\n")


def plain() -> logging.Formatter:
    return logging.Formatter(FULL, defaults=DEFAULTS)


@contextmanager
def handlers(log: logging.Logger, *given: logging.Handler) -> Iterator[None]:
    before, log.handlers, log.propagate = log.handlers, list(given), False
    try:
        yield
    finally:
        log.handlers, log.propagate = before, True
        for handler in given:
            handler.close()


@contextmanager
def formatter(log: logging.Logger, out: io.StringIO) -> Iterator[None]:
    handler = logging.StreamHandler(out)
    handler.setFormatter(ScrubbingFormatter(plain(), scrubber=SCRUBBER))
    with handlers(log, handler):
        yield


@contextmanager
def json_formatter(log: logging.Logger, out: io.StringIO) -> Iterator[None]:
    handler = logging.StreamHandler(out)
    handler.setFormatter(ScrubbingFormatter(JsonFormatter(FORMAT, json_ensure_ascii=False, json_default=repr), scrubber=SCRUBBER))
    with handlers(log, handler):
        yield


@contextmanager
def wrapped(log: logging.Logger, out: io.StringIO) -> Iterator[None]:
    target = logging.StreamHandler(out)
    target.setFormatter(plain())
    with handlers(log, ScrubbingHandler(target, scrubber=SCRUBBER), ScrubbingHandler(Reads(out), scrubber=SCRUBBER)):
        yield


@contextmanager
def queued(log: logging.Logger, out: io.StringIO) -> Iterator[None]:
    waiting: queue.Queue[logging.LogRecord] = queue.Queue(100)
    with handlers(log, ScrubbingQueueHandler(waiting, scrubber=SCRUBBER)):
        yield
    target = logging.StreamHandler(out)
    target.setFormatter(logging.Formatter(FORMAT))
    while not waiting.empty():
        record = waiting.get()
        target.handle(record)
        Reads(out).handle(record)


@contextmanager
def listening(log: logging.Logger, out: io.StringIO) -> Iterator[None]:
    target = logging.StreamHandler(out)
    target.setFormatter(plain())
    with handlers(log, ScrubbingQueueHandler(targets=[target, Reads(out)], scrubber=SCRUBBER)):
        yield


@contextmanager
def protected(log: logging.Logger, out: io.StringIO) -> Iterator[None]:
    one, two = logging.StreamHandler(out), logging.StreamHandler(out)
    one.setFormatter(plain())
    two.setFormatter(JsonFormatter(json_default=repr))
    waits = logging.handlers.MemoryHandler(10, target=Reads(out))
    full = logging.handlers.QueueHandler(queue.Queue(1))
    full.queue.put_nowait(None)  # type: ignore[arg-type]
    with protect_logging(SCRUBBER), handlers(log, one, two, Reads(out), waits, full):
        yield


WAYS: list[Callable[[logging.Logger, io.StringIO], object]] = [formatter, json_formatter, wrapped, queued, listening, protected]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("path", PATHS)
def test_nothing_leaks(path: str, way: Callable[..., object], capfd: pytest.CaptureFixture[str]) -> None:
    """Zero leaks, and a line all the same."""
    out, log = io.StringIO(), logging.getLogger("leaks")
    with way(log, out):  # type: ignore[attr-defined]
        PATHS[path](log)
    said = capfd.readouterr()
    assert leaks(out.getvalue() + said.out + said.err) == []
    assert out.getvalue()
    if way is json_formatter:
        assert all(isinstance(json.loads(each), dict) for each in out.getvalue().splitlines())


def test_there_are_paths_enough_and_they_do_leak_without_us() -> None:
    """At least 60, and a plain handler shows what is in nearly all of them: the table can fail."""
    assert len(PATHS) >= 60
    log, shows = logging.getLogger("leaks"), 0
    quiet, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        for path in PATHS.values():
            out = io.StringIO()
            handler = logging.StreamHandler(out)
            handler.setFormatter(plain())
            with handlers(log, handler), suppress(RecursionError):
                path(log)
            shows += bool(leaks(out.getvalue()))
    finally:
        logging.raiseExceptions = quiet
    assert shows >= 50


def test_the_standard_library_leaks_where_a_formatter_fails(capfd: pytest.CaptureFixture[str]) -> None:
    """What this is for: `handleError` shows the arguments."""
    log = logging.getLogger("leaks")
    with handlers(log, logging.StreamHandler(io.StringIO())):
        PATHS["wrong type"](log)
    assert leaks(capfd.readouterr().err)
