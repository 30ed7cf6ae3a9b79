"""For the whole suite: asserts in shared modules show what they compared, and keys are marked and looked for (`marks`)."""

from __future__ import annotations

from collections.abc import Generator

import pytest

pytest.register_assert_rewrite("ways", "marks")

import marked.sitecustomize  # noqa: E402, F401  # before any key is made
from marks import refuse  # noqa: E402

from pi_scrub import scan  # noqa: E402

if scan._scan is not None:
    scan._words.make()  # else a test would have too few new words to see how they are judged natively

LAST = "test_no_file_that_any_test_left_holds_a_key"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The test that looks through what the others left comes last."""
    items.sort(key=lambda item: item.name == LAST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test says, to the terminal or to a log, is looked through."""
    report = yield
    for name, text in report.sections:
        try:
            refuse(text, name)
        except AssertionError as error:
            report.outcome, report.longrepr = "failed", str(error)
    return report
