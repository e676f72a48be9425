"""Cards, telephones, orders, ids: runs with digits, judged by their form, their check digits and the words beside them.

Where the form alone is doubtful, the nearest word that means something decides (`labels`); where that is silent too,
only what is written as people write telephone numbers, or passes a card's check, is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prodops_kit.feedback.digits import Found, is_worthwhile
from prodops_kit.feedback.labels import Label, folded, is_silent, label_after, label_before
from prodops_kit.feedback.lexicon import word_set

_LATIN = r"0-9A-Z_a-z\u00c0-\u024f"
_VALUE = re.compile(
    r"(?P<number>(?:(?<![A-Za-z0-9_])(?<!\d[.,])|(?=\+))(?P<plus>\+ ?)?\(?\+?\d"
    r"(?:(?: ?\((?=\d{1,5}\)[ \-/.]{0,2}\d)|\)[ \-/.]{0,2}| ?[\-/] ?|[ .]|)\d){6,30}+"
    r"(?![A-WYZa-wyz0-9_]|[Xx](?!\d{1,6}\b)|\.[A-Za-z0-9])(?(plus)|(?!,\d)))"
    rf"|(?<![{_LATIN}@])(?<!\d[.,])(?P<code>(?=[A-Za-z]{{0,14}}[\-_/.]?[A-Za-z]{{0,12}}[\-_/.]?\d)(?!(?:[A-Za-z]?[a-z]{{1,7}}\.){{1,2}}[A-Z]*\d)[A-Za-z0-9]+"
    rf"(?:[\-_/.][A-Za-z0-9]+){{0,8}})(?![{_LATIN}])"
)
_GROUPS = re.compile(r"\d+")
_AND = re.compile(
    r"(?: ?[,;&+/]| (?:and|und|et|y|e|i|or|oder|ou|o|en|och|og|plus|sowie|as well as"
    r"|ve|veya|и|та|або|или|και|și|si|sau|a|és|ja|ir|un|dan|và|at|na|ו|و|と|和|및|और|এবং|และ))+ #?",
    re.IGNORECASE,
)
_HASHED = re.compile(
    r"#(?:[A-Z]{1,4}-?\d{4,30}|\d{6,30})|(?:INV|ORD|ORDER|REF|TKT|RMA|CUS|CUST|BOOK|CASE|INC|PO"
    r"|SO)[\-_]?\d[\d\-]{4,20}(?!\w)"
)


def numbered(text: str) -> Iterator[Found]:
    """Cards that pass Luhn's check, telephones, numbers of orders, customers, papers and plates."""
    if not is_worthwhile(text):
        return
    before, label = 0, Label()
    for found in _VALUE.finditer(text):
        start, end = found.span()
        first = _first_letters(text, start)
        joined = before and _AND.fullmatch(text, before, start)
        if not joined:
            label = label_before(text, first - _is_signed(text, first))
        if joined or label.kind is None:
            behind = label_after(text, end)
            label = behind if behind.kind else label
        before = 0
        for piece in _judged(text, (start, end, first), label, is_number=bool(found["number"])):
            before = piece[1]
            yield piece


_LOCATOR = re.compile(rf"(?<![{_LATIN}@])[A-Z]{{5,8}}(?![{_LATIN}])")


def locators(text: str) -> Iterator[Found]:
    """Five to eight capitals behind the number of a booking; six that are no word also without "number"."""
    before, label = 0, Label()
    for found in _LOCATOR.finditer(text):
        start, end = found.span()
        if not (before and _AND.fullmatch(text, before, start)):
            label = label_before(text, start)
            label = label_after(text, end) if label.kind is None else label
        told = label.told or (end - start == 6 and sum(map(found[0].count, "AEIOUY")) < 2)
        before = 0
        if label.kind == "code" and told and not label.far and _is_locator(text, found[0]):
            before = end
            yield start, end, "code"


_SIGNED = re.compile(r"#(?:(?=\d{0,7}[A-Fa-f])(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})|[a-z]+(?:-[a-z\d]+)+)(?![\w\-])")


def _is_signed(text: str, start: int) -> bool:
    """Whether a number sign stands before a colour or the name of a part of a page, where it tells no number."""
    return text.startswith("#", start - 1) and bool(_SIGNED.match(text, start - 1))


def _first_letters(text: str, start: int) -> int:
    """Where a value begins that has a few capitals before its digits, such as AB 12 34 56 C or M-AB 123."""
    first = _FIRST_LETTERS.search(text, max(0, start - 9), start)
    return first.start() if first and all(map(is_silent, map(folded, _LETTERS.findall(first[0])))) else start


def _judged(text: str, span: tuple[int, int, int], label: Label, *, is_number: bool) -> Iterator[Found]:
    start, end, first = span
    if label.kind == "card" and label.named and not label.far and sum(map(str.isdigit, text[start:end])) < 12:
        label = Label("code", told=True, named=True)  # of a customer or a library
    if (
        label.kind is None
        and label.named
        and not label.far
        and (sum(map(str.isdigit, text[start:end])) > 6 or not is_number)
    ):
        label = Label("code")
    if label.kind in ("code", "id"):
        whole, end = end, _end_of_groups(text, end, label)
        if _is_meant(text[first:end], label):
            yield first, _with_extension(text, end) if is_number else end, label.kind
        elif label.far:
            yield from _by_form(text, start, whole, Label(), is_number=is_number)
    elif label.kind == "secret" and text[start:end].isdecimal() and end - start < 9:
        if label.told and not label.far:
            yield start, end, "secret"
    else:
        label = Label() if label.kind == "secret" else label
        yield from _by_form(text, start, end, label, is_number=is_number)


_OF_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2} ?$")


def _by_form(text: str, start: int, end: int, label: Label, *, is_number: bool) -> Iterator[Found]:
    written = text[start:end]
    if _OF_ACCOUNT.search(text, max(0, start - 6), start):
        return  # the rest of an account number that fails its check
    if is_number:
        card = _card(list(_GROUPS.finditer(text, start, end)), told=label.kind == "card")
        if card and (label.kind != "" or sum(map(str.isdigit, text[slice(*card)])) in (15, 16)):
            yield *card, "card"
        elif _is_phone(written, label):
            yield start, _with_extension(text, start + _length_of_phone(written)), "phone"
    elif label.kind == "phone" and not any(map(str.isalpha, written)):
        end = _end_of_groups(text, end, label)
        if sum(map(str.isdigit, text[start:end])) > 5:
            yield start, _with_extension(text, end), "phone"
    elif label.kind != "" and (found := _HASHED.match(text, start - (text[start - 1 : start] == "#"))):
        yield *found.span(), "code"


_MORE = re.compile(r"[ .\-/](?=[A-Z]{0,4}\d)[\dA-Z]{2,18}(?![\w%])|[ .\-/]\d(?= ?[\d.\-/ ])(?!\w)")
_AMID = re.compile(r"[ .\-/][A-Z]{1,3}(?=[ .\-/]?\d)")
_LAST_LETTER = re.compile(r"[ \-](?:[A-Z]{1,3}|\d)(?!\w)")
_FIRST_LETTERS = re.compile(r"(?<![\w])[A-Z]{1,5}(?:[\-.][A-Z]{1,3})?[ \-.]$")
_LETTERS = re.compile("[A-Z]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"(?:19|20)\d\d ?[-/] ?(?:19|20)?\d\d|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")


def _end_of_groups(text: str, end: int, label: Label) -> int:
    if label.far:
        return end
    for _ in range(8):
        more = _MORE.match(text, end) or (label.kind == "id" and _AMID.match(text, end))
        if not more:
            break
        end = more.end()
    last = _LAST_LETTER.match(text, end) if label.kind == "id" else None
    return last.end() if last else end


def _is_meant(word: str, label: Label) -> bool:
    """Enough of a number to be somebody's: the less the words say, the more it must look like one."""
    digits = sum(c.isdigit() for c in word)
    if _DATE.fullmatch(word) or _YEAR.fullmatch(word):
        return False
    if label.far > (2 if label.told else 1) or (label.kind == "code" and _VERSION.fullmatch(word)):
        return False
    if label.kind == "id":
        few = word.upper() == word and len(word) > 5 and not word.isdecimal()
        return digits >= (1 if few else 4) and len(word) > 4 and (label.told or not label.far)
    if word.isdecimal():
        return digits >= (3 if label.named else 4 if label.told else 5 if not label.far else 6)
    if not any(c.isalpha() for c in word):
        return digits >= (6 if "." in word else 4)
    odd = len(word) > 4 and (word.upper() == word or bool(_TURNS.search(word)) or (label.named and not label.far))
    few = label.told or (odd and not label.far)
    return len(word) > 3 and digits >= ((1 if odd else 2) if few else 4) and not _WORDY.fullmatch(word)


_TURNS = re.compile(r"\d[a-z]+\d|[a-z]\d+[a-z]", re.IGNORECASE)
_WORDY = re.compile(r"[A-Z]{5,}(?:[1-9]0|\d?5)", re.IGNORECASE)  # SUMMER20 is for everybody
_VERSION = re.compile(
    r"(?=(?:.*\.)?\d(?:\.|$)|.*\.\d-|.*[a-z])\d{1,4}(?:\.\d{1,5}){2,4}(?:-?(?:alpha|beta|rc|pre|dev)[\d.\-]*)?"
)


_NO_LOCATORS = word_set(
    "FAILED MISSING INVALID UNKNOWN WRONG ERROR PLEASE NUMBER FIELD THANKS NEVER ALWAYS STILL AGAIN URGENT CANCEL "
    "REFUND DELAYED PENDING EXPIRED STATUS HELLO ASAP WITHIN NOTHING EMAIL PHONE ORDER"
)


def _is_locator(text: str, word: str) -> bool:
    """Five to eight capitals behind a booking; in a text that shouts they say nothing."""
    capitals, letters = sum(map(str.isupper, text)) - len(word), sum(map(str.isalpha, text)) - len(word)
    plain = capitals < 0.5 * letters or (len(word) == 6 and sum(map(word.count, "AEIOUY")) < 2)
    return plain and word not in _NO_LOCATORS


_ISSUED = re.compile(  # by first digits and length: ISO/IEC 7812, the networks' published ranges
    r"4\d{12}|(?:2131|1800)\d{11}|3[47]\d{13}|3[0689]\d{12}|[2-9]\d{15,18}"
)


_LENGTHS = (16, 15, 14, 19, 18, 17, 13, 12)  # the usual first; a date may stand behind the number


def _card(groups: list[re.Match[str]], *, told: bool) -> tuple[int, int] | None:
    for first in range(len(groups)):
        runs = _runs(groups[first:])
        for length in _LENGTHS if told else _LENGTHS[:-1]:
            digits, end = runs.get(length, ("", 0))
            if digits and (told or _ISSUED.fullmatch(digits)) and _luhn(digits):
                return groups[first].start(), end
    return None


def _runs(groups: list[re.Match[str]]) -> dict[int, tuple[str, int]]:
    """What stands in the first groups together, by its length, with where it ends."""
    runs, digits, last = {}, "", groups[0].start()
    for group in groups[:19]:
        if group.start() - last > 3 or len(digits) > 19:
            break
        digits, last = digits + group[0], group.end()
        runs[len(digits)] = digits, last
    return runs


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return len(set(digits)) > 1 and (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


_EXTENSION = re.compile(
    r"[ ,;(]{0,3}(?:\b(?:extension|ext|extn|durchwahl|dw|poste|int|interno|anexo|toestel|tst|ramal|wewn|wew|w"
    r"|linka|kl|"
    r"ankn|anknytning|lokal|lok|alanum|dahili|klapka|mell|interne|доб|вн|ben|blz|x)\b[.:]{0,2} ?|x ?"
    r"|#)\d{1,6}(?!\w)\)?",
    re.IGNORECASE,
)


def _with_extension(text: str, end: int) -> int:
    more = _EXTENSION.match(text, end)
    return more.end() if more else end


def _length_of_phone(written: str) -> int:
    """Up to a spaced hyphen, when enough stands before it to be called."""
    before, dash, _ = written.partition(" - ")
    return len(before) if dash and sum(map(str.isdigit, before)) > 7 else len(written)


def _is_phone(written: str, label: Label) -> bool:
    groups = _GROUPS.findall(written)
    digits = "".join(groups)
    if not 7 <= len(digits) <= 16 or len(set(digits)) == 1 or _DATE.fullmatch(written):
        return False
    if label.kind == "phone":
        return True
    if label.kind is not None and (label.kind != "card" or len(digits) > 12):
        return written.startswith(("+", "(+")) and 8 <= len(digits) <= 15
    return _looks_called(written, groups, digits)


_FORMS = re.compile(
    r"1-[2-9]\d\d-\d{3}-\d{4}"  # written with one hyphen between groups
    r"|[2-9]\d\d-\d{3}-\d{4}|\d{3}-\d{4}-\d{4}|\d{5}-\d{5}|[1-9]\d-\d{4,5}-\d{4}|[5-9]\d\d-\d{3}-\d{3}"
    r"|\d\d-\d\d-\d\d-\d\d|[3689]\d{3}-\d{4}|[5-9]\d\d-\d{3}-\d\d-\d\d|[5-9]\d\d-\d\d-\d\d-\d\d"
    r"|[78]-\d{3}-\d{3}-\d\d-\d\d|[1-9]-\d{4}-\d{4}|[1-9]\d-\d{3}-\d\d-\d\d|[1-9]\d-\d{3}-\d{4}|\d{3}-\d\d-\d{3}"
    r"|\d{4}-\d{3}-\d{3}|[6-9]\d{9}|[2-9]\d\d[2-9]\d{6}|[2-9]\d\d-\d{7}|1[38]00-\d{3}-\d{3}"
)


def _looks_called(written: str, groups: list[str], digits: str) -> bool:
    if written.startswith(("+", "(+")) or (digits.startswith("00") and digits[2:3] != "0"):
        return len(digits) >= 8
    if written.startswith("("):
        if ")" not in written:
            return _looks_called(written[1:], groups, digits)
        return written[1:7].find(")") in range(1, 6)
    if written.startswith("0"):
        return 9 <= len(digits) <= (13 if len(groups) > 1 else 11) and digits[1] != "0"
    return bool(_FORMS.fullmatch("-".join(groups)))
