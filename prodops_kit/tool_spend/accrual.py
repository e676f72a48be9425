"""What tools cost in the months they serve: a prepaid charge is spread over its term, to the cent.

Cash counts in the month it is billed; this counts in the months paid for. A charge without a term belongs to its own
month. Shares are rounded to minor units; the last month of a term takes what is left, so that the sum is the invoice.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from prodops_kit.money import digits, round_under_total

if TYPE_CHECKING:
    import pandas as pd

    from prodops_kit.engines import Relation


def spread(charges: Relation, *, currency: str, basis: str) -> pd.DataFrame:
    """Spread charges over the months that they pay for.

    Args:
        charges: Rows of `load_charges` in one currency; tax is left out.
        currency: ISO 4217 code of the amounts.
        basis: `equal_months`: the same for each month of the term, from the month it starts in; `by_day`: each
            month by its days in the term.

    Returns:
        One row per month: month (YYYY-MM), accrued (minor units); they add up to the charges.

    Example:
        months = pk.tool_spend.spread(charges.rows, currency="USD", basis="equal_months")
    """
    months = "equal" if basis == "equal_months" else "touched"
    sql = _SPREAD.replace("{share}", _SHARES[basis]).replace("{months}", months)
    found = charges.query(sql, digits=digits(currency))
    exact = [
        amount + Decimal(int(whole)).scaleb(-digits(currency))
        for amount, whole in zip(found["exact"], found["whole"], strict=True)
    ]
    accrued = list(round_under_total(exact, currency))
    return found[["month"]].assign(accrued=accrued)


# Whole minor units, halves away from zero: a division of decimals would pass through floats.
_SHARES = {
    "equal_months": "sign(cents) * ((2 * abs(cents) + months) // (2 * months))",
    "by_day": "sign(cents) * ((2 * abs(cents) * days + term) // (2 * term))",
}

_SPREAD = """
with terms as (
    from {rows}
    select amount, date, period_start as first, period_end as stop,
           coalesce(period_end > period_start and period_end - 1 >= date_trunc('month', period_start)
                    + interval 1 month, false) as long,
           coalesce(period_end > period_start, false) as dated
    where kind <> 'Tax'
), single as (
    from terms select strftime(case when dated then first else date end, '%Y-%m') as month, amount where not long
), counted as (
    from (
        from terms
        select *, minor(amount, $digits)::hugeint as cents, stop - first as term,
               datesub('month', first, stop) as complete
        where long
    )
    select *, complete + (first + to_months(complete::integer) < stop)::integer as equal,
           datediff('month', first, stop - 1) + 1 as touched, row_number() over () as id
), months as (
    from (from counted select *, {months} as months) select *, unnest(range(months)) as n
), shares as (
    from (
        from months
        select *, (date_trunc('month', first) + to_months(n::integer))::date as start
    )
    select *, least(stop, (start + interval 1 month)::date) - greatest(first, start) as days
), cut as (
    from shares select id, amount, n, months, start, case when n < months - 1 then {share} else 0 end as cents
), filled as (
    from cut select *, sum(cents) over (partition by id) as before
)
from (
    from single select month, sum(amount) as exact, 0::hugeint as whole group by all
    union all
    from filled
    select strftime(start, '%Y-%m') as month,
           sum(case when n = months - 1 then amount else 0 end) as exact,
           sum(case when n = months - 1 then -before else cents end)::hugeint as whole
    group by all
)
select month, sum(exact) as exact, sum(whole)::bigint as whole group by month order by month
"""
