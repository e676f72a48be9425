import re
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError

from prodops_kit import html
from prodops_kit.show import style

HOSTILE = "<script>alert(1)</script>\"' onload=x"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def report(**changed):
    known = {
        "css": html.page_css(), "title": "Tool spend", "question": "What do tools cost?", "month_text": "October 2026",
        "lede_html": "<p>Spend rose.</p>", "note": None, "stamp": "Built 2 November 2026.", "sample": True,
        "trial": None, "readers": "",
        "contents": [{"id": "part", "text": "A part"}], "body": '<h2 id="part">A part</h2>',
        "index_href": "../index.html", "previous": {"href": "../2026-09/x.html", "text": "September 2026"},
        "provenance": [{"label": "currency", "value": "USD"}], "defaults": ["limit"], "warnings": ["One cell warned."],
        "inputs": [{"table": "charges", "path": "data/charges.csv", "rows": 4185, "used": 4182, "rejected": 3,
                    "newest": "31 October 2026", "sha256": "ab" * 32}],
    }  # fmt: skip
    return html.render("page.html.j2", **(known | changed))


def index(**changed):
    figures = [{"label": "Run rate", "text": "$618k", "delta": "▲ $6k", "tone": "bad", "spark": ""}]
    entry = {"title": "Tool spend", "href": "a.html", "words": "on time", "tone": "good", "headline": "Spend rose."}
    listed = {"figures": figures, "failure_href": None}
    newest = {"text": "October 2026", "reports": [entry | listed | changed]}
    cell = {"title": "Tool spend", "href": "a.html", "text": "$618k", "words": "", "tone": "good", "failure_href": None}
    row = {"text": "October 2026", "kind": "month", "cells": [cell | {k: changed[k] for k in changed if k in cell}]}
    years = [{"text": "2026: 1 page", "unfolded": True, "rows": [row]}]
    columns = [{"title": changed.get("title", "Tool spend"), "label": "Run rate"}]
    known = {"css": html.page_css(), "stamp": "Built.", "sample": False, "readers": "", "everyone_href": None}
    return html.render("index.html.j2", newest=newest, years=years, columns=columns, **known)


def failure(**changed):
    known = {"css": html.page_css(), "title": "Feedback", "month_text": "October 2026", "heading": None}
    said = {"what": "The data could not be used", "message": "a.csv: empty.", "advice": "Export again."}
    more = {"elapsed": "2.4 s", "last_good": None}
    return html.render("failure.html.j2", **(known | said | more | changed))


PAGES = [pytest.param(page, id=page.__name__) for page in (report, index, failure)]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_alone(page):
    parsed = BeautifulSoup(page(), "html.parser")
    assert parsed.html["lang"] == "en"
    assert [meta.attrs for meta in parsed.head.find_all("meta")][:2] == [
        {"charset": "utf-8"},
        {"http-equiv": "Content-Security-Policy", "content": POLICY},
    ]
    assert not parsed.find_all(["script", "link", "iframe", "form", "img"])
    assert not re.search(r"url\(|@import|https?:", page())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_title_one_main_and_a_skip_link_that_leads_there(page):
    parsed = BeautifulSoup(page(), "html.parser")
    assert len(parsed.find_all("h1")) == len(parsed.find_all("main")) == 1
    assert parsed.find(id=parsed.find("a")["href"][1:]).name == "main"
    ids = [found["id"] for found in parsed.find_all(id=True)]
    assert len(ids) == len(set(ids))


class Balance(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("page", PAGES)
def test_every_element_is_closed(page):
    reader = Balance()
    reader.feed(page())
    assert reader.open == []


def test_a_report_names_itself_and_its_month():
    parsed = BeautifulSoup(report(), "html.parser")
    assert parsed.title.string == parsed.h1.get_text() == "Tool spend, October 2026"


def test_a_page_of_sample_data_says_so_first():
    assert BeautifulSoup(report(), "html.parser").header.get_text(" ", strip=True).startswith("Made from sample data")
    assert "sample data" not in report(sample=False)


@pytest.mark.parametrize("long", [True, False])
def test_a_note_stands_under_the_answer_and_a_long_one_is_folded(long):
    note = {"html": "<p>Why.</p>", "pins": [{"day": "14 October 2026", "text": HOSTILE}], "name": "Note", "long": long}
    shown = BeautifulSoup(report(note=note), "html.parser").header.aside
    assert shown.p.get_text() == "Why."
    assert (shown.details is not None) == long
    assert shown.li.get_text() == f"14 October 2026: {HOSTILE}"


def test_a_page_for_fewer_readers_says_so():
    assert "For People team only" in report(readers="For People team only")


def test_a_trial_says_what_was_changed():
    assert "Trial with currency = EUR" in report(trial="Trial with currency = EUR; not the published report.")


def test_every_entry_of_the_contents_leads_somewhere():
    parsed = BeautifulSoup(report(), "html.parser")
    targets = {link["href"] for link in parsed.find_all("a", href=re.compile("^#"))}
    assert targets == {"#main", "#part", "#made"}
    assert all(parsed.find(id=target[1:]) for target in targets)


def test_how_it_was_made_shows_inputs_parameters_defaults_and_warnings():
    made = BeautifulSoup(report(), "html.parser").find(class_="page-made").get_text(" ", strip=True)
    for words in ("One cell warned.", "data/charges.csv", "4,185", "hash abababababab", "currency", "limit"):
        assert words in made


def test_a_report_may_have_no_lede_no_index_and_no_past():
    page = report(lede_html=None, index_href=None, previous=None, contents=[], inputs=[], defaults=[], warnings=[])
    assert "page-links" not in page.split("</style>")[1]


def test_what_a_template_needs_must_be_given():
    with pytest.raises(UndefinedError):
        html.render("failure.html.j2", css="")


@pytest.mark.parametrize(
    "page",
    [
        report(title=HOSTILE, question=HOSTILE, stamp=HOSTILE, trial=HOSTILE, readers=HOSTILE,
               warnings=[HOSTILE], defaults=[HOSTILE],
               contents=[{"id": HOSTILE, "text": HOSTILE}], provenance=[{"label": HOSTILE, "value": HOSTILE}]),
        index(title=HOSTILE, headline=HOSTILE, href=HOSTILE, tone=HOSTILE, words=HOSTILE),
        failure(message=HOSTILE, heading=HOSTILE, advice=HOSTILE, what=HOSTILE),
    ],
)  # fmt: skip
def test_every_value_is_escaped(page):
    parsed = BeautifulSoup(page, "html.parser")
    assert not parsed.find_all("script")
    assert not [key for found in parsed.find_all() for key in found.attrs if key.startswith("on")]


def test_the_index_says_what_is_late_and_why():
    parsed = BeautifulSoup(index(href=None, words="late", tone="bad", failure_href="why.html"), "html.parser")
    assert parsed.find(class_="page-words")["class"] == ["page-words", "page-bad"]
    assert [link["href"] for link in parsed.main.find_all("a")] == ["why.html", "why.html"]


def test_an_empty_index_says_what_to_do():
    assert "prodops run" in html.render(
        "index.html.j2", css="", stamp="", sample=False, readers="", everyone_href=None, newest=None
    )


def test_a_failure_points_to_the_last_good_report():
    page = failure(last_good={"href": "../a.html", "text": "Feedback, September 2026"}, heading="Themes")
    assert "Stopped under “Themes” after 2.4 s." in page
    assert BeautifulSoup(page, "html.parser").main.find("a")["href"] == "../a.html"


def test_colours_of_blocks_come_from_the_page_or_jupyterlab():
    bare = re.sub(r"var\(--pk-[a-z]+,\s*var\(--jp-[a-z0-9-]+,\s*#[0-9a-f]{3,6}\)\)", "", style.css())
    assert not re.search(r"#[0-9a-f]{3,6}\b|\brgb", bare)
    named = set(re.findall(r"--pk-(?!shade)[a-z]+", style.css()))
    assert all(f"{name}:" in html.page_css() for name in named)


def test_the_style_of_a_page_is_small():
    assert len(html.page_css()) < 21_500
