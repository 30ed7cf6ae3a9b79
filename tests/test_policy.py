"""The policy: checked when it is made, with a message that names the key, the line or the nearest known word."""


from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from pi_scrub import PiScrubError, Policy, PolicyError, UsageError

GOOD: list[tuple[str, Policy]] = [
    ("", Policy()),
    ("# nothing\n", Policy()),
    ('regions = ["US"]', Policy(regions=("US",))),
    ('strictness = "high"', Policy(strictness="high")),
    ('regions = ["us", "de"]', Policy(regions=("US", "DE"))),
    ('regions = ["US", "DE", "US"]', Policy(regions=("US", "DE"))),
    ("regions = []", Policy()),
    ('regions = ["ZZ"]', Policy()),
    ("keyring_group_read = true", Policy(keyring_group_read=True)),
    ('keyring_group_read = false\nregions = [\n  "GB", # one\n]\n', Policy(regions=("GB",))),
    ('regions = ["US"]\r\n', Policy(regions=("US",))),
    ('kinds = { phone = "mask", ip = "pseudonym" }', Policy(kinds={"ip": "pseudonym", "phone": "mask"})),
    ('[kinds]\nname = "keep"', Policy(kinds=(("name", "keep"),))),
]


@pytest.mark.parametrize(("text", "expected"), GOOD)
def test_a_policy_is_read_from_toml(tmp_path: Path, text: str, expected: Policy) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(text.encode())
    assert Policy.load(path) == Policy.load(str(path)) == expected


BAD: list[tuple[bytes, list[str]]] = [
    (b'region = ["US"]', ["unknown key 'region'", "did you mean 'regions'?"]),
    (b"keyring_groupread = true", ["'keyring_groupread'", "did you mean 'keyring_group_read'?"]),
    (b"zzz = 1", ["unknown key 'zzz'"]),
    (b"[regions]\nx = 1", ["regions"]),
    (b'regions = "US"', ["regions", "list of strings"]),
    (b"regions = [1]", ["regions", "list of strings"]),
    (b"regions = [[]]", ["regions"]),
    (b"keyring_group_read = 1", ["keyring_group_read", "true or false"]),
    (b'keyring_group_read = "yes"', ["keyring_group_read", "true or false"]),
    (b'regions = ["UK"]', ["'UK'", '"GB"']),
    (b'regions = ["USA"]', ["'USA'", "did you mean 'US'?"]),
    (b'regions = [""]', ["region"]),
    (b'regions = ["001"]', ["region"]),
    (b'regions = ["US"', ["TOML"]),
    (b'\n\nregions = ["US"\nx', ["TOML", "line 4"]),
    (b"= 1", ["TOML", "line 1"]),
    (b'regions = ["US"]\nregions = ["DE"]', ["TOML"]),
    (b"\xff\xfe", ["UTF-8", "byte 0"]),
    (b'kinds = "drop"', ["kinds", "table"]),
    (b"[kinds]\nphone = true", ["kinds", "table"]),
    (b'[kinds]\nfone = "drop"', ["unknown kind 'fone'", "did you mean 'phone'?"]),
    (b'[kinds]\nphone = "hash"', ["unknown action of the kind 'phone': 'hash'", "keep, drop, pseudonym or mask"]),
    (b'[kinds]\nphone = "droop"', ["did you mean 'drop'?"]),
    (b'names_file = "x"\n[kinds]\nname = "keep"', ["names_file", "'name'"]),
    (b'x = "\xff"', ["UTF-8", "byte 5"]),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_a_bad_policy_is_refused_and_says_why(tmp_path: Path, text: bytes, words: list[str]) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(text)
    with pytest.raises(PolicyError) as caught:
        Policy.load(path)
    message = str(caught.value)
    assert [word for word in words if word not in message] == []
    assert "\n" not in message
    assert isinstance(caught.value, UsageError) and isinstance(caught.value, PiScrubError)
    assert caught.value.exit_code == 2


def test_a_policy_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, word in ((tmp_path / "none.toml", "No such file"), (tmp_path, "directory")):
        with pytest.raises(PolicyError) as caught:
            Policy.load(path)
        assert path.name in str(caught.value) and word in str(caught.value)


@pytest.mark.parametrize("region", ["US", "us", "Us", "GB", "DE", "fr", "IT", "JP"])
def test_regions_are_iso_codes_in_any_case(region: str) -> None:
    assert Policy(regions=(region,)).regions == (region.upper(),)


@pytest.mark.parametrize("region", ["UK", "USA", "U", "XX", "", "1", "001", "US ", "Ünited", "en_US", "US\n"])
def test_an_unknown_region_is_an_error_in_code_too(region: str) -> None:
    with pytest.raises(PolicyError):
        Policy(regions=(region,))


def test_a_policy_is_fixed() -> None:
    policy = Policy(regions=("US",))
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.regions = ("DE",)  # type: ignore[misc]
    assert hash(policy) == hash(Policy(regions=("us",)))


def test_other_regions_replace_all_but_none_leaves_them() -> None:
    policy = Policy(regions=("US",), keyring_group_read=True)
    assert policy.with_regions(("DE", "FR")) == Policy(regions=("DE", "FR"), keyring_group_read=True)
    assert policy.with_regions(()) == policy
    with pytest.raises(PolicyError):
        policy.with_regions(("XX",))


@pytest.mark.parametrize("text", ['strictness = "hihg"', "strictness = true", 'strictness = ""'])
def test_a_wrong_strictness_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(PolicyError, match="strictness"):
        Policy.load(path)


def test_strictness_on_the_command_line_replaces_the_policys() -> None:
    assert Policy(strictness="low").with_strictness("high").strictness == "high"
    assert Policy(strictness="low").with_strictness(None).strictness == "low"


def test_a_relative_journal_counts_from_the_policys_folder(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('journal = "uses.jsonl"\n')
    assert Policy.load(tmp_path / "policy.toml").journal == str(tmp_path / "uses.jsonl")


@pytest.mark.parametrize("given", [{"regions": "US"}, {"keep": "Mercury"}, {"keyring_command": "vault"}, {"cues": {"phone": "Rückruf"}}])
def test_a_text_where_a_list_is_meant_is_refused(given: dict[str, Any]) -> None:
    """Each of its characters would count: every `M` kept, every `R` a cue."""
    with pytest.raises(PolicyError, match="must be"):
        Policy(**given)
