"""What to do: the regions whose national numbers are known, and how careful to be with keyrings. From TOML or code.

Strategy: a policy is fixed once made; everything is checked when it is made, so nothing is asked per line.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pi_scrub.errors import PolicyError
from pi_scrub.grammar import STRICTNESS
from pi_scrub.judges.numbering import REGIONS

_TEXTS = ("require_jurisdiction",)
_PATHS = ("names_file", "journal")


@dataclass(frozen=True)
class Policy:
    """What a `Scrubber` does.

    regions: ISO 3166 codes (`"US"`, `"DE"`), tried in this order for numbers without a calling code; none: only
        international forms are found without a label.
    names_file: a file of names, one a line, UTF-8, that are dropped wherever they stand; in TOML, a relative path counts
        from the policy's folder. It is read when a `Scrubber` is made, which raises PolicyError where it cannot be.
    keyring_group_read: whether a keyring that its group may read is accepted (Kubernetes' fsGroup).
    strictness: "low", "balanced" or "high": how readily a number that neither +, label nor cue speaks for is replaced.
    require_jurisdiction: the only jurisdiction whose keyring a `Scrubber` takes; None: any.
    require_reason: whether `token` and `find` refuse without `--reason`.
    journal: where they write the use journal; None: beside the keyring. In TOML, as names_file.
    keyring_command: a program and its arguments whose standard output is the keyring, run without a shell.

    Raises PolicyError for an unknown region or strictness.
    """

    regions: tuple[str, ...] = ()
    keyring_group_read: bool = False
    strictness: str = "balanced"
    names_file: str | None = None
    require_jurisdiction: str | None = None
    require_reason: bool = False
    journal: str | None = None
    keyring_command: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "regions", tuple(dict.fromkeys(filter(None, map(_region, self.regions)))))
        if isinstance(self.keyring_command, str):
            raise PolicyError('keyring_command must be a list of strings such as ["vault", "kv", "get"]')
        if self.strictness not in STRICTNESS:
            near = _nearest(self.strictness, list(STRICTNESS))
            raise PolicyError(f"unknown strictness {self.strictness!r}{near}; it is {', '.join(STRICTNESS[:-1])} or {STRICTNESS[-1]}")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Policy:
        """The policy of a TOML file. Raises PolicyError that names the line, key or region at fault."""
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
        known = {field.name: field for field in dataclasses.fields(cls)}
        values: dict[str, Any] = {}
        for key, value in table.items():
            values[key] = tuple(value) if isinstance(value, list) else value
            if key not in known:
                raise PolicyError(f"the policy {name!r} has an unknown key {key!r}{_nearest(key, list(known))}")
            if key == "regions":
                if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                    raise PolicyError(f"the policy {name!r}: regions must be a list of strings such as [\"US\", \"DE\"]")
            elif key == "strictness":
                if not isinstance(value, str):
                    raise PolicyError(f"the policy {name!r}: strictness must be a string such as \"balanced\"")
            elif key == "keyring_command":
                if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value) or not value[0]:
                    raise PolicyError(f"the policy {name!r}: keyring_command must be a list of strings such as [\"vault\", \"kv\", \"get\"]")
            elif key in _PATHS:
                if not isinstance(value, str) or not value:
                    raise PolicyError(f"the policy {name!r}: {key} must be a path")
                values[key] = os.fspath(Path(name).parent / value)
            elif key in _TEXTS:
                if not isinstance(value, str) or not value:
                    raise PolicyError(f"the policy {name!r}: {key} must be a text")
            elif not isinstance(value, bool):
                raise PolicyError(f"the policy {name!r}: {key} must be true or false")
        return cls(**values)

    def with_names_file(self, path: str | None) -> Policy:
        """This policy with another file of names; unchanged where none is given."""
        return dataclasses.replace(self, names_file=path) if path else self

    def with_regions(self, regions: tuple[str, ...]) -> Policy:
        """This policy with other regions; unchanged where none are given."""
        return dataclasses.replace(self, regions=tuple(regions)) if regions else self

    def with_strictness(self, strictness: str | None) -> Policy:
        """This policy with another strictness; unchanged for None."""
        return dataclasses.replace(self, strictness=strictness) if strictness else self


def _region(region: str) -> str:
    """The region's code; "" for ZZ, which stands for no region (CLDR, libphonenumber)."""
    code = region.upper()
    if code in REGIONS:
        return code
    if code == "ZZ":
        return ""
    hint = ' (for the United Kingdom write "GB")' if code == "UK" else _nearest(code, sorted(REGIONS))
    raise PolicyError(f"unknown region {region!r}{hint}; regions are ISO 3166 codes such as US, GB, DE")


def _nearest(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""
