"""Runs the real command in a process of its own, as a user would, with a keyring of its own. No key may show in what it says.

PYTHONUNBUFFERED is taken out of the environment: set, it hides lines lost in buffers.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from marks import refuse

from pi_scrub import Keyring

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "pi_scrub"]

_HIDDEN = ("PYTHONUNBUFFERED", "PI_SCRUB_KEYRING", "PI_SCRUB_KEY", "PI_SCRUB_REQUIRE_KEYRING")


@cache
def keyring_path() -> Path:
    """One keyring for all tests of a session."""
    folder = tempfile.TemporaryDirectory(prefix="pi-scrub-tests-")
    _folders.append(folder)
    path = Path(folder.name) / "keyring.json"
    Keyring.create(path, id="test", jurisdiction="EEA")
    return path


_folders: list[tempfile.TemporaryDirectory[str]] = []


def environment(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The environment of a run: the session's keyring, the package's place. A change to None takes a variable
    out."""
    env: dict[str, str | None] = {name: value for name, value in os.environ.items() if name not in _HIDDEN}
    env |= {"PI_SCRUB_KEYRING": str(keyring_path()), "PYTHONPATH": f"{ROOT / 'tests' / 'marked'}{os.pathsep}{ROOT}"}
    env |= dict(changes or {})
    return {name: value for name, value in env.items() if value is not None}


def pi_scrub(
    *args: str | Path,
    input: bytes | None = b"",
    env: Mapping[str, str | None] | None = None,
    **more: Any,
) -> subprocess.CompletedProcess[bytes]:
    """Run `pi-scrub ARGS` to its end; give `stdin=`, `stdout=` and so on as for `subprocess.run`."""
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 30} | more
    if "stdin" not in more:
        more["input"] = input
    done: Any = subprocess.run([*COMMAND, *map(str, args)], env=environment(env), check=False, **more)
    refuse(done.stdout, "standard output")
    refuse(done.stderr, "standard error")
    return done  # type: ignore[no-any-return]


def start(
    *args: str | Path, env: Mapping[str, str | None] | None = None, **more: Any
) -> subprocess.Popen[bytes]:
    """Start `pi-scrub ARGS` with pipes at every end; the caller ends it."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return Watched([*COMMAND, *map(str, args)], env=environment(env), **{**pipes, **more})


class Watched(subprocess.Popen[bytes]):
    """A process whose outputs, as far as they are read to the end here, and whose command line show no key."""

    def communicate(self, input: bytes | None = None, timeout: float | None = None) -> tuple[bytes, bytes]:
        with suppress(OSError):  # it may have ended
            refuse(Path(f"/proc/{self.pid}/cmdline").read_bytes(), "a command line")
        out, said = super().communicate(input, timeout)
        refuse(out, "standard output")
        refuse(said, "standard error")
        return out, said
