"""Where somebody lives: postal addresses in the order of several countries, and places on the earth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prodops_kit.feedback.digits import Found, begun_by
from prodops_kit.feedback.lexicon import word_set
from prodops_kit.feedback.persons import BIG

_NAME = rf"[{BIG}][\w'.\-]{{0,30}}"
_PLACE_NAME = rf"[{BIG}][\w'\-]{{0,30}}"
_CODE = (
    r"(?:(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?(?: [A-Z]{2}\b)?|\d{2}-\d{3}|\d{3} \d{2}"
    r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
    r"|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?!\w)"
)
_UNIT = (
    r"(?:,? ?(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Fl|Floor|Whg|Wohnung|App?t|b.t|Bat|Apto|Piso|Puerta|Int|Scala|m"
    r"|lok|kv|lgh|No|#)\.? ?:?\d?\w{1,4}|,? \d{1,2}[ºo°ª](?: ?[A-Z])?(?!\w))"
)
_TOWN = (
    rf"(?:{_UNIT})?(?:,? ?\n?{_CODE}(?: {_PLACE_NAME}){{0,3}}"
    rf"|,? {_PLACE_NAME}(?: {_PLACE_NAME})?,? (?:[A-Z]{{2}} )?{_CODE}"
    rf"|, {_PLACE_NAME}(?: {_PLACE_NAME})?(?=[.!?\n)]|$))?(?:,? {_CODE})?"
)
_NUMBER = r"[1-9]\d{0,3}(?: ?[A-Za-z](?!\w))?(?: ?[/\-] ?\d{1,4}[A-Za-z]?)?(?!\w)"
_NUMBER_FIRST = re.compile(
    rf"(?<![\w.,])(?:(?:Flat|Apt|Apartment|Unit"
    rf"|Suite)\.? ?\w{{1,4}},? )?\d{{1,5}}[A-Za-z]?,? (?:[NSEW]{{1,2}}\.? )?"
    rf"(?:{_NAME} ){{1,4}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl"
    rf"|Square"
    rf"|Sq|Terrace|Crescent|Cres|Close|Gardens|Grove|Hill|Mews|Row|Walk|Parade|Circle|Cir|Trail|Parkway|Pkwy"
    rf"|Highway"
    rf"|Hwy)\b\.?{_TOWN}"
    rf"|(?<![\w.,])\d{{1,4}}(?: ?(?:bis|ter))?,? (?:(?:rue|chemin|allée|impasse) (?:(?:de|du|des|la|le|les|l'"
    rf"|d') ?)"
    rf"{{0,2}}(?:[\w'\-]{{2,30}}[ ]?){{1,4}}|(?:avenue|av\.|boulevard|bd|place|quai|cours|route|square|passage) "
    rf"(?:(?:de|du|des|la|le|les|l'|d') ?){{0,2}}(?:{_NAME} ?){{1,4}}){_TOWN}"
    r"|(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"
    r"|\b(?:P\.? ?O\.? Box|Postfach|Postbus|Bo.te postale|BP|Apartado(?: de correos)?|Casella postale|Caixa postal|"
    r"Skr. pocztowa|(?:(?<![^\n])|(?<=[,:] ))Box) \d[\d ]{0,8}\d"
    r"|〒 ?\d{3}-\d{4}[^\n,.、。]{0,40}"
)
_NUMBER_FIRST = begun_by(r"[\dA-Z〒]", _NUMBER_FIRST)
_STREETS = (
    "straße strasse str str. weg platz allee gasse damm ufer graben chaussee steig pfad straat laan plein gracht kade "
    "singel dijk steeg gatan gata vägen väg gränd torget stigen gade vej stræde plads veien vei gaten katu tie polku "
    "kuja"
)
_ENDINGS = tuple(_STREETS.split())
_NAMED_FIRST = re.compile(
    rf"(?<!\w)(?:{_NAME}[ -]){{0,2}}[{BIG}]\w{{1,30}}(?:{'|'.join(map(re.escape, _ENDINGS))}) {_NUMBER}{_TOWN}"
    rf"|(?<!\w)(?:{_NAME} ){{0,2}}(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Ufer|Damm) {_NUMBER}{_TOWN}"
)
_BEFORE_NUMBER = re.compile(r" (?=[1-9]\d{0,3}(?!\d))")
_BOTH_CASES = (*_ENDINGS, "Straße", "Strasse", "Str.", "Weg", "Platz", "Allee", "Ufer", "Damm")
_KIND_FIRST = re.compile(
    rf"(?<!\w)(?:[Cc]alle|[Aa]venida|[Aa]vda?\.|[Aa]v\.|[Pp]laza|[Pp]aseo|[Pp]o\.|C/|[Cc]arrera|[Cc]tra\."
    rf"|[Rr]onda|Via|in via|"
    rf"[Vv]iale|[Pp]iazza|[Cc]orso|[Ll]argo|[Vv]icolo|[Rr]ua|R\.|[Tt]ravessa|[Pp]raça|[Aa]lameda|[Ee]strada"
    rf"|[Rr]odovia"
    rf"|[Uu]l\.|[Uu]lic[aye]|[Aa]l\.|[Aa]lej[ai]|[Oo]s\.|[Pp]l\.|[Uu]lice|[Ss]trada|[Bb]d\.|Jalan|Jl\.|ул\.|улица"
    rf"|пр\.|просп\.)"
    rf" ?(?:(?:de|del|della|dei|degli|delle|la|el|los|las|da|do|dos|das|d') ?){{0,2}}(?:{_NAME} ?){{1,4}},? ?"
    rf"(?:(?:n[º°o.]{{1,2}}|nr|num\.?|д\.) ?)?{_NUMBER}{_TOWN}"
)
STREET_SIGNS = word_set(
    "calle avenida avd avda av plaza paseo po c carrera ctra ronda via viale piazza corso largo vicolo rua r "
    "travessa "
    "praca alameda estrada rodovia ul ulica ulicy ulice al aleja aleji os pl strada bd jalan jl ул улица пр просп"
)
_TOKEN = (
    rf"(?:{_PLACE_NAME}\b|[{BIG}]\w{{0,3}}\.(?= )|\d[\w/\-]{{0,9}}|[a-z]{{2,5}}\."
    r"|de|do|da|dos|das|del|della|la|le|les|des|du|der|den|am|an|rue|bis|of|km)"
)
_POSTCODE_LINE = (
    r"[^\n\d]{0,30}\b(?:\d{4,6}|\d{2,5}-\d{3,4}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b"
)
_TOLD = re.compile(
    r"\b(?:(?:home |postal |shipping |delivery |billing |my |mailing |street )*address(?: is| was|:| :)"
    r"|i live (?:at|on|in)"
    r"|we live (?:at|on|in)|(?:adresse|anschrift)(?: ist| lautet| est| er|:| :)|wohne(?:n)? (?:in der|in|am"
    r"|an der|auf der|im)"
    r"|j'habite(?: au| .)?|vivo en|(?:direcci.n|domicilio)(?: es|:)|indirizzo(?: è|:)|abito (?:in|a)|adres(?: is"
    r"| to|:)|"
    r"ik woon (?:op|aan|in)|moro (?:na|no|em)|(?:endere.o|morada)(?: é|:)|mieszkam (?:przy|na|w)|bor p.|bor i|"
    r"adress(?:en)?(?: är|:)|(?:deliver|ship|sen[dt])(?:ed|ing)? (?:it )?to|lieferung an|livrer (?:au|.)|enviar a"
    r"|адрес|住所)"
    rf" ?:? ?\n?((?-i:{_TOKEN}(?:(?:,|, | |,?\n(?={_POSTCODE_LINE}))?(?:(?<=[ ,\n])|(?<=\W)){_TOKEN}){{1,14}}))",
    re.IGNORECASE,
)
HOME_SIGNS = word_set(
    "address live adresse anschrift wohne wohnen habite vivo direccion domicilio indirizzo abito adres woon moro "
    "endereco "
    "morada mieszkam bor adress adressen deliver delivered delivering ship shipped shipping send sent sending "
    "lieferung "
    "livrer enviar адрес 住"
)
_ANY_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(rf"[{BIG}]\w")
_COORDINATES = re.compile(
    r"(?<![\d.])[+\-]?\d{1,3}\.\d{3,9}°? ?[NSns]?[,;/ ]{1,3}[+\-]?\d{1,3}\.\d{3,9}(?:°? ?[EWOew]\b|°)?(?!\.?\d)"
    r"|(?<!\d)\d{1,3}° ?\d{1,2}['′] ?(?:\d{1,2}(?:\.\d+)?[\"″]"
    r"|\d{1,2}(?:\.\d+)?'')? ?[NSEWO],? ?\d{1,3}° ?\d{1,2}['′] ?(?:\d{1,2}(?:\.\d+)?[\"″]"
    r"|\d{1,2}(?:\.\d+)?'')? ?[NSEWO]\b"
)
_FINE = re.compile(r"\.\d{3}")  # a degree without its sign has three decimals at least
_PLACE = re.compile(
    r"(?:home|house|live|lives|location|located|gps|standort|coordinates|koordinat\w*|coordonn.es|coordenadas|"
    r"coordinate|position|posizione|posici.n|ubicaci.n|localiza..o|lat(?:itude)?|plats|lokalizacj\w*|wsp.rz.dne|"
    r"address|adresse|wohn\w*|geo|место|локация)\b[^\n.!?]{0,24}$",
    re.IGNORECASE,
)


def homes(text: str) -> Iterator[Found]:
    """Postal addresses in the order of several countries, and places on the earth beside a word that says whose."""
    patterns = [_NUMBER_FIRST]
    if any(text.endswith(_BOTH_CASES, 0, space.start()) for space in _BEFORE_NUMBER.finditer(text)):
        patterns.append(_NAMED_FIRST)
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield found.start(), found.start() + len(found[0].rstrip(" ,\n")), "address"
    for found in _COORDINATES.finditer(text) if "°" in text or _FINE.search(text) else ():
        if "°" in found[0] or _PLACE.search(text, max(0, found.start() - 48), found.start()):
            yield found.start(), found.end(), "address"


def streets(text: str) -> Iterator[Found]:
    """Addresses that begin with the kind of street, as in Calle Mayor 5 or ul. Długa 5."""
    for found in _KIND_FIRST.finditer(text):
        yield found.start(), found.start() + len(found[0].rstrip(" ,\n")), "address"


def told_homes(text: str) -> Iterator[Found]:
    """What follows "my address is" and the like, as far as it is written as an address, with a number in it."""
    for found in _TOLD.finditer(text):
        if _ANY_DIGIT.search(found[1]) and _CAPITAL.search(found[1]):
            yield found.start(1), found.start(1) + len(found[1].rstrip(" ,\n-.")), "address"
