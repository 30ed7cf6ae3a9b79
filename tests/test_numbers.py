"""The native phone judge decides as the reference's does, or asks it."""

from __future__ import annotations

import random

import prove_judge
import pytest
from prove_numbering import PLACES

from pi_scrub import grammar as g
from pi_scrub import scan
from pi_scrub.judges import metadata, numbering, plans
from pi_scrub.judges.phone import judge_phone

pytestmark = pytest.mark.skipif(scan._scan is None, reason="the native lexer is not built here")


def test_both_judges_decide_alike() -> None:
    """A sample of `make prove`."""
    found, asked = prove_judge.differences(12_000, seed=4)
    assert found == []
    assert asked < 0.25 * 12_000  # else it proves little


@pytest.mark.parametrize("digits", ["2079460958", "30231250", "1300975707", "0", "2", "99999999999999999999"])
def test_an_automaton_says_what_the_plan_says(digits: str) -> None:
    for code in sorted({code for _, code in PLACES}):
        assert bool(plans.national(code).run(digits) & plans.VALID) == numbering.valid(code, digits), code


def test_what_is_taken_off_leaves_an_end_or_too_little() -> None:
    """Where no end of the digits is valid, `international` finds nothing: so the native judge says without asking."""
    draw, codes = random.Random(7), metadata.codes()
    odd = {digits: code for digits, code in codes.items() if _twist(code) and not plans.twists(code)}
    assert {"54", "57", "61", "81", "86"} <= odd.keys()
    assert not plans.shortens(54) and plans.shortens(81)  # Argentina writes a 9 in front, Japan takes some zeros off
    for digits, code in odd.items():
        for _ in range(2_000):
            national = draw.choice(("", "0", "00", "1", "8", "90", "0001")) + "".join(draw.choices("0123456789", k=draw.randint(3, 10)))
            if numbering.international(digits + national) is None:
                continue
            ends = [national[at:] for at in range(len(national))]
            assert len(national) in plans.lengths(code)
            assert not plans.shortens(code) or any(numbering.valid(code, end) for end in ends), (code, national)


def _twist(code: int) -> str:
    home = metadata.main_metadata(code)
    return (home and home.national_prefix_for_parsing) or ""


def test_numbers_like_those_of_odd_plans_are_not_asked_for() -> None:
    rules, piece, plus = judge_phone((), "balanced").native  # type: ignore[attr-defined]
    native = scan._scan.Numbers(plans, metadata.codes, rules, piece, plus)
    for text in ("(570) 555-8190", "(810) 555-7726", "(860) 555-3921", "(610) 555-5458", "(540) 555-9994"):
        assert native.judged(text.encode(), g.L_PHONE | g.NUMBER) is not None, text
