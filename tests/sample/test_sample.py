"""The sample company is the same everywhere, and every report finds what was planted."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache

import pytest

from prodops_kit import sample, tool_spend, workbook
from prodops_kit.periods import Period
from prodops_kit.sample import tool_spend as writer
from prodops_kit.tool_spend import load_charges, review


def test_the_same_seed_gives_the_same_bytes(workbook_here):
    first, second = sample.write("one"), sample.write("two")

    assert first.read_bytes() == second.read_bytes()
    # Made on Linux with Python 3.11; another platform or version must come to the same.
    assert json.loads(first.read_text())["files"] == {
        "charges.csv": "d06c90223e61bdab76f3cfad96703121db7249b02e51eea30ad17a5f43b80bf8",
        "contracts.csv": "06306f250d77e830b3fb99b079c92053bfd41682c26cac7ed1622fdf9e6e19eb",
        "assignments.csv": "4002bb026d5f916e1b0f6e17b93c94aa07b7f69fd1a98a62680731facad2894f",
        "roster.csv": "d6064bb126f3057da8b3477f9f58c6100f4c21b84e72e25e056b274b6db598a7",
        "aliases.csv": "6c20baeebedcf701a72f5440ed031a28ab587c9e05eaf64f6e89448300785364",
        "experiments/experiments.csv": "f7200015f946fafd597c0856c88421a7dee640759ede6f47a98643ca78ebc258",
        "experiments/metrics.csv": "3c12b91834d61a3abe33ee026702ffb86b1ad02f509cb29a9e0623b2c3777e46",
        "experiments/phases.csv": "5f9065a43ef22cfb6f02d023b8dbf31956f06e4f5f4e5ec9883a6b3470503f4f",
        "experiment_units.csv": "44621dccae2bb3e69b1014db100f9803e8d1b2ad0db300ed402b6c8695b33408",
        "experiment_exposures.csv": "fc20f01fe6d6ef430266575e61e85104f9c7229aa515c53718dee2c21ff725e3",
        "experiment_events.csv": "72122bc031ed69de57a56cb317d17d9b51bea77369db1c8976e90d58b78d7a03",
        "feedback_tickets.csv": "364b05b503a2a8a6e0db4f923896c95fd11b433d7f03488b237c273a8cf0a3cb",
        "feedback_reviews.tsv": "05e1d59fe67e3781d72f4d9be9b2155f66f10aa6209c07fc98c5246d00ddced2",
        "feedback_survey.csv": "6fa6fed0e11631fd9bb5a65569e61312abcd5dade725773e45b4aeeb0c7f9249",
        "feedback_interviews.csv": "9d6701290735b7606a7be65219694a672f0ba21487ed44c9d80a3a49473b7433",
        "feedback_taxonomy.yaml": "edeea270d1c3bfeb89943adf2b99d3db426a0e7ca40cbe1f142109cfff482630",
        "salary_survey_tech.csv": "07bf35c8e13d6df4c081f6586661602fcd208bb876c92a5a3adb67c5fb27f558",
        "salary_survey_operations.csv": "2b6a7864e5a1c87cf51d1c738b86b64e610aad48bd3cb0435faeb81958bc3673",
        "salary_matches.csv": "6c262976e803511c438d92853f1c6312f7480b6528d9eafd52ec84b344b57c00",
        "salary_bands.csv": "46b55ec3e1850e68a4d8e8eef5a8a93a4f48339319a0465e74a6b27359d436bd",
        "salary_geo.csv": "53ee07c2f6ddf1efe07a5b806f4be478c6de009dce74a25d064c193f78927f0f",
        "salary_staff.csv": "53f65fe3fa9c7f4a6290af72e9b174989968dfc9055a1620e9fc701f61c1b735",
        "salary_offers.csv": "2810afb9026ec96099da13c525753efd0ce82a19609d6e1140f4c214c90f006d",
        "salary_requisitions.csv": "113e232d40245ba5ea99b12bbde59b6d333f6c5e2fc2b745115efe80b745bc4b",
        "salary_openings.csv": "a8fc013b6ef7aca0e74ae4cf1e46eff9b09dd6e6a20d800b35abdd2398d7ece4",
    }
    assert b"\r" not in first.read_bytes() + (workbook_here.root / "one" / "charges.csv").read_bytes()


def test_another_seed_is_another_company(workbook_here):
    assert sample.write("one", seed=1).read_bytes() != sample.write("two", seed=2).read_bytes()


def test_the_workbook_knows_its_sample_and_its_month(workbook_here):
    sample.write("data", month="2026-07")
    charges = load_charges("data/charges.csv")

    assert charges.source.sample
    assert workbook.month("last_month") == "2026-07"


STATES = ("leavers", "never_assigned", "never_signed_in", "inactive")


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """The facts of a sample company and the review of its files."""

    @cache
    def made(seed, month="2026-10"):
        folder = tmp_path_factory.mktemp("company")
        _, facts = writer.write(folder, month=Period("2026-10"), seed=seed)
        load = {
            name: getattr(tool_spend, f"load_{name}")(folder / f"{name}.csv")
            for name in ("charges", "contracts", "assignments", "roster", "aliases")
        }
        return [fact.as_json() for fact in facts], review(**load, month=month, currency="USD", ask_above=500)

    return made


def told(facts, *kinds):
    return [fact for fact in facts if fact["kind"] in kinds]


@pytest.mark.parametrize("seed", range(1, 31))
def test_every_planted_fact_is_found_again_and_nothing_else(workbook_here, stack, seed):
    facts, made = stack(seed)
    decided = {d.id: d for d in made.decisions}

    # Seats: each planted one with its reason, so every leaver's; and none that was not planted.
    found = {(state, one.tool): getattr(one, state) for one in made.seats_by_tool for state in STATES}
    assert {key: n for key, n in found.items() if n} == {
        (fact["kind"], fact["subject"]): fact["quantity"] for fact in told(facts, *STATES)
    }
    # Deadlines to the day, the missed and the close one, and those without terms.
    dated = {(c.tool, c.deadline.isoformat()) for c in made.contracts_in_force if c.deadline and not c.monthly}
    assert dated == {(fact["subject"], fact["by"]) for fact in told(facts, "notice_deadline")}
    assert [c.tool for c in made.contracts_in_force if c.missed] == [
        f["subject"] for f in told(facts, "missed_deadline")
    ]
    close = made.period.last_day + timedelta(days=30)
    near = [c.tool for c in made.contracts_in_force if c.act_by and made.period.last_day < c.act_by <= close]
    assert set(near) - {"Calendly"} == {fact["subject"] for fact in told(facts, "close_deadline")}  # a monthly plan
    terms = [c.tool for c in made.contracts_in_force if c.without_terms]
    assert terms == [fact["subject"] for fact in told(facts, "no_notice_terms")]
    # Overlap: the planted pair only.
    pairs = [(p.dropped.tool, p.both, p.saving) for p in made.pairs if p.is_overlap]
    assert pairs == [(fact["subject"], fact["quantity"], fact["worth"]) for fact in told(facts, "overlap")]
    # Decisions: what, how many, worth, until when; their total is the sum of the sentences.
    asked = {
        (d.id.split(".")[1], d.subject, d.worth.minor if d.worth else None, d.by.isoformat()) for d in decided.values()
    }
    assert asked == {
        ("merge", f["subject"], f["worth"], f["by"])
        if f["kind"] == "overlap"
        else ("reduce", f["subject"], f["worth"], f["by"])
        if f["kind"] == "reduce"
        else ("ask_terms", f["subject"], None, f["by"])
        if f["kind"] == "no_notice_terms"
        else (f["kind"], f["subject"], None, f["by"])
        for f in told(facts, "reduce", "overlap", "no_notice_terms", "ask_rise", "ask_new")
    }
    worth = sum(fact["worth"] for fact in told(facts, "reduce", "overlap"))
    assert made.headline.values["stake"].minor == worth == sum(d.worth.minor for d in decided.values() if d.worth)
    assert made.decisions[0].subject == told(facts, "missed_deadline")[0]["subject"]  # leads


@pytest.mark.parametrize("seed", range(1, 6))
def test_what_was_spent_is_what_was_planted(workbook_here, stack, seed):
    facts, made = stack(seed)
    spent = {
        fact["kind"]: (fact["subject"], fact["worth"]) for fact in told(facts, "spent", "accrued", "largest_category")
    }
    billed = made.spend
    rise = billed.by_tool.set_index("tool")["change"]

    assert spent["spent"] == (made.month, billed.spent)
    assert spent["accrued"] == (made.month, billed.accrued)
    assert spent["largest_category"] == tuple(billed.by_category.iloc[0][["category", "spent"]])
    assert all(rise[fact["subject"]] == fact["worth"] for fact in told(facts, "ask_rise", "ask_new"))
    assert not any(source.rejected for source in made.sources)
    assert [notice.title for notice in made.notices] == ["Names that do not meet"]  # the tool nobody ordered
    assert 4_500_000 < billed.spent < 7_000_000
    assert len(made.contracts_in_force) == 36
    assert made.inputs.contracts.source.rows == 40


@pytest.mark.parametrize("seed", range(1, 6))
def test_what_is_paid_ahead_costs_in_each_month_of_its_term(workbook_here, stack, seed):
    facts, made = stack(seed)
    billed, ahead = made.spend, told(facts, "prepaid")
    spread = billed.accrued_by_month["accrued"]

    assert len(ahead) == 2
    assert billed.accrued - billed.spent == sum(fact["worth"] for fact in ahead) // 12  # no invoice in the month
    assert spread.sum() == billed.charges.source.money[0].minor  # not a cent lost
    assert [series.label for series in made.trend.chart.series] == ["billed", "cost by terms"]
    assert made.figures[0].note.values["accrued"].minor == billed.accrued


def test_the_month_before_asks_about_no_rise(workbook_here, stack):
    _, made = stack(1, month="2026-09")

    assert not [d for d in made.decisions if d.id.startswith(("tool_spend.ask_rise", "tool_spend.ask_new"))]
    assert made.usage.as_of.isoformat() == "2026-09-30"


def test_no_address_is_kept_of_anybody(workbook_here, stack):
    _, made = stack(1)
    everything = made.inputs.assignments.rows.query("from {rows} select string_agg(person, '') as keys")["keys"].item()
    assert "@" not in everything
    assert "example" not in everything
