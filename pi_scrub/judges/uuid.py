"""UUIDs in lines, where a policy does not let them pass: with dashes or as 32 hex digits, in any case.

Strategy: the form is all there is to see. 32 hex digits are also what MD5 sums and trace ids look like; who replaces the one
replaces the other. Dashes and case are no part of the value.
"""

from __future__ import annotations

from collections.abc import Iterator

from pi_scrub.judges.phone import Finding
from pi_scrub.late import late

_UUID = late(rb"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{32})(?![0-9A-Za-z])")


def find_uuids(text: bytes) -> Iterator[Finding]:
    """(start, end, "uuid", 32 lower-case hex digits) of each UUID in whole lines, in order."""
    for m in _UUID.finditer(text):
        yield m.start(), m.end(), "uuid", m[0].decode("ascii").replace("-", "").lower()


def read_uuid(value: str) -> str:
    """The canonical form of one UUID, in braces or as a URN too; "" where it is none."""
    found = list(find_uuids(value.encode("utf-8", "replace")))
    return found[0][3] if len(found) == 1 else ""
