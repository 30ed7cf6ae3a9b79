"""What a candidate looks like: byte classes, limits, contexts, labels and cues. Data for both lexers and for the judges.

Strategy: every rule that a lexer or a judge follows stands here once, as a table or a pattern piece, and
the code only reads it. Nothing here is personal data and nothing here runs on a line.

A *context* is a small integer, a sum of one value from each group below. It is closed: it never holds a
word of the log, so that (context, bytes) is a key a memo can bound and a decision can depend on.
"""

from __future__ import annotations

# --- Limits ---------------------------------------------------------------------------------------------

MAX_NUMBER = 4096  # bytes of one run of digits and separators; a longer one is looked at in parts
MAX_VALUE = 256  # bytes of a field's value that may be a name
MAX_LABEL = 64  # bytes of a label that is classified; longer ones name nothing personal
MIN_DIGITS = 7  # ITU-T E.164 knows no upper limit below 15; under 7 digits nothing identifies a subscriber
MAX_DIGITS = 15  # ITU-T E.164, 6.1
CUE_REACH = 32  # bytes before a candidate in which a cue is looked for
LOW_REACH = 96  # bytes beside a number in which names in lower case begin or end
DIGEST_REACH = 512  # bytes before a `username` in which its line says that it is of digest authentication
NAMED_REACH = 128  # bytes before a `value` in which what names it is looked for
NEAR_REACH = 64  # bytes before a number in which a word that speaks for numbers is looked for

# --- Contexts -------------------------------------------------------------------------------------------
# kind of candidate
NUMBER = 1  # digits with separators
RUN = 2  # words that could be a name, in free text
FIELD = 3  # the value of a label that may hold a name
MAIL = 4  # local@domain
KIND = 7

# class of the label whose value the candidate is
L_NONE = 0 << 3  # no label
L_PLAIN = 1 << 3  # a label that says nothing personal (an id, a counter, a time)
L_PHONE = 2 << 3  # strong: ani, msisdn, callerNumber, tel:
L_WEAK = 3 << 3  # may hold a number, an epoch or an id: from, to, src, number
L_NAME = 4 << 3  # strong: customerName, first_name
L_PARTY = 5 << 3  # a person by name or by number: caller, agent, From:
L_SIP = 6 << 3  # the user part of a sip: or sips: URI
L_TEL = 7 << 3  # the subscriber of a tel: URI
L_MAYBE = 8 << 3  # a bare `name` whose owner nobody names
L_VALUE = 9 << 3  # a bare `value`: what owns it says what it is
L_USER = 10 << 3  # a `username`: a SIP user where digest authentication names it (RFC 8760), else a person
L_SURNAME = 11 << 3  # a bare `sn`: a surname in LDAP (RFC 4519), elsewhere a serial number
LABEL = 15 << 3

# cues: words in front of the candidate
C_PHONE = 1 << 7  # phone, dialed, hotline
C_TO = 1 << 8  # a preposition that a number or a name may follow: from, to, by, unter, dal
C_PERSON = 1 << 9  # customer, agent, Mr, Herr
C_NAME = 1 << 10  # "name", "ask for", "Dear": a name follows, nothing else
CUES = 15 << 7

# what stands around the candidate
A_AT = 1 << 11  # an @ follows
A_CELL = 1 << 12  # it fills a cell: quotes, pipes, tabs or commas on both sides
A_DISPLAY = 1 << 13  # a SIP display name or a number in angle brackets behind one
A_GLUED = 1 << 14  # a letter, digit or underscore touches it
A_ALONE = 1 << 15  # white space, brackets or sentence marks on both sides
AROUND = 31 << 11

# how a bare JSON integer must be quoted when it becomes a token: the quote of its label
Q_SHIFT = 16
QUOTES = (b"", b'"', b'\\"', b'\\\\\\"', b"'", b'\\\\\\\\\\\\\\"')

# a FIELD's value ends where its text says so, not at a quote or delimiter: only its first words are judged
F_OPEN = 1 << 19

A_QUOTED = 1 << 20  # a number that fills a cell: the cell is one of quotes or angle brackets
C_NEAR = 1 << 21  # further signs of a number: a phone cue some words away, the word behind it, a name beside it
C_THING = 1 << 30  # of a word alone, never in a context: an order's or ticket's number follows, none to call
C_PAIR = 1 << 31  # of a word alone, never in a context: it may be the second of a pair of words that is a cue
N_PHONE = 1 << 22  # a phone number stands beside a run of words: in the next cell, behind a bracket, comma or slash

N_THING = 1 << 23  # a word before a run after which a thing or a place is named: `the`, `in`
N_VERB = 1 << 24  # behind it stands what persons do: `said`
N_IS = 1 << 25  # behind it stands a verb of persons and things: `is`
N_NOUN = 1 << 26  # behind it stands another word in lower case: `Gibson guitars`
A_LINE = 1 << 27  # a number with separators that is all of its line, an extension apart
A_FILE = 1 << 28  # digits in the name of a recording: `out-442079460018-101-20240318-091402.wav`
A_ENUM = 1 << 29  # digits of a domain of ENUM (RFC 6116): `2.3.1.0.5.5.5.5.1.4.1.e164.arpa`

STRICTNESS = ("low", "balanced", "high")  # how readily what no label and no cue speaks for is taken
FORMATS = ("lines", "csv")  # what an input is made of
PSEUDONYM = r"[a-z][a-z_]{1,15}_[a-z][a-z0-9]{0,11}_[a-p]{32}"  # of any kind
ACTIONS = ("keep", "drop", "pseudonym", "mask")  # what a policy may do with a kind

_LABELS = {
    L_PHONE: "phone label", L_WEAK: "number label", L_NAME: "name label", L_PARTY: "person label", L_SIP: "SIP URI",
    L_TEL: "tel URI", L_MAYBE: "name label",
}  # fmt: skip
_BITS = (
    (A_AT, "before an @"), (A_DISPLAY, "display name"), (C_PHONE | C_TO | C_PERSON | C_NAME, "cue word"),
    (C_NEAR, "cue nearby"), (A_CELL, "cell"), (A_FILE, "recording"), (A_ENUM, "ENUM domain"),
)  # fmt: skip


def reason(context: int) -> str:
    """What speaks for a candidate, in words: its label, else what stands around it, else its shape."""
    label = _LABELS.get(context & LABEL)
    return label or next((words for bits, words in _BITS if context & bits), "shape")


# --- Words in labels ------------------------------------------------------------------------------------
# Languages: English, German, French, Spanish, Italian, Portuguese, Dutch. Compared in lower case, without accents.

PHONE_WORDS = frozenset(
    """phone phones telephone telephones tel tels telno telefon telefono telefone telefoon telefonnummer telefonnr
    phonenumber phonenumbers phoneno telnumber telephonenumber mobilephone cellphone homephone workphone
    mobile mobileno mobil mobiltelefon mobilnummer handy handynummer movil celular cellulare cell cellnumber gsm gsmnumber
    telemovel portable rufnummer rufnummern anrufernummer telefonnummern telefoonnummer mobielnummer mobiel
    msisdn ani dnis rdnis clip did ddi fax faxnumber faxno whatsapp smsto e164 callerid callerani callernum callernumber
    callednumber callingnumber calledno callingno callerno calleridnum calleridnumber connectedlinenum dialednumber dialnumber
    dialstring numtel numerotelefono numerodetelefone numtelefono numerodetelephone telnr mobilenumber contactnumber
    手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 来电号码 主叫 被叫 主叫号码 被叫号码 手機 手機號碼 電話 電話號碼 電話番号 携帯
    携帯番号 携帯電話 発信者番号 전화 전화번호 휴대폰 휴대폰번호 휴대전화 연락처 발신번호 수신번호
    هاتف الهاتف جوال الجوال موبايل טלפון נייד телефон мобильный τηλεφωνο κινητο
    फोन मोबाइल phonenr calleridani calleriddnid dnid ton callback callbacknumber rueckruf rueckrufnummer rappel ddinumber lineidentity
    nmbr cepno ceptel ceptelefonu telno gsmno telefonno numertelefonu telefonszam puhelinnumero""".split()
)
# What a number is called in an object that is labelled as one: `"msisdn":{"value":…}`.
VALUE_WORDS = frozenset("value values raw formatted normalized normalised national international text content e".split())
# What it was, is and will be, in a list of changes: `{"field":"customer_phone","old":…,"new":…}`; and custom strings of CEF.
CHANGE_WORDS = frozenset("old new before after previous current string cs".split())
# With a word of PARTY_WORDS or PHONE_QUALIFIERS in front these are a phone label; alone they are weak.
NUMBER_WORDS = frozenset(
    "number numbers num nr no nummer numero numeros numéro nummern rn digits line extension ext".split()
)
PHONE_QUALIFIERS = frozenset(
    """call caller calling called callee dialed dialled dial connected line originating terminating origination
    termination original redirecting forwarding diverted contact customer client agent user party source src destination
    dest dst from to home work office business mobile mob ph cell sms fax hotline ani id recipient sender subscriber a b leg
    aleg bleg orig dialing outbound inbound transfer forward rufende gerufene anrufer kunde cliente klant beller
    national public gt translated transformed normalized normalised collected entered gebeld gebelde angerufene angerufenen gewahlte gewahlten
    rufenden appele appelee appelante marcado llamado discado chamado composto chiamato chiamante""".split()
)
# Whose address may be a number.
ADDRESSED = frozenset(
    "source src destination dest dst from to caller calling called callee customer contact party subscriber endpoint centre center".split()
)
# Behind a word for a number these make it a phone's, as most Romance languages put it: `numero_chiamante`, but `numero_cliente` is an id.
CALL_ENDS = frozenset(
    """origen destino marcado llamante llamado origem chamado chamador discado composto origine destinazione destinatario chiamante
    chiamato composto appelant appele compose destinataire rappel""".split()
)
# What has keys that callers may be: of a message in a queue, of an entry in a cache.
KEYED = frozenset("kafka routing message record partition redis cache lookup search".split())
# What a label in one word may end in that no other rule knows: `REALCALLERIDNUM`, `custphone`.
PHONE_ENDINGS = (
    "phone", "phoneno", "phonenum", "phonenumber", "phonenr", "mobile", "mobileno", "mobilenumber", "msisdn", "callerid", "calleridnum",
    "calleridnumber", "callernum", "callernumber", "callednumber", "telno", "telnr", "rufnummer", "telefon", "telefono", "telefone",
)  # fmt: skip
# A number, an epoch or an id may stand behind these.
WEAK_WORDS = frozenset(
    """from to cli cld dtmf oad dad orig term src dst source destination dest origin target sender recipient receiver party uri aor leg subscriber
    identity cdpn cgpn originator oa da anum bnum apartynumber bpartynumber aparty bparty anumber bnumber dialed dialled called calling
    von nach vers desde para naar exten route peer username dst marcado chamado discado composto chiamato chiamante appelant
    appele gekozen gewahlte ouser fqcn""".split()
)
PERSON_WORDS = frozenset(
    """caller callee agent customer client contact operator owner assignee assigned supervisor manager employee patient
    person member recipient sender user party requester requestor reporter approver guest subscriber attendee
    participant passenger committer student teacher doctor lead prospect holder accountholder cardholder beneficiary insured
    kunde kundin anrufer anruferin mitarbeiter mitarbeiterin bearbeiter ansprechpartner inhaber benutzer
    appelant agente cliente llamante operador titular empleado contacto usuario
    chiamante operatore impiegato contatto utente assegnato
    chamador atendente funcionario contato
    klant beller medewerker gebruiker contactpersoon aanroeper agentfull ticketowner
    assignedto calledparty callingparty connectedline calleridname
    author speaker reviewer submitter commenter organizer organiser applicant claimant borrower debtor payer payee buyer visitor
    担当 坐席 客户 客戶 顧客 고객 상담원 العميل πελάτης ग्राहक клиент абонент оператор""".split()
)
NAME_WORDS = frozenset(
    """fullname firstname lastname surname forename givenname familyname lname middlename maidenname nickname displayname
    personname callername calleename customername agentname contactname clientname username_full
    vorname nachname familienname zuname rufname geburtsname prenom nomfamille apellido apellidos nombrecompleto
    cognome nomecompleto sobrenome apelido primeironome nomecliente voornaam achternaam tussenvoegsel klantnaam
    kundenname anrufername membername calleridname connectedlinename spokenname gecos signatory sortas
    imie nazwisko imienazwisko jmeno prijmeni krestnijmeno meno priezvisko vezeteknev keresztnev nume prenume prezime
    fornavn etternavn efternavn fornamn efternamn etunimi sukunimi soyad soyadi adsoyad adisoyadi
    имя фамилия отчество фио 姓名 客户姓名 联系人 氏名 お名前 顧客名 担当者名 이름 성명 고객명 성함 상담원명 الاسم اسم שם όνομα επώνυμο नाम""".split()
)
# A bare one is a person's only if what owns it is a person.
BARE_NAME_WORDS = frozenset("name names fname nom nombre nome naam cn fn sn n full".split())
# A part of a name where a person, or a name, owns it: `"agent":{"last":…}`, `"name":{"family":…}`.
NAME_PARTS = frozenset("first last given family middle".split())
NAME_QUALIFIERS = PERSON_WORDS | frozenset(
    """full first last given family middle maiden nick display preferred legal sur fore person people spoken billing shipping
    callerid clid connected party effective primary secondary emergency""".split()
)
# What owns the name is a thing.
THING_WORDS = frozenset(
    """file path dir directory folder host hostname server node cluster pod container image service services app application
    program process thread class package module method function task job queue topic table column database db
    schema index domain zone dns event metric logger log level group role profile policy rule product item sku company
    organization organisation org tenant project repo repository branch build release version plugin device interface
    iface channel gateway trunk context bucket key field type tag label attribute parameter param property variable
    template campaign skill menu flow city country state street region place location network user_agent agent_group
    unit driver volume disk partition resource account codec media protocol cipher algorithm certificate bean
    component action operation command script transaction session instance environment stage store filter
    backend frontend vm hypervisor namespace deployment replica workflow stream playlist song track show movie
    book application_name logger_name thread_name short pool cache transport realm mailbox sound font color theme
    program dialplan extension endpoint registry feed site page screen view widget query procedure trigger
    principal worker executor broker consumer producer partition port signature kernel system os platform browser
    brand model manufacturer vendor publisher author_url domainname nodename procname filename pathname sname
    localpart element subject issuer program_name resource_name provider""".split()
)
# Labels whose digits are never a number unless a + says so.
PLAIN_WORDS = frozenset(
    """id ids uuid guid ts time timestamp date datetime epoch start end started ended created updated expires expiry ttl
    duration elapsed latency took millis seconds secs size length len bytes count total offset position
    index seq sequence cseq port pid ppid tid uid gid euid auid ses session sessionid callid tag branch version build
    rev revision sha md5 hash checksum crc digest code status error errno ssrc port ports ip host hostname addr address
    mac etag nonce cnonce order orderid invoice ticket ref reference transaction txn trace span request req correlation
    serial imei imsi iccid card account iban isbn zip postcode plz price amount lat lon lng latitude longitude rtt
    pos line lines row rows col age score rate bitrate freq weight width height via cookie token key
    by inode ino dev addr memory mem heap free used rx tx packets octets cpu load
    kundennummer kundennr bestellnummer bestellnr auftragsnummer auftragsnr rechnungsnummer rechnungsnr vertragsnummer vertragsnr vorgangsnummer
    vorgangsnr artikelnummer artikelnr seriennummer lieferscheinnummer belegnummer sendungsnummer kontonummer mitgliedsnummer personalnummer
    zahlernummer versicherungsnummer steuernummer klantnummer bestelnummer ordernummer factuurnummer contractnummer polisnummer
    订单号 订单编号""".split()
)

# --- Cues -----------------------------------------------------------------------------------------------
# The word before a candidate. Lower case, accents kept as they are written and without.

PHONE_CUES = frozenset(
    """phone telephone tel mobile mob dtmf cell cellphone fax sms whatsapp hotline number numbers no nr num call calls caller callers
    called calling callee peeraddress dial dialed dialled dialing dials msisdn ani dnis callerid clid did text texted ring rang
    telefon telefonnummer rufnummer nummer anruf anrufer handy mobil mobilnummer hotline rückruf
    téléphone telephone numéro numero appel appelant portable fixe
    teléfono telefono móvil movil número llamada celular
    cellulare chiamata numerosta chiamato
    telefone telemóvel celular ligação ligacao
    telefoon telefoonnummer mobiel nummer gebeld
    recipient originator subscriber handing cli cld party orig term src dst oad dad endpoint aor dnc lrn cnam blacklist blacklisted whitelist
    whitelisted soitti puhelin telefonu numer numeru телефон номер звонок звонка абонент абонентом клиент тел
    atd atdt atdp teilnehmer anschluss durchwahl wahlwiederholung abonné abonado assinante abonnee abbonato gsm fon dn nmbr tlf rappel rückrufnummer
    来电 來電 통화 اتصل
    电话 號碼 号码 接听 電話 電話番号 携帯 전화 전화번호 هاتف رقم טלפון τηλέφωνο फोन""".split()
)
# Some words further before a number these still speak for it.
NEAR_CUES = frozenset(
    """phone telephone msisdn ani dnis callerid extension exten number caller callee dialed dialled dialing dialling
    numberparseexception callerids rufnummer telefonnummer telefon anrufer téléphone téléphonique appelant teléfono llamada
    telefone telefono chiamata telefoonnummer cellphone whatsapp dtmf voicemail dnc lrn cnam blacklist whitelist телефон 电话 電話 電話番号""".split()
)
# What a number that follows may touch.
GLUED_CUES = frozenset("ani dnis clid cli did atd atdt atdp tel phone fax mob mobile msisdn nmbr caller callerid".split())
# The word behind a number.
CUES_BEHIND = frozenset(
    """answered called calling calls rang ringing rings hung dialed dialled unreachable anrufen angerufen zurückrufen zurückgerufen
    klingelt appelle appelé llama llamó llamando chiama chiamato ligou chamou belt belde""".split()
)
TO_CUES = frozenset(
    """from to at by with on for via over towards or and against unter von vom an mit auf nach bei über ueber zu
    de du par au à a avec vers pour sur con desde hacia por al del dal da di alla per com para do ao pelo
    van naar met op door voor allo key numerosta od do od na na z с от на по к до ->""".split()
)
PERSON_CUES = frozenset(
    """customer customers client caller callee agent operator supervisor manager user contact person owner
    employee colleague advisor adviser representative rep patient guest member lead requester reporter engineer
    mr mrs ms miss mx dr prof sir madam messrs
    kd heer dame sig.ra sig.na dott.ssa prof.ssa kunde kunden kundin herr herrn frau fräulein fraeulein mitarbeiter
    mitarbeiterin anrufer anruferin kollege kollegin
    bearbeiter sachbearbeiter ansprechpartner
    m mme mlle monsieur madame mademoiselle cliente conseiller conseillère appelant collègue
    sr sra srta señor señora senor senora don doña agente llamante compañero operador operadora
    signor signora signorina sig dott cliente operatore operatrice collega
    senhor senhora dona atendente operador cliente
    klant medewerker meneer mevrouw dhr mevr mw beller collega
    asiakas klient klientka zákazník клиент клиента клиенту клиентом абонент оператор агент господин госпожа
    坐席 客户 客戶 担当 顧客 고객 상담원 العميل πελάτης ग्राहक
    daughter wife husband brother sister mother father kid tochter schwester hija hijo fille figlia moglie filha irmã
    said says asked sagte dijo disse""".split()
)
# Behind these a name in lower case is looked for, where a number stands in the same line.
LOW_CUES = frozenset(
    """customer client caller callee agent supervisor patient contact lead notify for by kunde kundin anrufer anruferin
    mitarbeiter herr frau cliente agente operador operatore atendente klant medewerker appelant asiakas klient abonent
    клиент абонент оператор name with""".split()
)
# Behind these stands the number of a thing, by which nobody is called; alone, and with `number` between: `order number`.
THING_CUES = frozenset(
    """order orders invoice invoices ticket tickets case cases booking bookings reservation reference ref shipment shipments tracking parcel serial
    transaction transactions txn payment payments contract contracts quote quotation claim claims incident incidents batch job jobs receipt voucher
    coupon policy po sku rma confirmation barcode part model product products item items article code workorder process
    auftrag aufträge bestellung bestellungen vorgang rechnung rechnungen vertrag lieferschein sendung paket beleg charge buchung artikel
    angebot gutschein kundennummer kundennr bestellnummer bestellnr auftragsnummer auftragsnr rechnungsnummer rechnungsnr vertragsnummer
    vertragsnr vorgangsnummer vorgangsnr artikelnummer seriennummer belegnummer sendungsnummer zählernummer aktenzeichen referenz
    commande commandes facture factures dossier contrat colis référence réservation pedido pedidos factura facturas expediente contrato
    reserva referencia ordine ordini fattura fatture pratica contratto prenotazione riferimento encomenda fatura processo protocolo
    referência bestelling factuur boeking referentie klantnummer bestelnummer ordernummer factuurnummer faktura zamówienie
    sipariş""".split()
)
# Two words that a number follows; besides those that are a phone label, with `no` for a number: `mobile no`.
PHONE_PAIRS = frozenset(
    """marcó el|marca el|call back|called back|calling back|ring back|calls back|number is|nummer ist|nummer is|numéro est
    |número es|numero è|número é|teléfono es|telefono è|telefone é""".replace("\n    ", "").split("|")
)
# Two that speak for a number less: a date may follow as well.
NEAR_PAIRS = frozenset("desde el|para o|en el".split("|"))
# Behind these a name in lower case is looked for wherever they stand. They are few, and begin with letters that seldom stand together.
SAID_CUES = frozenset(
    """mr|mrs|herr|frau|my name is|his name is|her name is|mein name ist|mi nombre es|me llamo|mi chiamo|mijn naam is|meu nome é
    |spoke with|spoke to|speaking with|hello|hey|hi|dear""".replace("\n    ", "").split("|")
)
ROLE_CUES = frozenset("caller customer agent".split())  # the same, but it must be two known words
# Two words that a person's name follows; the second alone says less.
PAIR_CUES = frozenset(
    """assigned to|transferred to|connecting to|handed to|escalated to|reassigned to|name to|talk to|talked to|speak to
    |updated by|reported by|created by|approved by|answered by|closed by|handled by|signed by|requested by|written by
    |assigned by|call me|calls me|named him|named her|ask for|asked for|asking for|behalf of|spoke with|speaking with|talked with|spoke to|speaking to
    |chatting with|chat with|voicemail from
    |im auftrag von|verbunden mit|zugewiesen an|übergeben an|weitergeleitet an|bearbeitet von|gemeldet von|angenommen von
    |assigné à|transféré à|attribué à|traité par|signalé par|demandé par|répondu par|part de
    |asignado a|transferido a|atendida por|atendido por|hablar con|parte de|assegnato a|trasferito a|gestito da|parlare con
    |atribuído a|transferida para|transferido para|atendida pelo|falar com|toegewezen aan|doorverbonden met|behandeld door
    |gemeld door|namens de|name is|named is|called by|agent is|name ist|heiße ich|nombre es|nome è|nome é|naam is
    |назначено на|переведено на|от имени""".replace("\n    ", "").split("|")
)
# In a run of capitalised words these are of a kind of thing: what stands behind, or before, is no person.
THING_TAILS = frozenset(
    """river street road avenue boulevard center centre university college school hospital hotel inc ltd llc gmbh corp
    corporation company associates holdings airport station county islands island valley mountains museum cathedral
    theatre theater stadium foundation institute academy society club league committee council department ministry
    agency bureau plaza tower bay beach canyon creek desert ocean sea strait peninsula province district township
    village building complex house award prize cup trophy festival championship band records pictures studios
    parkway freeway turnpike crescent expressway drive coves apartments residences
    railway railroad highway bridge harbour harbor straße strasse platz weg gasse brücke bahnhof universität
    s.a. ag kg oy ab plc bv nv sarl spa srl sl intl international technologies systems solutions software services
    industries enterprises partners consulting bank airlines motors press times""".split()
)
# The same where what stands before is no given name: `Carnegie Hall`, but `Garrett Hall`.
THING_TAILS_OF_FAMILIES = frozenset(
    """hall park brook creek wood woods hill hills field fields lane court square garden gardens grove lodge farm manor ridge
    heights springs falls trail cove towers gate green crossing terrace estate day week prize ward wing house store shop inn arms bar""".split()
)
STREET_ENDINGS = (
    "strasse", "straße", "gasse", "allee", "platz", "straat", "gracht", "vegur", "stræti", "gatan", "vägen", "vagen", "veien", "vegen",
    "gaten", "gade", "vej",
)  # fmt: skip
THING_HEADS = frozenset(
    """mount lake fort port camp saint san santa los las north south east west northern southern eastern western new upper lower
    rúa ulica ul colle cité cite são st ste sainte rue via rua avenida avenue calle carrera plaza piazza place boulevard
    hotel university hall team project class operation battle cape gulf isle rio río sierra el villa corso viale chemin allée
    quai paseo camino praça travessa""".split()
)
THING_BEFORE = frozenset(
    """the a an this that these those each every our your their its in at on near into within inside outside across through
    throughout around between using via le les un une des dem einem einer im am el los las lo il gli uno em nos nas het een
    het""".split()
)
PERSON_VERBS = frozenset(
    """said says asked asks told tells shouted shouts lives lived works worked wants wanted thinks thought believes called calls
    phoned calling rang wrote writes replied answered complained agreed refused requested confirmed promised apologized apologised
    laughed smiled married died hung spoke speaks joined left resigned sagte sagt fragte fragt ruft rief bat bittet wohnt
    arbeitet möchte wünscht appelé demande demandé dit veut habite dijo dice pide quiere llamó llama vive chiede disse vuole
    chiama abita pediu ligou mora quer zegt zei vraagt belde belt woont""".split()
)
VERBS = frozenset(
    """is was are were has had have will would can could may might must should does did do gets got goes went comes came makes
    made takes took gives gave says knows knew needs needed feels felt sees saw became becomes began began started starts
    met visited received sent ist war hat hatte wird wurde kann soll est était sera es era ha fue será è era sarà foi está
    heeft wordt werd""".split()
)
BETWEEN_WORDS = frozenset(
    """and or but nor of on to for from with by as who whom whose which when where while because than then if so about after
    before against over under during without und oder aber von mit für et ou mais de du avec pour y o pero con por para e
    ma da di del della com en van met voor his her their my your our he she they it we you me him them not also just now today
    again yesterday tomorrow here there in at ha hat""".split()
)
# In front of a slash only: `PJSIP/`, `sofia/gateway/`, `/v1/lookup/`.
PATH_CUES = frozenset(
    """sip pjsip sofia local dahdi iax iax2 sccp gateway gw trunk external internal lookup loopback voicemail recordings me contacts contact
    subscribers phones""".split()
)
NAME_CUES = frozenset(
    """customer customers caller callee agent supervisor colleague advisor adviser patient passenger
    mr mrs ms miss mx dr prof madam messrs kd heer sig.ra sig.na dott.ssa prof.ssa kunde kundin herr herrn frau fräulein
    fraeulein mitarbeiter mitarbeiterin anrufer
    anruferin kollege kollegin bearbeiter sachbearbeiter ansprechpartner m mme mlle monsieur madame mademoiselle conseiller
    conseillère appelant collègue client cliente sr sra srta señor señora senor senora don doña agente llamante compañero
    signor signora signorina sig dott operatore operatrice collega senhor senhora dona atendente klant medewerker meneer
    mevrouw dhr mevr mw beller asiakas klient klientka zákazník клиент клиента клиенту клиентом абонент оператор агент
    господин госпожа 坐席 客户 客戶 担当 担当者 顧客 お客様 氏名 고객 고객님 상담원 상담사 العميل πελάτης ग्राहक
    name named names dear hi hello regards sincerely cheers thanks signed notify monitoring expected
    speaking spoke speak spoken connecting hallo liebe lieber grüße gruesse bonjour cher chère hola estimado estimada saluti gentile caro cara
    prezado prezada olá ola beste geachte groeten nombre nom nome naam atendida atendido namens behalf i'm cordialement
    atentamente cumprimentos saludo""".split()
)
