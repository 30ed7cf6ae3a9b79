"""Labels and cues: what a field name says of its value, in seven languages and every style of writing it."""


from __future__ import annotations

import pytest
from ways import bug, check, check_passes

from pi_scrub import grammar as g
from pi_scrub.judges import judge_cue, judge_label
from pi_scrub.judges.label import words

WORDS = [
    ("callerNumber", ["caller", "number"]),
    ("caller_number", ["caller", "number"]),
    ("caller-number", ["caller", "number"]),
    ("caller.number", ["caller", "number"]),
    ("Caller-Number", ["caller", "number"]),
    ("X-Caller-Number2", ["x", "caller", "number"]),
    ("CALLER_NUMBER", ["caller", "number"]),
    ("CallerIDNum", ["caller", "id", "num"]),
    ("ANI", ["ani"]),
    ("numéroDeTéléphone", ["numero", "de", "telephone"]),
    ("téléphone", ["telephone"]),
    ("", []),
    ("__", []),
    ("123", []),
]


@pytest.mark.parametrize(("label", "expected"), WORDS)
def test_a_label_is_cut_into_plain_lower_case_words(label: str, expected: list[str]) -> None:
    assert words(label) == expected


PHONE = """
ani ANI dnis DNIS msisdn MSISDN did clip phone phones fax mobile telephone whatsapp
phoneNumber phone_number phone-number phone.number Phone-Number PHONE_NUMBER X-Phone-Number phoneNumber2
callerNumber caller_number caller-number Caller-Number caller.number callerNum CallerIDNum caller_id_number
calledNumber called_number callee_number calling_number callingNo dialed_number dialedNumber dialled_no
connected_number customerPhone customer_phone customer.phone agentPhone contact_number contactNumber
destination_number dest_number src_number from_number to_number fromNumber toNumber from_phone to_phone
mobileNumber mobile_no mobile_number cell_phone cellPhone cell_number homePhone home_phone workPhone work_phone
fax_number faxNumber callbackNumber callback_number originating_number redirecting_number recipient_number
sender_number subscriber_number a_number b_number variable_sip_from_phone ConnectedLineNum hotline_number
telefon telefonnummer rufnummer Rufnummer mobilnummer handynummer handy kunden_telefon kundeTelefon anrufer_nummer
rueckrufnummer
téléphone telephone numéro_téléphone numeroTelephone numéro_de_téléphone portable tel_portable
teléfono telefono numero_telefono numeroDeTelefono móvil movil celular
cellulare numero_cellulare
telefone telemovel telemóvel numero_telefone
telefoonnummer telefoon mobiel mobielnummer klant_telefoon
""".split()


@pytest.mark.parametrize("label", PHONE)
def test_a_phone_label_is_strong(label: str) -> None:
    assert judge_label(label.encode()) == g.L_PHONE


@pytest.mark.parametrize("label", "__REALCALLERIDNUM CUSTPHONE custphone MYPHONENUMBER contactmobileno kontakttelefon fU rU tU cld CLD dtmf".split())
def test_a_label_in_one_word_that_ends_like_a_phone_label_is_weak(label: str) -> None:
    assert judge_label(label.encode()) == g.L_WEAK


SYSTEMS = [
    '{"CustomerEndpoint":{"Address":"«14155550132»","Type":"TELEPHONE_NUMBER"}}',
    '{"service":{"address":"14155550132"},"memory":{"address":4155550132}}',
    "submit_sm source_addr=«14155550132» dest_addr=«442079460958» mac_addr=4155550132 address=4155550132",
    '{"createdBy":"‹Maria Wells›","updated_by":"system","group_by":"Region"}',
    '{"author":"‹Maria Wells›","speaker":"‹Tobias Krämer›","lname":"‹Krämer›"}',
    "Ph: «4155550132» PH=7.4 ph=4155550132",
    "variable_effective_caller_id_name: [‹Maria Wells›] caller_name=(‹zorvan quillmeer›)",
    "Caller-Caller-ID-Name: [‹Zorvan Quillmeer›]",
    "Caller-Caller-ID-Number: [«4155550132»] Channel-Name: [sofia/internal/1001]",
    "On Mon at 10:11, ‹Zorvan Quillmeer› <⟪zq@example.org⟫> wrote:",
    "To: ‹Maria Wells› <⟪mw@example.org⟫>, ‹Zorvan Quillmeer› <⟪zq@example.org⟫>",
    '{"first":"‹Oluwaseun›","last":"‹Wells›","cell":"«4155550132»"}',
    "<given>‹Maria›</given><family>‹Wells›</family>",
    '{"first":"Monday","last":"Friday"} family=Ubuntu last=error {"first":10,"last":20}',
    # as telephony writes them: RADIUS, Diameter, ISUP, CLI tools, blocklists
    'Calling-Station-Id = "«14155550132»" Calling-Station-Id = "00-11-22-33-44-55"',
    'User-Name = "«14155550132»"',
    'Subscription-Id-Data (444) = "«14155550132»"',
    "CgPN=«4155550132» CdPN=«4155550187» oad=«14155550132» dad=«442079460958»",
    "ORIG:«4155550132» TERM:«4155550187» cli «4155550132»",
    "Endpoint «4155550132» is now Reachable",
    "LRN dip «4155550132», CNAM query «4155550132», blacklist add «4155550132»",
    "pls call back «4155550132», ph no «4155550132», callto:«4155550132»",
    "roll back 4155550132, page no 4155550132",
    "A-number «14155550132» B-number «14155550187» anum=«14155550132» OA: «14155550132» originator: «14155550132»",
    "message to recipient «14155550132» was delivered, subscriber «14155550187»",
    '{"contacts":[{"wa_id":"«14155550132»","profile":{"name":"‹Maria Wells›"}}]}',
    "==> Parameters: ‹Maria Wells›(String), «02079460958»(String), 42(Integer)",
    "curl -d 'phone=«4155550132»&name=‹Maria Wells›' GET /people?name=‹Maria› HTTP/1.1",
    "client: ‹Maria Wells› «1 (415) 555-0132» from=‹Maria Wells› «1(415)5550132» client: x, tel. «1 (415) 555-0132»",
    "recorded fax-«14155550132».tif scan-0132.tiff",
    "ENUM «2.3.1.0.5.5.5.5.1.4.1».e164.arpa 8.8.8.8.in-addr.arpa",
]


@pytest.mark.parametrize("line", SYSTEMS)
def test_what_labels_and_cues_of_many_systems_say(line: str) -> None:
    check(line)


PAIRS = [
    "Mobile No: «4155550132»",
    "Mobile No. «4155550132»",
    "Contact No.: «4155550132»",
    "tel nr. «4155550132»",
    "WhatsApp No «4155550132»",
    "Order No: 4155550132",
    "Ticket No. 4155550132",
    "Line No. 4155550132",
    "there is no 4155550132",
    "DTMF collected: «4155550132»#",
]


@pytest.mark.parametrize("line", PAIRS)
def test_what_is_counted_says_whether_no_is_a_phone_cue(line: str) -> None:
    check(line)


@pytest.mark.parametrize(
    "label", ["e164", "msisdns", "rufnummern",
              "telefono_cliente", bug("a house is no party to a call", "telefono_casa"), "telefone_cliente", "téléphone_client",
              "phone_home", bug("telephony's word for a caller's number", "cli")]
)
def test_a_phone_label_is_strong_in_other_orders(label: str) -> None:
    assert judge_label(label.encode()) == g.L_PHONE


NAME = """
customerName customer_name customer-name customer.name Customer-Name CUSTOMER_NAME customerFullName
firstName first_name first-name FirstName lastName last_name surname forename givenName given_name familyName
middle_name maiden_name nickname displayName display_name fullName full_name callerName caller_name callee_name
caller_id_name CallerIDName agentName agent_name agent.name operatorName contactName contact_name ownerName
employee_name patient_name clientName client_name member_name userFullName guest_name supervisor_name
vorname Vorname nachname familienname kundenname kunde_name kundenName anruferName mitarbeiter_name
ansprechpartner_name geburtsname rufname
prénom prenom nom_famille nomFamille
apellido apellidos nombre_completo nombreCompleto
cognome nome_cliente nomeCliente nome_completo
sobrenome apelido
voornaam achternaam klantnaam klant_naam klantNaam medewerker_naam tussenvoegsel
""".split()


@pytest.mark.parametrize("label", NAME)
def test_a_name_label_is_strong(label: str) -> None:
    assert judge_label(label.encode()) == g.L_NAME


HEAD_FIRST = """
nom_client nomClient nombre_cliente nombreCliente nombre_agente nombreOperador nomeOperatore nome_operatore
nomeAtendente nome_atendente
""".split()


@pytest.mark.parametrize("label", HEAD_FIRST)
def test_a_name_label_with_its_head_first_may_hold_a_name(label: str) -> None:
    assert judge_label(label.encode()) in (g.L_NAME, g.L_PARTY)


NEITHER = """
hostname host_name hostName host.name file_name fileName filename service.name serviceName service_name app_name
className class_name thread_name threadName logger_name pod_name podName container_name container.name cluster_name
node_name queue_name queueName topic_name table_name db_name column_name domain_name metric_name event_name
campaign_name skill_name group_name role_name profile_name product_name company_name organization_name project_name
branch_name device_name interface_name template_name city_name country_name state_name street_name region_name
method_name function_name task_name job_name plugin_name codec_name trunk_name gateway_name context_name
line_number lineNumber line_no order_number orderNumber invoice_number account_number case_number ticket_number
ticketNo serial_number serialNumber page_number version_number build_number sequence_number seq_no port_number
room_number row_number part_number tracking_number model_number
id uuid session_id sessionId callid call_id Call-ID trace_id span_id user_id agent_id customer_id contact_id
timestamp time ts date epoch start_time end_time duration elapsed_ms latency size bytes count total offset index
cseq CSeq pid ppid tid uid port ip host hostname addr remote_addr mac sha256 md5 hash ssrc status code error_code
iccid imei imsi account iban zip postcode plz amount price lat lon order_id order invoice tag branch version build
level message msg logger thread module function file path url uri_path query user_agent content_length
tele phoneme mobility telemetry cellar faxing anime animal dialog telnet diddle aniline clipboard
dateiname servername rechnername bestellnummer rechnungsnummer kundennummer vertragsnummer zeilennummer
nom_fichier nom_hote numero_commande numéro_de_commande nombre_archivo nombre_servidor numero_pedido
nome_file nome_host numero_ordine nome_arquivo nome_servidor bestandsnaam servernaam ordernummer klantnummer
""".split()


@pytest.mark.parametrize("label", NEITHER)
def test_a_label_of_things_is_neither_a_number_nor_a_name(label: str) -> None:
    assert judge_label(label.encode()) in (g.L_NONE, g.L_PLAIN)


OPEN = """
from to From To src dst source destination target sender recipient peer number num numero nummer aor
von nach vers desde para naar dialed called calling
""".split()


@pytest.mark.parametrize("label", OPEN)
def test_a_weak_label_wants_more_proof(label: str) -> None:
    assert judge_label(label.encode()) in (g.L_WEAK, g.L_PARTY)


PERSON = """
caller callee agent customer Customer client contact operator owner assignee supervisor employee patient member
kunde kundin anrufer mitarbeiter cliente agente appelant operador chiamante klant medewerker caller_id clid
""".split()


@pytest.mark.parametrize("label", PERSON)
def test_a_person_may_be_a_name_or_a_number(label: str) -> None:
    assert judge_label(label.encode()) == g.L_PARTY


@pytest.mark.parametrize(
    ("label", "expected"),
    [("sip", g.L_SIP), ("SIP", g.L_SIP), ("sips", g.L_SIP), ("tel", g.L_TEL), ("TEL", g.L_TEL), ("name", g.L_MAYBE)],
)
def test_schemes_and_the_bare_name_have_classes_of_their_own(label: str, expected: int) -> None:
    assert judge_label(label.encode()) == expected


def test_a_label_past_the_limit_says_nothing() -> None:
    assert judge_label(b"x" * g.MAX_LABEL + b"_phone") == g.L_NONE
    assert judge_label(b"x" * (g.MAX_LABEL - 6) + b"_phone") == g.L_PHONE


@pytest.mark.parametrize("label", [b"", b"\xff\xfe", b"\x80" * 20, b"_" * 64, b"-.-", "电话".encode(), b"\xc3"])
def test_no_bytes_make_the_judge_raise(label: bytes) -> None:
    assert isinstance(judge_label(label), int)
    assert isinstance(judge_cue(label), int)


CUES = [
    (g.C_PHONE, "phone Phone tel caller dialed called calling msisdn ANI hotline fax mobile sms number"),
    (g.C_PHONE, "Telefon Rufnummer Anruf Handy téléphone numéro appel teléfono llamada móvil cellulare chiamata"),
    (g.C_PHONE, "telefone ligação telefoon gebeld 电话 電話"),
    (g.C_TO, "from to via by at von vom an zu vers pour desde hacia por dal da naar van From"),
    (g.C_PERSON, "customer agent Mr Mrs Dr Herr Frau Kunde Mme cliente Sra señora Signora Senhor Meneer klant"),
    (g.C_NAME, "name dear Dear Hi hello regards nombre naam Sehr_geehrter_name"),
]


@pytest.mark.parametrize(("bit", "texts"), CUES)
def test_a_cue_speaks_for_what_follows(bit: int, texts: str) -> None:
    assert [word for word in texts.split() if not judge_cue(word.encode()) & bit] == []


@pytest.mark.parametrize(
    "word", ["caller_number", "caller-number", "callerNumber", "SourceNumber", "AccountPhone", "callernumber", "CALLERIDNUM"]
)
def test_a_cue_may_be_a_label_of_several_words(word: str) -> None:
    assert judge_cue(word.encode()) & g.C_PHONE


NO_CUES = """
the took size retry attempt session bytes took: id line error version port queue in is was phoneme tele
telemetry mobility faxing numb callback_id M No Ms file host server http /api/v2/ and_so 123 == :: . = /
""".split()


@pytest.mark.parametrize("word", NO_CUES)
def test_other_words_are_no_cues(word: str) -> None:
    assert judge_cue(word.encode()) & ~g.C_PAIR == 0


THINGS = """
order Order job Auftrag Bestellung commande pedido ordine factuur OrderNumber InvoiceId orders/ order-number Bestell-Nr Kd.-Nr
""".split()


@pytest.mark.parametrize("word", [*THINGS, "order no.", "tracking number", "numéro facture", "facture numéro"])
def test_the_number_of_a_thing_is_told(word: str) -> None:
    assert bool(judge_cue(word.encode()) & g.C_THING) == (word != "numéro facture")


@pytest.mark.parametrize("word", ["FirstName", "CustomerName", "Vorname", "surname", "last_name LIKE"])
def test_a_label_for_names_is_a_cue_where_it_stands_before_one(word: str) -> None:
    assert judge_cue(word.encode()) & g.C_NAME


@pytest.mark.parametrize("word", ["DataStatManager", "HttpClient", "DataSource", "MessageRecipient"])
def test_what_ends_in_a_persons_word_is_no_cue(word: str) -> None:
    assert judge_cue(word.encode()) == 0


@pytest.mark.parametrize("cue", ["PJSIP/", "sip/", "gw/", "phone/"])
def test_before_a_slash_the_channel_is_a_cue(cue: str) -> None:
    assert judge_cue(cue.encode()) & (g.C_PHONE | g.C_NEAR)


@pytest.mark.parametrize("cue", ["from/", "v1/", "customer/"])
def test_before_a_slash_other_words_are_none(cue: str) -> None:
    assert judge_cue(cue.encode()) == 0


# Labels in lines: (marked line). The labelled digits are no valid number anywhere, so that only the label speaks.
STYLES = [
    "ani=«5550132»",
    "ani: «5550132»",
    "ani = «5550132»",
    "ani : «5550132»",
    'ani="«5550132»"',
    "ani='«5550132»'",
    "ani => «5550132»",
    "ANI(«5550132»)",
    '"ani":"«5550132»"',
    '"ani" : "«5550132»"',
    '"ani": "«5550132»",',
    "'ani': '«5550132»'",
    r"\"ani\":\"«5550132»\"",
    r"\\\"ani\\\":\\\"«5550132»\\\"",
    "<ani>«5550132»</ani>",
    "<x ani='«5550132»'/>",
    "?ani=«5550132»&x=1",
    "&ani=«5550132»&x=1",
    "[ani=«5550132»]",
    "[ani:«5550132»]",
    "{ani=«5550132»}",
    "(ani=«5550132»)",
    "x=1;ani=«5550132»;y=2",
    "x=1,ani=«5550132»,y=2",
    "x=1|ani=«5550132»|y=2",
    "x=1\tani=«5550132»\ty=2",
    "X-ANI: «5550132»",
    "variable_ani: «5550132»",
    "Caller(ani=«5550132», x=1)",
    "customer.phone=«5550132»",
    "customer[phone]=«5550132»",
    "customer phone=«5550132»",
    '"phone_numbers": ["«5550132»", "«5550133»"]',
    "ani%3D«5550132»",
    "%22ani%22%3A%22«5550132»%22",
    "&quot;ani&quot;:&quot;«5550132»&quot;",
    r"{\u0022ani\u0022:\u0022«5550132»\u0022}",
]


@pytest.mark.parametrize("line", STYLES)
def test_a_strong_label_hashes_seven_digits_as_they_stand(line: str) -> None:
    check(line)


# What programs put between a label and what stands before it, or between it and its value.
DRESSED = [
    r"{'x': 'one\nani: «5550132»'}",
    r'{"sip":"x\r\nani: «5550132»\r\n"}',
    r'{"x":"one\tani=«5550132»"}',
    r'{"x":"one\n‹Maria Wells› called"}',
    r'{"x":"one\nFrom: ‹Zorvan Quillmeer› <sip:⟨zquill⟩@10.0.0.1>"}',
    r'{"x":"one\ncaller «4155550132» rang"}',
    "\x1b[31mani=«5550132»\x1b[0m",
    "\x1b[36mani\x1b[0m=\x1b[35m«5550132»\x1b[0m",
    "\x1b[36mcustomer_name\x1b[0m=\x1b[35m‹Zorvan Quillmeer›\x1b[0m",
    "\x1b[32m‹Maria Wells›\x1b[0m called",
    "caller \x1b[1m«4155550132»\x1b[0m",
    bug("leak: escaped colours", r"\u001b[36mani\u001b[0m=\u001b[35m«5550132»"),
]


@pytest.mark.parametrize("line", DRESSED)
def test_escaped_line_ends_and_colours_hide_no_label(line: str) -> None:
    check(line)


PASS = [
    "ani=555013",
    "ani=12345",
    "ani=none",
    "ani=",
    'ani=""',
    '"ani":null',
    '"ani":""',
    "ani=anonymous",
    "order_number=5550132",
    "line_number=5550132",
    "orderNumber: 4155550132",
    '"id": 4155550132',
    '"account": "4155550132"',
    "timestamp=1710753242118",
    "from=1710753242&to=1710756842",
    "number=1710753242",
    "seq=5550132 size=5550133",
    "call_id=4155550132@10.0.0.1",
    "Call-ID: 4155550132@10.0.0.1",
    "service.name=payment-gateway",
    "file_name=Report Summary",
    "host_name=maria",
    "queue_name=Sales",
    "ani_count=5550132",
    "phone_id=5550132",
    "phoneCount=5550132",
    "mobile_app_version=5550132",
    "telemetry=5550132",
]


@pytest.mark.parametrize("line", PASS)
def test_a_value_that_is_no_number_and_a_label_of_things_pass(line: str) -> None:
    check_passes(line)


OWNED = [
    '{"customer":{"id":7,"name":"‹Zorvan Quillmeer›"}}',
    '{"customer":{"address":{"zip":"1"},"name":"‹Zorvan Quillmeer›"}}',
    '{"agents":[{"name":"‹Zorvan Quillmeer›"}]}',
    r'"{\"customer\":{\"name\":\"‹Zorvan Quillmeer›\"}}"',
    '{"caller":{"number":"«02079460958»"}}',
    '{"service":{"name":"Quill Meer"},"customer":{"name":"‹Zorvan Quillmeer›"}}',
    "Customer(id=7, name=‹Zorvan Quillmeer›)",
]


@pytest.mark.parametrize("line", OWNED)
def test_what_owns_a_bare_label_says_what_it_means(line: str) -> None:
    check(line)


OWNED_BY_THINGS = [
    '{"service":{"name":"payment-gateway"}}',
    '{"host":{"name":"maria"}}',
    '{"queue":{"name":"Blue Team"}}',
    '{"k8s":{"pod":{"name":"sip-7d9f"}}}',
    '{"order":{"number":"5550132"}}',
    '{"customer":{"service":{"name":"Payment Gateway"}}}',
    "thread.name=Grizzly Worker",
    '{"customer":{"id":1}}{"product":{"name":"Quiet Keyboard"}}',
    "}}}]]]",
]


@pytest.mark.parametrize("line", OWNED_BY_THINGS)
def test_what_a_thing_owns_is_not_a_persons(line: str) -> None:
    check_passes(line)


def test_a_label_that_speaks_for_a_number_is_no_thing() -> None:
    """Cisco's call records have labels and values side by side: `PeerAddress 4155550132,`."""
    assert judge_cue(b"PeerAddress") & g.C_PHONE and not judge_cue(b"PeerAddress") & g.C_THING
    assert judge_cue(b"order") == g.C_THING
