"""Writes `_patterns.h`: the lexer's and the shadow's own patterns and byte sets, as C for the native lexer.

Strategy: the text of a pattern stands once, where the reference uses it. When the package is built, every compiled
pattern and every set of bytes of those modules is looked up here by its name and written as C under that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from pi_scrub import around, cues, grammar, holes, layouts, lexer, owners, shadow, shapes, values
from pi_scrub.build_bytes import Bytes
from pi_scrub.build_front import front
from pi_scrub.build_matchers import Writer
from pi_scrub.judges import facts, place
from pi_scrub.late import Late
from pi_scrub.tables import TABLED

_PATTERN = (re.Pattern, Late)

_PREAMBLE = """/* Made by pi_scrub/build_patterns.py from the patterns of the reference lexer. */
#include "_skip.h"
typedef uint8_t u8;
typedef struct { const u8 *begin, *end, *from; const u8 *mark[10]; int last; } Match;
static inline const u8 *accept(Match *m, const u8 *p) { (void)m; return p; }"""


def patterns() -> dict[str, re.Pattern[bytes]]:
    """Every pattern of the lexer, the owners, the shadow, the holes and the shapes by its C name."""
    found: dict[str, re.Pattern[bytes]] = {}
    for module in (around, owners, values, lexer, shadow):
        for name, value in vars(module).items():
            if isinstance(value, _PATTERN) and isinstance(value.pattern, bytes):
                found[name] = cast(re.Pattern[bytes], value)
            elif isinstance(value, dict) and value and all(isinstance(each, _PATTERN) for each in value.values()):
                found |= {f"{name}_{key[0]}": each for key, each in value.items()}
    found["_ZONE"] = layouts._ZONE
    found |= {f"HOLE_{name}": re.compile(hole.text) for name, hole in zip(holes.NAMES, holes.NUMBERED, strict=True)}
    texts = {name: value for name, value in vars(shapes).items() if isinstance(value, _PATTERN)}
    return found | {name: re.compile(value.pattern.encode(), value.flags & ~re.UNICODE) for name, value in texts.items()}


def byte_sets() -> dict[str, Bytes]:
    """Every set of single bytes of the lexer, the owners and the shapes, and the bytes that are stripped, by name."""
    found: dict[str, Bytes] = {}
    for module in (around, cues, owners, values, lexer):
        for name, value in vars(module).items():
            if isinstance(value, frozenset) and all(isinstance(each, int) and each < 256 for each in value):
                if name not in ("_NEEDS_OWNER", "_HOLDS_NAME"):
                    found[name] = value
            elif isinstance(value, frozenset) and all(isinstance(each, bytes) and len(each) <= 1 for each in value):
                found[name] = frozenset(each[0] for each in value if each)
            elif name in ("_BEFORE_CUE", "_LOCAL_BYTES", "_LOW_OPENS", "_BESIDE", "_BEHIND_PHONE", "_OWNER_ENDS", "_OWNER_LABEL"):
                found[name] = frozenset(value)
    return found | {name: frozenset(value.encode()) for name, value in vars(shapes).items() if name.isupper() and isinstance(value, str)}


def header() -> str:
    """The whole of `_patterns.h`."""
    writer = Writer()
    rare = {TABLED, around._LOW_CUED, *(compiled for compiled, _ in shadow.PASSES)}
    for name, compiled in patterns().items():
        writer.pattern(name, compiled, far=compiled in rare)
    writer.together("DISGUISED", {"TRIGGER": shadow.TRIGGER, "ENCODED": shadow.ENCODED})
    writer.together("SAID", {"_SAID_TAIL": around._SAID_TAIL})
    writer.rounds("TOKEN", lexer.TOKEN)
    sets = [f"#define in_{name.lstrip('_')}(byte) {writer.test(wanted, '(byte)')}" for name, wanted in byte_sets().items()]
    numbers = {**vars(grammar), "PASSES": len(shadow.PASSES), "DEPTH": owners.Owners.DEPTH}
    numbers["SAID_SIZES"] = sum(1 << size for size in {len(cue) for cue in around._SAID})
    numbers |= {f"P_{name}": value for name, value in vars(shapes).items() if isinstance(value, int)}
    numbers |= {name: value for name, value in vars(place).items() if name[:2] in ("W_", "E_") or name in ("LONGEST", "MOST_WORDS")}
    numbers |= {name: value for name, value in vars(facts).items() if name[:2] in ("F_", "T_")}
    numbers |= {name: value for name, value in vars(layouts).items() if name[:4] in ("ASK_", "MAX_")}
    defines = [f"#define G_{name} ({value})" for name, value in numbers.items() if isinstance(value, int) and name.isupper()]
    sets += [_classes("needs_owner", lexer._NEEDS_OWNER), _classes("holds_name", lexer._HOLDS_NAME)]
    chain = "".join(f"(label) == {found} ? {alone} : " for found, alone in lexer._UNOWNED.items())
    sets.append(f"#define unowned(label) ({chain}(label))")
    sets += [_classes("sure_label", shapes.SURE_LABELS), _classes("valid_label", shapes.VALID_LABELS)]
    rows = ",\n".join(f'    {{"{name}", {name}_match, {name}_search, {name}_whole}}' for name in patterns())
    names = {id(compiled): name for name, compiled in patterns().items()}
    passes = [names[id(compiled)] for compiled, _ in shadow.PASSES]
    tables = front(lexer.TOKEN, writer)
    filled = ", ".join(f"HOLE_{name}_match" for name in holes.NAMES)
    numbers_of_holes = ", ".join(f"NUMBER_OF_{name}" for name in holes.NAMES)
    listed = _LISTED.replace("ROWS", rows).replace("PASSES", ", ".join(f"{name}_search" for name in passes))
    listed = listed.replace("FIRSTS", ", ".join(str(passes.index(name)) for name in passes))
    listed = listed.replace("HOLES_FILLED", filled).replace("HOLES_NUMBERED", numbers_of_holes)
    return "\n".join([_PREAMBLE, *defines, writer.tables(), *sets, *writer.functions, tables, '#include "_walk.h"', listed, ""])


def _classes(name: str, wanted: Iterable[int]) -> str:
    return f"#define {name}(label) ({' || '.join(f'(label) == {each}' for each in sorted(wanted))})"


_LISTED = """typedef const u8 *(*Matcher)(Match *, const u8 *);
static const struct { const char *name; Matcher match, search, whole; } LISTED[] = {
ROWS,
    {0, 0, 0, 0}
};
/* The shadow's passes; the first pass with the same pattern stands for its meanings. */
static const Matcher PASS_SEARCH[] = {PASSES};
static const uint32_t PASS_FIRST[] = {FIRSTS};
/* What fills the holes of layouts, by their numbers. */
static const Matcher HOLES[] = {HOLES_FILLED};
enum { HOLES_NUMBERED, HOLES_COUNT };"""


def main(target: Path = Path(__file__).with_name("_patterns.h")) -> None:
    """Writes the header beside this file."""
    target.write_text(header())


if __name__ == "__main__":
    main()
