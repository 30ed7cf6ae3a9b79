"""Runs one program and says what it took: `python -I -S benchmarks/timed.py OUT PROGRAM [ARG ...]`.

Standard input is the program's, its output goes to OUT, its messages nowhere. One line of JSON on standard output: wall
and CPU seconds, peak memory in bytes, exit code. It is a process of its own, and imports next to nothing, because the
kernel counts the memory of whoever starts a program as the program's until it runs (`ru_maxrss` of a child is never under
its parent's): here that is some 9 MB, in the benchmark itself it would be hundreds.
"""

import os
import sys
import time


def run(out: str, argv: list[str]) -> str:
    """What the program took, as JSON."""
    opened = [
        (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    started = time.perf_counter()
    process = os.posix_spawnp(argv[0], argv, os.environ, file_actions=opened)
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - started
    cpu, peak, code = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)
    return f'{{"wall": {wall:.6f}, "cpu": {cpu:.6f}, "peak": {peak}, "code": {code}}}'


if __name__ == "__main__":
    print(run(sys.argv[1], sys.argv[2:]))
