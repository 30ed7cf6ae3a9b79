"""scrubadub with its default detectors (names need a package and a model of their own); a locale of the first region."""

import locale
from collections.abc import Sequence

from benchmarks.rivals import Library, Replace


def make(regions: Sequence[str]) -> Replace:
    import scrubadub

    clean: Replace = scrubadub.Scrubber(locale=_locale(regions[0])).clean
    return clean


def _locale(region: str) -> str:
    """A locale that Python knows, English where there is one; `en_US` for a region without any."""
    known = sorted(f"{name[:2]}_{region}" for name in locale.locale_alias if name[2:] == f"_{region.lower()}")
    return next((name for name in [f"en_{region}", *known] if name in known), "en_US")


RIVAL = Library("scrubadub", "scrubadub", make, "pip install scrubadub")
