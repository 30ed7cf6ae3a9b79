"""A policy's own labels and cues beside those of grammar.py.

Strategy: the lexer asks two functions for the class of a label and the bits of a cue word; a policy that has words of its own gets
two that look there first. A cue may also stand inside a run of capitalised words (`Teamleiterin Maria Wells`): the run is
judged in two parts then. Labels are compared without case, accents and signs (`Kunden-Nr` is `kundennr`), whole or behind
their last dot.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from pi_scrub import grammar as g
from pi_scrub.judges import Finding, Judge, judge_cue, judge_label
from pi_scrub.judges.label import _CUT

# what a label of a policy may say besides a kind -> its class
LABELS = {"phone": g.L_PHONE, "name": g.L_NAME, "person": g.L_PARTY, "plain": g.L_PLAIN}
CUES = {"phone": g.C_PHONE | g.C_NEAR, "name": g.C_PERSON | g.C_NAME}

_ALIKE = str.maketrans("123456789", "000000000")  # no digit says anything in a cue: the lexer may remember words by their shape
_BEHIND = ~(g.A_DISPLAY | g.N_PHONE | g.A_CELL)  # what stands behind a run says nothing of its first part


def plain_label(label: str) -> str:
    """A label as it is compared: `Kunden-Nr.` -> `kundennr`."""
    decomposed = unicodedata.normalize("NFKD", label)
    return "".join(c for c in decomposed if c.isalnum()).casefold()


def look_up(labels: Mapping[str, str], label: bytes) -> str | None:
    """What `labels` (plain label -> what it says) have for a label of a log, whole or behind its last dot."""
    text = label.decode("utf-8", "replace")
    return labels.get(plain_label(text)) or labels.get(plain_label(text.rpartition(".")[2]))


def label_judge(labels: Mapping[str, str]) -> Callable[[bytes], int]:
    """`judge_label` with the labels of a policy; those of kinds that no label class stands for say nothing here."""
    known = {plain_label(label): LABELS[says] for label, says in labels.items() if says in LABELS}
    names = {label: label for label in known}
    if not known:
        return judge_label

    def judge(label: bytes) -> int:
        found = look_up(names, label) if len(label) <= g.MAX_LABEL else None
        return judge_label(label) if found is None else known[found]

    return judge


def cue_judge(cues: Mapping[str, Sequence[str]]) -> Callable[[bytes], int]:
    """`judge_cue` with the cue words of a policy."""
    known = {word.lower().translate(_ALIKE): CUES[kind] for kind, words in cues.items() for word in words}
    if not known:
        return judge_cue

    def judge(word: bytes) -> int:
        text = _CUT.split(word.decode("utf-8", "replace").lower())[-1].strip(".,:;!?*\u3000").translate(_ALIKE)
        found = known.get(text, 0)
        if not found and any(ord(c) > 0x2E7F for c in text):  # Han, Kana, Hangul: the cue is the end of the word
            found = next((bits for cue, bits in known.items() if text.endswith(cue)), 0)
        return (judge_cue(word) & ~g.C_THING if found else judge_cue(word)) | found

    return judge


def near_words(cues: Mapping[str, Sequence[str]]) -> list[bytes]:
    """The words that `cue_judge` may give C_NEAR where they stand alone and are of ASCII letters."""
    return [word.lower().encode() for word in (*g.NEAR_CUES, *cues.get("phone", ())) if word]


def name_judge(judge_name: Judge, cues: Mapping[str, Sequence[str]]) -> Judge:
    """A judge of runs with the name cues of a policy, where they stand inside a run."""
    words = sorted(cues.get("name", ()), key=len, reverse=True)
    if not words:
        return judge_name
    inside = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)

    def judge(candidate: bytes, context: int) -> list[Finding]:
        text = candidate.decode("utf-8", "surrogateescape")
        *_, last = (None, *inside.finditer(text))
        if last is None:
            return judge_name(candidate, context)
        at, to = (len(text[:place].encode("utf-8", "surrogateescape")) for place in last.span())
        found = judge(candidate[:at], context & _BEHIND) if at else []
        behind = judge_name(candidate[to:], context & ~(g.CUES | g.LABEL) | CUES["name"])
        return found + [(to + start, to + end, kind, value) for start, end, kind, value in behind]

    return judge
