"""Which themes rose or fell: shares of distinct items, tested so that chance and a change of mix are not flagged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from prodops_kit.feedback.clusters import design_effects
from prodops_kit.feedback.mentions import Mentions
from prodops_kit.feedback.rules import Rules
from prodops_kit.feedback.themes import Theme
from prodops_kit.periods import Period
from prodops_kit.statistics import exact, multiplicity, proportions, strata

FEWEST_EXPECTED = 5  # below it the exact test
HALF = 0.5  # of a change, that the mix of sources may make

Direction = Literal["rising", "falling", "mix", "steady", "few"]


@dataclass(frozen=True, slots=True)
class Change:
    """How the share of one theme moved from the period before.

    Attributes:
        items: Distinct items of the theme in the period, of `total`.
        before: The same in the period before, of `total_before`.
        low: Wilson's interval of the share in the period.
        high: Its upper end.
        moved: Change of the share; `moved_low` and `moved_high` are its interval (Newcombe's).
        design: How many times the variance is larger than for independent items, because customers repeat; 1 or more.
        p: Two-sided, of no change.
        within: The same with the mix of sources held still; 1 when no source is in both periods.
        q: The larger of both, corrected for all themes of the month.
        seen: `p` alone, so corrected: what a reader would take for a trend.
        standardised: The change with the mix of sources held still; None when no source is in both periods.
        direction: `rising` or `falling` when flagged; `mix` when it looks so, and does not with the mix of sources held
            still; `few` when there are too few items to say; else `steady`.
    """

    theme: Theme
    items: int
    total: int
    before: int
    total_before: int
    low: float
    high: float
    moved: float
    moved_low: float
    moved_high: float
    design: float
    p: float
    within: float
    q: float
    seen: float
    standardised: float | None
    direction: Direction

    @property
    def share(self) -> float:
        """Share of the period's items, from 0 to 1."""
        return self.items / self.total

    @property
    def share_before(self) -> float:
        """Share of the items of the period before; 0 when it has none."""
        return self.before / self.total_before if self.total_before else 0.0

    @property
    def is_flagged(self) -> bool:
        """Whether it rose or fell by more than chance and mix explain."""
        return self.direction in ("rising", "falling")


def changes(found: Mentions, *, period: str, rules: Rules) -> tuple[Change, ...]:
    """Compare each theme's share of the distinct items with the period before.

    Two proportions by the pooled z test, by Fisher's exact one where fewer than 5 are expected, and within the
    sources by Mantel and Haenszel; the larger p counts, corrected over all themes (Benjamini, Hochberg). Where
    customers repeat, counts are divided by the design effect of a bootstrap by customer.

    A theme that was not valid in all of the period before is not compared with it.

    Args:
        found: What `mentions` returned.
        period: A month, quarter or year with an item or more.
        rules: When a change is flagged.

    Source:
        Rao, Scott (1992), Biometrics 48, 577-585, for the design effect.
    """
    earlier = Period(period).previous
    now, then = found.within(period), found.within(earlier.text)
    effects = design_effects(now, then)
    nothing = found.within("")
    raw = [
        _compare(now, then if theme.is_valid_on(earlier.start) else nothing, place, float(effects[place]))
        for place, theme in enumerate(found.themes)
    ]
    seen = multiplicity.adjusted([each.p for each in raw], method="bh")
    corrected = multiplicity.adjusted([max(each.p, each.within) for each in raw], method="bh")
    known = [replace(each, q=q, seen=s) for each, q, s in zip(raw, corrected, seen, strict=True)]
    return tuple(_judged(each, rules) for each in known)


def is_mix(moved: float, within: float | None) -> bool:
    """Whether a change turns round, or loses over half, when the mix of sources is held still."""
    if within is None or not moved:
        return False
    return within * moved < 0 or abs(moved - within) > HALF * abs(moved)


def _compare(now: Mentions, then: Mentions, place: int, effect: float) -> Change:
    x1, n1, x0, n0 = int(now.has[:, place].sum()), len(now), int(then.has[:, place].sum()), len(then)
    low, high = proportions.wilson(x1 / effect, n1 / effect)
    unknown = Change(
        now.themes[place], x1, n1, x0, n0, low, high, 0.0, -1.0, 1.0, effect, 1.0, 1.0, 1.0, 1.0, None, "few"
    )
    if not n0:
        return unknown
    counts = (x1 / effect, n1 / effect, x0 / effect, n0 / effect)
    moved_low, moved_high = proportions.newcombe(*counts)
    groups = _by_source(now, then, place)
    return replace(
        unknown,
        moved=x1 / n1 - x0 / n0,
        moved_low=moved_low,
        moved_high=moved_high,
        p=_p(*counts),
        within=_within(groups, effect),
        standardised=strata.standardised(groups) if groups else None,
    )


def _within(groups: list[strata.Stratum], effect: float) -> float:
    smaller = [(x1 / effect, n1 / effect, x0 / effect, n0 / effect) for x1, n1, x0, n0 in groups]
    return strata.mantel_haenszel(smaller) if groups else 1.0


def _p(x1: float, n1: float, x0: float, n0: float) -> float:
    if min(x1 + x0, n1 + n0 - x1 - x0) * min(n1, n0) / (n1 + n0) < FEWEST_EXPECTED:
        return exact.fisher(round(x1), max(round(n1), round(x1)), round(x0), max(round(n0), round(x0)))
    return proportions.pooled(x1, n1, x0, n0).p


def _by_source(now: Mentions, then: Mentions, place: int) -> list[strata.Stratum]:
    """x1 of n1 and x0 of n0 of each source that is in both periods."""
    found = []
    for source in sorted(set(now.frame["source"]) & set(then.frame["source"])):
        here, there = ((each.frame["source"] == source).to_numpy() for each in (now, then))
        counts = (now.has[here, place].sum(), here.sum(), then.has[there, place].sum(), there.sum())
        found.append(tuple(map(int, counts)))
    return found  # type: ignore[return-value]


def _judged(change: Change, rules: Rules) -> Change:
    if min(change.total, change.total_before) < rules.fewest_items:
        return replace(change, direction="few")
    if change.seen >= rules.flag_below or abs(change.moved) < rules.least_change:
        return replace(change, direction="steady")
    if change.q >= rules.flag_below or is_mix(change.moved, change.standardised):
        return replace(change, direction="mix")
    return replace(change, direction="rising" if change.moved > 0 else "falling")
