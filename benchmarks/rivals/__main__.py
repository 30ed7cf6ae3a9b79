"""`python -m benchmarks.rivals NAME`: a rival as a filter, standard input to standard output, one line for one line.

What a library took for the lines, in seconds, is the last line on standard error: import and start are not in it.
"""

from __future__ import annotations

import subprocess
import sys
import time

from benchmarks.rivals import NAMES, REGIONS, Program, rival


def main(name: str) -> int:
    chosen = rival(name)
    how = chosen.absent()
    if how:
        print(f"{chosen.name}: not here; {how}", file=sys.stderr)
        return 2
    if isinstance(chosen, Program):
        return subprocess.run(chosen.argv, check=False).returncode
    replace = chosen.make(REGIONS)
    replace("a line that has it load what it loads late")
    lines = sys.stdin.buffer.read().decode("utf-8", "surrogateescape").split("\n")[:-1]
    started = time.perf_counter()
    clean = [replace(line) for line in lines]
    seconds = time.perf_counter() - started
    whole = "".join(line.replace("\n", " ") + "\n" for line in clean)
    sys.stdout.buffer.write(whole.encode("utf-8", "surrogateescape"))
    print(f"{seconds:.6f}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in NAMES:
        sys.exit(f"a rival is one of {', '.join(NAMES)}")
    sys.exit(main(sys.argv[1]))
