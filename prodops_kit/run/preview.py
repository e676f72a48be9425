"""`prodops preview`: the page of a notebook while it is being written, made again at each save.

It is made as a run makes it, but under `.prodops/preview/`, without a record: nothing that leaders see changes.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from prodops_kit import parameters, titles, workbook
from prodops_kit.audiences import close, own_folder
from prodops_kit.errors import KitError, ParameterError
from prodops_kit.notebook import cells_of
from prodops_kit.parameters import Report
from prodops_kit.run import page, publish, runs
from prodops_kit.run.pool import Worker
from prodops_kit.settings import read_settings

LOOK = 0.3  # seconds between two looks at the files
UNREADABLE = 2.0  # seconds after which a notebook that cannot be read is no longer one that is just being saved


def report_of(notebook: str, name: str = "") -> Report:
    """The report whose page is shown: the named one of a notebook, else `monthly`, else its first.

    Raises:
        ParameterError: The notebook has no such report.
    """
    file = Path(notebook).absolute() if Path(notebook).is_file() else workbook.path(notebook)
    found = parameters.reports((workbook.name(file),)) if file.is_file() else parameters.reports((notebook,))
    own = [report for report in found if name in ("", report.name, report.name.partition("/")[2])]
    if not own:
        names = [report.name.partition("/")[2] for report in found]
        raise ParameterError(f"{name}: {notebook} has {', '.join(names)}.{parameters.hint(name, names)}")
    return next((report for report in own if report.name.endswith("/monthly")), own[0])


def watch(report: Report, *, tell: Callable[[str], None], once: bool = False) -> bool:
    """Make the page now and at each change of the notebook, its parameters or modules beside it, until interrupted.

    Args:
        report: Whose page.
        tell: Is given one line for each page.
        once: Whether to make it once and return.

    Returns:
        Whether the last page is one of a good run.
    """
    worker, good = Worker(), False
    try:
        for _ in _changes(report, once):
            began = time.monotonic()
            outcome = _make(report, worker)
            good = outcome.status == "ok"
            tell(_line(outcome, time.monotonic() - began))
    except KeyboardInterrupt:
        worker.kill()  # a cell may be at work
    worker.close()
    return good


def _line(outcome: runs.Outcome, seconds: float) -> str:
    if outcome.status == "ok":
        return f"{outcome.path} in {seconds:.1f} s"
    return f"{outcome.path or 'no page'} in {seconds:.1f} s, {outcome.status}: {outcome.reason}"


def _changes(report: Report, once: bool) -> Iterator[None]:
    """Now, and whenever what the page is made of has changed and stays the same for one look."""
    seen = ""
    while True:
        now = _state(report)
        if now != seen and _settled(report, now):
            seen = now
            yield
            if once:
                return
        time.sleep(LOOK)


def _settled(report: Report, state: str) -> bool:
    """Whether a save has ended: the files stay as they are, and the notebook can be read or is really damaged."""
    end = time.monotonic() + UNREADABLE
    while time.monotonic() < end:
        if _is_readable(report.notebook):
            return _state(report) == state
        time.sleep(LOOK)
        if _state(report) != state:
            return False
    return True


def _is_readable(notebook: Path) -> bool:
    try:
        return bool(cells_of(notebook.read_bytes(), notebook.name)) or True
    except (OSError, ParameterError):
        return False


def _state(report: Report) -> str:
    """Content of the notebook, its parameters, and the modules beside it, as one hash."""
    digest = hashlib.sha256()
    settings = workbook.root() / "parameters" / "reports.toml"
    for file in (report.notebook, report.file, settings, *sorted(report.notebook.parent.glob("*.py"))):
        with suppress(OSError):  # being replaced
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _make(report: Report, worker: Worker) -> runs.Outcome:
    try:
        now = next((one for one in parameters.reports() if one.name == report.name), report)
        values = parameters.read_values(now)
        month = str(values.resolved.get("month") or workbook.month("last_month"))
        job = runs.Job(now, values, read_settings(now.name), month)
        content = now.notebook.read_bytes()
        attempt = _Preview(job, content, cells_of(content, workbook.name(now.notebook)))
    except (KitError, OSError) as fault:
        return runs.Outcome(report.name, "", "invalid", reason=str(fault))
    return attempt.make(worker, runs.refusals(job), lambda _: None)


class _Preview(runs.Attempt):
    """An attempt that leaves a page for its author, and no record."""

    def _write_record(self) -> None:
        self._redact_record()

    def _keep(self, content: bytes) -> str:
        folder = own_folder(workbook.kept() / "preview")
        stem, readers = self._job.report.name.replace("/", "-"), self._job.readers
        side = {f"{stem}.{name}": saved for name, saved in self._saved.items()}
        for name, made in {f"{stem}.html": content, **side}.items():
            publish.replace_file(folder / name, made)
            close(folder / name, readers)
        return workbook.name(folder / f"{stem}.html")

    def _keep_failure(self) -> str:
        self._redact_record()
        title = titles.titles().get(self._job.report.name) or self._job.report.name
        return self._keep(page.failure_page(self._record, title).encode())
