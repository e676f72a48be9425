"""One million charge rows: loaded and reviewed by the kit, against the same sums written by hand.

    python tests/benchmarks/load_charges.py [--runs 5]

Baseline = 1: DuckDB's `read_csv` with DECIMAL columns and the sums by tool, category and month in SQL. Second
comparison: `pandas.read_csv` with floats, as many would write it. Each is a process of its own. Both are told what
the kit finds out or refuses to assume: how days and amounts are written, that every cell is sound. The kit keeps the
line of every row, can name each it sets aside, and hashes the file.

Amounts carry four decimals, as metered charges do, so that a sum of rounded rows is wrong. The kit must agree with
the DECIMAL sums to the cent; whether floats do is luck, and printed.

Aim: one million rows under 30 s and 2 GB on two cores (targets of the tool spend reference).

Last measured, 3 runs, Python 3.11, two cores shared with other work: 10.4 times the CPU (9.9-11.5), 14.8 the wall
(9.9-18.1) and 3.4 the memory of the baseline; 19 s, nearly all of it loading, and 0.8 GB. Pandas: 2.8 times the CPU.
All agreed to the cent.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import measure
from measure import Command, Run

ROWS = 1_000_000
MONTH, PREVIOUS = "2026-10", "2026-09"
FIRST, DAYS = date(2024, 11, 1), 730  # 24 months, the last one MONTH
BASELINE, KIT, PANDAS = "DuckDB by hand", "the kit", "pandas, floats"
HEADS = ("", "wall s", "cpu s", "peak MB", "wall ratio", "cpu ratio", "memory ratio", "money")
CATEGORIES = ("Analytics", "Communication", "Data", "Delivery", "Design", "Discovery", "Feedback", "Planning")

Sums = dict[str, Any]


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        measure.say(json.dumps(CHILDREN[sys.argv[2]](sys.argv[3])))
        return
    rounds = measure.runs_wanted(__doc__)
    with measure.clean_environment() as folder:
        commands = _commands(_written(folder))
        runs = measure.in_turns(commands, rounds)
        peaks = {name: measure.peak_memory(command) for name, command in commands.items()}
    rows = [
        [*measure.row(name, runs, peaks, BASELINE), _agreement(_sums(runs[name][-1]), _sums(runs[BASELINE][-1]))]
        for name in commands
    ]
    measure.show(f"{ROWS:,} charges. {BASELINE} = 1; medians of {rounds} runs.", HEADS, rows)
    parts = [measure.middle(runs[KIT], lambda run, part=part: _sums(run)[part]) for part in ("load", "review")]
    measure.say(f"Within the kit's process: load {parts[0]} s, review {parts[1]} s.")


def _written(folder: Path) -> Path:
    """The file, in an empty workbook; written a row at a time, so that this process stays small."""
    for name in ("notebooks", "parameters"):
        (folder / name).mkdir()
    os.environ["PRODOPS_ROOT"] = str(folder)
    chance = random.Random(1)
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    file = folder / "charges.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write("Invoice Date,Vendor,Product,Category,Team,Amount,Currency,Invoice Number\n")
        stream.writelines(_line(n, days, chance) for n in range(ROWS))
    return file


def _line(n: int, days: list[date], chance: random.Random) -> str:
    tool = int(chance.random() * 64)
    amount = int(chance.random() ** 3 * 90_000_000) - 1_000_000  # in 1/10,000; some are credits
    sign, whole, part = "-" if amount < 0 else "", *divmod(abs(amount), 10_000)
    return (
        f"{days[n * DAYS // ROWS]},Vendor {tool // 2},Tool {tool},{CATEGORIES[tool % 8]},Team {tool % 10},"
        f"{sign}{whole}.{part:04},USD,INV-{n}\n"
    )


def _commands(file: Path) -> dict[str, Command]:
    child = (sys.executable, str(Path(__file__).resolve()), "--child")
    return {name: Command(((*child, name, str(file)),), file.parent) for name in CHILDREN}


def _sums(run: Run) -> Sums:
    return json.loads(run.output)


def _agreement(found: Sums, expected: Sums) -> str:
    """Whether the month, the one before, and each of the last twelve months are the same cents."""
    pairs = [(found[part], expected[part]) for part in ("spent", "previous")]
    pairs += [(found["months"][month], cents) for month, cents in list(expected["months"].items())[-12:]]
    off = [abs(ours - theirs) for ours, theirs in pairs if ours != theirs]
    return f"{len(off)} of {len(pairs)} sums off by up to {max(off)} cents" if off else "to the cent"


def by_kit(file: str) -> Sums:
    from prodops_kit import tool_spend

    began = time.perf_counter()
    charges = tool_spend.load_charges(file)
    loaded = time.perf_counter()
    review = tool_spend.review(charges, month=MONTH, currency="USD", ask_above=500).spend
    ended = time.perf_counter()
    months = dict(zip(review.by_month["month"], map(int, review.by_month["spent"]), strict=True))
    sums = {"spent": review.spent, "previous": review.previous, "months": months}
    return sums | {"load": loaded - began, "review": ended - loaded}


def by_duckdb(file: str) -> Sums:
    import duckdb

    duckdb.execute(f"create table charges as from read_csv('{file}', header = true, columns = {_COLUMNS})")
    for column in ("tool", "category"):
        duckdb.execute(_BY.format(column=column)).fetchall()
    months = dict(duckdb.execute(_BY_MONTH).fetchall())
    return {"spent": months[MONTH], "previous": months[PREVIOUS], "months": months}


_COLUMNS = """{'date': 'DATE', 'vendor': 'VARCHAR', 'tool': 'VARCHAR', 'category': 'VARCHAR', 'team': 'VARCHAR',
'amount': 'DECIMAL(18,4)', 'currency': 'VARCHAR', 'invoice': 'VARCHAR'}"""

_BY = """from charges select {column}, min(date),
    sum(amount) filter (date >= '2026-10-01' and date < '2026-11-01') as spent,
    sum(amount) filter (date >= '2026-09-01' and date < '2026-10-01') as previous,
    sum(amount) filter (date >= '2025-10-01' and date < '2025-11-01') as year_ago
group by {column} order by spent desc"""

_BY_MONTH = """from charges select strftime(date, '%Y-%m') as month, cast(round(sum(amount) * 100) as bigint)
group by month order by month"""


def by_pandas(file: str) -> Sums:
    import pandas as pd

    charges = pd.read_csv(file, parse_dates=["Invoice Date"])
    month = charges["Invoice Date"].dt.strftime("%Y-%m")
    for column in ("Product", "Category"):
        charges.groupby([column, month])["Amount"].sum().unstack()
        charges.groupby(column)["Invoice Date"].min()
    months = {name: round(value * 100) for name, value in charges.groupby(month)["Amount"].sum().items()}
    return {"spent": months[MONTH], "previous": months[PREVIOUS], "months": months}


CHILDREN = {BASELINE: by_duckdb, KIT: by_kit, PANDAS: by_pandas}


if __name__ == "__main__":
    main()
