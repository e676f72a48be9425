"""Copies of a text become one item that keeps count of its rows and customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("id", "source", "created", "text", "key", "customer", "customers", "copies", "segment", "revenue", "currency"),
    *("score", "scale", "language", "link", "status", "responded", "decision", "shipped", "group", "pain"),
)
VOICES = ("item", "source", "created", "customer", "segment", "revenue", "currency", "score", "scale")


def merged(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, int, int]:
    """Merge copies within a month.

    Args:
        rows: Redacted rows, those without text among them.

    Returns:
        The items and the voices as `Items` has them, and how many rows were merged as exact and as near copies.
    """
    rows = rows.sort_values(["created", "source", "id"], kind="stable", ignore_index=True)
    worded = rows[rows["text"] != ""].reset_index(drop=True)
    worded["item"] = _clusters(worded)
    first = worded.drop_duplicates("item").reset_index(drop=True)
    place = {cluster: position for position, cluster in enumerate(first["item"])}
    worded["item"] = [place[cluster] for cluster in worded["item"]]
    spellings = worded[["item", "key"]].drop_duplicates()
    frame = _with_copies(first, worded)
    silent = rows[rows["text"] == ""].assign(item=-1)
    return frame, _voices(worded, silent), len(worded) - len(spellings), len(spellings) - len(frame)


def _clusters(worded: pd.DataFrame) -> list[int]:
    """A number for each row: equal for copies of one text in one month."""
    from prodops_kit.feedback.duplicates import deduplicate

    found: list[int] = []
    months = [day.replace(day=1) for day in worded["created"]]
    for _, month in worded.groupby(months, sort=True):  # rows are in the order of days, so months follow each other
        first = len(found)
        found += [first + int(cluster) for cluster in deduplicate(month["text"].tolist()).cluster]
    return found


def _with_copies(first: pd.DataFrame, worded: pd.DataFrame) -> pd.DataFrame:
    """The items, with what their copies know better: counts, the first answer, the decision, the day it shipped."""
    import pandas as pd

    copies = worded.groupby("item", sort=True)
    first["copies"] = copies.size().to_numpy()
    first["customers"] = _customers(worded)
    several = worded[worded["item"].duplicated(keep=False)].groupby("item", sort=True)
    for name, best in {"responded": min, "shipped": min, "decision": next}.items():
        cells = first[name].tolist()
        for item, group in several[name]:
            known = [cell for cell in group if cell and cell == cell]
            cells[item] = (known[0] if best is next else min(known)) if known else cells[item]
        first[name] = pd.Series([_none(cell) for cell in cells], dtype=object)
    return _typed(first, COLUMNS)


def _customers(worded: pd.DataFrame) -> list[int]:
    named = worded[worded["customer"] != ""].drop_duplicates(["item", "customer"])
    counts = [0] * (int(worded["item"].max()) + 1 if len(worded) else 0)
    for item in [*named["item"], *worded.loc[worded["customer"] == "", "item"]]:
        counts[item] += 1
    return counts


def _voices(worded: pd.DataFrame, silent: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    both = pd.concat([worded, silent], ignore_index=True)
    return _typed(both.sort_values(["created", "source", "id"], kind="stable", ignore_index=True), VOICES)


def _typed(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The columns in order: scores as numbers, counts whole, all else as it is with None for nothing."""
    import pandas as pd

    kinds: dict[str, Any] = {"score": "float64", "pain": "float64"}
    kinds |= dict.fromkeys(("item", "copies", "customers"), "int64")
    series = {name: pd.Series([_none(cell) for cell in frame[name]], dtype=kinds.get(name, object)) for name in columns}
    return pd.DataFrame(series, columns=list(columns))


def _none(cell: Any) -> Any:
    return None if cell is None or cell != cell else cell
