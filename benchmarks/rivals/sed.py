"""`sed -E` with two patterns: international and bracketed American numbers."""

from benchmarks.rivals import Program
from pi_scrub.adapters.cli.bench import argv_of

RIVAL = Program("sed -E", argv_of("sed -E"), "apt-get install sed")
