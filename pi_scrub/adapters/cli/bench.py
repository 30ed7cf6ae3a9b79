"""`pi-scrub bench FILE`: how fast is this machine on your own log, beside the tools that are on the PATH?

Strategy: every tool is a program that reads FILE itself and writes to /dev/null, start included. One turn runs each of
them once, so a noisy minute hits all; medians count. pi-scrub runs under a key that is made for the run and stands in no
file, and nothing of the log is kept anywhere: neither outputs nor messages of the tools are looked at. All run in the C
locale, the quick one for `grep` and `sed`.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import NamedTuple

import click

from pi_scrub import InputError, PiScrubError, UsageError
from pi_scrub.adapters.cli.diagnostics import plain
from pi_scrub.adapters.cli.options import jobs_option, open_policy, policy_options
from pi_scrub.files import Source
from pi_scrub.formats import UTF8, sniff
from pi_scrub.routes import STANDARD_INPUT, shown, status_of
from pi_scrub.workers import default_jobs

SMALL = 10_000_000  # bytes below which the start of a tool is much of its time
PI_SCRUB = [sys.executable, "-P", "-m", "pi_scrub"]  # -P: a folder that is called so, where one stands, is not run
OURS = "pi-scrub"

# Two patterns, international and bracketed American numbers: a filter one would write by hand.
PATTERN = r"\+[0-9][0-9(). -]{6,18}[0-9]|\([0-9]{2,4}\)[ -]?[0-9]{3}[ -][0-9]{4}"

_LEXER = re.compile(r"\((\w+) lexer\)")
_READ = 1 << 20


class Tool(NamedTuple):
    """A program: `argv` and then the file. What it does says why it is quick. `codes`: exit codes of work that was done."""

    name: str
    argv: tuple[str, ...]
    does: str
    codes: tuple[int, ...] = (0,)


# `grep` ends at its first match where the output is /dev/null, so it looks for what stands in no log.
# `grep` and `rg` end with 1 where nothing was found.
TOOLS = (
    Tool("grep -c", ("grep", "-c", secrets.token_hex(16)), "reads only", (0, 1)),
    Tool("sed -E", ("sed", "-E", f"s/{PATTERN}/X/g"), "two patterns"),
    Tool("perl -pe", ("perl", "-pe", f"s/{PATTERN}/X/g"), "two patterns"),
    Tool("rg -r", ("rg", "--passthru", "-N", "--no-config", PATTERN, "-r", "X"), "two patterns", (0, 1)),
)


def tool(name: str) -> Tool:
    """One of TOOLS."""
    return next(tool for tool in TOOLS if tool.name == name)


class Run(NamedTuple):
    """One run of a tool: its wall-clock seconds and its exit code."""

    seconds: float
    code: int


@click.command()
@click.argument("file", metavar="FILE")
@policy_options
@jobs_option
@click.option(
    "--repeat", type=click.IntRange(1, 1000), default=3, show_default=True, metavar="N", help="Turns; medians are shown."
)
def bench(file: str, regions: tuple[str, ...], policy: str | None, jobs: int | None, repeat: int) -> int:
    """Time pi-scrub on your own log FILE, beside grep, sed, perl and rg, as far as they are here.

    FILE is a plain text file; all tools read it and write to /dev/null. pi-scrub replaces under a key that is
    thrown away. MB are 10^6 bytes.

    \b
    Example:
      pi-scrub bench --region US app.log
    """
    rules = open_policy(policy, regions)  # a mistake is told here, and once
    size, lines = _measure_file(file)
    env = _environment(rules.require_jurisdiction)
    lexer = _lexer(env)
    jobs = jobs or default_jobs(lexer == "native")
    tools = [_ours(regions, policy, jobs), *TOOLS]
    here = [tool for tool in tools if shutil.which(tool.argv[0])]
    times = _turns(here, file, env, repeat)
    click.echo(f"{plain(shown(file))}: {size / 1e6:.1f} MB, {lines} lines")
    click.echo(f"pi-scrub: {lexer} lexer, {jobs} {'job' if jobs == 1 else 'jobs'}; medians of {repeat} interleaved runs, start included")
    if size < SMALL:
        click.echo("A log of 10 MB or more says more: here the start of each tool is much of its time.")
    click.echo()
    click.echo("\n".join(_table(tools, times, size)))
    return 0


def _measure_file(file: str) -> tuple[int, int]:
    """Bytes and line ends; reading it once also has it in memory before the clock runs. Raises InputError."""
    size = lines = 0
    _refuse_streams(file)
    with Source(file) as source:
        while data := source.read(_READ):
            if not size:
                _refuse_stored(source.label, data)
            size += len(data)
            lines += data.count(b"\n")
        if not size:
            raise InputError(f"{source.label}: is empty, there is nothing to time")
    return size, lines


def _refuse_streams(file: str) -> None:
    """Before it is opened, as a pipe would be waited for. Raises InputError."""
    status = None if file == STANDARD_INPUT else status_of(file)
    if file == STANDARD_INPUT or (status and not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode)):
        raise InputError(f"{shown(file)}: is read several times, so it must be a plain file")


def _refuse_stored(label: str, head: bytes) -> None:
    """What the other tools would read as it is stored is no comparison. Raises InputError."""
    found = sniff(head, final=True)
    if found and found.reader is not UTF8:
        raise InputError(f"{label}: is {found.name}, which the other tools read as it is stored; unpack it to plain text first")


def _environment(jurisdiction: str | None) -> dict[str, str]:
    """Of all tools: the C locale, and a key of this run alone, in memory, of the jurisdiction the policy wants."""
    env = {name: value for name, value in os.environ.items() if name not in ("PI_SCRUB_KEYRING", "GREP_COLORS", "GREP_OPTIONS")}
    key = b64encode(secrets.token_bytes(32)).decode()
    env |= {"PI_SCRUB_JURISDICTION": jurisdiction} if jurisdiction else {}
    return env | {"LC_ALL": "C", "PI_SCRUB_KEY": key, "PI_SCRUB_REQUIRE_KEYRING": "1"}


def _lexer(env: Mapping[str, str]) -> str:
    """The lexer of the command that is timed, by its own word. Raises UsageError."""
    said = subprocess.run([*PI_SCRUB, "--version"], env=env, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    found = _LEXER.search(said.stdout)
    if said.returncode or not found:
        raise UsageError("`pi-scrub --version` does not say which lexer runs: is the installation whole?")
    return found[1]


def _ours(regions: tuple[str, ...], policy: str | None, jobs: int) -> Tool:
    words = [word for region in regions for word in ("--region", region)]
    words += ["--policy", policy] if policy else []
    argv = (*PI_SCRUB, "scrub", *words, "--jobs", str(jobs), "--")
    return Tool(OURS, argv, "numbers, names, keyed", (0, InputError.exit_code))


def _turns(tools: list[Tool], file: str, env: Mapping[str, str], repeat: int) -> dict[str, list[Run]]:
    """The runs of each tool; the tools take turns."""
    runs: dict[str, list[Run]] = {tool.name: [] for tool in tools}
    with _progress(repeat * len(tools)) as step:
        for _ in range(repeat):
            for tool in tools:
                done = _run([*tool.argv, os.path.abspath(file)], env)  # noqa: PTH100  # bytes as given
                if tool.name == OURS and done.code not in tool.codes:
                    raise PiScrubError(f"pi-scrub itself ended with exit code {done.code}; `pi-scrub FILE > /dev/null` says why")
                runs[tool.name].append(done)
                step(1)
    return runs


def _run(argv: list[str], env: Mapping[str, str]) -> Run:
    started = time.perf_counter()
    nowhere = subprocess.DEVNULL
    done = subprocess.run(argv, env=env, check=False, stdin=nowhere, stdout=nowhere, stderr=nowhere)  # noqa: S603  # no shell
    return Run(time.perf_counter() - started, done.returncode)


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[int], object]]:
    if not sys.stderr or not sys.stderr.isatty():
        yield lambda size: None
        return
    with click.progressbar(length=steps, label=OURS, file=sys.stderr) as bar:
        yield bar.update


def _table(tools: list[Tool], times: Mapping[str, list[Run]], size: int) -> Iterator[str]:
    """A row for each tool, also for one that is not here or failed."""
    yield f"{'':10}{'MB/s':>10}{'x pi-scrub':>12}  what it does"
    ours = median(run.seconds for run in times[OURS])
    for tool in tools:
        runs = times.get(tool.name)
        bad = next((run.code for run in runs or () if run.code not in tool.codes), None)
        if not runs:
            yield f"{tool.name:10}{'-':>10}{'-':>12}  not on the PATH"
        elif bad is not None:
            yield f"{tool.name:10}{'-':>10}{'-':>12}  failed: exit code {bad}"
        else:
            seconds = median(run.seconds for run in runs)
            yield f"{tool.name:10}{_figure(size / seconds / 1e6):>10}{ours / seconds:12.2f}  {tool.does}"


def _figure(value: float) -> str:
    """Three digits that count, the whole part in full."""
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2}f}"
