"""`prodops experiment new`: a plan to fill in, which the registry reads as it is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from prodops_kit.experiment import fields, load_registry

TODAY = "1793577840"  # 2 November 2026
FILE = Path("parameters/definitions/experiments/shorter_checkout.yaml")
WHOLE = ("--start", "2026-11-09", "--planned-n", "4000", "--mde", "0.01", "--metric", "converted", "--owner", "Growth")


def test_a_new_plan_explains_every_field_and_loads(workbook_here, prodops):
    done = prodops("experiment", "new", "Shorter checkout", SOURCE_DATE_EPOCH=TODAY)
    assert (done.stdout, done.returncode) == (f"{FILE}\n", 0)
    for field in (*fields.EXPERIMENT, *fields.METRIC):
        line = rf"^(  - |    )?{field.name}:.*  # {re.escape(field.meaning)}"
        assert re.search(line, FILE.read_text(), re.MULTILINE), field.name
    registry = load_registry()
    (found,) = registry.experiments
    assert (registry.problems, found.id, found.name) == ((), "shorter_checkout", "Shorter checkout")
    assert (found.status, str(found.registered_on), found.metrics) == ("draft", "2026-11-02", ())
    assert found.missing == (
        "a primary metric",
        "the smallest effect worth having",
        "a planned size or end",
        "a start",
    )


def test_a_plan_is_whole_once_it_is_filled_in(workbook_here, prodops):
    prodops("experiment", "new", "Shorter checkout", *WHOLE, SOURCE_DATE_EPOCH=TODAY)
    (found,) = load_registry().experiments
    assert found.missing == ()
    assert (found.owner, found.planned_n, found.mde, found.primary.numerator) == ("Growth", 4000, 0.01, "converted")


def test_a_plan_is_never_overwritten(workbook_here, prodops):
    prodops("experiment", "new", "Shorter checkout")
    FILE.write_text("mine")
    done = prodops("experiment", "new", "Shorter  checkout!")
    assert done.returncode == 2
    assert done.stderr == f"{FILE}: is there already. Edit it, delete it, or give the experiment another name.\n"
    assert FILE.read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--start", "soon"), "start: is not a day; write it as 2026-10-31."),
        (("--mde", "0"), "mde: must be above 0; correct it, or leave it out."),
        (("--kind", "rate"), "kind: is not one of mean, proportion, ratio, quantile. Did you mean 'ratio'?"),
        (("--metric", "clicks", "--kind", "ratio"), "denominator: a ratio needs one and nothing else has one;"),
        (("--metric", "amount", "--kind", "quantile"), "quantile: a quantile needs one and nothing else has one;"),
        (("--metric", "amount", "--quantile", "1"), "quantile: must be between 0 and 1;"),
        (("--owner", "someone@example.com"), "owner: holds an e-mail address, which no page may show; name the team."),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_written(workbook_here, prodops, options, said):
    done = prodops("experiment", "new", "Shorter checkout", *options)
    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert not FILE.exists()


def test_a_name_without_letters_is_refused(workbook_here, prodops):
    done = prodops("experiment", "new", "?!")
    assert done.returncode == 2
    assert done.stderr.startswith("NAME: holds no letter and no digit;")


@pytest.mark.parametrize("name", ['"quoted": #1', "on", "2026", "{braces}\nand lines", "Größe \\ Preis", "'"])
def test_any_name_is_kept(workbook_here, prodops, name):
    done = prodops("experiment", "new", name)
    if done.returncode == 0:
        assert load_registry().experiments[0].name == " ".join(name.split())
    else:
        assert done.stderr.startswith("NAME: ")


def test_a_ratio_and_its_guardrail_are_written(workbook_here, prodops):
    prodops("experiment", "new", "Shorter checkout", "--metric", "clicks", "--denominator", "views")
    assert load_registry().experiments[0].primary.denominator == "views"


def test_a_quantile_is_written(workbook_here, prodops):
    prodops("experiment", "new", "Shorter checkout", "--metric", "amount", "--quantile", "0.9")
    assert load_registry().experiments[0].primary.measured == "amount, 0.9 quantile"


def test_help_names_the_commands_of_a_wing_and_loads_none(workbook_here, prodops):
    assert re.search(r"^  experiment +Register experiments before they start\.", prodops("--help").stdout, re.MULTILINE)
    assert re.search(r"^  new ", prodops("experiment", "--help").stdout, re.MULTILINE)
    code = (
        "import sys\nfrom prodops_kit.cli import main\nmain(['--help'], standalone_mode=False)\n"
        "print(*(name for name in sys.modules if name.startswith(('prodops_kit.experiment', 'pandas', 'scipy'))))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.endswith("\n\n")


def test_a_command_that_a_wing_does_not_have_is_refused(workbook_here, prodops):
    done = prodops("experiment", "nwe")
    assert done.returncode == 2
    assert "No such command 'nwe'" in done.stderr
