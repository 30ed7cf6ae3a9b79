"""From a pattern of `re` to C functions that find what it finds.

Strategy: the standard library parses the pattern, and this module turns the tree into direct code that decides as `re`
does: what cannot be tried twice (classes, possessive repeats, assertions) becomes straight lines and tight loops in one
function; where `re` may come back (a choice, a greedy repeat) the rest of the pattern is a function of its own, called
for one way after the other. The first byte that a way can begin with is known, so most choices are one look into
a table. A pattern that uses anything else is refused when the code is written, not when it runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from pi_scrub.build_bytes import ALL, ANYTHING, END, Bytes, Item, first, groups, never_before, one_byte, seconds
from pi_scrub.build_starts import COLUMNS, NEAR_COLUMNS, Starts, starts


class Rest(NamedTuple):
    """What follows in a pattern: the C function that matches it, and the bytes it can begin with."""

    function: str
    first: Bytes


_TRUTH = "1"
ACCEPT = Rest("accept", ANYTHING)


class Unsupported(Exception):  # noqa: N818  # no error of a run: it ends a build
    """A pattern uses what this module has no code for."""


_OPENS, _CLOSES = "opens", "closes"  # items of our own: the ends of a group


class Writer:
    """Collects the C functions and tables of many patterns."""

    def __init__(self) -> None:
        self.functions: list[str] = []
        self._tables: dict[Bytes, str] = {}
        self._choices: dict[tuple[int, ...], str] = {}
        self._starts_told: dict[Starts, str] = {}
        self._pattern = ""  # whose functions are being written: a profile names them
        self._serial = 0

    # --- bytes ---

    def test(self, wanted: Bytes, byte: str) -> str:
        """A C condition: whether `byte` is one of the wanted."""
        wanted &= ALL
        if wanted == ALL:
            return _TRUTH
        ordered = sorted(wanted)
        if len(ordered) <= 2:
            return "(" + " || ".join(f"{byte} == {each}" for each in ordered) + ")" if ordered else "0"
        if ordered[-1] - ordered[0] == len(ordered) - 1:
            return f"((u8)({byte} - {ordered[0]}) <= {ordered[-1] - ordered[0]})"
        if len(ALL - wanted) <= 2:
            return "(" + " && ".join(f"{byte} != {each}" for each in sorted(ALL - wanted)) + ")"
        return f"({self.table(wanted)}[{byte}])"

    def table(self, wanted: Bytes) -> str:
        """The name of a table of 256 that is 1 for the wanted bytes."""
        return self._tables.setdefault(wanted, f"is_{len(self._tables)}")

    def tables(self) -> str:
        """The C text of all tables."""
        sets = {name: [int(byte in wanted) for byte in range(256)] for wanted, name in self._tables.items()}
        ways = {name: list(numbers) for numbers, name in self._choices.items()}
        rows = [f"static const u8 {name}[256] = {{{','.join(map(str, row))}}};" for name, row in {**sets, **ways}.items()]
        for told, name in self._starts_told.items():
            members = ", ".join("{" + ",".join(",".join(map(str, row)) for row in part) + "}" for part in told)
            rows.append(f"static const Starts {name} = {{{members}}};")
        return "\n".join(rows)

    # --- functions ---

    def function(self, items: Sequence[Item], rest: Rest) -> Rest:
        """A function for `items` and what follows them."""
        if not items:
            return rest
        begins = first(_bare(items), rest.first)
        body: list[str] = []
        for at, item in enumerate(items):
            if self._item(item, cache(partial(self.function, items[at + 1 :], rest)), body):
                break
        else:
            body.append(_go(rest))
        self._serial += 1
        name = f"{self._pattern}_{self._serial}"
        lines = "\n    ".join(body)
        self.functions.append(f"static const u8 *{name}(Match *m, const u8 *p) {{\n    {lines}\n}}")
        return Rest(name, begins)

    def _item(self, item: Item, rest: Callable[[], Rest], body: list[str]) -> bool:
        """Adds an item's code; True where that code goes on to the rest itself."""
        kind, value = item
        single = one_byte(item)
        if single is not None:
            body += (f"if (p >= m->end || !{self.test(single, '*p')}) return 0;", "p++;")
        elif kind is op.SUBPATTERN:
            return self._flat(_grouped(value), rest, body)
        elif kind is op.BRANCH:
            return self._choice([list(way) for way in value[1]], rest(), body)
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self._repeat(value, rest, body, lazy=kind is op.MIN_REPEAT)
        elif kind in _STRAIGHT:
            body.append(_STRAIGHT[kind](self, value))
        else:
            raise Unsupported(str(kind))
        return False

    def _flat(self, inner: Sequence[Item], rest: Callable[[], Rest], body: list[str]) -> bool:
        return any(self._item(item, cache(lambda at=at: self.function(inner[at + 1 :], rest())), body) for at, item in enumerate(inner))

    def _choice(self, ways: list[list[Item]], rest: Rest, body: list[str]) -> bool:
        """One way after the other, of those that can begin with the next byte."""
        targets = [self.function(way, rest) for way in ways]
        byte_ways = [tuple(n for n, target in enumerate(targets) if byte in target.first) for byte in range(257)]
        kinds = sorted(set(byte_ways), key=lambda ways: (byte_ways.index(ways), ways))
        numbers = tuple(kinds.index(byte_ways[byte]) for byte in range(256))
        table = self._choices.setdefault(numbers, f"way_{len(self._choices)}")
        restore = [_restored(groups(_bare(way))) for way in ways]
        body.append(f"const u8 *r; switch (p < m->end ? {table}[*p] : {kinds.index(byte_ways[END])}) {{")
        for number, found in enumerate(kinds):
            tries = [f"if ((r = {targets[n].function}(m, p))) return r;{restore[n]}" for n in found[:-1]]
            last = f"return {targets[found[-1]].function}(m, p);" if found else "return 0;"
            body.append(f"case {number}: {' '.join([*tries, last])}")
        body.append("} return 0;")
        return True

    def _repeat(self, value: tuple[int, Any, Any], rest: Callable[[], Rest], body: list[str], *, lazy: bool) -> bool:
        least, most, inner = value
        items = list(inner)
        single = one_byte(items[0]) if len(items) == 1 else None
        if groups(_bare(items)):
            raise Unsupported("a group in a repeat")
        if least == most and (single is not None or _fixed(items)):
            body.append(self._possessive(value))
            return False
        if single is not None and not lazy:
            return self._greedy_bytes(least, most, single, rest(), body)
        if most is op.MAXREPEAT or most > 12:
            raise Unsupported("a long repeat that may come back")
        after = rest()
        for _ in range(int(most) - least):
            after = self._optional(items, after, rest(), lazy)
        for _ in range(least):
            after = self.function(items, after)
        body.append(_go(after))
        return True

    def _optional(self, items: list[Item], after: Rest, without: Rest, lazy: bool) -> Rest:
        """Once more, or on; `lazy` tries in the other order."""
        taken = self.function(items, after)
        once = f"if (p < m->end && {self.test(taken.first, '*p')} && (r = {taken.function}(m, p))) return r;"
        on = f"if ((r = {without.function}(m, p))) return r;"
        self._serial += 1
        name, tries = f"{self._pattern}_{self._serial}", [on, once] if lazy else [once, on]
        self.functions.append(f"static const u8 *{name}(Match *m, const u8 *p) {{\n    const u8 *r; {' '.join(tries)} return 0;\n}}")
        return Rest(name, taken.first | without.first)

    def _greedy_bytes(self, least: int, most: Any, wanted: Bytes, rest: Rest, body: list[str]) -> bool:
        body.append("const u8 *s = p;" + self._run(wanted, most))
        if least:
            body.append(f"if (p - s < {least}) return 0;")
        if not wanted & rest.first:  # coming back would find a byte that the rest cannot begin with
            body.append(_go(rest))
        else:
            body.append(f"for (const u8 *r; p >= s + {least}; p--) if ((r = {rest.function}(m, p))) return r; return 0;")
        return True

    # --- items of one way ---

    def _run(self, wanted: Bytes, most: Any) -> str:
        stop = "m->end" if most is op.MAXREPEAT else f"(m->end - p > {most} ? p + {most} : m->end)"
        return f"{{ const u8 *e = {stop}; while (p < e && {self.test(wanted, '*p')}) p++; }}"

    def _possessive(self, value: tuple[int, Any, Any]) -> str:
        least, most, inner = value
        items = list(inner)
        single = one_byte(items[0]) if len(items) == 1 else None
        if single is not None:
            check = f" if (p - s < {least}) return 0;" if least else ""
            return f"{{ const u8 *s = p; (void)s; {self._run(single, most)}{check} }}"
        body = self.function(items, ACCEPT)
        if (least, most) == (0, 1):
            return f"if (p < m->end && {self.test(body.first, '*p')}) {{ const u8 *q = {body.function}(m, p); if (q) p = q; }}"
        limit = _TRUTH if most is op.MAXREPEAT else f"n < {most}"
        return (
            f"{{ int n = 0; while ({limit}) {{ const u8 *q = {body.function}(m, p);"
            f" if (!q || (q == p && n >= {least})) break; p = q; n++; }} if (n < {least}) return 0; }}"
        )

    def _atomic(self, value: Any) -> str:
        return f"{{ const u8 *q = {self.function(list(value), ACCEPT).function}(m, p); if (!q) return 0; p = q; }}"

    def _assert(self, value: tuple[int, Any], wanted: str = "!") -> str:
        direction, inner = value
        body = self.function(list(inner), ACCEPT)
        if direction > 0:
            return f"if ({wanted}{body.function}(m, p)) return 0;"
        least, most = inner.getwidth()
        if least != most:
            raise Unsupported("a look-behind of no fixed width")
        if wanted:
            return f"if (p - m->begin < {least} || !{body.function}(m, p - {least})) return 0;"
        return f"if (p - m->begin >= {least} && {body.function}(m, p - {least})) return 0;"

    def _assert_not(self, value: tuple[int, Any]) -> str:
        return self._assert(value, "")

    def _at(self, value: Any) -> str:
        if value is not op.AT_END_STRING:
            raise Unsupported(str(value))
        return "if (p != m->end) return 0;"

    def _opens(self, group: int) -> str:
        return f"m->mark[{2 * group}] = p;"

    def _closes(self, group: int) -> str:
        return f"m->mark[{2 * group + 1}] = p; m->last = {group};"

    # --- a whole pattern ---

    def pattern(self, name: str, compiled: re.Pattern[bytes], far: bool = False) -> None:
        """`NAME_match`, `NAME_search` and `NAME_whole`, as the methods of a pattern; each gives the end, or 0.

        far: it is searched for in long texts, and rarely there.
        """
        self._pattern = name
        items = list(parser.parse(compiled.pattern, compiled.flags))
        found = self.function(items, ACCEPT)
        whole = self.function([*items, (op.AT, op.AT_END_STRING)], ACCEPT)
        self.functions.append(
            _ENTRY.replace("NAME", name).replace("FOUND", found.function).replace("WHOLE", whole.function)
            .replace("SKIP", self._skip(items, found.first, far)).replace("EMPTY", str(int(END in found.first)))
            .replace("CLEAR", " ".join(f"m->mark[{n}] = 0;" for n in range(2, 2 * compiled.groups + 2)))
        )  # fmt: skip

    def rounds(self, name: str, compiled: re.Pattern[bytes]) -> None:
        """`NAME_step` and `NAME_stop` of a pattern that is a possessive repeat and what follows: one round, and what follows."""
        repeat, *rest = list(parser.parse(compiled.pattern, compiled.flags))
        if repeat[0] is not op.POSSESSIVE_REPEAT or repeat[1][:2] != (0, op.MAXREPEAT):
            raise Unsupported("no possessive repeat")
        self._pattern = name
        for part, items in (("step", list(repeat[1][2])), ("stop", rest)):
            self.functions.append(f"#define {name}_{part} {self.function(items, ACCEPT).function}")

    def _skip(self, items: Sequence[Item], begins: Bytes, far: bool) -> str:
        """Code that passes what no match can begin with, looking at two bytes at once."""
        if END in begins:
            return f"while (p < last && !{self.test(begins, '*p')}) p++;"
        behind_first = seconds(items)
        if far:
            skip, starts = "skip_words" if never_before(items) else "skip", self._starts([list(items)], NEAR_COLUMNS)
            rare = f"p = {skip}(m->begin, p, m->end - last > {NEAR_COLUMNS} ? last + {NEAR_COLUMNS} : m->end, &{starts});"
        else:
            rare = "" if len(begins) > 128 else _STRIDE.replace("RARE", self.table(begins))
        kinds = sorted({behind_first[byte] for byte in behind_first if byte < 128}, key=sorted)[:7]
        other = frozenset().union(*(behind for behind in behind_first.values() if behind not in kinds))
        kinds = [*kinds, other]
        left = tuple(1 << kinds.index(behind_first[b] if behind_first[b] in kinds else other) if b in behind_first else 0 for b in range(256))
        right = tuple(sum(1 << n for n, kind in enumerate(kinds) if b in kind) for b in range(256))
        names = [self._choices.setdefault(row, f"way_{len(self._choices)}") for row in (left, right)]
        return f"for (; ; p++) {{ {rare} if (p >= last || {names[0]}[*p] & (p + 1 < m->end ? {names[1]}[p[1]] : 255)) break; }}"

    def together(self, name: str, patterns: dict[str, re.Pattern[bytes]]) -> None:
        """`NAME_search`: the first match of any of some patterns in a long text."""
        items = [list(parser.parse(compiled.pattern, compiled.flags)) for compiled in patterns.values()]
        tries = " ".join(f"if ((r = {each}_match(m, p))) return r;" for each in patterns)
        self.functions.append(_TOGETHER.replace("NAME", name).replace("STARTS", self._starts(items, COLUMNS)).replace("TRIES", tries))

    def _starts(self, patterns: list[list[Item]], columns: int) -> str:
        """The name of the `Starts` of patterns."""
        return self._starts_told.setdefault(starts(patterns, columns), f"starts_{len(self._starts_told)}")


# Four bytes at once, while none of them can begin a match.
_STRIDE = "while (m->end - p > 4 && !(RARE[p[0]] | RARE[p[1]] | RARE[p[2]] | RARE[p[3]])) p += 4;"

_TOGETHER = """static const u8 *NAME_search(Match *m, const u8 *p) {
    for (const u8 *r; (p = skip_far(m->begin, p, m->end, &STARTS)) < m->end; p++) {
        if (!may_start(p, m->end, &STARTS)) continue;
        TRIES
    }
    return 0;
}"""

_ENTRY = """static inline const u8 *NAME_match(Match *m, const u8 *p) {
    CLEAR m->last = 0; m->from = p; return FOUND(m, p);
}
static inline const u8 *NAME_whole(Match *m, const u8 *p) {
    CLEAR m->last = 0; m->from = p; return WHOLE(m, p);
}
/* As a search, for what begins at `last` or before. */
static const u8 *NAME_until(Match *m, const u8 *p, const u8 *last) {
    for (; ; p++) {
        SKIP
        if (p > last || (p >= m->end && !EMPTY)) return 0;
        const u8 *r = NAME_match(m, p);
        if (r) return r;
        if (p >= m->end) return 0;
    }
}
static inline const u8 *NAME_search(Match *m, const u8 *p) {
    return NAME_until(m, p, m->end);
}"""


_STRAIGHT: dict[Any, Callable[[Writer, Any], str]] = {
    op.POSSESSIVE_REPEAT: Writer._possessive,
    op.ATOMIC_GROUP: Writer._atomic,
    op.ASSERT: Writer._assert,
    op.ASSERT_NOT: Writer._assert_not,
    op.AT: Writer._at,
    _OPENS: Writer._opens,
    _CLOSES: Writer._closes,
}


def _restored(own: list[int]) -> str:
    """What a way that failed has to take back."""
    marks = "".join(f" m->mark[{2 * group}] = 0; m->mark[{2 * group + 1}] = 0;" for group in own)
    return f"{marks} m->last = 0;" if own else ""


def _go(rest: Rest) -> str:
    return "return p;" if rest is ACCEPT else f"return {rest.function}(m, p);"


def _grouped(value: tuple[int | None, int, int, Any]) -> list[Item]:
    group, flags, _, inner = value
    if flags:
        raise Unsupported("flags inside of a pattern")
    return list(inner) if group is None else [(_OPENS, group), *inner, (_CLOSES, group)]


def _bare(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item[0] not in (_OPENS, _CLOSES)]


def _fixed(items: Sequence[Item]) -> bool:
    """Whether items match in one way only, so that a fixed number of them needs no coming back."""
    return all(one_byte(item) is not None or (item[0] is op.SUBPATTERN and _fixed(list(item[1][3]))) or
               (item[0] is op.MAX_REPEAT and item[1][0] == item[1][1] and _fixed(list(item[1][2]))) for item in items)  # fmt: skip
