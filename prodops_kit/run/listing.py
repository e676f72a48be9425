"""What there is and what is wrong with it, without running anything: `prodops list` and `prodops check`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodops_kit import decision_log, notes, parameters, records, workbook
from prodops_kit.errors import DataError, KitError, ParameterError
from prodops_kit.notebook import read_cells
from prodops_kit.parameters import Report
from prodops_kit.records import Record
from prodops_kit.run import advice, publish
from prodops_kit.settings import EVERYONE, Settings, read_settings, reviews


def report_rows() -> list[dict[str, Any]]:
    """One row a report, reviews first: name, newest period with a good page, that page, its headline, owner, readers.

    What a restricted report says is not in it.
    """
    known, first = parameters.reports(), reviews()
    newest = {record["report"]: record for record in reversed(records.good())}
    ordered = sorted(known, key=lambda report: report.name not in first)
    return [_report_row(report.name, newest.get(report.name), read_settings(report.name, known)) for report in ordered]


def _report_row(name: str, last: Record | None, settings: Settings) -> dict[str, Any]:
    restricted = settings.restricted or bool(last and last.get("restricted"))
    return {
        "report": name,
        "month": last["month"] if last else None,
        "page": workbook.name(publish.page_file(last)) if last else None,
        "headline": last["headline"] if last and not restricted else None,
        "owner": settings.owner,
        "audience": settings.audience,
        "restricted": settings.restricted,
    }


def as_lines(rows: list[dict[str, Any]]) -> str:
    """The rows as aligned text."""
    if not rows:
        return "No report yet: put a parameters file into parameters/<notebook>/."
    width = max(len(row["report"]) for row in rows)
    lines = [(f"{row['report']:<{width}}  {row['month'] or 'never run':<9}  {row['page'] or ''}", row) for row in rows]
    return "\n".join(f"{line.rstrip()}{_for_whom(row)}" for line, row in lines)


def _for_whom(row: dict[str, Any]) -> str:
    if row["restricted"]:
        return "  (restricted: runs when named)"
    return "" if row["audience"] == EVERYONE else f"  (for {row['audience']})"


@dataclass(frozen=True, slots=True)
class Findings:
    """What `prodops check` found.

    Attributes:
        reports: How many reports were checked.
        wrong: Parameters, settings and notebooks that no run could start with.
        missing: Inputs that are not there, and what of the decision log and the notes no page can show.
        advice: House rules that a notebook breaks; they never stop a run.
    """

    reports: int
    wrong: tuple[str, ...]
    missing: tuple[str, ...]
    advice: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """2 when something is wrong, 1 when only an input is missing or cannot be read, else 0."""
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
    known = found if not names else parameters.reports()
    wrong, missing, restricted = parameters.left_out() if not names else [], [], set[Path]()
    for report in found:
        try:
            values = parameters.read_values(report)
            if read_settings(report.name, known).restricted:
                restricted.add(report.notebook)
                if not names:
                    continue  # it runs only when named, so nothing is missing yet
            missing += [f"{workbook.name(report.file)}: {line}" for line in parameters.missing_inputs(values)]
        except KitError as fault:
            wrong += str(fault).split("\n")
    wrong += [line for file in _written(found) for line in _pasted(file)]
    wrong += [line for notebook in sorted(restricted) for line in advice.kept_outputs(notebook)]
    looked = [_looked_at(notebook) for notebook in sorted({report.notebook for report in found})]
    wrong += [line for faults, _ in looked for line in faults]
    said = [line for _, lines in looked for line in lines] + _differing_defaults(found)
    if not names:
        missing += _unreadable()
        said += _not_reports(known)
    return Findings(len(found), tuple(dict.fromkeys(wrong)), tuple(dict.fromkeys(missing)), tuple(said))


def _unreadable() -> list[str]:
    """What people have written for pages and no page can show."""
    found = notes.faults()
    try:
        decision_log.entries()
    except DataError as fault:
        found += str(fault).split("\n")
    return found


def _written(found: list[Report]) -> list[Path]:
    """The files in which parameters and settings stand, each once."""
    named = {workbook.path(report.copy.where) for report in found if report.copy}
    return sorted({report.file for report in found} | named | {workbook.root() / "parameters" / "reports.toml"})


def _pasted(file: Path) -> list[str]:
    try:
        return advice.in_file(file.read_text(encoding="utf-8"), workbook.name(file))
    except (OSError, UnicodeDecodeError):  # said elsewhere
        return []


def _looked_at(notebook: Path) -> tuple[list[str], list[str]]:
    """What is wrong in a notebook's cells, and what is advice."""
    try:
        cells = read_cells(notebook)
    except ParameterError:
        return [], []
    where = workbook.name(notebook)
    return advice.faults(cells, where), advice.advice(cells, where)


def _not_reports(known: list[Report]) -> list[str]:
    """Notebooks that no parameters file belongs to, so that nobody runs them."""
    names = {report.notebook.stem for report in known}
    others = [file for file in sorted((workbook.root() / "notebooks").glob("*.ipynb")) if file.stem not in names]
    return [
        f"{workbook.name(file)}: no report; prodops adopt {workbook.name(file)} makes it one."
        for file in others
        if not (workbook.root() / "parameters" / file.stem).is_dir()
    ]


def _differing_defaults(found: list[Report]) -> list[str]:
    """A notebook's defaults should equal its `monthly.yaml`, so that JupyterLab shows the page's figures."""
    said = []
    for report in found:
        if report.file.stem != "monthly" or report.family:
            continue
        try:
            schema, values = parameters.read_schema(report.notebook), parameters.read_values(report)
        except KitError:
            continue
        written = values.written
        names = [name for name, p in schema.items() if name not in written or written[name] != p.default]
        if names:
            where = f"{workbook.name(report.file)}: differs from the notebook's defaults in"
            said.append(f"{where} {', '.join(names)}.")
    return said
