"""Routes: every input to its output; what would harm is refused before anything is opened."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from pi_scrub.errors import UsageError
from pi_scrub.routes import Plan, Route, plan, refuse, same_file, shown


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own working folder with two logs and a folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.log", "b.log", "keyring.json"):
        Path(name).write_bytes(b"before\n")
    Path("clean").mkdir()
    Path("sub").mkdir()
    Path("sub/a.log").write_bytes(b"before\n")
    return tmp_path


PLANS: list[tuple[list[str], str | None, Plan]] = [
    ([], None, Plan((Route(("-",), None),))),
    (["-"], "-", Plan((Route(("-",), None),))),
    (["a.log", "-", "b.log"], None, Plan((Route(("a.log", "-", "b.log"), None),))),
    (["a.log", "a.log"], None, Plan((Route(("a.log", "a.log"), None),))),
    (["a.log"], "new.log", Plan((Route(("a.log",), "new.log"),))),
    ([], "new.log", Plan((Route(("-",), "new.log"),))),
    (["a.log"], "clean", Plan((Route(("a.log",), "clean/a.log"),), "clean")),
    (["sub/a.log"], "new/", Plan((Route(("sub/a.log",), "new/a.log"),), "new/")),
    (
        ["a.log", "b.log"],
        "new",
        Plan((Route(("a.log",), "new/a.log"), Route(("b.log",), "new/b.log")), "new"),
    ),
]


@pytest.mark.parametrize(("inputs", "output", "expected"), PLANS)
def test_every_input_gets_its_output(inputs: list[str], output: str | None, expected: Plan) -> None:
    assert plan(inputs, output) == expected


REFUSED = [
    (["a.log", "sub/a.log"], "clean", "a.log and sub/a.log would both be clean/a.log"),
    (["a.log", "a.log"], "clean/", "would both be"),
    (["a.log", "b.log"], "keyring.json", "is not a folder"),
    (["-", "a.log"], "clean", "standard input has no name"),
    (["-", "-"], None, "named twice"),
    (["a.log"], "a.log", "is an input"),
    (["a.log"], "./sub/../a.log", "is an input"),
    (["missing.log"], "missing.log", "is an input"),
    (["a.log", "b.log"], ".", "is an input"),
    (["a.log"], "keyring.json", "is the keyring"),
    (["sub/a.log", "keyring.json"], "clean", "keyring.json is the keyring, not a log"),
    (["a.log"], "", "empty name"),
]


@pytest.mark.parametrize(("inputs", "output", "message"), REFUSED)
def test_what_would_harm_is_refused(inputs: list[str], output: str | None, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        plan(inputs, output, [("the keyring", "keyring.json")])
    assert Path("a.log").read_bytes() == b"before\n"
    assert sorted(path.name for path in Path().iterdir()) == [
        "a.log",
        "b.log",
        "clean",
        "keyring.json",
        "sub",
    ]


def make(kind: str) -> str:
    """Something at `out.log` that no output may replace."""
    if kind == "link":
        Path("out.log").symlink_to("b.log")
    elif kind == "dangling link":
        Path("out.log").symlink_to("nowhere")
    elif kind == "hard link":
        Path("out.log").hardlink_to("b.log")
    elif kind == "FIFO":
        os.mkfifo("out.log")
    else:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("out.log")
    return "out.log"


@pytest.mark.parametrize("kind", ["link", "dangling link", "hard link", "FIFO", "socket"])
@pytest.mark.parametrize("into", [None, "folder"])
def test_no_output_takes_the_place_of_what_is_no_plain_file(kind: str, into: str | None) -> None:
    target = make(kind)
    if into:
        Path(target).rename("clean/a.log")
    with pytest.raises(UsageError, match=r"symbolic link|hard links|not a regular file"):
        plan(["a.log"], "clean" if into else target)
    assert Path("b.log").read_bytes() == b"before\n"
    assert not Path("nowhere").exists()


@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
def test_an_output_that_is_an_input_by_a_link_is_refused(link: str) -> None:
    getattr(Path("alias.log"), link)("a.log")
    for inputs, output in ((["alias.log"], "a.log"), (["a.log"], "alias.log")):
        with pytest.raises(UsageError, match="is an input"):
            plan(inputs, output)


@pytest.mark.parametrize(
    "target", ["/dev/null", "/dev/full", "/dev/stdout", "/dev/stderr", "/dev/fd/1", "new.log", None]
)
def test_devices_and_new_files_are_outputs(target: str | None) -> None:
    refuse(target, [("an input", "a.log")])


def test_the_same_terminal_or_device_on_both_ends_is_no_harm() -> None:
    assert not same_file("/dev/null", "/dev/null")
    assert same_file("a.log", "./a.log")
    assert same_file("not-yet", "sub/../not-yet")
    assert not same_file("a.log", "not-yet")


NAMES = [
    ("-", "standard input"),
    ("app.log", "app.log"),
    ("Zoë 日.log", "Zoë 日.log"),
    ("a\x1b[31m.log", r"a\x1b[31m.log"),
    ("a\nb\r.log", r"a\nb\r.log"),
    ("a\u202egol.log", r"a\u202egol.log"),
    (os.fsdecode(b"\xff.log"), r"\udcff.log"),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_name_in_a_message_steers_no_terminal(name: str, expected: str) -> None:
    assert shown(name) == expected
