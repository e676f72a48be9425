"""What the page says first: what moved, how large each theme is, and what must be known before trusting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prodops_kit.feedback import shares
from prodops_kit.feedback.clusters import customers_of
from prodops_kit.feedback.trend import Change
from prodops_kit.periods import Period
from prodops_kit.results import (
    Count,
    Figure,
    Heat,
    Interval,
    Intervals,
    Names,
    Notice,
    Part,
    Sentence,
    Share,
)
from prodops_kit.statistics.proportions import wilson

if TYPE_CHECKING:
    from prodops_kit.feedback.review import FeedbackReview
    from prodops_kit.feedback.themes import Theme

SHOWN = 10  # themes in the heat table and among the movers
PERIODS = 6
_EXPECTED = 3  # items of a source in a period, from which none is news: exp(-3) is 0.05
_TOLD = 2  # themes told in the headline, each way
SCALES = {"nps": "NPS", "csat": "CSAT", "stars": "Stars"}


def headline(review: FeedbackReview) -> Sentence:
    """Which themes rose and fell by more than chance, and what is new."""
    said: list[Sentence] = []
    for direction, verb in (("rising", "rose"), ("falling", "fell")):
        moved = flagged(review, direction)
        said += [_told(each, verb) for each in moved[:_TOLD]]
        if len(moved) > _TOLD:
            rest = Count(len(moved) - _TOLD, "other theme", "other themes")
            said.append(Sentence(f"{{rest}} {verb} too.", rest=rest))
    if not said:
        said.append(_nothing(review))
    new = [group for group in review.groups if group.is_flagged]
    if new:
        text = "{count} untagged items about “{name}” may be a new theme."
        said.append(Sentence(text, count=new[0].items, name=new[0].name))
    return Sentence(" ".join(f"{{s{n}}}" for n in range(len(said))), **{f"s{n}": one for n, one in enumerate(said)})


def _told(each: Change, verb: str) -> Sentence:
    text = f"{{theme}} {verb} from {{before}} to {{share}} of the items."
    return Sentence(text, theme=each.theme.label, before=Share(each.share_before), share=Share(each.share))


def _nothing(review: FeedbackReview) -> Sentence:
    count = Count(len(review.now), "item", "items")
    if all(each.direction == "few" for each in review.changes):
        text = "{month} has {count}, and {previous} {before}: too few to say what changed."
        before = len(review.known.within(review.period.previous.text))
        return Sentence(text, month=review.period, count=count, previous=review.period.previous, before=before)
    text = "Among {count} of {month}, no theme moved by more than chance and the mix of sources explain."
    return Sentence(text, count=count, month=review.period)


def flagged(review: FeedbackReview, direction: str) -> list[Change]:
    """The changes of one direction, the largest first."""
    found = [each for each in review.changes if each.direction == direction]
    return sorted(found, key=lambda each: (-abs(each.moved), each.theme.id))


def figures(review: FeedbackReview) -> tuple[Figure, ...]:
    """At most four numbers that can be followed from month to month."""
    now, loop = review.now, review.loop
    customers = Count(len(set(customers_of(now))), "customer", "customers")
    tagged = int((~now.untagged).sum())
    found = [
        Figure("items", "Distinct items", len(now), "count", note=Sentence("of {who}", who=customers), over="sum"),
        Figure("coverage", "Items with a theme", tagged / len(now), "share", "higher", _between(tagged, len(now))),
    ]
    found += [_mark(review)] if review.scores else []
    linked = _between(loop.linked, loop.items)
    return (*found, Figure("linked", "Linked to a decision", loop.linked / loop.items, "share", "higher", linked))


def _between(count: int, total: int) -> Sentence:
    low, high = wilson(count, total)
    return Sentence("95% interval {low} to {high}", low=Share(low), high=Share(high))


def _mark(review: FeedbackReview) -> Figure:
    best = max(review.scores, key=lambda score: score.count)
    note = Sentence("{count}", count=Count(best.count, "answer", "answers"))
    if best.scale == "nps":
        value = None if best.value is None else round(100 * best.value, 1)
        return Figure("nps", SCALES["nps"], value, "number", "higher", note)
    unit = "share" if best.scale == "csat" else "number"
    return Figure(best.scale, SCALES[best.scale], best.value and round(best.value, 10), unit, "higher", note)


def notices(review: FeedbackReview) -> tuple[Notice, ...]:
    """What limits the page: few items, one loud customer, a source that stopped, corrections that do not fit."""
    found = [*getattr(review.items, "notices", ()), _few(review), _loud(review), _stopped(review), _mix(review)]
    found += [shares.corrections(review)]
    found += [_warnings("Corrections that do not fit", review.corrections.warnings)]
    found += [_warnings("Doubts about the taxonomy", review.taxonomy.warnings)]
    return tuple(notice for notice in found if notice)


def _few(review: FeedbackReview) -> Notice | None:
    count, least = len(review.now), review.rules.fewest_items
    if count >= least:
        return None
    text = (
        "{month} has {count}; from {least} on a change is tested. Shares and quotes below stand, with wide intervals."
    )
    return Notice("Few items", Sentence(text, month=review.period, count=Count(count, "item", "items"), least=least))


def _loud(review: FeedbackReview) -> Notice | None:
    if getattr(review.items, "notices", ()):
        return None  # said by what collected the items
    customers = customers_of(review.now)
    most = max(map(customers.count, set(customers)), default=0)
    if most < 2 or most < review.rules.large_customer * len(customers):
        return None
    text = (
        "One customer wrote {share} of the items. Tests count that customer as one voice; counts of customers do too."
    )
    return Notice("One customer speaks for many", Sentence(text, share=Share(most / len(customers))))


def _stopped(review: FeedbackReview) -> Notice | None:
    before = review.known.within(review.period.previous.text)
    gone = sorted(set(before.frame["source"]) - set(review.now.frame["source"]) - _rare(review))
    if not gone:
        return None
    text = "{names}: items in {previous} and none in {month}. Changes are judged within the sources that both have."
    values: dict[str, Any] = {"names": Names(tuple(gone)), "previous": review.period.previous, "month": review.period}
    return Notice("A source stopped", Sentence(text, **values))


def _rare(review: FeedbackReview) -> set[str]:
    """Sources with so few items that a period without any is no surprise: below 3, where one in 20 has none."""
    periods = [review.period.shift(-back).text for back in range(1, PERIODS + 1)]
    frame = review.known.frame
    known = frame[frame["period"].isin(periods)]
    counts = known["source"].value_counts() / max(1, known["period"].nunique())
    return set(counts[counts < _EXPECTED].index)


def _mix(review: FeedbackReview) -> Notice | None:
    names = tuple(each.theme.label for each in flagged(review, "mix"))
    if not names:
        return None
    text = "{names}: the share moved, but not when each source is compared with itself. No trend is flagged."
    return Notice("A change of sources, not of customers’ minds", Sentence(text, names=Names(names)))


def _warnings(title: str, warnings: tuple[str, ...]) -> Notice | None:
    if not warnings:
        return None
    places = " ".join(f"{{w{n}}}" for n in range(len(warnings)))
    return Notice(title, Sentence(places, **{f"w{n}": warning for n, warning in enumerate(warnings)}))


def heat(review: FeedbackReview) -> Part:
    """Shares of the largest themes over the last periods."""
    periods = [review.period.shift(n - PERIODS + 1).text for n in range(PERIODS)]
    counted = {period: review.known.within(period) for period in periods}
    largest = sorted(review.changes, key=lambda each: (-each.items, each.theme.id))[:SHOWN]
    largest = [each for each in largest if each.items or each.before]
    rows = tuple(each.theme.label for each in largest)
    values = tuple(tuple(_share(counted[p], each.theme, p) for p in periods) for each in largest)
    changes = tuple(each.moved / each.share_before if each.before else None for each in largest)
    caption = Sentence("Share of the distinct items that mention a theme; one item may mention several")
    heading = shares.largest(review, largest) if largest else Sentence("No item has a theme yet")
    chart = Heat(caption, "share", "Theme", rows, tuple(periods), values, changes)
    return Part(heading, chart=chart if largest else None, text=None if largest else _untagged(review), name="themes")


def _share(found: Any, theme: Theme, period: str) -> float | None:
    known = len(found) and theme.is_valid_on(Period(period).last_day)
    return float(found.of(theme.id).mean()) if known else None


def _untagged(review: FeedbackReview) -> Sentence:
    count = Count(len(review.now), "item", "items")
    return Sentence("None of the {count} fits a theme of the taxonomy; what they share stands below.", count=count)


def movers(review: FeedbackReview) -> Part:
    """The largest changes with their intervals, what rose first."""
    order = {"rising": 0, "falling": 1, "mix": 2, "steady": 3, "few": 4}
    listed = sorted(review.changes, key=lambda each: (order[each.direction], -abs(each.moved), each.theme.id))
    drawn = [each for each in listed if each.total_before and (each.items or each.before)][:SHOWN]
    rows = tuple(
        Interval(
            each.theme.label, each.moved, each.moved_low, each.moved_high, shares.WORDS[each.direction], _tone(each)
        )
        for each in drawn
    )
    up, down = len(flagged(review, "rising")), len(flagged(review, "falling"))
    heading = Sentence("{up} rose, {down} fell", up=Count(up, "theme", "themes"), down=down)
    if not up and not down:
        heading = Sentence("No theme moved by more than chance and mix explain")
    if not rows:
        text = Sentence("{previous} has no items to compare with.", previous=review.period.previous)
        return Part(Sentence("Nothing to compare with"), text=text, name="movers")
    said = "Change of each theme’s share against {before}, in percentage points, with 95% interval"
    caption = Sentence(said, before=review.period.previous)
    return Part(heading, chart=Intervals(caption, "points", rows, note=_apart(drawn)), name="movers")


def _apart(drawn: list[Change]) -> str:
    """Why an interval off zero may be within chance, where the chart has one."""
    if not any(each.direction == "steady" and each.moved_low * each.moved_high > 0 for each in drawn):
        return ""
    return (
        "Among many themes some intervals lie off zero by chance alone; the word at the end of a row allows for that."
    )


def _tone(each: Change) -> Any:
    return "accent" if each.is_flagged else "warn" if each.direction == "mix" else "plain"


def slow(review: FeedbackReview) -> Part:
    """Slopes that are more than chance, where the month alone does not show it."""
    found = sorted((each for each in review.slopes if each.is_flagged), key=lambda each: -abs(each.last - each.first))
    if not review.slopes:
        text = Sentence("Slow trends need six periods with items.")
        return Part(Sentence("No slow trend can be told yet"), text=text, name="slow")
    rows = tuple(
        Interval(
            each.theme.label, each.odds - 1, each.low - 1, each.high - 1, "Up" if each.odds > 1 else "Down", "accent"
        )
        for each in found[:SHOWN]
    )
    if not rows:
        return Part(Sentence("No theme drifts over the last periods"), text=_steady(review), name="slow")
    caption = Sentence("Change of the odds of a theme from one period to the next, mix of sources held still")
    heading = Sentence("{count} over many periods", count=Count(len(found), "theme drifts", "themes drift"))
    return Part(heading, chart=Intervals(caption, "share", rows), name="slow")


def _steady(review: FeedbackReview) -> Sentence:
    periods = Count(review.slopes[0].periods, "period", "periods")
    return Sentence("Over {periods} every theme’s share stays within chance.", periods=periods)
