"""What is to be decided: the reports' open decisions, each once, new ones first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from prodops_kit.answered import in_force
from prodops_kit.decision_log import Entry
from prodops_kit.money import Money
from prodops_kit.monthly_review.statements import Statement
from prodops_kit.periods import Period
from prodops_kit.results import Count, Decision, Names, Notice, Sentence, Value

MOST = 10
LONGEST = 130  # characters of a reason on a page of many


@dataclass(frozen=True, slots=True)
class Agenda:
    """The decisions without an answer.

    Attributes:
        shown: At most ten, the five dearest and of the others some of each question: new before carried over, then by
            the day to act on, then the most valuable.
        more: The others, in the same order.
    """

    shown: tuple[Decision, ...] = ()
    more: tuple[Decision, ...] = ()


def agenda(
    statements: Sequence[Statement], before: Mapping[str, Mapping[str, Any]], log: Sequence[Entry], month: str
) -> Agenda:
    """What to decide.

    Args:
        statements: What the reports say of the period.
        before: What all said of earlier periods, by period.
        log: The decision log.
    """
    known = {asked["id"] for record in before.values() for asked in record["decisions"]}
    answers = in_force(log, month, asked=lambda period: before[period]["decisions"] if period in before else ())
    found = [d for d in asked(statements) if answers.to(d) is None]
    found.sort(key=lambda d: (d.id in known, d.by, -(d.worth.minor if d.worth else 0)))  # else as its report has them
    dearest = sorted((d for d in found if d.worth), key=lambda d: -abs(d.worth.minor if d.worth else 0))[: MOST // 2]
    first = [*dearest, *_by_turns([d for d in found if d not in dearest])][:MOST]  # the dearest are never crowded out
    return Agenda(tuple(d for d in found if d in first), tuple(d for d in found if d not in first))


def _by_turns(decisions: Sequence[Decision]) -> list[Decision]:
    """The first of each question, then the second of each: no question crowds out another."""
    before = Counter[str]()
    turns = []
    for decision in decisions:
        question = decision.id.partition(".")[0]
        turns.append((before[question], decision))
        before[question] += 1
    return [decision for _, decision in sorted(turns, key=lambda turn: turn[0])]


def asked(statements: Sequence[Statement]) -> list[Decision]:
    """Every decision once, from the first report that carries it, with a link to that report's page."""
    found: dict[str, Decision] = {}
    for statement in statements:
        for decision in statement.decisions:
            link, reason = _link(decision.link, statement), _opening(decision.reason)
            found.setdefault(decision.id, replace(decision, link=link, reason=reason))
    return list(found.values())


def unlike(statements: Sequence[Statement], titles: Mapping[str, str], open_ids: Collection[str]) -> Notice | None:
    """Say which open decisions several reports state with other numbers, days or owners: one of them is listed."""
    said: dict[str, dict[str, Decision]] = {}
    for statement in statements:
        for decision in statement.decisions:
            said.setdefault(decision.id, {})[statement.report] = decision
    found = [said[known] for known in open_ids if len({_terms(d) for d in said[known].values()}) > 1]
    if not found:
        return None
    reports = {report: titles[report] for each in found for report in each}
    first = [next(iter(each.values())) for each in found]
    text = "{reports} do not say the same of: {what}. The first report’s is listed, and an answer is for all of them."
    what = Names(tuple(f"{decision.action} {decision.subject}" for decision in first))
    return Notice("Asked by several reports", Sentence(text, reports=Names(tuple(reports.values())), what=what))


def _terms(decision: Decision) -> tuple[object, ...]:
    return decision.quantity, decision.worth, decision.by, decision.owner


def _opening(reason: Sentence) -> Sentence:
    """The first sentences of a reason; the report's own page has all of it."""
    first, *others = re.split(r"(?<=[.!?]) (?=[A-Z0-9$€£])", str(reason.values["reason"]))
    for sentence in others:
        if len(first) + len(sentence) >= LONGEST:
            break
        first = f"{first} {sentence}"
    return Sentence("{reason}", reason=first)


def page_of(statement: Statement) -> str:
    """The way from a page of the period to the report's; nothing where only its months have pages."""
    if statement.months or not statement.pages:
        return ""
    page = statement.pages[0]
    return quote(f"../{page}" if page.startswith("../") else page.rpartition("/")[2])


def _link(link: str, statement: Statement) -> str:
    page = page_of(statement)
    return link if not page or (link and not link.startswith("#")) else f"{page}{link}"


def worth(decisions: Sequence[Decision]) -> tuple[Money, ...]:
    """What decisions are worth a year, one sum a currency, in the order in which currencies appear."""
    sums: dict[str, int] = {}
    for amount in (decision.worth for decision in decisions if decision.worth):
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return tuple(Money(minor, currency) for currency, minor in sums.items())


def amounts(sums: Sequence[Money], name: str) -> tuple[str, dict[str, Value]]:
    """Places for sums in a sentence, and their values: `{worth0} and {worth1}`."""
    values: dict[str, Value] = {f"{name}{n}": amount for n, amount in enumerate(sums)}
    return " and ".join(f"{{{place}}}" for place in values), values


def told(shown: Sequence[Decision], period: Period) -> tuple[str, dict[str, Value]]:
    """The sentence on what to decide: how many, worth how much, by when."""
    if not shown:
        return "Nothing is to be decided for {month}.", {"month": period}
    priced = [decision for decision in shown if decision.worth]
    sums, values = amounts(worth(priced), "worth")
    values["asked"] = Count(len(shown), "decision", "decisions")
    text = "{asked} to take" + (f", worth {sums} a year" if sums else ", none of them priced")
    if priced and len(priced) < len(shown):
        text = f"{{asked}} to take, {{priced}} of them worth {sums} a year"
        values["priced"] = len(priced)
    ahead = [decision.by for decision in shown if decision.by > period.last_day]
    due = len(shown) - len(ahead)
    parts = ["{due} now"] if due else []
    parts += [f"the {'next' if due else 'first'} by {{next}}"] if ahead else []
    values |= ({"due": due} if due else {}) | ({"next": min(ahead)} if ahead else {})
    costs = " net of costs" if any(decision.worth.minor < 0 for decision in priced if decision.worth) else ""
    return f"{text}{costs}: {', '.join(parts)}.", values


def more(left: Sequence[Decision]) -> Sentence:
    """What the table leaves out."""
    sums, values = amounts(worth(left), "worth")
    count = Count(len(left), "decision is", "decisions are")
    owners = Names(tuple(dict.fromkeys(decision.owner for decision in left if decision.owner)))
    text = "{count} not shown" + (f", worth {sums} a year" if sums else "")
    return Sentence(f"{text}; for {{owners}}. Their own pages have them.", count=count, owners=owners, **values)
