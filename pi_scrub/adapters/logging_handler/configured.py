"""Objects that a configuration names: `logging.config.dictConfig` makes only the outermost one itself.

A formatter or handler inside ours may be given as the object, as a mapping such as
`{"()": "pythonjsonlogger.json.JsonFormatter", "fmt": "%(message)s"}` (or with `class`), or as a dotted name.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from typing import Any


def made(given: Any, **options: Any) -> Any:
    """The object that `given` stands for; `options` go to its class. Raises what importing and making it raises."""
    if isinstance(given, Mapping):
        table = dict(given)
        return made(table.pop("()", None) or table.pop("class"), **table, **options)
    if isinstance(given, str):
        given = pkgutil.resolve_name(given)
    return given(**options) if isinstance(given, type) or options else given
