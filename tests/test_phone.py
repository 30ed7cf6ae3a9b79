"""Phone numbers: every notation of one number gives one token; what only looks like a number passes."""


from __future__ import annotations

import base64
import json
import random
import unicodedata
import uuid
from collections.abc import Callable

import pytest
from ways import KEYRING, check, check_passes, every_way, scrubber, short

from pi_scrub import Policy, Scrubber
from pi_scrub.judges import numbering
from pi_scrub.judges.phone import phone_readings

US = "+14155550132"
GB = "+442079460958"

# --- One number, one token ------------------------------------------------------------------------------

NOTATIONS = [
    "+14155550132",
    "+1 415 555 0132",
    "+1-415-555-0132",
    "+1.415.555.0132",
    "+1 (415) 555-0132",
    "+1 (415)555-0132",
    "+1/415/555/0132",
    "(415) 555-0132",
    "(415)555-0132",
    "415-555-0132",
    "415.555.0132",
    "415 555 0132",
    "1-415-555-0132",
    "1 (415) 555-0132",
    "tel:+14155550132",
    "tel:+1-415-555-0132",
    "sip:+14155550132@10.0.0.1",
    "sip:0014155550132@10.0.0.1",
    "sips:+14155550132@pbx.example.net:5061",
    "<sip:+14155550132@10.0.0.1;user=phone>",
    "ani=4155550132",
    "ani=14155550132",
    "ani=0014155550132",
    "ani=01114155550132",
    '"msisdn":14155550132',
    "dialed 4155550132",
    "caller 14155550132",
    "PJSIP/14155550132-00000a1b",
    "%2B14155550132",
    "%2B1%20415%20555%200132",
    "%252B14155550132",
    "&#43;14155550132",
    "&#x2B;14155550132",
    "&plus;14155550132",
    r"\u002b14155550132",
    r"\u002B1 415 555 0132",
    r"\x2b14155550132",
    "＋１４１５５５５０１３２",
    "+1\u00a0415\u00a0555\u00a00132",
    "+1\u2011415\u2011555\u20110132",
    "+1\u200b415\u200b5550132",
    "+1 415 555-0132",
    "00 1 415 555 0132",
    "0014155550132",
]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_one_number_has_one_token_in_every_notation(notation: str) -> None:
    found = every_way(f"saw {notation} there".encode(), ("US",)).decode()
    assert scrubber(("US",)).token("phone", US) in found
    assert "0132" not in found.replace(notation, "")


GERMAN = [
    "+49 30 23125 001",
    "+493023125001",
    "+49 (0)30 23125001",
    "+49 (0) 30 23125-001",
    "+49-30-23125-001",
    "+49/30/23125001",
    "0049 30 23125001",
    "004930 23125001",
    "030 23125001",
    "030/23125001",
    "030-23125-001",
    "(030) 23125001",
    "(030) 23125 001",
    "030 23125 001",
    "Telefon 03023125001",
    "Rufnummer: 030/23125001",
    "rufnummer=03023125001",
    "tel:+49-30-23125001",
    "%2B493023125001",
    "sip:03023125001@10.0.0.1",
]


@pytest.mark.parametrize("notation", GERMAN)
def test_one_german_number_has_one_token(notation: str) -> None:
    found = every_way(f"saw {notation} there".encode(), ("DE",)).decode()
    assert scrubber(("DE",)).token("phone", "+493023125001") in found


OTHERS = [
    ("GB", "020 7946 0958", GB),
    ("GB", "(020) 7946 0958", GB),
    ("GB", "+44 (0)20 7946 0958", GB),
    ("GB", "+44(0)2079460958", GB),
    ("GB", "0113 496 0123", "+441134960123"),
    ("GB", "0117 496 0123", "+441174960123"),
    ("FR", "01 99 00 12 34", "+33199001234"),
    ("FR", "01.99.00.12.34", "+33199001234"),
    ("FR", "+33 (0)1 99 00 12 34", "+33199001234"),
    ("GB", "07700 900123", "+447700900123"),  # kept for drama, so libphonenumber calls it invalid
    ("GB", "00447700900123", "+447700900123"),
    ("FR", "0044 1632 960123", "+441632960123"),
    ("FR", "06 39 98 12 34", "+33639981234"),
    ("IE", "020 911 0123", "+353209110123"),
    ("AU", "0491 570 156", "+61491570156"),
    ("AU", "(03) 7010 1234", "+61370101234"),
    ("AU", "+61 491 570 156", "+61491570156"),
]


@pytest.mark.parametrize(("region", "notation", "canonical"), OTHERS)
def test_national_forms_are_read_in_their_region(region: str, notation: str, canonical: str) -> None:
    found = every_way(f"saw {notation} there".encode(), (region,)).decode()
    assert found == f"saw {scrubber((region,)).token('phone', canonical)} there"


def test_the_token_asked_for_is_the_token_written() -> None:
    one = scrubber(("US", "DE"))
    for value in ("+1 415 555 0132", "4155550132", "(415) 555-0132", "0014155550132"):
        assert one.token("phone", value) == one.token("phone", US)
    assert one.token("phone", "030 23125001") == one.token("phone", "+493023125001")


# --- Where numbers are found ----------------------------------------------------------------------------

FOUND = [
    "call from «+1 415 555 0132» via 10.0.0.1",
    "«+1 415 555 0132»",
    "(«+1 415 555 0132»)",
    "(«+1 415 555 0132», twice)",
    "[«+14155550132»]",
    "«+14155550132»,«+442079460958»;«+493023125001»",
    "«+14155550132»/«+442079460958»",
    "«+14155550132»|«+442079460958»",
    "from «+14155550132» to «+442079460958» 2024-03-18 09:14:02",
    "«+14155550132»: ringing",
    "'«+14155550132»'",
    "«+14155550132».",
    "«+14155550132»!",
    "«+14155550132»?",
    "x=«+14155550132»&y=1",
    "abc«+14155550132»",
    "«+14155550132»xyz",
    "id_«+14155550132»",
    "$«+14155550132»",
    "#«+14155550132»",
    "v=«+14155550132»;",
    "/rec/2024/03/18/«+14155550132».wav",
    "/rec/20240318-091403-«+14155550132»-1710753242.7790.wav",
    "https://api.example.com/lookup/«%2B14155550132»?x=1",
    "tel:«+14155550132»",
    "tel:«4155550132»",
    "sip:«+14155550132»@10.0.0.1:5060",
    "sip:«14155550132»@10.0.0.1:5060;transport=udp",
    "sip:«5550132»@pbx.example.net",
    "<sip:«+14155550132»@[2001:db8::1]:5060>",
    "«14155550132»@10.0.0.1",
    "INVITE sip:«+442079460958»@203.0.113.9 SIP/2.0",
    "«+1 415 555 0132» x42",
    "«+1 415 555 0132» 20240318",
    "«+4155550132» and",
    "«+999999999999» is no number but has a plus",
    "ani=«9999998» dnis=«8888887»",
    "dialed «02079460958» at 09:14:02",
    "Anruf von «030 23125001» auf «0171 3920012»",
    "caller «4155550132» hung up",
    "to «4155550132»",
    "| «4155550132» |",
    "«(415) 555-0132» called at 2024-03-18T09:14:02Z",
    "2024-03-18 «415-555-0132» 10.1.2.3",
    "a\x00«+14155550132»\x00b",
    "a\x1b[31m«+14155550132»\x1b[0m",
    "a\r«+14155550132»\r",
    "a\x0b«+14155550132»\x0c\x1c",
    "\ufeff«+14155550132»",
    '{"text":"call «+1 415 555 0132» now"}',
    r'{"text":"call\n«+1 415 555 0132»\tnow"}',
    '{"msisdn":"«442079460958»"}',
    '"to": "«+442079460958»"',
    "PJSIP/«14155550132»",
    "PJSIP/«14155550132»-c0ffee1b",
    "PJSIP/«14155550132»-00000a1b",
    "SIP/«02079460958»-0000001a",
    "exten => «02079460958»,1,Dial",
    "Number «+14155550132» (US) is busy",
    "«+14155550132»\t«+442079460958»",
    "«+14155550132»\t1710753242\t10.0.0.1",
    "mailto:x tel «020 7946 0958»",
    "«0014155550132» and «004930 23125001»",
]


@pytest.mark.parametrize("line", FOUND)
def test_a_number_is_found(line: str) -> None:
    check(line)


def test_without_a_region_only_international_forms_and_labels_are_found() -> None:
    check("«+14155550132» ani=«4155550132» tel:«+1-415-555-0132» or (415) 555-0132", ())
    check("caller «14155550132»", ())
    check_passes("020 7946 0958 and 030 23125001 and 415-555-0132", ())


FURTHER = [
    "Spawn extension (from-internal, «4155550132», 4) exited non-zero",
    "Spawn extension (from-internal, «415 555 0132», 4) exited non-zero",
    "wrong number reported by ‹Zorvan›: «4155550132»",
    "NumberParseException: INVALID_COUNTRY_CODE. «4155550132»",
    "«4155550132» answered, waiting",
    "«02079460958» is calling",
    "then «4155550132» hung up",
    "‹Maria Wells› | «4155550132» | s",
    "‹Maria Wells›\t«4155550132»\t17",
    '"‹Maria Wells›",«4155550132»,17',
    'set to "‹Maria Wells›" <«415 555 0132»>',
    "x(«(415)5550132»)",
    "abc«(415)5550132»",
    "«02079460958»:«415-555-0132»",
]
NOT_FURTHER = [
    "number of rows 12\tnext 8400217733",
    "offset 8400217733 committed",
    "method called 4155550132 times",
    "worker | 84002177 | s",
    "Step | 30002312 | done",
    "nonode@nohost <0.17614.12> up",
    "-1 -1 404 - 203 167",
    "or 4294967295 (softheader=003b005b)",
    "got 2147483647 back",
    "from 173-10-140-217-Host.isp.example.net[192.0.2.17]",
    "+12,345,678 more",
    "+01:30:00 late",
    "svc=sms case 40021773 closed",
]


@pytest.mark.parametrize("line", FURTHER)
def test_a_cue_some_words_off_the_word_behind_and_a_name_beside_speak_for_a_number(line: str) -> None:
    check(line)


@pytest.mark.parametrize("line", NOT_FURTHER)
def test_a_cue_in_reach_makes_no_number_of_everything(line: str) -> None:
    check_passes(line)


@pytest.mark.parametrize(
    ("region", "written", "canonical"),
    [
        ("LB", 'x "71555012" x', "+96171555012"),
        ("IE", "| 1850555012 |", "+3531850555012"),
        ("CN", "call 13800555012", "+8613800555012"),
        ("RU", "call 8 (800) 555-01-23", "+78005550123"),
        ("RU", "from 8.800.555.01.23", "+78005550123"),
        ("TR", "x 0 532 555 01 23 x", "+905325550123"),
        ("TR", "x 532 555 01 23 x", "+905325550123"),
        ("FR", "fax to 01-99-00-12-34 failed", "+33199001234"),
        ("FR", "missed call 01-99-00-12-34", "+33199001234"),
        ("DK", "to 32-12-34-56", "+4532123456"),
    ],
)
def test_each_number_is_read_as_it_is_written_at_home(region: str, written: str, canonical: str) -> None:
    """A trunk prefix is asked for only where this kind of number is written with one; its own grouping is enough."""
    assert scrubber((region,)).token("phone", canonical) in every_way(written.encode(), (region,)).decode()


def test_a_channel_named_by_digits_is_no_number_without_the_trunk_prefix_its_region_demands() -> None:
    check_passes("x SIP/123654987-00000001 up", ("JP",))
    check("x SIP/«4155550132»-00000001 up")


# No label, no cue: (line, the strictnesses under which it is found).
STRICT = [
    ("see 415-555-0132 now", "low balanced high"),
    ("see (415) 555-0132 now", "low balanced high"),
    ("see 020 7946 0958 now", "low balanced high"),
    ("see (415)5550132 now", "balanced high"),
    ("see 02079460958 now", "balanced high"),
    ("see 020-79460958 now", "balanced high"),
    ("| 4155550132 |", "balanced high"),
    ("see 4155550132 now", "high"),
    ("see 4155 550132 now", "high"),
    ("see +14155550132 now", "low balanced high"),
    ("ani=4155550132", "low balanced high"),
    ("dialed 4155550132", "low balanced high"),
    ("see 1710753242 now", ""),
    ("id=4155550132", ""),
    ("see 84002 177 now", ""),
]


@pytest.mark.parametrize("strictness", ["low", "balanced", "high"])
@pytest.mark.parametrize(("line", "found"), STRICT)
def test_strictness_moves_the_line_for_what_nothing_speaks_for(line: str, found: str, strictness: str) -> None:
    one = Scrubber(KEYRING, Policy(regions=("US", "GB"), strictness=strictness))
    clean = one.scrub(line)
    assert (clean != line) == (strictness in found.split())
    assert one.scrub(clean) == clean


SEVERAL = ("US", "GB", "DE", "FR", "AU")


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ("ani=4155550132", "+14155550132"),
        ("ani=02079460958", "+442079460958"),
        ("ani=442079460958", "+442079460958"),
        ("ani=493023125001", "+493023125001"),
        ("call 01 99 00 12 34", "+33199001234"),
        ("call 61491570156", "+61491570156"),
        ("to 4155550132", "+14155550132"),
        ('"33199001234"', "+33199001234"),
    ],
)
def test_with_several_regions_each_number_stays_in_its_own(line: str, canonical: str) -> None:
    assert scrubber(SEVERAL).token("phone", canonical) in every_way(line.encode(), SEVERAL).decode()


PLACES = [
    "/rec/2024/«+14155550132».wav",
    "/var/spool/monitor/20240318-091403-«+14155550132»-2041.wav",
    "s3://recordings/2024/03/18/«+14155550132»_1710753242.mp3",
    r"D:\rec\«+14155550132».wav",
    "/rec/2024/«14155550132».wav",
    "s3://recordings/2024/03/18/«14155550132»_20240318091403.wav",
    "file=«4155550132».mp3",
    "out-«442079460958»-101-20240318-091403-1710753242.123.wav",
    "q-600-«4155550132»-20240318-091403-1710753242.123.WAV",
    "/monitor/in-«4155550187»-«4155550132»-20240318-091403.gsm",
    "/monitor/exten-101-102-20240318-091403-1710753242.123.wav",
    "/rec/2024/03/18/1710753242123.wav 20240318091403.wav 31337-12.ogg",
    "/pics/14155550132.png 14155550132.wave 14155550132.log",
    "/voicemail/default/«4155550132»/INBOX/msg0000.txt",
    "https://wa.me/«14155550132»",
    "mailto:«14155550132»@sms.example.com",
    "from=1700000000000",
    "from=1700000000 to=1700003600",
    '{"from":1700000000000,"to":1700000060000}',
    "src=1710753242118123 number=1710753242118",
    "\x1b[32m«+14155550132»\x1b[0m",
    "\x1b[1;31mani\x1b[0m=\x1b[33m«4155550132»\x1b[0m",
    "call \x1b[36m«415-555-0132»\x1b[39m now",
    r'{"x":"{\"caller\":\"«442079460958»\",\"id\":442079460958}"}',
    r"{\"to\":\"«+442079460958»\"}",
]


@pytest.mark.parametrize("line", PLACES)
def test_paths_weak_labels_colours_and_escaped_json(line: str) -> None:
    check(line)


def test_a_domain_of_enum_gets_the_pseudonym_of_its_number() -> None:
    assert scrubber(("US",)).token("phone", US) in every_way(b"NAPTR 2.3.1.0.5.5.5.5.1.4.1.e164.arpa", ("US",)).decode()


# --- Disguises ------------------------------------------------------------------------------------------

NEWER = (0x10D40, 0x116D0, 0x116DA, 0x11BF0, 0x11DE0, 0x16130, 0x16D70, 0x1CCF0, 0x1E4F0, 0x1E5F1)  # than the Unicode of Python 3.11
ZEROS = [chr(c) for c in range(0x80, 0x110000) if unicodedata.decimal(chr(c), None) == 0 or c in NEWER]


@pytest.mark.parametrize("zero", ZEROS, ids=lambda zero: f"U+{ord(zero):04X}")
def test_digits_of_every_script_are_digits(zero: str) -> None:
    script = {ord("0") + value: chr(ord(zero) + value) for value in range(10)}
    for number in ("+14155550132", "+1 415 555 0132"):
        found = every_way(f"call {number.translate(script)} now".encode(), ("US",)).decode()
        assert found == f"call {scrubber(('US',)).token('phone', US)} now"


PRINTED = ["⁺¹⁴¹⁵⁵⁵⁵⁰¹³²", "+①④①⑤⑤⑤⑤⓪①③②", "+₁₄₁₅₅₅₅₀₁₃₂", "＋１ （４１５） ５５５－０１３２", "𝟏𝟒𝟏𝟓𝟓𝟓𝟓𝟎𝟏𝟑𝟐".join(("+", ""))]


@pytest.mark.parametrize("number", PRINTED)
def test_printed_digits_are_digits(number: str) -> None:
    found = every_way(f"call {number} now".encode(), ("US",)).decode()
    assert found == f"call {scrubber(('US',)).token('phone', US)} now"


ODD = [
    c
    for c in map(chr, range(0x20, 0x3001))
    if unicodedata.category(c) in ("Cf", "Zs", "Pd")
]

@pytest.mark.parametrize("odd", [*ODD, "\ufeff", "\ufe0f", "\u034f", "\uff0d", "\u2212"], ids=lambda c: f"U+{ord(c):04X}")
def test_odd_spaces_dashes_and_invisible_characters_hide_nothing(odd: str) -> None:
    token = scrubber(("US",)).token("phone", US)
    for number in (f"+1{odd}415{odd}555{odd}0132", "+" + odd.join("14155550132"), f"+1415{odd}5550132"):
        found = every_way(f"call {number} now".encode(), ("US",)).decode()
        assert found == f"call {token} now"


SEPARATORS = [" ", "-", ".", "/", ") ", " (", "%20", "&nbsp;", "·", r"\u00a0", r"\u2011", "&#8209;", "%C2%A0", "\u200b\u200b", " - ",
              "\x1b[K", "\x1b[1;31m", "\x08", "\u202e"]


@pytest.mark.parametrize("gap", SEPARATORS)
def test_separators_join_the_digits_of_a_number(gap: str) -> None:
    found = every_way(f"call +1{gap}415{gap}555{gap}0132 now".encode(), ("US",)).decode()
    assert found == f"call {scrubber(('US',)).token('phone', US)} now"


@pytest.mark.parametrize("gap", ["\t", "\x00", "_", ",", "\u0301", "*", ":"])
def test_uncommon_separators_leak_no_number(gap: str) -> None:
    found = every_way(f"call +1{gap}415{gap}555{gap}0132 now".encode(), ("US",)).decode()
    assert "0132" not in found


ESCAPES = [
    r"\u002b\u0031\u0034\u0031\u0035\u0035\u0035\u0035\u0030\u0031\u0033\u0032",
    "%2B%31%34%31%35%35%35%35%30%31%33%32",
    "%252B%2531%2534%2531%2535%2535%2535%2535%2530%2531%2533%2532",
    "&#43;&#49;&#52;&#49;&#53;&#53;&#53;&#53;&#48;&#49;&#51;&#50;",
    "&#x2b;&#x31;&#x34;&#x31;&#x35;&#x35;&#x35;&#x35;&#x30;&#x31;&#x33;&#x32;",
    "&amp;#43;14155550132",
    "%26%2343%3B14155550132",
    r"+1415\u200b5550132",
    r"+1 415\u00a0555\u20110132",
    "+1415%E2%80%8B5550132",
    r"\uff0b\uff11\uff14\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff13\uff12",
    "%D9%A0".join(("+1415555", "132")),
]


@pytest.mark.parametrize("number", ESCAPES)
def test_two_layers_of_escapes_hide_nothing(number: str) -> None:
    found = every_way(f"call {number} now".encode(), ("US",)).decode()
    assert found == f"call {scrubber(('US',)).token('phone', US)} now"


@pytest.mark.parametrize(
    "number",
    [
        r"\\u002b14155550132",
        "%25252B14155550132",
        r"\\\\u002b14155550132",
        "=2B14155550132",
        "+1&hyphen;415&NonBreakingSpace;5550132",
    ],
)
def test_other_escapes_leak_no_number(number: str) -> None:
    assert "5550132" not in every_way(f"call {number} now".encode(), ("US",)).decode()


def coded(value: object) -> str:
    """JSON in base64, as in a JSON Web Token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


HEAD = coded({"alg": "ES256", "ppt": "shaken"})
PASSPORT = {"attest": "A", "dest": {"tn": ["14155550132"]}, "iat": 1710753242, "orig": {"tn": "14155550187"}}
PERSON = {"sub": "42", "name": "Maria Wells", "phone_number": "+14155550132"}


@pytest.mark.parametrize("number", ["+14155550132", "sip:+14155550132@10.0.0.1", "tel:+1-415-555-0132"])
def test_base64_hides_no_number(number: str) -> None:
    for text in (base64.b64encode(number.encode()).decode(), base64.urlsafe_b64encode(number.encode()).decode().rstrip("=")):
        assert every_way(f"call {text} now".encode(), ("US",)).decode() == f"call {scrubber(('US',)).token('phone', US)} now"


def test_the_parts_of_a_token_that_hold_what_is_personal_are_replaced_as_a_whole() -> None:
    check(f"Identity: {HEAD}.«{coded(PASSPORT)}».c2lnbmF0dXJl;info=<https://cert.example.org/a.cer>;alg=ES256")
    check(f"Authorization: Bearer {HEAD}.‹{coded(PERSON)}›.c2lnbmF0dXJl")
    check(f'{{"jwt":"{HEAD}.‹{coded(PERSON)}›.c2ln","n":1}} %2B %20 «%2B14155550132»')
    check_passes(f"Authorization: Bearer {HEAD}.{coded({'sub': '42', 'iat': 1710753242, 'scope': 'read'})}.c2lnbmF0dXJl")
    check_passes(f"id={base64.b64encode(b'4155550132').decode()} KEYJ0 key=eyJ0 host|Hm+DvO/7tuwKTScj4WHznFX=")


# --- What passes ----------------------------------------------------------------------------------------

PASSES = r"""
10.0.0.1
10.0.0.1:5060
203.0.113.24/32
192.168.100.200:50600
255.255.255.255
from 192.168.100.200
caller 192.168.100.200:5060
src=198.51.100.77 dst=198.51.100.78:49152
ip4:198.51.100.77
198.51.100.77,198.51.100.78 198.51.100.79;198.51.100.80
198.51.100.77-198.51.100.99
200.100.51.198.in-addr.arpa
ip-10-20-30-40.ec2.internal
[198.51.100.77]:5060
sip:198.51.100.77:5060
sip:asterisk@198.51.100.77
via UDP 192.168.100.200:5060;branch=z9hG4bK776asdhds
c=IN IP4 192.168.100.200
2001:db8::1
2001:db8:0:0:0:0:0:1
2001:0db8:1234:5678:9012:3456:7890:1234
[2001:db8::1]:5060
[2001:db8:1234:5678:9012:3456:7890:1234]:49152
fe80::1%eth0
fe80::1ff:fe23:4567:890a%3
2001:db8::/32
::1
::ffff:203.0.113.24
::ffff:192.168.100.200:5060
1080::8:800:200c:417a
addr 2001:db8:3333:4444:5555:6666:7777:8888 up
0c67446e-f1a1-11d9-94d3-000a95a0e128
0C67446E-F1A1-11D9-94D3-000A95A0E128
12345678-1234-1234-1234-123456789012
12345678123412341234123456789012
urn:uuid:12345678-1234-1234-1234-123456789012
{12345678-1234-1234-1234-123456789012}
caller=12345678-1234-4234-8234-123456789012
to 12345678-1234-4234-8234-123456789012
ani_id=12345678-1234-4234-8234-123456789012
sip:12345678-1234-4234-8234-123456789012@10.0.0.1
12345678-1234-4234-8234-123456789012@10.0.0.1
2024-03-18T09:14:02Z
2024-03-18T09:14:02.123456Z
2024-03-18T09:14:02.123456789+01:00
2024-03-18T09:14:02,123+0100
2024-03-18 09:14:02
2024-03-18 09:14:02,123
2024-03-18 09:14:02.123456
2024-03-18 09:14:02 +0000
2024-03-18_09-14-02
2024-03-18-09-14-02
2024/03/18 09:14:02
2024.03.18 09:14:02
2024-03-18
20240318
20240318T091402Z
20240318T091402.123Z
20240318-091402
20240318_091402
20240318091402
20240318091402123
18/Mar/2024:09:14:02 +0000
18-Mar-2024 09:14:02.123
Mar 18 09:14:02
Mar  8 09:14:02.123456
Mon Mar 18 09:14:02 2024
Mon, 18 Mar 2024 09:14:02 GMT
18.03.2024 09:14:02
18.03.2024
18/03/2024 09:14
03/18/2024 09:14:02
3/8/24 9:14:02 AM
03/18/24 09:14:02
[2024-03-18 09:14:02.123] [1710753242118]
I0318 09:14:02.123456 12345 main.go:42
09:14:02.123456
09:14:02
P1DT2H30M
from 2024-03-18 to 2024-03-19
from 2024-03-18 09:14:02 to 2024-03-18 10:14:02
call at 2024-03-18 09:14
date 18 03 2024
1710753242
1710753242118
1710753242118123
1710753242118123456
1710753242.118
1710753242.118123
ts=1710753242 start=1710753242118
from 1710753242 to 1710756842
since 1710753242118
call 1710753242.7790
"time":1710753242118,"ts":1710753242.118
uniqueid=1710753242.7790
4bf92f3577b34da6a3ce929d0e0e4736
00f067aa0ba902b7
0x7f3d1c0421a0
0x12345678
deadbeef12345678
sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
d41d8cd98f00b204e9800998ecf8427e
1234567890abcdef1234567890abcdef12345678
ETag: "5f3a1b2c-1234567"
00:1a:2b:3c:4d:5e
00-1A-2B-3C-4D-5E
001a.2b3c.4d5e
00:11:22:33:44:55
12:34:56:78:90:12
00-11-22-33-44-55
v1.2.3
1.2.3.4567
10.15.7
120.0.6099.129
Chrome/120.0.6099.129 Safari/537.36
Firefox/121.0 Gecko/20100101
Android 14; SM-S911B Build/UP1A.231005.007
pi-scrub-0.1.0.tar.gz
libfoo.so.1.2.3
5.15.0-1053-aws
openssl 3.0.2-0ubuntu1.12
3.1415926535
0.00012345678
-122.4194155
52.5321847,13.3876544
lat=37.7749295 lon=-122.4194155
1,234,567.89
1.234.567,89
12345678.90
1e10
4.42079460958e11
99.99999%
took 1234567ms
took 1234567 ms
1234567 bytes
12345678B 1234567kB
size=1048576
len 4294967296
1048576/2097152
(1048576)
1-1234567
/var/log/app/20240318/1710753242.log
/dev/sda1 /proc/1234567/status
/tiles/14/8802/5373.png
/orders/8400217733?view=full
/api/v2/items/1234567890/detail
C:\logs\20240318\1234567890.log
main.2025550143.chunk.js
file-1234567.txt
order 8400217733
order-8400217733
ORDER8400217733
#12345678
ticket #1234567890
INC0012345678
ZD-4155550
pid 1234567 tid 139845210000128
[pid 15558:tid 139845210000128]
#1710753242
cseq 102 INVITE
RTP seq 028817, ts 1677729535, len 000160
SSRC 3848276298
Call-ID: 3848276298220188511@203.0.113.24
m=audio 49172 RTP/AVP 0 8 101
o=root 1821509 1821510 IN IP4 10.0.0.1
a=rtpmap:101 telephone-event/8000
a=candidate:1 1 UDP 2130706431 10.0.0.1 8998 typ host
500 1234 99999
1 2 3 4 5 6 7 8 9 10
12 34 56 78 90
1000 2000 3000 4000
cpu 1234567 234567 3456789 12345678
4155550132
14155550132
id 4155550132
user 4155
rc=-1 errno=110
12345-6789
1234-5678
978-3-16-148410-0
port 5060-5080
1/2/3/4/5/6/7
1-2-3-4-5-6-7-8
1.1.1.1.1.1.1.1
42%
AS15169
0123
112
911
ani=112
7777777
+
++
+1
+12345
1+2=3
2+2 + 3+3
C++11
utf-8+1
a+1234567b
""".strip().split("\n")

# Digits that fill quotes need no separators to be taken for a number: these pass everywhere else.
CELLS = ("12 34 56 78 90", "1 2 3 4 5 6 7 8 9 10", "4155550132", "14155550132", "7777777")


@pytest.mark.parametrize("text", PASSES)
@pytest.mark.parametrize("around", ["{}", "saw {} there", '"{}"', "[{}]", "x={}", "k: {},"])
def test_what_is_no_number_passes(text: str, around: str) -> None:
    if around == '"{}"' and text in CELLS:
        return
    check_passes(around.format(text))


def _ipv4(r: random.Random) -> str:
    return ".".join(str(r.randrange(256)) for _ in range(4)) + r.choice(["", f":{r.randrange(65536)}", f"/{r.randrange(33)}"])


def _ipv6(r: random.Random) -> str:
    groups = [f"{r.getrandbits(16):x}" for _ in range(8)]
    if r.random() < 0.5:
        at, to = sorted(r.sample(range(9), 2))
        groups[at:to] = [""] if at and to < 8 else ["", ""]
    text = ":".join(groups) or "::"
    return r.choice([text, f"[{text}]:{r.randrange(65536)}", f"{text}/{r.randrange(129)}", f"{text}%eth{r.randrange(4)}"])


def _uuid(r: random.Random) -> str:
    each = uuid.UUID(int=r.getrandbits(128), version=4)
    return r.choice([str(each), str(each).upper(), each.hex, f"{{{each}}}", f"urn:uuid:{each}"])


def _hex(r: random.Random) -> str:
    text = f"{r.getrandbits(128):032x}"[: r.choice([8, 16, 24, 32])]
    text = "a" + text[1:] if text.isdigit() else text  # eight digits and no letter could be anything
    return r.choice([text, text.upper(), "0x" + text])


def _mac(r: random.Random) -> str:
    pairs = [f"{r.randrange(256):02x}" for _ in range(6)]
    gap = r.choice(":-")
    return r.choice([gap.join(pairs), gap.join(pairs).upper()])


def _epoch(r: random.Random) -> str:
    seconds = r.randrange(1_000_000_000, 2_000_000_000)
    return str(seconds * 10 ** r.choice([0, 3, 6, 9]) + 7)


def _version(r: random.Random) -> str:
    return r.choice(["v", ""]) + ".".join(str(r.randrange(10 ** r.randrange(1, 4))) for _ in range(r.choice([3, 4])))


def _decimal(r: random.Random) -> str:
    return f"{r.uniform(-180, 180):.{r.randrange(1, 12)}f}"


def _timestamp(r: random.Random) -> str:
    month, day = r.randrange(1, 13), r.randrange(1, 29)
    date = f"20{r.randrange(10, 40)}-{month:02}-{day:02}"
    time = f"{r.randrange(24):02}:{r.randrange(60):02}:{r.randrange(60):02}"
    fraction = r.choice(["", ".", ","]) + f"{r.getrandbits(20):06}"[:6] if r.random() < 0.5 else ""
    fraction = fraction if fraction[:1] in ".," else ""
    zone = r.choice(["", "Z", "+01:00", "-0530"])
    return r.choice([f"{date}T{time}{fraction}{zone}", f"{date} {time}{fraction}", f"{date.replace('-', '/')} {time}"])


def _counter(r: random.Random) -> str:
    return str(r.randrange(10 ** r.randrange(1, 12)))


GENERATED = [_ipv4, _ipv6, _uuid, _hex, _mac, _epoch, _version, _decimal, _timestamp, _counter]


@pytest.mark.parametrize("make", GENERATED, ids=lambda make: make.__name__.strip("_"))
def test_ten_thousand_of_each_kind_pass(make: Callable[[random.Random], str]) -> None:
    """T-13: in free text, in a cell, under a plain label and as a JSON value."""
    r = random.Random(13)
    shapes = ("saw {} there", "id={} x", '"id":"{}"', "[{}]", "({})", "seen {}, gone", "{}", "x={}")
    lines = [shapes[at % len(shapes)].format(make(r)) for at in range(10_000)]
    found = scrubber().scrub("\n".join(lines)).split("\n")
    assert [(line, short(clean)) for line, clean in zip(lines, found, strict=True) if line != clean] == []


# --- The numbering plans ---------------------------------------------------------------------------------

VALID = ["14155550132", "442079460958", "493023125001", "33199001234", "61491570156", "390612345678", "3906698212"]


@pytest.mark.parametrize("digits", VALID)
def test_valid_numbers_keep_their_digits(digits: str) -> None:
    assert numbering.international(digits) == "+" + digits


@pytest.mark.parametrize("digits", ["", "0", "1", "1415555", "99999999999", "4420794609581234", "210" * 9])
def test_other_digits_are_no_international_number(digits: str) -> None:
    assert numbering.international(digits) is None


def test_the_order_of_readings_keeps_regions_apart() -> None:
    """National as demanded, then international, then national without its trunk prefix: no region swallows the
    others."""
    assert next(numbering.readings("14155550132", ("DE",))) == US
    assert list(numbering.readings("02079460958", ("DE", "GB")))[:2][-1] == GB or GB in numbering.readings(
        "02079460958", ("DE", "GB")
    )
    assert next(numbering.readings("4155550132", ("US", "DE"))) == US
    assert next(numbering.readings("442079460958", ("DE", "US", "GB"))) == GB


def test_all_readings_of_a_value_are_given() -> None:
    found = phone_readings("(415) 555-0132", ("US", "DE"))
    assert found[0] == US and "4155550132" in found
    assert phone_readings("nothing", ("US",)) == []
    assert phone_readings("123456", ("US",)) == []
    assert phone_readings("+1 415 555 0132", ()) == [US]


def test_a_slow_phone_context_never_reaches_the_library() -> None:
    """python-phonenumbers issue 324: `tel:…;phone-context=` of 98 characters took 50 s."""
    every_way(b"tel:03" + b";phone-context=+" + b"1" * 5000 + b";a" * 500)
    every_way(b"ani=" + b"0" * 5000 + b" tel:" + b"1-" * 5000 + b"+" * 5000 + b"+1" * 3000)
