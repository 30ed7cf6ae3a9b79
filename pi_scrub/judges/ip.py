"""IP addresses in lines, where a policy does not let them pass.

Strategy: what looks like an address is read by `ipaddress`, so every notation of one address has one canonical form:
`::1` and `0:0:0:0:0:0:0:1`, upper case and lower, `::ffff:192.0.2.7` and `192.0.2.7`. Port, zone, prefix length and brackets are
no part of an address and stay. A MAC, a time, `std::` and a version of four parts behind a `v` are none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from itertools import product

from pi_scrub.judges.phone import Finding
from pi_scrub.late import late

_OCTET = rb"0{0,2}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4 = rb"(?:" + _OCTET + rb"\.){3}" + _OCTET
_HINT = re.compile(rb"\.(?=\d{1,3}\.\d)|:(?=[0-9a-fA-F]{0,4}:)")  # quick to look for; an address begins a group before it
_PLACE = {
    b".": late(rb"(?<![\d.vV])" + _V4 + rb"(?!\d|\.\d)"),
    b":": late(rb"[0-9a-fA-F]{0,4}:(?>(?:[0-9a-fA-F]{0,4}:){1,16})(?:" + _V4 + rb"(?!\d|\.\d)|[0-9a-fA-F]{0,4}(?!\w))"),
}
_BEFORE = {b".": (3, b"0123456789"), b":": (4, b"0123456789abcdefABCDEF")}  # the most of its bytes, and which
_WORD_BYTES = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PAIRS = re.compile(rb"(?:[0-9a-fA-F]{2}:){7}[0-9a-fA-F]{2}")  # EUI-64, InfiniBand: hardware, not a place in a network
_DIGIT = re.compile(rb"\d")


def find_ips(text: bytes) -> Iterator[Finding]:
    """(start, end, "ip", canonical) of each address in whole lines, in order."""
    done = 0
    for hint in _HINT.finditer(text):
        if hint.start() < done:
            continue
        size, group = _BEFORE[hint[0]]
        left = text[max(done, hint.start() - size) : hint.start()]
        m = _PLACE[hint[0]].match(text, hint.start() - len(left) + len(left.rstrip(group)))
        if m is not None:
            done = m.end()
            yield from _address(text, *m.span()) if hint[0] == b":" else [(*m.span(), "ip", _canonical(m[0].decode("ascii")))]


def _address(text: bytes, at: int, to: int) -> Iterator[Finding]:
    """The IPv6 address in a run of groups: behind a label (`src:2001:db8::1`), before a colon or a port (`0:0:0:0:0:0:0:1:5060`)."""
    to -= text[to - 1] == 0x3A and text[to - 2] != 0x3A
    second, last = text.find(b":", at, to) + 1, text.rfind(b":", at, to)
    starts = (second,) if at > 0 and text[at - 1] in _WORD_BYTES else (at, second)
    for start, end in product(starts, (to, last)):
        canonical = _read(text[start:end].decode("ascii"))
        if canonical and _DIGIT.search(text, start, end) and not _PAIRS.fullmatch(text, start, end):  # `Abc::Def` is a class
            yield start, end, "ip", canonical
            return


@functools.lru_cache(20_000)
def _read(text: str) -> str:
    try:
        return _canonical(text) if ":" in text else ""
    except ValueError:
        return ""


def _canonical(text: str) -> str:
    """The one way of writing an address; one of IPv4 within IPv6 is of IPv4. Raises ValueError."""
    if ":" not in text:
        return ".".join(str(int(octet)) for octet in text.split("."))
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def read_ip(value: str) -> str:
    """The canonical form of one address, with or without brackets, port, zone and prefix; "" where it is none."""
    found = list(find_ips(value.encode("utf-8", "replace")))
    return found[0][3] if len(found) == 1 else ""


def mask_ip(text: str) -> str:
    """`203.0.113.24` -> `203.0.*.*`, `2001:db8:7::1` -> `2001:db8:*`: what a provider was given, as a rule."""
    canonical = _canonical(text)
    if "." in canonical:
        return ".".join([*canonical.split(".")[:2], "*", "*"])
    first, second = (f"{int(group, 16):x}" for group in ip_address(canonical).exploded.split(":")[:2])
    return f"{first}:{second}:*"
