"""Write a large made-up log: `python -m benchmarks.make --size 50M --profile contact-center`.

The same seed gives the same bytes. Profiles differ in how dense and how repetitive personal data is
(PROFILES below): in `contact-center` 60 % of the lines hold a number or a name, 20,000 distinct callers a
GB call in a long-tailed order (the k-th most frequent one 1/k as often as the first), and national numbers
and byte counts are mostly new. The numbers are of ranges kept free for fiction, or of the 555 exchange
(people.py); they are random, and no generated log is committed.

`--truth FILE` writes, for the first `--truth-lines` lines of the log, one JSON object each: {"line": str,
"phones": [[start, end, e164], ...], "names": [[start, end], ...], "format": str, "region": null,
"notation": [], "form": []}; offsets count characters. So recall can stand beside speed, on lines of the
very file that was timed. What was written (lines, bytes, share of personal lines, number of callers) goes
to standard error as JSON.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from benchmarks.fields import Log, Share, Template, Truth, formats
from benchmarks.people import Caller, callers, stranger

BATCH = 4096  # lines drawn and written at once
UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}


FORMATS = formats()


class Profile(NamedTuple):
    """How a log is mixed: its formats, the share of personal lines, and how many people call."""

    formats: tuple[str, ...]
    personal: float
    callers_a_gigabyte: int | None  # None: every caller is new


PROFILES = {
    "contact-center": Profile(tuple(FORMATS), 0.60, 20_000),
    "sip": Profile(("sip", "asterisk", "freeswitch"), 0.75, 20_000),
    "json": Profile(("json",), 0.60, 20_000),
    "access": Profile(("access",), 0.15, 20_000),
    "worst": Profile(tuple(FORMATS), 0.90, None),
}


class Order(NamedTuple):
    """Which log: the same order is the same bytes."""

    profile: str  # a key of PROFILES
    size: int  # bytes; sets how many callers there are too
    seed: int


class Stated(NamedTuple):
    """What was written."""

    lines: int
    bytes: int
    personal: int  # lines that hold a number or a name
    callers: int  # distinct callers to draw from; 0: every one is new


class Generator:
    """The endless lines of a log."""

    def __init__(self, order: Order) -> None:
        profile = PROFILES[order.profile]
        self.log = Log(order.seed)
        mixed = [FORMATS[name] for name in profile.formats]
        rows = [*_weighed(mixed, True, profile.personal), *_weighed(mixed, False, 1 - profile.personal)]
        self.choices = [template for template, _ in rows]
        self.cumulative = list(accumulate(weight for _, weight in rows))
        self.callers: list[Caller] = []
        if profile.callers_a_gigabyte is not None:
            self.callers = callers(self.log.rng, max(200, profile.callers_a_gigabyte * order.size // 10**9))
        self.long_tail = list(accumulate(1 / rank for rank in range(1, len(self.callers) + 1)))

    def batch(self) -> Iterator[Template]:
        """The templates of the next BATCH lines; before each is given, clock and caller are set for it."""
        log, rng, clock = self.log, self.log.rng, self.log.clock
        chosen = rng.choices(self.choices, cum_weights=self.cumulative, k=BATCH)
        known = iter(rng.choices(self.callers, cum_weights=self.long_tail, k=BATCH)) if self.callers else None
        for template in chosen:
            if known:
                log.caller = next(known)
            elif template.personal:
                log.caller = stranger(rng)
            clock.tick(int(log.random() * 400))
            yield template


def _weighed(mixed: list[Share], personal: bool, total: float) -> list[tuple[Template, float]]:
    """The personal (or clean) templates, weighed so that formats keep their shares and all sum to `total`."""
    rows = []
    for share, templates in mixed:
        chosen = [template for template in templates if template.personal is personal]
        rows += [(template, share / len(chosen)) for template in chosen]
    scale = total / sum(weight for _, weight in rows)
    return [(template, weight * scale) for template, weight in rows]


def write(sink: BinaryIO, order: Order, truth: TextIO | None = None, truth_lines: int = 20_000) -> Stated:
    """Write whole lines to `sink` until they are `order.size` bytes or more, and the first ones' truth."""
    generator = Generator(order)
    log = generator.log
    wanted = truth_lines if truth else 0
    lines = written = personal = 0
    while written < order.size:
        templates: list[Template] = []
        rows: list[str] = []
        labelled: list[Truth] = []
        for template in generator.batch():
            templates.append(template)
            if lines + len(labelled) < wanted:
                labelled.append(template.labelled(log))
                rows.append(labelled[-1].line)
            else:
                rows.append(template.line(log))
        data, kept = _cut(rows, order.size - written)
        sink.write(data)
        lines += kept
        written += len(data)
        personal += sum(template.personal for template in templates[:kept])
        for row in labelled[:kept]:
            print(json.dumps(as_row(row), ensure_ascii=False), file=truth)
    return Stated(lines, written, personal, len(generator.callers))


def _cut(rows: list[str], room: int) -> tuple[bytes, int]:
    """The rows as lines up to the first line end at or behind `room` bytes, and how many they are."""
    data = ("\n".join(rows) + "\n").encode()
    if len(data) <= room:
        return data, len(rows)
    data = data[: data.index(b"\n", room - 1) + 1]
    return data, data.count(b"\n")


def as_row(truth: Truth) -> dict[str, object]:
    """A truth in the shape of `--truth`."""
    return {**truth._asdict(), "region": None, "notation": [], "form": []}


def truth_of(order: Order, count: int) -> list[Truth]:
    """The first `count` lines of the log of that order, labelled."""
    generator = Generator(order)
    rows: list[Truth] = []
    while len(rows) < count:
        rows += [template.labelled(generator.log) for template in generator.batch()]
    return rows[:count]


def size_of(text: str) -> int:
    """Bytes from `50M`, `1G`, `1.5g`, `4096`; decimal units. ValueError for anything else."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([kmg]?)b?", text.strip().lower())
    if not match:
        raise ValueError("a size is a number and k, M or G, for example 50M")
    return int(float(match[1]) * UNITS[match[2]])


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.make", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--size", type=size_of, default=size_of("50M"))
    parser.add_argument("--profile", choices=PROFILES, default="contact-center")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--truth", type=Path, help="labelled first lines, JSON lines")
    parser.add_argument("--truth-lines", type=int, default=20_000)
    parser.add_argument("-o", "--output", type=Path, help="default: standard output")
    args = parser.parse_args(argv)
    with ExitStack() as stack:
        sink = stack.enter_context(args.output.open("wb")) if args.output else sys.stdout.buffer
        truth = stack.enter_context(args.truth.open("w", encoding="utf-8")) if args.truth else None
        stated = write(sink, Order(args.profile, args.size, args.seed), truth, args.truth_lines)
        sink.flush()
    said = {"profile": args.profile, "seed": args.seed, **stated._asdict()}
    said["personal_share"] = round(stated.personal / stated.lines, 4)
    print(json.dumps(said), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
