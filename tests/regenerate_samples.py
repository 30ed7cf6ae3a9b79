"""Writes the clean twins anew: `python -m tests.regenerate_samples` (the Makefile's `samples` target).

The published sample key and a fixed policy (or the sample's own, NAME.toml) make them, so that anybody gets the same bytes.
A twin that changes is a change of behaviour: read the difference before you keep it. tests/test_samples.py says what each
must and must not hold.
"""

from __future__ import annotations

from pathlib import Path

from pi_scrub import Keyring, Policy, Scrubber

SAMPLES = Path(__file__).parent.parent / "samples"
REGIONS = ("US", "GB", "DE")


def names() -> list[str]:
    """The samples, without their suffix, sorted."""
    files = (path.name for path in SAMPLES.glob("*.log"))
    return sorted(name.removesuffix(".log") for name in files if not name.endswith(".clean.log"))


def scrubber_of(name: str) -> Scrubber:
    """A sample's scrubber."""
    own = SAMPLES / f"{name}.toml"
    return Scrubber(Keyring.sample(), Policy.load(own) if own.exists() else Policy(regions=REGIONS))


def clean(name: str) -> bytes:
    """A sample, scrubbed by a scrubber of its own."""
    return scrubber_of(name).scrub_bytes((SAMPLES / f"{name}.log").read_bytes())


def main() -> None:
    for name in names():
        (SAMPLES / f"{name}.clean.log").write_bytes(clean(name))


if __name__ == "__main__":
    main()
