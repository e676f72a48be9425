"""What customers said, each thing once, without personal data: what every other part of the wing works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prodops_kit.periods import Period
from prodops_kit.results import Notice, Source

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Items:
    """Distinct items of feedback, redacted.

    Attributes:
        frame: One row per distinct item, sorted by created, source and id; the first of merged copies stands for all:
            `id`, `source`, `created` (date), `text` (redacted), `key` (of the text), `customer` (keyed hash or ""),
            `customers` (distinct ones of its copies; a row without a customer is one of its own), `copies` (rows merged
            into it, 1 for none), `segment`, `revenue` (whole minor units a year or None), `currency`, `score` (or NaN),
            `scale` (nps, csat, stars or ""), `language`, `link`, `status`, `responded` (date or None), `decision`,
            `shipped` (date or None), `group`, `pain` (1 to 5 or NaN).
        voices: One row per row that counts, merged copies and scores without words too: `item` (position in the frame,
            -1 without words), `source`, `created`, `customer`, `segment`, `revenue`, `currency`, `score`, `scale`.
        sources: The inputs with what was set aside here.
        counts: Rows by what became of them; see `collect`.
        redacted: How many pieces of personal data of each kind were taken out.
        notices: What a reader must know before trusting the shares.
    """

    frame: pd.DataFrame
    voices: pd.DataFrame
    sources: tuple[Source, ...]
    counts: Mapping[str, int]
    redacted: Mapping[str, int]
    notices: tuple[Notice, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The redacted texts, in the order of the frame."""
        return tuple(self.frame["text"])

    def within(self, period: str) -> tuple[int, ...]:
        """The places in the frame of what was said in a month, quarter or year."""
        known = Period(period)
        return tuple(place for place, day in enumerate(self.frame["created"]) if day in known)

    def __len__(self) -> int:
        return len(self.frame)
