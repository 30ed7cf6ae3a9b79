"""Is this run of digits a phone number, and which?

Strategy: context says how much proof is wanted. Behind a strong label, in a SIP or tel URI, before an @, seven digits are
hashed as they stand (*sure*). Behind a weak label or a cue word, or filling a cell, they must be a valid number
(*valid*). With none of these they must also be written as people write numbers (*shaped*), in a configured region.
A + counts as sure. A run may hold several numbers, dates or addresses beside a number: it is cut at white space, and the
longest piece that convinces wins. Digits and bounded pieces are all that libphonenumber ever sees.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from pi_scrub import grammar as g
from pi_scrub.judges import numbering
from pi_scrub.shadow import shadow

Finding = tuple[int, int, str, str]  # start, end, kind, canonical value

SURE, VALID, SHAPED = 3, 2, 1

_SURE_LABELS = frozenset((g.L_PHONE, g.L_TEL, g.L_SIP, g.L_NAME))
_VALID_LABELS = frozenset((g.L_WEAK, g.L_PARTY, g.L_MAYBE))
_PIECES = re.compile(r"[^\s~]+")
_DIGITS = re.compile(r"\d+")
_TRUNK_IN_BRACKETS = re.compile(r"(?<=\d)([\s.\-/]?)\(0\)")
_PASSES = re.compile(  # what a run of digits may hold beside a number
    r"""(?<![\d.])(?:
      (?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}   # IPv4
    | (?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)-){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?=\Z|\s)   # as in reverse DNS
    | [12]\d{3}[\-/.][01]?\d[\-/.][0-3]?\d | [0-3]?\d[\-/.][01]?\d[\-/.](?:19|20)\d\d    # dates
    | [01]?\d/[0-3]?\d/(?:19|20)?\d\d
    | [12]\d{3}-[01]\d
    | \d\d\.\d\d\.\d\d\.\d{3,}                                                              # times with dots
    | 1\d{9}\.\d+(?:\.\d+)?                                                              # epochs with a fraction
    )(?![\d.])""",
    re.VERBOSE,
)
_EPOCH = re.compile(  # seconds, ms, µs, ns of 2001 to 2033; 20240318, 20240318141503
    r"1[0-9]{9}(?:\d{3}){0,3}\Z|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?\Z"
)
_DECIMAL = re.compile(r"\d+\.\d+\Z")
_MAX_PIECES = 8  # groups in the longest number anybody writes


def judge_phone(regions: tuple[str, ...]) -> Callable[[bytes, int], list[Finding]]:
    """The judge for a policy's regions: (candidate, context) -> findings, each (start, end, "phone", canonical)."""

    def judge(candidate: bytes, context: int) -> list[Finding]:
        text = candidate.decode("ascii", "replace")
        if "+" in text:
            return _international(text, regions, context)
        level = _level(context)
        if text.isdigit():
            canonical = _canonical(text, text, regions, level, context)
            return [(0, len(text), "phone", canonical)] if canonical else []
        return _pieces(text, regions, level, context)

    return judge


def _level(context: int) -> int:
    label = context & g.LABEL
    if label in _SURE_LABELS or context & (g.A_AT | g.A_DISPLAY):
        return SURE
    if label in _VALID_LABELS or context & (g.C_PHONE | g.C_TO | g.A_CELL):
        return VALID
    return SHAPED


def _international(text: str, regions: tuple[str, ...], context: int) -> list[Finding]:
    """Numbers with a +: each is hashed, as E.164 where it is valid, else as its digits."""
    findings: list[Finding] = []
    starts = [m.start() for m in re.finditer(r"\(?\+", text)]
    whole = "".join(_DIGITS.findall(text))
    if len(starts) > 1 and (numbering.international(whole) or len(whole) <= g.MAX_DIGITS):
        starts = starts[:1]  # + for a space: `+54+600-123-4066`
    for start, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        end, canonical = _longest_international(text[start:stop])
        if canonical and context & g.A_GLUED and start == 0 and not canonical.startswith("+"):
            continue  # `1.2.3+20240318`: behind a letter or digit only a valid number counts
        if canonical:
            findings.append((start, start + end, "phone", canonical))
            behind = start + end
            findings += [
                (behind + a, behind + b, kind, value) for a, b, kind, value in _pieces(text[behind:stop], regions, SHAPED, 0)
            ]
    return findings


def _longest_international(text: str) -> tuple[int, str | None]:
    """The end of the longest valid number that `text` begins with, and its E.164 form."""
    ends = [m.end() for m in _DIGITS.finditer(text)][: 2 * _MAX_PIECES]
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


def _canonical(text: str, digits: str, regions: tuple[str, ...], level: int, context: int) -> str | None:
    """What one piece stands for, or None where the proof does not reach its level."""
    if len(digits) < g.MIN_DIGITS or len(digits.lstrip("0")) > g.MAX_DIGITS:
        return None
    if level < SURE and digits == text and _EPOCH.match(digits) and not context & g.C_PHONE:
        return None
    if level < SURE and (context & g.A_GLUED or not _written(text, context)):
        return None
    if level == SHAPED and not _shaped(text, digits, regions):
        return None
    cell_only = level == VALID and not context & (g.LABEL | g.C_PHONE | g.C_TO)
    for reading in numbering.readings(digits, regions, trunkless=not cell_only):
        if level > SHAPED or _belongs(text, digits, reading, regions):
            return reading
    if level == SURE:
        return digits.removeprefix("00")
    return None


def _written(text: str, context: int) -> bool:
    """Whether digits with separators could be a number at all where nothing is sure: no decimal, no version, no single digits."""
    groups = _DIGITS.findall(text)
    if len(groups) == 2 and _DECIMAL.match(text):
        return bool(context & (g.C_PHONE | g.C_TO)) or context & g.LABEL != 0
    if len(groups) > 2 and "." in text:
        return min(map(len, groups)) > 1
    return True


def _shaped(text: str, digits: str, regions: tuple[str, ...]) -> bool:
    """Whether digits without any context may be written as people write numbers of a configured region."""
    groups = _DIGITS.findall(text)
    if digits.startswith("00"):
        return len(digits) >= 11 and len(groups[0]) > 1
    if len(groups) == 1:
        return digits.startswith("0") and len(digits) >= 9
    if len(groups) == 2 and "." in text:
        return False
    if text.startswith("(") or digits.startswith("0"):
        return all(2 <= len(group) <= 8 for group in groups) and len(groups[0]) <= 5
    return any(numbering.may_group(groups, region) for region in regions)


def _belongs(text: str, digits: str, reading: str, regions: tuple[str, ...]) -> bool:
    """Whether what is shaped like a number, and is one, is one of a configured region and grouped as there."""
    if digits.startswith("00"):
        return True
    if not reading.startswith(_prefixes(regions)):
        return False
    if text.startswith("(") or digits.startswith("0"):
        return True
    return numbering.grouped_like(_DIGITS.findall(text), reading, numbering.main_region(reading))


@functools.cache
def _prefixes(regions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"+{numbering.calling_code(region)}" for region in regions)


def _pieces(text: str, regions: tuple[str, ...], level: int, context: int) -> list[Finding]:
    """The numbers in a run with separators, longest pieces first, from left to right."""
    passes = level < SURE and _PASSES.search(text) is not None
    whole = None if passes else _piece(text, 0, len(text), regions, level, context)
    if whole:
        return [whole]
    findings: list[Finding] = []
    blanked = _PASSES.sub(lambda m: "\x00" * len(m[0]), text) if passes else text
    pieces = [(m.start(), m.end()) for m in _PIECES.finditer(blanked) if "\x00" not in m[0]]
    at, tried = 0, 0 if passes else len(pieces)
    while at < len(pieces):
        for last in range(min(len(pieces), at + _MAX_PIECES) - 1, at - 1, -1):
            if pieces[last][1] - pieces[at][0] < g.MIN_DIGITS:
                break
            if last - at + 1 == tried or (level == SHAPED and _part_of_list(text, pieces, at, last)):
                continue
            found = _piece(text, pieces[at][0], pieces[last][1], regions, level, context)
            if found:
                findings.append(found)
                at = last
                break
        at += 1
        level = min(level, SHAPED)  # what stands before the run speaks for its first piece
    return findings


def _part_of_list(text: str, pieces: list[tuple[int, int]], first: int, last: int) -> bool:
    """Whether pieces of bare digits stand among more of the same: columns of counters, not a number."""
    return (first, last) != (0, len(pieces) - 1) and all(text[a:b].isdigit() for a, b in pieces[first : last + 1])


def _piece(
    text: str, start: int, end: int, regions: tuple[str, ...], level: int, context: int
) -> Finding | None:
    while start < end and text[start] in "-./~ )":
        start += 1
    while end > start and text[end - 1] in "-./~ (":
        end -= 1
    if end - start < g.MIN_DIGITS:
        return None
    if text[start] == "(" and ")" not in text[start:end]:
        start += 1
    piece = text[start:end]
    digits = "".join(_DIGITS.findall(_TRUNK_IN_BRACKETS.sub(r"\1", piece)))
    canonical = _canonical(piece, digits, regions, level, context)
    return (start, end, "phone", canonical) if canonical else None


_TYPED = re.compile(r"\s*(?:sips?:|tel:|callto:)?\s*(\+?[\d\s().\-/~]{7,40}?)\s*(?:[;@].*|(?:x|ext\.?|#)\s?\d{1,7})?\Z", re.DOTALL | re.IGNORECASE)


def phone_readings(value: str, regions: tuple[str, ...]) -> list[str]:
    """All canonical values that scrubbing may have given to `value` in some place of a log, the likeliest first.

    `value` is one number in any notation that is scrubbed, escaped or as a URI; [] where it is anything else.
    """
    typed = _TYPED.match(shadow(value.encode("utf-8", "replace")).text.decode("utf-8", "replace"))
    if typed is None:
        return []
    text = _TRUNK_IN_BRACKETS.sub(r"\1", typed[1])
    digits = "".join(_DIGITS.findall(text))
    if not g.MIN_DIGITS <= len(digits.lstrip("0")) <= g.MAX_DIGITS:
        return []
    if "+" in text:
        return [numbering.international(digits) or digits]
    return [*dict.fromkeys(numbering.readings(digits, regions)), digits.removeprefix("00")]
