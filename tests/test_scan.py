"""The native lexer does what the reference does: the same candidates, clean bytes and counts, whatever the bytes and the threads."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from itertools import islice
from pathlib import Path

import pytest
from command import ROOT, environment
from fuzz_lexers import KEYRING, SAMPLES, blocks, changed, corpus, differing, scrubber

from pi_scrub import Policy, Scrubber, UsageError, scan
from pi_scrub import grammar as g
from pi_scrub.judges import KINDS, judge_cue, judge_label, judge_plain, metadata
from pi_scrub.lexer import Lexer

ALL = [Policy(regions=("US", "GB", "DE"), kinds=dict.fromkeys(KINDS, action)) for action in g.ACTIONS]
native_only = pytest.mark.skipif(scan._scan is None, reason="no native lexer here")
LINES = corpus(sorted(SAMPLES.glob("*.log")))


def test_a_native_lexer_that_was_built_is_loaded() -> None:
    """One that a missing symbol keeps from loading would leave everything to the reference, and nobody would see it."""
    built = [*Path(scan.__file__).parent.glob("_scan*.so")]
    assert (scan._scan is not None) == bool(built)


@native_only
def test_the_cue_of_a_number_is_looked_for_in_its_line() -> None:
    assert not differing(scrubber("native"), scrubber("reference"), [b"t ", b"Call%20Num 4155550", b"[a ", b"CallerID%20Num: 415555013\t2"])


@native_only
def test_both_lexers_find_the_same_candidates() -> None:
    lexer = Lexer(judge_label, judge_cue, judge_plain)
    worker = scan._scan.Worker(scan._scan.Memory(), lexer._label, lexer._cues.word, lexer._plain, lexer._bare, None, None, None, None, None, None)
    draw = random.Random(3)
    for line in [*LINES, *(changed(draw, LINES) for _ in range(3000))]:
        assert worker.candidates(line) == list(lexer.candidates(line, 0, len(line)))


@native_only
@pytest.mark.parametrize("regions", [(), ("US", "GB", "DE")])
def test_both_lexers_clean_and_count_alike(regions: tuple[str, ...]) -> None:
    native, reference = scrubber("native", regions), scrubber("reference", regions)
    draw = random.Random(len(regions))
    for lines in islice(blocks(draw, LINES), 60):
        assert differing(native, reference, lines, ended=draw.random() < 0.8) == []


@native_only
@pytest.mark.parametrize("policy", [*ALL, Policy.load(SAMPLES / "policy.toml")], ids=[*g.ACTIONS, "policy.toml"])
def test_both_lexers_clean_and_count_alike_under_a_policy(policy: Policy) -> None:
    native, reference = scrubber("native", policy=policy), scrubber("reference", policy=policy)
    draw = random.Random(11)
    for lines in islice(blocks(draw, LINES), 12):
        assert differing(native, reference, lines, ended=draw.random() < 0.8) == []


HOSTILE = [b"+1", b"(", b"\\", b'{"a":', b"1 2 ", b"Maria ", b"%2", b"%25", b"\xc2", b"a@", b"ani=", b"\x00", b"&amp;", b"'\"", b"1.2-3/"]


@native_only
@pytest.mark.parametrize("piece", HOSTILE)
def test_long_lines_of_one_piece_are_cleaned_alike(piece: bytes) -> None:
    native, reference = scrubber("native"), scrubber("reference")
    for size in (1, 63, 64, 65, 4000):
        assert differing(native, reference, [piece * size, piece * size + b" ani=4155550132"]) == []


@native_only
@pytest.mark.parametrize("count", [16, 17, len(metadata.regions())])
def test_any_number_of_regions_is_known(count: int) -> None:
    regions = tuple(sorted(metadata.regions()))[:count]
    assert differing(scrubber("native", regions), scrubber("reference", regions), LINES[:60]) == []


@native_only
def test_several_threads_share_one_scrubber() -> None:
    one, block = scrubber("native"), b"\n".join(LINES)
    expected, found = scrubber("reference").scrub_bytes(block), list[bytes]()
    threads = [threading.Thread(target=lambda: found.extend(one.scrub_bytes(block) for _ in range(8))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 32


@native_only
def test_the_workers_share_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MEMO_ENTRIES", 50)
    one, reference = scrubber("native"), scrubber("reference")
    draw = random.Random(7)
    for lines in islice(blocks(draw, LINES), 20):
        assert differing(one, reference, lines) == []


@native_only
def test_a_judge_that_fails_costs_its_line_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(word: bytes) -> int:
        raise RuntimeError(word)

    for lexer in ("native", "reference"):
        one = scrubber(lexer)
        one._lexer._cues.word = failing
        if one._scan:
            one._scan = one._native()
        assert one.scrub_bytes(b"quiet\ndialed 4155550132\nquiet\n") == b"quiet\n[pi-scrub: line withheld, 17 bytes]\nquiet\n"


def test_the_variable_names_the_lexer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(scan.VARIABLE, "reference")
    assert scan.lexer_name() == "reference"
    assert Scrubber(KEYRING, Policy())._scan is None
    monkeypatch.setenv(scan.VARIABLE, "quick")
    with pytest.raises(UsageError, match="native or reference"):
        scan.lexer_name()


def test_a_native_lexer_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_scan", None)
    monkeypatch.setenv(scan.VARIABLE, "native")
    with pytest.raises(UsageError, match="not built here"):
        Scrubber(KEYRING, Policy())
    monkeypatch.delenv(scan.VARIABLE)
    assert scan.lexer_name() == "reference"


@pytest.mark.parametrize("lexer", ["reference", pytest.param("native", marks=native_only)])
def test_the_version_names_the_lexer(lexer: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pi_scrub", "--version"], capture_output=True, text=True, cwd=ROOT,
        env=environment() | {scan.VARIABLE: lexer}, check=True,
    )  # fmt: skip
    assert done.stdout.rstrip().endswith(f"({lexer} lexer)")


def test_the_slow_lexer_is_told_once_on_large_input() -> None:
    block = b"a quiet line, with words.\n" * (11_000_000 // 26)
    ring = {"PI_SCRUB_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
    for lexer, told in (("reference", 1), *((("native", 0),) if scan._scan else ())):
        done = subprocess.run(
            [sys.executable, "-m", "pi_scrub"], input=block, capture_output=True, cwd=ROOT,
            env=environment() | ring | {scan.VARIABLE: lexer}, check=True,
        )  # fmt: skip
        assert done.stdout == block
        assert done.stderr.count(b"reference lexer") == told


def test_quotes_fit_the_contexts() -> None:
    assert len(g.QUOTES) <= 8
    assert os.environ.get(scan.VARIABLE, "") in ("", "native", "reference")
