"""What the restricted page on pay equity says: how large a difference is, how sure, and never why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from prodops_kit.periods import Period
from prodops_kit.results import (
    Column,
    Count,
    Figure,
    Interval,
    Intervals,
    Names,
    Notice,
    Part,
    Rows,
    Sentence,
    Share,
    Value,
)
from prodops_kit.salary.equity import IN_GROUP, PEOPLE, Gap, exact_gap

if TYPE_CHECKING:
    from prodops_kit.salary.equity_review import EquityReview, Split

WORDS = {"level": "level within the role", "years": "years", "performance": "performance"}
_AT = {0.25: "low pay", 0.5: "middle pay", 0.75: "high pay"}
_NONE_INSIDE = "may be none"


def headline(review: EquityReview) -> Sentence:
    """Raw and with factors held equal, those that may carry the gap apart; of the group that differs most."""
    if not review.leading:
        return Sentence("No difference is told for {month}: {reason}.", month=Period(review.month), reason=_why(review))
    raw, *held = review.leading
    parts, values = ["{group}, {month}: paid {raw} than {reference} over all jobs"], dict[str, Value]()
    for n, gap in enumerate(gap for gap in held if gap.interval):
        words = "with {factors} held equal" if gap.factors == review.factors else "with {tainted} held equal too"
        parts.append(f"{{gap{n}}} {words} ({{low{n}}} to {{high{n}}})")
        low, high = gap.interval or (0.0, 0.0)
        values |= {f"gap{n}": _less(gap), f"low{n}": _share(low), f"high{n}": _share(high)}
    return Sentence(
        f"{', '.join(parts)}. {{people}} compared; no figure says why.",
        group=raw.group,
        month=Period(review.month),
        raw=_less(raw),
        reference=review.reference,
        factors=_names(review.factors),
        tainted=_names(review.tainted),
        people=Count(raw.people, "person", "people"),
        **values,
    )


def _why(review: EquityReview) -> str:
    return next((gap.reason for gap in review.gaps if gap.reason), f"everybody is in {review.reference}")


def _covers_none(gap: Gap) -> bool:
    return gap.low is not None and gap.high is not None and gap.low <= 0 <= gap.high


def _less(gap: Gap) -> Sentence:
    value = (gap.percent or 0.0) / 100
    return Sentence("{n} less" if value < 0 else "{n} more", n=Share(round(abs(value), 4)))


def _share(percent: float) -> Share:
    return Share(percent / 100, signed=True)


def _names(words: Sequence[str]) -> Names:
    return Names(tuple(WORDS.get(word, word) for word in words))


def figures(review: EquityReview) -> tuple[Figure, ...]:
    """Raw, with factors, with tainted factors, and how many people; of the group that differs most."""
    found = [_figure(gap, review) for gap in review.leading]
    people = max((gap.people for gap in review.gaps), default=0)
    return (*found, Figure("people", "People compared", people, "count"))


def _figure(gap: Gap, review: EquityReview) -> Figure:
    low, high = gap.interval or (None, None)
    bounds = (
        Sentence("between {low} and {high}", low=_share(low), high=_share(high))
        if low is not None and high is not None
        else None
    )
    step = ("raw", "held", "held_too")[_step(gap, review)]
    label = f"{gap.group} against {gap.reference}, {_step_words(gap, review)}"
    value = None if gap.percent is None else gap.percent / 100
    who = re.sub(r"\W+", "_", gap.group.casefold())
    return Figure(f"{step}_gap_{who}", label, value, "share", note=bounds)


def _step(gap: Gap, review: EquityReview) -> int:
    return 0 if not gap.factors else 1 if gap.factors == review.factors else 2


def _step_words(gap: Gap, review: EquityReview) -> str:
    step = _step(gap, review)
    if step == 0:
        return "all jobs"
    words = review.factors if step == 1 else review.tainted
    listed = " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    return f"{listed} equal" if step == 1 else f"{listed} equal too"


def notices(review: EquityReview) -> tuple[Notice, ...]:
    """Groups without a number, people left out, what could not be computed."""
    raw = [gap for gap in review.gaps if not gap.factors]
    small = [gap for gap in raw if gap.reason]
    found = [Notice(f"{gap.group}: no number", Sentence("{why}.", why=_sentence(gap.reason))) for gap in small]
    left_out = max((gap.left_out for gap in review.gaps if not gap.reason), default=0)
    if left_out:
        text = "{n} cannot be compared: something of them is missing, or nobody else has their level."
        found.append(Notice("Not compared", Sentence(text, n=Count(left_out, "person", "people"))))
    return (*found, *(Notice(title, text) for title, text in review.remarks))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def compared(review: EquityReview) -> Part:
    """Every group against the reference, raw and with factors held equal."""
    rows = [_row(gap, f"{gap.group}: {_SHORT[_step(gap, review)]}") for gap in review.gaps if gap.interval]
    heading = Sentence("What remains when {factors} are held equal", factors=_names(review.factors))
    if not rows:
        return Part(heading, Sentence("No group is large enough."), table=_table(review), name="compared")
    clear = sum(not row.verdict for row in rows)
    text = f"{{clear}} of {{all}} {'leaves' if clear == 1 else 'leave'} no room for equal pay."
    caption = Sentence(text, clear=clear, all=Count(len(rows), "comparison", "comparisons"))
    return Part(
        heading, _twice(review), Intervals(caption, "share", tuple(rows), note=_NOTE), _table(review), "compared"
    )


_SHORT = ("all jobs", "held equal", "more held equal")
_NOTE = "Dot: difference in pay against the reference. Line: 95% interval."


def _twice(review: EquityReview) -> Sentence | None:
    """Why there are two comparisons with factors held equal."""
    if not review.tainted:
        return None
    return Sentence(
        "The last comparison holds {tainted} equal too. They may carry the gap themselves, as when a group is promoted "
        "later or rated lower: then less remains than there is. Without them, unlike work may look alike. So both "
        "stand here.",
        tainted=_names(review.tainted),
    )


def _row(gap: Gap, label: str) -> Interval:
    low, high = gap.interval or (0.0, 0.0)
    word = _NONE_INSIDE if _covers_none(gap) else ""
    return Interval(label, (gap.percent or 0.0) / 100, low / 100, high / 100, word)


def _table(review: EquityReview) -> Rows:
    import pandas as pd

    rows = [_cells(gap, review) for gap in review.gaps]
    columns = (
        Column("group", "Group"),
        Column("held", "Held equal"),
        Column("gap", "Difference", "share", signed=True),
        Column("low", "From", "share", signed=True),
        Column("high", "To", "share", signed=True),
        Column("people", "People", "count"),
        Column("r2", "Variance explained", "share"),
    )
    text = "One row is one comparison with {reference}; percent of pay, exact, with a 95% interval."
    return Rows(pd.DataFrame(rows), columns, Sentence(text, reference=review.reference))


def _cells(gap: Gap, review: EquityReview) -> dict[str, Any]:
    low, high = gap.interval or (None, None)
    return {
        "group": gap.group,
        "held": ("nothing", *(f"{words}" for words in _both(review)))[_step(gap, review)],
        "gap": None if gap.percent is None else gap.percent / 100,
        "low": None if low is None else low / 100,
        "high": None if high is None else high / 100,
        "people": gap.people,
        "r2": gap.r2,
    }


def _both(review: EquityReview) -> Iterator[str]:
    for words in (review.factors, (*review.factors, *review.tainted)):
        yield ", ".join(WORDS.get(word, word) for word in words)


def spread(review: EquityReview) -> Part:
    """Low, middle and high pay, with the factors held equal."""
    heading = Sentence("Whether it is the same at low and at high pay")
    told = [gap for gap in review.quantiles if gap.log_points is not None]
    rows = tuple(_row(gap, f"{gap.group}: {_AT[gap.quantile or 0.5]}") for gap in told)
    if not rows:
        return Part(heading, Sentence("It cannot be told; too few people can be compared."), name="spread")
    least, most = min(rows, key=lambda row: row.estimate), max(rows, key=lambda row: row.estimate)
    caption = Sentence(
        "From {low} ({least}) to {high} ({most}), {factors} held equal.",
        low=Share(least.estimate, signed=True),
        least=least.label,
        high=Share(most.estimate, signed=True),
        most=most.label,
        factors=_names(review.factors),
    )
    note = f"Low, middle and high pay: P25, P50 and P75. {_NOTE}"
    return Part(heading, None, Intervals(caption, "share", rows, note=note), name="spread")


def explained(review: EquityReview) -> Part:
    """How much of the gap goes with the factors, by four weightings and in three parts."""
    heading = Sentence("How much of the gap goes with {factors}", factors=_names(review.factors))
    known = [split for split in review.splits if split.two]
    text, values = _in_three(known)
    reasons = [f"{split.group}: {split.reason}" for split in review.splits if split.reason]
    values |= {f"why{n}": reason for n, reason in enumerate(reasons)}
    said = " ".join(filter(None, (text, *(f"{{why{n}}}." for n in range(len(reasons))))))
    return Part(heading, Sentence(said, **values) if said else None, table=_splits(known, review), name="explained")


def _in_three(known: Sequence[Split]) -> tuple[str, dict[str, Value]]:
    """What three parts say, a sentence a group, in log points."""
    parts: list[str] = []
    values: dict[str, Value] = {}
    for n, split in enumerate(known):
        if split.three:
            parts.append(
                f"In three parts, {{group{n}}} is {{gap{n}}} log points behind: {{has{n}}} because the groups differ "
                f"in the factors, {{pays{n}}} because these pay differently, {{both{n}}} because of both at once."
            )
            three = split.three
            amounts = {"gap": three.gap, "has": three.endowments, "pays": three.coefficients, "both": three.interaction}
            values |= {f"{name}{n}": round(100 * amount, 1) for name, amount in amounts.items()}
            values[f"group{n}"] = split.group
    return " ".join(parts), values


def _splits(known: Sequence[Split], review: EquityReview) -> Rows | None:
    import pandas as pd

    rows = [
        {
            "group": split.group,
            "weights": one.weights,
            "gap": 100 * one.gap,
            "explained": 100 * one.explained,
            "unexplained": 100 * one.unexplained,
            "percent": exact_gap(-one.unexplained) / 100,
        }
        for split in known
        for one in split.two
    ]
    columns = (
        Column("group", "Group"),
        Column("weights", "Weights"),
        Column("gap", "Behind, log points", "number"),
        Column("explained", "Goes with the factors", "number"),
        Column("unexplained", "Not explained", "number"),
        Column("percent", "Not explained, of pay", "share", signed=True),
    )
    text = "One row is one way to weigh what the factors pay; {reference} ahead of the group is above 0."
    return Rows(pd.DataFrame(rows), columns, Sentence(text, reference=review.reference)) if rows else None


def groups(review: EquityReview) -> Part:
    """How many people are in each group."""
    import pandas as pd

    rows = [
        {"group": group, "people": n if n >= IN_GROUP else f"fewer than {IN_GROUP}"}
        for group, n in review.sizes.items()
    ]
    heading = Sentence("Who is compared")
    text = Sentence("Below {all} people, or {few} in a group, no number is given.", all=PEOPLE, few=IN_GROUP)
    columns = (Column("group", "Group"), Column("people", "People", "count"))
    return Part(heading, text, table=Rows(pd.DataFrame(rows), columns, "One row is one group."), name="groups")
