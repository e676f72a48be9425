"""What is counted and what is to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from prodops_kit.money import Money
from prodops_kit.results.sentences import Sentence

Better = Literal["higher", "lower"] | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A named number, comparable between months while name and unit stay the same.

    Attributes:
        name: Stable name in records, as snake_case.
        label: What a leader reads.
        value: The number in `unit`; None when it is not known, which is not zero.
        better: Which direction is good news, or None when neither is.
        note: One short line under the number, or nothing.
        over: How months make up a quarter or year: their sum, their last value or their mean; None when they do not.
    """

    name: str
    label: str
    value: int | float | None
    unit: str
    better: Better = None
    note: Sentence | None = None
    over: Literal["sum", "last", "mean"] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a leader is asked to do: action, quantity, subject, by, worth, owner, reason.

    Attributes:
        id: Stable from month to month, from `decision_id`.
        action: Imperative words that come before quantity and subject: `Release`, `Give notice on`.
        subject: What it is about, as named in the inputs.
        quantity: How many of the subject, or None.
        by: Last day on which acting still helps.
        worth: Effect a year when acted on, or None when it cannot be priced.
        owner: Team or role that decides; never a person's name.
        reason: Why now, with its counts.
        confidence: `high`, `medium` or `low`.
        wrong_if: What would make the decision wrong.
        noun: What the quantity counts, after the subject: `seats` in "Release 14 Figma seats".
        low: The least that acting is worth a year, where that is known.
        high: The most.
        link: Where the table stands that carries it: `#seats` on the same page, or a page beside it.
    """

    id: str
    action: str
    subject: str
    quantity: int | None
    by: date
    worth: Money | None
    owner: str
    reason: Sentence
    confidence: Literal["high", "medium", "low"]
    wrong_if: str
    noun: str = ""
    low: Money | None = None
    high: Money | None = None
    link: str = ""


def decision_id(question: str, action: str, subject: str) -> str:
    """An id that stays the same while question, action and subject do.

    >>> decision_id("tool_spend", "ask_rise", "Mixpanel  (EU)")
    'tool_spend.ask_rise.mixpanel-eu'
    """
    words = "".join(c if c.isalnum() else " " for c in subject.casefold()).split()
    return f"{question}.{action}.{'-'.join(words)}"
