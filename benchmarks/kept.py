"""Results: with what they were made, and where they are kept.

One JSON file a run, benchmarks/results/<date>-<what>-<lexer>.json, with the raw times, the machine and all versions.
Figures of two machines, or of two lexers, are never mixed: whoever reads a result sees its own.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("results")
COMMAND = (sys.executable, "-P", "-m", "pi_scrub")
DEPENDENCIES = ("phonenumbers", "cryptography", "orjson")

Result = dict[str, Any]


def machine() -> Result:
    """Where this ran: enough to compare two results."""
    info = Path("/proc/cpuinfo")
    model = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.M) if info.exists() else None
    return {
        "cpu": model[1] if model else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in DEPENDENCIES},
    }


def our_version() -> tuple[str, str]:
    """Version and lexer of the command, by its own word: ("0.1.0", "reference")."""
    said = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True).stdout
    number, lexer = re.search(r"(\S+) \((\w+) lexer\)", said).groups()  # type: ignore[union-attr]  # ours
    return number, lexer


def environment() -> dict[str, str]:
    """For programs: the C locale, in which `grep` and `sed` are quick, and a key of this run alone, in no file."""
    env = {name: value for name, value in os.environ.items() if name != "PI_SCRUB_KEYRING"}
    return env | {"LC_ALL": "C", "PI_SCRUB_KEY": b64encode(os.urandom(32)).decode()}


def save(result: Mapping[str, Any], what: str, folder: Path) -> Path:
    """Keeps a result, with date, machine and lexer. A second one of the same day takes the first one's place."""
    now = datetime.now(UTC)
    number, lexer = our_version()
    whole = {"date": now.isoformat(timespec="seconds"), "pi_scrub": number, "lexer": lexer, "machine": machine(), **result}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y-%m-%d}-{what}-{lexer}.json"
    path.write_text(json.dumps(whole, indent=1) + "\n")
    return path


def latest(what: str, folder: Path) -> Result | None:
    """The newest result of its kind, of either lexer."""
    found = [json.loads(path.read_text()) for path in folder.glob(f"*-{what}-*.json")]
    return max(found, key=lambda result: str(result["date"]), default=None)
