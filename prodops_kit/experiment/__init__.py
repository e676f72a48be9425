"""Which experiments won, lost or cannot be trusted, each with a reason that can be defended.

`load_registry` reads what was planned; `load_units`, `load_exposures`, `load_events` and `load_aggregates` find the
data; `read_moments` adds them up where they lie; `review` gives each experiment of a month one verdict. `compare`,
`check_split` and `plan` give single numbers to check.
"""

from prodops_kit.experiment.aggregates import Aggregates, load_aggregates
from prodops_kit.experiment.comparison import Comparison, NoResult, compare
from prodops_kit.experiment.evidence import Evidence
from prodops_kit.experiment.judgements import Judgement, judge
from prodops_kit.experiment.planning import Guardrail, Need, Plan, days_left, plan
from prodops_kit.experiment.plans import Experiment, Metric, Phase
from prodops_kit.experiment.reading import read_moments
from prodops_kit.experiment.registry import Registry, load_registry
from prodops_kit.experiment.review import ExperimentReview, review
from prodops_kit.experiment.rules import Rules
from prodops_kit.experiment.split import Split, check_split
from prodops_kit.experiment.timing import Horizon, Timing, timing
from prodops_kit.experiment.units import Events, Exposures, Units, load_events, load_exposures, load_units
from prodops_kit.experiment.verdicts import Verdict

__all__ = [
    "Aggregates",
    "Comparison",
    "Events",
    "Evidence",
    "Experiment",
    "ExperimentReview",
    "Exposures",
    "Guardrail",
    "Horizon",
    "Judgement",
    "Metric",
    "Need",
    "NoResult",
    "Phase",
    "Plan",
    "Registry",
    "Rules",
    "Split",
    "Timing",
    "Units",
    "Verdict",
    "check_split",
    "compare",
    "days_left",
    "judge",
    "load_aggregates",
    "load_events",
    "load_exposures",
    "load_registry",
    "load_units",
    "plan",
    "read_moments",
    "review",
    "timing",
]
