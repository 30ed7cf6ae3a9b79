"""What the adapters share: the scrubber they ask, the text they may show when it fails, and the count of such failures.

Strategy: an adapter stands between an application and its log, and must neither stop the one nor leak into the other. So
whatever fails becomes one line that says so and no more: the class of a built-in exception at most, as the names of others
and all texts are the application's. There is no lock in here: one that another thread holds during a fork stays locked.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

import pi_scrub


class EventScrubber(Protocol):
    """What an adapter needs: a `Scrubber`, or anything with these two of its methods."""

    def scrub(self, text: str, /) -> str:
        """The clean text, with as many line ends."""

    def scrub_event(self, event: Mapping[Any, Any], /) -> dict[Any, Any]:
        """A clean copy of a structured event."""


AnyPath = str | os.PathLike[str]


def ready(scrubber: EventScrubber | None, policy: AnyPath | None, keyring: AnyPath | None) -> EventScrubber:
    """`scrubber`, or one made from the paths of a policy (TOML) and a keyring, as configuration files name them; that one
    takes up a rotated keyring, and says so on standard error: a word to the log would come back here.

    Without a path the keyring is found as `Keyring.load` does. Raises PolicyError and KeyringError: logging that cannot be
    scrubbed must not start.
    """
    if scrubber is not None:
        return scrubber
    rules = pi_scrub.Policy() if policy is None else pi_scrub.Policy.load(policy)
    return pi_scrub.RenewingScrubber(keyring, rules, on_renewal=say)


def clean_text(scrubber: EventScrubber, text: str) -> str:
    """A record's whole text. A name that a field of one line gives is dropped in all of its lines."""
    return _clean_json(scrubber, text) if "\\" in text and looks_like_json(text) else _clean_lines(scrubber, text)


def _clean_lines(scrubber: EventScrubber, text: str) -> str:
    clean = scrubber.scrub(text)
    if "\n" in text and "[name]" in clean:
        clean = scrubber.scrub_event({"text": text})["text"]
    return clean


def _clean_json(scrubber: EventScrubber, text: str) -> str:
    """A JSON object with escapes: its strings' lines are scrubbed as lines first, and it is valid afterwards if it was before."""
    clean = text
    if "\n" not in text:
        clean = _clean_lines(scrubber, _ESCAPED_END.sub("\\1\n", text)).replace("\n", "\\n")
    clean = scrubber.scrub(clean)
    if "\\\\" in text and _object(clean) is None and (event := _object(text)) is not None:
        return json.dumps(scrubber.scrub_event(event), ensure_ascii=False)
    return clean


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


_ESCAPED_END = re.compile(r"(?<!\\)((?:\\\\)*)\\n")  # the end of a line in a JSON string


def line(error: BaseException, *, in_json: bool = False) -> str:
    """What stands for a line that was lost to `error`."""
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else "error"
    return f'{{"pi_scrub":"line withheld","error":"{name}"}}' if in_json else f"[pi-scrub: line withheld, {name}]"


def looks_like_json(text: str) -> bool:
    """Whether a formatter's text is a JSON object, by its ends."""
    return text[:1] == "{" and text.rstrip()[-1:] == "}"


def say(message: str) -> None:
    """One line on standard error, where there is one; for what no log line can say. Holds nothing of a record."""
    with suppress(Exception):
        if sys.stderr is not None:
            sys.stderr.write(f"pi-scrub: {message}\n")


class Tally:
    """Counts without a lock: each thread adds to a number of its own."""

    def __init__(self) -> None:
        self._by_thread: dict[int, int] = {}

    def add(self, times: int = 1) -> None:
        me = threading.get_ident()
        self._by_thread[me] = self._by_thread.get(me, 0) + times

    @property
    def total(self) -> int:
        return sum(tuple(self._by_thread.values()))
