"""What the words before a candidate say: cue bits, remembered by the shape of what stands there.

Strategy: logs write the same texts over and over, with other digits in them. So a bounded piece of the line before a
candidate is looked up with its digits alike; only where that is new are its words cut out and judged. No digit says
anything here: what decides is which words there are, and which signs part them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pi_scrub import grammar as g
from pi_scrub.around import CUE_BEHIND, NAME_BESIDE, WALL, WORDS

MEMO = 50_000  # entries of each memo
MEMO_KEY = 128  # bytes of the longest key that is remembered

_REACH = g.NEAR_REACH + 1  # the first byte only tells whether a word is cut
_BEFORE_CUE = b" :=#<([\"'-/.,\\>@|*~"
_SHAPE = bytes.maketrans(b"123456789", b"000000000")
_BESIDE = b" \t\\\"'"  # what may stand between a number and the edge of the cell before it
_EDGES = frozenset((b",", b";", b"|", b"/", b"("))

T = TypeVar("T")


def remember(judge: Callable[[bytes], T], memo: dict[bytes, T]) -> Callable[[bytes], T]:
    """`judge` behind a memo that starts anew when it is full; for pure functions."""

    def remembered(key: bytes) -> T:
        found = memo.get(key)
        if found is None:
            found = judge(key)
            if len(key) <= MEMO_KEY:
                if len(memo) >= MEMO:
                    memo.clear()
                memo[key] = found
        return found

    return remembered


class Cues:
    """The cues before candidates. Holds only bounded memos; safe to share between threads.

    `word(bytes) -> int` gives the bits of a word, `plain(bytes) -> bool` whether a run of words holds no name; both are
    pure, and no digit matters to them. `walls`: whether no word speaks across a marker or mask.
    """

    def __init__(self, word: Callable[[bytes], int], plain: Callable[[bytes], bool], *, walls: bool = False) -> None:
        self.word, self._plain, self.walls = word, plain, walls
        self.memo: dict[bytes, int] = {}
        self._next = remember(self._next_word, self.memo)
        self._numbers: dict[bytes, int] = {}
        self._number = remember(self._words_and_names, self._numbers)

    def before(self, block: bytes, at: int) -> int:
        """The bits of the word that stands before `at` in the same line."""
        return self._next(block[at - g.CUE_REACH if at > g.CUE_REACH else 0 : at].translate(_SHAPE)) & ~g.C_THING

    def of_number(self, block: bytes, at: int, to: int, end: int) -> int:
        """The bits of the word before a number, and C_NEAR where something further away speaks for it.

        The word behind it (`4155550132 answered`), one some words before (`extension (main, 4155550132, 4)`), or a
        name in the cell before (`Maria Wells | 4155550132`).
        """
        left = block[at - _REACH if at > _REACH else 0 : at].translate(_SHAPE)
        if b"\n" in left:
            left = left[left.rfind(b"\n") + 1 :]
        found = self._numbers.get(left)
        if found is None:
            found = self._number(left)
        if not found & (g.C_PHONE | g.C_TO | g.C_NEAR) and CUE_BEHIND.match(block, to, end):
            found |= g.C_NEAR
        return found

    def _next_word(self, left: bytes) -> int:
        if self.walls:
            left = left[_behind_walls(left, 0) :]
        word = left.rstrip(_BEFORE_CUE)
        gap = left[len(word) :]
        if gap[:1] == b"/" and not gap.strip(b"/+"):
            word += b"/"
        elif gap[-2:] == b"->":
            return g.C_TO
        elif word[-1:] < b"A":  # no letter ends it; bytes beyond ASCII are letters here
            return 0
        cut = word.rfind(b" ")
        found = self.word(word[cut + 1 :])
        if found & g.C_PAIR:  # `assigned to`
            found ^= g.C_PAIR
            if cut > 0:
                found |= self.word(word[word.rfind(b" ", 0, cut) + 1 :])
        return found

    def _words_and_names(self, left: bytes) -> int:
        found = self._next(left[-g.CUE_REACH :])
        if found & (g.C_PHONE | g.C_TO):
            return found
        start = len(left) // _REACH
        if self.walls:
            start = _behind_walls(left, start)
        if any(self.word(word) & g.C_NEAR for word in WORDS.findall(left, start)) or self._name_beside(left, start):
            found |= g.C_NEAR
        return found

    def _name_beside(self, left: bytes, start: int) -> bool:
        edge = left.rstrip(_BESIDE)
        if edge[-1:] not in _EDGES and b"\t" not in left[len(edge) :]:
            return False
        name = NAME_BESIDE.search(left, start)
        return name is not None and not self._plain(name[1])


def _behind_walls(left: bytes, start: int) -> int:
    """The end of the last wall in left[start:], or `start`."""
    for wall in WALL.finditer(left, start):
        start = wall.end()
    return start
