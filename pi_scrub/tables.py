"""Values that a place names, not a label: of SQL's VALUES, of rows of JSON behind their columns, of HL7's and X12's segments.

Strategy: each such value gets its label written before it (`('4155550132','Maria Wells')` becomes `(phone='4155550132',name='Maria Wells')`),
as an edit of the shadow; labels, owners and all else then work as in any line, and what is replaced is cut out of the line as it stood.
What cannot be read as a table stays as it is. Nothing here runs on a line in which TABLED finds nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from pi_scrub.late import late

Edit = tuple[int, int, bytes]  # what stands in line[start:end] is read as

TABLED_TEXT = (  # where a table's values begin, behind what `shadow.ENCODED` looks for, too
    rb"(?:VALUES|values)[ ]{0,2}\(|\[[ ]?\[(?=[\x22\\\d])|(?:MSH|PID|NK1|PV1|ORC|OBR|GT1|IN1)\||(?:NM1|PER)\*"
)
TABLED = late(rb"(?<![A-Za-z0-9+])(?:" + TABLED_TEXT + rb")")
_REACH = 4096  # bytes in which columns stand
_SEGMENT_REACH = 128  # and a contact's numbers

_VALUES = late(rb"(?:VALUES|values)[ ]{0,2}(?=\()")
_COLUMNS = late(rb"\(([^()\n]{1,%d}+)\)[ ]*" % _REACH)
_QUOTES = b" \t`\"'[]\\"
_COLUMN = late(rb"[A-Za-z_\x80-\xff][\w \-\x80-\xff]{0,62}")
_VALUE = late(  # one that may be personal is group 1; else a name, a function's call, a mark for a parameter
    rb"""[ ]{0,4}(?:[NnEe](?='))?(?:('(?:[^'\\\n]|''|\\[^\n])*+'|\\++u0027(?:[^\\\n]|\\++(?!u0027))*+\\++u0027"""
    rb"""|"(?:[^"\\\n]|\\[^\n])*+"|(\\++)"[^"\\\n]*+\2"|\d[\d.]*+(?=[ ]*[,)\]]))"""
    rb"""|[^\s,()\[\]{}"'\\]++(?:\([^()\n]{0,64}\))?+)"""
)
_BEHIND = late(rb"[ ]*([,)\]])")
_NEXT_ROW = late(rb"[ ]*,[ ]*(?=[(\[])")
_ROWS = late(rb"\[(?=[ ]?\[[\x22\\\d])[ ]?")
_HEAD = late(rb"\\*\x22(?:columns?|cols|fields|headers?|columnNames|column_names|names|keys|schema)\\*\x22[ ]?:[ ]?\[([^\[\]\n]{1,%d})\]" % _REACH)
_NAMED = late(rb"\\*\x22name\\*\x22[ ]?:[ ]?(\\*\x22[^\x22\\\n]{1,64}\\*\x22)")
_TEXT = late(rb"\\*\x22[^\x22\\\n]{1,64}\\*\x22")

# Segments of HL7 2.x: the fields of persons, those that begin with an id, and those of telephone numbers (HL7 2.5.1, chapters 3 and 4).
_SEGMENTS: dict[bytes, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = {
    b"PID": ((5, 6, 9), (), (13, 14)), b"NK1": ((2,), (), (5, 6)), b"PV1": ((), (7, 8, 9, 17), ()), b"ORC": ((), (10, 11, 12), (14,)),
    b"OBR": ((), (10, 16), (17,)), b"GT1": ((3,), (), (6, 7)), b"IN1": ((16,), (), (7,)),
}  # fmt: skip
_NUMBER = b"tn="  # a label that says nothing of what stands further away
_SEGMENT = late(rb"""(?:(?<![A-Za-z0-9])|(?<=\\[rn]))(PID|NK1|PV1|ORC|OBR|GT1|IN1)\|[^"'\\\r\n]*+""")
_AREA_AND_NUMBER = late(rb"(?<=\^)(\d{2,5})\^(?=\d{5,10}(?!\d))")
_X12_NAME = late(rb"""(?<![A-Za-z0-9])NM1\*[A-Z0-9]{2,3}\*1\*(?=[A-Za-z\x80-\xff])([^*~"\\\r\n]{1,64}(?:\*[^*~"\\\r\n]{1,64}){0,2}+)(\*?)""")
_X12_CONTACT = late(rb"""(?<![A-Za-z0-9])PER\*[A-Z0-9]{2}\*([^*~"\\\r\n]{0,64})(\*?)""")
_X12_NUMBER = late(rb"\*(?:TE|CP|FX|HP|WP)\*(?=[\d(+])")


def table_edits(line: bytes) -> list[Edit]:
    """What to read otherwise in a line so that its tables' values have labels; in order."""
    edits = [*_of_sql(line), *_of_json(line)]
    if b"^" in line and b"|" in line:
        edits += _of_hl7(line)
    if b"*" in line:
        edits += _of_x12(line)
    edits = sorted({*edits})
    return [edit for at, edit in enumerate(edits) if at == 0 or edit[0] >= edits[at - 1][1]]


def _of_sql(line: bytes) -> Iterator[Edit]:
    """The columns of an INSERT before each of its values."""
    for values in _VALUES.finditer(line):
        opens = line.rfind(b"(", max(0, values.start() - _REACH), values.start())
        columns = _COLUMNS.fullmatch(line, opens, values.start()) if opens >= 0 else None
        if columns:
            names = [name.strip(_QUOTES).rpartition(b".")[2] for name in columns[1].split(b",")]
            yield from _labelled(line, values.end(), [name + b"=" if _COLUMN.fullmatch(name) else b"" for name in names])


def _of_json(line: bytes) -> Iterator[Edit]:
    """The keys that a list of columns gives before each element of the rows behind or before it."""
    heads = [*_HEAD.finditer(line)] if b"[[" in line or b"[ [" in line else []
    places = [head.start() for head in heads]
    labels = [[key + b":" for key in _keys(head[1])] for head in heads]
    for rows in _ROWS.finditer(line) if heads else ():
        yield from _labelled(line, rows.end(), labels[max(0, bisect_left(places, rows.start()) - 1)])


def _keys(columns: bytes) -> list[bytes]:
    """The names of columns, in their quotes: a list of texts, or of objects that have a name."""
    return _NAMED.findall(columns) or ([] if b"{" in columns else _TEXT.findall(columns))


def _labelled(line: bytes, at: int, labels: list[bytes]) -> Iterator[Edit]:
    """Labels before the values of the rows that begin at a place, as far as rows have as many values as there are labels."""
    while labels:
        places, at = _row(line, at + 1)
        if len(places) != len(labels):
            return
        for place, label in zip(places, labels, strict=True):
            if place >= 0 and label:
                yield place, place, b"," + label if line[place - 1 : place].isalnum() else label
        behind = _NEXT_ROW.match(line, at)
        if behind is None:
            return
        at = behind.end()


def _row(line: bytes, at: int) -> tuple[list[int], int]:
    """Where each value of a row begins, -1 for one that is no text or number, and the end of the row; no value where it cannot be read."""
    places = list[int]()
    while True:
        value = _VALUE.match(line, at)
        behind = _BEHIND.match(line, value.end()) if value else None
        if value is None or behind is None:
            return [], at
        places.append(value.start(1))
        at = behind.end()
        if behind[1] != b",":
            return places, at


def _of_hl7(line: bytes) -> Iterator[Edit]:
    for segment in _SEGMENT.finditer(line):
        names, persons, phones = _SEGMENTS[segment[1]]
        at = segment.start()
        for number, field in enumerate(segment[0].split(b"|")):
            if number in names and b"^" in field and field[:1] != b"^":
                yield at, at, b"patient_name="
            elif number in persons and field.count(b"^") > 1:
                behind = at + field.index(b"^") + 1
                yield behind, behind, b"doctor_name="
            elif number in phones:
                for area in _AREA_AND_NUMBER.finditer(line, at, at + len(field)):
                    yield area.start(), area.start(), _NUMBER
                    yield area.end() - 1, area.end(), b"-"
            at += len(field) + 1


def _of_x12(line: bytes) -> Iterator[Edit]:
    for name in _X12_NAME.finditer(line):
        yield name.start(1), name.start(1), b"person_name="
        yield from ((name.start(1) + part.start(), name.start(1) + part.end(), b" ") for part in re.finditer(rb"\*", name[1]))
        yield name.start(2), name.end(2), b"|"
    for contact in _X12_CONTACT.finditer(line):
        if contact[1]:
            yield contact.start(1), contact.start(1), b"contact_name="
        if contact[2]:
            yield contact.start(2), contact.end(2), b"|*"
        stop = line.find(b"~", contact.end(), contact.end() + _SEGMENT_REACH)
        for number in _X12_NUMBER.finditer(line, contact.start(2), stop if stop >= 0 else contact.end() + _SEGMENT_REACH):
            yield number.end(), number.end(), _NUMBER
