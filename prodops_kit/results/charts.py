"""What a chart says: values, unit and the finding as its caption; `show` draws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from prodops_kit.results.decided import Better
from prodops_kit.results.sentences import Sentence, Tone


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar a label, longest first as the wing orders them.

    Attributes:
        caption: The finding, as a sentence.
        labels: One label a bar; untrusted text.
        values: One value a bar in `unit`; negative values point left.
        highlight: Labels drawn in the accent colour; the others are quiet.
    """

    caption: Sentence
    unit: str
    labels: tuple[str, ...]
    values: tuple[int | float, ...]
    highlight: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One series of `Lines`: a value per position, None where there is none (a gap, not a zero)."""

    label: str
    values: tuple[int | float | None, ...]
    dashed: bool = False
    low: tuple[int | float | None, ...] = ()
    high: tuple[int | float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line to compare with: a budget, a limit, a target."""

    label: str
    value: int | float


@dataclass(frozen=True, slots=True)
class Lines:
    """Series over periods, the first one in the accent colour.

    Attributes:
        periods: Positions from left to right, as `YYYY-MM` (or quarters, or years).
        series: One or more lines with as many values as there are periods.
        levels: Horizontal lines to compare with.
    """

    caption: Sentence
    unit: str
    periods: tuple[str, ...]
    series: tuple[Line, ...]
    levels: tuple[Level, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """One row of `Intervals`: an estimate with its bounds and a word for what follows."""

    label: str
    estimate: float
    low: float
    high: float
    verdict: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Intervals:
    """Estimates with intervals against a line of no effect.

    Attributes:
        signed: Whether values are changes, shown with their sign.
        zero: Where the line of no effect stands.
    """

    caption: Sentence
    unit: str
    rows: tuple[Interval, ...]
    zero: float = 0.0
    signed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """One row of `Ranges`: a reference range with its centre, and our own value (None: not known)."""

    label: str
    low: float
    centre: float
    high: float
    ours: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Reference ranges (bar), their centre (tick) and our value (dot).

    Attributes:
        text_label: What the text at the end of each row is, as `Ours ÷ market`.
    """

    caption: Sentence
    unit: str
    rows: tuple[Range, ...]
    text_label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of numbers whose shade says how large each is.

    Attributes:
        rows: Row labels; untrusted text.
        columns: Column labels, as periods or text.
        values: One tuple a row; None where unknown.
        changes: Last against the column before, as a share, one a row; empty for none.
        better: Which direction of change is good news.
        corner: What a row is, as `Theme`.
    """

    caption: Sentence
    unit: str
    corner: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[int | float | None, ...], ...]
    changes: tuple[float | None, ...] = ()
    better: Better = None
    note: str = ""


Stage = Literal["planned", "running", "ended"]


@dataclass(frozen=True, slots=True)
class Span:
    """One row of `Timeline`: from `start` to `end`, with the day to act by and a word on it.

    Attributes:
        stage: Where it stands: ended, running or planned; None where the rows do not differ in it.
    """

    label: str
    start: date
    end: date
    act_by: date | None = None
    text: str = ""
    tone: Tone = "plain"
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Terms or events over days, with a line at today."""

    caption: Sentence
    rows: tuple[Span, ...]
    today: date
    note: str = ""


Chart = Bars | Lines | Intervals | Ranges | Heat | Timeline
