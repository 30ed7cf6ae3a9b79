"""One expectation through every way: whole, as str, line by line, byte by byte, ragged, in blocks of several
sizes, by several threads, between other lines; twice (scrubbing clean output changes nothing); and by its findings.

A row of a table is one *marked* line: what must go stands in a mark that says its kind, the rest must stay.

    call from «+1 415 555 0132», agent ‹Maria Wells›, ⟪maria.wells@example.com⟫, sip:⟨mwells⟩@10.0.0.1
"""
# ruff: noqa: RUF002 (the marks)

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest

from pi_scrub import Counts, Keyring, Policy, Scrubber
from pi_scrub.blocks import BLOCK, Block, Blocks, Part
from pi_scrub.scan import VARIABLE
from pi_scrub.workers import Workers

KEYRING = Keyring.from_secret(bytes(range(32)), id="test", jurisdiction="EEA")
REGIONS = ("US", "GB", "DE")

MARKS = {"«": ("»", "ph"), "‹": ("›", "name"), "⟪": ("⟫", "em"), "⟨": ("⟩", "us")}
_MARKED = re.compile(r"«[^»]*»|‹[^›]*›|⟪[^⟫]*⟫|⟨[^⟩]*⟩")
TOKEN = re.compile(r"(ph|em|us)_test_[a-p]{32}")

BEFORE = b"a quiet line\n"
AFTER = b"another quiet line\n"
RAGGED = (1, 2, 3, 5, 8, 13, 21)


@cache
def scrubber(regions: tuple[str, ...] = REGIONS, lexer: str = "") -> Scrubber:
    """One scrubber for each set of regions and lexer: its memo is warm, as in a long stream."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, lexer)
        return Scrubber(KEYRING, Policy(regions=regions))


def bare(marked: str) -> str:
    """The line as it is logged."""
    return _MARKED.sub(lambda m: m[0][1:-1], marked)


def clean(marked: str) -> str:
    """The clean line, its tokens short: `<ph>`, `<em>`, `<us>`."""
    return _MARKED.sub(lambda m: "[name]" if m[0][0] == "‹" else f"<{MARKS[m[0][0]][1]}>", marked)


def short(text: str) -> str:
    """`text` with each token as its prefix: `<ph>`."""
    return TOKEN.sub(r"<\1>", text)


def check(marked: str, regions: tuple[str, ...] = REGIONS) -> str:
    """Every way gives the clean form of a marked line. Returns that, tokens in full."""
    found = every_way(bare(marked).encode("utf-8", "surrogatepass"), regions).decode("utf-8", "surrogatepass")
    assert short(found) == short(clean(marked))
    return found


def check_passes(line: str | bytes, regions: tuple[str, ...] = REGIONS) -> None:
    """No way changes a byte."""
    data = line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")
    assert every_way(data, regions) == data


def every_way(stream: bytes, regions: tuple[str, ...] = REGIONS, *, twice: bool = True) -> bytes:
    """The clean bytes, on which all ways agree; lines are counted and the clean bytes are clean (`twice`)."""
    one = scrubber(regions)
    whole = one.scrub_bytes(stream)
    for way, found in _ways(one, stream):
        assert found == whole, way
    assert whole.count(b"\n") == stream.count(b"\n")
    assert not twice or one.scrub_bytes(whole) == whole, "scrubbed twice"
    _check_findings(one, stream, whole)
    return whole


def _ways(one: Scrubber, stream: bytes) -> Iterator[tuple[str, bytes]]:
    yield "the reference lexer", scrubber(one.policy.regions, "reference").scrub_bytes(stream)
    yield "line by line", b"".join(map(one.scrub_bytes, lines_of(stream)))
    yield "byte by byte", through_blocks(one, stream, [1], cut=True)
    for block in (1, 7, 64, BLOCK):
        yield f"ragged, blocks of {block}", through_blocks(one, stream, RAGGED, block=block)
    yield "three threads", b"".join(_threads().clean(one.run(), (Block(line, Part.WHOLE) for line in lines_of(stream))))
    ended = stream if stream.endswith(b"\n") or not stream else stream + b"\n"
    found = one.scrub_bytes(BEFORE + ended + AFTER)
    assert found.startswith(BEFORE) and found.endswith(AFTER)
    yield "between other lines", found[len(BEFORE) : len(found) - len(AFTER) - (len(ended) - len(stream))]
    text = _text(stream)
    if text is not None:
        yield "as str", one.scrub(text).encode("utf-8", "surrogatepass")


@cache
def _threads() -> Workers:
    """For the whole session: starting threads for each line would cost more than scrubbing it."""
    return Workers(3, lambda: None)


def bug(reason: str, *row: Any) -> Any:
    """A row that shows a known fault."""
    return pytest.param(*row, marks=pytest.mark.xfail(strict=False, reason=reason))


def lines_of(stream: bytes) -> list[bytes]:
    """The lines with their ends, cut at `\\n` alone."""
    return re.findall(rb"[^\n]*\n|[^\n]+\Z", stream)


def through_blocks(
    one: Scrubber, stream: bytes, sizes: Iterable[int], *, block: int = BLOCK, cut: bool = False, **more: int
) -> bytes:
    """Fed in chunks of the sizes given, over and over, through `Blocks` and a `Run`."""
    run, blocks, out = one.run(Counts()), Blocks(block=block, **more), bytearray()
    for chunk in _chunks(stream, list(sizes)):
        given: list[Block] = list(blocks.feed(chunk))
        if cut:
            given += blocks.cut()
        for each in given:
            out += run.block(each)
    for each in blocks.flush():
        out += run.block(each)
    assert run.counts.bytes == len(stream)
    assert run.counts.lines == len(lines_of(stream))
    return bytes(out)


def _chunks(stream: bytes, sizes: list[int]) -> Iterator[bytes]:
    start = turn = 0
    while start < len(stream):
        yield stream[start : start + sizes[turn % len(sizes)]]
        start += sizes[turn % len(sizes)]
        turn += 1


def _check_findings(one: Scrubber, stream: bytes, whole: bytes) -> None:
    """The findings, in order and apart, and what stands between them is in the output as it was."""
    text = _text(stream)
    if text is None:
        return
    last, pattern = 0, ""
    for start, end, kind, _ in one.findings(text):
        assert last <= start < end <= len(text)
        assert "\n" not in text[start:end]
        pattern += re.escape(text[last:start]) + (r"\[name\]" if kind == "name" else _QUOTED)
        last = end
    pattern += re.escape(text[last:])
    assert re.fullmatch(pattern, whole.decode("utf-8", "surrogatepass")), "bytes between the findings"


_QUOTED = r"(?:\\*[\"'])?(?:ph|em|us)_test_[a-p]{32}(?:\\*[\"'])?"


def _text(stream: bytes) -> str | None:
    try:
        return stream.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None


def under(policy: Policy, stream: str) -> str:
    """The clean text under any policy, on which both lexers and all cuts agree; it is clean. Tokens are short."""
    data = stream.encode("utf-8", "surrogatepass")
    one, other = (_under(policy, lexer) for lexer in ("", "reference"))
    told, expected = Counts(), Counts()
    whole = one.scrub_bytes(data, told)
    assert other.scrub_bytes(data, expected) == whole, "the reference lexer"
    assert (told.replaced, told.withheld) == (expected.replaced, expected.withheld)
    assert b"".join(map(one.scrub_bytes, lines_of(data))) == whole, "line by line"
    assert through_blocks(one, data, [1], cut=True) == whole, "byte by byte"
    assert one.scrub_bytes(whole) == whole, "scrubbed twice"
    assert whole.count(b"\n") == data.count(b"\n")
    assert sum(told.replaced.values()) + told.withheld == len(one.findings(stream))
    return re.sub(r"([a-z][a-z_]{1,15})_test_[a-p]{32}", r"<\1>", whole.decode("utf-8", "surrogatepass"))


@cache
def _under(policy: Policy, lexer: str) -> Scrubber:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, lexer)
        return Scrubber(KEYRING, policy)
