"""Numbers with their unit: how a figure, a column and an axis write the units of `results.py`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from prodops_kit.money import Money, digits
from prodops_kit.results import Change, Count, Names, Probability, Sentence, Share
from prodops_kit.show import text
from prodops_kit.show.markup import clean

_MONEY = re.compile(r"(?P<currency>[A-Z]{3}) cents(?:/\w+)?")
_LEFT = {"text", "day", "period"}
_OWN = (Money, Share, Change, Probability, Count, Names, Sentence)  # values that carry their unit


def currency_of(unit: str) -> str | None:
    """The currency of a unit of money, else None.

    >>> currency_of("USD cents/month"), currency_of("share")
    ('USD', None)
    """
    found = _MONEY.fullmatch(unit)
    return found["currency"] if found else None


def is_number(unit: str) -> bool:
    """Whether values of this unit stand to the right in a table."""
    return unit not in _LEFT


def inline(value: Any, unit: str, *, signed: bool = False) -> str:
    """A value beside its mark in a chart: money whole from 1,000 up, shares as in a sentence."""
    currency = currency_of(unit)
    if not text.known(value):
        return text.UNKNOWN
    if currency:
        amount = Money(round(value), currency)
        small = abs(amount.amount) < 1000 and amount.amount % 1 != 0
        return text.money(amount, decimals=None if small else 0, signed=signed)
    if unit == "share":
        return text.share(value, decimals=1 if signed else None, signed=signed)
    return _other(value, unit, signed=signed)


def short(value: Any, unit: str, *, signed: bool = False, scale: Decimal | None = None) -> str:
    """A value where room is scarce: `$51.5k`, `71%`, `4`, `41 days`.

    >>> short(5_148_720, "USD cents/month"), short(0.714, "share"), short(1, "days"), short(None, "count")
    ('$51.5k', '71%', '1 day', 'not known')
    """
    currency = currency_of(unit)
    if not text.known(value):
        return text.UNKNOWN
    if currency:
        amount = major(value, unit)
        if abs(amount) < 100 and scale is None:
            return inline(value, unit, signed=signed)
        return text.compact(amount, before=text.symbol(currency), signed=signed, scale=scale)
    if unit == "count" and abs(value) >= 1_000_000:
        return text.compact(text.exact(value), signed=signed, scale=scale)
    return text.share(value, signed=signed) if unit == "share" else _other(value, unit, signed=signed)


def column(values: Sequence[Any], unit: str, *, signed: bool = False) -> list[str]:
    """All values of a column, with the same decimals, exact to the minor unit where it is money.

    >>> column([120_000, 4_550, None], "USD cents")
    ['$1,200.00', '$45.50', 'not known']
    >>> column([120_000, 4_500], "USD cents"), column([0.5, 0.125], "share")
    (['$1,200', '$45'], ['50.0%', '12.5%'])
    """
    plain = [value for value in values if text.known(value) and not isinstance(value, _OWN)]
    present = [major(value, unit) for value in plain] if is_number(unit) else []
    decimals = _column_decimals([amount for amount in present if abs(amount) < 10**15], unit)
    return [_cell(value, unit, decimals, signed) if text.known(value) else text.UNKNOWN for value in values]


def _column_decimals(amounts: list[Decimal], unit: str) -> int:
    currency = currency_of(unit)
    if currency:
        return 0 if all(amount % 1 == 0 for amount in amounts) else digits(currency)
    if unit == "share":
        return min(1, _most_decimals([round(amount * 100, 6) for amount in amounts]))
    if unit == "points":
        return 1
    return _most_decimals(amounts, most=2) if unit == "number" else 0


def _cell(value: Any, unit: str, decimals: int, signed: bool) -> str:
    if isinstance(value, _OWN):
        return text.as_text(value)
    currency = currency_of(unit)
    if currency:
        return text.money(Money(round(value), currency), decimals=decimals, signed=signed)
    if unit == "share":
        return text.share(value, decimals=decimals, signed=signed)
    if unit == "points" or (unit == "number" and abs(value) >= 1):
        return text.number(major(value, unit), decimals=decimals, signed=signed)
    return _other(value, "number" if unit == "days" else unit, signed=signed)


def _other(value: Any, unit: str, *, signed: bool) -> str:
    if unit == "day" and isinstance(value, date):
        return text.day(value)
    if unit == "period":
        return text.period(str(value))
    if unit == "points":
        return text.number(major(value, unit), decimals=1, signed=signed)
    if isinstance(value, str) or unit == "text":
        return clean(str(value))
    number = text.number(value, signed=signed)
    return f"{number} {'day' if abs(value) == 1 else 'days'}" if unit == "days" else number


def axis(ticks: Sequence[float], unit: str, *, signed: bool = False) -> list[str]:
    """Labels of an axis: one scale, and as many decimals as it takes to tell its ticks apart.

    >>> axis([4_000_000, 4_500_000], "USD cents"), axis([-0.05, 0, 0.05], "share", signed=True)
    (['$40k', '$45k'], ['−5%', '0%', '+5%'])
    """
    currency = currency_of(unit)
    amounts = [major(tick, unit) * (100 if unit == "share" else 1) for tick in ticks]
    scale = text.scale_of(max(map(abs, amounts), default=Decimal(0))) if unit != "share" else Decimal(1)
    shown = [amount / scale for amount in amounts]
    decimals = _most_decimals(shown, most=9)
    before, after = text.symbol(currency) if currency else "", "%" if unit == "share" else text.suffix(scale)
    return [
        text.affixed(
            amount,
            before,
            after if amount or unit == "share" else "",
            decimals=decimals if amount else 0,
            signed=signed,
        )
        for amount in shown
    ]


def major(value: Any, unit: str) -> Decimal:
    """A value in the unit a reader thinks in: dollars, not cents; percentage points, not parts of one."""
    currency = currency_of(unit)
    return text.exact(value).scaleb(-digits(currency) if currency else 2 if unit == "points" else 0)


def _most_decimals(values: list[Decimal], most: int = 6) -> int:
    trimmed = (round(value, most).normalize().as_tuple().exponent for value in values if abs(value) < 10**18)
    return max((max(0, -exponent) for exponent in trimmed if isinstance(exponent, int)), default=0)
