"""What in a line is a value whose digits are free, what are words, and what stays text."""


from __future__ import annotations

import re

import pytest

from pi_scrub.values import REST, VALUES, at_extreme, pieces

PIECES = [
    ("took 21 ms", ["21"]),
    ("took 21ms", ["21"]),
    ("rtt=3881.93", ["3881.93"]),
    ('{"ts":1710753242000,"ani":"+14155550132"}', ["1710753242000", "+14155550132"]),
    ("2024-03-18 09:14:02.000157 x", ["2024-03-18 09:14:02.000157"]),
    ("[2024-03-18T09:14:02.000Z]", ["2024-03-18T09:14:02.000Z"]),
    ("[18/Mar/2024:09:14:02 +0000]", ["18", "W:Mar", "2024:09:14:02"]),
    ("src=10.0.0.1:5060 dst=10.255.0.1", ["10.0.0.1:5060", "10.255.0.1"]),
    ("id=d68abd8d-53d9-47fd-ab76-452a0662a7ae", ["d68abd8d-53d9-47fd-ab76-452a0662a7ae"]),
    ("key=crm:c81fd09b2dda25bbcd913034ee411dd2 x", ["c81fd09b2dda25bbcd913034ee411dd2"]),
    ("(608) 555-0154, 020 7946 0958", ["(608) 555-0154", "020 7946 0958"]),
    ("[C-e1d54543]", ["W:C-e", "1d54543"]),
    ("customer Maria Wells called", ["W:Maria Wells"]),
]
TEXT = [
    ("port 0, 007", "0"),  # the first digit of a number says something
    ("port 0, 007", "007"),
    ("10.0.0.256 up", "10.0.0.256"),
    ("at 2024-03-18T29:74:02", "2024-03-18T29:74:02"),  # no clock
    ("an e164 label", "164"),
    ("line-2=x", "2"),  # a part of a label
    ("x-12: y", "12"),
    ("a+12b", "+12"),
    ("no 1:2", "2"),  # a sign joins it to a digit
    ("version 3.4.5", "3.4"),
    ("id=20240318-0914-4abc-8abc-452a0662a7ae", "20240318-0914-4abc-8abc-452a0662a7ae"),  # begins with a date
    ("id=01234567-face-47fd-ab76-452a0662a7ae", "01234567-face-47fd-ab76-452a0662a7ae"),  # as a number, and holds a word
    ("key=12345678abcdef01", "12345678abcdef01"),
    ("customer ab12cd34ef", "ab12cd34ef"),  # a name in lower case goes on
    ("customer ab12cd34ef", "b12cd34ef"),
    ("Maria-ab12cd34ef", "ab12cd34ef"),
]


@pytest.mark.parametrize(("line", "expected"), PIECES, ids=[line for line, _ in PIECES])
def test_values_and_words_are_told_apart(line: str, expected: list[str]) -> None:
    found = [("W:" if kind is None else "") + line[at:to] for kind, at, to in pieces(line.encode())]
    assert found == expected


@pytest.mark.parametrize(("line", "text"), TEXT, ids=[f"{line}: {text}" for line, text in TEXT])
def test_what_is_not_surely_a_value_stays_text(line: str, text: str) -> None:
    assert text not in [line[at:to] for kind, at, to in pieces(line.encode()) if kind is not None]


@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("line", [line for line, _ in PIECES])
def test_a_value_at_its_extremes_is_a_value_of_its_kind(line: str, which: int) -> None:
    found = [*pieces(line.encode())]
    changed = at_extreme(line.encode(), found, which)
    assert len(changed) == len(line)
    for kind, at, to in found:
        assert changed[at:to] == line.encode()[at:to] if kind is None else re.fullmatch(kind.pattern, changed[at:to])


@pytest.mark.parametrize("kind", [*VALUES, REST], ids=lambda kind: kind.pattern.decode()[-24:])
def test_each_kind_has_three_extremes(kind: object) -> None:
    assert len(getattr(kind, "extremes")) == 3  # noqa: B009
