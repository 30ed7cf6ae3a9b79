"""Is the user part of this sip: URI somebody?

Strategy: what is no number (the phone judge has seen those), UUID, machine-made id or service word is somebody's
user name. The host and its port stay: source addresses are what support follows.
"""

from __future__ import annotations

import re

from pi_scrub.judges.email import _TOKEN
from pi_scrub.judges.phone import Finding
from pi_scrub.late import late

_NOBODY = late(
    r"""\d{1,6}[*\#]?                                      # an extension
      | [0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}  # UUID
      | [0-9a-fA-F]{16,} | (?=\w*\d)\w{20,}                # ids
      | mod_\w+ | gw[+\w\-]* | [\w.+\-]{0,2}""",
    re.VERBOSE,
)
_SERVICES = frozenset(
    """anonymous unknown unavailable restricted private asterisk freeswitch kamailio opensips pbx sbc proxy gateway trunk
    voicemail vm conference conf queue ivr echo test ping monitor keepalive nagios sipp service support sales info
    operator emergency sos registrar server client default guest root admin administrator system sip user agent
    hold park music moh page fax dialer router media mediaserver msml annc dialog null invalid nobody presence
    xivo lync callcenter outbound inbound external internal""".split()
)


def judge_user(candidate: bytes, context: int) -> list[Finding]:
    """(candidate, context) -> one finding ("user", the user part in lower case), or none."""
    local = candidate.partition(b"@")[0]
    text = local.decode("utf-8", "replace")
    if "\ufffd" in text or _NOBODY.fullmatch(text) or _TOKEN.match(text):
        return []
    lower = text.lower()
    if re.sub(r"[\d._\-]+", "", lower) in _SERVICES:
        return []
    return [(0, len(local), "user", lower)]
