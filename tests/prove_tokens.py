"""A million numbers, a million tokens: `python -m tests.prove_tokens --numbers 1000000`

Strategy: distinct numbers are hashed under one secret in two jurisdictions; no two numbers may share a token, and the
jurisdictions none with each other.
"""

from __future__ import annotations

import argparse
import sys

from pi_scrub import Keyring, Scrubber

SECRET = bytes(range(100, 132))


def tokens(numbers: int, jurisdiction: str) -> set[str]:
    """The secret parts of the tokens of that many distinct numbers, +1 200 000 0000 and on."""
    scrubber = Scrubber(Keyring.from_secret(SECRET, id="proof", jurisdiction=jurisdiction))
    return {scrubber.token("phone", f"+{12_000_000_000 + 7 * each}").rpartition("_")[2] for each in range(numbers)}


def main() -> int:
    """Exit 1 where a token is shared."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=1_000_000)
    numbers = parser.parse_args().numbers
    one, other = tokens(numbers, "EEA"), tokens(numbers, "US")
    print(f"{numbers} numbers: {len(one)} tokens in EEA, {len(other)} in US, {len(one & other)} shared")
    return 0 if len(one) == len(other) == numbers and not one & other else 1


if __name__ == "__main__":
    sys.exit(main())
