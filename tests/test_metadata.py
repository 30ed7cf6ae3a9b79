"""libphonenumber's metadata as it is read here: what the library itself says, and no more of it loaded than is asked for."""

from __future__ import annotations

import subprocess
import sys

import phonenumbers
import pytest
from command import environment

from pi_scrub.judges import metadata


def test_codes_and_regions_are_those_of_the_library() -> None:
    assert {int(code): metadata.regions_of(int(code)) for code in metadata.codes()} == phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    assert metadata.regions() == phonenumbers.SUPPORTED_REGIONS


@pytest.mark.parametrize(("region", "code"), [("US", 1), ("GG", 44), (metadata.NOWHERE, 883)])
def test_the_metadata_of_a_region_is_the_librarys(region: str, code: int) -> None:
    library = phonenumbers.PhoneMetadata
    theirs = library.metadata_for_nongeo_region(code, None) if region == metadata.NOWHERE else library.metadata_for_region(region, None)
    assert repr(metadata.metadata_of(region, code)) == repr(theirs)


def test_what_is_none_has_none() -> None:
    assert metadata.regions_of(999) == () and metadata.main_metadata(999) is None and metadata.metadata_of("XX") is None


def test_where_it_cannot_be_had_alone_the_whole_library_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an archive whose importer knows modules by their names alone."""
    monkeypatch.setattr(metadata, "find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, metadata._ALIAS + ".data", raising=False)
    monkeypatch.delitem(sys.modules, metadata._ALIAS, raising=False)
    assert metadata._library.__wrapped__().metadata is phonenumbers.PhoneMetadata


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("from pi_scrub import *; Scrubber(Keyring.sample()).scrub('nothing in here, 17 of it')", []),
        ("from pi_scrub import *; assert 'ph_sample' in Scrubber(Keyring.sample()).scrub('+14155550132')", ["data"]),
        ("from pi_scrub import *; Policy(regions=('US',)); import phonenumbers; phonenumbers.parse('+14155550132')", ["data", "whole"]),
    ],
)
def test_no_more_is_loaded_than_is_asked_for(code: str, loaded: list[str]) -> None:
    names = {"data": metadata._ALIAS + ".data", "whole": "phonenumbers.phonenumberutil"}
    script = f"import sys\n{code}\nprint(*(short for short, name in {names!r}.items() if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment(), check=True)
    assert done.stdout.split() == loaded
