"""`pi-scrub find`: the lines that hold a caller's pseudonym, whatever key wrote it.

Strategy: all tokens of all values, keys and readings are searched in one pass, as `grep -F -f` would. The values
never reach the output; on a terminal the tokens stand out, and what could steer it is escaped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import orjson

from pi_scrub import InputError, UsageError
from pi_scrub.adapters.cli.diagnostics import plain, say
from pi_scrub.adapters.cli.lookup import journal_options, open_lookup
from pi_scrub.adapters.cli.options import Access, keyring_options, policy_options
from pi_scrub.adapters.cli.token import numbered
from pi_scrub.files import Sink, Source, open_sink
from pi_scrub.routes import STANDARD_INPUT, shown
from pi_scrub.search import Hit, search
from pi_scrub.search import count as count_lines

NONE_FOUND = 1
HIGHLIGHT, OFF = "\x1b[1;31m", "\x1b[0m"

Show = Callable[[str, Hit], bytes]


@click.command()
@click.argument("words", nargs=-1, metavar="VALUE [FILE]...")
@click.option("--values-file", metavar="FILE", help="Values, one a line (- is standard input), for VALUE.")
@click.option("-c", "--count", is_flag=True, help="Show how many lines of each file, not the lines.")
@click.option("-l", "--files-with-matches", "names", is_flag=True, help="Show the files' names, not the lines.")
@click.option("-n", "--line-number", is_flag=True, help="Show each line's number before it.")
@click.option("--json", "as_json", is_flag=True, help="Show each line as JSON: file, line, keys, text.")
@policy_options
@keyring_options
@journal_options
def find(  # click hands over each option
    words: tuple[str, ...],
    values_file: str | None,
    count: bool,
    names: bool,
    line_number: bool,
    as_json: bool,
    kind: str,
    regions: tuple[str, ...],
    policy: str | None,
    access: Access,
    reason: str | None,
    journal: str | None,
) -> int:
    """Show the lines of clean FILEs (or standard input) that hold a pseudonym of VALUE, whatever key wrote it.

    VALUE may be in any notation. Compressed files are read too. With several files each line begins with the
    file's name. Each use is written to the use journal, without the value. Exit 1 if nothing is found.

    \b
    Examples:
      pi-scrub find --region DE "030 23125 001" clean/*.log.gz
      pi-scrub find --values-file numbers.txt --reason "ticket 4711" -c clean.log
    """
    if values_file is None and not words:
        raise UsageError("name a value, or a file of values by --values-file")
    files = (words if values_file is not None else words[1:]) or (STANDARD_INPUT,)
    if values_file == STANDARD_INPUT and STANDARD_INPUT in files:
        raise UsageError("standard input holds the values: name the files to search")
    lookup = open_lookup("find", kind, regions, policy, access, reason, journal)
    with lookup.journal:
        values = [(1, words[0])] if values_file is None else _values(values_file)
        tokens = [each for _, found in lookup.tokens(values) for each in found]
    show = _json(tokens) if as_json else _plain(tokens, line_number, len(files) > 1)
    return _Search(tokens, show, count, names, line_number or as_json, len(files) > 1).run(files)


def _values(name: str) -> list[tuple[int, str]]:
    try:
        data = Path("/dev/stdin" if name == STANDARD_INPUT else name).read_bytes()
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "no valid path"
        raise UsageError(f"the file of values cannot be read ({why})") from None
    values = numbered(data.split(b"\n"))
    if not values:
        raise UsageError("the file of values holds none")
    return values


class _Search:
    """One call: what is looked for, and how it is shown."""

    def __init__(
        self, tokens: Sequence[str], show: Show, count: bool, names: bool, numbered: bool, several: bool
    ) -> None:
        self._tokens = [token.encode() for token in dict.fromkeys(tokens)]
        self._show, self._count, self._names = show, count, names
        self._numbered, self._several = numbered, several
        self._found = self._failed = 0

    def run(self, files: Sequence[str]) -> int:
        """The exit code; raises OutputError."""
        with open_sink(None) as sink:
            for name in files:
                try:
                    with Source(name) as source:
                        self._one(name, source, sink)
                except InputError as error:
                    self._failed += 1
                    say(str(error))
        if self._failed:
            return InputError.exit_code
        return 0 if self._found else NONE_FOUND

    def _one(self, name: str, source: Source, sink: Sink) -> None:
        if self._names:
            if count_lines(source, self._tokens, most=1):
                self._found += 1
                sink.write(os.fsencode(_label(name)) + b"\n")
        elif self._count:
            found = count_lines(source, self._tokens)
            self._found += found
            sink.write((os.fsencode(_label(name)) + b":" if self._several else b"") + b"%d\n" % found)
        else:
            for hits in search(source, self._tokens, numbered=self._numbered):
                self._found += len(hits)
                sink.write(b"".join(self._show(name, hit) for hit in hits))


def _plain(tokens: Sequence[str], numbered: bool, several: bool) -> Show:
    """A line as grep shows it; on a terminal tokens in colour and control characters escaped."""
    colour = os.isatty(1)
    pattern = re.compile("|".join(map(re.escape, tokens)))

    def show(name: str, hit: Hit) -> bytes:
        line = hit.line
        if colour:
            text = plain(line.decode("utf-8", "backslashreplace").replace("\t", "    "))
            line = pattern.sub(lambda found: HIGHLIGHT + found[0] + OFF, text).encode()
        prefix = os.fsencode(_label(name)) + b":" if several else b""
        return prefix + (b"%d:" % hit.number if numbered else b"") + line + b"\n"

    return show


def _json(tokens: Sequence[str]) -> Show:
    """A line as JSON, with the ids of the keys that wrote what was found; bytes not UTF-8 as U+FFFD."""
    keys_of = [(token.encode(), token.split("_")[1]) for token in tokens]

    def show(name: str, hit: Hit) -> bytes:
        keys = list(dict.fromkeys(key for token, key in keys_of if token in hit.line))
        entry = {"file": shown(name), "line": hit.number, "keys": keys, "text": hit.line.decode("utf-8", "replace")}
        return orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)

    return show


def _label(name: str) -> str:
    return "(standard input)" if name == STANDARD_INPUT else shown(name) if os.isatty(1) else name
