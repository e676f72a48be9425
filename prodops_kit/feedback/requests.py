"""Who asks for what: themes marked as requests, ranked; and, for nobody but the team, whom to tell when one ships."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prodops_kit import workbook
from prodops_kit.feedback.clusters import customers_of
from prodops_kit.feedback.mentions import Mentions
from prodops_kit.feedback.themes import Theme
from prodops_kit.money import Money

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Request:
    """A theme that asks for something.

    Attributes:
        customers: Distinct customers who ask, over all items.
        revenue: What they pay a year, each counted once; one amount a currency, the largest first.
        priced: How many of the customers have a known revenue.
        importance: Mean importance or pain from 1 to 5, or None where nobody stated one.
        stated: Items that state it.
        items: Distinct items.
    """

    theme: Theme
    customers: int
    revenue: tuple[Money, ...]
    priced: int
    importance: float | None
    stated: int
    items: int


def requests(found: Mentions) -> tuple[Request, ...]:
    """Rank what is asked for and has not shipped: by customers, then revenue, then importance.

    Args:
        found: What `mentions` returned; all its items count, of whatever month.
    """
    asked = [_request(found, theme) for theme in found.themes if theme.request]
    listed = [each for each in asked if each.items]
    return tuple(sorted(listed, key=_rank))


def revenue_of(frame: pd.DataFrame, customers: Sequence[str]) -> tuple[tuple[Money, ...], int]:
    """What some customers pay a year: the latest amount stated of each, added up by currency.

    Returns:
        One amount a currency, the largest first; and how many customers have a known one.
    """
    import pandas as pd

    latest: dict[str, Money] = {}
    for customer, revenue, currency in zip(customers, frame["revenue"], frame["currency"], strict=True):
        if currency and not pd.isna(revenue):
            latest[customer] = Money(int(revenue), currency)
    totals: dict[str, int] = {}
    for money in latest.values():
        totals[money.currency] = totals.get(money.currency, 0) + money.minor
    amounts = [Money(minor, currency) for currency, minor in totals.items()]
    return tuple(sorted(amounts, key=lambda money: (-money.minor, money.currency))), len(latest)


def keep_requesters(found: Mentions, *, month: str) -> Path:
    """Write whom to tell under `.prodops/feedback/`, for the team only: key of the customer, id and link, no words.

    Args:
        found: What `mentions` returned.
        month: The period, for the file's name.

    Returns:
        The file, mode 0600: one row per customer and requested theme, open ones and shipped ones.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["theme", "status", "shipped", "customer", "source", "id", "link", "answered"])
    for theme in found.themes:
        if theme.request:
            writer.writerows(_rows(found.where(found.of(theme.id)), theme))
    folder = workbook.kept() / "feedback"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"tell-{month}.csv"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.write(out.getvalue())
    return file


def _request(found: Mentions, theme: Theme) -> Request:
    asked = found.where(found.of(theme.id))
    customers = customers_of(asked)
    revenue, priced = revenue_of(asked.frame, customers)
    stated = [float(value) for value in asked.frame["pain"] if value is not None and value == value]
    importance = sum(stated) / len(stated) if stated else None
    return Request(theme, len(set(customers)), revenue, priced, importance, len(stated), len(asked))


def _rank(each: Request) -> tuple[bool, int, int, float, str]:
    revenue = each.revenue[0].minor if each.revenue else 0
    return each.theme.shipped is not None, -each.customers, -revenue, -(each.importance or 0.0), each.theme.id


def _rows(asked: Mentions, theme: Theme) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for customer, (_, row) in zip(customers_of(asked), asked.frame.iterrows(), strict=True):
        answered = (
            "" if row["responded"] is None or row["responded"] != row["responded"] else f"{row['responded']:%Y-%m-%d}"
        )
        cells = [
            theme.label,
            theme.status,
            f"{theme.shipped or ''}",
            row["customer"],
            row["source"],
            row["id"],
            row["link"],
        ]
        found[customer] = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in [*cells, answered]]
    return list(found.values())
