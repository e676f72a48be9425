"""One million charge rows with contracts, seats and people: the whole review, and its reduction step alone.

    python tests/benchmarks/review_stack.py [--runs 5]

Baseline = 1: the sums by tool with DECIMAL columns, written by hand and run on the very relation that the kit has
loaded. The kit's reduction by tool adds the period before, the year before, the newest team and the first day, and
must take at most 1.5 times as long for the same question. The whole review must take under 30 s and 1.5 GB.

Last measured, Python 3.11, two cores shared with other work: load 17.5 s, review 0.9 s, ratio 1.00, peak 345 MB.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import load_charges
import measure
from load_charges import MONTH, ROWS
from measure import Command

TOOLS, PEOPLE = 64, 400
REPEATS = 7  # of the two reductions, in turns


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        measure.say(json.dumps(by_kit()))
        return
    rounds = measure.runs_wanted(__doc__)
    with measure.clean_environment() as folder:
        load_charges._written(folder)
        _write_stack(folder)
        os.environ["PRODOPS_ROOT"] = str(folder)
        command = Command(((sys.executable, str(Path(__file__).resolve()), "--child"),), folder)
        runs = measure.in_turns({"kit": command}, rounds)["kit"]
        peak = measure.peak_memory(command)
    found = [json.loads(run.output) for run in runs]
    rows = [[name, *(f"{one[name]:.2f}" for one in found)] for name in ("load", "review", "ratio")]
    measure.show(
        f"{ROWS:,} charges, {TOOLS} contracts, {TOOLS * PEOPLE:,} seats.", ("s", *map(str, range(rounds))), rows
    )
    measure.say(f"Peak {measure.megabytes(peak)} MB; aims: load + review < 30 s, < 1,500 MB, ratio at most 1.5.")


def _write_stack(folder: Path) -> None:
    contracts = ["tool,category,annual_cost,renewal_date,notice_days,seats_paid"]
    contracts += [f"Tool {n},C{n % 8},{1000 + n},2027-01-{1 + n % 28:02d},30,{PEOPLE}" for n in range(TOOLS)]
    seats = ["tool,login,last login,usage_source"]
    seats += [f"Tool {n},p{p}@example.com,2026-10-{1 + p % 28:02d},sso" for n in range(TOOLS) for p in range(PEOPLE)]
    roster = ["work email,start date,end date", *(f"p{p}@example.com,2024-01-01," for p in range(PEOPLE))]
    for name, lines in {"contracts": contracts, "assignments": seats, "roster": roster}.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def by_kit() -> dict[str, float]:
    from prodops_kit import tool_spend

    began = time.perf_counter()
    charges = tool_spend.load_charges("charges.csv")
    contracts = tool_spend.load_contracts("contracts.csv", currency="USD")
    people = tool_spend.load_assignments("assignments.csv"), tool_spend.load_roster("roster.csv")
    loaded = time.perf_counter()
    tool_spend.review(charges, contracts, *people, month=MONTH, currency="USD", ask_above=500)
    ended = time.perf_counter()
    return {"load": loaded - began, "review": ended - loaded, "ratio": _ratio(charges)}


def _ratio(charges) -> float:
    """The kit's reduction by tool against the sums written by hand, on the same rows, in turns."""
    from prodops_kit.periods import Period
    from prodops_kit.tool_spend import spend

    ours = charges.rows.select("from {rows} where currency = 'USD'")
    hand, kit = [], []
    for _ in range(REPEATS):
        began = time.perf_counter()
        charges.rows.query(_BY_HAND)
        between = time.perf_counter()
        spend._by("tool", spend._OF_A_TOOL, ours, Period(MONTH), "USD", True)
        kit.append(time.perf_counter() - between)
        hand.append(between - began)
    return sorted(kit)[REPEATS // 2] / sorted(hand)[REPEATS // 2]


_BY_HAND = """
from (
    from {rows}
    select tool, coalesce(sum(amount) filter (date >= date '2026-10-01' and date < date '2026-11-01'), 0) as spent,
           coalesce(sum(amount) filter (date >= date '2026-09-01' and date < date '2026-10-01'), 0) as previous,
           case when count(distinct category) = 1 then min(category) else 'Several' end as category,
           max_by(team, (date, line)) as team, min(date) as first,
           sum(amount) filter (date >= date '2025-10-01' and date < date '2025-11-01') as year_ago
    where kind <> 'Tax' and currency = 'USD' group by tool
)
where spent <> 0 or previous <> 0 order by spent desc, tool
"""


if __name__ == "__main__":
    main()
