"""What a period cost: exact sums by tool, category and month, against the period before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from prodops_kit.engines import Relation, literal
from prodops_kit.errors import DataError, NoData, ParameterError
from prodops_kit.money import digits, round_under_total, to_minor
from prodops_kit.periods import Period, last_months
from prodops_kit.tool_spend import page, rises
from prodops_kit.tool_spend.accrual import spread

if TYPE_CHECKING:
    import pandas as pd

    from prodops_kit.results import Decision, Figure, Notice, Part, Sentence, Source
    from prodops_kit.tables import Loaded
    from prodops_kit.tool_spend.rises import Rise

TREND_MONTHS = 12
EQUAL_MONTHS = "equal_months"


@dataclass(frozen=True, slots=True)
class SpendReview:
    """What was billed for tools in a period, before tax, credits taken off.

    Amounts are whole minor units of `currency`; rows add up to their total.

    Attributes:
        month: The period reviewed: a month, or a quarter or year.
        currency: ISO 4217 code of every amount.
        ask_above: Smallest rise, in minor units, that somebody is asked about.
        spent: Billed in the period, without tax.
        previous: Billed in the period before; None when the data does not reach back: unknown is not zero.
        tax: Billed as tax in the period, on top of `spent`.
        credits: Credits and adjustments in `spent`; credits are negative.
        by_category: One row per category: category, spent, previous, change, share (of `spent`, 0 to 1);
            most expensive first. `previous` and `change` are None when `previous` is.
        by_tool: One row per tool: tool, category, team, spent, previous, change, share, year_ago (billed in the
            same period a year before), first (day of its first charge); most expensive first.
        by_month: The last twelve months: month, spent, accrued; None for a month that the data does not hold.
        accrued_by_month: Every month that the charges pay for: month, accrued; they add up to all charges.
        states_terms: Whether any charge says from when until when it pays; without, `accrued` is `spent`.
        other_currencies: Charges of the period in other currencies, not in any sum: currency, rows, amount (exact).
        first: Day of the first charge in the data.
        charges: The input.
    """

    month: str
    currency: str
    ask_above: int
    spent: int
    previous: int | None
    tax: int
    credits: int
    by_category: pd.DataFrame
    by_tool: pd.DataFrame
    by_month: pd.DataFrame
    accrued_by_month: pd.DataFrame
    states_terms: bool
    other_currencies: pd.DataFrame
    first: date
    charges: Loaded

    @property
    def period(self) -> Period:
        """The period reviewed."""
        return Period(self.month)

    @property
    def change(self) -> int | None:
        """Spent more than in the period before; negative when less, None when that is unknown."""
        return None if self.previous is None else self.spent - self.previous

    @property
    def accrued(self) -> int:
        """What the period cost when charges are spread over the months they pay for."""
        months = self.accrued_by_month["month"].isin(self.period.months)
        return int(self.accrued_by_month.loc[months, "accrued"].sum())

    @property
    def rises(self) -> list[Rise]:
        """Charges that rose by `ask_above` or more and new ones of that size, largest first."""
        return rises.of(self)

    @property
    def headline(self) -> Sentence:
        """How much was spent, whether it rose or fell, and on what most."""
        return page.headline(self)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Spend, number of tools, share of the largest category, and tax or the last twelve months."""
        return page.figures(self)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What to ask about the rises: at most seven, largest first."""
        return tuple(rises.decision(rise, self.period, self.currency) for rise in self.rises[: rises.MOST])

    @property
    def gaps(self) -> tuple[Notice, ...]:
        """What is missing, set aside or not summed."""
        return page.gaps(self)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The gaps, and the rises that are not among the decisions."""
        more = rises.more(self.rises, self.decisions, self.currency)
        return (*self.gaps, *([more] if more else []))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The file behind the numbers."""
        return (self.charges.source,)

    @property
    def categories(self) -> Part:
        """Spend by category."""
        return page.categories(self)

    @property
    def tools(self) -> Part:
        """The most expensive tools and the sum of the others, with the change on the period before."""
        return page.tools(self)

    @property
    def all_tools(self) -> Part:
        """Every tool, with the change on the period before."""
        return page.all_tools(self)

    @property
    def trend(self) -> Part:
        """Spend a month over the last year: billed, and spread over the months paid for."""
        return page.trend(self)

    @property
    def months(self) -> Part:
        """What was billed and what it cost in each of the last twelve months."""
        return page.months(self)


def review(charges: Loaded, *, month: str, currency: str, ask_above: float, accrual: str = EQUAL_MONTHS) -> SpendReview:
    """Review one period: what was billed for each tool and category, and what rose.

    Billed cost counts in the month of its billing period or charge date. Amounts are summed exactly and rounded
    once; rows are rounded so that they add up to the total.

    Args:
        charges: What `load_charges` returned.
        month: Period to review: `2026-10`, or a quarter `2026-Q3` or a year `2026`.
        currency: ISO 4217 code to report in; amounts in another currency are stated, not summed.
        ask_above: Smallest rise on the period before that somebody is asked about, in whole units of `currency`.
        accrual: How a prepaid cost is spread over its term, `equal_months` or `by_day`.

    Raises:
        DataError: The charges end before the period's last month, begin after it, or are in other currencies.
        NoData: The charges span the period but hold none in it.
        ParameterError: `month`, `currency` or `ask_above` is not valid.
    """
    period, limit = Period(month), smallest_rise(ask_above, currency)
    ours = charges.rows.select(f"from {{rows}} where currency = {literal(currency)}")
    first = _check_span(charges, ours, period, currency)
    totals = _totals(ours, period, currency)
    if not totals["rows"]:
        raise NoData(
            f"{charges.source.path}: no charge in {month}, though the file goes on to {charges.source.newest}."
        )
    known = bool(totals["previous_rows"]) and first < Period(period.previous.months[0]).end
    accrued = spread(ours, currency=currency, basis=accrual)
    return SpendReview(
        month=month,
        currency=currency,
        ask_above=limit,
        spent=int(totals["spent"]),
        previous=int(totals["previous"]) if known else None,
        tax=int(totals["tax"]),
        credits=int(totals["credits"]),
        by_category=_by("category", "", ours, period, currency, known),
        by_tool=_by("tool", _OF_A_TOOL, ours, period, currency, known),
        by_month=_by_month(ours, accrued, period, currency),
        accrued_by_month=accrued,
        states_terms=bool(totals["dated"]),
        other_currencies=other_currencies(charges.rows, period, currency),
        first=first,
        charges=charges,
    )


def smallest_rise(ask_above: float, currency: str) -> int:
    """The limit from which a rise is asked about, in minor units.

    Raises:
        ParameterError: `ask_above` is not an amount above 0, or `currency` is not valid.
    """
    if not isinstance(ask_above, int | float) or isinstance(ask_above, bool) or not 0 < ask_above < 1e12:
        raise ParameterError(
            f"ask_above: {ask_above} is not an amount above 0; 500 asks about rises of 500 {currency}."
        )
    return to_minor(Decimal(str(ask_above)), currency)


def _check_span(charges: Loaded, ours: Relation, period: Period, currency: str) -> date:
    """The first day in the data, once it is sure that the period lies inside."""
    source = charges.source
    if source.newest is None:
        raise DataError(f"charges: {source.absent or 'no charge was loaded'}; name a file with charges.")
    _refuse_outside(source, charges.rows.bounds("date")[0], period)
    first, _ = ours.bounds("date")
    if first is None:
        others = ", ".join(money.currency for money in source.money)
        raise DataError(f"{source.path}: no charge in {currency}; it has {others}. Change currency, or load that file.")
    _refuse_outside(source, first, period)
    assert isinstance(first, date)
    return first


def _refuse_outside(source: Source, first: date, period: Period) -> None:
    """Charges that end before the period's last month are late; those that begin after it are another period's."""
    if source.newest is None or source.newest < Period(period.months[-1]).start or first >= period.end:
        partly = first < period.end and source.newest is not None and source.newest >= period.start
        missing = f"{period.months[-1]}, the last month of {period}" if partly else period.text
        raise DataError(
            f"{source.path}: no charge for {missing}; it covers {first} to {source.newest}. "
            f"Load a newer export, or change month in the parameters file."
        )


def _spans(period: Period) -> dict[str, object]:
    before, ago = period.previous, rises.year_before(period)
    spans: dict[str, object] = {"start": period.start, "stop": period.end, "before": before.start}
    return spans | {"ago": ago.start, "ago_stop": ago.end}


_SUMS = """
    coalesce(sum(amount) filter (date >= $start and date < $stop), 0) as spent,
    coalesce(sum(amount) filter (date >= $before and date < $start), 0) as previous,
"""
_OF_A_TOOL = """
    case when count(distinct category) = 1 then min(category) else 'Several' end as category,
    max_by(team, (date, line)) as team,
    minor(coalesce(sum(amount) filter (date >= $ago and date < $ago_stop), 0), $digits) as year_ago,
    min(date) as first,
"""


def _totals(ours: Relation, period: Period, currency: str) -> pd.Series[Any]:
    sums = ours.query(
        """
        with apart as (
            from {rows}
            select *, date >= $start and date < $stop as now, date >= $before and date < $start as earlier,
                   kind = 'Tax' as taxed, kind in ('Credit', 'Adjustment') or kind = 'Charge' and amount < 0 as credit
        )
        from apart
        select count(*) filter (now and not taxed) as rows, count(*) filter (earlier and not taxed) as previous_rows,
               count(*) filter (not taxed and period_end > period_start) as dated,
               minor(coalesce(sum(amount) filter (now and not taxed), 0), $digits) as spent,
               minor(coalesce(sum(amount) filter (earlier and not taxed), 0), $digits) as previous,
               minor(coalesce(sum(amount) filter (now and taxed), 0), $digits) as tax,
               minor(coalesce(sum(amount) filter (now and credit), 0), $digits) as credits
        """,
        start=period.start,
        stop=period.end,
        before=period.previous.start,
        digits=digits(currency),
    )
    return sums.iloc[0]


def _by(column: str, more: str, ours: Relation, period: Period, currency: str, known: bool) -> pd.DataFrame:
    parameters = _spans(period) | {"digits": digits(currency)}
    wanted = {name: value for name, value in parameters.items() if f"${name}" in _SUMS + more}
    rows = ours.query(
        f"""
        from (from {{rows}} select {column}, {_SUMS} {more} where kind <> 'Tax' group by {column})
        where spent <> 0 or previous <> 0 order by spent desc, {column}
        """,
        **wanted,
    )
    spent = round_under_total(list(rows["spent"]), currency)
    previous = round_under_total(list(rows["previous"]), currency) if known else (None,) * len(rows)
    changes = [None if then is None else now - then for now, then in zip(spent, previous, strict=True)]
    total = sum(spent)
    shares = [now / total if total > 0 else None for now in spent]
    return rows.assign(spent=spent, previous=_whole(previous), change=_whole(changes), share=_real(shares))


def _by_month(ours: Relation, accrued: pd.DataFrame, period: Period, currency: str) -> pd.DataFrame:
    import pandas as pd

    months = last_months(period.months[-1], TREND_MONTHS)
    found = ours.query(
        """
        from {rows} select strftime(date, '%Y-%m') as month, minor(sum(amount), $digits) as spent
        where kind <> 'Tax' group by all
        """,
        digits=digits(currency),
    )
    spent = dict(zip(found["month"], found["spent"], strict=True))
    cost = dict(zip(accrued["month"], accrued["accrued"], strict=True))
    # Of the months before its first charge the file says nothing.
    first = min(spent, default="")
    paid = [month in spent or (month > first and month in cost) for month in months]
    costs = [int(cost.get(month, 0)) if known else None for month, known in zip(months, paid, strict=True)]
    billed = [spent.get(month) for month in months]
    return pd.DataFrame({"month": months, "spent": _whole(billed), "accrued": _whole(costs)})


def other_currencies(rows: Relation, period: Period, currency: str) -> pd.DataFrame:
    """Charges of the period in other currencies: currency, rows, amount (exact)."""
    return rows.query(
        """
        from {rows} select currency, count(*) as rows, sum(amount) as amount
        where currency <> $currency and date >= $start and date < $stop group by all order by all
        """,
        currency=currency,
        start=period.start,
        stop=period.end,
    )


def _whole(values: Sequence[int | None]) -> pd.Series[Any]:
    import pandas as pd

    return pd.Series(values, dtype=object if None in values else "int64")


def _real(values: Sequence[float | None]) -> pd.Series[Any]:
    import pandas as pd

    return pd.Series(values, dtype="float64")
