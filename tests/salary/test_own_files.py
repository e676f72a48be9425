"""Bands, staff, offers and requisitions: read under real headers, set aside with a reason, never telling one's pay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from prodops_kit import intake
from prodops_kit.errors import DataError, ParameterError
from prodops_kit.salary import load_bands, load_offers, load_requisitions, load_staff
from prodops_kit.salary.bands import bands_on
from prodops_kit.salary.staff import assumptions, staff_on

PAY = "91357"  # stands in no message


def annual(staff):
    return list(staff.rows.query("from {rows} select annual_pay order by line")["annual_pay"])


def set_aside(loaded):
    return [(int(line), reason) for line, reason in loaded.rejects[["line", "reason"]].itertuples(index=False)]


@pytest.mark.parametrize(
    ("header", "row", "pay"),
    [
        # BambooHR's compensation report, Workday's compensation report, Personio's list of employees.
        (
            "Employee #,Job Title,Job Level,Location,Effective Date,Pay rate,Pay rate currency,Pay type,Pay per",
            "17,Product operations manager,M2,Berlin,2026-01-01,5000.00,EUR,Salary,Month",
            60_000,
        ),
        (
            "Employee ID,Job Profile,Compensation Grade,Location,Total Base Pay Annualized - Amount,"
            "Total Base Pay Annualized - Currency,FTE,Frequency",
            "17,Product operations manager,M2,Berlin,90000.00,EUR,1,Annual",
            90_000,
        ),
        (
            "Personnel number,Position,Level,Office,Salary,Currency,Weekly hours",
            "17,Product operations manager,M2,Berlin,70000.00,EUR,40",
            70_000,
        ),
    ],
)
def test_an_hris_export_is_read_under_its_own_headers(own, header, row, pay):
    staff = own("staff", row, header=header)
    assert annual(staff) == [pay]
    assert staff.rows.frame()["person_key"].str.fullmatch("[0-9a-f]{64}").all()


def test_hours_count_2080_times_unless_the_full_week_is_known(own):
    header = "person_key,role,level,area,base_pay,currency,pay per,fte,weekly_hours"
    staff = own("staff", "a,R,L1,B,50.00,EUR,Hour,,", "b,R,L1,B,50.00,EUR,hourly,0.5,19.25", header=header)
    assert annual(staff) == [104_000, 100_100]  # 50 x 2,080; 50 x 52 x 19.25 / 0.5
    assert assumptions(staff) == (
        "1 hourly rate was taken 2,080 times for a year, because the hours of a full week are not known.",
    )


def test_part_time_pay_needs_a_word_on_what_it_is(own):
    rows = [f"a,R,L1,B,{PAY}.00,EUR,1", "b,R,L1,B,40000.00,EUR,0.8"]
    with pytest.raises(DataError) as refused:
        own("staff", *rows)

    assert str(refused.value) == (
        "data/staff.csv: 1 of its rows are not full time (line 3), and nothing says what base_pay is there. Set pay_is "
        "to 'actual' where it is what is paid, to 'full_time' where it is what full time would pay."
    )
    assert annual(own("staff", *rows, pay_is="actual"))[1] == 50_000
    assert annual(own("staff", *rows, pay_is="full_time"))[1] == 40_000
    with pytest.raises(ParameterError, match="pay_is: 'gross' is not a way"):
        own("staff", *rows, pay_is="gross")


def test_bad_rows_of_staff_are_set_aside_without_their_pay(own):
    staff = own(
        "staff",
        f"a,R,L1,B,{PAY}.00,EUR,1",
        "b,R,L1,B,45.00,EUR,1",  # an hourly rate among salaries
        f"c,R,L1,B,-{PAY}.00,EUR,1",
        f"d,R,L1,B,{PAY}.00,EUR,80",
        f"a,R,L2,B,{PAY}.00,EUR,1",
        f"e,R,L2,B,{PAY}x,EUR,1",
    )
    said = dict(set_aside(staff))
    assert said == {
        7: "'base_pay' is not an amount written as 1,234.56",
        4: "the pay is not above 0",
        5: "fte is not a part of full time; write 0.8 for 80%",
        2: "the person stands again on a later line, which is used",
        3: "base_pay is over a hundred times off the others, as an hourly rate among annual pay is; add a column "
        "period that says hour, month or year",
    }
    assert PAY not in repr(staff.source) + repr(said)


def test_pay_of_an_unknown_period_is_set_aside(own):
    header = "person_key,role,level,area,base_pay,currency,period"
    staff = own("staff", "a,R,L1,B,4000.00,EUR,Month", "b,R,L1,B,9.00,EUR,Piece", header=header)
    assert [line for line, _ in set_aside(staff)] == [3]
    assert annual(staff) == [48_000]


def test_a_person_earns_what_the_newest_row_says_that_has_begun(own):
    header = "person_key,role,level,area,base_pay,currency,as_of"
    rows = ["a,R,L1,B,100.00,EUR,2025-01-01", "a,R,L2,B,120.00,EUR,2026-07-01", "b,R,L1,B,90.00,EUR,"]
    staff = own("staff", *rows, header=header)
    assert sorted(staff_on(staff, date(2026, 6, 30))["annual_pay"]) == [90, 100]
    assert sorted(staff_on(staff, date(2026, 7, 1))["annual_pay"]) == [90, 120]


def test_checking_a_staff_file_shows_no_pay(workbook_here):
    header = "Employee #,Job Title,Job Level,Location,Pay rate,Currency,Pay per"
    (workbook_here.root / "data" / "staff.csv").write_text(f"{header}\n17,Manager,M2,Berlin,{PAY}.00,EUR,Year\n")
    text = intake.check_file("data/staff.csv").as_text()
    assert text.startswith("data/staff.csv is staff: 1 of 1 rows can be used.")
    assert "91357" not in text.replace(",", "")
    assert "Cells that tell what one person earns or is are hidden; look into the file to see them." in text


def test_bands_that_contradict_themselves_are_set_aside(own):
    bands = own(
        "bands",
        "R,L1,B,100.00,90.00,80.00,EUR",
        "R,L2,B,100.00,130.00,120.00,EUR",
        "R,L3,B,0.00,1.00,2.00,EUR",
        "R,L4,B,100.00,,140.00,EUR",
        "R,L5,B,100.00,110.00,120.00,EUR",
        "R,L5,B,100.00,115.00,120.00,EUR",
    )
    assert dict(set_aside(bands)) == {
        4: "the minimum is not above 0",
        2: "the minimum is above the maximum",
        3: "the midpoint is not between minimum and maximum",
        6: "the same band stands again on a later line, which is used",
    }
    held = bands_on(bands, date(2026, 10, 31))
    assert list(held["midpoint"]) == [120, 115]  # half way where the file has none; the later line


def test_the_band_of_a_day_is_the_newest_that_has_begun(own):
    header = "role,level,area,minimum,midpoint,maximum,currency,valid_from"
    rows = ["R,L1,B,80.00,100.00,120.00,EUR,2025-01-01", "R,L1,B,90.00,110.00,130.00,EUR,2027-01-01"]
    bands = own("bands", *rows, header=header)
    assert list(bands_on(bands, date(2026, 12, 31))["midpoint"]) == [Decimal(100)]
    assert list(bands_on(bands, date(2027, 1, 1))["midpoint"]) == [Decimal(110)]
    assert bands_on(bands, date(2024, 12, 31)).empty


def test_an_offer_without_an_answer_of_a_candidate_is_set_aside(own):
    words = ["accepted", "Rejected", "Sent", "", "Deprecated", "perhaps", "signed"]
    offers = own("offers", *(f"{n},R,L1,B,100000.00,EUR,2026-09-01,{word}" for n, word in enumerate(words)))
    assert list(offers.rows.frame()["outcome"]) == ["accepted", "declined", "open", "accepted"]
    assert dict(set_aside(offers)) == {
        5: "the offer has no outcome; write accepted, declined or open",
        6: "withdrawn by the company or replaced, so no candidate answered it",
        7: "the outcome is none of accepted, declined and open",
    }


def test_offers_are_read_as_lever_and_greenhouse_name_them(own):
    lever = "Offer,Posting title,Level,Location,Offered compensation amount,Compensation currency,Sent on,Status"
    greenhouse = "Application ID,Job,Level,Office,Salary,Currency,Created At,Offer Status"
    for header, outcome in ((lever, "denied"), (greenhouse, "Rejected")):
        offers = own("offers", f"7,R,L1,B,100000.00,EUR,2026-09-01,{outcome}", header=header)
        assert list(offers.rows.frame()["outcome"]) == ["declined"]


def test_requisitions_whose_days_contradict_each_other_are_set_aside(own):
    found = own(
        "requisitions",
        "1,R,L1,B,2026-03-01,2026-02-01,,100000,EUR",
        "2,R,L1,B,2026-03-01,,2026-01-01,100000,EUR",
        "3,R,L1,B,2026-03-01,2026-04-01,2026-04-02,100000,EUR",
        "4,R,L1,B,2026-03-01,,,0,EUR",
        "5,R,L1,B,2026-03-01,,,100000,",
        "6,R,L1,B,2026-03-01,2026-04-01,,,",
    )
    assert [line for line, _ in set_aside(found)] == [2, 3, 4, 5, 6]
    assert list(found.rows.frame()["requisition_id"]) == ["6"]


@pytest.mark.parametrize("load", [load_bands, load_staff, load_offers, load_requisitions])
def test_a_file_left_out_is_an_empty_input_that_says_so(load, workbook_here):
    loaded = load(None)
    assert len(loaded.rows) == 0
    assert loaded.source.absent.endswith("_file is not set")


def test_columns_that_are_one_for_all_may_be_given(own):
    header = "person_key,role,level,base_pay"
    staff = own("staff", "a,R,L1,100000.00", header=header, currency="EUR", area="Berlin")
    assert list(staff.rows.frame()[["area", "currency"]].iloc[0]) == ["Berlin", "EUR"]
