"""Statistics with their sources: plain numbers or `Moments` in, plain numbers out.

A reader checks one number in one line:

    pk.statistics.proportions.newcombe(56, 70, 48, 80)
    pk.statistics.welch(treatment, control).p

Ours where the usual libraries are wrong or silent (score intervals, sequences, Fieller); scipy and statsmodels
elsewhere. Each function names its source.
"""

from prodops_kit.statistics import (
    agreement,
    audits,
    bayes,
    counts,
    exact,
    group_sequential,
    isotonic,
    logistic,
    multiplicity,
    portfolio,
    power,
    proportions,
    quantiles,
    relative,
    sequences,
    strata,
)
from prodops_kit.statistics.adjustment import Adjustment, adjust
from prodops_kit.statistics.difference import Difference, Estimate, mean, ratio, welch
from prodops_kit.statistics.moments import Moments

__all__ = [
    "Adjustment",
    "Difference",
    "Estimate",
    "Moments",
    "adjust",
    "agreement",
    "audits",
    "bayes",
    "counts",
    "exact",
    "group_sequential",
    "isotonic",
    "logistic",
    "mean",
    "multiplicity",
    "portfolio",
    "power",
    "proportions",
    "quantiles",
    "ratio",
    "relative",
    "sequences",
    "strata",
    "welch",
]
