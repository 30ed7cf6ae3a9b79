"""Patterns that are compiled when they are first used.

Strategy: where the native lexer runs, most patterns of the reference are only read when the package is built, and compiling them
all would be a third of a start. Such a pattern knows its text, or how it is put together; its first use compiles it, as `possessive` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, cast

from pi_scrub import possessive

_METHODS = ("match", "search", "fullmatch", "finditer", "findall", "sub", "split")

_ESCAPE = rb"(?s:\\.)"
_PART = _ESCAPE + rb"|\[\^?\]?(?:\\.|[^\]\\])*\]"  # an escape, a class
_RANGES = {rb"\d": b"0-9", rb"\w": b"A-Za-z0-9_"}


def _with_ranges(text: bytes) -> bytes:
    """A pattern over bytes with ranges for `\\d` and `\\w`: `re` then looks a byte up in one table, where it would ask for each."""
    return re.sub(_PART, lambda part: b"[%s]" % _RANGES[part[0]] if part[0] in _RANGES else re.sub(_ESCAPE, _range, part[0]), text)


def _range(escape: re.Match[bytes]) -> bytes:
    return _RANGES.get(escape[0], escape[0])


class Late:
    """Stands for a compiled pattern; `pattern` and `flags` are as given."""

    def __init__(self, text: Any, flags: int) -> None:
        self._text, self.flags = text, flags

    @property
    def pattern(self) -> Any:
        """The text."""
        return self._text() if callable(self._text) else self._text

    def __getattr__(self, name: str) -> Any:
        text = self.pattern
        made = possessive.compile(_with_ranges(text) if isinstance(text, bytes) else text, self.flags)
        for method in _METHODS:  # found without this function from now on
            setattr(self, method, getattr(made, method))
        return getattr(made, name)


def late(text: AnyStr | Callable[[], AnyStr], flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, but later: what is wrong with a pattern shows when it is used. text: of it, or what puts that together."""
    return cast(re.Pattern[AnyStr], Late(text, flags))
