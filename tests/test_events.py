"""Structured events: keys are labels, containers are new, nothing the application made is changed, nothing raises."""

from __future__ import annotations

import dataclasses
import datetime
import json
import uuid
from collections import OrderedDict, deque, namedtuple
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ways import TOKEN, scrubber, short

from pi_scrub.events import DEPTH, LEAVES, scrub_event

ONE = scrubber()
NUMBER = 4155550132
NAME = "Xqvara Tlomb"  # in no list: only a label can find it


@dataclasses.dataclass
class Customer:
    name: str
    phone: int


Pair = namedtuple("Pair", "first_name count")


class Loud(Enum):
    CALLER = "+1 415 555 0132"


class Text(str):
    def __str__(self) -> str:
        return "hidden"


def shown(event: Mapping[Any, Any]) -> Any:
    """The clean event with short tokens."""
    return _short(ONE.scrub_event(event))


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {_short(key): _short(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_short, value))
    return short(value) if isinstance(value, str) else short(value.decode("latin-1")).encode("latin-1") if isinstance(value, bytes) else value


ROWS: list[tuple[dict[Any, Any], dict[Any, Any]]] = [
    ({"event": "call from +1 415 555 0132"}, {"event": "call from <ph>"}),
    ({"msisdn": NUMBER}, {"msisdn": "<ph>"}),
    ({"msisdn": -NUMBER}, {"msisdn": "<ph>"}),
    ({"msisdn": 4155550132.0}, {"msisdn": "<ph>"}),
    ({"msisdn": Decimal(NUMBER)}, {"msisdn": "<ph>"}),
    ({"order_id": NUMBER}, {"order_id": NUMBER}),
    ({"customer_name": NAME}, {"customer_name": "[name]"}),
    ({"customer": {"name": NAME}}, {"customer": {"name": "[name]"}}),
    ({"customer": {"note": "} ] [", "name": NAME}}, {"customer": {"note": "} ] [", "name": "[name]"}}),
    ({"service": {"name": "Wells"}}, {"service": {"name": "Wells"}}),
    ({"agentNames": [NAME, "Qorvo Blim"]}, {"agentNames": ["[name]", "[name]"]}),
    ({"phone": [NUMBER, [NUMBER], (NUMBER,)]}, {"phone": ["<ph>", ["<ph>"], ("<ph>",)]}),
    ({"phone": {NUMBER}}, {"phone": ["<ph>"]}),
    ({"phone": deque([NUMBER])}, {"phone": ["<ph>"]}),
    ({"caller": Customer(NAME, NUMBER)}, {"caller": {"name": "[name]", "phone": "<ph>"}}),
    ({"caller": Pair(NAME, 3)}, {"caller": {"first_name": "[name]", "count": 3}}),
    ({"phone": b"(415) 555-0132"}, {"phone": b"<ph>"}),
    ({"phone": bytearray(b"4155550132")}, {"phone": b"<ph>"}),
    ({b"ani": b"4155550132"}, {b"ani": b"<ph>"}),
    ({"raw": b"\xff\x00 ok"}, {"raw": b"\xff\x00 ok"}),
    ({"calls": {"+1 415 555 0132": 2}}, {"calls": {"<ph>": 2}}),
    ({"phones": {"4155550132": 2, NUMBER: 3}}, {"phones": {"<ph>": 2, "<ph> (2)": 3}}),
    ({"by": {"maria.wells@example.com": 1}}, {"by": {"<em>": 1}}),
    ({"error": ValueError("+14155550132")}, {"error": "ValueError('<ph>')"}),
    ({"kind": Loud.CALLER}, {"kind": "Loud.CALLER"}),
    ({"phone": Text("4155550132")}, {"phone": "<ph>"}),
    ({"customer_name": NAME, "note": "Xqvara rang"}, {"customer_name": "[name]", "note": "[name] rang"}),
    ({"event": f'customer="{NAME}"', "note": "Xqvara rang"}, {"event": 'customer="[name]"', "note": "[name] rang"}),
    ({"event": f"customer={NAME}\nand Xqvara\n"}, {"event": "customer=[name]\nand [name]\n"}),
    ({"customer_name": 'Xqvara "Q" Tlomb'}, {"customer_name": '[name] "Q" [name]'}),
    ({"customer_name": "Xqvara\nTlomb"}, {"customer_name": "[name]\n[name]"}),
    ({"locals": {"customer_name": repr(NAME)}}, {"locals": {"customer_name": "'[name]'"}}),
    ({"event": '{"msisdn": 4155550132}'}, {"event": '{"msisdn": "<ph>"}'}),
    ({"path": "C:\\users\\new", "t": "\ttab", "e": ""}, {"path": "C:\\users\\new", "t": "\ttab", "e": ""}),
    ({"ip": "203.0.113.24", "id": "77f1c2aa-0000-4000-8000-000000000000"},) * 2,
    ({"x": OrderedDict(a=1)}, {"x": {"a": 1}}),
    ({"x": MappingProxyType({"phone": NUMBER})}, {"x": {"phone": "<ph>"}}),
]


@pytest.mark.parametrize(("event", "expected"), ROWS)
def test_an_event_is_clean_and_what_is_not_personal_stays(event: dict[Any, Any], expected: dict[Any, Any]) -> None:
    """Rows of (event, clean event)."""
    assert shown(event) == expected


@pytest.mark.parametrize("event", [row[0] for row in ROWS])
def test_an_event_that_is_clean_stays_as_it_is(event: dict[Any, Any]) -> None:
    """A second pass finds nothing new."""
    once = ONE.scrub_event(event)
    assert ONE.scrub_event(once) == once


PLAIN = [None, True, 1, 2.5, "text", b"x", datetime.datetime(2024, 3, 18), Decimal("1.10"), uuid.UUID(int=7), Path("/tmp/x")]  # noqa: S108


@pytest.mark.parametrize("value", PLAIN)
def test_what_did_not_change_is_the_same_object(value: object) -> None:
    """Also dates, ids and paths, which would be text otherwise."""
    assert ONE.scrub_event({"x": value})["x"] is value


def test_not_a_number_stays_one() -> None:
    """JSON has no word for it; the event keeps it."""
    assert ONE.scrub_event({"x": float("nan"), "y": float("inf"), "phone": NUMBER})["y"] == float("inf")


def test_the_event_itself_is_never_changed() -> None:
    """Deeply equal before and after, and no container is shared."""
    event = {"customer": {"name": NAME, "phones": [NUMBER]}, "t": (1, [NUMBER])}
    before = repr(event)
    clean = ONE.scrub_event(event)
    assert repr(event) == before
    assert clean["customer"] is not event["customer"] and clean["t"][1] is not event["t"][1]  # type: ignore[index]


class Hostile:
    def __str__(self) -> str:
        raise ValueError("+14155550132")


class Broken(Mapping[str, Any]):
    def __getitem__(self, key: str) -> Any:
        raise KeyError("+14155550132")

    def __iter__(self) -> Iterator[str]:
        raise KeyError("+14155550132")

    def __len__(self) -> int:
        return 1


@pytest.mark.parametrize("value", [Hostile(), Broken(), [10**5000], [Hostile()], {Hostile(): 1}])
def test_what_cannot_be_shown_is_withheld(value: object) -> None:
    """A `__str__` that raises, a mapping that does, an integer too long for text: no exception, no value."""
    found = repr(ONE.scrub_event({"x": value, "phone": NUMBER}))
    assert "[withheld]" in found
    assert "5550132" not in found


def test_cycles_and_depth_end() -> None:
    """What holds itself, and what is nested too deep, is withheld there."""
    ring: dict[str, Any] = {"phone": NUMBER}
    ring["self"] = ring
    assert shown(ring) == {"phone": "<ph>", "self": "[withheld]"}
    deep: Any = {"phone": NUMBER}
    for _ in range(5 * DEPTH):
        deep = [deep]
    assert "[withheld]" in repr(ONE.scrub_event({"x": deep}))


def test_many_leaves_end() -> None:
    """What lies beyond the bound is withheld, not passed."""
    found = ONE.scrub_event({"x": [f"+1 415 555 01{n % 90 + 10}" for n in range(LEAVES + 10)]})["x"]
    assert found[-1] == "[withheld]" and TOKEN.fullmatch(found[0])
    assert len(found) == LEAVES + 10


def test_a_line_that_comes_back_broken_is_read_leaf_by_leaf() -> None:
    """What scrubbing makes of the flat line may be no JSON; the leaves are then asked one by one."""

    def breaks(text: str) -> str:
        return "?" if '"a"' in text else text.replace("5", "x")

    assert scrub_event(breaks, {"b": "555", "a": "secret"}) == {"b": "xxx", "a": "[withheld]"}


_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.binary(max_size=9))
_EVENTS = st.dictionaries(
    st.text(max_size=8),
    st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(_EVENTS)
def test_any_event_keeps_its_shape(event: dict[str, Any]) -> None:
    """As many members everywhere, and what JSON could write before it can write after."""
    clean = ONE.scrub_event(event)
    assert _shape(clean) == _shape(event)
    json.dumps(clean, default=repr)


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return [_shape(held) for held in value.values()]
    return [_shape(held) for held in value] if isinstance(value, list) else 0
