"""Register experiments before they start."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

import click

from prodops_kit import workbook
from prodops_kit.definitions import Field, fault
from prodops_kit.errors import ParameterError
from prodops_kit.experiment.fields import EXPERIMENT, METRIC
from prodops_kit.experiment.plans import Experiment
from prodops_kit.experiment.registry import FOLDER

_LATER = ("end", "looks", "result", "decision", "decided_on", "learning")  # known once it runs
_WIDTH = 34


@click.command()
@click.argument("name", default="New experiment")
@click.option("--owner", metavar="TEAM", help="Team that answers for it.")
@click.option("--start", metavar="DAY", help="First day of exposure, as 2026-11-02.")
@click.option("--planned-end", metavar="DAY", help="Last day planned.")
@click.option("--planned-n", type=int, metavar="UNITS", help="Units an arm planned.")
@click.option("--mde", type=float, metavar="EFFECT", help="Smallest effect on the primary metric worth having.")
@click.option("--metric", metavar="COLUMN", help="Primary metric: a column of the units, or the name of an event.")
@click.option("--denominator", metavar="COLUMN", help="The lower part, where the metric is a ratio.")
@click.option("--kind", help="What the metric is: mean, proportion (the default), ratio or quantile.")
@click.option("--quantile", type=float, metavar="PART", help="Which one, for a quantile; 0.5 is the median.")
@click.option("--direction", help="Which direction is good news: higher (the default) or lower.")
def new(name: str, metric: str | None, denominator: str | None, quantile: float | None, **planned: Any) -> None:
    """Write the plan of a new experiment, every field explained.

    The file goes to parameters/definitions/experiments/; fill in what is empty before the test starts.
    """
    title = " ".join(name.split())
    made = {"id": _id(title), "name": title, "status": "draft", "registered_on": workbook.now().date().isoformat()}
    kind = planned.pop("kind") or ("ratio" if denominator else "quantile" if quantile else "proportion")
    named = {"metric": metric, "kind": kind, "numerator": metric, "denominator": denominator, "quantile": quantile}
    primary = _given({**named, "direction": planned.pop("direction") or "higher"})
    made |= _given(planned)
    _check(made, EXPERIMENT)
    _check(primary, METRIC)
    if metric and (kind == "ratio") != bool(denominator):
        raise ParameterError(
            "denominator: a ratio needs one and nothing else has one; add --denominator or change --kind."
        )
    if metric and (kind == "quantile") != bool(quantile):
        raise ParameterError(
            "quantile: a quantile needs one and nothing else has one; add --quantile or change --kind."
        )
    file = workbook.path(FOLDER) / f"{made['id']}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(_text(made, primary))
    except FileExistsError:
        raise ParameterError(
            f"{workbook.name(file)}: is there already. Edit it, delete it, or give the experiment another name."
        ) from None
    click.echo(workbook.name(file))


def _id(title: str) -> str:
    """A name for file and data, in the small letters and digits that every tool accepts.

    >>> _id("Shorter checkout: 2 steps")
    'shorter_checkout_2_steps'
    """
    made = re.sub(r"\W+", "_", title.casefold()).strip("_")[:80]
    if not made:
        raise ParameterError("NAME: holds no letter and no digit; write a name such as 'Shorter checkout'.")
    return made


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _check(values: Mapping[str, Any], known: Sequence[Field]) -> None:
    faults = {field.name: fault(field, values[field.name]) for field in known if field.name in values}
    wrong = [f"{name}: {found}" for name, found in faults.items() if found]
    if wrong:
        raise ParameterError("\n".join(wrong))


def _text(planned: Mapping[str, Any], primary: Mapping[str, Any]) -> str:
    """The file: what is planned, arms, metrics, and what is known later."""
    usual = {field.name: field.default for field in fields(Experiment) if field.default not in (MISSING, None, "", ())}
    values = {**usual, **planned}
    before = [field for field in EXPERIMENT if field.name not in (*_LATER, "weights")]
    later = [field for field in EXPERIMENT if field.name in _LATER]
    weights = next(field for field in EXPERIMENT if field.name == "weights")
    guardrail = {"role": "guardrail", "kind": "proportion", "direction": "lower"}
    return "\n".join(
        [
            f"# The plan of an experiment. Complete and commit it before {planned.get('start', 'the start')}; after",
            "# that only what is known later may change. An empty field is not planned. Days are written 2026-10-31.",
            *(_line(field, values.get(field.name)) for field in before),
            f"{'weights:':<{_WIDTH}}  # {weights.meaning}",
            "  control: 50",
            "  treatment: 50",
            "metrics:",
            *_metric({"role": "primary", **primary}, explained=True),
            *_metric(guardrail, explained=False),
            "",
            "# Known later",
            *(_line(field, values.get(field.name)) for field in later),
            "",
        ]
    )


def _metric(values: Mapping[str, Any], *, explained: bool) -> list[str]:
    lines = [_line(field, values.get(field.name), explained=explained, indent=4) for field in METRIC]
    return [f"{'  - ' if not number else '    '}{line}" for number, line in enumerate(lines)]


def _line(field: Field, value: Any, *, explained: bool = True, indent: int = 0) -> str:
    text = f"{field.name}:" if value is None else f"{field.name}: {_scalar(field, value)}"
    told = all(option in field.meaning for option in field.options)
    options = "" if told else f" ({field.limits})"
    return f"{text:<{_WIDTH - indent}}  # {field.meaning}{options}" if explained else text


def _scalar(field: Field, value: Any) -> str:
    plain = field.kind != "text" or field.options
    if not plain:
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)
