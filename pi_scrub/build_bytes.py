"""What a pattern can begin with: sets of bytes, read off the tree into which the standard library parses it.

Strategy: rather a byte too many than one too few, so that what is left out can never begin a match.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

Item = tuple[Any, Any]
Bytes = frozenset[int]

END = 256  # as a "byte": the end of the text
ALL: Bytes = frozenset(range(256))
ANYTHING: Bytes = ALL | {END}

_DIGIT = frozenset(b"0123456789")
_SPACE = frozenset(b" \t\n\r\f\v")
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_CATEGORIES = {
    op.CATEGORY_DIGIT: _DIGIT, op.CATEGORY_NOT_DIGIT: ALL - _DIGIT, op.CATEGORY_SPACE: _SPACE,
    op.CATEGORY_NOT_SPACE: ALL - _SPACE, op.CATEGORY_WORD: _WORD, op.CATEGORY_NOT_WORD: ALL - _WORD,
}  # fmt: skip

_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def one_byte(item: Item) -> Bytes | None:
    """The bytes that an item matches if it matches exactly one, else None."""
    kind, value = item
    if kind is op.LITERAL:
        return frozenset((value,))
    if kind is op.NOT_LITERAL:
        return ALL - {value}
    if kind is op.ANY:
        return ALL - {10}
    if kind is op.IN:
        return _class(value)
    if kind is op.SUBPATTERN and value[0] is None and len(value[3]) == 1:
        return one_byte(value[3][0])
    return None


def _class(parts: Sequence[Item]) -> Bytes:
    found: set[int] = set()
    for kind, value in parts:
        if kind is op.LITERAL:
            found.add(value)
        elif kind is op.RANGE:
            found |= set(range(value[0], value[1] + 1))
        elif kind is op.CATEGORY:
            found |= _CATEGORIES[value]
    return ALL - found if parts[0][0] is op.NEGATE else frozenset(found)


def first(items: Sequence[Item], after: Bytes) -> Bytes:
    """The bytes that `items`, followed by what begins with `after`, can begin with; rather too many than too few."""
    for item in reversed(items):
        after = _first_of(item, after)
    return after


def _first_of(item: Item, after: Bytes) -> Bytes:
    kind, value = item
    single = one_byte(item)
    if single is not None:
        return single
    if kind is op.BRANCH:
        return frozenset().union(*(first(list(way), after) for way in value[1]))
    if kind is op.SUBPATTERN:
        return first(list(value[3]), after)
    if kind is op.ATOMIC_GROUP:
        return first(list(value), after)
    if kind in _REPEATS:
        begun = first(list(value[2]), after)
        return begun if value[0] else begun | after
    if kind is op.ASSERT and value[0] > 0:
        return first(list(value[1]), ANYTHING) & after
    if kind is op.AT and value is op.AT_END_STRING:
        return frozenset((END,))
    return after


def groups(items: Iterable[Any]) -> list[int]:
    """The numbers of the groups inside."""
    found = []
    for kind, value in items:
        if kind is op.SUBPATTERN:
            found += [value[0]] * (value[0] is not None) + groups(value[3])
        elif kind is op.BRANCH:
            for way in value[1]:
                found += groups(way)
        elif kind in _REPEATS:
            found += groups(value[2])
        elif kind is op.ATOMIC_GROUP:
            found += groups(value)
    return found


def seconds(items: Sequence[Item]) -> dict[int, Bytes]:
    """Each byte that `items` can begin with -> what can stand behind it, the end included; rather too much than too little."""
    if not items:
        return dict.fromkeys(ALL, ANYTHING)
    head, rest = items[0], list(items[1:])
    single = one_byte(head)
    found: dict[int, Bytes] = {}
    if single is not None:
        found = dict.fromkeys(single, first(rest, ANYTHING))
    elif head[0] in (op.ASSERT, op.ASSERT_NOT) and head[1][0] < 0:
        found = seconds(rest)
    elif head[0] is op.SUBPATTERN:
        found = seconds([*head[1][3], *rest])
    elif head[0] is op.BRANCH:
        for way in head[1][1]:
            for byte, behind in seconds([*way, *rest]).items():
                found[byte] = found.get(byte, frozenset()) | behind
    else:
        found = dict.fromkeys(first(items, ANYTHING) - {END}, ANYTHING)
    return found


def beginnings(items: Sequence[Item], count: int) -> list[tuple[Bytes, ...]]:
    """Rows of sets: the first `count` bytes of what `items` match, so many there are, are of the sets of one row; rather too much."""
    if not count or not items:
        return [(ALL,) * count]
    head, rest = items[0], list(items[1:])
    single = one_byte(head)
    if single is not None:
        return [(single, *behind) for behind in beginnings(rest, count - 1)]
    if head[0] in (op.ASSERT, op.ASSERT_NOT):
        return beginnings(rest, count)
    if head[0] is op.SUBPATTERN:
        return beginnings([*head[1][3], *rest], count)
    if head[0] is op.BRANCH:
        return [row for way in head[1][1] for row in beginnings([*way, *rest], count)]
    if head[0] in _REPEATS and head[1][0]:  # once, then as often as is left
        least, most, inner = head[1]
        left = [(head[0], (least - 1, most if most is op.MAXREPEAT else most - 1, inner))] * (most != 1)
        return beginnings([*inner, *left, *rest], count)
    return [(first(items, ANYTHING) & ALL, *(ALL,) * (count - 1))]


def never_before(items: Sequence[Item]) -> Bytes:
    """Bytes that cannot stand before what `items` match."""
    if not items or items[0][0] is not op.ASSERT_NOT or items[0][1][0] > 0 or len(items[0][1][1]) > 1:
        return frozenset()
    return one_byte(items[0][1][1][0]) or frozenset()
