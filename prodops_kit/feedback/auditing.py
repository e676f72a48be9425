"""How right the tags are, and what that means for shares: only from texts drawn at random and looked at by people.

What counts is the prediction stored before anybody looked, under the taxonomy's version of today, by a model like that
of today: the same method, that had learned from half to twice as many texts (`tags.is_like`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

from prodops_kit.feedback.corrections import Corrections, Review
from prodops_kit.feedback.reviewers import Agreement, agreement
from prodops_kit.feedback.tags import Tags, is_like
from prodops_kit.feedback.themes import IGNORED, Taxonomy
from prodops_kit.statistics.audits import corrected, correction, f1
from prodops_kit.statistics.proportions import wilson

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEAST = 20  # audited texts below which no share is corrected: one round of the queue holds ten


@dataclass(frozen=True, slots=True)
class Audit:
    """The tagger's accuracy on this team's own texts, and the shares of themes corrected by it.

    Attributes:
        themes: One row a theme, as in the taxonomy: `theme`; of the audited texts `right`, `wrong` (given, and does not
            fit), `missed`; `precision`, `recall` and `f1`, each with `_low` and `_high`, empty where nothing was
            given, has it, or both; `share` as tagged and `corrected`, from 0 to 1, with `low` and `high`; whether the
            corrected one is `used`; and `reported`, the one of both that is.
        audited: Texts drawn at random, looked at, and predicted by a model like this one.
        exact: Of them, those whose themes were all right.
        items: Texts whose shares these are; those tagged as no feedback and nothing else are none of them.
        left_out: Texts drawn at random whose prediction is another model's or version's, or was not stored.
        model: What predicted.
        version: Of the taxonomy.
        agreement: Of reviewers among each other, or None.
        overall: The row of all themes together: right, wrong, missed, precision, recall, f1, with intervals.
    """

    themes: pd.DataFrame
    audited: int
    exact: int
    items: int
    left_out: int
    model: str
    version: int
    agreement: Agreement | None
    overall: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How right one model was on texts drawn at random, all themes together.

    Attributes:
        audited: Texts that count.
        exact: Of them, those whose themes were all right.
        overall: right, wrong, missed; precision, recall and f1, each with `_low` and `_high`.
        left_out: Texts drawn at random that another model predicted, or another version of the taxonomy.
    """

    audited: int
    exact: int
    overall: Mapping[str, float]
    left_out: int = 0


def accuracy(corrections: Corrections, taxonomy: Taxonomy, *, confidence: float = 0.95) -> Accuracy:
    """Say how right the model was that predicted the latest text drawn at random; `audit` says it for each theme."""
    drawn = [review for review in corrections.reviews if review.random and review.predicted is not None]
    pool, left_out = _pool(corrections, drawn[-1].model, drawn[-1].version) if drawn else ({}, 0)
    truth, before = _held(pool, corrections, taxonomy)
    themes = [theme.id for theme in taxonomy.given]
    exact = sum(truth[key] == before[key] for key in pool)
    return Accuracy(len(pool), exact, _accuracy(*_counted(themes, truth, before), confidence), left_out)


def audit(
    keys: Sequence[str],
    tags: Tags,
    corrections: Corrections,
    taxonomy: Taxonomy,
    *,
    among: Sequence[int] | None = None,
    confidence: float = 0.95,
) -> Audit:
    """Measure how right the tags are, and correct the shares of themes for what they get wrong.

    A text that was reviewed at random counts with the prediction stored before; one reviewed for another reason with
    what the reviewer said, and no model's errors are assumed in it. A theme holds those of its parts.

    Args:
        keys: The key of each tagged text, in their order.
        tags: What `tag` returned for them.
        corrections: What `load_corrections` returned, under the same taxonomy.
        taxonomy: The themes.
        among: Positions of the texts whose shares are meant, such as those of one month; all when None. Accuracy is
            always that of all audited texts, so that months are pooled.
        confidence: Confidence level of all intervals.

    Source:
        See `prodops_kit.statistics.audits`.

    Example:
        audit = pk.feedback.audit(items.frame["key"], tags, corrections, taxonomy)
    """
    import pandas as pd

    pool, left_out = _pool(corrections, tags.model, tags.version)
    themes = [theme.id for theme in taxonomy.given]
    truth, before = _held(pool, corrections, taxonomy)
    known = {key: _whole(said, taxonomy) for key, said in corrections.reviewed.items() if key not in pool}
    tagged = _tagged(tags, taxonomy)
    counted = _counting(tagged, range(len(keys)) if among is None else among)
    shares = _Shares(keys, counted, tagged, before, known)
    fed = [key for key in pool if before[key] != {IGNORED}]  # shares are of feedback alone
    rows = []
    for theme in themes:
        _, wrong, missed = _counted([theme], {key: truth[key] for key in fed}, before)
        share = shares.of(theme, wrong, missed, len(fed), confidence)
        rows.append({"theme": theme, **_accuracy(*_counted([theme], truth, before), confidence), **share})
    overall = _accuracy(*_counted(themes, truth, before), confidence)
    exact = sum(truth[key] == before[key] for key in pool)
    frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else ["theme"])
    return Audit(
        frame, len(pool), exact, shares.items, left_out, tags.model, tags.version, agreement(corrections), overall
    )


By = dict[str, frozenset[str]]


def _held(pool: Mapping[str, Review], corrections: Corrections, taxonomy: Taxonomy) -> tuple[By, By]:
    """The themes that each text has, and those that were predicted."""
    truth = {key: _whole(corrections.reviewed[key], taxonomy) for key in pool}
    return truth, {key: _whole(review.predicted or frozenset(), taxonomy) for key, review in pool.items()}


def _pool(corrections: Corrections, model: str, version: int) -> tuple[dict[str, Review], int]:
    """The random review of each text that a model like this one predicted, and how many others there are."""
    drawn = {review.key: review for review in reversed(corrections.reviews) if review.random}
    fits = {
        key: review
        for key, review in sorted(drawn.items())
        if review.predicted is not None and review.version == version and is_like(review.model, model)
    }
    return fits, len(drawn) - len(fits)


def _whole(themes: frozenset[str], taxonomy: Taxonomy) -> frozenset[str]:
    """Themes of the taxonomy, and those above them."""
    parents = {theme.id: theme.parent for theme in taxonomy.given}
    held = {theme for theme in themes if theme in parents}
    return frozenset(held | {parents[theme] for theme in held if parents[theme]})


def _counted(
    themes: Sequence[str], truth: Mapping[str, frozenset[str]], before: Mapping[str, frozenset[str]]
) -> tuple[int, int, int]:
    """How often the themes were given rightly, given wrongly, and missed."""
    pairs = [(theme in before[key], theme in truth[key]) for key in truth for theme in themes]
    return pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True))


def _accuracy(right: int, wrong: int, missed: int, confidence: float) -> dict[str, Any]:
    found: dict[str, Any] = {"right": right, "wrong": wrong, "missed": missed}
    for name, n in (("precision", right + wrong), ("recall", right + missed)):
        ends = wilson(right, n, confidence=confidence) if n else (nan, nan)
        found |= _with_ends(name, right / n if n else nan, ends)
    both = right + wrong + missed
    ends = f1(right, wrong, missed, confidence=confidence) if both else (nan, nan)
    return found | _with_ends("f1", 2 * right / (right + both) if both else nan, ends)


def _with_ends(name: str, point: float, ends: tuple[float, float]) -> dict[str, float]:
    return {name: _rounded(point), f"{name}_low": _rounded(ends[0]), f"{name}_high": _rounded(ends[1])}


def _tagged(tags: Tags, taxonomy: Taxonomy) -> dict[str, np.ndarray]:
    """For each theme of the taxonomy whether each text was given it or one of its parts."""
    import numpy as np

    place = {theme: number for number, theme in enumerate(tags.themes)}
    ids = [theme.id for theme in taxonomy.given]
    parts = {one: [part.id for part in taxonomy.given if one in (part.id, part.parent)] for one in ids}
    columns = {one: [place[part] for part in held if part in place] for one, held in parts.items()}
    return {one: np.asarray(tags.given[:, held].any(axis=1)) for one, held in columns.items()}


def _counting(tagged: Mapping[str, np.ndarray], among: Sequence[int]) -> list[int]:
    """Those of some texts that are feedback: they count in a share."""
    if IGNORED not in tagged:
        return list(among)
    others = [has for theme, has in tagged.items() if theme != IGNORED]
    return [row for row in among if not tagged[IGNORED][row] or any(has[row] for has in others)]


class _Shares:
    """Shares of themes among all texts: those that reviewers know, and the rest as predicted."""

    def __init__(
        self,
        keys: Sequence[str],
        among: Sequence[int],
        tagged: Mapping[str, np.ndarray],
        before: Mapping[str, frozenset[str]],
        known: Mapping[str, frozenset[str]],
    ) -> None:
        keys = list(keys)
        self.rows = list(among)
        self.tagged, self.items = tagged, len(self.rows)
        self.known = [known[keys[row]] for row in self.rows if keys[row] in known]
        self.rest = [(row, before.get(keys[row])) for row in self.rows if keys[row] not in known]

    def of(self, theme: str, wrong: int, missed: int, audited: int, confidence: float) -> dict[str, Any]:
        """Both shares of one theme, and which is used."""
        tagged, none = self.tagged[theme], (nan, nan, nan)
        share = tagged[self.rows].sum() / self.items if self.items else nan
        given = sum(bool(tagged[row]) if said is None else theme in said for row, said in self.rest)
        point, low, high = none
        if audited >= LEAST and self.rest:
            found = corrected(given, len(self.rest), wrong=wrong, missed=missed, audited=audited, confidence=confidence)
            certain, part = sum(theme in said for said in self.known) / self.items, len(self.rest) / self.items
            point, low, high = (certain + part * end for end in found)
        ends = correction(wrong, missed, audited, confidence=confidence) if audited >= LEAST else (0.0, 0.0)
        used = bool(point == point and (ends[0] > 0 or ends[1] < 0))
        shown = {"share": share, "corrected": point, "low": low, "high": high}
        return {name: _rounded(value) for name, value in shown.items()} | {
            "used": used,
            "reported": _rounded(point if used else share),
        }


def _rounded(value: float) -> float:
    return float(f"{value:.10g}")
