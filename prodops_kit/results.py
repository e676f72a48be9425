"""The values every review is made of: what is said, counted, decided and drawn, before anyone looks.

A review in a wing is a frozen dataclass that exposes `headline` (Sentence), `figures`, `decisions`,
`notices`, `sources` and named parts (Part). Nothing here formats, draws, reads or writes; `show` does that
and knows these values only. Anybody may build them in a notebook of their own and show them.

A unit is text: `text`, `count`, `number`, `share` (0 to 1), `days`, `day` (a date), `period`, or whole minor
units of a currency, alone or for a time: `USD cents`, `USD cents/month`, `EUR cents/year`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from prodops_kit.money import Money
from prodops_kit.periods import Period

if TYPE_CHECKING:
    import pandas as pd

Better = Literal["higher", "lower"] | None
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
class Count:
    """A whole number of things, with the noun in both forms: `Count(3, "tool", "tools")`."""

    value: int
    one: str = ""
    many: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names in a sentence: `Figma, Mixpanel and Pendo`."""

    values: tuple[str, ...]


Value = str | int | float | date | Period | Money | Share | Count | Names


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


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know before trusting the page: what is missing, late or left out."""

    title: str
    text: Sentence


@dataclass(frozen=True, slots=True)
class Column:
    """How one column of a table is headed and formatted.

    Attributes:
        name: Column in the frame.
        label: Heading a reader sees.
        unit: See the module's head.
        signed: Whether a plus sign is shown: a change rather than a level.
        better: For a change, which direction is good news.
    """

    name: str
    label: str
    unit: str = "text"
    signed: bool = False
    better: Better = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A table for a reader.

    Attributes:
        frame: One row per line; money in minor units, missing values as None or NaN.
        columns: Columns shown, in order; the first one names the row.
        caption: What one row is.
        total: Values of the last line by column name, or nothing.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    caption: str
    total: Mapping[str, object] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class Span:
    """One row of `Timeline`: from `start` to `end`, with the day to act by and a word on it."""

    label: str
    start: date
    end: date
    act_by: date | None = None
    text: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Terms or events over days, with a line at today."""

    caption: Sentence
    rows: tuple[Span, ...]
    today: date
    note: str = ""


Chart = Bars | Lines | Intervals | Ranges | Heat | Timeline


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a review: a computed heading with the chart and table that carry it.

    Attributes:
        name: What links to the part call it, the same each month; made from the heading when empty.
    """

    heading: Sentence
    text: Sentence | None = None
    chart: Chart | None = None
    table: Rows | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A block that a report showed with `lead=True`, as its record keeps it.

    Attributes:
        kind: The verb that made it, as `chart`.
        heading: What it shows, in a line; untrusted text.
        html: As shown; untrusted, because any cell can write a record.
    """

    kind: str
    heading: str
    html: str


@dataclass(frozen=True, slots=True)
class Section:
    """What one report says, in short, for a page that is made of several.

    Attributes:
        name: What links to the section call it; one of its own on the page.
        title: The report's title; untrusted text, as the others are.
        text: Its answer.
        blocks: What it leads with.
        links: Where its pages are, as (words, address from here); the first one is the page of the blocks.
    """

    name: str
    title: str
    text: str
    blocks: tuple[Recorded, ...] = ()
    links: tuple[tuple[Value, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One input of a review, as the reader may check it.

    Attributes:
        table: What the rows are, as `charges`.
        path: File relative to the workbook's root; empty when the input was left out.
        layout: What kind of file it was recognised as.
        rows: Rows in the file = used + rejected.
        reasons: For each reason of rejection: how many rows, and the first lines concerned.
        newest: Last day the rows cover, or None.
        money: Sum of all amounts read, one a currency.
        absent: Why there is no input, or empty.
    """

    table: str
    path: str
    sha256: str
    layout: str
    rows: int
    used: int
    rejected: int
    reasons: tuple[Rejected, ...] = ()
    newest: date | None = None
    money: tuple[Money, ...] = ()
    warnings: tuple[str, ...] = ()
    sample: bool = False
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows set aside for one reason, with the first lines of the file they stand on."""

    reason: str
    rows: int
    lines: tuple[int, ...]
