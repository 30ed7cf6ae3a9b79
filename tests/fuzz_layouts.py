"""Lines that are read off layouts, against the walk: `python tests/fuzz_layouts.py --seconds 60 [--plain|--narrow] [FILE]...`

Strategy: some changed lines of the samples (and of any FILEs) are met a few times with other digits each, so that layouts are learned of
them; then come lines like them, with other digits and other words. What either lexer finds in these is what a walk of each finds. Only
numbers and lengths of lines are printed, since a FILE may be a real log.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

from fuzz_lexers import KEYRING, REGIONS, SAMPLES, changed, corpus, options

from pi_scrub import Policy, Scrubber, scan
from pi_scrub.around import Candidate, said
from pi_scrub.judges import judge_cue, judge_label, judge_plain
from pi_scrub.layouts import Line
from pi_scrub.lexer import Lexer
from pi_scrub.shadow import shadow

WORD = re.compile(rb"[A-Za-z0-9_]+|\+?\d[\d .()-]*\d")
WORDS = [
    b"4155550132", b"+14155550132", b"020 7946 0958", b"02079460958", b"(415) 555-0132", b"Maria Wells", b"Maria", b"Server Error",
    b"ani4155550132", b"rec_4021_4155550132", b"192.0.2.1", b"192.0.2.1:5060", b"2001:db8::7", b"2024-03-18T09:14:02", b"09:14:02",
    b"1710753242", b"1710753242118", b"12", b"7", b"3.14", b"0x1f", b"3f9c", b"d68abd8d-53d9-47fd-ab76-452a0662a7ae",
    b"20240318-9423-41cf-a132-1154503f0dce", b"phone", b"Number", b"name", b"caller", b"order", b"value", b"key", b"id", b"call",
    b"x_4155550132", b"1234567", b"123456", b"12345678", b"20240318", b"20240318-091402", b"0", b"-5", b"A1", b"Mar", b"Mon", b"1e5",
    b"maria.wells@example.org", b"4155550132@example.org", b"van der", b"de", b"O'Neil", b"Wells,", b"I'm", b"%", b"ms", b"kB",
]  # fmt: skip


class Walked:
    """In the place of layouts: every line is walked."""

    def __init__(self, lexer: Lexer) -> None:
        self._walk = lexer._walk

    def lines(self, block: bytes, start: int, end: int) -> Iterator[Line]:
        """As of `Layouts`."""
        while start < end:
            to = block.find(b"\n", start, end) + 1 or end
            yield list(self._walk(block, start, to)), True, list(said(block, start, to))
            start = to


def walker(*, bare: bool = False) -> Lexer:
    """A reference lexer that walks every line."""
    made: Any = Lexer(judge_label, judge_cue, judge_plain, bare=bare)
    made._layouts = Walked(made)
    plain: Lexer = made
    return plain


def digits(draw: random.Random, line: bytes) -> bytes:
    """A line with some other digits."""
    data = bytearray(line)
    places = [at for at, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    for at in draw.sample(places, draw.randint(0, len(places))):
        data[at] = draw.choice(b"0123456789")
    return bytes(data)


def words(draw: random.Random, line: bytes, count: int) -> bytes:
    """A line with some other words and numbers."""
    for _ in range(count):
        found = list(WORD.finditer(line))
        if not found:
            break
        word, way = draw.choice(found), draw.random()
        other = bytearray(word[0])
        other[draw.randrange(len(other))] = draw.choice(b"0123456789abfxyzABMZ")
        text = draw.choice(WORDS) if way < 0.45 else bytes(other) if way < 0.7 else word[0] + draw.choice((b"7", b"a")) if way < 0.8 else word[0][1:]
        line = line[: word.start()] + (word[0].swapcase() if way > 0.9 else text) + line[word.end() :]
    return line


def different(draw: random.Random, lines: list[bytes], native: bool) -> tuple[int, int, list[bytes]]:
    """How many lines were tried of some that are met first, how many layouts were learned, and in which lines something else is found."""
    bare = draw.random() < 0.2
    walked = walker(bare=bare)
    scrubber = Scrubber(KEYRING, Policy(regions=REGIONS, strictness="high" if bare else "balanced"))
    worker = scan._scan and scrubber._scan and scrubber._scan._worker()
    lexer = scrubber._lexer

    def found(block: bytes) -> list[Candidate]:
        found: list[Candidate] = worker.candidates(block) if native and worker else list(lexer.candidates(block, 0, len(block)))
        return found

    met = [words(draw, changed(draw, lines) if draw.random() < 0.3 else draw.choice(lines), draw.randrange(3)) for _ in range(60)]
    met = [line for line in met if line]
    for _ in range(8):
        found(b"".join(digits(draw, line) + b"\n" for line in met))
    like = [words(draw, digits(draw, line), draw.choice((0, 0, 1, 1, 2))) + b"\n" for line in met for _ in range(12)]
    draw.shuffle(like)
    wrong = []
    for at in range(0, len(like), 40):
        block = b"".join(like[at : at + 40])
        if found(block) != list(walked.candidates(block, 0, len(block))):
            wrong += [line for line in like[at : at + 40] if found(line) != list(walked.candidates(line, 0, len(line)))] or [block]
    return len(like), len(lexer._layouts.made) if native else lexer._layouts._made, wrong


def eager(wanted: bool) -> None:
    """Whether the native lexer gives each line that it walks to be learned."""
    if scan._scan:
        scan._scan.learning(*(1, 1) if wanted else (scan.SEEN, scan.WALKED))


def main() -> int:
    told = options(__doc__, ("--reference", {"action": "store_true", "help": "the reference lexer's layouts"}))
    eager(True)
    draw = random.Random(told.seed)
    lines = [line for line in shadow(b"\n".join(corpus([*SAMPLES.glob("*.log"), *told.files]))).text.split(b"\n") if 0 < len(line) < 900]
    tried = layouts = wrong = 0
    until = time.monotonic() + told.seconds
    while time.monotonic() < until and wrong <= 20:
        count, made, differ = different(draw, lines, not told.reference)
        for line in differ:
            print(f"line {tried}: {len(line)} bytes, something else is found")
        tried, layouts, wrong = tried + count, layouts + made, wrong + len(differ)
    print(f"{tried} lines, {layouts} layouts, {wrong} differ (seed {told.seed})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
