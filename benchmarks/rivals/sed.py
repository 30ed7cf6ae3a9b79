"""`sed -E` with two patterns: international and bracketed American numbers."""

from benchmarks.rivals import Program

RIVAL = Program(
    "sed -E",
    ("sed", "-E", r"s/\+[0-9][0-9(). -]{6,18}[0-9]|\([0-9]{2,4}\)[ -]?[0-9]{3}[ -][0-9]{4}/X/g"),
    "apt-get install sed",
)
