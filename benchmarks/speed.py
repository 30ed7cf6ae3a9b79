"""How fast, side by side: `python -m benchmarks.speed [--size 50M] [--profile NAME] [--slice 5000]`.

In one run, over one generated log: `grep -c` (the reading limit), sed, perl and rg, `pi-scrub` with one job and two, and
the library on a log its memo knows. Programs read the file and write to one of their own, start included, without fsync.
The Python rivals are slow and get the first `--slice` lines, each in a process of its own; their import is not counted.
All take turns, `--repeat` times, and medians count. Beside each speed stands what it found on the labelled slice. The raw
times, peak memory, versions and the machine go to benchmarks/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.fields import Truth
from benchmarks.kept import COMMAND, FOLDER, environment, our_version, save
from benchmarks.make import PROFILES, Order, Stated, size_of, truth_of, write
from benchmarks.recall import recall
from benchmarks.rivals import NAMES, REGIONS, Library, rival
from pi_scrub import Keyring, Policy, Scrubber
from pi_scrub.blocks import BLOCK, Blocks

TIMED = (sys.executable, "-I", "-S", str(Path(__file__).with_name("timed.py")))
OURS = "pi-scrub"
REFERENCE_PART = 50_000_000  # bytes of the log that the reference lexer gets beside the native one


class Took(NamedTuple):
    """One run: seconds, and peak memory in bytes (None where it cannot be told apart)."""

    wall: float
    cpu: float | None
    peak: int | None


class Way(NamedTuple):
    """Somebody to be timed. `reads` is the size of what it reads; `clean` gives its output for the labelled slice."""

    name: str
    version: str
    reads: int
    run: Callable[[], Took]
    clean: Callable[[], bytes] | None = None


class Course(NamedTuple):
    """The files of a run: the log, its beginning, its labelled slice, and where outputs go."""

    log: Path
    part: Path
    slice: Path
    out: Path
    stats: Path


def scrubber() -> Scrubber:
    return Scrubber(Keyring.sample(), Policy(regions=REGIONS))


def program(argv: list[str], source: Path, out: Path, env: dict[str, str], codes: tuple[int, ...] = (0,)) -> Took:
    """A program on a file of its own. RuntimeError where its exit code is none of `codes`."""
    done = subprocess.run([*TIMED, str(out), *argv, str(source)], env=env, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    took = json.loads(done.stdout)
    if took["code"] not in codes:
        raise RuntimeError(f"{argv[0]}: exit code {took['code']}")
    return Took(took["wall"], took["cpu"], took["peak"])


def library(known: Scrubber, source: Path, target: Path) -> Took:
    """The library as stream.py uses it, in this process: blocks through one run of a scrubber that knows the log."""
    blocks, run = Blocks(), known.run()
    started, busy = time.perf_counter(), time.process_time()
    with source.open("rb") as log, target.open("wb") as out:
        while chunk := log.read(BLOCK):
            for block in blocks.feed(chunk):
                out.write(run.block(block))
        for block in blocks.flush():
            out.write(run.block(block))
    return Took(time.perf_counter() - started, time.process_time() - busy, None)


def rival_way(key: str, course: Course, env: dict[str, str]) -> Way | str:
    """A rival, or how to get it."""
    found = rival(key)
    if how := found.absent():
        return how
    if isinstance(found, Library):
        return Way(found.name, found.version(), course.slice.stat().st_size, *_filter(key, course))
    argv = list(found.argv)
    clean = (lambda: _output(argv, course, env, found.codes)) if found.finds else None
    run = lambda: program(argv, course.log, course.out, env, found.codes)  # noqa: E731
    return Way(found.name, found.version(), course.log.stat().st_size, run, clean)


def _filter(key: str, course: Course) -> tuple[Callable[[], Took], Callable[[], bytes]]:
    """A library: a run over the slice, which keeps its output, and that output."""

    def run() -> Took:
        argv = [sys.executable, "-m", "benchmarks.rivals", key]
        with course.slice.open("rb") as lines, kept.open("wb") as out:
            done = subprocess.run(argv, stdin=lines, stdout=out, stderr=subprocess.PIPE, check=True)
        return Took(float(done.stderr.split()[-1]), None, None)

    kept = course.out.with_name(f"{key}.out")
    return run, kept.read_bytes


def _output(argv: list[str], course: Course, env: dict[str, str], codes: tuple[int, ...] = (0,)) -> bytes:
    """What a program makes of the slice. RuntimeError where its exit code is none of `codes`."""
    program(argv, course.slice, course.out, env, codes)
    return course.out.read_bytes()


def our_ways(course: Course, env: dict[str, str]) -> list[Way]:
    """The command with one job and two, the reference lexer where another one runs, and the library."""
    number, lexer = our_version()
    words = [word for region in REGIONS for word in ("--region", region)]
    known = scrubber()

    def command(jobs: int, source: Path, env: dict[str, str], *more: str, name: str) -> Way:
        argv = [*COMMAND, *words, "--jobs", str(jobs), *more]
        run = lambda: program(argv, source, course.out, env)  # noqa: E731
        return Way(name, number, source.stat().st_size, run, lambda: _output([*COMMAND, *words], course, env))

    stats = ("--stats", str(course.stats))
    ways = [command(1, course.log, env, *stats, name=f"{OURS} --jobs 1"), command(2, course.log, env, name=f"{OURS} --jobs 2")]
    if lexer != "reference":
        env = env | {"PI_SCRUB_LEXER": "reference"}
        ways.append(command(1, course.part, env, name=f"{OURS}, reference lexer"))
    library(known, course.part, course.out)
    warm = lambda: library(known, course.part, course.out)  # noqa: E731
    return [*ways, Way(f"{OURS}, library, warm", number, course.part.stat().st_size, warm)]


def measure(ways: list[Way], repeat: int) -> dict[str, list[Took]]:
    """What each way took, `repeat` times; the ways take turns."""
    took: dict[str, list[Took]] = {way.name: [] for way in ways}
    for _ in range(repeat):
        for way in ways:
            took[way.name].append(way.run())
    return took


def make_files(order: Order, lines: int, folder: Path) -> tuple[Course, Stated, list[Truth]]:
    """The log of that order, its beginning and its labelled first lines, as files."""
    course = Course(*(folder / name for name in ("big.log", "part.log", "slice.log", "out", "stats.json")))
    with course.log.open("wb") as sink:
        stated = write(sink, order)
    truths = truth_of(order, min(lines, stated.lines))
    course.slice.write_text("".join(truth.line + "\n" for truth in truths))
    with course.log.open("rb") as log:
        head = log.read(REFERENCE_PART)
    course.part.write_bytes(head[: head.rindex(b"\n") + 1])
    return course, stated, truths


def row_of(way: Way, took: list[Took], truths: list[Truth]) -> dict[str, Any]:
    """Everything of a way, as it is kept."""
    found = recall(truths, way.clean().decode().split("\n")[:-1])._asdict() if way.clean else None
    peaks = [run.peak for run in took if run.peak is not None]
    return {
        "name": way.name,
        "version": way.version,
        "bytes": way.reads,
        "wall": [round(run.wall, 6) for run in took],
        "cpu": [run.cpu for run in took if run.cpu is not None],
        "peak": max(peaks, default=None),
        "mb_s": round(way.reads / median(run.wall for run in took) / 1e6, 4),
        "recall": found,
    }


def new_share(stats: Path) -> float:
    """The share of candidates that the memo did not know: about that of numbers, names and neighbours never seen."""
    said = json.loads(stats.read_text())
    return round(max(0.0, 1 - said["memo_hits"] / max(1, sum(said["replaced"].values()) + said["kept"])), 4)


def run_all(order: Order, lines: int, repeat: int, folder: Path) -> dict[str, Any]:
    """The whole result of a profile."""
    course, stated, truths = make_files(order, lines, folder)
    env = environment() | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    found = [(key, rival_way(key, course, env)) for key in NAMES]
    ways = our_ways(course, env) + [way for _, way in found if isinstance(way, Way)]
    took = measure(ways, repeat)
    rows = [row_of(way, took[way.name], truths) for way in ways]
    rows += [{"name": rival(key).name, "absent": how} for key, how in found if isinstance(how, str)]
    sliced = {"lines": len(truths), "bytes": course.slice.stat().st_size}
    said = {"order": order._asdict(), "log": stated._asdict(), "slice": sliced, "repeat": repeat}
    return {**said, "new_candidates": new_share(course.stats), "rows": rows}


def table(result: dict[str, Any]) -> str:
    """What is printed: MB/s (10^6 bytes a second), recall on the slice, peak memory."""
    lines = [f"{'':26}{'MB/s':>9}{'phones':>9}{'names':>9}{'peak MB':>9}"]
    for row in result["rows"]:
        if "absent" in row:
            lines.append(f"{row['name']:26} not here: {row['absent']}")
            continue
        shares = [f"{row['recall'][what]:.4f}" if row["recall"] else "" for what in ("phones", "names")]
        peak = f"{row['peak'] / 1e6:.0f}" if row["peak"] else ""
        lines.append(f"{row['name']:26}{row['mb_s']:9.2f}{shares[0]:>9}{shares[1]:>9}{peak:>9}")
    return "\n".join([*lines, f"{result['new_candidates']:.1%} of the candidates are new"])


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--size", type=size_of, default=size_of("50M"))
    parser.add_argument("--profile", choices=PROFILES, default="contact-center")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--slice", type=int, default=5000, help="labelled lines, for the Python rivals and for recall")
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder for the raw result")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="pi-scrub-speed-") as folder:
        result = run_all(Order(args.profile, args.size, args.seed), args.slice, args.repeat, Path(folder))
    path = save(result, f"speed-{args.profile}", args.results)
    print(f"{args.profile}, {result['log']['bytes'] / 1e6:.0f} MB, {our_version()[1]} lexer\n{table(result)}")
    print(f"raw result: {path}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
