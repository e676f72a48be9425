"""What the experiments' data say: wide units, or exposures and events as analytics tools export them.

A wide row is one unit (a user, an account) in one experiment, with its arm and one column for each thing measured. An
exposure is the moment at which a unit saw its version, an event is something that a unit did. The files may have
millions of rows, so they are asked where they lie; no unit ever leaves the engine.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from prodops_kit.readers.declarations import Table, column
from prodops_kit.scanning import Scanned, scan_table


def _spelled(*names: str) -> tuple[str, ...]:
    """Names as databases write them too."""
    return tuple(dict.fromkeys(word for name in names for word in (name, name.replace(" ", "_"))))


_EXPERIMENT = _spelled("experiment id", "experiment key", "experiment name", "test", "flag")
_UNIT = _spelled("unit id", "user", "user id", "account", "account id", "device id", "anonymous id", "distinct id")
_ARM = _spelled("variant", "variation", "variant id", "variation id", "group", "version", "treatment")
_TIME = _spelled("timestamp", "at", "occurred at", "event time", "date", "day")


class Units(Table):
    """One unit in one experiment, with its arm; other columns are metrics, covariates and segments."""

    experiment: str = column("text", "Id of the experiment, as in the registry", aliases=_EXPERIMENT)
    unit: str = column("person", "What was randomised; it never leaves the engine", aliases=_UNIT)
    arm: str = column("text", "Version that the unit got", aliases=_ARM)
    exposed_on: date = column(
        "day",
        "Day the unit first saw its version",
        aliases=_spelled("exposure date", "first exposure", "first seen", "assigned on"),
        required=False,
    )


class Exposures(Table):
    """One moment at which a unit saw its version."""

    unit: str = column("person", "What was randomised; it never leaves the engine", aliases=_UNIT)
    experiment: str = column("text", "Id of the experiment, as in the registry", aliases=_EXPERIMENT)
    arm: str = column("text", "Version that the unit got", aliases=_ARM)
    time: date = column(
        "day",
        "When, as 2026-10-31 or with a time",
        aliases=_spelled("exposed at", "exposure time", *_TIME),
    )


class Events(Table):
    """One thing that a unit did."""

    unit: str = column("person", "Who did it; it never leaves the engine", aliases=_UNIT)
    time: date = column("day", "When, as 2026-10-31 or with a time", aliases=_TIME)
    name: str = column(
        "text", "What happened, as a metric of the registry names it", aliases=_spelled("event", "event name")
    )
    value: float = column("number", "Its amount; an empty cell counts 1", aliases=("amount", "revenue"), required=False)


def load_units(path: str | Path | None) -> Scanned:
    """Find the columns of a wide table of units; its rows stay where they lie.

    Args:
        path: CSV or Parquet file with the columns of `Units`; None for none.

    Raises:
        DataError: The file cannot be read as units. Rows without experiment, unit or arm are set aside and counted.
    """
    return scan_table(path, Units) if path else Scanned.left_out(Units, "units_file is not set")


def load_exposures(path: str | Path | None) -> Scanned:
    """Find the columns of a table of exposures; its rows stay where they lie.

    Args:
        path: CSV or Parquet file with the columns of `Exposures`; None for none.

    Raises:
        DataError: The file cannot be read as exposures. Rows that lack a cell are set aside and counted.
    """
    return scan_table(path, Exposures) if path else Scanned.left_out(Exposures, "exposures_file is not set")


def load_events(path: str | Path | None) -> Scanned:
    """Find the columns of a table of events; its rows stay where they lie.

    Args:
        path: CSV or Parquet file with the columns of `Events`; None for none.

    Raises:
        DataError: The file cannot be read as events. Rows that lack a cell are set aside and counted.
    """
    return scan_table(path, Events) if path else Scanned.left_out(Events, "events_file is not set")
