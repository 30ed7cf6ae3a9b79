"""The scrubber as a whole: JSON stays JSON, bytes outside the values stay, headers, counts, the memo, the library."""


from __future__ import annotations

import json
import random
import re
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import test_email
import test_label
import test_name
import test_phone
import test_user
from command import environment, pi_scrub
from ways import (
    KEYRING,
    TOKEN,
    bare,
    bug,
    check,
    check_passes,
    clean,
    every_way,
    scrubber,
    short,
    through_blocks,
)

from pi_scrub import Counts, Finding, Keyring, PiScrubError, Policy, Scrubber, UsageError
from pi_scrub.scrubber import MEMO_BYTES, MEMO_ENTRIES

# --- JSON (T-11) ----------------------------------------------------------------------------------------

T = '"<ph>"'
JSON = [
    ('{"msisdn":442079460958}', f'{{"msisdn":{T}}}'),
    ('{"msisdn": 442079460958, "n": 1}', f'{{"msisdn": {T}, "n": 1}}'),
    ('{"msisdn" : 442079460958 }', f'{{"msisdn" : {T} }}'),
    ('{"msisdn":\t442079460958}', f'{{"msisdn":\t{T}}}'),
    ('{"ani":442079460958.0}', f'{{"ani":{T}}}'),
    ('{"ani":4.42079460958e11}', f'{{"ani":{T}}}'),
    ('{"ani":442079460958e0}', f'{{"ani":{T}}}'),
    ('{"ani":442079460958,"ani":442079460959}', f'{{"ani":{T},"ani":{T}}}'),
    ('{"phones":[442079460958]}', f'{{"phones":[{T}]}}'),
    ('{"phones":[442079460958,14155550132]}', f'{{"phones":[{T},{T}]}}'),
    ('{"phones": [442079460958, 14155550132, 442079460959]}', f'{{"phones": [{T}, {T}, {T}]}}'),
    ('{"phones":["+442079460958", "14155550132"]}', f'{{"phones":[{T}, {T}]}}'),
    ('{"a":{"b":[{"msisdn":442079460958}]}}', f'{{"a":{{"b":[{{"msisdn":{T}}}]}}}}'),
    ('{"caller":{"number":442079460958}}', f'{{"caller":{{"number":{T}}}}}'),
    ('[{"ani":442079460958},{"ani":14155550132}]', f'[{{"ani":{T}}},{{"ani":{T}}}]'),
    ('{"ani":"+44 20 7946 0958","n":1.10,"m":1e5,"k":-0}', f'{{"ani":{T},"n":1.10,"m":1e5,"k":-0}}'),
    ('{"from":442079460958,"to":14155550132}', f'{{"from":{T},"to":{T}}}'),
    (r'{"ani":"\u002b442079460958"}', f'{{"ani":{T}}}'),
    (r'{"ani":"\u002b44\u00a020 7946\u200b0958"}', f'{{"ani":{T}}}'),
    (r'{"x":"{\"ani\":442079460958}"}', r'{"x":"{\"ani\":\"<ph>\"}"}'),
    (r'{"x":"{\"ani\": [442079460958, 14155550132]}"}', r'{"x":"{\"ani\": [\"<ph>\", \"<ph>\"]}"}'),
    (
        r'{"x":"{\"y\":\"{\\\"ani\\\":442079460958}\"}"}',
        r'{"x":"{\"y\":\"{\\\"ani\\\":\\\"<ph>\\\"}\"}"}',
    ),
    ('\ufeff{"ani":442079460958}', f'\ufeff{{"ani":{T}}}'),
    ('{"ani":442079460958}\x00', f'{{"ani":{T}}}\x00'),
    (r'{"x":"\ud800","ani":442079460958}', rf'{{"x":"\ud800","ani":{T}}}'),
    ('{"x":"\ud800","ani":442079460958}', f'{{"x":"\ud800","ani":{T}}}'),
    ('{"x":NaN,"ani":442079460958,"y":-Infinity}', f'{{"x":NaN,"ani":{T},"y":-Infinity}}'),
    ('{"customerName":"Zorvan Quillmeer","n":1.50}', '{"customerName":"[name]","n":1.50}'),
    (r'{"customerName":"Zorv\u00e1n Quillmeer"}', '{"customerName":"[name]"}'),
    ('{"customer":{"name":"Zorvan Quillmeer","id":17}}', '{"customer":{"name":"[name]","id":17}}'),
    ('{"ani":-442079460958}', f'{{"ani":{T}}}'),
    ('{"ani":[[442079460958]]}', f'{{"ani":[[{T}]]}}'),
    (
        r'{"x":"{\"y\":\"{\\\"z\\\":\\\"{\\\\\\\"ani\\\\\\\":442079460958}\\\"}\"}"}',
        r'{"x":"{\"y\":\"{\\\"z\\\":\\\"{\\\\\\\"ani\\\\\\\":\\\\\\\"<ph>\\\\\\\"}\\\"}\"}"}',
    ),
    (r'{"x":"{\"ani\":\"\\u002b442079460958\"}"}',
        r'{"x":"{\"ani\":\"<ph>\"}"}'),
    (r'{"x":"call \\u002b442079460958 now"}',
        '{"x":"call <ph> now"}'),
    ('{"ani":[442079460958,{"x":1},442079460959]}',
        f'{{"ani":[{T},{{"x":1}},{T}]}}'),
    ('{"phones":[{"value":442079460958}]}', f'{{"phones":[{{"value":{T}}}]}}'),
    ('{"msisdn":{"value":"442079460958"}}', f'{{"msisdn":{{"value":{T}}}}}'),
    ('{"agentNames":["Zorvan Quillmeer","Ilvara Quendt"]}',
        '{"agentNames":["[name]","[name]"]}'),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), JSON)
def test_json_keeps_every_byte_outside_its_values(line: str, expected: str) -> None:
    found = every_way(line.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
    assert short(found) == expected
    json.loads(found.strip("\ufeff\x00"))


JSON_PASSES = [
    '{"ani":123456789012345678901234567890}',
    '{"n":123456789012345678901234567890,"id":4155550132}',
    '{"ani":-0}',
    '{"ani":NaN}',
    '{"ani":null,"msisdn":true,"phone":false,"tel":[]}',
    '{"ani":0}',
    '{"ani":12345}',
    '{"ani":1e5,"b":1.10,"c":1E+2,"d":-0.0}',
    '{"size":442079460958,"ts":1710753242118,"duration":4420794.60958}',
    '{"id":442079460958,"orderNumber":442079460958}',
    '{"a":1,"a":1,"a":2}',
    '{"ip":"10.0.0.1","port":5060,"uuid":"0c67446e-f1a1-11d9-94d3-000a95a0e128"}',
    '{"x":"a\\u0000b","y":"\\ud83d\\ude00"}',
    "{}",
    "[]",
    "[" * 5000 + "]" * 5000,
    '{"a":' * 5000 + "1" + "}" * 5000,
    '{"name":' * 5000 + "1" + "}" * 5000,
]


@pytest.mark.parametrize("line", JSON_PASSES, ids=lambda line: line[:40])
def test_other_json_passes(line: str) -> None:
    check_passes(line)


def test_json_of_depth_5000_keeps_its_shape() -> None:
    line = '{"a":' * 5000 + '{"ani":442079460958}' + "}" * 5000
    assert short(every_way(line.encode()).decode()) == line.replace("442079460958", T)


LABELS = ["msisdn", "ani", "callerNumber", "phone", "to", "from", "caller", "tel", "calledPhoneNumber"]
PLAIN = ["id", "ts", "size", "count", "orderId", "port", "lat", "status", "duration_ms", "hostName", "traceId"]
NUMBERS = ["442079460958", '"+44 20 7946 0958"', '"442079460958"', '"020 7946 0958"', r'"\u002b442079460958"', "null"]
OTHERS = ["1.10", "-0", "1e5", "true", "null", '"x y"', "1710753242118", '"10.0.0.1"', r'"\u00e9\n\\\""', "{}", "[]", "0.1"]

QUIET = ["null", "true", '"x y"', "1.10", "{}", "[]"]


def _value(r: random.Random, depth: int, outer: str) -> str:
    kind = r.random()
    if depth and kind < 0.25:
        return "[" + r.choice([",", ", "]).join(r.choice(QUIET if outer in LABELS else OTHERS) for _ in range(r.randrange(4))) + "]"
    if depth and kind < 0.6:
        return _object(r, depth - 1)
    return r.choice(NUMBERS if outer in LABELS else OTHERS)


def _object(r: random.Random, depth: int) -> str:
    gap, colon = r.choice([",", ", "]), r.choice([":", ": "])
    labels = [r.choice(LABELS + PLAIN) for _ in range(r.randrange(1, 5))]
    return "{" + gap.join(f'"{label}"{colon}{_value(r, depth, label)}' for label in labels) + "}"


def test_thousands_of_random_objects_stay_json_with_the_same_shape() -> None:
    """Same keys in the same order (also duplicate ones), same values but under the labels of numbers, no number left."""
    r = random.Random(11)
    lines = [_object(r, 3) for _ in range(3000)]
    lines += [json.dumps({"msg": line, "in": json.dumps({"deep": line})}) for line in lines if r"\u002b" not in line][:300]
    text = "\n".join(lines)
    found = scrubber().scrub(text)
    assert scrubber().scrub(found) == found
    for line, given in zip(lines, found.split("\n"), strict=True):
        assert "79460958" not in given and "7946 0958" not in given, line
        assert _shape(line) == _shape(given)
    assert TOKEN.search(found)


def _shape(line: str) -> object:
    def seen(value: object) -> object:
        if isinstance(value, str) and value.startswith("{"):
            return ("inner", _shape(value))
        digits = re.sub(r"\D", "", value) if isinstance(value, str) else str(value)
        return "number" if digits[-9:] == "079460958"[-9:] or TOKEN.fullmatch(str(value)) else value

    def pairs(items: list[tuple[str, object]]) -> object:
        return [(key, seen(value)) for key, value in items]

    return json.loads(line, object_pairs_hook=pairs, parse_float=str, parse_int=str)


# --- SIP ------------------------------------------------------------------------------------------------

SIP = """\
INVITE sip:«+442079460958»@203.0.113.9:5060 SIP/2.0\r
Via: SIP/2.0/UDP 198.51.100.77:5060;branch=z9hG4bK776asdhds;rport=5060\r
Max-Forwards: 70\r
From: "‹Maria Wells›" <sip:«+14155550132»@198.51.100.77>;tag=1928301774\r
To: ‹Zorvan Quillmeer› <sip:«+442079460958»@203.0.113.9>\r
Call-ID: a84b4c76e66710@198.51.100.77\r
CSeq: 314159 INVITE\r
Contact: <sip:⟨mwells⟩@198.51.100.77:5060;transport=udp>\r
P-Asserted-Identity: "‹Maria Wells›" <tel:«+1-415-555-0132»>\r
Content-Type: application/sdp\r
Content-Length: 142\r
\r
v=0\r
o=root 1821509 1821510 IN IP4 198.51.100.77\r
s=Asterisk PBX 18.9.0\r
c=IN IP4 198.51.100.77\r
t=0 0\r
m=audio 18432 RTP/AVP 0 8 101\r
a=rtpmap:101 telephone-event/8000\r
"""


def test_a_sip_message_keeps_its_lines_and_addresses() -> None:
    check(SIP)
    check(SIP.replace("\r\n", "\n"))


FOLDED = [
    'From: "‹Maria Wells›"\r\n <sip:«+14155550132»@198.51.100.77>;tag=1',
    "From:\r\n <sip:«+14155550132»@198.51.100.77>\r\n ;tag=1928301774",
    "Contact:\r\n\t<sip:⟨mwells⟩@198.51.100.77>,\r\n\t<sip:«+442079460958»@10.0.0.1>",
    "P-Asserted-Identity:\r\n <tel:«+1-415-555-0132»>",
    'Diversion: "‹Maria Wells›" <sip:«4155550132»@10.0.0.1>;reason=unconditional',
    "History-Info: <sip:«+14155550132»@10.0.0.1;user=phone>;index=1,\r\n <sip:«+442079460958»@10.0.0.1>;index=1.1",
    "Remote-Party-ID: ‹Maria Wells› <sip:«+14155550132»@10.0.0.1>;party=calling;privacy=off",
    "Refer-To: <sip:«+14155550132»@10.0.0.1?Replaces=a84b4c76%40198.51.100.77%3Bto-tag%3D1>",
    bug("a display name alone on the first line of a folded header", "From: ‹Zorvan Quillmeer›\r\n <sip:⟨zq⟩@10.0.0.1>"),
]


@pytest.mark.parametrize("lines", FOLDED)
def test_folded_headers_are_lines_of_their_own(lines: str) -> None:
    check(lines)


# --- Bytes ----------------------------------------------------------------------------------------------

BYTES = [
    b"\xff\xfe ani=%s \x80\x81\xc3",
    b"\xe4\xf6\xfc Gr\xfc\xdfe ani=%s",
    b"a\x00b\x00 +%s \x00",
    b"\x1b[31m ani=%s\x1b[0m",
    b"a\rb\x0bc\x0cd\x1ce\x85f ani=%s\r\n",
    b"\xe2\x80\xa8 ani=%s \xe2\x80\xa9",
    b"\xf0\x9f\x98\x80 ani=%s \xed\xa0\x80",
    b"\xff%%2B ani=%s \xc0\xaf",
    b"\r\r\n ani=%s\r\r\n\n\n",
]


@pytest.mark.parametrize("line", BYTES)
def test_bytes_that_are_no_text_stay(line: bytes) -> None:
    found = every_way(line % b"14155550132")
    assert TOKEN.sub("T", found.decode("latin-1")).encode("latin-1") == (line.replace(b"+%s", b"%s")) % b"T"


def test_every_byte_in_every_place_of_a_line() -> None:
    """T-19: in front, inside and behind; the line ends are equal, and the digits are never left whole."""
    for value in range(256):
        byte = bytes((value,))
        for line in (byte + b"ani=14155550132", b"ani=14155550132 " + byte, b"x " + byte + b" ani=14155550132"):
            found = scrubber().scrub_bytes(line)
            assert found.count(b"\n") == line.count(b"\n")
            if not (byte.isalnum() or byte in b"_-./%"):  # those make it another label
                assert b"4155550132" not in found, line
            assert byte in found or (byte.isdigit() and found.startswith(b"ani="))


@pytest.mark.parametrize("stream", [b"", b"\n", b"\n\n\n", b"\r\n", b"a", b"a\n", b"\x00", b"\xff"])
def test_almost_nothing_stays_almost_nothing(stream: bytes) -> None:
    check_passes(stream)


MARKERS = [
    "[name]",
    "[withheld]",
    "[pi-scrub: line withheld, 512 bytes]",
    '{"pi_scrub":"line withheld","bytes":1234567890}',
    "ph_test_abcdefghijklmnopabcdefghijklmnop",
    "em_e1_abcdefghijklmnopabcdefghijklmnop us_k23_abcdefghijklmnopabcdefghijklmnop",
    "ani=ph_test_abcdefghijklmnopabcdefghijklmnop",
    "sip:ph_test_abcdefghijklmnopabcdefghijklmnop@10.0.0.1",
    'From: "[name]" <sip:us_test_abcdefghijklmnopabcdefghijklmnop@10.0.0.1>',
    "[pi-scrub: line withheld, 12345678 bytes]",
]


@pytest.mark.parametrize("line", MARKERS)
@pytest.mark.parametrize("around", ["{}", "caller {} hung up", '{{"callerNumber":"{}"}}', "agentName={}", "Dear {},"])
def test_our_own_tokens_and_markers_pass(line: str, around: str) -> None:
    check_passes(around.format(line))


# --- Candidates that touch or follow each other ------------------------------------------------------------

BESIDE = "twice: what a cue is depends on the digits before it"
CLOSE = [
    "caller=‹Maria Wells› «+14155550132»",
    '"‹Maria Wells›" <«+14155550132»>',
    "«+14155550132» «+442079460958»",
    "«+14155550132», «(415) 555-0133»",
    "«+14155550132» / ‹Maria Wells›",
    "contact=‹Maria Wells› «02079460958» x",
    "from=«+14155550132» ‹Maria Wells›",
    "customer: «+14155550132» ‹Maria Wells›",
    'caller: "«+14155550132» ‹Maria Wells›"',
    "caller=«4155550132» ‹Maria Wells›",
    "agent: «415-555-0132» ‹Maria Wells›",
    "from=⟪maria.wells@example.com⟫ ‹Maria Wells›",
    "<caller>«+14155550132» ‹Zorvan›</caller>",
    "«+14155550132» «415-555-0133»",
    "«+14155550132» «(415) 555-0133»",
    "«+14155550132» «02079460958» x",
    "«+14155550132»/«030/23125001»",
    "«02079460958»:«415-555-0132»",
    "gw«+14155550132»@10.0.0.1",
    "sip:gw«+14155550132»@10.0.0.1",
    "caller=‹Maria Wells› «4155550132»",
    "From: ‹Maria Wells› «4155550132»",
    "«+14155550132»&phone «4805713»",
    bug(BESIDE, "«02079460958».Dr ‹Petrescu›"),
    "«415-555-0132»\x00dial «2389108»",
    bug("twice: a name and a plus", "‹Jean Oa›«+1710753»"),
    bug("twice: a cue in our own marker", "said [name], Jo Xi"),
]


@pytest.mark.parametrize("line", CLOSE)
def test_candidates_beside_each_other_are_all_judged(line: str) -> None:
    check(line)


# --- All tables, joined, through the command -------------------------------------------------------------


def _rows(table: list[object]) -> list[str]:
    return [row for row in table if isinstance(row, str)]


def cleaned(row: str) -> str:
    return short(clean(row))


def _joined() -> list[str]:
    """Every row of the tables that holds (those of known faults apart), and every line that passes."""
    marked = [test_phone.FOUND, test_label.STYLES, test_label.OWNED, test_label.SYSTEMS, test_label.PAIRS, test_name.FOUND, test_name.ECHOES]
    marked += [test_email.FOUND, test_user.FOUND, test_user.NUMBERS, FOLDED]
    passing = [test_label.PASS, test_label.OWNED_BY_THINGS, test_name.PASS, test_email.PASS, test_user.PASS, MARKERS]
    passing.append(test_phone.PASSES)
    return [row for table in [*marked, *passing] for row in _rows(table)] + [SIP]


def test_all_tables_joined_in_one_block_are_what_their_rows_are() -> None:
    rows = _joined()
    stream = "\n".join(map(bare, rows)).encode()
    found = every_way(stream).decode()
    assert short(found).split("\n") == "\n".join(map(cleaned, rows)).split("\n")


def test_all_tables_joined_through_the_command() -> None:
    """Standard input, and a file with -o: the command gives what the library gives."""
    rows = _joined()
    stream = ("\n".join(map(bare, rows)) + "\n").encode()
    expected = "\n".join(map(cleaned, rows)) + "\n"
    regions = ("--region", "US", "--region", "GB", "--region", "DE")
    done = pi_scrub(*regions, input=stream)
    assert (done.returncode, short(done.stdout.decode())) == (0, expected)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.log"), Path(folder, "out.log")
        source.write_bytes(stream)
        done = pi_scrub(*regions, source, "-o", target)
        assert (done.returncode, done.stdout) == (0, b"")
        assert short(target.read_bytes().decode()) == expected
    ring = Keyring.load(environment()["PI_SCRUB_KEYRING"])
    assert target_tokens(expected) == target_tokens(short(Scrubber(ring, Policy(regions=("US", "GB", "DE"))).scrub(stream.decode())))


def target_tokens(text: str) -> int:
    return len(re.findall(r"<(?:ph|em|us)>|\[name\]", text))


# --- Counts, findings, memo, threads ---------------------------------------------------------------------


def test_counts_tell_what_was_done() -> None:
    counts = Counts()
    one = Scrubber(KEYRING, Policy(regions=("US",)))
    block = b"ani=14155550132\nani=14155550132\nagentName=Zorvan\nmail x@example.com\nsip:mwells@10.0.0.1\nquiet"
    one.scrub_bytes(block, counts)
    assert (counts.lines, counts.bytes, counts.withheld) == (6, len(block), 0)
    assert counts.replaced == {"phone": 2, "name": 1, "email": 1, "user": 1}
    assert counts.memo_hits >= 1


@pytest.mark.parametrize(
    ("block", "lines"), [(b"", 0), (b"\n", 1), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"\n\n", 2), (b"a\r\nb\r", 2)]
)
def test_lines_are_counted_by_their_newlines(block: bytes, lines: int) -> None:
    counts = Counts()
    scrubber().scrub_bytes(block, counts)
    assert counts.lines == lines


def test_counts_add_up() -> None:
    one = Counts(1, 2, {"phone": 1}, 3, 4, 5, 6)
    one.add(Counts(10, 20, {"phone": 2, "name": 7}, 30, 40, 50, 60))
    assert one == Counts(11, 22, {"phone": 3, "name": 7}, 33, 44, 55, 66)


def test_findings_are_spans_of_the_text() -> None:
    text = 'ä call +1 415 555 0132, agentName="Zorvan", x@example.com, sip:mwells@10.0.0.1 電話'
    found = scrubber().findings(text)
    assert all(isinstance(each, Finding) for each in found)
    assert [(each.kind, text[each.start : each.end]) for each in found] == [
        ("phone", "+1 415 555 0132"), ("name", "Zorvan"), ("email", "x@example.com"), ("user", "mwells"),
    ]  # fmt: skip


def test_a_finding_holds_no_text_and_no_token() -> None:
    found = scrubber().findings("call +1 415 555 0132")
    assert "555" not in repr(found) and "ph_" not in repr(found)


def test_the_memo_is_bounded_in_entries_and_bytes() -> None:
    one = Scrubber(KEYRING)
    for start in range(0, 60_000, 10_000):
        one.scrub_bytes(b"".join(b"ani=%d\n" % (10**12 + n) for n in range(start, start + 10_000)))
    assert len(one._memo) <= MEMO_ENTRIES
    one.scrub_bytes(b"".join(b'agentName="%05d %s"\n' % (n, b"Zorvan " * 30) for n in range(2_000)))
    assert 0 < sum(len(key[1]) for key in one._memo) <= MEMO_BYTES


def test_a_warm_memo_decides_as_a_cold_one() -> None:
    """What was seen before says nothing of what comes."""
    rows = [bare(row) for row in _joined()]
    random.Random(5).shuffle(rows)
    warm = Scrubber(KEYRING, Policy(regions=("US", "GB", "DE")))
    warm.scrub("\n".join(rows))
    for row in rows[::17]:
        assert Scrubber(KEYRING, Policy(regions=("US", "GB", "DE"))).scrub(row) == warm.scrub(row)


def test_a_scrubber_is_shared_between_threads() -> None:
    rows = [bare(row) for row in _joined()]
    expected = scrubber().scrub("\n".join(rows))
    one = Scrubber(KEYRING, Policy(regions=("US", "GB", "DE")))
    found: list[str] = []

    def work() -> None:
        found.append(one.scrub("\n".join(rows)))

    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(switch)
    assert found == [expected] * 4


def test_str_and_bytes_agree_and_any_str_is_taken() -> None:
    for text in ("", "\ud800 ani=14155550132", "\udcff", "𝟏𝟐", "ani=14155550132\u2028x\x85y"):
        found = scrubber().scrub(text)
        assert found.encode("utf-8", "surrogatepass") == scrubber().scrub_bytes(text.encode("utf-8", "surrogatepass"))


# --- Tokens by hand ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "line"),
    [
        ("phone", "+1 415 555 0132", "x +14155550132 x"),
        ("phone", "(415) 555-0132", "x +14155550132 x"),
        ("email", " X@Example.COM ", "x x@example.com x"),
        ("user", "MWells", "sip:mwells@10.0.0.1"),
    ],
)
def test_the_token_of_a_value_is_the_one_in_the_log(kind: str, value: str, line: str) -> None:
    one = scrubber()
    assert one.token(kind, value) in one.scrub(line)
    assert one.tokens(kind, value)[0] == one.token(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", ""), ("phone", "abc"), ("phone", "123"), ("email", " "), ("user", ""), ("name", "x"), ("", "x")]
)
def test_a_value_that_is_none_is_refused_and_not_quoted(kind: str, value: str) -> None:
    for ask in (scrubber().token, scrubber().tokens):
        with pytest.raises(UsageError) as caught:
            ask(kind, value)
        assert isinstance(caught.value, PiScrubError) and (not value.strip() or len(value) < 2 or value not in str(caught.value))


@pytest.mark.parametrize(
    "make",
    [lambda: Scrubber(KEYRING), lambda: scrubber().run(), lambda: scrubber().findings("call +1 415 555 0132")],
)
def test_nothing_shows_the_key(make: Callable[[], object]) -> None:
    shown = repr(make())
    assert bytes(range(32)).hex() not in shown and repr(bytes(range(32)))[2:20] not in shown


# --- Blocks and runs --------------------------------------------------------------------------------------


def test_a_run_gives_what_the_whole_gives_whatever_the_blocks_are() -> None:
    stream = ("\n".join(bare(row) for row in _joined()) + "\n").encode()
    whole = scrubber().scrub_bytes(stream)
    for sizes in ([4096], [65536], [1, 4096]):
        assert through_blocks(scrubber(), stream, sizes, block=1000) == whole


def test_output_does_not_depend_on_the_hash_seed_or_the_locale() -> None:
    line = ("\n".join(bare(row) for row in _joined()[:200])).encode()
    runs = [{"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "4711", "LC_ALL": "C"}]
    found = {pi_scrub("--region", "US", input=line, env=env).stdout for env in runs}
    assert len(found) == 1
