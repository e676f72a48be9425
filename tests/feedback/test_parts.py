"""Quotes, emerging themes, the loop, marks, requests and interviews, each on items small enough to check by hand."""

import json
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from feedback.months import frame, tags, taxonomy
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from prodops_kit.feedback.beginning import beginning
from prodops_kit.feedback.emerging import _words, emerging, stanza
from prodops_kit.feedback.interviews import interviews
from prodops_kit.feedback.loop import loop
from prodops_kit.feedback.mentions import mentions
from prodops_kit.feedback.quotes import quotes
from prodops_kit.feedback.requests import keep_requesters, requests
from prodops_kit.feedback.rules import Rules
from prodops_kit.feedback.scores import impacts, nps, scores
from prodops_kit.feedback.taxonomy import load_taxonomy
from prodops_kit.feedback.themes import Theme
from prodops_kit.money import Money
from prodops_kit.periods import last_months

SEEDS = range(30 if os.environ.get("PRODOPS_SOAK") else 3)
RULES = Rules()
OTHER = "our nightly export job writes half of the rows since the update"
LONG = "the export of our weekly table stops before the end every time"


def of(rows, given_tags, known=None):
    known = known or taxonomy("a")
    return mentions(frame(rows), tags(given_tags, known), known)


def test_quotes_are_of_different_customers_sources_and_of_a_readable_length():
    rows = [
        {"text": LONG, "customer": "c1"},
        {"text": LONG + " again", "customer": "c1"},
        {"text": LONG + " and the sheet is empty", "customer": "c2"},
        {
            "text": OTHER,
            "customer": "c3",
            "source": "reviews",
        },
        {"text": "too short", "customer": "c4"},
        {"text": "word " * 61, "customer": "c5"},
        {"text": LONG + " with another ending", "customer": "c6"},
    ]
    found = of(rows, [{"a"}] * 7)
    sure = np.array([0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.4])
    chosen = quotes(found, sure, most=3)
    assert [each.source for each in chosen[:2]] in (["tickets", "reviews"], ["reviews", "tickets"])
    assert len({found.frame["customer"].iloc[each.item] for each in chosen}) == len(chosen) == 3
    assert {each.id for each in chosen} <= {"t0", "t1", "t2", "t3"}


WORDS = [
    "invoice",
    "table",
    "login",
    "mobile",
    "search",
    "colour",
    "filter",
    "price",
    "team",
    "widget",
    "graph",
    "sync",
]


def _texts(random, rows, month, extra):
    filler = [{"created": f"{month}-10", "text": " ".join(random.choice(WORDS, 6))} for _ in range(rows)]
    new = "the calendar subscription shows meetings in the wrong timezone {} {}"
    return filler + [{"created": f"{month}-12", "text": new.format(*random.choice(WORDS, 2))} for _ in range(extra)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_new_subject_among_the_untagged_is_found_with_a_stanza_that_can_be_read(seed):
    random = np.random.default_rng(seed)
    months = last_months("2026-10", 4)
    rows = [row for month in months for row in _texts(random, 40, month, 14 if month == months[-1] else 0)]
    groups = emerging(of(rows, [set()] * len(rows)), period="2026-10", rules=RULES)
    flagged = [group for group in groups if group.is_flagged]
    assert len(flagged) == 1
    assert flagged[0].items >= 12
    assert {"calendar", "timezone", "meetings", "subscription", "wrong", "shows"} & set(flagged[0].name.split())
    (stanza,) = YAML(typ="safe").load(flagged[0].stanza)
    assert set(stanza) == {"id", "label", "description", "include", "examples"}
    assert len(flagged[0].quotes) == 3


def test_thirty_untagged_items_are_needed_to_group_any():
    rows = _texts(np.random.default_rng(1), 20, "2026-10", 9)
    assert emerging(of(rows, [set()] * 29), period="2026-10", rules=RULES) == ()


@settings(max_examples=25)
@given(st.lists(st.text(max_size=30), min_size=30, max_size=40))
def test_any_text_can_be_grouped(texts):
    rows = [{"text": text} for text in texts]
    for group in emerging(of(rows, [set()] * len(rows)), period="2026-10", rules=RULES):
        json.dumps(group.stanza)


@settings(max_examples=25)
@given(
    st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3),
    st.lists(st.text(max_size=60), max_size=3),
    st.lists(st.sampled_from(["null", "true", "yes", "off", "data", "naïve", "export"]), max_size=3),
)
def test_the_lines_of_a_new_subject_can_be_pasted_at_the_end_of_a_taxonomy(drawn, examples, ugly):
    words = [word for text in [*drawn, *ugly] for word in _words(text)][:3] or ["null"]
    file = Path(tempfile.mkdtemp()) / "taxonomy.yaml"
    file.write_text(beginning() + stanza(words, (" ".join(words[:2]), *words[:1]), examples, {"export", "null"}))
    theme = load_taxonomy(file).themes[-1]
    assert theme.id.removesuffix("-new") == "-".join(words)
    assert theme.id not in ("export", "null")
    assert theme.include == (" ".join(words[:2]), words[0])
    said = [" ".join("".join(one if one.isprintable() else " " for one in text).split()) for text in examples]
    assert [" ".join(text.split()) for text in theme.examples] == [text for text in said if text]


def test_the_loop_is_exact_on_planted_dates():
    planted = [
        ("2026-09-01", "2026-10-01", "2026-10-11", "D1", "x"),
        ("2026-10-01", "2026-10-03", "2026-10-02", "D1", "y"),
        ("2026-10-05", "2026-10-09", None, "", "z"),
        ("2026-10-06", "2026-11-09", "2026-11-10", "D2", ""),
    ]
    names = ("created", "responded", "shipped", "decision", "customer")
    rows = [dict(zip(names, one, strict=True)) for one in planted]
    found = loop(of(rows, [{"a"}] * 4), period="2026-10", rules=RULES)
    assert (found.linked, found.items) == (2, 3)
    assert (found.respond.median, found.respond.count) == (4.0, 3)  # 30, 2, 4 days; the last is not known in October
    assert (found.ship.median, found.ship.count) == (10.0, 1)
    assert (found.whole.median, found.whole.count) == (20.5, 2)  # 40 and 1
    assert (found.told, found.requesters) == (1, 2)  # y was answered after it shipped, x before
    assert [theme.id for theme in found.unowned] == ["a"]


def test_less_is_said_after_it_shipped():
    known = taxonomy(Theme("a", "A", owner="Data", status="shipped", shipped=np.datetime64("2026-09-15").item()))
    rows = [{"created": "2026-09-01"}] * 100 + [{"created": "2026-10-01"}] * 100 + [{"created": "2026-09-15"}] * 50
    found = loop(of(rows, [{"a"}] * 40 + [set()] * 60 + [{"a"}] * 10 + [set()] * 90 + [{"a"}] * 50, known),
                 period="2026-10", rules=RULES)  # fmt: skip
    (after,) = found.after
    assert (after.before, after.total_before, after.after, after.total_after) == (40, 100, 10, 100)
    assert after.moved == pytest.approx(-0.3)
    assert after.fell
    assert (found.owned, found.large) == (1, 1)


def test_marks_are_counted_on_their_own_scale():
    rows = [{"scale": "nps", "score": s} for s in (10, 9, 8, 6, 11)] + [
        {"scale": "csat", "score": s} for s in (5, 4, 3, 1)
    ]
    by_scale = {score.scale: score for score in scores(frame([*rows, {"scale": "stars", "score": 4}]))}
    assert (by_scale["nps"].value, by_scale["nps"].count, by_scale["nps"].outside) == (0.25, 4, 1)
    assert by_scale["csat"].value == 0.5
    assert (by_scale["stars"].value, by_scale["stars"].low) == (4.0, None)


def test_the_interval_of_nps_covers_the_truth_in_95_percent():
    random = np.random.default_rng(1)
    truth, draws = (0.5, 0.3, 0.2), random.multinomial(60, (0.5, 0.3, 0.2), 4_000)
    inside = [low <= truth[0] - truth[2] <= high for _, low, high in (nps(*map(int, draw)) for draw in draws)]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.015)


def test_a_theme_that_comes_with_low_marks_is_what_costs_most():
    rows = [{"scale": "csat", "score": s} for s in (1, 2, 1, 2, 1, 5, 4, 5, 4, 5)]
    (found,) = impacts(of(rows, [{"a"}] * 5 + [set()] * 5), "csat")
    assert found.apart == pytest.approx(1.4 - 4.6)
    assert found.costs == pytest.approx(4.6 - 3.0)
    assert found.high < 0


def test_requests_are_ranked_by_customers_then_revenue():
    known = taxonomy(Theme("a", "A", request=True), Theme("b", "B", request=True), Theme("c", "C"))
    rows = [
        {"customer": "x", "revenue": 500_00, "currency": "USD", "pain": 4},
        {"customer": "x", "revenue": 600_00, "currency": "USD"},
        {"customer": "y", "revenue": 100_00, "currency": "EUR"},
        {"customer": "z", "revenue": None},
    ]
    a, b = requests(of(rows, [{"a"}, {"a"}, {"a", "c"}, {"b"}], known))
    assert (a.theme.id, a.customers, a.priced) == ("a", 2, 2)
    assert a.revenue == (Money(600_00, "USD"), Money(100_00, "EUR"))  # x counts once, with the latest amount
    assert (a.importance, a.stated) == (4.0, 1)
    assert (b.customers, b.priced, b.importance) == (1, 0, None)


def test_whom_to_tell_is_kept_for_the_team_only(workbook_here):
    known = taxonomy(Theme("a", "=A", request=True, status="planned"))
    rows = [{"customer": "x", "link": "https://example.com/1", "text": "please"}, {"customer": "x"}, {}]
    file = keep_requesters(of(rows, [{"a"}] * 3, known), month="2026-10")
    assert file.relative_to(workbook_here.root).as_posix() == ".prodops/feedback/tell-2026-10.csv"
    assert file.stat().st_mode & 0o777 == 0o600
    lines = file.read_text().splitlines()
    assert len(lines) == 3  # one a customer, under the heading
    assert lines[1].startswith("'=A,planned,,x,")
    assert "please" not in file.read_text()


def test_interviews_rank_themes_by_prevalence_times_pain():
    rows = [{"group": "Admin", "customer": f"p{n}", "pain": 5 if n < 2 else 2} for n in range(4)]
    rows += [{"group": "Admin", "customer": "p0", "pain": 3}]  # p0 again: mean pain 4
    known = taxonomy("a", "b")
    first, second = interviews(of(rows, [{"a"}, {"a"}, {"b"}, {"b"}, {"a"}], known))
    assert (first.theme.id, first.raised, first.people) == ("a", 2, 4)
    assert (first.pain, first.weight) == (4.5, 2.25)  # (4 + 5) / 2; half of the people
    assert (second.weight, second.rank) == (1.0, 2)
    assert first.low == 1
    assert second.high == 2
