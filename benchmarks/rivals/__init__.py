"""Whom pi_scrub is measured beside: one file a rival, each with a `RIVAL` that is a `Program` or a `Library`.

A Program reads a file and writes to standard output. A Library turns one line into one line; it is told the regions of
the log's national numbers, imported and made ready before the clock runs. A rival that is not installed is a row that says how to get it. `python -m
benchmarks.rivals NAME` is any of them as a filter, line for line, so that they can be scored from outside.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

REGIONS = ("US", "GB", "DE")  # of the benchmark's own log
Replace = Callable[[str], str]


class Program(NamedTuple):
    """A tool: `argv` and then the file; it writes to standard output."""

    name: str
    argv: tuple[str, ...]
    install: str
    codes: tuple[int, ...] = (0,)  # exit codes of work that was done
    finds: bool = True  # False: it only reads

    def absent(self) -> str | None:
        """How to get it, or None where it is there."""
        return None if shutil.which(self.argv[0]) else self.install

    def version(self) -> str:
        done = subprocess.run([self.argv[0], "--version"], capture_output=True, text=True, check=False)
        found = re.search(r"\d+(?:\.\d+)+", done.stdout)
        return found[0] if found else "?"


class Library(NamedTuple):
    """A package: `make` gives the function of a line, for the regions (ISO 3166 codes, the likeliest first)."""

    name: str
    package: str
    make: Callable[[Sequence[str]], Replace]
    install: str

    def absent(self) -> str | None:
        try:
            self.make(REGIONS)("a line")
        except (ImportError, OSError):
            return self.install
        return None

    def version(self) -> str:
        try:
            return version(self.package)
        except PackageNotFoundError:
            return "?"


Rival = Program | Library

# The order of the rows.
NAMES = (
    "grep", "sed", "perl", "ripgrep", "matcher", "presidio_phone", "presidio", "scrubadub_default", "datafog_redact",
    "blindlog_mask", "pseudonymize_process",
)  # fmt: skip


def rival(name: str) -> Rival:
    found: Rival = import_module(f"benchmarks.rivals.{name}").RIVAL
    return found


def spliced(text: str, spans: Iterable[tuple[int, int]], replacement: str) -> str:
    """`text` with each span replaced; spans that overlap count as one."""
    out, last = [], 0
    for start, end in sorted(spans):
        if start >= last:
            out += [text[last:start], replacement]
        last = max(last, end)
    return "".join([*out, text[last:]])
