"""`perl -pe` with the same two patterns."""

from benchmarks.rivals import Program
from pi_scrub.adapters.cli.bench import tool

RIVAL = Program("perl -pe", tool("perl -pe").argv, "apt-get install perl", tool("perl -pe").codes)
