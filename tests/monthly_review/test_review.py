from datetime import date

import pytest
from monthly_review.conftest import decision, figure

from prodops_kit import monthly_review
from prodops_kit.errors import NoData
from prodops_kit.money import Money
from prodops_kit.show.text import plain


def said(part):
    return plain(part.text)


def test_any_report_that_ran_is_there_without_registration(desk):
    desk.says("own/emea", headline="Nine of ten.")
    desk.says("tool_spend/monthly", headline="Spend fell.")
    found = desk.review().sections
    assert [(s.title, s.text) for s in found] == [("Own: emea", "Nine of ten."), ("Toolspend", "Spend fell.")]
    assert [s.links for s in found] == [
        (("The whole report", "own-emea.html"),),
        (("The whole report", "tool_spend-monthly.html"),),
    ]


def test_the_review_is_never_made_of_itself_or_of_other_reviews(desk):
    desk.says("a/monthly", figures=[figure()])
    desk.says("monthly_review/monthly", figures=[figure("own")], others=[{"month": "2026-10"}])
    desk.says("board/monthly", figures=[figure("board")], others=[{"month": "2026-10"}])
    desk.fails("monthly_review/monthly")
    assert [f.name for f in desk.review().figures] == ["a/monthly.spent"]
    assert desk.review().notices == ()


def test_nothing_to_review_says_what_to_do(desk):
    desk.report("a/monthly")
    with pytest.raises(NoData, match=r"No other report has a page for 2026-10 yet.* Run prodops run --month 2026-10"):
        desk.review()


# Figures


def test_figures_are_taken_in_turns_at_most_eight(desk):
    desk.says("a/monthly", figures=[figure(f"a{n}") for n in range(9)])
    desk.says("b/monthly", figures=[figure("b0")])
    desk.says("c/monthly", figures=[figure("c0"), figure("c1")])
    taken = [f.name.rpartition(".")[2] for f in desk.review().figures]
    # turns: a0 b0 c0, a1 c1, a2, a3, a4: those of one report stand together
    assert taken == ["a0", "a1", "a2", "a3", "a4", "b0", "c0", "c1"]


def test_a_label_says_its_report_only_where_two_are_alike(desk):
    desk.says("a/monthly", figures=[figure(label="Spend"), figure("seats")])
    desk.says("b/monthly", figures=[figure(label="Spend")])
    assert [f.label for f in desk.review().figures] == ["A: Spend", "Seats", "B: Spend"]


def test_a_label_says_its_report_also_where_its_like_is_not_among_the_eight(desk):
    desk.says("a/monthly", figures=[figure(label="Contracts a year")])
    desk.says("b/monthly", figures=[*(figure(f"b{n}") for n in range(8)), figure("last", label="Contracts a year")])
    assert desk.review().figures[0].label == "A: Contracts a year"


def test_the_past_of_a_figure_is_its_own_reports(desk):
    for n, month in enumerate(("2026-08", "2026-09", "2026-10")):
        desk.says("a/monthly", month, figures=[figure(value=n)])
        desk.says("b/monthly", month, figures=[figure(value=10 * n)])
    earlier = desk.review().earlier
    assert list(earlier) == ["2026-08", "2026-09"]
    assert {f["name"]: f["value"] for f in earlier["2026-09"]["figures"]} == {
        "a/monthly.spent": 1,
        "b/monthly.spent": 10,
    }


@pytest.mark.parametrize(
    ("before", "now", "unit", "words"),
    [
        (5_000_00, 6_000_00, "USD cents/month", "Spent rose most, from $5,000 in September 2026 to $6,000."),
        (0.64, 0.58, "share", "Spent fell most, from 64% in September 2026 to 58%."),
        (1, 3, "days", "Spent rose most, from 1 day in September 2026 to 3 days."),
        (0, 3, "count", "Spent rose most, from 0 in September 2026 to 3."),
        (1000, 1005, "count", "No key figure moved much since September 2026."),
        (0.642, 0.649, "share", "No key figure moved much since September 2026."),
    ],
)
def test_what_moved_most_is_said_in_its_own_unit(desk, before, now, unit, words):
    desk.says("a/monthly", "2026-09", figures=[figure(value=before, unit=unit)])
    desk.says("a/monthly", figures=[figure(value=now, unit=unit)])
    assert words in plain(desk.review().headline)


def test_the_largest_movement_is_told_and_changed_units_are_not_compared(desk):
    desk.says("a/monthly", "2026-09", figures=[figure("x", 100), figure("y", 100), figure("z", 1, "USD cents")])
    desk.says("a/monthly", figures=[figure("x", 110), figure("y", 80), figure("z", 99, "EUR cents")])
    assert "Y fell most, from 100 in September 2026 to 80." in plain(desk.review().headline)


# Decisions


def test_new_decisions_come_first_then_by_day_then_by_worth(desk):
    desk.says("a/monthly", "2026-09", decisions=[decision("a.old")])
    asked = [decision("a.old", "2026-11-01"), decision("a.late", "2026-12-24", 10), decision("a.cheap", worth=10)]
    desk.says("a/monthly", decisions=[*asked, decision("a.dear", worth=20)])
    assert [d.id for d in desk.review().decisions] == ["a.dear", "a.cheap", "a.late", "a.old"]


def test_a_decision_of_two_reports_counts_once_and_leads_to_the_first(desk):
    desk.says("a/monthly", decisions=[decision("x.y", worth=100, link="#seats")])
    desk.says("b/monthly", decisions=[decision("x.y", worth=100), decision("b.z", worth=200)])
    review = desk.review()
    assert [(d.id, d.link) for d in review.decisions] == [("b.z", "b-monthly.html"), ("x.y", "a-monthly.html#seats")]
    assert "2 decisions to take, worth $3 a year: the first by 30 November 2026." in plain(review.headline)


def test_a_decision_that_two_reports_state_otherwise_is_said(desk):
    desk.says("a/monthly", decisions=[decision("x.y", worth=100), decision("x.same")])
    desk.says("b/monthly", decisions=[decision("x.y", worth=900), decision("x.same")])
    assert [plain(notice.text) for notice in desk.review().notices] == [
        "A and B do not say the same of: Release y. The first report’s is listed, and an answer is for all of them."
    ]
    desk.answers("x.y,2026-10,declined,,,")
    assert not desk.review().notices


def test_more_than_ten_are_counted_and_priced_beside_the_table(desk):
    desk.says("a/monthly", decisions=[decision(f"a.{n:02}", worth=100) for n in range(12)])
    review = desk.review()
    assert len(review.decisions) == 10
    assert plain(review.headline).startswith("10 decisions to take, worth $10 a year")
    assert [plain(n.text) for n in review.notices] == [
        "2 decisions are not shown, worth $2 a year; for IT. Their own pages have them."
    ]


def test_the_dearest_are_never_crowded_out(desk):
    desk.says("a/monthly", "2026-09", decisions=[decision("a.dear", worth=9_000_00)])
    due = [decision(f"a.{n:02}", "2026-11-05", worth=None) for n in range(12)]
    desk.says("a/monthly", decisions=[*due, decision("a.dear", "2027-01-31", worth=9_000_00)])
    assert [d.id for d in desk.review().decisions] == [*(f"a.{n:02}" for n in range(9)), "a.dear"]


def test_no_question_crowds_out_another(desk):
    desk.says("a/monthly", decisions=[decision(f"a.{n:02}", "2026-11-05", worth=None) for n in range(12)])
    desk.says("b/monthly", decisions=[decision(f"b.{n}", "2026-11-20", worth=None) for n in range(3)])
    assert [d.id for d in desk.review().decisions] == [*(f"a.{n:02}" for n in range(7)), "b.0", "b.1", "b.2"]


def test_what_costs_much_is_as_dear_as_what_saves_much(desk):
    cheap = [decision(f"a.{n:02}", "2026-11-05", worth=100) for n in range(12)]
    desk.says("a/monthly", decisions=[*cheap, decision("a.raise", "2027-01-31", worth=-9_000_00)])
    assert desk.review().decisions[-1].id == "a.raise"


def test_the_lede_counts_what_is_due_now_and_what_has_a_price(desk):
    asked = [decision("a.now", "2026-10-31"), decision("a.b", worth=100), decision("a.c", worth=100, currency="EUR")]
    desk.says("a/monthly", decisions=asked)
    words = "3 decisions to take, 2 of them worth $1 and €1 a year: 1 now, the next by 30 November 2026."
    assert plain(desk.review().headline).startswith(words)


def test_a_long_reason_is_cut_between_sentences(desk):
    desk.says("a/monthly", decisions=[decision("a.b", reason=f"It is {'very ' * 20}idle. Renew 5. {'More ' * 20}.")])
    assert plain(desk.review().decisions[0].reason).endswith("very idle. Renew 5.")


# Answers


@pytest.mark.parametrize("state", ["accepted", "declined", "done", "snoozed"])
def test_an_answered_decision_is_not_asked_again(desk, state):
    desk.says("a/monthly", decisions=[decision("a.b"), decision("a.c")])
    desk.answers(f"a.b,2026-10,{state},IT,,{'2026-12-31' if state == 'snoozed' else ''}")
    assert [d.id for d in desk.review().decisions] == ["a.c"]


def test_a_decision_that_was_put_off_comes_back_on_its_day(desk):
    desk.says("a/monthly", decisions=[decision("a.b")])
    desk.answers("a.b,2026-09,snoozed,IT,,2026-10-15")
    assert [d.id for d in desk.review().decisions] == ["a.b"]


def test_what_became_of_last_months_decisions_is_counted_and_listed(desk):
    ids = ("done", "yes", "no", "later", "open", "gone")
    desk.says("a/monthly", "2026-09", decisions=[decision(f"a.{name}") for name in ids])
    desk.says("a/monthly", decisions=[decision(f"a.{name}") for name in ids if name != "gone"])
    desk.answers("a.done,2026-09,done,,,", "a.yes,2026-09,accepted,,after the pilot,", "a.no,2026-10,declined,,,",
                 "a.later,2026-09,snoozed,,,2026-12-31")  # fmt: skip
    review = desk.review()
    assert said(review.outcomes) == "1 done, 1 accepted, 1 declined, 1 put off, 1 still open, 1 no longer asked."
    shown = review.outcomes.table.frame
    assert list(shown["decision"]) == [f"Release {name}" for name in ids]
    assert list(shown["answer"])[1] == "accepted: after the pilot"
    assert list(shown["until"])[3] == date(2026, 12, 31)


def test_a_decision_answered_in_its_first_period_is_not_called_last_periods(desk):
    desk.says("a/monthly", decisions=[decision("a.new")])
    desk.answers("a.new,2026-10,accepted,,,")
    for month in ("2026-10", "2026"):
        part = desk.review(month).outcomes
        assert said(part) == "1 accepted."
        assert "last" not in part.heading.template


def test_a_decision_that_is_done_is_told_once_and_an_accepted_one_until_it_is_done(desk):
    desk.says("a/monthly", "2026-08", decisions=[decision("a.done"), decision("a.yes")])
    for month in ("2026-09", "2026-10"):
        desk.says("a/monthly", month, decisions=[])
    desk.answers("a.done,2026-09,done,,,", "a.yes,2026-08,accepted,,,")
    assert [o.decision.id for o in desk.review("2026-09").answered] == ["a.done", "a.yes"]
    assert [o.decision.id for o in desk.review("2026-10").answered] == ["a.yes"]


def test_savings_of_the_year_add_up_at_what_they_were_worth_when_agreed(desk):
    desk.says("a/monthly", "2025-12", decisions=[decision("a.last_year", worth=70_000)])
    desk.says("a/monthly", "2026-08", decisions=[decision("a.b", worth=100_000), decision("a.c", worth=50_000)])
    desk.says("a/monthly", "2026-09", decisions=[decision("a.b", worth=900_000), decision("a.d", worth=30_000)])
    desk.says("a/monthly", "2026-10")
    desk.answers("a.b,2026-08,accepted,,,", "a.b,2026-10,done,,,", "a.c,2026-08,accepted,,,", "a.c,2026-09,declined,,,",
                 "a.d,2026-09,done,,,", "a.last_year,2025-12,accepted,,,", "a.last_year,2026-09,done,,,")  # fmt: skip
    review = desk.review()
    # agreed in 2026: b 1,000 and d 300; realised in 2026: b 1,000, d 300 and last year's 700
    assert said(review.outcomes).endswith("In 2026 so far savings of $1,300 a year were agreed and $2,000 realised.")
    assert review.savings.table.total == {"decision": "Total", "agreed": 130_000, "realised": 200_000}
    assert review.savings.table.frame["realised"].sum() == 200_000
    assert {o.decision.id: o.decision.worth for o in review.answered}["a.b"] == Money(100_000, "USD")


def test_a_log_that_cannot_be_read_stops_nothing_and_is_said(desk):
    desk.says("a/monthly", decisions=[decision("a.b")])
    (desk.workbook.root / "data/decisions.csv").write_text("id,period\n")
    review = desk.review()
    assert len(review.decisions) == 1
    assert said(review.outcomes).startswith("The decision log cannot be read")


# Late, missing, old


def test_what_is_late_missing_or_without_data_is_said_with_its_reason(desk):
    desk.says("a/monthly")
    desk.fails("a/monthly", status="data-refused", reason="data/a.csv: ends in May.")
    desk.report("b/monthly")
    desk.fails("b/monthly", status="no-data", reason="No row in 2026-10.")
    desk.report("c/monthly")
    review = desk.review()
    assert plain(review.headline).endswith("A is late; B has no data; C was not run.")
    assert [(n.title, plain(n.text)) for n in review.notices] == [
        ("A: late", "The data could not be used: data/a.csv: ends in May. What stands here is of its last good run."),
        ("B: no data", "No row in 2026-10."),
        ("Not run", "C was not run for October 2026."),
    ]


def test_a_page_stands_even_when_every_other_report_failed(desk):
    desk.report("a/monthly")
    desk.fails("a/monthly")
    review = desk.review()
    assert plain(review.headline) == "A is late."
    assert (review.figures, review.decisions, review.sections) == ((), (), ())


def test_a_failure_that_a_good_run_followed_is_history(desk):
    desk.says("a/monthly", started="2026-11-02T08:00:00Z")
    desk.fails("a/monthly", started="2026-11-02T07:00:00Z")
    assert plain(desk.review().headline).endswith("A is on time, the one report of October 2026.")


def test_a_report_of_a_fixed_period_is_due_in_that_one_only(desk):
    desk.says("a/monthly")
    desk.report("b/quarter", month="2026-Q3")
    desk.report("c/fixed", month="2026-10")
    assert desk.review().others.missing == ("c/fixed",)


def test_inputs_are_listed_oldest_first_and_the_oldest_completes_the_page(desk):
    desk.says("a/monthly", newest="2026-10-31")
    desk.says("b/monthly", newest="2026-10-28")
    review = desk.review()
    assert list(review.freshness.table.frame["file"]) == ["data/b/monthly.csv", "data/a/monthly.csv"]
    assert plain(review.freshness.heading) == "The inputs end between 28 October 2026 and 31 October 2026"
    assert review.others.newest == "2026-10-28"


# Records that anybody may have written


@pytest.mark.parametrize(
    "item",
    [
        {"figures": [{"name": "x"}]},
        {"figures": [figure(value=float("nan"))]},
        {"figures": [figure(value=True)]},
        {"figures": [figure(unit="XXQ cents")]},
        {"figures": ["text"]},
        {"decisions": [decision("a.b", worth=5, currency="no")]},
        {"decisions": [decision("a.b", by="soon")]},
        {"decisions": [decision("a.b", action=None)]},
        {"blocks": [{"kind": "chart"}]},
    ],
)
def test_what_cannot_be_read_is_counted_and_the_rest_stands(desk, item):
    desk.says("a/monthly", **item)
    desk.says("b/monthly", figures=[figure("fine")])
    review = desk.review()
    assert [f.name for f in review.figures] == ["b/monthly.fine"]
    assert [plain(n.text) for n in review.notices] == ["1 entry of the records could not be read."]
    assert (review.sources[0].rows, review.sources[0].used, review.sources[0].rejected) == (1, 0, 1)


# Quarters and years


def quarter(desk, months=("2026-07", "2026-08", "2026-09")):
    for n, month in enumerate(months, 1):
        figures = [
            figure("spent", n, "USD cents/month", "Spent in the month", over="sum"),
            figure("rate", n, over="last"),
        ]
        figures += [figure("share", n / 10, "share", over="mean"), figure("odd", n)]
        desk.says("a/monthly", month, figures=figures, decisions=[decision(f"a.{n}", link="#x")])
    return desk.review("2026-Q3")


def test_a_quarter_is_made_of_its_months_as_each_figure_says(desk):
    review = quarter(desk)
    assert [(f.label, f.value, f.unit) for f in review.figures] == [
        ("Spent in the quarter", 6, "USD cents/quarter"),
        ("Rate", 3, "count"),
        ("Share", 0.2, "share"),
    ]
    assert [(d.id, d.link) for d in review.decisions] == [("a.3", "")]
    assert [plain(n.text) for n in review.notices] == [
        "Made from the pages of 3 of 3 months. Not shown, because months do not make it up: Odd."
    ]
    assert [place for _, place in review.sections[0].links] == [f"../2026-0{n}/a-monthly.html" for n in (7, 8, 9)]


def test_a_quarter_without_one_of_its_months_has_no_sum_and_says_so(desk):
    review = quarter(desk, ("2026-07", "2026-09"))
    assert [f.label for f in review.figures] == ["Rate"]
    assert "Made from the pages of 2 of 3 months. Without August 2026." in plain(review.notices[0].text)


def test_a_quarters_own_page_goes_before_its_months(desk):
    desk.says("a/monthly", "2026-Q3", figures=[figure("spent", 60, "USD cents/quarter")])
    assert [f.value for f in quarter(desk).figures] == [60]


def test_what_was_read_tells_no_time(desk):
    desk.says("a/monthly", figures=[figure()])
    first = monthly_review.load("2026-10").digest
    desk.says("a/monthly", figures=[figure()], started="2027-01-01T00:00:00Z", built="x", seconds=9, fingerprint="y")
    assert monthly_review.load("2026-10").digest == first
    desk.says("a/monthly", figures=[figure(value=101)])
    assert monthly_review.load("2026-10").digest != first


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.says("a/monthly", headline="Other."),
        lambda desk: desk.says("a/monthly", decisions=[decision("a.b")]),
        lambda desk: desk.says("a/monthly", blocks=[{"kind": "chart", "heading": "h", "html": "<p>x</p>"}]),
        lambda desk: desk.says("a/monthly", "2026-09", figures=[figure()]),
        lambda desk: desk.fails("a/monthly"),
        lambda desk: desk.report("b/monthly"),
        lambda desk: desk.report("a/monthly", "Another title"),
        lambda desk: desk.answers("a.c,2026-10,done,,,"),
    ],
)
def test_whatever_the_page_shows_is_in_the_hash_of_what_was_read(desk, change):
    desk.says("a/monthly", decisions=[decision("a.c")])
    first = monthly_review.load("2026-10").digest
    change(desk)
    assert monthly_review.load("2026-10").digest != first
