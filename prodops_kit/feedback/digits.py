"""Runs of digits that are known by their form alone: bank accounts, addresses of machines, and what is harmless.

Dates, amounts, versions, counts and numbers of books are harmless whatever stands beside them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

Found = tuple[int, int, str]  # start, end, kind

_COUNTRIES = (  # length of an account number: the IBAN registry of SWIFT
    "AD=24 AE=23 AL=28 AT=20 AZ=28 BA=20 BE=16 BG=22 BH=22 BR=29 BY=28 CH=21 CR=22 CY=28 CZ=24 DE=22 DK=18 DO=28 "
    "EE=20 EG=29 ES=24 FI=18 FO=18 FR=27 GB=22 GE=22 GI=23 GL=18 GR=27 GT=28 HR=21 HU=28 IE=22 IL=23 IQ=23 IS=26 "
    "IT=27 JO=30 KW=30 KZ=20 LB=28 LC=32 LI=21 LT=20 LU=20 LV=21 LY=25 MC=27 MD=24 ME=22 MK=19 MR=27 MT=31 MU=30 "
    "NL=18 NO=15 PK=24 PL=28 PS=29 PT=25 QA=29 RO=24 RS=22 SA=24 SC=31 SE=24 SI=19 SK=24 SM=27 ST=25 SV=28 TL=23 "
    "TN=24 TR=26 UA=29 VA=22 VG=24 XK=20"
)
_LENGTHS = dict(country.split("=") for country in _COUNTRIES.split())
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
        length = int(_LENGTHS.get(found[0][:2].upper(), 0))
        places = [place for place in range(found.start(), found.end()) if text[place].isalnum()][:length]
        if length and len(places) == length and _mod_97("".join(text[place] for place in places)) == 1:
            yield found.start(), places[-1] + 1, "iban"
    for found in _GROUPED.finditer(text):
        if _mod_97("".join(c for c in found[0] if c.isalnum())) == 1:
            yield found.start(), found.end(), "iban"


def _mod_97(account: str) -> int:
    return int("".join(str(int(letter, 36)) for letter in account[4:] + account[:4])) % 97


_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?![\w:])")
_MAC = re.compile(r"(?<![\w:-])[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}(?![\w:-])")
_VERSION_BEFORE = re.compile(
    r"\b(?:v|ver|version|release|build|firmware|update|app|ios|android|driver)\.? ?$", re.IGNORECASE
)


def machines(text: str) -> Iterator[Found]:
    """Addresses of machines: IPv4 that is no version, IPv6, hardware addresses."""
    for found in _IPV4.finditer(text):
        if _is_address(found[0]) and not _VERSION_BEFORE.search(text, max(0, found.start() - 12), found.start()):
            yield found.start(), found.end(), "ip"
    if text.count(":") > 1 or text.count("-") > 4:
        for found in _MAC.finditer(text):
            yield found.start(), found.end(), "ip"
        for found in _IPV6.finditer(text):
            if len(found[0]) > 5 and any(c.isdigit() for c in found[0]) and _is_address(found[0]):
                yield found.start(), found.end(), "ip"


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zé]{0,7}\.?"
_MONEY = r"[$€£¥₹₽₩]|\b(?:usd|eur|gbp|chf|jpy|inr|aud|cad|sek|nok|dkk|pln|czk|brl|mxn|rub|euros?|dollars?|pounds?)\b"
_UNITS = (
    r"(?:%|[kmgt]i?b\b|ms\b|px\b|kg\b|km\b|rows?\b|items?\b|users?\b|events?\b|records?\b|orders?\b|times?\b"
    r"|pages?\b|"
    r"files?\b|units?\b|pieces?\b|points?\b|bytes?\b|lines?\b|contacts?\b|seats?\b|views?\b|downloads?\b|hours?\b|"
    r"minutes?\b|seconds?\b|days?\b|weeks?\b|months?\b|years?\b|people\b|customers?\b|transactions?\b|requests?\b|"
    r"zeilen\b|st.ck\b|lignes?\b|filas?\b|righe\b)"
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
    r"|\b(?:v|ver|version|release|build|firmware|ios|android|windows|macos|chrome)\.? ?\d+(?:[.\-]\d+){0,6}",
    re.IGNORECASE,
)


WORTHWHILE = re.compile(
    r"\d{3}|\d-?[A-Z]|[A-Z]-?\d|\d(?:[ .\-/()]{1,2}\d\d?){2}"
)  # what could be taken for a number of somebody


def harmless(text: str) -> Iterator[Found]:
    """Dates, times, amounts, counts with a unit, versions, numbers of books: left as they are."""
    for found in _HARMLESS.finditer(text) if WORTHWHILE.search(text) else ():
        yield found.start(), found.end(), ""
