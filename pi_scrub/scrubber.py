"""Lexer + judges + pseudonyms: find, decide, replace. The whole idea on one page.

    block ─▶ lexer: candidates ─▶ memo ──hit──▶ splice ─▶ clean block
                                   │ miss         ▲
                                   └─▶ judge ─────┘

Strategy: a candidate is a span with a small context; what was decided once for (context, bytes) is remembered, since
logs repeat themselves. Everything outside the replaced spans is copied as it stands. Nothing here raises on any bytes:
a judge that fails costs its candidate, a line that fails becomes a line that says so, and both are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from operator import itemgetter
from threading import Lock
from typing import Any, NamedTuple

from pi_scrub import grammar as g
from pi_scrub.actions import NAME, writers
from pi_scrub.blocks import LINE_LIMIT, Block, Blocks, Part
from pi_scrub.echoes import Span, is_ordinary, with_echoes, words_of
from pi_scrub.errors import PiScrubError
from pi_scrub.events import scrub_event
from pi_scrub.judges import JUDGES, is_apart, judge_name, judge_plain, metadata, place_bits, plans, word_bits
from pi_scrub.keyring import Keyring
from pi_scrub.late import late
from pi_scrub.lexer import Lexer
from pi_scrub.longline import LongLine
from pi_scrub.overlay import overlay
from pi_scrub.policy import Policy
from pi_scrub.pseudonyms import Pseudonyms
from pi_scrub.roster import Roster
from pi_scrub.scan import NATIVE, Scan, lexer_name
from pi_scrub.shadow import PASSES, shadow
from pi_scrub.shapes import NATIONAL
from pi_scrub.tables import table_edits
from pi_scrub.tokens import Tokens
from pi_scrub.vocabulary import cue_judge, label_judge, name_judge, near_words

MEMO_ENTRIES = 200_000
MEMO_BYTES = 32 << 20
MEMO_SHARED = 25_000  # entries where the native lexer has memos of its own: what one thread learned, another takes from here
WITHHELD = b"[withheld]"

Decision = tuple[Span, ...]


class Finding(NamedTuple):
    """What would be replaced: text[start:end] (characters of the str given), its kind, and why."""

    start: int
    end: int
    kind: str
    reason: str


@dataclass
class Counts:
    """What was done. `replaced` by kind; `kept` candidates that were judged and stay; `withheld` lines and candidates."""

    lines: int = 0
    bytes: int = 0
    replaced: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    withheld: int = 0
    memo_hits: int = 0
    national_kept: int = 0

    def add(self, other: Counts) -> None:
        """Adds what another thread or file counted."""
        for kind, times in other.replaced.items():
            self.replaced[kind] = self.replaced.get(kind, 0) + times
        self.lines += other.lines  # name by name: a record of an application waits for this
        self.bytes += other.bytes
        self.kept += other.kept
        self.withheld += other.withheld
        self.memo_hits += other.memo_hits
        self.national_kept += other.national_kept


class Scrubber:
    """Scrubs text with one key and one policy. Made once, then fixed; safe to share between threads.

    keyring: its newest active key writes the pseudonyms. policy: regions and the rest; the default knows no region.
    Raises KeyringError where the policy requires another jurisdiction than the keyring's, PolicyError where its file of names
    cannot be read.
    """

    def __init__(self, keyring: Keyring, policy: Policy = Policy(), *, _names: Roster | None = None) -> None:  # a frozen value
        keyring.require(policy.require_jurisdiction)
        self._names = Roster.load(policy.names_file) if policy.names_file and _names is None else _names
        self.policy = policy
        self.keyring = keyring
        pseudonyms = Pseudonyms(keyring, policy.prefixes)
        self._tokens = Tokens(pseudonyms, policy.regions)
        self._phone_tokens = pseudonyms.batch("phone")
        mails = ("email", "user")
        self._mail_tokens = tuple(map(pseudonyms.batch, mails)) if all(policy.actions[kind] == "pseudonym" for kind in mails) else None
        labels, cues = dict(policy.labels), dict(policy.cues)
        self._lexer = Lexer(label_judge(labels), cue_judge(cues), judge_plain, bare=policy.strictness == "high", walls=policy.shortens)
        self._writers = writers(policy.actions, pseudonyms)
        self._overlay = overlay(policy, self._writers, pseudonyms, self._names)
        self._with_echoes = partial(with_echoes, write=self._writers.get("name", _as_it_stands))
        self._judges = {kind: make(policy) for kind, make in JUDGES.items()}
        self._judges[g.RUN] = name_judge(self._judges[g.RUN], cues)
        self._memo: dict[tuple[int, bytes], Decision] = {}
        self._memo_bytes = 0
        self._scan = self._native() if lexer_name() == NATIVE else None

    def under(self, keyring: Keyring) -> Scrubber:
        """The same under another keyring; the policy's file of names is not read again. Raises KeyringError as above."""
        return Scrubber(keyring, self.policy, _names=self._names)

    # --- what applications call ---

    def scrub(self, text: str) -> str:
        """The clean text: one line or many, with as many line ends as `text` has. Never raises on any str."""
        return self.scrub_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def scrub_bytes(self, block: bytes, counts: Counts | None = None) -> bytes:
        """The clean bytes of whole lines (each ends in \\n, the last need not). Adds to `counts` where one is given."""
        if len(block) <= LINE_LIMIT:
            return self._block(block, counts)
        run = self.run(counts)
        blocks = Blocks()
        return b"".join(run.block(b) for b in chain(blocks.feed(block), blocks.flush()))

    def scrub_event(self, event: Mapping[Any, Any]) -> dict[Any, Any]:
        """A clean copy of a structured event, nested as deep as it is; keys are labels. See `events`. Never raises."""
        return scrub_event(self.scrub, event, self.label_class)

    def findings(self, text: str) -> list[Finding]:
        """What would be replaced in `text`, in order; positions count characters of `text`."""
        block = text.encode("utf-8", "surrogatepass")
        place = _places(text, block)
        why, spans = list[tuple[int, int, str]](), None
        with suppress(Exception):  # what was raised may hold the line, so it goes no further, not even as a context
            why, spans = self._reasons(block), self.spans(block, Counts())
        if spans is None:
            raise PiScrubError("a line could not be judged")
        findings, first = [], 0
        for start, end, _, kind in spans:
            while first < len(why) and why[first][1] <= start:
                first += 1
            findings.append(Finding(place(start), place(end), kind, _reason(why, first, start, end) or _OTHERWISE.get(kind, "policy")))
        return findings

    def _reasons(self, block: bytes) -> list[tuple[int, int, str]]:
        """The candidates of a block, in order of their start, and what speaks for each."""
        found = []
        for line in re.finditer(rb"[^\n]+", block):
            seen = shadow(line[0])
            for at, to, context in self._lexer.candidates(seen.text, 0, len(seen.text)):
                first, last = seen.span(at, to)
                found.append((line.start() + first, line.start() + last, g.reason(context)))
        return sorted(found, key=itemgetter(0))

    def token(self, kind: str, value: str) -> str:
        """The pseudonym that scrubbing writes for `value` of a kind ("phone", "email", ...) with the active key.

        Raises UsageError where `value` cannot be read as that kind.
        """
        return self._tokens.written(kind, value)

    def tokens(self, kind: str, value: str) -> list[str]:
        """All pseudonyms `value` may have in a log: every reading of it, under every key, the newest first."""
        return self._tokens.possible(kind, value)

    def run(self, counts: Counts | None = None) -> Run:
        """One stream through this scrubber."""
        return Run(self, Counts() if counts is None else counts)

    def label_class(self, label: bytes) -> int:
        """The class of a label, one of grammar's L_ values."""
        return self._lexer._label(label)

    # --- find, decide, replace ---

    def _block(self, block: bytes, counts: Counts | None) -> bytes:
        done = Counts()
        try:
            clean = self._scan.splice(block, done) if self._scan else _splice(block, self.spans(block, done))
        except Exception:  # fail closed, whatever it was; the exception may hold the line, so it goes no further
            done = Counts()  # a block that fails is counted once, line by line
            clean = self._line_by_line(block, done)
        if counts is not None:
            ends = self._scan.line_ends(block) if self._scan else block.count(b"\n")
            done.lines, done.bytes = ends + (not block.endswith(b"\n") and block != b""), len(block)
            counts.add(done)
        return clean

    def _line_by_line(self, block: bytes, counts: Counts) -> bytes:
        out = []
        for line in block.split(b"\n"):
            try:
                out.append(_splice(line, self.spans(line, counts)))
            except Exception:
                counts.withheld += 1
                out.append(_withheld_line(line))
        return b"\n".join(out)

    def spans(self, block: bytes, counts: Counts) -> list[Span]:
        """What to replace in whole lines, in order: (start, end, replacement, kind). May raise whatever a judge of labels raises."""
        if self._scan:
            return self._scan.spans(block, counts)
        seen = shadow(block)
        return seen.home(self._find(seen.text, counts))

    def _find(self, text: bytes, counts: Counts) -> list[Span]:
        """What to replace in whole lines, in order."""
        memo, done, hits, kept, regionless = self._memo, 0, 0, 0, not self.policy.regions
        spans, named, is_national = list[Span](), list[tuple[int, int]](), _NATIONAL.match
        for at, to, context in self._lexer.candidates(text, 0, len(text)):
            if at < done:
                continue
            key = (context, text[at:to])
            decision = memo.get(key)
            if decision is None:
                decision = self._decide(key)
            else:
                hits += 1
            if not decision:
                kept += 1
                if regionless and context & g.KIND == g.NUMBER and is_national(key[1]):
                    counts.national_kept += 1
                continue
            for begin, stop, replacement, kind in decision:
                spans.append((at + begin, at + stop, replacement, kind))
                if kind == "name" and (context & g.KIND == g.FIELD or context & g.A_DISPLAY or b" " in key[1][begin:stop]):
                    named.append((at + begin, at + stop))
            done = at + decision[-1][1]
        if named:
            spans = self._with_echoes(text, named, spans)
        if self._overlay is not None:
            spans = self._overlay(text, spans)
        counts.memo_hits += hits
        counts.kept += kept
        for kind, times in Counter([span[3] for span in spans]).items():
            if kind == "withheld":
                counts.withheld += times
            else:
                counts.replaced[kind] = counts.replaced.get(kind, 0) + times
        return spans

    def _native(self) -> Scan:
        """The native lexer, which asks this scrubber for what its memo does not know."""
        lexer, meanings = self._lexer, (*(meaning for _, meaning in PASSES), table_edits)
        phone: Any = self._judges[g.NUMBER]
        fields, runs = (getattr(self._judges[kind], "func", None) is judge_name for kind in (g.FIELD, g.RUN))  # our own, and no other
        dropped = fields and self.policy.actions["name"] == "drop"
        plain = hasattr(phone, "native") and self.policy.actions["phone"] == "pseudonym"  # our own judge of numbers, and no other
        return Scan(
            lexer._label, lexer._cues.word, lexer._plain, lexer._bare, meanings, self._judged, is_ordinary, words_of,
            self._with_echoes, self._overlay,
            (self._word_bits, place_bits, NAME, runs) if dropped else None,
            (plans, metadata.codes, *phone.native, self._phone_tokens) if plain else None, lexer._cues.walls, is_apart,
            near_words(dict(self.policy.cues)), own_cues=not self.policy.cues, own_labels=not self.policy.labels,
            mails=self._mail_tokens if hasattr(self._judges[g.MAIL], "native") else None,
            layouts=lexer._layouts,
        )  # fmt: skip

    def _word_bits(self, word: bytes) -> int:
        """What a word says of a name it may be a part of, as `place.word_bits` has it."""
        return word_bits(word.decode("utf-8", "surrogateescape"))

    def _judged(self, context: int, candidate: bytes) -> tuple[Decision, bool, bool]:
        """A decision, whether it keeps a national number for want of regions, and whether it may be remembered."""
        key = (context, candidate)
        decision = self._memo.get(key)
        if decision is None:
            decision = self._decide(key)
        national = not decision and not self.policy.regions and context & g.KIND == g.NUMBER and _NATIONAL.match(candidate)
        return decision, bool(national), key in self._memo

    def _decide(self, key: tuple[int, bytes]) -> Decision:
        """Judges a candidate that the memo does not know. A judge that fails costs the candidate."""
        context, candidate = key
        quote, writers = g.QUOTES[context >> g.Q_SHIFT & 7], self._writers
        try:
            found = self._judges[context & g.KIND](candidate, context)
            decision = tuple([
                (start, end, quote + writers[kind](candidate[start:end], value) + quote, kind)
                for start, end, kind, value in found if kind in writers
            ]) if found else ()  # fmt: skip
            if quote:  # a bare JSON number becomes a string as a whole, its minus and exponent too
                decision = tuple((0, len(candidate), written, kind) for _, _, written, kind in decision[:1])
        except Exception:  # fail closed
            return ((0, len(candidate), quote + WITHHELD + quote, "withheld"),)
        self._memo_bytes += len(candidate) + 200
        if len(self._memo) >= (MEMO_SHARED if self._scan else MEMO_ENTRIES) or self._memo_bytes > MEMO_BYTES:
            self._memo.clear()
            self._memo_bytes = 0
        self._memo[key] = decision
        return decision


class Run:
    """One stream through a scrubber: blocks in, clean bytes out; holds what a long line needs between its pieces.

    Several threads may give it blocks of whole lines at once; the pieces of a long line come from one, in order.
    """

    def __init__(self, scrubber: Scrubber, counts: Counts) -> None:
        self._scrubber = scrubber
        self.counts = counts
        self._counting = Lock()
        self._line: LongLine | None = None
        self._line_counts = Counts()  # of the piece in hand

    @property
    def key_id(self) -> str:
        """Of the key that writes."""
        return self._scrubber.keyring.active.id

    def block(self, block: Block) -> bytes:
        """The clean bytes of the next block. A long line's piece may hold some back until the next."""
        done = Counts()
        clean = self._scrubber.scrub_bytes(block.data, done) if block.part is Part.WHOLE else self._piece(block, done)
        with self._counting:
            self.counts.add(done)
        return clean

    def _piece(self, block: Block, done: Counts) -> bytes:
        if self._line is None:
            self._line = LongLine(self._find, WITHHELD)
        self._line_counts = done
        last, hidden = block.part is Part.LAST, self._line.hidden
        clean = self._line.feed(block.data, last=last)
        done.bytes += len(block.data)
        done.withheld += self._line.hidden - hidden
        if last:
            done.lines += 1
            self._line = None
        return clean

    def _find(self, text: bytes) -> list[Span]:
        try:
            return self._scrubber.spans(text, self._line_counts)
        except Exception:  # fail closed
            self._line_counts.withheld += 1
            return [(0, len(text) - text.endswith(b"\n"), WITHHELD, "withheld")]


_NATIONAL = late(NATIONAL.pattern.encode())
_OTHERWISE = {"name": "repeated"}  # the reason of what no candidate led to


def _as_it_stands(text: bytes, value: str) -> bytes:
    return text


def _splice(block: bytes, spans: list[Span]) -> bytes:
    if not spans:
        return block
    out: list[bytes] = []
    last = 0
    for start, end, replacement, _ in spans:
        out += (block[last:start], replacement)
        last = end
    out.append(block[last:])
    return b"".join(out)


def _withheld_line(line: bytes) -> bytes:
    """What stands for a line that could not be processed: the shape of the line, none of its bytes."""
    if line[:1] == b"{" and line.rstrip()[-1:] == b"}":
        return b'{"pi_scrub":"line withheld","bytes":%d}' % len(line)
    return b"[pi-scrub: line withheld, %d bytes]" % len(line)


def _reason(why: list[tuple[int, int, str]], first: int, start: int, end: int) -> str:
    """What spoke for the first candidate, from one on, that holds all of a span; "" if none does."""
    while first < len(why) and why[first][0] <= start:
        if end <= why[first][1]:
            return why[first][2]
        first += 1
    return ""


def _places(text: str, block: bytes) -> Callable[[int], int]:
    """From positions in the bytes, ascending ones, to positions in the str they came from."""
    if len(text) == len(block):
        return lambda at: at
    last = place = 0

    def placed(at: int) -> int:
        nonlocal last, place
        last, place = at, place + len(block[last:at].decode("utf-8", "surrogatepass"))
        return place

    return placed
