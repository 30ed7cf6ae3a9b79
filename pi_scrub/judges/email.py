"""Is this local@domain an e-mail address?

Strategy: the domain decides. With a dot and a top-level domain of letters it is an address, whatever stands before the @;
an IP address or a bare host behind the @ makes it the user of a machine, which is not ours to judge. Message
and call ids look like addresses too: under an id's label, a local part that a machine made passes.
"""

from __future__ import annotations

import re

from pi_scrub import grammar as g
from pi_scrub.judges.phone import Finding

# RFC 5321 allows more; this is what is found in practice, letters beyond ASCII included (RFC 6531).
_ADDRESS = re.compile(
    r"([\w.+\-%]{1,64})@((?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24})(?![\w\-])", re.UNICODE
)
_MACHINE_MADE = re.compile(r"(?=.*\d)[\w.\-+%]{12,}")
_TOKEN = re.compile(g.PSEUDONYM + r"\Z")
# Names of hosts nobody gets mail at, and the endings of files (`logo@2x.png`) that are no top-level domains.
_NOT_TLD = frozenset(
    "local localhost internal lan service socket png jpg jpeg gif svg webp ico css js html php wav mp3 pdf gz log txt xml json".split()
)


def judge_email(candidate: bytes, context: int) -> list[Finding]:
    """(candidate, context) -> one finding ("email", the address in lower case), or none."""
    text = candidate.decode("utf-8", "replace")
    found = _ADDRESS.match(text)
    if found is None or _TOKEN.match(found[1]) or found[2].rpartition(".")[2] in _NOT_TLD:
        return []
    if context & g.LABEL == g.L_PLAIN and _MACHINE_MADE.fullmatch(found[1]):
        return []
    end = len(found[0].encode("utf-8", "replace"))
    return [(0, end, "email", found[0].lower())] if end <= len(candidate) else []
