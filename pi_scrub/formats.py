"""How a log is stored: compressed or not, in which Unicode encoding. Told by content; no I/O in here (feed /
flush).

Strategy: a stage takes bytes and gives bytes that are nearer to plain UTF-8 lines. The first bytes choose the
stage from the table `FORMATS`; a decompressing stage hands its output to a second sniffer, so a gzip of
UTF-16 is read as well. What cannot be read is refused, never passed on as if it were text: a number inside it
would not be seen. Every stage gives its output in bounded parts, so a decompression bomb takes time but no
memory.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Any, NamedTuple, Protocol

from pi_scrub.errors import InputError
from pi_scrub.late import late

PART = 256 << 10  # bytes: the most a decompressor gives at once

# python-zstandard has no bound on the output of one call. The smallest block is 4 bytes (RLE, RFC 8878
# section 3.1.1.2) and gives 128 KiB at most, so 256 bytes give 8 MiB at the worst; measured 957 MB/s out,
# beside 1176 in large slices.
ZSTD_SLICE = 256


class Encoding(NamedTuple):
    """A Unicode encoding and the byte order mark that announced it (none for UTF-8: its BOM is left in the
    text)."""

    name: str
    codec: str
    bom: bytes


UTF8 = Encoding("UTF-8", "utf-8", b"")


class Stage(Protocol):
    """Bytes as stored in, bytes nearer to UTF-8 lines out. Raises InputError for what it cannot read."""

    def feed(self, data: bytes) -> Iterator[bytes]: ...
    def flush(self) -> Iterator[bytes]: ...


class Decoder:
    """The first stage: looks at the first bytes, then hands everything to the stage they ask for.

    `encoding` is None until enough is known: at most four bytes for text, ten for what begins like bzip2.
    `label` is the input's name in error messages.
    """

    def __init__(self, label: str, outer: str = "") -> None:
        self.encoding: Encoding | None = None
        self._label = label
        self._outer = outer
        self._head = b""
        self._stage: Stage | None = None

    @property
    def plain(self) -> bool:
        """Whether what is stored is known to be UTF-8, and comes out as it stands."""
        return isinstance(self._stage, _Plain)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Plain UTF-8 bytes for stored bytes, in bounded parts."""
        yield from self._read(data, final=False)

    def flush(self) -> Iterator[bytes]:
        """The rest at the end of the input; raises InputError if it ends in the middle of something."""
        yield from self._read(b"", final=True)
        if self._stage:
            yield from self._stage.flush()

    def _read(self, data: bytes, *, final: bool) -> Iterator[bytes]:
        if not self._stage:
            self._head += data
            format_ = sniff(self._head, final=final)
            if not format_ or not self._head:
                return
            self._stage = self._open(format_)
            data, self._head = self._head, b""
        for part in self._stage.feed(data):
            if isinstance(self._stage, _Unpack):
                self.encoding = self._stage.inner.encoding
            yield part

    def _open(self, format_: Format) -> Stage:
        if isinstance(format_.reader, Packing):
            if self._outer:
                raise InputError(f"{self._label}: {format_.name} inside {self._outer}; unpack it first")
            return _Unpack(self._label, format_.name, format_.reader)
        if isinstance(format_.reader, Encoding):
            self.encoding = format_.reader
            return _Plain() if format_.reader is UTF8 else _Decode(self._label, format_.reader)
        raise InputError(f"{self._label}: {format_.name} cannot be read here; {format_.reader}")


class _Plain:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def flush(self) -> Iterator[bytes]:
        yield from ()


# Text that changes to one byte a character in the middle (a UTF-16 file that something appended ASCII to) is
# valid UTF-16 too, and its digits would hide in pairs: six bytes of digits and separators in a row, or a line
# end that is off by one byte, say that it is not UTF-16 any more.
_PAIRED = "".join(
    re.escape(chr(high << 8 | low)) for high in b"0123456789+-. ()" for low in b"0123456789+-. ()"
)
_NOT_UTF16 = late(f"[{_PAIRED}]{{3}}|[\u0a00\u0d00]")


class _Decode:
    """UTF-16 or UTF-32 to UTF-8. An error names the byte offset and never holds the text
    (`UnicodeDecodeError` does)."""

    def __init__(self, label: str, encoding: Encoding) -> None:
        self._label = label
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
        self._at = 0  # bytes fed so far
        self._tail = ""  # the last two characters, for a pattern over the edge of two chunks

    def feed(self, data: bytes) -> Iterator[bytes]:
        if not self._at:
            self._at = len(self._encoding.bom)
            data = data[self._at :]
        yield from self._decode(data, final=False)

    def flush(self) -> Iterator[bytes]:
        yield from self._decode(b"", final=True)

    def _decode(self, data: bytes, *, final: bool) -> Iterator[bytes]:
        held = self._decoder.getstate()[0]
        start = self._at - len(held)
        self._at += len(data)
        bad = None
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError as error:
            bad = error.start
        if bad is not None:  # outside the handler, so that the error which holds the text is not chained
            yield (held + data)[:bad].decode(self._encoding.codec).encode()
            raise InputError(f"{self._label}: not valid {self._encoding.name} at byte {start + bad}")
        end = self._end_of_utf16(text)
        yield text[:end].encode()
        if end is not None:
            raise InputError(f"{self._label}: not {self._encoding.name} any more near byte {start + 2 * end}")

    def _end_of_utf16(self, text: str) -> int | None:
        """Where `text` stops being UTF-16, None if nowhere."""
        both = self._tail + text
        found = _NOT_UTF16.search(both) if self._encoding.codec.startswith("utf-16") else None
        end = max(0, found.start() - len(self._tail)) if found else None
        self._tail = both[-2:]
        return end


Drain = Generator[bytes, None, "bytes | None"]


class Packing(NamedTuple):
    """A compression: makes a decompressor, and runs it in bounded steps.

    `drain` gives the output and returns what stands behind the end of the member, or None if it goes on.
    """

    new: Callable[[], Any]
    drain: Callable[[Any, bytes], Drain]


def _drain_zlib(member: Any, data: bytes) -> Drain:
    while True:
        part = member.decompress(data, PART)
        yield part
        data = member.unconsumed_tail
        if member.eof:
            return bytes(member.unused_data)
        if not data and len(part) < PART:
            return None


def _drain(member: Any, data: bytes) -> Drain:
    while True:
        yield member.decompress(data, PART)
        data = b""
        if member.eof:
            return bytes(member.unused_data)
        if member.needs_input:
            return None


def _drain_zstd(member: Any, data: bytes) -> Drain:
    for start in range(0, len(data), ZSTD_SLICE):
        yield member.decompress(data[start : start + ZSTD_SLICE])
        if member.eof:
            return bytes(member.unused_data) + data[start + ZSTD_SLICE :]
    return None


def _new_zstd() -> Any:
    import zstandard  # 27 ms, and most inputs do without  # noqa: PLC0415

    return zstandard.ZstdDecompressor().decompressobj()


def _new_bzip2() -> Any:
    import bz2  # as above  # noqa: PLC0415

    return bz2.BZ2Decompressor()


def _new_xz() -> Any:
    import lzma  # as above  # noqa: PLC0415

    return lzma.LZMADecompressor(lzma.FORMAT_XZ)


class _Unpack:
    """Decompresses member after member (concatenated gzip, bzip2, xz; zstd frames), zero padding between
    them."""

    def __init__(self, label: str, name: str, packing: Packing) -> None:
        self.inner = Decoder(label, outer=name)
        self._label = label
        self._name = name
        self._packing = packing
        self._member: Any = None
        self._at = 0  # stored bytes taken so far

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._at += len(data)
        rest: bytes | None = data
        while rest:
            if not self._member:
                rest = rest.lstrip(b"\0")
                if not rest:
                    return
                self._member = self._packing.new()
            rest = yield from self._drain(rest)

    def flush(self) -> Iterator[bytes]:
        if self._member:
            raise InputError(f"{self._label}: {self._name} data breaks off at byte {self._at}")
        yield from self.inner.flush()

    def _drain(self, data: bytes) -> Drain:
        steps = self._packing.drain(self._member, data)
        while True:
            try:
                part = next(steps)
            except StopIteration as end:
                if end.value is not None:
                    self._member = None
                return end.value  # type: ignore[no-any-return]
            except (
                Exception
            ) as error:  # zlib.error, OSError, LZMAError, ZstdError: no common root; none holds text
                raise InputError(
                    f"{self._label}: {self._name} data damaged before byte {self._at}"
                ) from error
            if part:
                yield from self.inner.feed(part)


class Encoder:
    """Clean UTF-8 back to the encoding the input had, its byte order mark first."""

    def __init__(self, encoding: Encoding) -> None:
        self._codec = encoding.codec
        self._mark = encoding.bom
        # A piece of a long line may be cut inside a character and its one half withheld: U+FFFD for the
        # other.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.newline = "\n".encode(encoding.codec)

    def encode(self, data: bytes, *, final: bool = False) -> bytes:
        """Bytes to write for `data`; a character cut at its end waits for the next call."""
        mark, self._mark = self._mark, b""
        return mark + self._decoder.decode(data, final).encode(self._codec)


class Compressor(Protocol):
    """What zlib, bz2, lzma and zstandard agree on."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


def compressor(name: str) -> Compressor | None:
    """The compressor that an output's name asks for by its suffix; None for plain."""
    for suffix, make in SUFFIXES:
        if name.endswith(suffix):
            return make()
    return None


def _write_zstd() -> Compressor:
    import zstandard  # as above  # noqa: PLC0415

    made: Compressor = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    return made


def _write_bzip2() -> Compressor:
    import bz2  # as above  # noqa: PLC0415

    return bz2.BZ2Compressor()


def _write_xz() -> Compressor:
    import lzma  # as above  # noqa: PLC0415

    return lzma.LZMACompressor()


SUFFIXES: tuple[tuple[str, Callable[[], Compressor]], ...] = (
    (".gz", lambda: zlib.compressobj(wbits=31)),
    (".zst", _write_zstd),
    (".bz2", _write_bzip2),
    (".xz", _write_xz),
)


class Format(NamedTuple):
    """Stored bytes that begin with `magic`. `reader` says how to read them, or what to do where we cannot."""

    magic: bytes
    name: str
    reader: Packing | Encoding | str


def _utf(name: str, codec: str, bom: bytes) -> Format:
    return Format(bom, name, Encoding(name, codec, bom))


_ZSTD = Packing(_new_zstd, _drain_zstd)
_BZIP2 = Packing(_new_bzip2, _drain)
_UNPACK = "unpack it first"
_PLAIN = Format(b"", "text", UTF8)
_UNMARKED_TEXT = Format(
    b"", "UTF-16 or UTF-32 without a byte order mark", "convert it to UTF-8, or put the mark before it"
)

# UTF-16 or UTF-32 without its mark: letters of one byte each beside zeros. Read as UTF-8 its numbers would
# pass.
_UNMARKED = re.compile(rb"[^\0\n]\0[^\0]\0|\0[^\0\n]\0[^\0]|[^\0\n]\0\0\0|\0\0\0[^\0]", re.DOTALL)
_UNMARKED_BEGUN = re.compile(rb"[^\0\n](?:\0.?)?|\0(?:[^\0\n]\0?|\0\0?)?", re.DOTALL)


def sniff(head: bytes, *, final: bool) -> Format | None:
    """The format of an input that begins with `head`; None if more bytes are needed (never when `final`).

    At most ten bytes are needed, and on a slow pipe no complete line waits for them unless it begins like a
    magic.
    """
    for row in FORMATS:
        if head.startswith(row.magic):
            return row
        if not final and row.magic.startswith(head):
            return None
    if not final and _UNMARKED_BEGUN.fullmatch(head):
        return None
    return _UNMARKED_TEXT if _UNMARKED.match(head) else _PLAIN


# The order has meaning: UTF-32 LE begins like UTF-16 LE. The magic of bzip2 is its letters, a level, and the
# first digits of pi (a block) or of its root (an empty file): three letters alone may begin a log line.
FORMATS: tuple[Format, ...] = (
    _utf("UTF-32 LE", "utf-32-le", codecs.BOM_UTF32_LE),
    _utf("UTF-32 BE", "utf-32-be", codecs.BOM_UTF32_BE),
    _utf("UTF-16 LE", "utf-16-le", codecs.BOM_UTF16_LE),
    _utf("UTF-16 BE", "utf-16-be", codecs.BOM_UTF16_BE),
    Format(b"\x1f\x8b\x08", "gzip", Packing(lambda: zlib.decompressobj(wbits=31), _drain_zlib)),
    Format(b"\xfd7zXZ\0", "xz", Packing(_new_xz, _drain)),
    Format(b"\x28\xb5\x2f\xfd", "zstd", _ZSTD),
    *(
        Format(b"%c\x2a\x4d\x18" % byte, "zstd", _ZSTD) for byte in range(0x50, 0x60)
    ),  # a skippable frame comes first
    *(Format(b"BZh%d1AY&SY" % level, "bzip2", _BZIP2) for level in range(1, 10)),
    *(Format(b"BZh%d\x17\x72\x45\x38\x50\x90" % level, "bzip2", _BZIP2) for level in range(1, 10)),
    Format(b"PK\x03\x04", "a zip archive", _UNPACK),
    Format(b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    Format(b"\x04\x22\x4d\x18", "lz4", _UNPACK),
    Format(b"\x1f\x9d", "compress (.Z)", _UNPACK),
    Format(b"\x5d\0\0", "lzma", _UNPACK),
    Format(b"LZIP\x01", "lzip", _UNPACK),
)
