"""What hiring says: offers with their answers, and requisitions with their days.

One row is one offer, or one position to fill. Words and headers of Greenhouse, Lever and Workday are understood.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from prodops_kit.engines import literal
from prodops_kit.salary.annual import PERIOD_HEADERS, with_known_periods, without_mixed_periods, yearly
from prodops_kit.salary.bands import AREA, CURRENCY, LEVEL, ROLE
from prodops_kit.salary.rows import dated, without
from prodops_kit.tables import Loaded, Table, column, read_table

Day = date  # below, the name is a column
OUTCOMES = {
    "accepted": ("accepted", "offer accepted", "signed", "hired"),
    "declined": ("declined", "rejected", "denied", "refused", "offer declined", "offer rejected"),
    "open": ("open", "created", "draft", "pending", "approval-sent", "approved", "sent", "sent-manually", "opened"),
    "withdrawn": ("withdrawn", "deprecated", "rescinded", "cancelled", "canceled", "expired"),
}
_OUTCOME = "case {} end".format(
    " ".join(
        f"when lower(outcome) in ({', '.join(map(literal, words))}) then {literal(name)}"
        for name, words in OUTCOMES.items()
    )
)


class Offers(Table):
    """One offer to one candidate, with its answer."""

    offer_id: str = column("text", "The offer's own number", aliases=("offer", "id", "application id"))
    requisition_id: str = column(
        "text",
        "Position it is for",
        aliases=("requisition", "opening id", "requisition code", "job id"),
        required=False,
    )
    role: str = column("text", "Role, as in the bands", aliases=("posting title", *ROLE))
    level: str = column("text", "Level, as in the bands", aliases=LEVEL)
    area: str = column("text", "Area, as in the bands", aliases=AREA)
    base_pay: Decimal = column(
        "money",
        "Base pay offered",
        aliases=("offered compensation amount", "base salary", "salary", "base pay offered", "compensation", "amount"),
        currency="currency",
        private=True,
    )
    currency: str = column("currency", "Currency of the pay; needed unless all share one", aliases=CURRENCY)
    period: str = column(
        "text", "What the pay is for; a year where empty", aliases=("type of earnings", *PERIOD_HEADERS), required=False
    )
    date: Day = column(
        "day",
        "Day of the offer",
        aliases=("offer date", "sent on", "offer sent", "date sent", "created at", "created on"),
    )
    outcome: str = column(
        "text",
        "The answer: accepted, declined, or open while there is none",
        aliases=("offer status", "status", "offer outcome"),
        nullable=True,
    )

    may_be_empty = True


class Requisitions(Table):
    """One position to fill."""

    requisition_id: str = column(
        "text",
        "The position's own number",
        aliases=(
            "requisition",
            "requisition code",
            "job requisition id",
            "job requisition",
            "opening id",
            "req id",
            "id",
        ),
    )
    role: str = column("text", "Role, as in the bands", aliases=("posting title", "requisition name", *ROLE))
    level: str = column("text", "Level, as in the bands", aliases=LEVEL)
    area: str = column("text", "Area, as in the bands", aliases=AREA)
    opened: date = column(
        "day",
        "First day it was open",
        aliases=("date opened", "opened date", "open date", "opened at", "recruiting start date", "created on"),
    )
    filled: date = column(
        "day",
        "Day an offer was accepted; empty while open",
        aliases=("date filled", "filled date", "filled on", "closed date", "close date", "closed at"),
        required=False,
    )
    cancelled: date = column(
        "day", "Day it was given up", aliases=("canceled", "date cancelled", "cancelled date"), required=False
    )
    budget: Decimal = column(
        "money",
        "Base pay a year that is planned for it",
        aliases=("salary budget", "budgeted salary", "compensation budget", "budgeted amount"),
        required=False,
        currency="currency",
    )
    currency: str = column(
        "currency", "Currency of the budget; needed unless all share one", aliases=CURRENCY, nullable=True
    )

    may_be_empty = True


def load_offers(
    path: str | Path | None, *, currency: str | None = None, area: str | None = None, dates: str | None = None
) -> Loaded:
    """Read offers and what became of them.

    Args:
        path: File with one row per offer; None for none.
        currency: Currency of the pay, where the file has no column for it.
        area: Area of every offer, where the file has no column for it.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per offer, columns as in `Offers`, outcomes as accepted, declined or open, then `annual_pay`.

    Raises:
        DataError: The file cannot be read as offers. Offers without an outcome, withdrawn ones and older versions
            are set aside with their lines; no message tells an amount.

    Example:
        offers = pk.salary.load_offers("data/offers.csv")
    """
    if path is None:
        return Loaded.left_out(Offers, "offers_file is not set")
    offers = with_known_periods(_read(path, Offers, currency, area, dates))
    offers = without_mixed_periods(without(offers, _OFFER_FAULTS), "base_pay")
    told = offers.select(f"from {{rows}} select * replace ({_OUTCOME} as outcome), {yearly('base_pay')} as annual_pay")
    return dated(told, told.rows.bounds("date")[1])


_OFFER_FAULTS = (
    ("base_pay <= 0", "the pay is not above 0", "base_pay"),
    ("outcome is null", "the offer has no outcome; write accepted, declined or open", "outcome"),
    (f"({_OUTCOME}) is null", "the outcome is none of accepted, declined and open", "outcome"),
    (f"({_OUTCOME}) = 'withdrawn'", "withdrawn by the company or replaced, so no candidate answered it", "outcome"),
    (
        "line not in (from {rows} select max(line) group by offer_id)",
        "the offer stands again on a later line, which is used",
        "",
    ),
)


def load_requisitions(
    path: str | Path | None, *, currency: str | None = None, area: str | None = None, dates: str | None = None
) -> Loaded:
    """Read positions to fill.

    Args:
        path: File with one row per position; None for none.
        currency: Currency of the budgets, where the file has no column for it.
        area: Area of every position, where the file has no column for it.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per position, columns as in `Requisitions`.

    Raises:
        DataError: The file cannot be read as requisitions. Those whose days contradict each other are set aside.

    Example:
        requisitions = pk.salary.load_requisitions("data/requisitions.csv")
    """
    if path is None:
        return Loaded.left_out(Requisitions, "requisitions_file is not set")
    found = without(_read(path, Requisitions, currency, area, dates), _REQUISITION_FAULTS)
    last = found.rows.query("from {rows} select max(coalesce(filled, cancelled, opened)) as day")["day"].item()
    return dated(found, last if last == last else None)


_REQUISITION_FAULTS = (
    ("filled < opened", "it was filled before it was opened", "filled"),
    ("cancelled < opened", "it was cancelled before it was opened", "cancelled"),
    ("filled is not null and cancelled is not null", "it was both filled and cancelled; keep what is true", "filled"),
    ("budget <= 0", "the budget is not above 0", "budget"),
    ("budget is not null and currency is null", "the budget has no currency", "currency"),
    (
        "line not in (from {rows} select max(line) group by requisition_id)",
        "the requisition stands again on a later line, which is used",
        "",
    ),
)


def _read(path: str | Path, table: type[Table], currency: str | None, area: str | None, dates: str | None) -> Loaded:
    given = {name: text for name, text in {"currency": currency, "area": area}.items() if text}
    return read_table(path, table, defaults=given, dates=dates)
