"""Programs that measure pi_scrub: `python -m benchmarks.NAME`, NAME one of make, speed, score, report, logging_cost."""
