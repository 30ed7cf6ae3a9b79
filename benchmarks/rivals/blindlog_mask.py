"""BlindLog's masking engine with a key."""

from collections.abc import Sequence

from benchmarks.rivals import Library, Replace


def make(_regions: Sequence[str]) -> Replace:
    from blindlog import BlindLogger

    mask: Replace = BlindLogger(secret_key="benchmark " * 4).mask  # it guards nothing
    return mask


RIVAL = Library("BlindLog", "blindlog", make, "pip install blindlog")
