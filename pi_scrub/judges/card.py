"""Payment card numbers (PAN) in lines. Off where no policy turns the kind `card` on.

Strategy: three things must agree: the first digits are an issuer's, the length is one of that issuer's, and the check digit is right
(Luhn, ISO/IEC 7812-1). One in ten numbers that look like a card's passes the last by chance, so ids of 16 digits may be
taken: that is why the kind is off. Digits stand bare or in the groups that are printed on cards, with spaces or dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pi_scrub.judges.phone import Finding
from pi_scrub.late import late

_GAP = rb"[ \-\x1f]?"
_PLACE = late(
    rb"(?<![\w.+\-])(?:"
    rb"\d{4}(?P<gap>" + _GAP + rb")\d{4}(?P=gap)\d{4}(?P=gap)\d{1,4}(?:(?P=gap)\d{1,3})?"  # 4111 1111 1111 1111
    rb"|\d{4}(?P<wide>" + _GAP + rb")\d{6}(?P=wide)\d{4,5}"  # 3782 822463 10005
    rb")(?![\w\-]|\.\d)"
)
_ISSUERS = late(
    r"""4(?:\d{12}|\d{15}|\d{18})                                                             # Visa
      | (?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}                      # Mastercard
      | 3[47]\d{13} | 3(?:0[0-5]|[68]\d)\d{11,16}                                             # American Express, Diners Club
      | (?:6011|64[4-9]\d|65\d\d)\d{12,15} | 35(?:2[89]|[3-8]\d)\d{12,15}                     # Discover, JCB
      | (?:5[06-9]|6[0-9])\d{11,17} | 220[0-4]\d{12,15}                                       # Maestro, UnionPay, RuPay, Mir
    """,
    re.VERBOSE,
)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_VISIBLE = 4  # PCI DSS 4.0, 3.4.1 lets the first six and the last four be seen


def find_cards(text: bytes) -> Iterator[Finding]:
    """(start, end, "card", digits) of each card number in whole lines, in order."""
    for m in _PLACE.finditer(text):
        digits = read_card(m[0].decode("ascii"))
        if digits:
            yield m.start(), m.end(), "card", digits


def read_card(value: str) -> str:
    """The digits of one card number; "" where it is none."""
    digits = re.sub(r"[ \-\x1f]", "", value)
    return digits if _ISSUERS.fullmatch(digits) and digits.isascii() and _luhn(digits) else ""


def _luhn(digits: str) -> bool:
    back = [int(digit) for digit in reversed(digits)]
    return (sum(back[::2]) + sum(_DOUBLED[digit] for digit in back[1::2])) % 10 == 0


def mask_card(text: str) -> str:
    """`4111 1111 1111 1111` -> `**** **** **** 1111`."""
    last = [at for at, c in enumerate(text) if c.isdigit()][-_VISIBLE]
    return (re.sub(r"\d", "*", text[:last]) + text[last:]).replace("\x1f", "%20")
