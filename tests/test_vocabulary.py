"""A policy's own labels, cues and kept values: by both lexers, whole or in pieces, in events too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ways import KEYRING, under

from pi_scrub import Policy, PolicyError, Scrubber
from pi_scrub import grammar as g
from pi_scrub.vocabulary import cue_judge, near_words

REGIONS = ("US", "GB", "DE")
LABELS = Policy(
    regions=REGIONS,
    labels={
        "kundenkontakt": "phone", "zuständig": "name", "Gegenstelle": "person", "ani": "plain", "login": "user", "kd-nr": "card", "hop": "ip",
    },
    kinds={"card": "drop", "ip": "pseudonym"},
)  # fmt: skip

LABELLED = [
    ("kundenkontakt=4155550132 x", "kundenkontakt=<ph> x"),
    ("Kunden_Kontakt: 4155550132", "Kunden_Kontakt: <ph>"),
    ('{"order":{"kundenKontakt":4155550132}}', '{"order":{"kundenKontakt":"<ph>"}}'),
    ("crm.kundenkontakt=9999999", "crm.kundenkontakt=<ph>"),
    ("kundenkontakt2=4155550132 kontakt=4155550132", "kundenkontakt2=4155550132 kontakt=4155550132"),
    ("zustaendig=Xqvara Tlomb id=7", "zustaendig=Xqvara Tlomb id=7"),
    ("zuständig=xqvara tlomb id=7", "zuständig=[name] id=7"),
    ("ZUSTANDIG=xqvara; tlomb rang", "ZUSTANDIG=[name]; tlomb rang"),
    ("gegenstelle=4155550132", "gegenstelle=<ph>"),
    ("gegenstelle=Maria Wells", "gegenstelle=[name]"),
    ("ani=4155550132", "ani=4155550132"),
    ("ani=+14155550132", "ani=<ph>"),
    ("login=mwells id=7", "login=<us> id=7"),
    ('login="mwells wells" x', 'login="<us>" x'),
    ('{"login":"m\\"w\\\\ells","id":7}', '{"login":"<us>","id":7}'),
    ('{"kdNr":4711,"n":4711}', '{"kdNr":"[pan]","n":4711}'),
    ('{"kdNr":-47.5e3}', '{"kdNr":"[pan]"}'),
    ('{"kdNr":[4711, 4712],"n":4711}', '{"kdNr":["[pan]", "[pan]"],"n":4711}'),
    ('{"kdNr":null,"login":true}', '{"kdNr":null,"login":true}'),
    ('{"kdNr":{"a":4711}}', '{"kdNr":{"a":4711}}'),
    (r'{"m":"{\"kdNr\":4711,\"login\":\"mwells\"}"}', r'{"m":"{\"kdNr\":\"[pan]\",\"login\":\"<us>\"}"}'),
    ("<login>mwells</login> <kd-nr>4711</kd-nr>x", "<login><us></login> <kd-nr>[pan]</kd-nr>x"),
    ("login => 'mwells', kdnr=>4711", "login => '<us>', kdnr=>[pan]"),
    ("GET /x?login=mwells&kdnr=4711 HTTP/1.1", "GET /x?login=<us>&kdnr=[pan] HTTP/1.1"),
    ("hop=gw7.example.net;", "hop=<ip>;"),
    ("login: mwells, hop: 10.0.0.1", "login: <us>, hop: <ip>"),
    ("mylogin=mwells login mwells", "mylogin=mwells login mwells"),
]


@pytest.mark.parametrize(("line", "clean"), LABELLED)
def test_a_label_of_the_policy_says_what_its_value_is(line: str, clean: str) -> None:
    found = under(LABELS, line)
    assert found == clean
    if line.startswith("{"):
        json.loads(found)


CUES = Policy(regions=REGIONS, cues={"phone": ["Rückrufwunsch", "durchwahl"], "name": ["Teamleiterin", "担任", "agent7x"]})
CUED = [
    ("Rückrufwunsch 4155550132", "Rückrufwunsch <ph>"),
    ("RÜCKRUFWUNSCH: 4155550132", "RÜCKRUFWUNSCH: <ph>"),
    ("durchwahl war wohl (main, 4155550132)", "durchwahl war wohl (main, <ph>)"),
    ("wunsch 4155550132", "wunsch 4155550132"),
    ("durchwahlen 4155550132", "durchwahlen 4155550132"),
    ("die Teamleiterin Xqvara sagt", "die Teamleiterin [name] sagt"),
    ("Teamleiterin Xqvara Tlomb sagt", "Teamleiterin [name] sagt"),
    ("teamleiterin Xqvara sagt", "teamleiterin [name] sagt"),
    ("Maria Wells Teamleiterin Xqvara sagt", "[name] Teamleiterin [name] sagt"),
    ("Teamleiterinnen sagen", "Teamleiterinnen sagen"),
    ("agent4x Xqvara; agentx Xqvara;", "agent4x [name]; agentx Xqvara;"),  # a digit is any digit
    ("Teamleiterin", "Teamleiterin"),
]


@pytest.mark.parametrize(("line", "clean"), CUED)
def test_a_cue_of_the_policy_speaks_for_what_follows(line: str, clean: str) -> None:
    assert under(CUES, line) == clean


KEEP = Policy(
    regions=REGIONS,
    keep=("Mercury Voice", "Wells Fargo", "+1 800 555 0199", "0171 3920012", "support@example.com", "mwells", "2001:db8::1"),
    kinds={"ip": "pseudonym"},
)
KEPT = [
    ("hotline (800) 555-0199, +1-800-555-0199, tel:18005550199 or +18005550198", "hotline (800) 555-0199, +1-800-555-0199, tel:18005550199 or <ph>"),
    ('{"ani":18005550199,"dnis":18005550198}', '{"ani":18005550199,"dnis":"<ph>"}'),
    ("ani=+491713920012 ani=00491713920012 ani=+491713920013", "ani=+491713920012 ani=00491713920012 ani=<ph>"),
    ("mail support@example.com Support@Example.com x.support@example.com", "mail support@example.com Support@Example.com <em>"),
    ("sip:mwells@10.0.0.1 sip:twells@10.0.0.1", "sip:mwells@<ip> sip:<us>@<ip>"),
    ("[2001:DB8:0:0::1]:5060 [2001:db8::2]:5060", "[2001:DB8:0:0::1]:5060 [<ip>]:5060"),
    ("agent=Mercury Voice", "agent=Mercury Voice"),
    ("customer Mercury Voice rang", "customer Mercury Voice rang"),
    ("agentName=Xqvara Mercury Voice", "agentName=[name] Mercury Voice"),
    ("at Wells Fargo; Maria Wells rang", "at Wells Fargo; [name] rang"),
    ("agentName=Maria Wells note=Wells Fargo", "agentName=[name] note=Wells Fargo"),
    ("agentName=mercury voice", "agentName=[name]"),
    ("agentName=Mercury Voices", "agentName=[name]"),
]


@pytest.mark.parametrize(("line", "clean"), KEPT)
def test_what_the_policy_keeps_passes(line: str, clean: str) -> None:
    assert under(KEEP, line) == clean


def test_what_is_left_of_a_name_has_its_own_pseudonym() -> None:
    policy = Policy(keep=("Mercury",), kinds={"name": "pseudonym"})
    scrubber = Scrubber(KEYRING, policy)
    left, right = scrubber.token("name", "Xqvara"), scrubber.token("name", "Tlomb")
    assert scrubber.scrub("agentName=Xqvara Mercury Tlomb") == f"agentName={left} Mercury {right}"


def test_events_know_the_policys_words() -> None:
    scrubber = Scrubber(KEYRING, LABELS)
    event = {"kundenkontakt": 4155550132, "order": {"kdNr": 4711, "zuständig": "xqvara"}, "login": "mwells", "ani": 4155550132}
    clean = scrubber.scrub_event(event)
    assert clean["kundenkontakt"] == scrubber.token("phone", "+14155550132")
    assert clean["order"] == {"kdNr": "[pan]", "zuständig": "[name]"}
    assert clean["login"] == scrubber.token("user", "mwells")
    assert clean["ani"] == 4155550132


def test_the_words_stand_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('keep = ["Mercury"]\n[labels]\nkdnr = "phone"\n[cues]\nname = ["Chef"]\n')
    assert Policy.load(path) == Policy(keep=("Mercury",), labels={"kdnr": "phone"}, cues={"name": ["Chef"]})
    assert hash(Policy.load(path))


BAD = [
    ({"labels": {"x": "fone"}}, "unknown kind of the label 'x': 'fone'; did you mean 'phone'"),
    ({"labels": {"-": "phone"}}, "no letter or digit"),
    ({"cues": {"phones": ["x"]}}, "unknown kind of cues 'phones'; did you mean 'phone'"),
    ({"cues": {"phone": ["call from"]}}, "one word"),
    ({"cues": {"phone": [""]}}, "one word"),
    ({"cues": {"phone": ["line2"]}}, "ends in a letter"),
    ({"keep": ("--",)}, "keep holds a value"),
    ({"keep": ("a\nb",)}, "keep holds a value"),
]


@pytest.mark.parametrize(("given", "words"), BAD)
def test_words_that_cannot_be_are_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        Policy(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("cues", [{}, {"phone": ("Rueckruf", "hotline2", "K"), "name": ("Beraterin",)}])
def test_the_words_that_speak_from_afar_are_all_told(cues: dict[str, tuple[str, ...]]) -> None:
    """The native lexer asks for no others."""
    judge, told = cue_judge(cues), set(near_words(cues))
    tables = (table for name, table in vars(g).items() if isinstance(table, frozenset) and name.isupper())
    words = {word for table in tables for word in table if isinstance(word, str)} | {"rueckruf", "hotline", "k", "beraterin"}
    plain = {form for word in words if word.isascii() and word.isalpha() for form in (word, word.upper(), word.title(), word + "s")}
    assert {word for word in plain if judge(word.encode()) & g.C_NEAR and word.lower().encode() not in told} == set()
    assert {word.lower() for word in plain if judge(word.encode()) & g.C_NEAR} >= {"phone", "msisdn", *(["rueckruf", "k"] if cues else [])}
