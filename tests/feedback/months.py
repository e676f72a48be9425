"""Items and tags made in code: shares of themes by month and source, without text where no text is needed."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from prodops_kit.feedback import Tags, Taxonomy, Theme

COLUMNS = {
    "id": "", "source": "tickets", "created": pd.Timestamp("2026-10-15"), "text": "", "key": "", "customer": "",
    "customers": 1, "copies": 1, "segment": "", "revenue": pd.NA, "currency": "", "score": np.nan, "scale": "",
    "language": "en", "link": "", "status": "", "responded": pd.NaT, "decision": "", "shipped": pd.NaT, "group": "",
    "pain": np.nan,
}  # fmt: skip


def frame(rows):
    """Items from dictionaries; what one leaves out is unknown."""
    made = pd.DataFrame([{"id": f"t{n}", "key": f"k{n}"} | row for n, row in enumerate(rows)])
    for name, value in COLUMNS.items():
        if name not in made:
            made[name] = value
        elif value is not pd.NA and name not in ("score", "pain"):
            made[name] = made[name].where(made[name].notna(), value)
    for name in ("created", "responded", "shipped"):
        made[name] = pd.to_datetime(made[name])
    return made[list(COLUMNS)]


def taxonomy(*themes, version=1):
    return Taxonomy(version, tuple(Theme(t, t.title(), t) if isinstance(t, str) else t for t in themes))


def tags(given, known):
    """Tags from the ids given to each text."""
    names = tuple(theme.id for theme in known.given)
    has = np.array([[name in one for name in names] for one in given], dtype=bool).reshape(len(given), len(names))
    rows = [(item, name, 0.9, "phrases", "", -1, -1) for item, one in enumerate(given) for name in names if name in one]
    found = pd.DataFrame(rows, columns=["item", "theme", "score", "layer", "evidence", "start", "end"])
    bare = [(item, names[0] if names else "", 0.1, "no phrase fits") for item, one in enumerate(given) if not one]
    guesses = pd.DataFrame(bare, columns=["item", "theme", "score", "why"])
    return Tags(names, has * 0.9, has, np.zeros_like(has), found, guesses, known.version, "phrases")


def drawn(random, shares, sizes, *, months, customers=None):
    """Random items: `sizes[source]` a month, `shares[theme]` by chance; either may be a function of the month's place.

    Returns:
        Items and the taxonomy with tags: (frame, tags, taxonomy).
    """
    known = taxonomy(*shares)
    rows, given = [], []
    for place, month in enumerate(months):
        for source, size in sizes.items():
            for n in range(size(place) if callable(size) else size):
                rows.append({"source": source, "created": pd.Timestamp(f"{month}-{1 + n % 28:02}")})
                given.append({t for t, s in shares.items() if random.random() < _at(s, place, source)})
    if customers:
        for row in rows:
            row["customer"] = f"c{random.integers(customers)}"
    return frame(rows), tags(given, known), known


def _at(share, place, source):
    return share(place, source) if callable(share) else share


def items(made, **others):
    """What `collect` returns, as far as a review reads it."""
    return SimpleNamespace(frame=made, texts=tuple(made["text"]), sources=(), counts={}, **others)
