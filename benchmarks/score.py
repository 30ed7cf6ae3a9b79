"""Scores every rival on labelled lines: `python -m benchmarks.score SET.jsonl[.gz] [--lines N] [-- COMMAND ...]`.

SET holds an object a line: {"line": str, "phones": [[start, end, e164 or null], ...], "names": [[start, end], ...],
"region": str or null}, as `benchmarks.make --truth` writes it. COMMAND is a filter of lines, `pi-scrub --region {region}`
if none is given. Where it holds `{region}`, it is run once for each region, over the lines that are written as numbers are
written there (US for null); a rival that takes a region is told the line's too. What comes out is a table in Markdown, and
a result in benchmarks/results/, which does not say where the set was. A rival that is not here, breaks off or does not
give a line for a line is a row that says so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
from collections import defaultdict
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.fields import Truth
from benchmarks.kept import COMMAND, FOLDER, environment, our_version, save
from benchmarks.recall import Recall, recall
from benchmarks.rivals import NAMES, Library, Program, rival

REGION = "{region}"
OURS = [*COMMAND, "--region", REGION]
HEAD = "| scrubber | version | phones | names | intact | one token |\n| --- | --- | --- | --- | --- | --- |"


class Case(NamedTuple):
    """A labelled line and the region whose notation it uses."""

    truth: Truth
    region: str


def cases(path: Path, count: int | None) -> list[Case]:
    """The first lines of a labelled set, all of them for None. A number without E.164 form is an empty one."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as rows:
        found = [json.loads(row) for row in islice(rows, count)]
    return [
        Case(
            Truth(row["line"], [(s, e, n or "") for s, e, n in row["phones"]], [(s, e) for s, e in row["names"]], ""),
            row.get("region") or "US",
        )
        for row in found
    ]


def filtered(argv: list[str], labelled: list[Case], codes: tuple[int, ...] = (0,)) -> list[str]:
    """What a filter makes of the lines, run for each region where it takes one. ValueError if not a line for a line."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, case in enumerate(labelled):
        groups[case.region if REGION in argv else ""].append(place)
    outputs, env = [""] * len(labelled), environment()  # one key for all regions
    for region, places in sorted(groups.items()):
        lines = _run([region if word == REGION else word for word in argv], [labelled[place].truth.line for place in places], env, codes)
        for place, line in zip(places, lines, strict=True):
            outputs[place] = line
    return outputs


def _run(argv: list[str], lines: list[str], env: dict[str, str], codes: tuple[int, ...]) -> list[str]:
    feed = "".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape")
    done = subprocess.run(argv, input=feed, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    clean = done.stdout.decode("utf-8", "surrogateescape").split("\n")[:-1]
    if done.returncode not in codes or len(clean) != len(lines):
        raise ValueError(f"exit code {done.returncode}, {len(clean)} lines for {len(lines)}")
    return clean


def replaced(library: Library, labelled: list[Case]) -> list[str]:
    """What a library makes of the lines; it is made anew for each region."""
    made = cache(lambda region: library.make([region]))
    return [made(case.region)(case.truth.line).replace("\n", " ") for case in labelled]


def rival_row(key: str, labelled: list[Case]) -> dict[str, Any]:
    found = rival(key)
    if how := found.absent():
        return {"name": found.name, "absent": f"not here: {how}"}
    said = {"name": found.name, "version": found.version()}
    try:
        clean = replaced(found, labelled) if isinstance(found, Library) else filtered(list(found.argv), labelled, found.codes)
    except Exception as error:  # whatever a rival raises, the others go on; its text could quote the line
        return said | {"absent": f"broke off: {type(error).__name__}"}
    return said | _shares(labelled, clean)


def our_row(argv: list[str], labelled: list[Case]) -> dict[str, Any]:
    ours = argv[: len(COMMAND)] == list(COMMAND)
    said = {"name": " ".join(["pi-scrub", *argv[len(COMMAND) :]] if ours else argv), "version": our_version()[0] if ours else ""}
    try:
        return said | _shares(labelled, filtered(argv, labelled))
    except ValueError as error:
        return said | {"absent": str(error)}


def _shares(labelled: list[Case], clean: list[str]) -> dict[str, Any]:
    seen: Recall = recall([case.truth for case in labelled], clean)
    return {what: share for what, share in seen._asdict().items() if what != "lines"}


def line_of(row: dict[str, Any]) -> str:
    """A row of the table."""
    if "absent" in row:
        return f"| {row['name']} | {row.get('version', '')} | {row['absent']} | | | |"
    shares = [f"{row[what]:.4f}" for what in ("phones", "names", "intact", "one_token")]
    return f"| {row['name']} | {row['version']} | {' | '.join(shares)} |"


def main(argv: list[str]) -> int:
    cut = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.score", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--lines", type=int, help="the first N lines; all of them if none is given")
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder for the result")
    args, command = parser.parse_args(argv[:cut]), argv[cut + 1 :]
    labelled = cases(args.set, args.lines)
    rows = [our_row(command or OURS, labelled)]
    print(f"{HEAD}\n{line_of(rows[0])}", flush=True)
    for key in NAMES:
        found = rival(key)
        if not isinstance(found, Program) or found.finds:
            rows.append(rival_row(key, labelled))
            print(line_of(rows[-1]), flush=True)
    save({"lines": len(labelled), "whole": args.lines is None, "rows": rows}, "detection", args.results)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
