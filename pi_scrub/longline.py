"""A line too long to hold, scrubbed in pieces as they come.

Strategy: a piece is judged with the last bytes of what was already written before it, so that a label or cue just behind
the cut still counts, and with the brackets open there and their labels. It is cut well before its end, at a byte that no
candidate spans; the rest waits for the next piece. Where nothing breaks a run for more than 4 KiB and the run may hold a
number, it cannot be cut safely: it is withheld.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pi_scrub.owners import Owners

OVERLAP = 512  # bytes of written text kept as context: more than a label, a cue and a quote
AHEAD = 1024  # bytes before the end of a piece that wait for the next: more than the longest candidate people write
UNBROKEN = 4096  # bytes without a break that may still be cut anywhere if no digit is among them
_BREAKS = b" \t,;|&\"'<>{}[]=\r"
_LAST_BREAK = re.compile(rb"[\s,;|&\"'<>{}\[\]=][^\s,;|&\"'<>{}\[\]=]*\Z")
_FIRST_BREAK = re.compile(rb"[\s,;|&\"'<>{}\[\]=]")
_MAY_HOLD = re.compile(rb"[0-9\x80-\xff]")

Found = Sequence[tuple[int, int, bytes, str]]


class LongLine:
    """One long line. `find(bytes) -> spans` in order; `withheld` is what stands for what cannot be judged."""

    def __init__(self, find: Callable[[bytes], Found], withheld: bytes) -> None:
        self._find = find
        self._withheld = withheld
        self._open = b""  # stands for the objects open where `before` begins; judged, never written
        self._before = b""
        self._held = b""
        self._hiding = False
        self.hidden = 0  # runs withheld so far

    def feed(self, piece: bytes, *, last: bool = False) -> bytes:
        """Takes the next piece; gives clean bytes, all that is left if it is the last."""
        if self._hiding:
            piece = self._skip(piece, last)
            if self._hiding:
                return b""
        text = self._open + self._before + self._held + piece
        start = len(self._open) + len(self._before)
        spans = [span for span in self._find(text) if span[1] > start]
        end = len(text) if last else self._cut(text, start, spans)
        clean = self._splice(text, start, end, spans)
        if self._hiding:
            self.hidden += 1
            clean += self._withheld
            end = len(text)
        begin = max(len(self._open), end - OVERLAP) if not self._hiding else end
        self._open = Owners(text, 0).opened(begin) if not last else b""
        self._before, self._held = text[begin:end], text[end:]
        return clean

    def _cut(self, text: bytes, start: int, spans: Found) -> int:
        """Where to cut: at the last break before the last AHEAD bytes, outside every span."""
        target = max(start, len(text) - AHEAD)
        found = _LAST_BREAK.search(text, max(start, target - UNBROKEN), target)
        if found:
            end = found.start() + 1
        else:
            first = max(start, target - UNBROKEN)
            if _MAY_HOLD.search(text, first):
                self._hiding = True
                broken = max((text.rfind(bytes((c,)), start, first) for c in _BREAKS), default=-1)
                end = max(start, broken + 1)
            else:
                end = target
        for at, to, _, _ in spans:
            if at < end < to:
                return max(start, at)
        return end

    def _skip(self, piece: bytes, last: bool) -> bytes:
        """What follows the unbroken run in `piece`; all of it belongs to the run if nothing breaks it."""
        found = _FIRST_BREAK.search(piece)
        if found:
            self._hiding = False
            return piece[found.start() :]
        if last:
            self._hiding = False
            return b"\n" if piece.endswith(b"\n") else b""
        return b""

    @staticmethod
    def _splice(text: bytes, start: int, end: int, spans: Found) -> bytes:
        out: list[bytes] = []
        at = start
        for begin, to, replacement, _ in spans:
            if to > end:
                break
            out += (text[at : max(at, begin)], replacement)
            at = to
        out.append(text[at:end])
        return b"".join(out)
