"""Which words belong to a person by their shape: addresses of mail and web, handles, keys, codes, ids, homes, names.

Every expression either starts only where a run of its characters starts, or is bounded, so time grows with the length
of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prodops_kit.feedback.digits import Found

_TOKEN = re.compile(r"(?<![\w+/=.\-])[A-Za-z0-9_+/=.\-]{16,}+")
_SECRET = re.compile(
    r"eyJ[\w\-]{8,}\.[\w\-]{8,}\.?[\w\-]*|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}"
    r"|(?:sk|pk|rk|whsec)_(?:live_|test_)?\w{10,}|sk-[\w\-]{16,}|xox[abpr]-[\w\-]{10,}|AIza[\w\-]{30,}"
    r"|glpat-[\w\-]{16,}"
    r"|npm_\w{30,}|SG\.[\w\-]{16,}\.[\w\-]{16,}|ya29\.[\w\-]{16,}"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-fA-F]{32,}")
_TOLD = re.compile(
    r"\b(?:password|pwd|passwd|pass ?phrase|heslo|hasło|parola|passwort|passcode|kennwort|mot de passe|contrase.a"
    r"|senha|wachtwoord|has.o|api[ _-]?key"
    r"|access[ _-]?key|"
    r"(?:access|auth|api|bearer) token|token|secret|bearer|pin)\b(?: ?[:=] ?| (?:is|was|ist|est|es|è|é) | )"
    r"['\"]?([^\s'\"\ue000-\ue019]{4,128})",
    re.IGNORECASE,
)


def secrets(text: str) -> Iterator[Found]:
    """Keys and tokens by their known beginnings, as long mixed words, and what follows a word like password."""
    for found in _TOKEN.finditer(text):
        word = found[0].rstrip(".")
        if _SECRET.fullmatch(word) or _is_random(word):
            yield found.start(), found.start() + len(word), "secret"
        elif _UUID.fullmatch(word):
            yield found.start(), found.start() + len(word), "code"
    for found in _TOLD.finditer(text):
        value = found[1].rstrip(".,;!?")
        if _is_secret(value):
            yield found.start(1), found.start(1) + len(value), "secret"


def _is_secret(value: str) -> bool:
    """A number of four to eight digits, or a word with a digit in it; "password reset" is none."""
    if value.isdecimal():
        return 4 <= len(value) <= 8
    return sum(c.isdigit() for c in value) >= (1 if len(value) > 5 else 4)


def _is_random(word: str) -> bool:
    """Long, of both cases and digits, or long hexadecimal; paths and words joined by hyphens are not."""
    if _HEX.fullmatch(word):
        return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    if len(word) < 24 or word.count("/") > 2 or word.count(".") > 1 or word.count("-") > 3:
        return False
    digits = sum(c.isdigit() for c in word)
    return digits >= 3 and any(c.islower() for c in word) and any(c.isupper() for c in word)


_FAR_EAST = "\u3000-\u303f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef"
_DOMAINS = (
    "com|org|net|edu|gov|io|co|ai|app|dev|info|biz|me|de|at|ch|fr|es|it|pt|nl|be|uk|ie|se|no|dk|fi|pl|cz|eu|us|ca|au"
    "|nz|"
    "br|mx|ar|in|jp|cn|kr|ru|ua|tr|za|example|test"
)
_LINK = re.compile(
    rf"(?<![A-Za-z0-9])(?:[A-Za-z][A-Za-z0-9+.\-]{{1,15}}://|www\.)[^\s<>\"'{_FAR_EAST}]{{1,}}+"
    rf"|(?<![\w@.\-])(?:[A-Za-z0-9\-]{{1,63}}\.){{1,5}}(?:{_DOMAINS})(?::\d{{2,5}})?[/?][^\s<>\"'{_FAR_EAST}]{{1,}}+"
)
_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*://)?(?:[^/?#@]*@)?((?:[\w\-]+\.)+[^\W\d_]{2,})(?=[:/?#]|$)")


def links(text: str) -> Iterator[Found]:
    """Addresses of pages; the kind is followed by the host, which stays."""
    for found in _LINK.finditer(text):
        address = found[0].rstrip(".,;:!?)]}")
        if address.lower() != "www":
            host = _HOST.match(address)
            yield found.start(), found.start() + len(address), f"link {host[1].lower()}" if host else "link"


_LOCAL = r"[\w.!#$%&*+/=?^{|}~\-]"
_AT_SIGN = re.compile(
    rf"(?<!{_LOCAL[:-1]}'])({_LOCAL}++|\"[^\"\n@]{{1,64}}\")@((?:[\w\-]{{1,63}}\.){{1,8}}[^\W\d_][\w\-]{{1,62}}"
    rf"|\[[\d.]+\])"
)
_NO_DOMAIN = re.compile(r"(?<![\w.+\-@/])([A-Za-z][\w.+\-]{2,63})@([A-Za-z]{3,20})(?![\w@/\-]|\.\w)")
_BRACKETED = r"(?: ?[(\[{<] ?(?:at|@|arobase|arroba|chiocciola|ät|klammeraffe|a) ?[)\]}>] ?)"
_DOT_WORD = r"(?: ?[(\[{<] ?(?:dot|punkt|point|punto|ponto|\.) ?[)\]}>] ?| (?:dot|punkt|point|punto|ponto|kropka) )"
_SPELT_LOCAL = rf"(?<![\w.+\-])[\w.+\-]{{1,64}}(?:{_DOT_WORD}[\w+\-]{{1,40}}){{0,3}}"
_SPELT = re.compile(
    rf"{_SPELT_LOCAL}(?:"
    rf"(?:{_BRACKETED}| ?@ ?)[\w\-]{{1,63}}(?:(?:{_DOT_WORD}| ?\.(?: (?=(?:{_DOMAINS})\b))?)[\w\-]{{2,63}}){{1,5}}"
    rf"| (?:at|arobase|arroba|chiocciola|ät) (?!(?:this|that|which|what|some|one|any|the|no|every) )[\w\-]{{1,63}}"
    rf"(?:\.[\w\-]{{2,63}})?(?:{_DOT_WORD}\w{{2,20}}){{0,3}}{_DOT_WORD}(?:{_DOMAINS})"
    r")(?![\w@])",
    re.IGNORECASE,
)
_SPELT_SIGN = re.compile(
    r"[(\[{<] ?(?:at|a|ät|arob|arro|chio|klam)|\b(?:dot|punkt|point|punto|ponto|kropka)\b", re.IGNORECASE
)
_PICTURE = re.compile(r"\d+x\.(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)
_NO_PEOPLE = frozenset(["latest", "next", "beta", "canary", "all", "here"])


def mails(text: str) -> Iterator[Found]:
    """Addresses of mail, also without their end, with a spaced sign, and spelt out."""
    if "@" in text:
        for found in _AT_SIGN.finditer(text):
            if not _PICTURE.fullmatch(found[2]):
                yield found.start(), found.end(), "email"
        for found in _NO_DOMAIN.finditer(text):
            if found[2].lower() not in _NO_PEOPLE:
                yield found.start(), found.end(), "email"
    for found in _SPELT.finditer(text) if "@" in text or _SPELT_SIGN.search(text) else ():
        domain = found[0].rpartition("@")[2].strip()
        if re.match(r"[\d.,]*[^\W\d_]", found[0]) and not re.match(r"[\d.,]+\D{0,3}$|\d+x\.", domain):
            yield found.start(), found.end(), "email"


_HANDLE = re.compile(r"(?<![\w@/.])@([A-Za-z_][\w.]{1,30})(?![\w@/])")
_REDDIT = re.compile(r"(?<![\w/])/?u/[\w\-]{3,20}")
_CALLED = re.compile(
    r"\b(?:user ?name|user ?id|login|insta(?:gram)?|telegram|skype|discord|twitter|tiktok|nick(?:name)?|gamertag|"
    r"benutzername|identifiant|usuario|nome utente|usu.rio|gebruikersnaam)\b(?: ?[:=] ?| (?:is|ist|est|es|è|é) )"
    r"([A-Za-z_][\w.#\-:]{2,40})",
    re.IGNORECASE,
)
_NO_HANDLE_WORDS = (
    "deprecated autowired nullable here channel everyone all media override import test property param return returns "
    "anyone team"
)
_NO_HANDLE = frozenset(_NO_HANDLE_WORDS.split())


def handles(text: str) -> Iterator[Found]:
    """Names of accounts: behind an at-sign, or behind a word such as username."""
    for found in _HANDLE.finditer(text):
        name = found[1].rstrip(".")
        if name.lower() not in _NO_HANDLE:
            yield found.start(), found.start(1) + len(name), "handle"
    for found in _REDDIT.finditer(text):
        yield found.start(), found.end(), "handle"
    for found in _CALLED.finditer(text):
        name = found[1].rstrip(".:")
        if re.search(r"[\d_.#:]", name):
            yield found.start(1), found.start(1) + len(name), "handle"


_THING = (
    r"order|booking|reservation|confirmation|invoice|ticket|case|account|customer|client|member(?:ship)?|policy"
    r"|tracking|"
    r"shipment|parcel|reference|ref|pnr|subscription|contract|purchase|transaction|licen[cs]e|bestell(?:ung|-?nummer"
    r"|nr)|"
    r"auftrags?(?:nummer|nr)?|buchungs?(?:nummer|code|nr)?|rechnungs?(?:nummer|nr)?|kunden?(?:nummer|nr)|"
    r"vertrags?(?:nummer|nr)?|sendungs?(?:nummer|nr)?|commande|r.servation|facture|dossier|pedido|reserva|factura"
    r"|cliente|"
    r"ordine|prenotazione|fattura|encomenda|fatura|bestel(?:ling|nummer)|boeking(?:snummer)?|factuur(?:nummer)?|"
    r"klant(?:nummer)?|zam.wieni[ea]|beställning|objedn.vk[ay]|rendelés|comand[aă]|ordernummer|bokning|tilaus"
    r"|заказ[а]?|注文番号|订单号?|예약번호|주문번호"
)
_NUMBER_WORD = (
    r"(?:numbers?|no|nr|num|nummer|n°|nº|n\.|num.ro|n.mero|numero|id|codes?|ref(?:erence)?|reference number|č|номер)"
)
_LINKING = (
    r"(?:(?: (?:de|di|der|van|do|da|of))? ?(?:{number})\b\.?)?(?: (?:is|was|ist|est|es|è|é))?"
    r"(?: ?[:#=]{{1,2}} ?#?| #| ) ?"
)
_CODE = re.compile(
    rf"(?<![^\W\d_])(?P<thing>{_THING})(?P<linking>{_LINKING.format(number=_NUMBER_WORD)})"
    r"(?P<code>(?=[A-Z\-_/]{0,12}\d|(?-i:[A-Z]{5,8}\b))[A-Za-z0-9](?:[\-_/]?[A-Za-z0-9]){2,30})(?![\w@])(?! ?(?:"
    r"items?|rows?|units?|pieces?|users?|orders?|times|events?|seats?|days?|weeks?|months?|years?|minutes?|hours?|"
    r"[%€$£]|eur|usd|st.ck|k[gm])\b)",
    re.IGNORECASE,
)
_CODED = re.compile(r"\d|[A-Z]{5}")
_DATE = re.compile(r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/]\d{1,2}[-/]\d{2,4})")
_HASHED = re.compile(
    r"(?<![\w&#])(#[A-Z]{1,4}-?\d{4,30}|#\d{6,30}|(?:INV|ORD|ORDER|REF|TKT|RMA|CUS|BOOK|CASE)[\-_]\d[\d\-]{3,20})(?!\w)"
)


def codes(text: str) -> Iterator[Found]:
    """Numbers of orders, bookings, customers and the like: beside the word that says so, in several languages."""
    for found in _CODE.finditer(text) if _CODED.search(text) else ():
        if _is_code(found["code"], told=bool(re.search(r"[\w#:=°º]", found["linking"]))):
            yield found.start("code"), found.end("code"), "code"
    for found in _HASHED.finditer(text):
        yield found.start(1), found.end(1), "code"


def _is_code(word: str, *, told: bool) -> bool:
    digits = sum(c.isdigit() for c in word)
    if _DATE.fullmatch(word):
        return False
    if word.isdecimal():
        return digits >= (3 if told else 5)
    if digits == 0:
        return told and word.isupper() and 5 <= len(word) <= 8 and word.isalpha()
    return digits >= 2 and (word.upper() == word or (told and len(word) >= 6)) and len(word) >= 4


_ID_WORD = (
    r"ssn|social security|social insurance|national insurance|nino|passport|personalausweis\w*|ausweis\w*|reisepass\w*|"
    r"steuer-?id\w*|tax id|taxpayer|sozialversicherungs\w*|dni|nie|nif|nit|curp|rfc|cpf|cnpj|rg|codice fiscale|bsn|"
    r"burgerservicenummer|pesel|personnummer|cpr|s.curit. sociale|insee|passeport|pasaporte|passaporto|aadhaa?r|nhs|"
    r"driv(?:er'?s|ing) licen[cs]e|f.hrerschein\w*|licence plate|id card|carte d'identit.|ahv|avs|cédula|rut|паспорт"
    r"|инн|снилс"
)
_ID = re.compile(
    rf"(?<![^\W\d_])(?:{_ID_WORD})(?![^\W\d_])[ :.#=\-]{{0,3}}"
    rf"(?:(?:{_NUMBER_WORD}|number)\b)?[ :.#=\-]{{0,3}}(?:(?:is|was|ist|est|es|é|:)[ :]{{1,3}})?"
    r"(?P<id>[A-Z]{0,6}[ \-]?\d[\dA-Z]{0,19}(?:[ .\-/][\dA-Z]{0,9}\d[\dA-Z]{0,9}){0,6}(?:[ \-][A-Z](?!\w))?)(?!\w)",
    re.IGNORECASE,
)
_ID_FORM = re.compile(
    r"(?<![\w\-.])(?:\d{3}-\d{2}-\d{4}|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}"
    r"|756\.\d{4}\.\d{4}\.\d{2}"
    r"|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    r"|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]|[12] \d{2} (?:0[1-9]|1[0-2]) \d{2} \d{3} \d{3}(?: \d{2})?"
    r"|[XYZ]-?\d{7}-?[A-Z]|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d)(?![\w\-])"
)
_DNI = re.compile(r"(?<![\w\-.])(\d{8})[ -]?([A-Z])(?!\w)")
_BIRTH = re.compile(
    r"\b(?:born(?: on)?|date of birth|birth ?(?:date|day)|dob|geboren(?: am)?|geburtsdatum|n.e? le|date de naissance|"
    r"nacid[oa] el|fecha de nacimiento|nat[oa] il|data di nascita|data de nascimento|geboortedatum)(?: (?:is|ist|est"
    r"|es|è|é))?"
    r"[: ]{1,3}(\d{1,4}[./\- ]\w{1,9}[./\- ]\d{1,4})\b",
    re.IGNORECASE,
)


def ids(text: str) -> Iterator[Found]:
    """Numbers that a state gives to a person, beside their word or by a form of their own, and days of birth."""
    if sum(map(text.count, "0123456789")) < 4:
        return
    for found in _ID.finditer(text):
        if sum(c.isdigit() for c in found["id"]) >= 4 and len(found["id"]) > 5:
            yield found.start("id"), found.end("id"), "id"
    for pattern in (_ID_FORM, _BIRTH):
        for found in pattern.finditer(text):
            yield *found.span(pattern.groups), "id"
    for found in _DNI.finditer(text):
        if "TRWAGMYFPDXBNJZSQVHLCKE"[int(found[1]) % 23] == found[2]:  # the check letter of Spain's DNI
            yield found.start(), found.end(), "id"


_BIG = "A-ZÀ-ÖØ-ÞŁŚŻ"
_NAME = rf"[{_BIG}][\w'.\-]{{1,30}}"
_TOWN = (
    rf"(?:,? (?:(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?:-\d{{3,4}}| [A-Z]{{2}}\b)? {_NAME}(?: {_NAME})?"
    rf"|{_NAME},? [A-Z]{{2}} \d{{5}}(?:-\d{{4}})?|{_NAME},? [A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}))?"
)
_HOMES = re.compile(
    rf"(?<![\w.,])\d{{1,5}}[A-Za-z]?,? (?:[NSEW]{{1,2}}\.? )?(?:{_NAME} ){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane"
    rf"|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Square|Sq|Terrace|Crescent|Close|Parkway|Pkwy|Highway"
    rf"|Hwy)\b\.?(?:,? (?:Apt|Suite|Ste|Unit|Flat)\.? ?\w{{1,5}})?{_TOWN}"
    rf"|(?<!\w)(?:{_NAME}[ -]){{0,2}}[{_BIG}]\w{{2,30}}(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|straat"
    rf"|laan|plein|"
    rf"gracht|kade|gatan|vägen|gade|vej|veien|katu|tie) \d{{1,4}} ?[a-z]?(?!\w){_TOWN}"
    rf"|(?<!\w)(?:{_NAME} )?(?:Straße|Strasse|Weg|Platz|Allee) \d{{1,4}}[a-z]?(?!\w){_TOWN}"
    rf"|(?<![\w.,])\d{{1,4}}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place|chemin|allée|impasse"
    rf"|quai) (?:(?:de|du|des|la|le|les|l'|d') ?){{0,2}}(?:[\w'\-]{{2,30}}[ ]?){{1,4}}{_TOWN}"
    rf"|(?<!\w)(?:[Cc]alle|[Aa]venida|[Aa]vda?\.|[Pp]laza|[Pp]aseo|C/|Via|in via|[Vv]iale|[Pp]iazza|[Cc]orso|[Rr]ua"
    rf"|[Tt]ravessa|[Uu]l\.|[Aa]l\.)"
    rf" ?(?:(?:de|del|della|dei|la|el|los|las|da|do|dos"
    rf"|das) ){{0,2}}(?:{_NAME} ?){{1,4}},? ?(?:n[º°.]? ?)?\d{{1,5}}[A-Za-z]?(?!\w){_TOWN}"
    r"|(?<![\w])[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"
    r"|\bP\.? ?O\.? Box \d{1,6}|\bPostfach \d[\d ]{1,8}\d"
)
_SAYS = re.compile(
    r"\b(?:[Mm]y (?:full )?name is|[Nn]ame: |[Ii]ch heiße|[Mm]ein Name ist|[Jj]e m'appelle|[Mm]e llamo|[Mm]i nombre es"
    r"|[Mm]i chiamo|"
    r"[Mm]eu nome é|[Mm]ijn naam is|[Nn]azywam się|Mrs?\.?|Ms\.?|Dr\.|Herrn?|Frau|Mme|Monsieur|Madame|Señora?|Sra?\."
    r"|Signora?|Meneer|Mevrouw)"
    rf" ?((?:{_NAME})(?: (?:(?:van|von|de|der|da|di|la) ){{0,2}}{_NAME}){{0,2}})"
)


def homes(text: str) -> Iterator[Found]:
    """Postal addresses in the order of several countries."""
    for found in _HOMES.finditer(text):
        yield found.start(), found.start() + len(found[0].rstrip(" ,")), "address"


def names(text: str) -> Iterator[Found]:
    """Names that the text itself calls names: behind a title, or behind "my name is"."""
    for found in _SAYS.finditer(text):
        yield found.start(1), found.start(1) + len(found[1].rstrip(".'-")), "name"
