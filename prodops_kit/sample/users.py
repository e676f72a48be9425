"""The users of the sample company's experiments: who got which version when, and what they did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from prodops_kit.sample.facts import Dice
from prodops_kit.sample.trials import Arm, Trial

DEVICES = ("phone", "laptop", "phone", "laptop", "tablet")
MEASURES = ("checkout", "refund", "order", "session", "revenue", "visits")
UNIT_HEADER = f"experiment,unit,arm,exposed_on,device,{','.join(MEASURES)}"
EXPOSURE_HEADER = "experiment,unit,arm,time"
EVENT_HEADER = "unit,time,name,value"
RAMP = {"control": 270, "new": 30}  # users who come in a ramp


@dataclass(frozen=True, slots=True)
class User:
    """One user in one version.

    Attributes:
        cents: Revenue after exposure.
        visits: Visits before it; 0 where nothing is known of that time.
    """

    trial: str
    key: str
    arm: str
    day: date
    device: str
    checkout: int
    refund: int
    orders: int
    sessions: int
    cents: int
    visits: int

    def cells(self) -> dict[str, str]:
        """What is measured, as text; empty where not known."""
        return {
            "checkout": str(self.checkout),
            "refund": str(self.refund),
            "order": str(self.orders),
            "session": str(self.sessions),
            "revenue": f"{self.cents // 100}.{self.cents % 100:02d}",
            "visits": str(self.visits or ""),
        }


def met(trial: Trial, last_day: date, dice: Dice, *, first: int) -> list[User]:
    """Everybody of an experiment by day, users who see both versions once for each.

    Args:
        last_day: Last day of the data.
        first: Number of the first user; no number stands for two users.
    """
    start = last_day - timedelta(days=trial.began)
    goes_on = trial.plan.get("status") == "running"
    shown = trial.began + 1 if goes_on else min(trial.days, trial.began + 1)
    users: list[User] = []
    for arm in trial.arms:
        days = _days(trial, arm, start, shown)
        users += _in_arm(trial, arm, days, dice, first=first + len(users))
    crossing = [user for user in users if user.arm == trial.arms[0].name][: trial.both]
    users += [replace(user, arm=trial.arms[1].name) for user in crossing]
    return sorted(users, key=lambda user: (user.day, user.key, user.arm))


def used(trial: Trial) -> set[str]:
    """Measures that the experiment's metrics are made of."""
    names = ("numerator", "denominator", "covariates")
    return {metric[name] for metric in trial.metrics for name in names if metric.get(name)}


def unit_lines(users: Iterable[User], measures: set[str]) -> Iterator[str]:
    """Wide rows, one a user and version."""
    for user in users:
        cells = user.cells()
        known = ",".join(cells[name] if name in measures else "" for name in MEASURES)
        yield f"{user.trial},{user.key},{user.arm},{user.day},{user.device},{known}"


def exposure_lines(users: Iterable[User]) -> Iterator[str]:
    """The moment of exposure, for every seventh user a second one on the same day."""
    for place, user in enumerate(users):
        yield f"{user.trial},{user.key},{user.arm},{user.day}T09:{place % 60:02d}:00"
        if place % 7 == 0:
            yield f"{user.trial},{user.key},{user.arm},{user.day}T17:30:00"


def event_lines(users: Sequence[User], measures: set[str]) -> Iterator[str]:
    """What each user did after the exposure, and before it visits and some checkouts, which must not count."""
    for user in {user.key: user for user in users}.values():
        after, before = f"{user.key},{user.day}T10:", f"{user.key},{user.day - timedelta(days=5)}T"
        counted = {"checkout": user.checkout, "refund": user.refund, "order": user.orders, "session": user.sessions}
        for place, (name, count) in enumerate(counted.items()):
            yield from (f"{after}{place}{number}:00,{name}," for number in range(count) if name in measures)
        if "revenue" in measures and user.cents:
            yield f"{after}59:00,revenue,{user.cells()['revenue']}"
        if "visits" in measures:
            yield from (f"{before}{8 + number:02d}:15:00,visits," for number in range(user.visits))
        if user.visits == 1 or ("visits" not in measures and user.key.endswith("0")):
            yield f"{before}07:00:00,checkout,"


def _days(trial: Trial, arm: Arm, start: date, shown: int) -> list[date]:
    """The day each user of an arm came: as many every day, but for a ramp."""
    slow = RAMP[arm.name] if trial.ramp else 0
    rest = arm.units - slow
    early = [n * trial.ramp // slow for n in range(slow)]
    later = [trial.ramp + n * (shown - trial.ramp) // rest for n in range(rest)]
    return [start + timedelta(days=day) for day in (*early, *later)]


def _in_arm(trial: Trial, arm: Arm, days: Sequence[date], dice: Dice, *, first: int) -> Iterator[User]:
    """Counts are dealt, not drawn: the rate of each arm is the planned one, whoever is chosen."""
    n = len(days)
    measures = used(trial)
    decks = {
        "checkout": [1] * (n * arm.checkout // 1000 + dice.whole(0, 2)),
        "refund": [1] * (n * arm.refund // 1000 + dice.whole(0, 1)),
        "visits": [0 if k % 10 == 0 else 1 + arm.visits + k * k * 9 // (n * n) for k in range(n)],
        "revenue": [k * 3000 // n + (40_000 if k % 200 == 7 else 0) for k in range(n)],
        "session": [1 + k % 4 for k in range(n)],
        "order": [k % 3 for k in range(n)],
    }
    dealt = {name: _dealt(cards if name in measures else [], n, dice) for name, cards in decks.items()}
    for place in range(n):
        number, visits, sessions = first + place, dealt["visits"][place], dealt["session"][place]
        yield User(
            trial.id,
            f"{number * 2_654_435_761 % 2**32:08x}",
            arm.name,
            days[place],
            DEVICES[number % len(DEVICES)],
            dealt["checkout"][place],
            dealt["refund"][place],
            (sessions + dealt["order"][place]) // 2,
            sessions,
            dealt["revenue"][place] + visits * 300 + arm.cents,
            visits,
        )


def _dealt(cards: list[int], n: int, dice: Dice) -> list[int]:
    """The cards, filled up with 0, in an order that the dice give."""
    if not cards:
        return [0] * n
    deck = cards + [0] * (n - len(cards))
    drawn = [dice.whole(0, 10**9) for _ in range(n)]
    return [deck[place] for place in sorted(range(n), key=drawn.__getitem__)]
