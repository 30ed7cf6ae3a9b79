"""The compiled numbering plans say what libphonenumber says: a sample of `python -m tests.prove_numbering`."""

from __future__ import annotations

import random

from prove_numbering import differences


def test_the_compiled_plans_are_those_of_libphonenumber() -> None:
    assert differences(random.Random(20_241_118), 6000) == []

