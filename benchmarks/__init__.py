"""Programs that measure pi_scrub: `python -m benchmarks.make` and `python -m benchmarks.speed`."""
