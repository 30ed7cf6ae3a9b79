"""Puts the newest results into the README: `python -m benchmarks.report`; the figures between markers, and the picture.

A part of the README between `<!-- speed -->` and `<!-- /speed -->` (or `detection`) is written anew. A part whose result
is not there stays as it is, so that a measured figure is never replaced by none.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.kept import FOLDER, Result, latest
from benchmarks.plot import PICTURE, drawn, names_of, newest
from benchmarks.score import HEAD, line_of
from benchmarks.speed import REFERENCE_PART

README = Path(__file__).parent.parent / "README.md"


def speed(folder: Path) -> str | None:
    """The table of speeds: a row for each scrubber, a column for each profile."""
    results = newest(folder)
    if not results:
        return None
    first = next(iter(results.values()))
    names = names_of(results)
    lines = [
        f"| MB/s | version | {' | '.join(results)} | numbers found | names found | peak, MB |",
        f"|{' --- |' * (len(results) + 5)}",
        *(_speed_line(name, results) for name in names),
        f"| candidates that are new | | {' | '.join(format(result['new_candidates'], '.0%') for result in results.values())} | | | |",
    ]
    absent = sorted({f"{row['name']} ({row['absent']})" for result in results.values() for row in result["rows"] if "absent" in row})
    lines += ["", f"{_origin(results)} {_ratios(first)}"]
    lines += ["Not timed, as it was not installed: " + "; ".join(absent) + "."] if absent else []
    return "\n".join(lines)


def _speed_line(name: str, results: dict[str, Result]) -> str:
    rows = [_row(result, name) for result in results.values()]
    there = [row for row in rows if row]
    found = there[0]["recall"]
    shares = [f"{found[what]:.4f}" if found else "" for what in ("phones", "names")]
    peak = max((row["peak"] for row in there if row["peak"]), default=0)
    cells = [figure(row["mb_s"]) if row else "" for row in rows]
    return f"| {name} | {there[0]['version']} | {' | '.join([*cells, *shares])} | {f'{peak / 1e6:.0f}' if peak else ''} |"


def _row(result: Result, name: str) -> dict[str, Any] | None:
    return next((row for row in result["rows"] if row["name"] == name and "mb_s" in row), None)


def _origin(results: dict[str, Result]) -> str:
    """With what, where and when; the results of several days, lexers or machines are told apart."""
    made: dict[str, list[str]] = {}
    for profile, result in results.items():
        where, log, part = result["machine"], result["log"], result["slice"]
        said = (
            f"pi-scrub {result['pi_scrub']} with the {result['lexer']} lexer; {where['cores']} cores of an {where['cpu']}, "
            f"Python {where['python']}, {str(result['date'])[:10]}; medians of {result['repeat']} interleaved runs over "
            f"{log['bytes'] / 1e6:.0f} MB (the Python rivals: the first {part['lines']:,} lines, on which everybody's recall is counted; "
            f"the library and the reference lexer: {min(log['bytes'], REFERENCE_PART) / 1e6:.0f} MB)"
        )
        made.setdefault(said, []).append(profile)
    loads = [result["machine"]["load"] for result in results.values()]
    busy = f"The machine was not idle: its load was {min(loads)} to {max(loads)} as the runs ended."
    parts = made if len(made) == 1 else {said: [f"{', '.join(names)}: "] for said, names in made.items()}
    return "; ".join((names[0] if len(made) > 1 else "") + said for said, names in parts.items()) + ". " + busy


def _ratios(result: Result) -> str:
    """How often `pi-scrub --jobs 1` is as quick as the others, on the first profile."""
    speeds = {row["name"]: row["mb_s"] for row in result["rows"] if "mb_s" in row}
    ours = speeds["pi-scrub --jobs 1"]
    told = [f"{figure(ours / speeds[name])} × {name}" for name in ("rg -r", "presidio, phone only", "DataFog") if name in speeds]
    profile = result["order"]["profile"]
    return f"`pi-scrub --jobs 1`, {profile}: {', '.join(told)} in MB/s. What is found is that of {profile}; the peak is the highest of all."


def figure(value: float) -> str:
    """Three digits that count, the whole part in full."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def detection(folder: Path) -> str | None:
    """The table of recall on labelled lines."""
    result = latest("detection", folder)
    if result is None:
        return None
    lines = f"{'all' if result['whole'] else 'the first'} {result['lines']:,} lines"
    said = f"{lines} of the labelled set; pi-scrub {result['pi_scrub']}, {result['lexer']} lexer, {str(result['date'])[:10]}."
    return "\n".join([HEAD, *map(line_of, result["rows"]), "", said[0].upper() + said[1:]])


PARTS: dict[str, Callable[[Path], str | None]] = {"speed": speed, "detection": detection}


def written(text: str, folder: Path) -> str:
    """The README's text with each part whose result is there written anew. ValueError where a marker is missing."""
    for name, make in PARTS.items():
        between = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not between.search(text):
            raise ValueError(f"no <!-- {name} --> … <!-- /{name} --> in the README")
        part = make(folder)
        if part is not None:
            text = between.sub(lambda found, part=part: f"{found[1]}\n{part}\n\n{found[2]}", text)  # type: ignore[misc]
    return text


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder of the results")
    parser.add_argument("--readme", type=Path, default=README)
    args = parser.parse_args(argv)
    args.readme.write_text(written(args.readme.read_text(), args.results))
    results = newest(args.results)
    if results:
        (args.results / PICTURE).write_text(drawn(results))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
