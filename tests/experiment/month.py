"""A month of experiments as files: plans and one row a unit, without chance; for the page as a whole."""

from __future__ import annotations

import csv
from pathlib import Path

N = 2_000  # units an arm
PLAN = """\
id: {id}
name: {name}
owner: {owner}
hypothesis: A shorter way loses fewer people
link: https://wiki.example.com/{id}
status: running
registered_on: {registered}
start: 2026-10-01
planned_end: {end}
planned_n: {n}
mde: 0.03
weights: {{control: 50, {arms}}}
metrics:
  - {{metric: Checkout rate, role: primary, kind: proportion, numerator: checkout, direction: higher}}
  - {{metric: Refund rate, role: guardrail, kind: proportion, numerator: refund, direction: lower, margin: 0.02}}
  - {{metric: Orders a user, role: secondary, kind: mean, numerator: orders, direction: higher, covariates: [before]}}
"""

# id, name, owner, checkouts of 2,000 in control and variant, refunds in both, what differs
EXPERIMENTS = (
    ("short-form", "Short form", "Growth", (400, 500), (40, 40), {}),
    ("sign-up", "Forced sign-up", "Onboarding", (400, 300), (40, 40), {}),
    ("refund-bot", "Refund bot", "Payments", (400, 420), (40, 120), {}),
    ("button", "Blue button", "Growth", (40, 40), (40, 40), {}),
    ("search", "New search", "Search", (400, 400), (40, 40), {"less": 300}),
    ("annual", "Annual plans first", "Pricing", (400, 430), (40, 40), {"end": "2026-11-20", "n": 6_000}),
    ("dark", "Dark mode", "Design", (400, 440), (40, 40), {"registered": "2026-10-07"}),
    ("price", "Price page", "Pricing", (400, 470), (40, 40), {"arms": "new: 50, bold: 50", "bold": (520, 40)}),
    ("soon", "Checkout by phone", "Growth", None, None, {"start": "2026-12-01", "end": "2026-12-28"}),
)


def write(root: Path) -> None:
    """Plans under parameters/definitions, units under data."""
    plans = root / "parameters" / "definitions" / "experiments"
    plans.mkdir(parents=True)
    (root / "data").mkdir(exist_ok=True)
    rows = []
    for name, title, owner, checkout, refund, others in EXPERIMENTS:
        values = {"registered": "2026-09-20", "end": "2026-10-28", "n": N, "arms": "new: 50"} | others
        text = PLAN.format(id=name, name=title, owner=owner, **values)
        text = text.replace("start: 2026-10-01", f"start: {others.get('start', '2026-10-01')}")
        (plans / f"{name}.yaml").write_text(text, encoding="utf-8")
        if checkout:
            rows += _units(name, "control", checkout[0], refund[0], N)
            rows += _units(name, "new", checkout[1], refund[1], N - others.get("less", 0))
            if "bold" in others:
                rows += _units(name, "bold", *others["bold"], N)
    with (root / "data" / "experiment_units.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["experiment", "unit", "arm", "exposed_on", "checkout", "refund", "orders", "before", "country"]
        )
        writer.writerows(rows)


def _units(experiment, arm, checkouts, refunds, n):
    for unit in range(n):
        day = 1 + unit * 28 // n
        bought = int(unit * 7919 % n < checkouts)
        before = unit % 5
        orders = bought + before // 2
        yield (
            experiment,
            f"{arm}-{unit}",
            arm,
            f"2026-10-{day:02}",
            bought,
            int(unit * 104729 % n < refunds),
            orders,
            before,
            "DE" if unit % 3 else "US",
        )
