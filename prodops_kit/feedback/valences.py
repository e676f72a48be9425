"""VADER's scores of a text, quickly: most words of a customer are unknown to its lexicon and count as nought.

Hutto, Gilbert (2014), VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text, ICWSM.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

_POLITE = ("kindly", "kind", "please", "dear", "help", "support", "hello", "thanks", "thank", "regards")
_JUDGING = {
    "correct": 1.2,
    "incorrect": -1.6,
    "works": 1.2,
    "unusable": -2.2,
    "crashes": -1.8,
    "crashed": -1.6,
    "slow": -1.2,
}
_BEFORE, _BEHIND = 3, 2  # words beside a word that change its valence
_SILENT, _NEUTRAL = (0.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Said:
    """What VADER asks of a text when it weighs a word."""

    words_and_emoticons: list[str]
    is_cap_diff: bool


def polarity(text: str) -> tuple[float, float, float, float]:
    """Shares of negative, neutral and positive words, and the compound; what VADER says, to the bit.

    Each known word is weighed among the few words that can change it, so time grows with the length of the text only.
    """
    if not (text.isascii() or vader().emojis.keys().isdisjoint(text)):
        return _told(vader().polarity_scores(text))
    words, judging = list(map(_bare, text.split())), _judging()
    if judging.isdisjoint(map(str.lower, words)):
        return _NEUTRAL if words else _SILENT
    return _told(_weighed(text, words, judging))


def _weighed(text: str, words: list[str], judging: frozenset[str]) -> dict[str, float]:
    from vaderSentiment.vaderSentiment import allcap_differential

    valences, shouts = [0.0] * len(words), allcap_differential(words)
    for place in (place for place, word in enumerate(words) if word.lower() in judging):
        begin = max(0, place - _BEFORE)
        valences[place] = _valence(_Said(words[begin : place + _BEHIND + 1], shouts), place - begin)
    scores: dict[str, float] = vader().score_valence(vader()._but_check(words, valences), text)
    return scores


def _valence(said: _Said, place: int) -> float:
    """How far a known word judges; its own value where no word beside it can change that."""
    words, word = said.words_and_emoticons, said.words_and_emoticons[place]
    shouts = said.is_cap_diff and word.isupper()
    if not shouts and _changing().isdisjoint(map(str.lower, words)) and "n't" not in "".join(words).lower():
        return float(vader().lexicon[word.lower()])
    return float(vader().sentiment_valence(0, said, word, place, [])[0])


@lru_cache(20_000)
def _bare(word: str) -> str:
    """A word without the signs around it, if more than two letters are left; else it may be an emoticon."""
    from vaderSentiment.vaderSentiment import SentiText

    return str(SentiText._strip_punc_if_word(word))


def _told(scores: dict[str, float]) -> tuple[float, float, float, float]:
    return scores["neg"], scores["neu"], scores["pos"], scores["compound"]


@cache
def _judging() -> frozenset[str]:
    """The words that have a valence of their own."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT

    return frozenset(vader().lexicon) - frozenset(BOOSTER_DICT)


@cache
def _changing() -> frozenset[str]:
    """Words that change what a word beside them says: of each expression of VADER's lists the longest, and its own."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES

    longest = (max(told.split(), key=len) for told in (*BOOSTER_DICT, *SPECIAL_CASES))
    return frozenset((*longest, *NEGATE, "no", "never", "so", "this", "without", "doubt", "least"))


@cache
def vader() -> Any:
    """VADER without what is only polite, with a few words that judge software."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader = SentimentIntensityAnalyzer()
    for word in _POLITE:
        vader.lexicon.pop(word, None)
    vader.lexicon.update(_JUDGING)
    return vader
