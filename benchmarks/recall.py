"""What a scrubber found and missed on labelled lines, seen from outside: lines in, lines out.

Speed without recall says nothing, so this stands beside every speed that is measured here. The first question is
whether all text outside the true spans came through; if so, what stands between is what replaced them. If not, both
lines are aligned, so that a scrubber that takes too much is not said to have missed what it took.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.fields import Truth

REST = 6  # digits in a row that still stand where a number stood, and give it away
# Neither personal truth nor clean text: e-mail addresses and SIP users outside the true spans may be kept or replaced.
NEUTRAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<=sip:)[^\s@>;:\"]+(?=@)|(?<=sips:)[^\s@>;:\"]+(?=@)")
TOKEN = re.compile(r"ph_[a-z0-9]{1,16}_[a-p]{32}")


class Recall(NamedTuple):
    """Shares from 0 to 1, of the labelled lines, numbers and names."""

    lines: int
    phones: float  # true phone numbers that no longer stand in the line, nor six digits in a row where they stood
    names: float  # true names that are gone from where they stood, with every word of theirs of three letters or more
    intact: float  # lines whose every character outside the true spans came through unchanged
    one_token: float  # numbers seen twice or more, always replaced by the same text, which no other number got


def recall(truths: Sequence[Truth], outputs: Sequence[str]) -> Recall:
    """Compares what came out, line for line, with the truth. ValueError where the lines are not as many."""
    phones: list[bool] = []
    names: list[bool] = []
    intact: list[bool] = []
    tokens: defaultdict[str, list[str]] = defaultdict(list)
    for truth, output in zip(truths, outputs, strict=True):
        spans = sorted([(s, e) for s, e, _ in truth.phones] + truth.names)
        whole, now = _standing(truth.line, output, spans)
        here = dict(zip(spans, now, strict=True))
        intact.append(whole)
        for start, end, number in truth.phones:
            gone = _phone_is_gone(truth.line[start:end], here[start, end], output)
            phones.append(gone)
            if gone and number:
                tokens[number].append(_token(here[start, end]))
        names += [_name_is_gone(truth.line[start:end], here[start, end]) for start, end in truth.names]
    return Recall(len(truths), _share(phones), _share(names), _share(intact), _share(_told_apart(tokens)))


def _phone_is_gone(raw: str, now: str, output: str) -> bool:
    left = _digits(TOKEN.sub("", now))
    return now != raw and raw not in output and not (len(left) >= REST and left in _digits(raw))


def _name_is_gone(raw: str, now: str) -> bool:
    return raw not in now and not set(_words(raw)) & set(_words(now))


def _token(now: str) -> str:
    """What replaced a number, without an extension that was left, or the quotes that a JSON number got."""
    found = TOKEN.search(now)
    return found[0] if found else now.strip('"')


def _told_apart(tokens: dict[str, list[str]]) -> list[bool]:
    """Of each number seen twice or more: one token, that is no other number's. An `X` for all of them is none."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for number, seen in tokens.items():
        for token in seen:
            owners[token].add(number)
    repeated = [seen for seen in tokens.values() if len(seen) > 1]
    return [len(set(seen)) == 1 and len(owners[seen[0]]) == 1 for seen in repeated]


def _standing(line: str, output: str, spans: list[tuple[int, int]]) -> tuple[bool, list[str]]:
    """Whether all text outside the spans came through, and what stands in the output in place of each."""
    edges = [0, *(edge for span in spans for edge in span), len(line)]
    kept = [line[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    pattern = "(.{0,400}?)".join("(?:.{1,400}?)".join(map(re.escape, NEUTRAL.split(part))) for part in kept)
    match = re.fullmatch(pattern, output, re.DOTALL)
    return (True, list(match.groups())) if match else (False, _aligned(line, output, spans))


def _aligned(line: str, output: str, spans: list[tuple[int, int]]) -> list[str]:
    blocks = difflib.SequenceMatcher(None, line, output, autojunk=False).get_matching_blocks()

    def place(index: int, right: bool) -> int:
        for block in blocks:
            if block.a <= index < block.a + block.size or (right and index == block.a + block.size):
                return block.b + index - block.a
            if index < block.a:
                return block.b
        return len(output)

    return [output[place(start, False) : place(end, True)] for start, end in spans]


def _digits(text: str) -> str:
    """The decimal digits of any script, as ASCII."""
    values = (unicodedata.decimal(char, None) for char in text)
    return "".join(str(value) for value in values if value is not None)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text)


def _share(found: Sequence[bool]) -> float:
    return round(sum(found) / len(found), 5) if found else 1.0
