"""The native phone judge decides as the reference's does, or asks it."""

from __future__ import annotations

import prove_judge
import pytest
from prove_numbering import PLACES

from pi_scrub import scan
from pi_scrub.judges import numbering, plans

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
