"""The first layer: phrases that give a theme away, found word by word, with the place where they stand.

A phrase is a sequence of words compared by their stems; a word that ends in `*` stands for all words that begin so;
`re:` is a regular expression. Expressions run in DuckDB's RE2, whose time grows with the length of the text only:
no expression can hang a run.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from prodops_kit.errors import DataError
from prodops_kit.feedback.counting import folded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from prodops_kit.feedback.themes import Theme

EVERY_TEXT = "fits every text, an empty one too"  # the fault of an expression that says nothing
EXPRESSION = "re:"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PHRASE_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\*?")
_ENDINGS = ("ing", "ed", "es", "s", "e")
_NO = frozenset({"no", "never", "without", "nor"})
_FAILS = frozenset({"can", "could", "do", "does", "did", "will", "would", "may", "might", "should"})
_REACH = 2  # words before a phrase in which a "no" voids it


def stem(word: str) -> str:
    """A word without its ending, if it has more than four letters.

    >>> stem("exporting"), stem("exported"), stem("news")
    ('export', 'export', 'news')
    """
    if len(word) > 4:
        for ending in _ENDINGS:
            if word.endswith(ending):
                return word[: -len(ending)]
    return word


Meant = tuple[frozenset[str], ...]
"""For each word of a phrase the words of the texts that stand for it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: in which text, for which theme, which of its phrases, and where."""

    item: int
    theme: int
    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What the phrases of all themes found.

    Attributes:
        found: In the order of texts, themes and places; the first place of each phrase only, and none where
            an exclusion of the theme stands in the text.
        words: Number of words of each phrase.
        phrases: Number of phrases of each theme.
        items: Number of texts.
    """

    found: tuple[Hit, ...]
    words: Mapping[str, int]
    phrases: tuple[int, ...]
    items: int


def find(texts: Sequence[str], themes: Sequence[Theme]) -> Hits:
    """Find the phrases of each theme in each text.

    A theme without phrases of its own is looked for by the words of its label and description.

    Raises:
        DataError: An expression that RE2 cannot read.
    """
    include = [theme.include or derived(theme) for theme in themes]
    small = [folded(text) for text in texts]
    wanted = {phrase for each in include for phrase in each} | {phrase for theme in themes for phrase in theme.exclude}
    places = _places(small, sorted(wanted))
    hits = []
    for number, theme in enumerate(themes):
        ruled_out = {item for phrase in theme.exclude for item in places[phrase]}
        for phrase in dict.fromkeys(include[number]):
            hits += [
                Hit(item, number, phrase, *place) for item, place in places[phrase].items() if item not in ruled_out
            ]
    hits.sort(key=lambda hit: (hit.item, hit.theme, hit.start, hit.end))
    return Hits(
        tuple(hits),
        {phrase: _length(phrase) for phrase in sorted(wanted)},
        tuple(len(dict.fromkeys(each)) for each in include),
        len(texts),
    )


def strengths(hits: Hits, rarity_of: slice | NDArray[np.int64]) -> NDArray[np.float64]:
    """How much speaks for each theme in each text: rarity x words of each phrase found, over the root of their number.

    Args:
        hits: What `find` returned.
        rarity_of: The texts in which rarity is counted: ln((1 + n) / (1 + texts with it)) + 1.

    Returns:
        Texts x themes, 0 or more.
    """
    counted = np.zeros(hits.items, bool)
    counted[rarity_of] = True
    frequency: dict[str, int] = defaultdict(int)
    for phrase, item in {(hit.phrase, hit.item) for hit in hits.found}:
        frequency[phrase] += counted[item]
    out = np.zeros((hits.items, len(hits.phrases)))
    total = 1 + counted.sum()
    weight = {phrase: (np.log(total / (1 + seen)) + 1) * hits.words[phrase] for phrase, seen in frequency.items()}
    items, themes = [hit.item for hit in hits.found], [hit.theme for hit in hits.found]
    np.add.at(out, (items, themes), [weight[hit.phrase] for hit in hits.found])
    return out / np.sqrt(np.maximum(hits.phrases, 1))


def claims(hits: Hits, themes: Sequence[Theme]) -> NDArray[np.float64]:
    """How far the words found for a theme are its own: 1 over the number of themes that they were found for.

    A word that half of the taxonomy lists says little of any one. A theme does not rival its own parts.

    Args:
        hits: What `find` returned.
        themes: What it looked for.

    Returns:
        Texts x themes, 0 where nothing was found, at most 1; of a theme's phrases the best counts.
    """
    finders: dict[tuple[int, int, int], dict[int, None]] = defaultdict(dict)
    for hit in hits.found:
        finders[hit.item, hit.start, hit.end][hit.theme] = None
    found = [(item, tuple(of)) for (item, _, _), of in finders.items()]
    rival = np.array([[not _kin(one, other) for other in themes] for one in themes])
    share = {of: 1 / (1 + rival[np.ix_(of, of)].sum(axis=1)) for of in {of for _, of in found}}
    out = np.zeros((hits.items, len(themes)))
    rows, columns = [item for item, of in found for _ in of], [theme for _, of in found for theme in of]
    np.maximum.at(out, (rows, columns), np.concatenate([np.zeros(0), *(share[of] for _, of in found)]))
    return out


def _kin(one: Theme, other: Theme) -> bool:
    return one.id == other.id or one.id == other.parent or one.parent == other.id


def derived(theme: Theme) -> tuple[str, ...]:
    """The words of a theme's label and description that say something, as its phrases."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    words = _WORD.findall(folded(f"{theme.label} {theme.description}".replace("_", " ")))
    return tuple(dict.fromkeys(word for word in words if len(word) > 2 and word not in ENGLISH_STOP_WORDS))


def fault_of(phrase: str) -> str:
    """What is wrong with a phrase, as words without a full stop; nothing when it can be used."""
    if not phrase.startswith(EXPRESSION):
        return "" if _PHRASE_WORD.search(phrase) else "holds no word"
    try:
        found = dict(_expressions([""], [phrase]))
    except DataError as fault:
        return str(fault)
    return EVERY_TEXT if found[phrase] else ""


def _length(phrase: str) -> int:
    return 1 if phrase.startswith(EXPRESSION) else max(len(_PHRASE_WORD.findall(phrase)), 1)


def _places(small: Sequence[str], wanted: Sequence[str]) -> dict[str, dict[int, tuple[int, int]]]:
    """For each phrase the texts that hold it, with the first place that is not denied."""
    expressions = [phrase for phrase in wanted if phrase.startswith(EXPRESSION)]
    places: dict[str, dict[int, tuple[int, int]]] = {phrase: {} for phrase in wanted}
    places.update(_expressions(small, expressions))
    words = [_WORD.findall(text.replace("’", "'")) for text in small]
    starts = _starts(set(wanted) - set(expressions), {word for each in words for word in each})
    for item, (text, said) in enumerate(zip(small, words, strict=True)):
        found = _in_words(said, starts)
        last_word = max((last for _, last in found.values()), default=-1)
        spans = [word.span() for word in islice(_WORD.finditer(text), last_word + 1)]
        for phrase, (first, last) in found.items():
            places[phrase][item] = (spans[first][0], spans[last][1])
    return places


def _in_words(said: Sequence[str], starts: Mapping[str, Sequence[tuple[str, Meant]]]) -> dict[str, tuple[int, int]]:
    """Each phrase that the words hold, with its first and last word where it first stands undenied."""
    found: dict[str, tuple[int, int]] = {}
    for at in (at for at, word in enumerate(said) if word in starts):
        for phrase, sequence in starts[said[at]]:
            end = at + len(sequence)
            if phrase not in found and _follows(said[at + 1 : end], sequence[1:]) and not _denied(said, at):
                found[phrase] = (at, end - 1)
    return found


def _starts(phrases: Iterable[str], vocabulary: set[str]) -> dict[str, list[tuple[str, Meant]]]:
    """Phrases by each word of the texts that they can start with; a phrase is a sequence of sets of words."""
    by_stem = defaultdict(set)
    for word in vocabulary:
        by_stem[stem(word)].add(word)
    starts: dict[str, list[tuple[str, Meant]]] = defaultdict(list)
    for phrase in sorted(phrases):
        sequence = tuple(_meant(word, by_stem, vocabulary) for word in _PHRASE_WORD.findall(folded(phrase)))
        for word in sequence[0] if sequence else ():
            starts[word].append((phrase, sequence))
    return starts


def _meant(word: str, by_stem: Mapping[str, set[str]], vocabulary: set[str]) -> frozenset[str]:
    word = word.replace("’", "'")
    if word.endswith("*"):
        return frozenset(each for each in vocabulary if each.startswith(word[:-1]))
    return frozenset(by_stem.get(stem(word), ()))


def _follows(said: Sequence[str], sequence: Meant) -> bool:
    return len(said) == len(sequence) and all(word in meant for word, meant in zip(said, sequence, strict=True))


def _denied(said: Sequence[str], at: int) -> bool:
    """Whether the words before say that it is not so; "did not export" tells of a failure and stays."""
    before = said[max(0, at - _REACH) : at]
    for place, word in enumerate(before):
        if word in _NO:
            return True
        if word == "not" and (said[at - len(before) + place - 1 : at - len(before) + place] or [""])[0] not in _FAILS:
            return True
    return False


def _expressions(small: Sequence[str], expressions: Sequence[str]) -> Iterator[tuple[str, dict[int, tuple[int, int]]]]:
    import duckdb

    if not expressions:
        return iter(())
    connection = duckdb.connect()
    plain = [text.encode("utf-8", "replace").decode() for text in small]
    connection.execute("create table texts as select unnest(range(len($1))) as item, unnest($1) as text", [plain])
    query = """select item, regexp_extract(text, $1, ['before', 'found']) as place from texts
        where regexp_matches(text, $2) order by item"""
    out = []
    for phrase in expressions:
        pattern = phrase.removeprefix(EXPRESSION)
        try:
            connection.execute(
                "select regexp_matches('', $1)", [f"(?is){pattern}"]
            ).fetchall()  # by itself, not in a group
            rows = connection.execute(query, [f"(?is)^(.*?)({pattern})", f"(?is){pattern}"]).fetchall()
        except duckdb.Error:
            raise DataError(
                f"'{pattern}' is no expression; groups, classes and bounded repeats are known, "
                "references back and looking around are not"
            ) from None
        out.append(
            (phrase, {item: (len(place["before"]), len(place["before"]) + len(place["found"])) for item, place in rows})
        )
    return iter(out)
