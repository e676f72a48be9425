"""Every published experiment case through the public functions of `prodops_kit.statistics`.

`PRODOPS_EXPERIMENT_CASES` names another file of cases with the same topics and inputs.
"""

import json
import os
from math import sqrt
from pathlib import Path

import pytest

from prodops_kit import statistics
from prodops_kit.statistics import Estimate, Moments, adjust, mean, normal, ratio, welch

_FILE = Path(
    os.environ.get(
        "PRODOPS_EXPERIMENT_CASES", Path(__file__).parents[3] / "shared" / "reference" / "experiments_reference.json"
    )
)
CASES = json.loads(_FILE.read_text()) if _FILE.is_file() else []
ITERATIVE = ("power", "sample size", "score", "peeks", "group sequential")


def _compared(difference):
    return {
        "diff": difference.estimate,
        "se": difference.se,
        "t": difference.statistic,
        "df": difference.df,
        "p": difference.p,
        "lo": difference.low,
        "hi": difference.high,
    }


def _chi_square(found):
    return {"chi2": found.statistic, "df": found.df, "p": found.p}


def _of_sums(i, arm):
    n, centre = i[f"n_{arm}"], i[f"sum_{arm}"] / i[f"n_{arm}"]
    return Estimate(centre, (i[f"ss_{arm}"] - n * centre**2) / (n - 1) / n, n)


def _newcombe(i):
    low, high = statistics.proportions.newcombe(i["x1"], i["n1"], i["x2"], i["n2"])
    return {"diff": i["x1"] / i["n1"] - i["x2"] / i["n2"], "lo": low, "hi": high}


def _score(i):
    low, high = statistics.proportions.score(i["x1"], i["n1"], i["x2"], i["n2"], corrected=True)
    return {"lo": low, "hi": high}


def _wilson(i):
    return dict(zip(("lo", "hi"), statistics.proportions.wilson(i["x"], i["n"]), strict=True))


def _welch(i):
    if "group1" in i:
        return _compared(welch(mean(Moments.of(i["group1"])), mean(Moments.of(i["group2"]))))
    arms = [Moments(i[f"count_{a}"], (i[f"mean_{a}"],), ((i[f"variance_{a}"],),)) for a in "tc"]
    return _compared(welch(*map(mean, arms)))


def _mean_size(i):
    delta, sd = (i["d"], 1) if "d" in i else (i["delta"], i["sd"])
    n = statistics.power.t_size(delta, sd=sd, alpha=i["alpha"], power=i["power"], strict="d" in i)
    return {"n_per_arm": n}


def _multiple(i, name):
    methods = {"holm": "holm", "fdr_by": "by", "fdr_bh": "bh", "simes-hochberg": "hochberg"}
    adjusted = statistics.multiplicity.adjusted(i["p"], method=methods[name.split("_", 1)[1]])
    found = {f"q{n}": q for n, q in enumerate(adjusted, 1)}
    return found | {"rejected": sum(q <= i["alpha"] for q in adjusted)}


def _msprt(i):
    likelihood, p, width = statistics.sequences.msprt(
        i["diff"], 2 * i["sigma2"] / i["n_per_arm"], tau2=i["tau2"], alpha=i["alpha"]
    )
    return {"lambda_n": likelihood, "p_always_valid": p, "ci_halfwidth": width}


def _rho(i):
    rho = statistics.sequences.rho(i["tuning"], alpha=i["alpha"])
    widths = {
        f"halfwidth_s2_1_n_{n}": statistics.sequences.half_width(1 / sqrt(n), n, rho=rho, alpha=i["alpha"])
        for n in (5000, 20000)
    }
    return {"rho": rho} | widths


def _sequence_of_lift(i):
    a, b = _of_sums(i, "a"), _of_sums(i, "b")
    effect, se = statistics.relative.delta(b, a)
    rho = statistics.sequences.rho(i["tuning"], alpha=i["alpha"])
    reach = statistics.sequences.half_width(se, a.n + b.n, rho=rho, alpha=i["alpha"])
    return {"rho": rho, "effect": effect, "se": se, "lo": effect - reach, "hi": effect + reach}


def _lift_by_delta(i):
    a, b = _of_sums(i, "a"), _of_sums(i, "b")
    effect, se = statistics.relative.delta(b, a)
    df = statistics.relative.degrees(b, a)
    reach = normal.quantile(0.95, df) * se
    return {"effect": effect, "se": se, "lo": effect - reach, "hi": effect + reach,
            "p": normal.two_sided(effect / se, df)}  # fmt: skip


def _lifts(i):
    a, b = (Estimate(i[f"mean_{k}"], i[f"var_{k}"] / i[f"n_{k}"], i[f"n_{k}"]) for k in "ab")
    reach = normal.quantile(1 - i["alpha"])
    log, fieller = (
        method(b, a, quantile=reach) for method in (statistics.relative.log_ratio, statistics.relative.fieller)
    )
    return {"log_lo": log.low, "log_hi": log.high, "fieller_lo": fieller.low, "fieller_hi": fieller.high}


def _bayes_lift(i):
    a, b = (statistics.bayes.rate(i[f"x_{k}"], i[f"n_{k}"]) for k in "ab")
    effect, se = statistics.relative.delta(b, a)
    reach = normal.quantile(0.95) * se
    return {"effect": effect, "se": se, "lo": effect - reach, "hi": effect + reach,
            "chance_to_win": statistics.bayes.chance_to_win(effect, se),
            "risk_b": statistics.bayes.expected_loss(effect, se),
            "risk_a": statistics.bayes.expected_loss(-effect, se)}  # fmt: skip


def _beta(i):
    counts = i["x_b"], i["n_b"], i["x_a"], i["n_a"]
    return {"p_b_gt_a": statistics.bayes.beta_chance_to_win(*counts, prior=i["prior"]),
            "expected_loss_b": statistics.bayes.beta_expected_loss(*counts, prior=i["prior"])}  # fmt: skip


def _ratio(i):
    a, b = (ratio(Moments.of(i["num"][k], i["den"][k])) for k in "ab")
    return _compared(welch(b, a)) | {"ratio_a": a.value, "ratio_b": b.value}


def _cuped(i):
    found = adjust(*(Moments.of(i["y"][k], i["x"][k]) for k in "ab"))
    a, b = found.arms
    return _compared(welch(b, a)) | {"theta": found.theta[0], "adj_mean_a": a.value, "adj_mean_b": b.value}


def _margin(i):
    found = statistics.proportions.wald(i["x_t"], i["n_t"], i["x_c"], i["n_c"], delta=i["margin"], confidence=0.9)
    return {"diff": found.estimate, "z": found.statistic, "p": normal.one_sided(found.statistic),
            "lower_95_one_sided": found.low}  # fmt: skip


def _detectable(i):
    se = sqrt(2 * i["p"] * (1 - i["p"]) / i["n_per_arm"])
    found = statistics.power.detectable(se, alpha=i["alpha"], power=i["power"])
    return {"se": se, "mde_abs": found, "mde_rel": found / i["p"]}


def _two_rates(i):
    t, c = ("t", "c") if "x_t" in i else ("gate40", "gate30")
    counts = i[f"x_{t}"], i[f"n_{t}"], i[f"x_{c}"], i[f"n_{c}"]
    found = statistics.proportions.pooled(*counts)
    low, high = (found.low, found.high) if "x_t" in i else statistics.proportions.newcombe(*counts)
    return {"diff": found.estimate, "se": found.se, "z": found.statistic, "p": found.p, "lo": low, "hi": high}


def _ranks(i):
    found = statistics.quantiles.ranks(i["n"], q=i["q"])
    return {"lower_rank": found.lower, "upper_rank": found.upper, "coverage": found.coverage}


TOPICS = {
    "k-proportion chi-square": lambda i: _chi_square(statistics.counts.rates(i["successes"], i["n"])),
    "difference of proportions, Newcombe": _newcombe,
    "difference of proportions, Miettinen": _score,
    "single proportion Wilson": _wilson,
    "Welch t, relative lift": _lift_by_delta,
    "Welch t": _welch,
    "real data, Welch": _welch,
    "power, two-sample t": lambda i: {
        "power": statistics.power.t_power(i["n"], i["delta"], sd=i["sd"], alpha=i["alpha"])
    },
    "sample size, two-sample t": _mean_size,
    "sample size, Cohen d": _mean_size,
    "power, two proportions": lambda i: {
        "power": statistics.power.rate_power(i["n_per_arm"], i["p2"], i["p1"], alpha=i["alpha"])
    },
    "sample size, two proportions": lambda i: {
        "n_per_arm": statistics.power.rate_size(i["p2"], i["p1"], alpha=i["alpha"], power=i["power"])
    },
    "sample size, Evan Miller": lambda i: {
        "n_per_arm": statistics.power.baseline_size(i["baseline"], i["mde_abs"], alpha=i["alpha"], power=i["power"])
    },
    "sample ratio mismatch": lambda i: _chi_square(statistics.counts.sample_ratio(i["counts"], i.get("weights"))),
    "mSPRT": _msprt,
    "asymptotic confidence sequence, relative": _sequence_of_lift,
    "asymptotic CS tuning rho": _rho,
    "relative lift CI": _lifts,
    "Gaussian Bayesian relative lift": _bayes_lift,
    "Beta(1,1)": _beta,
    "type I error of K": lambda i: {"type1": statistics.group_sequential.peeking_error(i["looks"], alpha=i["alpha"])},
    "group sequential": lambda i: {
        f"z{n}": z
        for n, z in enumerate(
            statistics.group_sequential.bounds(i["info"], alpha=i["alpha"], spending=i["spending"]), 1
        )
    },
    "simple sequential": lambda i: {"alpha": statistics.group_sequential.reflection_error(i["boundary_coef"])},
    "ratio of means": _ratio,
    "CUPED": _cuped,
    "guardrail non-inferiority": _margin,
    "MDE of a finished": _detectable,
    "two-proportion": _two_rates,
    "real data, two-proportion": _two_rates,
    "distribution-free": _ranks,
}  # fmt: skip


def _outcome(case):
    if case["topic"].startswith("multiple"):
        return _multiple(case["inputs"], case["id"])
    return next(method for topic, method in TOPICS.items() if case["topic"].startswith(topic))(case["inputs"])


@pytest.mark.skipif(not CASES, reason="the published cases are not beside this checkout")
def test_there_are_cases():
    assert len(CASES) >= 49


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_published_case_comes_out(case):
    found = _outcome(case)
    exact = 1e-6 if any(word in case["topic"] for word in ITERATIVE) else 1e-8
    assert found.keys() >= case["outputs"].keys()
    assert {name: found[name] for name in case["outputs"]} == pytest.approx(case["outputs"], rel=exact, abs=1e-12)
    for name, printed in case["published"].items():
        assert found[name] == pytest.approx(printed, abs=1.2 * _last_digit(printed))  # old tables err by one there


def _last_digit(printed):
    mantissa, _, power = repr(printed).partition("e")
    return 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
