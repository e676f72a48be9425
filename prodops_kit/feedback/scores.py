"""What customers' marks say: NPS, CSAT and stars with intervals, and what a theme costs of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import DataError
from prodops_kit.feedback.mentions import Mentions
from prodops_kit.feedback.themes import Theme
from prodops_kit.statistics import difference, multiplicity, normal, proportions
from prodops_kit.statistics.moments import Moments

if TYPE_CHECKING:
    import pandas as pd

SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "stars": (1.0, 5.0)}
FEWEST = 5  # scored items with a theme, and without, before its impact is stated


@dataclass(frozen=True, slots=True)
class Score:
    """A mark of the period.

    Attributes:
        scale: `nps` (−1 to 1: share of promoters less that of detractors), `csat` (share of 4 and 5) or `stars` (mean).
        value: In that unit; None without answers.
        low: Lower end of its 95 % interval.
        high: Upper end.
        count: Answers behind it.
        outside: Answers outside the scale, left out.
    """

    scale: str
    value: float | None
    low: float | None
    high: float | None
    count: int
    outside: int


@dataclass(frozen=True, slots=True)
class Impact:
    """How much lower or higher a mark is where a theme is mentioned.

    Attributes:
        apart: Mean mark with the theme less the mean without it, on the scale's own range, with its interval.
        costs: What the mean of all would gain without these items.
        q: Of no difference, corrected for all themes.
    """

    theme: Theme
    scale: str
    items: int
    apart: float
    low: float
    high: float
    costs: float
    q: float


def scores(voices: pd.DataFrame) -> tuple[Score, ...]:
    """The marks of some rows, one a scale that they have.

    Args:
        voices: Rows with `score` and `scale`; merged copies and scores without words count too.

    Source:
        NPS by an adjusted Wald interval with three pseudo-answers: Rocks (2016), The American Statistician 70, 365-372;
        CSAT by Wilson (1927); stars by Student's t.
    """
    found = []
    for scale, (least, most) in SCALES.items():
        given = [float(value) for value in voices.loc[voices["scale"] == scale, "score"] if value == value]
        inside = [value for value in given if least <= value <= most]
        if given:
            found.append(_score(scale, inside, len(given) - len(inside)))
    return tuple(found)


def nps(promoters: int, passives: int, detractors: int, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Net promoter score from −1 to 1, with its interval.

    Source:
        Rocks (2016): 3/4, 3/2 and 3/4 pseudo-answers for the interval.

    >>> "{:.3f} {:.3f} {:.3f}".format(*nps(50, 30, 20))
    '0.300 0.141 0.442'
    """
    count = promoters + passives + detractors
    up, down, total = promoters + 0.75, detractors + 0.75, count + 3
    middle = (up - down) / total
    reach = normal.quantile(confidence) * sqrt((up + down) / total - middle * middle) / sqrt(total)
    return (promoters - detractors) / count, max(-1.0, middle - reach), min(1.0, middle + reach)


def impacts(found: Mentions, scale: str) -> tuple[Impact, ...]:
    """What each theme's items say of a mark against all others, by Welch's test; the costliest first."""
    least, most = SCALES[scale]
    score = found.frame["score"].astype(float)
    scored = found.where(((found.frame["scale"] == scale) & score.between(least, most)).to_numpy())
    raw = [each for place in range(len(found.themes)) if (each := _impact(scored, scale, place))]
    corrected = multiplicity.adjusted([p for _, p in raw], method="bh")
    known = [replace(impact, q=q) for (impact, _), q in zip(raw, corrected, strict=True)]
    return tuple(sorted(known, key=lambda impact: (-impact.costs, impact.theme.id)))


def _score(scale: str, values: Sequence[float], outside: int) -> Score:
    count = len(values)
    if not count:
        return Score(scale, None, None, None, 0, outside)
    if scale == "nps":
        up, down = sum(value >= 9 for value in values), sum(value <= 6 for value in values)
        return Score(scale, *nps(up, count - up - down, down), count, outside)
    if scale == "csat":
        happy = sum(value >= 4 for value in values)
        return Score(scale, happy / count, *proportions.wilson(happy, count), count, outside)
    return _stars(values, outside)


def _stars(values: Sequence[float], outside: int) -> Score:
    moments = Moments.of(values)
    mean, count = moments.mean[0], moments.n
    if count < 2:
        return Score("stars", mean, None, None, count, outside)
    reach = normal.quantile(0.95, count - 1) * sqrt(moments.cov[0][0] / count)
    return Score("stars", mean, max(1.0, mean - reach), min(5.0, mean + reach), count, outside)


def _impact(scored: Mentions, scale: str, place: int) -> tuple[Impact, float] | None:
    has = scored.has[:, place]
    values: Any = scored.frame["score"].astype(float).to_numpy()
    if min(has.sum(), (~has).sum()) < FEWEST:
        return None
    inside, others = Moments.of(values[has].tolist()), Moments.of(values[~has].tolist())
    try:
        apart = difference.welch(difference.mean(inside), difference.mean(others))
    except DataError:
        return None
    costs = others.mean[0] - float(values.mean())
    theme = scored.themes[place]
    return Impact(theme, scale, int(has.sum()), apart.estimate, apart.low, apart.high, costs, 1.0), apart.p
