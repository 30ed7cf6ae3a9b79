"""`grep -c`: the reading limit; it finds nothing and replaces nothing."""

from benchmarks.rivals import Program
from pi_scrub.adapters.cli.bench import argv_of

RIVAL = Program("grep -c", argv_of("grep -c"), "apt-get install grep", finds=False)
