"""Every verb and chart value once, with ordinary, ugly and hostile content; run as a notebook by test_pages.py."""

# %%
from datetime import date
from types import SimpleNamespace

import pandas as pd

import prodops_kit as pk
from prodops_kit.money import Money
from prodops_kit.periods import Period, last_months
from prodops_kit.results import (
    Bars,
    Column,
    Count,
    Decision,
    Figure,
    Heat,
    Interval,
    Intervals,
    Level,
    Line,
    Lines,
    Names,
    Notice,
    Part,
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

HOSTILE = "<script>window.planted = 1</script><img src=x onerror=\"window.planted=1\">' onload='x\u202e"
LONG = "A product whose name somebody typed with every word of its contract, edition, region and renewal terms in it"
say = Sentence
months = last_months("2026-10", 12)
# %%
review = SimpleNamespace(
    month="2026-10",
    headline=say(
        "{who} took {share} of {cost}: {tools} of {names} by {day} in {period}.",
        who=HOSTILE,
        share=Share(0.123),
        cost=Money(5_407_180, "USD"),
        tools=Count(1, "tool", "tools"),
        names=Names(("Figma", HOSTILE)),
        day=date(2026, 12, 11),
        period=Period("2026-Q3"),
    ),
    figures=(
        Figure("cost", "Tool spend a month", 5_154_321, "USD cents/month", "lower"),
        Figure(
            "used", "Seats in use", 0.713, "share", "higher", note=say("of {paid}", paid=Count(1200, "seat", "seats"))
        ),
        Figure("days", HOSTILE, 12, "days", "lower"),
        Figure("unknown", "Not measured yet", None, "count", "higher"),
    ),
    decisions=(
        Decision(
            "d.1",
            "Release",
            "design seats",
            14,
            date(2026, 11, 30),
            Money(806_400, "USD"),
            "Design",
            say("No sign-in for {n}; use known for {known}.", n=Count(90, "day", "days"), known=Share(0.975)),
            "high",
            "the seats are used through the API",
        ),
        Decision(
            "d.2", "Ask about", HOSTILE, None, date(2026, 12, 11), None, LONG, say("{x}", x=HOSTILE), "low", HOSTILE
        ),
    ),
    notices=(Notice("Not counted", say("{what} has no rate to {currency}.", what=HOSTILE, currency="USD")),),
    sources=(
        Source(
            "charges",
            "data/charges.csv",
            "ab" * 32,
            "FOCUS 1.0",
            1000,
            998,
            2,
            (Rejected(HOSTILE, 2, (14, 31)),),
            date(2026, 10, 31),
            (Money(5_407_180, "USD"), Money(120_000, "EUR")),
            ("'Product' was read as tool.",),
            True,
        ),
        Source("assignments", "", "", "", 0, 0, 0, absent="assignments_file is not set, so seats are not known."),
    ),
)
pk.show.headline(review)
# %%
pk.show.figures(review)
# %%
pk.show.notices(review)
pk.show.decisions(review)
# %%
pk.show.heading(Part(say("{x} grew by {y}", x=HOSTILE, y=Share(0.37, signed=True)), say("A line of text below it.")))
# %%
labels = ("Product analytics", "Design and prototyping", HOSTILE, LONG, "Knowledge base", "Refunds")
values = (1_842_000, 986_000, 813_000, 640_000, 221_000, -148_000)
pk.show.chart(Bars(say("Spend by category"), "USD cents", labels, values, ("Product analytics",), "Tax is not in it."))
pk.show.chart(Bars(say("One bar"), "share", ("Only",), (0.5,)))
pk.show.chart(Bars(say("No bars"), "count", (), ()))
pk.show.chart(Bars(say("All nothing"), "count", ("A", "B"), (0, 0)))
# %%
run = (43.1, 43.6, 44.9, 45.2, 45.0, 46.8, 47.3, None, 49.6, 50.2, 51.0, 51.5)
cost = Line("Run rate", tuple(None if v is None else int(v * 100_000) for v in run))
low, high = (tuple(None if v is None else int(v * f) for v in cost.values) for f in (96_000 / 1e5, 104_000 / 1e5))
forecast = Line("Forecast, 80%", cost.values, True, low, high)
pk.show.chart(
    Lines(say("Run rate nears the budget"), "USD cents", months, (cost, forecast), (Level("Budget", 5_250_000),))
)
near = tuple(Line(f"Team {n}, which has quite a long name", tuple(100 + n + i for i in range(12))) for n in range(5))
pk.show.chart(Lines(say("Lines that end close together"), "count", months, near))
pk.show.chart(Lines(say("One month only"), "share", ("2026-10",), (Line("Share", (0.4,)),)))
pk.show.chart(Lines(say("Nothing known"), "count", months, (Line(HOSTILE, (None,) * 12),)))
# %%
rows = (
    Interval("Shorter sign-up form", 0.062, 0.021, 0.103, "Ship", "good"),
    Interval(HOSTILE, 0.012, -0.022, 0.046, "Keep running"),
    Interval(LONG, -0.004, -0.019, 0.011, "Stop: no gain"),
    Interval("Weekly digest mail", -0.048, -0.079, -0.017, "Stop: harm", "bad"),
)
pk.show.chart(Intervals(say("Change in each primary metric"), "share", rows, note="95% intervals."))
# %%
bands = (
    Range("Director", 12_400_000, 16_877_500, 22_900_000, 17_200_000, "1.02"),
    Range(HOSTILE, 10_700_000, 13_011_100, 15_800_000, 12_100_000, "0.93"),
    Range("Specialist", 3_400_000, 6_265_100, 11_600_000, None, "not known"),
)
pk.show.chart(Ranges(say("Reference range, centre and our midpoint"), "USD cents/year", bands, "Ours ÷ market"))
# %%
counts = ((22, 25, 31, 38, 52, 71), (44, 40, 42, 39, 45, 41), (61, None, 49, 41, 33, 30))
themes = ("Slow dashboards", HOSTILE, LONG)
grown = (0.37, -0.09, None)
pk.show.chart(
    Heat(say("Mentions per 1,000"), "count", "Theme", themes, months[-6:], counts, grown, "lower", "Unknown is blank.")
)
# %%
spans = (
    Span("Mixpanel", date(2026, 2, 10), date(2027, 2, 10), date(2026, 12, 11), "38 of 52 in both", "warn"),
    Span(HOSTILE, date(2026, 5, 1), date(2027, 5, 1), date(2027, 3, 2)),
    Span(LONG, date(2025, 12, 1), date(2026, 12, 1), date(2026, 10, 2), "deadline missed", "bad"),
)
pk.show.chart(Timeline(say("Renewals by notice deadline"), spans, date(2026, 11, 2)))
# %%
frame = pd.DataFrame(
    {
        "tool": ["Figma", HOSTILE, LONG],
        "cost": [428_900, -1_250, None],
        "change": [145_400, -900, 0],
        "share": [0.7, 0.3, float("nan")],
        "seen": [date(2026, 10, 31), None, date(2026, 1, 2)],
    }
)
columns = (
    Column("tool", "Tool"),
    Column("cost", "Cost", "USD cents"),
    Column("change", "Change", "USD cents", signed=True, better="lower"),
    Column("share", "Share", "share"),
    Column("seen", "Last seen", "day"),
)
pk.show.table(Rows(frame, columns, "One row is one tool.", {"tool": "Total", "cost": 427_650}))
pk.show.table(Rows(pd.concat([frame] * 20, ignore_index=True), columns, "A long table."))
pk.show.table(Rows(frame.iloc[:0], columns, "An empty table."))
# %%
pk.show.sources(review)
