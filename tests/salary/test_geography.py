"""Factors of areas come from wages of the same occupation there and in the country, and say that they are modelled."""

from __future__ import annotations

import pytest

import prodops_kit as pk
from prodops_kit.salary import Rules
from tests.salary.conftest import MATCH, survey

NATION = "OCC_CODE,OCC_TITLE,O_GROUP,TOT_EMP,A_MEDIAN"
AREAS = "Year,Area name,SOC code,Occupational title,Employment,25th Percentile,50th Percentile,75th Percentile"


@pytest.fixture
def oews(written):
    """A market of a nation in which analysts earn 104,000 and clerks 52,000 in May 2023, and of lines by area."""

    def load(*lines, more=()):
        nation = written(
            "national_M2023.csv",
            NATION,
            '13-1111,Analysts,detailed,"1,000","104,000"',
            '43-9061,Clerks,detailed,"2,000","52,000"',
            '11-9999,Managers,detailed,"900",#',
        )
        return pk.salary.load_market([nation, written("areas.csv", AREAS, *lines), *more])

    return load


SEATTLE = '2023,"Seattle-Tacoma, WA",{code},{title},{people},10,{wage},90'


def lines(analysts=1_000, clerks=3_000):
    return (
        SEATTLE.format(code="13-1111", title="Analysts", people=analysts, wage=60),  # 60 x 2,080 / 104,000 = 1.2
        SEATTLE.format(code="43-9061", title="Clerks", people=clerks, wage=27.5),  # 27.5 x 2,080 / 52,000 = 1.1
    )


def factors(geo):
    return {row.area: (row.factor, row.flag) for row in geo.rows.frame().itertuples()}


def test_a_factor_is_shrunk_to_that_of_all_occupations_by_employment(oews):
    flat = Rules(annual_rate=0.0)
    every = 1.2**0.25 * 1.1**0.75
    made = pk.salary.derive_geo(oews(*lines()), occupations=["13-1111"], rules=flat)
    assert factors(made) == {"Seattle-Tacoma, WA": (pytest.approx((1.2 * every) ** 0.5), "modelled")}  # 1,000: half
    assert factors(pk.salary.derive_geo(oews(*lines()), rules=flat))["Seattle-Tacoma, WA"][0] == pytest.approx(every)
    many = pk.salary.derive_geo(oews(*lines(9_000, 1)), occupations=["13-1111"], rules=flat)
    assert factors(many)["Seattle-Tacoma, WA"][0] == pytest.approx(1.2, rel=1e-3)


def test_wages_of_two_days_are_brought_to_one(oews):
    # The area's are of July 2023, the country's of May: two months at 3% are 1.005.
    made = pk.salary.derive_geo(oews(*lines()), rules=Rules(annual_rate=0.03))
    assert factors(made)["Seattle-Tacoma, WA"][0] == pytest.approx(1.2**0.25 * 1.1**0.75 / 1.005)


def test_a_stated_factor_stays_and_an_area_without_any_is_named(oews, written):
    stated = pk.salary.load_geo(written("geo.csv", "area,factor", "Austin,0.97"))
    made = pk.salary.derive_geo(oews(*lines()), geo=stated, areas=["Austin", "Seattle", "Boston", "National"])
    assert factors(made)["Austin"] == (0.97, None)
    assert set(factors(made)) == {"Austin", "Seattle"}
    assert made.source.warnings == (
        "No factor for Boston: neither a file of factors nor OEWS has it under this name. National pay is shown there "
        "as a proxy; add the area with its factor to the file.",
    )


def test_a_city_that_two_areas_begin_with_is_not_guessed(oews):
    two = (*lines(), '2023,"Seattle, OR",13-1111,Analysts,9,10,20,30')
    assert factors(pk.salary.derive_geo(oews(*two), areas=["Seattle"])) == {}


def test_a_market_without_oews_has_no_factor(written):
    head = "source,as_of,job,level,area,currency,basis,period,organisations,people,largest_share,p10,p25,p50,p75,p90"
    market = pk.salary.load_market(written("market.csv", head, survey()))
    assert factors(pk.salary.derive_geo(market)) == {}


def test_a_benchmark_flags_a_derived_factor_as_modelled(oews, written):
    head = "source,as_of,job,level,area,currency,basis,period,organisations,people,largest_share,p10,p25,p50,p75,p90"
    market = oews(*lines(), more=[written("market.csv", head, survey("First"), survey("Second"))])
    own = [f"Product operations,manager,{source},PO,manager,0.9,5,," for source in ("First", "Second")]
    geo = pk.salary.derive_geo(market, areas=["Seattle"], rules=Rules(annual_rate=0.0))
    matches = pk.salary.load_matches(written("matches.csv", MATCH, *own))
    made = pk.salary.benchmark(market, matches, month="2026-10", currency="USD", geo=geo)
    row = made.row("Product operations", "manager", "Seattle")
    assert row["p50"] == pytest.approx(101_500 * 1.2**0.25 * 1.1**0.75)
    assert "modelled" in row["flag"]


def test_real_areas_of_washington_stand_as_their_wages_do(workbook_here, shared):
    files = ("bls_oews_national_M2023.csv", "bls_oews_washington_2022_selected.csv")
    market = pk.salary.load_market([shared(f"data/salaries/{name}") for name in files])
    made = pk.salary.derive_geo(market, occupations=["13-1111"], areas=["Seattle", "Yakima", "Washington"])
    found = {area: value for area, (value, _) in factors(made).items()}
    # Management analysts: 53.45 and 33.76 an hour in July 2022, 99,410 a year in the country in May 2023.
    raw = {area: wage * 2080 * 1.025 / 99_410 for area, wage in (("Seattle", 53.45), ("Yakima", 33.76))}
    assert found["Seattle"] == pytest.approx(raw["Seattle"], rel=0.02)  # 17,306 of them: hardly shrunk
    assert raw["Yakima"] < found["Yakima"] < 1  # 162 of them: mostly the area's
    assert found["Seattle"] > found["Washington"] > found["Yakima"]
