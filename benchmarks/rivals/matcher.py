"""`phonenumbers.PhoneNumberMatcher`, libphonenumber's own finder; it takes one region, the first."""

from collections.abc import Sequence

from benchmarks.rivals import Library, Replace, spliced


def make(regions: Sequence[str]) -> Replace:
    from phonenumbers import PhoneNumberMatcher

    return lambda line: spliced(line, ((m.start, m.end) for m in PhoneNumberMatcher(line, regions[0])), "X")


RIVAL = Library("PhoneNumberMatcher", "phonenumbers", make, "pip install phonenumbers")
