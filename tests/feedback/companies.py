"""Companies drawn at random: customers who come back, sources of their own habits, and what is planted in a month.

Words are those of the sample company, so that what nobody has named yet hides among what has no theme, as in life.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from feedback.months import frame, tags, taxonomy

from prodops_kit.feedback.emerging import emerging
from prodops_kit.feedback.mentions import mentions
from prodops_kit.feedback.rules import Rules
from prodops_kit.feedback.slopes import slopes
from prodops_kit.feedback.trend import changes
from prodops_kit.periods import Period, last_months
from prodops_kit.sample import feedback as sample

MONTHS = last_months("2026-10", 12)
THEMES = {"rise": 0.06, "mix": 0.03, **{f"other{n}": 0.02 + 0.006 * n for n in range(10)}}
IN_REVIEWS = {"mix": 0.3}  # what is common there, in every month
SIZES = {"tickets": 120, "survey": 60, "reviews": 60}
MORE_REVIEWS, RISEN, NEW = 200, 0.18, 10
OFTEN = 0.1  # of those who write do so again within the month, on the same theme


@cache
def _words():
    """Texts of the sample company without a theme, and those on the subject that is in no taxonomy."""
    rows = sample.truth(Period("2026-10"), 1)
    bare = tuple(row.text for row in rows if not row.themes)
    return bare, tuple(row.text for row in rows if row.themes == {"locker"})


def drawn(random, *, scale=1, rise=False, mix=False, new=False):
    """Rows and themes of a year; what is planted is planted in the last month."""
    rows, given = [], []
    for month in MONTHS:
        last = month == MONTHS[-1]
        for source, size in SIZES.items():
            count = scale * (MORE_REVIEWS if mix and last and source == "reviews" else size)
            shares = THEMES | (IN_REVIEWS if source == "reviews" else {}) | ({"rise": RISEN} if rise and last else {})
            for row, themes in _written(random, month, source, count, shares):
                rows.append(row)
                given.append(themes)
        if new and last:
            texts = random.permutation(_words()[1])[: scale * NEW]
            rows += [_row(random, month, "tickets", f"{month}-new-{n}", str(text)) for n, text in enumerate(texts)]
            given += [set()] * (scale * NEW)
    return rows, given


def _written(random, month, source, count, shares):
    names, ends = [*shares, ""], np.cumsum(list(shares.values()))
    bare, made = _words()[0], []
    while len(made) < count:
        theme = names[int(np.searchsorted(ends, random.random(), side="right"))]
        customer = f"{month}-{source}-{len(made)}"
        for _ in range(1 + (random.random() < OFTEN) * random.integers(1, 4)):
            made.append((_row(random, month, source, customer, bare[random.integers(len(bare))]), {theme} - {""}))
    return made[:count]


def _row(random, month, source, customer, text):
    return {"created": f"{month}-{random.integers(1, 28):02}", "source": source, "customer": customer, "text": text}


def shuffled(random, rows):
    """The rows with their months dealt anew: a customer's messages of a month stay together, as they came."""
    customers = sorted({row["customer"] for row in rows})
    months = [customer[:7] for customer in customers]
    dealt = dict(zip(customers, random.permutation(months), strict=True))
    return [row | {"created": f"{dealt[row['customer']]}{row['created'][7:]}"} for row in rows]


def judged(rows, given):
    """What a report on the last month says: changes by theme, flagged slopes, flagged groups."""
    known, rules, month = taxonomy(*THEMES), Rules(), MONTHS[-1]
    found = mentions(frame(rows), tags(given, known), known)
    moved = {each.theme.id: each.direction for each in changes(found, period=month, rules=rules)}
    drifting = {each.theme.id for each in slopes(found, period=month, rules=rules) if each.is_flagged}
    groups = [group for group in emerging(found, period=month, rules=rules) if group.is_flagged]
    return moved, drifting, groups


def false_flags(seed):
    """What is flagged where nothing is planted and the months are shuffled."""
    random = np.random.default_rng(seed)
    rows, given = drawn(random)
    moved, drifting, groups = judged(shuffled(random, rows), given)
    return {f"{t} {d}" for t, d in moved.items() if d in ("rising", "falling")}, drifting, {g.name for g in groups}
