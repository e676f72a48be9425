import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from show.values import HOSTILE, charts

from prodops_kit import inspection, show
from prodops_kit.records import MIME
from prodops_kit.results import Part, Recorded, Section, Sentence
from prodops_kit.show import embedded


def drawn(*sections):
    return BeautifulSoup(str(embedded.draw(sections)), "html.parser")


def section(*html, name="a-monthly", links=(("The whole report", "a-monthly.html"),)):
    return Section(name, "A", "It is so.", tuple(Recorded("chart", "A chart", each) for each in html), tuple(links))


def test_a_section_has_title_answer_blocks_and_a_link(shown):
    show.sections((section("<p>block</p>"),))
    found = BeautifulSoup(shown[0]["text/html"], "html.parser").find("section")
    assert found.find("h2")["id"] == "a-monthly"
    assert [p.get_text(strip=True) for p in found.find_all("p")] == ["It is so.", "block", "The whole report"]
    assert found.find("a")["href"] == "a-monthly.html"
    assert shown[0][MIME] == {"kind": "sections"}
    assert shown[0]["text/plain"] == "A. It is so."


@pytest.mark.parametrize("place", ["javascript:alert(1)", "https://x.test/a.html", "../../x.html", "/etc/x.html", ""])
def test_a_section_leads_to_pages_beside_it_only(place):
    assert drawn(section(links=(("Open", place),))).find("a") is None


@pytest.mark.parametrize("place", ["a-monthly.html", "own%20name-monthly.html", "../2026-09/a-monthly.html"])
def test_a_section_leads_to_its_page_and_those_of_its_months(place):
    assert drawn(section(links=(("Open", place),))).find("a")["href"] == place


def test_every_block_that_show_makes_comes_through_unchanged_but_for_ids_and_heading_levels(shown):
    for chart in charts("Figma"):
        show.chart(chart, lead=True)
    show.heading(Part(Sentence("Finding"), Sentence("Why."), name="seats"), lead=True)
    for bundle in shown:
        html = bundle[MIME]["block"]["html"]
        again = BeautifulSoup(embedded.rebuilt(html, prefix="p", page="a.html"), "html.parser")
        before = BeautifulSoup(html, "html.parser")
        assert inspection.block_faults(html) == []
        assert again.get_text() == before.get_text()
        levels = {"h2": "h3"}
        assert [e.name for e in again.find_all()] == [levels.get(e.name, e.name) for e in before.find_all()]
        attributes = [e.attrs | ({"id": f"p-{e['id']}"} if e.get("id") else {}) for e in before.find_all()]
        assert [e.attrs for e in again.find_all()] == attributes


def test_ids_of_two_reports_with_the_same_chart_never_collide():
    links = '<a href="#x">here</a><a href="#y">home</a>'
    html = f'<h2 id="seats">S</h2><div id="x" aria-labelledby="seats other">{links}</div>'
    found = drawn(section(html, html), section(html, name="b-monthly"))
    ids = [element["id"] for element in found.find_all(id=True)]
    assert len(ids) == len(set(ids)) == 8
    block = found.find("div")
    assert (block["id"], block["aria-labelledby"]) == ("a-monthly-1-x", "a-monthly-1-seats other")
    assert [a["href"] for a in block.find_all("a")] == ["#a-monthly-1-x", "a-monthly.html#y"]


HOSTILE_BLOCKS = [
    "<script>alert(1)</script>",
    "<svg><script>alert(1)</script></svg>",
    '<img alt="x" src="x" onerror="alert(1)">',
    '<svg onload="alert(1)"></svg>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<svg><a xlink:href="javascript:alert(1)">x</a></svg>',
    "<style>main{display:none}</style>",
    '<p style="position:fixed;inset:0">x</p>',
    "</div></section></main>",
    "<div>",
    "<!-- ",
    "<p title='",
    "<textarea>",
    "<plaintext>",
    "<iframe srcdoc='x'></iframe>",
    "<body onload=x>",
    "</body></html>",
    "<form action='x'></form>",
    "<link rel=stylesheet href=//x.test>",
    "<meta http-equiv=refresh content='0;url=//x.test'>",
    "<base href=//x.test>",
    "<object data=x></object>",
]


@pytest.mark.parametrize("html", HOSTILE_BLOCKS)
def test_a_block_that_a_page_may_not_hold_is_left_out_and_the_rest_stands(html):
    found = drawn(section(html, "<p>fine</p>"))
    words = [p.get_text() for p in found.find_all("p")]
    assert words == [
        "It is so.",
        "“A chart” cannot be shown here; the report’s own page has it.",
        "fine",
        "The whole report ",
    ]


@given(
    st.lists(
        st.sampled_from(
            [*HOSTILE_BLOCKS, HOSTILE, "<b>", "</b>", "<p>", "&lt;script&gt;", "<svg>", "</svg>", "'", '"', ">", "<"]
        ),
        max_size=6,
    )
)
def test_no_mixture_of_hostile_pieces_gets_through(pieces):
    found = str(embedded.draw((section("".join(pieces), "<p>fine</p>"),)))
    assert inspection.faults(f"<html><body>{found}</body></html>") == []
    tags = BeautifulSoup(found, "html.parser").find_all(True)
    assert not {tag.name for tag in tags} & {"script", "style", "iframe", "form"}
    assert not [name for tag in tags for name in tag.attrs if name.startswith("on")]
    assert not [tag for tag in tags if tag.get("href", "").strip().lower().startswith("javascript")]
    assert "<p>fine</p>" in found


@given(st.text(max_size=40))
def test_text_of_a_block_stays_text(text):
    html = str(embedded.tag("p", text))
    assert (
        BeautifulSoup(embedded.rebuilt(html, prefix="p", page=""), "html.parser").get_text()
        == BeautifulSoup(html, "html.parser").get_text()
    )


def test_a_part_that_says_why_it_has_no_table_shows_nothing_more(shown):
    show.table(Part(Sentence("H"), Sentence("None was agreed.")))
    show.table(Part(Sentence("H")))
    assert [bundle["text/plain"] for bundle in shown] == ["There are no rows for this table."]


def test_a_review_of_several_reports_brings_its_own_past(shown):
    from show.values import Review, figure

    review = Review(figures=(figure(),))
    review.earlier = {"2026-09": {"figures": [{"name": "run_rate", "unit": "USD cents/month", "value": 5_100_000}]}}
    show.figures(review)
    assert shown[0][MIME]["figures"][0]["previous"] == 5_100_000
