"""The generator of big logs: same seed, same bytes; what it states is true; labels stand on what they name.

Speeds are not tested here: they are measured by programs, on a quiet machine, and kept with it.
"""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import phonenumbers
import pytest

from benchmarks.fields import FIELDS, Truth
from benchmarks.make import FORMATS, PROFILES, Order, main, size_of, truth_of, write
from benchmarks.people import COUNTRIES, FRESH
from benchmarks.recall import recall

ORDER = Order("contact-center", 600_000, 7)


def made(order: Order) -> bytes:
    sink = io.BytesIO()
    write(sink, order)
    return sink.getvalue()


@pytest.mark.parametrize("profile", PROFILES)
def test_the_same_order_gives_the_same_bytes_and_another_seed_others(profile: str) -> None:
    order = Order(profile, 100_000, 7)
    assert made(order) == made(order)
    assert made(order) != made(order._replace(seed=8))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_size_is_reached_with_whole_lines_and_no_more_than_one_too_many(profile: str) -> None:
    order = Order(profile, 100_000, 7)
    sink = io.BytesIO()
    stated = write(sink, order)
    log = sink.getvalue()
    assert log.endswith(b"\n")
    assert (stated.bytes, stated.lines) == (len(log), log.count(b"\n"))
    assert log.rindex(b"\n", 0, -1) + 1 < order.size <= len(log)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_share_of_personal_lines_is_as_the_profile_says(profile: str) -> None:
    truths = truth_of(Order(profile, 10**7, 7), 20_000)
    personal = sum(bool(truth.phones or truth.names) for truth in truths) / len(truths)
    assert personal == pytest.approx(PROFILES[profile].personal, abs=0.02)


def test_the_stated_share_is_that_of_the_labelled_lines() -> None:
    truth = io.StringIO()
    stated = write(io.BytesIO(), ORDER, truth, truth_lines=10**6)
    rows = [json.loads(row) for row in truth.getvalue().splitlines()]
    assert len(rows) == stated.lines
    assert sum(bool(row["phones"] or row["names"]) for row in rows) == stated.personal


def test_labels_stand_beside_the_very_lines_of_the_log() -> None:
    truth, sink = io.StringIO(), io.BytesIO()
    write(sink, ORDER, truth, truth_lines=500)
    rows = [json.loads(row) for row in truth.getvalue().splitlines()]
    lines = sink.getvalue().decode().split("\n")
    assert [row["line"] for row in rows] == lines[:500]
    assert sink.getvalue() == made(ORDER)  # labelling changes nothing


def test_a_phone_label_covers_the_number_it_names() -> None:
    for truth in truth_of(ORDER, 4000):
        for start, end, number in truth.phones:
            value = truth.line[start:end]
            national = re.sub(r"%2B|\D", "", value).lstrip("0")
            assert number[1:].endswith(national)
            assert value[0] in "+(0123456789%"
            assert value[-1].isdigit()
            assert not truth.line[end : end + 1].isdigit()


def test_a_name_label_covers_a_name() -> None:
    for truth in truth_of(ORDER, 4000):
        for start, end in truth.names:
            value = truth.line[start:end]
            assert value[0].isupper()
            assert not truth.line[end : end + 1].isalpha()


def test_all_numbers_are_valid_and_none_is_called_twice_by_two_people() -> None:
    rows = [row for ranges, _ in [*COUNTRIES, *FRESH] for row in ranges]
    for row in rows:
        for tail in ("0" * row.width, "9" * row.width):
            number = phonenumbers.parse(row.prefix + tail)
            assert phonenumbers.is_valid_number(number), row
            region = phonenumbers.region_code_for_number(number)
            assert phonenumbers.parse(row.national % tail, region) == number
    prefixes = [row.prefix for ranges, _ in COUNTRIES for row in ranges]
    assert len(set(prefixes)) == len(prefixes)


def test_callers_repeat_in_a_long_tail_and_national_numbers_are_mostly_new() -> None:
    truths = truth_of(Order("contact-center", 10**8, 7), 20_000)
    spelled_out: dict[bool, list[str]] = {True: [], False: []}
    for truth in truths:
        for start, end, number in truth.phones:
            spelled_out["555-" in truth.line[start:end]].append(number)
    international, national = spelled_out[False], spelled_out[True]
    assert len(set(international)) / len(international) < 0.15
    assert len(set(national)) / len(national) > 0.95


def test_in_the_worst_profile_nearly_every_number_and_name_is_new() -> None:
    truths = truth_of(Order("worst", 10**7, 7), 10_000)
    names = [
        truth.line[start:end]
        for truth in truths
        for start, end in truth.names
        if " " in truth.line[start:end]
    ]
    assert len(set(names)) / len(names) > 0.85  # agents are few, as everywhere


def test_every_field_of_the_templates_exists_and_every_format_has_both_kinds_of_lines() -> None:
    used = set(PROFILES["contact-center"].formats)
    assert used == set(FORMATS)
    for _, templates in FORMATS.values():
        assert {template.personal for template in templates} == {True, False}
    assert {kind for kind, _ in FIELDS.values()} == {"phone", "name", None}


@pytest.mark.parametrize(
    ("text", "size"),
    [("4096", 4096), ("50M", 50_000_000), ("1g", 10**9), ("1.5G", 1_500_000_000), (" 2kB ", 2000)],
)
def test_sizes(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "M", "-1", "1T", "1 M M", "0x10"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="a size is"):
        size_of(text)


def test_the_program_states_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, truth = tmp_path / "big.log", tmp_path / "truth.jsonl"
    assert (
        main(["--size", "50k", "--seed", "3", "-o", str(log), "--truth", str(truth), "--truth-lines", "10"])
        == 0
    )
    said = json.loads(capsys.readouterr().err)
    assert said["bytes"] == log.stat().st_size
    assert said["personal_share"] == pytest.approx(0.6, abs=0.1)
    assert len(truth.read_text().splitlines()) == 10


LINE = Truth('a "Maria Wells" {"n":14155550132} b', [(21, 32, "+14155550132")], [(3, 14)], "json")


@pytest.mark.parametrize(
    ("output", "phones", "names", "intact"),
    [
        ('a "[name]" {"n":"ph_x_abc"} b', 1, 1, 1),  # a JSON number becomes a quoted token
        ('a "[name]" {"n":14155550132} b', 0, 1, 1),
        ('a "[name] Wells" {"n":"ph_x_abc"} b', 1, 0, 1),
        ('A "[name]" {"n":"ph_x_abc"} b', 1, 1, 0),
        (LINE.line, 0, 0, 1),
    ],
)
def test_recall_counts_what_still_stands(output: str, phones: float, names: float, intact: float) -> None:
    seen = recall([LINE], [output])
    assert (seen.phones, seen.names, seen.intact) == (phones, names, intact)


def test_recall_wants_one_token_for_one_number() -> None:
    rows = [Truth("x +14155550132", [(2, 14, "+14155550132")], [], "text")] * 2
    assert recall(rows, ["x ph_a", "x ph_a"]).one_token == 1
    assert recall(rows, ["x ph_a", "x ph_b"]).one_token == 0
