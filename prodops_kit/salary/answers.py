"""The answer for one role, level and area: a composite of sources, or the best that stands in for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import exp, log, sqrt
from statistics import median
from typing import Any

from prodops_kit.salary import guide
from prodops_kit.salary.ageing import months_between
from prodops_kit.salary.composites import OTHER_UNIT, composite, largest_shift, outliers, weight
from prodops_kit.salary.evidence import Evidence, Terms, error_of, weigh
from prodops_kit.salary.grades import flags, grade
from prodops_kit.salary.rows import NATIONAL, PERCENTILES
from prodops_kit.salary.rules import Rules

PRIOR_SOURCES = 4  # what the spread between sources is believed with, in sources


@dataclass(frozen=True, slots=True)
class Answer:
    """One row in the making."""

    role: str
    level: str | None
    area: str
    values: Mapping[str, float]
    used: tuple[tuple[Evidence, float], ...] = ()
    dropped: tuple[tuple[Any, str], ...] = ()
    low: float | None = None
    high: float | None = None
    shift: float | None = None
    grade: str = "D"
    flag: str = ""
    rests_on: str = ""
    as_of: date | None = None
    months: int | None = None
    bounds: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As notes call it."""
        return ", ".join(filter(None, [self.role, self.level, self.area]))


@dataclass(frozen=True, slots=True)
class Cells:
    """Every answer that matches and market allow.

    Attributes:
        matched: Each match with the market rows it means.
        said: Weights that the team states, by source.
    """

    terms: Terms
    matched: list[tuple[Any, list[Any]]]
    said: dict[str, float]

    def levels(self) -> list[tuple[str, str | None]]:
        """Roles and levels, in the order of the matches; the guide's without any."""
        named = [(match.role, match.level) for match, _ in self.matched]
        return list(dict.fromkeys(named or [(row.family, row.level) for row in guide.ROWS]))

    def areas(self) -> list[str]:
        """The country, the areas with a factor, and those that a source in a composite covers."""
        least = self.terms.rules.composite_quality
        rows = [row for match, rows in self.matched if match.quality >= least for row in rows]
        return list(dict.fromkeys([NATIONAL, *self.terms.factors, *(row.area for row in rows)]))

    def answer(self, role: str, level: str | None, area: str) -> Answer:
        """The composite of a role, level and area; else the best that stands in for it."""
        found, dropped = self._evidence(role, level, area)
        kept, out = _kept([one for one in found if not one.stand_in], self.terms.rules)
        dropped += [(one, _far(one, kept)) for one in out]
        if kept:
            spare = [(one, one.stand_in) for one in found if one.stand_in]
            return self._composed(Answer(role, level, area, {}, dropped=(*dropped, *spare)), kept)
        return self._standing_in(Answer(role, level, area, {}, dropped=tuple(dropped)), [*found, *out])

    def _evidence(self, role: str, level: str | None, area: str) -> tuple[list[Evidence], list[tuple[Any, str]]]:
        """One piece a source, and what is left out; a row for the area itself goes before the national one."""
        best: dict[str, Evidence] = {}
        dropped: list[tuple[Any, str]] = []
        for match, rows in self.matched:
            if (match.role, match.level) != (role, level):
                continue
            own = [row for row in rows if row.area == area]
            for row in own or [row for row in rows if row.area == NATIONAL]:
                made = weigh(row, match, area, self.terms)
                if isinstance(made, str):
                    dropped.append((row, made))
                elif made.source in best:
                    first, second = sorted(
                        (best[made.source], made), key=lambda one: (-one.quality, -(one.people or 0))
                    )
                    best[made.source] = first
                    dropped.append((second, "another job of the same source fits better"))
                else:
                    best[made.source] = made
        return list(best.values()), dropped

    def _composed(self, answer: Answer, kept: Sequence[Evidence]) -> Answer:
        shares = self._shares(kept)
        p50s = [one.p50 for one in kept]
        values, bounds = _percentiles(kept, shares)
        shift = largest_shift(p50s, shares)
        letter = grade(
            organisations=max((one.organisations for one in kept if one.organisations), default=None),
            oldest_months=max(one.months or 0 for one in kept),
            quality=min(one.quality for one in kept),
            shift=shift,
            publishable=all(one.publication.checkable for one in kept),
            modelled=all(one.flags[0] == "modelled" for one in kept),
        )
        low, high = (None, None) if letter == "D" else interval(kept, shares, self.terms.rules)
        return replace(
            answer, values=values, used=tuple(zip(kept, shares, strict=True)), low=low, high=high, shift=shift,
            grade=letter, flag=flags(*(one.flags for one in kept)), bounds=bounds,
            rests_on="one source" if len(kept) == 1 else f"{len(kept)} sources",
        )  # fmt: skip

    def _shares(self, kept: Sequence[Evidence]) -> list[float]:
        """Weights that add up to 1: those the team states as they are, the others by what they are worth."""
        known = [one.people for one in kept if one.people]
        usual = min(known, default=1)
        half = self.terms.rules.half_life_months
        own = [weight(one.quality, one.people or usual, one.months or 0, half_life=half) for one in kept]
        stated = [self.said.get(one.source.casefold()) for one in kept]
        left = max(0.0, 1 - sum(part for part in stated if part is not None))
        rest = sum(worth for worth, part in zip(own, stated, strict=True) if part is None)
        parts = [left * worth / rest if part is None else part for worth, part in zip(own, stated, strict=True)]
        total = sum(parts)
        return [part / total for part in parts] if total else [1 / len(kept)] * len(kept)

    def _standing_in(self, answer: Answer, found: Sequence[Evidence]) -> Answer:
        """The best single stand-in: proxies are named one by one, never averaged into a market."""
        ordered = sorted(found, key=lambda one: (-one.quality, one.months is None, one.months or 0, one.source))
        if not ordered and answer.area != NATIONAL and answer.area not in self.terms.factors:
            return self._from_country(answer)
        if not ordered:
            return self._from_guide(answer)
        best, others = ordered[0], ordered[1:]
        said = [(one, f"{one.stand_in or 'dropped'}; a better stand-in is shown") for one in others]
        return replace(
            answer, values=best.values, used=((best, 0.0),), dropped=(*answer.dropped, *said), bounds=best.bounds,
            flag=flags(best.flags), rests_on=f"{best.source} alone: {best.stand_in or 'an outlier'}",
        )  # fmt: skip

    def _from_country(self, answer: Answer) -> Answer:
        """The national figure, where nothing says what the area pays."""
        country = self.answer(answer.role, answer.level, NATIONAL)
        if not country.values:
            return replace(answer, rests_on="no source")
        return replace(
            country, area=answer.area, dropped=answer.dropped, low=None, high=None, shift=None, grade="D",
            used=tuple((one, 0.0) for one, _ in country.used), flag=flags(country.flag.split(", "), ["proxy"]),
            rests_on=f"the national figure ({country.rests_on}); there is no factor for {answer.area}",
        )  # fmt: skip

    def _from_guide(self, answer: Answer) -> Answer:
        row = guide.reference(answer.role, answer.level)
        here = 1.0 if answer.area == NATIONAL else self.terms.factors.get(answer.area)
        if row is None or here is None or (self.terms.currency, self.terms.basis) != ("USD", "base"):
            return replace(answer, rests_on="no source")
        fitted = row.fitted()
        ends = {"p10": float(row.low), "p50": float(row.average), "p90": float(row.high)}
        values = ends | {"p25": fitted.quantile(0.25), "p75": fitted.quantile(0.75)}
        return replace(
            answer, values={name: value * here for name, value in values.items()}, flag="modelled",
            as_of=guide.AS_OF, months=months_between(guide.AS_OF, self.terms.reported),
            rests_on=f"{guide.SOURCE}: {guide.STANDING}",
        )  # fmt: skip


def _far(one: Evidence, kept: Sequence[Evidence]) -> str:
    if abs(log(one.p50 / median(other.p50 for other in kept))) > OTHER_UNIT:
        return "over twenty times off the other sources, as an hourly rate among annual pay is; correct its period"
    return "far from the other sources, and small"


def _kept(found: Sequence[Evidence], rules: Rules) -> tuple[list[Evidence], list[Evidence]]:
    places = outliers(
        [one.p50 for one in found],
        people=[one.people for one in found],
        organisations=[one.organisations for one in found],
        rules=rules,
    )
    return [one for n, one in enumerate(found) if n not in places], [found[n] for n in places]


def _percentiles(kept: Sequence[Evidence], shares: Sequence[float]) -> tuple[dict[str, float], tuple[str, ...]]:
    """Composites of each percentile over the sources that have it; what would be out of order is left out.

    With a top-coded figure in it, which is a lower bound, a composite is one too.
    """
    values, bounds = {}, list[str]()
    for name in PERCENTILES:
        found = composite([one.values.get(name) for one in kept], shares)
        if found is not None:
            values[name] = found
            bounds += [name] if any(name in one.bounds for one in kept) else []
    for nearer, farther, sign in (("p25", "p10", 1), ("p75", "p90", -1)):
        for inner, outer in (("p50", nearer), (nearer, farther), ("p50", farther)):
            if inner in values and outer in values and sign * (values[outer] - values[inner]) > 0:
                del values[outer]
    return values, tuple(name for name in bounds if name in values)


def interval(kept: Sequence[Evidence], shares: Sequence[float], rules: Rules) -> tuple[float, float]:
    """Bound the composite's P50: what sampling does to each source, and how sources differ on the same work.

    The spread between sources is taken from the sources, together with the rules' `source_spread` as if four more
    sources had shown it; few sources alone would say next to nothing.

    Args:
        kept: The sources.
        shares: Their weights, which add up to 1.
        rules: Confidence and prior spread.

    Source:
        Scaled inverse chi-squared prior for a variance: Gelman et al. (2013), Bayesian Data Analysis, section 3.3.
    """
    from prodops_kit.statistics import normal

    logs = [log(one.p50) for one in kept]
    centre = sum(share * one for share, one in zip(shares, logs, strict=True))
    between = sum((one - sum(logs) / len(logs)) ** 2 for one in logs)
    df = PRIOR_SOURCES + len(kept) - 1
    variance = (PRIOR_SOURCES * rules.source_spread**2 + between) / df
    within = [error_of(one) ** 2 for one in kept]
    se = sqrt(sum(share**2 * (variance + own) for share, own in zip(shares, within, strict=True)))
    reach = normal.quantile(rules.confidence, df) * se
    middle = composite([one.p50 for one in kept], shares) or exp(centre)
    return middle * exp(-reach), middle * exp(reach)
