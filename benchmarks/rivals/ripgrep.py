"""`rg --passthru -r` with the same two patterns: the fastest replacing filter on most machines."""

from benchmarks.rivals import Program
from pi_scrub.adapters.cli.bench import argv_of

RIVAL = Program("rg -r", argv_of("rg -r"), "apt-get install ripgrep")
