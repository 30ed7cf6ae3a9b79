"""What is read and written: standard input, files, pipes; atomic files, standard output.

Strategy: a `Source` gives UTF-8 bytes whatever was stored; a `Sink` takes clean
UTF-8 lines and knows at any time where the last line ended. A file appears under its name only when it is
complete. Everything is done by `os.read` and `os.write`: no buffer of Python's holds a line back or loses one
at exit.
"""

from __future__ import annotations

import mmap
import os
import select
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from pi_scrub.errors import InputError, OutputError
from pi_scrub.formats import UTF8, Compressor, Decoder, Encoder, Encoding, compressor
from pi_scrub.routes import STANDARD_INPUT, descriptor_of, shown, status_of

STORED = 8 << 20  # bytes of an atomic file that are written before the system is asked to store them


class Source:
    """One input. `decode` turns what was read into UTF-8; raises InputError, always with the input's name."""

    def __init__(self, name: str) -> None:
        self.label = shown(name)
        self._standard = name == STANDARD_INPUT
        self._decoder = Decoder(self.label)
        try:
            self.descriptor = 0 if self._standard else _open(name)
            mode = os.fstat(self.descriptor).st_mode
        except (OSError, ValueError) as error:
            raise InputError(f"{self.label}: {_reason(error)}") from None
        self.ready = stat.S_ISREG(mode)  # it need never be waited for: there is more, or it is at its end
        if stat.S_ISDIR(mode):
            self.close()
            raise InputError(f"{self.label}: is a folder")

    @property
    def encoding(self) -> Encoding | None:
        """None until the first bytes told."""
        return self._decoder.encoding

    def read(self, size: int) -> bytes | None:
        """Stored bytes, at most `size`; empty at the end; None if there are none yet after all."""
        try:
            return os.read(self.descriptor, size)
        except BlockingIOError:
            return None
        except OSError as error:
            raise InputError(f"{self.label}: {_reason(error)}") from error

    @property
    def plain(self) -> bool:
        """Whether what is left needs no `decode`: it is stored as UTF-8."""
        return self._decoder.plain

    def read_into(self, room: memoryview) -> int | None:
        """Put stored bytes into `room`; how many, 0 at the end; None as `read`. For what is `plain`."""
        try:
            return os.readv(self.descriptor, [room])
        except BlockingIOError:
            return None
        except OSError as error:
            raise InputError(f"{self.label}: {_reason(error)}") from error

    @property
    def place(self) -> int | None:
        """Where it is read next, in bytes as stored; None where there are no places, as in a pipe. Can be set."""
        try:
            return os.lseek(self.descriptor, 0, os.SEEK_CUR)
        except OSError:
            return None

    @place.setter
    def place(self, place: int) -> None:
        os.lseek(self.descriptor, place, os.SEEK_SET)

    def window(self, start: int, size: int) -> mmap.mmap | None:
        """A map of `size` stored bytes from `start` on (a multiple of mmap.ALLOCATIONGRANULARITY); None where there are not
        that many, or it cannot be. Whoever reads it after the file was cut back gets SIGBUS."""
        try:
            if stat.S_ISREG(os.fstat(self.descriptor).st_mode):  # a device has more to it
                return mmap.mmap(self.descriptor, size, mmap.MAP_SHARED, mmap.PROT_READ, offset=start)
        except (OSError, ValueError, OverflowError):
            pass
        return None

    def decode(self, data: bytes) -> Iterator[bytes]:
        """UTF-8 for stored bytes, in parts of bounded size; empty `data` is the end of the input."""
        return self._decoder.feed(data) if data else self._decoder.flush()

    def close(self) -> None:
        if not self._standard:
            os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _open(name: str) -> int:
    # Without O_NONBLOCK a FIFO that nobody writes to would block here, where no signal can end it; poll can
    # wait.
    descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    os.set_blocking(descriptor, True)
    return descriptor


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or "not a file name"


class Sink:
    """Where clean lines go. A context: left normally it is finished, by an exception it is discarded.

    `accepted` counts the clean bytes taken; `mid_line` is true while the last of them is no line end.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.accepted = 0
        self.mid_line = False
        self.wanted = True  # set to False, it is discarded although all went well
        self._encoder: Encoder | None = None
        self._encoding: Encoding | None = None

    def adopt(self, encoding: Encoding, label: str) -> None:
        """Write in the encoding of the input `label`; raises InputError if another input's was another."""
        if self._encoding is None:
            self._encoding = encoding
            self._encoder = None if encoding is UTF8 else Encoder(encoding)
        elif encoding.codec != self._encoding.codec:
            raise InputError(f"{label}: {encoding.name} cannot follow {self._encoding.name} in one output")

    def write(self, data: bytes) -> None:
        """Take clean UTF-8. Raises OutputError; BrokenPipeError if the reader has gone."""
        if data:
            self.accepted += len(data)
            self.mid_line = not data.endswith(b"\n")
            self._put(self._encoder.encode(data) if self._encoder else data)

    def end_line(self) -> None:
        """End the line that stands open, if one does: no two lines are ever merged."""
        if self.mid_line:
            self.write(b"\n")

    def finish(self) -> None:
        """All is written: make it last."""
        if self._encoder:
            self._put(self._encoder.encode(b"", final=True))

    def discard(self) -> None:
        """Leave no half file; what a pipe or a terminal has taken stays."""

    def _put(self, data: bytes) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if kind is not None or not self.wanted:
            self.discard()
            return
        try:
            self.finish()
        except BaseException:
            self.discard()
            raise


class Descriptor(Sink):
    """An open descriptor: standard output, a device, a shell's pipe.

    If it is a plain file and a write fails, it is cut back to its last line end: what was accepted is a
    prefix.
    """

    def __init__(self, descriptor: int, label: str) -> None:
        super().__init__(label)
        self.descriptor = descriptor
        self._written = 0
        self._line_end = 0  # bytes written up to the last line end

    def finish(self) -> None:
        super().finish()
        try:  # some file systems tell only on closing that they are full
            os.close(os.dup(self.descriptor))
        except OSError as error:
            raise self._failed(error) from error

    def _put(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                written = os.write(self.descriptor, rest)
            except BlockingIOError:
                _wait_for_room(self.descriptor)
                continue
            except (BrokenPipeError, ConnectionResetError):
                raise BrokenPipeError from None
            except OSError as error:
                self._cut_back()
                raise self._failed(error) from error
            start = len(data) - len(rest)
            self._note(data, start, start + written)
            rest = rest[written:]

    def _note(self, data: bytes, start: int, stop: int) -> None:
        """data[start:stop] was written."""
        newline = self._encoder.newline if self._encoder else b"\n"
        before = self._written - start
        end = data.rfind(newline, start, stop)
        while end >= 0 and (before + end) % len(newline):  # in UTF-16 it may stand across two characters
            end = data.rfind(newline, start, end + len(newline) - 1)
        if end >= 0:
            self._line_end = before + end + len(newline)
        self._written = before + stop

    def _cut_back(self) -> None:
        """Only where the file's end is ours: another process may write to it as well."""
        with suppress(OSError):
            end = os.lseek(self.descriptor, 0, os.SEEK_CUR)
            status = os.fstat(self.descriptor)
            if stat.S_ISREG(status.st_mode) and status.st_size == end:
                line_end = end - (self._written - self._line_end)
                os.ftruncate(self.descriptor, line_end)
                os.lseek(self.descriptor, line_end, os.SEEK_SET)

    def _failed(self, error: OSError) -> OutputError:
        return OutputError(f"{self.label}: {_reason(error)}")


class Device(Descriptor):
    """A device such as /dev/null or /dev/full: written as it stands, for it cannot be replaced by a file."""

    def __init__(self, path: str) -> None:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise OutputError(f"{shown(path)}: {_reason(error)}") from error
        super().__init__(descriptor, shown(path))

    def finish(self) -> None:
        super().finish()
        os.close(self.descriptor)

    def discard(self) -> None:
        with suppress(OSError):
            os.close(self.descriptor)


class AtomicFile(Sink):
    """A file that appears under its name complete and on disk, or not at all; compressed as its suffix says.

    It is written under a random name in the same folder, closed to others (0600). It then gets the mode and,
    if we may, the owner of the file it replaces; a new one what the umask leaves.
    """

    def __init__(self, target: str, packer: Compressor | None = None) -> None:
        super().__init__(shown(target))
        self._target = Path(target)
        self._packer = packer
        self._written = self._stored = 0
        self._temporary = self._target.parent / f".pi-scrub-{os.urandom(8).hex()}.tmp"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            self._descriptor = os.open(self._temporary, flags, 0o600)
        except (OSError, ValueError) as error:
            raise OutputError(f"{self.label}: {_reason(error)}") from None

    def finish(self) -> None:
        super().finish()
        try:
            if self._packer:
                self._write(self._packer.flush())
            self._take_mode()
            os.fsync(self._descriptor)
            self._close()
            self._temporary.rename(self._target)
            _sync_folder(self._target.parent)
        except OSError as error:
            raise OutputError(f"{self.label}: {_reason(error)}") from error

    def discard(self) -> None:
        with suppress(OSError):
            self._temporary.unlink()
        self._close()

    def _put(self, data: bytes) -> None:
        try:
            self._write(self._packer.compress(data) if self._packer else data)
        except OSError as error:
            raise OutputError(f"{self.label}: {_reason(error)}") from error

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        self._written += len(data)
        if self._written - self._stored >= STORED:
            self._store()

    def _store(self) -> None:
        """Has the system begin to store what was written, so that little is left to wait for at the end. Linux begins so when it is told
        that the bytes are not needed, and as they are not stored yet, it keeps them at hand."""
        with suppress(OSError, AttributeError):  # not every system knows it
            os.posix_fadvise(self._descriptor, self._stored, self._written - self._stored, os.POSIX_FADV_DONTNEED)
        self._stored = self._written

    def _take_mode(self) -> None:
        try:
            replaced = os.lstat(self._target)
        except FileNotFoundError:
            mask = os.umask(0o077)  # it can only be read by setting it
            os.umask(mask)
            os.fchmod(self._descriptor, 0o666 & ~mask)
            return
        with suppress(PermissionError):
            os.fchown(self._descriptor, replaced.st_uid, replaced.st_gid)
        os.fchmod(self._descriptor, stat.S_IMODE(replaced.st_mode) & 0o777)

    def _close(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _wait_for_room(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    poll.poll()


def open_sink(target: str | None) -> Sink:
    """The sink for a target: None for standard output, a device or a shell's pipe as it stands, or an atomic
    file.

    Raises OutputError.
    """
    if target is None:
        return Descriptor(1, "standard output")
    descriptor = descriptor_of(target)
    if descriptor is not None:
        return Descriptor(descriptor, shown(target))
    status = status_of(target)
    if status and stat.S_ISCHR(status.st_mode):
        return Device(target)
    return AtomicFile(target, compressor(target))


def make_folder(folder: str) -> None:
    """Make the folder the outputs go to, if there is none yet (its parent must exist). Raises OutputError."""
    try:
        Path(folder).mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{shown(folder)}: {_reason(error)}") from error
