"""What the registry of experiments holds: the one declaration that reads, checks, explains and writes its fields.

A field is written as its name in a YAML file, and stands under it as a column of the three tables (experiments,
metrics, phases). Numbers have a decimal point, days are written 2026-10-31.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from prodops_kit.errors import ParameterError
from prodops_kit.experiment import plans
from prodops_kit.money import digits
from prodops_kit.parameters import hint

Kind = Literal["text", "day", "count", "number", "yesno", "names", "days", "weights"]

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the registry.

    Attributes:
        name: As it is written.
        kind: `text`, `day`, `count` (a whole number), `number`, `yesno` (true or false), `names` (a list),
            `days` (a list), or `weights` (a mapping of arm to number).
        meaning: What it says, for the data dictionary and the file that `prodops experiment new` writes.
        needed: Whether a row without it is refused.
        options: The only values allowed.
        least: The smallest value allowed.
        above: What a value must exceed.
        below: What a value must stay under.
        to: The attribute in `plans`, where it has another name.
    """

    name: str
    kind: Kind
    meaning: str
    needed: bool = False
    options: tuple[str, ...] = ()
    least: float | None = None
    above: float | None = None
    below: float | None = None
    to: str = ""

    @property
    def attribute(self) -> str:
        """The attribute of `plans` that holds the value."""
        return self.to or self.name

    @property
    def limits(self) -> str:
        """Which values are allowed, in words; empty where all of the kind are."""
        if self.options:
            return ", ".join(self.options)
        least = f"{self.least:g} or more" if self.least is not None else ""
        between = f"between {self.above:g} and {self.below:g}" if self.below is not None else ""
        return least or between or (f"above {self.above:g}" if self.above is not None else "")


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

_FORMS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda value: isinstance(value, str), "text; write it in quotes"),
    "day": (lambda value: isinstance(value, str) and _as_day(value) is not None, "a day; write it as 2026-10-31"),
    "count": (lambda value: _is_number(value) and isinstance(value, int), "a whole number"),
    "number": (lambda value: _is_number(value), "a number; write it as 0.05"),
    "yesno": (lambda value: isinstance(value, bool), "true or false"),
    "names": (
        lambda value: isinstance(value, list) and all(isinstance(name, str) and name for name in value),
        "a list of names; write [visits_before, orders_before]",
    ),
    "days": (
        lambda value: isinstance(value, list) and all(isinstance(day, str) and _as_day(day) for day in value),
        "a list of days; write [2026-10-14, 2026-10-28]",
    ),
    "weights": (
        lambda value: isinstance(value, dict) and all(_is_number(weight) for weight in value.values()),
        "arms with a number each; write {control: 50, treatment: 50}",
    ),
}


def fault(field: Field, value: Any) -> str:
    """What is wrong with a value, as a clause after the field's name; empty when nothing is."""
    well, wanted = _FORMS[field.kind]
    if not well(value):
        return f"is not {wanted}."
    if field.options and value not in field.options:
        return f"is not one of {field.limits}.{hint(value, list(field.options))}"
    if field.kind == "text" and _ADDRESS.search(value):
        return "holds an e-mail address, which no page may show; name the team."
    if field.name == "currency" and not _is_currency(value):
        return "is not an ISO 4217 code; write for example USD, EUR or JPY."
    if field.name == "link" and not re.match("https?://", value):
        return "is no address of a page; write it from https:// on."
    numbers = value.values() if field.kind == "weights" else [value] if _is_number(value) else []
    if any(_outside(field, number) for number in numbers):
        return f"must be {field.limits}; correct it, or leave it out."
    return ""


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


def stored(field: Field, value: Any) -> Any:
    """A value without fault as `plans` keeps it."""
    if field.kind == "day":
        return _as_day(value)
    if field.kind == "days":
        return tuple(_as_day(day) for day in value)
    return tuple(value) if field.kind == "names" else value


def documented() -> str:
    """The data dictionary of the registry, as Markdown."""
    parts = {
        "**experiments**: One test; in YAML the file itself.": EXPERIMENT,
        "**metrics**: One thing that a test measures; in YAML one entry of `metrics`.": METRIC,
        "**phases**: A time with one split; in YAML one entry of `phases`, needed only when the split changes.": PHASE,
        "**phases.csv**: One arm in one phase.": ROW,
    }
    return "\n\n".join(f"{heading}\n\n{_dictionary(known)}" for heading, known in parts.items())


def _dictionary(known: tuple[Field, ...]) -> str:
    rows = [
        f"| {field.name} | {field.kind} | {'yes' if field.needed else 'no'} | {field.meaning} | {field.limits} |"
        for field in known
    ]
    return "\n".join(["| field | kind | needed | meaning | values |", "|---|---|---|---|---|", *rows])


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _is_currency(text: str) -> bool:
    try:
        digits(text)
    except ParameterError:
        return False
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _outside(field: Field, number: float) -> bool:
    too_low = (field.least is not None and number < field.least) or (field.above is not None and number <= field.above)
    return too_low or (field.below is not None and number >= field.below)
