"""Contracts: what a tool costs a year, for how many seats, until when, and until when notice can be given.

One row is one contract. A tool, what it costs a year and when it renews are enough; every other column adds
something to the page, and its absence is said there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import DataError
from prodops_kit.money import to_minor
from prodops_kit.readers import header_of
from prodops_kit.readers.headers import plain
from prodops_kit.tables import Loaded, Table, column, read_table
from prodops_kit.tool_spend.notice import act_by, months_after, notice_deadline, terms_after

NO_OWNER = "Tool's owner (not named in the file)"
UNCATEGORISED = "Uncategorised"


class Contracts(Table):
    """One contract for a tool, for one term."""

    contract_id: str = column("text", "The contract's own number", aliases=("contract", "id"), required=False)
    tool: str = column(
        "text", "Product the contract is for", aliases=("product", "app", "application", "software", "service", "name")
    )
    vendor: str = column("text", "Company that sells the tool", aliases=("supplier",), required=False)
    category: str = column(
        "text", "Activity the tool serves; overlap is looked for inside it", aliases=("activity",), required=False
    )
    owner_team: str = column(
        "text", "Team that decides on the tool", aliases=("owner", "team", "department"), required=False
    )
    start_date: date = column(
        "day", "First day of this term", aliases=("start", "starts", "term start"), required=False
    )
    renewal_date: date = column(
        "day",
        "First day of the next term; needed unless end_date is there",
        aliases=("renewal", "renews", "renews on", "next renewal"),
        required=False,
    )
    end_date: date = column(
        "day", "Last day of this term", aliases=("end", "ends", "expires", "term end", "expiry date"), required=False
    )
    notice_days: int = column("count", "Calendar days of notice", aliases=("notice", "notice period"), required=False)
    notice_months: int = column("count", "Months of notice", required=False)
    notice_counts_from: str = column(
        "text", "What notice is counted from", aliases=("notice from",), required=False, options=("renewal", "end")
    )
    auto_renew: bool = column(
        "yesno", "Whether it renews by itself", aliases=("auto renewal", "autorenew"), required=False
    )
    annual_cost: Decimal = column(
        "money",
        "What it costs a year; needed unless seats and unit price are there",
        aliases=("annual", "yearly", "yearly cost", "cost per year", "annual value", "acv", "cost", "price"),
        required=False,
        currency="currency",
    )
    billing: str = column(
        "text",
        "When it is invoiced; monthly without a renewal date is a monthly plan",
        required=False,
        options=("annual_upfront", "quarterly", "monthly", "usage"),
    )
    price_basis: str = column(
        "text",
        "What the unit price is for",
        required=False,
        options=("per_seat_year", "per_seat_month", "flat_year", "usage"),
    )
    seats_paid: int = column(
        "count", "Seats paid for", aliases=("seats", "licences", "licenses", "quantity"), required=False
    )
    unit_price: Decimal = column(
        "money", "Price of a seat", aliases=("seat price", "price per seat"), required=False, currency="currency"
    )
    currency: str = column("currency", "Currency of the amounts; needed unless they share the report's")
    status: str = column(
        "text", "Whether it is in force", required=False, options=("active", "cancelled", "superseded")
    )

    reconciles = "annual_cost"


@dataclass(frozen=True)
class Contract:
    """A contract in force on a day.

    Attributes:
        as_of: The day.
        number: The contract's own number, where the file has one.
        seats: Seats paid for; None for a flat fee, or where the file does not say.
        cost: What it costs a year, exact.
        annual: The same in minor units.
    """

    as_of: date
    number: str | None
    tool: str
    category: str
    owner: str
    start: date | None
    renewal_date: date | None
    end_date: date | None
    notice_days: int | None
    notice_months: int | None
    counts_from: str | None
    auto_renew: bool | None
    monthly: bool
    seats: int | None
    cost: Decimal
    annual: int
    line: int

    @cached_property
    def renewal(self) -> date | None:
        """First day of the next term; of a monthly plan the next charge that can be stopped; None when it is over."""
        if self.monthly:
            charges = (_next_charge(self.start, self.as_of, months) for months in count())
            return next(charge for charge in charges if (self._deadline_of(charge) or charge) >= self.as_of)
        stated = self.renewal_date or (self.end_date and self.end_date + timedelta(days=1))
        return stated if stated and stated > self.as_of else None

    @cached_property
    def deadline(self) -> date | None:
        """Last day for notice; the last day of the term where it ends by itself; None where terms are not known."""
        if self.renewal is None:
            return None
        if self.monthly:
            return self._deadline_of(self.renewal) or self.renewal
        return self.renewal - timedelta(days=1) if self.auto_renew is False else self._deadline_of(self.renewal)

    @property
    def act_by(self) -> date | None:
        """The deadline, or the working day before it; today where it is missed or not known."""
        if self.renewal is None:
            return None
        return self.as_of if self.missed or self.deadline is None else act_by(self.deadline)

    @property
    def missed(self) -> bool:
        """Whether the deadline is past although the term still runs."""
        return self.deadline is not None and self.deadline < self.as_of

    @property
    def without_terms(self) -> bool:
        """Whether it will renew and nothing says until when notice can be given."""
        return self.renewal is not None and self.deadline is None

    @property
    def knows_term(self) -> bool:
        """Whether the file says how long a term is; without, it is taken as a year."""
        return self.start is not None and self.renewal is not None and self.start < self.renewal

    @property
    def next_deadline(self) -> date | None:
        """The first deadline still ahead in the terms after this one; None where deadlines are not known."""
        if self.deadline is None or self.renewal is None:
            return None
        found = (self._deadline_of(terms_after(self.start, self.renewal, terms)) for terms in count(1))
        return next((day for day in found if day is None or day >= self.as_of), None)

    def _deadline_of(self, renewal: date) -> date | None:
        """Last day for notice before a renewal, by the contract's terms."""
        return notice_deadline(
            renewal if self.monthly or self.renewal_date else None,
            end_date=renewal - (self.renewal - self.end_date) if self.end_date and self.renewal else None,
            notice_days=self.notice_days,
            notice_months=self.notice_months,
            from_end=self.counts_from == "end",
        )


def load_contracts(
    path: str | Path | None, *, currency: str | None = None, money: str | None = None, dates: str | None = None
) -> Loaded:
    """Read the list of contracts.

    Args:
        path: File with at least tool, annual cost and renewal date; None when there is none.
        currency: ISO 4217 code of the amounts where the file has no currency column.
        money: How amounts are written; proved from the file when None.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per contract, columns as in `Contracts`, in file order.

    Raises:
        DataError: The file cannot be read as contracts. Rows without a price or a date, and contracts that
            appear twice, are set aside and counted.

    Example:
        contracts = pk.tool_spend.load_contracts("data/contracts.csv", currency="USD")
    """
    if path is None:
        return Loaded.left_out(Contracts, "contracts_file is not set")
    _check_columns(path)
    defaults = {"currency": currency} if currency else {}
    contracts = read_table(path, Contracts, layout="Contracts", defaults=defaults, money=money, dates=dates)
    for condition, reason in _FAULTS:
        contracts = contracts.reject(condition, reason=reason)
    return contracts


_FAULTS = (
    (
        "annual_cost is null and (unit_price is null or coalesce(seats_paid, 0) = 0 and "
        "coalesce(price_basis, '') <> 'flat_year')",
        "it says neither what it costs a year nor seats and unit price",
    ),
    (
        "renewal_date is null and end_date is null and coalesce(billing, '') <> 'monthly'",
        "it has neither a renewal date nor an end date",
    ),
    (
        "contract_id is not null and line not in (from {rows} select min(line) group by contract_id)",
        "the contract_id stands on an earlier line; one row is one contract",
    ),
)


def _check_columns(path: str | Path) -> None:
    """Price and date may each come in two ways; the file needs one of them."""
    known = {plain(text) for text in header_of(workbook.path(path), Contracts)}
    words = {
        field.name: {plain(word) for word in (field.name, field.name.replace("_", " "), *field.aliases)}
        for field in Contracts.fields
    }
    absent = [
        said
        for names, said in (
            (("annual_cost", "unit_price"), "what a contract costs (annual_cost, or seats_paid and unit_price)"),
            (("renewal_date", "end_date", "billing"), "when it renews (renewal_date, or end_date)"),
        )
        if not any(known & words[name] for name in names)
    ]
    if absent and known & words["tool"]:
        raise DataError(f"{workbook.name(path)}: no column for {' and none for '.join(absent)}. Add one in the export.")


def in_force(contracts: Loaded, *, as_of: date, currency: str) -> list[Contract]:
    """Contracts in force on a day, in one currency, the most expensive first."""
    frame = contracts.rows.query(
        f"""
        from {{rows}}
        select *, {_ANNUAL} as yearly
        where coalesce(status, 'active') = 'active' and currency = $currency
          and coalesce(start_date <= $as_of, true) and coalesce(end_date >= $as_of, true)
          and not (coalesce(renewal_date <= $as_of, false) and auto_renew is false)
        """,
        as_of=as_of,
        currency=currency,
    )
    found = [_contract(row, as_of, currency) for row in frame.to_dict("records")]
    return sorted(found, key=lambda contract: (-contract.annual, contract.tool, contract.line))


_ANNUAL = """
    coalesce(annual_cost, unit_price * case when coalesce(price_basis, '') = 'flat_year' then 1 else seats_paid end
        * case when price_basis = 'per_seat_month' then 12 else 1 end)
"""


def _contract(row: dict[Any, Any], as_of: date, currency: str) -> Contract:
    return Contract(
        as_of=as_of,
        number=row["contract_id"],
        tool=row["tool"],
        category=row["category"] or UNCATEGORISED,
        owner=row["owner_team"] or NO_OWNER,
        start=row["start_date"],
        renewal_date=row["renewal_date"],
        end_date=row["end_date"],
        notice_days=row["notice_days"],
        notice_months=row["notice_months"],
        counts_from=row["notice_counts_from"],
        auto_renew=row["auto_renew"],
        monthly=row["billing"] == "monthly" and row["renewal_date"] is None and row["end_date"] is None,
        seats=row["seats_paid"] or None,
        cost=row["yearly"],
        annual=to_minor(row["yearly"], currency),
        line=row["line"],
    )


def _next_charge(start: date | None, as_of: date, later: int) -> date:
    """So many months after the next charge of a monthly plan: on the day of its start, else the first of a month."""
    anchor = start or as_of.replace(day=1)
    months = (as_of.year - anchor.year) * 12 + as_of.month - anchor.month
    months += months_after(anchor, months) <= as_of
    return months_after(anchor, months + later)
