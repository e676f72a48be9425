"""Reviews and charts that the tests of `show` share, ugly ones among them."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from prodops_kit.money import Money
from prodops_kit.results import (
    Bars,
    Column,
    Decision,
    Figure,
    Heat,
    Interval,
    Intervals,
    Level,
    Line,
    Lines,
    Notice,
    Range,
    Ranges,
    Rejected,
    Rows,
    Sentence,
    Share,
    Source,
    Span,
    Timeline,
)

NAN = float("nan")
HOSTILE = "<script>alert(1)</script>\"' onload=x {b} \u202e & ]]>"


@dataclass
class Review:
    month: str = "2026-10"
    headline: Sentence = field(default_factory=lambda: Sentence("{share} of spend is unused.", share=Share(0.29)))
    figures: tuple[Figure, ...] = ()
    decisions: tuple[Decision, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: tuple[Source, ...] = ()


def figure(value=5_150_000, unit="USD cents/month", better="lower", name="run_rate"):
    return Figure(name, "Tool spend a month", value, unit, better)


def decision(
    known="q.release.figma", worth=806_400, currency="USD", by=date(2026, 11, 30), quantity=14, subject="Figma seats"
):
    reason = Sentence("No sign-in for 90 days")
    priced = None if worth is None else Money(worth, currency)
    return Decision(
        known, "Release", subject, quantity, by, priced, "Design", reason, "high", "The owner knows of a use."
    )


def rows(names=("Figma", "Mixpanel"), costs=(986_000, 612_050), total=None):
    frame = pd.DataFrame({"tool": names, "cost": costs, "change": [0.02] * len(names)})
    columns = (
        Column("tool", "Tool"),
        Column("cost", "Cost", "USD cents"),
        Column("change", "Change", "share", True, "lower"),
    )
    return Rows(frame, columns, "One row is one tool", total or {})


def source(**changed):
    known = {"table": "charges", "path": "data/charges.csv", "sha256": "3f9c2ab1" * 8, "layout": "ledger"}
    counts = {"rows": 10, "used": 8, "rejected": 2, "reasons": (Rejected("amount is empty", 2, (3, 7)),)}
    return Source(**(known | counts | changed))


def _said(text):
    return Sentence("{text}", text=text)


def charts(text="Figma"):
    """Every kind of chart with its ugly cases, `text` wherever an input could put it."""
    said, day = _said(text), date(2026, 10, 1)
    years = ("2024", "2025", "2026")
    return [
        Bars(said, "USD cents", (text, "b", "c"), (123_456, -98_765, 0), (text,), text),
        Bars(said, "count", (), ()),
        Bars(said, "share", ("a",), (0,)),
        Bars(said, "count", tuple(f"{text} {n}" for n in range(40)), tuple(range(40))),
        Bars(said, "USD cents", ("a", "b"), (NAN, -(10**17))),
        Lines(said, "count", ("2026-10",), (Line(text, (3,)),), (Level(text, 5),), text),
        Lines(
            said,
            "USD cents",
            years,
            (Line(text, (-(5e14), None, 9e14)), Line("b", (1, 1, 9e14)), Line("c", (1, 2, 8.9e14))),
        ),
        Lines(
            said,
            "number",
            years,
            (
                Line("a", (1e-9, 1e-9, None)),
                Line(text, (None, None, 2e-9), True, (None, None, 1e-9), (None, None, 3e-9)),
            ),
        ),
        Lines(said, "share", years, (Line("a", (None, None, None)),)),
        Lines(said, "share", (), ()),
        Intervals(
            said, "share", (Interval(text, 0.1, -0.1, 0.3, text, "good"), Interval("b", NAN, NAN, NAN)), note=text
        ),
        Intervals(said, "number", (Interval("a", 0, 0, 0), Interval("open", 1, float("-inf"), float("inf")))),
        Intervals(said, "number", ()),
        Ranges(said, "USD cents", (Range(text, 1e6, 2e6, 3e6, None, text), Range("b", NAN, NAN, NAN, 5e6)), text, text),
        Ranges(said, "USD cents", ()),
        Heat(said, "count", text, (text,), (text, "b"), ((1, None),), (0.5,), "lower", text),
        Heat(said, "share", "Theme", (), (), ()),
        Timeline(
            said, (Span(text, day, day), Span("b", day, date(2036, 1, 1), date(2030, 5, 5), text, "bad")), day, text
        ),
        Timeline(said, (), day),
    ]
