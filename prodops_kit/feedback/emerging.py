"""What the taxonomy has no theme for yet: groups of untagged items that grew, each with a ready stanza.

A group never becomes a theme by itself: the ids of the taxonomy are what stays the same from month to month.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise
from math import log
from typing import TYPE_CHECKING

from prodops_kit.feedback.clusters import customers_of
from prodops_kit.feedback.mentions import Mentions
from prodops_kit.feedback.quotes import Said, quotes
from prodops_kit.feedback.rules import Rules
from prodops_kit.periods import Period
from prodops_kit.statistics import exact, multiplicity, strata

if TYPE_CHECKING:
    import numpy as np

BACK = 6  # periods whose untagged items are grouped together
MOST = 2_000  # items grouped; the newest ones when there are more
DIMENSIONS = 50
APART = 0.7  # cosine distance, averaged over pairs, from which two groups stay two
FEWEST_CUSTOMERS = 2
NAMED, PHRASES = 3, 4
SAME = 0.5  # part of a group's items of the period that a surer group may hold
_FEWEST_WORDS = 3  # of a text that can be grouped


@dataclass(frozen=True, slots=True)
class Group:
    """Untagged items that say the same.

    Attributes:
        name: Its words that other groups lack.
        phrases: Word sequences that many of its items have.
        items: Items in the period, of `total` distinct ones.
        before: Items in the periods before, of `total_before`.
        customers: Distinct customers in the period.
        p: Of no growth, one-sided (Fisher).
        q: The same, corrected for all groups.
        is_flagged: Whether it grew by more than chance, with enough items and customers.
        stanza: What to put into the taxonomy file, when a team takes it over.
    """

    name: str
    phrases: tuple[str, ...]
    items: int
    total: int
    before: int
    total_before: int
    customers: int
    p: float
    q: float
    is_flagged: bool
    quotes: tuple[Said, ...]
    stanza: str


def emerging(found: Mentions, *, period: str, rules: Rules) -> tuple[Group, ...]:
    """Group the untagged items of the last periods and tell which groups grew in this one.

    TF-IDF, reduced by SVD with a fixed seed, then average linkage by cosine; and for each frequent word the items that
    share it, since one subject has many wordings. Growth is tested exactly against the periods before and within the
    sources (Mantel, Haenszel), and corrected for all groups (Benjamini, Hochberg).

    Args:
        found: What `mentions` returned.
        period: The period in which something may be new.
        rules: How many untagged items are needed, and how many a group needs.

    Source:
        Names by class-based TF-IDF: Grootendorst (2022), arXiv 2203.05794, section 3.3.
    """
    import numpy as np

    last = Period(period)
    window = [last.shift(-back).text for back in range(BACK)]
    recent = found.where(found.frame["period"].isin(window).to_numpy())
    bare = recent.where(recent.untagged & _wordy(recent))
    bare = bare.where(_newest(len(bare)))
    if len(bare) < rules.fewest_untagged:
        return ()
    words = [_words(text) for text in bare.frame["text"]]
    places = np.array(_grouped(bare.frame["text"].tolist(), rules.fewest_in_group))
    members = [places == n for n in sorted(set(places.tolist()) - {-1})]
    names = _names(words, places.tolist())
    now = (bare.frame["period"] == period).to_numpy()
    of_words = sharing(words, now, fewest=rules.fewest_in_group)
    totals = _by_source(recent, period)
    groups = [_group(bare, inside, names[int(places[inside][0])], now, totals) for inside in members]
    groups += [_group(bare, inside, _named(word, words, inside), now, totals) for word, inside in of_words]
    judged = _judged(groups, [*members, *(inside for _, inside in of_words)], now, rules)
    by_wording = {group.name for group in groups[: len(members)]}
    kept = [(group, inside) for group, inside in judged if group.is_flagged or group.name in by_wording]
    taken = {theme.id for theme in found.themes}
    return tuple(_told(group, bare, words, inside, now, rules.quotes, taken) for group, inside in kept)


def _wordy(found: Mentions) -> np.ndarray:
    import numpy as np

    return np.array([len(_words(text)) >= _FEWEST_WORDS for text in found.frame["text"]], dtype=bool)


def _newest(count: int) -> np.ndarray:
    import numpy as np

    return np.arange(count) >= count - MOST  # the frame is sorted by day


def _words(text: str) -> list[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    plain = re.sub(r"\[[^\]]*\]|<[^>]*>", " ", text.casefold())  # placeholders of what was redacted
    return [word for word in re.findall(r"[^\W\d_]{3,}", plain) if word not in ENGLISH_STOP_WORDS]


def _grouped(texts: Sequence[str], fewest: int) -> list[int]:
    """The group of each text; -1 for those in none that is large enough."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    counts = Counter(word for text in texts for word in set(_words(text)))
    shared = sorted(word for word, count in counts.items() if count > 1)
    if not shared:
        return [-1] * len(texts)
    matrix = TfidfVectorizer(analyzer=_words, sublinear_tf=True, vocabulary=shared).fit_transform(texts)
    wide = len(shared) > DIMENSIONS
    reduced = TruncatedSVD(DIMENSIONS, random_state=1).fit_transform(matrix) if wide else matrix.toarray()
    lengths = np.linalg.norm(reduced, axis=1)
    clear = np.flatnonzero(lengths > 1e-6)
    labels = np.full(len(texts), -1)
    unit = np.round(reduced[clear] / lengths[clear, None], 9)
    labels[clear] = fcluster(linkage(unit, method="average", metric="cosine"), APART, criterion="distance")
    sizes = Counter(labels.tolist())
    return [int(label) if sizes[label] >= fewest else -1 for label in labels]


def _by_source(recent: Mentions, period: str) -> dict[str, tuple[int, int]]:
    """Items of each source in the period, and in those before."""
    now = recent.frame["period"] == period
    return {
        source: (int((now & here).sum()), int((~now & here).sum()))
        for source in sorted(set(recent.frame["source"]))
        for here in [recent.frame["source"] == source]
    }


def _group(
    bare: Mentions, inside: np.ndarray, name: tuple[str, ...], now: np.ndarray, totals: Mapping[str, tuple[int, int]]
) -> Group:
    """What is counted and tested of a group; its words come once it is known to be shown."""
    here = inside & now
    x1, x0 = int(here.sum()), int(inside.sum() - here.sum())
    n1, n0 = (sum(both[place] for both in totals.values()) for place in (0, 1))
    customers = len(set(compress(customers_of(bare), here)))
    p = max(exact.fisher(x1, n1, x0, n0, greater=True), _within(bare, inside, here, totals)) if n0 else 1.0
    return Group(" ".join(name), (), x1, n1, x0, n0, customers, p, 1.0, False, (), "")


def _told(
    group: Group, bare: Mentions, words: Sequence[Sequence[str]], inside: np.ndarray, now: np.ndarray, most: int,
    taken: Collection[str],
) -> Group:  # fmt: skip
    import numpy as np

    name = group.name.split()
    phrases = _phrases([one for one, here in zip(words, inside, strict=True) if here]) or tuple(name[:1])
    said = quotes(bare.where(inside & now), np.ones(group.items), most=most)
    lines = stanza(name, phrases, [one.text for one in said], taken)
    return replace(group, phrases=phrases, quotes=said, stanza=lines)


def _within(bare: Mentions, inside: np.ndarray, now: np.ndarray, totals: Mapping[str, tuple[int, int]]) -> float:
    """Of no growth inside the sources that both have, so that more reviews are not taken for something new."""
    source = bare.frame["source"].to_numpy()
    counts = [
        (int((inside & now & (source == one)).sum()), n1, int((inside & ~now & (source == one)).sum()), n0)
        for one, (n1, n0) in totals.items()
        if n1 and n0
    ]
    return strata.mantel_haenszel(counts) if counts else 1.0


def _named(word: str, words: Sequence[Sequence[str]], inside: np.ndarray) -> tuple[str, ...]:
    """The word itself, then what is said with it and seldom without it."""
    beside = _names(words, [int(here) for here in inside])[1]
    return (word, *(one for one in beside if one != word))[:NAMED]


def _names(words: Sequence[Sequence[str]], places: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The words that are frequent in a group and rare in the others, by group."""
    per_group: dict[int, Counter[str]] = {}
    for one, place in zip(words, places, strict=True):
        per_group.setdefault(place, Counter()).update(set(one))
    total = Counter[str]()
    for counted in per_group.values():
        total.update(counted)
    average = sum(total.values()) / len(per_group)
    return {
        place: tuple(sorted(counted, key=lambda w: (-counted[w] * log(1 + average / total[w]), w))[:NAMED])
        for place, counted in per_group.items()
    }


def _phrases(words: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Pairs of words that a fifth of the items have, the most frequent first."""
    pairs = Counter(pair for one in words for pair in {f"{a} {b}" for a, b in pairwise(one)})
    common = [pair for pair, count in pairs.items() if count >= max(2, len(words) / 5)]
    return tuple(sorted(common, key=lambda pair: (-pairs[pair], pair))[:PHRASES])


def stanza(name: Sequence[str], phrases: Sequence[str], examples: Sequence[str], taken: Collection[str] = ()) -> str:
    """A theme as lines to paste at the end of a taxonomy file, indented as `prodops feedback taxonomy` writes them.

    Args:
        name: Its words.
        phrases: Word sequences that give it away.
        examples: Texts that belong to it.
        taken: Ids that it may not have.
    """
    key = "-".join(name)
    while key in taken:
        key += "-new"
    fields = {"id": key, "label": " ".join(name).capitalize(), "description": "Items about " + ", ".join(name)}
    lines = [f"{field}: {_quoted(value)}" for field, value in fields.items()]
    lists = {"include": phrases, "examples": [text for text in map(_printable, examples) if text.strip()]}
    lines += [f"{field}: [{', '.join(map(_quoted, values))}]" for field, values in lists.items() if values]
    return "".join(f"  {'- ' if not number else '  '}{line}\n" for number, line in enumerate(lines))


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)  # JSON's quoting is YAML's


def _printable(text: str) -> str:
    """Text without the characters that no YAML file may hold."""
    return "".join(one if one.isprintable() else " " for one in text)


def _judged(
    groups: Sequence[Group], members: Sequence[np.ndarray], now: np.ndarray, rules: Rules
) -> list[tuple[Group, np.ndarray]]:
    """All tested groups corrected together; of those that hold the same items the surest is kept, with its items."""
    corrected = multiplicity.adjusted([group.p for group in groups], method="bh")
    known = [
        (replace(group, q=q, is_flagged=q < rules.slow_below and _is_large(group, rules)), inside)
        for group, q, inside in zip(groups, corrected, members, strict=True)
        if group.items
    ]
    kept: list[tuple[Group, np.ndarray]] = []
    for group, inside in sorted(known, key=lambda one: (not one[0].is_flagged, one[0].q, -one[0].items, one[0].name)):
        if not any((inside & other & now).sum() > SAME * (inside & now).sum() for _, other in kept):
            kept.append((group, inside))
    return kept


def _is_large(group: Group, rules: Rules) -> bool:
    return group.items >= rules.fewest_in_group and group.customers >= FEWEST_CUSTOMERS


def sharing(words: Sequence[Sequence[str]], now: np.ndarray, *, fewest: int) -> list[tuple[str, np.ndarray]]:
    """The items that share a word, for each that enough items of the period have: one subject in many wordings."""
    import numpy as np

    counts = Counter(word for one, here in zip(words, now, strict=True) if here for word in set(one))
    frequent = sorted(word for word, count in counts.items() if count >= fewest)
    return [(word, np.array([word in one for one in words])) for word in frequent]
