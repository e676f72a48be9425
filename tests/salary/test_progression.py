"""Levels against each other: bands by midpoint, staff by a flag that tells no amount."""

from __future__ import annotations

from datetime import date

import pytest

from prodops_kit import salary
from prodops_kit.errors import ParameterError
from prodops_kit.salary.bands import bands_on
from prodops_kit.salary.cells import Limits
from prodops_kit.salary.progression import band_steps, staff_steps, unordered, years_flags

DAY = date(2026, 10, 31)
LEVELS = ("specialist", "manager", "senior", "director")


def band(level, midpoint, area="National", currency="USD"):
    return f"Product operations,{level},{area},{midpoint * 0.8:.0f},{midpoint},{midpoint * 1.2:.0f},{currency}"


def test_steps_of_bands_name_compression_and_inversion(own):
    rows = (band("senior", 110_000), band("specialist", 80_000), band("manager", 100_000), band("director", 109_000))
    found = band_steps(own("bands", *rows), on=DAY, levels=LEVELS)
    assert [(one.lower, one.upper, round(one.progression, 4), one.flag) for one in found] == [
        ("specialist", "manager", 0.25, ""),
        ("manager", "senior", 0.1, "compression"),
        ("senior", "director", -0.0091, "inversion"),
    ]


def test_bands_of_another_area_or_currency_are_no_step(own):
    rows = (band("specialist", 80_000), band("manager", 60_000, area="Berlin"), band("senior", 90_000, currency="EUR"))
    assert band_steps(own("bands", *rows), on=DAY, levels=LEVELS) == ()


def test_a_level_outside_the_order_is_named_and_a_level_between_may_lack_a_band(own):
    bands = own("bands", band("specialist", 80_000), band("chief", 300_000), band("senior", 120_000))
    assert unordered(bands_on(bands, DAY), LEVELS) == ("chief",)
    (step,) = band_steps(bands, on=DAY, levels=LEVELS)
    assert (step.lower, step.upper) == ("specialist", "senior")
    with pytest.raises(ParameterError, match="stands twice"):
        band_steps(bands, on=DAY, levels=["senior", "senior"])


def people(level, pay, n, first):
    return [f"P{first + i},Product operations,{level},National,{pay + i},USD,1" for i in range(n)]


def test_staff_steps_need_five_people_on_both_levels_and_tell_no_amount(own):
    rows = [
        *people("specialist", 80_000, 5, 0),
        *people("manager", 79_000, 5, 10),
        *people("senior", 84_000, 5, 20),
        *people("director", 1_000, 4, 30),
    ]
    found = staff_steps(own("staff", *rows), on=DAY, levels=LEVELS)
    assert [(one.lower, one.upper, one.flag) for one in found] == [
        ("specialist", "manager", "inversion"),
        ("manager", "senior", "compression"),
        ("senior", "director", "too few people"),
    ]
    assert not any(char.isdigit() for char in repr(found))
    assert {one.flag for one in staff_steps(own("staff", *rows), on=DAY, levels=LEVELS, limits=Limits(people=6))} == {
        "too few people"
    }
    assert staff_steps(salary.load_staff(None), on=DAY, levels=LEVELS) == ()


def test_years_are_flagged_where_they_do_not_rise_or_differ_from_the_guide():
    asked = {"specialist": (0, 2), "manager": (2, None), "senior": (2, None), "director": (10, None)}
    assert years_flags(asked, role="Product operations") == {
        "specialist": "",
        "manager": "",
        "senior": "asks no more than manager; the guide asks 5+",
        "director": "",
    }
    assert years_flags({"junior": (0, 1)}, role="Design") == {"junior": ""}
    with pytest.raises(ParameterError, match="senior asks for fewer"):
        years_flags({"senior": (5, 2)}, role="Product operations")
