import re
import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from show.values import HOSTILE
from show.values import charts as all_charts

from prodops_kit.errors import ParameterError
from prodops_kit.results import Bars, Heat, Interval, Intervals, Line, Lines, Sentence, Span, Timeline
from prodops_kit.show import charts

EVERY = [pytest.param(chart, id=f"{type(chart).__name__}-{n}") for n, chart in enumerate(all_charts())]
DRAWN = {"figure", "figcaption", "svg", "text", "title", "rect", "line", "circle", "path", "polygon"}
TAGS = DRAWN | {"p", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "span"}


@pytest.mark.parametrize("chart", EVERY)
def test_every_chart_is_well_formed_and_described(chart):
    drawn = str(charts.draw(chart))
    root = ElementTree.fromstring(f"<root>{drawn}</root>")
    assert "Figma" in "".join(root.itertext())  # the caption
    for picture in root.iter("svg"):
        assert picture.get("role") == "img"
        assert picture.get("aria-label").startswith("Figma")
    assert "nan" not in drawn.lower()
    assert "inf" not in drawn.lower().replace("pk-", "")


@pytest.mark.parametrize("chart", EVERY)
def test_every_mark_lies_inside_its_drawing(chart):
    root = ElementTree.fromstring(f"<root>{charts.draw(chart)}</root>")
    for picture in root.iter("svg"):
        _, _, width, height = map(float, picture.get("viewBox").split())
        for mark in picture.iter():
            across = [float(mark.get(key)) for key in ("x", "x1", "x2", "cx") if mark.get(key)]
            down = [float(mark.get(key)) for key in ("y", "y1", "y2", "cy") if mark.get(key)]
            assert all(-1 <= x <= width + 1 for x in across)
            assert all(-1 <= y <= height + 1 for y in down)


def test_a_chart_carries_no_colour_of_its_own():
    drawn = "".join(str(charts.draw(chart)) for chart in all_charts())
    assert not re.search(r"fill=|stroke=|#[0-9a-f]{3,6}\b|rgb", drawn)


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1))
def test_the_same_value_gives_the_same_bytes(text):
    assert [charts.draw(chart) for chart in all_charts(text)] == [charts.draw(chart) for chart in all_charts(text)]


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.text(), st.just(HOSTILE)))
def test_text_from_an_input_never_becomes_markup(text):
    for chart in all_charts(text):
        page = BeautifulSoup(str(charts.draw(chart)), "html.parser")
        assert {found.name for found in page.find_all()} <= TAGS
        assert not [name for found in page.find_all() for name in found.attrs if name.startswith("on")]


def test_a_bar_is_as_long_as_its_value():
    drawn = ElementTree.fromstring(str(charts.draw(Bars(Sentence("c"), "count", ("a", "b"), (10, 5)))))
    long, short = [float(bar.get("width")) for bar in drawn.iter("rect")]
    assert short == pytest.approx(long / 2, abs=0.1)


def test_a_missing_month_is_a_gap_in_the_line():
    lines = Lines(
        Sentence("c"),
        "count",
        ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05"),
        (Line("a", (1, 2, None, 4, 5)),),
    )
    paths = list(ElementTree.fromstring(str(charts.draw(lines))).iter("path"))
    assert [path.get("d").count("L") for path in paths] == [1, 1]  # two runs of two points


def test_a_description_carries_the_finding_and_the_numbers():
    bars = Bars(Sentence("Analytics leads"), "USD cents", ("Analytics", "Design"), (1_842_000, 986_000))
    drawn = ElementTree.fromstring(str(charts.draw(bars)))
    assert drawn.find("svg").get("aria-label") == "Analytics leads. Analytics $18,420; Design $9,860."


def test_what_is_cut_stays_readable_as_a_title():
    label = "A label that is far too long to stand beside a bar without being cut"
    drawn = ElementTree.fromstring(str(charts.draw(Bars(Sentence("c"), "count", (label,), (1,)))))
    text = next(drawn.iter("text"))
    assert text.text.endswith("…")
    assert text.find("title").text == label


def test_an_interval_says_its_bounds():
    drawn = str(charts.draw(Intervals(Sentence("c"), "share", (Interval("Digest", -0.048, -0.079, -0.017, "Stop"),))))
    assert "Digest: −4.8% (−7.9% to −1.7%) Stop" in drawn


def test_points_are_a_hundred_times_a_difference_of_shares_with_one_decimal():
    drawn = str(charts.draw(Intervals(Sentence("c"), "points", (Interval("Digest", 0.072, 0.021, 0.1204),))))
    assert "Digest: +7.2 (+2.1 to +12.0)" in drawn
    assert ">+10.0</text>" in drawn


@pytest.mark.parametrize("label", ["Digest", "A label that has no room beside the number and the word of its row"])
def test_a_phone_has_an_interval_whole_without_scrolling(label):
    rows = (Interval(label, -4, -8, -2, "Within chance"), Interval("Mail", 3, 1, 5, "Up"))
    wide, narrow = ElementTree.fromstring(str(charts.draw(Intervals(Sentence("c"), "number", rows)))).iter("svg")
    assert narrow.get("aria-label") == wide.get("aria-label")
    texts = [text.text for text in narrow.iter("text")]
    assert {"Mail", "−4", "Within chance", "+3", "Up"} <= set(texts)
    assert any(label.startswith(text.rstrip("…")) and len(text) >= min(len(label), 30) for text in texts)
    dots = [float(dot.get("cx")) for dot in narrow.iter("circle")]
    assert 0 < dots[0] < dots[1] < float(narrow.get("viewBox").split()[2]) < 370


def test_a_day_to_act_by_is_said():
    span = Span("Figma", date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 11))
    assert "Act by 11 Dec 2026" in str(charts.draw(Timeline(Sentence("c"), (span,), date(2026, 11, 2))))


def test_planned_running_and_ended_terms_are_drawn_apart():
    days = date(2026, 1, 1), date(2026, 3, 1)
    spans = tuple(Span(stage, *days, text=stage, stage=stage) for stage in ("ended", "running", "planned"))
    drawn = str(charts.draw(Timeline(Sentence("c"), (*spans, Span("Term", *days)), date(2026, 2, 1))))
    for stage in ("ended", "running", "planned"):
        assert drawn.count(f'class="pk-term pk-plain pk-{stage}"') == 1
    assert drawn.count('class="pk-term pk-plain"') == 1


def test_no_rows_are_said_in_a_sentence():
    assert "No data to draw." in charts.draw(Bars(Sentence("c"), "count", (), ()))


def test_what_cannot_be_drawn_is_refused_with_what_can():
    with pytest.raises(ParameterError, match="a str cannot be drawn; give a part of a review, or one of Bars, Lines"):
        charts.draw("spend")


def test_a_shaded_table_has_the_same_decimals_everywhere():
    heat = Heat(Sentence("c"), "share", "Theme", ("a", "b"), ("2026-09", "2026-10"), ((0.5, 0.125), (0.25, None)))
    cells = BeautifulSoup(str(charts.draw(heat)), "html.parser").select("td.pk-shade")
    assert [cell.get_text() for cell in cells] == ["50.0%", "12.5%", "25.0%"]
