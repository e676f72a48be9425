"""Every row of every export ends as an item, as a copy of one, or as a row set aside with its reason."""

from __future__ import annotations

import pickle
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit import show
from prodops_kit.feedback import collect, load_feedback
from prodops_kit.feedback.merging import COLUMNS, VOICES
from prodops_kit.readers.people import person_key

HEADER = "id,date,comment,customer,name,arr,currency,score,scale,link,segment,responded,decision,shipped"
LONG = "The export of the yearly report stops at row ten thousand and nobody knows why"


def row(id="", day="2026-10-05", text="Too slow", customer="", name="", more=",,,,,,,,"):  # noqa: A002
    return f'{id},{day},"{text}",{customer},{name},{more}'


def add_up(counts):
    return sum(n for name, n in counts.items() if name != "rows") == counts["rows"]


def collected(export, *rows, until="2026-10", source="Tickets"):
    return collect([load_feedback(export(HEADER, *rows), source=source)], until=until)


def test_an_item_keeps_its_facts_and_no_name(export):
    items = collected(
        export,
        row("7", text="It is slow, says Person 001", customer="person001@example.com", name="Person 001",
            more="1200.505,EUR,9,NPS,https://example.com/7,Club,2026-10-07,D-12,2026-10-20"),
    )  # fmt: skip
    assert list(items.frame) == list(COLUMNS)
    assert list(items.voices) == list(VOICES)
    found = items.frame.iloc[0].to_dict()
    assert found["customer"] == person_key("person001@example.com")
    assert (found["revenue"], found["currency"], found["score"], found["scale"]) == (120_051, "EUR", 9.0, "nps")
    assert (found["responded"], found["decision"], found["shipped"]) == (date(2026, 10, 7), "D-12", date(2026, 10, 20))
    assert (found["id"], found["link"], found["segment"]) == ("7", "https://example.com/7", "Club")
    assert "Person" not in items.texts[0]
    assert items.texts[0].startswith("It is slow, says [")
    assert b"Person 001" not in pickle.dumps(items)
    assert b"person001" not in pickle.dumps(items)


def test_names_of_two_words_are_taken_out_of_every_text(export):
    items = collected(
        export,
        row("1", text="Person 001 told me that it is slow", name="Person 002"),
        row("2", text="Nothing else", name="Person 001"),
    )
    assert not any("Person 0" in text for text in items.texts)


def test_rows_in_are_rows_used_merged_and_set_aside(export):
    items = collected(
        export,
        row("1"),
        row("1", text="Too slow by far"),  # exported again
        row("2", text="TOO SLOW BY FAR"),  # word for word
        row("3", text=LONG),
        row("4", text=f"{LONG}!"),
        row("5", day=""),
        row("6", day="2026-11-01"),
        row("7", text=" "),
        row("8", text=" ", more=",,3,stars,,,,,"),
        row("9", day="soon"),
    )
    assert items.counts == {
        "conversations": 0,
        "empty": 1,
        "exact": 1,
        "future": 1,
        "items": 2,
        "near": 1,
        "repeated": 1,
        "rows": 10,
        "scores": 1,
        "undated": 1,
        "unreadable": 1,
    }
    assert add_up(items.counts)
    (source,) = items.sources
    assert (source.rows, source.used, source.rejected) == (10, 6, 4)
    assert [(one.reason, one.lines) for one in source.reasons] == [
        ("'date' is not a day written as year-month-day", (11,)),
        ("it has no date", (7,)),
        ("dated after 2026-10-31, the last day reported on", (8,)),
        ("it has no words and no score", (9,)),
    ]


def test_of_copies_the_earliest_stands_and_every_customer_counts_once(export):
    items = collected(
        export,
        row("2", day="2026-10-09", customer="c2", more=",,,,,,2026-10-10,,"),
        row("1", day="2026-10-05", customer="c1", more=",,,,,,2026-10-12,D-1,"),
        row("3", day="2026-10-08", customer="c1"),
        row("4", day="2026-10-08"),
        row("5", day="2026-10-08"),
    )
    found = items.frame.iloc[0]
    assert (len(items), found["id"], found["copies"]) == (1, "1", 5)
    assert found["customers"] == 4  # c1, c2 and two that nobody knows
    assert (found["responded"], found["decision"]) == (date(2026, 10, 10), "D-1")
    assert items.voices["item"].tolist() == [0] * 5


def test_the_same_words_in_another_month_are_news(export):
    items = collected(export, row("1", day="2026-09-30"), row("2", day="2026-10-01"))
    assert len(items) == 2
    assert items.frame["key"].nunique() == 1


def test_a_new_month_changes_no_item_of_the_months_before(export):
    rows = [row("", day=f"2026-0{month}-0{day}", text=f"{LONG} {day * month}") for month in (8, 9) for day in (1, 2, 3)]
    before = collected(export, *rows, until="2026-09").frame
    after = collected(export, *rows, row("", text=LONG)).frame
    assert after[: len(before)].equals(before)


def test_copies_are_found_across_sources(export):
    one = load_feedback(export(HEADER, row("1", text=LONG, customer="c1")), source="Tickets")
    other = load_feedback(export(HEADER, row("1", text=LONG, customer="C1"), name="b.csv"), source="Survey")
    items = collect([one, other])
    assert items.frame[["copies", "customers", "source"]].values.tolist() == [[2, 1, "Survey"]]
    assert items.voices["source"].tolist() == ["Survey", "Tickets"]


def test_a_conversation_is_one_item(export):
    path = export(
        "conversation_id,created_at,author_type,body",
        "c1,2026-09-30,user,Export fails",
        "c1,2026-10-01,admin,Which one?",
        "c1,2026-10-02,user,All of them",
        "c2,2026-10-02,user,<br>",
        "c2,2026-10-03,user,Never mind",
    )
    items = collect([load_feedback(path)], until="2026-10")
    assert items.frame[["id", "text", "created", "responded"]].values.tolist() == [
        ["c1", "Export fails\nAll of them", date(2026, 9, 30), date(2026, 10, 1)],
        ["c2", "Never mind", date(2026, 10, 3), None],
    ]
    assert (items.counts["conversations"], items.counts["empty"], items.counts["unreadable"]) == (1, 1, 1)
    assert add_up(items.counts)


def test_an_item_without_a_number_gets_one_that_stays(export):
    rows = [row(text="Slow"), row(text="Fast", day="2026-10-06")]
    forward, back = (collected(export, *each).frame["id"].tolist() for each in (rows, rows[::-1]))
    assert forward == back
    assert len(set(forward)) == 2


def test_labels_that_hold_an_address_and_links_that_are_none_are_emptied(export):
    items = collected(export, row("a@example.com", more=",,,,javascript:x,x@example.com,,see a@example.com,"))
    found = items.frame.iloc[0]
    assert (found["link"], found["segment"], found["decision"]) == ("", "", "")
    assert "@" not in found["id"]


def test_a_customer_with_half_of_the_month_is_told(export):
    rows = [row(str(n), text=f"Thing {n} of many", customer="c1" if n < 5 else f"d{n}") for n in range(9)]
    (notice,) = collected(export, *rows).notices
    assert notice.title == "One customer speaks for many"
    assert notice.text.values["share"].value == pytest.approx(5 / 9)
    assert collected(export, *rows[1:], row("9", text="Thing of mine", customer="d")).notices == ()  # 4 of 9


def test_a_source_that_stopped_is_told(export):
    items = collected(export, row("1", day="2026-08-14"))
    assert items.sources[0].warnings == (
        "Its last row is of 2026-08-14, so 2026-10 lacks this source; shares may move for that alone.",
    )


def test_sources_are_shown_without_a_word_of_a_customer(export):
    items = collected(export, row("1", text="Secretly slow", name="Person 001"), row("2", day="", text="Secretly fast"))
    shown = str(show.provenance.draw(items.sources))
    assert "Secretly" not in shown + repr(items.sources)
    assert "Person" not in shown + repr(items.sources)
    assert "it has no date" in shown


@pytest.mark.parametrize("rows", [[row(day="")], [row(text="")], [row(day="2027-01-01")]])
def test_an_input_without_a_single_item_is_an_answer(export, rows):
    items = collected(export, *rows)
    assert (len(items), items.texts, len(items.voices)) == (0, (), 0)
    assert add_up(items.counts)


def test_no_inputs_at_all_are_an_answer(export):
    items = collect([load_feedback(None)], until="2026-10")
    assert (len(items), items.counts["rows"]) == (0, 0)
    assert list(items.frame) == list(COLUMNS)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "2026-09-30", "2026-10-01", "2027-01-01", "x"]), st.text(max_size=60)),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_goes_through_and_every_row_is_accounted_for(export, rows):
    plain = [(day, text.replace('"', "'").replace("\0", "").encode("utf-8", "ignore").decode()) for day, text in rows]
    lines = ["id,date,comment,score", "s,2026-10-01,Something,", *(f',{day},"{text}",' for day, text in plain)]
    path = export(*lines)
    first, again = (collect([load_feedback(path)], until="2026-10") for _ in range(2))
    assert add_up(first.counts)
    assert first.counts["rows"] == first.sources[0].rows
    assert first.frame.equals(again.frame)
