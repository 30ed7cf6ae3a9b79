"""The numbering plans: is this a valid number, and which E.164 number do these digits stand for?

Strategy: libphonenumber's metadata is the only source, numbers kept for examples apart. What is asked a million times, "are
these national digits valid under this calling code", is answered by their length and a compiled pattern or two for each calling
code, made from that metadata on first use. Trunk prefixes and carrier codes are taken off by that metadata too.
`phonenumbers.parse` itself is never called: it takes thirty times as long, and its slow cases need text (python-phonenumbers issue
324).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pi_scrub.judges.metadata import codes, main_metadata, metadata_of, regions_of

if TYPE_CHECKING:
    from phonenumbers import NumberFormat, PhoneMetadata, PhoneNumberDesc

_TYPES = (
    "fixed_line mobile toll_free premium_rate shared_cost personal_number voip pager uan voicemail".split()
)  # the types that PhoneNumberType knows; a number of none of them is not valid

# National numbers that regulators keep for drama and examples and libphonenumber does not know: Ofcom's (07700 900xxx), Arcep's,
# ComReg's. Nobody has them, but tests, samples and demonstrations are full of them.
RESERVED = {"GB": r"7700900\d{3}|1154960\d{3}|1632960\d{3}", "FR": r"63998\d{4}", "IE": r"2091\d{5}"}

_DIGITS = re.compile(r"\d+")


class _Plan:
    """The national numbers that are valid in some regions under a calling code; made when it is first asked."""

    def __init__(self, code: int, regions: Sequence[str]) -> None:
        self._code, self._regions = code, regions

    def holds(self, national: str) -> bool:
        """Whether digits are one of them."""
        return len(national) in self.lengths and self._pattern.match(national) is not None

    @functools.cached_property
    def lengths(self) -> frozenset[int]:
        """How many digits they have."""
        known = (metadata_of(region, self._code) for region in self._regions)
        lengths = (metadata.general_desc.possible_length for metadata in known if metadata and metadata.general_desc)
        return frozenset(length for each in lengths for length in each)

    @functools.cached_property
    def _pattern(self) -> re.Pattern[str]:
        plans = (_plan_of(region, self._code) for region in self._regions)
        return re.compile("|".join(f"(?=(?:{plan[0]})\\Z)(?:{plan[1]})\\Z" for plan in plans if plan) or "(?!)")


@functools.cache
def _plans(code: int) -> tuple[_Plan, _Plan]:
    """The plan of a calling code's first region, and that of its others: for +1 these are 24, which take 45 ms to make."""
    first, *others = regions_of(code)
    return _Plan(code, [first]), _Plan(code, others)


def valid(code: int, national: str) -> bool:
    """Whether national digits are valid under a calling code."""
    first, others = _plans(code)
    return first.holds(national) or others.holds(national)


def lengths_of(code: int) -> frozenset[int]:
    """How many digits national numbers under a calling code have."""
    first, others = _plans(code)
    return first.lengths | others.lengths


def plans_of(code: int) -> list[tuple[str, str]]:
    """For each region under a calling code, the patterns that a national number must match: the general one, one of a type."""
    plans = (_plan_of(region, code) for region in regions_of(code))
    return [plan for plan in plans if plan]


def _plan_of(region: str, code: int) -> tuple[str, str] | None:
    metadata = metadata_of(region, code)
    if metadata is None or metadata.general_desc is None:
        return None
    kinds = [getattr(metadata, kind) for kind in _TYPES]
    types = "|".join(d.national_number_pattern for d in kinds if d is not None and d.national_number_pattern)
    types += f"|{RESERVED[region]}" if region in RESERVED else ""
    return (metadata.general_desc.national_number_pattern or "", types) if types else None


def split_code(digits: str) -> tuple[int, str]:
    """Calling code and national digits of an international number without its +; code 0 where there is none."""
    for size in (2, 1, 3):  # no code begins another: the order is that of how common they are
        code = codes().get(digits[:size])
        if code is not None:
            return code, digits[size:]
    return 0, digits


class _Prefix(NamedTuple):
    """What may stand before a national number: a trunk prefix, a carrier code."""

    pattern: re.Pattern[str]
    transform: str  # what a match of it with a group becomes
    significant: re.Pattern[str]  # what libphonenumber calls the general description
    possible: tuple[int, ...]  # its lengths, ascending
    local: tuple[int, ...]  # and those that are dialled inside an area alone

    def off(self, digits: str) -> str:
        """`digits` without it, as libphonenumber's `_maybe_strip_national_prefix_carrier_code` has it."""
        found = self.pattern.match(digits)
        if found is None:
            return digits
        moved = self.transform and found.groups() and found.groups()[-1] is not None
        rest = self.pattern.sub(self.transform, digits, count=1) if moved else digits[found.end() :]  # `expand` parses it anew each time
        return digits if self.significant.match(digits) and not self.significant.match(rest) else rest

    def off_abroad(self, digits: str) -> str:
        """The same behind a calling code, where what is left must be long enough to be a number, as its `parse` has it."""
        rest = self.off(digits)
        long_enough = len(rest) in self.possible or len(rest) > self.possible[-1]
        return rest if long_enough and len(rest) not in self.local else digits


def _prefix(metadata: PhoneMetadata) -> _Prefix | None:
    general, parsing = metadata.general_desc, metadata.national_prefix_for_parsing
    if general is None or not parsing:
        return None
    transform = metadata.national_prefix_transform_rule or ""
    return _Prefix(re.compile(parsing), transform, _significant(general), general.possible_length, general.possible_length_local_only)


def _significant(general: PhoneNumberDesc) -> re.Pattern[str]:
    return re.compile(f"(?:{general.national_number_pattern})\\Z")


class _Region(NamedTuple):
    """How numbers are dialled inside a region."""

    code: int
    prefixes: re.Pattern[str]  # an exit code (1), or what `prefix` is; a number without either is as it is
    prefix: _Prefix | None
    significant: re.Pattern[str]
    trunk: bool  # whether some numbers are written with the trunk prefix


@functools.cache
def _region(region: str) -> _Region:
    metadata = metadata_of(region)
    if metadata is None or metadata.country_code is None or metadata.general_desc is None:
        raise LookupError  # a policy knows no such region
    main = main_metadata(metadata.country_code) or metadata
    prefix, exits = _prefix(metadata), metadata.international_prefix or "00"
    return _Region(
        code=metadata.country_code,
        prefixes=re.compile(f"((?>{exits})(?!0))" + (f"|(?:{prefix.pattern.pattern})" if prefix else "")),
        prefix=prefix,
        significant=_significant(metadata.general_desc),
        trunk=any(_is_with_trunk(form, main) for form in main.number_format),
    )


class _Format(NamedTuple):
    """One way in which the national numbers of a calling code are written."""

    leading: re.Pattern[str]
    whole: re.Pattern[str]
    template: str
    trunk: bool  # whether with the trunk prefix


@functools.cache
def _formats(code: int) -> tuple[_Format, ...]:
    """The formats of a calling code; the first that fits a number is its own."""
    metadata = main_metadata(code)
    if metadata is None:
        return ()
    return tuple(
        _Format(
            re.compile(form.leading_digits_pattern[-1] if form.leading_digits_pattern else ""),
            re.compile(f"(?:{form.pattern})\\Z"),
            form.format or "",
            _is_with_trunk(form, metadata),
        )
        for form in metadata.number_format
    )


def _is_with_trunk(form: NumberFormat, metadata: PhoneMetadata) -> bool:
    prefix = metadata.national_prefix or ""
    return prefix != "" and (form.national_prefix_formatting_rule or "").lstrip("(").startswith(prefix)


def _format(code: int, significant: str) -> _Format | None:
    return next((f for f in _formats(code) if f.leading.match(significant) and f.whole.match(significant)), None)


def _demands_trunk(code: int, significant: str) -> bool:
    """Whether this number is written with the trunk prefix at home: a French mobile is, an Australian 1300 is not."""
    form = _format(code, significant)
    return form is not None and form.trunk


class _Abroad(NamedTuple):
    """How international numbers under a calling code are read."""

    code: int
    size: int  # of the calling code
    prefix: _Prefix | None


@functools.cache
def _abroad(start: str) -> _Abroad | None:
    """What the first three digits of an international number say of the rest."""
    code, rest = split_code(start)
    if not code:
        return None
    metadata = main_metadata(code)
    return _Abroad(code, len(start) - len(rest), _prefix(metadata) if metadata is not None else None)


def international(digits: str) -> str | None:
    """The E.164 form of digits that stood behind a + (or an exit code): `+442079460958`, or None if not valid.

    Twists such as `+44 (0)20 7946 0958` are read as well.
    """
    abroad = _abroad(digits[:3])
    if abroad is None:
        return None
    national = digits[abroad.size :]
    if abroad.prefix is not None and abroad.prefix.pattern.match(national):  # even of a valid number: +375 810 144 0687
        national = abroad.prefix.off_abroad(national)
    return f"+{digits[: abroad.size]}{national}" if valid(abroad.code, national) else None


def national(digits: str, region: str) -> tuple[str, bool] | None:
    """(E.164, whether written as the region demands) of digits dialled inside a region, or None if not valid there."""
    home = _region(region)
    significant, prefix = digits, home.prefixes.match(digits)
    if prefix is not None:
        if prefix[1]:
            abroad = international(digits[prefix.end() :])
            return (abroad, True) if abroad else None
        significant = home.prefix.off(digits) if home.prefix else digits
    if not valid(home.code, significant) or _is_international(digits, home):
        return None
    trunk = len(digits) > len(significant) or digits.startswith("0") or not home.trunk
    return f"+{home.code}{significant}", trunk or not _demands_trunk(home.code, significant)


def _is_international(digits: str, home: _Region) -> bool:
    """Whether digits begin with the region's own calling code, and are none of its numbers with it but one without."""
    rest = digits.removeprefix(str(home.code))
    return rest != digits and not home.significant.match(digits) and home.significant.match(rest) is not None


def readings(digits: str, regions: tuple[str, ...], *, trunkless: bool = True, abroad: bool = True) -> Iterator[str]:
    """The E.164 numbers that digits without + can stand for, the likeliest first; (2) only if `abroad`, (3) if `trunkless`.

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
    if abroad:
        exit_code = digits.startswith("00")
        found_abroad = international(digits[2:] if exit_code else digits) if exit_code or not digits.startswith("0") else None
        if found_abroad:
            yield found_abroad
    if trunkless:
        yield from later


def grouped_like(groups: list[str], number: str) -> bool:
    """Whether digits are grouped as its country's own format groups `number` (E.164), with or without a prefix."""
    code, significant = split_code(number[1:])
    form = _format(code, significant)
    if form is None or len(groups) < 2:
        return False
    usual = _DIGITS.findall(form.whole.sub(form.template, significant))
    head = "".join(groups).removesuffix(significant)
    if not head:  # not even a trunk prefix: two groups could be anything
        return groups == usual and (len(usual) > 2 or not form.trunk)
    return groups in ([head, *usual], [head + usual[0], *usual[1:]])


def calling_code(region: str) -> int:
    """The calling code of a region."""
    metadata = metadata_of(region)
    if metadata is None or metadata.country_code is None:
        raise LookupError  # a policy knows no such region
    return metadata.country_code
