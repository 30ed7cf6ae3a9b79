"""`rg --passthru -r` with the same two patterns: the fastest replacing filter on most machines."""

from benchmarks.rivals import Program
from pi_scrub.adapters.cli.bench import tool

RIVAL = Program("rg -r", tool("rg -r").argv, "apt-get install ripgrep", tool("rg -r").codes)
