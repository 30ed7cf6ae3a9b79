"""Asserts in the shared modules of the tests show what they compared, as those in the tests do."""

import pytest

pytest.register_assert_rewrite("ways")
