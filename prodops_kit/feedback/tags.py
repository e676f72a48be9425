"""What the tagger says of each text: its themes, how sure, and by which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Tags:
    """The themes of some texts, in the order of the texts.

    Attributes:
        themes: Ids of the themes that could be given, columns of the arrays below.
        scores: One row a text, one column a theme: chance from 0 to 1 that the theme fits.
        given: The same shape: whether the theme was given.
        suggested: The same shape: whether it is only suggested.
        frame: One row per given tag: `item` (position of the text), `theme`, `score`, `layer` (phrases, similarity,
            learned, correction), `evidence` (the words), `start` and `end` (their place in the text, -1 without).
        guesses: One row per text without any given tag: `item`, `theme` (best guess), `score`, `why` (reason in words).
        version: Of the taxonomy.
        method: What was used, in words: which layers, fitted on how many reviewed texts.
    """

    themes: tuple[str, ...]
    scores: np.ndarray
    given: np.ndarray
    suggested: np.ndarray
    frame: pd.DataFrame
    guesses: pd.DataFrame
    version: int
    method: str
