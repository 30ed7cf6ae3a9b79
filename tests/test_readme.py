"""The README's examples run: `$ command` lines in console blocks give the output that follows, python blocks run.

A block behind the comment `<!-- not run -->` is left out. Tokens are compared by their kind alone.
"""


from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from command import ROOT, environment

README = ROOT / "README.md"
TEXT = README.read_text() if README.exists() else ""
NOT_RUN = "<!-- not run -->"

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(r"([a-z]{2,16})_[a-z0-9]+_[a-p]{32}")


class Example(NamedTuple):
    """One block: its language, its text, the line it stands on, whether it is run."""

    language: str
    text: str
    line: int
    run: bool


def examples() -> Iterator[Example]:
    for found in _FENCE.finditer(TEXT):
        before = TEXT[: found.start()].rstrip().rpartition("\n")[2].strip()
        yield Example(found[1], found[2], TEXT.count("\n", 0, found.start()) + 1, before != NOT_RUN)


EXAMPLES = list(examples())


def _of(language: str) -> list[object]:
    return [
        pytest.param(each, id=f"line {each.line}") for each in EXAMPLES if each.language == language and each.run
    ]


pytestmark = pytest.mark.skipif(not TEXT, reason="no README.md yet")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the samples, in which the examples run."""
    if (ROOT / "samples").exists():
        shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _environment(folder: Path) -> dict[str, str]:
    """The keyring of the tests, and a `pi-scrub` on the path that is this package."""
    tools = folder / ".bin"
    tools.mkdir(exist_ok=True)
    for name, args in (("pi-scrub", "-m pi_scrub"), ("python", ""), ("python3", "")):
        tool = tools / name
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {args} "$@"\n')
        tool.chmod(0o755)
    env = environment()
    return env | {"PATH": f"{tools}{os.pathsep}{env['PATH']}", "HOME": str(folder), "COLUMNS": "80"}


def steps(text: str) -> list[tuple[str, str]]:
    """(command, output) of a console block; a command goes on behind a backslash at the end of its line."""
    found: list[tuple[str, str]] = []
    lines = iter(text.splitlines(keepends=True))
    for line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\\n"):
                command += next(lines).removeprefix("> ")
            found.append((command, ""))
        else:
            assert found, "output before the first command"
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


@pytest.mark.parametrize("example", _of("console"))
def test_a_console_example_gives_what_it_shows(example: Example, folder: Path) -> None:
    env = _environment(folder)
    for command, expected in steps(example.text):
        done = subprocess.run(
            ["/bin/bash", "-c", command], cwd=folder, env=env, timeout=30, check=False, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert "Traceback" not in done.stdout
        assert short(done.stdout) == short(expected), command


@pytest.mark.parametrize("example", _of("python"))
def test_a_python_example_runs(example: Example, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in _environment(folder).items():
        monkeypatch.setenv(name, value)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example.text, f"README.md:{example.line}", "exec"), {"__name__": "__main__"})  # noqa: S102
    shown = [line.split("# ", 1)[1] for line in example.text.splitlines() if line.startswith("print(") and "  # " in line]
    if shown:
        assert short(printed.getvalue()).splitlines() == [short(line) for line in shown]


def short(text: str) -> str:
    """Tokens by kind, no white space at the ends of lines."""
    return "\n".join(line.rstrip() for line in _TOKEN.sub(r"\1_…", text).strip().splitlines())


def test_the_readme_has_examples_that_run() -> None:
    assert len(_of("console")) >= 1 and len(_of("python")) >= 1


LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("target", sorted(set(LINK.findall(TEXT))) or ["README.md"])
def test_the_files_the_readme_links_to_exist(target: str) -> None:
    assert (ROOT / target).exists()
