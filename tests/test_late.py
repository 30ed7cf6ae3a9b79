"""A late pattern is compiled when it is used, and is then as any other."""

from __future__ import annotations

import re

import pytest

from pi_scrub.late import Late, late


def test_what_it_finds_is_what_re_finds() -> None:
    made, plain = late(rb"(a)(?P<rest>b+)", re.IGNORECASE), re.compile(rb"(a)(?P<rest>b+)", re.IGNORECASE)
    for method in ("match", "search", "fullmatch"):
        assert getattr(made, method)(b"ABB").span("rest") == getattr(plain, method)(b"ABB").span("rest")
    assert made.findall(b"ab abb") == plain.findall(b"ab abb")
    assert made.sub(b"-", b"xaby") == b"x-y" and made.split(b"xaby") == plain.split(b"xaby")
    assert (made.pattern, made.groups) == (plain.pattern, 2)


def test_it_is_compiled_by_its_first_use_alone() -> None:
    wrong = late("(")
    assert isinstance(wrong, Late) and wrong.pattern == "("
    with pytest.raises(re.error):
        wrong.search("")
    used = late(lambda: "a")
    assert used.pattern == "a"
    assert "search" not in vars(used)
    used.match("a")
    assert vars(used)["search"]("a")
