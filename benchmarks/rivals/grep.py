"""`grep -c`: the reading limit; it finds nothing and replaces nothing."""

from benchmarks.rivals import Program
from pi_scrub.adapters.cli.bench import tool

RIVAL = Program("grep -c", tool("grep -c").argv, "apt-get install grep", tool("grep -c").codes, finds=False)
