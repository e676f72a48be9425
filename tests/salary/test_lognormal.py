"""A lognormal reproduces what was published, the guide's ranges among it."""

from __future__ import annotations

import csv
import statistics

import pytest

import prodops_kit as pk
from prodops_kit.errors import DataError
from prodops_kit.salary import fit_lognormal, fit_range, guide

# Reference of the wing, section 1: sigma at 5/95, 10/90, 25/75.
SIGMAS = {
    guide.SPECIALIST: (0.373, 0.479, 0.910),
    guide.MANAGER: (0.294, 0.377, 0.717),
    guide.SENIOR: (0.118, 0.152, 0.289),
    guide.DIRECTOR: (0.186, 0.239, 0.455),
    guide.PRODUCT_MANAGER: (0.266, 0.341, 0.648),
}


@pytest.mark.parametrize("row", guide.ROWS, ids=lambda row: f"{row.family}, {row.level}")
def test_the_guides_range_comes_out_of_its_fit(row):
    for (reading, share), sigma in zip(guide.READINGS.items(), SIGMAS[row], strict=True):
        fitted = row.fitted(reading)
        assert fitted.sigma == pytest.approx(sigma, abs=6e-4)
        ends = (fitted.quantile((1 - share) / 2), fitted.quantile((1 + share) / 2))
        assert ends == pytest.approx((row.low, row.high), rel=0.003)  # its average is within 0.28% of the middle
        assert fitted.largest_error < 0.003


def test_an_offer_stands_differently_in_the_three_readings():
    assert [round(100 * part) for part in guide.MANAGER.positions(130_000).values()] == [76, 71, 62]


def test_a_mean_is_not_the_guides_average():
    assert round(guide.MANAGER.fitted().mean) == pytest.approx(112_905, abs=30)


def test_a_top_code_is_a_lower_bound():
    known = {0.1: 79_600, 0.25: 108_000, 0.5: 157_620, 0.75: 208_000}
    free, bound = fit_lognormal(known), fit_lognormal(known, at_least={0.9: 400_000})
    assert free == fit_lognormal(known, at_least={0.9: 239_200})  # it passes above the bound anyway
    assert bound.quantile(0.9) > free.quantile(0.9)


@pytest.mark.parametrize(
    ("fit", "said"),
    [
        (lambda: fit_lognormal({0.5: 100}), "1 percentile; two or more are needed"),
        (lambda: fit_lognormal({0.25: 110, 0.5: 100}), "out of order"),
        (lambda: fit_lognormal({0.25: 0, 0.5: 100}), "not above 0"),
        (lambda: fit_range(118_000, 65_000, 171_000), "not the geometric middle of 65000 to 171000"),
        (lambda: fit_range(50, 65, 171), "not in order"),
    ],
)
def test_what_is_no_lognormal_is_refused(fit, said):
    with pytest.raises(DataError, match=said):
        fit()


def test_quartiles_of_731_occupations_predict_their_tails_and_means(workbook_here, shared):
    path = shared("data/salaries/bls_oews_national_M2023.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        without_hours = {row["OCC_CODE"] for row in csv.DictReader(file) if row["ANNUAL"]}
    frame = pk.salary.load_market(path).rows.frame()
    whole = frame[frame["censored"].isna() & frame[["p10", "p25", "p50", "p75", "p90", "mean"]].notna().all(axis=1)]
    whole = whole[~whole["job_code"].isin(without_hours) & (whole["period"] == "annual")]
    errors = {"p90": [], "p10": [], "mean": []}
    for row in whole.itertuples():
        made = fit_lognormal({0.25: float(row.p25), 0.5: float(row.p50), 0.75: float(row.p75)}, through_median=True)
        for name, found in (("p90", made.quantile(0.9)), ("p10", made.quantile(0.1)), ("mean", made.mean)):
            errors[name].append(100 * (found / float(getattr(row, name)) - 1))
    assert len(whole) == 731
    assert statistics.median(errors["p90"]) == pytest.approx(-2.4, abs=0.2)
    assert statistics.median(errors["p10"]) == pytest.approx(-1.6, abs=0.2)
    assert statistics.median(errors["mean"]) == pytest.approx(-1.3, abs=0.2)
    cuts = statistics.quantiles(errors["p90"], n=20)
    assert (cuts[0], cuts[-1]) == pytest.approx((-15, 13), abs=1.0)
