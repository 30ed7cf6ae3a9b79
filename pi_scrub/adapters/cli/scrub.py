"""`pi-scrub scrub`, the default command: the filter.

Strategy: first everything is checked (policy, places, keyring), and only then is anything read: exit 2 leaves
every file as it was. The loop itself is `pi_scrub.stream`'s; here are its options, what is told at the end,
and the exit code.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import click
import orjson

from pi_scrub import InputError
from pi_scrub.adapters.cli.diagnostics import say, write_standard_error
from pi_scrub.adapters.cli.options import (
    Access,
    jobs_option,
    keyring_options,
    open_policy,
    policy_options,
    taken_files,
)
from pi_scrub.columns import CsvRun
from pi_scrub.files import Sink, make_folder, open_sink
from pi_scrub.grammar import FORMATS, STRICTNESS
from pi_scrub.renewal import RenewingScrubber
from pi_scrub.routes import STANDARD_INPUT, Place, Plan, plan, refuse
from pi_scrub.scan import HOW, NATIVE, lexer_name
from pi_scrub.scrubber import Counts
from pi_scrub.stream import Clean, Loop, Stop, Stopped, scrub_route
from pi_scrub.workers import Run, Workers, clean, cores, default_jobs

STANDARD_ERROR = "-"
MUCH = 10_000_000  # bytes of input from which on it matters which lexer runs


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    help="Write FILE, complete or not at all (.gz .zst .bz2 .xz compress), or the same names in DIR.",
)
@policy_options
@click.option(
    "--strictness",
    type=click.Choice(STRICTNESS),
    help="How readily a number without +, label or cue is replaced, for the policy's (balanced).",
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="What inputs are made of (lines); csv: the header names the columns.")
@click.option("--names-file", metavar="FILE", help="Names to drop wherever they stand: UTF-8, one a line.")
@keyring_options
@jobs_option
@click.option("--stats", metavar="FILE|-", help="Write what was done as JSON; - is standard error.")
@click.option("--line-buffered", is_flag=True, help="Write every line as soon as it is complete.")
def scrub(  # click hands over each option
    files: tuple[str, ...],
    output: str | None,
    regions: tuple[str, ...],
    policy: str | None,
    strictness: str | None,
    form: str | None,
    names_file: str | None,
    access: Access,
    jobs: int | None,
    stats: str | None,
    line_buffered: bool,
) -> int:
    """Scrub FILEs, or standard input (also `-`), to standard output.

    Compressed input (gzip, zstd, bzip2, xz) and UTF-16 or UTF-32 with a byte order mark are known by their
    content.

    \b
    Examples:
      tail -F app.log | pi-scrub
      pi-scrub --region US --region DE app.log.gz -o clean.log.gz
      pi-scrub logs/*.log -o clean/ --stats -
    """
    rules = open_policy(policy, regions).with_strictness(strictness).with_format(form).with_names_file(names_file)
    taken = taken_files(access.place(rules), policy, rules.names_file)
    ways = plan(files, output, taken)
    _check_stats(stats, ways, taken)
    place = access.place(rules)  # before the environment loses its secret
    ring = access.load_or_make(rules)
    known = access.passphrase.remembered()
    scrubber = RenewingScrubber(place, rules, keyring=ring, passphrase=known, on_renewal=say)
    job = _Job(ways, scrubber, eager=line_buffered or _to_terminal(ways))
    if ways.folder is not None:
        make_folder(ways.folder)
    hangup = scrubber.renew if scrubber.watching else None
    with Stop(hangup) as stop, _stats_sink(stats, stop) as sink, _way(jobs, stop) as way:
        code = job.run(stop, way)
        if stats:
            _write_stats(sink, job)
    job.tell(bool(rules.regions))
    return code


@contextmanager
def _way(jobs: int | None, stop: Stop) -> Iterator[Clean]:
    """How blocks are cleaned: by so many other threads; by this one alone where a second could not run beside it."""
    native = lexer_name() == NATIVE
    jobs = jobs or default_jobs(native)
    if jobs == 1 and not (native and cores() > 1):
        yield clean
        return
    with Workers(jobs, stop.wake) as workers:
        yield workers.clean


@dataclass
class _Job:
    """One call of the command: what it does, and what came of it."""

    ways: Plan
    scrubber: RenewingScrubber
    eager: bool
    counts: Counts = field(default_factory=Counts)
    failed: int = 0
    read: int = 0
    started: float = field(default_factory=time.monotonic)

    def run(self, stop: Stop, way: Clean) -> int:
        """The exit code; raises OutputError."""
        try:
            with _progress(self.ways) as on_read:
                loop = Loop(stop, self.note, self.watched(on_read), self.eager, way)
                if self.scrubber.policy.format == "csv":
                    loop = replace(loop, arrange=CsvRun.arranged)
                for route in self.ways.routes:
                    scrub_route(route, self.new_run, loop)
        except Stopped:
            return 128 + (stop.number or 0)
        return InputError.exit_code if self.failed or self.counts.withheld else 0

    def new_run(self) -> Run:
        """The way of one input through the scrubber."""
        csv = self.scrubber.policy.format == "csv"
        return CsvRun(self.scrubber.current, self.counts, self.scrubber.writers) if csv else self.scrubber.run(self.counts)

    def watched(self, on_read: Callable[[int], object]) -> Callable[[int], object]:
        """`on_read`, and a word, once, where much is read and the slow lexer runs."""
        if lexer_name() == NATIVE:
            return on_read

        def watch(size: int) -> None:
            on_read(size)
            before, self.read = self.read, self.read + size
            if before <= MUCH < self.read:
                say(f"the slow reference lexer runs; for the native one {HOW}")

        return watch

    def note(self, error: InputError) -> None:
        """Tell of an input that could not be read; the others go on."""
        self.failed += 1
        say(str(error))

    def tell(self, regions: bool) -> None:
        """What one should know at the end, a line each."""
        counts = self.counts
        if counts.withheld:
            say(f"{counts.withheld} lines or values could not be judged and were withheld")
        if counts.national_kept and not regions:
            say(f"{counts.national_kept} national numbers were kept: name their countries by --region")


def _to_terminal(ways: Plan) -> bool:
    return ways.routes[0].target is None and os.isatty(1)


@contextmanager
def _progress(ways: Plan) -> Iterator[Callable[[int], object]]:
    """What to tell of each read: a bar on standard error where it disturbs nothing and the end is known."""
    total = _total_size(ways)
    if not total or not sys.stderr or not sys.stderr.isatty() or _to_terminal(ways):
        yield lambda size: None
        return
    with click.progressbar(length=total, label="pi-scrub", file=sys.stderr) as bar:
        yield bar.update


def _total_size(ways: Plan) -> int:
    """Bytes stored in all inputs; 0 if one of them is no plain file, so that nobody knows."""
    total = 0
    for name in (name for route in ways.routes for name in route.inputs):
        try:
            status = os.stat(0 if name == STANDARD_INPUT else name)  # 0 has no Path  # noqa: PTH116
        except OSError:
            continue  # told later, as an error
        if name == STANDARD_INPUT or not stat.S_ISREG(status.st_mode):
            return 0
        total += status.st_size
    return total


def _check_stats(stats: str | None, ways: Plan, taken: list[tuple[str, str]]) -> None:
    if stats is None or stats == STANDARD_ERROR:
        return
    inputs: list[tuple[str, Place]] = [
        ("an input", 0 if name == STANDARD_INPUT else name) for route in ways.routes for name in route.inputs
    ]
    outputs: list[tuple[str, Place]] = [
        ("the log's output", 1 if route.target is None else route.target) for route in ways.routes
    ]
    refuse(stats, [*inputs, *outputs, *taken])


@contextmanager
def _stats_sink(stats: str | None, stop: Stop) -> Iterator[Sink | None]:
    """Opened before anything is read, so that a place which cannot be written is known then."""
    if stats is None or stats == STANDARD_ERROR:
        yield None
        return
    sink = open_sink(stats)
    with stop.discarding(sink), sink:
        yield sink


def _write_stats(sink: Sink | None, job: _Job) -> None:
    counts, ring = job.counts, job.scrubber.keyring
    line = orjson.dumps(
        {
            "lines": counts.lines,
            "bytes": counts.bytes,
            "replaced": counts.replaced,
            "kept": counts.kept,
            "withheld": counts.withheld,
            "memo_hits": counts.memo_hits,
            "seconds": round(time.monotonic() - job.started, 3),
            "key_id": ring.active.id,
            "key_ids": job.scrubber.writers,
            "jurisdiction": ring.jurisdiction,
        },
        option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS,
    )
    if sink:
        sink.write(line)
    else:
        write_standard_error(line)
