"""Which words belong to a person by their shape: addresses of mail and web, keys and passwords.

Every expression either starts only where a run of its characters starts, or is bounded, so time grows with the length
of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prodops_kit.feedback.digits import Found
from prodops_kit.feedback.lexicon import word_set

_TOKEN = re.compile(r"(?<![\w+/=.\-])[A-Za-z0-9_+/=.\-]{16,}+")
_SECRET = re.compile(  # by the beginnings that their makers document
    r"eyJ[\w\-]{8,}\.[\w\-]{8,}\.?[\w\-]*|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}"
    r"|(?:sk|pk|rk|whsec)_(?:live_|test_)?\w{10,}|sk-[\w\-]{16,}|xox[abpr]-[\w\-]{10,}|AIza[\w\-]{30,}"
    r"|glpat-[\w\-]{16,}"
    r"|(?:hf|dop_v1|shpat|pat|lin_api|sq0atp|sq0csp|figd|pypi)[_\-](?=[\w\-]*\d)[\w\-]{20,}|xapp-[\w\-]{10,}"
    r"|npm_\w{30,}|SG\.[\w\-]{16,}\.[\w\-]{16,}|ya29\.[\w\-]{16,}"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-fA-F]{32,}")
_TOLD = re.compile(
    r"\b(?:pass ?words?|pwd|passwd|pw|psw|pass ?phrase|passcode|pass|passwort|kennwort|zugangsdaten|mot de passe"
    r"|mdp"
    r"|contrase.a|clave|senha|palavra-passe|wachtwoord|has.o|heslo|parola|l.senord|passord|adgangskode|salasana"
    r"|.ifre"
    r"|.ifrem|jelsz.|пароль|парол|パスワード|密码|비밀번호"
    r"|api[ _-]?key|access[ _-]?key|secret[ _-]?key|private[ _-]?key"
    r"|(?:access|auth|api|bearer|refresh|session|csrf) ?_?token|token|secret|bearer|client[ _]secret|pin|cvv2?"
    r"|cvc2?|otp"
    r"|(?:verification|security|one[ -]time|login|2fa|sms) code|(?:activation|licen[cs]e|product) key|tan"
    r"|api.?schl.ssel"
    r"|schl.ssel|cl. (?:api|secr.te)|chave)(?![^\W\d_])"
    r"(?: ?[:=] ?| (?:is|was|ist|war|lautet|est|es|è|é|to|är|er|jest|as|code|number|nummer)[: ] ?| )"
    r"['\"]?([^\s'\"\ue000-\ue01a]{3,128})",
    re.IGNORECASE,
)
PASSWORD_SIGNS = word_set(
    "password passwords word words pwd passwd pw psw pass phrase passphrase passcode passwort kennwort "
    "zugangsdaten passe mdp contrasena "
    "clave senha palavra wachtwoord haslo heslo parola losenord passord adgangskode salasana sifre sifrem jelszo "
    "пароль "
    "парол key token secret bearer pin cvv cvc otp tan code schlussel cle chave apikey api"
) | frozenset("パ密비_")
_TELLS = re.compile(r"[:=]|\b(?:is|was|ist|war|lautet|est|es|è|é|to|är|er|jest)\b")


def secrets(text: str) -> Iterator[Found]:
    """Keys and tokens, by their known beginnings or as long mixed words."""
    for found in _TOKEN.finditer(text):
        word = found[0].rstrip(".")
        key = word.rpartition("=")[2] if "=" in word.rstrip("=") else word
        start = found.start() + len(word) - len(key)
        if _UUID.fullmatch(key):
            yield start, start + len(key), "code"
        elif (_SECRET.fullmatch(key) or _is_random(key)) and not _OF_CODE.search(text, max(0, start - 12), start):
            yield start, start + len(key), "secret"


def passwords(text: str) -> Iterator[Found]:
    """What follows a word like password, with a digit or a sign in it."""
    for found in _PAIR.finditer(text):
        if "\ue000" not in found[0]:
            yield found.start(1), found.end(2), "secret"
    for found in _TOLD.finditer(text):
        value = found[1].rstrip(".,;)") if len(found[1]) > 4 else found[1].rstrip(".,;!?)")
        told = bool(_TELLS.search(text, found.start(), found.start(1)))
        if _is_secret(value, told=told):
            yield found.start(1), found.start(1) + len(value), "secret"


_OF_CODE = re.compile(r"\b(?:commit|sha\d*|md5|revision|checksum|digest|crc)[: ]{1,2}$", re.IGNORECASE)


_PAIR = re.compile(
    r"\b(?:user(?:name)?|login|id) ?[/&] ?(?:pass(?:word)?|pw|pwd) ?[:=]? ?(\S+) ?[/|, ] ?(\S+)", re.IGNORECASE
)


def _is_secret(value: str, *, told: bool) -> bool:
    """A number of three to eight digits, or a word with a digit or sign in it; "password reset" is none."""
    if value.isdecimal():
        return 3 <= len(value) <= 8 and (told or len(value) > 3)
    if _DATED.fullmatch(value):
        return False
    digits = sum(c.isdigit() for c in value)
    signs = any(c in "!@#$%^&*+?_~" for c in value.rstrip("!?*"))
    if told and len(value) > 4:
        return bool(digits) or signs or (value[1:] != value[1:].lower() and value != value.upper() and "-" not in value)
    return (
        len(value) > 4
        and (digits >= (1 if len(value) > 5 else 2) or (signs and len(value) > 5))
        and any(c.isalpha() for c in value)
    )


_DATED = re.compile(r"[\d.:/\-]+(?:am|pm|h|x|%)?", re.IGNORECASE)


def _is_random(word: str) -> bool:
    """Long and of digits among letters, or long hexadecimal; paths and words joined by hyphens are not."""
    if _HEX.fullmatch(word):
        return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    if word.count("/") > 3 or word.count("-") > 4:
        return False
    return any(len(piece) > 15 and _is_mixed(piece) for piece in _JOINTS.split(word))


_JOINTS = re.compile(r"[_.\-]")
_SORTS = re.compile(r"\d+|[a-z]+|[A-Z]+")


def _is_mixed(piece: str) -> bool:
    """Digits, capitals and small letters take turns as they do in no word."""
    turns = _SORTS.findall(piece)
    return len(turns) > 0.34 * len(piece) and sum(turn.isdigit() for turn in turns) > 2 and sum(map(len, turns)) > 15


_FAR_EAST = "\u3000-\u303f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef"
DOMAINS = (
    "com|org|net|edu|gov|io|co|ai|app|dev|info|biz|me|de|at|ch|fr|es|it|pt|nl|be|uk|ie|se|no|dk|fi|pl|cz|eu|us|ca"
    "|au"
    "|nz|"
    "ee|lv|lt|hu|ro|bg|hr|si|sk|gr|cy|mt|lu|is|li|rs|ba|mk|md|by|ge|am|kz|il|sa|ae|qa|eg|ma|tn|ng|ke|gh|tz|sg|my"
    "|th|vn|"
    "id|ph|hk|tw|pk|bd|lk|cl|pe|ve|ec|uy|cr|br|mx|ar|in|jp|cn|kr|ru|ua|tr|za|example|test|cloud|online|shop|store"
    "|tech|xyz|site|pro|name|mobi|int|mil|tv"
)
_STATES = "(?!js|py|ts|md|sh|rb|cs|vb|pl|do|or|eg|ie)[a-z]{2}"
_LINK = re.compile(
    rf"(?<![A-Za-z0-9])(?:[A-Za-z][A-Za-z0-9+.\-]{{1,15}}://|www\.)[^\s<>\"'{_FAR_EAST}]{{1,}}+"
    rf"|(?<![\w@.\-])(?:[A-Za-z0-9\-]{{1,63}}\.){{1,5}}(?:{DOMAINS}"
    rf"|{_STATES})(?::\d{{2,5}})?[/?][^\s<>\"'{_FAR_EAST}]{{1,}}+"
)
_LINK_SIGN = re.compile(r"/|www\.|\?\S")
_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*://)?(?:[^/?#@]*@)?((?:[\w\-]+\.)+[^\W\d_]{2,})(?=[:/?#]|$)")


def links(text: str) -> Iterator[Found]:
    """Addresses of pages; the kind is followed by the host, which stays."""
    for found in _LINK.finditer(text) if _LINK_SIGN.search(text) else ():
        address = found[0].rstrip(".,;:!?)]}")
        host = _HOST.match(address)
        if address.lower() != "www" and not (host and host.end() >= len(address.rstrip("/")) and "@" not in address):
            yield found.start(), found.start() + len(address), f"link {host[1].lower()}" if host else "link"


_LOCAL = r"[\w.!#$%&+?^{}~\-]"
_AT_SIGN = re.compile(
    rf"(?<!{_LOCAL})((?:[A-Za-z]')?{_LOCAL}++"
    rf"|\"[^\"\n@]{{1,64}}\")@((?:[\w\-]{{1,63}}\.){{1,8}}[^\W\d_][\w\-]{{1,62}}"
    rf"|\[[\d.]+\])"
)
_NO_DOMAIN = re.compile(r"(?<![\w.+\-@/])([A-Za-z][\w.+\-]{2,63})@([A-Za-z]{3,20})(?![\w@/\-]|\.\w)")
_AT_WORD = (
    r"at|@|arobase|arroba|chiocciola|ät|klammeraffe|affenschwanz|a|apenstaartje|apestaartje|ma.pa|snabel-?a|"
    r"kr.ll-?alfa|alfakr.ll|kukac|zavin..|miukumauku|собака|arob"
)
_SURE_AT = (
    r"arobase|arroba|chiocciola|klammeraffe|affenschwanz|apenstaartje|apestaartje|ma.pa|snabel-?a|kr.ll-?alfa"
    r"|alfakr.ll|"
    r"kukac|zavin..|miukumauku|собака"
)
_DOTS = r"dot|punkt|point|punto|ponto|kropka|punt|piste|prikk|prick|te.ka|pont|точка|nokta|dott"
_BRACKETED = rf"(?: ?[(\[{{<*_-] ?(?:{_AT_WORD}) ?[)\]}}>*_-] ?)"
_DOT_WORD = rf"(?: ?[(\[{{<*_-] ?(?:{_DOTS}|\.) ?[)\]}}>*_-] ?| (?:{_DOTS}) )"
_ANY_DOT = rf"(?:{_DOT_WORD}|\.| \. )"
_MAIL_HOSTS = (
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|aol|gmx|web|t-online|freenet|proton(?:mail)?|"
    r"tutanota|zoho|fastmail|orange|free|laposte|wanadoo|libero|wp|onet|interia|o2|seznam|uol|bol|terra|mail"
    r"|yandex|"
    r"rediffmail|naver|qq|163|126|rambler|ukr|bluewin|ziggo|kpn|telia|comcast|verizon|btinternet)"
)
_FIRSTDOMAINS = r"(?:com|net|org|edu|gov|info)\b"
_SPELT_LOCAL = rf"(?<![\w.+\-])[\w.+\-]{{1,64}}(?:(?:{_DOT_WORD}| \. )[\w+\-]{{1,40}}){{0,3}}"
_SPELT = re.compile(
    rf"{_SPELT_LOCAL}(?:"
    rf"(?:{_BRACKETED}| ?@ )[\w\-]{{1,63}}(?:(?:{_DOT_WORD}|\.| \. ?|\. (?={_FIRSTDOMAINS}))[\w\-]{{2,63}}){{1,5}}"
    rf"| @[\w\-]{{1,63}}(?:\.[\w\-]{{2,63}}){{0,3}}\.(?:{DOMAINS})\b"
    rf"|@[\w\-]{{1,63}}(?:\.[\w\-]{{1,63}}){{0,4}}(?:(?:{_DOT_WORD}| \. ?"
    rf"|\. (?={_FIRSTDOMAINS}))[\w\-]{{2,63}}){{1,3}}"
    rf"| (?:{_SURE_AT}) [\w\-]{{1,63}}(?:{_ANY_DOT}[\w\-]{{2,63}}){{1,5}}"
    rf"| (?:at|ät)(?: the domain)? (?!(?:this|that|which|what|some|one|any|the|no|every) )[\w\-]{{1,63}}"
    rf"(?:\.[\w\-]{{2,63}})?(?:{_DOT_WORD}[\w\-]{{2,40}}){{0,3}}{_DOT_WORD}(?:{DOMAINS}|[a-z]{{2}}(?= *$"
    rf"|[.,;)!?]))"
    r")(?![\w@])",
    re.IGNORECASE,
)
_SPELT_SIGN = re.compile(
    rf"[(\[{{<*_-] ?(?:{_AT_WORD}|{_DOTS}) ?[)\]}}>*_-]|\b(?:{_SURE_AT})\b|(?<=\w )(?:{_DOTS})(?= \w)", re.IGNORECASE
)
MAIL_SIGNS = frozenset("@([{<*_") | word_set(
    "dot punkt point punto ponto kropka punt piste prikk prick tecka pont точка nokta dott arobase arroba "
    "chiocciola "
    "klammeraffe affenschwanz apenstaartje apestaartje malpa snabel snabela krollalfa alfakroll kukac zavinac "
    "miukumauku "
    "собака at"
)
_TOP = re.compile(r"[^\W\d_]{2,}$")
_LOOSE = re.compile(  # a full address but for its sign: of a mixed name, or of a house of mail
    rf"(?<![\w.+\-])(?:[\w+\-]*\w[._\d][\w.+\-]* at [\w\-]{{1,63}}|[\w.+\-]{{2,64}} at {_MAIL_HOSTS})"
    rf"(?:\.[\w\-]{{2,63}}){{0,3}}\.(?:{DOMAINS}|{_STATES})(?![\w@])",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\d+x\.(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)
_NO_PEOPLE = frozenset(["latest", "next", "beta", "canary", "all", "here"])


def mails(text: str) -> Iterator[Found]:
    """Addresses of mail, also without their end, with a spaced sign, and spelt out."""
    if "@" in text:
        yield from _signed(text)
    for found in _LOOSE.finditer(text) if " at " in text else ():
        yield found.start(), found.end(), "email"
    for found in _SPELT.finditer(text) if "@" in text or _SPELT_SIGN.search(text) else ():
        domain = found[0].rpartition("@")[2].strip()
        if re.match(r"[\d.,]*[^\W\d_]", found[0]) and not re.match(r"\d+x\.", domain) and _TOP.search(domain):
            yield found.start(), found.end(), "email"


def _signed(text: str) -> Iterator[Found]:
    for found in _AT_SIGN.finditer(text):
        if not _PICTURE.fullmatch(found[2]):
            yield found.start(), found.end(), "email"
    for found in _NO_DOMAIN.finditer(text):
        if found[2].lower() not in _NO_PEOPLE:
            yield found.start(), found.end(), "email"
