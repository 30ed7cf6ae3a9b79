"""Lets a native lexer that counts its branches scrub the samples: `python -m pi_scrub.build_profile EXTENSION SAMPLES`.

Strategy: setup.py builds the extension twice, the second time laid out as it counted here. Logs repeat themselves, so each
sample is scrubbed many times by one scrubber, and a few times by one that knows nothing yet.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

NAME = "pi_scrub._scan"
NEW, AGAIN = 2, 40  # scrubbers, and how often each scrubs a sample
REGIONS = ("US", "GB", "DE")


def load(extension: Path) -> None:
    """Makes the built file the extension, whatever else of its name is installed. Raises ImportError where it cannot be loaded."""
    spec = spec_from_file_location(NAME, extension)
    if spec is None or spec.loader is None:
        raise ImportError(f"no extension module: {extension}")
    sys.modules[NAME] = module = module_from_spec(spec)
    spec.loader.exec_module(module)


def scrub(blocks: Iterable[bytes]) -> None:
    """Scrubs each block as long as counts take to be those of a long log."""
    from pi_scrub import Keyring, Policy, Scrubber  # noqa: PLC0415  # behind the extension: what is imported looks for it

    for block in blocks:
        for _ in range(NEW):
            scrubber = Scrubber(Keyring.sample(), Policy(regions=REGIONS))
            for _ in range(AGAIN):
                scrubber.scrub_bytes(block)


def main(extension: Path, samples: Path) -> None:
    logs = sorted(samples.glob("*.log"))
    if not logs:  # a profile of nothing would call all of it cold
        raise FileNotFoundError(f"no samples in {samples}")
    load(extension)
    scrub(path.read_bytes() for path in logs)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
