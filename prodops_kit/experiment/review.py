"""The review of a month's experiments: verdicts first, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from prodops_kit.experiment import agenda, null_tests, page, roadmap
from prodops_kit.experiment.cards import card
from prodops_kit.experiment.evidence import Evidence
from prodops_kit.experiment.judgements import Judgement, judge
from prodops_kit.experiment.plans import Experiment, Metric
from prodops_kit.experiment.portfolio import Portfolio, portfolio_of
from prodops_kit.experiment.reading import newest
from prodops_kit.experiment.registry import Registry
from prodops_kit.experiment.rules import Rules
from prodops_kit.periods import Period
from prodops_kit.results import Decision, Figure, Fold, Notice, Part, Sentence, Share, Source
from prodops_kit.statistics.proportions import wilson

if TYPE_CHECKING:
    from prodops_kit.tables import Loaded


@dataclass(frozen=True, slots=True)
class ExperimentReview:
    """Every experiment of a period with its verdict.

    Attributes:
        month: The period reviewed.
        judged: Experiments that ran in it, what to act on first.
        ended: Those with data that ended in the months looked back on.
        without_data: Names of running experiments that no row belongs to.
        portfolio: The experiments beside each other.
        inputs: The inputs that the evidence was read from.
    """

    month: str
    rules: Rules
    registry: Registry
    judged: tuple[Judgement, ...]
    ended: tuple[Judgement, ...]
    without_data: tuple[str, ...]
    portfolio: Portfolio
    inputs: tuple[Loaded, ...] = ()

    @property
    def period(self) -> Period:
        """The period reviewed."""
        return Period(self.month)

    @property
    def outcomes(self) -> dict[str, str]:
        """Outcome by id."""
        return {each.experiment.id: each.verdict.outcome for each in (*self.ended, *self.judged)}

    @property
    def standing(self) -> Registry:
        """The registry as the verdicts see it: over is what ended and is not meant to run on, whatever is written."""
        known = {each.experiment.id: each for each in (*self.ended, *self.judged)}
        experiments = tuple(_as_judged(e, known[e.id]) if e.id in known else e for e in self.registry.experiments)
        return replace(self.registry, experiments=experiments)

    @property
    def headline(self) -> Sentence:
        """What to ship and stop, and how the rest stands."""
        return page.headline(self)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Experiments running, ended in the period, wins among the ended, and those nothing can be said of."""
        running, over = roadmap.standing(self.standing, self.period)
        lost = sum(not each.trusted for each in self.judged)
        go_on, text = sum(each.verdict.word == "KEEP RUNNING" for each in self.judged), "{go} of them to keep running"
        return (
            Figure("ended", "Experiments ended", over, "count", over="sum"),
            Figure("running", "Running at the end", running, "count", note=Sentence(text, go=go_on), over="last"),
            _win_rate(self),
            Figure("unreadable", "Without a verdict", lost, "count", "lower", over="last"),
        )

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What to ship, stop or look into, harm first; at most seven."""
        return agenda.decisions(self.judged, self.portfolio.chance_wins, last=self.period.last_day)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the reader must know first."""
        return page.notices(self)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The registry, and the files behind the evidence."""
        return (self.registry.source, *(loaded.source for loaded in self.inputs))

    @property
    def verdicts(self) -> Part:
        """Every experiment with verdict, reason, owner and day."""
        return page.verdicts(self)

    @property
    def intervals(self) -> Part:
        """The lift of each primary metric with its interval."""
        return page.intervals(self)

    @property
    def cards(self) -> tuple[Fold, ...]:
        """One card an experiment."""
        return tuple(card(each) for each in self.judged)

    @property
    def results(self) -> Part:
        """What ended tests add up to."""
        return page.portfolio(self)

    @property
    def against(self) -> Part:
        """Decisions that are not the verdict's."""
        return page.against(self)

    @property
    def rates(self) -> Part:
        """How the ended experiments came out."""
        return roadmap.rates(self.standing, self.outcomes, month=self.month, months=self.rules.portfolio_months)

    @property
    def roadmap(self) -> Part:
        """What is planned, running and ended."""
        return roadmap.timeline(self.standing, self.outcomes, month=self.month)

    @property
    def velocity(self) -> Part:
        """How many experiments began and ended a month."""
        return roadmap.velocity(self.standing, month=self.month, months=self.rules.portfolio_months)

    @property
    def learnings(self) -> Part:
        """What each ended experiment taught."""
        return roadmap.learnings(self.standing, self.outcomes, month=self.month, months=self.rules.portfolio_months)

    @property
    def null_tests(self) -> Part:
        """How often the readings of this page call no effect an effect."""
        return null_tests.part()


def review(
    registry: Registry,
    moments: Mapping[str, Evidence],
    *,
    month: str,
    rules: Rules | None = None,
    inputs: Sequence[Loaded] = (),
) -> ExperimentReview:
    """Judge every experiment that ran in a period.

    Drafts, and experiments that begin later or ended earlier, have no verdict in it; the ended ones of the last
    months still count in the portfolio.

    Args:
        registry: What `load_registry` returned.
        moments: What `read_moments` returned: evidence by experiment.
        month: Period to review: `2026-10`, `2026-Q3` or `2026`.
        rules: What is agreed for all experiments.
        inputs: What the moments were read from, for the page's sources.
    """
    rules, period = rules or Rules(), Period(month)
    today = newest(moments.values(), period.last_day)
    begun = [e for e in registry.experiments if e.status != "draft" and not (e.start and e.start > today)]
    begun += _strangers(registry, moments)
    counted = {name for name, found in moments.items() if found.units or found.moments or found.crossovers}
    known = [judge(e, moments[e.id], today=today, rules=rules) for e in begun if e.id in counted]
    listed = sorted((each for each in known if _is_in(each, period)), key=page.oriented_first)
    since = Period(period.months[-1]).shift(1 - rules.portfolio_months).start
    ended = [each for each in known if each.over and (each.case.timing.ended_on or since) >= since]
    return ExperimentReview(
        month=month,
        rules=rules,
        registry=registry,
        judged=tuple(listed),
        ended=tuple(ended),
        without_data=tuple(e.name for e in begun if e.id not in counted and _may_run(e, period)),
        portfolio=portfolio_of(listed, ended, rules=rules),
        inputs=tuple(inputs),
    )


def _as_judged(experiment: Experiment, judged: Judgement) -> Experiment:
    if judged.over:
        return replace(experiment, end=experiment.end or judged.case.timing.ended_on, status="ended")
    return replace(experiment, end=None, status="running")


def _strangers(registry: Registry, moments: Mapping[str, Evidence]) -> list[Experiment]:
    """Experiments that only the data name; their plan is missing, not their evidence."""
    known = {each.id for each in registry.experiments} | set(registry.left_out)
    return [Experiment(name, name, metrics=_explored(found)) for name, found in moments.items() if name not in known]


def _explored(found: Evidence) -> tuple[Metric, ...]:
    return tuple(Metric(name, "secondary", "mean", name) for name in sorted(found.moments))


def _is_in(each: Judgement, period: Period) -> bool:
    """Whether it still ran, or had data, in the period."""
    timing, last = each.case.timing, each.case.evidence.last
    return timing.ended_on is None or max(timing.ended_on, last or timing.ended_on) >= period.start


def _may_run(experiment: Experiment, period: Period) -> bool:
    return roadmap.state(experiment, period.start) != "ended"


def _win_rate(review: ExperimentReview) -> Figure:
    known = review.ended
    wins = sum(each.verdict.outcome in ("win", "safe") for each in known)
    if not known:
        return Figure("win_rate", "Ended with SHIP", None, "share", "higher", over="last")
    low, high = wilson(wins, len(known))
    text = "{wins} of {known} in {months} months; 95% interval {low} to {high}"
    note = Sentence(
        text,
        wins=wins,
        known=len(known),
        months=review.rules.portfolio_months,
        low=Share(low),
        high=Share(high),
    )
    return Figure("win_rate", "Ended with SHIP", wins / len(known), "share", "higher", note, over="last")
