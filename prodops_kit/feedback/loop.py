"""Whether feedback is answered: linked to decisions, replied to, shipped, told, and less said afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from prodops_kit.feedback.mentions import Mentions
from prodops_kit.feedback.rules import Rules
from prodops_kit.feedback.themes import Theme
from prodops_kit.periods import Period
from prodops_kit.statistics import proportions

if TYPE_CHECKING:
    import pandas as pd

AROUND = 90  # days before and after a theme shipped that are compared
FEWEST = 20  # items on each side


@dataclass(frozen=True, slots=True)
class Days:
    """Days from one step to the next, of the steps that ended in the period.

    Attributes:
        median: Of the days; None when nothing ended.
        count: How many ended.
    """

    median: float | None
    count: int


@dataclass(frozen=True, slots=True)
class After:
    """A theme's share after its answer shipped against the share before.

    Attributes:
        shipped: The day; it belongs to neither side.
        before: Items of the theme, of `total_before`, in the days before.
        after: Items of the theme, of `total_after`, in as many days after, as far as they are known.
        moved: Change of the share, with its interval.
    """

    theme: Theme
    shipped: date
    before: int
    total_before: int
    after: int
    total_after: int
    moved: float
    low: float
    high: float

    @property
    def fell(self) -> bool:
        """Whether less is said of it, by more than chance."""
        return self.high < 0


@dataclass(frozen=True, slots=True)
class Loop:
    """How far the loop is closed.

    Attributes:
        linked: Items of the period that are linked to a decision or ticket, of `items`.
        owned: Large themes that have both an owner and a status, of `large`.
        unowned: Large themes without one of the two, the largest first.
        respond: Days from an item to its response.
        ship: Days from the response to the day its answer shipped.
        whole: Days from an item to the day its answer shipped.
        told: Requesters told on the day their request shipped or later, of `requesters` of all that has shipped.
        after: Themes that shipped, with the share before and after.
    """

    items: int
    linked: int
    large: int
    owned: int
    unowned: tuple[Theme, ...]
    respond: Days
    ship: Days
    whole: Days
    requesters: int
    told: int
    after: tuple[After, ...]


def loop(found: Mentions, *, period: str, rules: Rules) -> Loop:
    """Follow items and themes from what was said to what was done; what is dated after the period is not known yet.

    Args:
        found: What `mentions` returned.
        period: A month, quarter or year.
        rules: From which share a theme needs an owner and a status.
    """
    now, when = found.within(period), Period(period)
    large = _large(now, rules)
    bare = tuple(theme for theme in large if not (theme.owner and theme.status))
    rows = [_dates(row, when.last_day) for _, row in found.frame.iterrows()]
    requesters, told = _told(found.frame, rows)
    return Loop(
        items=len(now),
        linked=int((now.frame["decision"].fillna("") != "").sum()),
        large=len(large),
        owned=len(large) - len(bare),
        unowned=bare,
        respond=_days((made, replied) for made, replied, _ in rows if replied and replied in when),
        ship=_days((replied, shipped) for _, replied, shipped in rows if replied and shipped and shipped in when),
        whole=_days((made, shipped) for made, _, shipped in rows if shipped and shipped in when),
        requesters=requesters,
        told=told,
        after=tuple(each for theme in found.themes if (each := _after(found, theme, when.last_day))),
    )


def as_day(value: Any) -> Any:
    """A date of a frame as a date; None where there is none."""
    if value is None or value != value:
        return None
    return value.date() if hasattr(value, "date") else value


def _large(now: Mentions, rules: Rules) -> list[Theme]:
    counts = dict(zip((theme.id for theme in now.themes), now.has.sum(axis=0), strict=True))
    large = [theme for theme in now.themes if len(now) and counts[theme.id] >= rules.large_share * len(now)]
    return sorted(large, key=lambda theme: -counts[theme.id])


def _dates(row: pd.Series[Any], last: date) -> tuple[date, date | None, date | None]:
    """When an item was made, answered and shipped, as far as it was known on a day."""
    made, replied, shipped = (as_day(row[name]) for name in ("created", "responded", "shipped"))
    assert made is not None
    return (
        made,
        replied if replied and made <= replied <= last else None,
        shipped if shipped and shipped <= last else None,
    )


def _days(pairs: Iterable[tuple[date, date]]) -> Days:
    found = [(to - since).days for since, to in pairs if to >= since]
    return Days(float(median(found)) if found else None, len(found))


def _told(frame: pd.DataFrame, rows: list[tuple[date, date | None, date | None]]) -> tuple[int, int]:
    """Customers of what has shipped, and how many of them were answered then; an item without one counts itself."""
    asked: dict[str, bool] = {}
    for (_, replied, shipped), item, customer in zip(rows, frame["item"], frame["customer"], strict=True):
        if shipped:
            key = customer or f"\0{item}"
            asked[key] = asked.get(key, False) or bool(replied and replied >= shipped)
    return len(asked), sum(asked.values())


def _after(found: Mentions, theme: Theme, last: date) -> After | None:
    shipped = theme.shipped
    if shipped is None or shipped >= last:
        return None
    reach = min(AROUND, (last - shipped).days)
    days = found.frame["created"].map(as_day)
    since, until = shipped - timedelta(days=reach), shipped + timedelta(days=reach)
    has = found.of(theme.id)
    before = ((days >= since) & (days < shipped)).to_numpy()
    after = ((days > shipped) & (days <= until)).to_numpy()
    x0, n0, x1, n1 = (int(count) for count in (has[before].sum(), before.sum(), has[after].sum(), after.sum()))
    if min(n0, n1) < FEWEST:
        return None
    low, high = proportions.newcombe(x1, n1, x0, n0)
    return After(theme, shipped, x0, n0, x1, n1, x1 / n1 - x0 / n0, low, high)
