"""Results that another system has already added up: size, mean and variance of each arm and metric.

The file is the kit's own form, or what GrowthBook exports: the CSV of `Export CSV` on an experiment's results, which
has no column for the experiment (the file is named after it), or the JSON of its API's `/experiments/{id}/results`.

Source:
    GrowthBook, ResultMoreMenu.tsx (columns of the CSV) and ExperimentResults.yaml (the API's schema).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.engines import store
from prodops_kit.errors import DataError
from prodops_kit.readers.declarations import KINDS, Table, column
from prodops_kit.results import Source
from prodops_kit.tables import Loaded, read_table

_ALL = ("", "all")  # GrowthBook's words for no dimension
GROWTHBOOK = "GrowthBook results"
_ADJUSTED = "GrowthBook states the spread after its own adjustments (CUPED, caps), where they were switched on."


class Aggregates(Table):
    """One metric of one arm, added up; with days, one row a day for all units until then."""

    experiment: str = column(
        "text",
        "Id of the experiment; else the name of the file",
        aliases=("experiment id", "experiment_key", "test"),
        required=False,
    )
    arm: str = column("text", "Version", aliases=("variation", "variant", "variation id", "variant id", "group"))
    metric: str = column("text", "Name of the metric, or of its column", aliases=("metric name", "metric id"))
    n: int = column("count", "Units in the arm", aliases=("users", "units", "count", "sample size"))
    mean: float = column("number", "Mean a unit", aliases=("perUserValue", "per user value", "average"))
    variance: float = column("number", "Sample variance of a unit; or else", aliases=("var",), required=False)
    standard_deviation: float = column(
        "number", "its standard deviation", aliases=("perUserValueStdDev", "stddev", "std", "sd"), required=False
    )
    day: date = column("day", "Last day of the units counted", aliases=("date", "until"), required=False)
    denominator_mean: float = column("number", "For a ratio: mean of its lower part", required=False)
    denominator_variance: float = column("number", "For a ratio: variance of its lower part", required=False)
    covariance: float = column("number", "For a ratio: covariance of both parts", required=False)

    covers = "day"


def load_aggregates(path: str | Path | None) -> Loaded:
    """Read results that another system has added up.

    Args:
        path: CSV, Excel or Parquet file with the columns of `Aggregates`, a CSV or JSON of GrowthBook; None for none.

    Raises:
        DataError: The file cannot be read as results. Single bad rows are set aside and counted.
    """
    if path is None:
        return Loaded.left_out(Aggregates, "aggregates_file is not set")
    file = workbook.file_and_sheet(path)[0]
    if file.suffix.lower() == ".json":
        return _of_api(file)
    loaded = read_table(path, Aggregates, defaults={"experiment": file.stem})
    spread = loaded.rows.exact(
        "from {rows} select count(standard_deviation), count(variance), "
        "count_if(standard_deviation is null and variance is null)"
    )[0]
    loaded = loaded.warn(_ADJUSTED) if spread[0] and not spread[1] else loaded
    without = spread[2]
    return loaded.warn(f"{without} rows have no variance; none is filled in.") if without else loaded


def _of_api(file: Path) -> Loaded:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        rows = list(_results(document.get("result", document)))
    except OSError as fault:
        raise DataError(f"{workbook.name(file)}: cannot be read ({fault.strerror}); name another file.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        rows = []
    if not rows:
        raise DataError(
            f"{workbook.name(file)}: holds no results of GrowthBook's API; save the answer of "
            f"/api/v1/experiments/<id>/results, or export the results as CSV."
        )
    columns = {field.name: KINDS[field.kind] for field in Aggregates.fields} | {"line": "bigint"}
    cells = [[row.get(name) for row in rows] for name in columns]
    kept = store(columns, [cells])
    source = Source("aggregates", workbook.name(file), workbook.sha256(file), GROWTHBOOK, len(rows), len(rows), 0)
    newest = kept.bounds("day")[1]
    source = replace(source, newest=newest, warnings=(_ADJUSTED,))
    workbook.note_input(
        {key: getattr(source, key) for key in ("table", "path", "sha256", "rows", "used", "rejected")}
        | {"newest": newest and newest.isoformat()}
    )
    return replace(Loaded.left_out(Aggregates, ""), rows=kept, source=source)


def _results(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a metric and variation, of all units together."""
    day = date.fromisoformat(document["dateEnd"][:10]).isoformat() if document.get("dateEnd") else None
    whole = [part for part in document["results"] if str(part.get("dimension", "")).casefold() in _ALL]
    for metric in (metric for part in whole for metric in part["metrics"]):
        for variation in metric["variations"]:
            found = variation["analyses"][0]
            yield {
                "experiment": str(document["experimentId"]),
                "arm": str(variation.get("variationKey") or variation["variationId"]),
                "metric": str(metric.get("metricName") or metric["metricId"]),
                "n": int(variation["users"]),
                "mean": float(found["mean"]),
                "standard_deviation": float(found["stddev"]) if found["stddev"] is not None else None,
                "day": day,
                "line": None,
            }
