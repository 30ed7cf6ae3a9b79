"""Scores of rivals and commands on labelled lines: regions, lines that get lost, what counts as found."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import score
from benchmarks.fields import Truth
from benchmarks.recall import recall
from benchmarks.rivals import Library

CASES = [
    {"line": "a +14155550132 b", "phones": [[2, 14, "+14155550132"]], "names": [], "region": None},
    {"line": "c 020 7946 0132 d", "phones": [[2, 15, "+442079460132"]], "names": [], "region": "GB"},
    {"line": "e Maria Wells f +44 20 7946 0132", "phones": [[16, 32, None]], "names": [[2, 13]], "region": "GB"},
]
FILTER = """
import sys
for line in sys.stdin:
    print(line.rstrip().replace("020 7946 0132", "T") if sys.argv[1] == "GB" else line.rstrip())
"""


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in CASES))
    return path


def test_a_filter_is_run_for_each_region_and_its_lines_come_back_in_order(labelled: Path) -> None:
    argv = [sys.executable, "-c", FILTER, score.REGION]
    assert score.filtered(argv, score.cases(labelled, None)) == ["a +14155550132 b", "c T d", CASES[2]["line"]]


def test_an_exit_code_that_only_says_nothing_was_found_is_no_failure(labelled: Path) -> None:
    argv = ["sh", "-c", "cat; exit 1"]
    cases = score.cases(labelled, None)
    assert score.filtered(argv, cases, (0, 1)) == [case["line"] for case in CASES]
    with pytest.raises(ValueError, match="exit code 1"):
        score.filtered(argv, cases)


def test_a_filter_that_loses_a_line_is_an_error(labelled: Path) -> None:
    with pytest.raises(ValueError, match="1 lines for 3"):
        score.filtered(["head", "-n", "1"], score.cases(labelled, None))


def test_a_library_is_told_the_region_of_each_line(labelled: Path) -> None:
    def make(regions: Sequence[str]) -> object:
        return lambda line: line.replace("d", regions[0])

    library = Library("one", "none", make, "install")  # type: ignore[arg-type]
    assert score.replaced(library, score.cases(labelled, None))[1] == "c 020 7946 0132 GB"


def test_the_command_is_scored_and_the_result_does_not_say_where_the_set_was(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score, "NAMES", ("sed", "presidio"))
    assert score.main([str(labelled), "--results", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "| pi-scrub --region {region} | " in said and " | 1.0000 | 1.0000 | 1.0000 | 1.0000 |" in said
    (kept,) = tmp_path.glob("*-detection-*.json")
    assert "set.jsonl" not in kept.read_text() and json.loads(kept.read_text())["lines"] == 3


LINE = Truth("a +1 415 555 0132 b Maria Wells c@example.org", [(2, 17, "+14155550132")], [(20, 31)], "text")


@pytest.mark.parametrize(
    ("output", "phones", "names", "intact"),
    [
        ("a X b X c@example.org", 1, 1, 1),
        ("a X b X em_x_abc", 1, 1, 1),  # an address outside the spans may go or stay
        ("a +1 415 555 XXXX b X c@example.org", 0, 1, 1),  # six digits of it stand where it stood
        ("a +1 4XX XXX 0132 b X c@example.org", 1, 1, 1),  # not in a row
        ("a +1 4XX XXX XX32 b X c@example.org", 1, 1, 1),
        ("a X b Maria X c@example.org", 1, 0, 1),
        ("a X X X c@example.org", 1, 1, 0),
        ("[removed]", 1, 1, 0),
        ("A +1 415 555 0132 b X c@example.org", 0, 1, 0),
    ],
)
def test_what_still_stands_is_missed(output: str, phones: float, names: float, intact: float) -> None:
    seen = recall([LINE], [output])
    assert (seen.phones, seen.names, seen.intact) == (phones, names, intact)


def test_a_token_that_several_numbers_share_tells_nobody_apart() -> None:
    """`X` for every number is no pseudonym."""
    rows = [Truth(f"x {number}", [(2, 14, number)], [], "text") for number in ("+14155550132", "+14155550133")] * 2
    assert recall(rows, ["x X"] * 4).one_token == 0
    assert recall(rows, ["x A", "x B"] * 2).one_token == 1
    assert recall(rows[::2], ["x A"] * 2).one_token == 1
