"""What a writer plants, and the dice it throws."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from prodops_kit.periods import Period

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something planted that a report must find.

    Attributes:
        question: The wing that must find it.
        kind: What it is, as the wing's tests know it.
        worth: Whole minor units of `currency`, or None.
        by: Last day on which acting helps, as YYYY-MM-DD, or None.
    """

    question: str
    kind: str
    subject: str
    quantity: int | None = None
    worth: int | None = None
    currency: str | None = None
    by: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fact as `truth.json` holds it."""
        return asdict(self)


class Writer(Protocol):
    """A module that writes one question's files."""

    def write(self, folder: Path, *, month: Period, seed: int) -> tuple[list[str], list[Fact]]:
        """Write files into the folder; return their names and the planted facts."""
        ...


class Dice:
    """Whole numbers from `random.Random.random`, whose sequence for a seed Python guarantees."""

    def __init__(self, seed: int, question: str) -> None:
        """Each question throws its own dice, so that a new one changes no other's files."""
        self._random = random.Random(f"{question} {seed}")  # noqa: S311

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def one_of(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[self.whole(0, len(values) - 1)]
