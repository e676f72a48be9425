"""What the page says of a theme's size: as tagged, and as the items that people checked correct it."""

import json
from datetime import date

import pytest
from conftest import REPOSITORY
from feedback.months import frame, items, tags, taxonomy

from prodops_kit.feedback import Corrections, Items, audit
from prodops_kit.feedback.auditing import LEAST
from prodops_kit.feedback.corrections import Review
from prodops_kit.feedback.review import review
from prodops_kit.show import text

CHECKED = 40


def reviewed(missed, checked=CHECKED):
    """A month of 100 items, 30 tagged `a` and 20 `b`; of the checked items of the month before, some lack `b`."""
    known = taxonomy("a", "b")
    made = frame([{"created": "2026-10-10"}] * 100 + [{"created": "2026-09-10"}] * CHECKED)
    given = tags([{"a"}] * 30 + [{"b"}] * 20 + [set()] * 50 + [{"a"}] * 10 + [set()] * 30, known)
    looks = tuple(
        Review(f"k{100 + n}", "qa", date(2026, 10, 2), frozenset("a" if n < 10 else "b" * (n < 10 + missed)), True,
               frozenset("a" * (n < 10)), given.model, 1)
        for n in range(checked)
    )  # fmt: skip
    said = Corrections(reviewed={look.key: look.themes for look in looks}, reviews=looks)
    within = [place for place, day in enumerate(made["created"]) if f"{day:%Y-%m}" == "2026-10"]
    found = audit(made["key"], given, said, known, among=within)
    return review(items(made), given, None, known, found, month="2026-10", corrections=said)


def by_theme(rows):
    return {row["theme"]: row for row in rows.frame.to_dict("records")}


@pytest.fixture(scope="module")
def corrected():
    return reviewed(missed=15)


def test_a_corrected_share_stands_with_its_interval_wherever_the_size_of_a_theme_is_read(corrected):
    # b: 20 of 100 as tagged, and of 40 checked items 15 lack it: 0.2 + 0.375 = 0.575. Variance 0.2 x 0.8 / 100 +
    # 0.375 x 0.625 x 40/39 / 40 = 0.00761, its root 0.08724, times 1.95996 = 0.171.
    assert text.plain(by_theme(corrected.all_themes.table)["B"]["share"]) == (
        "20% (13%\xa0to\xa029%), corrected 58% (40%\xa0to\xa075%)"
    )
    assert "corrected" not in text.plain(by_theme(corrected.all_themes.table)["A"]["share"])
    assert text.plain(corrected.heat.heading) == (
        "B is the largest theme, in 58% of the items as corrected, 20% as tagged"
    )
    (notice,) = corrected.notices
    assert text.plain(notice.text) == (
        "Of 40 items drawn at random and checked by people, too many had tags missed or added. "
        "B is in 58% of the items (40% to 75%), not 20% as tagged."
    )


def test_the_file_of_themes_has_both_shares_and_which_to_use(corrected):
    row = by_theme(corrected.theme_rows)["B"]
    assert (row["share"], row["corrected"], row["used"]) == (0.2, pytest.approx(0.575), "corrected")
    assert by_theme(corrected.theme_rows)["A"]["used"] == "as tagged"
    assert (row["items"], row["total"], row["before"], row["change"]) == (20, 100, 0, 0.2)


def test_the_accuracy_is_of_all_months_and_its_shares_are_the_periods(corrected):
    row = by_theme(corrected.accuracy.table)["B"]
    assert row["missed"] == 15
    assert text.as_text(row["share"]) == "20%"
    assert text.plain(corrected.accuracy.heading) == "Of 40 items checked, 25 have all their themes right"


def test_shares_stay_as_tagged_while_their_correction_may_be_chance():
    found = reviewed(missed=1)
    assert found.notices == ()
    assert text.plain(found.heat.heading) == "A is the largest theme, in 30% of the items"
    assert text.plain(by_theme(found.all_themes.table)["B"]["share"]) == "20% (13%\xa0to\xa029%)"


def test_few_checked_items_correct_nothing_and_the_page_says_from_how_many_on():
    found = reviewed(missed=4, checked=LEAST - 1)
    assert "From 20 drawn at random on, shares are corrected" in text.plain(found.accuracy.text)
    assert by_theme(found.accuracy.table)["B"]["corrected"] == "not known"


def test_a_first_period_has_no_columns_of_change():
    known = taxonomy("a")
    found = review(items(frame([{}] * 30)), tags([{"a"}] * 30, known), None, known, month="2026-10")
    assert [column.name for column in found.all_themes.table.columns] == [
        "theme", "items", "share", "negative", "reading", "owner",
    ]  # fmt: skip


def test_the_notebook_corrects_the_shares_of_its_period():
    cells = json.loads((REPOSITORY / "notebooks" / "feedback.ipynb").read_text())["cells"]
    assert "among=items.within(month)" in "".join("".join(cell["source"]) for cell in cells)
    days = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)]
    made = Items(frame([{}] * 4).assign(created=days), frame([{}] * 4), (), {}, {})
    assert (made.within("2026-Q3"), made.within("2026-10")) == ((1, 2), (3,))
