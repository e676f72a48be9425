"""The figures that stand for all reports, which of them moved most, and what they were before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from prodops_kit.money import Money
from prodops_kit.monthly_review.statements import Statement
from prodops_kit.periods import Period
from prodops_kit.results import Count, Figure, Share, Value

MOST = 8
NEAR = 0.01  # less than one part in a hundred, or one point of a share, is no movement worth a sentence


@dataclass(frozen=True, slots=True)
class Movement:
    """How one figure moved since the period before; `size` is relative to what it was, for a share in points."""

    figure: Figure
    before: int | float
    size: float


def chosen(statements: Sequence[Statement], titles: Mapping[str, str]) -> tuple[Figure, ...]:
    """At most eight: the first figure of each report, then the second ones; those of one report stand together."""
    turns = zip_longest(*([(s.report, f) for f in s.figures] for s in statements))
    taken = [pair for turn in turns for pair in turn if pair][:MOST]
    order = {statement.report: n for n, statement in enumerate(statements)}
    taken.sort(key=lambda pair: order[pair[0]])
    labels = Counter(label for s in statements for label in {figure.label for figure in s.figures})
    return tuple(
        replace(
            figure,
            name=qualified(report, figure.name),
            label=f"{titles[report]}: {figure.label}" if labels[figure.label] > 1 else figure.label,
        )
        for report, figure in taken
    )


def qualified(report: str, name: str) -> str:
    """A figure's name among those of all reports."""
    return f"{report}.{name}"


def as_record(statements: Sequence[Statement]) -> dict[str, Any]:
    """What all reports said of one period, in the form of one record."""
    figures = [
        {"name": qualified(s.report, f.name), "unit": f.unit, "value": f.value} for s in statements for f in s.figures
    ]
    asked = {d.id: d for s in reversed(statements) for d in reversed(s.decisions)}
    return {"figures": figures, "decisions": [_asked(decision) for decision in asked.values()]}


def _asked(decision: Any) -> dict[str, Any]:
    return {
        "id": decision.id,
        "quantity": decision.quantity,
        "noun": decision.noun,
        "by": decision.by.isoformat(),
        "worth": decision.worth.minor if decision.worth else None,
        "currency": decision.worth.currency if decision.worth else None,
    }


def moved_most(figures: Sequence[Figure], before: Mapping[str, Any] | None) -> Movement | None:
    """The figure that moved most since the period before; None when none can be compared."""
    known = {(f["name"], f["unit"]): f["value"] for f in (before or {}).get("figures", [])}
    moves = [
        Movement(figure, was, _size(figure, was))
        for figure in figures
        if figure.value is not None and (was := known.get((figure.name, figure.unit))) is not None
    ]
    return max(moves, key=lambda move: move.size, default=None)


def _size(figure: Figure, before: int | float) -> float:
    change = abs((figure.value or 0) - before)
    if figure.unit == "share":
        return change
    return change / abs(before) if before else float(change > 0)


def told(move: Movement, previous: Period) -> tuple[str, dict[str, Value]]:
    """The sentence that says what moved most."""
    if move.size < NEAR:
        return "No key figure moved much since {previous}.", {"previous": previous}
    now = move.figure.value or 0
    word = "rose" if now > move.before else "fell"
    values: dict[str, Value] = {"figure": move.figure.label, "previous": previous}
    values |= {"then": _quantity(move.before, move.figure.unit), "now": _quantity(now, move.figure.unit)}
    return f"{{figure}} {word} most, from {{then}} in {{previous}} to {{now}}.", values


def _quantity(value: int | float, unit: str) -> Value:
    """A figure's value as it stands in a sentence."""
    if " cents" in unit:
        return Money(round(value), unit[:3])
    if unit == "share":
        return Share(value)
    return Count(int(value), "day", "days") if unit == "days" and value == int(value) else value
