"""What a page is put together of: notices, tables, parts, cards, sections, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from prodops_kit.money import Money
from prodops_kit.results.charts import Chart
from prodops_kit.results.decided import Better
from prodops_kit.results.sentences import Sentence, Tone, Value

if TYPE_CHECKING:
    import pandas as pd


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
        frame: One row per line; money in minor units, missing values as None or NaN. A cell may be a value that
            carries its own unit (`Share`, `Change`, `Sentence`, …) where the rows of a column differ in theirs.
        columns: Columns shown, in order; the first one names the row.
        caption: What one row is.
        total: Values of the last line by column name, or nothing.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    caption: str | Sentence
    total: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, redacted, with what may be said of where they are from; untrusted text.

    Attributes:
        marks: Places in the text that say why it stands here, each from a start to an end.
        link: Address of the source; one that is no web address is not followed.
    """

    text: str
    origin: Sentence
    marks: tuple[tuple[int, int], ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a review: a computed heading with the chart and table that carry it.

    Attributes:
        name: What links to the part call it, the same each month; made from the heading when empty.
        quotes: Words of others.
        listing: Lines to copy as they are, such as a piece of a definition; untrusted text.
    """

    heading: Sentence
    text: Sentence | None = None
    chart: Chart | None = None
    table: Rows | None = None
    name: str = ""
    quotes: tuple[Quote, ...] = ()
    listing: str = ""


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
class Fold:
    """Several parts behind one line to open: a card.

    Attributes:
        name: What links to the card call it, the same each month.
        heading: The line.
        parts: What stands behind it, in order; a heading there is a small one.
        text: What is said first.
        word: A word set apart at the end of the line, as a verdict.
        tone: Of the word.
        links: Where more stands, as (words, name of a saved file and the place in it: `words.html#theme-export`).
    """

    name: str
    heading: Sentence
    parts: tuple[Part, ...]
    text: Sentence | None = None
    word: str = ""
    tone: Tone = "plain"
    links: tuple[tuple[Value, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SidePage:
    """A page beside the report, for what is too long for it; `pk.save("words.html", …)` publishes it with the page.

    Attributes:
        heading: Its title.
        text: What is said first.
        parts: One below the other, each with a name that links lead to; their headings and quotes are shown.
    """

    heading: Sentence
    text: Sentence | None
    parts: tuple[Part, ...]


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
