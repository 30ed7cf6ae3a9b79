"""What stands around a candidate: the edges of a cell, a display name, the words and names that speak for a number.

Strategy: pure functions and patterns over (block, start, end of the candidate). They look a bounded number of bytes to
the left and right and never past the line. Data for both lexers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pi_scrub import grammar as g
from pi_scrub.late import late

Candidate = tuple[int, int, int]  # start, end, context


def _any(words: Iterable[str]) -> bytes:
    return b"|".join(sorted(word.encode() for word in words))


def any_case(text: bytes) -> bytes:
    """A pattern of a text whose letters may be large or small; the native matchers know no flags."""
    return b"".join(b"[%c%c]" % (c, c ^ 32) if chr(c).isalpha() else re.escape(b"%c" % c) for c in text)


# An IPv6 address behind its first digit: eight groups, or fewer with :: among them.
IPV6_REST = (
    rb"[0-9a-fA-F]{0,3}+(?=(?::[0-9a-fA-F]{1,4}){0,6}+::|(?::[0-9a-fA-F]{1,4}){7})(?::{1,2}[0-9a-fA-F]{1,4}){0,7}+(?:::)?+(?![\w:]|\.\d)"
)
LETTER = rb"A-Za-z\x80-\xff"
_PARTICLE = rb"(?:van|von|vom|der|den|de|del|della|di|da|do|dos|das|du|la|le|bin|ibn|binti|al|el|y|e|zu|ter|ten|af|av)"
ECHO_WORD = late(rb"[A-Za-z\x80-\xff][A-Za-z'\x80-\xff]{2,}")  # of a name, looked for elsewhere in its line
ECHO_LEFT = late(rb"[\w./\\@\-\x80-\xff]")  # what makes such a word a part of something longer, or a key
ECHO_RIGHT = late(rb"""[\w/\\@=(\-\x80-\xff]|\.\w|["']?\s?[:=]""")
ECHO_SOLID = late(rb"[\w/\\@\-\x80-\xff]+")  # what touches on both sides: a word that stands alone begins where one of these does
_PARTICLES = rb"(?:" + _PARTICLE + rb"[\ \x1f\-]){0,3}"
NAME_GAP = rb"(?:[\ \x1f]" + _PARTICLES + rb"|,\ |\.\ ?" + _PARTICLES + rb")"  # between the words of a name
NAME_WORD = rb"[A-Z\x80-\xff][" + LETTER + rb"]*+(?:['\-][" + LETTER + rb"]++)*+"

WORDS = late(rb"(?<![\w\x80-\xff])[A-Za-z\x80-\xff]++(?!\w)")
# What a policy's markers and masks look like: shorter than what stood there, so that a word behind them would come into reach.
WALL = late(rb"\*[*.]\*|:\*|\[(?:name|withheld|ph|nm|em|us|ip|uu|pan)\]")
CUE_BEHIND = late(  # `4155550132 answered`
    rb"""(?:\\*["'>)\]])?+,?\ (?:(?:is|has|was|hat|wird|a|ha|est)\ )?+(?:"""
    + "|".join(sorted(g.CUES_BEHIND)).encode()
    + rb")(?![\w\x80-\xff])"
)
NAME_BESIDE = late(  # `Maria Wells | `, `"Maria Wells",`
    rb"(" + NAME_WORD + rb"(?:" + NAME_GAP + NAME_WORD + rb"){1,4}+|[\x80-\xff]{6,32}+)"
    rb"(?:\\*[\"']){0,3}[\ ]*+[\t,;|/(][\ \t]*+(?:\\*[\"'])?\Z"
)

# What looks glued to a word and is not: a quote or line end in a JSON string, the type of an SQL parameter (`Maria Wells(String)`),
# a + before a number or another name, but not inside of base64.
PARTED = late(rb"""\\++["'nrt]|\(String\)|\+(?!""" + NAME_WORD + rb"""[A-Za-z0-9/=])""")
_PHONE = rb"(?:\+\d|00?[1-9][\d ()\-/.]{6}|(?!(?:19|20)\d\d-)\d{2,4}[ \-]\d{2,4}[ \-]\d{2,4}|\d{10,15}(?![\d.]))"
_PHONE_BEHIND = late(
    rb"""\\*+["']{0,2}+(?:(?:[ ]{0,40}+[|;,/(<:\-\t][ \t"'(<]{0,8}+|[ ]++["'(<]{0,3}+)(?:(?:[A-Za-z]|\xc3.){1,10}[.:]?[ ]){0,4}?[<(]?(?:tel:)?"""
    + _PHONE + rb"""|,["']\d{7,15}["'])"""
)
_PHONE_BEFORE = late(rb"""(?:[+0]\d[\d ()\-/.]{6,20}\\*+["']?[ \t]{0,40}[|;,/(<:\-\t ][ \t"'(<]*|\d{7,15}[ ]?\()\Z""")
# Words in lower case beside a number, in the next cell or a bracket: `maria wells | 4155550132`, `4155550132 (maria wells)`.
_LOW = rb"[a-z\x80-\xff][a-z'\-\x80-\xff]*+\.?+"
_LOW_NAME = _LOW + rb"(?:[ ]" + _LOW + rb"){1,4}+"
_LOW_BEFORE = late(
    rb"""(?<![\w.\-/@\x80-\xff])(""" + _LOW_NAME + rb""")(?:\\*["']){0,3}[ ]{0,40}+[\t,;|/<(:][ \t]?(?:\\*["'])?[<(]?\Z"""
)
_LOW_BEHIND = late(
    rb"""(?:\\*["'])?[ ]{0,40}+(?:\\*["'])?[\t,;|/(][ \t]{0,2}(?:\\*["'])?(""" + _LOW_NAME + rb""")(?=(?:\\*["'])?[ ]{0,40}+(?:[)\t,;|\n\r]|\Z))"""
)
_LOW_CUE = b"(?:" + _any(form for word in g.LOW_CUES for form in {word, word.capitalize()}) + rb")[ ]"
_LOW_CUED = late(rb"(?<![\w\-/.\x80-\xff])" + _LOW_CUE + rb"(" + _LOW_NAME + rb")")  # `customer maria wells`
_LOW_WORD = rb"""(?:[a-z]|\xc3[\x9f-\xbf])[a-z'\-\x80-\xff]*+\.?+(?![\w@=:/\\(\[{])"""  # no capital that needs two bytes
_SAID = sorted({form.encode() for cue in g.SAID_CUES | g.ROLE_CUES for form in (cue, cue.capitalize())})
_LOW_SAID = late(  # `his name is tobias krämer`
    rb"(?<![\w\-/.\x80-\xff])(?:" + b"|".join(_SAID) + rb")[ ](" + _LOW_WORD + rb"(?:[ ]" + _LOW_WORD + rb"){0,4}+)"
)
_ROLE_BEGINS = frozenset(cue[0] for cue in _SAID if cue.decode().lower() in g.ROLE_CUES)
SAID_REACH = late(rb"(?:" + b"|".join(_SAID) + rb")[ ](?:[a-z'\-.\x80-\xff]*+[ ]?+){0,6}+")  # all that decides what is found there
# Capitalised words that a cue may begin with, behind which it goes on or what it says stands.
_SAID_FIRST = sorted({cue.split(b" ")[0] for cue in _SAID if cue[:1].isupper()})
NO_CUE_SAID = b"".join(rb"(?<!%b)" % b"|".join(word for word in _SAID_FIRST if len(word) == size) for size in sorted({*map(len, _SAID_FIRST)}))
# What is searched for, faster than the pattern is: the end of a cue -> how far before it cues with that end begin.
_SAID_ENDS: dict[bytes, set[int]] = {}
for _cue in _SAID:
    _end = (_cue + b" ")[-7:] if len(_cue) > 6 else _cue[len(_cue) > 3 :] + b" "
    _SAID_ENDS.setdefault(_end, set()).add(len(_cue) + 1 - len(_end))
_SAID_TAIL = late(b"(?:" + b"|".join(sorted({(cue + b" ")[-4:] for cue in _SAID})) + rb")(?:[a-z]|\xc3)")  # the same for the native lexer
_LOW_ONLY = late(rb"[^A-Z0-9+@\n\x80-\xff]*+")  # before what stands here, a walk meets no other candidate
_PARTICLES_LEFT = late(  # in front of `Meer, Pieter`, where a value or what follows a cue begins
    rb"""(?:[:"'|\t(][ ]?|(?<![\w\x80-\xff])(?:of|""" + _any(g.LOW_CUES) + rb")[ ])(" + _PARTICLE + rb"[ ](?:" + _PARTICLE + rb"[ ])?)\Z"
)
_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_LINE_ENDS = frozenset((b"\\n", b"\\r", b"\\t", b"\\b", b"\\f"))  # escaped, as in a JSON string
_TAG_CLOSES = late(rb"</(?:[\w\-]{1,32}+:)?\Z")
_LOW_PARTS = frozenset((b" ", b"\t", b'"', b"'", b"<", b"(", b",", b"|", b";", b"/", b"\\"))  # what touches the number there
_LOW_BYTES = b"abcdefghijklmnopqrstuvwxyz'-." + bytes(range(0x80, 0x100))  # of such words
_LOW_OPENS = b" \t\"'<(,|;/:\\"
_CELL_OPENS = frozenset((b'"', b"'", b"|", b"\t", b",", b";", b">", b"\n", b""))
_TAG_ENDS = frozenset((b"/", b":"))
_ATTRIBUTE_ENDS = frozenset((b'">', b"'>"))
# The name of what a `value` is, before it: `{"key":"ani","value":…}`, `<entry name="ani"><value>`, `cs1Label=ani cs1=…`.
_NAMED = late(
    rb"""(?<![A-Za-z])(?:[nN]ame|[kK]ey|[fF]ield(?:Name)?|[aA]ttribute(?:Name)?|[pP]roperty|[pP]aram(?:eter)?|[cC]olumn|path|label|cs\dLabel)"""
    rb"""(?:\\*["'])?[ ]?[:=>][ ]?(?:\\*["'])?([A-Za-z/][\w.\-/]{0,63}+)(?=\\*["'<]|[ ]\Z)"""
)
_END_OF_WORD = rb"(?![\w\x80-\xff])"
_THING_BEFORE = late(rb"(?<![\w\x80-\xff])(?:" + _any(g.THING_BEFORE) + rb")[ ]\Z")
_PERSON_VERB = late(rb"[ ](?:" + _any(g.PERSON_VERBS) + rb")" + _END_OF_WORD)
_VERB = late(rb"[ ](?:" + _any(g.VERBS) + rb")" + _END_OF_WORD)
_NOUN = late(rb"[ ](?!(?:" + _any(g.BETWEEN_WORDS) + rb")" + _END_OF_WORD + rb")[a-z]{2,24}+(?<!ed)" + _END_OF_WORD)
_BEHIND_PHONE = b" \t\"'\\|;,/(<:-.)"  # all that `_PHONE_BEFORE` may end in but digits
_ONE_NAME = late(NAME_WORD + rb"(?=: )")
_LOWER = frozenset(b"abcdefghijklmnopqrstuvwxyz_0123456789")
_PART_LEFT = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_./\\#$%@-&")

_TOUCHING = frozenset((b'"', b"'", b"<", b">", b""))
_CELL_LEFT = frozenset((b"|", b"\t", b";", b","))
_CELL_RIGHT = frozenset((b"|", b"\t", b";", b",", b"\n", b"\r", b""))
MEDIA_BEHIND = late(  # the rest of the name of a recording or fax: `-101-20240318-091402.wav`
    rb"(?:[\w\-]|\.(?!%s)){0,80}+\.%s" % ((rb"(?:wav|WAV|mp3|gsm|ogg|opus|flac|m4a|aac|amr|au|sln|ulaw|alaw|vox|webm|mp4|tif|tiff)(?!\w)",) * 2)
)
GLUED_CUE = late(  # `ANI4155550132`, `ATDT02079460958`
    rb"(?<![\w\x80-\xff])(?:" + b"|".join(any_case(cue.encode()) for cue in sorted(g.GLUED_CUES)) + rb")\Z"
)
ENUM_BEHIND = late(rb"\." + any_case(b"e164.arpa") + rb"(?![\w.\-])")
_IN_FILE = frozenset((b".", b"-", b"_"))
SHOWN_BEHIND = _IN_FILE | {b"("}  # what stands behind a number in a file's name or a parameter
_LINE_LEFT = frozenset((b"\n", b""))
_LINE_END = late(rb"(?:[ ]?(?:[xX]|[eE]xt\.?+)[ ]?\d{1,7}+)?+(?:[\r\n]|\Z)")
_DISPLAY_LEFT = late(rb"""["'A-Za-z\x80-\xff.\]]\ ?<\Z""")
_HEX_LEFT = late(rb"[\s\[](?:[0-9a-fA-F]{2} ){2}\Z|[\s\[](?:[0-9][a-fA-F]|[a-fA-F][0-9]) \Z")  # a hex dump is not a phone book
_BOUND_LEFT = late(rb"(?:CHAR|CHAR2|TEXT|CLOB)[\])][ ](?:-|<-)[ ]\[\Z")  # a parameter of SQL that is a text, as Hibernate shows it
_BOUND_RIGHT = late(rb"\(String\)")  # and as MyBatis does
_NO_NUMBERS_END = late(  # more of the dump, the rest of a host name, a unit
    rb"(?: [0-9a-fA-F]{2}){2}(?![0-9A-Za-z])|(?:-[A-Za-z][\w\-]*+)?+\.[a-z][\w\-]*+\.[a-z]"
    rb"| ?(?:[mun]?s|\xc2\xb5s|secs?|seconds|bytes?|[kKMG]i?B|B|%(?![\x22'])|rows|lines|records|items|times|packets)(?![\w\-])"
)
_HEX_OPENS = frozenset((b" ", b"\t", b"\n", b"\r", b"\v", b"\f", b"["))  # what these begin with: they are looked for where they may be alone
_NO_NUMBER_GOES_ON = frozenset(b"%c" % byte for byte in b" -.%munsbkKMGBrlitp\xc2")
_MAC = late(rb"(?<![\w\-])(?:[0-9a-fA-F]{2}-){5}[0-9a-fA-F]{2}(?![\w\-])")
_IPV6_PREFIX = late(rb":\d{1,4}/\d{1,3}(?!\d)")  # the end of `2001:db8:…:8434/122`
_LOCAL_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-%"


def cell(block: bytes, at: int, to: int) -> int:
    """A_CELL where the candidate fills one: quotes or brackets that touch it, or pipes, tabs, semicolons or tags around it."""
    before, after = block[at - 1 : at], block[to : to + 1]
    if before in _TOUCHING and after in _TOUCHING and before and after:
        return g.A_CELL | g.A_QUOTED
    if (block[max(0, at - 24) : at].rstrip(b" ")[-1:] if before == b" " else before) not in _CELL_LEFT:
        return 0
    return g.A_CELL if block[to : to + 24].lstrip(b" ")[:1] in _CELL_RIGHT else 0


def line(block: bytes, at: int, to: int, end: int) -> int:
    """A_LINE where a number with separators is all of its line: a list with one column."""
    if block[at - 1 : at] not in _LINE_LEFT or block[at:to].isdigit() or not _LINE_END.match(block, to, end):
        return 0
    return g.A_LINE


def in_file(block: bytes, to: int, end: int) -> int:
    """A_FILE where the digits before a place stand in the name of a recording."""
    return g.A_FILE if block[to : to + 1] in _IN_FILE and MEDIA_BEHIND.match(block, to, end) else 0


def bound(block: bytes, at: int, to: int) -> int:
    """A_CELL where a number is all of a parameter of SQL that is a text."""
    shown = block[to : to + 1] == b"(" and _BOUND_RIGHT.match(block, to)
    shown = shown or (block[at - 1 : at] == b"[" and _BOUND_LEFT.search(block, max(0, at - 16), at))
    return g.A_CELL | g.A_QUOTED if shown else 0


def behind_display_name(block: bytes, at: int, to: int) -> bool:
    """Whether bare digits stand in angle brackets behind a name: `Maria Wells <4155550132>`."""
    shown = block[to : to + 1] == b">" and _DISPLAY_LEFT.search(block, max(0, at - 3), at)
    return bool(shown) and block[at:to].isdigit()


def in_address_or_dump(block: bytes, at: int, to: int, end: int) -> bool:
    """Whether a number is a part of a hex dump, a MAC, an IPv6 prefix or a host name, or has a unit."""
    if block[at - 1 : at] == b" " and block[at - 4 : at - 3] in _HEX_OPENS and _HEX_LEFT.search(block, max(0, at - 7), at):
        return True
    if block[to : to + 1] in _NO_NUMBER_GOES_ON and _NO_NUMBERS_END.match(block, to, end):
        return True
    if b"-" in block[at:to] and _MAC.search(block, max(0, at - 12), min(end, to + 13)):
        return True
    return block[at - 1 : at] == b":" and _IPV6_PREFIX.match(block, at - 1, end) is not None


def local_part(block: bytes, at: int) -> int:
    """Where what may be the local part of an address begins that goes on at a place."""
    left = block[max(0, at - 64) : at]
    return at - len(left) + len(left.rstrip(_LOCAL_BYTES))


def beside_phone(block: bytes, at: int, to: int, end: int) -> int:
    """N_PHONE where a phone number stands beside a run of words."""
    if _PHONE_BEHIND.match(block, to, end):
        return g.N_PHONE
    left = block[max(0, at - 32) : at]
    may_end = left.rstrip(_BEHIND_PHONE)[-1:].isdigit()  # the search takes ten times as long
    return g.N_PHONE if may_end and _PHONE_BEFORE.search(left) else 0


def in_digest(block: bytes, at: int) -> bool:
    """Whether the line says before a place that digest authentication follows: `Authorization: Digest username=`."""
    start = max(0, at - g.DIGEST_REACH)
    return block.find(b"igest ", max(start, block.rfind(b"\n", start, at) + 1), at) >= 0


def run_start(block: bytes, at: int, to: int) -> int:
    """Where a run begins in truth: behind the rest of a word (`señora Maria Wells`), with its particles (`van der Meer, Pieter`)."""
    if block[at] > 0x7F:
        inside = at > 0 and block[at - 1] in _WORD_BYTES and block[at - 2 : at] not in _LINE_ENDS
        return block.find(b" ", at, to) + 1 or at if inside else at
    if block[at - 1 : at] != b" " or block.find(b", ", at, to) < 0:
        return at
    particles = _PARTICLES_LEFT.search(block, max(0, at - 32), at)
    return particles.start(1) if particles else at


def neighbours(block: bytes, at: int, to: int, end: int) -> int:
    """What the words on both sides of a run in a sentence say of it: N_THING, and one of N_VERB, N_IS, N_NOUN."""
    left = g.N_THING if block[at - 1 : at] == b" " and _THING_BEFORE.search(block, max(0, at - 12), at) else 0
    if block[to : to + 1] != b" " or not b"a" <= block[to + 1 : to + 2] <= b"z" or block[to - 2 : to] == b"'s":
        return left
    if _PERSON_VERB.match(block, to, end):
        return left | g.N_VERB
    return left | (g.N_IS if _VERB.match(block, to, end) else g.N_NOUN if _NOUN.match(block, to, end) else 0)


def said(block: bytes, start: int, end: int) -> Iterator[Candidate]:
    """The words in lower case behind a cue that a name follows, wherever it stands, as candidates in order."""
    places = set[int]()
    for cue, before in _SAID_ENDS.items():
        at = block.find(cue, start, end)
        while at >= 0:
            places.update([at - size for size in before])
            at = block.find(cue, at + 1, end)
    for at in sorted(places):
        found = _LOW_SAID.match(block, at, end) if at >= start else None
        if found:
            yield *found.span(1), g.RUN | g.C_NAME | (0 if block[at] in _ROLE_BEGINS else g.C_PERSON)


def with_said(candidates: Iterable[Candidate], lows: list[Candidate]) -> Iterator[Candidate]:
    """Candidates in order, and among them what `said` finds."""
    low = 0
    for candidate in candidates:
        while low < len(lows) and lows[low][0] < candidate[0]:
            yield lows[low]
            low += 1
        yield candidate
    yield from lows[low:]


def low_before(block: bytes, at: int) -> Iterable[Candidate]:
    """The words in lower case before a number, as candidates: behind a cue in its sentence, in the cell before, or parted by a bracket."""
    if block[at - 1 : at] not in _LOW_PARTS:
        return ()
    start = max(0, at - g.LOW_REACH)
    near = block[start:at]
    words = near.rstrip(_LOW_OPENS)
    left = words[-1:]
    if left < b"a" or left == b"\x7f":
        return ()
    start += near.rfind(b"\n") + 1
    if block[at - 2 : at] == left + b" ":  # `customer maria wells called from 4155550132`
        return [(cued.start(1), cued.end(1), g.RUN | g.C_NAME) for cued in _LOW_CUED.finditer(block, start, at)]
    if words.rstrip(_LOW_BYTES)[-1:] != b" ":  # one word is no name; the search takes ten times as long
        return ()
    name = _LOW_BEFORE.search(block, start, at)
    if name is None:
        return ()
    left = block[start : name.start(1)].rstrip(b" ")[-1:]
    shown = g.A_DISPLAY if b"<" in block[name.end(1) : at] else 0
    return ((name.start(1), name.end(1), g.RUN | g.N_PHONE | shown | (g.A_CELL if left in _CELL_OPENS else 0)),)


def low_behind(block: bytes, to: int, end: int) -> Iterable[Candidate]:
    """The words in lower case behind a number, as candidates: those that fill the next cell or bracket, and behind a cue."""
    parts, after = block[to : to + 1], block[to + 1 : to + 2]
    if parts not in _LOW_PARTS:
        return ()
    stop = min(end, to + g.LOW_REACH)
    name = None if parts == b" " and after.isalnum() else _LOW_BEHIND.match(block, to, stop)
    if name:
        return ((name.start(1), name.end(1), g.RUN | g.N_PHONE | g.A_CELL),)
    if b"a" <= after <= b"z":  # `4155550132 or ask for maria wells`
        low = _LOW_ONLY.match(block, to, stop)
        reach = low.end() if low else to  # a cue begins up to here, and what is behind it ends here but for letters beyond ASCII
        cued = _LOW_CUED.search(block, to, stop if block[reach : reach + 1] > b"9" else reach)
        if cued and cued.start() <= reach:
            return ((cued.start(1), cued.end(1), g.RUN | g.C_NAME),)
    return ()


def tagged(block: bytes, at: int) -> tuple[int, int] | None:
    """The text before a closing tag whose label begins at a place, where the opening tag ends in an attribute."""
    closing = _TAG_CLOSES.search(block, max(0, at - 36), at) if block[at - 1 : at] in _TAG_ENDS else None
    if closing is None:
        return None
    to = closing.start()
    left = max(0, to - g.MAX_VALUE)
    begin = max(block.rfind(b">", left, to), block.rfind(b"\n", left, to)) + 1
    return (begin, to) if 1 < begin < to and block[begin - 2 : begin] in _ATTRIBUTE_ENDS else None


def named_by(block: bytes, at: int) -> bytes | None:
    """What names the value whose label begins at a place, if it stands in the same object."""
    named = list(_NAMED.finditer(block, max(0, at - g.NAMED_REACH), at))
    between = block[named[-1].end() : at] if named else b"}"
    return None if b"\n" in between or b"}" in between else named[-1][1]


def may_be_name(block: bytes, label: re.Match[bytes], plain: Callable[[bytes], bool]) -> bool:
    """Whether what looks like a label may be a name: `Maria: hello`."""
    at = label.start(2)
    if block[at] in _LOWER or (at and block[at - 1] in _PART_LEFT) or not _ONE_NAME.match(block, at):
        return False
    return not plain(label[2])
