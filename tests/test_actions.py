"""Each kind under each action: kept, dropped, a pseudonym, a mask; by both lexers, in whatever pieces, and once for all."""

from __future__ import annotations

import json
import logging
import re
from itertools import product
from pathlib import Path

import pytest
from command import keyring_path, pi_scrub
from ways import KEYRING, _under, under

from pi_scrub import Keyring, Policy, PolicyError, Scrubber, UsageError
from pi_scrub import grammar as g
from pi_scrub.actions import ACTIONS
from pi_scrub.adapters.logging_handler import ScrubbingFormatter
from pi_scrub.adapters.structlog_processor import ScrubProcessor
from pi_scrub.around import WALL
from pi_scrub.judges import KINDS, judge_cue, judge_label
from pi_scrub.judges.mask import mask_all, mask_email, mask_name, mask_phone, mask_user
from tests.regenerate_samples import SAMPLES

REGIONS = ("US", "GB", "DE")
VALUES = {
    "phone": "ani=+1 415 555 0132 answered",
    "name": "customer Maria Wells, twice",
    "email": "to maria.wells@example.org now",
    "user": "<sip:mwells@10.0.0.1:5060>",
    "ip": "from 203.0.113.24:5060, idle",
    "uuid": "id 0C67446E-F1A1-11D9-94D3-000A95A0E128 ok",
    "card": "pan 4111 1111 1111 1111 ok",
}
WRITTEN = {
    ("phone", "drop"): "ani=[ph] answered",
    ("phone", "pseudonym"): "ani=<ph> answered",
    ("phone", "mask"): "ani=+1 *** *** 01** answered",
    ("name", "drop"): "customer [name], twice",
    ("name", "pseudonym"): "customer <nm>, twice",
    ("name", "mask"): "customer *** ***, twice",
    ("email", "drop"): "to [em] now",
    ("email", "pseudonym"): "to <em> now",
    ("email", "mask"): "to ***@*** now",
    ("user", "drop"): "<sip:[us]@10.0.0.1:5060>",
    ("user", "pseudonym"): "<sip:<us>@10.0.0.1:5060>",
    ("user", "mask"): "<sip:***@10.0.0.1:5060>",
    ("ip", "drop"): "from [ip]:5060, idle",
    ("ip", "pseudonym"): "from <ip>:5060, idle",
    ("ip", "mask"): "from 203.0.*.*:5060, idle",
    ("uuid", "drop"): "id [uu] ok",
    ("uuid", "pseudonym"): "id <uu> ok",
    ("uuid", "mask"): "id ********-****-****-****-************ ok",
    ("card", "drop"): "pan [pan] ok",
    ("card", "pseudonym"): "pan <pan> ok",
    ("card", "mask"): "pan **** **** **** 1111 ok",
}


@pytest.mark.parametrize(("kind", "action"), [*product(KINDS, g.ACTIONS)])
def test_a_kind_is_written_as_its_action_says(kind: str, action: str) -> None:
    policy = Policy(regions=REGIONS, kinds={kind: action})
    assert under(policy, VALUES[kind]) == (VALUES[kind] if action == "keep" else WRITTEN[kind, action])


def test_the_table_of_actions_is_the_policys() -> None:
    assert tuple(ACTIONS) == g.ACTIONS
    assert {kind: row.action for kind, row in KINDS.items()} == Policy().actions
    assert Policy(kinds={kind: row.action for kind, row in KINDS.items()}).actions == Policy().actions


def test_the_default_kinds_written_out_change_nothing() -> None:
    text = "\n".join(VALUES.values())
    assert under(Policy(regions=REGIONS, kinds=Policy().actions), text) == under(Policy(regions=REGIONS), text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_marker_says_nothing_of_what_follows(kind: str) -> None:
    word = KINDS[kind].prefix.encode()
    assert judge_label(word) in (g.L_NONE, g.L_PLAIN)
    assert judge_cue(word) == judge_cue(b"[%s]" % word) == 0
    assert re.fullmatch(g.PSEUDONYM, f"{KINDS[kind].prefix}_k1_{'a' * 32}")


ALL = [Policy(regions=REGIONS, kinds=dict.fromkeys(KINDS, action)) for action in g.ACTIONS]
LINES = [
    '{"msisdn":14155550132,"card":4111111111111111,"customer":{"name":"Xqvara Tlomb"},"src":"::ffff:203.0.113.24"}',
    r'{"m":"{\"msisdn\":14155550132,\"card\":4111111111111111}"}',
    '{"phones":[14155550132,442079460123],"cards":[4111111111111111, 5555555555554444],"ani":-14155550132}',
    "q=%2B1%20415%20555%200132&name=Maria%20Wells&name=Maria+Wells&ip=%5B2001:db8::1%5D",
    "+14155550132: 4155550133, +14155550132 4155550133 20240318",
    "Maria Wells: hello, Maria Wells <+14155550132>, Wells, Maria",
    "[2001:db8::1]:5060 2001:db8::1%eth0 203.0.113.24/24 203.0.113.24, 4155550132",
    "12345 203.0.113.24 67890 4111 1111 1111 1111 2024 4111111111111111-12",
    "maria.wells@example.org (415) 555-0132 caller 4155550133",
    '"Maria Wells" <sip:+14155550132@203.0.113.24>;tag=1, <sip:mwells@[2001:db8::1]>',
    "+1\u00a0415\u200b555\u20110132 \u0664\u0661\u0665 \\u002b14155550132 &#43;14155550132",
    "call+14155550132x12 (0)20 7946 0123 /rec/+14155550132.wav id=0c67446e-f1a1-11d9-94d3-000a95a0e128",
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("policy", ALL, ids=g.ACTIONS)
def test_any_line_is_clean_at_once_and_json_stays_json(policy: Policy, line: str) -> None:
    found = under(policy, line)
    if line.startswith("{"):
        json.loads(found)
    if policy.actions["phone"] == "keep":
        assert found == line
    else:
        assert "5550132" not in re.sub(r"\D", "", found)
        assert not re.search("Maria|Wells|Tlomb|mwells", found)


@pytest.mark.parametrize("policy", ALL, ids=g.ACTIONS)
def test_a_second_pass_over_every_sample_finds_nothing_new(policy: Policy) -> None:
    native, reference = _under(policy, ""), _under(policy, "reference")
    for path in SAMPLES.glob("*.log"):
        clean = native.scrub_bytes(path.read_bytes())
        assert reference.scrub_bytes(path.read_bytes()) == clean, path.name
        assert native.scrub_bytes(clean) == clean, path.name


def test_no_word_speaks_across_a_marker_or_a_mask() -> None:
    """Both are shorter than what stood there: a word behind them would come near what it did not speak for before."""
    line = 'telefoonnummer="{}" klant="Pieter van Rooijen" dossier=2024118233'.format("+44 117 496 0123")
    assert under(ALL[1], line) == 'telefoonnummer="[ph]" klant="[name]" dossier=2024118233'
    assert under(ALL[3], line) == 'telefoonnummer="+44 *** *** 01**" klant="*** *** ***" dossier=2024118233'
    assert all(WALL.fullmatch(f"[{row.prefix}]".encode()) for row in KINDS.values())


MASKS = [
    (mask_phone, "+1 415 555 0132", "+1 *** *** 01**"),
    (mask_phone, "+1 (415) 555-0132", "+1 (***) ***-01**"),
    (mask_phone, "(415) 555-0132", "(***) ***-01**"),
    (mask_phone, "14155550132", "*******01**"),
    (mask_phone, "+44 (0)20 7946 0123", "+44 (*)** **** 01**"),
    (mask_phone, "+49\x1f30\x1f23125001", "+49%20**%20****50**"),
    (mask_phone, "0171 3920012", "**** ***00**"),
    (mask_phone, "5550132", "*******"),  # too few would be hidden
    (mask_phone, "+354 555 0132", "+*** *** ****"),
    (mask_phone, "+683 4002", "+*** ****"),
    (mask_phone, "+99914155550132", "+**********01**"),  # no calling code
    (mask_name, "Maria Wells", "*** ***"),
    (mask_name, "Wells, Maria-Luise J.", "***, *** ***."),
    (mask_name, "Ian O'Quendt", "*** ***"),
    (mask_name, "Maria\x1fWells", "***%20***"),
    (mask_name, "王小明", "***"),
    (mask_email, "maria@wells.example.org", "***@***"),
    (mask_user, "mwells", "***"),
    (mask_all, "EMP-4711 ä", "***-**** *"),
]


@pytest.mark.parametrize(("mask", "text", "masked"), MASKS)
def test_a_mask_shows_the_shape_and_little_else(mask: object, text: str, masked: str) -> None:
    assert callable(mask)
    assert mask(text) == masked


def test_at_least_a_million_numbers_have_one_mask() -> None:
    for line in ("+14155550132", "+4720123456", "+4930231250", "4155550132", "20123456"):
        masked = mask_phone(line)
        assert masked.count("*") >= 6 and len(re.sub(r"\D", "", masked)) <= 2 + 3


def test_one_name_has_one_pseudonym_however_it_is_written() -> None:
    scrubber = Scrubber(KEYRING, Policy(kinds={"name": "pseudonym"}))
    token = scrubber.token("name", "maria wells")
    for name in ("Maria Wells", "MARIA WELLS", "Maria  Wells"):
        assert token in scrubber.scrub(f'{{"customerName":"{name}"}}'), name
    assert scrubber.token("name", "Krämer") == scrubber.token("name", "KRAMER")
    assert scrubber.scrub("agent=Xqvara Tlomb, Tlomb rang").count(scrubber.token("name", "Tlomb")) == 1
    assert scrubber.token("name", "Maria") != token


def test_tokens_of_a_kind_need_a_policy_that_writes_them() -> None:
    with pytest.raises(UsageError, match="phone, email, user"):
        Scrubber(KEYRING).token("name", "Maria Wells")
    with pytest.raises(UsageError, match="an IP address"):
        Scrubber(KEYRING, Policy(kinds={"ip": "pseudonym"})).token("ip", "10.0.0")
    token = Scrubber(KEYRING, Policy(kinds={"ip": "pseudonym"})).token("ip", "[::ffff:c000:207]:5060")
    assert token == Scrubber(KEYRING, Policy(kinds={"ip": "pseudonym"})).token("ip", "192.0.2.7")


def test_kinds_have_keys_of_their_own() -> None:
    scrubber = Scrubber(KEYRING, Policy(kinds=dict.fromkeys(KINDS, "pseudonym")))
    assert len({scrubber.token(kind, "4111111111111111")[-32:] for kind in ("email", "name", "user", "card")}) == 4


def test_a_kept_name_has_no_echo_and_no_file() -> None:
    assert under(Policy(kinds={"name": "keep"}), "agent=Xqvara Tlomb, Tlomb rang") == "agent=Xqvara Tlomb, Tlomb rang"
    with pytest.raises(PolicyError, match="names_file"):
        Policy(kinds={"name": "keep"}, names_file="roster.txt")


def test_events_are_written_alike() -> None:
    scrubber = Scrubber(Keyring.sample(), Policy(regions=("US",), kinds={"phone": "mask", "name": "mask", "ip": "mask", "card": "drop"}))
    event = {"msisdn": 14155550132, "customer": {"name": "Xqvara Tlomb"}, "event": "Tlomb at\n203.0.113.24", "n": 7, "card": 4111111111111111}
    clean = {"msisdn": "*******01**", "customer": {"name": "*** ***"}, "event": "*** at\n203.0.*.*", "n": 7, "card": "[pan]"}
    assert scrubber.scrub_event(event) == clean


FILE = """
regions = ["US"]
kinds = { name = "pseudonym", ip = "pseudonym", card = "mask" }
labels = { kdnr = "phone" }
keep = ["+18005550199"]
[[detectors]]
name = "employee"
regex = 'EMP-\\d{6}'
kind = "staff"
action = "pseudonym"
"""


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(FILE)
    return path


def test_the_command_finds_what_the_policy_wrote(policy_file: Path, tmp_path: Path) -> None:
    line = b'src=[::ffff:203.0.113.24]:5060 kdnr=4155550132 agentName="Maria Wells" EMP-004711 pan=4111111111111111 ani=18005550199\n'
    done = pi_scrub("--policy", policy_file, "--stats", tmp_path / "stats", input=line)
    assert done.returncode == 0
    assert json.loads((tmp_path / "stats").read_text())["replaced"] == {"ip": 1, "phone": 1, "name": 1, "staff": 1, "card": 1}
    for command, kind, value in (("find", "ip", "203.0.113.24"), ("token", "staff", "emp-004711")):
        found = pi_scrub(command, "--policy", policy_file, "--kind", kind, value, input=done.stdout)
        assert found.returncode == 0 and found.stdout.strip() in done.stdout, kind
    refused = pi_scrub("token", "--policy", policy_file, "--kind", "card", "4111111111111111")
    assert refused.returncode == 2 and b"--kind is one of phone, name, email, user, ip, staff" in refused.stderr
    assert b"4111" not in refused.stderr


def test_a_wrong_policy_reads_nothing(tmp_path: Path) -> None:
    detector = "[[detectors]]\nname = 'aa'\nregex = '.*'"
    for text, word in (("kinds = { fone = 'drop' }", "phone"), (detector, "upper bound"), ("format = 'cvs'", "csv")):
        (tmp_path / "bad.toml").write_text(text)
        done = pi_scrub("--policy", tmp_path / "bad.toml", input=b"+14155550132\n")
        assert (done.returncode, done.stdout) == (2, b"")
        assert word in done.stderr.decode() and done.stderr.count(b"\n") == 1


def test_logging_and_structlog_take_the_policy(policy_file: Path) -> None:
    record = logging.LogRecord("ivr", logging.INFO, __file__, 1, "EMP-004711 at %s", ("203.0.113.24",), None)
    formatted = ScrubbingFormatter(logging.Formatter("%(message)s"), policy=policy_file, keyring=keyring_path()).format(record)
    assert re.fullmatch(r"staff_test_[a-p]{32} at ip_test_[a-p]{32}", formatted)
    event = ScrubProcessor(policy=policy_file, keyring=keyring_path())(None, "info", {"event": "EMP-004711", "kdnr": 4155550132, "ani": 18005550199})
    assert re.fullmatch(r"staff_test_[a-p]{32}", event["event"]) and event["kdnr"].startswith("ph_test_") and event["ani"] == 18005550199
