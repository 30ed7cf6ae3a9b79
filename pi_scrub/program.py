"""A program whose standard output is a keyring: the one door to other key stores.

Strategy: no shell, no standard input, a session of its own, so that all it started can be ended with it. Time and
output are bounded, and the exit status counts. What it prints stays in memory; what it says on standard error is
dropped, for it may quote a secret. Messages name the program alone: its arguments may be nobody's business.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pi_scrub.errors import KeyringError
from pi_scrub.keyfile import FILE_LIMIT, shown

if TYPE_CHECKING:
    import subprocess

SECONDS = 30.0  # until it must have ended
_PART = 1 << 16


def called(command: Sequence[str]) -> str:
    """How a message names the keyring that a program gives."""
    return f"keyring command {shown(Path(command[0]))}:"


def output_of(command: Sequence[str], *, without: str) -> bytes:
    """What a program prints. without: the environment's variable that it does not get.

    Raises KeyringError, after `called`, where it cannot be run, fails, takes too long or prints too much.
    """
    import subprocess  # 5 ms that all other keyrings do without  # noqa: PLC0415

    environment = {name: value for name, value in os.environ.items() if name != without}
    deadline = time.monotonic() + SECONDS
    try:
        child = subprocess.Popen(  # noqa: S603  # the user's own program, and no shell
            list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True, env=environment, bufsize=0,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "no valid command"
        raise KeyringError(f"cannot be run ({why})") from None
    try:
        content = _printed(child, deadline)
        status = child.wait(max(0.0, deadline - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired):
        raise KeyringError(f"has not ended within {SECONDS:g} seconds, and was stopped") from None
    finally:
        _end(child)
    if status:
        how = f"failed with exit code {status}" if status > 0 else f"was ended by signal {-status}"
        raise KeyringError(f"{how}; run it by hand to see why")
    return content


def _printed(child: subprocess.Popen[bytes], deadline: float) -> bytes:
    """All it prints until it closes its output. Raises KeyringError, TimeoutError."""
    descriptor = child.stdout.fileno() if child.stdout else -1
    content, ready = bytearray(), select.poll()  # not select.select: in an application the descriptor may be over 1023
    ready.register(descriptor, select.POLLIN)
    while ready.poll(max(0.0, deadline - time.monotonic()) * 1000):
        part = os.read(descriptor, _PART)
        if not part:
            return bytes(content)
        content += part
        if len(content) > FILE_LIMIT:
            raise KeyringError(f"prints no keyring: it is larger than {FILE_LIMIT >> 20} MiB")
    raise TimeoutError


def _end(child: subprocess.Popen[bytes]) -> None:
    """End all that is left of it: itself, and what it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout:
        child.stdout.close()
