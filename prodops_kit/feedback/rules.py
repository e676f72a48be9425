"""The rules of the feedback report: when a change is flagged, when a cluster is new, when a theme needs an owner."""

from __future__ import annotations

from dataclasses import dataclass, fields

from prodops_kit.errors import ParameterError, several


@dataclass(frozen=True, slots=True)
class Rules:
    """What is agreed for every month.

    Attributes:
        flag_below: Share of false flags accepted among the flagged changes of a month.
        least_change: Smallest change of a share that is flagged; 0.01 is one point.
        fewest_items: Distinct items that each of two periods needs before a change between them is flagged.
        slow_below: The same as `flag_below`, for slow trends and for emerging themes.
        history: Periods looked back on, this one included.
        fewest_untagged: Untagged items that are needed before they are grouped.
        fewest_in_group: Items of the period that an emerging group needs, of two customers or more.
        large_share: Share of the items from which a theme needs an owner and a status.
        large_customer: Share of the items from which one customer's part is said.
        quotes: Quotes a theme.
        auto: Score from which a tag was given; quotes come from such items only.
        owner: Who decides where a theme names nobody.

    Raises:
        ParameterError: A rule is out of range; all of them in one message.
    """

    flag_below: float = 0.05
    least_change: float = 0.01
    fewest_items: int = 20
    slow_below: float = 0.01
    history: int = 12
    fewest_untagged: int = 30
    fewest_in_group: int = 5
    large_share: float = 0.05
    large_customer: float = 0.2
    quotes: int = 3
    auto: float = 0.5
    owner: str = "Product operations"

    def __post_init__(self) -> None:
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        problems = [
            f"{name}: {value} is not a part above 0 and below 1; 0.05 is 5%."
            for name, value in found.items()
            if name in _PARTS and not (_is(value, int | float) and 0 < value < 1)
        ]
        problems += [
            f"{name}: {value} is not a whole number of 1 or more."
            for name, value in found.items()
            if name in _WHOLE and not (_is(value, int) and value >= 1)
        ]
        if not (isinstance(self.owner, str) and self.owner.strip()):
            problems.append("owner: it is empty; name the team or role that decides, such as Product operations.")
        if problems:
            raise ParameterError(several(problems))


_PARTS = ("flag_below", "least_change", "slow_below", "large_share", "large_customer", "auto")
_WHOLE = ("fewest_items", "history", "fewest_untagged", "fewest_in_group", "quotes")


def _is(value: object, kind: type | object) -> bool:
    return not isinstance(value, bool) and isinstance(value, kind)  # type: ignore[arg-type]
