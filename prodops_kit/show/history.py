"""What earlier months of the same report said: the memory behind deltas, sparklines and tags."""

from __future__ import annotations

from prodops_kit import records
from prodops_kit.periods import Period
from prodops_kit.results import Decision, Figure

Earlier = dict[str, records.Record]
_ORDINALS = (
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)


def earlier(month: str) -> Earlier:
    """Good records of the report at hand before `month`; none where no parameters file fits the notebook."""
    from prodops_kit import parameters

    report = parameters.current_report()
    return records.earlier(report, month) if report else {}


def of(review: object) -> Earlier:
    """What earlier periods said of a review's figures and decisions: what it brings itself, else its report's records.

    A review made of several reports brings its past as `earlier`, in the form of records.
    """
    brought: Earlier | None = getattr(review, "earlier", None)
    return earlier(str(getattr(review, "month", ""))) if brought is None else brought


def asked_before(decision: Decision, past: Earlier) -> tuple[str, records.Record] | None:
    """The newest earlier period that asked for the same decision, and how; None for a new one."""
    for period in reversed(past):
        found = next((known for known in past[period].get("decisions", []) if known["id"] == decision.id), None)
        if found:
            return period, found
    return None


def before(figure: Figure, month: str, past: Earlier) -> int | float | None:
    """The figure a period earlier, or None: unknown, or no longer comparable because the unit changed."""
    return _value(figure, past.get(Period(month).previous.text))


def series(figure: Figure, month: str, past: Earlier) -> list[int | float | None]:
    """The figure over the remembered periods and this one; a month without record is None, a gap."""
    last = Period(month)
    periods = [last.shift(-back).text for back in range(records.HISTORY, 0, -1)]
    return [*(_value(figure, past.get(period)) for period in periods), figure.value]


def age(decision: Decision, month: str, past: Earlier) -> int:
    """How many periods without a break before `month` already carried the decision."""
    count, period = 0, Period(month).previous
    while any(known["id"] == decision.id for known in past.get(period.text, {}).get("decisions", [])):
        count, period = count + 1, period.previous
    return count


def age_in_words(count: int, kind: str) -> str:
    """`new`, `second month`, `third quarter`, …

    >>> age_in_words(0, "month"), age_in_words(2, "month"), age_in_words(12, "month")
    ('new', 'third month', 'month 13')
    """
    if not count:
        return "new"
    return f"{_ORDINALS[count - 1]} {kind}" if count <= len(_ORDINALS) else f"{kind} {count + 1}"


def _value(figure: Figure, record: records.Record | None) -> int | float | None:
    said = record.get("figures", []) if record else []
    same = [known for known in said if known["name"] == figure.name and known["unit"] == figure.unit]
    value: int | float | None = same[0]["value"] if same else None
    return value
