"""A late pattern is compiled when it is used, and is then as any other."""

from __future__ import annotations

import re

import pytest

from pi_scrub.late import Late, _with_ranges, late


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


@pytest.mark.parametrize(
    ("text", "compiled"),
    [
        (rb"\d++(?!\w)", b"[0-9]++(?![A-Za-z0-9_])"),
        (rb"[\w.\]\d]\d", rb"[A-Za-z0-9_.\]0-9][0-9]"),
        (rb"[^]\d[]\\d\[\d", rb"[^]0-9[]\\d\[[0-9]"),
        (rb"\\\d[\\d]\W\S", rb"\\[0-9][\\d]\W\S"),
    ],
)
def test_a_pattern_over_bytes_is_compiled_with_ranges(text: bytes, compiled: bytes) -> None:
    pattern = late(text)
    assert pattern.match(b"") is None
    assert pattern.pattern == text
    assert _with_ranges(text) == compiled
    every = [bytes((byte, other)) for byte in range(256) for other in b"\\d7[]_ "]
    assert [re.findall(text, each) for each in every] == [pattern.findall(each) for each in every]
