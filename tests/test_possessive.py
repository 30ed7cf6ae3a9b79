"""Possessive repeats of groups: what finds them on every Python, and that none goes past the one place that compiles them."""

from __future__ import annotations

import ast
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import ROOT, environment
from test_build_patterns import text

from pi_scrub import possessive
from pi_scrub.build_patterns import patterns

ROWS = [  # pattern, text, the span found; most go wrong in a Python with the fault, some in one where rounds were not atomic
    (r"(?:ab?c)?+a", "a", (0, 1)),
    (r"(?:ab?c)*+\w", "acacab", (0, 5)),
    (r"(?:ab?c)*+\Z", "a", None),
    (r"(?:ab?c){2,}+abd", "acabcabd", (0, 8)),
    (r"(?:(?:ab)?+[^c])?+c", "abc", None),
    (r"(?:(?:ab?c)?+;)*+a", ";a", (0, 2)),
    (r"(?:(?!ab).)++ab", "xxab", (0, 4)),
    (r"(?i:(?:AB?C)?+(?P<rest>A))", "ab", (0, 1)),
    (r"(?:a|ab)*+c", "abc", None),
    (r"(?:a|ab){2}+c", "abac", None),
    (rb"(?:[a-z][a-z]*+(?!=))*+([a-z]++)(?==)", b"ani=4155550132", (0, 3)),
]


@pytest.mark.parametrize("compiled", [possessive.compile, possessive.compile_atomic])
@pytest.mark.parametrize(("pattern", "data", "span"), ROWS)
def test_a_repeat_steps_back_when_its_last_round_fails(compiled: object, pattern: str, data: str, span: tuple[int, int] | None) -> None:
    made: re.Pattern[str] = compiled(pattern)  # type: ignore[operator]
    found = made.match(data)
    assert (found and found.span(made.groups)) == span


def test_a_sound_python_compiles_as_ever() -> None:
    assert (possessive.compile is re.compile) == possessive.SOUND
    assert (re.fullmatch(r"(?:ab?c)*+", "a") is None) == possessive.SOUND, "the row of CPython's issue 106052"


def test_an_atomic_round_changes_nothing_else_of_a_pattern() -> None:
    made = possessive.compile_atomic(r"(?P<one>a)(b)(?:c?d)*+(?P<three>E)", re.IGNORECASE)
    assert (made.pattern, made.groups, dict(made.groupindex)) == (r"(?P<one>a)(b)(?:c?d)*+(?P<three>E)", 3, {"one": 1, "three": 3})
    assert made.flags == re.compile(made.pattern, re.IGNORECASE).flags
    found = made.match("ABdcde")
    assert found and (found.lastgroup, found.groups()) == ("three", ("A", "B", "e"))


def lines() -> Iterator[bytes]:
    """The samples' lines, and lines that are no log's."""
    for path in sorted((ROOT / "samples").glob("*.log")):
        yield from path.read_bytes().splitlines(keepends=True)
    draw = random.Random(7)
    for _ in range(1500):
        yield text(draw)


@pytest.mark.skipif(not possessive.SOUND, reason="here only the atomic rounds are right; the native matchers are held against them")
def test_atomic_rounds_find_what_plain_ones_find() -> None:
    data = b"".join(lines())
    for name, plain in patterns().items():
        atomic = possessive.compile_atomic(plain.pattern, plain.flags)
        assert [m.regs for m in atomic.finditer(data)] == [m.regs for m in plain.finditer(data)], name


# --- The one place ----------------------------------------------------------------------------------------

_REPEATS_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{[^{}]*\})\+")
SOURCES = [path for path in sorted((ROOT / "pi_scrub").rglob("*.py")) if path.stem != "possessive"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_leaves_such_patterns_to_the_one_place(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.")]
    assert [call.lineno for call in calls if _REPEATS_GROUP.search(ast.unparse(call))] == [], "possessive.compile is for these"


SPY = """
import importlib, pkgutil, re, sys
import pi_scrub
from pi_scrub import possessive

def spy(text, flags=0, plain=re.compile):
    made = plain(text, flags)
    if isinstance(text, str | bytes) and sys._getframe(1).f_globals["__name__"].startswith("pi_scrub"):
        tree = possessive.parser.parse(text, flags)
        before = possessive.compiler._code(tree, flags)
        possessive._make_atomic(tree)
        if possessive.compiler._code(tree, flags) != before:
            print(sys._getframe(1).f_globals["__name__"], sys._getframe(1).f_lineno)
    return made

re.compile = spy
for module in pkgutil.walk_packages(pi_scrub.__path__, "pi_scrub."):
    if "build_" not in module.name and "__main__" not in module.name:
        importlib.import_module(module.name)
"""


def test_no_pattern_that_is_put_together_goes_past_the_one_place() -> None:
    done = subprocess.run([sys.executable, "-c", SPY], capture_output=True, text=True, env=environment(), check=True)
    assert done.stdout.split("\n") == [""]
