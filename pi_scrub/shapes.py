"""What a run of digits may look like, with and without a phone number in it: data for both phone judges.

Strategy: the levels of proof, the labels that set them and the shapes that are never numbers stand here once; the
reference judge reads them, and the native one is built from them.
"""

from __future__ import annotations

import re

from pi_scrub import grammar as g
from pi_scrub.late import late

# How much speaks for a candidate, hence what it must be besides: nothing; a valid number; one of a configured region;
# also written as people write numbers; grouped as its country groups them.
SURE, VALID, LOCAL, SHAPED, EXACT = 5, 4, 3, 2, 1

SURE_LABELS = frozenset((g.L_PHONE, g.L_TEL, g.L_SIP, g.L_NAME))
VALID_LABELS = frozenset((g.L_WEAK, g.L_PARTY, g.L_MAYBE))
TRUNKED = 10  # digits of a national number with its 0 that is told from a column of counters
MAX_PIECES = 8  # groups in the longest number anybody writes
GAPS = " \x1f().-/~"  # what may stand between the digits of one number
ODD = "\t\x00_,*:"  # and what may between those of one with a +
CUE_ENDS = "(|\"'=:;,<>[]"  # what parts the words before a number, beside white space and a slash
TRIM_LEFT, TRIM_RIGHT = "-./~ )", "-./~ ("  # what is no part of a number at its ends

NO_PHONE = late(  # what a run of digits may hold beside a number
    r"""(?<![\d.])(?:
      (?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}   # IPv4
    | [12]\d{3}[\-/.][01]?\d[\-/.][0-3]?\d | [0-3]?\d[\-/.][01]?\d[\-/.](?:19|20)\d\d    # dates
    | [01]?\d/[0-3]?\d/(?:19|20)?\d\d
    | [12]\d{3}-[01]\d
    | (?:\d\d-){5}\d\d(?!-)                                                                # a MAC of digits alone
    | \d\d\.\d\d\.\d\d\.\d{3,}                                                              # times with dots
    | 1\d{9}\.\d+(?:\.\d+)?                                                              # epochs with a fraction
    )(?![\d.])""",
    re.VERBOSE,
)
REVERSE_DNS = late(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)-){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\Z")
EPOCH = late(  # seconds, ms, µs, ns of 2001 to 2028; 20240318, 20240318141503; the largest integers of 32 bits
    r"2147483647\Z|429496729[56]\Z|1(?:[0-7]\d|8[0-4])\d{7}(?:\d{3}){0,3}\Z|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?\Z"
)
# A national number by the look of it: a trunk prefix, or an area code in brackets, and separators.
NATIONAL = late(r"\(?0\d{1,4}\)?[ ./\-]\d|\(\d{2,4}\) ?\d|\d{3}[.\-]\d{3}[.\-]\d{4}\Z")
