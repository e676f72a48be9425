import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from show.values import HOSTILE, Review, decision, figure, rows, source

from prodops_kit import show
from prodops_kit.errors import ParameterError
from prodops_kit.money import Money
from prodops_kit.periods import Period
from prodops_kit.records import MIME
from prodops_kit.results import Bars, Column, Figure, Notice, Part, Rows, Sentence


def page(bundle):
    return BeautifulSoup(bundle["text/html"], "html.parser")


def recorded_figure(value, unit="USD cents/month", name="run_rate"):
    return {"figures": [{"name": name, "unit": unit, "value": value}], "decisions": []}


def test_the_headline_is_recorded_in_plain_words(shown):
    show.headline(Review())
    show.headline(Sentence("Done."))
    assert [bundle[MIME] for bundle in shown] == [
        {"kind": "headline", "text": "29% of spend is unused."},
        {"kind": "headline", "text": "Done."},
    ]
    assert shown[0]["text/plain"] == "29% of spend is unused."


def test_each_block_brings_its_style(shown):
    show.headline(Review())
    style = page(shown[0]).find("style", class_="pk-style").string
    assert ".pk-block" in style
    assert "url(" not in style
    assert re.match(r'<style class="pk-style">.*?</style><div class="pk-block', shown[0]["text/html"], re.DOTALL)


def test_figures_are_compared_with_the_month_before(shown, earlier):
    earlier(m2026_09=recorded_figure(5_100_000))
    show.figures(Review(figures=(figure(),)))
    card = page(shown[0]).find(class_="pk-card")
    # 51,500.00 - 51,000.00 = 500.00, in the thousands of the figure
    assert card.find(class_="pk-delta").get_text() == "▲ $0.5k on September, worse"
    assert "pk-bad" in card.find(class_="pk-delta")["class"]
    assert shown[0][MIME]["figures"] == [
        {"name": "run_rate", "label": "Tool spend a month", "value": 5_150_000, "unit": "USD cents/month",
         "better": "lower", "previous": 5_100_000, "over": None}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "before", "unit", "better", "words"),
    [
        (0.71, 0.74, "share", "higher", "▼ 3 points, worse"),
        (0.64, 0.58, "share", "higher", "▲ 6 points, better"),
        (0.64, 0.63, "share", None, "▲ 1 point"),
        (4, 3, "count", "higher", "▲ 1 on September, better"),
        (4, 4, "count", "higher", "same as September"),
        (41, 40, "days", "lower", "▲ 1 day on September, worse"),
        (0.64, 0.6400001, "share", "higher", "hardly changed since September"),
        (19 / 21, 0.9047619048, "share", "higher", "same as September"),  # as September's record has it
        (5_150_000, 5_150_900, "USD cents", "lower", "▼ $9 on September, better"),
    ],
)
def test_a_change_reads_in_the_figures_own_unit(shown, earlier, value, before, unit, better, words):
    earlier(m2026_09=recorded_figure(before, unit))
    show.figures(Review(figures=(figure(value, unit, better),)))
    assert page(shown[0]).find(class_="pk-delta").get_text() == words


@pytest.mark.parametrize(
    "past",
    [
        {"m2026_08": recorded_figure(5_100_000)},  # September was not run
        {"m2026_09": recorded_figure(5_100_000, unit="EUR cents/month")},
        {"m2026_09": recorded_figure(5_100_000, name="other")},
        {"m2026_09": recorded_figure(None)},
    ],
)
def test_what_is_not_comparable_has_no_delta(shown, earlier, past):
    earlier(**past)
    show.figures(Review(figures=(figure(),)))
    assert page(shown[0]).find(class_="pk-delta") is None
    assert shown[0][MIME]["figures"][0]["previous"] is None


def test_a_month_that_was_not_run_is_a_gap_in_the_sparkline(shown, earlier):
    earlier(m2026_06=recorded_figure(1), m2026_07=recorded_figure(2), m2026_09=recorded_figure(3))
    show.figures(Review(figures=(figure(4),)))
    spark = page(shown[0]).find(class_="pk-spark")
    assert len(spark.find_all("path")) == 2  # June to July, September to October
    assert spark["aria-hidden"] == "true"


def test_an_unknown_figure_says_so(shown):
    show.figures(Review(figures=(figure(None), figure(float("nan")))))
    assert [card.get_text() for card in page(shown[0]).find_all(class_="pk-unknown")] == ["not known", "not known"]
    assert [entry["value"] for entry in shown[0][MIME]["figures"]] == [None, None]


def test_recorded_numbers_are_plain_and_rounded(shown):
    show.figures(Review(figures=(figure(np.int64(3), "count"), figure(np.float64(1) / 3, "share"))))
    first, second = shown[0][MIME]["figures"]
    assert (first["value"], second["value"]) == (3, 0.3333333333)
    json.dumps(shown[0][MIME])


def test_a_decision_is_recorded_whole(shown):
    show.decisions(Review(decisions=(decision(),)))
    assert shown[0][MIME] == {
        "kind": "decisions",
        "decisions": [
            {"id": "q.release.figma", "action": "Release", "subject": "Figma seats", "quantity": 14, "by": "2026-11-30",
             "worth": 806_400, "currency": "USD", "owner": "Design", "reason": "No sign-in for 90 days",
             "confidence": "high", "wrong_if": "The owner knows of a use.", "noun": "", "low": None, "high": None,
             "link": "", "state": "open"}
        ],
    }  # fmt: skip


def test_a_decision_reads_as_an_order(shown):
    show.decisions(Review(decisions=(decision(),)))
    cells = [cell.get_text(" ") for cell in page(shown[0]).find("tbody").find_all(["th", "td"])]
    assert cells == ["Release 14 Figma seats new", "No sign-in for 90 days.  Sure: high", "Design", "30 Nov", "$8,064"]


def test_a_decision_leads_to_its_table_and_tells_its_range(shown):
    known = replace(decision(), link="#seats", low=Money(600_000, "USD"), high=Money(900_000, "USD"))
    show.decisions(Review(decisions=(known,)))
    row = page(shown[0]).find("tbody").find("tr")
    assert (row.find("a")["href"], row.find("a").get_text()) == ("#seats", "Release 14 Figma seats")
    assert row.find(class_="pk-n").get_text(" ") == "$8,064 $6,000 to $9,000"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://example.com/x.html", "../x.html", "x.html#a b", ""])
def test_a_decision_leads_nowhere_but_to_pages_beside_it(shown, link):
    show.decisions(Review(decisions=(replace(decision(), link=link),)))
    assert page(shown[0]).find("a") is None


def test_a_part_keeps_its_address_when_its_heading_changes(shown):
    show.heading(Part(Sentence("9 seats are idle"), name="seats"))
    assert page(shown[0]).find("h2")["id"] == "seats"


def test_worth_adds_up_to_what_is_at_stake(shown):
    show.decisions(Review(decisions=(decision(), decision("b", worth=6_120_050), decision("c", worth=None))))
    # 8,064.00 + 61,200.50 = 69,264.50
    assert [cell.get_text() for cell in page(shown[0]).select("td.pk-n")] == [
        "$8,064.00", "$61,200.50", "not priced", "$69,264.50",
    ]  # fmt: skip


def test_where_nothing_is_priced_there_is_no_column_of_worth(shown):
    show.decisions(Review(decisions=(decision(worth=None), decision("b", worth=None))))
    table = page(shown[0]).find("table")
    assert [cell.get_text() for cell in table.select("thead th")] == ["What", "Why now", "Owner", "By"]
    assert table.find(class_="pk-n") is None
    assert table.find("tfoot") is None


def test_two_currencies_have_no_total(shown):
    show.decisions(Review(decisions=(decision(), decision("b", currency="EUR"))))
    assert page(shown[0]).find("tfoot") is None


def test_a_decision_says_how_long_it_has_been_open(shown, earlier):
    carried = {"figures": [], "decisions": [{"id": "old"}]}
    earlier(m2026_06=carried, m2026_08=carried, m2026_09=carried)  # July breaks the row
    show.decisions(Review(decisions=(decision("old"), decision("fresh"))))
    assert [tag.get_text() for tag in page(shown[0]).find_all(class_="pk-tag")] == ["third month", "new"]


def test_a_day_that_has_passed_is_now_and_a_far_one_has_its_year(shown):
    show.decisions(Review(decisions=(decision(by=date(2026, 10, 31)), decision("b", by=date(2027, 1, 5)))))
    assert [cell.get_text() for cell in page(shown[0]).select("td.pk-date")] == ["now", "5 Jan 2027"]


def test_no_decision_is_said(shown):
    show.decisions(Review(month="2026-Q3"))
    assert "No decision is needed this quarter." in shown[0]["text/html"]
    assert shown[0][MIME] == {"kind": "decisions", "decisions": []}


def test_a_heading_has_an_id_and_its_text(shown):
    show.heading(Part(Sentence("Café <b> takes {n}%", n=36), Sentence("Why.")))
    heading = page(shown[0]).find("h2")
    assert (heading["id"], heading.get_text()) == ("cafe-b-takes-36", "Café <b> takes 36%")
    assert shown[0][MIME] == {"kind": "heading", "text": "Café <b> takes 36%", "id": "cafe-b-takes-36"}


def test_a_lead_block_goes_into_the_record_without_style(shown):
    part = Part(Sentence("Heading"), chart=Bars(Sentence("Caption"), "count", ("a",), (1,)), table=rows())
    show.chart(part, lead=True)
    show.chart(part.chart, lead=True)
    show.table(part)
    first, second, third = (bundle[MIME] for bundle in shown)
    assert (first["lead"], first["block"]["kind"], first["block"]["heading"]) == (True, "chart", "Heading")
    assert "<style" not in first["block"]["html"]
    assert first["block"]["html"].startswith('<div class="pk-block')
    assert second["block"]["heading"] == "Caption"
    assert third == {"kind": "table"}


def test_a_table_has_a_heading_for_every_row_and_column(shown):
    show.table(rows(total={"cost": 1_598_050}))
    table = page(shown[0])
    assert [cell["scope"] for cell in table.find_all("th")] == ["col", "col", "col", "row", "row", "row"]
    assert table.find("caption").get_text() == "One row is one tool"
    assert [cell.get_text() for cell in table.select("tfoot th, tfoot td")] == ["Total", "$15,980.50", ""]
    assert table.select("tbody td")[1]["class"] == ["pk-n", "pk-bad"]
    assert table.find(class_="pk-scroll")["tabindex"] == "0"


@pytest.mark.parametrize(("unit", "stacked"), [("text", True), ("count", False)])
def test_a_table_of_words_stands_as_paragraphs_on_a_phone_and_one_with_figures_does_not(shown, unit, stacked):
    columns = tuple(Column(name, name.upper(), unit if name == "d" else "text") for name in "abcd")
    value = "1 of 2" if unit == "text" else 1
    frame = pd.DataFrame([["x", "STOP", "", value]], columns=list("abcd"), dtype=object)
    show.table(Rows(frame, columns, Sentence("One row of {month}", month=Period("2026-10"))))
    table = page(shown[0])
    assert ("pk-read" in table.find("table")["class"]) is stacked
    assert table.find("caption").get_text() == "One row of October 2026"
    assert [cell["data-label"] for cell in table.select("tbody td")] == ["B", "C", "D"]


def test_a_long_table_says_how_much_it_leaves_out(shown):
    show.table(rows([f"Tool {n}" for n in range(1200)], range(1200)))
    table = page(shown[0])
    assert len(table.select("tbody tr")) == 40
    assert table.find(class_="pk-note").get_text() == "The first 40 of 1,200 rows."


def test_a_part_without_chart_or_table_says_so(shown):
    show.chart(Part(Sentence("H")))
    show.table(Part(Sentence("H")))
    show.table(rows([], []))
    assert "There is no data for this chart." in shown[0]["text/html"]
    assert "There are no rows for this table." in shown[1]["text/html"]
    assert "No rows." in shown[2]["text/html"]


def test_a_part_whose_text_says_why_shows_nothing_more_and_leads_with_nothing(shown):
    part = Part(Sentence("H"), text=Sentence("contracts_file is not set."))
    show.chart(part, lead=True)
    show.table(part, lead=True)
    assert not shown


def test_what_is_no_table_is_refused(shown):
    with pytest.raises(ParameterError, match="table: a DataFrame is no table"):
        show.table(pd.DataFrame())


def test_the_frame_of_a_table_is_left_alone(shown):
    values = rows()
    before = values.frame.copy()
    show.table(values)
    pd.testing.assert_frame_equal(values.frame, before)


def test_sources_say_what_was_set_aside_and_what_is_missing(shown):
    absent = source(table="contracts", path="", absent="contracts_file is not set.")
    show.sources(Review(sources=(source(money=(Money(1_200_000, "USD"),), newest=date(2026, 10, 31)), absent)))
    said = page(shown[0]).get_text(" ")
    for words in ("data/charges.csv", "hash 3f9c2ab1", "$12,000", "31 Oct 2026"):
        assert words in said
    assert "2 rows set aside, amount is empty (lines 3, 7)" in said
    assert "not loaded. contracts_file is not set." in said


def test_notices_are_shown_only_when_there_are_any(shown):
    show.notices(Review())
    assert shown == []
    show.notices(Review(notices=(Notice("Not counted", Sentence("One test.")),)))
    assert page(shown[0]).find(class_="pk-notice").get_text() == "Not counted: One test."


def test_nothing_an_input_says_becomes_markup(shown):
    said = Sentence("{x}", x=HOSTILE)
    hostile = Figure("f", HOSTILE, 1, "count", note=said)
    review = Review(
        headline=said, figures=(hostile,), decisions=(decision(subject=HOSTILE),), notices=(Notice(HOSTILE, said),),
        sources=(source(path=HOSTILE, layout=HOSTILE, warnings=(HOSTILE,)), source(absent=HOSTILE, table=HOSTILE)),
    )  # fmt: skip
    for verb in (show.headline, show.figures, show.decisions, show.notices, show.sources):
        verb(review)
    show.heading(Part(said, said))
    show.table(
        Rows(pd.DataFrame({"a": [HOSTILE], "b": [HOSTILE]}), (Column("a", HOSTILE), Column("b", "n", "count")), HOSTILE)
    )
    for bundle in shown:
        assert not page(bundle).find_all("script")
        assert not [key for found in page(bundle).find_all() for key in found.attrs if key.startswith("on")]
        assert "\u202e" not in bundle["text/html"]
