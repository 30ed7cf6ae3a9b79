"""What a log record costs: a plain StreamHandler, ours, and the filters of others.

    python -m benchmarks.logging_cost [--records 2000] [--turns 7]

Each way formats and writes the same 200-byte record to /dev/null. *warm*: one number in all records; *cold*: a new E.164 number in each.
Microseconds of process CPU time a record: medians over interleaved turns. What is not installed is skipped, and said so.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import logging
import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pi_scrub import Keyring, Policy, Scrubber
from pi_scrub.adapters.logging_handler import ScrubbingFormatter, protect_logging

TEXT = (
    "call %s connected: queue=support wait_ms=5310 codec=opus jitter_ms=4 loss=0.02 leg=outbound trunk=gw-3 "
    "disposition=answered status=ok node=ams-04 region=eu-central-1 attempt=1 result=bridged"
)
FORMAT = "%(asctime)s %(levelname)s %(message)s"


def lexer() -> str:
    """The lexer in use."""
    return "native" if importlib.util.find_spec("pi_scrub._scan") else "reference"


def plain(handler: logging.Handler) -> None:
    handler.setFormatter(logging.Formatter(FORMAT))


def ours(handler: logging.Handler) -> None:
    scrubber = Scrubber(Keyring.sample(), Policy(regions=("US",)))
    handler.setFormatter(ScrubbingFormatter(logging.Formatter(FORMAT), scrubber=scrubber))


def loggingredactor(handler: logging.Handler) -> None:
    plain(handler)
    module = importlib.import_module("loggingredactor")
    handler.addFilter(module.RedactingFilter([re.compile(r"\+\d[\d ().\-]{6,18}\d")]))


def blindlog(handler: logging.Handler) -> None:
    module = importlib.import_module("blindlog")
    engine = module.BlindLogger(secret_key="benchmark" * 4) if _takes(module, "secret_key") else module.BlindLogger()

    class Masks(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return str(engine.mask(super().format(record)))

    handler.setFormatter(Masks(FORMAT))


def _takes(module: object, name: str) -> bool:
    return name in getattr(module.BlindLogConfig, "__dataclass_fields__", {}) or name in getattr(module.BlindLogConfig, "__annotations__", {})  # type: ignore[attr-defined]


def pseudonymize(handler: logging.Handler) -> None:
    plain(handler)
    handler.addFilter(importlib.import_module("pseudonymize").DlpLoggingFilter())


WAYS: dict[str, Callable[[logging.Handler], None]] = {
    "plain StreamHandler": plain,
    "ours, ScrubbingFormatter": ours,
    "ours, protect_logging": plain,
    "loggingredactor": loggingredactor,
    "blindlog": blindlog,
    "pseudonymize": pseudonymize,
}


@contextmanager
def set_up(name: str) -> Iterator[logging.Logger]:
    logger = logging.Logger(name)
    with Path(os.devnull).open("w") as sink:
        handler = logging.StreamHandler(sink)
        WAYS[name](handler)
        logger.addHandler(handler)
        yield logger


def cost(logger: logging.Logger, numbers: list[str]) -> float:
    """Microseconds of CPU a record."""
    start = time.process_time()
    for number in numbers:
        logger.info(TEXT, number)
    return (time.process_time() - start) / len(numbers) * 1e6


def measure(records: int, turns: int) -> dict[str, tuple[float, float]]:
    """way -> (warm, cold)."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    fresh = iter(range(10**9))
    for _ in range(turns):
        for name in WAYS:
            with set_up(name) as logger:
                protection = protect_logging(Scrubber(Keyring.sample(), Policy(regions=("US",)))) if "protect" in name else None
                try:
                    cost(logger, ["+14155550132"] * 50)
                    warm, cold = found.setdefault(name, ([], []))
                    warm.append(cost(logger, ["+14155550132"] * records))
                    cold.append(cost(logger, [f"+1415{200_0000 + next(fresh) % 7_999_999:07d}" for _ in range(records)]))
                finally:
                    if protection:
                        protection.undo()
    return {name: (statistics.median(warm), statistics.median(cold)) for name, (warm, cold) in found.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--records", type=int, default=2000)
    options.add_argument("--turns", type=int, default=7)
    chosen = options.parse_args()
    for name in ("loggingredactor", "blindlog", "pseudonymize"):
        if importlib.util.find_spec(name) is None:
            del WAYS[name]
            print(f"{name} is not installed: skipped", file=sys.stderr)
    found = measure(chosen.records, chosen.turns)
    base = found["plain StreamHandler"]
    print(f"lexer: {lexer()}; Python {sys.version.split()[0]}; record of {len(TEXT % '+14155550132')} bytes and a timestamp")
    print(f"{'way':<28}{'warm µs':>9}{'adds':>8}{'cold µs':>10}{'adds':>8}")
    for name, (warm, cold) in found.items():
        print(f"{name:<28}{warm:>9.1f}{warm - base[0]:>8.1f}{cold:>10.1f}{cold - base[1]:>8.1f}")


if __name__ == "__main__":
    main()
