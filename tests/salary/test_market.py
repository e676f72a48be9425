"""Market files are told by their headers; what contradicts itself is set aside with its reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from salary.conftest import HEAD, survey

import prodops_kit as pk
from prodops_kit import intake
from prodops_kit.errors import DataError, ParameterError

WIDE = "source,job,currency,basis,period,p25,p50,p75"


def test_a_survey_is_read_exactly(written):
    loaded = pk.salary.load_market(written("s.csv", HEAD, survey(pays=[1e5, 110000.55, 120000, 130000, 140000])))
    row = loaded.rows.frame().iloc[0]
    assert (row["p25"], row["as_of"], row["flag"]) == (Decimal("110000.55"), date(2026, 5, 31), "observed")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (survey(pays=[90_000, 95_000, 94_000, 99_000, 120_000]), "the percentiles are out of order"),
        (survey(pays=[90_000, "", 94_000, 93_000, ""]), "the percentiles are out of order"),
        (survey(share=25), "largest_share is no part from 0 to 1"),
        (survey(pays=["", "", "", "", ""]), "the row states no pay"),
        (survey(pays=[-1, 2, 3, 4, 5]), "a pay is not above 0"),
        (survey(p50=48), "the pay looks hourly among annual ones"),
        (survey(basis="wages"), "'basis' is not one of base, total_cash, total"),
    ],
)
def test_a_row_that_contradicts_itself_is_set_aside(written, line, reason):
    good = [survey(level=f"l{n}") for n in range(3)]
    loaded = pk.salary.load_market(written("s.csv", HEAD, *good, line))
    assert (loaded.source.used, loaded.source.rejected) == (3, 1)
    assert loaded.rejects["reason"].item().startswith(reason)
    assert loaded.rejects["line"].item() == 5


def test_a_minimum_above_the_maximum_is_set_aside(written):
    path = written(
        "s.csv", f"{WIDE},min,max", "A,PO,USD,base,annual,9,10,11,8,12", "A,PM,USD,base,annual,9,10,11,13,12"
    )
    assert pk.salary.load_market(path).source.reasons[0].reason == "the minimum is above the maximum"


def test_a_withheld_percentile_is_not_told_and_not_zero(written):
    path = written("s.csv", HEAD, survey(pays=["*", 90_000, 100_000, 110_000, "--"]))
    row = pk.salary.load_market(path).rows.frame().iloc[0]
    assert (row["p10"], row["p50"], row["p90"]) == (None, 100_000, None)


def test_the_long_form_is_the_wide_form(written):
    who = "A,2026-05-31,PO,manager,USD,base,annual,30"
    head = "source,as_of,job,level,currency,basis,period,organisations,percentile,value"
    path = written("l.csv", head, f"{who},P25,90000", f"{who},50,100000", f"{who},75th,111000", f"{who},75,111500")
    loaded = pk.salary.load_market(path)
    row = loaded.rows.frame().iloc[0]
    assert (row["p10"], row["p25"], row["p50"], row["p75"]) == (None, 90_000, 100_000, 111_000)
    assert loaded.source.reasons[0].reason == "the percentile stands on an earlier line"


def test_words_of_vendors_are_the_words_of_the_kit(written):
    path = written("s.csv", HEAD, survey(basis="Base salary", period="Yearly"), survey(basis="Total cash"))
    assert pk.salary.load_market(path).rows.frame()[["basis", "period"]].values.tolist() == [
        ["base", "annual"],
        ["total_cash", "annual"],
    ]


def test_what_a_file_does_not_say_is_asked_for(written):
    path = written("s.csv", "survey,job,p50", "A,PO,100000.00")
    with pytest.raises(DataError, match="no column for currency"):
        pk.salary.load_market(path)
    row = pk.salary.load_market(path, currency="EUR", period="annual", basis="base").rows.frame().iloc[0]
    assert (row["currency"], row["area"], row["as_of"]) == ("EUR", "National", None)
    with pytest.raises(ParameterError, match=r"^period: 'monthly' is unknown; write annual, hourly\.$"):
        pk.salary.load_market(path, period="monthly")


def test_a_mapping_reads_a_survey_under_its_own_headers(written, workbook_here):
    folder = workbook_here.root / "parameters" / "definitions"
    folder.mkdir()
    (folder / "ops.yaml").write_text(
        'table: market\ncolumns:\n  job: Rolle\n  p50: Mitte\ncurrency: EUR\nmoney: "1.234,56"\n'
        "defaults:\n  source: Ops\n  basis: base\n  period: annual\n"
    )
    row = pk.salary.load_market(written("s.csv", "Rolle;Mitte", "PO;98.500")).rows.frame().iloc[0]
    assert (row["source"], row["p50"], row["currency"]) == ("Ops", 98_500, "EUR")


def test_several_files_are_one_market_with_a_source_each(written):
    first = written("a.csv", HEAD, survey("First"))
    second = written("b.csv", HEAD, survey("Second"), survey("Second", pays=[5, 4, 3, 2, 1]))
    loaded = pk.salary.load_market([first, second])
    assert [source.used for source in loaded.sources] == [1, 1]
    assert (loaded.source.rows, loaded.source.used, loaded.source.rejected, len(loaded.rows)) == (3, 2, 1, 2)


LCA = (
    "CASE_NUMBER,CASE_STATUS,DECISION_DATE,VISA_CLASS,JOB_TITLE,SOC_CODE,FULL_TIME_POSITION,EMPLOYER_NAME,"
    "WORKSITE_STATE,WAGE_RATE_OF_PAY_FROM,WAGE_RATE_OF_PAY_TO,WAGE_UNIT_OF_PAY,PW_WAGE_LEVEL"
)


def _filing(number, pay="100000.00", unit="Year", status="Certified", firm="Firm A", full="Y"):
    return f"I-{number},{status},2026-03-15,H-1B,Product Manager,11-2021,{full},{firm},WA,{pay},,{unit},II"


def test_filings_are_certified_floors_in_one_unit(written):
    lines = [
        _filing(1),
        _filing(2, "50.00", "Hour", firm="Firm B"),  # 104,000
        _filing(3, "9000.00", "Month", firm="Firm B"),  # 108,000
        _filing(4, status="Withdrawn"),
        _filing(5, full="N"),
        _filing(6, "100000.00", "Hour"),
        _filing(7, unit="Fortnight"),
        _filing(1),
    ]
    loaded = pk.salary.load_market(written("lca.csv", LCA, *lines))
    row = loaded.rows.frame().query("area == 'WA' and level == 'II'").iloc[0]
    assert (row["p50"], row["people"], row["organisations"], row["flag"]) == (104_000, 3, 2, "proxy")
    assert row["largest_share"] == pytest.approx(2 / 3)
    assert {reason.reason: reason.rows for reason in loaded.source.reasons} == {
        "the application is not certified": 1,
        "the position is not full time": 1,
        "the unit of the wage is none of Hour, Week, Bi-Weekly, Month, Year": 1,
        "the wage does not fit its unit": 1,
        "the application stands on an earlier line": 1,
    }


JOBS = (
    "work_year,experience_level,employment_type,job_title,salary,salary_currency,salary_in_usd,employee_residence,"
    "remote_ratio,company_location,company_size"
)


def test_both_ends_of_a_posting_count_once_and_duplicates_never(written):
    def job(pay, title="Product Manager"):
        return f"2026,SE,FT,{title},{pay},USD,{pay},US,0,US,M"

    lines = [job(140_000), job(100_000), job(140_000), job(200_000), job(90_000, "Analyst")]
    loaded = pk.salary.load_market(written("jobs.csv", JOBS, *lines))
    row = loaded.rows.frame().query("job == 'Product Manager' and level == 'SE'").iloc[0]
    assert (row["people"], row["p50"]) == (2, 160_000)  # 120,000 is the middle of the range; 200,000
    assert [(reason.rows, reason.lines) for reason in loaded.source.reasons] == [(1, (4,)), (1, (3,))]


def test_check_tells_the_market_files(written, shared):
    national = shared("data/salaries/bls_oews_national_M2023.csv").read_text(encoding="utf-8").splitlines()[:8]
    for path, layout in {
        written("s.csv", HEAD, survey()): "Pay survey",
        written("lca.csv", LCA, _filing(1)): "H-1B LCA disclosure",
        written("national_M2023_dl.csv", *national): "OEWS national",
        written("jobs.csv", JOBS, "2026,SE,FT,Analyst,100000,USD,100000,US,0,US,M"): "ai-jobs salaries",
    }.items():
        checked = intake.check_file(path)
        assert checked.exit_code == 0, checked.as_text()
        assert f"is market ({layout})" in checked.lines[0]


def test_areas_and_averages_are_told_by_their_headers(workbook_here, shared):
    areas = pk.salary.load_market(shared("data/salaries/bls_oews_washington_2022_selected.csv")).rows.frame()
    averages = pk.salary.load_market(shared("data/salaries/rforhr/MarketSurveyData.csv")).rows.frame()
    assert (len(areas), set(areas["period"]), areas["p10"].isna().all()) == (119, {"hourly"}, True)
    assert averages[["source", "mean", "people"]].values.tolist()[0] == ["Survey 1", Decimal("14.11"), 101]
    assert averages["p50"].isna().all()  # a mean is no median
    assert averages["as_of"].isna().all()


def test_the_real_national_file_keeps_top_codes_and_groups_apart(workbook_here, shared):
    loaded = pk.salary.load_market(shared("data/salaries/bls_oews_national_M2023.csv"))
    frame = loaded.rows.frame()
    assert (len(frame), loaded.source.rejected, loaded.source.newest) == (831, 572, date(2023, 5, 1))
    assert frame["censored"].notna().sum() == 41  # as the data's README counts them at the annual P90
    assert set(frame.query("period == 'hourly'")["job_code"].str[:2]) == {"27"}  # actors, dancers, musicians
    assert "211 wages are top-coded (#)" in loaded.source.warnings[0]
    assert "540 are not released (*)" in loaded.source.warnings[0]


def test_the_real_postings_lose_their_duplicates(workbook_here, shared):
    loaded = pk.salary.load_market(shared("data/salaries/aijobs_salaries_2024-05-05.csv"))
    assert loaded.source.rows == loaded.source.used + loaded.source.rejected == 17_893
    assert loaded.source.reasons[0].rows == 17_893 - 10_830  # distinct rows
    assert loaded.rows.frame()["organisations"].isna().all()
