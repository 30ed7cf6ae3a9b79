"""A line too long to hold is scrubbed in pieces as if it were whole; what cannot be cut safely is withheld."""


from __future__ import annotations

import random
import re
import resource
import time

import pytest
from ways import TOKEN, scrubber, short, through_blocks

from pi_scrub import Counts
from pi_scrub.blocks import LINE_LIMIT, Block, Blocks, Part
from pi_scrub.longline import AHEAD, OVERLAP, UNBROKEN, LongLine

LIMIT = 4 * UNBROKEN  # pieces small enough for quick tests, far longer than all that is looked ahead and back
QUIET = b"words that say nothing, one by one; "


def quiet(size: int) -> bytes:
    return (QUIET * (size // len(QUIET) + 1))[:size]


def in_pieces(line: bytes, limit: int = LIMIT) -> bytes:
    """The line through `Blocks` of a small limit, and a `Run`."""
    found = through_blocks(scrubber(), line, [1 << 16], limit=limit)
    assert through_blocks(scrubber(), line, [977], limit=limit) == found
    return found


CASES = [
    b"call from +1 415 555 0132 via 10.0.0.1",
    b"ani=4155550132",
    b'"callerNumber": "(415) 555-0132"',
    b'{"msisdn":442079460958}',
    b'customerName="Zorvan Quillmeer"',
    b"customer Maria Wells called",
    b"mail maria.wells@example.com",
    b'From: "Zorvan Quillmeer" <sip:+14155550132@10.0.0.1:5060>;tag=1',
    b"sip:mwells@10.0.0.1:5060",
    b"call %2B1%20415%20555%200132 now",
    b"0c67446e-f1a1-11d9-94d3-000a95a0e128 2001:db8::1 2024-03-18T09:14:02.123Z 1710753242118",
]


@pytest.mark.parametrize("case", CASES)
def test_a_cut_near_a_candidate_changes_nothing(case: bytes) -> None:
    """T-17: the candidate stands at every place around the end of a piece and around where it is cut."""
    expected = scrubber().scrub_bytes(case)
    places = [LIMIT - AHEAD + at for at in range(-len(case) - 8, 60, 3)]
    places += [LIMIT + at for at in range(-len(case) - 8, 8, 5)] + [LIMIT - AHEAD - UNBROKEN, LIMIT - OVERLAP]
    for place in places:
        before, after = quiet(place - 1) + b" ", b" " + quiet(LIMIT)
        for end in (b"", b"\n"):
            assert in_pieces(before + case + after + end) == before + expected + after + end, place


@pytest.mark.parametrize("case", CASES)
def test_a_candidate_at_the_very_end_is_found(case: bytes) -> None:
    expected = scrubber().scrub_bytes(case)
    for size in (LIMIT, LIMIT + 1, 2 * LIMIT - len(case), 2 * LIMIT - 3):
        before = quiet(size - 1) + b" "
        for end in (b"", b"\n", b"\r\n"):
            assert in_pieces(before + case + end) == before + expected + end


def test_a_long_line_of_many_candidates_is_as_if_it_were_whole() -> None:
    r = random.Random(17)
    text = b" ".join(r.choice(CASES) if r.random() < 0.4 else quiet(r.randrange(200)) for _ in range(3000))
    assert len(text) > 8 * LIMIT
    found = in_pieces(text)
    assert not re.search(rb"555.?0132|7946.?0958|Quillmeer|mwells@|maria\.wells@", found)
    assert found == scrubber()._block(text, Counts())


def test_the_pieces_of_the_real_limit() -> None:
    line = quiet(LINE_LIMIT - 7) + b" call +1 415 555 0132 now " + quiet(LINE_LIMIT) + b" ani=4155550132\n"
    found = scrubber().scrub_bytes(b"short\n" + line + b"ani=4155550132\n")
    assert found.count(b"\n") == 3 and len(TOKEN.findall(found.decode())) == 3
    assert found == through_blocks(scrubber(), b"short\n" + line + b"ani=4155550132\n", [65536, 4097])
    assert short(found.decode()).endswith(" ani=<ph>\nani=<ph>\n")


def test_seventy_thousand_decoys_hide_no_number() -> None:
    """T-16: PhoneNumberMatcher gives up silently after 65,535 false candidates."""
    decoys = b" ".join(b"%d" % (1_000_000 + n) for n in range(70_000))
    found = scrubber().scrub_bytes(decoys + b" call +1 415 555 0132\n")
    assert found.startswith(decoys) and b"555 0132" not in found


WITHHELD = [
    ("digits", b"1234567890" * 2000),
    ("digits and dots", b"12.34." * 3000),
    ("high bytes", b"\xc3\xa4" * 10_000),
    ("base64", b"QUJD1a+/" * 3000),
]


@pytest.mark.parametrize(("name", "run"), WITHHELD, ids=[name for name, _ in WITHHELD])
def test_an_unbroken_run_that_may_hold_a_number_is_withheld(name: str, run: bytes) -> None:
    line = quiet(LIMIT - 2 * UNBROKEN) + b" " + run + b" after it ani=4155550132\n"
    counts = Counts()
    found = _run(line, counts)
    assert b"[withheld]" in found and counts.withheld >= 1 and counts.lines == 1
    assert run not in found and found.endswith(b"\n") and found.count(b"\n") == 1
    assert short(found.decode("latin-1")).endswith(" after it ani=<ph>\n")


def test_an_unbroken_run_at_the_end_is_withheld_with_its_line_end_kept() -> None:
    for end in (b"", b"\n"):
        counts = Counts()
        found = _run(quiet(LIMIT // 2) + b"1" * 3 * LIMIT + end, counts)
        assert counts.withheld == 1
        assert found.endswith(b"[withheld]" + end), found[-40:]


def test_an_unbroken_run_of_letters_passes() -> None:
    line = quiet(LIMIT // 2) + b" " + b"x" * 3 * LIMIT + b" ani=4155550132\n"
    found = in_pieces(line)
    assert found.startswith(line[: -len(b"4155550132\n")]) and short(found.decode()).endswith("ani=<ph>\n")


@pytest.mark.parametrize(
    "line",
    [
        b"\xff" * 3 * LIMIT,
        bytes(range(256)).replace(b"\n", b"") * 200,
        b"%2B" * LIMIT,
        b"\\u002b" * LIMIT,
        b"&#43;" * LIMIT,
        b"\x00" * 3 * LIMIT,
        b'"' * 3 * LIMIT,
        b"{" * 3 * LIMIT,
    ],
    ids=["xff", "all bytes", "%2B", "u002b", "entity", "NUL", "quotes", "braces"],
)
def test_odd_long_lines_stay_one_line(line: bytes) -> None:
    for end in (b"", b"\n"):
        found = in_pieces(line + end)
        assert found.count(b"\n") == len(end)


def test_long_lines_among_short_ones_stay_apart() -> None:
    stream = b"ani=4155550132\n" + quiet(2 * LIMIT) + b"\n" + b"ani=4155550132\n" + quiet(LIMIT + 1) + b" ani="
    stream += b"\n4155550132\n"
    found = in_pieces(stream)
    assert found.count(b"\n") == stream.count(b"\n")
    assert len(TOKEN.findall(found.decode())) == 2
    assert found.endswith(b" ani=\n4155550132\n")


def test_a_label_before_the_cut_owns_the_value_behind_it() -> None:
    for gap in range(0, 40, 3):
        before = quiet(LIMIT - AHEAD - gap) + b" ani="
        found = in_pieces(before + b"5550132 " + quiet(LIMIT))
        assert b"5550132" not in found


def test_the_open_objects_are_carried_across() -> None:
    """Design, section 7: label and stack are carried across."""
    line = b'{"caller":{"note":"' + quiet(2 * LIMIT) + b'","number":"5550132"}}\n'
    one = scrubber(("US",))
    assert b"5550132" in one.scrub_bytes(b'{"number":"5550132"}')  # it is the owner that speaks for it
    assert b"5550132" not in through_blocks(one, line, [1 << 16], limit=LIMIT)


def test_the_pieces_are_read_in_linear_time_and_little_memory() -> None:
    run, blocks = scrubber().run(), Blocks()
    piece = quiet(1 << 18)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times, written = [], 0
    for part in range(2):
        began = time.perf_counter()
        for _ in range(16):
            for block in blocks.feed(piece):
                written += len(run.block(block))
        times.append(time.perf_counter() - began)
        assert part or written
    for block in blocks.flush():
        written += len(run.block(block))
    assert written == 32 * len(piece)
    assert times[1] < max(0.3, 4 * times[0])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10  # KiB


def test_without_candidates_the_pieces_come_out_as_they_went_in() -> None:
    line = LongLine(lambda text: [], b"[withheld]")
    pieces = [quiet(LIMIT), quiet(LIMIT), b"", quiet(17)]
    found = b"".join(line.feed(piece, last=at == 3) for at, piece in enumerate(pieces))
    assert found == b"".join(pieces) and line.hidden == 0


def test_a_long_line_that_breaks_off_leaves_the_next_line_alone() -> None:
    """`Blocks.drop` gives an empty LAST: what was held back is written, the next line starts anew."""
    run = scrubber().run()
    first = run.block(Block(quiet(LIMIT), Part.PIECE)) + run.block(Block(b"", Part.LAST))
    assert first == quiet(LIMIT)
    assert short(run.block(Block(b"ani=4155550132\n", Part.WHOLE)).decode()) == "ani=<ph>\n"


def _run(line: bytes, counts: Counts) -> bytes:
    run, blocks, found = scrubber().run(counts), Blocks(limit=LIMIT), b""
    for block in [*blocks.feed(line), *blocks.flush()]:
        found += run.block(block)
    return found

