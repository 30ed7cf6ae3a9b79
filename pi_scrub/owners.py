"""Which object owns a label: `"customer":{"name":` is a customer's name.

Strategy: brackets are counted from the start of the line on, only as far as somebody asks; the label before an open
bracket is read only when it is asked for.
"""

from __future__ import annotations

import re

_BRACKET = re.compile(rb"[{\[(}\])]")
_CLOSING = frozenset((b"}", b"]", b")"))
_SEPARATORS = frozenset((b":", b"=", b">"))
_OWNER = re.compile(rb"""([A-Za-z_][\w.\-]{0,63}+)\\*["']?[ \t]?[:=]>?[ \t]?\Z""")


class Owners:
    """The open brackets at a place of a block; places are asked for in ascending order."""

    DEPTH = 64

    def __init__(self, block: bytes, start: int) -> None:
        self._block, self._at = block, start
        self._stack: list[int] = []  # where the open brackets stand

    def of(self, at: int) -> bytes:
        """The label of the innermost open object that has one (arrays inherit), or b""."""
        line = self._block.rfind(b"\n", self._at, at) + 1
        if line:
            self._at = line
            self._stack.clear()
        for bracket in _BRACKET.finditer(self._block, self._at, at):
            if bracket[0] in _CLOSING:
                if self._stack:
                    self._stack.pop()
            elif len(self._stack) < self.DEPTH:
                self._stack.append(bracket.start())
        self._at = at
        for open_at in reversed(self._stack):
            before = self._block[max(0, open_at - 80) : open_at]
            owner = _OWNER.search(before) if before.rstrip(b" \t")[-1:] in _SEPARATORS else None
            if owner:
                return owner[1]
        return b""
