"""What the page says of a month's spend: sentences and charts whose every number and word is computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from prodops_kit.money import Money, to_minor
from prodops_kit.periods import Period
from prodops_kit.results import Bars, Column, Count, Figure, Line, Lines, Notice, Part, Rows, Sentence, Share

if TYPE_CHECKING:
    import pandas as pd

    from prodops_kit.tool_spend.spend import SpendReview

QUIET_DAYS = 7  # days without a charge at the end of a period before the page says so
NEAR = 0.005  # half a percent around an average is in line with it
BARS = 12
TOP = 10  # tools a leader looks at; the others are one row, and all of them are below in a fold
FEW = 3  # months that make an average worth a comparison


def headline(review: SpendReview) -> Sentence:
    """How much was spent, whether it rose or fell, on what most, and which tool moved it."""
    said = [_movement(review)]
    values: dict[str, Any] = {"spent": _money(review, review.spent), "month": review.period}
    if review.change:
        values |= {"change": _money(review, abs(review.change)), "previous": review.period.previous}
    top = _top(review)
    if top:
        said.append("{category} takes the largest part, {share}.")
        values |= {"category": top["category"], "share": Share(top["share"])}
    mover = _mover(review)
    if mover:
        said.append(f"{{tool}} {_moved(int(mover['change']))} most, by {{moved}}.")
        values |= {"tool": mover["tool"], "moved": _money(review, abs(int(mover["change"])))}
    return Sentence(" ".join(said), **values)


def figures(review: SpendReview) -> tuple[Figure, ...]:
    """At most four numbers that can be followed from month to month."""
    kind, top = review.period.kind, _top(review)
    unit = f"{review.currency} cents"
    charged = int((review.by_tool["spent"] != 0).sum())
    found = [
        Figure("spent", f"Tool spend in the {kind}", review.spent, f"{unit}/{kind}", "lower", _spread(review), "sum"),
        Figure("tools", "Tools charged", charged, "count"),
        Figure(
            "largest_share",
            "Largest category's share",
            top["share"] if top else None,
            "share",
            note=Sentence("{category}", category=top["category"]) if top else None,
        ),
    ]
    return (*found, _tax_or_year(review, unit))


def gaps(review: SpendReview) -> tuple[Notice, ...]:
    """What is missing, set aside or not summed, the gravest first."""
    found = [_unfinished(review), _no_comparison(review), _set_aside(review)]
    found += [*others(review.other_currencies, review.period), _tax(review), _credits(review)]
    return tuple(notice for notice in found if notice)


def categories(review: SpendReview) -> Part:
    """Spend by category, the largest marked."""
    top, frame = _top(review), review.by_category[review.by_category["spent"] != 0]
    labels, values = list(frame["category"]), [int(value) for value in frame["spent"]]
    if len(labels) > BARS:
        labels[BARS - 1 :] = [f"{len(labels) - BARS + 1} more categories"]
        values[BARS - 1 :] = [sum(values[BARS - 1 :])]
    heading = Sentence("No category was charged in {month}", month=review.period)
    if top:
        heading = Sentence(
            "{category} takes {share} of tool spend", category=top["category"], share=Share(top["share"])
        )
    caption = Sentence("Spend by category, {month}", month=review.period)
    chart = Bars(caption, f"{review.currency} cents", tuple(labels), tuple(values), highlight=tuple(labels[:1]))
    table = _rows(review, "category", "Category", "One row is one category.")
    return Part(heading, chart=chart, table=table, name="categories")


def tools(review: SpendReview) -> Part:
    """The most expensive tools and the sum of the others, exact and adding up to the total."""
    table = _shortened(_tool_rows(review))
    count = Count(int((review.by_tool["spent"] != 0).sum()), "tool was", "tools were")
    if review.previous is None:
        heading = Sentence("{count} charged in {month}", count=count, month=review.period)
        return Part(heading, table=table, name="tools")
    rose, fell = (int((review.by_tool["change"] * sign > 0).sum()) for sign in (1, -1))
    heading = Sentence(
        "{rose} cost more than in {previous}, {fell} less",
        rose=Count(rose, "tool", "tools") if rose else "No tool",
        fell=fell or "none",
        previous=review.period.previous,
    )
    return Part(heading, table=table, name="tools")


def all_tools(review: SpendReview) -> Part:
    """Every tool, for the fold below the shortened table."""
    count = Count(len(review.by_tool), "tool", "tools")
    heading = Sentence("All {count} in {month}", count=count, month=review.period)
    return Part(heading, table=_tool_rows(review), name="all-tools")


def trend(review: SpendReview) -> Part:
    """The last twelve months, billed and by terms, and how the newest compares with the average of those before."""
    months, spent = list(review.by_month["month"]), [_known(value) for value in review.by_month["spent"]]
    caption = Sentence("Spend a month, {first} to {last}", first=Period(months[0]), last=Period(months[-1]))
    series: tuple[Line, ...] = (Line("Tool spend", tuple(spent)),)
    if review.states_terms:
        cost = tuple(_known(value) for value in review.by_month["accrued"])
        series = (Line("billed", tuple(spent)), Line("cost by terms", cost))
    chart = Lines(caption, f"{review.currency} cents/month", tuple(months), series)
    return Part(_against_average(Period(months[-1]), spent), text=_cash_and_cost(review), chart=chart, name="trend")


def months(review: SpendReview) -> Part:
    """What was billed and what it cost by terms, month by month."""
    unit = f"{review.currency} cents"
    frame = review.by_month
    frame = frame.assign(
        apart=[
            None if None in pair else pair[1] - pair[0] for pair in zip(frame["spent"], frame["accrued"], strict=True)
        ]
    )
    columns = (
        Column("month", "Month", "period"),
        Column("spent", "Billed (cash)", unit),
        Column("accrued", "Cost by terms (accrual)", unit),
        Column("apart", "Cost less billed", unit, signed=True),
    )
    caption = "One row is one month; a prepaid charge is billed in one month and costs in each month it pays for."
    return Part(Sentence("Billed and cost, month by month"), table=Rows(frame, columns, caption), name="months")


def _movement(review: SpendReview) -> str:
    if review.change is None:
        return "Tools cost {spent} in {month}."
    if review.change == 0:
        return "Tool spend was unchanged at {spent} in {month}."
    return f"Tool spend {_moved(review.change)} by {{change}} on {{previous}} to {{spent}} in {{month}}."


def _moved(change: int) -> str:
    return "rose" if change > 0 else "fell"


def _top(review: SpendReview) -> dict[str, Any] | None:
    """The largest category, unless credits leave nothing to share."""
    if review.spent <= 0:
        return None
    return dict(review.by_category.to_dict("records")[0])


def _mover(review: SpendReview) -> dict[str, Any] | None:
    """The tool that moved the total most, in the direction of the total."""
    if not review.change:
        return None
    changes = review.by_tool["change"].astype("int64") * (1 if review.change > 0 else -1)
    return dict(review.by_tool.to_dict("records")[int(changes.argmax())]) if changes.max() > 0 else None


def _tax_or_year(review: SpendReview, unit: str) -> Figure:
    if review.tax:
        return Figure("tax", "Tax on top", review.tax, f"{unit}/{review.period.kind}", over="sum")
    spent = [_known(value) for value in review.by_month["spent"]]
    year = None if None in spent else sum(value for value in spent if value is not None)
    return Figure("last_twelve_months", "Last twelve months", year, f"{unit}/year", "lower", over="last")


def _spread(review: SpendReview) -> Sentence | None:
    """What the period cost by terms, where that is another number than what was billed."""
    if review.accrued == review.spent or not review.states_terms:
        return None
    return Sentence("{accrued} when spread over terms", accrued=_money(review, review.accrued))


def _rows(review: SpendReview, name: str, label: str, caption: str, *more: Column) -> Rows:
    kind, unit = review.period.kind, f"{review.currency} cents"
    total: dict[str, object] = {name: "Total", "spent": review.spent}
    columns = [Column(name, label), *more, Column("spent", f"This {kind}", unit)]
    if review.previous is not None:
        columns.append(Column("previous", f"The {kind} before", unit))
        columns.append(Column("change", "Change", unit, signed=True, better="lower"))
        total |= {"previous": review.previous, "change": review.spent - review.previous}
    if review.spent > 0:
        columns.append(Column("share", "Share", "share"))
        total["share"] = 1.0
    frame = review.by_tool if name == "tool" else review.by_category
    return Rows(frame[[column.name for column in columns]], tuple(columns), caption, total)


def _tool_rows(review: SpendReview) -> Rows:
    caption = "One row is one tool; amounts without tax."
    return _rows(review, "tool", "Tool", caption, Column("category", "Category"))


def _shortened(rows: Rows) -> Rows:
    """The first rows and one for the sum of the others; a table hardly longer stays whole."""
    import pandas as pd

    if len(rows.frame) <= TOP + 2:
        return rows
    first, others = rows.frame.iloc[:TOP], rows.frame.iloc[TOP:]
    row = {name: others[name].sum() for name in others.columns if name not in ("tool", "category")}
    row |= {"tool": f"{len(others)} other tools", "category": ""}
    return replace(rows, frame=pd.concat([first, pd.DataFrame([row])[list(first.columns)]], ignore_index=True))


def _cash_and_cost(review: SpendReview) -> Sentence:
    """How cash and accrual compare in the period, or why they cannot differ."""
    if not review.states_terms:
        text = "No charge states from when until when it pays, so what was billed is also what the {kind} cost."
        return Sentence(text, kind=review.period.kind)
    apart = review.accrued - review.spent
    values: dict[str, Any] = {"month": review.period, "cost": _money(review, review.accrued)}
    said = "Spread over the months they pay for, charges cost {cost} in {month}, "
    if not apart:
        return Sentence(f"{said}as much as was billed.", **values)
    word = "more" if apart > 0 else "less"
    return Sentence(f"{said}{{apart}} {word} than was billed.", **values, apart=_money(review, abs(apart)))


def _against_average(last: Period, spent: list[int | None]) -> Sentence:
    before = [value for value in spent[:-1] if value is not None]
    now, average = spent[-1], sum(before) / max(len(before), 1)
    if now is None or len(before) < FEW or average <= 0:
        return Sentence("Spend in {month} has too few months before it to compare with", month=last)
    count = Count(len(before), "month", "months")
    apart = now / average - 1
    if abs(apart) < NEAR:
        return Sentence("Spend in {month} was in line with the {count} before", month=last, count=count)
    word = "above" if apart > 0 else "below"
    return Sentence(
        f"Spend in {{month}} was {{apart}} {word} the average of the {{count}} before",
        month=last,
        apart=Share(abs(apart)),
        count=count,
    )


def _unfinished(review: SpendReview) -> Notice | None:
    newest = review.charges.source.newest
    if newest is None or newest >= review.period.last_day - timedelta(days=QUIET_DAYS):
        return None
    text = Sentence("The newest charge is of {newest}; later ones are not in the file.", newest=newest)
    return Notice("The period may not be complete", text)


def _no_comparison(review: SpendReview) -> Notice | None:
    if review.previous is not None:
        return None
    text = Sentence(
        "The charges begin on {first} and do not cover {previous}, so no change is stated and no rise is asked about.",
        first=review.first,
        previous=review.period.previous,
    )
    return Notice("Nothing to compare with", text)


def _set_aside(review: SpendReview) -> Notice | None:
    source, money = review.charges.source, review.charges.set_aside
    if not source.rejected:
        return None
    values: dict[str, Any] = {"rejected": source.rejected, "rows": Count(source.rows, "row", "rows")}
    values |= {f"money{n}": amount for n, amount in enumerate(money)}
    stated = " and ".join(f"{{money{n}}}" for n in range(len(money)))
    text = "{rejected} of {rows} could not be used" + (f"; they state {stated}" if money else "")
    return Notice("Rows set aside", Sentence(f"{text}. Lines and reasons stand with the sources.", **values))


def others(charges: pd.DataFrame, period: Period) -> list[Notice]:
    """What was charged in other currencies, one notice a currency."""
    return [
        Notice(
            "Another currency",
            Sentence(
                "{count} in {month}, {amount} in all, not in these figures.",
                count=Count(int(row.rows), "charge", "charges"),
                month=period,
                amount=Money(to_minor(row.amount, row.currency), row.currency),
            ),
        )
        for row in charges.itertuples()
    ]


def _tax(review: SpendReview) -> Notice | None:
    text = "{tax} of tax comes on top of the spend and is not in it."
    return Notice("Tax", Sentence(text, tax=_money(review, review.tax))) if review.tax else None


def _credits(review: SpendReview) -> Notice | None:
    text = "Credits and adjustments of {credits} in all are part of the spend."
    return Notice("Credits", Sentence(text, credits=_money(review, review.credits))) if review.credits else None


def _money(review: SpendReview, minor: int) -> Money:
    return Money(int(minor), review.currency)


def _known(value: Any) -> int | None:
    return None if value is None else int(value)
