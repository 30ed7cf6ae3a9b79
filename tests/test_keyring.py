"""Keyrings: made safely, read only if safe, silent about their secrets. Real files, links, pipes and modes.

The modes are judged as they are written, so the tests hold for root as for anybody.
"""

from __future__ import annotations

import base64
import copy
import dataclasses
import json
import os
import pickle
import pprint
import re
import secrets
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import orjson
import pytest

from pi_scrub import Keyring, KeyringError
from pi_scrub.key import UNDATED, Retired, derive
from pi_scrub.keyring import DEFAULT_JURISDICTION, default_path, locate

ROOT = Path(__file__).parent.parent
CANARY = bytes.fromhex("8f3ad1c07be94f5526a0e7b3d84c1f9902e65bd7a1c83f704d9be2165cf0a833")
CREATED = "2025-01-31T12:00:00Z"
VARIABLES = ("PI_SCRUB_KEYRING", "PI_SCRUB_KEY", "PI_SCRUB_JURISDICTION", "XDG_CONFIG_HOME")


def b64(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


def entry(**changes: Any) -> dict[str, Any]:
    """A key as the file has it."""
    return {"id": "k", "created": CREATED, "state": "active", "secret": b64(CANARY)} | changes


def document(*keys: Any, **changes: Any) -> bytes:
    """The content of a keyring file."""
    good = {"format": "pi_scrub keyring v1", "jurisdiction": "EEA", "keys": list(keys or [entry()])}
    return orjson.dumps(good | changes)


GOOD = document()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own home folder, and none of our variables."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a keyring may be made; nothing is there."""
    return tmp_path / "keyring.json"


def put(path: Path, content: bytes = GOOD, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- made ---


def test_a_made_keyring_is_read_back_with_one_random_active_key(path: Path) -> None:
    made = Keyring.create(path, id="eea1", jurisdiction="EEA")
    read = Keyring.load(path)
    assert (read.jurisdiction, read.active.id) == ("EEA", "eea1")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", read.active.created)
    assert read.active.secret == made.active.secret
    assert len(read.active.secret) == 32
    assert len(read.keys) == 1


def test_the_file_is_as_documented(path: Path) -> None:
    made = Keyring.create(path, id="eea1")
    assert json.loads(path.read_bytes()) == {
        "format": "pi_scrub keyring v1",
        "jurisdiction": DEFAULT_JURISDICTION,
        "keys": [
            {
                "id": "eea1",
                "created": made.active.created,
                "state": "active",
                "secret": b64(made.active.secret),
            }
        ],
    }


def test_random_ids_are_letters_and_secrets_are_never_the_same(tmp_path: Path) -> None:
    made = [Keyring.create(tmp_path / str(n)).active for n in range(20)]
    assert all(re.fullmatch(r"[a-z]{8}", key.id) for key in made)
    assert len({key.id for key in made}) == len({key.secret for key in made}) == 20


@pytest.mark.parametrize("umask", [0, 0o022, 0o777])
def test_file_and_folders_are_closed_to_all_others_whatever_the_umask(path: Path, umask: int) -> None:
    place = path.parent / "a" / "b" / "keyring.json"
    before = os.umask(umask)
    try:
        Keyring.create(place)
    finally:
        os.umask(before)
    assert mode_of(place) == 0o600
    assert mode_of(place.parent) == mode_of(place.parent.parent) == 0o700
    assert [each.name for each in place.parent.iterdir()] == ["keyring.json"]
    assert place.stat().st_nlink == 1


def test_a_folder_that_is_there_keeps_its_mode(path: Path) -> None:
    path.parent.chmod(0o755)
    Keyring.create(path)
    assert mode_of(path.parent) == 0o755


def _file(path: Path) -> None:
    path.write_bytes(b"precious")


def _link(path: Path) -> None:
    _file(path.with_name("target"))
    path.symlink_to("target")


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("there", [_file, _link, _dangling, Path.mkdir, os.mkfifo])
def test_what_stands_there_already_stays_as_it_is(path: Path, there: Callable[[Path], None]) -> None:
    there(path)
    before = _tree(path.parent)
    with pytest.raises(KeyringError, match="exists already"):
        Keyring.create(path)
    assert _tree(path.parent) == before


def _tree(folder: Path) -> list[tuple[str, int, int, bytes]]:
    return sorted(
        (each.name, each.lstat().st_ino, each.lstat().st_mode, each.read_bytes() if each.is_file() else b"")
        for each in folder.iterdir()
    )


def test_a_second_create_is_refused_and_the_first_key_lives(path: Path) -> None:
    first = Keyring.create(path)
    with pytest.raises(KeyringError, match="exists already"):
        Keyring.create(path)
    assert Keyring.load(path).active.secret == first.active.secret


def test_of_processes_that_create_at_once_one_wins_and_all_read_its_key(path: Path) -> None:
    code = """
import sys, time
from pathlib import Path
from pi_scrub import Keyring, KeyringError
path, go = map(Path, sys.argv[1:])
print("ready", flush=True)
while not go.exists():
    pass
try:
    Keyring.create(path); print("made", flush=True)
except KeyringError:
    print("found", flush=True)
print(Keyring.load(path).active.id)
"""
    go = path.with_name("go")
    args = [sys.executable, "-c", code, str(path), str(go)]
    running = [subprocess.Popen(args, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(2)]
    for each in running:
        assert each.stdout
        assert each.stdout.readline() == b"ready\n"
    go.touch()
    said = [each.communicate(timeout=30)[0].split() for each in running]
    assert sorted(words[0] for words in said) == [b"found", b"made"]
    assert said[0][1] == said[1][1]


def test_a_failed_write_leaves_no_file(path: Path) -> None:
    """The limit on file sizes is a full disk that needs no mount."""
    code = """
import resource, sys
from pi_scrub import Keyring
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
Keyring.create(sys.argv[1])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert "cannot be made (File too large)" in done.stderr
    assert not [*path.parent.iterdir()]


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("file/keyring.json", "Not a directory"),
        ("/proc/keyring.json", "cannot be made"),
        ("nul\0.json", "no valid path"),
        ("n" * 300, "File name too long"),
        ("", "empty"),
    ],
)
def test_where_none_can_be_made_the_error_says_why(path: Path, place: str, says: str) -> None:
    _file(path.with_name("file"))
    with pytest.raises(KeyringError, match=says):
        Keyring.create(path.parent / place if place else "")


@pytest.mark.parametrize(
    "bad",
    [
        {"id": ""},
        {"id": "1a"},
        {"id": "A"},
        {"id": "a_b"},
        {"id": "a\n"},
        {"id": "a" * 13},
        {"id": "a1234"},
        {"id": "a1b2c3d4"},
        {"id": "é"},
        {"id": "a\u0663"},
        {"jurisdiction": ""},
        {"jurisdiction": " EEA"},
        {"jurisdiction": "EEA\n"},
        {"jurisdiction": "a\tb"},
        {"jurisdiction": "a\x1b[2Jb"},
        {"jurisdiction": "a\u202eb"},
        {"jurisdiction": "x" * 65},
    ],
)
def test_a_bad_id_or_jurisdiction_makes_no_file(path: Path, bad: dict[str, str]) -> None:
    with pytest.raises(KeyringError, match=r"a key id is|a jurisdiction is"):
        Keyring.create(path, **bad)
    assert not path.exists()


@pytest.mark.parametrize("id", ["a", "eea1", "a123", "abcdefghijkl", "a1b2c3"])
def test_good_ids_are_taken(path: Path, id: str) -> None:
    assert Keyring.create(path, id=id).active.id == id


def test_two_ways_to_type_a_jurisdiction_are_one() -> None:
    names = {
        Keyring.from_secret(CANARY, jurisdiction=name).jurisdiction for name in ("Zo\u00eb", "Zoe\u0308")
    }
    assert names == {"Zo\u00eb"}


# --- read ---


@pytest.mark.parametrize(
    ("mode", "group_read", "says"),
    [
        (0o600, False, None),
        (0o400, False, None),
        (0o700, False, None),
        (0o644, False, "open to other users; close it by `chmod 600 "),
        (0o604, True, "open to other users"),
        (0o602, True, "open to other users"),
        (0o601, True, "open to other users"),
        (0o640, False, "open to its group; close it by `chmod 600 .*keyring_group_read"),
        (0o620, False, "open to its group"),
        (0o610, False, "open to its group"),
        (0o640, True, None),
        (0o440, True, None),
        (0o660, True, "can be changed by its group; close it by `chmod 640 "),
        (0o666, True, "open to other users"),
    ],
)
def test_the_mode_decides_whether_a_keyring_is_read(
    path: Path, mode: int, group_read: bool, says: str | None
) -> None:
    put(path, mode=mode)
    if says is None:
        assert Keyring.load(path, group_read=group_read).active.secret == CANARY
        return
    with pytest.raises(KeyringError, match=says) as caught:
        Keyring.load(path, group_read=group_read)
    assert str(path) in str(caught.value)


def test_the_command_a_refusal_names_mends_it(path: Path) -> None:
    place = put(path.with_name("my $keys; it's.json"), mode=0o644)
    with pytest.raises(KeyringError) as caught:
        Keyring.load(place)
    [command] = re.findall(r"`(.*)`", str(caught.value))
    subprocess.run(command, shell=True, check=True)  # noqa: S602
    assert Keyring.load(place).active.secret == CANARY


def test_a_link_is_followed_and_its_target_judged(path: Path) -> None:
    """Secret mounts are links: keyring.json -> ..data/keyring.json, ..data -> ..2025."""
    folder = path.parent / "..2025"
    folder.mkdir()
    target = put(folder / "keyring.json")
    (path.parent / "..data").symlink_to("..2025")
    path.symlink_to("..data/keyring.json")
    assert Keyring.load(path).active.secret == CANARY
    target.chmod(0o644)
    with pytest.raises(KeyringError, match="open to other users"):
        Keyring.load(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_keyring_of_another_user_is_refused(path: Path) -> None:
    os.chown(put(path), 12345, 12345)
    with pytest.raises(KeyringError, match="belongs to user 12345"):
        Keyring.load(path)


def test_a_keyring_of_root_serves_others_and_a_keyring_of_others_serves_nobody(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = put(path).stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    if owner == 0:
        assert Keyring.load(path).active.secret == CANARY
    else:
        with pytest.raises(KeyringError, match="belongs to user"):
            Keyring.load(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


NO_PLAIN_FILES: list[tuple[Callable[[Path], Any], str]] = [
    (lambda path: None, "does not exist; .*`pi-scrub keys new --keyring "),
    (Path.mkdir, "is a folder"),
    (os.mkfifo, "is a pipe"),
    (_device, "is a device"),
    (_dangling, "is a link to nothing"),
    (_loop, "cannot be opened"),
    (lambda path: path.parent.joinpath("x").symlink_to(path), "does not exist"),
]


@pytest.mark.parametrize(("make", "says"), NO_PLAIN_FILES)
def test_what_is_no_plain_file_is_refused_at_once(path: Path, make: Callable[[Path], Any], says: str) -> None:
    make(path)
    with pytest.raises(KeyringError, match=says):
        Keyring.load(path)


CONTENTS = [  # (what is in the file, what the error says)
    (b"", "is empty"),
    (b" \r\n\r\n", "is empty"),
    (b"\xef\xbb\xbf", "is empty"),
    (b"\0" * 32, "no valid JSON"),
    (CANARY, "no valid JSON"),
    (b64(CANARY).encode(), "no valid JSON from line 1"),
    (GOOD[:-1], "no valid JSON"),
    (GOOD + b"x", "no valid JSON"),
    (GOOD * 2, "no valid JSON"),
    (b"\n\n" + GOOD[:-1] + b"?", "no valid JSON from line 3"),
    (GOOD.decode().encode("utf-16"), "no valid JSON"),
    (b"[" * 100_000, "no valid JSON"),
    (GOOD + b" " * (1 << 20), "larger than 1 MiB"),
    (b"null", "lacks"),
    (b'"' + b64(CANARY).encode() + b'"', "lacks"),
    (b"[" + GOOD + b"]", "lacks"),
    (document(format="pi_scrub keyring v2"), 'lacks "format": "pi_scrub keyring v1"'),
    (document(format=None), "lacks"),
    (document(jurisdiction=None), '"jurisdiction" is missing or no text'),
    (document(jurisdiction=""), "a jurisdiction is"),
    (document(keys=None), '"keys" is no list'),
    (document(keys={"k": entry()}), '"keys" is no list'),
    (document(keys=[]), "no active key"),
    (document(b64(CANARY)), "key 1 of the file: is no object"),
    (document(entry(), entry()), "two keys with one id"),
    (document(entry(state="retired")), "no active key"),
    (document(entry(state="Active")), '"state" is none of active, retired'),
    (document(entry(state=None)), '"state" is missing or no text'),
    (document(entry(), entry(id="b", state="destroyed")), 'key 2 of the file: "state" is none of'),
    (document(entry(id=b64(CANARY))), "key 1 of the file: a key id is"),
    (document(entry(id=7)), '"id" is missing'),
    (document(entry(created="yesterday")), '"created" is no time'),
    (document(entry(created="2025-02-30T12:00:00Z")), '"created" is no time'),
    (document(entry(created="2025-1-1T1:1:1Z")), '"created" is no time'),
    (document(entry(created="2025-01-31T12:00:00+01:00")), '"created" is no time'),
    (document(entry(secret=None)), '"secret" is missing'),
    (document(entry(secret="")), "has 0 bytes of the 32"),
    (document(entry(secret=b64(CANARY[:31]))), "has 31 bytes of the 32"),
    (document(entry(secret=b64(bytes(32)))), "not random: all zero"),
    (document(entry(secret=b64(b"ab" * 32))), "not random"),
    (document(entry(secret=CANARY.hex() + "!")), "not base64"),
    (document(entry(secret=b64(CANARY)[:-1])), "not base64"),
    (document(entry(secret=b64(CANARY) + "\n")), "not base64"),
    (document(entry(secret=" " + b64(CANARY))), "not base64"),
    (document(entry(secret=b64(CANARY) + "é")), "not base64"),
    (document(entry(secret=base64.urlsafe_b64encode(b"\xff" * 2 + CANARY).decode())), "not base64"),
]


@pytest.mark.parametrize(("content", "says"), CONTENTS, ids=[f"{n}" for n in range(len(CONTENTS))])
def test_a_damaged_keyring_is_refused_with_the_reason(path: Path, content: bytes, says: str) -> None:
    with pytest.raises(KeyringError, match=says) as caught:
        Keyring.load(put(path, content))
    assert str(path) in str(caught.value)
    assert_silent(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD + b"\n",
        GOOD + b"\r\n\r\n",
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b",", b",\r\n  "),
        document(
            entry(secret=b64(CANARY), note="to be rotated in May"), comment="kept by the privacy officer"
        ),
    ],
)
def test_line_ends_a_byte_order_mark_and_members_unknown_do_no_harm(path: Path, content: bytes) -> None:
    assert Keyring.load(put(path, content)).active.secret == CANARY


def test_the_newest_active_key_writes_and_of_one_second_the_later_in_the_file(path: Path) -> None:
    times = ["2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z", "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z"]
    states = ["active", "active", "active", "retired"]
    rows = zip("abcd", times, states, strict=True)
    keyring = Keyring.load(put(path, document(*(entry(id=i, created=t, state=s) for i, t, s in rows))))
    assert [key.id for key in keyring.keys] == ["c", "b", "a"]
    assert keyring.active.id == "c"
    assert keyring.retired == (Retired("d", "2025-04-01T00:00:00Z"),)


# --- found ---


def test_a_keyring_is_looked_for_in_the_documented_order(
    path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = home / ".config" / "pi-scrub" / "keyring.json"
    Keyring.create(own, id="own")
    Keyring.create(path, id="named")
    other = path.with_name("other.json")
    Keyring.create(other, id="variable")
    assert (Keyring.load().active.id, locate()) == ("own", own)
    monkeypatch.setenv("PI_SCRUB_KEY", b64(CANARY))
    assert re.fullmatch("e[a-p]{4}", Keyring.load().active.id)
    assert locate() is None
    monkeypatch.setenv("PI_SCRUB_KEYRING", str(other))
    assert (Keyring.load().active.id, locate()) == ("variable", other)
    assert (Keyring.load(path).active.id, locate(path)) == ("named", path)
    assert Keyring.load(str(path), environ={}).active.id == "named"


def test_load_never_makes_a_keyring_nor_passes_over_a_named_one(
    path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyringError, match="does not exist"):
        Keyring.load()
    assert not home.exists()
    Keyring.create(default_path())
    monkeypatch.setenv("PI_SCRUB_KEYRING", str(path))
    with pytest.raises(KeyringError, match=f"{path}: does not exist"):
        Keyring.load()
    monkeypatch.setenv("PI_SCRUB_KEYRING", "")
    with pytest.raises(KeyringError, match="PI_SCRUB_KEYRING of the keyring is empty"):
        Keyring.load()
    with pytest.raises(KeyringError, match="is empty"):
        Keyring.load("")
    assert not path.exists()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "has 0 bytes"),
        (b64(CANARY[:31]), "has 31 bytes"),
        (b64(bytes(32)), "all zero"),
        (b64(CANARY)[:-1], "not base64"),
        ("-" + b64(CANARY), "not base64"),
    ],
)
def test_a_bad_secret_in_the_environment_is_refused(
    value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PI_SCRUB_KEY", value)
    with pytest.raises(KeyringError, match=f"^PI_SCRUB_KEY: .*{says}") as caught:
        Keyring.load()
    assert_silent(caught.value)


def test_a_secret_in_the_environment_has_a_jurisdiction_and_an_id_of_its_own() -> None:
    plain = Keyring.load(environ={"PI_SCRUB_KEY": b64(CANARY)})
    assert (plain.jurisdiction, plain.active.created) == (DEFAULT_JURISDICTION, UNDATED)
    assert plain.active.secret == CANARY
    eea = Keyring.load(environ={"PI_SCRUB_KEY": f" {b64(CANARY)}\r\n", "PI_SCRUB_JURISDICTION": "EEA"})
    assert (eea.jurisdiction, eea.active.secret) == ("EEA", CANARY)
    letters = derive(CANARY, "pi_scrub/v1/fingerprint", "EEA").hex()[:4]
    assert eea.active.id == "e" + "".join("abcdefghijklmnop"[int(digit, 16)] for digit in letters)
    assert eea.active.id != plain.active.id
    with pytest.raises(KeyringError, match="a jurisdiction is"):
        Keyring.load(environ={"PI_SCRUB_KEY": b64(CANARY), "PI_SCRUB_JURISDICTION": ""})


@pytest.mark.parametrize("config", [None, "/etc/somewhere"])
def test_the_default_place_is_where_click_puts_such_things(
    config: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if config:
        monkeypatch.setenv("XDG_CONFIG_HOME", config)
    assert default_path() == Path(click.get_app_dir("pi-scrub")) / "keyring.json"


@pytest.mark.parametrize("config", ["", "relative", "./x"])
def test_no_key_lands_in_the_current_folder(config: str, home: Path) -> None:
    assert default_path({"XDG_CONFIG_HOME": config}) == home / ".config" / "pi-scrub" / "keyring.json"


# --- silent ---


def forms(secret: bytes) -> Iterator[bytes]:
    """The ways a secret, or half of it, may show; `assert_silent` also looks for their `repr`."""
    for whole in (secret, secret[::-1]):
        for part in (whole, whole[:16], whole[16:]):
            yield part
            yield part.hex().encode()
            yield part.hex().upper().encode()
            yield repr(part)[2:-1].encode()
            yield part.hex(" ").encode()
        yield base64.b64encode(whole)[:20]
        yield base64.b64encode(whole)[-20:]
        yield base64.urlsafe_b64encode(whole)[:20]
    yield b64(secret)[::-1].encode()


def assert_no_secret(text: str | bytes) -> None:
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    assert not [form for form in forms(CANARY) if form in data]


def assert_silent(error: BaseException) -> None:
    """Neither in the error, its attributes and causes, nor in the local variables of the package's frames."""
    assert error.__context__ is None
    assert error.__traceback__
    assert_no_secret(repr((error, str(error), error.args, vars(error))))
    inside = error.__traceback__.tb_next  # the first frame is the test's, which knows the secret
    shown = traceback.TracebackException(type(error), error, inside, capture_locals=True)
    assert_no_secret("".join(shown.format()))
    while inside:
        assert_no_secret(repr(inside.tb_frame.f_locals))
        inside = inside.tb_next


def test_the_search_for_secrets_finds_them() -> None:
    for shown in (b64(CANARY), CANARY.hex(), repr(CANARY), GOOD, b"x" + CANARY[::-1], CANARY.hex()[32:]):
        with pytest.raises(AssertionError):
            assert_no_secret(shown)


def test_no_way_to_show_a_key_shows_its_secret() -> None:
    keyring = Keyring.from_secret(CANARY, id="k", jurisdiction="EEA")
    key = keyring.active
    assert repr(key) == str(key) == f"{key}" == "<Key k>"
    assert repr(keyring) == "<Keyring 'EEA': k>"
    for each in (key, keyring, [key], {"key": key}, keyring.keys):
        assert_no_secret(f"{each} {each!r} {pprint.pformat(each)} {json.dumps(each, default=repr)}")
    assert not hasattr(key, "__dict__")


TAKERS: list[Callable[[Any], Any]] = [
    pickle.dumps,
    lambda key: pickle.dumps(key, 0),
    copy.copy,
    copy.deepcopy,
    lambda key: key.__reduce_ex__(2),
    lambda key: key.__getstate__(),
    dataclasses.asdict,
    dataclasses.astuple,
    orjson.dumps,
    json.dumps,
    vars,
    lambda key: json.dumps(key, default=vars),
    dict,
    list,
]


@pytest.mark.parametrize("take", TAKERS)
def test_a_key_cannot_be_pickled_copied_or_taken_apart(take: Callable[[Any], Any]) -> None:
    for secret_holder in (Keyring.from_secret(CANARY).active, Keyring.from_secret(CANARY)):
        with pytest.raises(TypeError) as caught:
            take(secret_holder)
        assert_no_secret(repr(caught.value))


def test_keys_and_keyrings_are_fixed() -> None:
    keyring = Keyring.from_secret(CANARY)
    changes: list[Callable[[], None]] = [
        lambda: setattr(keyring.active, "secret", secrets.token_bytes(32)),
        lambda: setattr(keyring.active, "new", 1),
        lambda: delattr(keyring.active, "secret"),
        lambda: setattr(keyring, "active", None),
        lambda: delattr(keyring, "active"),
    ]
    for change in changes:
        with pytest.raises(AttributeError):
            change()
    assert keyring.active.secret == CANARY


def test_an_error_in_making_a_keyring_shows_no_secret(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_bytes", lambda size: CANARY)
    Keyring.create(path)
    for place in (path, path / "below"):
        with pytest.raises(KeyringError) as caught:
            Keyring.create(place)
        assert_silent(caught.value)
    with pytest.raises(KeyringError) as caught:
        Keyring.create(path.with_name("new"), id=b64(CANARY))
    assert_no_secret(str(caught.value))


def test_a_name_with_control_characters_does_not_reach_the_terminal(path: Path) -> None:
    with pytest.raises(KeyringError) as caught:
        Keyring.load(path.with_name("a\x1b[2J\r\n\u202eb"))
    assert str(caught.value).isprintable()


def test_a_secret_given_by_hand_is_judged_as_one_from_a_file() -> None:
    for bad in (b"", CANARY[:31], bytes(64), b"k" * 32):
        with pytest.raises(KeyringError, match="the secret"):
            Keyring.from_secret(bad)
    with pytest.raises(KeyringError, match="no active key"):
        Keyring("EEA", [], [Retired("k", CREATED)])
