"""Is this run of digits a phone number, and which?

Strategy: context says how much proof is wanted. Behind a strong label, in a SIP or tel URI, before an @, seven digits are
hashed as they stand (*sure*). Behind a weak label or a cue word, or filling a cell, they must be a valid number
(*valid*). With none of these they must also be written as people write numbers (*shaped*), in a configured region.
A + counts as sure. A run may hold several numbers, dates or addresses beside a number: it is cut at white space, and the
longest piece that convinces wins. Digits and bounded pieces are all that libphonenumber ever sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from pi_scrub import grammar as g
from pi_scrub.judges import numbering
from pi_scrub.late import late
from pi_scrub.shadow import shadow
from pi_scrub.shapes import (
    EPOCH,
    EXACT,
    LOCAL,
    MAX_PIECES,
    NO_PHONE,
    ODD,
    REVERSE_DNS,
    SHAPED,
    SURE,
    SURE_LABELS,
    TRIM_LEFT,
    TRIM_RIGHT,
    TRUNKED,
    VALID,
    VALID_LABELS,
)  # fmt: skip

Finding = tuple[int, int, str, str]  # start, end, kind, canonical value

_PIECES = re.compile(r"[^\s~]+")
_DIGITS = re.compile(r"\d+")
_TRUNK_IN_BRACKETS = re.compile(r"(?<=\d)([\s.\-/]?)\(0\)")
_MAY_PASS = re.compile(r"\d[.\-/]\d")
_DECIMAL = re.compile(r"\d+\.\d+\Z")
_ODD_GAP = re.compile(rf"\d[{re.escape(ODD)}]\d")


class _Rules(NamedTuple):
    """What a policy makes of the levels."""

    regions: tuple[str, ...]
    prefixes: tuple[str, ...]  # of the regions: +1, +49
    cell: int  # the level of what fills a cell
    bare: int  # the level of what nothing speaks for


_STRICTNESS = {"low": (SHAPED, EXACT), "balanced": (VALID, SHAPED), "high": (VALID, LOCAL)}


def judge_phone(regions: tuple[str, ...], strictness: str = "balanced") -> Callable[[bytes, int], list[Finding]]:
    """The judge for a policy: (candidate, context) -> findings, each (start, end, "phone", canonical)."""
    prefixes = tuple(f"+{numbering.calling_code(region)}" for region in regions)
    rules = _Rules(regions, prefixes, *_STRICTNESS[strictness])

    def judge(candidate: bytes, context: int) -> list[Finding]:
        text = candidate.decode("ascii", "replace")
        if "+" in text and text.lstrip("(")[:1] != "+":
            text = text.replace("+", " ")  # of a form
        if "+" in text:
            return _international(text, rules, context)
        if context & g.A_FILE:
            return _in_file(text, rules, context)
        if context & g.A_ENUM:
            return _in_domain(text)
        level = _level(context, rules)
        if text.isdigit():
            canonical = _canonical(text, text, [text], rules, level, context)
            return [(0, len(text), "phone", canonical)] if canonical else []
        return _pieces(text, rules, level, context)

    def piece(text: bytes, level: int, context: int) -> Finding | None:
        return _piece(text.decode("ascii"), 0, len(text), rules, level, context)

    def behind_plus(text: bytes, glued: bool) -> list[Finding]:
        return _behind_plus(text.decode("ascii"), rules, glued)

    judge.native = (rules, piece, behind_plus)  # type: ignore[attr-defined]  # for the native judge, which decides as this one does
    return judge


def _level(context: int, rules: _Rules) -> int:
    label = context & g.LABEL
    if label in SURE_LABELS or context & (g.A_AT | g.A_DISPLAY):
        return SURE
    if label in VALID_LABELS or context & (g.C_PHONE | g.C_TO | g.C_NEAR):
        return VALID
    return rules.cell if context & (g.A_CELL | g.A_LINE) else rules.bare


def _international(text: str, rules: _Rules, context: int) -> list[Finding]:
    """Numbers with a +: each is hashed, as E.164 where it is valid, else as its digits."""
    if text[1:].isdigit() and (plain := numbering.international(text[1:])):  # by far the commonest: one look
        return [(0, len(text), "phone", plain)]
    findings: list[Finding] = []
    starts = [m.start() for m in re.finditer(r"\(?\+", text)]
    odd = _ODD_GAP.search(text) is not None
    whole = "".join(_DIGITS.findall(text))
    if len(starts) > 1 and (numbering.international(whole) or len(whole) <= g.MAX_DIGITS):
        starts = starts[:1]  # + for a space: `+54+600-123-4066`
    for start, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        found = _behind_plus(text[start:stop], rules, odd or (context & g.A_GLUED != 0 and start == 0))
        findings += [(start + a, start + b, kind, value) for a, b, kind, value in found]
    return findings


def _behind_plus(text: str, rules: _Rules, sure: bool) -> list[Finding]:
    """The number that `text` begins with, a + in front, and those behind it.

    sure: `1.2.3+20240318`: behind a letter or digit, or with odd separators, only a valid number counts.
    """
    end, canonical = _longest_international(text)
    if canonical is None or (sure and not canonical.startswith("+")):
        return []
    behind = [(end + a, end + b, kind, value) for a, b, kind, value in _pieces(text[end:], rules, rules.bare, 0)]
    return [(0, end, "phone", canonical), *behind]


def _longest_international(text: str) -> tuple[int, str | None]:
    """The end of the longest valid number that `text` begins with, and its E.164 form."""
    ends = [m.end() for m in _DIGITS.finditer(text)][: 2 * MAX_PIECES]
    best = 0
    for end in reversed(ends):
        piece = _TRUNK_IN_BRACKETS.sub(r"\1", text[:end])
        digits = "".join(_DIGITS.findall(piece))
        if not g.MIN_DIGITS <= len(digits) <= g.MAX_DIGITS + 2:
            continue
        best = best or (end if len(digits) <= g.MAX_DIGITS else 0)
        canonical = numbering.international(digits)
        if canonical:
            return _closed(text, end), canonical
    if best and not _DECIMAL.match(text[1:best]):
        return _closed(text, best), "".join(_DIGITS.findall(text[:best]))  # as it would be hashed behind a label
    first = text[: ends[0]] if ends else ""
    if len(first) > g.MAX_DIGITS:  # too long to be a number, too numerous behind a + to be left
        return ends[0], first.lstrip("(+")
    return 0, None


def _closed(text: str, end: int) -> int:
    """`end`, or behind the bracket that closes there: `(+1 415 555 0123)` opens before the +."""
    return end + 1 if text.startswith("(") and text[end : end + 1] == ")" and text.count("(", 0, end) == 1 else end


def _canonical(text: str, digits: str, groups: list[str], rules: _Rules, level: int, context: int) -> str | None:
    """What one piece stands for, or None where the proof does not reach its level."""
    if len(digits) < g.MIN_DIGITS or len(digits.lstrip("0")) > g.MAX_DIGITS:
        return None
    if level == SURE:
        return next(numbering.readings(digits, rules.regions), None) or digits.removeprefix("00")
    if context & g.A_GLUED or (digits == text and EPOCH.match(digits) and not context & g.C_PHONE):
        return None
    cue = context & (g.LABEL | g.C_PHONE | g.C_TO | g.C_NEAR)
    alone = context & g.A_LINE != 0 and not cue
    if ((level < LOCAL or alone) and not _may_be_shaped(text, groups)) or (not cue and _is_counter(text, context)):
        return None
    anywhere = level >= VALID or digits.startswith("00")
    if not anywhere and not rules.prefixes:
        return None  # of no region
    abroad = anywhere or f"+{digits}".startswith(rules.prefixes)  # else it would only be read to be passed over
    trunked = [*numbering.readings(digits, rules.regions, trunkless=False)] if alone else []
    for reading in numbering.readings(digits, rules.regions, trunkless=cue & ~g.C_NEAR != 0 or len(groups) > 1, abroad=abroad):
        if not anywhere and not reading.startswith(rules.prefixes):
            continue
        if alone and (len(groups) > MAX_PIECES or "." in text or reading not in trunked) and not numbering.grouped_like(groups, reading):
            continue  # columns of counters, a version
        if _written(text, groups, reading, cue) if level >= LOCAL else _shaped(text, groups, reading, level):
            return reading
    return None


def _is_counter(text: str, context: int) -> bool:
    """Whether bare digits that nothing but the edges of a column speaks for are too few to be more than a counter."""
    return len(text) < 9 and text.isdigit() and not text.startswith("0") and not context & g.A_QUOTED


def _written(text: str, groups: list[str], reading: str, cue: int) -> bool:
    """Whether a valid number in its place is written as one: no decimal in a cell, no version, no address."""
    if len(groups) == 2 and _DECIMAL.match(text):
        return cue != 0 or (text.startswith("0") and len(groups[0]) > 1)
    if len(groups) > 2 and "." in text:
        return min(map(len, groups)) > 1 or numbering.grouped_like(groups, reading)
    if cue == g.C_NEAR and len(groups) == 2 and " " in text and not text.startswith(("(", "0")):  # two counters, or one number?
        return numbering.grouped_like(groups, reading)
    return True


def _may_be_shaped(text: str, groups: list[str]) -> bool:
    """What can be told of a shape before a number is known."""
    if len(groups) == 1:
        return len(text) >= 9 and text.startswith("0")
    if text.startswith("0.") or (" - " in text and not text.startswith(("(", "0"))):
        return False
    return not (len(groups) == 2 and "." in text) and not REVERSE_DNS.match(text)


def _shaped(text: str, groups: list[str], reading: str, level: int) -> bool:
    """Whether digits without any context are written as people write numbers."""
    if text.startswith("00"):
        return sum(map(len, groups)) >= 11 and len(groups[0]) > 1
    if numbering.grouped_like(groups, reading):
        return True
    if level < SHAPED or not text.startswith(("(", "0")):
        return False
    return len(groups) == 1 or (all(2 <= len(group) <= 8 for group in groups) and len(groups[0]) <= 5)


def _pieces(text: str, rules: _Rules, level: int, context: int) -> list[Finding]:
    """The numbers in a run with separators, longest pieces first, from left to right."""
    if level >= VALID and "/" in text and (parts := _between_slashes(text)):
        return [(at + a, at + b, kind, value) for at, part in parts for a, b, kind, value in _pieces(part, rules, level, context)]
    followed = level == SURE and _followed(text, rules)
    passes = level < SURE and _MAY_PASS.search(text) is not None and NO_PHONE.search(text) is not None
    whole = None if passes or followed else _piece(text, 0, len(text), rules, level, context)
    if whole:
        return [whole]
    if level <= LOCAL and " 0" not in f" {text}" and text.replace(" ", "").isdigit():
        return []  # a row of counters
    findings: list[Finding] = []
    blanked = NO_PHONE.sub(lambda m: "\x00" * len(m[0]), text) if passes else text
    pieces = [(m.start(), m.end()) for m in _PIECES.finditer(blanked) if "\x00" not in m[0]]
    at, tried = 0, 0 if passes else len(pieces)
    if followed:
        findings = [found for found in (_piece(text, *pieces[0], rules, level, context),) if found]
        at, level = 1, rules.bare
    while at < len(pieces):
        for last in range(min(len(pieces), at + MAX_PIECES) - 1, at - 1, -1):
            if pieces[last][1] - pieces[at][0] < g.MIN_DIGITS:
                break
            if last - at + 1 == tried or (level <= LOCAL and _part_of_list(text, pieces, at, last)):
                continue
            found = _piece(text, pieces[at][0], pieces[last][1], rules, level, context)
            if found:
                findings.append(found)
                at = last
                break
        at += 1
        level = min(level, rules.bare)  # what stands before the run speaks for its first piece
    return findings


def _between_slashes(text: str) -> list[tuple[int, str]]:
    """The numbers that slashes part, too long for one, and where they begin: `4155550132/2125550144`, `030/23125123 / 0171 3920012`."""
    gap = " / " if " / " in text else "/"
    parts = text.split(gap)
    sizes = [sum(map(str.isdigit, part)) for part in parts]
    if min(sizes) < g.MIN_DIGITS or sum(sizes) <= g.MAX_DIGITS or len(parts) > MAX_PIECES:
        return []
    return [(sum(len(part) + len(gap) for part in parts[:number]), part) for number, part in enumerate(parts)]


def _followed(text: str, rules: _Rules) -> bool:
    """Whether the first piece of a run is a valid number, and all of it is not: `phone=4155550132 200`."""
    first, space, _ = text.partition(" ")
    if not space or "(" in text or not first.isdigit() or not g.MIN_DIGITS <= len(first) <= g.MAX_DIGITS:
        return False
    whole = "".join(_DIGITS.findall(text))
    return any(numbering.readings(first, rules.regions)) and (len(whole) > g.MAX_DIGITS or not any(numbering.readings(whole, rules.regions)))


def _in_file(text: str, rules: _Rules, context: int) -> list[Finding]:
    """The numbers among the digits of a recording's name: valid ones, nothing between their digits."""
    pieces = ((m.start(), m.end(), _canonical(m[0], m[0], [m[0]], rules, VALID, context)) for m in _DIGITS.finditer(text))
    return [(start, end, "phone", canonical) for start, end, canonical in pieces if canonical]


def _in_domain(text: str) -> list[Finding]:
    """The number that a domain of ENUM spells backwards, digit by digit; hashed whether or not it is valid, as behind a +."""
    digits = text[::-1].replace(".", "")
    if not digits.isdigit() or len(text) != 2 * len(digits) - 1 or not g.MIN_DIGITS <= len(digits) <= g.MAX_DIGITS:
        return []
    return [(0, len(text), "phone", numbering.international(digits) or digits)]


def _part_of_list(text: str, pieces: list[tuple[int, int]], first: int, last: int) -> bool:
    """Whether pieces of bare digits stand among more of the same: columns of counters, not a number, unless it begins with a 0."""
    if first == last and text[pieces[first][0]] == "0" and pieces[first][1] - pieces[first][0] >= TRUNKED:
        return False
    return (first, last) != (0, len(pieces) - 1) and all(text[a:b].isdigit() for a, b in pieces[first : last + 1])


def _piece(
    text: str, start: int, end: int, rules: _Rules, level: int, context: int
) -> Finding | None:
    while start < end and text[start] in TRIM_LEFT:
        start += 1
    while end > start and text[end - 1] in TRIM_RIGHT:
        end -= 1
    if end - start < g.MIN_DIGITS:
        return None
    if text[start] == "(" and ")" not in text[start:end]:
        start += 1
    piece = text[start:end]
    groups = _DIGITS.findall(piece)
    digits = "".join(groups if "(0)" not in piece else _DIGITS.findall(_TRUNK_IN_BRACKETS.sub(r"\1", piece)))
    canonical = _canonical(piece, digits, groups, rules, level, context)
    return (start, end, "phone", canonical) if canonical else None


_TYPED = late(r"\s*(?:sips?:|tel:|callto:)?\s*(\+?[\d\s().\-/~]{7,40}?)\s*(?:[;@].*|(?:x|ext\.?|#)\s?\d{1,7})?\Z", re.DOTALL | re.IGNORECASE)


def _typed(value: str) -> re.Match[str] | None:
    """A number as somebody typed it. Undisguised it needs no shadow, whose pattern takes 12 ms to compile."""
    plain = _TYPED.match(value) if value.isascii() else None
    return plain or _TYPED.match(shadow(value.encode("utf-8", "replace")).text.decode("utf-8", "replace"))


def phone_readings(value: str, regions: tuple[str, ...]) -> list[str]:
    """All canonical values that scrubbing may have given to `value` in some place of a log, the likeliest first.

    `value` is one number in any notation that is scrubbed, escaped or as a URI; [] where it is anything else.
    """
    typed = _typed(value)
    if typed is None:
        return []
    text = _TRUNK_IN_BRACKETS.sub(r"\1", typed[1])
    digits = "".join(_DIGITS.findall(text))
    if not g.MIN_DIGITS <= len(digits.lstrip("0")) <= g.MAX_DIGITS:
        return []
    if "+" in text:
        return [numbering.international(digits) or digits]
    return [*dict.fromkeys(numbering.readings(digits, regions)), digits.removeprefix("00")]
