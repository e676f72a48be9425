"""Numbers that a state gives to a person, known by their form or check digits, and days of birth beside their word.

What has no form of its own is found beside the word that names it (`numbered`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from prodops_kit.feedback.digits import Found
from prodops_kit.feedback.lexicon import word_set

_DAY, _MONTH = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_FORMS = re.compile(
    r"(?<![\w\-.])(?:"
    r"\d{3}-\d{2}-\d{4}"  # United States
    r"|\d{3}\.\d{3}\.\d{3}[\-/]\d{2}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}"  # Brazil: CPF, CNPJ
    r"|756\.\d{4}\.\d{4}\.\d{2}"  # Switzerland
    r"|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"  # United Kingdom
    r"|[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]"  # Italy
    rf"|[12] \d{{2}} {_MONTH} (?:\d{{2}}|2[AB]) \d{{3}} \d{{3}}(?: \d{{2}})?"  # France
    r"|[XYZ]-?\d{7}-?[A-Z]"  # Spain: NIE
    r"|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d|[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}"  # Mexico: CURP, RFC
    r"|[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]"  # India: PAN
    rf"|{_DAY}{_MONTH}\d{{2}}[\-+A-FU-Y]\d{{3}}[0-9A-FHJ-NPR-Y]"  # Finland
    rf"|(?:19|20)?\d{{2}}{_MONTH}{_DAY}[\-+]\d{{4}}|{_DAY}{_MONTH}\d{{2}}-\d{{4}}"  # Sweden, Denmark
    rf"|\d{{2}}\.{_MONTH}\.{_DAY}-\d{{3}}\.\d{{2}}"  # Belgium
    rf"|\d{{2}}{_MONTH}{_DAY}-[1-8]\d{{6}}|\d{{2}}[0156]\d{_DAY}/\d{{3,4}}"  # Korea, Czechia
    r"|\d{1,2}(?:\.\d{3}){2}-[\dkK]"  # Chile
    r"|[A-Z]{1,2}\d{6}\([\dA]\)|[STFGM]\d{7}[A-Z]"  # Hong Kong, Singapore
    r")(?![\w\-]|\.\d)"
)


def _spain(number: str) -> bool:
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number[:8]) % 23] == number[-1].upper()


def _weighted(weights: str, modulus: int) -> Callable[[str], bool]:
    """Whether the weighted sum of all digits, the last included, is a multiple."""
    return lambda number: sum(int(w) * int(d) for w, d in zip(weights, number, strict=True)) % modulus == 0


def _germany(number: str) -> bool:
    """ISO 7064 mod 11, 10; one of the first ten digits stands there twice or three times."""
    product = 10
    for digit in number[:10]:
        product = 2 * ((int(digit) + product) % 10 or 10) % 11
    return number[0] != "0" and len(set(number[:10])) in (8, 9) and (11 - product) % 10 == int(number[10])


def _france(number: str) -> bool:
    return int(number[:13]) % 97 + int(number[13:]) == 97


def _brazil(number: str) -> bool:
    for length in (9, 10):
        total = sum(int(d) * (length + 1 - i) for i, d in enumerate(number[:length]))
        if total * 10 % 11 % 10 != int(number[length]):
            return False
    return len(set(number)) > 1


def _china(number: str) -> bool:
    """ISO 7064 mod 11-2."""
    total = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()


_TIMES = ["0123456789", "1234067895", "2340178956", "3401289567", "4012395678"]
_TIMES += ["5987604321", "6598710432", "7659821043", "8765932104", "9876543210"]
_TURNS = [
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
]


def _india(number: str) -> bool:
    """Verhoeff's check, with the tables of the dihedral group of order ten."""
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = int(_TIMES[check][int(_TURNS[place % 8][int(digit)])])
    return check == 0


_CHECKED: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (re.compile(rf"(?<![\w.,+\-])(?<!\d )(?:{form})(?![\w]|[.,\- ]\d)"), check)
    for form, check in (
        (r"\d{8}[ \-]?[A-Za-z]", _spain),
        (rf"\d{{2}}(?:[02468][1-9]|[13579][0-2]){_DAY}\d{{5}}", _weighted("13791379131", 10)),  # Poland: PESEL
        (r"[1-9]\d{10}|[1-9]\d \d{3} \d{3} \d{3}", _germany),
        (rf"[12]\d{{2}}{_MONTH}\d{{10}}", _france),
        (r"\d{11}", _brazil),
        (rf"[1-9]\d{{5}}(?:19|20)\d{{2}}{_MONTH}{_DAY}\d{{3}}[\dXx]", _china),
        (r"[2-9]\d{3} \d{4} \d{4}|[2-9]\d{3}-\d{4}-\d{4}", _india),
        (rf"[1-9]\d{{2}}{_MONTH}{_DAY}\d{{6}}", _weighted("279146358279" + "9", 11)),
    )
)
_ENOUGH = re.compile(r"\d(?:\d{3}|(?:\D?\d){6})")
_MANY = re.compile(r"\d(?:\d{7}|(?:[ \-]?\d){10})")  # what has a check digit has eight digits in a row, or eleven
BIRTH_SIGNS = word_set(
    "born birth birthday birthdate dob b geboren geburtsdatum geburtstag geb jahrgang ne nee naissance "
    "anniversaire nacido "
    "nacida nac nacimiento cumpleanos nato nata nascita compleanno nascimento nascido nascida aniversario "
    "geboortedatum "
    "urodzony urodzona urodzenia ur fodd fodelsedag fodelsedato fodselsdato fodt syntynyt syntymaaika narozen "
    "narozena "
    "narozeni dogum рождения родился родилась 生 出"
)
_BIRTH = re.compile(
    r"\b(?:born|date of birth|birth ?(?:date|day)|d\.?o\.?b\.?|geboren|geburts(?:datum|tag)|geb\.|jahrgang"
    r"|n.e?(?: le)"
    r"|(?:date|lieu) de naissance|anniversaire|nacid[oa]|nac.|fecha de nac(?:imiento|\.)|cumplea.os|nat[oa](?: il)"
    r"|data di nascita|compleanno|data de nascimento|nascid[oa]|nascimento|anivers.rio|geboortedatum|geb\. ?datum"
    r"|urodzon[ya]|data urodzenia|ur\.|f.dd?|f.delsedag|f.delsedato|f.dselsdato|f.dt|syntynyt|syntym.aika"
    r"|narozen[aá]?"
    r"|datum narozen.|do.um tarihi|дата рождения|родил(?:ся|ась)|生年月日|出生日期)"
    r"(?: (?:is|was|ist|am|on|est|le|el|il|op|em|es|è|é|to|är|er|den|dnia|w dniu|the|i|nel"
    r"|de))*[:.?]?[ :=\-]{0,3}(?:it's |it is |es ist |c'est |es el |è il )?"
    r"(\d{1,4}(?:st|nd|rd|th|er|º|o)?[./\- ]{1,2}(?:(?:of|de|di|of) )?\w{1,10}[./\- ,]{1,2}(?:(?:de|del"
    r"|di) )?\d{1,4}"
    r"|[^\W\d_]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{8}|\d{4}年\d{1,2}月\d{1,2}日)(?!\d)",
    re.IGNORECASE,
)


def births(text: str) -> Iterator[Found]:
    """Days of birth, beside the word that says so."""
    for found in _BIRTH.finditer(text):
        yield found.start(1), found.end(1), "id"


def identities(text: str) -> Iterator[Found]:
    """Numbers of tax offices, registers and insurances, told by their form, where there is one by its check
    digits.
    """
    if not _ENOUGH.search(text):
        return
    for found in _FORMS.finditer(text):
        yield found.start(), found.end(), "id"
    for pattern, holds in _CHECKED if _MANY.search(text) else ():
        for found in pattern.finditer(text):
            if holds("".join(c for c in found[0] if c.isalnum())):
                yield found.start(), found.end(), "id"
