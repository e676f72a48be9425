"""A month of experiments built by hand: one of each verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from experiment.plans import PLAN, REFUNDS, means, rate, seen

from prodops_kit.experiment import Metric, Phase

ORDERS = Metric("Orders a user", "primary", "mean", "orders", better="higher", covariates=("orders before",))


def month():
    """Plans with their evidence, one for most verdicts."""
    early = replace(PLAN, planned_end=date(2026, 11, 20), planned_n=30_000)
    three = replace(PLAN, phases=(Phase({"control": 1, "new": 1, "bold": 1}),))
    orders = means(2.0, 2.05)
    return [
        (PLAN, seen()),
        (replace(PLAN, id="harm", name="Forced sign-up", owner="Onboarding"), seen(checkout=(1000, 800))),
        (replace(PLAN, id="rail", name="Fast refunds", owner="Payments"), seen(refunds=(200, 500))),
        (replace(PLAN, id="split", name="New search"), seen(units={"control": 10_000, "new": 9_400})),
        (replace(PLAN, id="flat", name="Blue button"), seen(checkout=(1000, 1000), looks=4)),
        (replace(PLAN, id="wide", name="Longer trial"), seen(checkout=(100, 110), refunds=(20, 20), n=1_000)),
        (replace(early, id="run", name="Annual plans"), seen(looks=5)),
        (replace(PLAN, id="late", name="Dark mode", registered_on=date(2026, 10, 5)), seen()),
        (
            replace(three, id="three", name="Price page", owner="Pricing", decision="not shipped"),
            seen(
                units=dict.fromkeys(("control", "new", "bold"), 10_000),
                exposed=30_000,
                moments={"Checkout rate": rate(1000, 1150, bold=1250), "Refund rate": rate(200, 200, bold=200)},
                segments={
                    ("country", "DE"): {"Checkout rate": rate(500, 560, 5_000, bold=640)},
                    ("country", "US"): {"Checkout rate": rate(500, 590, 5_000, bold=610)},
                },
            ),
        ),
        (
            replace(PLAN, id="mean", name="Reminders", mde=0.03, metrics=(replace(ORDERS, covariates=()), REFUNDS)),
            seen(
                moments={"Orders a user": orders, "Refund rate": rate(200, 200)},
                uncapped={"Orders a user": means(2.1, 2.12, sd=4)},
            ),
        ),
    ]
