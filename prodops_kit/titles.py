"""What a report is called: by its notebook's first heading."""

from __future__ import annotations

from contextlib import suppress

from prodops_kit import parameters
from prodops_kit.errors import ParameterError
from prodops_kit.notebook import opening, read_cells
from prodops_kit.parameters import Report


def titles() -> dict[str, str]:
    """Title by name of each report; a notebook that cannot be read gives its report's name."""
    found = {}
    for report in parameters.reports():
        with suppress(ParameterError):
            found[report.name] = title(report, opening(read_cells(report.notebook))[0])
    return found


def title(report: Report, heading: str) -> str:
    """A report's title: its notebook's first heading, and its file's name when that is not `monthly`."""
    heading = heading or report.notebook.stem
    own = report.name.partition("/")[2]
    return heading if own == "monthly" else f"{heading}: {own.replace('_', ' ')}"
