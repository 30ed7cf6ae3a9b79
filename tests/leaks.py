"""Ways in which personal data gets into a log: one table of small functions, each logs the same secrets in its own way.

A leak is any of SECRETS in any byte written: the number as it stands, its digits, or a word of the name.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import threading
import traceback
import warnings
from collections.abc import Callable
from typing import Any

from pi_scrub import Keyring, Policy, Scrubber

KEYRING = Keyring.from_secret(bytes(range(32)), id="test", jurisdiction="EEA")
SCRUBBER = Scrubber(KEYRING, Policy(regions=("US", "GB", "DE")))

N = "+1 415 555 0132"
DIGITS = 14155550132
NAME = "Xqvara Tlomb"
SECRETS = ("555 0132", "5550132", "555-0132", "Xqvara", "Tlomb")

Log = logging.Logger
Path = Callable[[Log], object]


class Failure(Exception):  # noqa: N818
    pass


class Hostile:
    def __init__(self, kind: type[BaseException] = ValueError) -> None:
        self.kind = kind

    def __str__(self) -> str:
        raise self.kind(N)

    __repr__ = __str__


class Lazy:
    def __str__(self) -> str:
        return f"call from {N}"

    def __repr__(self) -> str:
        return f"<Lazy customer_name='{NAME}'>"


class Format:
    def __format__(self, spec: str) -> str:
        return N


@dataclasses.dataclass
class Customer:
    name: str
    phone: int


class Chameleon(str):
    """A str that shows something else."""

    def __str__(self) -> str:
        return N

    def __repr__(self) -> str:
        return repr(N)


def raised(log: Log, error: BaseException, cause: BaseException | None = None, **more: Any) -> None:
    try:
        raise error from cause
    except BaseException:
        log.exception("failed", **more)


def during(log: Log) -> None:
    try:
        try:
            raise ValueError(N)
        except ValueError:
            raise KeyError("other")  # noqa: B904
    except KeyError:
        log.exception("failed")


def noted(log: Log) -> None:
    error = ValueError("x")
    error.add_note(f"customer_name={NAME}")
    raised(log, error)


def with_locals(log: Log) -> None:
    customer_name, msisdn = NAME, DIGITS
    try:
        raise Failure("x")
    except Failure as error:
        log.error("%s", "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format()))
    assert customer_name and msisdn


def in_thread(log: Log) -> None:
    thread = threading.Thread(target=lambda: log.warning("x"), name=f"call {N}")
    thread.start()
    thread.join()


def in_task(log: Log) -> None:
    async def work() -> None:
        log.warning("x")

    async def main() -> None:
        await asyncio.create_task(work(), name=f"call {N}")

    asyncio.run(main())


def warned(log: Log) -> None:
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            py = logging.getLogger("py.warnings")
            py.handlers, py.propagate, before = log.handlers, log.propagate, py.handlers
            warnings.warn(f"call from {N}", stacklevel=1)
            py.handlers, py.propagate = before, True
    finally:
        logging.captureWarnings(False)


def child(log: Log) -> None:
    log.getChild(f"call {N}").warning("x")


def record_of(log: Log, **values: Any) -> None:
    log.handle(logging.makeLogRecord({"name": log.name, "levelno": 40, "levelname": "ERROR", **values}))


PATHS: dict[str, Path] = {
    "message": lambda log: log.warning(f"call from {N}"),
    "message with a name": lambda log: log.warning(f"customerName={NAME} rang"),
    "message, name again": lambda log: log.warning(f'customerName="{NAME}" and Xqvara said so'),
    "argument": lambda log: log.warning("call from %s", N),
    "argument, repr": lambda log: log.warning("call from %r", N),
    "argument, width": lambda log: log.warning("call from %-30s!", N),
    "argument behind a label": lambda log: log.warning("ani=%s", DIGITS),
    "argument as int": lambda log: log.warning("msisdn=%d", DIGITS),
    "argument as float": lambda log: log.warning("msisdn=%.0f", float(DIGITS)),
    "argument as list": lambda log: log.warning("to %s", [N]),
    "dict arguments": lambda log: log.warning("ani=%(ani)s name=%(customer_name)s", {"ani": N, "customer_name": NAME}),
    "dict shown": lambda log: log.warning("got %s", {"customer_name": NAME, "msisdn": DIGITS}),
    "f-string of a dict": lambda log: log.warning(f"got {({'customer_name': NAME, 'msisdn': DIGITS})}"),
    "JSON in a message": lambda log: log.warning('{"customer_name": "%s", "msisdn": %d}', NAME, DIGITS),
    "dataclass": lambda log: log.warning("got %s", Customer(NAME, DIGITS)),
    "bytes": lambda log: log.warning("got %s", N.encode()),
    "bytes as message": lambda log: log.warning(N.encode()),  # type: ignore[arg-type]
    "int as message": lambda log: log.warning(f"+{DIGITS}"),
    "exception as message": lambda log: log.warning(ValueError(N)),  # type: ignore[arg-type]
    "lazy object": lambda log: log.warning("%s", Lazy()),
    "lazy object, repr": lambda log: log.warning("%r", Lazy()),
    "lazy message": lambda log: log.warning(Lazy()),  # type: ignore[arg-type]
    "format object": lambda log: log.warning(f"{Format()}"),
    "chameleon": lambda log: log.warning("%s %r", Chameleon("x"), Chameleon("x")),
    "hostile str": lambda log: log.warning("%s", Hostile()),
    "hostile repr": lambda log: log.warning("%r", Hostile()),
    "hostile message": lambda log: log.warning(Hostile()),  # type: ignore[arg-type]
    "hostile KeyError": lambda log: log.warning("%s", Hostile(KeyError)),
    "hostile MemoryError": lambda log: log.warning("%s", Hostile(MemoryError)),
    "hostile RecursionError": lambda log: log.warning("%s", Hostile(RecursionError)),
    "hostile own class": lambda log: log.warning("%s", Hostile(type(f"E{DIGITS}", (Exception,), {}))),
    "too few arguments": lambda log: log.warning("%s %s", N),  # noqa: PLE1206
    "too many arguments": lambda log: log.warning("%s", N, NAME),  # noqa: PLE1205
    "wrong type": lambda log: log.warning("%d", N),
    "missing key": lambda log: log.warning("%(missing)s", {N: NAME}),
    "extra": lambda log: log.warning("x", extra={"customer_name": NAME}),
    "extra int": lambda log: log.warning("x", extra={"msisdn": DIGITS}),
    "extra bytes": lambda log: log.warning("x", extra={"msisdn": b"4155550132"}),
    "extra nested": lambda log: log.warning("x", extra={"data": {"customer": {"name": NAME, "phones": [DIGITS]}}}),
    "extra key": lambda log: log.warning("x", extra={"data": {N: 1}, "phones": {DIGITS: 2}}),
    "extra set": lambda log: log.warning("x", extra={"phones": {N}, "phone": frozenset((N,))}),
    "extra dataclass": lambda log: log.warning("x", extra={"caller": Customer(NAME, DIGITS)}),
    "extra exception": lambda log: log.warning("x", extra={"error": ValueError(N)}),
    "extra hostile": lambda log: log.warning("x", extra={"data": Hostile()}),
    "extra lazy": lambda log: log.warning("x", extra={"data": Lazy()}),
    "extra chameleon": lambda log: log.warning("x", extra={"data": Chameleon("x")}),
    "extra names message": lambda log: log.warning("Xqvara rang", extra={"customer_name": NAME}),
    "exception": lambda log: raised(log, ValueError(N)),
    "KeyError": lambda log: raised(log, KeyError(N)),
    "UnicodeDecodeError": lambda log: raised(log, UnicodeDecodeError("utf-8", N.encode(), 0, 1, f"call {N}")),
    "SystemExit": lambda log: raised(log, SystemExit(N)),
    "own exception": lambda log: raised(log, Failure(f"customer_name={NAME}")),
    "cause": lambda log: raised(log, Failure("x"), ValueError(N)),
    "context": during,
    "group": lambda log: raised(log, ExceptionGroup(f"from {N}", [ValueError(N), ExceptionGroup("in", [KeyError(f"customer_name={NAME}")])])),
    "note": noted,
    "name in several lines of an exception": lambda log: raised(log, Failure(f"customer_name={NAME}\nand Xqvara")),
    "hostile exception": lambda log: raised(log, type("E", (Exception,), {"__str__": Hostile.__str__, "kind": ValueError})()),
    "locals in a traceback": with_locals,
    "exc_info given": lambda log: log.warning("x", exc_info=ValueError(N)),
    "exc_text given": lambda log: record_of(log, msg="x", exc_text=f"ValueError: {N}"),
    "stack": lambda log: log.warning("x +1 415 555 0132", stack_info=True),
    "stack given": lambda log: record_of(log, msg="x", stack_info=f"call {N}"),
    "warning": warned,
    "thread name": in_thread,
    "task name": in_task,
    "process name": lambda log: record_of(log, msg="x", processName=f"call {N}"),
    "logger name": child,
    "path name": lambda log: record_of(log, msg="x", pathname=f"/rec/+{DIGITS}.wav", filename=f"+{DIGITS}.wav"),
    "level name": lambda log: record_of(log, msg="x", levelname=f"call {N}"),
    "percent escape": lambda log: log.warning("GET /?ani=%%2B%d", DIGITS),
    "unicode escape": lambda log: log.warning("\\u002b14155550132"),
    "no-break spaces": lambda log: log.warning("call +1\u00a0415\u00a0555\u00a00132"),
    "several lines": lambda log: log.warning(f"a\ncustomer_name={NAME}\nani={N}\nb"),
    "sip": lambda log: log.warning(f'From: "{NAME}" <sip:+{DIGITS}@10.0.0.1>;tag=1'),
    "access log": lambda log: log.warning('%s - "%s %s HTTP/%s" %d', "::1", "GET", f"/c?msisdn={DIGITS}&customer_name=Xqvara+Tlomb", "1.1", 200),
    "very long": lambda log: log.warning("x" * 300_000 + f" call from {N}"),
    "surrogate": lambda log: log.warning(f"\udcff call from {N}"),
    "critical": lambda log: log.critical(N),
    "log()": lambda log: log.log(35, "to %s", N),
}


def leaks(written: str) -> list[str]:
    """What of SECRETS is in the text."""
    return [secret for secret in SECRETS if secret in written]
