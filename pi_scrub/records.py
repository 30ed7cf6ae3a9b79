"""The records of a CSV file (RFC 4180): how its lines become records, records become fields, and which names columns have.

Strategy: the header decides the separator (comma, semicolon, tab or bar, whichever it has most of) and the number of columns. A record is
matched as a whole by one pattern that never goes back; a quoted field may hold separators, doubled quotes and line ends. What
is no record within `RECORD_LIMIT` bytes is a broken line, and the next line begins anew: one stray quote costs one line. No I/O,
and nothing here depends on how the input was cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import NamedTuple

from pi_scrub import grammar as g

RECORD_LIMIT = 64 << 10  # bytes of a record, its line ends counted
SEPARATORS = b",;\t|"
_INSIDE = rb'(?>[^"]*+(?:""[^"]*+)*)'  # atomic, as are all repeats of groups here
_QUOTED = re.compile(rb'"' + _INSIDE + rb'"')
BOM = b"\xef\xbb\xbf"
_HINT = re.compile(rb'"?sep=([,;\t|])"?\r?\n?\Z')  # a first line for Excel

Span = tuple[int, int]


class Record(NamedTuple):
    """data[start:end] with its line end; its cells without the quotes around them, None for a line that is no record; and where they
    begin, None where each follows the separator behind the one before."""

    start: int
    end: int
    cells: list[bytes] | None
    begins: list[int] | None = None

    def places(self) -> list[Span]:
        """Where each cell stands in the data."""
        if self.cells is None:
            return []
        begins = self.begins
        if begins is None:
            begins = [*accumulate((len(cell) + 1 for cell in self.cells), initial=self.start)]
        return [(at, at + len(cell)) for at, cell in zip(begins, self.cells, strict=False)]


class Dialect:
    """One separator, and the patterns that follow from it."""

    def __init__(self, separator: bytes) -> None:
        self.separator = separator
        sep = re.escape(separator)
        pad = rb" *+" if separator == b"\t" else rb"[ \t]*+"
        quoted, bare = rb'"' + _INSIDE + rb'"' + pad + rb"(?=[\r\n]|\Z|" + sep + rb")", rb"[^\n" + sep + rb"]*+"
        field = rb"(?:" + pad + rb"(?:" + quoted + rb'|(?!")' + bare + rb"))"
        self._record = re.compile(field + rb"(?>(?:" + sep + field + rb")*)\r?(?:\n|\Z)")
        self._open = re.compile(rb"(?>(?:" + field + sep + rb")*)" + pad + rb'"' + _INSIDE + rb"\Z")
        self._fields = re.compile(rb"(?:" + pad + rb'"(' + _INSIDE + rb')"' + pad + rb"|(" + bare + rb"))(?:" + sep + rb"|(\r?\n|\Z))")

    def records(self, data: bytes) -> Iterator[Record]:
        """The records of whole lines, in order; what ends in the middle of one is broken."""
        at = 0
        while at < len(data):
            found = self._record.match(data, at, at + RECORD_LIMIT)
            if found and (found.end() == len(data) or data[found.end() - 1] == 0x0A):
                yield self._split(data, at, found.end())
                at = found.end()
            else:
                end = data.find(b"\n", at) + 1 or len(data)
                yield Record(at, end, None)
                at = end

    def whole(self, data: bytes) -> int:
        """How much of `data`, which ends in a line end, are records that what follows cannot change."""
        at = 0
        if b'"' not in data:
            return len(data)
        while at < len(data):
            quote = data.find(b'"', at)
            if quote < 0:
                return len(data)
            at = max(at, data.rfind(b"\n", at, quote) + 1)
            found = self._record.match(data, at, at + RECORD_LIMIT)
            if found and data[found.end() - 1] == 0x0A:
                at = found.end()
            elif len(data) - at < RECORD_LIMIT and self._open.match(data, at):
                return at
            else:
                at = data.find(b"\n", at) + 1 or len(data)
        return len(data)

    def _split(self, data: bytes, start: int, end: int) -> Record:
        """The record that data[start:end] is."""
        row = data[start:end]
        if b'"' not in row:
            return Record(start, end, row.rstrip(b"\n").removesuffix(b"\r").split(self.separator))
        cells, begins, at = list[bytes](), list[int](), start
        while True:
            m = self._fields.match(data, at, end)
            if m is None:  # the record's pattern has seen to it that there is one
                raise ValueError("no field")
            bare = m[1] is None
            cell = m[2] if bare else m[1]
            cells.append(cell.removesuffix(b"\r") if bare and m[3] is not None else cell)
            begins.append(m.start(2) if bare else m.start(1))
            if m[3] is not None:
                break
            at = m.end()
        return Record(start, end, cells, begins)


def dialect_of(header: bytes) -> Dialect:
    """The dialect that the first line of a file speaks."""
    plain = _QUOTED.sub(b"", header)
    counts = [plain.count(SEPARATORS[at : at + 1]) for at in range(len(SEPARATORS))]
    best = counts.index(max(counts))
    return Dialect(SEPARATORS[best : best + 1])


def hinted(line: bytes) -> Dialect | None:
    """The dialect that a first line such as `sep=;` names, which is no header yet."""
    found = _HINT.match(line.removeprefix(BOM))
    return Dialect(found[1]) if found else None


def labels_of(cells: list[bytes], judge: Callable[[bytes], int]) -> list[bytes]:
    """What stands for each column's name as a label; a bare `name`, `first` or `last` beside numbers or names of persons is a person's."""
    labels = [_label(cell, judge) for cell in cells]
    classes = [judge(label) for label in labels]
    if g.L_PHONE in classes or g.L_NAME in classes:
        return [b"person_name" if found == g.L_MAYBE else label for label, found in zip(labels, classes, strict=True)]
    return labels


def _label(cell: bytes, judge: Callable[[bytes], int]) -> bytes:
    """`Caller Number` -> `Caller_Number`, `Telefon (privat)` -> `Telefon`: whole if that says something, else before a sign."""
    text = cell.decode("utf-8", "replace").strip()
    forms = [_written(part) for part in (text, re.split(r"[(\[/:,;|]", text)[0])]
    return next((form for form in forms if judge(form) > g.L_PLAIN), forms[0])


def _written(text: str) -> bytes:
    label = re.sub(r"[^\w.\-]+", "_", text.strip()).encode()[: g.MAX_LABEL - 1].decode("utf-8", "ignore")
    return (label if label[:1].isalpha() else f"_{label}").encode()
