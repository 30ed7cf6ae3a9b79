"""`rg --passthru -r` with the same two patterns: the fastest replacing filter on most machines."""

from benchmarks.rivals import Program

RIVAL = Program(
    "rg -r",
    ("rg", "--passthru", "-N", "--no-config", r"\+\d[\d(). -]{6,18}\d|\(\d{2,4}\)[ -]?\d{3}[ -]\d{4}", "-r", "X"),
    "apt-get install ripgrep",
)
