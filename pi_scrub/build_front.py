"""The tables of `_walk.h`, which does by hand what TOKEN's commonest alternatives do.

Strategy: every class of bytes is read off TOKEN itself. The hand-written lines stand for one text of the pattern, whose digest is
kept here: whoever changes TOKEN changes `_walk.h` with it, runs the fuzzer, and puts the new digest here. Until then nothing is built.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from re import _parser as parser  # type: ignore[attr-defined]

from pi_scrub.build_bytes import ALL, Bytes, one_byte
from pi_scrub.build_matchers import Unsupported, Writer

STANDS_FOR = "7ae2f922e13e7157e17dd321a1766ca385f086fd726af0a5b7bf06c6d4e107ea"
# Classes as TOKEN writes them. Of the first four, or what is not of the last one, masks are made, in the order of the enumeration in _walk.h.
_MASKS = {"DIGIT": rb"\d", "LETTER": rb"[A-Za-z]", "PART": rb"[\w.\-\x80-\xff]", "INERT": rb"[^A-Za-z0-9+(\\\x80-\xff]"}
_SETS = {
    "WORD_ENDS": rb"[\ ,)\]\n/;]", "LOW_WORD": rb"[A-Za-z_]", "WORD_OR_HIGH": rb"[\w\x80-\xff]", "NO_END": rb"[A-Za-z_@\x80-\xff]",
    "UNIT_FIRST": rb"[A-Za-z_\x80-\xff]",
    "WORD_PIECE": rb"[A-Za-z0-9\x80-\xff]", "MAIL_HOST": rb"[A-Za-z0-9\[\x80-\xff]", "MAIL_REST": rb"[\w.\-:\]\x80-\xff]",
}  # fmt: skip
_SIGNS, _SIGNS_PLUS = rb"[\ \x1f().\-/~]", rb"[\ \x1f().\-/~+]"
_PARTICLES = re.compile(rb"\(\?:\(\?:([a-z|]+)\)\[\\ \\x1f\\-\]\)\{0,3\}")
_ODD_GAP = b"\t\x00_,*:"


def front(token: re.Pattern[bytes], writer: Writer) -> str:
    """The C text of the tables. Raises Unsupported where `_walk.h` stands for another pattern."""
    text = b"".join(re.sub(rb"(?m)[ ]#[ ].*$", b"", token.pattern).split())
    if hashlib.sha256(text).hexdigest() != STANDS_FOR:
        raise Unsupported(f"_walk.h was written for another TOKEN than this ({hashlib.sha256(text).hexdigest()})")
    masks = {name: _bytes(wanted, text) for name, wanted in _MASKS.items()}
    words = b"".join(_PARTICLES.findall(token.pattern)[:1]).split(b"|")
    sets = {name: _bytes(wanted, text) for name, wanted in _SETS.items()}
    sets |= {"PARTICLE_FIRST": frozenset(word[0] for word in words), "ODD_GAP": frozenset(_ODD_GAP), "NO_OPENING": frozenset(b"\t\"'\\[<{(-")}
    lines = [f"#define in_{name}(byte) {writer.test(wanted, '(byte)')}" for name, wanted in sets.items()]
    lines.append(f"#define PARTICLE_LONGEST {max(map(len, words))}")
    lines += (f"#define FRONT_SIGNS {writer.table(_bytes(_SIGNS, text))}", f"#define FRONT_SIGNS_PLUS {writer.table(_bytes(_SIGNS_PLUS, text))}")
    firsts = {
        "INERT": masks["INERT"], "LOWER": _bytes(rb"[a-z]", text), "UPPER": _bytes(rb"[A-Z]", text), "DIGIT": masks["DIGIT"],
        "PLUS": frozenset(b"+"), "BRACKET": frozenset(b"("), "BACKSLASH": frozenset(b"\\"),
    }  # fmt: skip
    lines.append(_numbered("FIRST", firsts))
    behind_word = {
        "PART": masks["PART"], "END": sets["WORD_ENDS"], "SEP": frozenset(b"=:>"), "QUOTE": frozenset(b"\"'\\(\t"),
        "SIGN": frozenset(b"+%@"),
    }  # fmt: skip
    lines.append(_numbered("WORD", behind_word))
    lines.append(_numbered("BEHIND", {"SIGN": _bytes(_SIGNS, text), "COLON": frozenset(b":"), "LETTER": sets["NO_END"]}))
    low = masks["PART"] - masks["DIGIT"] - firsts["UPPER"] - frozenset(range(0x80, 0x100))
    may_sep = (behind_word["END"] | behind_word["QUOTE"]) & masks["INERT"]  # what may stand before a label's separator, or begin it
    kinds = {**masks, "ACTIVE": ALL - masks["INERT"]}
    del kinds["INERT"]
    return "\n".join([*lines, *_kinds(kinds | {"LOW_PART": low, "MAY_SEP": may_sep, "SIGN": behind_word["SEP"] | behind_word["SIGN"]})])


def _bytes(wanted: bytes, text: bytes) -> Bytes:
    """The bytes of a class that TOKEN has in these very words."""
    found = one_byte(parser.parse(wanted)[0]) if wanted.replace(b" ", b"") in text else None
    if found is None:
        raise Unsupported(f"TOKEN has no class {wanted!r}")
    return found


def _numbered(name: str, kinds: dict[str, Bytes]) -> str:
    """An enumeration of kinds of bytes, and a table that gives each byte's; the last kind is OTHER."""
    numbers = {byte: number for number, wanted in enumerate(kinds.values()) for byte in wanted}
    names = ", ".join(f"{name}_{kind}" for kind in [*kinds, "OTHER"])
    row = ",".join(str(numbers.get(byte, len(kinds))) for byte in range(256))
    return f"enum {{ {names} }};\nstatic const u8 FRONT_{name}[256] = {{{row}}};"


def _kinds(classes: dict[str, Bytes]) -> Iterable[str]:
    """Tables that tell which classes a byte is of. In FRONT_SETS each class has a bit; else its table, one of pairs for the halves of a byte,
    has a bit for each of the parts that a class is made of, each some upper by some lower halves, eight at most."""
    tables: list[list[Bytes]] = [[]]
    told: list[tuple[int, int]] = []  # of each class, its table and the bits of its parts there
    for each in classes.values():
        parts = _with_parts(each, tables[-1])
        if len(parts) > 8:
            parts = _with_parts(each, [])
            tables.append(parts)
        tables[-1] = parts
        told.append((len(tables) - 1, sum(1 << n for n, part in enumerate(parts) if part <= each)))
    yield f"enum {{ {', '.join(f'KIND_{name}' for name in classes)}, KINDS, FRONT_TABLES = {len(tables)} }};"
    for name, shift, most in (("LOWER", 0, 15), ("UPPER", 4, 15)):
        rows = ",".join(f"{{{_halves([{byte >> shift & most for byte in part} for part in parts])}}}" for parts in tables)
        yield f"static const u8 FRONT_{name}[][16] = {{{rows}}};"
    yield f"static const u8 FRONT_TABLE[] = {{{','.join(str(table) for table, _ in told)}}};"
    yield f"static const u8 FRONT_KINDS[] = {{{','.join(str(bits) for _, bits in told)}}};"
    row = [sum((byte in each) << n for n, each in enumerate(classes.values())) for byte in range(256)]
    if len(set(row[0x80:])) > 1:
        raise Unsupported("classes that tell bytes beyond ASCII apart")
    yield f"enum {{ FRONT_HIGH = {row[0x80]} }};\nstatic const u8 FRONT_SETS[256] = {{{','.join(map(str, row))}}};"


def _with_parts(wanted: Bytes, parts: list[Bytes]) -> list[Bytes]:
    """The parts, and those that a class lacks."""
    left = wanted.difference(*(part for part in parts if part <= wanted))
    rows: dict[frozenset[int], list[int]] = {}
    for upper in range(16):
        lower = frozenset(byte & 15 for byte in left if byte >> 4 == upper)
        rows.setdefault(lower, []).append(upper)
    return parts + [frozenset(16 * upper + half for upper in uppers for half in lower) for lower, uppers in rows.items() if lower]


def _halves(kinds: list[set[int]]) -> str:
    return ",".join(str(sum(1 << n for n, kind in enumerate(kinds) if half in kind)) for half in range(16))
