"""Which lexer runs, and the native one's workers.

Strategy: the extension `_scan` serves where it was built, the reference lexer everywhere else; PI_SCRUB_LEXER asks for one
of them by name. A native worker serves one thread at a time, so a scrubber keeps as many as were ever busy at once; what
one of them learns in a block all know behind it. Its first block goes alone: it loads what all need, and two threads would both do so.
"""

from __future__ import annotations

import os
from importlib import import_module
from threading import Lock
from typing import Any

from pi_scrub import grammar as g
from pi_scrub.errors import UsageError
from pi_scrub.judges import facts

VARIABLE = "PI_SCRUB_LEXER"
NATIVE, REFERENCE = "native", "reference"
MEMO_BYTES = 56 << 20  # of all workers of a scrubber together
MEMO_ENTRIES = 1_200_000
SEEN = 8  # lines with the same signs that are walked before one is learned; the next one at twice as many, and so on
WALKED = 2048  # lines that are walked for each that is learned, besides the first
ALONE = 0.5  # seconds for which the first block has no other one beside it

try:
    _scan: Any = import_module("pi_scrub._scan")
    _scan.take_quotes(g.QUOTES)
    _scan.learning(SEEN, WALKED)
    _words: Any = _scan.Known(facts.tables)  # one table for all scrubbers
except ImportError:
    _scan = None


def lexer_name() -> str:
    """`native` or `reference`: the lexer of scrubbers that are made now.

    Raises UsageError where PI_SCRUB_LEXER asks for what is not there.
    """
    asked = os.environ.get(VARIABLE, "")
    if asked not in ("", NATIVE, REFERENCE):
        raise UsageError(f"{VARIABLE} is {NATIVE} or {REFERENCE}")
    if asked == NATIVE and _scan is None:
        raise UsageError(f"{VARIABLE} asks for the native lexer, which is not built here; {HOW}")
    return asked or (REFERENCE if _scan is None else NATIVE)


HOW = "install gcc or clang and Python's headers, then: pip install --force-reinstall --no-cache-dir pi_scrub"


class Scan:
    """The native lexer with its memo, for any number of threads. What is given is what `_scan.Worker` is made from."""

    def __init__(self, *asks: Any, own_cues: bool, own_labels: bool, mails: Any, layouts: Any) -> None:
        self._asks = (*asks, (_words, facts.word_facts, facts.bonus_tenths, facts.TOLD, own_cues, own_labels), mails, layouts)
        self._idle: list[Any] = []
        self._memory = _scan.Memory()
        self._begun = False
        self._beginning = Lock()

    def splice(self, block: bytes, counts: object) -> bytes:
        """The clean bytes of whole lines; adds to `counts`. Raises what a judge of labels or words raises."""
        first = self._is_first()
        worker = self._worker()
        try:
            clean: bytes = worker.splice(block, counts)
        finally:
            self._give_back(worker)
            if first:
                self._begun = True
                self._beginning.release()
        return clean

    def spans(self, block: bytes, counts: object) -> list[tuple[int, int, bytes, str]]:
        """What to replace in whole lines, in order: (start, end, replacement, kind)."""
        worker = self._worker()
        try:
            found: list[tuple[int, int, bytes, str]] = worker.spans_of(block, counts)
        finally:
            self._give_back(worker)
        return found

    @staticmethod
    def line_ends(block: bytes) -> int:
        """How many line ends are in a block: `bytes.count` takes twenty times as long for one byte."""
        found: int = _scan.line_ends(block)
        return found

    def _is_first(self) -> bool:
        """Whether no block was begun before; while that one is in work, waits for its end, but not for ever: it may be that of a
        process from which this one was forked."""
        if not self._begun and self._beginning.acquire(timeout=ALONE):
            if not self._begun:
                return True
            self._beginning.release()
        self._begun = True
        return False

    def _worker(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return _scan.Worker(self._memory, *self._asks)

    def _give_back(self, worker: Any) -> None:
        self._memory.bound(MEMO_BYTES, MEMO_ENTRIES)
        self._idle.append(worker)
