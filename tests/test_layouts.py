"""Lines like one met before: what is found in them is what the walk finds, whatever fills the holes."""


from __future__ import annotations

import random
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from typing import Any

import pytest
from command import ROOT
from fuzz_layouts import different, eager, walker
from fuzz_lexers import KEYRING, SAMPLES, corpus
from fuzz_lexers import changed as broken
from ways import check_passes

from pi_scrub import Scrubber, holes, layouts, scan
from pi_scrub.around import Candidate
from pi_scrub.holes import Hole, end_of
from pi_scrub.judges import judge_cue, judge_label, judge_plain
from pi_scrub.layouts import Layouts
from pi_scrub.lexer import Lexer
from pi_scrub.shadow import shadow

_parser: Any = import_module("re._parser")
NUMBER, MAIL, RUN = 1, 3, 4
BEHIND = [bytes(pair) for pair in product(b"\"'),;&|]}\n<>@%/:?( [{", b"\"',x5A=:> \n(-./~@")]


def lexer() -> Lexer:
    """One that has met nothing."""
    return Lexer(judge_label, judge_cue, judge_plain)


def learned(lexer: Lexer) -> Layouts:
    """What a lexer knows of lines."""
    return lexer._layouts


def candidates(lexer: Lexer, text: bytes) -> list[Candidate]:
    """What a lexer finds in lines."""
    return list(lexer.candidates(text, 0, len(text)))


def filled(draw: random.Random, tree: Any, digits: bool) -> bytes:
    """A text that a parsed pattern may match, in digits where it may be; what it looks ahead for is not seen to."""
    out = b""
    for code, given in tree:
        match str(code):
            case "LITERAL":
                out += bytes((given,))
            case "IN":
                may = [byte for kind, each in given for byte in _bytes(str(kind), each)]
                out += bytes((draw.choice([byte for byte in may if byte in DIGITS] or may if digits else may),))
            case "BRANCH":
                out += filled(draw, draw.choice(given[1]), digits)
            case "SUBPATTERN":
                out += filled(draw, given[3], digits)
            case "MAX_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = given
                out += b"".join(filled(draw, inner, digits) for _ in range(draw.randint(least, min(int(most), least + draw.choice((0, 1, 4, 12))))))
    return out


def _bytes(kind: str, given: Any) -> list[int]:
    if kind == "RANGE":
        return list(range(given[0], given[1] + 1))
    return [given] if kind == "LITERAL" else list(b"0123456789")


EATEN = [*((hole, None) for hole in holes.EATEN), (holes.VALUE, NUMBER)]
MET = [
    (holes.PLUS, NUMBER), (holes.DIGITS, NUMBER), (holes.SDP, NUMBER), (holes.SHAPES, NUMBER), (holes.RUN, RUN), (holes.QUERY, RUN),
    (holes.MAIL, MAIL),
]  # fmt: skip


def cases(hole: Hole) -> Iterator[tuple[bytes, bytes]]:
    """What may fill a hole, with what may stand behind it."""
    draw, tree = random.Random(7), _parser.parse(hole.text)
    ends = [pair for pair in BEHIND if re.match(hole.ends, pair)]
    for _ in range(3000):
        text, end = filled(draw, tree, draw.random() < 0.3), draw.choice(ends)
        if end_of(hole, text + end + b"x", 0, len(text) + 3) == len(text) and not (hole.joins and re.match(rb"[ ().\-/~]{1,2}\d", end)):
            yield text, end


@pytest.mark.parametrize(("hole", "group"), EATEN)
def test_what_fills_a_hole_is_eaten_whole(hole: Hole, group: int | None) -> None:
    """Round by round, up to its end; the value of a label may be a number that is passed."""
    met = learned(lexer())
    tried = 0
    for text, end in cases(hole):
        line = b" " + text + end + b"x"
        parts = met.parts(line, 0, len(line))
        within = [part for part in parts if 1 <= part[1] < 1 + len(text)]
        assert within[-1][2] == 1 + len(text), line
        assert all(part[0] in (None, group) for part in within), line
        tried += 1
    assert tried > 300


@pytest.mark.parametrize(("hole", "group"), MET)
def test_what_fills_the_place_of_a_candidate_is_one_stop(hole: Hole, group: int) -> None:
    met = learned(lexer())
    tried = 0
    for text, end in cases(hole):
        if hole is holes.SHAPES and sum(map(chr(0).__ne__, re.findall(r"\d", text.decode()))) < 7:
            continue  # it was a number where the layout was made, and the digits are as many
        line = b" " + text + end + b"x"
        assert (group, 1, 1 + len(text)) in met.parts(line, 0, len(line)), line
        tried += 1
    assert tried > 100


DIGITS, LETTERS = b"0123456789", b"0123456789abcdefABCDEFxz"


def changed(draw: random.Random, line: bytes) -> bytes:
    """A line with other digits, and some other letters beside digits."""
    data = bytearray(line)
    places = [i for i, byte in enumerate(data) if chr(byte).isdigit()]
    for i in draw.sample(places, draw.randint(0, len(places))):
        data[i] = draw.choice(DIGITS if draw.random() < 0.8 else LETTERS)
    return bytes(data)


def test_a_line_like_one_met_before_gives_what_the_walk_gives() -> None:
    draw, ours, walked = random.Random(11), lexer(), walker()
    lines = [line for file in sorted((ROOT / "samples").glob("*.log")) for line in shadow(file.read_bytes()).text.split(b"\n")]
    lines = [line for line in lines if 0 < len(line) < 1000]
    for line in [*lines, *lines, *lines]:
        candidates(ours, line + b"\n")
    for line in [*lines, *lines, *lines]:
        other = changed(draw, line) + b"\n"
        assert candidates(ours, other) == candidates(walked, other)
    assert learned(ours)._made > 60


KNOWN = [
    'ts=1710753242 level=info ani=+14155550132 name="Maria Wells" took_ms=12',
    '{"ts":1710753242118,"level":"INFO","customerName":"Maria Wells","msisdn":14155550132,"parts":1}',
    '10.43.90.107 - - [18/Mar/2024:09:14:02 +0000] "GET /orders/2767274110?view=full HTTP/1.1" 200 50476407 "-"',
    "<165>1 2024-03-18T09:14:02.355Z sbc01.example.net sipd 2041 CALL from +14155550132 to Maria Wells (x)",
]
LIKE = [  # what looks like the lines above and is not
    'ts=1710753242 level=info ani=4155550132 name="Maria Wells" took_ms=12',
    'ts=1710753242 level=info ani=+14155550132 name="Maria 4155550132" took_ms=12',
    'ts=2024-99-18 level=info ani=+14155550132 name="Maria Wells" took_ms=1234567',
    '{"ts":"+14155550132","level":"INFO","customerName":"Maria Wells","msisdn":14155550132,"parts":1}',
    '{"ts":1710753242118,"level":"INFO","customerName":"Maria Wells","msisdn":-14155550132,"parts":14155550132}',
    '10.43.90.107 - - [18/Mar/2024:09:14:02 +0000] "GET /orders/+14155550132?view=full HTTP/1.1" 200 50476407 "-"',
    "<165>1 2024-03-18T09:14:02.355Z sbc01.example.net sipd 2041 CALL from +14155550132 to Server Error (x)",
    "<165>1 2024-03-18T09:14:02.355Z sbc01.example.net sipd 4155550132 CALL from +14155550132 to Maria Wells (x)",
]


@pytest.mark.parametrize("line", KNOWN + LIKE)
def test_what_fills_no_hole_is_walked(line: str) -> None:
    ours = lexer()
    for known in KNOWN:
        for _ in range(layouts.REPEATED):
            candidates(ours, known.encode() + b"\n")
    assert learned(ours)._made == len(KNOWN)
    assert candidates(ours, line.encode() + b"\n") == candidates(walker(), line.encode() + b"\n")


def test_a_list_of_names_is_asked_name_by_name() -> None:
    """Which of them say nothing depends on the words, not on what stands beside them."""
    ours, line = lexer(), b'"agentNames":["Maria Wells","%s"],"x":1\n'
    for _ in range(4):
        candidates(ours, line % b"Tobias Wendelin")
    assert candidates(ours, line % b"Support Team") == candidates(walker(), line % b"Support Team")


def test_lines_that_are_always_new_are_not_learned_for_ever() -> None:
    draw, ours = random.Random(3), lexer()
    for _ in range(6000):
        candidates(ours, b"a1" + bytes(draw.choice(b"-=:;,.()[]{}") for _ in range(12)) + b"b2\n")
    met = learned(ours)
    assert met._tried <= layouts.AT_ONCE + 6000 // layouts.SELDOM
    assert len(met._seen) <= layouts.MAX_SEEN + 1


def test_words_that_may_be_a_name_are_asked_also_where_others_said_nothing() -> None:
    ours, line = lexer(), b'"family" : "%s"\n'
    for _ in range(4):
        candidates(ours, line % b"Android")
    assert candidates(ours, line % b"Zorvan") == candidates(walker(), line % b"Zorvan")


native_only = pytest.mark.skipif(scan._scan is None, reason="no native lexer here")


@pytest.fixture
def learning() -> Iterator[None]:
    """The native lexer gives each line that it walks to be learned."""
    eager(True)
    yield
    eager(False)


@native_only
@pytest.mark.usefixtures("learning")
@pytest.mark.parametrize("vectors", [(True, True), (True, False), (False, False)])
def test_the_native_lexer_reads_off_what_it_would_walk(vectors: tuple[bool, bool]) -> None:
    lines = [line for line in shadow(b"\n".join(corpus(sorted(SAMPLES.glob("*.log"))))).text.split(b"\n") if 0 < len(line) < 900]
    draw = random.Random(sum(vectors))
    scan._scan.vectors(*vectors)
    try:
        for _ in range(4):
            tried, made, wrong = different(draw, lines, native=True)
            assert tried > 500 and (made > 40) == scan._scan.reads_off() and not wrong
    finally:
        scan._scan.vectors(True)


@native_only
@pytest.mark.parametrize("number", range(len(holes.NUMBERED)), ids=holes.NAMES)
def test_a_hole_ends_natively_where_its_pattern_ends(number: int) -> None:
    """Or is not filled, where more of what may fill it stands behind that end: there no text of a layout goes on."""
    hole, draw = holes.NUMBERED[number], random.Random(number)
    tree, tried = _parser.parse(hole.text), 0
    for _ in range(4000):
        text = filled(draw, tree, draw.random() < 0.3)
        if draw.random() < 0.5:
            data = bytearray(text)
            data[draw.randrange(len(data))] = draw.choice(b"0189afzAZ.:-, +\xc3\x1f")
            text = bytes(data)
        line = b" " + text + draw.choice(BEHIND) + b"\n"
        found, m = scan._scan.filled(number, line, 1), re.compile(hole.text).match(line, 1)
        if m and found != m.end():
            assert found == -1 and re.match(rb"\d|[.\- \x1f]+[A-Z]|[0-9A-Za-z]", line[m.end() :]), line
        else:
            assert found == (m.end() if m else -1), line
        tried += m is not None
    assert tried > 500


@native_only
def test_both_lexers_see_the_same_parts_of_a_line() -> None:
    met, draw = learned(lexer()), random.Random(5)
    lines = corpus(sorted(SAMPLES.glob("*.log")))
    for line in [*lines, *(broken(draw, lines) for _ in range(2000))]:
        assert scan._scan.parts(line + b"\n") == met.parts(line + b"\n", 0, len(line))


@pytest.mark.skipif(scan._scan is None or not scan._scan.reads_off(), reason="no native lexer here, or no vectors for layouts")
def test_what_one_thread_learns_the_others_read_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line of a kind is learned; a thread that did not read it off would walk enough of them to have one learned itself."""
    learn, given = Layouts.learn, list[bytes]()

    def noted(layouts: Layouts, line: bytes, parts: list[Any], found: list[Candidate]) -> bool:
        given.append(line)
        return learn(layouts, line, parts, found)

    monkeypatch.setattr(Layouts, "learn", noted)
    line = "ts=17107532%02d level=info ani=+1415555%04d took_ms=12\n"
    block = "".join(line % (n % 100, n) for n in range(100)).encode()
    one = Scrubber(KEYRING)
    for _ in range(2):  # the block in which a line is learned is walked to its end
        one.scrub_bytes(block)
    made, count = len(one._lexer._layouts.made), len(given)
    assert made == 1 and count > 0 and one._scan is not None
    worker = scan._scan.Worker(one._scan._memory, *one._scan._asks)
    assert len(worker.candidates(block)) == 100 and len(given) == count
    assert "0007" not in repr(one._lexer._layouts.made) and given[0][-20:-12] not in repr(one._lexer._layouts.made).encode()


def test_the_word_before_a_number_may_have_an_apostrophe_behind_a_quote() -> None:
    assert judge_cue(b'"message":"I\'m') == judge_cue(b"I'm") != 0


@pytest.mark.parametrize("text", [
    "20240318-9423-41cf-a132-1154503f0dce", "2001:db8:0:dad:beef::1", "D712:DAD:A487:22C9:85F9:E1:DA5:EEF4", "fe80::da03:ada%eth0",
    "[2001:db8:da5::cafe]:5060", "12:34:56:78::1", "64:ff9b::192.0.2.33", "2001:db8::/32",
])  # fmt: skip
def test_addresses_and_uuids_of_words_labels_and_days_pass(text: str) -> None:
    for form in ("x %s x", "%s - -", 'src="%s", port=5060', "caller=%s", "From: <sip:x@%s>"):
        check_passes(form % text)


def test_lines_with_an_ipv6_address_are_read_off() -> None:
    ours, line = lexer(), b"Via: SIP/2.0/UDP [2001:db8:%s]:5060;branch=z9hG4bK3577f1;received=%s\n"
    for _ in range(layouts.REPEATED):
        candidates(ours, line % (b"e1::7", b"10.77.180.49"))
    assert learned(ours)._made == 1
    for group in (b"e1::7", b"a9::dad", b"4::4155", b"41555501::32", b"::Maria", b"dad:cc::1:2"):
        assert candidates(ours, line % (group, b"+14155550132")) == candidates(walker(), line % (group, b"+14155550132"))


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("t=12 caller wells hung up", "t=13 caller wells hung up"),
        ("t=12 from Maria wells at 5", "t=12 from Caller wells at 5"),
        ("t=12 from Maria wells at 5", "t=12 from Tom Mr wells at 5"),
        ("t=12 (Maria name is tobias) 5", "t=12 (My name is tobias) 5"),
        ("t=12 agent 1b2 left", "t=12 agent b12 left"),
        ("t=12 agent 64c1d8e2-53d9-47fd-ab76-452a0662a7ae left", "t=12 agent abcdefab-cdef-abcd-abcd-abcdefabcdef left"),
        ("t=12 agent wells b12 left", "t=12 agent wells b13 left"),
        ("t=12 agent wells, +14155550132", "t=14 agent wells, +14155550177"),
    ],
)
def test_what_is_said_in_a_line_is_found_whatever_fills_its_holes(known: str, other: str) -> None:
    ours = lexer()
    for _ in range(4):
        candidates(ours, known.encode() + b"\n")
    for line in (known, other):
        assert candidates(ours, line.encode() + b"\n") == candidates(walker(), line.encode() + b"\n")
