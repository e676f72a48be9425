"""What the registry of experiments holds: the one declaration that reads, checks, explains and writes its fields.

A field is written as its name in a YAML file, and stands under it as a column of the three tables (experiments,
metrics, phases). Numbers have a decimal point, days are written 2026-10-31.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from prodops_kit.definitions import Field, dictionary
from prodops_kit.experiment import plans

EXPERIMENT = (
    Field("id", "text", "Name of the test in the data", needed=True),
    Field("name", "text", "Name that a leader reads; the id where left out"),
    Field("owner", "text", "Team that answers for it; never a person's name"),
    Field("hypothesis", "text", "What is changed, for whom, and why it should help"),
    Field("link", "text", "Address of the page with the details"),
    Field("unit", "text", "What is randomised, such as user or account"),
    Field("status", "text", "Where it stands; a draft is planned, and not reported", options=get_args(plans.Status)),
    Field("registered_on", "day", "Day this plan was made; after start it is no plan, and there is no verdict"),
    Field("start", "day", "First day of exposure"),
    Field("planned_end", "day", "Last day planned; needed unless planned_n is there"),
    Field("planned_n", "count", "Units an arm planned; needed unless planned_end is there", least=1),
    Field("end", "day", "Last day of exposure; empty while it runs"),
    Field(
        "goal", "text", "Whether the primary metric shall get better, or not get worse", options=get_args(plans.Goal)
    ),
    Field("mde", "number", "Smallest effect on the primary metric worth having; needed to improve", above=0),
    Field(
        "mde_scale", "text", "Whether mde is in the metric's unit or a part of control", options=get_args(plans.Scale)
    ),
    Field(
        "worth", "number", "Money that one more of the primary metric is worth: a converted unit, or 1 a unit", above=0
    ),
    Field("units_a_year", "number", "Units a year that the change would reach once shipped", above=0),
    Field("currency", "text", "Currency of worth, as USD"),
    Field("alpha", "number", "Chance of a wrong win or loss that is accepted, two-sided", above=0, below=1),
    Field("power", "number", "Chance to see an effect of size mde", above=0, below=1),
    Field("early_stop", "yesno", "Whether it may ship before the planned end"),
    Field(
        "boundary",
        "text",
        "How the planned looks share alpha: late looks get most of it, or all the same",
        options=get_args(plans.Boundary),
    ),
    Field("planned_looks", "days", "Days on which the test is read, and may stop; the last one is planned_end"),
    Field("min_days", "count", "Days before which nothing is decided", least=1),
    Field("min_n", "count", "Units an arm before which nothing is decided", least=1),
    Field("max_days", "count", "Longest total runtime; twice the planned days where left out", least=1),
    Field("looks", "count", "How often the result was looked at so far, where known", least=0),
    Field("window_days", "count", "Days after a unit's exposure in which its events count", least=1),
    Field("history_days", "count", "Days before it from which covariates are taken", least=1),
    Field("result", "text", "What came out, in the team's words"),
    Field("decision", "text", "What the team did", options=("shipped", "not shipped")),
    Field("decided_on", "day", "Day of that decision"),
    Field("learning", "text", "What the team learned, in one sentence"),
    Field("control", "text", "Arm that the others are compared with"),
    Field("weights", "weights", "Planned share of each arm, in any scale; one phase without days", above=0),
)
METRIC = (
    Field("metric", "text", "Name that a leader reads", needed=True, to="name"),
    Field(
        "role",
        "text",
        "primary and goal decide, a guardrail must not get worse, secondary is looked at only",
        needed=True,
        options=get_args(plans.Role),
    ),
    Field(
        "kind",
        "text",
        "Mean of a number a unit, proportion of units, ratio of two sums, or quantile of a number a unit",
        needed=True,
        options=get_args(plans.Kind),
    ),
    Field("numerator", "text", "Column of the units, or name of the event", needed=True),
    Field("denominator", "text", "The same for the lower part of a ratio"),
    Field(
        "direction",
        "text",
        "Which direction is good news; no verdict without",
        options=("higher", "lower"),
        to="better",
    ),
    Field("margin", "number", "How much worse it may become, for a guardrail or a no_harm goal", above=0),
    Field("margin_scale", "text", "As mde_scale", options=get_args(plans.Scale)),
    Field("cap", "number", "Quantile of all arms together at which values are cut, such as 0.99", above=0, below=1),
    Field("covariates", "names", "Columns from before the exposure that take noise off"),
    Field("quantile", "number", "Which one, for a quantile: 0.5 is the median", above=0, below=1),
)
PHASE = (
    Field("from", "day", "First day of the phase; the test's own start where left out", to="start"),
    Field("to", "day", "Its last day; only checked, as a phase lasts until the next one"),
    Field("weights", "weights", "Planned share of each arm, in any scale", needed=True, above=0),
)
ROW = (  # a row of the table of phases: one arm in one phase
    Field("phase", "text", "Name or number of the phase; the same in each of its rows"),
    *PHASE[:2],
    Field("arm", "text", "Name of the arm in the data", needed=True),
    Field("weight", "number", "Its planned share, in any scale", needed=True, above=0),
    Field("is_control", "yesno", "Whether the others are compared with it"),
)


def from_text(field: Field, text: str) -> Any:
    """A cell of a table as its kind has it; what cannot be read stays text, which `fault` then refuses.

    >>> from_text(EXPERIMENT[10], "4000"), from_text(METRIC[9], "visits; orders"), from_text(EXPERIMENT[20], "yes")
    (4000, ['visits', 'orders'], True)
    """
    if field.kind == "count" and text.isdecimal():
        return int(text)
    if field.kind == "number" and re.fullmatch(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", text):
        return float(text)
    if field.kind == "yesno":
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(text.lower(), text)
    if field.kind in ("names", "days"):
        return [name.strip() for name in text.split(";")]
    return text


def documented() -> str:
    """The data dictionary of the registry, as Markdown."""
    parts = {
        "**experiments**: One test; in YAML the file itself.": EXPERIMENT,
        "**metrics**: One thing that a test measures; in YAML one entry of `metrics`.": METRIC,
        "**phases**: A time with one split; in YAML one entry of `phases`, needed only when the split changes.": PHASE,
        "**phases.csv**: One arm in one phase.": ROW,
    }
    return "\n\n".join(f"{heading}\n\n{dictionary(known)}" for heading, known in parts.items())
