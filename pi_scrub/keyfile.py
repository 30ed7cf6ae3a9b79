"""The file a keyring stands in: read only if it is safe, made whole or not at all. Knows nothing of keys.

Strategy: what is read is judged on the opened descriptor, so nobody can swap the file between look and use.
What is made is written under another name and then linked to its own, so another process finds all of it or
nothing. Messages name paths and modes, never content. They say what is wrong with "it"; the caller puts the
name before.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shlex
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pi_scrub.errors import KeyringError

FILE_LIMIT = 1 << 20  # bytes; some 6,000 keys

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EACCES}


def read(place: Path, group_read: bool) -> bytes:
    """What the file holds, at most `FILE_LIMIT` bytes. A link is followed, and its target judged.

    group_read: whether the file's group may read it. Never waits: O_NONBLOCK opens a pipe at once. Raises
    KeyringError for a file that is missing, unsafe, too large or not a plain one.
    """
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise KeyringError(_missing(place)) from None
    except (OSError, ValueError) as error:
        raise KeyringError(f"cannot be opened ({_reason(error)})") from None
    try:
        _judge(os.fstat(descriptor), place, group_read)
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise KeyringError(f"cannot be read ({_reason(error)})") from None
    finally:
        os.close(descriptor)
    if len(content) > FILE_LIMIT:
        raise KeyringError(f"is no keyring: it is larger than {FILE_LIMIT >> 20} MiB")
    return content


def make(place: Path, content: bytes) -> str | None:
    """Make the file, open to its owner only, and have it on disk; what went wrong, if anything.

    Folders that are missing are made, closed to all others. Where anything stands already, also a link, it
    stays as it is. Raises nothing for what the file system refuses: the traceback would hold the content.
    """
    try:
        _make_folders(place.parent)
        _make(place, content)
    except FileExistsError:
        return "exists already, and no keyring is ever overwritten; name another path"
    except (OSError, ValueError) as error:
        return f"cannot be made ({_reason(error)})"
    return None


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """Hold the keyring at `place` against other changes: of several at once, each sees what the one before
    left.

    The lock is on the folder, which stays when the file is replaced. Raises KeyringError.
    """
    try:
        descriptor = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise KeyringError(f"cannot be locked ({_reason(error)})") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def replace(place: Path, content: bytes) -> str | None:
    """Put `content` in the place of the file there; what went wrong, if anything. Owner and mode stay.

    At any moment, also after a crash, all of the old content stands there or all of the new: it is written
    beside, brought to disk, then renamed. A name that something left behind by a crash begins with
    `.pi_scrub-`. `place` must be no link. Raises nothing for what the file system refuses, as `make`.
    """
    if len(content) > FILE_LIMIT:
        return f"cannot be changed: it would be larger than {FILE_LIMIT >> 20} MiB, which is not read"
    draft = _draft(place)
    try:
        try:
            _write(draft, content, place.lstat())
            draft.rename(place)
        finally:
            draft.unlink(missing_ok=True)
        _sync(place.parent)
    except (OSError, ValueError) as error:
        return f"cannot be changed ({_reason(error)})"
    return None


def shown(place: Path) -> str:
    """The path as a shell takes it, on one line, control characters escaped."""
    text = os.fspath(place)
    return shlex.quote(text) if text.isprintable() else ascii(text)


def _missing(place: Path) -> str:
    if place.is_symlink():
        return "is a link to nothing; mend the link or name another keyring"
    return f"does not exist; name another, or make it by `pi-scrub keys new --keyring {shown(place)}`"


def _judge(status: os.stat_result, place: Path, group_read: bool) -> None:
    """Refuse what others could read or replace, and what is no plain file."""
    mode = status.st_mode
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in _KINDS if test(mode)), "something else")
        raise KeyringError(f"is {kind}; a keyring is a plain file")
    if status.st_uid not in {
        os.geteuid(),
        0,
    }:  # root can read all there is, and owns the secrets that are mounted
        raise KeyringError(
            f"belongs to user {status.st_uid}, who can read and replace it; make it yours by chown"
        )
    if mode & 0o007:
        raise KeyringError(f"is open to other users; close it by `chmod 600 {shown(place)}`")
    if mode & 0o070 and not group_read:
        raise KeyringError(
            f"is open to its group; close it by `chmod 600 {shown(place)}`,"
            " or allow it by keyring_group_read = true in the policy"
        )
    if mode & 0o020:
        raise KeyringError(f"can be changed by its group; close it by `chmod 640 {shown(place)}`")


def _make(place: Path, content: bytes) -> None:
    """Write beside `place`, then link there; a link (as O_EXCL) never replaces or follows what is there."""
    draft = _draft(place)
    try:
        _write(draft, content)
        os.link(draft, place, follow_symlinks=False)
    finally:
        draft.unlink()
    try:
        _sync(place.parent)
    except OSError:
        place.unlink()
        raise


def _draft(place: Path) -> Path:
    return place.with_name(f".pi_scrub-{os.urandom(8).hex()}.tmp")


def _write(draft: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """A new file, on disk when this returns: open to its owner only, or owned and open as `like`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(draft, flags, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor is no path
        if like and (like.st_uid, like.st_gid) != (os.geteuid(), os.fstat(descriptor).st_gid):
            os.fchown(descriptor, like.st_uid, like.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(like.st_mode) if like else 0o600)  # whatever the umask
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _make_folders(folder: Path) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        with suppress(FileExistsError):  # another process made it just now
            each.mkdir(0o700)
            each.chmod(0o700)  # whatever the umask
            _sync(each.parent)


def _sync(folder: Path) -> None:
    """Have the names in `folder` on disk, where its file system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or "no valid path"
