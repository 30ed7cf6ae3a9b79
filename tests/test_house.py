"""The house: imports point one way, names are public on purpose, modules and functions stay small."""


from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from command import ROOT, environment

import pi_scrub

PACKAGE = ROOT / "pi_scrub"

# Each may import only what stands before it; `adapters` imports them all, and nothing imports `adapters`.
ORDER = """
errors possessive late keyfile grammar shapes tables shadow owners around cues
judges.gazetteer judges.automaton judges.metadata judges.numbering judges.plans judges.label judges.phone judges.email judges.user
judges.known judges.weight judges.place judges.honoured judges.name judges.facts judges.ip judges.uuid judges.card judges.mask judges
holes values layouts lexer vocabulary
detectors events policy roster key passphrase sealed program keyring keychange pseudonyms tokens
actions blocks longline echoes fields keeping overlay records scan scrubber
columns renewal journal formats routes files search
workers stream adapters
""".split()
# They make data or code; nothing imports them.
SCRIPTS = tuple("judges.build_names judges.build_words build_bytes build_starts build_matchers build_front build_patterns build_profile".split())
LINES = 400
FUNCTION = 60


def modules() -> dict[str, Path]:
    """Every module's name under `pi_scrub`, and its file."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


MODULES = modules()


def imported(name: str) -> set[str]:
    """The modules of ours that a module imports, also inside its functions; by full name under `pi_scrub`."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: a relative import"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" if _is_module(f"{module}.{alias.name}") else module for alias in node.names}
    return {each.removeprefix("pi_scrub").removeprefix(".") for each in found if each.split(".")[0] == "pi_scrub"}


def _is_module(name: str) -> bool:
    return name.removeprefix("pi_scrub.") in MODULES


def place(name: str) -> int:
    """The place in ORDER of a module, or of the package that holds it."""
    while name not in ORDER:
        name = name.rpartition(".")[0]
        assert name
    return ORDER.index(name)


INSIDE = [name for name in MODULES if name and name not in SCRIPTS and name.split(".")[0] not in ("adapters", "__main__")]


@pytest.mark.parametrize("name", INSIDE)
def test_a_module_imports_only_what_stands_before_it(name: str) -> None:
    assert name in ORDER
    later = [other for other in imported(name) if not other or place(other) >= place(name)]
    assert later == []


@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[0] != "adapters" and name != "__main__"])
def test_nothing_imports_an_adapter(name: str) -> None:
    assert [other for other in imported(name) if other.split(".")[0] == "adapters"] == []


@pytest.mark.parametrize("name", [name for name in INSIDE if name not in ("pseudonyms", "scrubber")])
def test_judges_and_all_that_comes_before_never_see_keys(name: str) -> None:
    if place(name) < ORDER.index("keyring") or name.startswith("judges"):
        assert not imported(name) & {"keyring", "pseudonyms"}


@pytest.mark.parametrize("name", INSIDE)
def test_no_module_defers_an_import_of_ours(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text())
    deferred = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and "pi_scrub" in ast.unparse(node)
    ]
    assert deferred == []


def test_every_module_has_its_place() -> None:
    assert [name for name in ORDER if name not in MODULES] == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short_and_opens_with_its_strategy(name: str) -> None:
    text = MODULES[name].read_text()
    assert text.count("\n") <= LINES
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("name", MODULES)
def test_functions_are_short(name: str) -> None:
    long = [
        (node.name, node.end_lineno - node.lineno + 1)
        for node in ast.walk(ast.parse(MODULES[name].read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
        if node.end_lineno - node.lineno + 1 > FUNCTION
    ]
    assert long == []


FORBIDDEN = {"utils", "util", "core", "common", "base", "manager", "helper", "helpers", "misc"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name for name in MODULES if FORBIDDEN & set(name.split("."))] == []


# --- Public names -----------------------------------------------------------------------------------------


def test_public_names_are_sorted_and_there() -> None:
    assert pi_scrub.__all__ == sorted(pi_scrub.__all__)
    assert [name for name in pi_scrub.__all__ if not hasattr(pi_scrub, name)] == []


def test_the_names_the_design_promises_are_public() -> None:
    promised = {"Scrubber", "Keyring", "Policy", "Finding", "PiScrubError", "UsageError", "InputError", "OutputError"}
    assert promised <= set(pi_scrub.__all__)


PUBLIC = [name for name in pi_scrub.__all__ if not name.startswith("_")]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_documented_with_its_methods(name: str) -> None:
    thing = getattr(pi_scrub, name)
    assert inspect.getdoc(thing)
    assert not (thing.__doc__ or "").startswith(f"{name}("), "the docstring that dataclass or namedtuple makes"
    undocumented = [
        attribute
        for attribute, value in vars(thing).items()
        if not attribute.startswith("_") and (inspect.isfunction(value) or isinstance(value, classmethod | staticmethod | property))
        if not inspect.getdoc(value)
    ]
    assert undocumented == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = pi_scrub.nothing_of_that_name  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [name for name in MODULES if name not in ("__main__", *SCRIPTS)])
def test_every_module_can_be_imported(name: str) -> None:
    importlib.import_module(f"pi_scrub.{name}".rstrip("."))


# --- What an import costs ----------------------------------------------------------------------------------

HEAVY = ("click", "click_default_group", "structlog", "pyspark", "phonenumbers", "cryptography", "orjson", "zstandard")


def loaded(code: str) -> set[str]:
    """Which of HEAVY a new interpreter has loaded after `code`."""
    script = f"import sys\n{code}\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment(), check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded("import pi_scrub") == set()


def test_the_library_loads_neither_click_nor_structlog() -> None:
    code = "from pi_scrub import Scrubber, Keyring, Policy\nScrubber(Keyring.sample()).scrub('ani=4155550132')"
    assert not loaded(code) & {"click", "click_default_group", "structlog", "pyspark"}
    modules = ", ".join(f"pi_scrub.{name}" for name in INSIDE)
    assert not loaded(f"import {modules}") & {"click", "click_default_group", "structlog", "pyspark"}


def test_asking_the_version_waits_for_nothing_heavy() -> None:
    code = "sys.argv = ['pi-scrub', '--version']\nimport pi_scrub.adapters.cli as cli\ncli.run(['--version'])"
    assert not loaded(code) & {"phonenumbers", "cryptography", "zstandard", "structlog"}


# --- What is shipped ---------------------------------------------------------------------------------------


def test_the_types_and_the_data_are_shipped() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    data = project["tool"]["setuptools"]["package-data"]["pi_scrub"]
    assert (PACKAGE / "py.typed").exists() and "py.typed" in data
    for path in PACKAGE.rglob("*"):
        if path.suffix in (".bin", ".txt"):
            assert any(path.relative_to(PACKAGE).match(pattern) for pattern in data), path
    assert project["project"]["scripts"]["pi-scrub"] == "pi_scrub.adapters.cli:main"


def test_the_changelog_knows_the_version() -> None:
    path = ROOT / "CHANGELOG.md"
    if not path.exists():
        pytest.skip("no changelog yet")
    assert pi_scrub.__version__ in path.read_text()
