"""A side page: many quotes, each what was said and no more, under names that links lead to."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from show.values import HOSTILE

import prodops_kit as pk
from prodops_kit import inspection, show, workbook
from prodops_kit.errors import ParameterError
from prodops_kit.results import Fold, Part, Quote, Sentence, SidePage
from prodops_kit.show import side


def one(text, *marks, link=""):
    quote = Quote(text, Sentence("{who}", who="Tickets"), tuple(marks), link)
    return SidePage(Sentence("All words"), Sentence("Two."), (Part(Sentence("Export"), quotes=(quote,), name="t-x"),))


def parsed(page):
    return BeautifulSoup(str(side.draw(page)), "html.parser")


def test_a_part_stands_under_its_name_and_what_gave_it_is_marked():
    found = parsed(one("The export fails today", (4, 16), link="https://example.com/1"))
    assert [found.h1.get_text(), found.h2.get_text(), found.h2["id"]] == ["All words", "Export", "t-x"]
    assert found.blockquote.p.get_text() == "“The export fails today”"
    assert [mark.get_text() for mark in found.find_all("mark")] == ["export fails"]
    assert found.blockquote.footer.a["href"] == "https://example.com/1"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//example.com", ""])
def test_what_is_no_web_address_is_not_followed(link):
    assert parsed(one("Words", link=link)).find("a") is None


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=4))
def test_wherever_the_marks_lie_the_words_stay_whole_and_text(text, marks):
    plain = parsed(one(text))
    marked = parsed(one(text, *marks))
    assert marked.blockquote.p.get_text() == plain.blockquote.p.get_text()
    assert {tag.name for tag in marked.blockquote.find_all()} <= {"p", "mark", "footer"}


def test_hostile_words_become_no_markup_in_a_file_of_its_own():
    page = str(side.alone(one(HOSTILE, (2, 9), link=f'https://example.com/"{HOSTILE}')))
    assert inspection.faults(page) == []
    assert "<script" not in page
    assert "Content-Security-Policy" in page[: page.index("<body>")]


def test_in_jupyterlab_it_is_saved_whole_and_no_link_leads_astray(workbook_here, monkeypatch, shown):
    monkeypatch.setattr("IPython.display.display", lambda *shown, **options: None)
    pk.save("words.html", one("Words"))
    assert workbook_here.text(".prodops/saved/words.html").startswith("<!doctype html>")


@pytest.mark.parametrize(("running", "link"), [(True, "feedback-monthly.words.html#theme-caf%C3%A9.x"), (False, None)])
def test_a_card_leads_to_a_saved_page_where_that_lies_beside_it(monkeypatch, shown, tmp_path, running, link):
    monkeypatch.setattr(workbook, "run_folder", lambda: tmp_path if running else None)
    monkeypatch.setattr("prodops_kit.parameters.current_report", lambda: "feedback/monthly")
    show.folds((Fold("a", Sentence("A"), (), links=((Sentence("All words"), "words.html#theme-café.x"),)),))
    found = BeautifulSoup(shown[0]["text/html"], "html.parser").find("a")
    assert (found and found["href"]) == link


@pytest.mark.parametrize(
    ("name", "content"), [("words.csv", one("x")), ("words.html", "<p>x</p>"), ("a/words.html", one("x"))]
)
def test_only_a_side_page_is_saved_as_a_page(workbook_here, name, content):
    with pytest.raises(ParameterError, match="is not a name for this file"):
        pk.save(name, content)
