"""The month's experiments beside each other, and the page's values built by hand."""

from dataclasses import replace
from datetime import date

import pytest
from experiment.plans import PLAN, rate, seen
from experiment.several import month

from prodops_kit.experiment import Evidence, Phase, Registry, Rules, review
from prodops_kit.results import Source
from prodops_kit.show.text import plain

SOURCE = Source("experiments", "parameters/definitions/experiments", "0" * 64, "one YAML file an experiment", 1, 1, 0)


def reviewed(*pairs, period="2026-10", rules=None, more=None):
    plans = tuple(plan for plan, _ in pairs)
    moments = {plan.id: replace(evidence, experiment=plan.id) for plan, evidence in pairs}
    return review(Registry(plans, SOURCE), moments | (more or {}), month=period, rules=rules)


def named(name, checkout, **changes):
    return replace(PLAN, id=name, name=name, **changes), seen(checkout=checkout)


def test_a_win_that_does_not_survive_the_months_tests_is_marked_and_stays_a_win():
    lucky = named("lucky", (1000, 1090))  # p 0.037
    found = reviewed(lucky, *(named(f"null{n}", (1000, 1000)) for n in range(9)))  # q = 10 · 0.037
    assert found.portfolio.chance_wins == ("lucky",)
    assert [each.verdict.word for each in found.judged if each.experiment.id == "lucky"] == ["SHIP"]
    assert [decision.confidence for decision in found.decisions if decision.subject == "lucky"] == ["medium"]
    assert [notice.title for notice in found.notices] == ["May be luck"]
    assert not reviewed(lucky).portfolio.chance_wins


def test_the_sum_of_wins_is_stated_with_its_luck_taken_off():
    found = reviewed(named("a", (1000, 1100)), named("b", (1000, 1120)), named("c", (1000, 990)))
    (gains,) = found.portfolio.gains
    assert (gains.tests, gains.wins) == (3, 2)
    assert gains.gains.raw == pytest.approx(0.22)  # 10 % and 12 %
    assert gains.gains.corrected < 0.22


def test_decisions_against_the_verdict_are_listed_and_none_is_asked_twice():
    found = reviewed(named("shipped", (1000, 1000), decision="shipped"), named("open", (1000, 1200)))
    assert [each.experiment.id for each in found.portfolio.against] == ["shipped"]
    assert [decision.id for decision in found.decisions] == ["experiment.ship.open"]


def test_a_metric_that_could_not_be_measured_is_no_lack_of_gain():
    blank = replace(PLAN, id="blank", name="blank"), seen(moments={"Refund rate": rate(200, 200)})
    found = reviewed(blank, named("flat", (1000, 1000)))
    assert [each.verdict.word for each in found.judged] == ["CANNOT BE TRUSTED", "STOP: NO GAIN"]
    assert plain(found.headline) == "Give up flat for lack of gain. 1 has no result."
    assert plain(found.verdicts.heading) == "Verdicts: 1 without gain, 1 without a result"
    assert {d.subject: d.action for d in found.decisions} == {"blank": "Find the result of", "flat": "Do not ship"}
    assert [each.case.timing.ended for each in found.judged] == [True, True]
    assert "2026-10" not in plain(found.verdicts.table.caption)
    assert "ran in October 2026;" in plain(found.verdicts.table.caption)


def test_a_test_that_only_the_data_name_is_shown_as_not_registered():
    stranger = Evidence("stray", units={"a": 10, "b": 12}, exposed=22)
    found = reviewed(more={"stray": stranger})
    assert [(each.name, each.verdict.word) for each in found.judged] == [("stray", "NOT REGISTERED")]


def test_a_running_test_without_a_row_is_said():
    found = reviewed((replace(PLAN, name="Quiet"), Evidence(PLAN.id)))
    assert not found.judged
    assert [(notice.title, plain(notice.text)) for notice in found.notices] == [
        ("Without data", "No row of the data belongs to Quiet.")
    ]


def test_drafts_and_later_tests_are_not_listed():
    later = named("later", (1, 1), start=date(2026, 11, 2))
    assert not reviewed(named("draft", (1, 1), status="draft"), later).judged


def test_every_part_can_be_made_from_a_month_with_every_verdict():
    found = reviewed(*month())
    assert {each.verdict.word for each in found.judged} == {
        "SHIP",
        "STOP: HARM",
        "STOP: NO GAIN",
        "KEEP RUNNING",
        "CANNOT BE TRUSTED",
        "NOT REGISTERED",
    }
    for part in (found.verdicts, found.intervals, found.results, found.against, found.rates, found.roadmap):
        assert plain(part.heading)
    assert len(found.cards) == len(found.judged)
    assert len({card.name for card in found.cards}) == len(found.cards)


def test_a_rule_out_of_range_is_refused_with_all_the_others():
    with pytest.raises(Exception, match="srm_alpha") as refusal:
        Rules(srm_alpha=2, crossover_units=0)
    assert str(refusal.value).split("\n") == [
        "srm_alpha: 2 is not a part above 0 and below 1; 0.05 is 5%.",
        "crossover_units: 0 is not a whole number of 1 or more.",
    ]


def test_arms_in_which_everybody_has_an_event_break_no_sum():
    found = reviewed(named("all", (10_000, 10_000)), named("none", (0, 0)), named("a", (1000, 1100)))
    assert [(gains.tests, gains.wins) for gains in found.portfolio.gains] == [(1, 1)]


def test_a_test_in_which_every_unit_saw_both_versions_is_not_without_data():
    found = reviewed((PLAN, Evidence(PLAN.id, crossovers=500, exposed=500)))
    assert [each.verdict.word for each in found.judged] == ["CANNOT BE TRUSTED"]
    assert plain(found.judged[0].verdict.reason).endswith("500 more were in several arms and are left out.")
    assert found.without_data == ()


def test_figures_and_roadmap_count_the_same_experiments():
    silent = replace(PLAN, id="silent", planned_end=date(2026, 11, 20)), Evidence("silent")
    stranger = {"odd": replace(seen(), experiment="odd")}
    found = reviewed(silent, named("over", (1000, 1100)), more=stranger)
    figures = {figure.name: figure.value for figure in found.figures}
    assert (figures["running"], figures["ended"]) == (1, 1)
    assert plain(found.roadmap.heading) == "1 experiment running, 0 planned"
    assert found.velocity.chart.series[1].values[-1] == 1


def test_what_the_intervals_leave_out_is_counted():
    found = reviewed(named("none", (0, 0)), named("a", (1000, 1100)))
    assert found.intervals.chart.note == "Not drawn: 1 without a lift that can be read; the cards say why."


def test_only_what_is_to_be_shipped_is_added_up():
    three = replace(PLAN, phases=(Phase({"control": 1, "new": 1, "bold": 1}),))
    moments = {
        "Checkout rate": rate(1000, 1100, bold=1300),
        "Refund rate": rate(200, 200, bold=900),  # the bold one breaks its guardrail
    }
    units = {"control": 10_000, "new": 10_000, "bold": 10_000}
    found = reviewed((three, seen(moments=moments, units=units, exposed=30_000)))
    (gains,) = found.portfolio.gains
    assert (gains.tests, gains.wins, gains.gains.raw) == (2, 1, pytest.approx(0.1))


def test_a_shipped_variant_is_marked_by_its_own_luck_and_not_by_the_one_that_harms():
    three = replace(PLAN, phases=(Phase({"control": 1, "new": 1, "bold": 1}),))
    moments = {"Checkout rate": rate(1000, 1090, bold=1300), "Refund rate": rate(200, 200, bold=900)}
    units = {"control": 10_000, "new": 10_000, "bold": 10_000}
    lucky = three, seen(moments=moments, units=units, exposed=30_000)
    found = reviewed(lucky, *(named(f"null{n}", (1000, 1000)) for n in range(9)))
    assert found.portfolio.chance_wins == (PLAN.id,)
