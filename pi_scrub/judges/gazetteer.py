"""The gazetteer: is this word a given name, a family name, a place, an ordinary word, or unknown?

Strategy: two committed files beside this module, made by `build_names.py`: `names.bin` (given, family,
place) and `words.bin` (ordinary words). A dict of all these words would cost 150 ms and 42 MB at start. So
they stay as they were packed: sorted, in blocks of some dozens of words; `bisect` finds the one block that
can hold a word, `bytes.find` the word in it. Loaded on first use in 22 ms and 6 MB; a lookup takes 1.5 µs,
and the words last asked for are remembered (0.1 µs).

They are two files because their licences differ (`names.LICENSES.txt`): `words.bin` carries wordfreq's
share-alike.
"""

import unicodedata
import zlib
from bisect import bisect_right
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

# `weigh` packs four things into one int, so that a judge can add and compare without an object for each word.
GIVEN_SHIFT, FAMILY_SHIFT, ORDINARY_SHIFT, PLACE_SHIFT = 0, 3, 6, 9
GIVEN = 0b111 << GIVEN_SHIFT
FAMILY = 0b111 << FAMILY_SHIFT
ORDINARY = 0b111 << ORDINARY_SHIFT
PLACE = 1 << PLACE_SHIFT

# The packed file: a line for each block of sorted words; before a word BEFORE, behind it AFTER and its value.
BEFORE, AFTER, FIRST_VALUE = b"\t", b"=", 33
NAME_BITS, PLACE_BIT = 0b111111, 6  # in `names.bin`: given and family as above, and whether it is a place

# What NFKD does not take apart. The German forms (ü as ue) are entries of the file itself.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ŋ": "n"}
    | {"\u0131": "i", "ə": "a"}
    | dict.fromkeys("'`\u2018\u2019\u02bc", "")
)

# Endings by which most people of some languages are called and that few other words share, as `fold` leaves
# them. Left out, for they end too many words of `words.bin` and of logs: `-man`, `-in`, `-es`, `-ek`, `-ian`.
_ENDINGS = """
sson dottir kvist qvist strom gaard lund berg borg gren holm mann bakken dahl nen maki lahti niemi rinne
vaara ov ova aev eev iev yev lev nev kev chev shev eva sky skiy skij ski ska skaya skaja cki cka enko chuk
czuk iuk yuk vich vych ovic evic jevic nic wicz icz czyk czak iak yan dze shvili oglu zadeh nejad zai
uddin ullah opoulos opoulou akis akos idis iadis oudis ez iz az eira eiro inho ini ino elli etti ucci uzzi
acci escu eanu sma stra inga enga huizen veld hoven nathan murthy swamy moorthy walla ов ова ев ева ин ина
скии ская цкии цкая енко чук юк вич швили дзе οπουλος οπουλου ιδης ιδου ακης ακη
"""
SURNAME_ENDINGS = tuple(_ENDINGS.split())
SHORTEST_SHAPED = 5  # letters of a word whose ending says anything


class Blocks(NamedTuple):
    """One packed file: its blocks, the first word of each, in order, and where each begins, and the last one ends."""

    packed: bytes
    heads: list[bytes]
    starts: list[int]

    def value(self, word: bytes) -> int:
        """What the file holds for a word in UTF-8: 0 where it is not in it."""
        block = bisect_right(self.heads, word)
        needle = BEFORE + word + AFTER
        at = self.packed.find(needle, self.starts[block - 1], self.starts[block]) if block else -1
        return 0 if at < 0 else self.packed[at + len(needle)] - FIRST_VALUE


class Word(NamedTuple):
    """What the gazetteer knows of one word: three scores of 0 (not at all) to 7 (most frequent), one flag.

    `given` and `family` are logarithmic in the number of bearers, or of countries' lists of usual names that
    have the name: 1 is 150 bearers in the USA, 3 one such list, 7 over a million bearers. `ordinary` is
    logarithmic in how often it is written as an ordinary word: 1 below one in a million, 7 from 300.
    """

    given: int
    family: int
    ordinary: int
    place: bool


@lru_cache(4096)
def weigh(word: str) -> int:
    """The packed scores of `word`, 0 where it is unknown; masks and shifts are this module's constants.

    `word` is what `str.lower()` makes of one word in NFC, at any length and in any script; two words joined
    by one space find only places (`san francisco`). Where it is unknown as written, it is tried without
    diacritics and apostrophes (`o'brien` as `obrien`). Never raises.
    """
    found = _value(word)
    if not found and not (word.isascii() and "'" not in word):
        folded = fold(word)
        found = _value(folded) if folded != word else 0
    return found


def word(lower: str) -> Word:
    """`weigh`, unpacked; for tests, reports and other places where time does not matter."""
    packed = weigh(lower)
    return Word(
        (packed & GIVEN) >> GIVEN_SHIFT,
        (packed & FAMILY) >> FAMILY_SHIFT,
        (packed & ORDINARY) >> ORDINARY_SHIFT,
        bool(packed & PLACE),
    )


def like_family(lower: str) -> bool:
    """Whether a word that `weigh` does not know ends as family names do (`sverrisdóttir`, `umkhaev`).

    Of the words no list knows, every fifth name ends so, and hardly any other. Ask only of unknown words.
    """
    return len(lower) >= SHORTEST_SHAPED and fold(lower).endswith(SURNAME_ENDINGS)


def fold(lower: str) -> str:
    """`lower` without diacritics and apostrophes: `jílek` is `jilek`, `łódź` is `lodz`."""
    if lower.isascii():
        return lower.replace("'", "").replace("`", "")
    return unicodedata.normalize("NFC", without_marks(lower.translate(_LETTERS)))


def without_marks(text: str) -> str:
    """`text` taken apart, without what stands above and below its letters."""
    plain = unicodedata.normalize("NFKD", text)
    return plain if plain.isalpha() else "".join([c for c in plain if not unicodedata.combining(c)])  # no letter is a mark


@cache
def load() -> tuple[Blocks, Blocks]:
    """Names and ordinary words, read once; where two threads come first, both read, and see the same."""
    here = Path(__file__).parent
    return _unpack((here / "names.bin").read_bytes()), _unpack((here / "words.bin").read_bytes())


def _value(word: str) -> int:
    names, words = load()
    key = word.encode("utf-8", "replace")  # a lone surrogate is no letter, and no reason to fail
    name = names.value(key)
    return (name & NAME_BITS) | (name >> PLACE_BIT) << PLACE_SHIFT | words.value(key) << ORDINARY_SHIFT


def _unpack(packed: bytes) -> Blocks:
    plain = zlib.decompress(packed, bufsize=4 * len(packed))  # room for all of it: to grow takes a third of the time
    blocks = plain.split(b"\n")
    starts = list(accumulate((len(block) + 1 for block in blocks), initial=0))
    return Blocks(plain, [block[1 : block.index(AFTER)] for block in blocks], starts)
