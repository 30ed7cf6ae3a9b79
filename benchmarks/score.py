"""Scores every rival on labelled lines: `python -m benchmarks.score SET.jsonl[.gz] [--lines N] [-- COMMAND ...]`.

SET holds an object a line: {"line": str, "phones": [[start, end, e164 or null], ...], "names": [[start, end], ...]}, as
`benchmarks.make --truth` writes it. Each rival is run as a filter of lines; a COMMAND behind `--`, such as `pi-scrub
--region US`, is scored beside them. What comes out is a table in Markdown, on standard output. A rival that is not here,
or does not give a line for a line, is a row that says so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

from benchmarks.fields import Truth
from benchmarks.recall import recall
from benchmarks.rivals import NAMES, Program, rival

HEAD = "| scrubber | version | phone recall | name recall | intact |\n| --- | --- | --- | --- | --- |"


def truths(path: Path, count: int | None) -> list[Truth]:
    """The first lines of a labelled set, all of them for None."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as rows:
        cases = [json.loads(row) for row in islice(rows, count)]
    return [
        Truth(case["line"], [(s, e, n or "?") for s, e, n in case["phones"]], [(s, e) for s, e in case["names"]], "")
        for case in cases
    ]


def row(name: str, version: str, argv: list[str], labelled: list[Truth]) -> str:
    """What a filter made of the lines, as a row."""
    feed = "".join(truth.line + "\n" for truth in labelled).encode("utf-8", "surrogateescape")
    done = subprocess.run(argv, input=feed, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    lines = done.stdout.decode("utf-8", "surrogateescape").split("\n")[:-1]
    if done.returncode or len(lines) != len(labelled):
        return f"| {name} | {version} | exit {done.returncode}, {len(lines)} lines for {len(labelled)} | | |"
    seen = recall(labelled, lines)
    return f"| {name} | {version} | {seen.phones:.4f} | {seen.names:.4f} | {seen.intact:.4f} |"


def rival_row(key: str, labelled: list[Truth]) -> str:
    found = rival(key)
    how = found.absent()
    if how:
        return f"| {found.name} | not here: {how} | | | |"
    return row(found.name, found.version(), [sys.executable, "-m", "benchmarks.rivals", key], labelled)


def main(argv: list[str]) -> int:
    cut = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.score", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--lines", type=int)
    args, command = parser.parse_args(argv[:cut]), argv[cut + 1 :]
    labelled = truths(args.set, args.lines)
    print(HEAD)
    if command:
        print(row(" ".join(command), "", command, labelled), flush=True)
    for key in NAMES:
        found = rival(key)
        if not isinstance(found, Program) or found.finds:
            print(rival_row(key, labelled), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
