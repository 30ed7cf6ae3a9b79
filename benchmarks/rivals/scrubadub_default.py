"""scrubadub with its default detectors (names need a package and a model of their own)."""

from benchmarks.rivals import Library, Replace


def make() -> Replace:
    import scrubadub

    clean: Replace = scrubadub.Scrubber().clean
    return clean


RIVAL = Library("scrubadub", "scrubadub", make, "pip install scrubadub")
