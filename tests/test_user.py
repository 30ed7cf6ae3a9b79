"""The user part of SIP URIs: somebody's is hashed, a service's or a machine's stays; host and port always stay."""


from __future__ import annotations

import pytest
from ways import bug, check, check_passes, every_way, scrubber

from pi_scrub import grammar as g
from pi_scrub.judges.user import judge_user

FOUND = [
    "sip:⟨mwells⟩@10.0.0.1",
    "sip:⟨mwells⟩@10.0.0.1:5060",
    "sip:⟨mwells⟩@10.0.0.1:5060;transport=udp",
    "sips:⟨mwells⟩@pbx.example.net:5061",
    "<sip:⟨mwells⟩@[2001:db8::1]:5060>",
    "SIP:⟨mwells⟩@pbx.example.net",
    "sip:⟨maria.wells⟩@example.com",
    "sip:⟨maria_wells⟩@example.com",
    "sip:⟨maria-wells⟩@example.com;user=phone",
    "sip:⟨mwells42⟩@example.com",
    "Contact: <sip:⟨mwells⟩@198.51.100.77:5071;ob>",
    "To: <sip:⟨mwells⟩@pbx.example.net>",
    "REGISTER from sip:⟨mwells⟩@pbx.example.net",
    '"uri":"sip:⟨mwells⟩@pbx.example.net"',
    "uri=sip%3A⟨mwells⟩@pbx.example.net",
    "sip:⟨jörg⟩@example.de",
    'Authorization: Digest username="⟨mwells⟩", realm="pbx.example.net", nonce="4155550132"',
    'Proxy-Authorization: Digest realm="pbx",username="⟨mwells⟩",uri="sip:10.0.0.1"',
    'Authorization: Digest username="«4155550132»", realm="pbx.example.net"',
    'Proxy-Authorization: Digest username="‹Maria Wells›",realm="x"',
    r'{"auth":"Digest username=\"⟨mwells⟩\", realm=\"x\""}',
]


@pytest.mark.parametrize("line", FOUND)
def test_somebodys_user_part_is_hashed(line: str) -> None:
    check(line)


PASS = """
sip:10.0.0.1
sip:10.0.0.1:5060
sip:pbx.example.net
sip:pbx.example.net:5060;lr
sip:[2001:db8::1]:5060
sip:1001@10.0.0.1
sip:4711@pbx.example.net
sip:asterisk@10.0.0.1
sip:kamailio@10.0.0.1
sip:anonymous@anonymous.invalid
sip:unknown@unknown.invalid
sip:voicemail@pbx.example.net
sip:conf-17@pbx.example.net
sip:queue3@pbx.example.net
sip:ping@10.0.0.1
sip:gw+carrier@10.0.0.1
sip:mod_sofia@10.0.0.1:5080
sip:0c67446e-f1a1-11d9-94d3-000a95a0e128@10.0.0.1
sip:0C67446E-F1A1-11D9-94D3-000A95A0E128@10.0.0.1
sip:4bf92f3577b34da6a3ce929d0e0e4736@10.0.0.1
sip:us_test_abcdefghijklmnopabcdefghijklmnop@10.0.0.1
sip:ph_test_abcdefghijklmnopabcdefghijklmnop@10.0.0.1
username="mwells" logged in
Authorization: Digest username="", realm="pbx.example.net"
WWW-Authenticate: Digest realm="asterisk",nonce="5f3a"
Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK776asdhds;rport
SIP/2.0 200 OK
gossip: hello
sip-proxy: up
mwells@10.0.0.1
""".strip().split("\n")


@pytest.mark.parametrize("line", PASS)
def test_services_machines_and_hosts_pass(line: str) -> None:
    check_passes(line)


def test_a_star_code_passes() -> None:
    check_passes("sip:*97@10.0.0.1")


def test_a_star_code_at_a_host_with_a_name_passes() -> None:
    check_passes("sip:*97@pbx.example.net")


NUMBERS = [
    "sip:«+14155550132»@10.0.0.1",
    "sip:«14155550132»@10.0.0.1:5060",
    "sip:«5550132»@10.0.0.1",
    "sip:«+1-415-555-0132»@10.0.0.1;user=phone",
    "sip:«02079460958»@pbx.example.net",
    "sip:«%2B14155550132»@10.0.0.1",
    "sip:«+14155550132»;rn=«+14155550133»@10.0.0.1",
    bug("a number glued to letters in a user part", "sip:x«4155550132»@10.0.0.1"),
]


@pytest.mark.parametrize("line", NUMBERS)
def test_a_number_is_a_number_in_a_uri_too(line: str) -> None:
    check(line)


def test_one_user_has_one_token_in_any_case() -> None:
    token = scrubber().token("user", "mwells")
    for line in ("sip:mwells@10.0.0.1", "SIP:MWells@10.0.0.2:5060", "<sips:mwells@pbx.example.net>"):
        assert token in every_way(line.encode()).decode()


@pytest.mark.parametrize(
    "line",
    [
        "sip%3Amwells%40pbx.example.net",
        bug("a password behind the user", "sip:mwells:secret@10.0.0.1"),
        bug("the user part of an account label", "pjsip endpoint mwells is now reachable"),
    ],
)
def test_other_user_parts(line: str) -> None:
    assert "mwells" not in every_way(line.encode()).decode()


@pytest.mark.parametrize("data", [b"", b"@", b"\xff@x", b"a" * 5000 + b"@x", b"@@@"])
def test_no_bytes_make_the_judge_raise(data: bytes) -> None:
    assert all(span[2] == "user" for span in judge_user(data, g.MAIL | g.L_SIP))
