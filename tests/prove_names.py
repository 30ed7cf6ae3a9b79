"""The native judge of names against the reference's: `python tests/prove_names.py --runs 1000000`

Strategy: runs of one to seven words are drawn, under any context: words that the gazetteer knows, words of our lists, invented ones and
ones with endings of family names, in lower case, capitals and CamelCase. Where the native judge decides, it must decide as the
reference does, of the run and of each word; how often it asks is printed. So are labels.
"""

from __future__ import annotations

import argparse
import random
import sys
from typing import Any

from pi_scrub import Keyring, Policy, Scrubber, scan
from pi_scrub import grammar as g
from pi_scrub.judges import facts, gazetteer, is_apart, judge_cue, judge_name, judge_plain, label, word_bits
from pi_scrub.judges.place import whole_from

LABELS = (0, 0, 0, g.L_NAME, g.L_PARTY, g.L_MAYBE, g.L_WEAK)
BITS = (0, 0, 0, 0, g.C_PERSON, g.C_NAME, g.C_TO, g.C_PHONE, g.A_CELL, g.A_DISPLAY, g.N_PHONE, g.A_GLUED, g.N_VERB, g.N_IS, g.N_NOUN, g.N_THING)
KEYRING = Keyring.from_secret(bytes(range(32)), id="test", jurisdiction="EEA")


def _pools() -> list[list[str]]:
    """Words that are known, listed, and endings."""
    pools, usual = list[list[str]](), list[str]()
    for blocks in gazetteer.load():
        entries = [entry for entry in blocks.packed.replace(b"\n", b"").split(gazetteer.BEFORE) if entry and entry[:-1].isascii()]
        pools.append([entry[:-2].decode() for entry in entries])
        usual = usual or [entry[:-2].decode() for entry in entries if (entry[-1] - gazetteer.FIRST_VALUE) & gazetteer.NAME_BITS > 20]
    return [usual, *pools, sorted(facts.LISTED), list(gazetteer.SURNAME_ENDINGS)]


POOLS = _pools()
SINGLE = list("abcdefghijklmnopqrstuvwxyz")


def _word(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.62:
        word = draw.choice(POOLS[draw.choice((0, 0, 1, 2, 3, 3))])
    elif kind < 0.9:
        word = "".join(draw.choice("bcdfglmnprstvzy") + draw.choice("aeiouu") for _ in range(draw.randrange(1, 5)))
        word += draw.choice(("", "", "", *POOLS[4], *g.STREET_ENDINGS, "shire", "ooo"))
    else:
        word = draw.choice((*SINGLE, "abcdefabcdefabcd", "x" * draw.choice((24, 25, 64, 65)), "fitz"))
    way = draw.random()
    if way < 0.75:
        return word[:1].upper() + word[1:]
    at = draw.randrange(len(word)) if word else 0
    return word if way < 0.85 else word.upper() if way < 0.93 else (word[:at].capitalize() or "Mc") + word[at:].capitalize()


def written(draw: random.Random) -> bytes:
    """A run of words."""
    return " ".join(_word(draw) for _ in range(draw.choice((1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7)))).encode("ascii", "ignore")


LABELLED = sorted(label.LABEL_WORDS)


def labelled(draw: random.Random) -> bytes:
    """A label of words of labels and of others, written as programs write them."""
    words = [draw.choice(LABELLED) if draw.random() < 0.6 else _word(draw).lower()[:12] for _ in range(draw.choice((1, 1, 2, 2, 3, 3, 4, 6, 9)))]
    if draw.random() < 0.2:
        words[draw.randrange(len(words)) :] = [*("qzx" for _ in range(draw.randrange(9))), *words[-draw.randrange(1, 4) :]]
    words = [word + draw.choice(("", "", "", "", "s", "1", "2")) for word in words]
    way = draw.random()
    joined = "".join(word.capitalize() for word in words) if way < 0.4 else draw.choice(("_", "-", ".", " ", "", "9")).join(words)
    if draw.random() < 0.2 and joined:
        at = draw.randrange(len(joined))
        joined = joined[:at] + draw.choice("NsSPhH1.-_ E") + joined[at + draw.choice((0, 1)) :]
    joined = draw.choice((joined, joined, joined[:1].lower() + joined[1:], joined.upper()))
    return (joined + draw.choice(("", "", "", "", ".N", "N", "e164", "E164", "Ph"))).encode("ascii", "ignore")


def differences(count: int, seed: int) -> tuple[list[str], int]:
    """What the two decide otherwise, and how often the native judge asks."""
    draw, found, asked = random.Random(seed), list[str](), 0
    one = Scrubber(KEYRING, Policy())
    assert one._scan is not None
    worker: Any = scan._scan.Worker(one._scan._memory, *one._scan._asks)
    scan._words.make()
    for _ in range(count):
        text = written(draw)
        context = draw.choice((g.RUN, g.RUN, g.FIELD)) | draw.choice(LABELS) | draw.choice(BITS) | draw.choice(BITS)
        context |= g.F_OPEN if context & g.KIND == g.FIELD and draw.random() < 0.4 else 0
        said = worker.names_in(text, context)
        asked += said is None
        if said is not None and whole_from(text.decode(), context) < 0:
            expected = [finding[:2] for finding in judge_name(text, context)]
            if said != expected:
                found.append(f"{context:#x} {text!r}: {said} instead of {expected}")
        for word in text.split()[:1]:
            apart = is_apart(word) if word[:1].isupper() else None
            told = (judge_plain(word), apart, judge_plain(word, sure=False), word_bits(word.decode()), judge_cue(word))
            if any(native != mine for native, mine in zip(worker.said(word), told, strict=True) if None not in (native, mine)):
                found.append(f"{word!r}: {worker.said(word)} instead of {told}")
        name = labelled(draw)
        value, form = worker.label_said(name)
        if value != label.judge_label(name):
            found.append(f"{name!r}: {value}, as {form!r}, instead of {label.judge_label(name)}")
        one._scan._memory.bound(1 << 24, 100_000)
    return found, asked


def main() -> None:
    """Prints what differs, and ends with 1 if anything does."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    found, asked = differences(given.runs, given.seed)
    print(*found[:20], f"{given.runs} runs, {asked} left to the reference, {len(found)} decided otherwise", sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
