"""A theme counts from the month that it is valid from: before, nobody was asked about it."""

from __future__ import annotations

import random
from datetime import date

import pytest
from feedback.months import drawn

from prodops_kit.errors import ParameterError
from prodops_kit.feedback import Corrections, Taxonomy, Theme, page, tag
from prodops_kit.feedback.mentions import mentions
from prodops_kit.feedback.rules import Rules
from prodops_kit.feedback.slopes import slopes
from prodops_kit.feedback.trend import changes
from prodops_kit.feedback.wording import key_of
from prodops_kit.periods import last_months

EXPORT = Theme("export", "Getting data out", include=("export*",))
BROKEN = Theme("export.broken", "Export fails", parent="export", include=("fail*",), valid_from="2026-04")
TAXONOMY = Taxonomy(1, (EXPORT, BROKEN))
TEXTS = ("the export fails", "the export fails again")
DAYS = (date(2026, 3, 31), date(2026, 4, 1))


def given(*, several=True, **settings):
    tags = tag(TEXTS, TAXONOMY, several=several, **settings)
    return [[theme for theme, has in zip(tags.themes, row, strict=True) if has] for row in tags.given]


def test_before_its_month_a_theme_leaves_the_text_to_the_one_above_it():
    assert given(created=DAYS) == [["export"], ["export.broken"]]
    assert given() == [["export.broken"], ["export.broken"]]
    assert given(created=DAYS, several=False)[0] in (["export"], [])


def test_a_person_gives_it_all_the_same():
    said = Corrections(added={key_of(TEXTS[0]): frozenset({"export.broken"})})
    assert given(created=DAYS, corrections=said)[0] == ["export.broken"]


def test_a_text_reviewed_as_a_whole_before_does_not_say_that_the_theme_does_not_fit(monkeypatch):
    fitted = []
    monkeypatch.setattr("prodops_kit.feedback.tagger._learned", lambda *args, single: fitted.append(args[2]) or 1 / 0)
    said = Corrections(reviewed={key_of(text): frozenset({"export"}) for text in TEXTS})
    with pytest.raises(ZeroDivisionError):
        given(created=DAYS, corrections=said)
    assert fitted[0].sure.tolist() == [[1, 0], [1, 1]]


def test_another_number_of_days_is_refused():
    with pytest.raises(ParameterError, match="created: 1 days for 2 texts; give the day of each text"):
        given(created=DAYS[:1])


def _begun(valid_from, months):
    """A theme hardly found before the last month, and one that always was."""
    last = len(months) - 1
    shares = {"new": lambda place, source: 0.3 if place == last else 0.02, "old": 0.2}
    found, tags, known = drawn(random.Random(1), shares, {"tickets": 200}, months=months)
    themes = tuple(
        Theme(each.id, each.label, each.description, valid_from=valid_from * (each.id == "new"))
        for each in known.themes
    )
    return mentions(found, tags, Taxonomy(1, themes))


@pytest.mark.parametrize(
    ("valid_from", "direction", "before"), [("", "rising", 200), ("2026-09", "rising", 200), ("2026-10", "few", 0)]
)
def test_it_is_not_compared_with_a_month_before_it_was_valid(valid_from, direction, before):
    new, old = changes(_begun(valid_from, last_months("2026-10", 2)), period="2026-10", rules=Rules())
    assert (new.direction, new.total_before, new.items > 20) == (direction, before, True)
    assert (old.direction, old.total_before) == ("steady", 200)


@pytest.mark.parametrize(("valid_from", "slow"), [("", ["new", "old"]), ("2026-10", ["old"])])
def test_it_has_no_slope_over_months_before_it_was_valid(valid_from, slow):
    rules = Rules()
    months = last_months("2026-10", rules.history)
    assert [each.theme.id for each in slopes(_begun(valid_from, months), period="2026-10", rules=rules)] == slow


def test_the_heat_table_tells_no_share_of_months_before_it_was_valid():
    found = _begun("2026-09", last_months("2026-10", 2))
    new, _ = found.themes
    assert [new.is_valid_on(date(2026, month, 30)) for month in (8, 9, 10)] == [False, True, True]
    shares = [page._share(found.within(month), new, month) for month in ("2026-08", "2026-09")]
    assert shares[0] is None
    assert shares[1] > 0
