"""What the tagger says of each text: its themes, how sure, and by which words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_NAME = re.compile(r"method (\d+) with (\d+) reviewed texts")


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
        model: What predicted, as stored beside each prediction (see `is_like`).
    """

    themes: tuple[str, ...]
    scores: np.ndarray
    given: np.ndarray
    suggested: np.ndarray
    frame: pd.DataFrame
    guesses: pd.DataFrame
    version: int
    method: str
    model: str = ""


def model_name(method: int, reviewed: int) -> str:
    """The name of a model: the tagger's method by its number, and from how many reviewed texts it learned."""
    return f"method {method} with {reviewed} reviewed texts"


def is_like(model: str, other: str) -> bool:
    """Whether the errors that people found in what one model predicted tell how often another errs.

    Every answered queue is learned, so no two months have quite the same model. Two of one method that learned from
    half to twice as many texts count as alike (on a public set twice as many made F1 .04 better); what is known of an
    older one is not claimed for it.

    >>> is_like("method 2 with 40 reviewed texts", "method 2 with 80 reviewed texts")
    True
    >>> is_like("method 2 with 0 reviewed texts", "method 2 with 20 reviewed texts")
    False
    """
    first, second = _NAME.fullmatch(model), _NAME.fullmatch(other)
    if not first or not second:
        return model == other
    fewer, more = sorted((int(first[2]), int(second[2])))
    return first[1] == second[1] and more <= 2 * fewer
