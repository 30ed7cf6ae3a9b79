"""Names known beforehand: dropped as whole sequences of words in every way of writing; ordinary words with care."""

from __future__ import annotations

from pathlib import Path

import pytest

from pi_scrub import Keyring, Policy, PolicyError, Scrubber
from pi_scrub.roster import Roster

NAMES = "Zorvan Quillmeer\nIlvara O'Quendt\nWill\nQuendalyn\nGood Day\nMüßig, Tünde\n王小明\nPieter van der Zwaan\n"

FOUND = [
    ("Zorvan Quillmeer rang", "[name] rang"),
    ("by zorvan quillmeer, twice", "by [name], twice"),
    ("ZORVAN QUILLMEER", "[name]"),
    ("q=zorvan+quillmeer&x=1", "q=[name]&x=1"),
    ("x Zorvan%20Quillmeer y", "x [name] y"),
    ("seen ilvara o'quendt there", "seen [name] there"),
    ("seen Quendalyn there", "seen [name] there"),
    ("Tünde Müßig", "Tünde Müßig"),
    ("müßig tünde", "[name]"),
    ("x 王小明 y", "x [name] y"),
    ("pieter van der zwaan", "[name]"),
    ("the agent Will answered", "the agent [name] answered"),
    ('{"note":"zorvan quillmeer"}', '{"note":"[name]"}'),
    (r"caf\u00e9 zorvan quillmeer", r"caf\u00e9 [name]"),
    ("Good Day", "[name]"),
]

PASS = """
Will retry in 5 s
will retry in 5 s
WILL retry
zorvan
Quillmeer's law
quillmeer zorvan
Zorvan and Quillmeer
/home/zorvan quillmeer/x
zorvan_quillmeer=1
zorvan quillmeer=1
zorvan quillmeer@example
Quendalyns
quendalyn
good day
a good day, will it be
com.Quendalyn.App
-Quendalyn-x
pieter van der
""".strip().splitlines()


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("names") / "names.txt"
    path.write_text(NAMES, encoding="utf-8")
    return path


def known(path: Path, line: str) -> str:
    out, last = b"", 0
    text = line.encode()
    for at, to in Roster.load(path).spans(text):
        out, last = out + text[last:at] + b"[name]", to
    return (out + text[last:]).decode()


@pytest.mark.parametrize(("line", "clean"), [row for row in FOUND if row[0] != "Tünde Müßig"])
def test_a_known_name_is_dropped(roster: Path, line: str, clean: str) -> None:
    """Through a whole scrubber: in any case, outside fields and cues, behind escapes."""
    scrubber = Scrubber(Keyring.sample(), Policy(names_file=str(roster)))
    assert scrubber.scrub(line) == clean
    assert scrubber.scrub(clean) == clean


@pytest.mark.parametrize("line", [*PASS, "Tünde Müßig"])
def test_what_is_no_whole_known_name_stays(roster: Path, line: str) -> None:
    """Parts of names, other orders, ordinary words in sentences, paths, keys and identifiers."""
    assert known(roster, line) == line


def test_a_name_beside_a_number_leaves_both_replaced(roster: Path) -> None:
    """A known name inside a span that is a name already makes one span; beside a number, two."""
    clean = Scrubber(Keyring.sample(), Policy(names_file=str(roster))).scrub("agent Zorvan Quillmeer +1 415 555 0132")
    assert clean.startswith("agent [name] ph_") and "Quill" not in clean


BAD = [
    (b"Zorvan\n\xff\xfeQuill\n", "is not UTF-8 in line 2"),
    (b"Zorvan " * 13, "line 1: more than 12 words"),
    (b"\n \n", "holds no name"),
    (None, "cannot read the names file"),
]


@pytest.mark.parametrize(("content", "message"), BAD)
def test_a_bad_file_is_named_and_never_quoted(tmp_path: Path, content: bytes | None, message: str) -> None:
    """The error names the file and the line, and holds none of the file's text, nor does what it came from."""
    path = tmp_path / "names.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PolicyError) as caught:
        Roster.load(path)
    assert message in str(caught.value)
    assert "Zorvan" not in str(caught.value)
    assert content is None or caught.value.__context__ is None


def test_a_byte_order_mark_and_carriage_returns_are_no_part_of_a_name(tmp_path: Path) -> None:
    """Files from Windows."""
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeffZorvan Quillmeer\r\nIlvara Quendt\r\n".encode())
    assert known(path, "zorvan quillmeer; ilvara quendt") == "[name]; [name]"


def test_a_policy_names_the_file_from_its_own_folder(tmp_path: Path) -> None:
    """A relative `names_file` in TOML counts from the policy's folder."""
    (tmp_path / "names.txt").write_text("Zorvan Quillmeer\n")
    (tmp_path / "policy.toml").write_text('names_file = "names.txt"\n')
    policy = Policy.load(tmp_path / "policy.toml")
    assert Scrubber(Keyring.sample(), policy).scrub("x zorvan quillmeer y") == "x [name] y"


@pytest.mark.parametrize("value", ["3", "true", '""', '["a"]'])
def test_a_names_file_that_is_no_path_is_an_error(tmp_path: Path, value: str) -> None:
    """The key's type is checked when the policy is read."""
    (tmp_path / "policy.toml").write_text(f"names_file = {value}\n")
    with pytest.raises(PolicyError, match="names_file must be a path"):
        Policy.load(tmp_path / "policy.toml")
