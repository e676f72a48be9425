"""Every published case on market pay through the public functions of `prodops_kit.salary`.

`PRODOPS_SALARY_CASES` names another file of cases with the same topics and inputs.
"""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from prodops_kit.salary import age, ageing, composites, guide, load_market, publication

SHARED = Path(__file__).parents[3] / "shared"
_FILE = Path(os.environ.get("PRODOPS_SALARY_CASES", SHARED / "reference" / "spend_salary_reference.json"))
CASES = json.loads(_FILE.read_text(encoding="utf-8"))["cases"] if _FILE.is_file() else []
OEWS = SHARED / "data" / "salaries" / "bls_oews_national_M2023.csv"
PAVE = {"p25": 3, "p50": 3, "p75": 3, "p90": 4}


def _two_surveys(i):
    aged = {
        name: age(one["value"], months=one["months"], annual=i["annual"], method=i["method"])
        for name, one in i.items()
        if isinstance(one, dict)
    }
    return aged | {"composite": composites.composite(list(aged.values()))}


def _monthly(i):
    months = ageing.months_between(*(date.fromisoformat(i[name]) for name in ("from", "to")))
    return {"months": months, "factor_pct": 100 * (ageing.factor(months, annual=i["annual"]) - 1)}


def _compound(i):
    return {"aged": age(i["value"], months=i["months"], annual=i["annual"], method="compound")}


def _index(i):
    found = ageing.index_factor(i["index_from"], i["index_to"])
    return {"factor": found, "published_12m_pct": pytest.approx(100 * (found - 1), abs=0.05)}


def _outlier(i):
    values = i["p50"]
    small = composites.outliers(values, people=[500, 500, 40], organisations=[40, 40, 4])
    return {
        "mean_all": composites.composite(values),
        "mean_without_third": composites.composite([v for n, v in enumerate(values) if n not in small]),
        "median": composites.means(values, [1] * len(values)).median,
    }


def _two_means(i):
    found = composites.means([row[3] for row in i["rows"]], [row[1] for row in i["rows"]])
    compa = [row[3] / row[2] for row in i["rows"]]
    return {
        "simple_mean": found.by_organisation,
        "weighted_mean": found.by_people,
        "median": found.median,
        "compa": [round(one, 2) for one in compa],
    }


def _geography(i):
    return {area: i["national"] * (1 + part) for area, part in i["diff"].items()}


def _guide(i):
    made = {name: guide.Reference("", "", "", one["average"], one["low"], one["high"]) for name, one in i.items()}
    return {
        name: {
            "geo_mean": pytest.approx(row.centre, abs=0.05),
            "avg_over_geo_mean": row.average_over_centre,
            "arith_mid": (row.low + row.high) / 2,
            "avg_over_arith_mid": row.average_over_middle,
        }
        for name, row in made.items()
    }


def _percentiles_do_not_add(i):
    found = composites.components(i["base"], i["bonus"])
    return {"p50_base": found["base"], "p50_bonus": found["bonus"], "p50_total": found["total"]}


TOPICS = {
    "ageing, simple, two surveys": _two_surveys,
    "ageing factor, simple monthly": _monthly,
    "ageing, compound": _compound,
    "ageing by index": _index,
    "geographic differential": _geography,
    "outlier survey": _outlier,
    "employee-weighted": _two_means,
    "Glassdoor figures": _guide,
    "small-n percentile rule": lambda i: {"shown": [publication.shown_percentiles(n, PAVE) for n in i["n"]]},
    "percentiles do not add": _percentiles_do_not_add,
}
OURS = [case for case in CASES if any(case["topic"].startswith(topic) for topic in TOPICS)]


@pytest.mark.skipif(not CASES, reason="the published cases are not beside this checkout")
def test_there_are_cases():
    assert len(OURS) >= 10


@pytest.mark.parametrize("case", OURS, ids=lambda case: case["id"])
def test_a_published_case_comes_out(case):
    found = next(method for topic, method in TOPICS.items() if case["topic"].startswith(topic))(case["inputs"])
    tolerance = case["tolerance"] or 1e-9
    for name, expected in case["expected"].items():
        if name not in found:
            assert name == "also_rows"  # a remark
            continue
        _equals(found[name], expected, tolerance)


def _equals(found, expected, tolerance):
    if isinstance(expected, dict):
        for name, value in expected.items():
            _equals(found[name], value, tolerance)
    elif isinstance(expected, list) and expected and isinstance(expected[0], float):
        assert found == pytest.approx(expected, abs=tolerance + 0.005)
    elif isinstance(expected, int | float) and isinstance(found, int | float):
        assert found == pytest.approx(expected, abs=tolerance)
    else:
        assert found == expected


@pytest.mark.parametrize("case", [case for case in CASES if case["topic"] == "OEWS percentiles"], ids=lambda c: c["id"])
def test_oews_comes_out_with_its_top_code_as_a_lower_bound(case, workbook_here):
    if not OEWS.is_file():
        pytest.skip("public data are not on this machine")
    rows = {row.job_code: row for row in load_market(OEWS).rows.frame().itertuples()}
    for code, expected in case["expected"].items():
        row = rows[code]
        assert (row.people, row.mean) == (expected["emp"], expected["mean"])
        for name in ("p10", "p25", "p50", "p75", "p90"):
            if isinstance(expected[name], str):
                assert (getattr(row, name), row.censored) == (239_200, name)
            else:
                assert getattr(row, name) == expected[name]
