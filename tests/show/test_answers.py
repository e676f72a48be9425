"""A page's decisions carry what was answered to them, and say what has changed since they were last asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from show.values import HOSTILE, Review, decision

from prodops_kit import decision_log, show
from prodops_kit.money import Money
from prodops_kit.records import MIME

HEADER = "id,period,state,owner,note,until\n"


@pytest.fixture
def log(workbook_here, shown):
    """Write the decision log of an empty workbook."""
    return lambda *rows: decision_log.file().write_text(HEADER + "\n".join(rows), encoding="utf-8")


def page(bundle):
    return BeautifulSoup(bundle["text/html"], "html.parser")


def texts(found):
    return [" ".join(one.get_text(" ").split()) for one in found]


@pytest.mark.parametrize(
    ("worths", "label"),
    [
        ((100, 200), "Total at stake, no saving counted twice"),
        ((-100, -200), "Total, below zero: what acting costs"),
        ((300, -100), "Savings less what acting costs, none counted twice"),
    ],
)
def test_a_total_says_whether_acting_saves_or_costs(log, shown, worths, label):
    log()
    show.decisions(Review(decisions=[decision(f"d{n}", worth=worth) for n, worth in enumerate(worths)]))
    assert page(shown[0]).select_one("tfoot th").get_text() == label


def test_what_is_settled_is_folded_and_out_of_the_total(log, shown):
    log(
        "a,2026-10,declined,IT,too dear,",
        "b,2026-09,snoozed,,,2027-01-05",
        "c,2026-10,done,,,",
        "d,2026-10,accepted,IT,,",
    )
    asked = [decision(name, worth=n * 1000_00, subject=name) for n, name in enumerate("abcde", 1)]
    show.decisions(Review(decisions=asked))
    parsed = page(shown[0])
    assert texts(parsed.select("tbody th")) == ["Release 14 d new accepted by IT", "Release 14 e new"]
    assert parsed.select_one("tfoot td").get_text() == "$9,000"  # 4,000 + 5,000
    fold = parsed.select("details")[-1]
    assert fold.summary.get_text() == "Declined, snoozed or done (3)"
    assert not fold.has_attr("open")
    assert texts(fold.select("li")) == [
        "Release 14 a: declined by IT: too dear (October 2026, $1,000 a year)",
        "Release 14 b: snoozed until 5 Jan 2027 (September 2026, $2,000 a year)",
        "Release 14 c: done (October 2026, $3,000 a year)",
    ]
    states = [entry["state"] for entry in shown[0][MIME]["decisions"]]
    assert states == ["declined", "snoozed", "done", "accepted", "open"]  # the record holds all


def test_a_page_whose_decisions_are_all_answered_says_so(log, shown):
    log("q.release.figma,2026-10,done,,,")
    show.decisions(Review(decisions=(decision(),)))
    assert page(shown[0]).find(class_="pk-empty").get_text() == "Every decision of this month has been answered."


def test_a_later_answer_is_not_on_an_earlier_page(log, shown):
    log("q.release.figma,2026-11,done,,,")
    show.decisions(Review(decisions=(decision(),)))
    assert texts(page(shown[0]).select("tbody th")) == ["Release 14 Figma seats new"]


def test_a_faulty_log_stops_no_page(log, shown):
    log("x,never,maybe,,,")
    show.decisions(Review(decisions=(decision(),)))
    parsed = page(shown[0])
    assert "decision log cannot be read" in parsed.find(class_="pk-notice").get_text()
    assert len(parsed.select("tbody tr")) == 1


def test_a_page_without_decisions_does_not_mind_a_faulty_log(log, shown):
    log("x,never,maybe,,,")
    show.decisions(Review())
    assert page(shown[0]).find(class_="pk-notice") is None


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ({"quantity": 9, "noun": "seats", "by": "2026-12-12", "worth": 100_000, "currency": "USD"},
         ["second month, was 9 seats", "was due 12 Dec", "was $1,000"]),
        ({"quantity": 14, "by": "2027-01-05", "worth": 806_400, "currency": "USD"},
         ["second month", "was due 5 Jan 2027"]),
        ({"quantity": 14, "by": "2026-11-30", "worth": 806_400, "currency": "EUR"}, ["second month", "was €8,064"]),
        ({"quantity": None, "by": "2026-11-30", "worth": None, "currency": None}, ["second month"]),
        ({"quantity": 14, "by": "2026-11-30", "worth": 806_400, "currency": "USD"}, ["second month"]),
    ],
)  # fmt: skip
def test_a_decision_that_returns_changed_says_what_it_was(log, shown, earlier, before, words):
    earlier(m2026_09={"figures": [], "decisions": [{"id": "q.release.figma"} | before]})
    show.decisions(Review(decisions=(decision(),)))
    assert texts(page(shown[0]).select("tbody .pk-tag")) == words


def test_a_decision_that_comes_back_says_when_it_was_last_asked(log, shown, earlier):
    earlier(m2026_07={"figures": [], "decisions": [{"id": "q.release.figma", "quantity": 2, "by": "2026-11-30"}]})
    show.decisions(Review(decisions=(decision(),)))
    assert texts(page(shown[0]).select("tbody .pk-tag")) == ["back, last asked in July 2026, was 2"]


def test_notes_are_text_whatever_they_hold(log, shown):
    quoted = HOSTILE.replace('"', '""')
    log(f'a,2026-10,declined,"{quoted}","{quoted}",', f'b,2026-10,accepted,"{quoted}","{"long " * 200}",')
    show.decisions(
        Review(decisions=(decision("a"), replace(decision("b"), worth=Money(1, "USD"), by=date(2027, 1, 1))))
    )
    parsed = page(shown[0])
    assert not parsed.find_all("script")
    assert not [name for one in parsed.find_all() for name in one.attrs if name.startswith("on")]
    assert len(parsed.select_one(".pk-answer").get_text()) < 400
