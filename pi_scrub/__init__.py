"""pi_scrub: scrubs log streams. Phone numbers become keyed pseudonyms, names go, IPs and UUIDs stay.

The public names are loaded when they are first used (PEP 562): `pi-scrub --version` must not wait for phonenumbers.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pi_scrub.columns import scrub_csv
    from pi_scrub.detectors import Detector
    from pi_scrub.errors import InputError, KeyringError, OutputError, PiScrubError, PolicyError, UsageError
    from pi_scrub.keyring import Keyring
    from pi_scrub.passphrase import Passphrase
    from pi_scrub.policy import Policy
    from pi_scrub.renewal import RenewingScrubber
    from pi_scrub.scrubber import Counts, Finding, Scrubber

__version__ = "0.1.0"

_MODULES = {
    "pi_scrub.columns": ("scrub_csv",),
    "pi_scrub.detectors": ("Detector",),
    "pi_scrub.errors": (
        "InputError", "KeyringError", "OutputError", "PiScrubError", "PolicyError", "UsageError"
    ),
    "pi_scrub.keyring": ("Keyring",),
    "pi_scrub.passphrase": ("Passphrase",),
    "pi_scrub.policy": ("Policy",),
    "pi_scrub.renewal": ("RenewingScrubber",),
    "pi_scrub.scrubber": ("Counts", "Finding", "Scrubber"),
}

__all__ = [
    "Counts",
    "Detector",
    "Finding",
    "InputError",
    "Keyring",
    "KeyringError",
    "OutputError",
    "Passphrase",
    "PiScrubError",
    "Policy",
    "PolicyError",
    "RenewingScrubber",
    "Scrubber",
    "UsageError",
    "__version__",
    "scrub_csv",
]


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            globals()[name] = found = getattr(import_module(module), name)
            return found
    raise AttributeError(f"module 'pi_scrub' has no attribute {name!r}")
