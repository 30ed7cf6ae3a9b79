"""Line by line, with pytest-benchmark: `pytest benchmarks/test_speed.py --benchmark-enable -o addopts=`.

What one line costs, by what is in it; the whole file's speed is benchmarks/speed.py's matter. Not collected
by a plain `pytest` (testpaths), and skipped there (--benchmark-skip).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.speed import scrubber
from pi_scrub import Scrubber

LINES = {
    "clean": b"ts=2024-03-18T09:14:02.118Z level=debug src=10.20.0.7:45122 bytes=1842 build=8.5.103\n",
    "one-number": b"ts=2024-03-18T09:14:02.118Z level=info svc=ivr ani=+14155550132 took_ms=18\n",
    "national": b'ts=2024-03-18T09:14:02.118Z level=info svc=crm callerNumber="(415) 555-0132" took_ms=18\n',
    "name": b'ts=2024-03-18T09:14:02.118Z level=info svc=crm customerName="Maria Wells" account=1000042817\n',
    "json": b'{"ts":1710753242118,"customer":{"name":"Maria Wells","phones":["+14155550132"]},"tookMs":9}\n',
    "access": b'203.0.113.24 - - [18/Mar/2024:09:14:02 +0000] "GET /c?n=%2B14155550132 HTTP/1.1" 200 9\n',
}


@pytest.fixture(scope="module")
def known() -> Scrubber:
    return scrubber()


@pytest.mark.parametrize("name", LINES)
def test_a_line_whose_candidates_are_known(benchmark: BenchmarkFixture, known: Scrubber, name: str) -> None:
    benchmark(known.scrub_bytes, LINES[name])


def _strangers() -> Iterator[bytes]:
    """Lines with one number each, all different: 555-xxxx through the area codes 200 to 989."""
    for number in count():
        area, tail = 200 + number // 10_000 % 790, number % 10_000
        yield b"ts=2024-03-18T09:14:02.118Z level=info svc=ivr ani=+1%d555%04d took_ms=18\n" % (area, tail)


def test_a_line_with_a_number_never_seen(benchmark: BenchmarkFixture, known: Scrubber) -> None:
    lines = _strangers()
    benchmark(lambda: known.scrub_bytes(next(lines)))
