"""IP addresses, where a policy does not let them pass: one form for each address, and nothing else taken for one."""

from __future__ import annotations

import pytest
from ways import under

from pi_scrub import Policy
from pi_scrub.judges.ip import find_ips, mask_ip, read_ip

FOUND = [
    ("203.0.113.24", ["203.0.113.24"]),
    ("from 203.0.113.24:5060, 203.0.113.25/24; (203.0.113.26)", ["203.0.113.24", "203.0.113.25", "203.0.113.26"]),
    ("src_203.0.113.24 ip:203.0.113.24 203.0.113.24.", ["203.0.113.24"] * 3),
    ("203.000.113.024", ["203.0.113.24"]),
    ("203.0.113.1-203.0.113.9", ["203.0.113.1", "203.0.113.9"]),
    ("::1 x", ["::1"]),
    ("[::1]:5060", ["::1"]),
    ("0:0:0:0:0:0:0:1", ["::1"]),
    ("0000:0000:0000:0000:0000:0000:0000:0001", ["::1"]),
    ("/0:0:0:0:0:0:0:1:5060", ["::1"]),  # a Java InetSocketAddress with its port
    ("fe80::1%eth0", ["fe80::1"]),
    ("2001:DB8::A 2001:db8:0:0::a/64", ["2001:db8::a", "2001:db8::a"]),
    ("ip:2001:db8::1 src:2001:db8::1 x=2001:db8::1", ["2001:db8::1"] * 3),
    ("2001:db8::1: refused", ["2001:db8::1"]),
    ("::ffff:203.0.113.24 ::FFFF:cb00:7118 203.0.113.24", ["203.0.113.24"] * 3),
    ("[::ffff:203.0.113.24]:80", ["203.0.113.24"]),
    ("http://[2001:db8::1]/x http://203.0.113.24/x", ["2001:db8::1", "203.0.113.24"]),
]


@pytest.mark.parametrize(("line", "expected"), FOUND)
def test_an_address_has_one_form_in_every_notation(line: str, expected: list[str]) -> None:
    assert [value for _, _, _, value in find_ips(line.encode())] == expected


PASS = """
v1.2.3.4 and V10.0.0.1
1.3.6.1.4.1.311 1.2.3 1.2.3.4.5
300.0.113.24 203.0.113.256
Chrome/120.0.6099.109
09:14:02 12:30:45.123 2024-03-18T09:14:02+01:00
00:1b:44:11:3a:b7
00:1b:44:11:3a:b7:00:01
std::string a::b Foo::Bar Abc::Def std::chrono::ms
x :: y ::
fe80: db8:1:2 1:2:3:4:5:6:7
12:34:56:78:9a:bc:de:f0:11
""".strip().splitlines()


@pytest.mark.parametrize("line", PASS)
def test_what_only_looks_like_an_address_stays(line: str) -> None:
    assert list(find_ips(line.encode())) == []
    assert under(Policy(kinds={"ip": "drop"}), line) == line


@pytest.mark.parametrize(("line", "clean"), [
    ("[2001:db8::1]:5060 fe80::1%eth0 203.0.113.24:80/24", "[<ip>]:5060 <ip>%eth0 <ip>:80/24"),
    ("Via: SIP/2.0/UDP 203.0.113.24:5060;received=2001:db8::1;rport", "Via: SIP/2.0/UDP <ip>:5060;received=<ip>;rport"),
    ("ani=4155550132 (203.0.113.24)", "ani=<ph> (<ip>)"),
    ("h=%5B2001%3Adb8%3A%3A1%5D", "h=%5B<ip>%5D"),
])  # fmt: skip
def test_port_zone_prefix_and_brackets_stay(line: str, clean: str) -> None:
    assert under(Policy(regions=("US",), kinds={"ip": "pseudonym"}), line) == clean


@pytest.mark.parametrize(("text", "masked"), [
    ("203.0.113.24", "203.0.*.*"), ("::ffff:203.0.113.24", "203.0.*.*"), ("2001:0db8:7::1", "2001:db8:*"), ("::1", "0:0:*"),
])  # fmt: skip
def test_a_mask_shows_the_first_half_of_what_a_provider_has(text: str, masked: str) -> None:
    assert mask_ip(text) == masked
    assert list(find_ips(masked.encode())) == []


@pytest.mark.parametrize("value", ["", "x", "10.0.0", "10.0.0.1 10.0.0.2", "300.1.1.1"])
def test_a_value_that_is_no_address_has_no_form(value: str) -> None:
    assert read_ip(value) == ""
