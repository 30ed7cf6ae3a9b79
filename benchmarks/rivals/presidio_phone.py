"""Presidio's phone recognizer alone, with the regions the benchmark's log is written in."""

from benchmarks.rivals import Library, Replace, spliced


def make() -> Replace:
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

    found = PhoneRecognizer(supported_regions=("US", "GB", "DE"))
    return lambda line: spliced(line, ((r.start, r.end) for r in found.analyze(line, ["PHONE_NUMBER"], None)), "X")


RIVAL = Library("presidio, phone only", "presidio-analyzer", make, "pip install presidio-analyzer")
