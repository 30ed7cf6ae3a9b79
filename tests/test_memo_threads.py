"""The native memo is read by threads without a lock: ThreadSanitizer and AddressSanitizer look on while four of them use one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMPILER = shutil.which("gcc") or shutil.which("clang")


@pytest.mark.parametrize("sanitizer", ["thread", "address,undefined", ""])
def test_threads_share_one_memo(sanitizer: str, tmp_path: Path) -> None:
    """Nothing is read while it is written, nothing after it is gone, and every value is that of its key."""
    if COMPILER is None:
        pytest.skip("no C compiler")
    program = tmp_path / "threads"
    flags = [f"-fsanitize={sanitizer}", "-fno-sanitize-recover=all", "-O1", "-g"] if sanitizer else ["-O3"]
    built = subprocess.run(
        [COMPILER, *flags, "-w", "-pthread", "-I", HERE.parent / "pi_scrub", HERE / "memo_threads.c", "-o", program],
        capture_output=True, check=False,
    )  # fmt: skip
    if built.returncode and sanitizer:
        pytest.skip(f"no -fsanitize={sanitizer} here")
    done = subprocess.run([program], capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
