"""Fail closed: what cannot be judged is not written, and nothing of it stands in any message, attribute or count."""


from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from command import environment
from cryptography.hazmat.primitives.hmac import HMAC
from ways import KEYRING, lines_of, short, through_blocks

from pi_scrub import Counts, PiScrubError, Policy, Scrubber, pseudonyms
from pi_scrub import grammar as g
from pi_scrub.judges import JUDGES, Finding

REGIONS = ("US",)
KINDS = {
    g.NUMBER: (b"call +1 415 555 0132 now", b"call [withheld] now"),
    g.MAIL: (b"mail maria@example.com now", b"mail [withheld] now"),
    g.FIELD: (b'x agentName="Zorvan Quillmeer" y', b'x agentName="[withheld]" y'),
    g.RUN: (b"customer Maria Wells called", b"customer [withheld] called"),
}


class ToldError(Exception):
    """An error that knows the text it failed on, as those of decoders do."""

    def __init__(self, text: bytes) -> None:
        super().__init__(f"cannot judge {text!r}")
        self.object = text


def _decode(text: bytes) -> None:
    (text + b"\xff").decode("utf-8")


def _parse(text: bytes) -> None:
    json.loads(text.decode("latin-1") + "{")


def _look_up(text: bytes) -> None:
    raise KeyError(text)


def _tell(text: bytes) -> None:
    raise ToldError(text)


def _overflow(text: bytes) -> None:
    _overflow(text)


def _exhaust(text: bytes) -> None:
    raise MemoryError(text)


def _exit(text: bytes) -> None:
    raise StopIteration(text)


FAULTS: list[Callable[[bytes], None]] = [_decode, _parse, _look_up, _tell, _overflow, _exhaust, _exit]


def with_judge(monkeypatch: pytest.MonkeyPatch, kind: int, fault: Callable[[bytes], Any]) -> Scrubber:
    """A scrubber one of whose judges fails."""

    def judge(candidate: bytes, context: int) -> list[Finding]:
        fault(candidate)
        return []

    monkeypatch.setitem(JUDGES, kind, lambda settings: judge)
    return Scrubber(KEYRING, Policy(regions=REGIONS))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_judge_that_raises_costs_its_candidate(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], kind: int, fault: Callable[[bytes], None]
) -> None:
    one = with_judge(monkeypatch, kind, fault)
    line, expected = KINDS[kind]
    counts = Counts()
    assert one.scrub_bytes(line + b"\nquiet\n", counts) == expected + b"\nquiet\n"
    assert counts.withheld == 1 and counts.lines == 2
    assert one.scrub_bytes(line, counts) == expected  # remembered or not
    assert counts.withheld == 2
    assert capfd.readouterr() == ("", "")
    assert_tells_nothing(counts, one)


def test_the_other_judges_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    one = with_judge(monkeypatch, g.NUMBER, _tell)
    found = one.scrub('a +14155550132 b agentName="Zorvan" maria@example.com +442079460958')
    assert short(found) == 'a [withheld] b agentName="[name]" <em> [withheld]'


def test_a_judge_that_fails_once_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure is no decision: it is not remembered."""
    failures = [True, False]

    def sometimes(candidate: bytes) -> None:
        if failures and failures.pop(0):
            raise ValueError(candidate)

    one = with_judge(monkeypatch, g.NUMBER, sometimes)
    assert one.scrub("+14155550132") == "[withheld]"
    assert "[withheld]" not in one.scrub("+14155550132")


def test_a_bare_json_number_that_is_withheld_leaves_json(monkeypatch: pytest.MonkeyPatch) -> None:
    one = with_judge(monkeypatch, g.NUMBER, _tell)
    found = one.scrub('{"msisdn":442079460958,"n":1}')
    assert "442079460958" not in found
    try:
        json.loads(found)
    except ValueError:
        pytest.xfail("broken JSON: [withheld] in the place of a bare number has no quotes")


def test_withheld_is_withheld_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    one = with_judge(monkeypatch, g.NUMBER, _tell)
    stream = b"a +14155550132 b\nquiet\nani=4155550132\n"
    whole = one.scrub_bytes(stream)
    assert whole == b"a [withheld] b\nquiet\nani=[withheld]\n"
    assert through_blocks(one, stream, [1], cut=True) == whole
    assert through_blocks(one, stream, [7], block=8) == whole
    assert b"".join(map(one.scrub_bytes, lines_of(stream))) == whole
    assert one.scrub_bytes(whole) == whole


# --- A line that fails -----------------------------------------------------------------------------------

POISON = "poison"


def with_lexer(monkeypatch: pytest.MonkeyPatch, fault: Callable[[bytes], None] = _tell) -> Scrubber:
    """A scrubber whose lexer fails on lines that hold POISON."""
    one = Scrubber(KEYRING, Policy(regions=REGIONS))
    real = one._lexer.candidates

    def candidates(block: bytes, start: int, end: int) -> Iterator[Any]:
        if POISON.encode() in block[start:end]:
            fault(block[start:end])
        return real(block, start, end)

    monkeypatch.setattr(one._lexer, "candidates", candidates)
    for name in ("splice", "spans") if one._scan else ():
        monkeypatch.setattr(one._scan, name, _failing(getattr(one._scan, name), fault))
    return one


def _failing(real: Callable[[bytes, object], Any], fault: Callable[[bytes], None]) -> Callable[[bytes, object], Any]:
    def failing(block: bytes, counts: object) -> Any:
        if POISON.encode() in block:
            fault(block)
        return real(block, counts)

    return failing


LINES = [
    ("poison +14155550132 Maria Wells", "[pi-scrub: line withheld, 31 bytes]"),
    ('{"poison":1,"ani":442079460958}', '{"pi_scrub":"line withheld","bytes":31}'),
    ('{"poison":1,"ani":442079460958}\r', None),
    ("poison", "[pi-scrub: line withheld, 6 bytes]"),
    ("poison %2B14155550132", "[pi-scrub: line withheld, 21 bytes]"),
    ("ä poison é", "[pi-scrub: line withheld, 12 bytes]"),
    ("[1, poison]", "[pi-scrub: line withheld, 11 bytes]"),
    ("{poison", "[pi-scrub: line withheld, 7 bytes]"),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_line_that_fails_becomes_a_line_that_says_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], line: str, expected: str | None, fault: Callable[[bytes], None]
) -> None:
    one = with_lexer(monkeypatch, fault)
    counts = Counts()
    stream = f"ani=4155550132\n{line}\nquiet\n".encode()
    found = one.scrub_bytes(stream, counts).decode()
    before, withheld, after, end = found.split("\n")
    assert (short(before), after, end) == ("ani=<ph>", "quiet", "")
    assert expected is None or withheld == expected
    assert not re.search("4155550132|442079460958|poison|Maria", withheld)
    if line.startswith("{") and line.rstrip().endswith("}"):
        assert json.loads(withheld)["pi_scrub"] == "line withheld"
    assert (counts.withheld, counts.lines, counts.bytes) == (1, 3, len(stream))
    assert capfd.readouterr() == ("", "")
    assert_tells_nothing(counts, one)
    assert one.scrub_bytes(found.encode()) == found.encode()


def test_lines_are_withheld_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    one = with_lexer(monkeypatch)
    stream = b'quiet\npoison +14155550132\n{"poison":1}\nani=4155550132\npoison'
    whole = one.scrub_bytes(stream)
    assert whole.count(b"\n") == stream.count(b"\n") and b"poison" not in whole
    assert through_blocks(one, stream, [1], cut=True) == whole
    assert through_blocks(one, stream, [5], block=8) == whole
    assert b"".join(map(one.scrub_bytes, lines_of(stream))) == whole


def test_the_counts_of_a_block_that_failed_are_not_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The block is begun, fails and is read again line by line: what was counted before the failure counts once."""
    one = with_lexer(monkeypatch)
    counts = Counts()
    one.scrub_bytes(b"ani=4155550132 %2B\nani=4155550133\npoison %2B\n", counts)
    assert (counts.lines, counts.withheld) == (3, 1)
    assert counts.replaced == {"phone": 2}


def test_a_long_line_that_fails_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    one = with_lexer(monkeypatch)
    line = b"words " * 3000 + b"poison +14155550132 " + b"words " * 3000 + b"ani=4155550132"
    found = through_blocks(one, line + b"\n" + b"ani=4155550132\n", [4096], limit=8192)
    assert found.count(b"\n") == 2 and b"poison" not in found and b"4155550132" not in found
    assert b"withheld" in found
    assert short(found.decode()).endswith("\nani=<ph>\n")


def test_findings_of_a_failing_line_raise_nothing_that_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    one = with_lexer(monkeypatch)
    with pytest.raises(PiScrubError) as caught:
        one.findings("poison +14155550132")
    assert "4155550132" not in _all_of(caught.value)


def _all_of(error: BaseException | None) -> str:
    told = ""
    while error is not None:
        told += repr(error) + repr(getattr(error, "__dict__", "")) + repr(error.args)
        error = error.__cause__ or error.__context__
    return told


def assert_tells_nothing(counts: Counts, one: Scrubber) -> None:
    """No raw value in the counts or the shown form of the scrubber; no exception is kept alive by the thread."""
    assert not re.search("0132|79460958|Maria|Zorvan|Quillmeer", repr(counts) + re.sub("0x[0-9a-f]+", "", repr(one)))
    assert sys.exc_info() == (None, None, None)


# --- The command ------------------------------------------------------------------------------------------

DRIVER = """
import sys
from pi_scrub import grammar as g
from pi_scrub import judges, scrubber
from pi_scrub.lexer import Lexer

real = Lexer.candidates

def candidates(self, block, start, end):
    if b"poison" in block[start:end]:
        raise ValueError(block[start:end])
    return real(self, block, start, end)

def failing(real):
    def wrapped(self, block, counts):
        if b"poison" in block:
            raise ValueError(block)
        return real(self, block, counts)
    return wrapped

from pi_scrub.scan import Scan
Scan.splice, Scan.spans = failing(Scan.splice), failing(Scan.spans)

def judge(candidate, context):
    raise UnicodeDecodeError("utf-8", candidate, 0, 1, candidate.decode("latin-1"))

what = sys.argv.pop(1)
if what == "lexer":
    Lexer.candidates = candidates
else:
    judges.JUDGES[g.NUMBER] = lambda settings: judge

from pi_scrub.adapters.cli import main
main()
"""


def drive(what: str, *args: str | Path, input: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", DRIVER, what, *map(str, args)], input=input, capture_output=True, env=environment(), timeout=30, check=False
    )


def test_the_command_withholds_lines_tells_how_many_and_exits_3() -> None:
    done = drive("lexer", "--stats", "-", input=b'ani=4155550132\npoison +14155550132\n{"poison":2}\nquiet\n')
    assert done.returncode == 3
    lines = short(done.stdout.decode()).split("\n")
    assert lines[0] == "ani=<ph>" and lines[1] == "[pi-scrub: line withheld, 19 bytes]"
    assert lines[2] == '{"pi_scrub":"line withheld","bytes":12}' and lines[3:] == ["quiet", ""]
    assert b"2 lines or values" in done.stderr and b"Traceback" not in done.stderr
    assert not re.search(rb"poison|4155550132", done.stderr)
    assert b'"withheld":2' in done.stderr


def test_the_command_withholds_values_and_exits_3(tmp_path: Path) -> None:
    source, target = tmp_path / "in.log", tmp_path / "out.log"
    source.write_bytes(b"call +14155550132 now\nquiet\n")
    done = drive("judge", source, "-o", target)
    assert (done.returncode, done.stdout) == (3, b"")
    assert target.read_bytes() == b"call [withheld] now\nquiet\n"
    assert b"1 lines or values" in done.stderr and b"4155550132" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.log", "out.log"]


def test_tokens_that_could_not_be_made_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The native memo keeps a place for a token before its letters are known."""
    made, failing = pseudonyms.mac_context, [True]

    class Failing:
        def __init__(self, sub_key: bytes) -> None:
            self._made = made(sub_key)

        def copy(self) -> HMAC:
            if failing:
                raise ToldError(b"4155550132")
            return self._made.copy()

    monkeypatch.setattr(pseudonyms, "mac_context", Failing)
    scrubber, line = Scrubber(KEYRING), "ani=+14155550132 x\n"
    assert "withheld" in scrubber.scrub(line) and "4155550132" not in scrubber.scrub(line)
    failing.clear()
    assert scrubber.scrub(line) == f"ani={scrubber.token('phone', '+14155550132')} x\n"
