"""All words of a period: one row an item with its themes and what gave them, as a file and as a page to search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from prodops_kit.feedback.loop import as_day
from prodops_kit.results import Column, Count, Names, Part, Quote, Rows, Sentence, SidePage

if TYPE_CHECKING:
    import pandas as pd

    from prodops_kit.feedback.mentions import Mentions
    from prodops_kit.feedback.review import FeedbackReview
    from prodops_kit.feedback.themes import Theme

FILE = "words.html"
_BARE = "none"  # names the part of what has no theme; no theme can be called so, as an answer "none" means it


def place(theme: str) -> str:
    """Where the words of a theme stand, for a link."""
    return f"{FILE}#theme-{theme}"


def words(review: FeedbackReview) -> Part:
    """One row an item of the period, with its themes, the words that gave them, and the link."""
    import pandas as pd

    labels = {theme.id: theme.label for theme in review.taxonomy.themes}
    given = review.tags.frame.groupby("item")
    themes = given["theme"].agg(lambda ids: "; ".join(labels.get(one, one) for one in ids)).to_dict()
    evidence = given["evidence"].agg(lambda found: "; ".join(one for one in found if one)).to_dict()
    frame = review.now.frame
    made = pd.DataFrame(
        {
            "id": frame["id"], "source": frame["source"], "day": frame["created"].map(as_day),
            "themes": frame["item"].map(themes).fillna(""), "evidence": frame["item"].map(evidence).fillna(""),
            "text": frame["text"], "link": frame["link"],
        }
    )  # fmt: skip
    columns = (
        Column("id", "Id"), Column("source", "Source"), Column("day", "Day", "day"), Column("themes", "Themes"),
        Column("evidence", "Evidence"), Column("text", "Words"), Column("link", "Link"),
    )  # fmt: skip
    caption = "One row is one distinct item, redacted."
    return Part(Sentence("All words of the period"), table=Rows(made, columns, caption), name="words")


def side_page(review: FeedbackReview) -> SidePage:
    """All items of the period by theme, what gave the theme marked in them; those without a theme come last."""
    now, tagged = review.now, _tagged(review)
    parts = [_of_theme(theme, now, tagged, review) for theme in _ordered(now.themes)]
    bare = now.where(now.untagged).frame
    heading = Sentence("Without a theme: {count}", count=Count(len(bare), "item", "items"))
    parts.append(Part(heading, quotes=tuple(_quotes(bare, {}, {})), name=f"theme-{_BARE}"))
    text = Sentence(
        "{count}, redacted, each under its themes; marked is what gave the theme. Your browser’s search finds any word "
        "on this page.",
        count=Count(len(now), "distinct item", "distinct items"),
    )  # fmt: skip
    return SidePage(Sentence("All words of {month}", month=review.period), text, tuple(parts))


def _ordered(themes: tuple[Theme, ...]) -> list[Theme]:
    """As in the taxonomy, the parts of a theme behind it."""
    at = {theme.id: number for number, theme in enumerate(themes)}
    return sorted(themes, key=lambda theme: (at.get(theme.parent, at[theme.id]), bool(theme.parent), at[theme.id]))


def _tagged(review: FeedbackReview) -> pd.DataFrame:
    """The tags of the period, with the label of each theme."""
    labels = {theme.id: theme.label for theme in review.taxonomy.themes}
    frame = review.tags.frame
    return frame[frame["item"].isin(set(review.now.frame["item"]))].assign(label=frame["theme"].map(labels))


def _of_theme(theme: Theme, now: Mentions, tagged: pd.DataFrame, review: FeedbackReview) -> Part:
    """The items that have the theme itself; those of its parts stand under these."""
    own = tagged[tagged["theme"] == theme.id].set_index("item")
    others = tagged[tagged["theme"] != theme.id].groupby("item")["label"].agg(tuple).to_dict()
    found = now.frame[now.frame["item"].isin(own.index)]
    heading = Sentence("{theme}: {count}", theme=theme.label, count=Count(int(now.of(theme.id).sum()), "item", "items"))
    parts = [part.label for part in review.taxonomy.given if part.parent == theme.id]
    text = Sentence("Those of {parts} stand under these.", parts=Names(tuple(parts))) if parts else None
    quotes = tuple(_quotes(found, own.to_dict("index"), others))
    return Part(heading, text, quotes=quotes, name=f"theme-{theme.id}")


def _quotes(
    found: pd.DataFrame, tags: dict[int, dict[str, Any]], others: dict[int, tuple[str, ...]]
) -> Iterator[Quote]:
    for row in found.to_dict("records"):
        tag = tags.get(row["item"], {})
        start, end = int(tag.get("start", -1)), int(tag.get("end", -1))
        marks = ((start, end),) if 0 <= start < end else ()
        why = tag.get("evidence", "") if not marks else ""
        yield Quote(row["text"], _origin(row, why, others.get(row["item"], ())), marks, row["link"])


def _origin(row: dict[str, Any], why: str, others: tuple[str, ...]) -> Sentence:
    text = "{source}, {segment}, {day}, {id}" if row["segment"] else "{source}, {day}, {id}"
    text += "; by “{why}”" if why else ""
    text += "; also {others}" if others else ""
    values = {name: row[name] for name in ("source", "segment", "id")} | {"day": as_day(row["created"]), "why": why}
    return Sentence(text, **values, others=Names(others))
