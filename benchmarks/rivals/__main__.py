"""`python -m benchmarks.rivals NAME`: a rival as a filter, standard input to standard output, one line for one line."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.rivals import NAMES, Program, rival


def main(name: str) -> int:
    chosen = rival(name)
    how = chosen.absent()
    if how:
        print(f"{chosen.name}: not here; {how}", file=sys.stderr)
        return 2
    if isinstance(chosen, Program):
        return subprocess.run(chosen.argv, check=False).returncode
    replace = chosen.make()
    for line in sys.stdin.buffer.read().decode("utf-8", "surrogateescape").split("\n")[:-1]:
        clean = replace(line).replace("\n", " ")
        sys.stdout.buffer.write((clean + "\n").encode("utf-8", "surrogateescape"))
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in NAMES:
        sys.exit(f"a rival is one of {', '.join(NAMES)}")
    sys.exit(main(sys.argv[1]))
