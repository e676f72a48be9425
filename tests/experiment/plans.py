"""Plans and evidence written in a line, for the tests of verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from prodops_kit.experiment import Evidence, Experiment, Metric, Phase
from prodops_kit.statistics import Moments

START, END = date(2026, 10, 1), date(2026, 10, 28)
CHECKOUT = Metric("Checkout rate", "primary", "proportion", "checkout", better="higher")
REFUNDS = Metric("Refund rate", "guardrail", "proportion", "refund", better="lower", margin=0.01)

PLAN = Experiment(
    "new-checkout",
    "New checkout",
    owner="Growth",
    hypothesis="A shorter form loses fewer people",
    start=START,
    registered_on=date(2026, 9, 20),
    planned_end=END,
    planned_n=10_000,
    mde=0.02,
    metrics=(CHECKOUT, REFUNDS),
    phases=(Phase({"control": 1, "new": 1}),),
)


def rate(control, new, n=10_000, **others):
    """Moments of a proportion for control, `new` and other arms; events of `n` units each."""
    return {arm: Moments.of_proportion(x, n) for arm, x in {"control": control, "new": new, **others}.items()}


def means(control, new, n=10_000, sd=1.0):
    return {arm: Moments(n, (value,), ((sd**2,),)) for arm, value in {"control": control, "new": new}.items()}


def seen(checkout=(1000, 1100), refunds=(200, 200), n=10_000, **changes):
    """Evidence of `PLAN`: events of either arm."""
    found = Evidence(
        PLAN.id,
        first=START,
        last=END,
        units={"control": n, "new": n},
        exposed=2 * n,
        moments={"Checkout rate": rate(*checkout, n=n), "Refund rate": rate(*refunds, n=n)},
        new_a_day=700.0,
    )
    return replace(found, **changes)
