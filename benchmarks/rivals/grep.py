"""`grep -c`: the reading limit; it finds nothing and replaces nothing."""

from benchmarks.rivals import Program

RIVAL = Program("grep -c", ("grep", "-c", "no such line"), "apt-get install grep", finds=False)
