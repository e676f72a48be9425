"""What the company itself pays by level and area, as far as a page may tell: one table a month, released once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from prodops_kit.periods import Period
from prodops_kit.salary.cells import Limits, Released
from prodops_kit.salary.progression import StaffStep, staff_steps
from prodops_kit.salary.releases import release
from prodops_kit.salary.staff import staff_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from prodops_kit.salary.rules import Rules
    from prodops_kit.tables import Loaded

TABLE = "mean pay by level and area"
_NAME = ", "


@dataclass(frozen=True, slots=True)
class Own:
    """The company's own pay on the period's last day; nothing in it tells one person's.

    Attributes:
        released: Mean pay and number of people by `role, level` and area; only its `frame` is for a page.
        steps: Levels whose people's median is hardly above, or below, that of the level before; only between cells
            that the released table shows.
        newest: Latest day that the staff file speaks of, up to the period's end.
        others: People whose role is not benchmarked, or who are paid in another currency.
    """

    released: Released
    steps: tuple[StaffStep, ...]
    newest: date | None
    others: int

    def is_shown(self, name: str, area: str) -> bool:
        """Whether the cell of a level and area tells this period's amount; one that keeps an older one does not."""
        return any(cell.state == "shown" and cell.place == (name, area) for cell in self.released.cells)


def own_pay(
    staff: Loaded | None, ladders: Mapping[str, Sequence[str]], *, month: str, currency: str, rules: Rules
) -> Own | None:
    """Release the table of own pay for a month, or give None without staff.

    Args:
        staff: What `load_staff` returned; None without staff.
        ladders: Levels by role, lowest first: whom the page is about.
        month: The period.
        currency: ISO 4217 code; people paid in another are left out and counted.
        rules: How many people a cell needs.
    """
    if staff is None or staff.source.absent:
        return None
    day = Period(month).last_day
    everybody = staff_on(staff, day)
    about = everybody[everybody["role"].isin(list(ladders)) & (everybody["currency"] == currency)]
    if about.empty:
        return None
    about = about.assign(name=about["role"] + _NAME + about["level"])
    limits = Limits(people=rules.fewest_people)
    made = release(about, table=TABLE, rows="name", columns="area", month=month, limits=limits)
    found = Own(made, (), _newest(staff, day), len(everybody) - len(about))
    steps = (step for role, levels in ladders.items() for step in _steps(staff, role, levels, day, limits))
    return replace(found, steps=tuple(step for step in steps if _both_shown(found, step)))


def _steps(staff: Loaded, role: str, levels: Sequence[str], day: date, limits: Limits) -> list[StaffStep]:
    return [
        step for step in staff_steps(staff, on=day, levels=levels, limits=limits) if step.role == role and step.flag
    ]


def _both_shown(own: Own, step: StaffStep) -> bool:
    return all(own.is_shown(f"{step.role}{_NAME}{level}", step.area) for level in (step.lower, step.upper))


def _newest(staff: Loaded, day: date) -> date | None:
    found: Any = staff.rows.query("from {rows} select max(as_of) as day where as_of <= $day", day=day)["day"].item()
    return found if found is not None and found == found else None
