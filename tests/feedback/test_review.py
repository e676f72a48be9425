"""The review as a whole on items made in code: what it says, decides, and answers when the data are poor."""

from dataclasses import replace

import numpy as np
import pytest
from feedback.months import drawn, frame, items, tags, taxonomy

from prodops_kit.answered import Answers
from prodops_kit.decision_log import Entry
from prodops_kit.errors import DataError, NoData
from prodops_kit.feedback import Corrections, Taxonomy, Theme
from prodops_kit.feedback.review import review
from prodops_kit.feedback.rules import Rules
from prodops_kit.periods import last_months
from prodops_kit.show import text

YEAR = last_months("2026-10", 12)
LONG = "the export of our weekly table stops before the end every time {}"


def reviewed(made, given, known, month="2026-10", **others):
    return review(items(made), given, None, known, month=month, **others)


@pytest.fixture(scope="module")
def year():
    """`a` triples in the last month, `b` stays; words for quotes; scores."""
    shares = {"a": lambda place, source: 0.3 if place == 11 else 0.1, "b": 0.25}
    made, given, known = drawn(np.random.default_rng(1), shares, {"tickets": 120, "survey": 60}, months=YEAR)
    made["text"] = [LONG.format(n) for n in range(len(made))]
    scored = (made["source"] == "survey").to_numpy()
    made.loc[scored, "scale"], made.loc[scored, "score"] = "csat", 4.0 - 2 * given.given[scored, 0]
    return reviewed(made, given, known)


def test_a_rise_is_the_headline_a_decision_and_leads_the_quotes(year):
    assert text.plain(year.headline).startswith("A rose from ")
    first = year.decisions[0]
    assert (first.action, first.subject, first.link) == ("Find the cause of", "A", "#movers")
    assert year.quotes[0].word == "Rising"
    assert (year.movers.chart.rows[0].verdict, year.movers.chart.unit) == ("Rising", "points")
    assert len(year.decisions) <= 5
    assert len(year.figures) <= 4


def test_what_was_declined_is_not_asked_again(year):
    first, *others = year.decisions
    declined = Entry(first.id, "2026-10", "declined", "Support", "known", None, 2)
    assert replace(year, answers=Answers({first.id: declined})).decisions == tuple(others)


def test_every_part_can_be_shown(year):
    parts = ("heat", "movers", "all_themes", "slow", "closing", "after", "asked", "marks", "costs", "pain", "segments")
    for name in (*parts, "words"):
        part = getattr(year, name)
        assert text.plain(part.heading), name
        assert part.text or part.chart or part.table, name


def test_the_words_of_the_period_are_one_row_an_item(year):
    assert len(year.words.table.frame) == len(year.now)


def test_12_items_in_a_month_are_answered_in_words():
    rows = [{"created": "2026-10-10", "text": LONG}] * 12 + [{"created": "2026-09-10"}] * 12
    known = taxonomy("a")
    found = reviewed(frame(rows), tags([{"a"}] * 12 + [set()] * 12, known), known)
    assert text.plain(found.headline) == (
        "October 2026 has 12 items, and September 2026 12: too few to say what changed."
    )
    assert [notice.title for notice in found.notices] == ["Few items"]


def test_no_theme_at_all_still_gives_a_page():
    found = reviewed(frame([{"text": LONG}] * 40), tags([set()] * 40, Taxonomy(1, ())), Taxonomy(1, ()))
    assert "No item has a theme yet" in text.plain(found.heat.heading)
    assert found.quotes == ()


def test_one_loud_customer_a_stopped_source_and_odd_corrections_are_told():
    rows = [{"created": "2026-10-10", "customer": "c1" if n < 20 else f"d{n}"} for n in range(40)]
    rows += [{"created": "2026-09-10", "source": s} for s in ("tickets", "reviews") for _ in range(30)]
    known = taxonomy("a")
    found = reviewed(
        frame(rows),
        tags([set()] * 100, known),
        known,
        corrections=Corrections(warnings=("Line 3 names a theme that is gone.",)),
    )
    titles = [notice.title for notice in found.notices]
    assert titles == ["One customer speaks for many", "A source stopped", "Corrections that do not fit"]
    assert "50%" in text.plain(found.notices[0].text)


def test_a_source_of_few_items_that_has_none_for_once_has_not_stopped():
    rows = [{"created": "2026-10-10"}] * 30
    rows += [{"created": f"2026-{month:02}-10", "source": s} for month in (7, 8, 9) for s in ["notes"] * 2]
    known = taxonomy("a")
    assert reviewed(frame(rows), tags([set()] * 36, known), known).notices == ()


def test_a_later_day_changes_nothing_in_an_earlier_month(year):
    later = year.known.frame["created"].max()
    assert f"{later:%Y-%m}" == "2026-10"
    rows = [{"created": "2026-10-10"}] * 30 + [{"created": "2026-11-10"}] * 30
    known = taxonomy("a")
    found = reviewed(frame(rows), tags([{"a"}] * 30 + [set()] * 30, known), known)
    assert len(found.known) == 30


def test_a_period_without_items_is_late_or_empty():
    made, given, known = frame([{"created": "2026-08-10"}, {"created": "2026-10-10"}]), [set()] * 2, taxonomy("a")
    with pytest.raises(DataError, match=r"The feedback ends on 2026-10-10, before 2026-12\. Load newer exports"):
        reviewed(made, tags(given, known), known, month="2026-12")
    with pytest.raises(NoData, match="No item of feedback is of 2026-09; the exports cover 2026-08-10 to 2026-10-10"):
        reviewed(made, tags(given, known), known, month="2026-09")


def test_requests_and_owners_become_decisions():
    known = taxonomy(Theme("a", "Dark mode", request=True), Theme("b", "Speed", owner="Web", status="planned"))
    rows = [{"customer": f"c{n}", "revenue": 100_00, "currency": "USD"} for n in range(30)]
    found = reviewed(frame(rows), tags([{"a", "b"}] * 30, known), known, rules=Rules(owner="Research"))
    said = [(d.action, d.subject, d.owner) for d in found.decisions]
    assert said == [("Accept or decline", "Dark mode", "Research"), ("Name an owner for", "Dark mode", "Research")]
    assert "$3,000" in text.plain(found.decisions[0].reason)
