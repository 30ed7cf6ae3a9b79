"""The compiled numbering plans against `phonenumbers` itself: `python -m tests.prove_numbering --numbers 1000000`

Strategy: for every region in turn a number is drawn from one of its own patterns, or at random under its calling code, and
then pushed over the edges: a digit changed, added, taken away, a trunk prefix or an exit code in front. What
`numbering` says of it, behind a + and dialled at home, must be what libphonenumber says, numbers kept for examples apart.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from pi_scrub.judges import numbering

KINDS = "fixed_line mobile toll_free premium_rate shared_cost personal_number voip pager uan voicemail general_desc".split()
PLACES = sorted((region, code) for code, regions in COUNTRY_CODE_TO_REGION_CODE.items() for region in regions)


@cache
def patterns(region: str, code: int) -> tuple[Any, ...]:
    """The parsed patterns of a region's kinds of numbers."""
    metadata = PhoneMetadata.metadata_for_nongeo_region(code) if region == "001" else PhoneMetadata.metadata_for_region(region)
    found = [getattr(metadata, kind) for kind in KINDS]
    return tuple(parser.parse(d.national_number_pattern) for d in found if d is not None and d.national_number_pattern)


def drawn(draw: random.Random, items: Any) -> str:
    """A text that a parsed pattern matches, each choice open; repeats at either of their edges as often as between."""
    return "".join(_drawn(draw, kind, value) for kind, value in items)


def _drawn(draw: random.Random, kind: Any, value: Any) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.IN:
        return draw.choice([c for c in "0123456789" if any(_holds(part, ord(c)) for part in value)])
    if kind is op.BRANCH:
        return drawn(draw, draw.choice(value[1]))
    if kind is op.SUBPATTERN:
        return drawn(draw, value[3])
    if kind in (op.MAX_REPEAT, op.POSSESSIVE_REPEAT):
        most = min(int(value[1]), value[0] + 8)
        return "".join(drawn(draw, value[2]) for _ in range(draw.choice((value[0], most, draw.randint(value[0], most)))))
    return ""  # an assertion: what is drawn may break it, and then it is a number at an edge


def _holds(part: Any, byte: int) -> bool:
    kind, value = part
    return kind is op.CATEGORY or (value[0] <= byte <= value[1] if kind is op.RANGE else value == byte)


def changed(draw: random.Random, digits: str) -> str:
    """One step over an edge, or none."""
    at, way = draw.randrange(len(digits) + 1), draw.randrange(8)
    if way == 0:
        return digits[:at] + draw.choice("0123456789") + digits[at + 1 :]
    if way == 1:
        return digits[:at] + digits[at + 1 :]
    if way == 2:
        return digits[:at] + draw.choice("0123456789") + digits[at:]
    return draw.choice(("0", "1", "8", "00", "011")) + digits if way == 3 else digits


def numbers(draw: random.Random) -> Iterator[tuple[str, int, str]]:
    """(region, its calling code, national digits), every region in turn, for ever."""
    while True:
        for region, code in PLACES:
            if draw.random() < 0.3:
                yield region, code, "".join(draw.choices("0123456789", k=draw.randint(4, 14)))
            else:
                yield region, code, changed(draw, drawn(draw, draw.choice(patterns(region, code))))


def expected(digits: str, region: str) -> str | None:
    """What libphonenumber says."""
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(number) or _is_reserved(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else None


def _is_reserved(number: phonenumbers.PhoneNumber) -> bool:
    """Whether it is kept for examples, which libphonenumber does not know and numbering takes as valid."""
    kept = (numbering.RESERVED.get(region) for region in COUNTRY_CODE_TO_REGION_CODE[number.country_code])
    return any(patterns and re.fullmatch(patterns, str(number.national_number)) for patterns in kept)


def differences(draw: random.Random, count: int) -> list[tuple[str, str]]:
    """(how it was asked, the digits) where the two disagree, of `count` numbers, each asked both ways."""
    wrong = []
    for (region, code, digits), _ in zip(numbers(draw), range(count), strict=False):
        abroad = f"{code}{digits}"
        if numbering.international(abroad) != expected("+" + abroad, "ZZ"):
            wrong.append(("+", abroad))
        if region != "001" and len(digits) >= 7:
            home = numbering.national(digits, region)
            international = home is None and digits.startswith(str(code))  # a reading of its own: `numbering.readings`
            if not international and (home[0] if home else None) != expected(digits, region):
                wrong.append((region, digits))
    return wrong


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--numbers", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    wrong = differences(random.Random(options.seed), options.numbers)
    for how, digits in wrong[:40]:
        print(how, digits)
    print(f"{options.numbers} numbers of {len(PLACES)} regions, phonenumbers {phonenumbers.__version__}: {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
