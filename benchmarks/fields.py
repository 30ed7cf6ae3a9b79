"""What stands in the fields of a template, and how a template becomes a line.

`Log` is the state of the log being written: the random source, the clock, and who is calling in this line.
Every field is a function of it. A template (templates.txt) is compiled once to a %-format and the tuple of
its fields, so that a line costs one formatting. `labelled` builds the same line from the same draws and
also says where the personal values stand.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from benchmarks.people import AREA_CODES, Caller, caller, fresh
from benchmarks.people import US_FICTION as AGENT_RANGES

TEMPLATES = Path(__file__).with_name("templates.txt")
START = 1_710_753_242  # 2024-03-18 09:14:02 UTC, the log's first second
QUEUES = ("Support EN", "Support DE", "Billing EN", "Billing DE", "Sales US", "Retention")
DNIS = tuple(f"+442079460{n}" for n in range(100, 140))  # the contact centre's own numbers
FIRST_10 = 10**9  # the first number of ten digits


class Clock:
    """The log's time, in every layout; what depends on the second alone is formatted once a second."""

    def __init__(self) -> None:
        self.micros = START * 1_000_000
        self._turn(START)

    def tick(self, micros: int) -> None:
        self.micros += micros
        second = self.micros // 1_000_000
        if second != self.second:
            self._turn(second)

    def _turn(self, second: int) -> None:
        self.second = second
        now = time.gmtime(second)
        self.iso = time.strftime("%Y-%m-%dT%H:%M:%S", now)
        self.stamp = time.strftime("%Y-%m-%d %H:%M:%S", now)
        self.clf = time.strftime("%d/%b/%Y:%H:%M:%S +0000", now)
        self.bsd = time.strftime("%b %d %H:%M:%S", now)


class Log:
    """The state that fields draw from. `number` is the E.164 form of the phone number drawn last."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.random = self.rng.random
        self.bits = self.rng.getrandbits
        self.clock = Clock()
        self.agents = [caller(self.rng, AGENT_RANGES[i % len(AREA_CODES)], 0) for i in range(400)]
        self.addresses = [self._address() for _ in range(4000)]
        self.caller: Caller = self.agents[0]
        self.number = ""

    def _address(self) -> str:
        """Hosts of one's own mostly, the carrier's, a few in IPv6 (from ranges for documentation)."""
        kind = self.bits(4)
        if kind == 0:
            return f"[2001:db8:{self.bits(8):x}::{self.bits(16):x}]"
        network = "203.0.113" if kind in (1, 2) else f"10.{self.bits(8)}.{self.bits(8)}"
        return f"{network}.{1 + self.bits(7)}"


Field = Callable[[Log], str]


def _e164(log: Log) -> str:
    log.number = log.caller.e164
    return log.number


def _digits(log: Log) -> str:
    log.number = log.caller.e164
    return log.caller.digits


def _national(log: Log) -> str:
    """National forms are mostly new in a real log, so each is drawn anew."""
    met = fresh(log.rng)
    log.number = met.e164
    return met.national


def _dnis(log: Log) -> str:
    log.number = DNIS[int(log.random() * len(DNIS))]
    return log.number


def _agent(log: Log) -> str:
    return log.agents[int(log.random() * 400)].name


def _uuid(log: Log) -> str:
    text = f"{log.bits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _bytes(log: Log) -> str:
    """A byte count: most are large and seen once."""
    return str(int(log.random() ** 3 * 100_000_000))


FIELDS: dict[str, tuple[str | None, Field]] = {
    # the caller, and other persons: the kind says what a scrubber must remove
    "e164": ("phone", _e164),
    "digits": ("phone", _digits),
    "e164_url": ("phone", lambda log: "%2B" + _digits(log)),
    "national": ("phone", _national),
    "dnis": ("phone", _dnis),
    "name": ("name", lambda log: log.caller.name),
    "name_json": ("name", lambda log: json.dumps(log.caller.name)[1:-1]),
    "name_url": ("name", lambda log: quote(log.caller.name)),
    "first": ("name", lambda log: log.caller.first),
    "last": ("name", lambda log: log.caller.last),
    "agent": ("name", _agent),
    # time
    "iso": (None, lambda log: f"{log.clock.iso}.{log.clock.micros // 1000 % 1000:03d}Z"),
    "stamp": (None, lambda log: log.clock.stamp),
    "stamp6": (None, lambda log: f"{log.clock.stamp}.{log.clock.micros % 1_000_000:06d}"),
    "clf": (None, lambda log: log.clock.clf),
    "bsd": (None, lambda log: log.clock.bsd),
    "epoch": (None, lambda log: str(log.clock.second)),
    "ms": (None, lambda log: str(log.clock.micros // 1000)),
    "us": (None, lambda log: str(log.clock.micros)),
    # what passes
    "uuid": (None, _uuid),
    "hex8": (None, lambda log: f"{log.bits(32):08x}"),
    "hex16": (None, lambda log: f"{log.bits(64):016x}"),
    "hex32": (None, lambda log: f"{log.bits(128):032x}"),
    "ip": (None, lambda log: log.addresses[int(log.random() * 4000)]),
    "port": (None, lambda log: str(10_000 + int(log.random() * 50_000))),
    "bytes": (None, _bytes),
    "count": (None, lambda log: str(int(log.random() * 100_000))),
    "small": (None, lambda log: str(int(log.random() * 100))),
    "digit": (None, lambda log: str(int(log.random() * 10))),
    "id10": (None, lambda log: str(FIRST_10 + int(log.random() * 9 * FIRST_10))),
    "decimal": (None, lambda log: f"{log.random() * 5000:.2f}"),
    "ext": (None, lambda log: str(2000 + int(log.random() * 900))),
    "queue": (None, lambda log: QUEUES[int(log.random() * len(QUEUES))]),
}


class Truth(NamedTuple):
    """A line and what is personal in it; offsets count characters (the shape that recall is scored with)."""

    line: str
    phones: list[tuple[int, int, str]]
    names: list[tuple[int, int]]
    format: str


class Template:
    """One row of templates.txt, compiled."""

    def __init__(self, text: str, form: str) -> None:
        parts = re.split("«([a-z0-9_]+)»", text)
        self.form = form
        self.literals = parts[0::2]
        self.kinds = [FIELDS[name][0] for name in parts[1::2]]
        self.fields = [FIELDS[name][1] for name in parts[1::2]]
        self.format = "%s".join(literal.replace("%", "%%") for literal in self.literals)
        self.personal = any(self.kinds)

    def line(self, log: Log) -> str:
        return self.format % tuple([field(log) for field in self.fields])

    def labelled(self, log: Log) -> Truth:
        line = self.literals[0]
        truth = Truth("", [], [], self.form)
        for kind, field, literal in zip(self.kinds, self.fields, self.literals[1:], strict=True):
            value = field(log)
            start, end = len(line), len(line) + len(value)
            if kind == "phone":
                truth.phones.append((start, end, log.number))
            elif kind == "name":
                truth.names.append((start, end))
            line += value + literal
        return truth._replace(line=line)


class Share(NamedTuple):
    """The compiled templates of one format, and the format's share in a mixed log."""

    share: float
    templates: list[Template]


def formats() -> dict[str, Share]:
    """The formats of templates.txt in its order."""
    found: dict[str, Share] = {}
    text = TEMPLATES.read_text(encoding="utf-8")
    for row in text.split("\n"):
        if head := re.fullmatch(r"\[([a-z-]+) (0\.\d+)\]", row):
            name = head[1]
            found[name] = Share(float(head[2]), [])
        elif row and not row.startswith("# "):
            found[name].templates.append(Template(row, name))
    return found
