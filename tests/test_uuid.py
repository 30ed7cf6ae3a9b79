"""UUIDs, where a policy does not let them pass: with dashes or without, in any case."""

from __future__ import annotations

import pytest
from ways import under

from pi_scrub import Policy
from pi_scrub.judges.uuid import find_uuids, read_uuid

ONE = "0c67446ef1a111d994d3000a95a0e128"
FOUND = [
    "0c67446e-f1a1-11d9-94d3-000a95a0e128",
    "0C67446E-F1A1-11D9-94D3-000A95A0E128",
    "0c67446ef1a111d994d3000a95a0e128",
    "{0c67446e-f1a1-11d9-94d3-000a95a0e128}",
    "urn:uuid:0c67446e-f1a1-11d9-94d3-000a95a0e128",
    "id=0c67446e-f1a1-11d9-94d3-000a95a0e128_x",
]


@pytest.mark.parametrize("line", FOUND)
def test_a_uuid_has_one_form(line: str) -> None:
    assert [value for _, _, _, value in find_uuids(line.encode())] == [ONE]
    assert read_uuid(line) == ONE
    assert "<uu>" in under(Policy(kinds={"uuid": "pseudonym"}), line)


PASS = """
0c67446e-f1a1-11d9-94d3-000a95a0e12
0c67446e-f1a1-11d9-94d3-000a95a0e1288
0c67446e-f1a1-11d9-94d3
0c67446ef1a111d994d3000a95a0e12g
00f067aa0ba902b7
da39a3ee5e6b4b0d3255bfef95601890afd80709
g0c67446ef1a111d994d3000a95a0e128
""".strip().splitlines()


@pytest.mark.parametrize("line", PASS)
def test_other_hex_stays(line: str) -> None:
    assert under(Policy(kinds={"uuid": "drop"}), line) == line
