"""The file of corrections, `data/corrections.csv`: rows are added, never changed, and the latest word counts."""

from __future__ import annotations

import codecs
import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import DataError
from prodops_kit.feedback.corrections import Corrections, Review
from prodops_kit.feedback.themes import Taxonomy
from prodops_kit.records import write_whole
from prodops_kit.tables import Loaded, Table, column, read_table

PLACE = "data/corrections.csv"
SHOWN = 5  # lines named in one warning
BETWEEN = "|"  # themes in one cell
_MARK = "k"  # begins a key in the file, or a spreadsheet takes some keys for numbers


class CorrectionRows(Table):
    """What one reviewer said of one theme of one text, or of the whole text."""

    may_be_empty = True

    key: str = column("text", "Key of the redacted text")
    action: str = column(
        "text",
        "add or remove one theme; is: one of all its themes; none: looked at as a whole, and no theme fits",
        options=("add", "remove", "is", "none"),
    )
    theme: str = column("text", "Id of the theme; empty for none", nullable=True)
    reviewer: str = column("person", "Who said so; a team or initials do", nullable=True)
    date: date = column("day", "Day on which it was said")
    random: bool = column("yesno", "Whether the text was drawn at random", required=False)
    predicted: str = column("text", "Themes that the tagger had given before, joined by |", required=False)
    model: str = column("text", "What predicted them; empty when no prediction was stored", required=False)
    version: int = column("count", "Version of the taxonomy then", required=False)

    @classmethod
    def called(cls) -> str:
        """The table's name in records and sentences."""
        return "corrections"


COLUMNS = tuple(field.name for field in CorrectionRows.fields)


def load_corrections(path: str | Path | None = PLACE, taxonomy: Taxonomy | None = None) -> Corrections:
    """Read what people said about tags; a file that does not exist is an empty list.

    The latest word on a text counts; where two reviewers differ, a warning says so. A review of the whole text makes
    earlier single corrections of it void.

    Args:
        path: The CSV file; a relative path starts at the workbook's root.
        taxonomy: With it, merged themes become those they were merged into, and vanished ones are warned of.

    Raises:
        DataError: The file cannot be read. Single bad rows are set aside with line and reason, and counted.

    Example:
        corrections = pk.feedback.load_corrections("data/corrections.csv", taxonomy)
    """
    if path is None or not workbook.is_file(path):
        why = f"no corrections yet at {workbook.name(path)}" if path else "no file is set"
        return Corrections(source=Loaded.left_out(CorrectionRows, why).source)
    loaded = read_table(path, CorrectionRows)
    if loaded.source.used:
        nameless = "action <> 'none' and theme is null"
        loaded = loaded.reject(nameless, reason="names no theme; write its id", column="theme")
    rows = [dict(row) for row in loaded.rows.frame().sort_values(["date", "line"]).to_dict("records")]
    where = loaded.source.path
    warnings = [*_renamed(rows, taxonomy, where)] if taxonomy else []
    reviews = _reviews(rows)
    added, removed, reviewed, apart = _latest(rows, reviews)
    warnings += [_contradicted(where, pair) for pair in apart[:SHOWN]]
    if len(apart) > SHOWN:
        warnings.append(f"{where}: {len(apart) - SHOWN} more of such pairs; agree on what the themes hold.")
    found = loaded.warn(*warnings).source
    return Corrections(added, removed, reviewed, tuple(warnings), tuple(reviews), found)


def append(rows: Sequence[Mapping[str, str]], path: str | Path = PLACE) -> None:
    """Add rows at the end of the file; all bytes before stay as they are.

    Args:
        rows: Text by column of `CorrectionRows`; the keys as `key_of` gives them.
        path: The file; made when it is not there.

    Raises:
        DataError: The file cannot be read or written.
    """
    file = workbook.path(path)
    content = file.read_bytes() if file.is_file() else b""
    marked = [{**row, "key": f"{_MARK}{row['key']}"} for row in rows]
    try:
        write_whole(file, content + _addition(content, marked))
    except OSError as fault:
        where = workbook.name(file)
        raise DataError(f"{where}: cannot be written ({fault.strerror}). Close it where it is open.") from None


@contextmanager
def locked() -> Iterator[None]:
    """Nobody else adds corrections meanwhile."""
    from filelock import FileLock, Timeout

    folder = workbook.kept() / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "corrections.lock", timeout=10):
            yield
    except Timeout:
        raise DataError(f"{PLACE}: another command is writing it. Try again when it has ended.") from None


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _addition(content: bytes, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The new rows, written as the file is: its columns in their order, its delimiter, its line ends."""
    text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    header = [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter))] if first else []
    ending = "\r\n" if "\r\n" in text else "\n"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending)
    if not header:
        writer.writerow(COLUMNS)
    writer.writerows([[neutral(row.get(name, "")) for name in header or COLUMNS] for row in rows])
    between = ending if text and not text.endswith(("\n", "\r")) else ""
    return (b"" if content else codecs.BOM_UTF8) + (between + out.getvalue()).encode()


def _renamed(rows: list[dict[str, Any]], taxonomy: Taxonomy, where: str) -> Iterator[str]:
    """Bring ids up to the taxonomy, and say which of them are gone; those are kept and fit no theme."""
    gone: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        theme = _text(row["theme"])
        row["theme"] = taxonomy.current(theme) or theme
        if theme and not taxonomy.current(theme):
            gone[theme].append(int(row["line"]))
        predicted = _text(row["predicted"]).split(BETWEEN)
        row["predicted"] = BETWEEN.join(taxonomy.current(one) or one for one in predicted if one)
    for theme, lines in sorted(gone.items()):
        more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        yield (
            f"{where}, line {min(lines)}{more}: the theme '{theme}' is not in the taxonomy, so this is not used; "
            f"write it there with merged_into to have it used."
        )


def _reviews(rows: Sequence[Mapping[str, Any]]) -> list[Review]:
    """Each look at a whole text: the rows of one key, reviewer and day that say is or none."""
    grouped: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["action"] in ("is", "none"):
            grouped[_key(row), _text(row["reviewer"]), _day(row)].append(row)
    return [_review(group) for group in grouped.values()]


def _review(rows: Sequence[Mapping[str, Any]]) -> Review:
    import pandas as pd

    first = rows[0]
    predicted = frozenset(theme for theme in _text(first["predicted"]).split(BETWEEN) if theme)
    return Review(
        key=_key(first),
        reviewer=_text(first["reviewer"]),
        day=_day(first),
        themes=frozenset(row["theme"] for row in rows if row["action"] == "is"),
        random=str(first["random"]) == "True",
        predicted=predicted if _text(first["model"]) else None,
        model=_text(first["model"]),
        version=0 if pd.isna(first["version"]) else int(first["version"]),
        line=int(first["line"]),
    )


By = dict[str, frozenset[str]]


def _latest(rows: Sequence[Mapping[str, Any]], reviews: Sequence[Review]) -> tuple[By, By, By, list[tuple[int, int]]]:
    """What holds of each text, and the lines of two reviewers who say different things of it."""
    apart: list[tuple[int, int]] = []
    whole: dict[str, Review] = {}
    for review in reviews:
        before = whole.get(review.key)
        if before and before.reviewer != review.reviewer and before.themes != review.themes:
            apart.append((before.line, review.line))
        whole[review.key] = review
    said: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        key, theme = _key(row), row["theme"]
        if row["action"] not in ("add", "remove") or (key in whole and _day(row) < whole[key].day):
            continue
        last = said.get((key, theme))
        if last and last["action"] != row["action"] and _text(last["reviewer"]) != _text(row["reviewer"]):
            apart.append((int(last["line"]), int(row["line"])))
        said[key, theme] = row
    singles = {action: _themes(said, action) for action in ("add", "remove")}
    reviewed = {
        key: (review.themes | singles["add"].get(key, frozenset())) - singles["remove"].get(key, frozenset())
        for key, review in whole.items()
    }
    added, removed = ({k: v for k, v in singles[a].items() if k not in whole} for a in ("add", "remove"))
    return added, removed, reviewed, apart


def _themes(said: Mapping[tuple[str, str], Mapping[str, Any]], action: str) -> By:
    found: dict[str, set[str]] = defaultdict(set)
    for (key, theme), row in said.items():
        if row["action"] == action:
            found[key].add(theme)
    return {key: frozenset(themes) for key, themes in found.items()}


def _contradicted(where: str, lines: tuple[int, int]) -> str:
    first, second = lines
    return f"{where}, lines {first} and {second}: two reviewers say different things of one text; the later counts."


def _key(row: Mapping[str, Any]) -> str:
    return str(row["key"]).removeprefix(_MARK)


def _day(row: Mapping[str, Any]) -> date:
    import pandas as pd

    day: date = pd.Timestamp(row["date"]).date()
    return day


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
