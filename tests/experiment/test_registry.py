"""The registry of experiments: what is read, what is left out, and what the reader is told."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodops_kit.errors import DataError
from prodops_kit.experiment import Metric, Phase, fields, load_registry
from prodops_kit.experiment.plans import Experiment

PLAN = """\
id: checkout
name: Shorter checkout
owner: Growth
status: running
registered_on: 2026-09-28
start: 2026-10-01
planned_end: 2026-10-28
planned_n: 4000
mde: 0.01
weights: {control: 50, short: 50}
metrics:
  - metric: Conversion
    role: primary
    kind: proportion
    numerator: converted
    direction: higher
    covariates: [visits_before]
  - metric: Refunds
    role: guardrail
    kind: ratio
    numerator: refunds
    denominator: orders
    direction: lower
    margin: 0.002
"""


@pytest.fixture
def plans(workbook_here):
    """Write plans, by the name of their file; each is the whole one with some text replaced."""
    folder = workbook_here.root / "parameters/definitions/experiments"
    folder.mkdir(parents=True)

    def write(name: str = "checkout", *replaced: tuple[str, str], text: str = PLAN) -> Path:
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return folder

    return write


MEDIAN = "kind: quantile\n    quantile: 0.5"
LOOKS = "boundary: pocock\nplanned_looks: "
FILE = "parameters/definitions/experiments/checkout.yaml"


def test_a_plan_is_read_as_it_is_written(plans):
    plans()
    registry = load_registry()
    (found,) = registry.experiments
    assert (found.id, found.name, found.owner, found.file) == ("checkout", "Shorter checkout", "Growth", FILE)
    assert (found.start, found.planned_end, found.planned_n) == (date(2026, 10, 1), date(2026, 10, 28), 4000)
    assert found.phases == (Phase({"control": 50, "short": 50}),)
    assert found.metrics == (
        Metric("Conversion", "primary", "proportion", "converted", better="higher", covariates=("visits_before",)),
        Metric("Refunds", "guardrail", "ratio", "refunds", "orders", better="lower", margin=0.002),
    )
    assert (found.missing, registry.problems, registry.left_out, registry.notices) == ((), (), (), ())
    assert (registry.source.rows, registry.source.used, registry.source.rejected) == (1, 1, 0)


def test_a_plan_without_an_id_is_called_as_its_file(plans):
    plans("pricing", ("id: checkout\n", ""), ("name: Shorter checkout\n", ""))
    (found,) = load_registry().experiments
    assert (found.id, found.name) == ("pricing", "pricing")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("owner:", "ownr:", "line 3: unknown field 'ownr'. There are id, name,"),
        ("metrics:", "metrcs:", "line 11: unknown field 'metrcs'. There are id, name,"),
        ("direction: higher", "dirction: higher", "line 16: unknown field 'dirction'. There are metric, role,"),
        ("status: running", "status: runing", "line 4: status is not one of draft, running, ended, stopped. Did you"),
        ("name: Shorter checkout", "name: 404", "line 2: name is not text; write it in quotes."),
        ("start: 2026-10-01", "start: 1.10.2026", "line 6: start is not a day; write it as 2026-10-31."),
        ("start: 2026-10-01", "start: 2026-02-30", "line 6: start is not a day; write it as 2026-10-31."),
        ("planned_n: 4000", "planned_n: 0", "line 8: planned_n must be 1 or more; correct it, or leave it out."),
        ("planned_n: 4000", "planned_n: 4000.5", "line 8: planned_n is not a whole number."),
        ("mde: 0.01", "mde: 0", "line 9: mde must be above 0; correct it, or leave it out."),
        ("mde: 0.01", "mde: '0.01'", "line 9: mde is not a number; write it as 0.05."),
        ("mde: 0.01", "alpha: 1.0", "line 9: alpha must be between 0 and 1; correct it, or leave it out."),
        ("short: 50", "short: 0", "line 10: weights must be above 0; correct it, or leave it out."),
        ("{control: 50, short: 50}", "[control, short]", "line 10: weights is not arms with a number each; write {"),
        ("{control: 50,", "{usual: 50,", "line 1: control 'control' is not among the arms usual, short; write one of"),
        ("margin: 0.002", "margin: -0.002", "line 24: margin must be above 0; correct it, or leave it out."),
        ("margin: 0.002", "cap: 1.0", "line 24: cap must be between 0 and 1; correct it, or leave it out."),
        ("    denominator: orders\n", "", "line 18: a ratio needs a denominator; write it, or correct kind."),
        ("kind: ratio", "kind: mean", "line 22: only a ratio has a denominator; remove it, or correct kind."),
        ("role: guardrail", "role: primary", f"line 19: the primary metric stands in {FILE}, line 12; make this one"),
        ("metric: Refunds", "metric: Conversion", f"line 18: a metric of this name stands in {FILE}, line 12; rename"),
        ("    numerator: converted\n", "", "line 12: numerator is missing; write it."),
        ("planned_end: 2026-10-28", "planned_end: 2026-09-28", "line 7: planned_end 2026-09-28 is before start 2026-1"),
        ("planned_n: 4000", "end: 2026-09-30", "line 8: end 2026-09-30 is before start 2026-10-01; correct one of t"),
        ("owner: Growth", "end: 2026-09-01", "line 3: end 2026-09-01 is before registered_on 2026-09-28; correct on"),
        ("owner: Growth", "owner: someone@example.com", "line 3: owner holds an e-mail address, which no page may sho"),
        ("owner: Growth", "link: javascript:alert(1)", "line 3: link is no address of a page; write it from https://"),
        ("owner: Growth", "owner: no", "line 3: owner: no is read as different values by different YAML versions;"),
        ("mde: 0.01", "mde: 0.01\nworth: 30", "line 10: worth alone is no price; write units_a_year and currency too"),
        ("mde: 0.01", "worth: 30\nunits_a_year: 9\ncurrency: EURO", "line 11: currency is not an ISO 4217 code; write"),
        ("mde: 0.01", "boundary: pocock", "line 9: boundary needs planned_looks too; write it, or remove boundary."),
        ("mde: 0.01", "planned_looks: [2026-10-28]", "line 9: planned_looks needs boundary too; write it, or remove"),
        ("mde: 0.01", "planned_looks: [soon]", "line 9: planned_looks is not a list of days; write [2026-10-14, 2026"),
        ("mde: 0.01", f"{LOOKS}[2026-10-14]", "line 10: the last look 2026-10-14 is not planned_end; make both one d"),
        ("mde: 0.01", f"{LOOKS}[2026-10-14, 2026-10-14]", "line 10: planned_looks must rise, from after start on; pu"),
        ("kind: proportion", f"{MEDIAN}", "line 18: a quantile has no covariates; remove it, or correct kind."),
        ("kind: proportion", f"{MEDIAN}\n    cap: 0.99", "line 16: a quantile has no cap; remove it, or correct kind."),
        ("kind: proportion", "kind: quantile", "line 12: quantile: say which one, 0.5 for the median, or correct ki"),
        ("kind: proportion", "kind: mean\n    quantile: 0.5", "line 15: quantile: only a quantile has one; remove it"),
        ("[visits_before]", "visits_before", "line 17: covariates is not a list of names; write [visits_before, ord"),
        ("owner: Growth", "owner: Growth\nowner: Web", "line 4: 'owner' stands there twice, first in line 3."),
    ],
)
def test_a_plan_written_wrongly_is_left_out_with_file_and_line(plans, old, new, said):
    plans("checkout", (old, new))
    plans("other", ("id: checkout", "id: other"))
    registry = load_registry()
    assert [experiment.id for experiment in registry.experiments] == ["other"]
    assert registry.left_out == ("checkout",)
    assert any(problem.startswith(f"{FILE}, {said}") for problem in registry.problems), registry.problems
    assert (registry.source.rows, registry.source.used, registry.source.rejected) == (2, 1, 1)
    assert registry.notices[0].title == "Experiments left out: checkout"
    assert not any("someone" in problem for problem in registry.problems)


def test_a_ratio_has_no_price_a_unit(plans):
    ratio = ("kind: proportion", "kind: ratio\n    denominator: visits")
    plans("checkout", ratio, ("mde: 0.01", "worth: 30\nunits_a_year: 900\ncurrency: EUR"))
    with pytest.raises(
        DataError, match=r"line 9: a ratio is not what a unit adds up to, so it has no price a unit; pr"
    ):
        load_registry()


def test_everything_wrong_with_all_files_is_said_at_once(plans):
    plans("checkout", ("mde: 0.01", "mde: 0"), ("planned_n: 4000", "planned_n: 0"))
    plans("pricing", ("id: checkout", "id: pricing"), ("owner:", "ownr:"))
    with pytest.raises(DataError) as refusal:
        load_registry()
    assert str(refusal.value).split("\n")[:2] == [
        f"{FILE}, line 8: planned_n must be 1 or more; correct it, or leave it out.",
        f"{FILE}, line 9: mde must be above 0; correct it, or leave it out.",
    ]
    assert "pricing.yaml, line 3: unknown field 'ownr'." in str(refusal.value)


def test_a_name_with_a_line_break_stays_on_the_line_of_its_message(plans):
    plans("checkout", ("{control: 50, short: 50}", '{"us\\nual": 1, short: 1}'))
    plans("other", ("id: checkout", "id: other"))
    assert load_registry().problems == (
        f"{FILE}, line 1: control 'control' is not among the arms us ual, short; write one of them.",
    )


def test_of_two_plans_with_one_id_neither_counts(plans):
    plans("checkout")
    plans("again")
    plans("other", ("id: checkout", "id: other"))
    registry = load_registry()
    assert [experiment.id for experiment in registry.experiments] == ["other"]
    assert registry.left_out == ("checkout",)
    assert len(registry.problems) == 2
    assert "again.yaml, line 1: the id 'checkout' stands in " in registry.problems[0]


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("    direction: higher\n", "", "the direction that is better"),
        ("    direction: lower\n", "", "the direction that is better"),
        ("mde: 0.01\n", "", "the smallest effect worth having"),
        ("weights: {control: 50, short: 50}\n", "", "planned weights"),
        ("registered_on: 2026-09-28", "registered_on: 2026-10-02", "a registration before the start"),
        ("planned_end: 2026-10-28\nplanned_n: 4000\n", "", "a planned size or end"),
    ],
)
def test_a_plan_that_is_not_whole_is_loaded_and_says_what_it_lacks(plans, old, new, missing):
    plans("checkout", (old, new))
    registry = load_registry()
    assert registry.experiments[0].missing == (missing,)
    assert (registry.left_out, registry.problems) == ((), ())


def test_an_experiment_without_metrics_is_loaded_and_said(plans):
    folder = plans("checkout")
    text = (folder / "checkout.yaml").read_text()
    plans(text=text[: text.index("metrics:")])
    registry = load_registry()
    assert registry.experiments[0].missing == ("a primary metric",)
    assert registry.problems == (
        f"{FILE}, line 1: no metric is planned, so there is no verdict; write metrics, one of them primary.",
    )
    assert registry.notices[0].title == "The registry is in doubt"


def test_an_end_and_a_status_that_do_not_fit_are_said(plans):
    plans("checkout", ("mde: 0.01", "mde: 0.01\nend: 2026-10-20"))
    assert load_registry().problems[0].startswith(f"{FILE}, line 4: it has an end and is said to be running;")
    plans("checkout", ("status: running", "status: stopped"))
    assert load_registry().problems[0].startswith(f"{FILE}, line 4: it is said to be stopped and has no end;")


PHASES = """\
phases:
  - weights: {control: 90, short: 10}
    to: 2026-10-07
  - from: 2026-10-08
    weights: {control: 1, short: 1}
"""


def test_phases_follow_each_other(plans):
    plans("checkout", ("weights: {control: 50, short: 50}\n", PHASES))
    (found,) = load_registry().experiments
    assert found.phases == (
        Phase({"control": 90, "short": 10}),
        Phase({"control": 1, "short": 1}, date(2026, 10, 8)),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from: 2026-10-08", "from: 2026-10-07", "line 13: a phase must begin after the one before it has;"),
        (
            "  - from: 2026-10-08\n    weights",
            "  - weights",
            "line 13: a phase must begin after the one before it has;",
        ),
        ("from: 2026-10-08", "from: 2026-09-08", "line 13: from 2026-09-08 is before start 2026-10-01;"),
        ("from: 2026-10-08", "from: 2026-10-08\n    to: 2026-10-02", "line 14: to 2026-10-02 is before from 2026-10"),
        ("phases:\n", "weights: {control: 1, short: 1}\nphases:\n", "line 10: weights and phases say the same;"),
        (PHASES, "phases: 2\n", "line 10: phases is not a list;"),
    ],
)
def test_phases_out_of_order_are_refused(plans, old, new, said):
    plans("checkout", ("weights: {control: 50, short: 50}\n", PHASES.replace(old, new)))
    plans("other", ("id: checkout", "id: other"))
    assert any(problem.startswith(f"{FILE}, {said}") for problem in load_registry().problems)


TABLES = {
    "experiments.csv": """\
id,name,status,registered_on,start,planned_end,planned_n,mde,early_stop,colour
checkout,Shorter checkout,running,2026-09-28,2026-10-01,2026-10-28,4000,0.01,yes,red
pricing,Prices,running,2026-09-28,2026-10-01,2026-10-28,4000,five,,
""",
    "metrics.csv": """\
experiment_id,metric,role,kind,numerator,direction,covariates
checkout,Conversion,primary,proportion,converted,higher,visits; orders
chekout,Conversion,primary,proportion,converted,higher,
pricing,Conversion,primary,proportion,converted,higher,
""",
    "phases.csv": """\
experiment_id,phase,from,to,arm,weight,is_control
checkout,1,,,usual,90,yes
checkout,1,,,short,10,no
checkout,2,2026-10-08,,usual,50,yes
checkout,2,2026-10-08,,short,50,no
pricing,1,,,control,50,
pricing,1,,,cheap,50,
""",
}


@pytest.fixture
def tables(workbook_here):
    """Write the three tables, some text replaced."""

    def write(*replaced):
        for name, text in TABLES.items():
            for table, old, new in replaced:
                assert table != name or old in text
                text = text.replace(old, new) if table == name else text
            (workbook_here.root / "data" / name).write_text(text)
        return "data"

    return write


def test_three_tables_say_the_same_as_files(tables):
    registry = load_registry(tables())
    (found,) = registry.experiments
    assert (found.planned_n, found.mde, found.early_stop, found.control) == (4000, 0.01, True, "usual")
    assert found.arms == ("usual", "short")
    assert found.phases[1] == Phase({"usual": 50.0, "short": 50.0}, date(2026, 10, 8))
    assert found.metrics[0].covariates == ("visits", "orders")
    assert found.missing == ()
    assert registry.left_out == ("pricing",)
    assert registry.problems == (
        "data/experiments.csv: column 'colour' is not known and was not read.",
        "data/metrics.csv, line 3: no experiment 'chekout' in experiments.csv, so the row was not read. "
        "Did you mean 'checkout'?",
        "data/experiments.csv, line 3: mde is not a number; write it as 0.05.",
    )
    assert registry.source.reasons[0].lines == (3,)


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("phases.csv", "short,10,no", "short,0,no", "data/phases.csv, line 3: weight must be above 0;"),
        ("phases.csv", "short,10,no", "usual,10,no", "data/phases.csv, line 3: an arm stands twice in one phase;"),
        ("phases.csv", "short,10,no", "short,10,yes", "data/phases.csv, line 2: 2 arms are the control;"),
        ("phases.csv", "2,2026-10-08,,short", "2,,,short", "data/phases.csv, line 5: from and to differ inside one"),
    ],
)
def test_a_faulty_phase_leaves_its_experiment_out(tables, table, old, new, said):
    source = tables((table, old, new), ("experiments.csv", "five", "0.05"))
    registry = load_registry(source)
    assert registry.left_out == ("checkout",)
    assert any(problem.startswith(said) for problem in registry.problems), registry.problems


def test_tables_that_cannot_be_read_are_refused_together(tables, workbook_here):
    source = tables(("metrics.csv", "experiment_id", "test"), ("phases.csv", "short,10,no", "short,10,no,9"))
    (workbook_here.root / "data/experiments.csv").unlink()
    with pytest.raises(DataError) as refusal:
        load_registry(source)
    lines = str(refusal.value).split("\n")
    assert lines[0].startswith("data/experiments.csv: no such file;")
    assert lines[1] == "data/metrics.csv: no column experiment_id; add it."
    assert lines[2].startswith("data/phases.csv, line 3: ")


def test_a_source_that_is_none_or_two_is_refused(plans, tables, workbook_here):
    with pytest.raises(DataError, match="no such folder; the registry is a folder"):
        load_registry("data/experiments")
    with pytest.raises(DataError, match="a file, not a folder"):
        load_registry(__file__)
    folder = plans()
    (folder / "experiments.csv").write_text("id\n")
    with pytest.raises(DataError, match=r"holds both YAML files and experiments\.csv; keep one kind"):
        load_registry()


def test_an_empty_folder_is_an_empty_registry(plans, workbook_here):
    folder = plans()
    (folder / "checkout.yaml").unlink()
    (folder / ".checkout.yaml").write_text("id: [")
    assert load_registry().experiments == ()


def test_every_declared_field_is_one_of_the_plan():
    assert {field.attribute for field in fields.EXPERIMENT} - {"weights"} | {
        "metrics",
        "phases",
        "file",
        "line",
    } == set(Experiment.__slots__)
    assert {field.attribute for field in fields.METRIC} == set(Metric.__slots__)


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["2026-10-01"])
)
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.text(max_size=5), scalars, max_size=2)


def blocks(known):
    return st.fixed_dictionaries({}, optional={field.name: values for field in known})


def said_of(text):
    """What the registry says of one file: its problems, or its refusal."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "a.yaml").write_text(text, encoding="utf-8", newline="")
        try:
            return load_registry(folder).problems
        except DataError as refusal:
            return str(refusal).split("\n")


@settings(deadline=None, max_examples=40)  # the first call loads the reader
@given(
    blocks(fields.EXPERIMENT), st.lists(blocks(fields.METRIC), max_size=3), st.lists(blocks(fields.PHASE), max_size=3)
)
def test_any_values_are_a_plan_or_a_message(plan, metrics, phases):
    said = said_of(json.dumps(plan | {"metrics": metrics, "phases": phases}))
    assert all("a.yaml" in line for line in said)


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_a_plan_or_a_message(text):
    assert all("a.yaml" in line for line in said_of(text))


@pytest.mark.parametrize("folder", ["parameters/definitions/experiments", "data/tests"])
def test_a_changed_added_or_removed_plan_runs_the_report_again(plans, workbook_here, prodops, folder):
    written = plans()
    if folder != "parameters/definitions/experiments":
        written = written.rename(workbook_here.root / folder)
    workbook_here.report(
        "# Probe\n\nWhat?", "import prodops_kit as pk", f"len(pk.experiment.load_registry('{folder}').experiments)"
    )

    def status():
        (entry,) = json.loads(prodops("run", "--json").stdout)["reports"]
        return entry["status"]

    text = (written / "checkout.yaml").read_text()
    assert [status(), status()] == ["ok", "unchanged"]
    (written / "checkout.yaml").write_text(text.replace("mde: 0.01", "mde: 0.02"))
    assert [status(), status()] == ["ok", "unchanged"]
    (written / "other.yaml").write_text(text.replace("id: checkout", "id: other"))
    assert [status(), status()] == ["ok", "unchanged"]
    (written / "other.yaml").unlink()
    assert [status(), status()] == ["ok", "unchanged"]
