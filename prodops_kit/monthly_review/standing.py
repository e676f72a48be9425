"""Whether the reports are all there, how new their inputs are, and what else the reader must know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from prodops_kit.monthly_review.statements import Statement
from prodops_kit.others import Late, Others
from prodops_kit.periods import Period
from prodops_kit.results import Column, Count, Names, Notice, Part, Rows, Sentence, Value
from prodops_kit.statuses import STATUSES

_LATE, _NO_DATA, _BUSY = "late", "no data", "being made"


def told(others: Others, statements: Sequence[Statement]) -> tuple[str, dict[str, Value]]:
    """The sentence on what is late or missing."""
    groups = {"late": _titles(others, _LATE), "without": _titles(others, _NO_DATA), "made": _titles(others, _BUSY)}
    groups["missing"] = tuple(others.titles[report] for report in others.missing)
    said = {
        "late": "{late} {be_late} late",
        "without": "{without} {have_without} no data",
        "made": "{made} {be_made} being made",
        "missing": "{missing} {be_missing} not run",
    }
    verbs = {"be_late": ("is", "are"), "have_without": ("has", "have"), "be_made": ("is", "are")}
    verbs["be_missing"] = ("was", "were")
    if not any(groups.values()):
        if len(statements) == 1:
            return "{only} is on time, the one report of {month}.", _only(others, statements[0])
        return "All {count} are on time.", {"count": Count(len(statements), "report", "reports")}
    values: dict[str, Value] = {name: Names(names) for name, names in groups.items() if names}
    for verb, (one, many) in verbs.items():
        values[verb] = one if len(groups[verb.partition("_")[2]]) == 1 else many
    return f"{'; '.join(said[name] for name in groups if groups[name])}.", values


def _only(others: Others, statement: Statement) -> dict[str, Value]:
    return {"only": others.titles[statement.report], "month": Period(others.month)}


def _titles(others: Others, kind: str) -> tuple[str, ...]:
    return tuple(others.titles[late.report] for late in others.late if _kind(late) == kind)


def _kind(late: Late) -> str:
    return STATUSES[late.status].words.partition(":")[0] if late.status in STATUSES else _LATE


def notices(others: Others, statements: Sequence[Statement]) -> list[Notice]:
    """What is late and why, what was not run, what could not be read or put together."""
    said = {statement.report for statement in statements}
    found = [_late(late, others, has_page=late.report in said) for late in others.late]
    found += [_missing(others)] if others.missing else []
    found += [notice for statement in statements if (notice := _incomplete(statement, others))]
    unreadable = sum(statement.unreadable for statement in statements)
    if unreadable:
        text = Sentence("{count} of the records could not be read.", count=Count(unreadable, "entry", "entries"))
        found.append(Notice("Left out", text))
    return found


def _late(late: Late, others: Others, *, has_page: bool) -> Notice:
    words = STATUSES[late.status].words if late.status in STATUSES else _LATE
    kind, _, why = words.partition(": ")
    said = "{why}" + (": {reason}" if late.reason else ".") if why else "{reason}" if late.reason else "No page."
    said += " What stands here is of its last good run." if has_page else ""
    title = f"{others.titles[late.report]}: {kind}"
    return Notice(title, Sentence(said, why=why[:1].upper() + why[1:], reason=late.reason))


def _missing(others: Others) -> Notice:
    names = Names(tuple(others.titles[report] for report in others.missing))
    verb = "was" if len(others.missing) == 1 else "were"
    return Notice(
        "Not run", Sentence(f"{{names}} {verb} not run for {{month}}.", names=names, month=Period(others.month))
    )


def _incomplete(statement: Statement, others: Others) -> Notice | None:
    """A period put together from months, and what that cannot say."""
    if not statement.months:
        return None
    period = Period(statement.month)
    absent = [Period(month) for month in period.months if month not in statement.months]
    text = "Made from the pages of {have} of {all}."
    values: dict[str, Value] = {"have": len(statement.months), "all": Count(len(period.months), "month", "months")}
    if absent:
        text += f" Without {_listed('absent', len(absent))}."
        values |= {f"absent{n}": month for n, month in enumerate(absent)}
    if statement.left_out:
        text += " Not shown, because months do not make it up: {left}."
        values["left"] = Names(statement.left_out)
    return Notice(others.titles[statement.report], Sentence(text, **values))


def _listed(name: str, count: int) -> str:
    return ", ".join(f"{{{name}{n}}}" for n in range(count))


def freshness(statements: Sequence[Statement], others: Others) -> Part:
    """The newest day of each input, the oldest first."""
    inputs: dict[str, tuple[str, date | None, list[str]]] = {}
    for statement in statements:
        for entry in statement.inputs:
            title = others.titles[statement.report]
            known = inputs.setdefault(str(entry.get("path")), (str(entry.get("table")), _day(entry.get("newest")), []))
            known[2].extend([title] if title not in known[2] else [])
    rows = sorted(inputs.items(), key=lambda item: (item[1][1] is None, item[1][1] or date.min, item[0]))
    days = [day for _, (_, day, _) in rows if day]
    heading = Sentence("How new the inputs are")
    if days:
        heading = Sentence("The inputs end between {first} and {last}", first=min(days), last=max(days))
        if min(days) == max(days):
            heading = Sentence("Every dated input ends on {last}", last=max(days))
    return Part(heading, table=_rows(rows) if rows else None, name="freshness")


def _rows(rows: Sequence[tuple[str, tuple[str, date | None, list[str]]]]) -> Rows:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "table": [table.replace("_", " ").capitalize() for _, (table, _, _) in rows],
            "file": [path for path, _ in rows],
            "newest": pd.Series([day for _, (_, day, _) in rows], dtype=object),
            "reports": [", ".join(titles) for _, (_, _, titles) in rows],
        }
    )
    columns = (
        Column("table", "Input"),
        Column("newest", "Newest day", "day"),
        Column("reports", "Used by"),
        Column("file", "File"),
    )
    return Rows(frame, columns, "One row is one input, the oldest first.")


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
