"""libphonenumber's metadata: the one source of the numbering plans.

Strategy: `import phonenumbers` loads a matcher, a formatter and short numbers besides, 10 ms of its 14, for nothing that is
asked here. So its metadata is imported as a package of its own, from the same files under another name: what is installed
is what counts, and whoever uses `phonenumbers` itself finds it untouched. Where that cannot be (an archive whose importer
goes by names), all of it is imported. Nothing is loaded before it is asked for, and of the regions only those.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from phonenumbers import PhoneMetadata

NOWHERE = "001"  # stands for the region of a calling code that belongs to none

_ALIAS = "pi_scrub.judges._phonenumbers"


class _Library(NamedTuple):
    """What is used of `phonenumbers`: the regions of each calling code, the main one first; and what has their metadata."""

    regions: Mapping[int, tuple[str, ...]]
    metadata: type[PhoneMetadata]


@functools.cache
def _library() -> _Library:
    try:
        return _metadata_alone()
    except (ImportError, AttributeError):
        import phonenumbers  # noqa: PLC0415  # as above

        return _Library(phonenumbers.COUNTRY_CODE_TO_REGION_CODE, phonenumbers.PhoneMetadata)


def _metadata_alone() -> _Library:
    """Of `phonenumbers.data`, imported under another name. Raises ImportError, AttributeError."""
    found = find_spec("phonenumbers")
    package = ModuleType(_ALIAS)
    package.__path__ = list((found and found.submodule_search_locations) or ())
    sys.modules[_ALIAS] = package
    data = import_module(f"{_ALIAS}.data")
    with suppress(AttributeError):  # their guard of every attribute takes a third of the time; these objects are seen here alone
        del sys.modules[f"{_ALIAS}.util"].ImmutableMixin.__setattr__
    return _Library(data._COUNTRY_CODE_TO_REGION_CODE, data.PhoneMetadata)


@functools.cache
def codes() -> dict[str, int]:
    """All calling codes, by their digits."""
    return {str(code): code for code in _library().regions}


@functools.cache
def regions() -> frozenset[str]:
    """All regions, as ISO 3166 codes."""
    return frozenset(region for of_code in _library().regions.values() for region in of_code) - {NOWHERE}


def regions_of(code: int) -> tuple[str, ...]:
    """The regions under a calling code, the main one first; () where there is no such code."""
    return _library().regions.get(code, ())


def metadata_of(region: str, code: int = 0) -> PhoneMetadata | None:
    """The metadata of a region, or of a code that belongs to none (`NOWHERE`)."""
    library = _library().metadata
    return library.metadata_for_nongeo_region(code, None) if region == NOWHERE else library.metadata_for_region(region, None)


def main_metadata(code: int) -> PhoneMetadata | None:
    """The metadata of the main region under a calling code."""
    return next((metadata_of(region, code) for region in regions_of(code)[:1]), None)
