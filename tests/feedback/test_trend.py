"""Themes that rise and fall: told apart from chance, from a change of mix and from one loud customer."""

import os

import numpy as np
import pytest
from feedback.months import drawn, frame, tags, taxonomy

from prodops_kit.errors import ParameterError
from prodops_kit.feedback.clusters import design_effects
from prodops_kit.feedback.mentions import mentions
from prodops_kit.feedback.rules import Rules
from prodops_kit.feedback.slopes import slopes
from prodops_kit.feedback.themes import Theme
from prodops_kit.feedback.trend import changes
from prodops_kit.periods import last_months
from prodops_kit.statistics import proportions

SEEDS = range(30 if os.environ.get("PRODOPS_SOAK") else 3)
TWO = last_months("2026-10", 2)
YEAR = last_months("2026-10", 12)
RULES = Rules()


def month_of(*themes_of_items, month="2026-10", **columns):
    return [{"created": f"{month}-10"} | columns for _ in themes_of_items], list(themes_of_items)


def of_counts(now, then, known=None):
    """Mentions of one theme `a`: x of n in October, x of n in September."""
    known = known or taxonomy("a")
    (x1, n1), (x0, n0) = now, then
    rows = [{"created": "2026-10-10"}] * n1 + [{"created": "2026-09-10"}] * n0
    given = [{"a"}] * x1 + [set()] * (n1 - x1) + [{"a"}] * x0 + [set()] * (n0 - x0)
    return mentions(frame(rows), tags(given, known), known)


def test_a_parent_counts_an_item_of_several_children_once():
    known = taxonomy("export", Theme("export.csv", "CSV", parent="export"), Theme("export.pdf", "PDF", parent="export"))
    rows = [{"created": "2026-10-10"}] * 3
    found = mentions(frame(rows), tags([{"export.csv", "export.pdf"}, {"export"}, set()], known), known)
    assert found.has.sum(axis=0).tolist() == [2, 1, 1]


def test_what_is_no_feedback_is_left_out_and_counted():
    known = taxonomy("a", Theme("_ignore", "Not feedback"))
    found = mentions(frame([{}] * 3), tags([{"_ignore"}, {"a", "_ignore"}, set()], known), known)
    assert (len(found), found.ignored) == (2, 1)
    assert [theme.id for theme in found.themes] == ["a"]


@pytest.mark.parametrize(("kind", "name"), [("quarter", "2026-Q4"), ("year", "2026"), ("month", "2026-10")])
def test_periods_are_months_quarters_or_years(kind, name):
    known = taxonomy("a")
    found = mentions(frame([{"created": "2026-10-31"}]), tags([{"a"}], known), known, kind=kind)
    assert list(found.frame["period"]) == [name]


def test_shares_have_wilsons_and_changes_newcombes_interval():
    (found,) = changes(of_counts((56, 70), (48, 80)), period="2026-10", rules=RULES)
    assert (found.share, found.share_before) == (0.8, 0.6)
    assert (found.moved_low, found.moved_high) == pytest.approx((0.0524, 0.3339), abs=5e-5)  # Newcombe (1998), table II
    assert (found.low, found.high) == pytest.approx(proportions.wilson(56, 70))
    assert found.p == pytest.approx(0.0080, abs=5e-5)  # z = 0.2 / sqrt(104/150 × 46/150 × (1/70 + 1/80)) = 2.65
    assert found.direction == "rising"


def test_small_counts_are_tested_exactly():
    (found,) = changes(of_counts((3, 40), (0, 40)), period="2026-10", rules=RULES)
    assert found.p == pytest.approx(0.2405, abs=5e-5)  # R: fisher.test(matrix(c(3, 37, 0, 40), 2))


@pytest.mark.parametrize(
    ("now", "then", "direction"),
    [
        ((12, 12), (0, 12), "few"),  # 12 items in a month
        ((300, 1_000), (200, 1_000), "rising"),
        ((200, 1_000), (300, 1_000), "falling"),
        ((210, 1_000), (200, 1_000), "steady"),
        ((12_000, 20_000), (11_820, 20_000), "steady"),  # certain, and under one point
    ],
)
def test_a_change_is_flagged_when_it_is_sure_and_large_enough(now, then, direction):
    (found,) = changes(of_counts(now, then), period="2026-10", rules=RULES)
    assert found.direction == direction


def test_a_theme_without_an_earlier_period_has_a_share_and_no_change():
    (found,) = changes(of_counts((5, 40), (0, 0)), period="2026-10", rules=RULES)
    assert (found.share, found.direction, found.p) == (0.125, "few", 1.0)


def test_many_themes_need_a_stronger_sign_than_one():
    alone, both = taxonomy("a"), taxonomy("a", *(f"b{n}" for n in range(19)))
    (one, *_), (among, *_) = (
        changes(of_counts((60, 200), (40, 200), known), period="2026-10", rules=RULES) for known in (alone, both)
    )
    assert one.p == among.p < 0.05
    assert (one.direction, among.direction) == ("rising", "steady")  # 0.022 × 20 tests is above 0.05


def test_a_customer_who_says_it_many_times_is_no_rise():
    """30 items of one customer: with the customer as one voice the interval is far wider."""
    loud = [{"created": "2026-10-10", "customer": "c1"}] * 30
    rest = [{"created": "2026-10-10", "customer": f"d{n}"} for n in range(170)]
    before = [{"created": "2026-09-10", "customer": f"e{n}"} for n in range(200)]
    known = taxonomy("a")
    given = [{"a"}] * 30 + [set()] * 370
    found = mentions(frame(loud + rest + before), tags(given, known), known)
    (one,) = changes(found, period="2026-10", rules=RULES)
    assert one.design > 15
    assert one.direction == "steady"
    single = mentions(frame(loud + rest + before).assign(customer=""), tags(given, known), known)
    assert changes(single, period="2026-10", rules=RULES)[0].direction == "rising"


def test_the_design_effect_is_that_of_the_published_formula():
    """Clusters of m items that all agree have a design effect of m (Kish 1965: 1 + (m - 1) rho, rho = 1)."""
    known, random = taxonomy("a"), np.random.default_rng(1)
    rows, given = [], []
    for month in TWO:
        for customer in range(400):
            says = {"a"} if random.random() < 0.3 else set()
            rows += [{"created": f"{month}-10", "customer": f"{month}-{customer}"}] * 4
            given += [says] * 4
    found = mentions(frame(rows), tags(given, known), known)
    assert design_effects(found.within(TWO[1]), found.within(TWO[0]))[0] == pytest.approx(4, rel=0.15)


def test_a_source_that_stops_leaves_the_comparison_to_the_others():
    known = taxonomy("a")
    rows = [{"created": "2026-10-10"}] * 100 + [{"created": "2026-09-10"}] * 100
    rows += [{"created": "2026-09-10", "source": "reviews"}] * 100  # all of them say it; in October there are none
    given = [{"a"}] * 20 + [set()] * 80 + [{"a"}] * 20 + [set()] * 80 + [{"a"}] * 100
    (found,) = changes(mentions(frame(rows), tags(given, known), known), period="2026-10", rules=RULES)
    assert found.moved == pytest.approx(-0.4)
    assert found.standardised == 0
    assert found.direction == "mix"


def _of_reviews(place, source):
    """A theme that lives in reviews, the same in every month."""
    return 0.05 + 0.35 * (source == "reviews")


@pytest.mark.parametrize("seed", SEEDS)
def test_rise_and_mix_are_told_apart(seed):
    """Reviews turn from a fifth to half of the items; one theme lives in reviews, another rises in both sources."""
    shares = {
        "rise": lambda place, source: 0.08 + 0.10 * place,
        "mix": _of_reviews,
    }
    shares |= {f"other{n}": 0.05 + 0.01 * n for n in range(10)}
    sizes = {"tickets": lambda place: (640, 400)[place], "reviews": lambda place: (160, 400)[place]}
    found = changes(
        mentions(*drawn(np.random.default_rng(seed), shares, sizes, months=TWO)), period="2026-10", rules=RULES
    )
    by_id = {each.theme.id: each.direction for each in found}
    assert by_id.pop("rise") == "rising"
    assert by_id.pop("mix") == "mix"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slow_rise_is_seen_over_the_year_and_a_slow_change_of_mix_is_not(seed):
    shares = {
        "slow": lambda place, source: 0.05 + 0.012 * place,
        "mix": _of_reviews,
    }
    sizes = {"tickets": 150, "reviews": lambda place: 20 + 12 * place}
    found = mentions(*drawn(np.random.default_rng(seed), shares, sizes, months=YEAR))
    by_id = {each.theme.id: each for each in slopes(found, period="2026-10", rules=RULES)}
    assert by_id["slow"].is_flagged
    assert not by_id["mix"].is_flagged
    assert by_id["slow"].low > 1
    assert by_id["slow"].first < by_id["slow"].last


def test_five_months_are_no_slope():
    found = mentions(*drawn(np.random.default_rng(1), {"a": 0.2}, {"tickets": 80}, months=YEAR[:5]))
    assert slopes(found, period=YEAR[4], rules=RULES) == ()


def test_rules_out_of_range_are_refused_all_at_once():
    with pytest.raises(ParameterError) as refused:
        Rules(flag_below=5, fewest_items=0, owner=" ")
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == ["flag_below", "fewest_items", "owner"]
