"""Which of these words are a person's name?

Strategy: every word gets a weight: what the gazetteer knows of it as a given or family name, less what it is as an
ordinary word; an unknown word is a little more likely a name than not. Words that are plainly ordinary cut the run
into pieces. A piece is a name where its weight and what its context gives (a field, a display name, a cue word, a cell,
nothing) reach zero together. Titles and cue words inside the run (`Herr`, `Kunde`, `Agent`) give context to what follows;
what stands before a run speaks for its first piece, what stands behind it for its last. Commas and full stops end a piece,
but for `Last, First` and initials. A piece beside `River`, `Street`, `Inc` is a thing's.
"""

from __future__ import annotations

import functools
import re
from urllib.parse import unquote_plus

from pi_scrub import grammar as g
from pi_scrub.judges import gazetteer
from pi_scrub.judges.honoured import honoured
from pi_scrub.judges.known import FREQUENT, LONGEST, NO_PART, NOBODY, PARTICLES, TITLES, USUAL, Known, cased, is_numbered
from pi_scrub.judges.phone import Finding
from pi_scrub.judges.place import BEFORE, BEHIND, BONUS, KNOWN_ALONE, bonus_of, is_place_of_name, wants_known, whole_from
from pi_scrub.judges.weight import Word, holds_name, look_up, words_of
from pi_scrub.late import late

_MONTHS = frozenset("jan april may june july august".split())  # those that are names as well
_OURS = re.compile(r"\[(?:name|withheld)\]|_[a-z][a-z0-9]{0,11}_[a-p]{32}|\[pi-scrub: ")  # grammar.PSEUDONYM without its prefix
_NO_NAME = late(  # a value that is no name whatever its label says
    r"""[^@\s]*@[^@\s]*|[\w.\-]*[/\\:_][\S\s]*|(?:[\w\-]+\.)+[\w\-]+|[\d\W]*|\S*\d{3}\S*|0x\w+|.*[{}\[\]<>=].*|[0-9a-fA-F-]{16,}""",
    re.VERBOSE | re.DOTALL,
)
_LOGIN = late(r"([^\W\d_]{2,20})[._]([^\W\d_]{2,20})\d{0,3}")  # `maria.wells`, `maria_wells2`
_ESCAPED_GAP = re.compile(r"""\\+[nrt"']|\x1f""")  # a line end or quote in a JSON string; %20
_LETTERS_ONLY = late(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0610-\u06ed\u0900-\u0e7f]|[ '\u2019.,\-]{1,2}(?=[^\W\d_]))*\.?")

_SINGLE = -3.0  # one word alone
_NO_INITIALS = frozenset("IA")  # words of English; what stands behind an initial is never seen, so it is never the last word
_NEIGHBOURS = {g.N_VERB: 2.0, g.N_IS: 0.5, g.N_NOUN: -1.0, g.N_THING: -1.5}
_WANTED = {g.N_IS: 3, g.N_NOUN: 7}  # how frequent a given name must be that stands alone there
_THING = -6.0  # beside the name of a kind of thing
_TIED = -0.5  # behind an ordinary word with a capital: enough that no single name stands there
_FOLLOWED = -2.5  # an ordinary word with a capital follows
_TOLD = g.N_THING | g.N_VERB | g.N_IS | g.N_NOUN


def judge_name(candidate: bytes, context: int, strict: bool = False) -> list[Finding]:
    """(candidate, context) -> findings of kind "name"; the canonical value is empty, a name is dropped, not hashed.

    With `strict`, names in scripts without capitals are found where nothing speaks for them, and in fields what systems call a
    person (`maria.wells`).
    """
    text = candidate.decode("utf-8", "surrogateescape")
    if text.isalpha() and text.isascii() and context & g.KIND == g.RUN and -50 < bonus_of(context) < 0:
        return [(0, len(text), "name", "")] if _is_alone(text, context) else []
    start = whole_from(text, context)
    if start >= 0:
        return [(_bytes(text, start), len(candidate), "name", "")]
    if ("_" in text or "[" in text) and _OURS.search(text):
        return []
    field = context & g.KIND == g.FIELD
    spans = _field(text, context) if field else _run(text, context)
    if not spans and not field and not text.isascii():
        spans = honoured(text)
    if strict and not spans:
        spans = _login(text, context) if field else _uncased(text)
    if len(text) == len(candidate):
        return [(start, end, "name", "") for start, end in spans]
    return [(_bytes(text, start), _bytes(text, end), "name", "") for start, end in spans]


def _is_alone(text: str, context: int) -> bool:
    """Whether one word, which neither a label nor a cue precedes, is a name: the commonest run of prose, on a short way."""
    what = _single(text)
    return what is not None and _stands_alone(what, context)


@functools.lru_cache(maxsize=20_000)
def _single(text: str) -> Known | None:
    """What is known of a word of ASCII letters, if it may be a name by itself."""
    if not 1 < len(text) <= LONGEST:
        return None
    what, weight, cuts = look_up(text, True, False)
    return None if cuts or what.particle or weight < 0 or _is_rather_a_word(what) else what


def _run(text: str, context: int) -> list[tuple[int, int]]:
    """The names in a run of words."""
    if context & g.A_GLUED:  # `agent Maria Wells Status=OK`: the last word is part of something else
        text = text.rpartition(" ")[0].rstrip(" ,")
        context &= BEFORE & ~g.A_GLUED
        if not context & g.CUES and " " not in text:
            return []
    return _lowered(text, context) if _is_low(text) else _pieces(text, context, case=True)


def _login(text: str, context: int) -> list[tuple[int, int]]:
    """All of a value, if it is two known names joined to one."""
    found = None if context & g.F_OPEN else _LOGIN.fullmatch(text)
    return [(0, len(text))] if found and _lowered(" ".join(found.groups()).lower(), g.RUN | g.N_PHONE) else []


def _uncased(text: str) -> list[tuple[int, int]]:
    """The words of scripts without capitals that begin as names do, or are known as names."""
    return [(word.start, word.end) for word in words_of(text, case=True) if not word.known.cased and word.weight >= 3.0]


def judge_plain(candidate: bytes, sure: bool = True) -> bool:
    """Whether a run holds no name whatever stands around it: all of it is ordinary words or shapes of code.

    With `sure` false: whether it is ordinary where nothing around it speaks for a name (`Ben`, `Will`).
    """
    text = candidate.decode("utf-8", "surrogateescape")
    if is_numbered(text) and text[0].isalpha() and text.isascii():  # code, and a new one with each call
        return True
    return not holds_name(text, sure) and (text.isascii() or not honoured(text))


def _bytes(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogateescape"))


def _field(text: str, context: int) -> list[tuple[int, int]]:
    """The name in a field's value: all of it under a name label, what weighs enough under any other."""
    label, whole = context & g.LABEL, not context & g.F_OPEN
    text = _ESCAPED_GAP.sub(lambda m: " " * len(m[0]), text)
    value = unquote_plus(text) if "%" in text or ("+" in text and " " not in text) else text
    if value.lower() in NOBODY or _NO_NAME.fullmatch(value):
        return []
    words = words_of(value, case=False)
    while not whole and len(words) > 1 and words[-1].cuts and words[-1].text.islower():
        words.pop()  # `Maria Wells at 09:14`
    named = label == g.L_NAME and any((not word.cuts and len(word.text) > 1) or not word.known.cased for word in words)
    if named and (whole or (len(words) <= 4 and not words[0].cuts)):
        return [(0, len(text))] if value is not text else [(words[0].start, words[-1].end)]
    spans = _pieces(value, context, case=not whole or label != g.L_NAME)
    if not spans and (context & g.A_DISPLAY or len(words) > 1):
        spans = _uncapitalised(value, words, context)
    if spans and whole and (spans[0][0], spans[-1][1]) != (words[0].start, words[-1].end):
        spans = _pieces(value, g.RUN, case=True)  # only a part weighs enough: the label did not mean it
    if value is not text:
        return [(0, len(text))] if spans else []
    listed = next((at for at in range(1, len(spans)) if text[spans[at - 1][1] : spans[at][0]] != ", "), len(spans))
    return spans if whole else spans[:listed]  # `Maria Wells, Tobias Krämer`


def _uncapitalised(text: str, words: list[Word], context: int) -> list[tuple[int, int]]:
    """A name written in lower case that fills a field: most of its words must be known, or it is a display name."""
    if any(word.cuts for word in words) or len(words) > 4 or not _LETTERS_ONLY.fullmatch(text) or len(text) < 3:
        return []
    if context & g.F_OPEN and not context & g.A_DISPLAY and min(word.weight for word in words) < 0.8:
        return []
    total = sum(word.weight for word in words) + (0.0 if context & g.A_DISPLAY else -1.5) + (_SINGLE if len(words) == 1 else 0.0)
    return [(words[0].start, words[-1].end)] if total >= 0 else []


def _is_low(text: str) -> bool:
    """Whether a run is written in lower case, in a script that has capitals."""
    return text.islower() and cased(text)


def _known_first(words: list[Word]) -> list[Word]:
    """The first two words, and those behind them that are known to be names or follow a particle."""
    named = (
        at
        for at, word in enumerate(words)
        if at < 2 or word.text in PARTICLES or word.known.given or word.known.family or words[at - 1].text in PARTICLES
    )
    return words[: sum(at == place for place, at in enumerate(named))]


def _is_common_low(word: Known) -> bool:
    """Whether a word in lower case is one of the most frequent ones: `ha`, `an`."""
    return word.ordinary >= 7 and word.text not in PARTICLES


def _is_usual(word: Known) -> bool:
    """Whether a word in lower case is a usual name and hardly anything else."""
    return max(word.given, word.family) >= USUAL and word.ordinary <= 1 and (not word.place or word.given >= FREQUENT)


def _lowered(text: str, context: int) -> list[tuple[int, int]]:
    """The name in a run in lower case: most of its words must be known, none may be an ordinary one."""
    if not context & (g.CUES | g.A_DISPLAY | g.N_PHONE) or context & g.A_GLUED:
        return []
    words = words_of(text, case=False)
    cuts = [at for at, word in enumerate(words) if word.cuts or _is_common_low(word.known)]
    cuts = cuts or [len(words), -1]
    cued = context & (g.C_NAME | g.C_PERSON) != 0
    name = _known_first(words[: cuts[0]]) if cued else words[cuts[-1] + 1 :]  # behind the cue; before the number
    sure = cued and context & g.C_PERSON != 0
    if sure and len(name) == 1 and _is_usual(name[0].known):
        return [(name[0].start, name[0].end)]
    if not 2 <= len(name) <= 4:
        return []
    filled = context & g.A_DISPLAY or (context & g.A_CELL and len(name) == len(words))
    total = sum(word.weight for word in name) + BONUS["to" if sure else "cell" if cued or filled else "none"]
    return [(name[0].start, name[-1].end)] if total >= 0 else []


def _pieces(text: str, context: int, case: bool) -> list[tuple[int, int]]:
    """The names in a run: its words between what cuts, weighed together."""
    bonus = bonus_of(context)
    if bonus < -50:
        return []
    words = words_of(text, case, bonus > 0)
    if bonus <= 0 and any(word.cuts and word.known.cue & g.C_NAME for word in words):
        words = words_of(text, case, True)  # `Dear Will`
    elif is_place_of_name(context):
        filling = _filling(words, context)
        if filling:
            return [(filling[0].start, filling[-1].end)]
    groups = _groups(words)
    if "," in text:
        groups = _last_first(groups)
    if len(groups) == 1:  # most runs: nothing is beside the piece
        return [] if words[0].cuts else _weighed(words, bonus, bonus, context & _TOLD)
    spans: list[tuple[int, int]] = []
    here = bonus_of(context & BEFORE)
    before = tied = False  # behind a kind of thing, behind an ordinary word with a capital
    for at, group in enumerate(groups):
        if group[0].cuts:
            word = group[0]
            titled = word.capital and word.known.lower in TITLES
            cue = g.C_PERSON | g.C_NAME if titled else word.known.cue
            here = bonus_of(cue) if cue & (g.C_PERSON | g.C_NAME) else BONUS["none"]
            tied = here < 0 and word.capital and at + 1 < len(groups) and not groups[at + 1][0].gap.strip(" ")
            before = word.known.lower in g.THING_HEADS
            continue
        last = at == len(groups) - 1
        mine = max(here, bonus_of(context & BEHIND)) if last else here
        told = (context & g.N_THING if at == 0 else 0) | (context & (g.N_VERB | g.N_IS | g.N_NOUN) if last else 0)
        spans += _weighed(group, mine + _beside(groups, at, mine) + (_THING if before and mine < 0 else _TIED if tied else 0.0), mine, told)
        if at + 1 < len(groups) and not groups[at + 1][0].cuts:
            here = mine if "," in groups[at + 1][0].gap else BONUS["none"]  # `for Maria, Tobias`
        before = tied = False
    return spans


def _filling(words: list[Word], context: int) -> list[Word]:
    """The two to four words that fill a name's place: one that may be a name vouches for what the others mean besides."""
    if context & g.KIND == g.RUN:
        words = words[next((at for at, word in enumerate(words) if not word.known.unnamed), len(words)) :]
    if not 2 <= len(words) <= 4 or any(_is_no_part(word) for word in words):
        return []
    if wants_known(context):
        known = any(word.known.given >= KNOWN_ALONE for word in (words[0], words[-1]))
        return words if known and (not context & g.C_NAME or not any(map(_is_common, words))) else []
    return words if any(not word.cuts and len(word.text) > 1 for word in words) else []


def _is_common(word: Word) -> bool:
    """Whether a word is a frequent one and no name at all: `agent Maria Portal`."""
    return word.cuts and word.known.unnamed and word.known.ordinary > 2


def _is_no_part(word: Word) -> bool:
    what = word.known
    if what.plain:
        return not what.part or bool(word.gap.strip(" ,."))
    if what.lower in PARTICLES:
        return False
    return what.small or word.gap.strip(" ,.") != "" or what.tail or what.lower in NO_PART or bool(word.cuts and what.cue) or what.code


def _beside(groups: list[list[Word]], at: int, context: float) -> float:
    """What the capitalised word right behind a piece says: `Jordan River`, `Phillips House`, `Coleman, Nevada`."""
    if at + 1 >= len(groups):
        return 0.0
    word = groups[at + 1][0]
    if context < 0 and word.gap.startswith(",") and _is_where(word.known):
        return _THING
    if not word.cuts or word.gap.strip(" "):
        return 0.0
    if word.known.tail:
        return _THING
    return _FOLLOWED if word.capital and not word.known.cue & (g.C_PERSON | g.C_NAME) else 0.0


def _is_where(word: Known) -> bool:
    """Whether a word is a place rather than a given name."""
    return word.place and word.given < FREQUENT


def _groups(words: list[Word]) -> list[list[Word]]:
    """The pieces of a run, each a list; a cutting word is one of its own."""
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1] if groups else None
        if last is None or word.cuts or last[-1].cuts or _apart(last[-1], word):
            groups.append([word])
        else:
            last.append(word)
    return groups


def _apart(left: Word, word: Word) -> bool:
    if word.known.cased != left.known.cased and len(word.text) > 1 and len(left.text) > 1:
        return True
    if word.gap == " ":
        return False
    if "." in word.gap:
        return len(left.text) > 2 and left.known.lower not in PARTICLES
    return bool(word.gap.strip(" \x1f+%20"))


def _last_first(groups: list[list[Word]]) -> list[list[Word]]:
    """Joins the one pair that a comma parts, where each side has few words: `Wells, Maria`; a list of names stays a list."""
    commas = [at for at in range(1, len(groups)) if groups[at][0].gap.startswith(",") and not groups[at][0].cuts]
    if len(commas) != 1:
        return groups
    at = commas[0]
    left, right = groups[at - 1], groups[at]
    solid = [word for word in left if word.known.lower not in PARTICLES]
    if left[0].cuts or len(solid) > 2 or len(right) > 2 or (len(solid) == 2 and len(right) == 2) or _is_listed(left, right):
        return groups
    return [*groups[: at - 1], left + right, *groups[at + 1 :]]


def _is_listed(left: list[Word], right: list[Word]) -> bool:
    """Whether what stands behind a comma is no given name: another family (`Becker, Vasquez`), where a place is (`Coleman, Florida`)."""
    what = right[0].known
    if len(right) == 1 and ((what.family > what.given and what.family >= USUAL) or _is_where(what) or (what.ordinary and not what.given)):
        return True
    return len(left) == 2 and not what.given and len(what.text) > 1


def _weighed(piece: list[Word], bonus: float, context: float, told: int) -> list[tuple[int, int]]:
    """The name that a piece is, without what hangs on at its ends; `told` is what its neighbours say."""
    worst = 0.0 if context < 0 else -1.0
    while piece and (piece[-1].weight < worst or piece[-1].known.particle or piece[-1].text in _NO_INITIALS):
        piece.pop()
    if len(piece) > 1 and piece[0].known.lower in g.THING_HEADS and context < 0:
        return []
    while piece and piece[0].weight < worst:
        del piece[0]
    while len(piece) > 1 and piece[0].text in _NO_INITIALS and "." not in piece[1].gap:
        del piece[0]
    if not piece or len(piece) > 6 or (piece[0].known.cased and max([len(word.known.text) for word in piece]) == 1):
        return []
    if context <= BONUS["none"] and (not piece[0].known.cased or _holds_acronym(piece)):
        return []  # scripts without capitals: by field, cue or cell only
    if len(piece) == 1:
        found = _is_single(piece[0], bonus, context, told)
    else:
        found = sum([word.weight for word in piece]) + bonus + (_told(told) if context < 0 else 0.0) >= 0
        if context < 0 and _is_called_after(piece):
            piece = piece[:-1] if len(piece) > 2 and piece[0].known.given >= USUAL else []  # `Maria Wells Day`
            return _weighed(piece, bonus, context, told)
        if context < 0 and found and (_is_place(piece) or all(word.known.lower in _MONTHS for word in piece)):
            return []
    return [(piece[0].start, piece[-1].end)] if found else []


def _is_single(word: Word, bonus: float, context: float, told: int) -> bool:
    """Whether a piece of one word is a name."""
    if context < BONUS["display"] and _is_rather_a_word(word.known):
        return False
    if context < 0 and word.known.cased:
        return bonus >= BONUS["none"] and _stands_alone(word.known, told)
    return word.weight + bonus + (_SINGLE if word.text[0] < "\u2e80" else 0.0) >= 0


def _holds_acronym(piece: list[Word]) -> bool:
    """`AGI Tx`"""
    upper = [word.known.text for word in piece if word.known.text.isupper()]
    return 0 < len(upper) < len(piece) and any(1 < len(text) <= 3 for text in upper)


@functools.cache
def _told(told: int) -> float:
    """What the neighbours of two words or more add to their weight."""
    return sum(weight for bit, weight in _NEIGHBOURS.items() if told & bit)


def _is_place(piece: list[Word]) -> bool:
    text = " ".join([word.known.lower for word in piece])
    return all(word.known.place for word in piece) or bool(gazetteer.weigh(text) & gazetteer.PLACE)


def _is_called_after(piece: list[Word]) -> bool:
    """Whether a piece is a thing with a family's name: `Carnegie Hall`, but not `Garrett Hall`, nor `Hyun-woo Park`."""
    what = piece[-2].known
    family = what.family > what.given or (not what.given and (what.ordinary > 0 or what.place))
    return family and piece[-1].known.lower in g.THING_TAILS_OF_FAMILIES


def _is_rather_a_word(word: Known) -> bool:
    """Whether one word is an ordinary one and no given name: `Customer Portal`."""
    return word.ordinary >= 2 and word.given < USUAL and word.family <= USUAL


def _stands_alone(word: Known, told: int) -> bool:
    """Whether one word is a person's name in a sentence: the more its neighbours speak for one, the less it must be known."""
    if told & g.N_THING or word.place or word.ordinary > 2 or word.text.isupper() or word.lower in NOBODY:
        return False
    if told & g.N_VERB:
        return word.given >= 2 or word.family >= USUAL or (not word.family and not word.ordinary and len(word.text) > 3)
    return word.given >= _WANTED.get(told & _TOLD, KNOWN_ALONE) and word.ordinary <= (2 if word.given == 7 else 1)
