"""Cards that open, and cells that carry their own unit."""

import pandas as pd
from bs4 import BeautifulSoup
from show.values import HOSTILE

from prodops_kit import show
from prodops_kit.results import Change, Column, Fold, Part, Probability, Rows, Sentence, Share
from prodops_kit.show import text, units


def card(**changes):
    table = Rows(pd.DataFrame({"a": ["x"]}), (Column("a", "A"),), "One row is one thing.")
    parts = (Part(Sentence("Result"), text=Sentence("It rose."), table=table), Part(Sentence(""), table=table))
    return Fold(**{"name": "card-x", "heading": Sentence("New checkout"), "parts": parts, "word": "SHIP"} | changes)


def test_a_card_is_closed_and_a_link_into_it_finds_its_inside(shown):
    show.folds((card(),))
    block = BeautifulSoup(shown[0]["text/html"], "html.parser").find("details")
    assert not block.has_attr("open")
    assert block.find("summary").get_text(" ") == "New checkout SHIP"
    assert block.find(id="card-x").name == "div"  # a browser opens what it is sent into
    assert len(block.find_all("table")) == 2
    assert [heading.get_text() for heading in block.find_all("h3")] == ["Result"]
    assert shown[0]["text/plain"] == "New checkout: SHIP"


def test_no_card_is_said(shown):
    show.folds(())
    assert shown[0]["text/plain"] == "There is nothing to open."


def test_the_words_of_a_card_are_escaped(shown):
    show.folds((card(heading=Sentence("{name}", name=HOSTILE), word=HOSTILE),))
    assert "<script" not in shown[0]["text/html"]


def test_cells_of_one_column_may_carry_their_own_unit():
    said = Sentence("{lo} to {hi}", lo=Change(0.012, "points"), hi=Share(0.5, True))
    cells = [Share(0.2), Change(-0.0034, "points"), Change(1.5), Probability(1e-200), said, None]
    assert units.column(cells, "number") == [
        "20%",
        "−0.34 points",
        "+1.5",
        "below 0.000001",
        "+1.2 points to +50%",
        "not known",
    ]


def test_one_point_is_one_and_nothing_has_no_sign():
    assert text.as_text(Change(0.01, "points", signed=False)) == "1 point"
    assert text.as_text(Change(0.0, "points")) == "0 points"
