"""What became of a run, as an exit code, and in plain words for a leader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Status:
    """One way for a run to end.

    Attributes:
        code: Exit code of the command line.
        words: What a leader reads.
        advice: What the person who looks after the report does next.
    """

    code: int
    words: str
    advice: str = ""


STATUSES = {
    "ok": Status(0, "on time"),
    "unchanged": Status(0, "on time"),
    "data-refused": Status(
        1, "late: the data could not be used", "Mend or replace the file that the message names, then run again."
    ),
    "invalid": Status(2, "late: a setting is wrong", "Correct the parameters as the message says, then run again."),
    "failed": Status(
        3, "late: the analysis stopped", "Open the notebook in JupyterLab and run it with the same parameters."
    ),
    "timed-out": Status(4, "late: it took too long", "Allow more time in parameters/reports.toml, or read less data."),
    "kernel-died": Status(
        5, "late: the computation was cut off", "Look for lack of memory on the machine, then run again."
    ),
    "publish-failed": Status(
        6, "late: the page could not be published", "Mend what the message names; the last good page is untouched."
    ),
    "busy": Status(7, "being made", "Another run of this report is at work; wait for it."),
    "no-data": Status(99, "no data"),
    "interrupted": Status(130, "late: the run was stopped", "Run again."),
    "lost": Status(3, "late: the run was cut off", "Run again."),
}

TERMINATED = 143
_WORST_FIRST = (143, 130, 5, 4, 3, 6, 1, 2, 7, 99, 0)


def worst(codes: Iterable[int]) -> int:
    """The exit code that stands for several: 143, 130, 5, 4, 3, 6, 1, 2, 7, 99, 0.

    >>> worst([0, 99, 2]), worst([])
    (2, 0)
    """
    found = set(codes)
    return next((code for code in _WORST_FIRST if code in found), 0)
