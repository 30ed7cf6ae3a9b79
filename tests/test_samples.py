"""The golden pairs: each sample gives its clean twin byte for byte, and the twin is right by hand-written tables.

The tables know nothing of the scrubber: NUMBERS and PEOPLE list every person in the samples, in every spelling,
and no twin may hold one of them; NEAR_MISSES lists what looks personal and must stay. Twins are written by
tests/regenerate_samples.py.
"""


from __future__ import annotations

import json
import re

import pytest

from pi_scrub import Keyring, Policy, Scrubber
from tests.regenerate_samples import REGIONS, SAMPLES, clean, names, scrubber_of

# National digits of every number that stands in a sample, by the country that gives them a + form.
NUMBERS = {
    "1": ["4155550132", "2125550101", "3035550144"],
    "44": ["2079460123", "2079460124", "7700900123", "7700900124", "7700900125", "1134960123", "1174960123"],
    "49": ["4066969123", "4066969124", "4066969130", "1713920012", "1713920013"],
    "33": ["199001234", "199004567", "199005678"],
    "61": ["491570156"],
}

# Every word of every name, as it is spelled anywhere; e-mail addresses and SIP users too.
PEOPLE = """
Maria Wells Tobias Krämer Kr\\u00e4mer Kr%C3%A4mer Ingrid Vollmer Dwayne Okafor OKAFOR DWAYNE Desmond Hale Hannah Lindqvist
Camille Delaunay Roche Lucía Luc%C3%ADa Ferrándiz Ferr%C3%A1ndiz Chiara Bellandi Joana Queirós Jo\\u00e3o Queir\\u00f3s
Pieter Rooijen Priya Raman tobias.kraemer hannah.lindqvist maria.wells desmond.hale joana.queiros priya.raman
""".split()

NEAR_MISSES = {
    "policy": ["order=4111111111111112", "Mercury Voice, transferred to +1 800 555 0199", "09:14:05.114", ":5060"],
    "access": [
        '203.0.113.24 - - [18/Mar/2024:09:14:02 +0000] "GET /v2/lookup?caller=',
        "&fields=name,tier HTTP/1.1",
        "/history?limit=50&since=1710753242 ",
        "main.2025550143.chunk.js",
        "logo@2x.png?v=1710753242118",
        "2001:db8:4:17::2a - - ",
        "&slot=1710839642 ",
        "MessageSid=SM4bf92f3577b34da6a3ce929d0e0e4736",
        "AccountSid=AC00f067aa0ba902b700f067aa0ba902b7",
        "GET /orders/8400217733?view=full",
        "/products/1299.00-EUR/4711?size=42",
        "/users/0c67446e-f1a1-11d9-94d3-000a95a0e128/avatar?ts=1710753247001",
        r"\x16\x03\x01\x00\xEE\x01\x00\x00\xEA\x03\x03",
        "%D9%84%D9%BE%20%D8%AA%D8%A7%D9%BE",
        "+http://www.bing.com/bingbot.htm",
        "20240318-091403-1710753242.7790.wav",
        "/tiles/14/8802/5373.png",
        "lat=52.5321847&lon=13.3876544",
        "upstream timed out (110: Operation timed out) while reading response header from upstream",
        "[pid 15558:tid 139845210000128]",
        "Mozilla/5.0 (Linux; Android 14; SM-S911B Build/UP1A.231005.007) AppleWebKit/537.36 (KHTML, like Gecko)",
    ],
    "asterisk": [
        "VERBOSE[15558][C-000009fa]",
        "Macro Depth is 1",
        "20240318-091403-1710753242.7790.wav",
        "basic-bridge <b5a2e7f4-0f6d-4a0c-9c53-6a3d9f0c8f15>",
        "transmission 3848276298220188511@203.0.113.24 for seqno 102",
        "https://wiki.asterisk.org/wiki/display/AST/SIP+Retransmissions",
        "(callid: 2105846123)",
        'EventTV="2024-03-18T09:14:15.332+0000"',
        'RemoteAddress="IPV4/UDP/198.51.100.77/5071"',
        "(0x7f3d1c0421a0) RTP allocated port 18432",
        "(type 08, seq 028817, ts 1677729535, len 000160)",
        "PJSIP/carrier-in-00001e6c",
        "agi_uniqueid: 1710753242.7790",
        "AccountCode: 1000042",
        "1710753249|1710753242.7790|600|PJSIP/2041|CONNECT|6|1710753243.7791|5",
    ],
    "call-export": [
        "call_id;direction;caller_number;caller_name;agent_id;agent_name;queue;started_at;duration_s;cost_eur;recording",
        "9b2f6c1e-5d0a-4f1c-8a53-0d5a4c9e7710;in;",
        ";support-en;1710753242;60;0.1180;/rec/2024/03/18/9b2f6c1e.wav",
        ";callback-de;1710754000;61;0.1201;",
    ],
    "cdr": [
        "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec",
        '"1000042",',
        '"support-en,t,,,300"',
        '"2024-03-18 09:14:02","2024-03-18 09:14:09","2024-03-18 09:15:02",60,53,"ANSWERED","DOCUMENTATION"',
        '"1710753242.7790"',
        '"anonymous"',
        '"PJSIP/2043,30,tTr"',
        '"transfer 5.1.2"',
    ],
    "cdr-mixed": [
        '"2024-03-18 09:43:09","2024-03-18 09:43:12","2024-03-18 09:43:20","11","8","NORMAL_CLEARING"',
        "2785cae2-6f28-4c9e-b937-a19f0cdd2853",
        "|sbc01|10.20.0.7|203.0.113.24|",
        "|200|452118|20794|72336184|PCMA|16",
        "total=20794601|asr=0.7318|acd=184.20",
        "| 2024-03-18 09:14:02.118233 |",
        "| 1710753242.7790 | 1710753242.7790",
        "CDR;V5.2;20240318091402;20240318091502;",
        "TRUNK=00017;SEQ=000020794601;NODE=0x2A0F41C;DUR=60;COST=0.1180",
        "SUM;V5.2;20240318;calls=20794601;minutes=63841.7;revenue=41882.09;crc=9f86d081",
    ],
    "chat": [
        "note #40021773 by agent 2041",
        "says the router rebooted twice",
        "Refund of 129.90 GBP approved.",
        "firmware 8.5.103 on model T46S, serial 001565A1B2C3, MAC 00:15:65:a1:b2:c3.",
        "order 8400217733 shipped 2024-03-15, tracking JJD000390007882041773, 3 parcels, 12.4 kg.",
        "left voicemail, line quality 4.31 MOS, jitter 12 ms, 0.02 % loss, ping 10.20.0.9 fine.",
        "still waiting for case 118233",
        "The outage in zone 7 started at 06:42 UTC and ended at 08:05.",
        "Vertrag 2019-04711, 49,90 EUR.",
        "Rechnung RE-2024-0031877 über 1.299,00 EUR doppelt abgebucht.",
        "Leitung gemessen: 102,4 Mbit/s, Dämpfung 18,2 dB, Port 1/1/4/12, Techniker zwischen 8 und 12 Uhr.",
        "auf neuen Anschluss portiert",
        "rappeler avant 18h15, dossier 2024/118233.",
        "facture de 84,00 € payée le 02/03/2024, réf. 7733-0417.",
        "débit mesuré 940 Mb/s, version 3.14.2, redémarrage à 04:00.",
        "pedido 8400217734, importe 59,95 €.",
        "llamó por la factura 2024-000417, vence el 31/03/2024.",
        "pratica 118234, rimborso 25,00 €.",
        "linea attiva dal 12/03/2024, velocità 200 Mb/s, ticket chiuso in 00:04:12.",
        "contrato 77331, valor 33,50 €.",
        "avaria resolvida às 09:58, equipamento HG8145V5, SN 48575443A1B2C304.",
        "dossier 2024118233, factuur 45,00 euro.",
        "monteur komt op 21-03-2024 tussen 13:00 en 17:00, storing 417 verholpen.",
        "s3://transcripts/2024/03/18/0c67446e-f1a1-11d9-94d3-000a95a0e128.json (18238 bytes)",
        "417 notes indexed in 1.842 s, 20794601 total, index calls-2024.03.18",
        "transferred to Support Team Berlin",
    ],
    "contact-center": [
        '{"ts":1710753242118,"level":"INFO","service":"interaction-hub","host":"ih-7f9c6d5b4-x2lqp","ip":"10.20.0.7"',
        '"queue":{"id":417,"name":"Support EN"}',
        '"id":1000042817',
        '"since":"2019-04-02"',
        '"service.name":"crm-lookup"',
        r'\"tags\":[\"vip\"]},\"version\":\"2.18.0\"}"',
        '"score":0.8731905,"candidates":41,"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7"',
        r'"codec":"opus\/48000\/2"',
        '"packets":53498,"bytes":9201744,"jitter":12.41,"lost":0,"ssrc":2882400152',
        '"campaign":20240318,"expiresAt":1710839644210',
        '"zip":"10115","geo":[52.5321847,13.3876544]',
        '"orderId":8400217733, "amount":1299.00, "vat":207.40',
        '"number":31877}',
        '"nickname":null',
        "before 17:30, ticket 40021773",
        '"error":"HTTP 504 after 30000 ms","attempt":3',
        '"service_name":"Callback Manager","hostname":"cfg-01.example.net","username":"svc-deploy"',
        '"application":{"name":"Interaction Hub","version":"8.5.103.21"}',
        '"window":[1710753242118,1710756842118]',
        "GC pause 14.118 ms, heap 402653184 of 536870912 bytes",
        "committed offset 4420794601 on calls.v2-11",
        '"survey":{"phoneNumber":null,"customerName":"","score":-1',
        "&id=8400217733",
        '"phone_calls_total":20794601,"contact_count":1842,"name_lookups":53498,"caller_cache_bytes":268435456',
    ],
    "freeswitch": [
        "9b2f6c1e-5d0a-4f1c-8a53-0d5a4c9e7710 2024-03-18 09:20:11.402190 97.43% [DEBUG] switch_core_state_machine.c:585",
        "(Cur 8 Tot 50212)",
        "version: 1.10.11-release git f24064f 2023-12-22 16:39:33Z 64bit call-id: 41fd21c0-8dbe-123c-3fa1-000c29a1b2c3",
        "o=FreeSWITCH 1710724102 1710724103 IN IP4 203.0.113.25",
        "m=audio 23578 RTP/AVP 9 8 0 101",
        r"=~ /^(44207946\d{4})$/ break=on-false",
        "Action set(hangup_after_bridge=true)",
        "export(RFC2822_DATE=Mon, 18 Mar 2024 09:20:11 +0000)",
        "[ringback]=[%(2000,4000,440,480)]",
        "192.0.2.15 port 19632 -> 192.0.2.31 port 4000 codec: 9 ms: 20",
        "Caller-Channel-Created-Time: 1710753611402190",
        "variable_rtp_use_ssrc: 2882400152",
        "variable_rtp_audio_in_raw_bytes: 9201744",
        "variable_start_epoch: 1710753611",
        "variable_answer_uepoch: 1710753614022190",
        "Yealink%20SIP-T46S%2066.86.0.15",
    ],
    "java": [
        "2024-03-18 09:14:02.118  INFO 15558 --- [nio-8080-exec-7] c.e.hub.api.InteractionController ",
        "Completed 202 ACCEPTED in 3 ms",
        "Customer(id=1000042817, firstName=",
        ", since=2019-04-02)",
        "cache key crm:4f1c8a530d5a4c9e77109b2f6c1e5d0a ttl 3600000 ms",
        "no agent for skill Spanish, falling back to Support Team",
        "rejected with code 30007",
        "at java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136) ~[na:na]",
        "java.net.SocketTimeoutException: Read timed out after 30000 ms to sms-gw.example.net/192.0.2.44:443",
        'java.lang.NumberFormatException: For input string: "17107532421182"',
        "AttributeEventSequenceNumber\t0000000000020794",
        "AttributeTimeinSecs\t1710753245 (09:14:05)",
        "AttributeConnID\t007102e4c5a1b00f",
        "'8S1GDTFJ1L0DP7G1NG3OB4TLES00000K'",
        "startedAt=1710753242118, size=18238}",
        "Exported 20794601 rows (9201744 bytes) to s3://exports-eu/2024/03/18/part-00017-c000.snappy.parquet",
        "HikariPool-1 - Pool stats (total=20, active=7, idle=13, waiting=0)",
        "Seeking to offset 4420794601 for partition calls.v2-11",
        "sessionId=5FFE39940C67446EF1A111D994D3000A",
        "binding parameter [2] as [BIGINT] - [1710753242118]",
        "Starting Servlet engine: [Apache Tomcat/9.0.83]",
        "[PSYoungGen: 4207946K->10732K(4718592K)] 6291456K->2094242K(9437184K), 0.0141180 secs]",
    ],
    "keyvalue": [
        "ts=2024-03-18T09:14:02.118Z level=info svc=ivr-router build=8.5.103.21 node=ivr-7f9c6d5b4-x2lqp ani=",
        "account=1000042817 tier=gold ltv=18204.50 currency=USD",
        "key=crm:4f1c8a530d5a4c9e77109b2f6c1e5d0a bytes=18238 elapsed=0.0021s",
        "src=10.20.0.7:45122 dst=10.20.0.9:8080 proto=h2 bytes_in=1842 bytes_out=2079460958 rtt=1.33ms",
        "ts=1710753242 level=info svc=routing from=1710753242 to=1710756842 number=17 attempt=1 of=3 window=3600",
        "ts=1710753242118 level=info svc=agent agent_id=2041 agentName=",
        "ts=1710753242118233 level=debug svc=agent span=00f067aa0ba902b7",
        "ts=1710753242118233901 level=debug svc=agent mac=00:1a:2b:3c:4d:5e host=fe80::21a:2bff:fe3c:4d5e%eth0 mtu=1500",
        "birth_year=1981 plz=10115",
        "order_id=8400217733 invoice=RE-2024-0031877 total=1299.00 vat=207.40",
        "msgid=SM1710753246118233ab",
        "code=30007 retry_at=1710753847",
        "sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "codec=PCMA/8000 jitter=12.4 loss=0.02% mos=4.31 packets=53498 ssrc=0xABCDEF98",
        "Wunschzeit=14:30 Filiale=0417",
        "AND started > 1710753242118",
        "heap=536870912 used=402653184 pause=14.118ms gen=2 count=20794",
        "topic=calls.v2 partition=11 offset=4420794601 lag=0 group=router-8",
        "offset=-0.000412 stratum=2 server=192.0.2.123 ref=203.0.113.7 poll=1024",
        "dtmf=4711# menu=main.2.1 prompt=welcome_2024.wav lang=en-GB digits_collected=4",
    ],
    "sip-trace": [
        "U 2024/03/18 09:14:02.118233 203.0.113.24:5060 -> 198.51.100.10:5060 #14\n",
        "branch=z9hG4bK2079460958;received=10.20.0.7\r\n",
        "Call-ID: 3848276298220188511@203.0.113.24\r\n",
        "X-Genesys-CallUUID: 8S1GDTFJ1L0DP7G1NG3OB4TLES00000K\r\n",
        "X-UCID: 00011042301710753242\r\n",
        "User-Agent: Acme-SBC/8.4.0-m2p3 build 20240112.1830\r\n",
        "o=- 1710753242 1710753243 IN IP4 203.0.113.24\r\n",
        "m=audio 31846 RTP/AVP 8 0 101\r\n",
        "a=candidate:842163049 1 udp 1677729535 203.0.113.25 31846 typ srflx raddr 10.20.0.7 rport 31846\r\n",
        "a=ssrc:2882400152 cname:9f0c3a1be2d74c55\r\n",
        "Timestamp: 1710753242.118\r\n",
        "UDP:[2001:db8:4:17::2a]:5060 --->\n",
        '+sip.instance="<urn:uuid:0c67446e-f1a1-11d9-94d3-000a95a0e128>"\r\n',
        "i: f81d4fae7dec11d0a76500a0c91e6bf6\r\n",
        'nonce="1710753250:8f7d1c0b45ae"',
        'response="6629fae49393a05397450978507c4ef1", nc=00000001\r\n',
        'Reason: Q.850;cause=16;text="Normal call clearing"\r\n',
        "icid-value=1710753242.5060.2041;icid-generated-at=192.0.2.15",
        "RTP-RxStat: Dur=31,Pkt=1551,Oct=266772,LatePkt=0,LostPkt=0,AvgJit=8\r\n",
        ";party=calling;privacy=off;screen=yes\r\n",
    ],
    "syslog": [
        "via realm carrier-east session 0x2a0f41c",
        "retrans_pkt: Retransmission timeout reached on transmission 41fd21c0-8dbe-123c-3fa1-000c29a1b2c3@203.0.113.24",
        "kernel: [1710753.118233] device eth0 entered promiscuous mode",
        "e1000e 0000:00:19.0 eth0: (PCI Express:2.5GT/s:Width x1) 00:1a:2b:3c:4d:5e",
        "DHCPREQUEST of 192.0.2.31 on eth0 to 192.0.2.1 port 67 (xid=0x1f2e3d4c)",
        "Failed password for invalid user ubnt from 198.51.100.77 port 55019 ssh2",
        "Started Session 41773 of User root.",
        "relay=mx.example.com[192.0.2.25]:25, delay=1.3, delays=0.02/0/0.41/0.87, dsn=2.0.0",
        "COMMID 000041773 DEVICE '/dev/ttyIAX0'",
        "Received: 24-03-18 09:14:08 size 42",
        'callId="3848276298220188511@203.0.113.24"][meta sequenceId="20794"] setup complete',
        'ext="2041" station="00-1A-2B-3C-4D-5E"] agent logged in',
        "from 203.0.113.24[500] to 192.0.2.15[500] (336 bytes)",
        "SPIs c1e5d0a4_i 8a530d5a_o and TS 10.20.0.0/16 === 2001:db8:4:17::/64",
        "SHA256:n4bQgYhMfWWaL+qgxVrQFaO4550132xSE1qVzJQ",
        "ConnectionId 9B2F6C1E5D0A4F1C8A530D5A4C9E7710, SetupTime *09:12:40.118 UTC Mon Mar 18 2024",
        "TransmitPackets 4650, TransmitBytes 744000, ReceivePackets 4655, ReceiveBytes 744800",
        "[DeviceName=SEP001A2B3C4D5E][IPAddress=192.0.2.31]",
        "[18/Mar/2024:09:14:16.118] fe_api~ be_api/api3 0/0/1/9/10 200 1842",
        "WHERE id = 1000042817",
        "wrote 41773 buffers (25.5%); 0 WAL file(s) added, 2 removed, 31 recycled; write=269.8 s",
        "msg=audit(1710753259.118:20794): pid=15558 uid=0 auid=4294967295 ses=4294967295",
    ],
}


def text(name: str, suffix: str = "") -> str:
    return (SAMPLES / f"{name}{suffix}.log").read_bytes().decode()


def numbers_in(line: str) -> list[str]:
    """The national digits of NUMBERS that stand in a line, however they are grouped."""
    digits = [number for numbers in NUMBERS.values() for number in numbers]
    return [d for d in digits if re.search(r"(?:[ ().-]|%20){0,3}".join(d), line)]


def people_in(line: str) -> list[str]:
    return [word for word in PEOPLE if re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", line)]


@pytest.mark.parametrize("name", names())
def test_a_sample_gives_its_clean_twin_byte_for_byte(name: str) -> None:
    assert clean(name) == (SAMPLES / f"{name}.clean.log").read_bytes()


@pytest.mark.parametrize("name", names())
def test_no_number_and_no_name_of_the_tables_stands_in_a_clean_twin(name: str) -> None:
    left = [(line, numbers_in(line) + people_in(line)) for line in text(name, ".clean").split("\n")]
    assert [row for row in left if row[1]] == []


@pytest.mark.parametrize("name", names())
def test_what_only_looks_personal_stands_in_the_sample_and_in_its_twin(name: str) -> None:
    raw, twin = text(name), text(name, ".clean")
    assert [miss for miss in NEAR_MISSES[name] if miss not in raw] == []
    assert [miss for miss in NEAR_MISSES[name] if miss not in twin] == []


@pytest.mark.parametrize("name", names())
def test_a_twin_has_the_lines_of_its_sample_and_clean_lines_stay_as_they_are(name: str) -> None:
    raw, twin = text(name).split("\n"), text(name, ".clean").split("\n")
    assert [line.endswith("\r") for line in raw] == [line.endswith("\r") for line in twin]
    changed = [pair for pair in zip(raw, twin, strict=True) if pair[0] != pair[1]]
    assert [pair for pair in changed if not numbers_in(pair[0]) and not people_in(pair[0])] == []


@pytest.mark.parametrize("name", names())
def test_a_twin_is_clean_already(name: str) -> None:
    assert scrubber_of(name).scrub(text(name, ".clean")) == text(name, ".clean")


def test_json_stays_json() -> None:
    for line in text("contact-center", ".clean").splitlines():
        record = json.loads(line)
        assert isinstance(json.loads(record.get("body", "{}")), dict)


# Ofcom's mobile numbers for drama are not valid to libphonenumber, and FR and AU are not among the regions: without a +
# such a number is hashed as its digits, and that is another pseudonym.
ONE_TOKEN = [
    (country, number)
    for country in ("1", "44", "49")
    for number in NUMBERS[country]
    if not number.startswith("7700900")
]


@pytest.mark.parametrize(("country", "number"), ONE_TOKEN)
def test_one_number_has_one_pseudonym_in_every_sample_and_notation(country: str, number: str) -> None:
    token = Scrubber(Keyring.sample(), Policy(regions=REGIONS)).token("phone", f"+{country}{number}")
    lines = [
        (line, twin)
        for name in names()
        for line, twin in zip(text(name).split("\n"), text(name, ".clean").split("\n"), strict=True)
        if number in numbers_in(line)
    ]
    assert lines
    assert [line for line, twin in lines if token not in twin] == []


def test_every_word_of_the_tables_stands_in_a_sample() -> None:
    everything = "".join(text(name) for name in names())
    assert [word for word in PEOPLE if word not in people_in(everything)] == []


def test_every_sample_has_a_table_and_holds_people() -> None:
    assert sorted(NEAR_MISSES) == names()
    assert all(numbers_in(text(name)) and people_in(text(name)) for name in names())
