"""What the page says further down: customers' words, what is new, the loop, requests, marks and pain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from prodops_kit.feedback import page
from prodops_kit.feedback.clusters import customers_of
from prodops_kit.feedback.emerging import Group
from prodops_kit.feedback.loop import Days, as_day
from prodops_kit.feedback.quotes import Said, quotes
from prodops_kit.feedback.requests import revenue_of
from prodops_kit.feedback.scores import Score
from prodops_kit.feedback.shares import WORDS, table
from prodops_kit.feedback.words import place
from prodops_kit.results import (
    Column,
    Count,
    Fold,
    Interval,
    Intervals,
    Part,
    Quote,
    Sentence,
    Share,
)
from prodops_kit.statistics.proportions import wilson

if TYPE_CHECKING:
    from prodops_kit.feedback.review import FeedbackReview
    from prodops_kit.feedback.trend import Change as Moved

THEMES = 6  # with quotes
GROUPS = 3


def quoted(review: FeedbackReview) -> tuple[Fold, ...]:
    """Quotes of the themes that moved, then of the largest."""
    order = {"rising": 0, "falling": 1}
    listed = sorted(review.changes, key=lambda each: (order.get(each.direction, 2), -each.items, each.theme.id))
    folds = [fold for each in listed[: 2 * THEMES] if (fold := _quotes_of(review, each))]
    return tuple(folds[:THEMES])


def _quotes_of(review: FeedbackReview, each: Moved) -> Fold | None:
    now = review.now
    found = now.where(now.of(each.theme.id))
    chosen = quotes(found, _sure(review, found, each.theme.id), most=review.rules.quotes, auto=review.rules.auto)
    if not chosen:
        return None
    heading = Sentence("{theme}: {count}", theme=each.theme.label, count=Count(each.items, "item", "items"))
    word = WORDS[each.direction] if each.is_flagged else ""
    part = Part(Sentence(""), quotes=tuple(map(_quote, chosen)))
    links = ((Sentence("All words on it"), place(each.theme.id)),)
    return Fold(f"quotes-{each.theme.id}", heading, (part,), word=word, tone="accent", links=links)


def _sure(review: FeedbackReview, found: Any, theme: str) -> Any:
    """The score of the theme or of its surest child, one an item."""
    import numpy as np

    names = [t.id for t in review.taxonomy.given if theme in (t.id, t.parent)]
    places = [review.tags.themes.index(name) for name in names if name in review.tags.themes]
    given = review.tags.given[:, places] * review.tags.scores[:, places]
    return np.asarray(given)[found.frame["item"]].max(axis=1)


def _quote(said: Said) -> Quote:
    text = "{source}, {segment}, {day}, {id}" if said.segment else "{source}, {day}, {id}"
    values = {"source": said.source, "segment": said.segment, "day": as_day(said.day), "id": said.id}
    return Quote(said.text, Sentence(text, **values), link=said.link)


def new_subjects(review: FeedbackReview) -> tuple[Fold, ...]:
    """Groups of untagged items that grew, or else the surest others; each with words and a stanza."""
    flagged = [group for group in review.groups if group.is_flagged]
    return tuple(_group(n, group) for n, group in enumerate((flagged or review.groups)[:GROUPS]))


def _group(n: int, group: Group) -> Fold:
    heading = Sentence("“{name}”: {count}", name=group.name, count=Count(group.items, "item", "items"))
    text = Sentence(
        "{count} of {customers}; {before} of {total} in the periods before. To make it a theme, put these lines at the "
        "end of the taxonomy file, correct them, and raise its version.",
        count=Count(group.items, "item", "items"), customers=Count(group.customers, "customer", "customers"),
        before=group.before, total=group.total_before,
    )  # fmt: skip
    part = Part(Sentence(""), quotes=tuple(map(_quote, group.quotes)), listing=group.stanza)
    word, name = ("New" if group.is_flagged else "Not more than before"), "emerging" if n == 0 else f"emerging-{n}"
    return Fold(name, heading, (part,), text, word, "accent" if group.is_flagged else "plain")


def closing(review: FeedbackReview) -> Part:
    """Each step of the loop with what is known of it."""
    loop = review.loop
    steps: list[tuple[str, Any, Sentence]] = [
        ("Linked to a decision or ticket", Share(loop.linked / loop.items), _of(loop.linked, loop.items, "items")),
        ("Large themes with owner and status", _share(loop.owned, loop.large), _of(loop.owned, loop.large, "themes")),
        (
            "Customers told of what shipped",
            _share(loop.told, loop.requesters),
            _of(loop.told, loop.requesters, "customers"),
        ),
        ("Feedback to response, median", _days(loop.respond), _ended(loop.respond)),
        ("Response to shipped, median", _days(loop.ship), _ended(loop.ship)),
        ("Feedback to shipped, median", _days(loop.whole), _ended(loop.whole)),
    ]
    columns = (Column("step", "Step"), Column("value", "Result"), Column("counts", "Counted"))
    steps_table = table(steps, columns, "One row is one step from what was said to what was done.")
    heading = Sentence("{share} of the items lead to a decision", share=Share(loop.linked / loop.items))
    return Part(heading, table=steps_table, name="loop")


def _share(count: int, total: int) -> Share | str:
    return Share(count / total) if total else "not known"


def _of(count: int, total: int, noun: str) -> Sentence:
    if not total:
        return Sentence("no {noun} of that kind", noun=noun)
    low, high = wilson(count, total)
    text = "{count} of {total} {noun}; 95% interval {low} to {high}"
    return Sentence(text, count=count, total=total, noun=noun, low=Share(low), high=Share(high))


def _days(days: Days) -> Count | str:
    return "not known" if days.median is None else Count(round(days.median), "day", "days")


def _ended(days: Days) -> Sentence:
    return Sentence("{count} in the period", count=Count(days.count, "ended", "ended"))


def after(review: FeedbackReview) -> Part:
    """What is said of shipped themes since."""
    found = review.loop.after
    if not found:
        text = Sentence("No theme has a ship date with enough items before and after it.")
        return Part(Sentence("What shipped cannot be judged yet"), text=text, name="after")
    rows = tuple(
        Interval(e.theme.label, e.moved, e.low, e.high, _verdict(e), "good" if e.fell else "plain") for e in found
    )
    fell = sum(each.fell for each in found)
    heading = Sentence("{fell} of {all} fell after shipping", fell=fell, all=Count(len(found), "theme", "themes"))
    caption = Sentence("Change of the share after the ship date, in percentage points, with 95% interval")
    note = "As many days before as after, at most 90; the ship date itself is on neither side."
    return Part(heading, chart=Intervals(caption, "points", rows, note=note), name="after")


def _verdict(each: Any) -> str:
    return "Less said" if each.fell else "More said" if each.low > 0 else "Not shown yet"


def asked(review: FeedbackReview) -> Part:
    """Requests by customers, revenue and importance."""
    rows = [
        (
            each.theme.label, each.customers, _money(each.revenue) if each.revenue else "",
            "" if each.importance is None else round(each.importance, 1), each.theme.status or "open", each.theme.owner,
        )
        for each in review.requests
    ]  # fmt: skip
    if not rows:
        text = Sentence("No theme of the taxonomy is marked as a request, or none has an item.")
        return Part(Sentence("No request"), text=text, name="requests")
    columns = (
        Column("theme", "Request"), Column("customers", "Customers", "count"), Column("revenue", "Pay a year"),
        Column("importance", "Importance", "number"), Column("status", "Status"), Column("owner", "Owner"),
    )  # fmt: skip
    first = review.requests[0]
    heading = Sentence(
        "Most asked for: {theme}, by {count}", theme=first.theme.label,
        count=Count(first.customers, "customer", "customers"),
    )  # fmt: skip
    caption = "One row is one request; customers and what they pay are counted once each, over all periods."
    return Part(heading, table=table(rows, columns, caption), name="requests")


def _money(amounts: Sequence[Any]) -> Sentence:
    places = ", ".join(f"{{m{n}}}" for n in range(len(amounts)))
    return Sentence(places, **{f"m{n}": amount for n, amount in enumerate(amounts)})


def marks(review: FeedbackReview) -> Part:
    """The period's marks, with those of the period before."""
    if not review.scores:
        text = Sentence("No item has a mark on a scale that is known: nps, csat or stars.")
        return Part(Sentence("No marks"), text=text, name="marks")
    before = {score.scale: score for score in review.scores_before}
    rows = [
        (page.SCALES[s.scale], _mark(s, s.value), _interval(s), s.count, _before(before.get(s.scale)), s.outside)
        for s in review.scores
    ]
    columns = (
        Column("scale", "Mark"), Column("value", "Value", "number"), Column("interval", "95% interval"),
        Column("count", "Answers", "count"), Column("before", "Before", "number"),
        Column("outside", "Outside the scale", "count"),
    )  # fmt: skip
    best = max(review.scores, key=lambda score: score.count)
    value = _mark(best, best.value)
    heading = Sentence("{scale} is {value}", scale=page.SCALES[best.scale], value="not known" if value == "" else value)
    return Part(heading, table=table(rows, columns, "One row is one scale; each answer counts."), name="marks")


def _mark(score: Score, value: float | None) -> Any:
    if value is None:
        return ""
    if score.scale == "csat":
        return Share(value)
    return round(100 * value, 1) if score.scale == "nps" else round(value, 2)


def _before(score: Score | None) -> Any:
    return _mark(score, score.value) if score else ""


def _interval(score: Score) -> Sentence | str:
    low, high = _mark(score, score.low), _mark(score, score.high)
    return "" if "" in (low, high) else Sentence("{low} to {high}", low=low, high=high)


def costs(review: FeedbackReview) -> Part:
    """Mean mark with a theme less the mean without it."""
    found = [each for each in review.impacts if each.costs > 0][: page.SHOWN]
    if not found:
        text = Sentence("Too few marked items have a theme to say what it costs.")
        return Part(Sentence("What themes cost of the mark is not known"), text=text, name="costs")
    rows = tuple(
        Interval(
            e.theme.label,
            e.apart,
            e.low,
            e.high,
            "Sure" if e.q < 0.05 and e.high < 0 else "",
            "bad" if e.q < 0.05 else "plain",
        )
        for e in found
    )
    heading = Sentence("Largest cost of the mark: {theme}", theme=found[0].theme.label)
    caption = Sentence("{scale} with the theme less without it, on the scale itself", scale=page.SCALES[found[0].scale])
    note = "A theme may come with a low mark without being its cause."
    return Part(heading, chart=Intervals(caption, "number", rows, note=note), name="costs")


def pain(review: FeedbackReview) -> Part:
    """Prevalence times pain by stakeholder group."""
    if not review.pains:
        text = Sentence("No interview has a stakeholder group and a pain from 1 to 5.")
        return Part(Sentence("No interviews to rank"), text=text, name="pain")
    rows = [
        (
            e.group, e.theme.label, Sentence("{n} of {all}", n=e.raised, all=e.people), round(e.pain, 1),
            round(e.weight, 2), Sentence("{rank} ({low} to {high})", rank=e.rank, low=e.low, high=e.high),
        )
        for e in review.pains
    ]  # fmt: skip
    columns = (
        Column("group", "Group"), Column("theme", "Theme"), Column("raised", "Raised by"),
        Column("pain", "Pain", "number"), Column("weight", "Prevalence × pain", "number"), Column("rank", "Rank, 95%"),
    )  # fmt: skip
    groups = len({e.group for e in review.pains})
    heading = Sentence("What hurts {count}", count=Count(groups, "stakeholder group", "stakeholder groups"))
    caption = "One row is one theme in one group, the heaviest first; a person counts once."
    return Part(heading, table=table(rows, columns, caption), name="pain")


def segments(review: FeedbackReview) -> Part:
    """The largest themes by distinct customers, what these pay, and the segment in which each is most frequent."""
    listed = sorted(review.changes, key=lambda each: (-each.items, each.theme.id))[: page.SHOWN]
    rows = [_segment_row(review, each) for each in listed if each.items]
    columns = (
        Column("theme", "Theme"), Column("items", "Items", "count"), Column("customers", "Customers", "count"),
        Column("revenue", "Pay a year"), Column("segment", "Most frequent in"),
    )  # fmt: skip
    caption = (
        "One row is one theme of the period; a customer counts once. Segments of fewer than 10 items are left out."
    )
    if not rows:
        return Part(Sentence("Who says it"), text=Sentence("No item of the period has a theme."), name="segments")
    return Part(Sentence("Who says it"), table=table(rows, columns, caption), name="segments")


def _segment_row(review: FeedbackReview, each: Moved) -> tuple[Any, ...]:
    now = review.now
    found = now.where(now.of(each.theme.id))
    customers = customers_of(found)
    revenue, _ = revenue_of(found.frame, customers)
    return each.theme.label, each.items, len(set(customers)), _money(revenue) if revenue else "", _segment(now, found)


def _segment(now: Any, found: Any) -> Sentence | str:
    sizes = now.frame["segment"].value_counts()
    shares = {
        name: float((found.frame["segment"] == name).sum() / size)
        for name, size in sizes.items()
        if name and size >= 10
    }
    if len(shares) < 2:
        return ""
    best = max(sorted(shares), key=lambda name: shares[name])
    return Sentence("{segment} ({share})", segment=best, share=Share(shares[best]))
