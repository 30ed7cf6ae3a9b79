"""What to do: with which kinds of findings, in which regions, and how careful to be with keyrings. From TOML or code.

Strategy: a policy is fixed once made; everything is checked when it is made, so nothing is asked per line.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pi_scrub.detectors import Detector
from pi_scrub.errors import PolicyError
from pi_scrub.grammar import ACTIONS, FORMATS, STRICTNESS
from pi_scrub.judges import KINDS
from pi_scrub.judges.metadata import regions
from pi_scrub.vocabulary import CUES, LABELS, plain_label

Pairs = tuple[tuple[str, str], ...]
_PATHS = ("names_file", "journal")  # in TOML they count from the policy's folder


@dataclass(frozen=True)
class Policy:
    """What a `Scrubber` does.

    regions: ISO 3166 codes (`"US"`, `"DE"`), tried in this order for numbers without a calling code; none: only
        international forms are found without a label.
    names_file: a file of names, one a line, UTF-8, that are dropped wherever they stand; in TOML, a relative path counts
        from the policy's folder. It is read when a `Scrubber` is made, which raises PolicyError where it cannot be.
    keyring_group_read: whether a keyring that its group may read is accepted (Kubernetes' fsGroup).
    strictness: "low", "balanced" or "high": how readily a number that neither +, label nor cue speaks for is replaced.
    kinds: what is done with findings, `{kind: action}`: a kind is a key of `judges.KINDS`, an action "keep", "drop",
        "pseudonym" or "mask". What is not named is done as by default. Stored as pairs, in order.
    labels: labels of the logs besides those that are known, `{label: what}`: "phone", "name", "person" (a name or a number), "plain"
        (nothing personal), or another kind, which the whole value is then. Stored as pairs, as `kinds` is.
    cues: words that a number or a name follows, `{"phone": [words], "name": [words]}`.
    keep: values and words that always pass, at the risk of whoever lists them.
    detectors: regular expressions of one's own; each a `Detector`, or a mapping with its fields.
    format: what the command's inputs are made of: "lines", or "csv", whose header names the columns. The library's
        `scrub_csv` takes such a file; the methods of a `Scrubber` take lines whatever stands here.
    require_jurisdiction: the only jurisdiction whose keyring a `Scrubber` takes; None: any.
    require_reason: whether `token` and `find` refuse without `--reason`.
    journal: where they write the use journal; None: beside the keyring. In TOML, as names_file.
    keyring_command: a program and its arguments whose standard output is the keyring, run without a shell.

    Raises PolicyError for an unknown region, strictness, kind or action.
    """

    regions: tuple[str, ...] = ()
    keyring_group_read: bool = False
    strictness: str = "balanced"
    names_file: str | None = None
    require_jurisdiction: str | None = None
    require_reason: bool = False
    journal: str | None = None
    keyring_command: tuple[str, ...] = ()
    kinds: Mapping[str, str] | Pairs = ()
    labels: Mapping[str, str] | Pairs = ()
    cues: Mapping[str, Sequence[str]] | tuple[tuple[str, tuple[str, ...]], ...] = ()
    keep: tuple[str, ...] = ()
    detectors: tuple[Detector, ...] = ()
    format: str = "lines"

    def __post_init__(self) -> None:
        for key in ("regions", "keyring_command", "keep"):
            if isinstance(getattr(self, key), str):  # else each of its characters would count
                raise PolicyError(f"{key} must be {_WANTED[key][1]}")
        object.__setattr__(self, "regions", tuple(dict.fromkeys(filter(None, map(_region, self.regions)))))
        _check_word("strictness", self.strictness, STRICTNESS)
        _check_word("format", self.format, FORMATS)
        object.__setattr__(self, "detectors", _detectors(self.detectors))
        kinds, labels, keep = dict(self.kinds), dict(self.labels), tuple(self.keep)
        if any(isinstance(words, str) for words in dict(self.cues).values()):
            raise PolicyError(f"cues must be {_WANTED['cues'][1]}")
        cues = {kind: tuple(words) for kind, words in dict(self.cues).items()}
        _check_kinds(kinds, [*KINDS, *(detector.kind for detector in self.detectors)])
        _check_words(labels, cues, keep, [*LABELS, *KINDS, *(detector.kind for detector in self.detectors)])
        for name, table in (("kinds", kinds), ("labels", labels), ("cues", cues)):
            object.__setattr__(self, name, tuple(sorted(table.items())))
        object.__setattr__(self, "keep", keep)
        if self.names_file and self.actions["name"] == "keep":
            raise PolicyError("names_file drops names that the kind 'name' keeps: leave one of them out")

    @property
    def actions(self) -> dict[str, str]:
        """What is done with each kind."""
        own = {detector.kind: "drop" for detector in self.detectors if detector.kind not in KINDS}
        return {kind: row.action for kind, row in KINDS.items()} | own | dict(self.kinds)

    @property
    def shortens(self) -> bool:
        """Whether a kind, but for names that are dropped, is written as a marker or a mask."""
        return any(action in ("drop", "mask") for kind, action in self.actions.items() if (kind, action) != ("name", "drop"))

    def action_of(self, detector: Detector) -> str:
        """What is done with what a detector finds."""
        action = detector.action or self.actions[detector.kind]
        return "drop" if action == "keep" and not detector.action else action

    @property
    def prefixes(self) -> dict[str, str]:
        """What tokens begin with, by kind: of all kinds that have any, also where this policy writes none."""
        actions = self.actions
        written = {detector.kind for detector in self.detectors if self.action_of(detector) == "pseudonym"}
        known = {kind: row.prefix for kind, row in KINDS.items() if "pseudonym" in (row.action, actions[kind]) or kind in written}
        return known | {kind: kind for kind in actions if kind not in KINDS and (actions[kind] == "pseudonym" or kind in written)}

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Policy:
        """The policy of a TOML file. Raises PolicyError that names the line, key or region at fault."""
        import tomllib  # 2 ms that a run without a policy does without  # noqa: PLC0415

        name = os.fspath(path)
        try:
            with Path(path).open("rb") as file:
                raw, status = file.read(), os.fstat(file.fileno())
        except OSError as e:
            raise PolicyError(f"cannot read the policy {name!r}: {e.strerror}") from None
        try:
            table = tomllib.loads(raw.decode("utf-8"))
        except UnicodeDecodeError as e:
            raise PolicyError(f"the policy {name!r} is not UTF-8 (byte {e.start})") from None
        except tomllib.TOMLDecodeError as e:
            raise PolicyError(f"the policy {name!r} is not TOML: {e}") from None
        if "keyring_command" in table and (status.st_uid not in {os.geteuid(), 0} or status.st_mode & 0o022):
            raise PolicyError(
                f"the policy {name!r} names a program to run (keyring_command), and others can change it: `chmod go-w` it, or make it yours by chown"
            )
        return cls._from_table(table, name)

    @classmethod
    def _from_table(cls, table: dict[str, Any], name: str) -> Policy:
        known = [field.name for field in dataclasses.fields(cls)]
        values: dict[str, Any] = {}
        for key, value in table.items():
            if key not in known:
                raise PolicyError(f"the policy {name!r} has an unknown key {key!r}{_nearest(key, known)}")
            fits, wanted = _WANTED.get(key, _FLAG)
            if not fits(value):
                raise PolicyError(f"the policy {name!r}: {key} must be {wanted}")
            values[key] = tuple(value) if isinstance(value, list) else value
        for key in values.keys() & set(_PATHS):
            values[key] = os.fspath(Path(name).parent / values[key])
        return cls(**values)

    def with_names_file(self, path: str | None) -> Policy:
        """This policy with another file of names; unchanged where none is given."""
        return dataclasses.replace(self, names_file=path) if path else self

    def with_regions(self, regions: tuple[str, ...]) -> Policy:
        """This policy with other regions; unchanged where none are given."""
        return dataclasses.replace(self, regions=tuple(regions)) if regions else self

    def with_format(self, form: str | None) -> Policy:
        """This policy with another format; unchanged for None."""
        return dataclasses.replace(self, format=form) if form else self

    def with_strictness(self, strictness: str | None) -> Policy:
        """This policy with another strictness; unchanged for None."""
        return dataclasses.replace(self, strictness=strictness) if strictness else self


def _region(region: str) -> str:
    """The region's code; "" for ZZ, which stands for no region (CLDR, libphonenumber)."""
    code = region.upper()
    if code in regions():
        return code
    if code == "ZZ":
        return ""
    hint = ' (for the United Kingdom write "GB")' if code == "UK" else _nearest(code, sorted(regions()))
    raise PolicyError(f"unknown region {region!r}{hint}; regions are ISO 3166 codes such as US, GB, DE")


def _nearest(word: str, known: Iterable[str]) -> str:
    import difflib  # 1 ms that only a slip costs  # noqa: PLC0415

    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def _check_word(what: str, word: str, known: Iterable[str]) -> None:
    """Raise PolicyError for a word that is none of those known, with the nearest."""
    *words, last = known
    if word not in (*words, last):
        raise PolicyError(f"unknown {what} {word!r}{_nearest(word, (*words, last))}; it is {', '.join(words)} or {last}")


def _detectors(given: Iterable[Detector | Mapping[str, str]]) -> tuple[Detector, ...]:
    """Detectors of whatever stands for them. Raises PolicyError."""
    made, fields = [], [field.name for field in dataclasses.fields(Detector)]
    for each in given:
        if not isinstance(each, Detector):
            unknown = next((key for key in each if key not in fields), None)
            if unknown is not None:
                raise PolicyError(f"a detector has an unknown key {unknown!r}{_nearest(unknown, fields)}")
            if "regex" not in each or "name" not in each:
                raise PolicyError("a detector needs a name and a regex")
        made.append(each if isinstance(each, Detector) else Detector(**each))
    names = [detector.name for detector in made]
    for name in names:
        if names.count(name) > 1:
            raise PolicyError(f"two detectors are called {name!r}")
    return tuple(made)


def _check_kinds(kinds: Mapping[str, str], known: Iterable[str]) -> None:
    for kind, action in kinds.items():
        _check_word("kind", kind, known)
        _check_word(f"action of the kind {kind!r}:", action, ACTIONS)


def _check_words(labels: Mapping[str, str], cues: Mapping[str, Sequence[str]], keep: Iterable[str], known: Iterable[str]) -> None:
    """Raise PolicyError for a label, cue or kept value that cannot be one."""
    for label, says in labels.items():
        if not plain_label(label):
            raise PolicyError(f"the label {label!r} holds no letter or digit")
        _check_word(f"kind of the label {label!r}:", says, dict.fromkeys(known))
    for kind, words in cues.items():
        _check_word("kind of cues", kind, CUES)
        for word in words:
            if not word or re.search(r"[\s(|\"'=:;,<>\[\]/]|\d\Z", word):
                raise PolicyError(f"the cue {word!r} must be one word, without spaces and signs, that ends in a letter")
    if any(not re.search(r"\w", value) or "\n" in value for value in keep):
        raise PolicyError("keep holds a value without any letter or digit, or of several lines")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_command(value: object) -> bool:
    return _are_texts(value) and bool(value) and value[0] != ""  # type: ignore[index]


def _maps_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


# key of the TOML table -> (whether a value fits, what it must be); all others are flags
_FLAG: tuple[Callable[[object], bool], str] = (lambda value: isinstance(value, bool), "true or false")
_WANTED: dict[str, tuple[Callable[[object], bool], str]] = {
    "regions": (_are_texts, 'a list of strings such as ["US", "DE"]'),
    "strictness": (lambda value: isinstance(value, str), 'a string such as "balanced"'),
    "format": (_is_text, 'a string such as "csv"'),
    "names_file": (_is_text, "a path"),
    "require_jurisdiction": (_is_text, "a text"),
    "journal": (_is_text, "a path"),
    "keyring_command": (_is_command, 'a list of strings such as ["vault", "kv", "get"]'),
    "kinds": (_maps_texts, 'a table such as phone = "pseudonym"'),
    "labels": (_maps_texts, 'a table such as kundennr = "phone"'),
    "cues": (lambda value: isinstance(value, dict) and all(map(_are_texts, value.values())), 'a table such as phone = ["Rueckruf"]'),
    "detectors": (lambda value: isinstance(value, list) and all(map(_maps_texts, value)), "tables [[detectors]] of texts"),
    "keep": (_are_texts, 'a list of strings such as ["Mercury Voice"]'),
}
