"""What can go wrong, as a tree. The exit code of the command stands on the class.

    PiScrubError
    ├── UsageError      2  the call makes no sense: output onto an input, two inputs of one name
    │   ├── PolicyError     the policy: unknown key or region, bad TOML
    │   └── KeyringError    the keyring: missing, unsafe, not ours
    ├── InputError      3  an input is missing or cannot be read; the others are done
    └── OutputError     4  the output cannot be written

No class takes a line, a found value or key material: a message names files, options and positions only.
"""

from __future__ import annotations


class PiScrubError(Exception):
    """Root of all errors this package raises on purpose."""

    exit_code = 1


class UsageError(PiScrubError):
    """The call makes no sense as it stands; nothing was read, nothing written."""

    exit_code = 2


class PolicyError(UsageError):
    """The policy cannot be used: unknown key or region, wrong type, bad TOML."""


class KeyringError(UsageError):
    """The keyring cannot be used: missing, open to others, damaged, not a keyring."""


class InputError(PiScrubError):
    """An input is missing or cannot be read or decoded."""

    exit_code = 3


class OutputError(PiScrubError):
    """The output cannot be written; what was accepted is a prefix of the right output."""

    exit_code = 4
