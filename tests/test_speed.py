"""The program that times side by side: whole runs over tiny logs; what they keep is what the README and the picture show."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command import ROOT

from benchmarks import plot, report, speed
from benchmarks.kept import latest, our_version, save

SIZE, LINES = 30_000, 60


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of one tiny run of the speed program, without the slow rivals."""
    folder = tmp_path_factory.mktemp("results")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speed, "NAMES", ("grep", "sed", "matcher", "presidio"))
        assert speed.main(["--size", str(SIZE), "--slice", str(LINES), "--repeat", "2", "--results", str(folder)]) == 0
    return folder


def rows(result: dict[str, object]) -> dict[str, dict[str, object]]:
    return {row["name"]: row for row in result["rows"]}  # type: ignore[attr-defined]


def test_a_run_keeps_raw_times_machine_versions_and_recall(results: Path) -> None:
    result = latest("speed-contact-center", results)
    assert result is not None
    assert result["lexer"] == our_version()[1] and result["machine"]["cores"] >= 1 and result["machine"]["versions"]
    assert 0 < result["new_candidates"] < 1
    ours, grep, matcher = (rows(result)[name] for name in ("pi-scrub --jobs 1", "grep -c", "PhoneNumberMatcher"))
    assert len(ours["wall"]) == len(matcher["wall"]) == 2
    assert SIZE <= ours["bytes"] == grep["bytes"] < SIZE + 2000 and matcher["bytes"] < SIZE
    assert ours["recall"]["lines"] == LINES and ours["recall"]["phones"] > 0.95
    assert grep["recall"] is None
    assert 20e6 < ours["peak"] < 200e6 and grep["peak"] < 15e6  # the memory of this process is not counted
    assert "install" in rows(result)["presidio, whole"]["absent"]


def test_a_program_that_fails_ends_the_run(tmp_path: Path) -> None:
    """Its time would be that of the failure."""
    with pytest.raises(RuntimeError, match="exit code 2"):
        speed.program(["grep", "--no-such-option"], tmp_path / "log", tmp_path / "out", speed.environment())


def test_the_readme_gets_the_figures_between_the_markers_and_nothing_else(results: Path) -> None:
    text = "before\n<!-- speed -->\nold\n<!-- /speed -->\nbetween\n<!-- detection -->\nkept\n<!-- /detection -->\nafter\n"
    new = report.written(text, results)
    assert new.startswith("before\n<!-- speed -->\n\n| MB/s") and new.endswith(text.partition("between")[2])
    assert "old" not in new and f"{our_version()[1]} lexer" in new and "| pi-scrub --jobs 1 |" in new
    assert report.written(new, results) == new


def test_a_readme_without_a_marker_is_told(results: Path) -> None:
    with pytest.raises(ValueError, match="no <!-- speed -->"):
        report.written("nothing\n", results)


def test_the_projects_own_readme_has_the_markers(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text()
    assert report.written(text, tmp_path) == text  # no result, no change


def test_the_picture_has_a_mark_for_each_scrubber(results: Path, tmp_path: Path) -> None:
    picture = tmp_path / "speed.svg"
    assert plot.main(["--results", str(results), "-o", str(picture)]) == 0
    titles = [element.text for element in ElementTree.parse(picture).iter() if element.tag.endswith("title")]  # noqa: S314  # ours
    assert len(titles) == len(plot.names_of(plot.newest(results))) >= 6
    assert any("pi-scrub --jobs 2, contact-center" in str(title) for title in titles)


def test_without_a_result_there_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no result"):
        plot.drawn(plot.newest(tmp_path))


def test_the_newest_result_counts(tmp_path: Path) -> None:
    for name, date in (("2026-01-01-detection-native.json", "2026-01-01"), ("2026-02-01-detection-reference.json", "2026-02-01")):
        (tmp_path / name).write_text(json.dumps({"date": date}))
    assert latest("detection", tmp_path) == {"date": "2026-02-01"}
    assert latest("speed-sip", tmp_path) is None


def test_the_detection_table_says_how_many_lines_were_scored(tmp_path: Path) -> None:
    row = {"name": "sed -E", "version": "4.9", "phones": 0.5, "names": 0, "intact": 1, "one_token": 0}
    rows = [row, {"name": "presidio, whole", "absent": "not here: pip install it"}]
    save({"lines": 1234, "whole": False, "rows": rows}, "detection", tmp_path)
    table = report.detection(tmp_path)
    assert table is not None and "| sed -E | 4.9 | 0.5000 | 0.0000 | 1.0000 | 0.0000 |" in table
    assert "| presidio, whole |  | not here" in table and "The first 1,234 lines of the labelled set" in table


def test_results_are_kept_with_date_and_lexer(tmp_path: Path) -> None:
    path = save({"rows": []}, "detection", tmp_path)
    assert path.name.endswith(f"-detection-{our_version()[1]}.json")
    assert json.loads(path.read_text())["date"][:10] == path.name[:10]
