"""What is done with a finding: nothing, a marker, a pseudonym, a mask.

Strategy: a policy gives each kind one action. Each becomes one function, made once: (text as it stands, canonical value) -> what
is written. A kind that is kept has none. Markers and masks say nothing of what stands behind them: a second pass over clean
lines finds nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pi_scrub.judges import KINDS, mask_all, read_text
from pi_scrub.pseudonyms import Pseudonyms

NAME = b"[name]"

Write = Callable[[bytes, str], bytes]


def writers(actions: Mapping[str, str], pseudonyms: Pseudonyms) -> dict[str, Write]:
    """kind -> how its findings are written; none for what is kept. actions: kind -> one of `ACTIONS`."""
    made = ((kind, writer(kind, action, pseudonyms)) for kind, action in actions.items())
    return {kind: write for kind, write in made if write is not None}


def writer(kind: str, action: str, pseudonyms: Pseudonyms) -> Write | None:
    """How findings of one kind are written under an action; None where they are kept."""
    return ACTIONS[action](kind, pseudonyms)


def canonical(kind: str, text: str) -> str:
    """What stands for a text of a kind: its canonical form, or, where it has none, itself in lower case."""
    return (KINDS[kind].read(text) if kind in KINDS else "") or read_text(text)


def _keep(kind: str, pseudonyms: Pseudonyms) -> None:
    return None


def _drop(kind: str, pseudonyms: Pseudonyms) -> Write:
    marker = NAME if kind == "name" else f"[{KINDS[kind].prefix if kind in KINDS else kind}]".encode()
    return lambda text, value: marker


def _pseudonym(kind: str, pseudonyms: Pseudonyms) -> Write:
    token = pseudonyms.token
    return lambda text, value: token(kind, value or canonical(kind, _decoded(text))).encode("ascii")


def _mask(kind: str, pseudonyms: Pseudonyms) -> Write:
    mask = KINDS[kind].mask if kind in KINDS else mask_all
    return lambda text, value: mask(_decoded(text)).encode("utf-8", "surrogateescape")


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


# action -> (kind, pseudonyms) -> how it is written
ACTIONS: dict[str, Callable[[str, Pseudonyms], Write | None]] = {
    "keep": _keep,
    "drop": _drop,
    "pseudonym": _pseudonym,
    "mask": _mask,
}
