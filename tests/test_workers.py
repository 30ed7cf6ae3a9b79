"""Several threads over the blocks: in order, bounded, at once, each counted once, and closed where one fails."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

import orjson
import pytest
from command import ROOT, environment, pi_scrub
from ways import KEYRING, scrubber

from pi_scrub import Counts, Policy, Scrubber, UsageError, scan
from pi_scrub.blocks import Block, Blocks, Part
from pi_scrub.judges import facts, gazetteer
from pi_scrub.stream import Stop
from pi_scrub.workers import AHEAD, AHEAD_BYTES, Workers, clean, default_jobs


class Work:
    """A run whose blocks take as long as `cost` says; it knows who scrubbed what, and how many waited at most."""

    def __init__(self, cost: Callable[[bytes], object] = lambda data: None) -> None:
        self._cost = cost
        self.begun: list[bytes] = []
        self.by: dict[bytes, int] = {}

    def block(self, block: Block) -> bytes:
        self.begun.append(block.data)
        self.by[block.data] = threading.get_ident()
        self._cost(block.data)
        return block.data.upper()


def whole(count: int) -> list[Block]:
    return [Block(b"line %d\n" % number, Part.WHOLE) for number in range(count)]


def woken(blocks: Iterable[Block], wakes: threading.Semaphore, times: int) -> Iterator[Block | None]:
    """The blocks, a None, then one for each of `times` wakes, as the loop gives them while its input is quiet."""
    yield from blocks
    yield None
    for _ in range(times):
        assert wakes.acquire(timeout=5)
        yield None


def nobody() -> None:
    """Wakes nobody."""


@pytest.fixture
def three() -> Iterator[Workers]:
    with Workers(3, nobody) as workers:
        yield workers


# --- order ---


def test_the_order_is_that_of_the_blocks_whatever_each_takes(three: Workers) -> None:
    rng = random.Random(5)
    found = list(three.clean(Work(lambda _: time.sleep(rng.random() / 500)), whole(100)))
    assert found == [block.data.upper() for block in whole(100)]


def test_whole_lines_go_to_the_threads_and_a_long_line_stays_in_the_callers(three: Workers) -> None:
    pieces = [Block(b"long %d" % number, Part.PIECE) for number in range(5)]
    blocks = [*whole(3), *pieces, Block(b"end\n", Part.LAST), *(block._replace(data=b"then " + block.data) for block in whole(3))]
    work = Work(lambda _: time.sleep(0.002))
    assert list(three.clean(work, blocks)) == [block.data.upper() for block in blocks]
    here = [block.data for block in blocks if work.by[block.data] == threading.get_ident()]
    assert here == [block.data for block in blocks if block.part is not Part.WHOLE]
    assert [data for data in work.begun if data in here] == here


@pytest.mark.parametrize("blocks", [[], [None], [None, *whole(1), None, None]])
def test_little_or_nothing(three: Workers, blocks: list[Block | None]) -> None:
    assert b"".join(three.clean(Work(), blocks)) == b"".join(clean(Work(), blocks))


# --- bounds ---


def test_no_more_blocks_are_taken_than_the_threads_can_begin_soon() -> None:
    taken = 0

    def blocks() -> Iterator[Block]:
        nonlocal taken
        for block in whole(100):
            taken += 1
            yield block

    with Workers(2, nobody) as workers:
        for out, _ in enumerate(workers.clean(Work(lambda _: time.sleep(0.001)), blocks())):
            time.sleep(0.002)  # a slow reader
            assert taken - out <= AHEAD * 2 + 2  # and one that waits for what comes behind it
    assert taken == 100


def test_many_threads_hold_no_more_bytes_than_few() -> None:
    size = 1 << 20
    held = most = 0

    def blocks() -> Iterator[Block]:
        nonlocal held, most
        for _ in range(40):
            held += size
            most = max(most, held)
            yield Block(bytes(size), Part.WHOLE)

    with Workers(32, nobody) as workers:
        for data in workers.clean(Work(), blocks()):
            held -= len(data)
    assert AHEAD_BYTES // 2 < most <= AHEAD_BYTES + 2 * size


# --- at once ---


def test_a_block_that_is_done_comes_out_on_the_next_wake_and_none_is_waited_for() -> None:
    wakes, free = threading.Semaphore(0), threading.Event()
    work = Work(lambda data: free.wait(5) if b"1" in data else None)
    with Workers(2, wakes.release) as workers:
        blocks = woken(whole(2), wakes, 2)
        out = workers.clean(work, blocks)
        assert next(out) == b"LINE 0\n"
        free.set()
        assert next(out) == b"LINE 1\n"
        assert list(out) == []


def test_what_is_done_behind_a_slow_block_waits_for_it_alone() -> None:
    wakes, free = threading.Semaphore(0), threading.Event()
    work = Work(lambda data: free.wait(5) if b"0" in data else None)
    with Workers(2, wakes.release) as workers:
        out = workers.clean(work, woken(whole(2), wakes, 2))
        threading.Timer(0.1, free.set).start()
        started = time.monotonic()
        assert list(out) == [b"LINE 0\n", b"LINE 1\n"]
        assert 0.05 < time.monotonic() - started < 2


# --- failures ---


class BrokenError(Exception):
    pass


def fails_on(what: bytes) -> Callable[[bytes], None]:
    def cost(data: bytes) -> None:
        if data == what:
            raise BrokenError
        time.sleep(0.001)

    return cost


@pytest.mark.parametrize("bad", [0, 1, 7, 19])
@pytest.mark.parametrize("part", list(Part))
def test_a_block_that_fails_ends_it_behind_all_before_and_nothing_comes_after(three: Workers, bad: int, part: Part) -> None:
    blocks = whole(20)
    blocks[bad] = blocks[bad]._replace(part=part)
    out: list[bytes] = []
    with pytest.raises(BrokenError):
        keep(out, three.clean(Work(fails_on(blocks[bad].data)), blocks))
    assert out == [block.data.upper() for block in blocks[:bad]]


def keep(out: list[bytes], found: Iterator[bytes]) -> None:
    """Appends each as it comes, also where an exception ends them."""
    for data in found:
        out.append(data)


def test_an_input_that_fails_has_all_its_blocks_out_before(three: Workers) -> None:
    def blocks() -> Iterator[Block]:
        yield from whole(5)
        raise BrokenError

    out: list[bytes] = []
    with pytest.raises(BrokenError):
        keep(out, three.clean(Work(lambda _: time.sleep(0.01)), blocks()))
    assert out == [block.data.upper() for block in whole(5)]


def test_a_reader_that_goes_leaves_no_work_behind() -> None:
    """The first block is done, the next three hold the three threads, and those behind are never begun."""
    free = threading.Event()
    work = Work(lambda data: None if data == b"line 0\n" else free.wait(5))
    with Workers(3, nobody) as workers:
        out = workers.clean(work, whole(100))
        assert next(out) == b"LINE 0\n"
        out.close()  # type: ignore[attr-defined]
        free.set()
    assert len(work.begun) <= 4


def test_the_threads_end_with_the_context_and_leave_signals_alone() -> None:
    masks: list[set[int]] = []
    before = set(threading.enumerate())
    with Workers(3, nobody) as workers:
        list(workers.clean(Work(lambda _: masks.append(set(signal.pthread_sigmask(signal.SIG_BLOCK, [])))), whole(3)))
        assert len(set(threading.enumerate()) - before) == 3
    assert not set(threading.enumerate()) - before
    assert all({signal.SIGINT, signal.SIGTERM, signal.SIGHUP} <= mask for mask in masks)
    assert signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_threads_that_nobody_ended_keep_no_process_alive() -> None:
    script = "from pi_scrub.workers import Workers; Workers(3, lambda: None)"
    assert subprocess.run([sys.executable, "-c", script], env=environment(), timeout=20, check=False).returncode == 0


def test_where_the_system_gives_no_more_threads_it_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    start, room = threading.Thread.start, iter(range(2))

    def starts(thread: threading.Thread) -> None:
        if next(room, None) is None:
            raise RuntimeError("can't start new thread")
        start(thread)

    before = set(threading.enumerate())
    monkeypatch.setattr(threading.Thread, "start", starts)
    with pytest.raises(UsageError, match="no 4 threads"):
        Workers(4, nobody)
    assert not set(threading.enumerate()) - before


# --- the scrubber, by several threads ---


LOG = b"".join((ROOT / "samples" / name).read_bytes() for name in ("contact-center.log", "keyvalue.log", "sip-trace.log", "asterisk.log"))
LOG += b"x" * (1 << 20) + b" ani=+14155550132 " + b"y " * (1 << 20) + b"\n" + LOG


@pytest.mark.parametrize("jobs", [2, 8])
def test_bytes_and_counts_are_those_of_one_thread(jobs: int) -> None:
    cut = Blocks(block=2000)
    blocks = [*cut.feed(LOG), *cut.flush()]
    counts, expected = Counts(), Counts()
    with Workers(jobs, nobody) as workers:
        found = b"".join(workers.clean(scrubber().run(counts), blocks))
    assert found == b"".join(clean(scrubber().run(expected), blocks))
    counts.memo_hits = expected.memo_hits = 0  # which of two equal candidates is the new one depends on the moment
    assert counts == expected
    assert (counts.lines, counts.bytes) == (LOG.count(b"\n"), len(LOG))


@pytest.mark.skipif(scan._scan is None, reason="the native lexer is not built")
def test_threads_that_begin_together_load_the_names_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[bytes] = []
    unpack = gazetteer._unpack
    monkeypatch.setattr(gazetteer, "_unpack", lambda packed: (loads.append(packed), unpack(packed))[1])
    monkeypatch.setattr(scan, "ALONE", 30)
    monkeypatch.setattr(scan, "_words", scan._scan.Known(facts.tables))
    for known in (gazetteer.load, gazetteer.weigh):
        known.cache_clear()
    blocks = [Block(b'customer="Quillon Zarvane%s"\n' % (b"abcdefgh"[at : at + 1] * 3), Part.WHOLE) for at in range(8)]
    with Workers(8, nobody) as workers:
        list(workers.clean(Scrubber(KEYRING, Policy()).run(), blocks))
    assert len(loads) == 2  # names, and ordinary words


def test_threads_are_as_many_as_the_cores_only_where_the_lexer_lets_them_run() -> None:
    assert default_jobs(native=False) == 1
    assert default_jobs(native=True) >= 1


@pytest.mark.parametrize(("jobs", "cores", "lexer", "alone"), [
    (1, 1, "native", True), (1, 2, "native", False), (2, 1, "native", False),
    (None, 1, "native", True), (None, 2, "native", False), (None, 2, "reference", True),
])  # fmt: skip
def test_a_thread_beside_the_callers_begins_only_where_it_can_run(
    jobs: int | None, cores: int, lexer: str, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = import_module("pi_scrub.adapters.cli.scrub")
    monkeypatch.setattr(command, "cores", lambda: cores)
    monkeypatch.setattr(command, "default_jobs", lambda native: cores if native else 1)
    monkeypatch.setattr(command, "lexer_name", lambda: lexer)
    with command._way(jobs, Stop()) as way:
        assert (way is clean) == alone


@pytest.mark.parametrize("jobs", ["2", "5"])
def test_the_command_gives_the_same_with_any_number_of_jobs(jobs: str, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(LOG)
    (tmp_path / "b.log").write_bytes(LOG[:50_000])
    made: dict[str, tuple[bytes, bytes, dict[str, object]]] = {}
    for each in ("1", jobs):
        out, stats = tmp_path / each, tmp_path / f"{each}.json"
        done = pi_scrub("-j", each, "--region", "US", tmp_path / "a.log", tmp_path / "b.log", "-o", f"{out}/", "--stats", stats)
        assert (done.returncode, done.stderr) == (0, b"")
        told = {name: value for name, value in orjson.loads(stats.read_bytes()).items() if name not in ("seconds", "memo_hits")}
        made[each] = ((out / "a.log").read_bytes(), (out / "b.log").read_bytes(), told)
    assert made["1"] == made[jobs]


@pytest.mark.parametrize("jobs", ["0", "-1", "257", "many"])
def test_what_is_no_number_of_jobs(jobs: str) -> None:
    done = pi_scrub("--jobs", jobs, input=b"ani=+14155550132\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--jobs" in done.stderr
