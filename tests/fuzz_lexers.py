"""Both lexers on changed lines, byte for byte: `python -m tests.fuzz_lexers --seconds 60 [--plain|--narrow] [--policy FILE] [FILE]...`

Strategy: lines of the samples (and of any FILEs) are cut, doubled, spliced into one another and changed byte by byte, with a
liking for what the lexers look at; blocks of them go through both. A difference is narrowed to a line of those
that the generator made; only its number and length are printed, since a FILE may be a real log.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pi_scrub import Counts, Keyring, Policy, Scrubber, scan

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
KEYRING = Keyring.from_secret(bytes(range(32)), id="test", jurisdiction="EEA")
REGIONS = ("US", "GB", "DE")
LIKED = [
    b"+", b"(", b")", b"=", b": ", b'"', b"'", b"\\", b'\\"', b"<", b">", b"@", b"/", b"-", b".", b",", b" ", b"  ", b"\t", b"\r", b"[", b"{", b"}",
    b"]", b"|", b"&", b"?", b"~", b"_", b"0", b"1", b"7", b"00", b"19", b"%2B", b"%20", b"%252B", b"&#43;", b"&amp;", b"\\u0034", b"\\u00e9", b"\\n",
    b"\x1b[1m", b"\xc3\xa9", b"\xc2\xa0", b"\xe2\x80\x8b", b"\xe2\x80\x90", b"\xd9\xa3", b"\xef\xbc\x91", b"\xff", b"\x00", b"ani=", b"name:",
    b"tel:", b"sip:", b"Maria", b" van der ", b"customer ", b"to ", b"415", b"+1 415 555 0132", b"10.0.0.1", b"2024-03-18T09:14:02", b"</name>",
    b"2001:db8::7", b"fe80:", b"::", b"db8:1:2:3:4:5",
    b"->", b".wav", b".e164.arpa", b"Mobile No: ", b"call back ", b"N;CHARSET=UTF-8:", b"his name is ", b" maria wells", b"<mw@", b":mailto:",
    b"=415+", b"=%28415%29+", b"Ring CallerNumber: ", b"Result OrderId: ", b"order no. ", b'{"', b'\\\\\\"', b" / ", b", Maria Wells", b" = ",
    b"INSERT INTO c (phone, name) VALUES ('4155550132','Maria Wells')", b"VALUES (", b"('", b"','", b"^", b"*", b'"columns":["phone","last_name"]',
    b'"rows":[["4155550132","Wells"],[', b"PID|1||4711||Wells^Maria|||||||||^PRN^PH^^^415^5550132|", b"NM1*IL*1*WELLS*MARIA*J*", b"PER*IC*",
    "王小明先生".encode(), b"eyJ0biI6IjE0MTU1NTUwMTMyIn0", b"KzE0MTU1NTUwMTMy", b"eyJuYW1lIjoiTWFyaWEgV2VsbHMiLCJ0biI6IjE0MTU1NTUwMTMyIn0",
]  # fmt: skip


def scrubber(lexer: str, regions: tuple[str, ...] = REGIONS, policy: Policy | None = None) -> Scrubber:
    """One that runs the lexer named, under a policy that knows the regions or the one given."""
    before = os.environ.get("PI_SCRUB_LEXER")
    os.environ["PI_SCRUB_LEXER"] = lexer
    try:
        return Scrubber(KEYRING, policy or Policy(regions=regions))
    finally:
        os.environ.pop("PI_SCRUB_LEXER")
        if before is not None:
            os.environ["PI_SCRUB_LEXER"] = before


def changed(draw: random.Random, lines: list[bytes]) -> bytes:
    """One line of the corpus, changed a few times."""
    data = bytearray(draw.choice(lines))
    for _ in range(draw.choice((0, 1, 1, 2, 4, 8))):
        at, way = draw.randint(0, len(data)), draw.random()
        if way < 0.55:
            data[at:at + draw.choice((0, 0, 1, 3))] = draw.choice(LIKED)
        elif way < 0.7:
            del data[at:at + draw.randint(1, 6)]
        elif way < 0.8:
            data[at:at + 1] = bytes((draw.randrange(256),))
        elif way < 0.9:
            data[at:at] = data[at:at + draw.randint(1, 40)]
        else:
            other = draw.choice(lines)
            data[at:] = other[draw.randint(0, len(other)):]
    return bytes(data).replace(b"\n", b" ")


def blocks(draw: random.Random, lines: list[bytes]) -> Iterator[list[bytes]]:
    """Changed lines, some at a time, for ever."""
    while True:
        yield [changed(draw, lines) for _ in range(draw.choice((1, 2, 7, 60, 400)))]


def differing(native: Scrubber, reference: Scrubber, lines: list[bytes], *, ended: bool = True) -> list[bytes]:
    """The lines on which the two disagree, alone or as a block; [] where both say the same and count the same."""
    block = b"\n".join(lines) + b"\n" * ended
    told, expected = Counts(), Counts()
    if native.scrub_bytes(block, told) == reference.scrub_bytes(block, expected):
        told.memo_hits = expected.memo_hits = 0
        if told == expected:
            return []
    return [line for line in lines if native.scrub_bytes(line) != reference.scrub_bytes(line)] or lines


def corpus(files: list[Path]) -> list[bytes]:
    """All lines of some files."""
    return [line for file in files for line in file.read_bytes().split(b"\n") if len(line) < 4096]


def options(doc: str | None, *more: tuple[str, dict[str, Any]]) -> argparse.Namespace:
    """What a fuzzer is told on its command line; the native lexer uses the vectors that are left to it."""
    asked = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    asked.add_argument("files", nargs="*", type=Path)
    asked.add_argument("--plain", action="store_true", help="the native lexer without vectors")
    asked.add_argument("--narrow", action="store_true", help="the native lexer without vectors of 64 bytes")
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    for name, how in more:
        asked.add_argument(name, **how)
    told = asked.parse_args()
    if scan._scan:
        scan._scan.vectors(not told.plain, not told.narrow)
    return told


def main() -> int:
    told = options(__doc__, ("--policy", {"type": Path}))
    draw = random.Random(told.seed)
    lines = corpus([*SAMPLES.glob("*.log"), *told.files])
    policy = Policy.load(told.policy) if told.policy else None
    native, reference = scrubber("native", policy=policy), scrubber("reference", policy=policy)
    done, wrong, until = 0, 0, time.monotonic() + told.seconds
    for block in blocks(draw, lines):
        found = differing(native, reference, block, ended=draw.random() < 0.9)
        if found:
            wrong += 1
            print(f"line {done}: {len(found)} of {len(block)} lines differ, the first has {len(found[0])} bytes")
        done += len(block)
        if time.monotonic() > until or wrong > 20:
            break
    print(f"{done} lines, {wrong} blocks differ (seed {told.seed})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
