"""Ordinary words for the gazetteer: which words of a log line are no name, or not only a name.

Strategy: wordfreq says how often a word is written, but it knows no capitals: `john` is as frequent as
`page`. So frequency alone makes no word ordinary. In English, Spanish and Dutch a free word list must have
it in lower case; in other languages it must be far more frequent there than in English, for names travel
and words do not. A word that is also a name (`mark`, `rose`, `john`) counts as often as its own inflections
(`marks`, `roses`; hardly any `johns`) or as Python's own documentation writes it in lower case. What logs
say besides comes from the standard library's text, its tables of errors, signals and HTTP phrases, CLDR's
months, days and languages, and the lists at the end of this file. Peoples (`Minnesotan`, `British`) are words for
all their capitals.

Development only: run by `build_names.py`.
"""

import ast
import errno
import http
import importlib
import logging
import math
import os
import re
import signal
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

Zipf = Callable[[str], float]

DEBIAN_LISTS = {"en": "american-english", "es": "spanish", "nl": "dutch"}  # wamerican, wspanish, wdutch
OTHER_LANGUAGES = ("de", "fr", "it", "pt")
LIGHT_LANGUAGES = ("ca", "cs", "da", "fi", "hu", "nb", "pl", "ro", "sv", "tr", "ru", "uk", "bg", "el")
ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ly", "en", "e", "n")
STEPS = (3.0, 3.5, 4.0, 4.5, 5.0, 5.5)  # zipf at which the score rises from 1 to 7
WORD = re.compile(r"[^\W\d_]{2,24}")
STRONG_NAME = 3  # from here a name is in a country's list of usual names, or has thousands of bearers
PEOPLE = re.compile(r"[A-Z][a-z]+(an|ese|ish|ite|er|i|ic|ist|ism)")
LANGUAGE_LETTERS = 5  # shorter names of languages (Dan, Luo, Mari) are names of people as well
LETTERS_OF_CODE = 2  # up to here an identifier of a program is no word
FILES_FOR = (3, 12, 60)  # files of the standard library that hold a word, for a score of 2, 3, 4
FUNCTION_WORD = 5.6  # zipf: in no language is a mere name written this often


def ordinary_words(names: Mapping[str, int], folder: Path) -> dict[str, int]:
    """Each ordinary word with its score of 1 to 7; `names` has a name's best score, `folder` the lists."""
    languages = (*DEBIAN_LISTS, *OTHER_LANGUAGES)
    zipf = {language: _zipf(language) for language in (*languages, *LIGHT_LANGUAGES)}
    lower = {language: _lower_case_words(folder / file) for language, file in DEBIAN_LISTS.items()}
    library = _library_words()
    score: Counter[str] = Counter()
    for language, known in lower.items():
        _raise_to(score, _from_list(zipf[language], known, names, library if language == "en" else {}))
    for language in (*OTHER_LANGUAGES, *LIGHT_LANGUAGES):
        _raise_to(score, _from_contrast(zipf[language], zipf["en"], names, language in LIGHT_LANGUAGES))
    _raise_to(score, _from_library(library, names, lower["en"]))
    for word in _split(ALSO_WORDS):
        _raise_to(score, [(word, min(4, _score(max(zipf[it].get(word, 0.0) for it in languages) - 0.5)))])
    _raise_to(score, ((word, 4) for word in _peoples(folder / DEBIAN_LISTS["en"], names)))
    _raise_to(score, ((word, 4) for word in _log_vocabulary()))
    _raise_to(score, ((word, 5) for word in _split(TELEPHONY + SERVICES)))
    return dict(score)


def _raise_to(score: Counter[str], rows: Iterable[tuple[str, int]]) -> None:
    for word, value in rows:
        score[word] = max(score[word], value)


def _score(zipf: float) -> int:
    return 1 + sum(zipf >= step for step in STEPS)


def _zipf(language: str) -> dict[str, float]:
    table = importlib.import_module("wordfreq").get_frequency_dict(language, wordlist="best")
    return {w: math.log10(f) + 9 for w, f in table.items() if WORD.fullmatch(w)}


def _lower_case_words(path: Path) -> frozenset[str]:
    if not path.exists():
        raise SystemExit(f"{path} is missing: apt-get install wamerican wspanish wdutch")
    return frozenset(w for w in path.read_text().split() if w == w.lower() and WORD.fullmatch(w))


def _peoples(path: Path, names: Mapping[str, int]) -> Iterator[str]:
    """Peoples, creeds and the like, which English writes with a capital: by their ending, and their plural where they have one."""
    words = frozenset(path.read_text().split())
    for word in sorted(words):
        ending = PEOPLE.fullmatch(word)
        if ending and names.get(word.lower(), 0) < STRONG_NAME and (ending[1] in ("ese", "ish") or word + "s" in words):
            yield word.lower()


def _from_list(
    zipf: Mapping[str, float], known: frozenset[str], names: Mapping[str, int], library: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    least = 2.8 if library else 3.7
    for word in sorted(known & zipf.keys()):
        if zipf[word] < least:
            continue
        if names.get(word, 0) >= STRONG_NAME and zipf[word] < FUNCTION_WORD:
            in_library = 2 + math.log2(1 + library.get(word, 0)) / 2
            yield word, _score(min(zipf[word], max(_inflected(word, zipf, known, names), in_library)))
        else:
            yield word, _score(zipf[word])


def _inflected(
    word: str, zipf: Mapping[str, float], known: frozenset[str], names: Mapping[str, int]
) -> float:
    """The zipf frequency of the most frequent inflection (less if that is a name): names have hardly any."""
    forms = [word + ending for ending in ENDINGS]
    if word[-1] in "aeoy":
        forms += [word[:-1] + ending for ending in ("a", "o", "as", "os", "ing", "ies")]
    found = (zipf.get(f, 0.0) - (names.get(f, 0) > STRONG_NAME) for f in forms if f in known and f != word)
    return max(found, default=0.0) + 0.5


def _from_contrast(
    zipf: Mapping[str, float], english: Mapping[str, float], names: Mapping[str, int], light: bool
) -> Iterator[tuple[str, int]]:
    least, margin = (4.9, 1.5) if light else (3.8, 1.0)
    for word, own in zipf.items():
        strong = names.get(word, 0) >= STRONG_NAME
        needed = FUNCTION_WORD if strong else least + 0.4 * (word in names)
        if own >= needed and own >= english.get(word, 0.0) + margin:
            yield word, max(1, _score(own) - light)


def _library_words() -> dict[str, int]:
    """The standard library's words in lower case, and in how many of its files each stands."""
    files: Counter[str] = Counter()
    root = Path(sysconfig.get_paths()["stdlib"])
    for path in sorted(root.rglob("*.py")):
        if not {"test", "tests", "site-packages", "lib2to3", "idlelib", "turtledemo"} & set(path.parts):
            files.update(set(_module_words(path.read_text(errors="replace"))))
    return dict(files)


def _module_words(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            yield from WORD.findall(re.sub(r"([a-z])([A-Z])", r"\1 \2", node.id).lower())
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield from (w for w in WORD.findall(ast.get_docstring(node) or "") if w.islower() and w.isascii())


def _from_library(
    library: Mapping[str, int], names: Mapping[str, int], known: frozenset[str]
) -> Iterator[tuple[str, int]]:
    for word, files in library.items():
        named = names.get(word, 0) >= STRONG_NAME
        if len(word) > LETTERS_OF_CODE and files >= FILES_FOR[named] and (not named or word in known):
            yield word, 1 + sum(files >= least for least in FILES_FOR)


def _log_vocabulary() -> Iterator[str]:
    phrases = [status.phrase for status in http.HTTPStatus]
    phrases += [os.strerror(number) for number in sorted(errno.errorcode)]
    phrases += [item.name.removeprefix("SIG") for item in signal.Signals]
    phrases += list(logging.getLevelNamesMapping())
    for phrase in phrases:
        yield from _split(phrase)
    yield from _languages_and_calendar()


def _languages_and_calendar() -> Iterator[str]:
    locale = importlib.import_module("babel").Locale
    for language in ("en", *OTHER_LANGUAGES, "es", "nl", *LIGHT_LANGUAGES):
        data = locale.parse(language)
        if language not in LIGHT_LANGUAGES:
            names = (name.lower() for name in data.languages.values())
            yield from (name for name in names if WORD.fullmatch(name) and len(name) >= LANGUAGE_LETTERS)
        for table in (data.months, data.days):
            for width in ("wide", "abbreviated"):
                for words in table["format"][width].values():
                    yield from _split(words)


def _split(text: str) -> list[str]:
    return [w for w in WORD.findall(text.lower()) if len(w) > 1]


# What telephone systems and contact centres write beside people's names (RFC 3261's header fields among it).
TELEPHONY = """
ok okay admin root sudo sites mac macintosh cors proc lua looper init ctrl bash ssh ssl url uri api gui
html css utf ascii int str bool accept accepted ack acknowledge action active address after agent agents
alert alerting allow allowed analytics announcement answer answered anonymous application asterisk attempt
attended audio auth authenticate authorization available away band barge bearer billing blind bridge
bridged busy bye callback callcenter called callee caller callerid calling campaign cancel cdr cell
channel chat client codec completed complete conference connect connected connecting contact contacts
content context core crm csr customer customers deflect desk dest destination device dial dialed dialer
dialing dialog dialplan diversion disconnect disconnected disposition domain downstream dtmf early echo
email encoding endpoint enqueue enqueued error escalated event expires extension failed failure fax fetch
flow forward forwarded forwarding from gateway greeting guest handset hangup header hold holding home host
hotline ice identity idle inbound incoming info inbox invite inviting ivr jitter kamailio lead leg line
locale location login logout lookup mailbox max media member menu message messaging min missed mobile
mobility music mute muted national node notify notification number office offhook offline online onhold
operator opensips options originate originator outbound outgoing overflow owner packet paging park parked
parking passive password pause paused payload pbx peer phone pickup ping pjsip play playback playing port
prack predictive presence priority privacy profile prompt provider provisional proxy publish queue queued
queues reason receive received record recorded recorder recording redirect refer referred refresh register
registered registrar registration registry reinvite reject rejected remote replaces reply request require
required requested response retry ring ringback ringing roaming route router routing sales schedule screen
sdp secure sending sent server service session silence simulated sip skill skills sms softphone sofia
softswitch spool standard station status stream subscribe subscriber subscription subject success
supervisor support supported survey switchboard tariff team technical telecom telephone telephony tenant
ticket timeout timer toll tone topic transaction transcript transcription transfer transferred
transferring transport trunk unanswered unavailable unauthorized unhold unknown unreachable unregister
unregistered unsupported update upstream user username vendor verbose verify via video virtual voice
voicebot voicemail volume wait waiting warm warning webhook webrtc whisper widget wrapup backend bot
broker bucket buffer cache cluster config container cookie cron daemon database debug deploy deployment
desktop docker env exception executor exporter factory fatal firewall frontend garbage gauge handler hash
health heartbeat hook http https ingest instance interceptor invoke java job json kernel lambda latency
ledger listener load loader lock logger manager metric micro middleware migrate monitor mutex namespace
network notice null object offset order pack parser partition payment plugin pod pool process producer
project protocol query rabbit redis region release repository resolver resource runtime scheduler schema
script sensor servlet shard shipping sink socket source stack storage stub sync tag task template thread
timestamp token trace tracker trigger tunnel udp tcp tls unit upload validator version view vlan warehouse
watcher webapp worker workflow workspace xml yaml
"""
# The same in the other languages of contact centres, where wordfreq finds it too rare.
TELEPHONY += """
abgebrochen abgelehnt abheben abmeldung abteilung abwesend anklopfen anlage anmeldung annahme
anrufbeantworter anrufe anrufer anschluss antwort anwesend auflegen aufgelegt auftrag ausgehend ausgehende
beendet benutzer bearbeiter besetzt bestellung betreff durchwahl eingang eingehend eingehende empfang
empfangen empfänger erreichbar fehlgeschlagen freizeichen gesendet gespräch halten hotline kanal kennung
kennwort klingeln kunden kundendienst kundennummer leitung makeln mitarbeiter nachricht nebenstelle
rückfrage rückruf rufnummer rufumleitung sachbearbeiter sammelanschluss teilnehmer telefonat telefonnummer
verbunden warteschlange vermittlung vertrag vorgang warteschleife weiterleitung weitergeleitet wählen
zentrale zugestellt übergabe abonné accueil appelant appelé appels attente boîte client clients combiné
conseiller correspondant décroché décrocher dossier entrant facture fichier joignable messagerie numéro
occupé opérateur raccroché raccrocher rappel renvoi répondeur répondu réponse réseau sonnerie sortant
standard standardiste transféré transfert téléphone téléconseiller utilisateur abonado atendida buzón cola
colgado colgar contestada contestador contraseña descolgar desvío devolución entrante espera extensión
línea llamadas llamante marcado ocupado operador operadora pedido rechazada respuesta saliente teléfono
timbre transferencia transferida troncal usuario abbonato agganciato attesa casella centralino
centralinista chiamante chiamato chiamate coda fattura interno inoltro linea occupato operatore ordine
rifiutata riagganciato risposta segreteria squillo telefonata telefono trasferimento trasferita uscente
utente aguardando atendente atendimento chamadas chamador correio desligada desligado discagem encaminhada
fila ligação linha ramal recusada resposta saída telefone transferência tronco usuário utilizador aanvraag
afgebroken beantwoord beller belletje bericht bestelling bezet doorkiesnummer doorschakelen doorverbinden
doorverbonden gebeld gebruiker inkomend klanten klantenservice lijn medewerker oproep opgehangen overgezet
storing toestel uitgaand verbinding verbroken voicemail wachtrij wachtmuziek wachtwoord
"""
# Firms and products that logs name with a capital.
SERVICES = """
adobe akka alcatel amazon android angular ansible apache apple atlassian audiocodes avaya aws azure
bandwidth bluetooth bootstrap chrome chromium cisco citrix cloudflare confluence consul couchbase curl
cyclone datadog debian dell django docker dropbox ebay elasticsearch envoy ericsson express facebook
fedora firefox flask flink freepbx freeswitch genesys github gitlab gmail google grafana grandstream
gunicorn hadoop hibernate huawei ibm instagram intel ios iphone ipad istio jabber jaeger java jboss
jenkins jetty jira jitsi kafka kibana kubernetes lenovo linkedin linux logstash lucene lync macos magento
mariadb maven microsoft mitel mongo mongodb motorola mozilla mysql nagios nest netty nginx nodejs nokia
nortel nvidia oracle outlook panasonic paypal polycom postfix postgres postgresql powershell prometheus
puppet pytest python qualcomm quartz rabbitmq redhat redis ruby safari salesforce samsung sendgrid
sendmail sentry siemens skype slack snom solr sonus spark splunk spring sqlite squid stripe teams telnet
terraform tomcat twilio twitter ubuntu ubiquiti unix vagrant vault verizon vodafone vonage webex whatsapp
wildfly windows wordpress xiaomi yahoo yandex yealink youtube zabbix zendesk zipkin zookeeper zoom
"""
# Words of German, French, Italian and Portuguese that are names as well: no free list there tells their case.
ALSO_WORDS = """
adler amt anker bach bauer baum becker berg birke blume braun brot brunnen buche busch dick eck fein feld
fels fink fischer frei freund frieden frisch fromm fuchs funke gans gast glas glück gold graf groß grün
gut hahn hammer hase hecht heil held herbst herr herz herzog hirsch hoch hof holz horn hut jäger jung
kaiser kalb keller kern kirsche klein klug koch kohl könig korn kraft kranz krebs krieg krone kuhn kurz
lamm lang laub lieb linde lohn löwe luft mai maier maler mann markt meister metzger moos morgen mühle
müller nagel neu ochs ostern papst pfeiffer pfeil pfennig rabe rad rau recht reich reif richter riese
ritter roth rot sack sand sauer schäfer scharf schatz schlecht schlosser schmied schneider schnell schön
schreiber schreiner schuh schuster schütz schwan schwarz see seil sommer sonne sonntag specht spiegel
sperling spitz stahl stark stein stern stock stolz storch strauß strom sturm süß tag tanne taube teich
teufel tisch traube treu vogel voll wagner wald wand weber weide wein weiß wild winter wirt wolf wolke
wunder zahn zander zeiger ziegler zimmermann ami amour ange ancien avril beau bel belle berger bien blanc
blanche bois bon bonhomme boucher boulanger brun chat charpentier clair claire comte content coq cousin
couture dieu doux droit duc étoile fer fleur flore fontaine forêt forgeron fort fournier franc garde
gardien grand grange gros guerre jardin jeune joie jolie jour juge juste lac légère loup lune maçon maire
maison maître marchand marche mer merle moine moulin muse neuf neveu noble noir noire océane olive paix
page pain parfait pasteur père perle petit pierre pigeon place poisson pommier porte prince prudence riche
rivière roc roche roi rose rouge roux roy sage salle seigneur silence simple soleil tailleur terre
tonnelier vallée vert vigne ville violette voisin allegra allegri alba amore angeli arena argento aurora
barba basso bella bello bene bianca bianco bosco bruna buono cacciatore caldo campana campo cane capra
caro carta casa castello cavallo celeste chiara chiaro chiesa città colonna conte conti corona corso costa
croce dolce domenica donna fabbro falco fede felice ferro fiore fiori fontana forte forza franchi gallo
gatti gatto gemma gentile giglio gioia giorno grasso grande grazia grosso guerra guida leone libera libero
luce luna lupo maggio magno mare margherita marina marino marte massa massimo mezzo monaco monte monti
mori moro morte nave nero neve noce oliva onda pace padre palma parente parola pastore pepe perla pesce
piazza piccolo pietra pini pino poeta ponte porta porto prima primo pronto quinto regina riccio ricco riva
romano rosa rosi rossa rosso sala sale sanna santa santi santo serena seta signora sole speranza stella
tedesco terra testa tosto valle vento vera vero verde verdi viola vita vite vittoria volpe amor anjo bento
borges branca branco campos cardoso carvalho chaves coelho couto cruz dias faria farias fé flor flores
floresta fonseca freire gato graça jardim jesus leal leão leite lima lobo lopes luz machado mais naves
nascimento negro neto neves nobre paixão paz pedra pedrosa penha pimenta pinho pinto rios rocha roxo sá
salgado salvador sampaio sena sol trigo vale veiga ventura vitória
"""
