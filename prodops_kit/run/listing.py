"""What there is and what is wrong with it, without running anything: `prodops list` and `prodops check`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodops_kit import parameters, records, workbook
from prodops_kit.errors import KitError, ParameterError
from prodops_kit.notebook import opening, read_cells
from prodops_kit.parameters import Report
from prodops_kit.run import publish
from prodops_kit.run.settings import read_settings


def report_rows() -> list[dict[str, Any]]:
    """One row a report: name, newest period with a good page, that page, its headline, owner."""
    good = records.good()
    rows = []
    for report in parameters.reports():
        last = next((record for record in good if record["report"] == report.name), None)
        rows.append(
            {
                "report": report.name,
                "month": last["month"] if last else None,
                "page": workbook.name(publish.reports_folder() / last["published"][0]["path"]) if last else None,
                "headline": last["headline"] if last else None,
                "owner": read_settings(report.name).owner,
            }
        )
    return rows


def as_lines(rows: list[dict[str, Any]]) -> str:
    """The rows as aligned text."""
    if not rows:
        return "No report yet: put a parameters file into parameters/<notebook>/."
    width = max(len(row["report"]) for row in rows)
    return "\n".join(
        f"{row['report']:<{width}}  {row['month'] or 'never run':<9}  {row['page'] or ''}".rstrip() for row in rows
    )


@dataclass(frozen=True, slots=True)
class Findings:
    """What `prodops check` found.

    Attributes:
        reports: How many reports were checked.
        wrong: Parameters, settings and notebooks that no run could start with.
        missing: Inputs that are not there.
        advice: House rules that a notebook breaks; they never stop a run.
    """

    reports: int
    wrong: tuple[str, ...]
    missing: tuple[str, ...]
    advice: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """2 when something is wrong, 1 when only an input is missing, else 0."""
        return 2 if self.wrong else 1 if self.missing else 0

    def as_text(self) -> str:
        """Everything found, problems first."""
        lines = [*self.wrong, *self.missing, *(f"Advice: {line}" for line in self.advice)]
        if not self.exit_code:
            lines.append(f"{self.reports} {'report' if self.reports == 1 else 'reports'} checked, nothing wrong.")
        return "\n".join(lines)


def check(names: tuple[str, ...]) -> Findings:
    """Check reports, all when none is named, and say everything wrong at once."""
    found = parameters.reports(names)
    wrong, missing = parameters.left_out() if not names else [], []
    for report in found:
        try:
            values = parameters.read_values(report)
            read_settings(report.name)
            missing += [f"{workbook.name(report.file)}: {line}" for line in parameters.missing_inputs(values)]
        except KitError as fault:
            wrong += [line for line in str(fault).split("\n") if line not in wrong]
    advice = [line for notebook in sorted({report.notebook for report in found}) for line in _advice(notebook)]
    return Findings(len(found), tuple(wrong), tuple(missing), tuple(advice + _differing_defaults(found)))


def _advice(notebook: Path) -> list[str]:
    try:
        cells = read_cells(notebook)
    except ParameterError:
        return []
    where = workbook.name(notebook)
    found = []
    if any(cell.get("outputs") for cell in cells):
        found.append(f"{where}: stored with outputs, which may hold data. Clear them before committing.")
    if not opening(cells)[0]:
        found.append(f"{where}: the first cell is not '# Title' with the question below it; the page has no title.")
    code = [(n, c) for n, c in enumerate(cells, 1) if c["cell_type"] == "code"]
    long = [n for n, c in code if c["source"].count("\n") >= 12 and "parameters" not in c["metadata"].get("tags", [])]
    if long:
        found.append(f"{where}: cells {', '.join(map(str, long))} are longer than 12 lines; move code into a module.")
    return found


def _differing_defaults(found: list[Report]) -> list[str]:
    """A notebook's defaults should equal its `monthly.yaml`, so that JupyterLab shows the page's figures."""
    advice = []
    for report in found:
        if report.file.stem != "monthly":
            continue
        try:
            schema, values = parameters.read_schema(report.notebook), parameters.read_values(report)
        except KitError:
            continue
        written = values.written
        names = [name for name, p in schema.items() if name not in written or written[name] != p.default]
        if names:
            where = f"{workbook.name(report.file)}: differs from the notebook's defaults in"
            advice.append(f"{where} {', '.join(names)}.")
    return advice
