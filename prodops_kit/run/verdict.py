"""What a worker's outcome means: status, the sentence that says so, and where it happened."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from prodops_kit import workbook
from prodops_kit.notebook import heading_above

_RAISED = {
    "prodops_kit.errors.DataError": "data-refused",
    "prodops_kit.errors.ParameterError": "invalid",
    "prodops_kit.errors.NoData": "no-data",
    "prodops_kit.errors.RunError": "failed",
    "prodops_kit.errors.KitError": "failed",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run ended.

    Attributes:
        status: A key of `statuses.STATUSES`.
        reason: A sentence without personal data, or None when all is well. The text of an error that the kit did
            not raise may hold a customer's words, so only its type is told.
        cell: Failing cell of the notebook, counted from 0, or None.
        heading: Nearest heading above that cell, or None.
    """

    status: str
    reason: str | None = None
    cell: int | None = None
    heading: str | None = None


def judge(outcome: dict[str, Any], name: str, cells: Sequence[Any]) -> Verdict:
    """Turn a worker's outcome into a verdict.

    Args:
        outcome: What `execute.execute` returned.
        name: The notebook that ran, as a person knows it.
        cells: Its cells.
    """
    if outcome["end"] in ("returned", "interrupted"):
        return Verdict("ok" if outcome["end"] == "returned" else "interrupted")
    cell = outcome.get("cell")
    heading = heading_above(cells, cell) or None if cell is not None else None
    where = f" in cell {cell + 1}" + (f", under '{heading}'" if heading else "") if cell is not None else ""
    if outcome["end"] == "timeout":
        return Verdict("timed-out", f"{outcome['message']}{where}.", cell, heading)
    if outcome["end"] == "dead":
        return Verdict("kernel-died", f"The kernel died{where or ' before it answered'}.", cell, heading)
    if outcome["end"] == "refused":
        return Verdict("failed", f"{name}: {outcome['message']}")
    if outcome["end"] == "fault":
        return Verdict("failed", own_fault(outcome["ename"], outcome["message"]), cell, heading)
    status, message = _raised(outcome)
    if message is None:
        return Verdict(status, f"{outcome['ename']}{where}. The executed notebook shows it.", cell, heading)
    return Verdict(status, message, cell, heading)


def _raised(outcome: dict[str, Any]) -> tuple[str, str | None]:
    """The kit's own errors name themselves in full in the traceback's only line; any other is just a failure."""
    trace = outcome.get("trace") or [""]
    kind = trace[0].partition(":")[0]
    if len(trace) == 1 and kind in _RAISED:
        return _RAISED[kind], str(outcome["message"])
    return "failed", None


def _for_this_account(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def own_fault(name: str, trace: str) -> str:
    """A fault of the kit in one sentence; its traceback goes to a file that is not shown."""
    log = workbook.kept() / "faults.log"
    with suppress(OSError), open(log, "a", encoding="utf-8", opener=_for_this_account) as stream:
        stream.write(trace)  # it may tell a value
    return f"The kit itself failed ({name}); {workbook.name(log)} has the details to report."
