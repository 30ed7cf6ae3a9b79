"""A CSV file through a scrubber: its header names the columns of all rows.

Strategy: each row becomes one line of JSON, `{"column":"value",…}`, with every value's bytes at their length, so labels, names told by one
field and all else work as in any log line; what is replaced there is cut out of the row itself. The rows keep their
number of lines and columns. The blocks of a file are cut anew between records, in order and by one thread, before others scrub them.
A row that is none, or has not as many fields as the header, is withheld: nobody knows what stands in which column.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from operator import add
from threading import Lock

from pi_scrub.blocks import Block, Blocks, Part
from pi_scrub.echoes import Span
from pi_scrub.errors import InputError
from pi_scrub.records import BOM, Dialect, Record, dialect_of, hinted, labels_of
from pi_scrub.scrubber import WITHHELD, Counts, Scrubber

Edit = tuple[int, int, bytes]  # what stands in data[start:end] from now on
_AS_TEXT = bytes.maketrans(b'"\n', b"'\r")  # inside a value, so that the line's own quotes and end are the only ones


class Table:
    """What a file's header says. Raises InputError for a line that is no header."""

    def __init__(self, header: bytes, dialect: Dialect, scrubber: Scrubber) -> None:
        (record,) = dialect.records(header)
        cells = record.cells or []
        _check_header(header, cells, scrubber)
        self.dialect = dialect
        self.columns = len(cells)
        openings = [b'"%s":"' % label for label in labels_of(cells, scrubber.label_class)]
        self._line = b"{" + b",".join(opening + b'%b"' for opening in openings) + b"}\n"
        self._fixed = [*accumulate((len(opening) + 2 for opening in openings[1:]), initial=len(openings[0]) + 1)]  # before each value, without values
        self._withheld = dialect.separator.join([WITHHELD] * self.columns)

    def clean(self, data: bytes, scrubber: Scrubber, counts: Counts) -> bytes:
        """The clean rows of whole records."""
        records = list(self.dialect.records(data))
        counts.bytes += len(data)
        counts.lines += data.count(b"\n") + (data[-1:] not in (b"\n", b""))
        try:
            return self._clean(data, records, scrubber, counts)
        except Exception:  # fail closed, row by row; what was raised may hold the row
            return b"".join(self._alone(data, record, scrubber, counts) for record in records)

    def withheld(self, line: bytes, counts: Counts) -> bytes:
        """What stands for lines that cannot be judged: as many, each with as many columns."""
        counts.withheld += 1
        ends = [b"\r\n" if end.endswith(b"\r") else b"\n" for end in line.split(b"\n")[:-1]]
        return b"".join(self._withheld + end for end in ends) + (b"" if line.endswith(b"\n") else self._withheld)

    def _alone(self, data: bytes, record: Record, scrubber: Scrubber, counts: Counts) -> bytes:
        row = data[record.start : record.end]
        try:
            return self._clean(row, list(self.dialect.records(row)), scrubber, counts)
        except Exception:
            return self.withheld(row, counts)

    def _clean(self, data: bytes, records: list[Record], scrubber: Scrubber, counts: Counts) -> bytes:
        done, broken, rows, lines = Counts(), list[Record](), list[Record](), list[bytes]()
        for record in records:
            cells = self._judged(record)
            if cells is None:
                broken.append(record)
            elif cells:
                rows.append(record)
                lines.append(self._line % tuple(cells))
        edits = self._edits(data, rows, lines, scrubber.spans(b"".join(lines), done))
        out, last = list[bytes](), 0
        for record in broken:
            out += (_edited(data, last, record.start, edits), self.withheld(data[record.start : record.end], done))
            last = record.end
        out.append(_edited(data, last, len(data), edits))
        counts.add(done)
        return b"".join(out)

    def _judged(self, record: Record) -> list[bytes] | None:
        """The values to look at; None for a row that is withheld. A blank line has none, and what is behind the last column is empty."""
        cells, columns = record.cells, self.columns
        if cells is None:
            return None
        if len(cells) != columns:
            if cells == [b""]:
                return []
            if len(cells) < columns or any(cells[columns:]):
                return None
            cells = cells[:columns]
        return cells if record.begins is None else [cell.translate(_AS_TEXT) for cell in cells]

    def _edits(self, data: bytes, rows: list[Record], lines: list[bytes], spans: list[Span]) -> list[Edit]:
        """What to replace in the data: the spans of the lines, cut to the values they lie in."""
        edits, starts, seen = list[Edit](), [*accumulate(map(len, lines), initial=0)], -1
        places, values = list[tuple[int, int]](), list[tuple[int, int]]()  # of a row's cells in the data, of its values in the lines
        for at, to, written, _ in spans:
            row = bisect_right(starts, at) - 1
            if row != seen:
                seen, places = row, rows[row].places()[: self.columns]
                sizes = [end - start for start, end in places]
                begins = map(add, self._fixed, accumulate(sizes, initial=starts[row]))
                values = [(begin, begin + size) for begin, size in zip(begins, sizes, strict=False)]
            for number in range(max(0, bisect_right(values, (at, at)) - 1), len(values)):
                start, end = values[number]
                if start >= to:
                    break
                if at < end:
                    move = places[number][0] - start
                    edits.append(_edit(data, places[number], max(at, start) + move, min(to, end) + move, written, self.dialect.separator))
        return edits


class CsvRun:
    """One CSV file's way through a scrubber: what `Run` is for lines. Several threads may give it blocks of rows at once.

    current: the scrubber to use for the next block. counts: what is done is added here. writers: and here the ids of the keys
    that wrote.
    """

    def __init__(self, current: Callable[[], Scrubber], counts: Counts, writers: list[str] | None = None) -> None:
        self.counts = counts
        self._writers = [] if writers is None else writers
        self._current = current
        self._counting = Lock()
        self._table: Table | None = None
        self._dialect: Dialect | None = None
        self._held = b""
        self._long = False

    def arranged(self, blocks: Iterable[Block | None], label: str) -> Iterator[Block | None]:
        """The blocks of a file, cut between its records, the header first; by one thread. Raises InputError that names `label`."""
        try:
            for block in blocks:
                if block is None:
                    yield None
                elif block.part is Part.WHOLE:
                    yield from self._arranged(block.data, label)
                elif self._table is None:
                    raise InputError(f"{label}: its first line is too long for the header of a CSV file")
                else:
                    yield from self._rest()
                    yield block
        except Exception:  # the source broke off, or we are to end: the lines in hand go out
            yield from self._rest()
            raise
        yield from self._rest()

    def block(self, block: Block) -> bytes:
        """The clean bytes of the next block."""
        done, table, scrubber = Counts(), self._table, self._current()
        if block.part is Part.HEADER:
            done.bytes, done.lines = len(block.data), block.data.count(b"\n") + (not block.data.endswith(b"\n"))
            clean = block.data
        elif table is None:
            raise InputError("rows came before the header of a CSV file")
        elif block.part is Part.WHOLE:
            clean = table.clean(block.data, scrubber, done)
        else:
            clean = self._piece(block, table, done)
        writer = scrubber.keyring.active.id
        with self._counting:
            self.counts.add(done)
            if writer not in self._writers:
                self._writers.append(writer)
        return clean

    def _piece(self, block: Block, table: Table, done: Counts) -> bytes:
        """A line too long to be a row: withheld when it ends."""
        self._long = self._long or block.part is Part.PIECE
        done.bytes += len(block.data)
        if block.part is Part.PIECE or not self._long:
            return b""
        self._long = False
        done.lines += 1
        return table.withheld(b"\n" if block.data.endswith(b"\n") else b"x", done)

    def _arranged(self, data: bytes, label: str) -> Iterator[Block]:
        self._held += data
        if self._table is None:
            size = self._header(label)
            if not size:
                return
            yield Block(self._held[:size], Part.HEADER)
            self._held = self._held[size:]
        end = self._table.dialect.whole(self._held) if self._table and self._held.endswith(b"\n") else 0
        if end:
            yield Block(self._held[:end], Part.WHOLE)
            self._held = self._held[end:]

    def _header(self, label: str) -> int:
        """Reads the header; how many bytes it and what is before it take, 0 where it is not there yet."""
        at = 0
        while at < len(self._held):
            end = self._held.find(b"\n", at) + 1 or len(self._held)
            line = self._held[at:end]
            named = hinted(line) if at == 0 else None
            self._dialect = named or self._dialect
            if not named and line.strip():
                problem = ""
                try:
                    self._table = Table(line.removeprefix(BOM), self._dialect or dialect_of(line), self._current())
                except InputError as error:
                    problem = str(error)
                if problem:
                    raise InputError(f"{label}: {problem}")
                return end
            at = end
        return 0

    def _rest(self) -> Iterator[Block]:
        """What waited for the end of a record, which will not come; without a header only blank lines go out."""
        held, self._held = self._held, b""
        if held and (self._table or not held.strip()):
            yield Block(held, Part.WHOLE if self._table else Part.HEADER)


def scrub_csv(scrubber: Scrubber, data: bytes, counts: Counts | None = None) -> bytes:
    """The clean bytes of a whole CSV file, header first. Adds to `counts` where one is given. Raises InputError where the first
    line is no header."""
    run, blocks = CsvRun(lambda: scrubber, Counts() if counts is None else counts), Blocks()
    given = (block for part in (blocks.feed(data), blocks.flush()) for block in part)
    return b"".join(run.block(block) for block in run.arranged(given, "the CSV text") if block)


def _check_header(header: bytes, cells: list[bytes], scrubber: Scrubber) -> None:
    """Raise InputError, without a word of it, for a line that is no header: it would be written as it stands."""
    spans = scrubber.spans(header, Counts())
    column = next((number for number, cell in enumerate(cells, 1) if sum(48 <= c <= 57 for c in cell) > 6 or b"@" in cell), 0)
    if spans or column or not any(cell.strip(b"0123456789 \t.,-") for cell in cells):
        where = f"column {column}" if column else f"byte {spans[0][0]}" if spans else "every column"
        raise InputError(
            f"the first line of a CSV file must name its columns, and {where} of it holds a value; put a header line before it, or scrub it as lines"
        )


def _edit(data: bytes, field: tuple[int, int], at: int, to: int, written: bytes, separator: bytes) -> Edit:
    """A replacement that leaves CSV: no doubled quote is cut in two, line ends stay, and a bare field gets no sign of CSV."""
    first, last = field
    at -= data[at : at + 1] == b'"' and _quotes_before(data, first, at) % 2
    to += data[to : to + 1] == b'"' and _quotes_before(data, at, to) % 2
    if data[first - 1 : first] != b'"' and (separator in written or b'"' in written):
        written = WITHHELD
    return at, min(to, last), written + b"\n" * data.count(b"\n", at, to)


def _quotes_before(data: bytes, first: int, at: int) -> int:
    """How many quotes stand side by side right before a place of a field that begins at `first`."""
    before = data[first:at]
    return len(before) - len(before.rstrip(b'"'))


def _edited(data: bytes, start: int, end: int, edits: list[Edit]) -> bytes:
    """data[start:end] with the edits that lie in it; they are in order."""
    out, last = list[bytes](), start
    for at, to, written in edits[bisect_left(edits, (start,)) : bisect_left(edits, (end,))]:
        out += (data[last:at], written)
        last = to
    out.append(data[last:end])
    return b"".join(out)
