"""`phonenumbers.PhoneNumberMatcher`, libphonenumber's own finder, for the region US."""

from benchmarks.rivals import Library, Replace, spliced


def make() -> Replace:
    from phonenumbers import PhoneNumberMatcher

    return lambda line: spliced(line, ((m.start, m.end) for m in PhoneNumberMatcher(line, "US")), "X")


RIVAL = Library("PhoneNumberMatcher", "phonenumbers", make, "pip install phonenumbers")
