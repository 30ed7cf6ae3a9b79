"""`sed -E` with two patterns: international and bracketed American numbers."""

from benchmarks.rivals import Program
from pi_scrub.adapters.cli.bench import tool

RIVAL = Program("sed -E", tool("sed -E").argv, "apt-get install sed", tool("sed -E").codes)
