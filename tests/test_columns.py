"""CSV files: the header names the columns of all rows, however the file is cut; the clean file has the same lines and columns."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import pi_scrub
from hypothesis import given, settings
from hypothesis import strategies as st
from ways import _under

from pi_scrub import Counts, InputError, Policy, Scrubber, scrub_csv
from pi_scrub import grammar as g
from pi_scrub.blocks import BLOCK, Block, Blocks
from pi_scrub.columns import CsvRun
from pi_scrub.judges import judge_label
from pi_scrub.records import RECORD_LIMIT, dialect_of, labels_of
from pi_scrub.workers import Workers

POLICY = Policy(regions=("US", "GB", "DE"))
W = "[withheld]"


def clean(text: str, policy: Policy = POLICY) -> str:
    """The clean file, on which both lexers, all cuts and several threads agree; its tokens short. Clean as it is."""
    data = text.encode("utf-8", "surrogateescape")
    one = _under(policy, "")
    counts = Counts()
    whole = scrub_csv(one, data, counts)
    assert scrub_csv(_under(policy, "reference"), data) == whole
    for size, block in ((1, 1), (7, 64), (1000, BLOCK)):
        assert b"".join(_cut(one, data, size, block)) == whole, (size, block)
    with Workers(2, lambda: None) as workers:
        run = CsvRun(lambda: one, Counts())
        assert b"".join(workers.clean(run, run.arranged(_blocks(data, 5, 32), "x"))) == whole
        assert (run.counts.lines, run.counts.bytes, run.counts.withheld) == (counts.lines, counts.bytes, counts.withheld)
    assert (counts.lines, counts.bytes) == (data.count(b"\n") + (data[-1:] not in (b"\n", b"")), len(data))
    again = Counts()
    assert scrub_csv(one, whole, again) == whole and not again.withheld
    assert whole.count(b"\n") == data.count(b"\n")
    return re.sub(r"([a-z][a-z_]{1,15})_test_[a-p]{32}", r"<\1>", whole.decode("utf-8", "surrogateescape"))


def _blocks(data: bytes, size: int, block: int) -> Iterator[Block | None]:
    blocks = Blocks(block)
    for start in range(0, len(data), size):
        yield from blocks.feed(data[start : start + size])
        if size == 1:
            yield from blocks.cut()
            yield None
    yield from blocks.flush()


def _cut(one: Scrubber, data: bytes, size: int, block: int) -> Iterator[bytes]:
    run = CsvRun(lambda: one, Counts())
    for each in run.arranged(_blocks(data, size, block), "x"):
        yield run.block(each) if each else b""


HEAD = "id,agent name,Caller Number,note\n"
ROWS = [
    ("7,Xqvara Tlomb,4155550132,ok\n", "7,[name],<ph>,ok\n"),
    ("7,xqvara tlomb,5550132,ok\r\n", "7,[name],<ph>,ok\r\n"),
    ("4155550132,,,4155550132\n", "4155550132,,,4155550132\n"),
    ("7,,,via Tlomb ok\n7,Xqvara Tlomb,,via Tlomb ok\n", "7,,,via Tlomb ok\n7,[name],,via [name] ok\n"),
    ('7,"Tlomb, Xqvara","(415) 555-0132","say ""hi"", ok"\n', '7,"[name]","<ph>","say ""hi"", ok"\n'),
    ('7,"Xqvara ""Xq"" Tlomb",,"""Xqvara"" rang"\n', '7,"[name]",,"""[name]"" rang"\n'),
    ('7,"Xqvara\nTlomb",,"a\r\nb"\n', '7,"[name]\n",,"a\r\nb"\n'),
    ('7 , "Xqvara Tlomb" , "4155550132" ,x\n', '7 , "[name]" , "<ph>" ,x\n'),
    ("7,Xqvara Tlomb,+14155550132,mail maria@example.org", "7,[name],<ph>,mail <em>"),
    ("7,Xqvara Tl\u00f6mb,\uff14\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff13\uff12,\\u002b14155550132\n", "7,[name],<ph>,<ph>\n"),
    ('7,5" pipe,,5" pipe\n', '7,5" pipe,,5" pipe\n'),
    ("7,Xqvara,,,\n", "7,[name],,,\n"),
    ("\n\r\n7,,,\n", "\n\r\n7,,,\n"),
]


@pytest.mark.parametrize(("rows", "expected"), ROWS)
def test_a_column_says_what_its_fields_are(rows: str, expected: str) -> None:
    assert clean(HEAD + rows) == HEAD + expected


BROKEN = [
    ("7,Xqvara\n", f"{W},{W},{W},{W}\n"),
    ("7,Xqvara,1,2,3\n7,,,\n", f"{W},{W},{W},{W}\n7,,,\n"),
    ('"7"x,Xqvara,1,2\r\n', f"{W},{W},{W},{W}\r\n"),
    ('7,"Xqvara,1,2\n7,Xqvara,1,2\n', f"{W},{W},{W},{W}\n7,[name],1,2\n"),
    ('7,"Xqvara\nTlomb",1\n7,,,\n', f"{W},{W},{W},{W}\n{W},{W},{W},{W}\n7,,,\n"),
    ('7,Xqvara,1,"2', f"{W},{W},{W},{W}"),
    ('7,Xqvara,1,"' + "x\n" * RECORD_LIMIT, f"{W},{W},{W},{W}\n" * RECORD_LIMIT),
    ("# total Xqvara Tlomb\n", f"{W},{W},{W},{W}\n"),
]


@pytest.mark.parametrize(("rows", "expected"), BROKEN[:6] + BROKEN[7:])
def test_a_row_that_is_none_is_withheld_and_costs_no_other(rows: str, expected: str) -> None:
    assert clean(HEAD + rows) == HEAD + expected


def test_a_quote_that_nobody_closes_costs_its_line() -> None:
    rows, expected = BROKEN[6]
    counts = Counts()
    assert scrub_csv(_under(POLICY, ""), (HEAD + rows).encode(), counts).decode() == HEAD + expected
    assert counts.withheld == RECORD_LIMIT


def test_a_row_over_the_limit_of_lines_is_withheld() -> None:
    long = f"7,Xqvara,4155550132,{'x ' * 700_000}\n7,Xqvara,,\n"
    one, counts = _under(POLICY, ""), Counts()
    assert scrub_csv(one, (HEAD + long).encode(), counts).decode() == HEAD + f"{W},{W},{W},{W}\n7,[name],,\n"
    assert (counts.lines, counts.bytes, counts.withheld) == (3, len(HEAD + long), 1)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_header_tells_the_separator(separator: str) -> None:
    text = HEAD.replace(",", separator) + separator.join(["7", "Xqvara Tlomb", "4155550132", "a, b; c"]) + "\n"
    quoted = text.replace("a, b; c", '"a, b; c | d"')
    assert clean(quoted) == quoted.replace("Xqvara Tlomb", "[name]").replace("4155550132", "<ph>")


@pytest.mark.parametrize("before", ["\ufeff", "sep=;\r\n", "\n\n"])
def test_what_may_stand_before_the_header(before: str) -> None:
    text = before + "agentName;Telefon (privat), Büro;\nXqvara;4155550132;\n"
    assert clean(text) == before + "agentName;Telefon (privat), Büro;\n[name];<ph>;\n"


HEADERS = [
    ("Name", b"Name,Telefon", g.L_NAME),  # a person's, beside a phone
    ("Name", b"Name,Size", g.L_MAYBE),
    ("Last", b"Last,First,Telefon", g.L_NAME),
    ("Last", b"Last,First", g.L_MAYBE),
    ("Value", b"Value,Telefon", g.L_VALUE),
    ("Telefon (privat)", b"Telefon (privat)", g.L_PHONE),
    ("Kunde: Nachname", b"Kunde: Nachname", g.L_NAME),
    ("Caller ID Name", b"Caller ID Name", g.L_NAME),
    ("CALLER_NUMBER", b"CALLER_NUMBER", g.L_PHONE),
    ("Call Id", b"Call Id", g.L_PLAIN),
    ("12", b"12,x", g.L_NONE),
]


@pytest.mark.parametrize(("name", "header", "expected"), HEADERS, ids=[name for name, _, _ in HEADERS])
def test_a_columns_name_is_read_as_a_label(name: str, header: bytes, expected: int) -> None:
    assert judge_label(labels_of(header.split(b","), judge_label)[0]) == expected


NO_HEADER = [
    "4155550132,ok\n", "Maria Wells,x\n", "a,maria@example.org\n", "1,2,3\n", "+14155550132,x", "a,+1 415 555 0132\n", "---,--\n", '"a\nb",c\n1,2\n',
    "a" * 2_000_000,
]  # fmt: skip


@pytest.mark.parametrize("text", NO_HEADER, ids=[text[:12] for text in NO_HEADER])
def test_a_file_without_a_header_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(InputError, match="header") as caught:
        scrub_csv(_under(POLICY, ""), text.encode())
    assert not re.search("Wells|maria|5550132", str(caught.value))
    assert caught.value.__cause__ is None and caught.value.__context__ is None


GOOD_HEADERS = [
    "accountcode,src,dst,dcontext,clid,channel,start,answer,end,duration,uniqueid,userfield", "Agent,Kunde,Rufnummer,Notiz,Datum,Zeit,Dauer",
    "First Name,Last Name,E-Mail,Phone 1,Phone 2", "Nom,Prénom,Téléphone,Adresse", "Contact ID,Master Contact ID,Contact Code,Media Name,Skill No",
    "Start Time;End Time;Agent Name;Team Name;Call Direction;ANI;DNIS", "call_id\tcaller\tcallee\tresult", "Vorname|Nachname|Ort|PLZ", "x",
]  # fmt: skip


@pytest.mark.parametrize("header", GOOD_HEADERS)
def test_usual_headers_are_headers(header: str) -> None:
    assert clean(header) == header
    assert clean(header + "\n") == header + "\n"


def test_a_quoted_name_behind_a_byte_order_mark_is_one_column() -> None:
    assert clean('\ufeff"name, first",ani\nXqvara,4155550132\n') == '\ufeff"name, first",ani\n[name],<ph>\n'


def test_an_empty_file_is_clean() -> None:
    assert clean("") == ""
    assert clean("\n\n") == "\n\n"


def test_the_policys_own_words_and_actions_hold_in_columns() -> None:
    policy = Policy(
        regions=("US",), kinds={"phone": "mask", "name": "mask", "ip": "pseudonym"}, labels={"Kd.-Nr.": "user", "Amt": "phone"}, keep=("Mercury",),
        detectors=({"name": "emp", "regex": r"EMP-\d{6}", "kind": "staff"},),
    )  # fmt: skip
    text = 'Kd.-Nr.,Amt,agentName,host,note\n4711,4155550132,"Tlomb, Xqvara",203.0.113.24,EMP-004711\nx,,Mercury,"::1","a, EMP-004711"\n'
    expected = 'Kd.-Nr.,Amt,agentName,host,note\n<us>,******01**,"***, ***",<ip>,[staff]\n<us>,,Mercury,"<ip>","a, [staff]"\n'
    assert clean(text, policy) == expected


TEXT = st.text(st.sampled_from('ab 7,;"\n\'\\éX{}[]:'), max_size=12)
NAMES = st.sampled_from(["Xqvara Tlomb", 'Xqvara "Xq" Tlomb', "Tlomb, Xqvara", "Xqvara\nTlomb", ""])
PHONES = st.sampled_from(["4155550132", "+1 (415) 555-0132", "020 7946 0123", ""])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, NAMES, PHONES, TEXT), max_size=6), st.sampled_from(",;\t|"), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_any_table_keeps_its_shape_and_loses_its_persons(rows: list[tuple[str, ...]], separator: str, always: bool, end: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL, lineterminator=end)
    writer.writerows([("id", "agentName", "ani", "note"), *rows])
    text = out.getvalue()
    found = clean(text)
    assert W not in found
    shape = [len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    table = list(csv.reader(io.StringIO(found, newline=""), delimiter=separator))
    assert [len(row) for row in table] == shape
    for row, (_, name, phone, note) in zip(table[1:], rows, strict=False):
        assert (row[1].strip(), row[2]) == ("[name]" if name else "", "<ph>" if phone else "")
        assert note == row[3] or "Xq" in note or "X" in note


def test_the_command_takes_every_input(tmp_path: Path) -> None:
    text = HEAD + "7,Xqvara Tlomb,4155550132,ok\n" * 3_000
    plain, packed, policy = tmp_path / "calls.csv", tmp_path / "calls.csv.gz", tmp_path / "policy.toml"
    plain.write_text(text)
    packed.write_bytes(gzip.compress(text.encode()))
    policy.write_text('format = "csv"\nregions = ["US"]\n')
    ways = [
        pi_scrub("--region", "US", "--format", "csv", input=text.encode()),
        pi_scrub("--policy", policy, "--jobs", "3", plain),
        pi_scrub("--policy", policy, "--line-buffered", packed),
        pi_scrub("--policy", policy, "--format", "csv", "--jobs", "1", "-", input=text.encode()),
    ]
    assert {done.returncode for done in ways} == {0} and len({done.stdout for done in ways}) == 1
    rows = ways[0].stdout.decode().splitlines()
    assert rows[0] == HEAD.strip() and set(rows[1:]) == {rows[1]} and rows[1].startswith("7,[name],ph_test_")
    assert pi_scrub("--policy", policy, "--format", "lines", input=b"ani=4155550132\n").stdout.startswith(b"ani=ph_test_")
    utf16 = pi_scrub("--policy", policy, input=text[:400].encode("utf-16"))
    assert utf16.stdout.decode("utf-16").startswith(HEAD + "7,[name],ph_test_")


def test_the_command_names_the_file_without_a_header_and_does_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Maria Wells,4155550132\n")
    (tmp_path / "b.csv").write_text(HEAD + "7,Xqvara,,\n7,Xqvara\n")
    done = pi_scrub("--format", "csv", tmp_path / "a.csv", tmp_path / "b.csv")
    assert done.returncode == 3
    assert done.stdout.decode() == HEAD + f"7,[name],,\n{W},{W},{W},{W}\n"
    told = done.stderr.decode().splitlines()
    assert len(told) == 2 and "a.csv: the first line of a CSV file must name its columns" in told[0] and "1 lines or values" in told[1]
    into = pi_scrub("--format", "csv", tmp_path / "a.csv", "-o", tmp_path / "out.csv")
    assert into.returncode == 3 and not (tmp_path / "out.csv").exists()


def test_records_are_cut_alike_however_much_is_seen() -> None:
    dialect = dialect_of(b"a,b")
    data = b'1,2\n"x\ny",2\n"a"b,1\n"q""",2\n5" x,"z\n"\n\n'
    for end in (at + 1 for at, byte in enumerate(data) if byte == 0x0A):
        whole = dialect.whole(data[:end])
        assert [record.end for record in dialect.records(data[:whole])] == [r.end for r in dialect.records(data) if r.end <= whole]
