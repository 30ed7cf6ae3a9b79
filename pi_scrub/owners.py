"""Which object owns a label: `"customer":{"name":` is a customer's name.

Strategy: brackets are counted from the start of the line on, only as far as somebody asks; the label before an open
bracket is read only when it is asked for.
"""

from __future__ import annotations

from pi_scrub.late import late

_BRACKET = late(rb"[{\[(}\])]")
_CLOSING = frozenset((b"}", b"]", b")"))
_SEPARATORS = frozenset((b":", b"=", b">"))
_OWNER = late(rb"""([A-Za-z_][\w.\-]{0,63}+)(\\*["']?)[ \t]?[:=]>?[ \t]?\Z""")
_OWNER_ENDS = b" \t:=>"  # between a label with its quotes and the bracket
_OWNER_LABEL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"

Owner = tuple[bytes, bytes]  # a label and the quote behind it


class Owners:
    """The open brackets at a place of a block; places are asked for in ascending order."""

    DEPTH = 64

    def __init__(self, block: bytes, start: int) -> None:
        self._block, self._at = block, start
        self._stack: list[int] = []  # where the open brackets stand

    def of(self, at: int) -> bytes:
        """The label of the innermost open object that has one (arrays inherit), or b""."""
        self._walk(at)
        for bracket in reversed(self._stack):
            owner = self._owner(bracket)
            if owner:
                return owner[0]
        return b""

    def of_array(self, at: int) -> Owner | None:
        """The label of the array, or array of arrays, that is the innermost bracket open at a place."""
        self._walk(at)
        for bracket in reversed(self._stack):
            if self._block[bracket] != 0x5B:
                return None
            owner = self._owner(bracket)
            if owner:
                return owner
        return None

    def opened(self, at: int) -> bytes:
        """A text that opens what is open at a place, with its labels."""
        self._walk(at)
        labels = [owner[0] if owner else b"" for owner in map(self._owner, self._stack)]
        brackets = [self._block[bracket : bracket + 1] for bracket in self._stack]
        return b"".join(b'"%s":%s' % each if each[0] else each[1] for each in zip(labels, brackets, strict=True))

    def _walk(self, at: int) -> None:
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

    def _owner(self, bracket: int) -> Owner | None:
        before = self._block[max(0, bracket - 80) : bracket]
        left = before.rstrip(b" \t")
        if left[-1:] not in _SEPARATORS:
            return None
        label = left.rstrip(_OWNER_ENDS).rstrip(b"\"'").rstrip(b"\\")
        found = _OWNER.search(before, len(label.rstrip(_OWNER_LABEL)))
        return (found[1], found[2]) if found else None
