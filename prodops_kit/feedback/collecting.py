"""From exports to items: every customer's words counted once, without personal data.

Raw text never leaves `collect`. What is merged: messages of one conversation; rows with the number of an earlier one
(exports that overlap), of which the last is used; and copies of a text within a month, whoever sent them, because the
same words in another month are news again. So a new month never changes the items of earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from prodops_kit import workbook
from prodops_kit.feedback.items import Items
from prodops_kit.feedback.merging import merged
from prodops_kit.feedback.sources import Messages
from prodops_kit.feedback.wording import key_of, language, normalised
from prodops_kit.money import to_minor
from prodops_kit.periods import Period
from prodops_kit.readers.people import hash_key, person_key
from prodops_kit.results import Count, Notice, Sentence, Share
from prodops_kit.tables import Loaded

if TYPE_CHECKING:
    import pandas as pd

A_DAY = 1  # rows, on average, from which the last row of a source tells up to when its export is complete
MOST_OF_ONE = 0.5  # share of a month's rows from one customer that the reader is told of


def collect(loadeds: Iterable[Loaded], *, until: str | None = None, known: Iterable[str] = ()) -> Items:
    """Bring exports together: redacted, and each thing said once.

    Args:
        loadeds: What `load_feedback` returned, one for each file.
        until: Last period reported on, as YYYY-MM; what is dated after it is set aside. None for no limit.
        known: Further names to take out of every text, such as those of the team.

    Returns:
        The items. Their `counts` add up to the rows of all files: `items` + `conversations` (messages joined to an
        earlier one) + `repeated` (numbers that stood there before) + `exact` + `near` (copies of a text) + `scores` (a
        score without words) + `empty` (neither words nor score) + `undated` + `future` (after `until`) + `unreadable`
        (set aside by the loader) = `rows`.
    """
    inputs = list(loadeds)
    frames = [_read(one) for one in inputs]
    checked = [_checked(one, frame, until) for one, frame in zip(inputs, frames, strict=True)]
    counts = _set_aside(inputs, [faults for _, _, faults in checked])
    rows, joined, repeated = _single([(one, frame) for one, frame, _ in checked])
    found = _redacted(rows, tuple(known))
    frame, voices, exact, near = merged(rows)
    counts |= {"conversations": joined, "repeated": repeated, "exact": exact, "near": near}
    counts |= {"items": len(frame), "scores": int((voices["item"] < 0).sum())}
    sources = tuple(_told(one, frame, until).source for one, frame, _ in checked)
    return Items(frame, voices, sources, dict(sorted(counts.items())), found, _notices(voices, until))


def _read(loaded: Loaded) -> pd.DataFrame:
    """The rows of one input, text in one spelling."""
    frame = loaded.rows.query("from {rows} order by line")
    frame["text"] = [normalised(text) if text else "" for text in frame["text"]]
    return frame


def _checked(loaded: Loaded, frame: pd.DataFrame, until: str | None) -> tuple[Loaded, pd.DataFrame, dict[str, int]]:
    """What can be used of one input, with the rest set aside line by line."""
    last = Period(until).last_day if until else date.max
    undated = frame["created"].isna()
    future = frame["created"].fillna(last) > last
    empty = ~undated & ~future & (frame["text"] == "") & frame["score"].isna()
    reasons = {
        "undated": (undated, "created", "it has no date"),
        "future": (future, "created", f"dated after {last}, the last day reported on"),
        "empty": (empty, "text", "it has no words and no score"),
    }
    counts = {}
    for name, (bad, column, reason) in reasons.items():
        lines = frame.loc[bad, "line"].tolist()
        counts[name] = len(lines)
        if lines:
            named = ", ".join(map(str, lines))
            loaded = loaded.reject(f"line in ({named})", reason=reason, column=column, may_empty=True)
    return loaded, frame[~(undated | future | empty)], counts


def _set_aside(inputs: Sequence[Loaded], faults: Sequence[dict[str, int]]) -> dict[str, int]:
    counts = {name: sum(one[name] for one in faults) for name in ("undated", "future", "empty")}
    return counts | {
        "rows": sum(one.source.rows for one in inputs),
        "unreadable": sum(one.source.rejected for one in inputs),
    }


def _single(inputs: Sequence[tuple[Loaded, pd.DataFrame]]) -> tuple[pd.DataFrame, int, int]:
    """Each row once: conversations joined, of rows with one number the last; and how many rows that took away."""
    import pandas as pd

    from prodops_kit.feedback.loading import COLUMNS

    joined, frames = 0, []
    for loaded, frame in inputs:
        one = _conversations(frame) if loaded.table is Messages else frame
        joined += len(frame) - len(one)
        frames += [one.astype(object)] if len(one) else []
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*COLUMNS, "line"], dtype=object)
    again = rows["id"].notna() & rows.duplicated(["source", "id"], keep="last")
    return rows[~again].reset_index(drop=True), joined, int(again.sum())


def _conversations(messages: pd.DataFrame) -> pd.DataFrame:
    """One row a conversation: its first message, with the words of all."""
    words = messages[messages["text"] != ""].groupby("id", sort=False)["text"].agg("\n".join)
    first = messages.drop_duplicates("id").copy()
    first["text"] = first["id"].map(words).fillna("")
    return first


def _redacted(rows: pd.DataFrame, known: tuple[str, ...]) -> dict[str, int]:
    """Take personal data out of the rows themselves; how many pieces of each kind there were."""
    from prodops_kit.feedback.redaction import redact

    done = redact(rows["text"].tolist(), known=[(*names, *known) for names in rows["names"]], key=hash_key())
    rows["text"] = list(done.texts)
    rows["key"] = [key_of(text) if text else "" for text in done.texts]
    rows["customer"] = [(person_key(cell) or "") if cell else "" for cell in rows["customer"]]
    for name in ("segment", "status", "decision", "group"):
        rows[name] = [_harmless(cell) for cell in rows[name]]
    rows["link"] = [cell if _harmless(cell).startswith(("https://", "http://")) else "" for cell in rows["link"]]
    rows["id"] = [
        _harmless(cell) or f"{key[:10]}-{day:%Y%m%d}"
        for cell, key, day in zip(rows["id"], rows["key"], rows["created"], strict=True)
    ]
    rows["scale"] = [cell or "" for cell in rows["scale"]]
    rows["language"] = [
        (cell or "")[:2].lower() or language(text) for cell, text in zip(rows["language"], rows["text"], strict=True)
    ]
    _price(rows)
    del rows["names"]
    return dict(sorted(done.counts.items()))


def _price(rows: pd.DataFrame) -> None:
    """Revenue in whole minor units where its currency is known."""
    import pandas as pd

    pairs = list(zip(rows["revenue"], rows["currency"], strict=True))
    known = [amount is not None and amount == amount and isinstance(code, str) for amount, code in pairs]
    minor = [to_minor(*pair) if one else None for pair, one in zip(pairs, known, strict=True)]
    rows["revenue"] = pd.Series(minor, dtype=object)
    rows["currency"] = [pair[1] if one else "" for pair, one in zip(pairs, known, strict=True)]


def _harmless(cell: Any) -> str:
    """A label of the export, or nothing where it holds an address."""
    return cell if isinstance(cell, str) and "@" not in cell else ""


def _told(loaded: Loaded, frame: pd.DataFrame, until: str | None) -> Loaded:
    """An input that stopped says so; of one with rare rows the last row does not tell up to when it is complete."""
    newest = loaded.source.newest
    if until is None or newest is None:
        return loaded
    if newest >= Period(until).start:
        if len(frame) < A_DAY * ((newest - frame["created"].min()).days + 1):
            told = {
                name: getattr(loaded.source, name) for name in ("table", "path", "sha256", "rows", "used", "rejected")
            }
            workbook.note_input(told | {"newest": newest.isoformat(), "rare": True})
        return loaded
    return loaded.warn(f"Its last row is of {newest}, so {until} lacks this source; shares may move for that alone.")


def _notices(voices: pd.DataFrame, until: str | None) -> tuple[Notice, ...]:
    days = voices["created"]
    month = voices[(days >= Period(until).start) & (days < Period(until).end)] if until and len(voices) else voices
    named = month[month["customer"] != ""]["customer"].value_counts()
    if not len(named) or named.iloc[0] < 2 or named.iloc[0] < MOST_OF_ONE * len(month):
        return ()
    text = Sentence(
        "{share} of {rows} {when}came from one customer. Read shares of items as that customer's view; counts of "
        "customers are not moved by it.",
        share=Share(float(named.iloc[0] / len(month))),
        rows=Count(len(month), "row", "rows"),
        when=Sentence("of {month} ", month=Period(until)) if until else "",
    )
    return (Notice("One customer speaks for many", text),)
