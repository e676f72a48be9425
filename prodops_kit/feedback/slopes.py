"""Which themes have moved slowly over many months, too little from one to the next to be seen there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from prodops_kit.errors import DataError
from prodops_kit.feedback.mentions import Mentions
from prodops_kit.feedback.rules import Rules
from prodops_kit.feedback.themes import Theme
from prodops_kit.periods import Period
from prodops_kit.statistics import logistic, multiplicity, normal

if TYPE_CHECKING:
    import numpy as np

FEWEST_PERIODS = 6  # with items


@dataclass(frozen=True, slots=True)
class Slope:
    """How a theme moved over several periods, with the mix of sources held still.

    Attributes:
        odds: Odds of the theme in a period, times those of the period before.
        low: Lower end of its 95 % interval.
        high: Upper end.
        first: Its share in the first period as fitted, for the mix of sources of all periods; from 0 to 1.
        last: The same in the last period.
        q: Of no slope, corrected for all themes.
        periods: Periods with items.
        is_flagged: Whether that is more than chance, and a change worth a line.
    """

    theme: Theme
    odds: float
    low: float
    high: float
    first: float
    last: float
    q: float
    periods: int
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class _Series:
    """Counts by period and source, and the columns that explain them."""

    rows: tuple[np.ndarray, ...]
    totals: np.ndarray
    design: np.ndarray
    mix: np.ndarray  # share of each source's column over all periods
    span: int
    periods: int

    @property
    def free(self) -> int:
        return int(self.design.shape[0] - self.design.shape[1])


def slopes(found: Mentions, *, period: str, rules: Rules) -> tuple[Slope, ...]:
    """Fit each theme's share over the last periods, with the source as a covariate.

    A binomial model with a logit, its errors widened where counts vary more than chance makes them. Themes of few
    items, those whose counts leave the model open, and those not valid from the first of these periods on have no
    slope; nor has a series of fewer than 6 periods.

    Args:
        found: What `mentions` returned.
        period: The last period.
        rules: How far to look back, and when a slope is flagged.

    Source:
        McCullagh, Nelder (1989), Generalized Linear Models, sections 4.4 and 4.5.
    """
    series = _series(found, period, rules)
    if series is None or series.periods < FEWEST_PERIODS or series.free < 1:
        return ()
    begin = Period(period).shift(1 - rules.history).start
    old = [n for n, theme in enumerate(found.themes) if theme.is_valid_on(begin)]
    fitted = [(n, fit) for n in old if (fit := _fit(found, series, n, rules))]
    p = [normal.two_sided(fit.coefficients[1] / _error(fit), series.free) for _, fit in fitted]
    corrected = multiplicity.adjusted(p, method="bh")
    return tuple(_slope(found.themes[n], fit, series, q, rules) for (n, fit), q in zip(fitted, corrected, strict=True))


def _series(found: Mentions, period: str, rules: Rules) -> _Series | None:
    import numpy as np

    last = Period(period)
    places = {last.shift(n - rules.history + 1).text: n for n in range(rules.history)}
    held = found.frame.groupby(["period", "source"]).indices
    groups = [(places[when], source, rows) for (when, source), rows in held.items() if when in places]
    if not groups:
        return None
    at = np.array([place for place, *_ in groups], dtype=float)
    totals = np.array([len(rows) for *_, rows in groups], dtype=float)
    columns = _columns([source for _, source, _ in groups])
    design = np.column_stack([np.ones(len(groups)), at - at.max(), *columns.values()])
    mix = (design[:, 2:] * totals[:, None]).sum(axis=0) / totals.sum()
    span = int(at.max() - at.min())
    return _Series(tuple(rows for *_, rows in groups), totals, design, mix, span, len(set(at)))


def _columns(sources: Sequence[str]) -> Mapping[str, np.ndarray]:
    """A column for every source but the first."""
    import numpy as np

    return {one: np.array([source == one for source in sources], dtype=float) for one in sorted(set(sources))[1:]}


def _fit(found: Mentions, series: _Series, n: int, rules: Rules) -> logistic.Fitted | None:
    import numpy as np

    successes = np.array([found.has[rows, n].sum() for rows in series.rows], dtype=float)
    if min(successes.sum(), (series.totals - successes).sum()) < rules.fewest_items:
        return None
    try:
        return logistic.binomial(successes, series.totals, series.design)
    except DataError:
        return None


def _error(fit: logistic.Fitted) -> float:
    return float(fit.errors[1] * max(1.0, fit.dispersion) ** 0.5)


def _slope(theme: Theme, fit: logistic.Fitted, series: _Series, q: float, rules: Rules) -> Slope:
    step, reach = float(fit.coefficients[1]), normal.quantile(0.95, series.free) * _error(fit)
    level = float(fit.coefficients[0] + series.mix @ fit.coefficients[2:])
    first, last = (1 / (1 + exp(-(level - step * back))) for back in (series.span, 0))
    flagged = q < rules.slow_below and abs(last - first) >= rules.least_change
    return Slope(theme, exp(step), exp(step - reach), exp(step + reach), first, last, q, series.periods, flagged)
