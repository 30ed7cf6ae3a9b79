"""What a field name and a cue word stand for.

Strategy: a label is cut into words (camelCase, snake_case, kebab-case, dotted, header style, digits and accents
dropped), and the words are looked up in grammar.py. The head of a label is its last word, what stands before it
qualifies it: `caller_name` is a person's name, `host_name` a thing's, `caller_number` a phone number,
`line_number` a counter. Both functions are pure; the lexer remembers their answers.
"""

from __future__ import annotations

import re

from pi_scrub import grammar as g
from pi_scrub.judges.gazetteer import without_marks
from pi_scrub.shapes import CUE_ENDS

_WORDS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<![A-Z])(?=[A-Z])|(?<=[A-Za-z])(?=[A-Z][a-z])")
_OTHER = frozenset(
    """other orig original my your our his her their this that the variable custom extra x p sip h header field attr new old neue alte nouveau
    ancien nuevo nuova novo nieuw right correct wrong valid invalid given provided primary secondary main alternate alternative alt backup
    emergency""".split()
)


def words(label: str) -> list[str]:
    """`callerNumber`, `caller_number`, `X-Caller-Number2` -> [.., "caller", "number"]; lower case, no accents."""
    plain = label if label.isascii() else without_marks(label)
    return [word.lower() for part in _WORDS.findall(plain) for word in _CAMEL.split(part) if word]


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and word[:-1] in _PLURALS else word


_PLURALS = g.PERSON_WORDS | g.NUMBER_WORDS | g.WEAK_WORDS | g.PHONE_WORDS


def judge_label(label: bytes) -> int:
    """The class of a label: one of grammar's L_ values, 0 for a label that says nothing.

    >>> judge_label(b"callerNumber") == judge_label(b"msisdn") == g.L_PHONE
    True
    """
    if len(label) > g.MAX_LABEL:
        return g.L_NONE
    if label.lower().endswith(b"e164"):  # the one phone word whose digits matter
        return g.L_PHONE
    if label in AS_WRITTEN:
        return g.L_WEAK
    if _STRUCTURED_NAME.fullmatch(label):
        return g.L_NAME
    found = [_singular(word) for word in words(label.decode("utf-8", "replace"))]
    if not found:
        return g.L_NONE
    if found[-1] in ("error", "exception"):
        return g.L_WEAK  # `KeyError: '…'` shows whatever the value was
    if "".join(found) == "username":
        return g.L_USER
    scheme = _SCHEMES.get("".join(found))
    if scheme is not None:
        return scheme
    return _judge_words(found) or (g.L_WEAK if found[-1].endswith(g.PHONE_ENDINGS) else g.L_NONE)


_STRUCTURED_NAME = re.compile(rb"(?:item\d{1,3}\.)?N")  # of a vCard: `N:Wells;Maria;;;`, RFC 6350, 6.2.2
AS_WRITTEN = (b"Ph", b"PH", b"Port.", b"GT")  # not `ph`, which our own markers say; `port` has no full stop, `gt` is greater than
_SCHEMES = {
    "sip": g.L_SIP,
    "sips": g.L_SIP,
    "tel": g.L_TEL,
    "callto": g.L_TEL,
    "phonecontext": g.L_PHONE,
    "rn": g.L_PHONE,
    "tn": g.L_PHONE,  # a telephone number in the tokens of SIP's Identity, RFC 8225
    "waid": g.L_PHONE,  # WhatsApp's: the digits of an E.164 number
    "contactid": g.L_PLAIN,
    "useragent": g.L_PLAIN,
    "callerid": g.L_PARTY,
    "clid": g.L_PARTY,
    "fu": g.L_WEAK,  # Kamailio's and OpenSIPS' users of From, To and request: $fU, $tU, $rU
    "tu": g.L_WEAK,
    "ru": g.L_WEAK,
    "cgpn": g.L_WEAK,
    "cdpn": g.L_WEAK,
    "callvariable": g.L_WEAK,  # of Cisco's contact centres
    "subscriptioniddata": g.L_WEAK,  # Diameter, RFC 8506
    "callingstationid": g.L_WEAK,  # RADIUS, RFC 2865: a number or a MAC
    "calledstationid": g.L_WEAK,
    "q": g.L_WEAK,  # what somebody looks for
    "search": g.L_WEAK,
    "searchterm": g.L_WEAK,
    "keyword": g.L_WEAK,
}


def _judge_words(found: list[str]) -> int:
    head, rest = found[-1], found[:-1]
    glued = "".join(found[-2:])  # "phone number", "full name", "caller id name" written apart
    if head in g.PHONE_WORDS or glued in g.PHONE_WORDS or "".join(found[-3:]) in g.PHONE_WORDS:
        return g.L_PHONE
    if head in g.NUMBER_WORDS:
        return _number(rest)
    if head in g.NAME_WORDS or glued in g.NAME_WORDS or "".join(found[-3:]) in g.NAME_WORDS:
        return g.L_NAME
    if head in g.BARE_NAME_WORDS:
        return _name(head, rest)
    if head in g.NAME_PARTS:
        return _part(rest)
    if head in g.CALL_ENDS and rest and rest[-1] in g.NUMBER_WORDS:
        return g.L_PHONE  # numero_chiamante
    if head in g.PLAIN_WORDS:
        return _plain(head, rest)
    if rest and rest[0] in g.PHONE_WORDS and (head in g.PHONE_QUALIFIERS or head in g.PERSON_WORDS):
        return g.L_PHONE  # phone_home, telefono_cliente
    if head in g.VALUE_WORDS or head in g.CHANGE_WORDS:
        told = [word for word in rest if word not in g.VALUE_WORDS and word not in g.CHANGE_WORDS]
        return g.L_PHONE if any(word in g.PHONE_WORDS for word in told) else g.L_NONE if told else g.L_VALUE
    if rest and rest[-1] in g.NAME_WORDS | g.BARE_NAME_WORDS and head in ("to", "value"):
        return g.L_PARTY
    if rest and rest[-1] in _CODES and head in g.PERSON_WORDS:
        return g.L_PLAIN  # codice_cliente
    if not rest and head in _ARGUMENTS:
        return g.L_WEAK
    if head in g.WEAK_WORDS or head in g.PERSON_WORDS or glued in g.PERSON_WORDS:
        return g.L_PARTY if head not in _NEVER_NAMES else g.L_WEAK
    return g.L_NONE


_NEVER_NAMES = frozenset("cld dtmf oad dad orig term uri aor leg route exten src dst dest source destination target party".split())
_CODES = frozenset("code codigo codice cod kod".split())
_ARGUMENTS = frozenset("p param arg argument params args arguments".split())  # `@p0='…'`: whatever the value is


def _number(rest: list[str]) -> int:
    """`caller_number` is a phone label, a bare `number` weak, `line_number` a counter."""
    if not rest:
        return g.L_WEAK
    owner = rest[-2:] if rest[-1] != "id" else rest[-3:-1]
    if any(word in g.PHONE_QUALIFIERS or word in g.PHONE_WORDS for word in owner) and rest[-1] not in _COUNTED:
        return g.L_PHONE
    return g.L_WEAK if rest[-1] in _OTHER else g.L_PLAIN


_COUNTED = frozenset("line account order invoice ticket case serial row page version build sequence port".split())


def _name(head: str, rest: list[str]) -> int:
    """`caller_name` is a person's, `host_name` a thing's, a bare `name` open."""
    if not rest:
        return g.L_NONE if head in ("n", "full", "no") else g.L_SURNAME if head == "sn" else g.L_MAYBE
    if rest[-1] in g.THING_WORDS and rest[-1] not in g.NAME_QUALIFIERS:
        return g.L_PLAIN
    if any(word in g.NAME_QUALIFIERS or word in g.PHONE_WORDS for word in rest[-3:]):
        return g.L_PLAIN if rest[-1] in ("user", "login") else g.L_NAME
    if any(word in g.THING_WORDS for word in rest):
        return g.L_PLAIN
    if head == "sn":
        return g.L_PARTY
    return g.L_MAYBE if head in g.BARE_NAME_WORDS - {"n", "full"} else g.L_NONE


def _part(rest: list[str]) -> int:
    """A bare `last` is what its owner says: a name where that is a person or a name; where nothing owns it, it may be one."""
    if not rest:
        return g.L_MAYBE
    return g.L_NAME if rest[-1] in g.PERSON_WORDS or rest[-1] in g.BARE_NAME_WORDS else g.L_NONE


def _plain(head: str, rest: list[str]) -> int:
    """`caller_id` is a phone label, `session_id` is not; `created_by` may be a person."""
    if head in ("address", "addr"):  # an endpoint's may be a number: SMPP's source_addr, `"CustomerEndpoint":{"Address":`
        return g.L_WEAK if rest and rest[-1] in g.ADDRESSED else g.L_VALUE if head == "address" and not rest else g.L_PLAIN
    if head == "key":
        return g.L_NONE if not rest else g.L_WEAK if rest[-1] in g.KEYED else g.L_PLAIN  # a cue says the rest of a bare one
    if head == "by":
        return g.L_MAYBE if rest else g.L_NONE
    if head in ("id", "ids") and rest and rest[-1] in ("caller", "calling", "callerline", "line"):
        return g.L_PARTY
    return g.L_PLAIN


# Every word that decides what a label says. Of another word it only matters that it is there.
LABEL_WORDS = frozenset(
    word
    for words_of in (
        g.PHONE_WORDS, g.NUMBER_WORDS, g.NAME_WORDS, g.BARE_NAME_WORDS, g.NAME_PARTS, g.PLAIN_WORDS, g.PHONE_QUALIFIERS, g.PERSON_WORDS,
        g.VALUE_WORDS, g.CHANGE_WORDS, g.WEAK_WORDS, g.THING_WORDS, g.NAME_QUALIFIERS, g.ADDRESSED, g.KEYED, g.CALL_ENDS, g.PHONE_ENDINGS,
        _SCHEMES, _OTHER, _COUNTED, _NEVER_NAMES, _CODES, _ARGUMENTS,
        "error exception username to value n full no sn user login address addr key by id ids caller calling callerline line".split(),
    )
    for word in words_of
    if word.isascii() and word.isalpha()
) | {label.decode() for label in AS_WRITTEN}  # fmt: skip


def judge_cue(word: bytes) -> int:
    """The cue bits of the word before a candidate: grammar's C_ values, 0 for none.

    `word` ends with a slash where one stood between it and the candidate: `PJSIP/`. Two words joined by a space are
    looked up as a pair: `assigned to`.
    """
    as_written = word.decode("utf-8", "replace")
    lower = as_written.lower()
    if " " in lower:
        lower = lower.rpartition("\n")[2]
        pair = " ".join(part.strip(".,:;!?*([\"'#") for part in lower.split())
        return g.C_NAME if pair in g.PAIR_CUES else _number_pair(*pair.split(" "))
    text = _CUT_WIDE.split(lower)[-1]
    text = text if text in _CUES else _CUT.split(text)[-1]  # "i'm"
    label = _CUT.split(as_written)[-1] if _HUMP.search(as_written) else ""
    return (_word_bits(text) or _label_bits(label)) | g.C_PAIR * (text.strip(".,:;!?*") in _SECONDS)


def _label_bits(label: str) -> int:
    """The bits of a label in front of its value, where a capitalised word before it made one run of both: `Result PhoneNumber: `."""
    if not _HUMP.search(label):
        return 0
    bits, parts = _LABEL_BITS.get(judge_label(label.encode("utf-8", "surrogateescape")), 0), words(label)
    return bits if bits != g.C_THING or (len(parts) > 1 and parts[-2] in _THINGS) else 0  # `OrderId`, but not any `…Address`


def _number_pair(*pair: str) -> int:
    """C_PHONE for `call back`, for `mobile no`, as for the label `mobile_no`, and for `msisdn LIKE`; C_NEAR for `desde el`; 0 for `order no`."""
    if len(pair) != 2:
        return 0
    said, joined = pair[1] in _ABBREVIATED and _number([pair[0]]) == g.L_PHONE, " ".join(pair)
    compared = judge_label(pair[0].encode()) if pair[1] in _COMPARED else g.L_NONE
    if said or joined in g.PHONE_PAIRS or compared == g.L_PHONE:
        return g.C_PHONE
    if pair[0] in g.THING_CUES and pair[1] in _NUMBERS:
        return g.C_THING
    if compared == g.L_NAME:
        return g.C_NAME
    return g.C_NEAR if joined in g.NEAR_PAIRS or compared in (g.L_PARTY, g.L_WEAK) else 0


def letters_cue(lower: str) -> int:
    """`judge_cue` of a word of ASCII letters in lower case, hyphens inside, without C_PAIR."""
    bits = 0 if lower in _WANT_DOT else _CUES.get(lower, 0)
    if bits or "-" not in lower:
        return bits
    joined = lower.replace("-", "")
    return _CUES.get(joined, 0) if joined in _SCHEMES else _CUES.get(lower.rpartition("-")[2], 0) & _OF_LAST_WORD


def _word_bits(text: str) -> int:
    if text.endswith("/"):
        parts = words(text)
        return _PATH_CUES.get(parts[-1], 0) if parts else 0
    if text in _WANT_DOT:
        return 0
    text = text.strip(".,:;!?*\u3000\uff1a\uff0c\u3001")
    bits = _CUES.get(text, 0)
    if bits or not text:
        return bits
    if max(text) > "\u2e7f":  # Han, Kana, Hangul: no spaces, so the cue is the end of the word
        return max((_CUES.get(text[-size:], 0) for size in (4, 3, 2, 1)), default=0)
    parts = words(text)
    if len(parts) < 2 or "".join(parts) in _SCHEMES:
        return _CUES.get("".join(parts), 0)
    return g.C_THING if parts[-1] in _NUMBERS and parts[-2] in _THINGS else _CUES.get(parts[-1], 0) & _OF_LAST_WORD


_OF_LAST_WORD = g.C_PHONE | g.C_PERSON | g.C_NAME
_ABBREVIATED = frozenset(("no", "nr", "num"))
_COMPARED = frozenset(("like", "ilike", "in"))  # what stands behind a column of SQL: `customer_phone LIKE '%…'`
_THINGS = g.THING_CUES | frozenset("art kd kunden bestell auftrags rechnungs vertrags vorgangs serien beleg lieferschein sendungs".split())
_NUMBERS = _ABBREVIATED | frozenset("number numbers nummer numéro numero número n° nº".split())
_SECONDS = frozenset(pair.split(" ")[1] for pair in g.PAIR_CUES | g.PHONE_PAIRS | g.NEAR_PAIRS) | _NUMBERS | _COMPARED
_HUMP = re.compile("[a-z][A-Z]")
# What a label says as the word before a candidate: never C_NEAR, since words further away are not looked at so.
_LABEL_BITS = {g.L_PHONE: g.C_PHONE, g.L_NAME: g.C_NAME, g.L_PLAIN: g.C_THING}
_CUT = re.compile(rf"[\s{re.escape(CUE_ENDS)}]|/(?=.)")
_CUT_WIDE = re.compile(rf"[\s{re.escape(CUE_ENDS.replace(chr(39), ''))}]|/(?=.)")
_WANT_DOT = frozenset(("m", "no", "nr", "num", "sr", "ms"))  # words of their own without the dot of an abbreviation
_OF_NUMBERS = ("number", "num", "no", "nr", "nummer", "ani", "msisdn", "numero")  # the last part of a phone label in one word
_OTHER_MEANING = frozenset("meno nume signatory gecos".split())  # of a label for names, where it is a word before one


def _cue_bits() -> dict[str, int]:
    bits: dict[str, int] = {}
    for table, bit in (
        (g.PHONE_CUES, g.C_PHONE),
        (g.NEAR_CUES, g.C_NEAR),
        (g.TO_CUES, g.C_TO),
        (g.PERSON_CUES, g.C_PERSON),
        (g.NAME_CUES, g.C_NAME),
        (g.THING_CUES, g.C_THING),
        ((word for word in g.PHONE_WORDS if len(word) > 6 and word.endswith(_OF_NUMBERS)), g.C_PHONE),
        (g.NAME_WORDS - _OTHER_MEANING, g.C_NAME),
    ):
        for word in table:
            bits[word] = bits.get(word, 0) | bit
    return bits


_CUES = _cue_bits()
# A channel's name may be a number, or the digits of a trunk: less than a word says.
_PATH_CUES = {**{word: bits & (g.C_PHONE | g.C_THING) for word, bits in _CUES.items()}, **dict.fromkeys(g.PATH_CUES, g.C_NEAR)}
