"""What a sentence is made of: text with places for values, which stay values until they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from prodops_kit.money import Money
from prodops_kit.periods import Period

Tone = Literal["good", "bad", "warn", "plain", "accent"]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, from 0 to 1; shown as a percentage.

    Attributes:
        signed: Whether a plus sign is shown: a change rather than a level.
    """

    value: float
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A difference in a metric's own unit.

    Attributes:
        unit: `points` for a difference of two shares, `number` for any other.
        signed: Whether a plus sign is shown.
    """

    value: float
    unit: Literal["points", "number"] = "number"
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Probability:
    """A p value or another probability that may be tiny; never shown as 0."""

    value: float


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number of things, with the noun in both forms: `Count(3, "tool", "tools")`."""

    value: int
    one: str = ""
    many: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names in a sentence: `Figma, Mixpanel and Pendo`."""

    values: tuple[str, ...]


Value: TypeAlias = "str | int | float | date | Period | Money | Share | Change | Probability | Count | Names | Sentence"


@dataclass(frozen=True, slots=True, init=False)
class Sentence:
    """Text with named places for values, which stay values until they are shown.

    Attributes:
        template: Text with `{name}` places; written by the wing, never taken from an input.
        values: What stands in each place; text among them is untrusted and escaped when shown.

    Raises:
        KeyError: A place has no value.
    """

    template: str
    values: Mapping[str, Value]

    def __init__(self, template: str, /, **values: Value) -> None:
        template.format_map(dict.fromkeys(values, ""))
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", values)
