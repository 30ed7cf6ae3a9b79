"""The callers of a generated log: invented names, numbers from ranges kept free for fiction.

Callers come from ranges that no subscriber has: 555-01xx in every area code of the USA, Ofcom's and the
Bundesnetzagentur's drama numbers, ARCEP's and ACMA's numbers for fiction. A log of many gigabytes wants
more distinct numbers than those hold, so *fresh* ones are drawn from all of 555-xxxx: valid to
libphonenumber, and given to no household. What is drawn is random, and is never committed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

Row = TypeVar("Row")

# Area codes of the USA; with 555-01xx behind each of them 100 numbers, with 555-xxxx 10,000.
AREA_CODES = """
201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251
252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318
319 320 321 323 325 330 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413
414 415 417 419 423 425 432 434 435 440 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513
515 516 517 518 520 530 540 541 551 559 561 562 563 567 570 571 573 574 575 580 585 586 601 602 603 605 606
607 608 609 610 612 614 615 616 617 618 619 620 623 626 630 631 636 641 646 650 651 660 661 662 678 682 701
702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 727 731 732 734 740 757 760 763 765 770 772
773 775 781 785 786 801 802 803 804 805 806 808 810 812 813 814 815 816 817 818 828 830 831 832 843 845 847
848 850 856 857 858 859 860 862 863 864 865 870 878 901 903 904 906 907 908 909 910 912 913 914 915 916 917
918 919 920 925 928 931 936 937 940 941 947 949 951 952 954 956 970 971 972 973 978 979 980 985 989
""".split()

FIRST_NAMES = """
Maria Tobias Ingrid Desmond Camille Priya Dwayne Hannah Pieter Chiara Joana Lucía João Zoë Jürgen Søren
Agnieszka Olivia Marcus Beatriz Karl Fatima Rahul Elena Viktor Naomi Gareth Siobhan Thomas Julia Andreas
Sabine Claire François Matteo Giulia Diego Carmen Lars Astrid Emeka Amara Kenji Yuki Helen Robert Susan
Michael Emily Daniel Laura Peter Katrin Stefan Monika Louise Henri Paula Nuno Femke
""".split()

LAST_NAMES = """
Wells Krämer Vollmer Hale Delaunay Raman Okafor Lindqvist Bellandi Queirós Ferrándiz Müller Sørensen Nowak
Turner Whitfield Santos Brandt Haddad Mehta Petrova Horvat Bright Pritchard Kavanagh Becker Hoffmann Schäfer
Lefèvre Moreau Ricci Conti Navarro Iglesias Eriksson Nyström Adeyemi Eze Tanaka Mori Foster Bennett Hughes
Palmer Graham Sinclair Holloway Ashworth Zimmermann Keller Vogel Lorenz Fontaine Girard Marchetti Serrano
Carvalho Pinto Visser Dekker
""".split()


class Caller(NamedTuple):
    """One person: the number in its spellings, and the name."""

    e164: str  # "+14155550132"
    digits: str  # the same without its +
    national: str  # "(415) 555-0132", "020 7946 0123", "030 23125123"
    name: str  # "Maria Wells"
    first: str
    last: str


class Range(NamedTuple):
    """Numbers `prefix` + `width` digits; `national` writes the last digits in the country's own notation."""

    prefix: str
    width: int
    national: str


def _american(area: str, tail: str) -> list[Range]:
    return [Range(f"+1{area}555{tail}", 4 - len(tail), f"({area}) 555-{tail}%s")]


US_FICTION = [row for area in AREA_CODES for row in _american(area, "01")]
US_FRESH = [row for area in AREA_CODES for row in _american(area, "")]

# Ofcom, "telephone numbers for drama": those that libphonenumber takes for valid.
GB_FICTION = [
    *(
        Range(f"+44{area}4960", 3, f"0{area} 496 0%s")
        for area in (113, 114, 116, 117, 118, 121, 131, 141, 151, 161)
    ),
    Range("+442079460", 3, "020 7946 0%s"),
    Range("+441914980", 3, "0191 498 0%s"),
    Range("+442920180", 3, "029 2018 0%s"),
]
# Bundesnetzagentur, numbers for films.
DE_FICTION = [  # not Berlin's: 030 23125xxx is valid in Britain too
    Range("+496990009", 3, "069 90009%s"),
    Range("+494066969", 3, "040 66969%s"),
    Range("+492214710", 3, "0221 4710%s"),
    Range("+498999998", 3, "089 99998%s"),
]
FR_FICTION = [Range("+3319900", 4, "01 99 00 %s")]  # ARCEP
AU_FICTION = [  # ACMA
    Range(f"+61{area}{exchange}", 4, f"0{area} {exchange} %s")
    for area in "2378"
    for exchange in ("5550", "7010")
]

# Who calls: ranges, and the share of the callers that is drawn from them.
COUNTRIES: list[tuple[list[Range], float]] = [
    (US_FICTION, 0.55),
    (GB_FICTION, 0.20),
    (DE_FICTION, 0.15),
    (FR_FICTION, 0.05),
    (AU_FICTION, 0.05),
]
# Fresh numbers of the countries the benchmark's policy names (US, GB, DE), in their national notation.
FRESH: list[tuple[list[Range], float]] = [(US_FRESH, 0.8), (GB_FICTION, 0.12), (DE_FICTION, 0.08)]
FRESH_DRAW = [rows for rows, share in FRESH for _ in range(round(share * 100))]  # one draw of it costs least


def caller(rng: random.Random, row: Range, index: int) -> Caller:
    """The person with number `index` of a range; the name is drawn."""
    tail = str(index).zfill(row.width)
    e164 = row.prefix + tail
    first, last = _drawn(rng, FIRST_NAMES), _drawn(rng, LAST_NAMES)
    return Caller(e164, e164[1:], row.national % tail, f"{first} {last}", first, last)


def callers(rng: random.Random, count: int) -> list[Caller]:
    """`count` callers with distinct numbers, in the order of how often they call (the first most)."""
    chosen: list[Caller] = []
    for rows, share in COUNTRIES:
        wanted = min(round(count * share), _room(rows))
        chosen += [_numbered(rng, rows, place) for place in rng.sample(range(_room(rows)), wanted)]
    rng.shuffle(chosen)
    return chosen


def fresh(rng: random.Random) -> Caller:
    """A caller who most likely never called before."""
    row = _drawn(rng, _drawn(rng, FRESH_DRAW))
    return caller(rng, row, int(rng.random() * 10**row.width))


def stranger(rng: random.Random) -> Caller:
    """A fresh caller whose name is as good as new too: a middle initial, a double name (10 million)."""
    e164, digits, national, _, first, last = fresh(rng)
    last = f"{last}-{_drawn(rng, LAST_NAMES)}"
    return Caller(e164, digits, national, f"{first} {chr(65 + int(rng.random() * 26))}. {last}", first, last)


def _room(rows: list[Range]) -> int:
    size: int = 10 ** rows[0].width
    return len(rows) * size


def _numbered(rng: random.Random, rows: list[Range], place: int) -> Caller:
    which, index = divmod(place, 10 ** rows[0].width)
    return caller(rng, rows[which], index)


def _drawn(rng: random.Random, rows: Sequence[Row]) -> Row:
    """One of the rows; `rng.choice` takes three times as long."""
    return rows[int(rng.random() * len(rows))]
