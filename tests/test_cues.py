"""What the words before a candidate say, and that no digit among them changes it."""

from __future__ import annotations

import random

import pytest

from pi_scrub import grammar as g
from pi_scrub.cues import MEMO, Cues
from pi_scrub.judges import judge_cue, judge_plain

CUES = Cues(judge_cue, judge_plain)


def cue(left: str) -> int:
    data = left.encode()
    return CUES.before(data, len(data))


def number(left: str, right: str = "") -> int:
    data = left.encode()
    return CUES.of_number(data + right.encode(), len(data), len(data), len(data) + len(right.encode()))


@pytest.mark.parametrize(
    ("left", "bits"),
    [
        ("dialed ", g.C_PHONE | g.C_NEAR), ("to ", g.C_TO), ("PJSIP/", g.C_NEAR), ("a -> ", g.C_TO), ("a->", g.C_TO),
        ("assigned to ", g.C_TO | g.C_NAME), ("unassigned to\n", 0), ("dialed\n", 0), ("telephone  ", g.C_PHONE | g.C_NEAR), ("12 ", 0), ("", 0),
    ],
)  # fmt: skip
def test_the_word_before(left: str, bits: int) -> None:
    assert cue(left) == bits


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("extension (main, ", "", True), ("Maria Wells | ", "", True), ("Maria Wells\t", "", True), ("Waiting | ", "", False), ("count ", "", False),
        ("count ", " answered", True), ("count ", " answers", False), ("extension\ncount ", "", False),
        ("extension" + " count" * 12 + " ", "", False),
        ("tele" + "phone" + " count" * 9 + " ab ", "", False), ("phone" + " count" * 9 + " ab ", "", True),
    ],
)  # fmt: skip
def test_what_speaks_for_a_number_from_further_away(left: str, right: str, near: bool) -> None:
    assert bool(number(left, right) & g.C_NEAR) is near


def test_no_cue_word_holds_a_digit() -> None:
    tables = (g.PHONE_CUES, g.NEAR_CUES, g.TO_CUES, g.PERSON_CUES, g.NAME_CUES, g.PAIR_CUES)
    assert [word for table in tables for word in table if any(map(str.isdigit, word))] == []


def test_digits_say_nothing() -> None:
    draw = random.Random(3)
    words = "call 7 caller2 to extension 12 Maria Wells | x9 09:14:02 id=4 -> agent7 tel. 3/4 PJSIP/ , ( 5".split()
    for _ in range(2000):
        left = " ".join(draw.choices(words, k=6)) + draw.choice(("", " ", "=", ": ", "/", " | "))
        other = "".join(draw.choice("0123456789") if c.isdigit() else c for c in left)
        assert (cue(left), number(left)) == (cue(other), number(other)), (left, other)


def test_the_memo_is_bounded() -> None:
    cues = Cues(lambda word: 1, lambda run: True)
    for at in range(MEMO + 100):
        word = b"".join(b"%c" % (97 + int(digit)) for digit in str(at)) + b" "
        cues.before(word, len(word))
    assert 0 < len(cues.memo) <= MEMO
