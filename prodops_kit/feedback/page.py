"""What the page says first: what moved, how large each theme is, and what must be known before trusting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prodops_kit.feedback.clusters import customers_of
from prodops_kit.feedback.trend import Change
from prodops_kit.results import (
    Change as Moved,
)
from prodops_kit.results import (
    Column,
    Count,
    Figure,
    Heat,
    Interval,
    Intervals,
    Names,
    Notice,
    Part,
    Rows,
    Sentence,
    Share,
)
from prodops_kit.statistics.proportions import wilson

if TYPE_CHECKING:
    from prodops_kit.feedback.review import FeedbackReview

SHOWN = 10  # themes in the heat table and among the movers
PERIODS = 6
_TOLD = 2  # themes told in the headline, each way
SCALES = {"nps": "NPS", "csat": "CSAT", "stars": "Stars"}
WORDS = {"rising": "Rising", "falling": "Falling", "mix": "Other mix", "steady": "Within chance", "few": "Too few"}


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
    found += [_corrected(review)]
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
    gone = sorted(set(before.frame["source"]) - set(review.now.frame["source"]))
    if not gone:
        return None
    text = "{names}: items in {previous} and none in {month}. Changes are judged within the sources that both have."
    values: dict[str, Any] = {"names": Names(tuple(gone)), "previous": review.period.previous, "month": review.period}
    return Notice("A source stopped", Sentence(text, **values))


def _mix(review: FeedbackReview) -> Notice | None:
    names = tuple(each.theme.label for each in flagged(review, "mix"))
    if not names:
        return None
    text = "{names}: the share moved, but not when each source is compared with itself. No trend is flagged."
    return Notice("A change of sources, not of customers’ minds", Sentence(text, names=Names(names)))


def _corrected(review: FeedbackReview) -> Notice | None:
    """Which shares the audit would change; the tests of changes need the tags themselves, so the page keeps these."""
    if review.checked is None or not review.checked.audited:
        return None
    labels = {theme.id: theme.label for theme in review.taxonomy.themes}
    used = review.checked.themes[review.checked.themes["used"]]
    if used.empty:
        return None
    text = (
        "{names}: the reviewed items show that the tags miss or add some. Shares on this page are as tagged; "
        "the table of accuracy has the corrected ones."
    )
    return Notice(
        "Shares that the review corrects", Sentence(text, names=Names(tuple(map(labels.__getitem__, used["theme"]))))
    )


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
    values = tuple(tuple(_share(counted[p], each.theme.id) for p in periods) for each in largest)
    changes = tuple(each.moved / each.share_before if each.before else None for each in largest)
    caption = Sentence("Share of the distinct items that mention a theme; one item may mention several")
    heading = Sentence("No item has a theme yet")
    if largest:
        text = "{theme} is the largest theme, in {share} of the items"
        heading = Sentence(text, theme=largest[0].theme.label, share=Share(largest[0].share))
    chart = Heat(caption, "share", "Theme", rows, tuple(periods), values, changes)
    return Part(heading, chart=chart if largest else None, text=None if largest else _untagged(review), name="themes")


def _share(found: Any, theme: str) -> float | None:
    return float(found.of(theme).mean()) if len(found) else None


def _untagged(review: FeedbackReview) -> Sentence:
    count = Count(len(review.now), "item", "items")
    return Sentence("None of the {count} fits a theme of the taxonomy; what they share stands below.", count=count)


def movers(review: FeedbackReview) -> Part:
    """The largest changes with their intervals, flagged ones first."""
    order = {"rising": 0, "falling": 0, "mix": 1, "steady": 2, "few": 3}
    listed = sorted(review.changes, key=lambda each: (order[each.direction], -abs(each.moved), each.theme.id))
    drawn = [each for each in listed if each.total_before and (each.items or each.before)][:SHOWN]
    rows = tuple(
        Interval(each.theme.label, each.moved, each.moved_low, each.moved_high, WORDS[each.direction], _tone(each))
        for each in drawn
    )
    up, down = len(flagged(review, "rising")), len(flagged(review, "falling"))
    heading = Sentence("{up} rose, {down} fell", up=Count(up, "theme", "themes"), down=down)
    if not up and not down:
        heading = Sentence("No theme moved by more than chance and mix explain")
    if not rows:
        text = Sentence("{previous} has no items to compare with.", previous=review.period.previous)
        return Part(Sentence("Nothing to compare with"), text=text, name="movers")
    caption = Sentence("Change of each theme’s share against {before}, 95% interval", before=review.period.previous)
    return Part(heading, chart=Intervals(caption, "share", rows), name="movers")


def _tone(each: Change) -> Any:
    return "accent" if each.is_flagged else "warn" if each.direction == "mix" else "plain"


def all_themes(review: FeedbackReview) -> Part:
    """Every theme of the period."""
    import pandas as pd

    listed = sorted(review.changes, key=lambda each: (-each.items, each.theme.id))
    rows = [
        (
            each.theme.label,
            each.items,
            Share(each.share),
            Sentence("{low} to {high}", low=Share(each.low), high=Share(each.high)),
            Moved(each.moved, "points") if each.total_before else "",
            Moved(each.standardised, "points") if each.standardised is not None else "",
            _negative(review, each),
            WORDS[each.direction],
            each.theme.owner,
        )
        for each in listed
    ]
    names = ["theme", "items", "share", "interval", "moved", "within", "negative", "verdict", "owner"]
    labels = ["Theme", "Items", "Share", "95% interval", "Change", "Same mix", "Negative", "Reading", "Owner"]
    units = ["text", "count", "number", "text", "number", "number", "number", "text", "text"]
    columns = tuple(Column(*each) for each in zip(names, labels, units, strict=True))
    caption = (
        f"One row is one theme, of {len(review.now)} distinct items. Same mix: the change within the sources. "
        "Negative: part of its items whose words on the theme sound negative or mixed, as a model estimates."
    )
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    return Part(Sentence("Every theme"), table=Rows(frame, columns, caption), name="all-themes")


def _negative(review: FeedbackReview, each: Change) -> Share | str:
    """The part of the theme's items in the period with a complaint in the words that its tag comes from."""
    if review.tones is None or not each.items:
        return ""
    parts = {theme.id for theme in review.taxonomy.given if each.theme.id in (theme.id, theme.parent)}
    told = review.tones.tagged
    items = set(review.now.frame["item"])
    here = told[told["theme"].isin(parts) & told["item"].isin(items)]
    if here.empty:
        return ""
    return Share(float(here["tone"].isin(("negative", "mixed")).groupby(here["item"]).any().mean()))


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
