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


class Late:
    """Stands for a compiled pattern; `pattern` and `flags` are as given."""

    def __init__(self, text: Any, flags: int) -> None:
        self._text, self.flags = text, flags

    @property
    def pattern(self) -> Any:
        """The text."""
        return self._text() if callable(self._text) else self._text

    def __getattr__(self, name: str) -> Any:
        made = possessive.compile(self.pattern, self.flags)
        for method in _METHODS:  # found without this function from now on
            setattr(self, method, getattr(made, method))
        return getattr(made, name)


def late(text: AnyStr | Callable[[], AnyStr], flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, but later: what is wrong with a pattern shows when it is used. text: of it, or what puts that together."""
    return cast(re.Pattern[AnyStr], Late(text, flags))
