"""Runs of digits that are known by their form alone: bank accounts, addresses of machines, and what is harmless.

Dates, amounts, versions, counts and numbers of books are harmless whatever stands beside them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import cache, lru_cache

Found = tuple[int, int, str]  # start, end, kind

_COUNTRIES = (  # what follows the check digits: letters a, digits n, both c; the IBAN registry of SWIFT
    "AD=8n12c AE=19n AL=8n16c AT=16n AZ=4a20c BA=16n BE=12n BG=4a6n8c BH=4a14c BI=23n BR=23n1a1c BY=4c4n16c CH=5n12c "
    "CR=18n CY=8n16c CZ=20n DE=18n DJ=23n DK=14n DO=4c20n EE=16n EG=25n ES=20n FI=14n FK=2a12n FO=14n FR=10n11c2n "
    "GB=4a14n GE=2a16n GI=4a15c GL=14n GR=7n16c GT=24c HN=4a20n HR=17n HU=24n IE=4a14n IL=19n IQ=4a15n IS=22n "
    "IT=1a10n12c JO=4a4n18c KW=4a22c KZ=3n13c LB=4n20c LC=4a24c LI=5n12c LT=16n LU=3n13c LV=4a13c LY=21n MC=10n11c2n "
    "MD=20c ME=18n MK=3n10c2n MN=16n MR=23n MT=4a5n18c MU=4a19n3a NI=4a20n NL=4a10n NO=11n OM=3n16c PK=4a16c PL=24n "
    "PS=4a21c PT=21n QA=4a21c RO=4a16c RS=18n RU=14n15c SA=2n18c SC=4a20n3a SD=14n SE=20n SI=15n SK=20n SM=1a10n12c "
    "SO=19n ST=21n SV=4a20n TL=19n TN=20n TR=6n16c UA=6n19c VA=18n VG=4a16n XK=16n YE=4a4n18c"
)
_PART = re.compile(r"(\d+)([anc])")
_SIGNS = {"a": "[A-Za-z]", "n": "[0-9]", "c": "[A-Za-z0-9]"}
_IBAN = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{2}[ -]?|[A-Za-z]{2})\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")
_GROUPED = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}"
    r"|(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,4})?)(?![A-Za-z0-9])"
)


def accounts(text: str) -> Iterator[Found]:
    """International account numbers: as long as their country's, or of a plain form, and right by ISO 7064
    mod 97.
    """
    for found in _IBAN.finditer(text):
        length, form = _form_of_account(found[0][:2].upper())
        places = [place for place in range(found.start(), found.end()) if text[place].isalnum()][:length]
        account = "".join(text[place] for place in places)
        if length and form.fullmatch(account, 4) and _mod_97(account) == 1:
            yield found.start(), places[-1] + 1, "iban"
    for found in _GROUPED.finditer(text):
        if _mod_97("".join(c for c in found[0] if c.isalnum())) == 1:
            yield found.start(), found.end(), "iban"


@cache
def _form_of_account(country: str) -> tuple[int, re.Pattern[str]]:
    """How long a country's account numbers are, and what their fifth character and all behind it must be."""
    parts = _PART.findall(dict(one.split("=") for one in _COUNTRIES.split()).get(country, ""))
    length = sum(int(number) for number, _ in parts)
    return length and length + 4, re.compile("".join(f"{_SIGNS[sign]}{{{number}}}" for number, sign in parts))


def _mod_97(account: str) -> int:
    return int("".join(str(int(letter, 36)) for letter in account[4:] + account[:4])) % 97


_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(
    r"(?<![\w:.])(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?=:\d{2,5}(?!\w))|(?<![\w:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?![\w:])"
)
_MAC = re.compile(r"(?<![\w:-])[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}(?![\w:-])")
_VERSION_BEFORE = re.compile(
    r"\b(?:v|ver|version|release|build|firmware|update|app|ios|android|driver)\.? ?$", re.IGNORECASE
)


def machines(text: str) -> Iterator[Found]:
    """Addresses of machines: IPv4 that is no version, IPv6, hardware addresses."""
    for found in _IPV4.finditer(text):
        if (
            _is_address(found[0])
            and len(found[0]) > 7
            and not _VERSION_BEFORE.search(text, max(0, found.start() - 12), found.start())
        ):
            yield found.start(), found.end(), "ip"
    if text.count(":") > 1 or text.count("-") > 4:
        for found in _MAC.finditer(text):
            yield found.start(), found.end(), "ip"
        for found in _IPV6.finditer(text):
            if len(found[0]) > 5 and any(c.isdigit() for c in found[0]) and _is_address(found[0]):
                yield found.start(), found.end(), "ip"


def begun_by(sign: str, pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The same pattern, tried only where what it begins with stands: most places are passed over at once."""
    return re.compile(f"(?={sign})(?:{pattern.pattern})", pattern.flags)


def _is_address(text: str) -> bool:
    try:
        return not ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


_MONTH = r"(?:jan|feb|m[aä]r(?!k)|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz](?!l))[a-zé]{0,7}\.?"
_MONEY = r"[$€£¥₹₽₩]|\b(?:usd|eur|gbp|chf|jpy|inr|aud|cad|sek|nok|dkk|pln|czk|brl|mxn|rub|euros?|dollars?|pounds?)\b"
_UNITS = (
    r"(?:%|[kmgt]i?b\b|ms\b|px\b|kg\b|km\b|rows?\b|items?\b|users?\b|events?\b|records?\b|orders?\b|times?\b"
    r"|pages?\b|"
    r"files?\b|units?\b|pieces?\b|points?\b|bytes?\b|lines?\b|contacts?\b|seats?\b|views?\b|downloads?\b|hours?\b|"
    r"minutes?\b|seconds?\b|days?\b|weeks?\b|months?\b|years?\b|people\b|customers?\b|transactions?\b|requests?\b|"
    r"zeilen\b|st(?:ü|ue)ck\b|lignes?\b|filas?\b|righe\b|zł\b|kč\b|kr\b|lei\b|руб\w*|грн\b|đồng\b|rupees?\b"
    r"|रुपये|ريال|שקל|บาท|元|円|원)"
)
_HARMLESS = re.compile(
    r"(?<![\d.\-/+])(?:"
    r"(?:19|20)\d{2}([\-/.])(?:0?[1-9]|1[0-2])\1(?:3[01]|[12]\d|0?[1-9])"
    r"|(?:3[01]|[12]\d|0?[1-9])([\-/.])(?:3[01]|[12]\d|0?[1-9])\2(?:19|20)?\d{2}"
    r")(?![\-/.]?\d)(?:[T ,]{1,2}(?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d)?)?"
    r"|(?<![\d:])(?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d)?(?![:\d])"
    rf"|\b(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|\.)? (?:de )?{_MONTH}(?: de)?,?(?: (?:19|20)\d{{2}})?\b"
    rf"|\b{_MONTH} (?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}\b"
    r"|\bISBN(?:-1[03])?:? ?[\d\- ]{9,17}[\dX]|\b97[89][- ]?\d(?:[- ]?\d){9}\b"
    rf"|(?:{_MONEY}) ?\d[\d., ]{{0,20}}"
    rf"|(?<![\w.,+(/-])(?<!\d )(?!0\d)\d(?:[., ]?\d){{0,9}}+ ?(?:{_MONEY}|{_UNITS})(?! ?\d)"
    r"|\b0x[0-9a-f]+\b"
    r"|(?<![\w.,])\d{1,3}(?:[.,]\d{1,3})? ?%"
    r"|(?<![\w.,])\d{1,3}(?:,\d{3}){1,6}(?:\.\d+)?(?![\d,])|(?<![\w.,])\d{1,3}(?:\.\d{3}){1,6},\d+(?!\d)"
    r"|\bv\.? ?\d+(?:\.\d+){0,6}(?:-?(?:alpha|beta|rc|pre|dev)[\d.\-]*)?(?!\w|-\w)"
    r"|\b(?:ver|version|release|build|firmware|ios|android|windows|macos|chrome)\.? ?\d+(?:[.\-]\d+){0,6}",
    re.IGNORECASE,
)
_HARMLESS = begun_by(r"[\d$€£¥₹₽₩]|\b[a-z]", _HARMLESS)


_WORTHWHILE = re.compile(
    r"\d(?:\d\d|(?<=[A-Za-z]\d)|(?<=[A-Za-z]-\d)|-?[A-Z]|[a-z]{1,6}\d|[a-z]{4}|(?:[ .\-/()]{1,2}\d\d?){2})"
)


@lru_cache(maxsize=4)  # three looks ask in turn, mostly of the same text
def is_worthwhile(text: str) -> bool:
    """Whether anything could be taken for a number of somebody."""
    return bool(_WORTHWHILE.search(text))


_LONG = re.compile(r"\d\d(?:\d\d|\d? \d{3})")
_PARCELS = re.compile(
    r"(?<![\w\-])(?:1Z ?[A-Z0-9]{3} ?[A-Z0-9]{3} ?\d{2} ?\d{4} ?\d{4}"  # UPS
    r"|[A-HJ-NP-Z][A-Z] ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}|[a-hj-np-z][a-z]\d{9}[a-z]{2}"  # UPU S10
    r"|TB[A-Z]\d{12}|\d{3}-\d{7}-\d{7}"  # Amazon: parcel, order
    r"|J?JD ?\d{2} ?\d{4} ?\d{4} ?\d{4,10}|JVGL\d{10,20}|00340\d{15}|LP00\d{12}|YT\d{16}|SF\d{12,13}"  # DHL and others
    r"|9[1-5]\d{2}(?: ?\d{4}){4} ?\d{2}"  # USPS
    r")(?![\w\-])"
)


def parcels(text: str) -> Iterator[Found]:
    """Numbers of parcels whose form tells the carrier."""
    for found in _PARCELS.finditer(text) if is_worthwhile(text) and _LONG.search(text) else ():
        yield *found.span(), "code"


def harmless(text: str) -> Iterator[Found]:
    """Dates, times, amounts, counts with a unit, versions, numbers of books: left as they are."""
    for found in _HARMLESS.finditer(text) if is_worthwhile(text) else ():
        if found[0][0] != "V" or not found[0][1:].isdecimal():  # V39 may begin a code
            yield found.start(), found.end(), ""
