"""A search for the mark that each key of the suite has (`marked.sitecustomize`), in all that the suite's commands say and leave.

Strategy: the helpers of `command` look through whatever a command says, `conftest` through what pytest catches from a test,
and the last test of a session through the files of them all. Nothing but a keyring may have the mark, in any form.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from marked.sitecustomize import MARK

from pi_scrub.keyring import FORMAT

KILLED = ("test_a_kill_at_every_step", "test_kills_at_any_time")  # tests that kill in the midst of writing, and leave drafts
READ = 16 << 20  # bytes of a file that are looked through; some are logs of a GiB


def forms(secret: bytes) -> list[bytes]:
    """How it could show: raw, hexadecimal, base64 at each offset, as Python writes bytes; whole halves; each reversed."""
    parts = [secret, secret[: len(secret) // 2], secret[len(secret) // 2 :]]
    found = [form for part in parts for form in (part, part.hex().encode(), part.hex().upper().encode(), repr(part)[2:-1].encode())]
    for pad in range(3):
        text = base64.b64encode(b"\0" * pad + secret)[4:-4]
        found += [text[:24], text.translate(bytes.maketrans(b"+/", b"-_"))[:24]]
    return list(dict.fromkeys(each for form in found for each in (form, form[::-1])))


FORMS = forms(MARK)


def hits(data: bytes, of: list[bytes] = FORMS) -> list[bytes]:
    """The forms that stand in `data`."""
    return [form for form in of if form in data]


def refuse(data: bytes | str | None, where: object) -> None:
    """Fail where a key shows in `data`."""
    found = hits(data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data or b"")
    assert not found, f"a key shows in {where}"


def files_with_keys(folder: Path) -> Iterator[Path]:
    """The files below that hold a key and are no keyring; a draft of one is none."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and not path.parent.name.startswith(KILLED):
            with path.open("rb") as file:
                data = file.read(READ)
            if hits(data) and (FORMAT.encode() not in data or path.name.startswith(".pi_scrub-")):
                yield path
