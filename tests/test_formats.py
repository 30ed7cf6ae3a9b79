"""Formats: known by content, read in bounded parts, refused where they cannot be read."""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
import subprocess
import sys
from collections.abc import Callable

import pytest
import zstandard

from pi_scrub.errors import InputError
from pi_scrub.formats import PART, UTF8, ZSTD_SLICE, Decoder, Encoder, compressor, sniff

TEXT = b"".join(b"line %d of a log, with a byte \xff in it\n" % number for number in range(3000))
WORDS = "caller Zoë said 09:15 \U0001f4de ok\nnext line\r\n\u2028 and the last one"


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstd,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


def read(stored: bytes, size: int = 1 << 16) -> bytes:
    return read_all(Decoder("app.log"), stored, size)


def read_all(decoder: Decoder, stored: bytes, size: int) -> bytes:
    found = b""
    for start in range(0, len(stored), size):
        found += b"".join(decoder.feed(stored[start : start + size]))
    return found + b"".join(decoder.flush())


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
@pytest.mark.parametrize("size", [1, 7, 4096, 1 << 20])
def test_compressed_input_is_known_by_its_content(pack: Callable[[bytes], bytes], size: int) -> None:
    assert read(pack(TEXT), size) == TEXT


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
@pytest.mark.parametrize("size", [1, 5, 1 << 20])
def test_members_that_follow_each_other_are_one_input(pack: Callable[[bytes], bytes], size: int) -> None:
    assert read(pack(b"one\n") + pack(b"") + pack(b"two\n"), size) == b"one\ntwo\n"


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_an_empty_member_is_an_empty_input(pack: Callable[[bytes], bytes]) -> None:
    assert read(pack(b"")) == b""


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_zeros_between_and_after_members_are_padding(pack: Callable[[bytes], bytes]) -> None:
    assert read(pack(b"one\n") + bytes(8) + pack(b"two\n") + bytes(512), 3) == b"one\ntwo\n"


def test_a_zstd_skippable_frame_may_come_first_or_between() -> None:
    skip = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"abcd"
    for size in (1, 3, 1000):
        assert read(skip + zstd(b"one\n") + skip + zstd(b"two\n"), size) == b"one\ntwo\n"


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_truncated_input_gives_what_it_had_and_an_error(pack: Callable[[bytes], bytes]) -> None:
    stored = pack(TEXT)
    for end in (len(stored) // 2, len(stored) - 1):
        decoder, found = Decoder("app.log.gz"), b""
        with pytest.raises(InputError, match=r"app\.log\.gz: .* breaks off at byte"):
            for part in decoder.feed(stored[:end]):
                found += part
            list(decoder.flush())
        assert TEXT.startswith(found)


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
@pytest.mark.parametrize("harm", ["middle", "garbage behind"])
def test_damage_is_an_error_that_names_the_input(pack: Callable[[bytes], bytes], harm: str) -> None:
    stored = bytearray(pack(TEXT))
    if harm == "middle":
        stored[len(stored) // 2] ^= 0xFF
    else:
        stored += b"+1 555-0100 garbage"
    with pytest.raises(InputError, match=r"app\.log: .* damaged") as caught:
        read(bytes(stored))
    assert b"555" not in repr(caught.value).encode()


@pytest.mark.parametrize("inner", ["gzip", "zstd", "xz"])
def test_compressed_twice_is_refused_not_passed_as_text(inner: str) -> None:
    with pytest.raises(InputError, match="inside gzip"):
        read(gzip.compress(PACKERS[inner](TEXT)))


REFUSED = [
    (b"PK\x03\x04\x14\0\0\0", "zip"),
    (b"7z\xbc\xaf\x27\x1c\0\x04", "7z"),
    (b"\x04\x22\x4d\x18\x60\x40", "lz4"),
    (b"\x1f\x9d\x90text", "compress"),
    (b"\x5d\0\0\x80\0", "lzma"),
    (b"LZIP\x01data", "lzip"),
    ("+1 555-0100".encode("utf-16-le"), "byte order mark"),
    ("+1 555-0100".encode("utf-16-be"), "byte order mark"),
    ("+1 555-0100".encode("utf-32-le"), "byte order mark"),
    ("+1 555-0100".encode("utf-32-be"), "byte order mark"),
]


@pytest.mark.parametrize(("stored", "what"), REFUSED)
@pytest.mark.parametrize("size", [1, 1000])
def test_what_cannot_be_read_is_refused(stored: bytes, what: str, size: int) -> None:
    with pytest.raises(InputError, match=what):
        read(stored, size)


TEXTS = [
    b"",
    b"B",
    b"BZh",
    b"BZhang logged in\n",
    b"BZh9 is not bzip2\n",
    b"P*M is not zstd\n",
    b"PK is not zip\n",
    b"(not zstd)\n",
    b"\x1f\x8b",
    b"\xff",
    b"\xfe\n",
    b"\xef\xbb\xbfwith a UTF-8 mark\n",
    b"\0\n",
    b"a\0b\n",
    b"\0\0\0\0\0\0 a sparse file after copytruncate\n",
    b"]\0 no lzma\n",
    bytes(range(256)),
]


@pytest.mark.parametrize("stored", TEXTS)
@pytest.mark.parametrize("size", [1, 2, 1000])
def test_text_that_begins_like_something_else_is_text(stored: bytes, size: int) -> None:
    assert read(stored, size) == stored


WAITS = [
    (b"\n", False),
    (b"2\n", False),
    (b"{}", False),
    (b"\0\n", False),
    (b"2\0", True),
    (b"BZ", True),
    (b"B\n", False),
    (b"\x1f", True),
    (b"\x1f\n", False),
    (b"\xff", True),
    (b"\xff\xfe", True),
    (b"\xff\xfea", False),
    (b"P", True),
    (b"P\n", False),
    (b"\xef\n", False),
]


@pytest.mark.parametrize(("head", "waits"), WAITS)
def test_no_complete_line_waits_for_the_format_to_be_known(head: bytes, waits: bool) -> None:
    assert (sniff(head, final=False) is None) == waits
    assert sniff(head, final=True) is not None


MARKED = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
MARKS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("codec", MARKED)
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_utf_16_and_32_are_read_as_utf_8_and_written_back(
    codec: str, size: int, pack: Callable[[bytes], bytes]
) -> None:
    stored = MARKS[codec] + WORDS.encode(codec)
    decoder = Decoder("app.log")
    text = read_all(decoder, pack(stored), size)
    assert text.decode() == WORDS
    assert decoder.encoding is not None
    encoder = Encoder(decoder.encoding)
    parts = [encoder.encode(text[start : start + size]) for start in range(0, len(text), size)]
    assert b"".join(parts) + encoder.encode(b"", final=True) == stored


def test_the_encoding_is_known_before_the_first_bytes_come_out() -> None:
    decoder = Decoder("app.log")
    assert decoder.encoding is None
    for part in decoder.feed(b"plain\n"):
        assert part == b"plain\n" and decoder.encoding is UTF8


BROKEN = [
    # encoding, text before, what is wrong, byte offset of it
    ("utf-16-le", "ok\n", b"\x00\xdc", 8),
    ("utf-16-le", "ok\n", b"\x3d\xd8a\x00", 8),
    ("utf-16-be", "ok\n", b"\xdc\x00", 8),
    ("utf-16-le", "ok\n", b"a", 8),
    ("utf-32-le", "ok\n", b"\xff\xff\xff\xff", 16),
    ("utf-32-be", "ok\n", b"\0\0\0", 16),
]


@pytest.mark.parametrize(("codec", "before", "bad", "at"), BROKEN)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_bytes_that_are_not_text_are_an_error_by_offset_only(
    codec: str, before: str, bad: bytes, at: int, size: int
) -> None:
    """What stood before comes out, and no exception holds the text, not even as a context."""
    stored = MARKS[codec] + before.encode(codec) + bad
    decoder, found = Decoder("app.log"), b""
    with pytest.raises(InputError, match=rf"app\.log: not valid UTF-.* at byte {at}$") as caught:
        for start in range(0, len(stored), size):
            for part in decoder.feed(stored[start : start + size]):
                found += part
        for part in decoder.flush():
            found += part
    assert found.decode() == before
    assert caught.value.__cause__ is None and caught.value.__context__ is None


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("size", [1, 2, 1000])
@pytest.mark.parametrize(
    "appended", [b"call +15550100 now\n", b"x +1 (555) 0100\n", b"x\n" + "a\n".encode("utf-16")]
)
def test_one_byte_text_behind_utf_16_is_refused(codec: str, size: int, appended: bytes) -> None:
    """Read as UTF-16 its digits would stand in pairs that look like other letters, and come out again as they
    were."""
    stored = MARKS[codec] + "first line\n".encode(codec) + appended
    decoder, found = Decoder("app.log"), b""
    if b"\0" in appended:
        stored = MARKS[codec] + "odd".encode(codec) + b"x" + "\n\n".encode(codec)
    with pytest.raises(InputError, match=r"app\.log: not (valid )?UTF-16"):
        for start in range(0, len(stored), size):
            for part in decoder.feed(stored[start : start + size]):
                found += part
        list(decoder.flush())
    assert b"555" not in found


def test_utf_16_text_in_any_script_is_read() -> None:
    text = "日本語のログ、電話 ０３。한국어 로그 ㈜회사 ㎡ † ‡ … मराठी ਪੰਜਾਬੀ മലയാളം\n" * 50
    assert read(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), 11) == text.encode()


BOMB = """
import resource, sys
from pi_scrub.formats import Decoder
stored = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
decoder, total, largest = Decoder("bomb"), 0, 0
for start in range(0, len(stored), 1 << 18):
    for part in decoder.feed(stored[start:start + (1 << 18)]):
        total += len(part)
        largest = max(largest, len(part))
for part in decoder.flush():
    total += len(part)
print(total, largest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
SIZE = 1 << 27


def bomb(kind: str) -> bytes:
    """128 MiB of zeros, compressed, in eight members or one."""
    zeros = bytes(SIZE // 8)
    if kind == "zstd in one frame":
        packer = zstandard.ZstdCompressor().compressobj()
        return b"".join(packer.compress(zeros) for _ in range(8)) + packer.flush()
    return PACKERS[kind](zeros) * 8


@pytest.mark.parametrize("kind", ["gzip", "zstd", "zstd in one frame", "bzip2", "xz"])
def test_a_bomb_takes_no_memory(kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BOMB], input=bomb(kind), capture_output=True, check=True, timeout=60
    )
    total, largest, grown = map(int, done.stdout.split())
    assert total == SIZE
    assert largest <= max(PART, ZSTD_SLICE // 4 * (128 << 10))
    assert grown < 48 << 10  # KiB


@pytest.mark.parametrize("suffix", [".gz", ".zst", ".bz2", ".xz"])
def test_an_output_is_compressed_as_its_suffix_says(suffix: str) -> None:
    packer = compressor("clean.log" + suffix)
    assert packer is not None
    stored = packer.compress(TEXT[:1000]) + packer.compress(TEXT[1000:]) + packer.flush()
    assert stored[:3] != TEXT[:3] and read(stored) == TEXT


@pytest.mark.parametrize("name", ["clean.log", "gz", "clean.gz.log", "clean.log.GZ "])
def test_other_names_are_plain(name: str) -> None:
    assert compressor(name) is None
