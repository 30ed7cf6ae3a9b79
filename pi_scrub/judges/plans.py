"""The numbering plans as automata: what numbering.py says of digits, in one integer.

Strategy: of the same metadata as there, and of nothing else, each calling code and each region gets an automaton over its
patterns. What needs more than digits read from left to right (a carrier code to take off, a format whose groups
depend on the digits) is only marked here; who meets the mark asks numbering.py.
"""

from __future__ import annotations

import functools
import re
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING

from pi_scrub.judges.automaton import Automaton, Pattern
from pi_scrub.judges.metadata import main_metadata, metadata_of
from pi_scrub.judges.numbering import lengths_of, plans_of

if TYPE_CHECKING:
    from phonenumbers import NumberFormat

# Of national digits under a calling code: they are valid; they may begin with what is no part of them; they are
# written with the trunk prefix at home; how they are grouped is known: the sizes of the groups stand from bit 8 on, four bits each.
VALID, TWISTED, TRUNK, GROUPED, SIZES = 1, 2, 4, 8, 8
# Of digits dialled in a region: they look like its own numbers; they begin with an exit code; with what is taken off.
SIGNIFICANT, EXIT, STRIPPED = 1, 2, 4

_MOST_GROUPS = 6
_MOST_LENGTH = 20  # digits of the longest number that is looked at
_ENDS_IN_GROUP = re.compile(r"0?\([^()?]*\)(?:\$\|(?:[^(]|\(\?:)*)?")  # a prefix's pattern whose one group ends what it matches


@functools.cache
def national(code: int) -> Automaton:
    """The automaton of the national digits under a calling code: VALID, TWISTED."""
    pairs = plans_of(code)
    home = main_metadata(code)
    twist = (home.national_prefix_for_parsing if home is not None else "") or ""
    patterns = [Pattern(text) for pair in pairs for text in pair]
    patterns += [Pattern(twist, prefix=True)] if twist else []

    def told(found: frozenset[int], _: int) -> int:
        valid = any(2 * pair in found and 2 * pair + 1 in found for pair in range(len(pairs)))
        return VALID * valid | TWISTED * (twist != "" and len(patterns) - 1 in found)

    return Automaton(patterns, told)


@functools.cache
def written(code: int) -> Automaton:
    """The automaton of how valid national digits under a calling code are written: TRUNK, GROUPED and sizes. Most numbers need none."""
    home = main_metadata(code)
    formats = list(home.number_format) if home is not None else []
    leading = [form.leading_digits_pattern[-1] if form.leading_digits_pattern else "" for form in formats]
    patterns = [p for form, lead in zip(formats, leading, strict=True) for p in (Pattern(form.pattern or ""), Pattern(lead, prefix=True))]
    patterns.append(Pattern(r"\d", prefix=True))  # so that something is told of what no format fits

    def told(found: frozenset[int], length: int) -> int:
        own = next((n for n, lead in enumerate(leading) if 2 * n in found and (not lead or 2 * n + 1 in found)), None)
        return GROUPED if own is None or home is None else _shown(formats[own], home.national_prefix or "", length)

    return Automaton(patterns, told)


@functools.cache
def dialled(region: str) -> Automaton:
    """The automaton of digits as they are dialled inside a region."""
    metadata = metadata_of(region)
    if metadata is None or metadata.general_desc is None:
        raise LookupError  # a policy knows no such region
    patterns = [Pattern(metadata.general_desc.national_number_pattern or "")]
    patterns.append(Pattern(metadata.international_prefix or "00", prefix=True))
    if metadata.national_prefix_for_parsing:
        patterns.append(Pattern(metadata.national_prefix_for_parsing, prefix=True))
    return Automaton(patterns, lambda found, _: sum(1 << number for number in found))


def prefixes(region: str) -> tuple[list[str], list[str]]:
    """What is taken off numbers dialled in a region, the first that fits; its exit codes. Empty where there is more to it."""
    metadata = metadata_of(region)
    if metadata is None:
        raise LookupError  # a policy knows no such region
    return _literals(metadata.national_prefix_for_parsing or ""), _literals(metadata.international_prefix or "00")


def twists(code: int) -> list[str]:
    """What is taken off the national digits behind a calling code, the first that fits. Empty where there is more to it."""
    home = main_metadata(code)
    return _literals((home.national_prefix_for_parsing if home is not None else "") or "")


def shortens(code: int) -> bool:
    """Whether what is left of the national digits behind a calling code, once that is taken off, is always an end of them."""
    home = main_metadata(code)
    rule = (home.national_prefix_transform_rule if home is not None else "") or ""
    return not rule or (rule == r"\1" and _ENDS_IN_GROUP.fullmatch((home and home.national_prefix_for_parsing) or "") is not None)


def lengths(code: int) -> list[int]:
    """How many national digits behind a calling code may be a number, with what may be taken off them. Asked before `national`: most
    digits that might be a number abroad are of no such length, and to find that out costs a tenth of an automaton."""
    home, own = main_metadata(code), lengths_of(code)
    twist = (home.national_prefix_for_parsing if home is not None else "") or ""
    rule = (home.national_prefix_transform_rule if home is not None else "") or ""
    if twist and not _literals(twist):
        return [*range(min(own, default=0) - len(re.sub(r"\\\d", "", rule)), _MOST_LENGTH + 1)]
    return sorted(own | {length + len(off) for length in own for off in _literals(twist)})


@functools.cache
def tails(code: int) -> frozenset[int] | None:
    """How the groups behind the first are sized where a number is grouped as its country does it, with or without something before
    it: four bits a group, from the lowest on. None where the digits decide that in some format."""
    home = main_metadata(code)
    found = set[int]()
    for form in home.number_format if home is not None else ():
        widths = _widths(form.pattern or "")
        least, most = sum(low for low, _ in widths), sum(high for _, high in widths)
        for length in range(least, min(most, _MOST_LENGTH) + 1):
            sizes = _sizes(form.pattern or "", form.format or "", length)
            if not sizes:
                return None
            found |= {_pack(sizes), _pack(sizes[1:])}
        if not widths:
            return None
    return frozenset(found)


def _pack(sizes: tuple[int, ...]) -> int:
    return sum(size << 4 * at for at, size in enumerate(sizes))


def _literals(pattern: str) -> list[str]:
    """The texts of a pattern that is nothing but a choice between texts."""
    return pattern.split("|") if re.fullmatch(r"\d{1,8}(?:\|\d{1,8}){0,3}", pattern) else []


def _shown(form: NumberFormat, prefix: str, length: int) -> int:
    """What a format says of numbers of a length."""
    written = prefix != "" and (form.national_prefix_formatting_rule or "").lstrip("(").startswith(prefix)
    sizes = _sizes(form.pattern or "", form.format or "", length)
    packed = _pack(sizes) << SIZES | GROUPED if sizes else 0
    return TRUNK * written | packed


@functools.cache
def _widths(pattern: str) -> tuple[tuple[int, int], ...]:
    """The least and the most digits of each group of a pattern; () where there is more in it than groups."""
    groups = [value for _, value in parser.parse(pattern)]
    if not all(isinstance(value, tuple) and value[0] for value in groups):
        return ()
    return tuple(value[3].getwidth() for value in groups)


@functools.lru_cache(maxsize=4096)
def _sizes(pattern: str, template: str, length: int) -> tuple[int, ...]:
    """The sizes of the groups in which a format writes so many digits; () where the digits decide that."""
    widths = _widths(pattern)
    if not widths:
        return ()
    spare = length - sum(least for least, _ in widths)
    open_groups = [at for at, (least, most) in enumerate(widths) if least != most]
    shown = re.findall(r"\\(\d)|([^\\]+)", template)
    if len(open_groups) > 1 or re.search(r"\d", "".join(between for _, between in shown)):
        return ()
    if [int(number) for number, _ in shown if number] != list(range(1, len(widths) + 1)):
        return ()
    sizes = [least + spare * (at in open_groups) for at, (least, _) in enumerate(widths)]
    runs: list[list[int]] = [[]]
    for number, between in shown:
        runs += [[]] if between else []
        runs[-1] += [sizes[int(number) - 1]] if number else []
    found = tuple(sum(run) for run in runs if run)
    return found if len(found) <= _MOST_GROUPS and max(found) <= 15 else ()
