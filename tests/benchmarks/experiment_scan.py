"""Moments of an experiment's units, asked where they lie: a proportion, a mean with CUPED and a ratio in one run.

    python tests/benchmarks/experiment_scan.py [--runs 3] [--full] [--python /elsewhere/bin/python]

Baseline = 1: the same checks and sums in SQL by hand, in DuckDB: units in several arms, units of each arm and day,
then counts, means, variances and covariances. Two more by hand: the first check by counting hashes, as the kit does,
and the sums without any check. The kit adds what it has to know first: the file's hash, rows without a unit or an arm,
cells that are no number. Polars (streaming), tea-tasting on pandas and pandas with statsmodels run where they are
installed: `--python` names another interpreter that has them (tea-tasting 1.14 for Python 3.11). The last two check
nothing.

Parquet, 250,000 rows a group, 10 columns; 1 and 5 million rows, with `--full` 20 million. Each in a process of its own,
imports left out of the time, memory above that after the imports. All must agree to nine digits.

Aim: 1.1 of the baseline in wall and memory at 5 million rows.

Last measured, Python 3.11, two cores shared with other work, CPU and memory against the baseline: the kit 0.98 and 0.32
at 1 million rows (0.5 s), 0.77-0.86 and 0.23 at 5 million (2.2-2.4 s, 0.2 GB), 0.72 and 0.24 at 20 million (12.7 s,
0.8 GB). Sums by hand with the kit's own first check, by hashes, take 0.45 at 5 million: what the kit checks besides
costs 1.7 times that. Polars 1.11 and 1.34, tea-tasting 2.2 and 1.0, statsmodels 16.6 and 1.7 at 5 million.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BASELINE, HASHED, SUMS, KIT = "DuckDB by hand", "DuckDB, hashes", "DuckDB, sums only", "the kit"
POLARS, TEA, MODELS = "Polars streaming", "tea-tasting, pandas", "pandas + statsmodels"
SIZES = (1_000_000, 5_000_000)
FULL = 20_000_000
GIGABYTE = 1e9
COLUMNS = ("converted", "revenue", "revenue_before", "clicks", "views")

Facts = dict[str, Any]


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(_measured(*sys.argv[2:4])))  # noqa: T201
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="counted rounds; the best is printed")
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes, in rows")
    parser.add_argument("--full", action="store_true", help="also 20 million rows")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has Polars and tea-tasting")
    wanted = parser.parse_args()
    import measure

    with tempfile.TemporaryDirectory() as folder:
        for name in ("notebooks", "parameters"):
            (Path(folder) / name).mkdir()
        os.environ["PRODOPS_ROOT"] = folder
        for rows in (*wanted.rows, *([FULL] if wanted.full else [])):
            file = _written(Path(folder) / f"{rows}.parquet", rows)
            found = {name: _runs(name, file, wanted) for name in CHILDREN}
            found = {name: runs for name, runs in found.items() if runs}
            table = [_row(name, runs, found[BASELINE]) for name, runs in found.items()]
            heads = ("", "wall s", "cpu s", "memory GB", "wall ratio", "cpu ratio", "memory ratio", "agrees")
            measure.show(f"{rows:,} units. {BASELINE} = 1; best of {wanted.runs}.", heads, table)
            file.unlink()


def _written(file: Path, rows: int) -> Path:
    import duckdb

    sql = f"""from range({rows}) as rows(i) select 'checkout' as experiment, 'u' || (i * 7919 % {rows}) as unit,
        if(hash(i) % 2 = 0, 'control', 'treatment') as arm, date '2026-09-01' + cast(i % 50 as int) as exposed_on,
        cast(hash(i, 1) % 100 < 12 as int) as converted, hash(i, 2) % 10000 / 100.0::double
        + hash(i, 3) % 10000 / 200.0::double as revenue, hash(i, 3) % 10000 / 100.0::double as revenue_before,
        cast(hash(i, 4) % 20 as int) as clicks, cast(1 + hash(i, 5) % 30 as int) as views,
        case hash(i, 6) % 3 when 0 then 'de' when 1 then 'us' else 'fr' end as country"""
    duckdb.execute(f"copy ({sql}) to '{file}' (format parquet, row_group_size 250000)").fetchall()
    return file


def _runs(name: str, file: Path, wanted: argparse.Namespace) -> list[Facts]:
    python = sys.executable if name in (BASELINE, HASHED, SUMS, KIT) else wanted.python
    if name in HEAVY and file.stem == str(FULL):
        return []
    found = []
    for _ in range(wanted.runs):
        command = (python, str(Path(__file__).resolve()), "--child", name, str(file))
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stdout.write(f"{name}: {done.stderr.strip().splitlines()[-1][:120]}\n")
            return []
        found.append(json.loads(done.stdout))
    return found


def _row(name: str, runs: list[Facts], base: list[Facts]) -> list[str]:
    ours, theirs = ({key: min(run[key] for run in each) for key in _KEYS} for each in (runs, base))
    pairs = zip(runs[0]["found"], base[0]["found"], strict=True)
    agrees = all(abs(a - b) <= 1e-9 * abs(b) for a, b in pairs if a is not None)
    figures = [f"{ours[key]:.2f}" for key in _KEYS] + [f"{ours[key] / theirs[key]:.2f}" for key in _KEYS]
    return [name, *figures, "yes" if agrees else "NO"]


_KEYS = ("wall", "cpu", "memory")


def _measured(name: str, file: str) -> Facts:
    """Time, processor time and memory of one way in this process; its numbers, control before treatment."""
    ready = CHILDREN[name]()
    before, watch = _held(), _Watch()
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    found = ready(file)
    wall, now = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return {"wall": wall, "cpu": cpu, "memory": (watch.most() - before) / GIGABYTE, "found": found}


class _Watch:
    """Most memory held, looked at every 10 ms."""

    def __init__(self) -> None:
        self.high, self.done = _held(), False
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.done:
            self.high = max(self.high, _held())
            time.sleep(0.01)

    def most(self) -> int:
        self.done = True
        self.thread.join()
        return max(self.high, _held())


def _held() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize()


Way = Callable[[str], list[float | None]]
"""From a file to, for control then treatment: the five means, two variances and two covariances of `_SUMS`."""

_SUMS = """experiment, arm, avg(converted), avg(revenue), avg(revenue_before), avg(clicks), avg(views),
    var_samp(revenue), var_samp(revenue_before), covar_samp(revenue, revenue_before),
    var_samp(clicks), var_samp(views), covar_samp(clicks, views), count(*)"""


def by_duckdb() -> Way:
    import duckdb

    def way(file: str) -> list[float | None]:
        rows = f"from read_parquet('{file}')"
        crossing = f"{rows} select experiment, unit group by all having count(*) > 1 or min(arm) <> max(arm)"
        assert not duckdb.execute(crossing).fetchall()
        days = duckdb.execute(f"{rows} select experiment, arm, exposed_on, count(*) group by all").fetchall()
        assert len(days) == 100
        return _of_sql(duckdb.execute(f"{rows} select {_SUMS} group by all order by arm").fetchall())

    return way


def by_hashes() -> Way:
    import duckdb

    def way(file: str) -> list[float | None]:
        rows = f"from read_parquet('{file}')"
        count, keys = duckdb.execute(f"{rows} select count(*), count(distinct hash(experiment, unit))").fetchall()[0]
        assert count == keys
        days = duckdb.execute(f"{rows} select experiment, arm, exposed_on, count(*) group by all").fetchall()
        assert len(days) == 100
        return _of_sql(duckdb.execute(f"{rows} select {_SUMS} group by all order by arm").fetchall())

    return way


def by_sums() -> Way:
    import duckdb

    return lambda file: _of_sql(
        duckdb.execute(f"from read_parquet('{file}') select {_SUMS} group by all order by arm").fetchall()
    )


def _of_sql(rows: list[tuple[Any, ...]]) -> list[float | None]:
    return [float(cell) for row in rows for cell in row[2:13]]


def by_kit() -> Way:
    from types import SimpleNamespace

    import duckdb

    from prodops_kit import experiment as kit

    duckdb.connect().execute("select 1").fetchall()
    metrics = (
        kit.Metric("conversion", "primary", "proportion", "converted"),
        kit.Metric("revenue", "goal", "mean", "revenue", covariates=("revenue_before",)),
        kit.Metric("clicks", "goal", "ratio", "clicks", "views"),
    )
    plan = kit.Experiment("checkout", "", metrics=metrics, phases=(kit.Phase({"control": 1, "treatment": 1}),))
    left_out = {"exposures": kit.load_exposures(None), "events": kit.load_events(None)}
    left_out["aggregates"] = kit.load_aggregates(None)

    def way(file: str) -> list[float | None]:
        units = kit.load_units(file)
        found = kit.read_moments(SimpleNamespace(experiments=(plan,)), units=units, month="2026-10", **left_out)
        return [cell for arm in ("control", "treatment") for cell in _of_moments(found["checkout"].moments, arm)]

    return way


def _of_moments(moments: Any, arm: str) -> list[float]:
    share, mean, ratio = (moments[name][arm] for name in ("conversion", "revenue", "clicks"))
    spread = [(m.cov[0][0], m.cov[1][1], m.cov[0][1]) for m in (mean, ratio)]
    return [*share.mean, *mean.mean, *ratio.mean, *spread[0], *spread[1]]


def by_polars() -> Way:
    import polars as pl

    def way(file: str) -> list[float | None]:
        units = pl.scan_parquet(file)
        keys = units.group_by("experiment", "unit").agg(pl.col("arm").min() != pl.col("arm").max(), pl.len())
        assert keys.filter((pl.col("len") > 1) | pl.col("arm")).collect(engine="streaming").is_empty()
        days = units.group_by("experiment", "arm", "exposed_on").len().collect(engine="streaming")
        assert len(days) == 100
        sums = [pl.col(c).mean().alias(f"mean {c}") for c in COLUMNS]
        for top, bottom in (("revenue", "revenue_before"), ("clicks", "views")):
            sums += [pl.col(c).var().alias(f"var {c}") for c in (top, bottom)]
            sums.append(pl.cov(top, bottom).alias(f"cov {top}"))
        found = units.group_by("experiment", "arm").agg(*sums).sort("arm").collect(engine="streaming")
        return [cell for row in found.drop("experiment", "arm").rows() for cell in row]

    return way


def by_tea_tasting() -> Way:
    import pandas as pd
    import tea_tasting as tt

    def way(file: str) -> list[float | None]:
        units = pd.read_parquet(file, columns=["arm", *COLUMNS])
        test = tt.Experiment(
            conversion=tt.Mean("converted"),
            revenue=tt.Mean("revenue", "revenue_before"),
            clicks=tt.RatioOfMeans("clicks", "views"),
            variant="arm",
        )
        found = test.analyze(units, control="control")
        rates = [(found["conversion"].control, found["conversion"].treatment)]
        return [cell for rate in rates[0] for cell in (float(rate), *[None] * 10)]

    return way


def by_statsmodels() -> Way:
    import pandas as pd
    import statsmodels.formula.api as models
    from statsmodels.stats.proportion import proportions_ztest

    def way(file: str) -> list[float | None]:
        units = pd.read_parquet(file, columns=["arm", *COLUMNS])
        groups = units.groupby("arm")
        shares = groups["converted"].agg(["sum", "count"])
        proportions_ztest(shares["sum"], shares["count"])
        models.ols("revenue ~ arm + revenue_before", units).fit(cov_type="HC2")
        ratio = units["clicks"].mean() / units["views"].mean()
        linear = units.assign(linear=(units["clicks"] - ratio * units["views"]) / units["views"].mean())
        models.ols("linear ~ arm", linear).fit(cov_type="HC2")
        return [cell for mean in groups["converted"].mean() for cell in (float(mean), *[None] * 10)]

    return way


CHILDREN: dict[str, Callable[[], Way]] = {
    BASELINE: by_duckdb,
    HASHED: by_hashes,
    SUMS: by_sums,
    KIT: by_kit,
    POLARS: by_polars,
    TEA: by_tea_tasting,
    MODELS: by_statsmodels,
}
HEAVY = (TEA, MODELS)  # hold all rows in memory several times


if __name__ == "__main__":
    main()
