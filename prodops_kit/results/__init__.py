"""The values every review is made of: what is said, counted, decided and drawn, before anyone looks.

A review in a wing is a frozen dataclass that exposes `headline` (Sentence), `figures`, `decisions`,
`notices`, `sources` and named parts (Part). Nothing here formats, draws, reads or writes; `show` does that
and knows these values only. Anybody may build them in a notebook of their own and show them.

A unit is text: `text`, `count`, `number`, `share` (0 to 1), `points` (a difference of two shares, -1 to 1, shown in
percentage points), `days`, `day` (a date), `period`, or whole minor units of a currency, alone or for a time: `USD
cents`, `USD cents/month`, `EUR cents/year`.
"""

from prodops_kit.results.charts import (
    Bars,
    Chart,
    Heat,
    Interval,
    Intervals,
    Level,
    Line,
    Lines,
    Range,
    Ranges,
    Span,
    Stage,
    Timeline,
)
from prodops_kit.results.decided import Better, Decision, Figure, decision_id
from prodops_kit.results.parts import (
    Column,
    Fold,
    Notice,
    Part,
    Quote,
    Recorded,
    Rejected,
    Rows,
    Section,
    SidePage,
    Source,
)
from prodops_kit.results.sentences import Change, Count, Names, Probability, Sentence, Share, Tone, Value

__all__ = [
    "Bars",
    "Better",
    "Change",
    "Chart",
    "Column",
    "Count",
    "Decision",
    "Figure",
    "Fold",
    "Heat",
    "Interval",
    "Intervals",
    "Level",
    "Line",
    "Lines",
    "Names",
    "Notice",
    "Part",
    "Probability",
    "Quote",
    "Range",
    "Ranges",
    "Recorded",
    "Rejected",
    "Rows",
    "Section",
    "Sentence",
    "Share",
    "SidePage",
    "Source",
    "Span",
    "Stage",
    "Timeline",
    "Tone",
    "Value",
    "decision_id",
]
