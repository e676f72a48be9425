"""78 real experiments, of which no plan was ever published, through the notebook.

Data: ASOS Digital Experiments Dataset, C. H. Bryan Liu, Ângelo Cardoso, Paul Couturier and Emma J. McCoy (Imperial
College London and ASOS.com), 2021, CC BY 4.0.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import REPOSITORY, SHARED, Workbook

from prodops_kit import records

SOURCE = SHARED / "data/experiments/asos_digital_experiments.parquet"

# Of the two checkpoints of a day the later one; the control that all treatments share is taken from the first.
CONVERSION = """
copy (
  with days as (
    select *, date '2020-01-01' + cast(floor(time_since_start) as integer) as day from '{source}'
    qualify row_number() over (
      partition by experiment_id, variant_id, metric_id, day order by time_since_start desc) = 1)
  select experiment_id as experiment, 'control' as arm, 'Metric ' || metric_id as metric, day,
         cast(count_c as bigint) as n, mean_c as mean, variance_c as variance from days
  qualify variant_id = min(variant_id) over (partition by experiment_id, metric_id)
  union all
  select experiment_id, 'treatment ' || variant_id, 'Metric ' || metric_id, day,
         cast(count_t as bigint), mean_t, variance_t from days
  order by all
) to '{target}' (format parquet)
"""


@pytest.fixture(scope="module")
def asos(tmp_path_factory):
    """The record of a run over the real experiments, without any plan; its workbook is the working directory."""
    if not SOURCE.exists():
        pytest.skip("the public ASOS data are not on this machine")
    made = Workbook(tmp_path_factory.mktemp("asos"))
    shutil.copyfile(REPOSITORY / "notebooks/experiment.ipynb", made.root / "notebooks/experiment.ipynb")
    duckdb.sql(CONVERSION.format(source=SOURCE, target=made.root / "data/asos.parquet"))
    (made.root / "data/asos_plans").mkdir()
    text = "month: 2020-05\nregistry_source: data/asos_plans\nunits_file: null\nexposures_file: null\n"
    text += 'events_file: null\naggregates_file: data/asos.parquet\nsegments: ""\n'
    made.parameters("experiment/asos", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.root)
        command = [sys.executable, "-m", "prodops_kit", "run", "experiment/asos"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        yield records.last_good("experiment/asos", "2020-05")


def test_experiments_without_a_plan_have_their_evidence_shown_and_no_verdict(asos):
    assert asos["headline"] == "78 have no plan."
    assert asos["decisions"] == []
    page = Path("reports/2020-05/experiment-asos.html")
    assert page.stat().st_size < 1_000_000
    text = page.read_text(encoding="utf-8")
    assert text.count('id="card-') == 78  # one card an experiment, closed
    assert "Made from sample data" not in text
    assert (
        "78 experiments of the data are not in the registry: planned split, better direction, size and end are not "
        "known there."
    ) in text
    assert text.count("What treatment ") == 99  # every comparison's evidence
    for label in ("SHIP", "STOP: HARM", "CANNOT BE TRUSTED"):
        assert f">{label}<" not in text


def test_a_row_without_a_variance_is_counted_and_never_filled(asos):
    page = Path("reports/2020-05/experiment-asos.html").read_text(encoding="utf-8")
    where = "from 'data/asos.parquet'"
    rows, without = duckdb.sql(f"select count(*), count_if(variance is null) {where}").fetchall()[0]
    (entry,) = [entry for entry in asos["inputs"] if entry["table"] == "aggregates"]
    assert (entry["rows"], entry["used"]) == (rows, rows)
    assert without > 500
    assert f"{without} rows have no variance; none is filled in." in page
    assert "no variance of Metric" in page


def test_the_difference_on_the_page_is_the_one_of_the_data(asos):
    last = """from 'data/asos.parquet' where experiment = '036afc' and metric = 'Metric 1'
               qualify day = max(day) over (partition by arm)"""
    means = dict(duckdb.sql(f"select arm, mean {last}").fetchall())
    page = Path("reports/2020-05/experiment-asos.html").read_text(encoding="utf-8")
    card = page[page.index('id="card-036afc"') :]
    lift = means["treatment 2"] / means["control"] - 1
    assert f"{abs(lift):.1%}" in card[: card.index('id="card-058875"')]
