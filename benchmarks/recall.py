"""What a scrubber found and missed on labelled lines, seen from outside: lines in, lines out.

Speed without recall says nothing, so this stands beside every speed that is measured here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.fields import Truth


class Recall(NamedTuple):
    """Shares from 0 to 1, of the labelled lines, numbers and names."""

    lines: int
    phones: float  # true phone numbers that no longer stand in the line
    names: float  # true names that no longer stand there, nor any word of theirs of three letters or more
    intact: float  # lines whose every character outside the true spans came through unchanged
    one_token: float  # numbers seen twice or more, always replaced by the same text (intact lines)


def recall(truths: Sequence[Truth], outputs: Sequence[str]) -> Recall:
    """Compares what came out, line for line, with the truth. ValueError where the lines are not as many."""
    phones: list[bool] = []
    names: list[bool] = []
    intact: list[bool] = []
    tokens: defaultdict[str, list[str]] = defaultdict(list)
    for truth, output in zip(truths, outputs, strict=True):
        spans = sorted([(s, e, n) for s, e, n in truth.phones] + [(s, e, "") for s, e in truth.names])
        standing = _standing(truth.line, output, [(s, e) for s, e, _ in spans])
        intact.append(standing is not None)
        for place, (start, end, number) in enumerate(spans):
            raw = truth.line[start:end]
            now = standing[place] if standing is not None else output
            if number:
                phones.append(raw not in now)
                if standing is not None:
                    tokens[number].append(now)
            else:
                names.append(raw not in now and not set(_words(raw)) & set(_words(now)))
    repeated = [set(seen) for seen in tokens.values() if len(seen) > 1]
    return Recall(
        len(truths),
        _share(phones),
        _share(names),
        _share(intact),
        _share([len(seen) == 1 for seen in repeated]),
    )


def _standing(line: str, output: str, spans: list[tuple[int, int]]) -> list[str] | None:
    """What stands in the output in place of each span; None where something outside them changed."""
    pattern, last = "", 0
    for start, end in spans:
        # a JSON number becomes a quoted token, so quotes around the span are part of what replaced it
        pattern += re.escape(line[last:start]) + '"?(.{1,400}?)"?'
        last = end
    match = re.fullmatch(pattern + re.escape(line[last:]), output)
    return list(match.groups()) if match else None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text)


def _share(found: Sequence[bool]) -> float:
    return round(sum(found) / len(found), 5) if found else 1.0
