"""Decisions as the table a leader works through: what, why now, owner, by when, worth how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from prodops_kit.answered import Answers
from prodops_kit.decision_log import Entry
from prodops_kit.money import Money
from prodops_kit.periods import Period
from prodops_kit.results import Decision
from prodops_kit.show import text, units
from prodops_kit.show.grid import heading_cell
from prodops_kit.show.history import Earlier, age, age_in_words, asked_before
from prodops_kit.show.markup import clean, join, tag

_OPEN = r"(?:(?:\.\./){3}reports/[\w-]+/)?"  # from a page for an audience to those for everyone
_BESIDE = re.compile(rf"({_OPEN}[\w%-]+\.html)?(#[\w-]+)?", re.ASCII)  # this page, or one in the same folder
LONGEST_NOTE = 300  # characters; more is for the page's own note
NONE = "No decision is needed this {kind}."
ANSWERED = "Every decision of this {kind} has been answered."
LEFT_OUT = "Not in the list and its total, until more is at stake or a new term begins."
UNREADABLE = "The decision log cannot be read, so earlier answers are missing here; prodops check says what to mend."


def draw(decisions: Sequence[Decision], month: str, past: Earlier, answers: Answers) -> Markup:
    """The table of what is to be done, or a sentence when there is nothing; below it what was settled otherwise."""
    settled = [(d, e) for d in decisions if answers.is_settled(d) and (e := answers.to(d))]
    ids = {decision.id for decision, _ in settled}
    asked = [decision for decision in decisions if decision.id not in ids]
    return join(
        tag("div", tag("strong", "Answers: "), UNREADABLE, class_="pk-notice") if answers.faulty else None,
        _table(asked, month, past, answers) if asked else _nothing(month, answered=bool(settled)),
        _settled(settled, month) if settled else None,
    )


def _nothing(month: str, *, answered: bool) -> Markup:
    return tag("p", (ANSWERED if answered else NONE).format(kind=Period(month).kind), class_="pk-empty")


def _table(decisions: Sequence[Decision], month: str, past: Earlier, answers: Answers) -> Markup:
    worth = _worth([decision.worth for decision in decisions])
    priced = any(d.worth or _was(d, month, past).get("worth") for d in decisions)
    rows = [_row(d, worth[n] if priced else None, month, past, answers) for n, d in enumerate(decisions)]
    table = tag(
        "table", _head(priced=priced), tag("tbody", *rows), _total(decisions, worth), class_="pk-table pk-decide"
    )
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


def _head(*, priced: bool) -> Markup:
    labels = ("What", "Why now", "Owner", "By")
    worth = heading_cell("Worth a year", number=True) if priced else None
    return tag("thead", tag("tr", *map(heading_cell, labels), worth))


def _row(decision: Decision, worth: str | None, month: str, past: Earlier, answers: Answers) -> Markup:
    sure = tag("span", f"Sure: {decision.confidence}", class_="pk-sure")
    was, answer = _was(decision, month, past), answers.to(decision)
    known = [_back(decision, answers) or _age(decision, month, past), was.get("quantity")]
    accepted = tag("span", _answer(answer, month), class_="pk-tag pk-answer") if answer else None
    return tag(
        "tr",
        tag("th", _linked(decision), _tag(", ".join(filter(None, known))), accepted, scope="row"),
        tag("td", f"{text.joined([text.plain(decision.reason)])} ", sure),
        tag("td", decision.owner),
        tag("td", _by(decision.by, month), _tag(was.get("by")), class_="pk-date"),
        None if worth is None else _price(decision, worth, was.get("worth")),
    )


def _price(decision: Decision, worth: str, was: str | None) -> Markup:
    return tag("td", worth, _range(decision), _tag(was), class_="pk-n" if decision.worth else "pk-n pk-quiet")


def _tag(words: str | None) -> Markup | None:
    return tag("span", words, class_="pk-tag") if words else None


def _back(decision: Decision, answers: Answers) -> str:
    """What is said of a decision that was settled and is at stake again."""
    if not answers.is_back(decision):
        return ""
    entry = answers.entries[decision.id]
    return f"back, {entry.state} in {text.period(entry.period)}"


def _age(decision: Decision, month: str, past: Earlier) -> str:
    count, before = age(decision, month, past), asked_before(decision, past)
    if not count and before:
        return f"back, last asked in {text.period(before[0])}"
    return age_in_words(count, Period(month).kind)


def _was(decision: Decision, month: str, past: Earlier) -> dict[str, str]:
    """What has changed since the decision was last asked for: `was 9 seats`, `was due 12 Dec`, `was $1,000`."""
    found = asked_before(decision, past)
    period, before = found or (month, {})
    was = {}
    if before.get("quantity") not in (None, decision.quantity):
        was["quantity"] = f"was {text.number(before['quantity'])} {before.get('noun') or ''}".rstrip()
    due = date.fromisoformat(before["by"]) if "by" in before else decision.by
    if due != decision.by and due > Period(period).last_day:  # else it was to be done at once, and so it stays
        was["by"] = f"was due {_day(due, month)}"
    worth = Money(before["worth"], before["currency"]) if before.get("worth") is not None else None
    if worth and worth != decision.worth:
        was["worth"] = f"was {text.as_text(worth)}"
    return was


def _answer(answer: Entry, month: str) -> str:
    """`accepted by IT: after the pilot`, `snoozed until 5 Jan 2027`."""
    until = f" until {_day(answer.until, month)}" if answer.state == "snoozed" and answer.until else ""
    who = f" by {answer.owner}" if answer.owner else ""
    note = answer.note if len(answer.note) <= LONGEST_NOTE else f"{answer.note[:LONGEST_NOTE].rstrip()}…"
    return clean(f"{answer.state}{until}{who}" + (f": {note}" if note else ""))


def _settled(settled: Sequence[tuple[Decision, Entry]], month: str) -> Markup:
    """What was declined, snoozed or done, in one line to open; none of it is in the total above."""
    lines = [_settled_line(decision, answer, month) for decision, answer in settled]
    label = f"Declined, snoozed or done ({len(lines)})"
    return tag(
        "details",
        tag("summary", label),
        tag("p", LEFT_OUT, class_="pk-note"),
        tag("ul", *lines),
        class_="pk-fold pk-settled",
    )


def _settled_line(decision: Decision, answer: Entry, month: str) -> Markup:
    worth = text.as_text(decision.worth) + " a year" if decision.worth else "not priced"
    told = f"{_answer(answer, month)} ({text.period(answer.period)}, {worth})"
    return tag("li", tag("strong", f"{what(decision)}: "), told)


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
    return _day(day, month)


def _day(day: date, month: str) -> str:
    return text.day(day, "d MMM" if day.year == Period(month).last_day.year else "d MMM y")


def _total(decisions: Sequence[Decision], worth: Sequence[str]) -> Markup | None:
    if len(worth) == len(decisions):
        return None
    label = tag("th", _total_of([d.worth.minor for d in decisions if d.worth]), scope="row", colspan=4)
    return tag("tfoot", tag("tr", label, tag("td", worth[-1], class_="pk-n")))


def _total_of(worths: Sequence[int]) -> str:
    """What a total is of: below zero is what acting costs."""
    if min(worths) >= 0:
        return "Total at stake, no saving counted twice"
    return (
        "Total, below zero: what acting costs"
        if max(worths) <= 0
        else "Savings less what acting costs, none counted twice"
    )


def _doubts(decisions: Sequence[Decision]) -> Markup | None:
    doubts = [tag("li", tag("strong", f"{what(d)}: "), d.wrong_if) for d in decisions if d.wrong_if]
    if not doubts:
        return None
    return tag("details", tag("summary", "What would make these wrong"), tag("ul", *doubts), class_="pk-fold")
