"""The numbering plans: is this a valid number, and which E.164 number do these digits stand for?

Strategy: libphonenumber's metadata is the only source. What is asked a million times, "are these national digits valid
under this calling code", is answered by one compiled pattern for each calling code, made from that metadata on
first use; everything with a twist (carrier codes, national prefix transforms, other exit codes) goes to `phonenumbers.parse`,
which only ever sees a bounded string of digits: its slow cases need text (python-phonenumbers issue 324).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumber
from phonenumbers.phonenumberutil import region_code_for_country_code, region_codes_for_country_code

REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)
_TYPES = (
    "fixed_line mobile toll_free premium_rate shared_cost personal_number voip pager uan voicemail".split()
)  # the types that PhoneNumberType knows; a number of none of them is not valid


_CODES = {str(code): code for code in COUNTRY_CODE_TO_REGION_CODE}


@functools.cache
def _plan(code: int) -> re.Pattern[str] | None:
    """The national numbers that are valid under a calling code, as one pattern."""
    plans = []
    for region in region_codes_for_country_code(code):
        metadata = _metadata(region, code)
        if metadata is None or metadata.general_desc is None:
            continue
        kinds = [getattr(metadata, kind) for kind in _TYPES]
        patterns = "|".join(d.national_number_pattern for d in kinds if d is not None and d.national_number_pattern)
        if patterns:
            plans.append(f"(?=(?:{metadata.general_desc.national_number_pattern})\\Z)(?:{patterns})\\Z")
    return re.compile("|".join(plans)) if plans else None


def _metadata(region: str, code: int) -> PhoneMetadata | None:
    if region == "001":
        return PhoneMetadata.metadata_for_nongeo_region(code, None)
    return PhoneMetadata.metadata_for_region(region, None)


def split_code(digits: str) -> tuple[int, str]:
    """Calling code and national digits of an international number without its +; code 0 where there is none."""
    for size in (2, 1, 3):  # no code begins another: the order is that of how common they are
        code = _CODES.get(digits[:size])
        if code is not None:
            return code, digits[size:]
    return 0, digits


def valid(digits: str) -> bool:
    """Whether `digits` (no +) are a valid international number."""
    code, national = split_code(digits)
    plan = _plan(code) if code else None
    return plan is not None and plan.match(national) is not None


class _Region(NamedTuple):
    """How numbers are dialled inside a region."""

    code: int
    prefix: str  # the trunk prefix; "" where there is none
    demanded: bool  # whether numbers are written with it
    stripped: re.Pattern[str] | None  # what is taken off the front before the number is judged: trunk prefix, carrier code
    transform: str  # what a match of it with a group becomes
    exits: re.Pattern[str]
    significant: re.Pattern[str]  # what libphonenumber calls the general description


@functools.cache
def _region(region: str) -> _Region:
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.country_code is None or metadata.general_desc is None:
        raise LookupError  # a policy knows no such region
    prefix: str = metadata.national_prefix or ""
    rules = [f.national_prefix_formatting_rule or "" for f in metadata.number_format]
    parsing = metadata.national_prefix_for_parsing
    return _Region(
        code=metadata.country_code,
        prefix=prefix,
        demanded=bool(prefix) and any(rule.lstrip("(").startswith(prefix) for rule in rules),
        stripped=re.compile(parsing) if parsing else None,
        transform=metadata.national_prefix_transform_rule or "",
        exits=re.compile(metadata.international_prefix or "00"),
        significant=re.compile(f"(?:{metadata.general_desc.national_number_pattern})\\Z"),
    )


def _significant(digits: str, plan: _Region) -> str:
    """`digits` without trunk prefix and carrier code, as libphonenumber's `_maybe_strip_national_prefix_carrier_code` has it."""
    found = plan.stripped.match(digits) if plan.stripped else None
    if found is None:
        return digits
    moved = plan.transform and found.groups() and found.groups()[-1] is not None
    rest = (found.expand(plan.transform) if moved else "") + digits[found.end() :]
    return digits if plan.significant.match(digits) and not plan.significant.match(rest) else rest


def _parsed(digits: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def e164(number: PhoneNumber) -> str:
    """`+` and digits of a parsed number."""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def international(digits: str) -> str | None:
    """The E.164 form of digits that stood behind a + (or an exit code): `+442079460958`, or None if not valid.

    Twists such as `+44 (0)20 7946 0958` are read as well.
    """
    if valid(digits):
        return "+" + digits
    code, rest = split_code(digits)
    twist = _twist(code) if code else None
    number = _parsed("+" + digits, "ZZ") if twist is not None and twist.match(rest) else None
    return e164(number) if number else None


@functools.cache
def _twist(code: int) -> re.Pattern[str] | None:
    """What a national number may begin with that is not part of it: a trunk prefix, a carrier code."""
    metadata = _metadata(region_code_for_country_code(code), code)
    prefix = metadata.national_prefix_for_parsing if metadata is not None else None
    return re.compile(prefix) if prefix else None


def national(digits: str, region: str) -> tuple[str, bool] | None:
    """(E.164, whether written as the region demands) of digits dialled inside a region, or None if not valid there."""
    plan = _region(region)
    found = plan.exits.match(digits)
    if found and found.end() and len(digits) - found.end() >= 7:
        abroad = international(digits[found.end() :])
        if abroad:
            return abroad, True
    valid_here = _plan(plan.code)
    significant = _significant(digits, plan)
    if valid_here is None or not valid_here.match(significant):
        return None
    trunk = len(digits) > len(significant) or digits.startswith("0")
    return f"+{plan.code}{significant}", trunk or not plan.demanded


def readings(digits: str, regions: tuple[str, ...], *, trunkless: bool = True) -> Iterator[str]:
    """The E.164 numbers that digits without + can stand for, the likeliest first; (3) only if `trunkless`.

    (1) national in the regions, as they demand it, (2) international without its +, (3) national without the
    demanded trunk prefix. Any other order lets one configured region swallow the others' numbers.
    """
    later = []
    for region in regions:
        found = national(digits, region)
        if found:
            if found[1]:
                yield found[0]
            else:
                later.append(found[0])
    if digits.startswith("00"):
        abroad = international(digits[2:])
        if abroad:
            yield abroad
    elif not digits.startswith("0"):
        abroad = international(digits)
        if abroad:
            yield abroad
    if trunkless:
        yield from later


def grouped_like(groups: list[str], number: str, region: str) -> bool:
    """Whether digits are grouped as the region's own format groups `number` (E.164)."""
    parsed = phonenumbers.parse(number, region)
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    usual = re.findall(r"\d+", written)
    return usual == groups or (len(groups) > 1 and [str(parsed.country_code), *usual] == groups)


def may_group(groups: list[str], region: str) -> bool:
    """Whether `grouped_like` can be true of a number of the region: a cheap test before the dear one."""
    plan = _region(region)
    bare, trunked = _formats(plan.code)
    if any(_matches(pattern, groups) for pattern in bare):
        return True
    if groups[0] == str(plan.code):
        return any(_matches(pattern, groups[1:]) for pattern in bare)
    if trunked and groups[0].startswith(plan.prefix):
        rest = groups[0].removeprefix(plan.prefix)
        return any(_matches(pattern, [rest, *groups[1:]] if rest else groups[1:]) for pattern in trunked)
    return False


def _matches(pattern: re.Pattern[str] | None, groups: list[str]) -> bool:
    if pattern is None:
        return True
    found = pattern.fullmatch("".join(groups)) if pattern.groups == len(groups) else None
    return found is not None and [*found.groups()] == groups


_Formats = list[re.Pattern[str] | None]


@functools.cache
def _formats(code: int) -> tuple[_Formats, _Formats]:
    """The patterns of number formats without and with a trunk prefix; None for one that moves groups or adds digits."""
    metadata = _metadata(region_code_for_country_code(code), code)  # the main region formats for all that share its code
    bare, trunked = _Formats(), _Formats()
    if metadata is None:
        return bare, trunked
    straight = "".join(f"\\{place}" for place in range(1, 10))
    for f in metadata.number_format:
        moves = not straight.startswith(re.sub(r"[^\\\d]", "", f.format or ""))
        trunk = metadata.national_prefix and (f.national_prefix_formatting_rule or "").lstrip("(").startswith(metadata.national_prefix)
        (trunked if trunk else bare).append(None if moves else re.compile(f.pattern or ""))
    return bare, trunked


def main_region(number: str) -> str:
    """A region whose formats fit an E.164 number."""
    return region_code_for_country_code(split_code(number[1:])[0])


def calling_code(region: str) -> int:
    """The calling code of a region."""
    return _region(region).code
