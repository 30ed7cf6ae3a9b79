"""Presidio's phone recognizer alone, with the log's regions."""

from collections.abc import Sequence

from benchmarks.rivals import Library, Replace, spliced


def make(regions: Sequence[str]) -> Replace:
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

    found = PhoneRecognizer(supported_regions=tuple(regions))
    return lambda line: spliced(line, ((r.start, r.end) for r in found.analyze(line, ["PHONE_NUMBER"], None)), "X")


RIVAL = Library("presidio, phone only", "presidio-analyzer", make, "pip install presidio-analyzer")
