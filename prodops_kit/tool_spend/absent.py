"""A review without charges: what they would show is said where it would stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prodops_kit.periods import Period
from prodops_kit.results import Column, Names, Part, Rows, Sentence
from prodops_kit.tool_spend import page, spend

if TYPE_CHECKING:
    from prodops_kit.results import Figure, Notice
    from prodops_kit.tables import Loaded
    from prodops_kit.tool_spend.rises import Rise


@dataclass(frozen=True, slots=True)
class NoSpend:
    """The place of `SpendReview` where nothing was charged in the report's currency.

    Attributes:
        month: The period reviewed.
        currency: ISO 4217 code of the report.
        charges: The input: left out, or in other currencies.
    """

    month: str
    currency: str
    charges: Loaded

    @property
    def headline(self) -> None:
        """Nothing can be said of spend."""
        return None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """None: unknown is not zero."""
        return ()

    @property
    def rises(self) -> list[Rise]:
        """None is known."""
        return []

    @property
    def gaps(self) -> tuple[Notice, ...]:
        """The charges in other currencies; nothing where charges were left out, which the parts say."""
        if self.charges.source.absent:
            return ()
        period = Period(self.month)
        return tuple(page.others(spend.other_currencies(self.charges.rows, period, self.currency), period))

    @property
    def reason(self) -> Sentence:
        """Why there is no spend, and what would show it."""
        source = self.charges.source
        if source.absent:
            return Sentence("{reason}. A file with date, tool and amount shows it here.", reason=source.absent)
        others = Names(tuple(money.currency for money in source.money))
        text = "No charge is in {currency}: {path} has {others}. Charges in {currency} show it here."
        return Sentence(text, currency=self.currency, path=source.path, others=others)

    @property
    def categories(self) -> Part:
        """Spend by category."""
        return Part(Sentence("Spend by category is not known"), text=self.reason, name="categories")

    @property
    def trend(self) -> Part:
        """Spend a month."""
        return Part(Sentence("Spend over the year is not known"), text=self.reason, name="trend")

    @property
    def months(self) -> Part:
        """What was billed and what it cost."""
        return Part(Sentence("Billed and cost, month by month"), table=_none("month", "Month"), name="months")

    @property
    def tools(self) -> Part:
        """What each tool was charged."""
        return Part(Sentence("Charges by tool are not known"), text=self.reason, name="tools")

    @property
    def all_tools(self) -> Part:
        """Every tool's charges."""
        return Part(Sentence("All charges by tool"), table=_none("tool", "Tool"), name="all-tools")


def _none(name: str, label: str) -> Rows:
    import pandas as pd

    return Rows(pd.DataFrame(columns=[name]), (Column(name, label),), "No charge is known.")


def is_absent(charges: Loaded, *, month: str, currency: str) -> bool:
    """Whether nothing was charged in a currency, although the charges, if there are any, reach the period."""
    source = charges.source
    if source.newest is None:
        return True
    reaches = source.newest >= Period(Period(month).months[-1]).start
    return reaches and currency not in {money.currency for money in source.money}
