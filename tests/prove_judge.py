"""The native phone judge against the reference's: `python tests/prove_judge.py --numbers 1000000`

Strategy: a number of any region is drawn and written as people and programs write it, under any context and policy: bare,
grouped at random, in its country's format, with a trunk prefix, an exit code or a +, with counters, dates and addresses beside
it, with a sign changed. Where the native judge decides, it must decide as the reference does; how often it asks is printed.
"""

from __future__ import annotations

import argparse
import random
import sys
from typing import Any

import phonenumbers
from prove_numbering import PLACES, drawn, patterns

from pi_scrub import grammar as g
from pi_scrub import scan
from pi_scrub.judges import metadata, plans
from pi_scrub.judges.phone import judge_phone

REGIONS = (("US", "GB", "DE"), ("FR", "IN", "BR", "JP", "AU"), ("IT", "CH", "AT", "RU"), (), ("US", "GB", "DE", "FR", "IN", "BR", "JP", "AU"))
USUAL = (("US", 1), ("GB", 44), ("DE", 49), ("FR", 33), ("IN", 91), ("BR", 55), ("JP", 81), ("AU", 61), ("IT", 39))
LABELS = (0, 0, 0, 0, 0, 0, g.L_PHONE, g.L_WEAK, g.L_NAME, g.L_PARTY, g.L_SIP, g.L_PLAIN)
BITS = (0, 0, 0, 0, 0, 0, g.C_PHONE, g.C_TO, g.C_NEAR, g.A_CELL, g.A_CELL | g.A_QUOTED, g.A_GLUED, g.A_AT, g.C_NEAR | g.A_CELL, g.A_LINE)
BESIDE = (" 200", " 12345", " 4", "/22", " 2024-03-18", " 10.1.2.3")
SEPARATORS = (" ", "-", ".", "/", " - ", "~", "\x1f", ") ")


def _grouped(draw: random.Random, digits: str) -> str:
    """Digits with separators, at random or as in America."""
    if draw.random() < 0.3:
        return digits
    if draw.random() < 0.3:
        area = draw.choice((2, 3, 4, 5))
        return f"({digits[:area]}){draw.choice(('', ' '))}{digits[area : area + 3]}{draw.choice(' -')}{digits[area + 3 :]}"
    groups = []
    while digits:
        size = draw.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 6))
        groups.append(digits[:size])
        digits = digits[size:]
    return draw.choice(("", "", "", "(")) + draw.choice(SEPARATORS).join(groups)


def _formatted(draw: random.Random, code: int, digits: str) -> str:
    try:
        number = phonenumbers.parse(f"+{code}{digits}")
    except phonenumbers.NumberParseException:
        return digits
    text = phonenumbers.format_number(number, draw.choice((0, 1, 2, 2, 2)))
    return draw.choice(("", "", "", "200 ", "17 ", "1.5 ")) + text + draw.choice(("", "", "", *BESIDE))


def _dense(draw: random.Random, size: int) -> str:
    """Digits and separators at random."""
    share, separators = draw.choice((0.1, 0.3, 0.5)), draw.choice((" ", ". ", "( )", ". -~/()\x1f", (" ", " ", " (0)")))
    return "".join(draw.choice("0123456789") if draw.random() > share else draw.choice(separators) for _ in range(size))


def written(draw: random.Random) -> bytes:
    """A candidate of the phone judge."""
    region, code = draw.choice(PLACES if draw.random() < 0.4 else USUAL)
    digits = drawn(draw, draw.choice(patterns(region, code)))
    text = draw.choice((
        lambda: _formatted(draw, code, digits),
        lambda: _grouped(draw, draw.choice(("0", "0", f"00{code}")) + digits),
        lambda: _grouped(draw, f"{code}{digits}"),
        lambda: "+" + _grouped(draw, f"{code}{digits}"),
        lambda: _grouped(draw, str(draw.randrange(10**6, 10**17))),
        lambda: " ".join(str(draw.randrange(10 ** draw.randrange(1, 10))) for _ in range(draw.randrange(1, 5))),
        lambda: "+" + draw.choice(("+", " +", "-+")).join(_grouped(draw, draw.choice(("", f"{code}")) + digits) for _ in range(draw.choice((2, 9)))),
        lambda: "+" + draw.choice("\t\x00_,*:").join(_grouped(draw, f"{code}{digits}").split(draw.choice(" -./"))),
        lambda: "(+" + _grouped(draw, f"{code}{digits}"),
        lambda: _dense(draw, draw.choice((20, 40, 120))),
        lambda: " ".join(draw.choice((_grouped(draw, digits), str(draw.randrange(10**8)), *BESIDE)) for _ in range(draw.choice((2, 9, 60)))),
    ))()  # fmt: skip
    if draw.random() < 0.1 and text:
        at = draw.randrange(len(text))
        text = text[:at] + draw.choice("0123456789 -./()") + text[at + 1 :]
    return text.encode("ascii", "ignore")


def judges() -> list[tuple[Any, Any]]:
    """The judges of several policies: the reference's and the native one."""
    made = [judge_phone(regions, strictness) for regions in REGIONS for strictness in g.STRICTNESS]
    return [(judge, scan._scan.Numbers(plans, metadata.codes, *judge.native)) for judge in made]  # type: ignore[attr-defined]


def differences(count: int, seed: int) -> tuple[list[str], int]:
    """What the two decide otherwise, and how often the native judge asks."""
    draw, found, asked, pairs = random.Random(seed), [], 0, judges()
    for _ in range(count):
        text, (judge, native) = written(draw), draw.choice(pairs)
        context = g.NUMBER | draw.choice(LABELS) | draw.choice(BITS) | draw.choice(BITS)
        said = native.judged(text, context)
        asked += said is None
        expected = [(start, end, value) for start, end, _, value in judge(text, context)]
        if said is not None and said != expected:
            found.append(f"{context:#x} {text!r}: {said} instead of {expected}")
    return found, asked


def main() -> None:
    """Prints what differs, and ends with 1 if anything does."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--numbers", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    found, asked = differences(given.numbers, given.seed)
    print(*found[:20], f"{given.numbers} candidates, {asked} left to the reference, {len(found)} decided otherwise", sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
