"""Set-ups of logging: handlers added later, dictConfig, full queues, closed handlers, forks, threads, scrubbers that fail."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import multiprocessing
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from command import environment, keyring_path
from leaks import NAME, SCRUBBER, N, leaks

from pi_scrub.adapters.logging_handler import ScrubbingFormatter, ScrubbingHandler, ScrubbingQueueHandler, protect_logging


class Down:
    """A scrubber that fails, and shows what it was given."""

    def scrub(self, text: str) -> str:
        raise RuntimeError(text)

    def scrub_event(self, event: Mapping[Any, Any]) -> dict[Any, Any]:
        raise RuntimeError(repr(event))


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    one = logging.getLogger("set_up")
    one.handlers, one.propagate = [], False
    yield one
    one.handlers, one.propagate = [], True
    root = logging.getLogger()
    for handler in root.handlers:
        if "Capture" not in type(handler).__name__:
            root.removeHandler(handler)


@pytest.mark.parametrize("formatter", [logging.Formatter(), logging.Formatter('{"m":"%(message)s"}')])
def test_a_scrubber_that_fails_costs_the_line_and_nothing_else(
    log: logging.Logger, formatter: logging.Formatter, capfd: pytest.CaptureFixture[str]
) -> None:
    """One line that says so, a JSON object where the formatter makes JSON; counted; nothing raised, nothing shown."""
    out = io.StringIO()
    target = logging.StreamHandler(out)
    target.setFormatter(formatter)
    ours = ScrubbingHandler(target, scrubber=Down())
    log.addHandler(ours)
    log.warning("call %s", N)
    assert ours.withheld == 1
    said = out.getvalue()
    if formatter.format(logging.makeLogRecord({}))[:1] == "{":
        assert json.loads(said) == {"pi_scrub": "line withheld", "error": "RuntimeError"}
    else:
        assert said == "[pi-scrub: line withheld, RuntimeError]\n"
    assert leaks(said + capfd.readouterr().err) == []


def test_protection_covers_what_comes_later_and_can_be_undone(log: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    """Handlers added later, basicConfig(force=True), dictConfig."""
    out = io.StringIO()
    with protect_logging(SCRUBBER):
        log.addHandler(logging.StreamHandler(out))
        log.warning("added %s", N)
        before = logging.getLogger().handlers[:]
        logging.basicConfig(force=True, stream=out)
        logging.getLogger().warning("forced %s", N)
        logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, "handlers": {"h": {"class": "logging.StreamHandler"}},
                                   "loggers": {"set_up": {"handlers": ["h"], "propagate": False}}})  # fmt: skip
        log.warning("configured %s", N)
        logging.getLogger().handlers = before
    said = capfd.readouterr().err + out.getvalue()
    assert leaks(said) == []
    assert [word in said for word in ("added ph_", "forced ph_", "configured ph_")] == [True] * 3
    log.handlers = [logging.StreamHandler(out)]
    log.warning("undone %s", N)
    assert leaks(out.getvalue())


def test_dict_config_with_paths(tmp_path: Path, log: logging.Logger) -> None:
    """Each of ours by its factory, with the paths of a policy and a keyring."""
    policy = tmp_path / "policy.toml"
    policy.write_text('regions = ["US"]\n')
    paths = {"policy": str(policy), "keyring": str(keyring_path())}
    package = "pi_scrub.adapters.logging_handler."
    file = {"class": "logging.FileHandler", "delay": True}
    logging.config.dictConfig({
        "version": 1, "disable_existing_loggers": False,
        "formatters": {
            "clean": {"()": package + "ScrubbingFormatter", "fmt": "%(levelname)s %(message)s", **paths},
            "json": {"()": package + "ScrubbingFormatter", "inner": {"()": "pythonjsonlogger.json.JsonFormatter"}, **paths},
        },
        "handlers": {
            "a": {"class": "logging.FileHandler", "filename": str(tmp_path / "a"), "formatter": "clean"},
            "b": {"class": "logging.FileHandler", "filename": str(tmp_path / "b"), "formatter": "json"},
            "c": {"()": package + "ScrubbingHandler", "target": {**file, "filename": str(tmp_path / "c")}, **paths},
            "d": {"()": package + "ScrubbingQueueHandler", "targets": [{**file, "filename": str(tmp_path / "d")}], **paths},
        },
        "loggers": {"set_up": {"handlers": ["a", "b", "c", "d"], "level": "INFO", "propagate": False}},
    })  # fmt: skip
    log.info("call from %s", "(415) 555-0132", extra={"customer_name": NAME})
    for handler in log.handlers:
        handler.close()
    texts = [(tmp_path / name).read_text() for name in "abcd"]
    assert [text.count("ph_test_") for text in texts] == [1, 1, 1, 1]
    assert leaks("".join(texts)) == []
    assert json.loads(texts[1])["customer_name"] == "[name]"


def test_a_full_queue_is_counted_and_told(log: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    """It waits, counts, and says so as soon as there is room; nothing raw, nothing in silence."""
    waiting: queue.Queue[logging.LogRecord] = queue.Queue(2)
    ours = ScrubbingQueueHandler(waiting, scrubber=SCRUBBER, timeout=0.01)
    log.addHandler(ours)
    for _ in range(5):
        log.warning("call %s", N)
    assert ours.withheld == 3
    waiting.get(), waiting.get()
    log.warning("room")
    assert [waiting.get().getMessage() for _ in range(2)] == ["room", "[pi-scrub: line withheld, 3 records, queue full]"]
    assert leaks(capfd.readouterr().err) == []


def test_eight_threads_lose_nothing(log: logging.Logger) -> None:
    """Records of 8 threads through a small queue: each once, in each thread's order."""
    out = io.StringIO()
    ours = ScrubbingQueueHandler(queue.Queue(10), targets=[logging.StreamHandler(out)], scrubber=SCRUBBER)
    log.addHandler(ours)

    def work(me: int) -> None:
        for n in range(200):
            log.warning("t%d n%d ani=%s", me, n, N)

    threads = [threading.Thread(target=work, args=(me,)) for me in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    ours.close()
    lines = out.getvalue().splitlines()
    assert ours.withheld == 0 and leaks(out.getvalue()) == []
    for me in range(8):
        assert [int(x.split()[1][1:]) for x in lines if x.startswith(f"t{me} ")] == list(range(200))


def test_a_closed_handler_and_a_full_disk_show_nothing(log: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    """A closed stream, /dev/full, and a queue handler that is closed already."""
    out, closed = io.StringIO(), io.StringIO()
    closed.close()
    with Path("/dev/full").open("wb", buffering=0) as device:
        full = io.TextIOWrapper(device, write_through=True)
        ours = [ScrubbingHandler(logging.StreamHandler(s), scrubber=SCRUBBER) for s in (closed, full)]
        queued = ScrubbingQueueHandler(targets=[logging.StreamHandler(out)], scrubber=SCRUBBER)
        queued.close()
        log.handlers = [*ours, queued]
        log.warning("call %s", N)
        assert [h.withheld for h in ours] == [1, 1]
        full.detach()
    assert "ph_test_" in out.getvalue()
    assert leaks(capfd.readouterr().err + out.getvalue()) == []


def test_threads_share_a_scrubber_whose_memo_starts_anew_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memo is emptied by one thread while others read it: every token stays right."""
    monkeypatch.setattr("pi_scrub.scrubber.MEMO_ENTRIES", 20)
    lines = [f"ani=+1415555{n:04d}" for n in range(100, 150)]
    expected, wrong = [SCRUBBER.scrub(line) for line in lines], []

    def work() -> None:
        for _ in range(10):
            wrong.extend(line for line, clean in zip(lines, expected, strict=True) if SCRUBBER.scrub(line) != clean)

    threads = [threading.Thread(target=work) for _ in range(8)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    [t.start() for t in threads]
    [t.join() for t in threads]
    sys.setswitchinterval(interval)
    assert wrong == []


def _fork_once(log: logging.Logger, turn: int) -> None:
    child = os.fork()
    if child == 0:
        log.warning("child %d %s", turn, N)
        os._exit(0)
    deadline = time.monotonic() + 10
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        assert time.monotonic() < deadline, "deadlock"
        time.sleep(0.001)


@pytest.mark.parametrize("kind", ["handler", "queue", "protect"])
def test_a_hundred_forks_while_threads_log(log: logging.Logger, kind: str, tmp_path: Path) -> None:
    """No deadlock, no line twice, none lost."""
    path = tmp_path / "log"
    target = logging.FileHandler(path)
    protection = protect_logging(SCRUBBER) if kind == "protect" else None
    ours: logging.Handler = target
    if kind != "protect":
        ours = ScrubbingHandler(target, scrubber=SCRUBBER) if kind == "handler" else ScrubbingQueueHandler(targets=[target], scrubber=SCRUBBER)
    log.addHandler(ours)
    stop, counts = threading.Event(), [0] * 4

    def work(me: int) -> None:
        while not stop.is_set():
            log.warning("parent %d.%d %s", me, counts[me], N)
            counts[me] += 1
            time.sleep(0.002)

    threads = [threading.Thread(target=work, args=(me,)) for me in range(4)]
    [t.start() for t in threads]
    try:
        for turn in range(100):
            _fork_once(log, turn)
    finally:
        stop.set()
        [t.join() for t in threads]
        ours.close()
        if protection:
            protection.undo()
    text = path.read_text()
    expected = [f"child {n}" for n in range(100)] + [f"parent {me}.{n}" for me in range(4) for n in range(counts[me])]
    assert sorted(line.rpartition(" ")[0] for line in text.splitlines()) == sorted(expected)
    assert leaks(text) == []


def _worker(path: str, me: int) -> None:
    log = logging.getLogger("worker")
    log.propagate = False
    log.handlers = [ScrubbingQueueHandler(targets=[logging.FileHandler(path)], scrubber=SCRUBBER)]
    for n in range(20):
        log.warning("w%d.%d %s", me, n, N)


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_multiprocessing(method: str, tmp_path: Path) -> None:
    """Workers of both kinds write each line once, also those that were logged last."""
    context = multiprocessing.get_context(method)
    path = tmp_path / "log"
    workers = [context.Process(target=_worker, args=(str(path), me)) for me in range(2)]
    [w.start() for w in workers]
    [w.join(20) for w in workers]
    text = path.read_text()
    assert sorted(line.split()[0] for line in text.splitlines()) == sorted(f"w{me}.{n}" for me in range(2) for n in range(20))
    assert leaks(text) == []


def test_the_interpreters_end() -> None:
    """What is logged last, and by an exit handler, is written."""
    code = """if True:
    import atexit, logging
    atexit.register(lambda: logging.warning("late +1 415 555 0132"))
    from pi_scrub import Keyring, Scrubber
    from pi_scrub.adapters.logging_handler import ScrubbingQueueHandler
    logging.getLogger().addHandler(ScrubbingQueueHandler(targets=[logging.StreamHandler()], scrubber=Scrubber(Keyring.sample())))
    for n in range(50): logging.warning("n%d +1 415 555 0132", n)
    """
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, timeout=20, check=True)
    assert done.stderr.count("ph_sample_") == 51
    assert leaks(done.stderr + done.stdout) == []


def test_the_last_resort_is_protected() -> None:
    """A logger without handlers, in a process that has configured nothing."""
    code = """if True:
    import logging
    from pi_scrub import Keyring, Scrubber
    from pi_scrub.adapters.logging_handler import protect_logging
    protect_logging(Scrubber(Keyring.sample()))
    logging.getLogger("x").warning("call +1 415 555 0132")
    """
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, timeout=20, check=True)
    assert done.stderr.startswith("call ph_sample_")


def test_the_import_is_light() -> None:
    """The adapter loads nothing of the scrubber."""
    code = "import logging, sys; import pi_scrub.adapters.logging_handler as h; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, timeout=20, check=True)
    assert not {"phonenumbers", "cryptography", "structlog", "pi_scrub.scrubber"} & set(done.stdout.split())


def test_a_formatter_formats_exceptions_clean() -> None:
    """Also where a handler asks for the parts."""
    ours = ScrubbingFormatter(scrubber=SCRUBBER)
    error = ValueError(N)
    assert leaks(ours.formatException((ValueError, error, None)) + ours.formatStack(f"call {N}")) == []
