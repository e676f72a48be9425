"""What changed between two periods of a report, from their records alone: `prodops diff`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from prodops_kit import parameters, records, workbook
from prodops_kit.errors import ParameterError
from prodops_kit.periods import Period
from prodops_kit.records import Record

_MISSING: dict[str, Any] = {}
_DECIDED = ("quantity", "by", "worth", "currency", "owner", "reason", "confidence")


def compare(report: str, first: str, second: str) -> dict[str, Any]:
    """Compare two good runs of a report.

    Args:
        report: Name of one report, `<notebook>/<report>` or a notebook with a single one.
        first: The period compared with, as `2026-09` or `last_month-1`.
        second: The period that is described.

    Returns:
        report, first, second, headline (before, after), and lists of parameters, inputs, code, figures and decisions
        that differ: each with name, change (come, gone or changed), before and after. Figures all stand there, with
        label, unit and delta; delta is None where a value is missing or the unit changed.

    Raises:
        ParameterError: The report or period is unknown, or the report has no good run for a period.
    """
    name = _name(report)
    before, after = (_good(name, workbook.month(period)) for period in (first, second))
    return {
        "report": name,
        "first": before["month"],
        "second": after["month"],
        "headline": {"before": before["headline"], "after": after["headline"]},
        "parameters": _changes(before["parameters"]["resolved"], after["parameters"]["resolved"]),
        "inputs": _changes(_inputs(before), _inputs(after)),
        "code": _changes(_code(before), _code(after)),
        "figures": list(_figures(before, after)),
        "decisions": _changes(_decisions(before), _decisions(after)),
    }


def _name(report: str) -> str:
    """A report may be compared when its parameters file is gone: its records are not."""
    recorded = {record["report"] for record in records.good()}
    found = [report] if report in recorded else [one.name for one in parameters.reports((report,))]
    if len(found) != 1:
        raise ParameterError(f"{report}: stands for {len(found)} reports. Name one, such as {found[0]}.")
    return found[0]


def _good(report: str, month: str) -> Record:
    record = records.last_good(report, month)
    if record:
        return record
    months = sorted((r["month"] for r in records.good() if r["report"] == report), key=lambda m: Period(m).start)
    has = f"It has {', '.join(months[-12:])}." if months else "It has none yet."
    raise ParameterError(f"{report}: no good run for {month}. {has} Run it with prodops run {report} --month {month}.")


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = [*before, *(name for name in after if name not in before)]
    return [
        {"name": name, "change": _change(name, before, after), "before": before.get(name), "after": after.get(name)}
        for name in names
        if before.get(name, _MISSING) != after.get(name, _MISSING)
    ]


def _change(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return "come" if name not in before else "gone" if name not in after else "changed"


def _inputs(record: Record) -> dict[str, Any]:
    wanted = ("path", "sha256", "rows", "used", "rejected", "newest")
    return {entry["table"]: {key: entry.get(key) for key in wanted} for entry in record["inputs"]}


def _code(record: Record) -> dict[str, Any]:
    return {"commit": record["code"]["commit"], "dirty": record["code"]["dirty"], **record["versions"]}


def _decisions(record: Record) -> dict[str, Any]:
    wanted = ("action", "subject", "noun", *_DECIDED)
    return {decision["id"]: {key: decision.get(key) for key in wanted} for decision in record["decisions"]}


def _figures(before: Record, after: Record) -> Iterator[dict[str, Any]]:
    then, now = ({figure["name"]: figure for figure in record["figures"]} for record in (before, after))
    for name in [*now, *(name for name in then if name not in now)]:
        old, new = then.get(name, {}), now.get(name, {})
        values = old.get("value"), new.get("value")
        same = old.get("unit") == new.get("unit") and None not in values
        yield {
            "name": name,
            "label": (new or old)["label"],
            "unit": (new or old)["unit"],
            "before": values[0],
            "after": values[1],
            "before_unit": old.get("unit"),
            "delta": values[1] - values[0] if same else None,
        }


def as_text(found: Mapping[str, Any]) -> str:
    """A comparison for a person to read: figures and decisions first, then what may explain them."""
    from prodops_kit.show.markup import clean

    lines = [f"{found['report']}: {found['first']} and {found['second']}", ""]
    lines += [f"{found['first']}  {found['headline']['before']}", f"{found['second']}  {found['headline']['after']}"]
    parts = {
        "Figures": [_figure(figure) for figure in found["figures"]],
        "Decisions": [line for change in found["decisions"] for line in _decision(change)],
        "Parameters": [_plain(change) for change in found["parameters"]],
        "Inputs": [_input(change) for change in found["inputs"]],
        "Code": [_plain(change) for change in found["code"]],
    }
    for title, said in parts.items():
        lines += ["", title, *(f"  {line}" for line in said or ["no difference"])]
    return "\n".join(clean(line) for line in lines)


def _figure(figure: Mapping[str, Any]) -> str:
    from prodops_kit.show import units

    before = units.short(figure["before"], figure["before_unit"] or figure["unit"])
    after = units.short(figure["after"], figure["unit"])
    moved = (
        units.short(figure["delta"], figure["unit"], signed=True) if figure["delta"] is not None else "not comparable"
    )
    return f"{figure['label']}: {before} → {after} ({'no change' if figure['delta'] == 0 else moved})"


def _decision(change: Mapping[str, Any]) -> Iterator[str]:
    after, before = change["after"] or {}, change["before"] or {}
    what = after or before
    words = [str(what[key]) for key in ("action", "quantity", "subject", "noun") if what[key]]
    yield f"{change['change']:<8}{' '.join(words)}"
    if change["change"] == "changed":
        for key in _DECIDED:
            if before[key] != after[key] and key != "currency":
                yield f"        {key}: {_worth(before, key)} → {_worth(after, key)}"


def _worth(decision: Mapping[str, Any], key: str) -> str:
    from prodops_kit.show import units

    if key == "worth" and decision["currency"]:
        return units.short(decision["worth"], f"{decision['currency']} cents/year")
    return "nothing" if decision[key] is None else str(decision[key])


def _plain(change: Mapping[str, Any]) -> str:
    return f"{change['name']}: {_shown(change, 'before')} → {_shown(change, 'after')}"


def _shown(change: Mapping[str, Any], side: str) -> str:
    gone = (side == "before" and change["change"] == "come") or (side == "after" and change["change"] == "gone")
    return "absent" if gone else str(change[side])


def _input(change: Mapping[str, Any]) -> str:
    sides = [_file(change[side]) if change[side] else "absent" for side in ("before", "after")]
    return f"{change['name']}: {sides[0]} → {sides[1]}"


def _file(entry: Mapping[str, Any]) -> str:
    rejected = f", {entry['rejected']} set aside" if entry["rejected"] else ""
    return f"{entry['path']} {entry['sha256'][:8]}, {entry['rows']} rows{rejected}, to {entry['newest'] or 'not known'}"
