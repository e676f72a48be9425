"""Whether customers are pleased or not, clause by clause: one sentence may praise one thing and damn another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import ParameterError
from prodops_kit.feedback.tags import Tags
from prodops_kit.feedback.tone_model import TONES, shipped, weighted
from prodops_kit.feedback.wording import clauses

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MIXED = "mixed"
_SURE = 0.5  # chance from which a clause stands against another
_LEAST_LABELS = 20  # rated texts from which the team's own words count
_HALF_TRUST = 500  # rated texts at which they count as much as the shipped model


@dataclass(frozen=True, slots=True)
class Tones:
    """The tone of texts and of what each theme's clause says.

    Attributes:
        frame: One row a text, in their order: `item`, `tone` (negative, neutral, positive, mixed; neutral where
            there are no words) and `score` (chance of positive less that of negative, -1 to 1).
        tagged: One row per row of the tags' frame, in its order: `item`, `theme`, `tone`, `score`.
        method: What was used, in words.
    """

    frame: pd.DataFrame
    tagged: pd.DataFrame
    method: str


def sentiment(texts: Sequence[str], tags: Tags | None = None, *, labels: Sequence[str | None] | None = None) -> Tones:
    """Tell the tone of each text, and of the clause from which each of its themes was told.

    A theme takes the clauses that its evidence touches, or all when it has none; a clause surely positive and another
    surely negative make `mixed`. The model learned from English product reviews; other languages get little from it, so
    read their tones with care (`language`).

    Args:
        texts: Redacted texts.
        tags: Themes of these texts.
        labels: Tones known from stars, NPS or CSAT, for each text or None: from 20 of at least two tones on, the team's
            own words count too, equally with the shipped model at 500.

    Raises:
        ParameterError: There are not as many labels as texts, or one is no tone.
    """
    spans = [clauses(text) for text in texts]
    parts = [text[start:end] for text, found in zip(texts, spans, strict=True) for start, end in found]
    distinct = {part: place for place, part in enumerate(dict.fromkeys(parts))}
    chances, method = _chances(texts, list(distinct), labels)
    ends = [0, *accumulate(map(len, spans))]
    of_part = chances[[distinct[part] for part in parts]].tolist() if parts else []
    told = [_Clauses(found, of_part[ends[i] : ends[i + 1]]) for i, found in enumerate(spans)]
    return Tones(_frame(told), _tagged(told, tags), method)


def _chances(texts: Sequence[str], parts: Sequence[str], labels: Sequence[str | None] | None) -> tuple[np.ndarray, str]:
    model = shipped()
    chances, method = model.chances(parts), "fitted on public product reviews"
    known = _known(texts, labels)
    if len(known) < _LEAST_LABELS or len({tone for _, tone in known}) < 2:
        return chances, method
    rated, tones = [text for text, _ in known], [tone for _, tone in known]
    own = _own(model.rarity, rated, tones, parts)
    trust = len(known) / (len(known) + _HALF_TRUST)
    return (1 - trust) * chances + trust * own, f"{method} and on {len(known)} rated texts of the team"


def _known(texts: Sequence[str], labels: Sequence[str | None] | None) -> list[tuple[str, int]]:
    if labels is None:
        return []
    if len(labels) != len(texts):
        raise ParameterError(f"labels: {len(labels)} for {len(texts)} texts; give each text its tone, or None.")
    strange = [place for place, label in enumerate(labels) if label is not None and label not in TONES]
    if strange:
        raise ParameterError(f"labels: place {strange[0]} is none of {', '.join(TONES)}; leave unknown tones None.")
    return [(text, TONES.index(label)) for text, label in zip(texts, labels, strict=True) if label is not None]


def _own(rarity: np.ndarray, rated: Sequence[str], tones: Sequence[int], parts: Sequence[str]) -> np.ndarray:
    """Chances by the team's own words; a tone that nobody gave has none."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    own = LogisticRegression(C=5, class_weight="balanced", max_iter=1_000).fit(weighted(rated, rarity), tones)
    chances = np.zeros((len(parts), len(TONES)))
    if parts:
        chances[:, own.classes_] = own.predict_proba(weighted(parts, rarity))
    return chances


@dataclass(frozen=True, slots=True)
class _Clauses:
    spans: list[tuple[int, int]]
    chances: list[list[float]]

    def tone(self, start: int = -1, end: int = -1) -> tuple[str, float]:
        """Tone and score of the clauses that the span touches; of all without a span."""
        chosen = [i for i, (a, b) in enumerate(self.spans) if a < end and start < b] or range(len(self.spans))
        if not chosen:
            return "neutral", 0.0
        chances = [self.chances[i] for i in chosen]
        lengths = [self.spans[i][1] - self.spans[i][0] for i in chosen]
        middle = [sum(map(mul, column, lengths)) / sum(lengths) for column in zip(*chances, strict=True)]
        against = any(each[0] >= _SURE for each in chances) and any(each[2] >= _SURE for each in chances)
        likely = [round(1e9 * chance) for chance in middle]  # alike to nine digits is a tie
        tone = MIXED if against else TONES[likely.index(max(likely))]
        return tone, float(f"{middle[2] - middle[0]:.9g}")


def _frame(told: Sequence[_Clauses]) -> pd.DataFrame:
    import pandas as pd

    rows = [(item, *clauses_of.tone()) for item, clauses_of in enumerate(told)]
    return pd.DataFrame(rows, columns=["item", "tone", "score"]).astype({"score": float, "tone": str, "item": int})


def _tagged(told: Sequence[_Clauses], tags: Tags | None) -> pd.DataFrame:
    import pandas as pd

    columns = ["item", "theme", "start", "end"]
    given: list[tuple[Any, ...]] = [] if tags is None else list(tags.frame[columns].itertuples(index=False, name=None))
    rows = [(item, theme, *told[item].tone(start, end)) for item, theme, start, end in given]
    frame = pd.DataFrame(rows, columns=["item", "theme", "tone", "score"])
    return frame.astype({"score": float, "tone": str, "theme": str, "item": int})
