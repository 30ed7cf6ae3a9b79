"""E-mail addresses: hashed in lower case; what has an @ but no mail domain stays."""


from __future__ import annotations

import pytest
from ways import bug, check, check_passes, every_way, scrubber

from pi_scrub import grammar as g
from pi_scrub.judges.email import judge_email

FOUND = [
    "⟪maria.wells@example.com⟫",
    "mail ⟪maria.wells@example.com⟫ sent",
    "<⟪maria.wells@example.com⟫>",
    "(⟪maria.wells@example.com⟫)",
    "[⟪maria.wells@example.com⟫]",
    '"⟪maria.wells@example.com⟫"',
    "'⟪maria.wells@example.com⟫'",
    "to=⟪maria.wells@example.com⟫,",
    "to:⟪maria.wells@example.com⟫;",
    "⟪maria.wells@example.com⟫.",
    "⟪maria.wells@example.com⟫:25",
    "⟪maria.wells@example.com⟫, ⟪tobias@example.org⟫",
    "mailto:⟪maria.wells@example.com⟫?subject=x",
    '{"email":"⟪maria.wells@example.com⟫"}',
    r"{\"email\":\"⟪maria.wells@example.com⟫\"}",
    "email=⟪maria.wells%40example.com⟫&x=1",
    r"email: ⟪maria.wells\u0040example.com⟫",
    "email ⟪maria.wells&#64;example.com⟫",
    "⟪maria+tag@example.co.uk⟫",
    "⟪maria_w-1@mail.sub.example.museum⟫",
    "⟪m@example.de⟫",
    "⟪MARIA@EXAMPLE.COM⟫",
    "⟪jörg@example.de⟫",
    "⟪maria@bücher.example⟫",
    "⟪x7@a.io⟫",
    "user=⟪maria4155550132@example.com⟫",
]


@pytest.mark.parametrize("line", FOUND)
def test_an_address_is_found(line: str) -> None:
    check(line)


PASS = """
maria@localhost
maria@10.0.0.1
maria@10.0.0.1:5060
maria@[2001:db8::1]
root@pbx
git@host:path
logo@2x.png
icon@3x.jpg
sprite@2x.svg
chunk@1.2.3
lodash@4.17.21
react@^18.2.0
@example.com
@maria
maria@
maria@.com
maria@com
a @ b
a@b
1@2
foo@bar@baz
user@host.local
user@db.internal
x@y.z
call-id: a84b4c76e66710a84b4c76e66710@pc33.example.com
Message-ID: <a84b4c76e66710.20240318091402@mail.example.com>
Call-ID: 3848276298220188511@pbx.example.com
@Override
@2024-03-18
p@ssw0rd
java.lang.Object@1b6d3586
com.example.Foo@7f31245a
em_test_abcdefghijklmnopabcdefghijklmnop
em_test_abcdefghijklmnopabcdefghijklmnop@example.com
us_test_abcdefghijklmnopabcdefghijklmnop@example.com
ph_test_abcdefghijklmnopabcdefghijklmnop@example.com
""".strip().split("\n")


@pytest.mark.parametrize("line", PASS)
def test_what_only_has_an_at_sign_passes(line: str) -> None:
    check_passes(line)


@pytest.mark.parametrize(
    "line",
    [
        "Message-ID: <20240318091402.12345.a84b4c76e66710@mail.example.com>",
        "Message-ID: <1710753242118.7.a84b4c76e66710@mail.example.com>",
    ],
)
def test_an_id_that_is_eaten_in_parts_passes(line: str) -> None:
    check_passes(line)


@pytest.mark.parametrize(
    "written",
    ["maria.wells@example.com", "Maria.Wells@Example.COM", "maria.wells%40example.com", r"maria.wells\u0040example.com"],
)
def test_one_address_has_one_token(written: str) -> None:
    token = scrubber().token("email", "maria.wells@example.com")
    assert every_way(f"to {written} now".encode()).decode() == f"to {token} now"


@pytest.mark.parametrize(
    "data", [b"", b"@", b"\xff@\xff.com", b"a@" + b"b." * 200 + b"com", b"a" * 5000 + b"@example.com", b"a@b.com\xff"]
)
def test_no_bytes_make_the_judge_raise(data: bytes) -> None:
    for start, end, kind, _ in judge_email(data, g.MAIL):
        assert 0 <= start < end <= len(data) and kind == "email"


@pytest.mark.parametrize(
    "line",
    [
        bug("a local part over 64 bytes", "x" * 65 + "@example.com"),
        bug("quoted local parts", '"maria wells"@example.com'),
        "o'hara@example.com",
    ],
)
def test_rare_addresses_leak_nothing(line: str) -> None:
    found = every_way(line.encode()).decode()
    assert "wells" not in found and "hara" not in found and "xxx" not in found
