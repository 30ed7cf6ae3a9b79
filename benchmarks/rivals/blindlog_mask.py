"""BlindLog's masking engine with a key."""

from benchmarks.rivals import Library, Replace


def make() -> Replace:
    from blindlog import BlindLogger

    mask: Replace = BlindLogger(secret_key="benchmark " * 4).mask  # it guards nothing
    return mask


RIVAL = Library("BlindLog", "blindlog", make, "pip install blindlog")
