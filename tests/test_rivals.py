"""Rivals: each is a filter that gives a line for a line, or says how to get it; the score is a table."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import ROOT, environment

from benchmarks.rivals import NAMES, Library, Program, rival, spliced
from benchmarks.score import main

LINES = b"call from +1 415 555 0132\nnothing here\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_rival_is_there_or_says_how_to_get_it(name: str) -> None:
    found = rival(name)
    assert isinstance(found, Program | Library)
    assert "install" in found.install


@pytest.mark.parametrize("name", ["sed", "perl", "ripgrep", "matcher"])
def test_a_filter_gives_a_line_for_a_line_without_the_number(name: str) -> None:
    if rival(name).absent():
        pytest.skip("not here")
    argv = [sys.executable, "-m", "benchmarks.rivals", name]
    done = subprocess.run(argv, input=LINES, cwd=ROOT, env=environment(), capture_output=True, check=True)
    assert done.stdout == b"call from X\nnothing here\n"


def test_spans_that_overlap_are_replaced_once() -> None:
    assert spliced("0123456789", [(2, 5), (4, 7), (8, 9)], "X") == "01X7X9"


def test_the_score_of_a_filter_that_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.score.NAMES", ())
    case = {"line": "a +14155550132", "phones": [[2, 14, "+14155550132"]], "names": []}
    (tmp_path / "set.jsonl").write_text(json.dumps(case) + "\n")
    assert main([str(tmp_path / "set.jsonl"), "--results", str(tmp_path), "--", "cat"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "| cat |  | 0.0000 | 1.0000 | 1.0000 | 1.0000 |"
