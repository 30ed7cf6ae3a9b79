"""The values of labels that may hold a name: where each begins and ends, by what opens it.

Strategy: a pattern for each way in which logs write a value; each ends at what ends the value, is bounded, and never passes the line.
Data for both lexers.
"""

from __future__ import annotations

import re

from pi_scrub import grammar as g
from pi_scrub.around import NAME_WORD, Candidate, any_case
from pi_scrub.late import late

Match = re.Match[bytes]

_VALUE_QUOTED = {
    b'"': late(rb'[^\n"\\]{1,256}+(?=")|(?:[^\n"\\]|\\[^\n]){1,256}+(?=")'),  # the first way is the quick one
    b"'": late(rb"[^\n'\\]{1,256}+(?=')|(?:[^\n'\\]|\\[^\n]){1,256}+(?=')"),
}
_VALUE_ESCAPED = {  # its quotes are escaped themselves, as JSON in a JSON string
    b'"': late(rb'(?:[^\n"\\]|\\{2,16}+[^\n\\]){1,256}+(?=\\*")'),
    b"'": late(rb"(?:[^\n'\\]|\\{2,16}+[^\n\\]){1,256}+(?=\\*')"),
}
_NO_ESCAPE = rb"""\\(?![nrtbf"'\\])"""  # a backslash as in CORP\user; an escaped line end or quote ends a value
_BRACKETED = rb"\d{1,4}[ .-]?\("
_PLAIN = rb"""(?:[^\n\s,;|&<>(){}\[\]"'=:\\]++|'(?=[A-Za-z\x80-\xff])|%s)++""".replace(b"%s", _NO_ESCAPE)
_VALUE_PLAIN = late(  # key=value, to the next key or a number that brackets go on in: `from=Maria Wells 8 (495) 123-45-67`
    _PLAIN + rb"(?:\ (?![A-Za-z_][\w.\-]*+[=:](?!mailto:|MAILTO:)|" + _BRACKETED + rb")" + _PLAIN + rb"){0,5}+"
)
_VALUE_QUERY = late(  # ?key=value&, where a + or %20 is the space; typed by hand, in quotes, it may be a space
    rb"""(?:[^\n\s,;|&<>(){}\[\]"'=:\\]|'(?=[A-Za-z\x80-\xff])|""" + _NO_ESCAPE + rb"""){1,256}+(?:(?:\ """ + NAME_WORD + rb"""){1,3}+(?=["'&]))?+"""
)
_LISTED = rb"(?:,\ " + NAME_WORD + rb"(?:\ " + NAME_WORD + rb"){1,3}+(?![\w\x80-\xff ]|\ ?[=:])){0,16}+"
_VALUE_OPEN = late(  # header: value, or names that commas part
    (rb"""(?:%s){1,256}+(?:,\ (?:%s){1,64}+""" + _LISTED + rb")?+")
    .replace(b"%s", rb"""[^\n\t\r ,;|<>(){}\[\]"=:\\]|\ (?!%s)|%s""" % (_BRACKETED, _NO_ESCAPE))
)
_NEXT_KEY = late(rb",[ ][A-Za-z_][\w.\-]{0,63}+[ ]\Z")  # `Name = Maria Wells, At = `
_KEY_ENDS = late(rb"""\\*+["'][ \t]*+(?:=>|:)""")  # what is in quotes is a key: `"agent":{"SID":`
_VALUE_DEEP = {b'"': late(rb'[^\n"\\]{1,256}+(?=\\)'), b"'": late(rb"[^\n'\\]{1,256}+(?=\\)")}  # JSON in JSON in a JSON string
_VALUE_BRACKET = late(rb"""[^\n()\[\]{}<>"'=]{1,256}+(?=[)\]])""")  # `variable_caller_name: [Maria Wells]`
_VALUE_TAG = late(rb"[^\n<>]{1,256}+(?=<)")
_NUMBER_OR_MAIL = late(rb"\+?\d[\d ().\-/]{5,40}\d|[^\s<>]*@[^\s<>]*")
_GOES_ON = frozenset((b":", b"=", b"@", b"/"))
_MAILTO = late(rb":" + any_case(b"mailto") + rb":")  # `ORGANIZER;CN=Maria Wells:mailto:…`, RFC 5545
_WORDS_ONLY = late(rb"[A-Za-z\x80-\xff](?:[A-Za-z\x80-\xff.'\- ]*+(?<! ))?")  # the common case of a value
_HAS_LETTER = late(rb"[A-Za-z\x80-\xff]")
_DISPLAY_END = late(rb"""(?:\\*["']){0,2}[ ]?<[ ]?(?:sips?:|tel:|mailto:|\+?\d|[\w.+\-%]{1,64}+@)""")


def field(block: bytes, label: Match, opening: Match, end: int) -> Candidate | None:
    """The value of a name label, if it holds letters."""
    at, sep, mark, flag = opening.end(), opening[1], opening[2][-1:], 0
    if mark in _VALUE_QUOTED:
        deep = opening[2][-3:-1] == b"\\\\"
        value = (_VALUE_DEEP if deep else _VALUE_ESCAPED if opening[2][-2:-1] == b"\\" else _VALUE_QUOTED)[mark].match(block, at, end)
        if value and b"{" in opening[2] and _KEY_ENDS.match(block, value.end(), end):
            return None
    elif mark in b"[(" and mark:
        value = _VALUE_BRACKET.match(block, at, end)
    elif mark in b"<{" and mark:
        return None
    elif sep.endswith(b">"):
        value = _VALUE_TAG.match(block, at, end)
    elif sep[-1:] in b" \t":
        value, flag = _VALUE_OPEN.match(block, at, end), g.F_OPEN
    elif block[label.start(2) - 1 : label.start(2)] in (b"?", b"&"):
        value = _VALUE_QUERY.match(block, at, end)
    else:
        value = _VALUE_PLAIN.match(block, at, end)
    if value is None:
        return None
    text = value[0]
    if block[value.end() : value.end() + 1] in _GOES_ON and not _MAILTO.match(block, value.end()):
        key = _NEXT_KEY.search(text) if block[value.end()] == 0x3D else None
        text = text[: key.start()].rstrip(b" ") if key else text.rpartition(b" ")[0]  # `agentName=Maria Wells at 09:14`
        flag |= g.F_OPEN
    if not _WORDS_ONLY.fullmatch(text):
        other = _NUMBER_OR_MAIL.search(text)
        if other:  # `from=Maria Wells +44 20 7946 0958`; what stands behind the number is a run of its own
            text = text[: other.start()]
            flag |= g.F_OPEN | (g.A_DISPLAY if text[-1:] == b"<" else 0)  # `callerid="Maria Wells <4420…>"`
            text = text.rstrip(b" <")
        at += len(text) - len(text.lstrip(b" "))
        text = text.strip(b" ")
        if not _HAS_LETTER.search(text):
            return None
    if b"<" in block[value.end() : value.end() + 8] and _DISPLAY_END.match(block, value.end(), end):
        flag |= g.A_DISPLAY
    return at, at + len(text), flag
