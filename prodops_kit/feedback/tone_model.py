"""How the tone of a clause is computed: the mean of two small logistic models, fitted once and shipped as numbers.

One sees words (negated ones marked) and letters, weighted by rarity; the other VADER's four scores and a few counts.
The words are hashed, so the shipped file holds no word of the data it was fitted on. `NOTICE` names that data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prodops_kit.feedback.counting import tally
from prodops_kit.feedback.valences import polarity, vader
from prodops_kit.feedback.wording import clauses

if TYPE_CHECKING:
    import numpy as np
    from scipy import sparse

TONES = ("negative", "neutral", "positive")
FILE = Path(__file__).with_name("tone_model.npz")
NOTICE = (
    "Fitted on the Amazon review snippets of C.J. Hutto and Eric Gilbert, VADER: A Parsimonious Rule-based Model for "
    "Sentiment Analysis of Social Media Text, ICWSM 2014 (github.com/cjhutto/vaderSentiment, "
    "additional_resources/hutto_ICWSM_2014.tar.gz). MIT License, Copyright (c) 2016 C.J. Hutto. Permission is hereby "
    "granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "
    '"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, '
    "modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom "
    "the "
    "Software is furnished to do so, subject to the following conditions: The above copyright notice and this "
    "permission "
    'notice shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", '
    "WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, "
    "FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE "
    "LIABLE "
    "FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT "
    "OF "
    "OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."
)
_WORD_BUCKETS, _LETTER_BUCKETS = 2**15, 2**16
_NEGATION = re.compile(
    r"(?:not|no|never|cannot|nothing|without|hardly|\w+n't|(?:do|did|does|ca|wo|is|was|could|would|has|have|are"
    r"|were)nt)"
)
_SUPPOSING = frozenset(("if", "would", "should", "could"))
_MARKED = 3  # words after a negation that carry its mark
_STOPS = ".,;!?"
_WORD = re.compile(rf"[^\W_]+(?:'[^\W_]+)?|[{_STOPS}]")
_LOOKED_AT = 5_000  # characters of a text; a tone beyond is no clause's
_CHUNK = 20_000  # texts whose features are held at a time


@dataclass(frozen=True)
class ToneModel:
    """Fitted numbers.

    Attributes:
        rarity: Inverse document frequency of each bucket of words and letters.
        words: Three rows of weights of the buckets, and `words_start`, three constants.
        scores: Three rows of weights of the standardised scores, and `scores_start`; `middle` and `spread` standardise.
    """

    rarity: np.ndarray
    words: np.ndarray
    words_start: np.ndarray
    scores: np.ndarray
    scores_start: np.ndarray
    middle: np.ndarray
    spread: np.ndarray

    def chances(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text: chance of negative, neutral and positive; the rows add up to 1."""
        import numpy as np

        parts = [self._chances(texts[start : start + _CHUNK]) for start in range(0, len(texts), _CHUNK)]
        return np.concatenate([np.zeros((0, len(TONES))), *parts])

    def _chances(self, texts: Sequence[str]) -> np.ndarray:
        by_words = _softmax(weighted(texts, self.rarity) @ self.words.T + self.words_start)
        by_scores = _softmax((scored(texts) - self.middle) / self.spread @ self.scores.T + self.scores_start)
        mean: np.ndarray = (by_words + by_scores) / 2
        return mean


def fit(texts: Sequence[str], tones: Sequence[int]) -> ToneModel:
    """Fit both models on texts of known tone (0 negative, 1 neutral, 2 positive)."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    counts = _counted(texts)
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.where(seen > 0, np.log((1 + len(texts)) / (1 + seen)) + 1, 0.0)
    scores = scored(texts)
    middle, spread = scores.mean(axis=0), scores.std(axis=0) + 1e-9
    words = LogisticRegression(C=5, class_weight="balanced", max_iter=1_000).fit(weighted(texts, rarity), tones)
    other = LogisticRegression(C=1, class_weight="balanced", max_iter=1_000).fit((scores - middle) / spread, tones)
    return ToneModel(rarity, words.coef_, words.intercept_, other.coef_, other.intercept_, middle, spread)


def write(model: ToneModel, file: Path = FILE) -> None:
    """Keep a model: weights of words as bytes with a scale for each tone, rarity in 255 steps, the rest as it is."""
    import numpy as np

    scale = np.abs(model.words).max(axis=1) / 127
    step = model.rarity.max() / 255
    np.savez_compressed(
        file,
        notice=np.array(NOTICE),
        words=np.round(model.words / scale[:, None]).astype(np.int8),
        scale=scale,
        rarity=np.round(model.rarity / step).astype(np.uint8),
        step=step,
        **{name: getattr(model, name) for name in ("words_start", "scores", "scores_start", "middle", "spread")},
    )


@cache
def shipped() -> ToneModel:
    """The model that comes with the package."""
    return load(FILE)


def load(file: Path) -> ToneModel:
    """A model as `write` kept it."""
    import numpy as np

    with np.load(file) as kept:
        rest = {name: kept[name] for name in ("words_start", "scores", "scores_start", "middle", "spread")}
        return ToneModel(kept["rarity"] * kept["step"], kept["words"] * kept["scale"][:, None], **rest)


def weighted(texts: Sequence[str], rarity: np.ndarray) -> sparse.csr_matrix:
    """Buckets of words and of letters, each part a row of unit length; 1 + log of the count, times rarity."""
    import numpy as np
    from scipy.sparse import diags, hstack
    from sklearn.preprocessing import normalize

    counts = _counted(texts)
    counts.data = 1 + np.log(counts.data)
    counts = (counts @ diags(rarity)).tocsr()
    return hstack([normalize(counts[:, :_WORD_BUCKETS]), normalize(counts[:, _WORD_BUCKETS:])]).tocsr()


def _counted(texts: Sequence[str]) -> sparse.csr_matrix:
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import HashingVectorizer

    rest: dict[str, Any] = {"alternate_sign": False, "norm": None}
    words = HashingVectorizer(analyzer=_marked_pairs, n_features=_WORD_BUCKETS, **rest)
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), n_features=_LETTER_BUCKETS, **rest)
    cut = [text[:_LOOKED_AT].encode("utf-8", "replace").decode() for text in texts]
    runs, names = tally(text.lower().split() for text in cut)  # no group of letters goes beyond a space
    of_letters = runs.astype(float) @ letters.transform(names) if names else letters.transform(cut)
    of_letters.sort_indices()
    return hstack([words.transform(cut), of_letters]).tocsr()


def _marked_pairs(text: str) -> list[str]:
    words, left = [], 0
    for word in _WORD.findall(text.lower()):
        if word in _STOPS:
            left = 0
        elif _negates(word):
            left = _MARKED
            words.append(word)
        else:
            words.append(f"not_{word}" if left > 0 else word)
            left -= 1
    return words + [f"{one} {two}" for one, two in pairwise(words)]


@lru_cache(20_000)
def _negates(word: str) -> bool:
    return bool(_NEGATION.fullmatch(word))


def scored(texts: Sequence[str]) -> np.ndarray:
    """VADER's four scores, those of its best, worst, first and last clause, and counts of what turns a tone."""
    import numpy as np

    return np.array([_scores(text[:_LOOKED_AT]) for text in texts])


def _scores(text: str) -> list[float]:
    whole, spans = polarity(text), clauses(text)
    parts = [polarity(text[start:end])[3] for start, end in spans] if len(spans) > 1 else [whole[3]]
    words = _WORD.findall(text.lower())
    known = list(filter(None, map(vader().lexicon.get, words)))
    return [
        *whole,
        *(min(parts), max(parts), parts[0], parts[-1]),
        sum(value for value in known if value > 0),
        sum(value for value in known if value < 0),
        sum(map(_negates, words)),
        (len(words) - sum(map(words.count, _STOPS))) ** 0.5,
        float("?" in text),
        float("!" in text),
        float(not _SUPPOSING.isdisjoint(words)),
    ]


def _softmax(values: Any) -> np.ndarray:
    import numpy as np

    raised = np.exp(values - values.max(axis=1, keepdims=True))
    shares: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return shares
