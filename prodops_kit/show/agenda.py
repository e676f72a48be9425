"""Decisions as the table a leader works through: what, why now, owner, by when, worth how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from prodops_kit.money import Money
from prodops_kit.periods import Period
from prodops_kit.results import Decision
from prodops_kit.show import text, units
from prodops_kit.show.grid import heading_cell
from prodops_kit.show.history import Earlier, age, age_in_words
from prodops_kit.show.markup import clean, tag

_BESIDE = re.compile(r"([\w-]+\.html)?(#[\w-]+)?", re.ASCII)  # this page, or one in the same folder
NONE = "No decision is needed this {kind}."


def draw(decisions: Sequence[Decision], month: str, past: Earlier) -> Markup:
    """The table, or a sentence when there is nothing to decide."""
    if not decisions:
        return tag("p", NONE.format(kind=Period(month).kind), class_="pk-empty")
    worth = _worth([decision.worth for decision in decisions])
    rows = [_row(decision, worth[n], month, past) for n, decision in enumerate(decisions)]
    table = tag("table", _head(), tag("tbody", *rows), _total(decisions, worth), class_="pk-table pk-decide")
    return tag("div", table, _doubts(decisions), class_="pk-scroll", role="group", tabindex="0", aria_label="Decisions")


def what(decision: Decision) -> str:
    """What is asked for, as an order: `Release 14 Figma seats`."""
    quantity = None if decision.quantity is None else text.number(decision.quantity)
    return clean(" ".join(part for part in (decision.action, quantity, decision.subject, decision.noun) if part))


def _worth(amounts: Sequence[Money | None]) -> list[str]:
    """One text a decision, then the total when there is one to state."""
    priced = [amount for amount in amounts if amount]
    currencies = {amount.currency for amount in priced}
    if len(currencies) != 1:
        return ["not priced" if amount is None else text.money(amount) for amount in amounts]
    currency = currencies.pop()
    minor = [amount.minor if amount else None for amount in amounts]
    texts = units.column([*minor, sum(amount.minor for amount in priced)], f"{currency} cents")
    return [
        *("not priced" if amount is None else shown for amount, shown in zip(amounts, texts, strict=False)),
        texts[-1],
    ]


def _head() -> Markup:
    labels = ("What", "Why now", "Owner", "By")
    return tag("thead", tag("tr", *map(heading_cell, labels), heading_cell("Worth a year", number=True)))


def _row(decision: Decision, worth: str, month: str, past: Earlier) -> Markup:
    tag_text = age_in_words(age(decision, month, past), Period(month).kind)
    sure = tag("span", f"Sure: {decision.confidence}", class_="pk-sure")
    return tag(
        "tr",
        tag("th", _linked(decision), tag("span", tag_text, class_="pk-tag"), scope="row"),
        tag("td", f"{text.joined([text.plain(decision.reason)])} ", sure),
        tag("td", decision.owner),
        tag("td", _by(decision.by, month), class_="pk-date"),
        tag("td", worth, _range(decision), class_="pk-n" if decision.worth else "pk-n pk-quiet"),
    )


def _linked(decision: Decision) -> Markup | str:
    """What is asked for, leading to the table that carries it; any other address stays text."""
    words = what(decision)
    return tag("a", words, href=decision.link) if decision.link and _BESIDE.fullmatch(decision.link) else words


def _range(decision: Decision) -> Markup | None:
    low, high = decision.low, decision.high
    if low is None or high is None or low == high:
        return None
    return tag("span", f"{text.as_text(low)} to {text.as_text(high)}", class_="pk-tag")


def _by(day: date, month: str) -> str:
    last = Period(month).last_day
    if day <= last:
        return "now"  # the month reported is over when the report is read
    return text.day(day, "d MMM" if day.year == last.year else "d MMM y")


def _total(decisions: Sequence[Decision], worth: Sequence[str]) -> Markup | None:
    if len(worth) == len(decisions):
        return None
    label = tag("th", "Total at stake, no saving counted twice", scope="row", colspan=4)
    return tag("tfoot", tag("tr", label, tag("td", worth[-1], class_="pk-n")))


def _doubts(decisions: Sequence[Decision]) -> Markup | None:
    doubts = [tag("li", tag("strong", f"{what(d)}: "), d.wrong_if) for d in decisions if d.wrong_if]
    if not doubts:
        return None
    return tag("details", tag("summary", "What would make these wrong"), tag("ul", *doubts), class_="pk-fold")
