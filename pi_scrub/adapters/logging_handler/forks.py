"""Forks in the midst of logging: no line twice, none lost, no lock that stays locked.

Strategy: logging itself makes its handlers' locks anew in a child. What it does not do: a line that another thread has
written into a stream's buffer, but not flushed, would be written by both processes. So the forking thread takes each handler's
lock first, and flushes what it holds. It waits for a busy handler only so long: a fork must not hang on a full pipe.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

PATIENCE = 0.5  # seconds for each handler that another thread is writing to

_forking = threading.local()  # what the forking thread holds: two may fork at once
_guarded: list[bool] = []


def guard_forks() -> None:
    """From now on, in this process and its children."""
    if not _guarded:
        _guarded.append(True)
        os.register_at_fork(before=_before, after_in_parent=_in_parent, after_in_child=_in_child)


def _before() -> None:
    _forking.held = []
    for handler in _handlers():
        lock: Any = handler.lock
        if lock is not None and lock.acquire(timeout=PATIENCE):
            _forking.held.append(lock)
            with suppress(Exception):
                handler.flush()


def _in_parent() -> None:
    for lock in reversed(_forking.held):
        lock.release()
    _forking.held = []


def _in_child() -> None:
    _forking.held = []  # logging has made all locks anew


def _handlers() -> Iterator[logging.Handler]:
    for reference in tuple(getattr(logging, "_handlerList", ())):
        handler = reference()
        if handler is not None:
            yield handler
