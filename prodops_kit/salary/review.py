"""The review of what is paid: bands against the market, offers, open positions, and how sure all that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from prodops_kit.answered import Answers
from prodops_kit.errors import ParameterError
from prodops_kit.periods import Period
from prodops_kit.results import Fold, Sentence
from prodops_kit.salary import agenda, evidence_page, hiring_page, ladder_page, notices, page
from prodops_kit.salary.offers import Placed, place_offers
from prodops_kit.salary.own import Own, own_pay
from prodops_kit.salary.plan import OfferSheet, Plan, offer_sheet, plan_cost
from prodops_kit.salary.progression import Step, band_steps
from prodops_kit.salary.rules import Rules
from prodops_kit.salary.standing import Standing, main_area, standings
from prodops_kit.salary.time_to_fill import FillTime, fill_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from prodops_kit.results import Decision, Figure, Notice, Part, Source
    from prodops_kit.salary.benchmarking import Benchmark
    from prodops_kit.tables import Loaded

OFFER_DAYS = 365  # how far back offers are looked at


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files beside the market; None or an absent one where a parameter names no file."""

    bands: Loaded | None = None
    staff: Loaded | None = None
    offers: Loaded | None = None
    requisitions: Loaded | None = None
    openings: Loaded | None = None

    @property
    def given(self) -> tuple[Loaded, ...]:
        """Those that were handed in."""
        found = (self.bands, self.staff, self.offers, self.requisitions, self.openings)
        return tuple(one for one in found if one is not None)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        found: Loaded | None = getattr(self, name)
        return found is not None and not found.source.absent


@dataclass(frozen=True, slots=True)
class SalaryReview:
    """What the market pays for each level, where our bands stand, and what follows.

    Attributes:
        month: The period reviewed.
        benchmark: What `benchmark` returned.
        rules: When something follows, and who decides.
        area: The area that the page leads with.
        standings: One a row of the benchmark: the market and our band.
        steps: From each band to that of the next level.
        own: What the company pays, as far as a page may tell; None without staff.
        placed: Offers of a year with where they stood in their market; not for a page one by one.
        fill: How long positions stay open; None without requisitions.
        plan: Open positions with their cost; None without requisitions.
        sheet: What is known for the offer of one open position, or None.
        inputs: The files beside the market.
        answers: What was answered to earlier decisions.
    """

    month: str
    benchmark: Benchmark
    rules: Rules
    area: str
    standings: tuple[Standing, ...]
    steps: tuple[Step, ...]
    own: Own | None
    placed: tuple[Placed, ...]
    fill: FillTime | None
    plan: Plan | None
    sheet: OfferSheet | None
    inputs: Inputs
    answers: Answers

    @property
    def period(self) -> Period:
        """The period reviewed."""
        return Period(self.month)

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount, save the guide's, which is in USD."""
        return self.benchmark.currency

    @property
    def leading(self) -> tuple[Standing, ...]:
        """The levels of the leading area."""
        return tuple(one for one in self.standings if one.area == self.area)

    @property
    def headline(self) -> Sentence:
        """Which level is paid under the market and how sure that is; else what is known and what is missing."""
        return page.headline(self)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Levels under the market, offers accepted, days to fill, cost of the open positions."""
        return page.figures(self)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """At most seven open ones, then what is settled."""
        return agenda.decisions(self)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is missing, old, left out or hidden."""
        return notices.notices(self)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files behind the numbers, and those left out."""
        return (*self.benchmark.sources, *(loaded.source for loaded in self.inputs.given))

    @property
    def bands(self) -> Part:
        """Our midpoints on the market's ranges, in the leading area."""
        return page.bands(self)

    @property
    def levels(self) -> Part:
        """The same as a table, with intervals, sources, ages and grades."""
        return page.levels(self)

    @property
    def ranges(self) -> Part:
        """Every range of the market with sources, age, grade and flags."""
        return page.ranges(self)

    @property
    def widths(self) -> Part:
        """How wide the bands are, and how far each lies above the one below."""
        return ladder_page.widths(self)

    @property
    def own_pay(self) -> Part:
        """Mean pay by level and area on its band, small cells hidden."""
        return ladder_page.own_pay(self)

    @property
    def own_table(self) -> Part:
        """The same as a table."""
        return ladder_page.own_table(self)

    @property
    def offers(self) -> Part:
        """How often offers were accepted, by where they stood."""
        return hiring_page.offers(self)

    @property
    def offers_by_level(self) -> Part:
        """Answers by level."""
        return hiring_page.offers_by_level(self)

    @property
    def families(self) -> Part:
        """One family's middle on the other's range, level by level."""
        return ladder_page.families(self)

    @property
    def hiring(self) -> Part:
        """What the open positions cost at market pay."""
        return hiring_page.plan(self)

    @property
    def hiring_cards(self) -> tuple[Fold, ...]:
        """Time to fill, the offer sheet that was asked for, postings."""
        return cards(hiring_page.filling(self), hiring_page.sheet(self), hiring_page.postings(self))

    @property
    def level_cards(self) -> tuple[Fold, ...]:
        """The career ladder and what areas pay."""
        return cards(ladder_page.career(self), ladder_page.geography(self))

    @property
    def evidence_cards(self) -> tuple[Fold, ...]:
        """What limits each range, what moves the middle, every figure used and left out, and the guide's."""
        parts = (evidence_page.limits, evidence_page.sensitivity, evidence_page.used, evidence_page.dropped)
        return cards(*(part(self) for part in parts), evidence_page.guides(self))

    @property
    def evidence(self) -> Part:
        """What each source says, and how old it is."""
        return evidence_page.by_source(self)


def review(
    benchmark: Benchmark,
    *,
    month: str,
    bands: Loaded | None = None,
    staff: Loaded | None = None,
    offers: Loaded | None = None,
    requisitions: Loaded | None = None,
    openings: Loaded | None = None,
    requisition: str | None = None,
    answers: Answers | None = None,
    rules: Rules | None = None,
) -> SalaryReview:
    """Review one period: bands against the market, offers, open positions, and what to decide.

    The benchmark is enough; every other input adds its part, and what is left out is said where it would stand. What
    is released of the company's own pay is noted, so that the next month's table does not tell what this one hides.

    Args:
        benchmark: What `benchmark` returned for the same period; base pay.
        month: Period to review: `2026-10`, `2026-Q3` or `2026`.
        bands: What `load_bands` returned.
        staff: What `load_staff` returned.
        offers: What `load_offers` returned.
        requisitions: What `load_requisitions` returned.
        openings: What `load_openings` returned.
        requisition: Number of one open position whose offer sheet is shown; None for none.
        answers: What `pk.answers` returned; what is settled there is not asked again.
        rules: When something follows and who decides; those of the benchmark when None.

    Raises:
        ParameterError: The benchmark is of another period or not of base pay, or the position is unknown or no
            longer open, so that its sheet would tell somebody's pay.

    Example:
        review = pk.salary.review(benchmark, bands=bands, staff=staff, month=month)
    """
    _check(benchmark, month)
    rules, day = rules or benchmark.rules, Period(month).last_day
    inputs = Inputs(bands, staff, offers, requisitions, openings)
    ladders, hiring = _ladders(benchmark), requisitions if inputs.has("requisitions") else None
    found = standings(benchmark, bands, on=day)
    return SalaryReview(
        month=month,
        benchmark=benchmark,
        rules=rules,
        area=main_area(found),
        standings=found,
        steps=_steps(bands if inputs.has("bands") else None, ladders, day, benchmark.currency),
        own=own_pay(staff, ladders, month=month, currency=benchmark.currency, rules=rules),
        placed=_placed(offers if inputs.has("offers") else None, benchmark, day),
        fill=fill_time(hiring, on=day) if hiring else None,
        plan=plan_cost(hiring, benchmark, on=day) if hiring else None,
        sheet=_sheet(requisition, hiring, benchmark, bands if inputs.has("bands") else None, day),
        inputs=inputs,
        answers=answers or Answers(),
    )


def cards(*parts: Part) -> tuple[Fold, ...]:
    """Parts as cards, each behind its own heading."""
    return tuple(_card(part) for part in parts)


def _card(part: Part) -> Fold:
    inside = (replace(part, heading=Sentence(""), text=None),) if part.chart or part.table else ()
    return Fold(part.name, part.heading, inside, part.text)


def _check(benchmark: Benchmark, month: str) -> None:
    if benchmark.month != month:
        raise ParameterError(
            f"month: the benchmark is of {benchmark.month}, the review of {month}; give both the same."
        )
    if benchmark.basis != "base":
        raise ParameterError(
            f"benchmark: it is of {benchmark.basis}; bands, staff and offers are base pay. Benchmark base pay."
        )


def _ladders(benchmark: Benchmark) -> Mapping[str, Sequence[str]]:
    """Levels by role, in the order of the matches."""
    rows = benchmark.frame
    return {
        role: [level for level in dict.fromkeys(rows.loc[rows["role"] == role, "level"]) if level]
        for role in dict.fromkeys(rows["role"])
    }


def _steps(bands: Loaded | None, ladders: Mapping[str, Sequence[str]], day: date, currency: str) -> tuple[Step, ...]:
    if bands is None:
        return ()
    found = (
        step
        for role, levels in ladders.items()
        for step in band_steps(bands, on=day, levels=levels)
        if step.role == role
    )
    return tuple(step for step in found if step.currency == currency)


def _placed(offers: Loaded | None, benchmark: Benchmark, day: date) -> tuple[Placed, ...]:
    if offers is None:
        return ()
    return place_offers(offers, benchmark, since=day - timedelta(days=OFFER_DAYS - 1), until=day)


def _sheet(
    wanted: str | None, requisitions: Loaded | None, benchmark: Benchmark, bands: Loaded | None, day: date
) -> OfferSheet | None:
    if wanted is None:
        return None
    if requisitions is None:
        raise ParameterError(f"requisition: '{wanted}' is asked for, and requisitions_file is not set; set it.")
    still = requisitions.rows.query(_STILL_OPEN, wanted=wanted, day=day)
    if still.empty and not requisitions.rows.query("from {rows} where requisition_id = $wanted", wanted=wanted).empty:
        raise ParameterError(
            f"requisition: '{wanted}' is not open on {day}; the sheet of a filled position would tell somebody's pay. "
            "Name an open one, or write null."
        )
    return offer_sheet(wanted, requisitions, benchmark, bands=bands, on=day)


_STILL_OPEN = """
    from {rows}
    where requisition_id = $wanted and opened <= $day
      and coalesce(filled > $day, true) and coalesce(cancelled > $day, true)
"""
