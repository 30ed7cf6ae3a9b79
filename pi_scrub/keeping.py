"""What a policy's keep list lets pass, whatever found it.

Strategy: the last word over all spans. An entry passes where a span is that value, in any notation of its kind; of a name the
words of an entry are cut out, and the rest goes. Whoever lists a value takes the risk that it is somebody's.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

from pi_scrub.actions import Write, canonical
from pi_scrub.echoes import Span
from pi_scrub.judges import phone_readings

_CACHED = 20_000


def keeper(entries: Sequence[str], regions: tuple[str, ...], write_name: Write | None) -> Callable[[bytes, list[Span]], list[Span]]:
    """(whole lines, spans) -> the spans without what is kept. write_name: how the rest of a name is written."""
    words = "|".join(map(re.escape, sorted(entries, key=len, reverse=True))).encode()
    literal = re.compile(rb"(?<![\w\x80-\xff])(?:" + words + rb")(?![\w\x80-\xff])")
    numbers = frozenset(reading for entry in entries for reading in phone_readings(entry, regions))
    values = frozenset(entries)
    reach = max(len(entry.encode("utf-8", "surrogateescape")) for entry in entries) if entries else 0

    @functools.cache
    def listed(kind: str) -> frozenset[str]:
        return frozenset(canonical(kind, entry) for entry in entries)

    @functools.lru_cache(_CACHED)
    def kept(kind: str, text: bytes) -> bool:
        value = text.decode("utf-8", "surrogateescape")
        if kind == "phone":
            return not numbers.isdisjoint(phone_readings(value, regions))
        return value in values or canonical(kind, value) in listed(kind)

    def left(text: bytes, span: Span) -> list[Span]:
        at, to, _, kind = span
        if kind != "name" or write_name is None:
            return [] if kind != "withheld" and kept(kind, text[at:to]) else [span]
        around = literal.finditer(text, max(0, at - reach), to + reach)  # a name may be but a part of what is kept
        cuts = [(max(at, m.start()), min(to, m.end())) for m in around if m.start() < to and m.end() > at]
        if not cuts:
            return [span]
        edges = zip([at, *(end for _, end in cuts)], [*(start for start, _ in cuts), to], strict=True)
        return [piece for start, end in edges for piece in _rest(text, start, end, write_name)]

    return lambda text, spans: [piece for span in spans for piece in left(text, span)]


def _rest(text: bytes, at: int, to: int, write: Write) -> list[Span]:
    """The words between two places of a name, as a name."""
    found = _WORDS.search(text, at, to)
    return [(*found.span(), write(found[0], ""), "name")] if found else []


_WORDS = re.compile(rb"[A-Za-z\x80-\xff](?:.*[A-Za-z\x80-\xff])?", re.DOTALL)
