"""What a block says to the run's record: plain JSON, so that next month can compare itself with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prodops_kit.answered import Answers
from prodops_kit.results import Decision, Figure
from prodops_kit.show import text
from prodops_kit.show.history import Earlier, before

Payload = dict[str, Any]


def figures(shown: Sequence[Figure], month: str, past: Earlier) -> Payload:
    """Figures as records keep them, each with its comparable value of the period before."""
    kept = [
        {
            "name": figure.name,
            "label": figure.label,
            "value": bare(figure.value),
            "unit": figure.unit,
            "better": figure.better,
            "previous": bare(before(figure, month, past)),
            "over": figure.over,
        }
        for figure in shown
    ]
    return {"kind": "figures", "figures": kept}


def decisions(shown: Sequence[Decision], answers: Answers) -> Payload:
    """Decisions as records keep them, answered ones too; worth in minor units of its currency."""
    return {"kind": "decisions", "decisions": [_decision(decision, answers) for decision in shown]}


def _decision(decision: Decision, answers: Answers) -> Payload:
    worth, answer = decision.worth, answers.to(decision)
    return {
        "id": decision.id,
        "action": decision.action,
        "subject": decision.subject,
        "quantity": bare(decision.quantity),
        "by": decision.by.isoformat(),
        "worth": bare(worth.minor) if worth else None,
        "currency": worth.currency if worth else None,
        "owner": decision.owner,
        "reason": text.plain(decision.reason),
        "confidence": decision.confidence,
        "wrong_if": decision.wrong_if,
        "noun": decision.noun,
        "low": bare(decision.low.minor) if decision.low else None,
        "high": bare(decision.high.minor) if decision.high else None,
        "link": decision.link,
        "state": answer.state if answer else "back" if answers.is_back(decision) else "open",
    }


def bare(value: Any) -> int | float | None:
    """A number without its library's type; floats to 10 significant digits, unknown as None."""
    if not text.known(value):
        return None
    plain = value.item() if hasattr(value, "item") else value
    return plain if isinstance(plain, int) else float(f"{float(plain):.10g}")
