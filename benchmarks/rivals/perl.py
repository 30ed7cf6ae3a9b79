"""`perl -pe` with the same two patterns."""

from benchmarks.rivals import Program
from pi_scrub.adapters.cli.bench import argv_of

RIVAL = Program("perl -pe", argv_of("perl -pe"), "apt-get install perl")
