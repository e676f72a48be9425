"""Which declared column a header may mean that no name or alias fits: by its words, and by what stands under it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from prodops_kit.engines import store
from prodops_kit.readers import forms
from prodops_kit.readers.declarations import Field, Table
from prodops_kit.readers.headers import plain

ENOUGH = 0.5  # below, two words only share letters
_NEAR = 0.75  # from here on, a word is another one misspelt
_ALIKE = (  # words that say the same in contracts, ledgers and lists of people
    {"annual", "yearly", "year", "arr", "acv"},
    {"cost", "price", "amount", "spend", "fee", "fees", "total", "charge", "€", "$", "£", "eur", "usd", "gbp", "value"},
    {"renewal", "renew", "renews", "renewing", "expiry", "expires", "expiration"},
    {"tool", "app", "application", "product", "software", "service", "saas"},
    {"vendor", "supplier", "merchant", "provider", "company"},
    {"seats", "seat", "licences", "licenses", "license", "licence", "users"},
    {"start", "begin", "begins", "starts", "from", "since"},
    {"end", "ends", "until", "to"},
    {"date", "day", "on"},
    {"team", "department", "dept", "unit", "group"},
    {"person", "user", "email", "mail", "e-mail", "login", "who"},
    {"notice", "cancel", "cancellation", "termination"},
)
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR"}  # symbols of one currency each, nearly


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the first cells of an unnamed column can be read as: shares from 0 to 1."""

    money: float
    day: float
    count: float
    yesno: float

    def fits(self, kind: str) -> bool:
        """Whether the cells do not speak against a kind."""
        shares = {"money": self.money, "day": self.day, "count": self.count, "yesno": self.yesno}
        return shares.get(kind, 1.0) >= 0.5


def evidence(columns: Mapping[str, Sequence[str | None]]) -> dict[str, Evidence]:
    """Look at the first cells of columns, by header; nothing of them is kept."""
    filled = [(header, cell) for header, cells in columns.items() for cell in cells if cell and cell.strip()]
    text = forms.trimmed("cell")
    amount = f"coalesce({forms.amount('text', forms.POINT)}, {forms.amount('text', forms.COMMA)})"
    day = f"coalesce({forms.day('text', 'mdy')}, {forms.day('text', 'dmy')})"
    parts = (amount, day, forms.number("text", None), forms.yes_or_no("text"))
    shares = ", ".join(f"count({part}) / count(*) as p{n}" for n, part in enumerate(parts))
    cells = store({"header": "varchar", "cell": "varchar"}, [tuple(zip(*filled, strict=True))] if filled else [])
    found = cells.query(f"from (from {{rows}} select header, {text} as text) select header, {shares} group by header")
    seen = {header: Evidence(*map(float, shares)) for header, *shares in found.itertuples(index=False)}
    return {header: seen.get(header, Evidence(0, 0, 0, 0)) for header in columns}


def propose(
    table: type[Table], missing: Sequence[str], unread: Mapping[str, Evidence]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Find a header for each missing column, the surest first.

    Returns:
        Header by declared name; and headers that several columns fit equally well, with those columns.
    """
    fields = [field for field in table.fields if field.name in missing and field.kind != "currency"]
    scores = {
        (header, field.name): score
        for header, seen in unread.items()
        for field in fields
        if seen.fits(field.kind) and (score := likeness(header, field)) >= ENOUGH
    }
    said: dict[str, str] = {}
    for (header, name), _ in sorted(scores.items(), key=lambda pair: -pair[1]):
        if name not in said and header not in said.values():
            said[name] = header
    return said, _ties(scores, said)


def _ties(scores: Mapping[tuple[str, str], float], said: Mapping[str, str]) -> dict[str, list[str]]:
    ties = {}
    for name, header in said.items():
        equal = [other for (text, other), score in scores.items() if text == header and score >= scores[header, name]]
        if len(equal) > 1 and not any(said.get(other, header) != header for other in equal):
            ties[header] = equal
    return ties


def likeness(header: str, field: Field) -> float:
    """How much a header says the same as a declared column, from 0 to 1."""
    return max(_alike(_words(header), _words(said)) for said in (field.name, *field.aliases))


def currency_in(texts: Sequence[str]) -> str | None:
    """The currency that headers name by a symbol or code that stands for one only."""
    found = {code for text in texts for symbol, code in _SYMBOLS.items() if symbol in text}
    found |= {code for text in texts for code in re.findall(r"\b(EUR|USD|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK)\b", text)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\s_/().,:-]+", plain(re.sub(r"([€$£])", r" \1 ", text))) if word)


def _alike(said: Sequence[str], wanted: Sequence[str]) -> float:
    if not said or not wanted:
        return 0
    forward = sum(max(_same(word, other) for other in wanted) for word in said) / len(said)
    back = sum(max(_same(word, other) for other in said) for word in wanted) / len(wanted)
    return (forward + back) / 2


@lru_cache(maxsize=65_536)  # the words of a header are held against those of every table
def _same(word: str, other: str) -> float:
    if word == other:
        return 1
    if any(word in group and other in group for group in _ALIKE):
        return 0.9
    matcher = difflib.SequenceMatcher(None, word, other)
    if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:  # upper bounds
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= _NEAR else 0
