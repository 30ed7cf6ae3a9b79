"""What a search passes: of the first bytes of some patterns the kinds in which they are, for `_skip.h`.

Strategy: a match begins with one of many rows of sets, one for each of its first bytes. Rows are put together until eight are left, a bit
of a byte for each, so that as few other bytes as can be are of them as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations

from pi_scrub.build_bytes import ALL, Bytes, Item, beginnings, never_before

COLUMNS, NEAR_COLUMNS = 5, 3  # as in _skip.h

Starts = tuple[tuple[tuple[int, ...], ...], ...]  # of each column the kinds by half bytes and by whole ones; then of what may not stand before


def starts(patterns: list[list[Item]], columns: int) -> Starts:
    """The tables of the first `columns` bytes of patterns; what may not stand before is told of one pattern alone."""
    kinds = [*dict.fromkeys((*row, *(ALL,) * (COLUMNS - columns)) for items in patterns for row in beginnings(items, columns))]
    if len(kinds) > 64:
        firsts = {row[0] for row in kinds}
        kinds = [(one, *map(_union, zip(*(row[1:] for row in kinds if row[0] == one), strict=True))) for one in sorted(firsts, key=sorted)]
    while len(kinds) > 8:
        kinds = min((_joined(kinds, a, b) for a, b in combinations(range(len(kinds)), 2)), key=lambda found: sum(map(_let_through, found)))
    before = never_before(patterns[0]) if len(patterns) == 1 else frozenset()
    sets = [[kind[at] for kind in kinds] for at in range(COLUMNS)]
    halves = tuple(half for column in [*sets, _products(before)] for half in _halves(column))
    return halves, tuple(map(_bits, [*sets, [before]]))


_Kind = tuple[Bytes, ...]  # of the first bytes, one after the other


def _union(sets: Iterable[Bytes]) -> Bytes:
    return frozenset().union(*sets)


def _joined(kinds: list[_Kind], one: int, other: int) -> list[_Kind]:
    both = tuple(map(_union, zip(kinds[one], kinds[other], strict=True)))
    return [kind for at, kind in enumerate(kinds) if at not in (one, other)] + [both]


@cache
def _let_through(kind: _Kind) -> int:
    """How often a kind lets bytes through, roughly, where halves of a byte are looked at apart."""
    found = 1
    for wanted in kind:
        upper, lower = {byte >> 4 for byte in wanted}, {byte & 15 for byte in wanted}
        found *= sum(_OFTEN[16 * high + low] for high in upper for low in lower)
    return found


_OFTEN = [1 + 3 * (0x20 <= byte < 0x7F) + 12 * (byte in b" abcdefghijklmnopqrstuvwxyz") for byte in range(256)]


def _products(wanted: Bytes) -> list[Bytes]:
    """Parts of a set, each some upper by some lower halves of a byte."""
    rows: dict[Bytes, list[int]] = {}
    for upper in range(16):
        rows.setdefault(frozenset(byte & 15 for byte in wanted if byte >> 4 == upper), []).append(upper)
    return [frozenset(16 * upper + half for upper in uppers for half in lower) for lower, uppers in rows.items() if lower]


def _bits(kinds: Sequence[Bytes]) -> tuple[int, ...]:
    """For each byte the bits of the kinds in which it is."""
    return tuple(sum((byte in kind) << n for n, kind in enumerate(kinds)) for byte in range(256))


def _halves(kinds: Sequence[Bytes]) -> tuple[tuple[int, ...], ...]:
    """For the lower and for the upper half of a byte, the bits of the kinds in which it is."""
    if len(kinds) > 8:
        raise ValueError("more than eight kinds of bytes")
    lower = tuple(sum(1 << n for n, kind in enumerate(kinds) if any(byte & 15 == half for byte in kind)) for half in range(16))
    return lower, tuple(sum(1 << n for n, kind in enumerate(kinds) if any(byte >> 4 == half for byte in kind)) for half in range(16))
