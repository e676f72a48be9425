"""What each report says of a period: its own record, or for a quarter or year what its months make together.

Records are untrusted: any cell can write one. What cannot be read is counted, never shown and never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from prodops_kit.errors import ParameterError
from prodops_kit.money import Money, digits
from prodops_kit.others import Others, Said
from prodops_kit.periods import Period
from prodops_kit.results import Decision, Figure, Recorded, Sentence

_CURRENCY = re.compile(r"([A-Z]{3}) cents(/\w+)?")
_BETTER = ("higher", "lower")
_OVER = ("sum", "last", "mean")
_SURE = ("high", "medium", "low")

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """What one report says of one period.

    Attributes:
        months: The months it was made from; empty when the period has a page of its own.
        pages: Its page, or those of its months, relative to the reports folder.
        inputs: table, path and newest of each file that it read.
        unreadable: Entries of the record that could not be read.
        left_out: Labels of figures that months do not make up.
    """

    report: str
    month: str
    headline: str
    figures: tuple[Figure, ...]
    decisions: tuple[Decision, ...]
    blocks: tuple[Recorded, ...]
    pages: tuple[str, ...]
    inputs: tuple[Item, ...]
    unreadable: int = 0
    left_out: tuple[str, ...] = ()
    months: tuple[str, ...] = ()


def statements(others: Others, month: str) -> tuple[Statement, ...]:
    """What the reports say of a period, in the order of their names."""
    found = (_statement(others, report, Period(month)) for report in others.titles)
    return tuple(statement for statement in found if statement)


def _statement(others: Others, report: str, period: Period) -> Statement | None:
    mine = {said.month: said for said in others.said if said.report == report}
    if period.text in mine:
        return _own(mine[period.text])
    months = [mine[month] for month in period.months if month in mine] if period.kind != "month" else []
    return _combined([_own(said) for said in months], period) if months else None


def _own(said: Said) -> Statement:
    figures, bad_figures = _read(_figure, said.figures)
    decisions, bad_decisions = _read(_decision, said.decisions)
    blocks, bad_blocks = _read(_block, said.blocks)
    return Statement(
        report=said.report,
        month=said.month,
        headline=said.headline,
        figures=tuple(figures),
        decisions=tuple(decisions),
        blocks=tuple(blocks),
        pages=(said.page,) if said.page else (),
        inputs=tuple(said.inputs),
        unreadable=bad_figures + bad_decisions + bad_blocks,
    )


def _read(reader: Any, items: Iterable[Item]) -> tuple[list[Any], int]:
    found, unreadable = [], 0
    for item in items:
        try:
            found.append(reader(item))
        except (KeyError, TypeError, ValueError, AttributeError, ParameterError):
            unreadable += 1
    return found, unreadable


def _figure(item: Item) -> Figure:
    value, unit = item["value"], item["unit"]
    money = _CURRENCY.fullmatch(unit)
    if money:
        digits(money[1])  # refuses what is no currency
    return Figure(
        name=_text(item["name"]),
        label=_text(item["label"]),
        value=None if value is None else _number(value),
        unit=unit,
        better=item.get("better") if item.get("better") in _BETTER else None,
        over=item.get("over") if item.get("over") in _OVER else None,
    )


def _decision(item: Item) -> Decision:
    currency, quantity = item.get("currency"), item.get("quantity")
    return Decision(
        id=_text(item["id"]),
        action=_text(item["action"]),
        subject=_text(item["subject"]),
        quantity=None if quantity is None else int(_number(quantity)),
        by=date.fromisoformat(item["by"]),
        worth=_money(item["worth"], currency),
        owner=_text(item["owner"]),
        reason=Sentence("{reason}", reason=_text(item.get("reason") or "")),
        confidence=item["confidence"] if item.get("confidence") in _SURE else "low",
        wrong_if=_text(item.get("wrong_if") or ""),
        noun=_text(item.get("noun") or ""),
        low=_money(item.get("low"), currency),
        high=_money(item.get("high"), currency),
        link=_text(item.get("link") or ""),
    )


def _block(item: Item) -> Recorded:
    return Recorded(_text(item["kind"]), _text(item["heading"]), _text(item["html"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or abs(value) == float("inf"):
        raise ValueError(value)
    return value


def _money(minor: Any, currency: Any) -> Money | None:
    if minor is None:
        return None
    digits(_text(currency))
    return Money(round(_number(minor)), currency)


def _combined(months: list[Statement], period: Period) -> Statement:
    """A quarter or year of a report that has no page for it: figures by their `over`, decisions of its last month."""
    last, complete = months[-1], len(months) == len(period.months)
    figures = [(figure, _over(figure, months, period, complete=complete)) for figure in last.figures]
    return replace(
        last,
        month=period.text,
        headline="",
        figures=tuple(made for _, made in figures if made),
        decisions=tuple(replace(decision, link="") for decision in last.decisions),
        blocks=(),
        pages=tuple(page for statement in months for page in statement.pages),
        unreadable=sum(statement.unreadable for statement in months),
        left_out=tuple(figure.label for figure, made in figures if not made),
        months=tuple(statement.month for statement in months),
    )


def _over(figure: Figure, months: list[Statement], period: Period, *, complete: bool) -> Figure | None:
    """The figure over the period; None when months do not make it up, or one of them is missing."""
    same = [f for s in months for f in s.figures if (f.name, f.unit) == (figure.name, figure.unit)]
    values = [f.value for f in same if f.value is not None]
    if figure.over == "last":
        return figure if months[-1].month == period.months[-1] else None
    if not figure.over or not complete or len(values) < len(months):
        return None
    total = sum(values)
    return replace(
        figure,
        value=total if figure.over == "sum" else float(f"{total / len(values):.10g}"),
        label=re.sub(r"\bmonth\b", period.kind, figure.label),
        unit=re.sub(r"/month$", f"/{period.kind}", figure.unit) if figure.over == "sum" else figure.unit,
    )
