"""A note is read as its writer meant it, and shown as text."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from prodops_kit import notes, parameters, show
from prodops_kit.errors import DataError
from prodops_kit.html.commentary import as_html
from prodops_kit.notes import Note, Pin
from prodops_kit.results import Bars, Line, Lines, Sentence, Span, Timeline
from prodops_kit.show import pins

MONTHS = ("2026-08", "2026-09", "2026-10")
HARMLESS = {"p", "ul", "li", "strong", "em", "a"}
NASTY = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>)", "![x](https://a.example/x.png)", "[x](//a.example)", "<javascript:alert(1)>",
    '[x](https://a.example/"onmouseover="alert(1))', "[x]: javascript:alert(1)\n\n[x]", "</aside></main><h1>",
    "```\n<b>\n```", "> <i>quote</i>", "    <b>code</b>", "# <u>title</u>", "`<b>`", "&lt;script&gt;", "<!-- ", "***",
]  # fmt: skip


@pytest.fixture
def note(workbook_here, monkeypatch):
    """Write the note of tool_spend/monthly for October 2026, whose notebook is the one at hand."""
    monkeypatch.setattr(parameters, "current_report", lambda: "tool_spend/monthly")
    monkeypatch.setattr(parameters, "current_month", lambda: "2026-10")
    pins._taken.clear()

    def write(text: str | bytes) -> None:
        file = notes.file("tool_spend/monthly", "2026-10")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


def read():
    return notes.read("tool_spend/monthly", "2026-10")


def lines(caption="Spend", periods=MONTHS):
    return Lines(Sentence(caption), "count", periods, (Line("a", (1,) * len(periods)),))


def drawing(chart, monkeypatch):
    import IPython.display

    bundles = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: bundles.append(bundle))
    show.chart(chart)
    return BeautifulSoup(bundles[0]["text/html"], "html.parser").svg


def labels(svg):
    return [label.find(string=True, recursive=False) for label in svg.select(".pk-pin-label")]


def test_there_may_be_no_note(note):
    assert read() is None
    assert notes.digest("tool_spend/monthly", "2026-10") is None


@pytest.mark.parametrize("first", ["2026-11-03", "date: 2026-11-03", "Date:2026-11-03", "\ufeff2026-11-03"])
def test_the_first_line_may_say_when_it_was_written(note, first):
    note(f"{first}\n\nWhy.\n@2026-10-14: New pricing\r\nMore.\n@2026-09-01:Moved\n")
    moved, pricing = Pin(date(2026, 9, 1), "Moved"), Pin(date(2026, 10, 14), "New pricing")
    assert read() == Note(date(2026, 11, 3), "Why.\nMore.", (moved, pricing))


@pytest.mark.parametrize("line", ["@2026-13-40: x", "@14.10.2026: x", "@2026-10-14:", "2026-11-31"])
def test_a_line_that_is_no_pin_and_no_date_stays_text(note, line):
    note(line)
    assert read() == Note(None, line, ())


def test_a_note_holds_no_address(note):
    note("Ask ann@example.com\n@2026-10-14: told by bob@mail.example.com")
    assert read() == Note(None, "Ask [address]", (Pin(date(2026, 10, 14), "told by [address]"),))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x" * 20_001, "20,001 bytes; a note has at most 20,000. Shorten it."),
        ("line\n" * 10_000, "50,000 bytes"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_note_that_no_page_can_show_is_refused(note, content, said):
    note(content)
    with pytest.raises(DataError, match=f"^data/notes/2026-10/tool_spend-monthly.md: {said}"):
        read()
    assert any(said in fault for fault in notes.faults())


def test_a_note_without_its_page_is_found(note, workbook_here):
    workbook_here.report(name="tool_spend/monthly")
    note("Fine.")
    for name in ("2026-10/tool_spend-montly.md", "October/tool_spend-monthly.md"):
        place = notes._folder() / name
        place.parent.mkdir(exist_ok=True)
        place.write_text("x")
    assert notes.faults() == [
        "data/notes/2026-10/tool_spend-montly.md: no report has this name. Name it <notebook>-<report>.md. "
        "Did you mean 'tool_spend-monthly'?",
        "data/notes/October/tool_spend-monthly.md: its folder is no period. Name it as 2026-10, 2026-Q3 or 2026.",
    ]


def test_paragraphs_lists_emphasis_and_web_links_are_shown():
    assert as_html("A *b* **c**\n\n- [d](https://e.example/?a=1&b=2)\n- f <https://g.example>") == (
        "<p>A <em>b</em> <strong>c</strong></p>\n<ul>\n"
        '<li><a href="https://e.example/?a=1&amp;b=2" rel="noreferrer">d</a></li>\n'
        '<li>f <a href="https://g.example" rel="noreferrer">https://g.example</a></li>\n</ul>\n'
    )


@settings(max_examples=150, deadline=None)
@given(text=st.lists(st.sampled_from(NASTY) | st.text(max_size=20), max_size=8).map("\n".join))
def test_nothing_else_gets_through(text):
    parsed = BeautifulSoup(as_html(text), "html.parser")
    assert {found.name for found in parsed.find_all()} <= HARMLESS
    for found in parsed.find_all():
        assert set(found.attrs) <= {"href", "rel"}
        assert found.get("href", "https://").lower().startswith(("http://", "https://"))


@pytest.mark.parametrize("piece", ["[", "*", "**a ", "[a](", "- ", "x\n", "<", "![", "\\", "_a_", "    - x\n", "> "])
def test_the_longest_note_of_anything_is_shown_at_once(piece):
    import time

    start = time.monotonic()
    as_html(piece * (notes.LONGEST // len(piece)))
    assert time.monotonic() - start < 3


def test_a_pin_stands_on_the_first_chart_that_holds_its_day(note, monkeypatch):
    note("@2026-10-14: New pricing\n@2026-01-05: Moved")
    bars = Bars(Sentence("Bars"), "count", ("a",), (1,))
    timeline = Timeline(Sentence("Terms"), (Span("a", date(2026, 1, 1), date(2026, 12, 1)),), date(2026, 10, 31))
    assert labels(drawing(bars, monkeypatch)) == []
    first = drawing(lines(), monkeypatch)
    assert labels(first) == ["14 Oct: New pricing"]
    assert "Marked 14 Oct 2026: New pricing" in first["aria-label"]
    assert first["viewbox"].startswith("0 -18 ")
    assert labels(drawing(lines("Another"), monkeypatch)) == []
    assert labels(drawing(timeline, monkeypatch)) == ["5 Jan: Moved"]
    assert labels(drawing(lines(), monkeypatch)) == ["14 Oct: New pricing"]  # its cell was run again


def test_pins_of_one_day_never_meet_and_none_leaves_the_drawing(note, monkeypatch):
    note("\n".join(f"@2026-10-14: {'wide text ' * n}" for n in range(1, 20)))
    svg = drawing(lines(), monkeypatch)
    rows = [float(label["y"]) for label in svg.select(".pk-pin-label")]
    assert len(rows) == pins.MOST
    assert all(low - high >= 17 for high, low in pairwise(rows))
    assert all(label["text-anchor"] == "end" for label in svg.select(".pk-pin-label")[1:])


def test_a_pin_is_text(note, monkeypatch):
    note("@2026-10-14: <script>alert(1)</script>\"' onload=x")
    svg = drawing(lines(), monkeypatch)
    assert not svg.find_all("script")
    assert not [name for found in svg.find_all() for name in found.attrs if name.startswith("on")]


def test_a_note_that_cannot_be_read_marks_nothing(note, monkeypatch):
    note(b"@2026-10-14: \xff")
    assert labels(drawing(lines(), monkeypatch)) == []
