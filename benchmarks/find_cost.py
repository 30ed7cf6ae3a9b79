"""What `find` costs beside a fixed-string search for the same tokens: `rg -F`, `grep -F`, and `zgrep -F` for .gz.

    python -m benchmarks.find_cost [--copies 20] [--turns 5] [--keys 4]

A generated contact-center log of 50 MB is scrubbed and repeated, each copy with other letters in its tokens (20 copies: 1.1
GB), and a caller's token is put behind ten lines of each. All tools read it from the page cache and write to a file. Medians
of interleaved turns, start included: wall clock, and CPU time in brackets.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pi_scrub import Keyring, Policy, Scrubber
from pi_scrub.keychange import rotate

CALLER = "+14155550132"
SIZE, SEEN = "50M", 10
LETTERS = b"abcdefghijklmnop"
FIND = (sys.executable, "-P", "-m", "pi_scrub", "find")


class Run(NamedTuple):
    """Seconds of one run."""

    wall: float
    cpu: float


def main() -> None:
    """Print a row for each tool."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=20)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--keys", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ring, log = folder / "ring.json", folder / "clean.log"
        Keyring.create(ring, id="first")
        write(log, ring, options.copies)
        packed = log.with_suffix(".log.gz")
        with packed.open("wb") as out:
            subprocess.run(["gzip", "-1", "-c", str(log)], stdout=out, check=True)  # noqa: S607  # whichever is on the PATH
        for keys in (1, options.keys):
            while len(Keyring.load(ring).keys) < keys:
                rotate(ring)
            tokens = Scrubber(Keyring.load(ring)).tokens("phone", CALLER)
            compare(log, ring, tokens, ("rg", "grep"), options.turns)
        compare(packed, ring, tokens[-1:], ("zgrep",), options.turns)


def write(log: Path, ring: Path, copies: int) -> None:
    """The clean log, of so many copies."""
    raw = log.with_name("raw.log")
    subprocess.run([sys.executable, "-m", "benchmarks.make", "--size", SIZE, "-o", str(raw)], check=True, stderr=subprocess.DEVNULL)
    scrubber = Scrubber(Keyring.load(ring), Policy(regions=("US", "GB", "DE")))
    clean, token = scrubber.scrub_bytes(raw.read_bytes()), scrubber.token("phone", CALLER).encode()
    with log.open("wb") as out:
        for copy in range(copies):
            turned = bytes.maketrans(LETTERS, LETTERS[copy % 16 :] + LETTERS[: copy % 16])
            back = -1 if copy >= len(LETTERS) else 1
            lines = re.sub(rb"(?<=_)[a-p]{32}", lambda found: found[0].translate(turned)[::back], clean).split(b"\n")  # noqa: B023
            for at in range(0, len(lines) - 1, len(lines) // SEEN):
                lines[at] += b" " + token
            out.write(b"\n".join(lines))


def compare(log: Path, ring: Path, tokens: Sequence[str], tools: Sequence[str], turns: int) -> None:
    """A row for `find` and each tool that is here."""
    words = [word for token in tokens for word in ("-e", token)]
    rows = {"find": [*FIND, "--keyring", str(ring), CALLER, str(log)]}
    rows |= {tool: [tool, "-F", *words, str(log)] for tool in tools if shutil.which(tool)}
    times: dict[str, list[Run]] = {name: [] for name in rows}
    for _ in range(turns):
        for name, argv in rows.items():
            times[name].append(timed(argv, log.with_name("out")))
    print(f"{log.name}, {log.stat().st_size / 1e6:.0f} MB, {len(tokens)} tokens")
    ours = middle(times["find"])
    for name, runs in times.items():
        wall, cpu = middle(runs)
        print(f"  {name:6} {wall:6.3f} s ({cpu:6.3f})   find / {name}: {ours.wall / wall:.2f} ({ours.cpu / cpu:.2f})")


def middle(runs: Sequence[Run]) -> Run:
    """The medians."""
    return Run(median(run.wall for run in runs), median(run.cpu for run in runs))


def timed(argv: Sequence[str], out: Path) -> Run:
    """One run, of which all must go well."""
    before, started = _cpu(), time.perf_counter()
    with out.open("wb") as file:
        subprocess.run(argv, stdout=file, check=True, env=os.environ | {"LC_ALL": "C"})
    return Run(time.perf_counter() - started, _cpu() - before)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
