"""How fast one process scrubs a generated log: `python -m benchmarks.speed [--size 50M] [--profile NAME]`.

Every way reads the same file and writes a file of its own, in one process: `copy` (the reading limit),
`re.sub` (one pattern of Python's re, which neither validates, normalises, keys nor looks for names),
`library, cold` (a new Scrubber), `library, warm` (a Scrubber that has seen the file), `command`
(`pi-scrub FILE -o OUT`, start included). The machine may be noisy: the ways take turns, `--repeat` times,
and medians are given. Recall on the labelled first lines of the same log stands beside the speed. The raw
times go to benchmarks/results/<date>-<profile>.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.make import PROFILES, Order, size_of, truth_of, write
from benchmarks.recall import Recall, recall
from pi_scrub import Keyring, Policy, Scrubber
from pi_scrub.blocks import BLOCK, Blocks

REGIONS = ("US", "GB", "DE")
RESULTS = Path(__file__).with_name("results")
PATTERN = re.compile(rb"\+\d[\d(). -]{6,18}\d")
COMMAND = [sys.executable, "-m", "pi_scrub"]
DEPENDENCIES = ("phonenumbers", "cryptography", "orjson")

Way = Callable[[Path, Path], None]  # reads the first, writes the second


def scrubber() -> Scrubber:
    return Scrubber(Keyring.sample(), Policy(regions=REGIONS))


def copy(source: Path, target: Path) -> None:
    with source.open("rb") as log, target.open("wb") as out:
        while chunk := log.read(BLOCK):
            out.write(chunk)


def substitute(source: Path, target: Path) -> None:
    blocks = Blocks()
    with source.open("rb") as log, target.open("wb") as out:
        while chunk := log.read(BLOCK):
            for block in blocks.feed(chunk):
                out.write(PATTERN.sub(b"X", block.data))
        for block in blocks.flush():
            out.write(PATTERN.sub(b"X", block.data))


def library(made: Callable[[], Scrubber]) -> Way:
    """The library as stream.py uses it: blocks through one run of the scrubber that `made` gives."""

    def way(source: Path, target: Path) -> None:
        blocks, run = Blocks(), made().run()
        with source.open("rb") as log, target.open("wb") as out:
            while chunk := log.read(BLOCK):
                for block in blocks.feed(chunk):
                    out.write(run.block(block))
            for block in blocks.flush():
                out.write(run.block(block))

    return way


def command(keyring: Path) -> Way:
    """The command, from its start to its end."""
    regions = [word for region in REGIONS for word in ("--region", region)]

    def way(source: Path, target: Path) -> None:
        argv = [*COMMAND, "--keyring", str(keyring), *regions, str(source), "-o", str(target)]
        subprocess.run(argv, check=True)

    return way


def measure(ways: dict[str, Way], log: Path, repeat: int) -> dict[str, list[float]]:
    """Seconds of each way, `repeat` times; the ways take turns."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeat):
        for name, way in ways.items():
            target = log.with_suffix(".out")
            target.unlink(missing_ok=True)
            start = time.perf_counter()
            way(log, target)
            times[name].append(time.perf_counter() - start)
    return times


def found(order: Order, lines: int) -> Recall:
    """Recall on the first lines of the log of that order."""
    truths = truth_of(order, lines)
    clean = scrubber().scrub_bytes("".join(truth.line + "\n" for truth in truths).encode())
    return recall(truths, clean.decode().split("\n")[:-1])


def machine() -> dict[str, object]:
    """Where this ran: enough to compare two results."""
    info = Path("/proc/cpuinfo")
    model = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.M) if info.exists() else None
    return {
        "cpu": model[1] if model else platform.processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in DEPENDENCIES},
    }


def table(size: int, times: dict[str, list[float]], seen: Recall) -> str:
    """What is printed: MB/s (10^6 bytes), median, slowest and fastest run."""
    rows = [f"{'':15}{'MB/s':>9}{'min':>9}{'max':>9}"]
    for name, seconds in times.items():
        speeds = [size / second / 1e6 for second in seconds]
        rows.append(f"{name:15}{median(speeds):9.1f}{min(speeds):9.1f}{max(speeds):9.1f}")
    shares = ", ".join(f"{name} {share:.4f}" for name, share in seen._asdict().items() if name != "lines")
    return "\n".join([*rows, f"recall on {seen.lines} labelled lines: {shares}"])


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--size", type=size_of, default=size_of("50M"))
    parser.add_argument("--profile", choices=PROFILES, default="contact-center")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--truth-lines", type=int, default=20_000)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for the raw result")
    args = parser.parse_args(argv)
    order = Order(args.profile, args.size, args.seed)
    with tempfile.TemporaryDirectory() as folder:
        log, keyring = Path(folder, "big.log"), Path(folder, "keyring.json")
        with log.open("wb") as sink:
            stated = write(sink, order)
        Keyring.create(keyring)
        known = scrubber()
        library(lambda: known)(log, Path(folder, "warm-up.out"))
        ways: dict[str, Way] = {
            "copy": copy,
            "re.sub": substitute,
            "library, cold": library(scrubber),
            "library, warm": library(lambda: known),
            "command": command(keyring),
        }
        times = measure(ways, log, args.repeat)
    seen = found(order, args.truth_lines)
    print(table(stated.bytes, times, seen))
    now = datetime.now(UTC)
    result = {"date": now.isoformat(timespec="seconds"), "machine": machine(), "order": order._asdict()}
    result |= {"log": stated._asdict(), "seconds": times, "recall": seen._asdict()}
    args.results.mkdir(parents=True, exist_ok=True)
    path = args.results / f"{now:%Y-%m-%d}-{args.profile}.json"
    path.write_text(json.dumps(result, indent=1) + "\n")
    print(f"raw result: {path}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
