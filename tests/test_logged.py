"""Lines as products and loggers write them: labels behind other words, forms, lists, objects, the numbers of things."""

from __future__ import annotations

import pytest
from ways import check, check_passes, under

from pi_scrub import Policy

# A capitalised word before a label makes one run of both; the label says what stands behind it all the same.
BEHIND_WORDS = [
    "ChannelStateDesc: Ring CallerIDNum: «4155550132» CallerIDName: ‹Maria Wells›",
    "WARN Call SourceNumber: «4155550132» DestinationNumber: «8005550199»",
    "INFO Result PhoneNumber: «4155550132», Status: OK",
    "Screen Pop AccountPhone: «4155550132»",
    "Status Active FirstName: ‹Maria› LastName: ‹Wells›",
    "Info Kunde Vorname: ‹Tobias› Nachname: ‹Krämer›",
    "INFO Result OrderNumber: 02079460958",
    "INFO Result InvoiceId: 02079460958",
    "ConnectionId 9B2F6C1E, PeerAddress «4155550132», PeerSubAddress ,",
    "==> Parameters: 4155550132(Long), OPEN(String)",
]

# What a form writes: a space as +, brackets as %28.
FORMS = [
    "phone=«415+555+0132»&x=1",
    "phone=«020+7946+0958»&x=1",
    "phone=«%28415%29+555-0132»&x=1",
    "tel=«(415)+555-0132»",
    "tel=«030+%2F+23125123»&x=1",
    "GET /search?q=«4155550132»&type=customer HTTP/1.1",
    "GET /contacts/«4155550132» HTTP/1.1",
    "PUT /subscribers/«14155550132»/barring 204",
    "GET /contacts/1710753242/orders/4155550132",
    "took=415+555+0132 ms",
    "zone=02:00+0100 rate=12+3456789",
]

LISTS = [
    "phone: «4155550132»/«2125550144»",
    "Tel.: «030 23125123» / «0171 3920012»",
    "Tel. «030/23125123»",
    "contacts: ‹Maria Wells›, ‹Tobias Krämer›, ‹Anna Kowalska›",
    "attendees: ‹Maria Wells›, ‹Tobias Krämer›",
    "AgentName = ‹Maria Wells›, At = 3/18/2024",
    "Caller-ID Name to: ‹Wells, Maria› :: Oct 20 02:32:51 localhost",
]

OBJECTS = [
    '{"Agent":{"ARN":"arn:aws:x","Name":"‹Maria Wells›"}}',
    '{"agent":{"SID":"CA1"},"contact":{"Jordan":1}}',
    "names={'‹Maria Wells›'}",
    r'{"log":"{\\\"ani\\\":\\\"«4155550132»\\\",\\\"agentName\\\":\\\"‹Maria Wells›\\\"}"}',
    "[Parameters=[@p0='«4155550132»' (Size = 20), @p1='‹Maria Wells›' (Size = 100)]",
    "sms.send args=['«4155550132»'] kwargs={}",
    'params: ["«4155550132»"]',
    "src_uri=sip:«4155550132»@10.0.0.5;dst_ouser=«442079460958»",
    '{"手机号":"«14155550132»","订单号":"14155550132"}',
    '{"전화번호":"«4155550132»","고객명":"‹김민수›"}',
    '{"codiceCliente":"4155550132","telefono":"«4155550132»"}',
    "your number: «4155550132», new number: «2125550144»",
    "gebeld nummer: «03023125123»",
    "SELECT id FROM c WHERE last_name LIKE '‹Wells›%'",
]


@pytest.mark.parametrize("line", [*BEHIND_WORDS, *FORMS, *LISTS, *OBJECTS])
def test_what_is_personal_goes_and_nothing_else(line: str) -> None:
    check(line)


# Digits that begin as a national number does, but behind a word for a thing that has a number.
THINGS = """
order 02079460958 shipped|Order no. 02079460958|order #02079460958|invoice 02079460958 paid|case 02079460958 reopened|tracking number 02079460958
policy number 4155550132|confirmation code 02079460958|part no. 02079460958|Auftrag 03023125123 angelegt|Bestellnummer: 03023125123
Art.-Nr. 03023125123|Kundennummer: 03023125123|GET /orders/02079460958 HTTP/1.1|commande 02079460958 expédiée
ordine 02079460958|bestelling 02079460958 verzonden
""".replace("\n", "|").strip("|").split("|")


@pytest.mark.parametrize("line", THINGS)
def test_the_number_of_a_thing_stays(line: str) -> None:
    check_passes(line)


CALLED = ["order +442079460958", "order 020 7946 0958", "order from 02079460958", "phone number 02079460958", "call 02079460958"]


@pytest.mark.parametrize("line", CALLED)
def test_a_number_that_is_written_as_one_or_called_goes_behind_such_a_word(line: str) -> None:
    assert "0958" not in under(Policy(regions=("GB",)), line)


def test_the_number_of_a_thing_goes_at_high_strictness_and_where_a_policy_names_its_word() -> None:
    assert under(Policy(regions=("GB",), strictness="high"), "order 02079460958") == "order <ph>"
    assert under(Policy(regions=("GB",), cues={"phone": ("order",)}), "order 02079460958") == "order <ph>"


# Values that a place names: columns of SQL and JSON, segments of HL7 and X12. Their labels are read before them.
TABLES = [
    "INSERT INTO callers (phone, full_name) VALUES ('«4155550132»','‹Xqvara Tlomb›')",
    'INSERT INTO "leads" ("id","last_name","mobile") VALUES (17,\'‹Tlomb›\',\'«4155550132»\'),(18,\'‹Wells›\',\'«2125550144»\')',
    "INSERT INTO [C] ([Id], [LastName], [Phone]) VALUES (17, N'‹Tlomb›', N'«4155550132»')",
    "REPLACE INTO c (surname, made, phone, note) values ('‹Tlomb›', NOW(), '«4155550132»', 'a, b (c)') ON DUPLICATE KEY UPDATE x=1",
    r"""{"sql":"INSERT INTO \"c\" (\"last_name\", \"phone\") VALUES ('‹Tlomb›', '«4155550132»')"}""",
    r'{"sql":"INSERT INTO c (last_name, phone) VALUES (\u0027‹Tlomb›\u0027, \u0027«4155550132»\u0027)"}',
    "INSERT INTO c (phone, ticket) VALUES ('«4155550132»', '4155550132')",
    "INSERT INTO tickets (id, subject, status) VALUES (4155550132, 'Printer broken', 'open')",
    "INSERT INTO c (last_name, phone) VALUES (?, ?)",
    "INSERT INTO c (last_name, ref) VALUES ('Printer', 4155550132, 1)",
    '{"columns":["phone","surname"],"rows":[["«4155550132»","‹Tlomb›"],["«2125550144»",null]]}',
    '{"columns": [{"name":"surname","type":"text"},{"name":"id","type":"int"}], "rows": [ ["‹Tlomb›", 4155550132] ]}',
    '{"rows":[["‹Tlomb›","4155550132"]],"columns":["surname","ticket"]}',
    r'{"log":"{\"fields\":[\"surname\",\"msisdn\"],\"data\":[[\"‹Tlomb›\",\"«14155550132»\"]]}"}',
    '{"matrix":[[4155550132,2125550144]],"columns":["x","y"]}',
    "PID|1||4711^^^H^MR||‹TLOMB^XQVARA^A›||19610615|M|||1 Elm St^^Lyon^IL^62701||^PRN^PH^^^«415^5550132»",
    r"MSH|^~\&|A|B\rPID|1||4711||‹Tlomb^Xqvara›||19610615|F\rPV1|1|I|||||004777^‹KRAEMER^TOBIAS^A›|||SUR",
    "NK1|1|‹TLOMB^XQVARA›|SPO|||«(415)555-0132»",
    "|PID|USER|PR|NI|VIRT|RES|",
    "NM1*IL*1*‹TLOMB*XQVARA*A›***MI*123456789~NM1*85*2*ACME CLINIC*****XX*1234567893~",
    "PER*IC*‹XQVARA TLOMB›*TE*«4155550132»*EX*4155550132~REF*EA*4155550132~",
]


@pytest.mark.parametrize("line", TABLES)
def test_a_place_names_a_value(line: str) -> None:
    check(line)


def test_an_integer_of_a_row_becomes_a_text() -> None:
    line = '{"columns":["id","msisdn"],"rows":[[17,14155550132],[18,442079460958]]}'
    assert under(Policy(), line) == '{"columns":["id","msisdn"],"rows":[[17,"<ph>"],[18,"<ph>"]]}'


def test_a_policys_labels_hold_in_columns_of_sql() -> None:
    policy = Policy(labels={"Amt": "phone", "Vermerk": "name"})
    assert under(policy, "INSERT INTO c (Amt, Vermerk) VALUES ('4155550132', 'Xq')") == "INSERT INTO c (Amt, Vermerk) VALUES ('<ph>', '[name]')"


GREETINGS = """
hi ‹maria›, thanks for calling|hello ‹maria wells›, your ticket is ready|hey ‹tobias›, can you take over|Dear ‹maria wells›|speaking with ‹maria› now
hello world|hi there|hey you|dear customer|hello mark complete|hi all, deploy done|say hello to all|hello.maria|/hi maria
""".replace("\n", "|").strip("|").split("|")


@pytest.mark.parametrize("line", GREETINGS)
def test_who_is_greeted_in_lower_case_goes(line: str) -> None:
    check(line)
