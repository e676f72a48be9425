"""One experiment judged: its cases, one a variant, and the verdict that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prodops_kit.experiment.cases import Case, cases
from prodops_kit.experiment.comparison import Comparison, NoResult
from prodops_kit.experiment.evidence import Evidence
from prodops_kit.experiment.plans import Experiment
from prodops_kit.experiment.rules import Rules
from prodops_kit.experiment.split import check_split
from prodops_kit.experiment.timing import timing
from prodops_kit.experiment.verdicts import UNDECIDED, Verdict, overall, verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """An experiment with its verdict.

    Attributes:
        cases: One a variant.
        verdicts: One a case, in the same order.
        verdict: On the experiment: that of the variant to ship, else of the one still in the race.
    """

    cases: tuple[Case, ...]
    verdicts: tuple[Verdict, ...]
    verdict: Verdict

    @property
    def experiment(self) -> Experiment:
        """Its plan."""
        return self.cases[0].experiment

    @property
    def case(self) -> Case:
        """The variant that the verdict is about; the first one when it is about all."""
        return next((case for case in self.cases if case.arm == self.verdict.arm), self.cases[0])

    @property
    def trusted(self) -> bool:
        """Whether its numbers may be read: neither a fault of the data nor a missing plan stands against it."""
        return self.verdict.outcome not in ("invalid", "unregistered")

    @property
    def unmeasured(self) -> bool:
        """Whether it cannot be trusted only because its primary metric could not be compared, as without its column."""
        return self.verdict.row == UNDECIDED and isinstance(self.case.primary, NoResult)

    @property
    def over(self) -> bool:
        """Whether it ended and is not meant to run on."""
        return self.case.timing.ended and self.verdict.word != "KEEP RUNNING"

    @property
    def read(self) -> tuple[Comparison, ...]:
        """The primary comparisons that may be read, one a variant."""
        return tuple(case.read for case in self.cases if case.read)

    @property
    def name(self) -> str:
        """Its name, with the variant where there are several."""
        several = len(self.experiment.variants) > 1 and self.verdict.arm
        return f"{self.experiment.name}: {self.verdict.arm}" if several else self.experiment.name


def judge(experiment: Experiment, evidence: Evidence, *, today: date, rules: Rules | None = None) -> Judgement:
    """Judge one experiment on its evidence.

    Args:
        experiment: Its plan.
        evidence: Its moments, from `read_moments`.
        today: Newest day of the data, or the last of the period.
        rules: See `Rules`.
    """
    rules = rules or Rules()
    at = timing(experiment, evidence, today=today, rules=rules)
    every = cases(experiment, evidence, check_split(experiment, evidence, rules=rules), timing=at, rules=rules)
    verdicts = tuple(verdict(case) for case in every)
    return Judgement(every, verdicts, overall(verdicts, every))
