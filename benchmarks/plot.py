"""Draws the newest results: `python -m benchmarks.plot [-o FILE.svg]`; a mark for each scrubber and profile.

Speeds differ by a factor of ten thousand, so the axis is logarithmic. Plain SVG, written here: the picture is a few lines
and circles, and needs no library. It has its own background, and reads in light and dark.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.kept import FOLDER, Result, latest
from benchmarks.make import PROFILES

PICTURE = "speed.svg"
COLOURS = dict(zip(PROFILES, ("#1f5fbf", "#d1701c", "#2b8a3e", "#8a4fbf", "#c2255c"), strict=True))
LEFT, WIDTH, RIGHT, TOP, ROW = 210, 520, 190, 74, 26  # pixels


def newest(folder: Path) -> dict[str, Result]:
    """The newest result of each profile that has one."""
    found = {profile: latest(f"speed-{profile}", folder) for profile in PROFILES}
    return {profile: result for profile, result in found.items() if result}


def names_of(results: dict[str, Result]) -> list[str]:
    """Everybody who was timed, the quickest first (by the best of their profiles)."""
    best: dict[str, float] = {}
    for result in results.values():
        for row in result["rows"]:
            if "mb_s" in row:
                best[row["name"]] = max(best.get(row["name"], 0), row["mb_s"])
    return sorted(best, key=lambda name: -best[name])


def drawn(results: dict[str, Result]) -> str:
    """The picture. ValueError where there is no result."""
    names = names_of(results)
    if not names:
        raise ValueError("there is no result to draw: run `python -m benchmarks.speed` first")
    height = TOP + ROW * len(names) + 40
    wide = LEFT + WIDTH + RIGHT
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" width="{wide}" height="{height}"'
        ' font-family="sans-serif" font-size="12" fill="#222">'
    )
    return "\n".join([head, *_parts(results, names, wide, height), "</svg>", ""])


def _parts(results: dict[str, Result], names: list[str], wide: int, height: int) -> Iterator[str]:
    speeds = [row["mb_s"] for result in results.values() for row in result["rows"] if "mb_s" in row]
    low, high = math.floor(math.log10(min(speeds))), math.ceil(math.log10(max(speeds)))
    scale = WIDTH / max(1, high - low)
    place = lambda speed: LEFT + (math.log10(speed) - low) * scale  # noqa: E731
    lexers = " and ".join(sorted({result["lexer"] for result in results.values()}))
    yield f'<rect width="{wide}" height="{height}" fill="#fff"/>'
    yield _text(12, 22, f"MB/s on one machine, logarithmic ({lexers} lexer)", size=15)
    yield from _legend(results)
    yield _text(LEFT + WIDTH + 16, TOP - 8, "found: numbers, names")
    for power in range(low, high + 1):
        x, label = place(10**power), f"{10**power:g}"
        yield f'<path d="M{x:.1f} {TOP}V{height - 34}" stroke="#ddd"/>'
        yield _text(x, height - 16, label, anchor="middle")
    for number, name in enumerate(names):
        yield from _row(results, name, TOP + ROW * number + ROW / 2, place)


def _legend(results: dict[str, Result]) -> Iterator[str]:
    x = LEFT
    for profile in results:
        yield f'<circle cx="{x}" cy="{TOP - 29}" r="5" fill="{COLOURS[profile]}"/>'
        yield _text(x + 10, TOP - 25, profile)
        x += 30 + 7 * len(profile)


def _row(results: dict[str, Result], name: str, y: float, place) -> Iterator[str]:  # type: ignore[no-untyped-def]
    yield _text(LEFT - 12, y + 4, name, anchor="end", weight="bold" if name.startswith("pi-scrub") else "normal")
    yield f'<path d="M{LEFT} {y}H{LEFT + WIDTH}" stroke="#eee"/>'
    found = None
    for profile, result in results.items():
        row = next((row for row in result["rows"] if row["name"] == name and "mb_s" in row), None)
        if row:
            found = found or row["recall"]
            title = f"{name}, {profile}: {row['mb_s']:.3g} MB/s"
            yield f'<circle cx="{place(row["mb_s"]):.1f}" cy="{y}" r="5" fill="{COLOURS[profile]}"><title>{escape(title)}</title></circle>'
    if found:
        yield _text(LEFT + WIDTH + 16, y + 4, f"{found['phones']:.3f}, {found['names']:.3f}")


def _text(x: float, y: float, text: str, anchor: str = "start", size: int = 12, weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}">{escape(text)}</text>'


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plot", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder of the results")
    parser.add_argument("-o", "--output", type=Path, help=f"default: {PICTURE} in that folder")
    args = parser.parse_args(argv)
    (args.output or args.results / PICTURE).write_text(drawn(newest(args.results)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
