"""A structured event (nested mappings, lists, objects) -> the same event, clean, in new objects.

Strategy: an event is scrubbed as the log line it will become. Its leaves are written as one flat line of JSON, each under
its key and the key of the mapping around it (`"customer.name":"…"`), so that labels speak for values and a name found in
one field is dropped in all others; the line is scrubbed, read back, and every leaf put in its place. What did not change is
the application's own value again, so only what is personal gets another type.

A string that JSON would escape (a traceback, quoted text) is scrubbed as a text of its own first; then its parts between
the escapes stand in the line, and its lines too, unread, for the names that its fields give to the others.

Nothing here raises, keeps anything, or touches what it was given: an object that cannot be shown becomes `[withheld]`.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import PurePath
from typing import Any
from uuid import UUID

from pi_scrub import grammar as g
from pi_scrub.judges import judge_label

DEPTH = 32  # containers inside each other; what lies deeper is withheld
LEAVES = 10_000  # keys and values of one event that are looked at; the others are withheld
WITHHELD = "[withheld]"

_SIMPLE = (date, time, timedelta, Decimal, PurePath, UUID, IPv4Address, IPv6Address, IPv4Network, IPv6Network)
_PASSING = frozenset((str, int, float, bool, type(None), bytes))
_ESCAPED = re.compile(r'[\x00-\x1f"\\]+')
_LINES = re.compile(r"[\x00-\x1f]+")
_KEY = re.compile(r"[A-Za-z_][A-Za-z_\-.]*(?:\d{1,6}[A-Za-z_]*)?")  # neither a name nor a number can hide in it
_NO_LABEL = re.compile(r"[^\w.\-]")
_LABEL_BYTES = g.MAX_LABEL - 1
_FIELDS = frozenset((g.L_PHONE, g.L_NAME, g.L_PARTY, g.L_MAYBE, g.L_WEAK, g.L_SURNAME))  # labels whose value is judged as a whole
_TEXT = "- {} -"  # a part of running text: its quotes in the flat line make no cell of it

Clean = list[Any]  # by leaf: its clean text, or a number
Make = Callable[[Clean], Any]  # puts the clean leaves in place


def scrub_event(scrub: Callable[[str], str], event: Mapping[Any, Any], label: Callable[[bytes], int] = judge_label) -> dict[Any, Any]:
    """`event` with everything personal replaced, in new containers: mappings, dataclasses and named tuples as dicts, lists,
    sets and deques as lists, tuples as tuples. Other objects become their clean `str()`. Never raises.

    scrub: str -> str, whole lines. label: the class of a label.
    """
    walk = _Walk(scrub, label)
    walk.path.add(id(event))
    make = walk.mapping(event, "", 0)
    clean: dict[Any, Any] = make(_read(scrub, walk.leaves))
    return clean


def _read(scrub: Callable[[str], str], leaves: list[str]) -> Clean:
    """The clean leaves, in order; one by one where the line as a whole came out as something else."""
    clean = _parsed(scrub("{" + ",".join(leaves) + "}"))
    if len(clean) == len(leaves):
        return clean
    return [next(iter(_parsed(scrub("{" + leaf + "}"))), WITHHELD) for leaf in leaves]


def _parsed(line: str) -> Clean:
    try:
        return [value for _, value in json.loads(line, object_pairs_hook=list)]
    except ValueError:
        return []


class _Walk:
    """Takes an event apart: `leaves` are the members of the flat line; each method gives the way to put its part together."""

    def __init__(self, scrub: Callable[[str], str], label: Callable[[bytes], int]) -> None:
        self._scrub, self._label = scrub, label
        self.path: set[int] = set()  # the containers around the place that is looked at
        self.leaves: list[str] = []

    def value(self, value: Any, label: str, depth: int) -> Make:
        """Any value under `label`; one that fails on being looked at is withheld."""
        if value is None or value is True or value is False:
            return lambda clean: value
        if len(self.leaves) >= LEAVES or depth > DEPTH or id(value) in self.path:
            return _withheld
        try:
            self.path.add(id(value))
            return self._known(value, label, depth)
        except Exception:  # fail closed; whatever it was may hold the value
            return _withheld
        finally:
            self.path.discard(id(value))

    def _known(self, value: Any, label: str, depth: int) -> Make:
        kind = type(value)
        if kind is str:
            return self._text(value, label, value)
        if kind is int or kind is float:
            return self._number(value, label)
        if isinstance(value, str):
            return self._text(str.__str__(value), label)
        if isinstance(value, bytes | bytearray | memoryview):
            return self._bytes(bytes(value), label)
        if isinstance(value, Mapping):
            return self.mapping(value, label, depth)
        if isinstance(value, tuple):
            named = getattr(value, "_fields", None)
            return self._sequence(value, label, depth, tuple) if named is None else self.mapping(dict(zip(named, value, strict=True)), label, depth)
        if isinstance(value, list | Set | deque):
            return self._sequence(value, label, depth, list)
        if is_dataclass(value) and not isinstance(value, type):
            return self.mapping({field.name: getattr(value, field.name, None) for field in fields(value)}, label, depth)
        if isinstance(value, BaseException):
            return self._text(repr(value), label)
        return self._text(str.__str__(str(value)), label, value if isinstance(value, _SIMPLE) else None)

    def mapping(self, value: Mapping[Any, Any], label: str, depth: int) -> Make:
        """A mapping under `label`; its keys are the labels of what it holds."""
        owner = label.rpartition(".")[2]
        pairs = [(self._key(key, label), self.value(held, _label(owner, key), depth + 1)) for key, held in _items(value)]

        def make(clean: Clean) -> dict[Any, Any]:
            made: dict[Any, Any] = {}
            for key, held in pairs:
                made[_free(made, key(clean))] = held(clean)
            return made

        return make

    def _sequence(self, value: Iterable[Any], label: str, depth: int, kind: Callable[[Iterable[Any]], Any]) -> Make:
        made = [self.value(each, label, depth + 1) for each in value]
        return lambda clean: kind(each(clean) for each in made)

    def _key(self, key: Any, label: str) -> Make:
        if (type(key) is str and _KEY.fullmatch(key)) or (type(key) is int and abs(key) < 10 ** (g.MIN_DIGITS - 1)):
            return lambda clean: key
        try:
            shown = key.decode("utf-8", "surrogateescape") if isinstance(key, bytes) else str.__str__(str(key))
            return self._text(shown, label, key if type(key) in _PASSING or isinstance(key, _SIMPLE) else None)
        except Exception:  # fail closed
            return _withheld

    def _bytes(self, value: bytes, label: str) -> Make:
        text = value.decode("utf-8", "surrogateescape")
        make = self._text(text, label)

        def encoded(clean: Clean) -> bytes:
            found: str = make(clean)
            return value if found == text else found.encode("utf-8", "surrogateescape")

        return encoded

    def _number(self, value: float, label: str) -> Make:
        at = self._leaf(label, json.dumps(value))
        return lambda clean: clean[at] if isinstance(clean[at], str) else value

    def _text(self, text: str, label: str, original: Any = None) -> Make:
        """Text; what did not change is `original` again, where there is one."""
        if _ESCAPED.search(text):
            make = self._parts(text, label)
        else:
            at = self._leaf(label, f'"{text}"')

            def make(clean: Clean) -> str:
                return str(clean[at])

        if original is None:
            return make

        def same(clean: Clean) -> Any:
            found = make(clean)
            return original if found == text else found

        return same

    def _parts(self, text: str, label: str) -> Callable[[Clean], str]:
        """Text that JSON would escape: scrubbed on its own, then what stands between the escapes."""
        for each in filter(None, _LINES.split(text)):
            self._leaf(label, json.dumps(each, ensure_ascii=False))
        form = "{}" if self._label(label.encode()) in _FIELDS else _TEXT
        size = len(form) - 2
        alone = self._scrub(text)
        parts, last = list[int | str](), 0
        for escaped in _ESCAPED.finditer(alone + "\n"):  # so that the last part is one as well
            if escaped.start() > last:
                parts.append(self._leaf(label, f'"{form.format(alone[last : escaped.start()])}"'))
            parts.append(escaped[0])
            last = escaped.end()

        def make(clean: Clean) -> str:
            return "".join(p if isinstance(p, str) else _inner(clean[p], size) for p in parts)[:-1]

        return make

    def _leaf(self, label: str, literal: str) -> int:
        self.leaves.append(f'"{label}":{literal}')
        return len(self.leaves) - 1


def _withheld(clean: Clean) -> str:
    return WITHHELD


def _inner(part: Any, size: int) -> str:
    """A part without what was put around it; withheld where that is gone."""
    text = str(part)
    if not size:
        return text
    half = size // 2
    return text[half:-half] if text[:half] + text[-half:] == _TEXT.format("") else WITHHELD


def _items(value: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """The members of any mapping; one that fails under way gives what it gave."""
    try:
        yield from value.items()
    except Exception:
        yield "pi_scrub", WITHHELD


def _label(owner: str, key: Any) -> str:
    """What stands for a key in the flat line: the key of the mapping around it, a dot, itself; as a label is written."""
    name = key if isinstance(key, str) else key.decode("utf-8", "replace") if isinstance(key, bytes) else "key"
    whole = _NO_LABEL.sub("_", f"{owner}.{name}" if owner else name)
    label = whole.encode("utf-8", "replace")[-_LABEL_BYTES:].decode("utf-8", "ignore")
    return label if label[:1].isalpha() or label[:1] == "_" else "_" + label[1:]


def _free(made: Mapping[Any, Any], key: Any) -> Any:
    """`key`, or, where two keys became one, `key (2)`: no value is lost."""
    name, times = key, 1
    while name in made:
        times += 1
        name = f"{key} ({times})"
    return name
