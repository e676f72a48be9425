"""Exact money: whole minor units of a currency, rounded once.

Amounts are summed as decimals where the rows are, and rounded half away from zero to minor units
where a total is stated. Rows under a total are rounded by largest remainder, so that they add up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache

from prodops_kit.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount.

    Attributes:
        minor: Whole minor units (cents for USD, yen for JPY).
        currency: ISO 4217 code.
    """

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-digits(self.currency))


@cache
def digits(currency: str) -> int:
    """Decimal places of a currency's minor unit: 2 for USD, 0 for JPY, 3 for KWD.

    Raises:
        ParameterError: `currency` is not an ISO 4217 code.

    Source:
        ISO 4217 through the Unicode CLDR data of Babel.
    """
    from babel.core import get_global

    fractions = get_global("currency_fractions")
    if currency not in get_global("all_currencies"):
        raise ParameterError(f"currency: '{currency}' is not an ISO 4217 code; write for example USD, EUR or JPY.")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


def to_minor(amount: Decimal, currency: str) -> int:
    """Round an exact amount once to whole minor units, halves away from zero.

    >>> to_minor(Decimal("2.345"), "USD"), to_minor(Decimal("-2.345"), "USD"), to_minor(Decimal("2.5"), "JPY")
    (235, -235, 3)
    """
    return int(amount.scaleb(digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def round_under_total(amounts: Sequence[Decimal], currency: str) -> tuple[int, ...]:
    """Round rows to minor units so that they add up to their rounded total.

    Each row is cut to its whole minor units; the units then missing go to the rows that lost most,
    earlier rows first among equals. No row moves by a whole unit or more.

    Returns:
        One amount in minor units per row, in order; their sum is `to_minor(sum(amounts))`.

    Source:
        Largest remainder (Hamilton's) method: Balinski and Young (1982), Fair Representation, chapter 3.

    >>> round_under_total([Decimal("0.334"), Decimal("0.333"), Decimal("0.333")], "USD")
    (34, 33, 33)
    """
    scaled = [amount.scaleb(digits(currency)) for amount in amounts]
    cut = [int(amount.to_integral_value(rounding=ROUND_DOWN)) for amount in scaled]
    missing = to_minor(sum(amounts, Decimal(0)), currency) - sum(cut)
    step = 1 if missing >= 0 else -1
    by_loss = sorted(range(len(cut)), key=lambda i: -step * (scaled[i] - cut[i]))
    for i in by_loss[: abs(missing)]:
        cut[i] += step
    return tuple(cut)
