"""A policy's own detectors: what they find goes, by both lexers, in any pieces; a pattern that could become slow is refused."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from ways import KEYRING, check_passes, every_way, lines_of, scrubber, through_blocks, under

from pi_scrub import Detector, Keyring, Policy, PolicyError, Scrubber
from pi_scrub.judges import KINDS

POLICY = Policy(
    regions=("US", "GB", "DE"),
    detectors=(
        Detector("employee", r"EMP-\d{6}", kind="staff", action="pseudonym"),
        Detector("ticket", r"(?i)\bticket (?:no\. )?([a-z]{2}\d{4,8})\b"),
        Detector("order", r"\bORD-[0-9 ]{4,14}[0-9]\b", action="keep"),
        Detector("desk", r"\bx4\d{3}\b", kind="phone"),
        Detector("plate", r"\b[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{1,4}\b", action="mask"),
        Detector("hotkey", r"\bhk_[0-9a-f]{8}\b", kind="uuid"),
    ),
)  # fmt: skip
FOUND = [
    ("by EMP-004711, EMP-004712.", "by <staff>, <staff>."),
    ('{"by":"EMP-004711","n":4711}', '{"by":"<staff>","n":4711}'),
    ("see Ticket AB12345 and ticket no. cd6789", "see Ticket [ticket] and ticket no. [ticket]"),
    ("ORD-4155550132 ani=4155550132", "ORD-4155550132 ani=<ph>"),
    ("dial ORD-415 555 0132 (415) 555-0132", "dial ORD-415 555 0132 <ph>"),
    ("call x4711 or x47111", "call <ph> or x47111"),
    ("plate MÜ-X 1234 ok", "plate **-* **** ok"),
    ("key hk_00ff00ff", "key [uu]"),
    ("EMP-004711 customer Maria Wells +14155550132", "<staff> customer [name] <ph>"),
    ("customer EMP-004711 Maria Wells", "customer <staff> [name]"),
    ("ÄÖÜ \u0664 EMP-004711 x", "ÄÖÜ \u0664 <staff> x"),
    (r"\u0045MP-004711 EMP%2D004711", "<staff> <staff>"),
    ("ani=+1415555EMP-004711", "ani=<ph><staff>"),
    ("[staff] ticket [ticket] EMP-00471", "[staff] ticket [ticket] EMP-00471"),
    ("\nEMP-004711\n\nx EMP-004712\n", "\n<staff>\n\nx <staff>\n"),
]


@pytest.mark.parametrize(("line", "clean"), FOUND)
def test_a_detector_finds_its_matches(line: str, clean: str) -> None:
    assert under(POLICY, line) == clean


def test_a_detector_sees_one_line_at_a_time() -> None:
    policy = Policy(detectors=({"name": "end", "regex": r"^q\d{1,9}$"}, {"name": "odd", "regex": r"z[^a]b"}, {"name": "far", "regex": "(?<!w)v"}))
    assert under(policy, "q12\nq123\n q5\nz\nb zzb\nw\nv wv") == "[end]\n[end]\n q5\nz\nb z[odd]\nw\n[far] wv".replace("z[odd]", "[odd]")


def test_a_possessive_repeat_of_a_group_steps_back_on_every_python() -> None:
    policy = Policy(detectors=({"name": "desk", "regex": r"(?:D-?\d{2,4}-){0,2}+D\d{4}"},))
    assert under(policy, "D1234 or D12-D1234 or D12-D123") == "[desk] or [desk] or D12-D123"


def test_one_value_has_one_token() -> None:
    one = Scrubber(KEYRING, POLICY)
    token = one.token("staff", "emp-004711")
    assert one.scrub("EMP-004711") == token and token.startswith("staff_test_")
    assert one.scrub("x4711").startswith("ph_test_")
    wide = Scrubber(KEYRING, Policy(regions=("US",), detectors=(Detector("wide", r"<<(\d{10})>>", kind="phone"),)))
    assert wide.scrub("<<4155550132>>") == f"<<{wide.token('phone', '+14155550132')}>>"


def test_a_detector_may_take_a_known_kind_further_than_the_policy() -> None:
    policy = Policy(kinds={"ip": "keep"}, detectors=(Detector("inner", r"\b10\.\d{1,3}\.\d{1,3}\.\d{1,3}\b", kind="ip", action="pseudonym"),))
    assert under(policy, "10.0.0.1 203.0.113.24 10.00.0.1") == "<ip> 203.0.113.24 <ip>"


def test_the_first_detector_of_a_policy_wins() -> None:
    first, second = Detector("aa", r"k\d{1,4}", action="drop"), Detector("bb", r"k\d{1,8}", action="drop")
    assert under(Policy(detectors=(first, second)), "k12345678 k1") == "[aa][bb] [aa]"
    assert under(Policy(detectors=(second, first)), "k12345678 k1") == "[bb] [bb]"


def test_events_and_findings_know_detectors() -> None:
    one = Scrubber(Keyring.sample(), POLICY)
    clean = one.scrub_event({"by": "EMP-004711", "note": ["a\nticket AB12345", {"x": "EMP-004711"}]})
    assert clean["note"][0] == "a\nticket [ticket]" and clean["by"] == clean["note"][1]["x"] == one.token("staff", "EMP-004711")
    finding = one.findings("by EMP-004711")[0]
    assert (finding.start, finding.end, finding.kind, finding.reason) == (3, 13, "staff", "policy")


def test_a_match_in_a_long_line_is_found_wherever_it_is_cut() -> None:
    one = Scrubber(KEYRING, POLICY)
    for shift in (0, 3, 7, 11):
        line = b"x" * shift + b" EMP-004711 quiet" * 900
        limit = through_blocks(one, line, [4096], limit=4096)
        assert limit == one.scrub_bytes(line)
    assert lines_of(limit) == [limit]


UNBOUNDED = [
    (r"a+", "without an upper bound (+ or {n,})"),
    (r"EMP-\d*", "without an upper bound (* or {0,})"),
    (r"a{3,}", "without an upper bound"),
    (r"x(?:y|z\w+)", "without an upper bound"),
    (r"x(?=\w+)", "without an upper bound"),
    (r"x\w++", "without an upper bound"),
    (r"(?>x\w+)", "without an upper bound"),
    (r"(?:a{1,10}){1,10}b", "repetitions inside or behind each other"),
    (r"\w{1,40}\w{1,40}\w{1,40}x", "ways to try"),
    (r"(?:(?:a|a){1,10}){1,10}", "more than 10^9 ways"),
    (r"\w{500}", "may match 500 characters"),
    (r"a?", "matches the empty text"),
    (r"(?=x)", "matches the empty text"),
    (r"[", "cannot be read"),
    (r"[[a]b", "cannot be read"),
    (r"(?P<x", "cannot be read"),
    (r"", "needs a regex"),
    (r"(?:" * 2000 + "a" + ")" * 2000, "cannot be read"),
]


@pytest.mark.parametrize(("regex", "why"), UNBOUNDED, ids=[regex[:24] for regex, _ in UNBOUNDED])
def test_a_pattern_that_is_not_bounded_is_refused_and_says_why(regex: str, why: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(why)) as caught:
        Detector("mine", regex)
    assert "'mine'" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("regex", [
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b", r"\w{1,40}=\w{1,40}", r"(?:\w{1,10}+ ){1,5}+x", r"(?>\w{1,99})=(?>\w{1,99})",
    r"[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}",
    r"(a)?b(?(1)c|d)", r"(\w{1,9})-\1", "é{1,5}",
])  # fmt: skip
def test_a_bounded_pattern_is_quick_on_any_line(regex: str) -> None:
    one = Scrubber(KEYRING, Policy(detectors=(Detector("mine", regex),)))
    for piece in (b"a", b"1", b"a ", b"1.", b"DE12 ", b"\xc3\xa9"):
        started = time.process_time()
        one.scrub_bytes(piece * (100_000 // len(piece)))
        assert time.process_time() - started < 5


BAD = [
    ({"name": "a b", "regex": "x"}, "needs a name"),
    ({"name": "", "regex": "x"}, "needs a name"),
    ({"name": "desk-42", "regex": "x"}, "or give it a kind"),
    ({"name": "mine", "regex": "x", "kind": "Staff"}, "the kind 'Staff' is none of phone"),
    ({"name": "mine", "regex": "x", "kind": "employee"}, "'employee' would say something"),
    ({"name": "phone-x", "regex": "x", "kind": "telefon"}, "'telefon' would say something"),
    ({"name": "mine", "regex": "x", "kind": "ph"}, "'ph' would say something"),
    ({"name": "mine", "regex": "x", "action": "hash"}, "'hash' is none of keep, drop"),
    ({"name": "mine", "regexp": "x"}, "unknown key 'regexp'; did you mean 'regex'"),
    ({"name": "mine"}, "needs a name and a regex"),
    ({"regex": "x"}, "needs a name and a regex"),
]


@pytest.mark.parametrize(("given", "why"), BAD)
def test_a_detector_that_cannot_be_is_refused(given: dict[str, str], why: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(why)):
        Policy(detectors=(given,))  # type: ignore[arg-type]


def test_two_detectors_of_one_name_are_refused() -> None:
    with pytest.raises(PolicyError, match="two detectors are called 'a1'"):
        Policy(detectors=(Detector("a1", "x", kind="aa"), Detector("a1", "y", kind="bb")))


def test_detectors_stand_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("""
kinds = { staff = "mask" }
labels = { badge = "staff" }
[[detectors]]
name = "emp"
kind = "staff"
regex = 'EMP-\\d{6}'
""")
    policy = Policy.load(path)
    assert policy == Policy(kinds={"staff": "mask"}, labels={"badge": "staff"}, detectors=(Detector("emp", r"EMP-\d{6}", kind="staff"),))
    assert hash(policy) and {**policy.actions} == {**Policy().actions, "staff": "mask"}
    assert under(policy, "badge=A-17 EMP-004711") == "badge=*-** ***-******"
    path.write_text('detectors = "x"')
    with pytest.raises(PolicyError, match="detectors must be"):
        Policy.load(path)


def test_without_a_policy_nothing_is_looked_for() -> None:
    assert scrubber()._overlay is None
    check_passes("EMP-004711 ticket AB12345 MÜ-X 1234")
    assert every_way(b"x4711") == b"x4711"
    assert "staff" not in KINDS
