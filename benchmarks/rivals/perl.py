"""`perl -pe` with the same two patterns."""

from benchmarks.rivals import Program

RIVAL = Program(
    "perl -pe",
    ("perl", "-pe", r"s/\+\d[\d(). -]{6,18}\d|\(\d{2,4}\)[ -]?\d{3}[ -]\d{4}/X/g"),
    "apt-get install perl",
)
