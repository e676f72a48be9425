"""The review of the month: what all other reports say together, from their records alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from prodops_kit import parameters, workbook
from prodops_kit.errors import NoData
from prodops_kit.monthly_review import agenda, key_figures, outcomes, standing
from prodops_kit.monthly_review.agenda import Agenda
from prodops_kit.monthly_review.statements import Statement, statements
from prodops_kit.others import Others, read
from prodops_kit.periods import Period
from prodops_kit.records import HISTORY
from prodops_kit.results import Decision, Figure, Notice, Part, Rejected, Section, Sentence, Source, Value

NOTEBOOK = "monthly_review"  # whose reports are never made of themselves, also in JupyterLab


@dataclass(frozen=True, slots=True)
class MonthlyReview:
    """What to decide, what moved, what is late, and what became of earlier decisions.

    Attributes:
        month: The period.
        others: What was read.
        statements: What each report says of the period, by name.
        earlier: What all said of the twelve periods before, by period, in the form of records.
        agenda: The decisions without an answer.
        answered: What became of earlier ones.
        saved: What was agreed and realised in the calendar year.
    """

    month: str
    others: Others
    statements: tuple[Statement, ...]
    earlier: Mapping[str, Mapping[str, Any]]
    agenda: Agenda
    answered: tuple[outcomes.Outcome, ...]
    saved: tuple[outcomes.Saving, ...]

    @property
    def period(self) -> Period:
        """The period, with its days."""
        return Period(self.month)

    @property
    def headline(self) -> Sentence:
        """What to decide and its worth, what moved most, what is late: at most three sentences."""
        told = [standing.told(self.others, self.statements)]
        moved = key_figures.moved_most(self.figures, self.earlier.get(self.period.previous.text))
        if moved:
            told.insert(0, key_figures.told(moved, self.period.previous))
        if self.statements:
            told.insert(0, agenda.told(self.decisions, self.period))
        values: dict[str, Value] = {}
        for _, each in told:
            values |= each
        return Sentence(" ".join(text for text, _ in told), **values)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """At most eight of the reports' figures, as they state them."""
        return key_figures.chosen(self.statements, self.others.titles)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """At most ten without an answer: new ones first, then by the day to act on and by worth."""
        return self.agenda.shown

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is late and why, what was not run, what is left out."""
        found, more = list(standing.notices(self.others, self.statements)), self.agenda.more
        asked = [decision.id for decision in (*self.decisions, *more)]
        unlike = agenda.unlike(self.statements, self.others.titles, asked)
        return (*found, *([unlike] if unlike else []), *([Notice("More to decide", agenda.more(more))] if more else []))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The records read."""
        return tuple(_source(statement, self.others) for statement in self.statements)

    @property
    def outcomes(self) -> Part:
        """What became of last period's decisions, and what the answers of the year add up to."""
        fault = bool(self.others.log_fault)
        return outcomes.part(self.answered, self.saved, self.period, fault=fault)

    @property
    def savings(self) -> Part:
        """What was agreed and realised in the calendar year, decision by decision."""
        return outcomes.savings_part(self.saved, self.period)

    @property
    def sections(self) -> tuple[Section, ...]:
        """What each report says and leads with, and where its page is."""
        return tuple(_section(statement, self.others) for statement in self.statements)

    @property
    def freshness(self) -> Part:
        """The newest day of each input, the oldest first."""
        return standing.freshness(self.statements, self.others)


def load(month: str) -> Others:
    """Read what the other reports said of a period and of those before it, and the answers to their decisions.

    Reads records and the decision log; no question is known by name, every report is there that the readers of this
    one may read.

    Args:
        month: `2026-10`, `2026-Q3` or `2026`.
    """
    report = parameters.current_report() or NOTEBOOK
    found = read(month, asker=report)
    said = {"month": found.month, "digest": found.digest, "newest": found.newest, "sample": found.sample}
    workbook.note_others({**said, "reports": list(found.titles)})
    return found


def review(others: Others, *, month: str) -> MonthlyReview:
    """Review a period from what the other reports said of it.

    Reports that are late or were not run are said, and the rest is shown without them.

    Args:
        others: What `load` returned.
        month: The period it was loaded for.

    Raises:
        NoData: No other report has run for the period.
    """
    period = Period(month)
    now = statements(others, month)
    if not now and not others.late:
        raise NoData(
            f"No other report has a page for {month} yet, so there is nothing to review. Run prodops run --month "
            f"{month}: it makes the others first."
        )
    before = {each.text: statements(others, each.text) for each in (period.shift(-n) for n in range(HISTORY, 0, -1))}
    earlier = {text: key_figures.as_record(said) for text, said in before.items() if said}
    known = _newest_first(others, period)
    return MonthlyReview(
        month=month,
        others=others,
        statements=now,
        earlier=earlier,
        agenda=agenda.agenda(now, earlier, others.log, month),
        answered=outcomes.outcomes(known, now, others.log, period),
        saved=outcomes.savings(known, others.log, period),
    )


def _newest_first(others: Others, period: Period) -> list[Statement]:
    """Everything said of this and earlier periods; of a quarter before its months."""
    own = [period.shift(-n) for n in range(HISTORY + 1)]
    months = [Period(month) for each in own for month in each.months] if period.kind != "month" else []
    ordered = sorted([*own, *months], key=lambda each: (each.end, -each.start.toordinal()), reverse=True)
    return [statement for each in ordered for statement in statements(others, each.text)]


def _section(statement: Statement, others: Others) -> Section:
    name = re.sub(r"[^a-z0-9]+", "-", statement.report.lower()).strip("-") or "report"
    title, own = others.titles[statement.report], agenda.page_of(statement)
    links: tuple[tuple[Value, str], ...] = (("The whole report", own),) if own else ()
    if statement.months:
        places = (f"../{quote(page)}" for page in statement.pages)
        links = tuple((Period(month), place) for month, place in zip(statement.months, places, strict=False))
    return Section(name, title, statement.headline, statement.blocks, links)


def _source(statement: Statement, others: Others) -> Source:
    used = len(statement.figures) + len(statement.decisions) + len(statement.blocks)
    days = [entry["newest"] for entry in statement.inputs if entry.get("newest")]
    reasons = (Rejected("not readable", statement.unreadable, ()),) if statement.unreadable else ()
    return Source(
        table=others.titles[statement.report],
        path=", ".join(statement.pages),
        sha256=_digest(statement),
        layout="record",
        rows=used + statement.unreadable,
        used=used,
        rejected=statement.unreadable,
        reasons=reasons,
        newest=date.fromisoformat(min(days)) if days else None,
        sample=any(said.sample for said in others.said if said.report == statement.report),
    )


def _digest(statement: Statement) -> str:
    import hashlib

    return hashlib.sha256(repr(statement).encode()).hexdigest()
