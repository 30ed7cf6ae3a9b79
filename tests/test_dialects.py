"""How many kinds of systems write the same things down: rows of marked lines, each kind beside what only looks like it."""

from __future__ import annotations

import pytest
from ways import check, check_passes

UK_US = ("US", "GB")

FOUND = [
    # what a value is, told by another: JSON, XML, CEF
    '{"field":"customer_phone","old":"«4155550132»","new":"«4155550171»"}',
    '{"field":"customer_name","old":"‹Zorvan Quillmeer›","new":"‹Ilvara Quendt›"}',
    '{"attribute": "mobile", "before": "«07700900123»", "after": "«07700900456»"}',
    '{"key":"caller_number","value":"«4155550132»"}',
    '{"op":"replace","path":"/contact/phone","value":"«4155550132»"}',
    '{"phone":{"old":"«4155550132»","new":"«4155550171»"}}',
    '<attribute name="CallerNumber"><value>«4155550132»</value></attribute>',
    "<param><name>customerName</name><value>‹Zorvan Quillmeer›</value></param>",
    "cs1Label=CallerNumber cs1=«4155550132» cs2Label=CalledNumber cs2=«02079460958»",
    # databases
    "WHERE phone LIKE '%«4155550132»%'",
    "WHERE caller LIKE '%«2079460958»'",
    "WHERE customer_msisdn ILIKE '«07700900123»%'",
    "binding parameter [1] as [VARCHAR] - [«4155550132»]",
    "binding parameter (1:VARCHAR) <- [«4155550132»]",
    "==> Parameters: «4155550132»(String), ‹Maria Wells›(String), 471199(Integer)",
    # queues and caches
    "kafka key=«442079460958» partition=3",
    "ConsumerRecord(topic = calls, offset = 77120, key = «14155550132», value = {})",
    'routing_key="«14155550132»"',
    # rows
    "lead 4711 «02079460958»",
    "row 12 «02079460958» ok",
    "callback 88213 «02079460958» 09:14",
    "«02079460958» 3 attempts",
    "*72 «02079460958» forwarded from 4021",
    "CDR 091402 00112 7 9 «02079460958» 4021 1234 0 0 0",
    # names of files
    "fax-«02079460958»-20240318.tif",
    "/var/spool/fax/fax-«02079460958»-20240318-091402.tif",
    "exten-4021-«02079460958»-20240318-091402-1710753242.4711.WAV",
    # a status behind a number is not its extension
    "GET /customers?filter[phone]=«4155550132» 200",
    "phone=«02079460958» 1 0",
    "rec_4021_«4155550132»_1710753242.wav",
    "2024-03-18-09-14-02_«14155550132»_4021.mp3",
    # glued to what names them
    "ATD«4155550132»;",
    "ATDT«02079460958»",
    "ANI«4155550132» DNIS«8005550199»",
    "fax«02079460958» tel«4155550132»",
    "customerName=‹Maria Wells› CallVariable2=«4155550132»",
    "agent ‹Maria Wells› Caller_Number=«4155550132»",
    # labels and cues
    "NMBR=«4155550132»",
    "SCCP: CdPA: SSN=6 GT=«447700900123» CgPA: SSN=8 gt_digits=«447785016005»",
    "serviceCentreAddress=«447785016005»",
    "PhoneNumber(country_code=44, national_number=«2079460958»)",
    "CallVariable2=«4155550132»",
    "my number is «4155550132»",
]
PASSES = """
{"field":"order_id","old":"4155550132","new":"4155550171"}
{"field":"status","old":"OPEN","new":"CLOSED"}
{"key":"offset","value":4155550132}
{"key":"order_id","value":"4155550132"}
[{"name":"ani"}, {"id":12}, {"id":7,"name":"total of all orders and of what is left over"},{"id":7,"value":4155550132}]
{"name":"orders","value":"4155550132"}
<attribute name="OrderId"><value>4155550132</value></attribute>
cs1Label=OrderId cs1=4155550132
binding parameter [1] as [BIGINT] - [4155550132]
==> Parameters: 4155550132(Long), OPEN(String)
WHERE order_ref LIKE '%4155550132%'
LIKE '%order%'
4155550132% of all
apikey=4155550132
cache key=user:profile:47
encryption_key=4155550132
partition key=order-4155550132
row 12 4711 471199 ok
17 1710753242 ok
4711 0000000012 0000000013 1
fax-20240318-0914.tif
20240318-091402-1710753242.4711.wav
moh-12345678.wav
number is 4711
order number is open
docker_compose=4155550132x
ORD4155550132 SEP001122334455 req4155550132x
d4155550132 ab4155550132cd
4021_4155550132 done
rec_4021_1710753242.wav
key=0a1b2c3d4e
press key 1
ATTEMPT3 ATM4711 ATZ0
"""
AT_HOME = [
    ("DE", "Durchwahl «030 23125-0»"),
    ("DE", "Teilnehmer «49301234567» nicht erreichbar"),
    ("DE", "Kd. ‹Hansjörg Möller› erreichbar"),
    ("FR", "Tél. : «01 99 00 12 34» – Port. : «06 39 98 12 34»"),
    ("FR", "Abonné «33639981234» injoignable"),
    ("FR", '{"numero_appelant":"«199001234»","numero_facture":"199001234x"}'),
    ("FR", "Cordialement, ‹Éloïse Marchandeau›"),
    ("ES", "mi número es «612345678»"),
    ("ES", "Número marcado: «912345678»"),
    ("ES", "número_origen=«612345678» numero_destino=«912345678»"),
    ("ES", "en el «612 345 678»"),
    ("IT", "il mio numero è «333 1234567»"),
    ("IT", "Gentile sig.ra ‹Bellandi›, la richiameremo"),
    ("PT", "assinante «351912345678» desligado"),
    ("NL", "Geachte heer ‹Van der Meer›, wij bellen u terug op «020 555 0123»"),
    ("NL", "abonnee «31612345678» onbereikbaar"),
    ("CN", "客户电话：«13812345678»"),
]


@pytest.mark.parametrize("line", FOUND)
def test_what_other_systems_write_is_found(line: str) -> None:
    check(line, UK_US)


@pytest.mark.parametrize("line", PASSES.strip().split("\n"))
def test_what_only_looks_like_it_passes(line: str) -> None:
    check_passes(line, UK_US)


@pytest.mark.parametrize(("region", "line"), AT_HOME)
def test_what_is_said_in_other_languages_is_understood(region: str, line: str) -> None:
    check(line, (region,))
