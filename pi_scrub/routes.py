"""What goes where: each input to its output, and what must not be written to.

Strategy: everything is decided, and refused, before anything is opened. Two places are the same if device and
inode are (links, `./`, a redirect of the same file), or, where nothing is yet, if their real paths are.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pi_scrub.errors import UsageError

STANDARD_INPUT = "-"
STANDARD_OUTPUTS = {"/dev/stdout": 1, "/dev/stderr": 2}
_LIKE_A_VALUE = re.compile(r"(?:tel:|sips?:)?(?:\+?[\d\s().\-]{7,}|[^/]+@[^/]+)")
Place = str | int  # a path, or an open descriptor


class Route(NamedTuple):
    """Inputs, in order, and where they go: the path of a file, None for standard output."""

    inputs: tuple[str, ...]
    target: str | None


def shown(name: str) -> str:
    """A file name as a message may hold it: what is not printable (escapes, bidi marks, stray bytes) as
    `\\x..`."""
    if name == STANDARD_INPUT:
        return "standard input"
    if _LIKE_A_VALUE.fullmatch(name):  # typed where a file belongs: to name it would be to leak it
        return "(a name like a number or an address)"
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in name)


class Plan(NamedTuple):
    """Every input's way; `folder` is the folder the outputs stand in, if it is one that may have to be
    made."""

    routes: tuple[Route, ...]
    folder: str | None = None


def plan(inputs: Sequence[str], output: str | None, taken: Iterable[tuple[str, Place]] = ()) -> Plan:
    """Which inputs go to which output. Reads nothing, changes nothing; raises UsageError for what must not
    be.

    `taken` are files that nothing may be written to, nor read as a log: (what it is, path), such as the
    keyring. No `output`, or `-`, is standard output. An existing folder, a path that ends in `/`, and any
    path for several inputs is a folder, with a file of the same name for each input.
    """
    names = tuple(inputs) or (STANDARD_INPUT,)
    taken = list(taken)
    _check_inputs(names, taken)
    if output == "":
        raise UsageError("the output has an empty name")
    if output is None or output == STANDARD_INPUT:
        made = Plan((Route(names, None),))
    elif output.endswith("/") or Path(output).is_dir() or len(names) > 1:
        made = Plan(_into_folder(names, output), output)
    else:
        made = Plan((Route(names, output),))
    sources = [("an input", _place(name)) for name in names]
    for route in made.routes:
        refuse(route.target, [*sources, *taken])
    return made


def _check_inputs(names: Sequence[str], taken: Iterable[tuple[str, Place]]) -> None:
    if names.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input is named twice")
    for name in names:
        for what, place in taken:
            if same_file(_place(name), place):
                raise UsageError(f"{shown(name)} is {what}, not a log")


def _into_folder(names: Iterable[str], folder: str) -> tuple[Route, ...]:
    if os.path.lexists(folder) and not Path(folder).is_dir():
        raise UsageError(f"{shown(folder)} is not a folder, and several inputs do not go to one file")
    routes: dict[str, Route] = {}
    for name in names:
        if name == STANDARD_INPUT:
            raise UsageError("standard input has no name to be written under in a folder")
        target = str(Path(folder) / Path(name).name)
        if earlier := routes.get(target):
            raise UsageError(f"{shown(earlier.inputs[0])} and {shown(name)} would both be {shown(target)}")
        routes[target] = Route((name,), target)
    return tuple(routes.values())


def refuse(target: str | None, taken: Iterable[tuple[str, Place]]) -> None:
    """Raise UsageError if writing to `target` would harm what is `taken`, or would go through a link."""
    place: Place = 1 if target is None else target
    for what, other in taken:
        if same_file(place, other):
            raise UsageError(f"the output {_label(target)} is {what}")
    if target is None or descriptor_of(target) is not None:
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        if flaw := _flaw(os.lstat(target)):
            raise UsageError(f"the output {shown(target)} {flaw}")


def _flaw(status: os.stat_result) -> str | None:
    """Why no output may take this file's place. A device is written as it stands."""
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link"
    if stat.S_ISCHR(status.st_mode):
        return None
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    return "has other names (hard links)" if status.st_nlink > 1 else None


def same_file(one: Place, other: Place) -> bool:
    """Whether two places are one regular file, by any link; or one path, where nothing is yet."""
    first, second = status_of(one), status_of(other)
    if first and second:
        return stat.S_ISREG(first.st_mode) and os.path.samestat(first, second)
    if isinstance(one, int) or isinstance(other, int):
        return False
    return os.path.realpath(one) == os.path.realpath(other)


def status_of(place: Place) -> os.stat_result | None:
    try:
        return os.stat(place)  # a descriptor has no Path  # noqa: PTH116
    except (OSError, ValueError):
        return None


def _place(name: str) -> Place:
    return 0 if name == STANDARD_INPUT else name


def descriptor_of(target: str) -> int | None:
    """The descriptor a path such as /dev/stdout or /dev/fd/63 (a shell's `>(…)`) stands for."""
    if target in STANDARD_OUTPUTS:
        return STANDARD_OUTPUTS[target]
    found = re.fullmatch(r"/(?:dev|proc/self)/fd/([0-9]{1,4})", target)
    return int(found[1]) if found else None


def _label(target: str | None) -> str:
    return "(standard output)" if target is None else shown(target)
