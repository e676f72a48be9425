"""How large each theme is: as tagged, and as the items that people checked correct it; and how right the tags are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from prodops_kit.feedback.auditing import LEAST
from prodops_kit.feedback.themes import IGNORED
from prodops_kit.results import Column, Count, Notice, Part, Rows, Sentence, Share

if TYPE_CHECKING:
    from prodops_kit.feedback.auditing import Audit
    from prodops_kit.feedback.review import FeedbackReview
    from prodops_kit.feedback.trend import Change

WORDS = {"rising": "Rising", "falling": "Falling", "mix": "Other mix", "steady": "Within chance", "few": "Too few"}
_FILE = (
    ("id", "Id", "text"), ("theme", "Theme", "text"), ("parent", "Parent", "text"), ("items", "Items", "count"),
    ("total", "Items of the period", "count"), ("share", "Share", "share"), ("low", "Low", "share"),
    ("high", "High", "share"), ("corrected", "Corrected", "share"), ("corrected_low", "Corrected low", "share"),
    ("corrected_high", "Corrected high", "share"), ("used", "To use", "text"), ("before", "Share before", "share"),
    ("change", "Change", "points"), ("change_low", "Change low", "points"), ("change_high", "Change high", "points"),
    ("q", "q", "number"), ("within", "Change in the same mix", "points"), ("negative", "Negative", "share"),
    ("reading", "Reading", "text"), ("owner", "Owner", "text"),
)  # fmt: skip


def corrected(review: FeedbackReview, theme: str) -> tuple[float, float, float] | None:
    """The share of a theme as the checked items correct it, with its interval; None where the tags' own stands."""
    found = _row(review, theme)
    return (found["corrected"], found["low"], found["high"]) if found and found["used"] else None


def _row(review: FeedbackReview, theme: str) -> dict[str, Any] | None:
    if review.checked is None or "used" not in review.checked.themes:
        return None
    frame = review.checked.themes
    return next(iter(frame[frame["theme"] == theme].to_dict("records")), None)


def largest(review: FeedbackReview, changes: Sequence[Change]) -> Sentence:
    """Which theme is the largest one, by the shares that hold."""

    def share(each: Change) -> float:
        return (corrected(review, each.theme.id) or (each.share,))[0]

    first = max(changes, key=lambda each: (share(each), each.items))
    text = "{theme} is the largest theme, in {share} of the items"
    if corrected(review, first.theme.id):
        text += " as corrected, {tagged} as tagged"
    return Sentence(text, theme=first.theme.label, share=Share(share(first)), tagged=Share(first.share))


def corrections(review: FeedbackReview) -> Notice | None:
    """Which shares the checked items change; changes between months are those of the tags, so the page keeps these."""
    found = [(each, corrected(review, each.theme.id)) for each in review.changes]
    said = [_said(each, share) for each, share in found if share]
    if not said or review.checked is None:
        return None
    places = "; ".join(f"{{s{n}}}" for n in range(len(said)))
    text = f"Of {{count}} drawn at random and checked by people, too many had tags missed or added. {places}."
    checked = Count(review.checked.audited, "item", "items")
    values: dict[str, Any] = {f"s{n}": one for n, one in enumerate(said)}
    return Notice("Shares that the checks correct", Sentence(text, count=checked, **values))


def _said(each: Change, share: tuple[float, float, float]) -> Sentence:
    text = "{theme} is in {share} of the items ({low} to {high}), not {tagged} as tagged"
    point, low, high = map(Share, share)
    return Sentence(text, theme=each.theme.label, share=point, low=low, high=high, tagged=Share(each.share))


def all_themes(review: FeedbackReview) -> Part:
    """Every theme of the period, the most frequent first, as much as a page has room for."""
    compared = any(each.total_before for each in review.changes)
    rows = [
        (each.theme.label, each.items, _shown(review, each), each.moved, each.standardised,
         _negative(review, each), WORDS[each.direction], each.theme.owner)
        for each in _listed(review)
    ]  # fmt: skip
    columns = (
        Column("theme", "Theme"), Column("items", "Items", "count"), Column("share", "Share (95% interval)"),
        Column("moved", "Change, points", "points", signed=True),
        Column("within", "In the same mix", "points", signed=True),
        Column("negative", "Negative", "number"), Column("reading", "Reading"), Column("owner", "Owner"),
    )  # fmt: skip
    made = table(rows, columns, _caption(review, compared=compared))
    shown = [one for one in columns if compared or one.name not in ("moved", "within")]
    return Part(Sentence("Every theme"), table=Rows(made.frame, tuple(shown), made.caption), name="all-themes")


def _listed(review: FeedbackReview) -> list[Change]:
    return sorted(review.changes, key=lambda each: (-each.items, each.theme.id))


def _caption(review: FeedbackReview, *, compared: bool) -> str:
    said = [f"One row is one theme, of {len(review.now)} distinct items."]
    said += ["In the same mix: the change with the sources held still."] if compared else []
    return " ".join([*said, "Negative: part of its items whose words on it sound negative or mixed, by a model."])


def _shown(review: FeedbackReview, each: Change) -> Sentence:
    text, values = "{share} ({low}\xa0to\xa0{high})", {"share": each.share, "low": each.low, "high": each.high}
    better = corrected(review, each.theme.id)
    if better:
        text += ", corrected {point} ({lower}\xa0to\xa0{upper})"
        values |= dict(zip(("point", "lower", "upper"), better, strict=True))
    return Sentence(text, **{name: Share(value) for name, value in values.items()})


def theme_rows(review: FeedbackReview) -> Rows:
    """Every theme with all its numbers, for a file."""
    rows: list[tuple[Any, ...]] = []
    for each in _listed(review):
        checked = _row(review, each.theme.id) or {}
        before = each.share_before if each.total_before else None
        moved = (each.moved, each.moved_low, each.moved_high, each.q) if each.total_before else (None,) * 4
        rows.append(
            (each.theme.id, each.theme.label, each.theme.parent, each.items, each.total, each.share, each.low,
             each.high, *map(checked.get, ("corrected", "low", "high")),
             "corrected" if checked.get("used") else "as tagged", before, *moved, each.standardised,
             getattr(_negative(review, each), "value", None), WORDS[each.direction], each.theme.owner)
        )  # fmt: skip
    rows = [tuple(float(f"{cell:.10g}") if isinstance(cell, float) else cell for cell in row) for row in rows]
    return table(rows, tuple(Column(*each) for each in _FILE), "One row is one theme; shares are from 0 to 1.")


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


def accuracy(review: FeedbackReview) -> Part:
    """How right the tags are by the texts drawn at random, and what that does to the shares."""
    checked = review.checked
    if checked is None or not checked.audited:
        return Part(Sentence("How right the tags are is not known"), text=_unchecked(checked), name="accuracy")
    whole = checked.overall
    heading = Sentence(
        "Of {count} checked, {exact} have all their themes right",
        count=Count(checked.audited, "item", "items"), exact=checked.exact,
    )  # fmt: skip
    text = Sentence(
        "A given theme is right in {precision} ({low} to {high}); {recall} of those that fit were given.{few}{left} "
        "Tags come from {method}.",
        precision=_part(whole["precision"]), low=_part(whole["precision_low"]), high=_part(whole["precision_high"]),
        recall=_part(whole["recall"]), few=_few(checked), left=_left_out(checked), method=review.tags.method,
    )  # fmt: skip
    return Part(heading, text=text, table=_audited(review, checked), name="accuracy")


def _unchecked(checked: Audit | None) -> Sentence:
    return Sentence(
        "No item drawn at random was checked, so shares are as tagged.{left} The command prodops feedback queue writes "
        "the next items to check; from {least} drawn at random on, it is known which shares to correct.",
        left=_left_out(checked), least=LEAST,
    )  # fmt: skip


def _few(checked: Audit) -> Sentence | str:
    if checked.audited >= LEAST:
        return ""
    text = " From {least} drawn at random on, shares are corrected where the tags are off."
    return Sentence(text, least=LEAST)


def _left_out(checked: Audit | None) -> Sentence | str:
    if checked is None or not checked.left_out:
        return ""
    text = (
        " {count} more, checked before the tagger learned what it knows now or under another version of the taxonomy, "
        "cannot measure it."
    )
    return Sentence(text, count=checked.left_out)


def _part(value: float) -> Share | str:
    return Share(float(value)) if value == value else "not known"


def _audited(review: FeedbackReview, checked: Audit) -> Rows:
    labels = {theme.id: theme.label for theme in review.taxonomy.themes}
    rows = [
        (
            labels.get(row["theme"], row["theme"]), int(row["right"]), int(row["wrong"]), int(row["missed"]),
            _part(row["precision"]), _part(row["recall"]), *_both(row),
        )
        for _, row in checked.themes.iterrows()
    ]  # fmt: skip
    columns = (
        Column("theme", "Theme"), Column("right", "Right", "count"), Column("wrong", "Wrong", "count"),
        Column("missed", "Missed", "count"), Column("precision", "Precision", "number"),
        Column("recall", "Recall", "number"), Column("share", "Share as tagged", "number"),
        Column("corrected", "Corrected (95% interval)"), Column("used", "To use"),
    )  # fmt: skip
    caption = (
        "One row is one theme; right, wrong and missed count the checked items of all months, the shares are those of "
        "the period. A corrected share is to be used where the interval of its correction excludes 0."
    )
    return table(rows, columns, caption)


def _both(row: Any) -> tuple[Share | str, Sentence | str, str]:
    """The share as tagged, as corrected, and which to use; what is no feedback has none."""
    if row["theme"] == IGNORED:
        return "", "", ""
    if row["corrected"] != row["corrected"]:
        return _part(row["share"]), "not known", "as tagged"
    values = {name: Share(float(row[name])) for name in ("corrected", "low", "high")}
    said = Sentence("{corrected} ({low}\xa0to\xa0{high})", **values)
    return _part(row["share"]), said, "corrected" if row["used"] else "as tagged"


def table(rows: Sequence[tuple[Any, ...]], columns: tuple[Column, ...], caption: str) -> Rows:
    """Rows of values of any kind as a table."""
    import pandas as pd

    return Rows(pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object), columns, caption)
