"""Whatever the inputs are, every number and comparing word on the pages follows the tables, and no two disagree.

The shipped notebooks are run cell by cell, in this process, on a sample company that chance has altered.
"""

import csv
import json
import random
import re
from datetime import date, timedelta
from types import SimpleNamespace

import IPython.display
import pytest
from bs4 import BeautifulSoup

from prodops_kit import decision_log, parameters, records
from prodops_kit.money import Money
from prodops_kit.records import MIME
from prodops_kit.show.text import as_text, plain

MONTHS = ("2026-09", "2026-10")
OPTIONAL = ("contracts_file", "assignments_file", "roster_file", "aliases_file")
STILL_ASKED = ("open", "accepted", "back")


def alter(file, change):
    with file.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = list(rows[0])
    kept = [row for row in rows if change(row) is not False]
    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(kept)


def shifted(text, days):
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat() if text else text


def scramble(root, chance):
    """Other amounts, seats, days and people; now and then a file is left out."""
    rise = chance.uniform(0.5, 1.6)

    def charge(row):
        if row["Invoice Date"].startswith("2026-1") or chance.random() < 0.2:
            row["Amount"] = f"{float(row['Amount']) * rise * chance.uniform(0.6, 1.4):.2f}"
        return chance.random() > 0.03

    def contract(row):
        row["renewal_date"] = shifted(row["renewal_date"], chance.randint(-20, 60))
        row["seats_paid"] = row["seats_paid"] and str(int(row["seats_paid"]) + chance.randint(0, 25))

    def assignment(row):
        row["Last login"] = shifted(row["Last login"], -chance.choice((0, 0, 20, 60)))
        return chance.random() > 0.1

    for name, change in (("charges", charge), ("contracts", contract), ("assignments", assignment)):
        alter(root / f"data/{name}.csv", change)
    return dict.fromkeys(chance.sample(OPTIONAL, chance.choice((0, 0, 1, 2))))


def run(root, notebook, monkeypatch, **values):
    """A shipped notebook's cells with these parameters: what was displayed, what the record holds, its names."""
    shown = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, **_: shown.append(bundle))
    monkeypatch.setattr(parameters, "current_report", lambda: f"{notebook}/monthly")
    names = {"__builtins__": __builtins__}
    cells = json.loads((root / f"notebooks/{notebook}.ipynb").read_text())["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), notebook, "exec"), names)
            names |= values if "parameters" in cell["metadata"].get("tags", []) else {}
    bundles = [bundle for bundle in shown if isinstance(bundle, dict)]
    said = [bundle[MIME] for bundle in bundles]
    record = {
        "headline": next(s["text"] for s in said if s["kind"] == "headline"),
        "figures": [f for s in said if s["kind"] == "figures" for f in s["figures"]],
        "decisions": [d for s in said if s["kind"] == "decisions" for d in s["decisions"]],
        "blocks": [s["block"] for s in said if s.get("lead")],
    }
    agenda = next(bundle["text/html"] for bundle in bundles if bundle[MIME]["kind"] == "decisions")
    agenda = BeautifulSoup(agenda.partition("</style>")[2], "html.parser")
    return SimpleNamespace(agenda=agenda, record=record, review=names["review"], month=values["month"])


def keep(made, notebook):
    usual = {"schema": 1, "report": f"{notebook}/monthly", "month": made.month, "status": "ok", "reason": None}
    usual |= {"trial": False, "started": "2026-11-02T06:00:00Z", "inputs": [], "sample_data": True}
    usual["published"] = [{"path": f"{made.month}/{notebook}-monthly.html"}]
    records.write(records.folder(f"{notebook}/monthly", made.month) / "run.json", usual | made.record)


def answer(chance, record):
    """Chance answers some of a month's decisions."""
    for decision in record["decisions"]:
        state = chance.choice(("accepted", "declined", "done", "snoozed", None, None))
        if state:
            until = date(2026, 12, 31) if state == "snoozed" else None
            decision_log.add(decision["id"], record["month"], state, until=until)


def worth(decisions):
    return sum(d["worth"] for d in decisions if d["worth"] is not None)


def cents(text):
    return round(float(re.sub(r"[^\d.-]", "", text.replace("−", "-"))) * 100)


def check_decisions(made):
    """The table holds what is still to be done, and its total is the sum of its rows."""
    asked = [d for d in made.record["decisions"] if d["state"] in STILL_ASKED]
    table = made.agenda.find("table", class_="pk-decide")
    if not asked:
        assert table is None
        return
    rows = table.find("tbody").find_all("tr")
    assert len(rows) == len(asked)
    cells = [row.find("td", class_="pk-n") for row in rows]  # none of them where nothing is priced
    shown = [cell.find(string=True) if cell else "not priced" for cell in cells]
    assert [None if text == "not priced" else cents(text) for text in shown] == [d["worth"] for d in asked]
    foot = table.find("tfoot")
    assert (cents(foot.find("td").get_text()) if foot else 0) == worth(asked)


def check_tables(review):
    """Rows add up to the total below them, in every part that has one."""
    parts = [getattr(review, name) for name in dir(type(review)) if isinstance(getattr(type(review), name), property)]
    tables = [part.table for part in parts if getattr(part, "table", None) is not None]
    for table in tables:
        for column in table.columns:
            total = table.total.get(column.name)
            if isinstance(total, int):
                assert total == sum(value for value in table.frame[column.name] if value is not None)
    return len(tables)


def check_tool_spend(made):
    review, lede = made.review, made.record["headline"]
    by_name = {figure["name"]: figure for figure in made.record["figures"]}
    priced = [d for d in made.record["decisions"] if d["worth"] is not None and d["state"] in STILL_ASKED]
    told = re.search(r"(\d+) decisions? would save (\S+) a year", lede)
    assert bool(told) == bool(priced)
    if told:
        assert (int(told[1]), told[2]) == (len(priced), as_text(Money(worth(priced), "USD")))
    if "at_stake" in by_name:
        assert by_name["at_stake"]["value"] == worth(priced)
    spent, before = review.spend.spent, review.spend.previous
    assert by_name["spent"]["value"] == spent == int(review.spend.by_tool["spent"].sum())
    word = re.search(r"Tool spend (rose|fell) by (\S+) on", lede)
    assert word[1] == ("rose" if spent > before else "fell")
    assert word[2] == as_text(Money(abs(spent - before), "USD"))
    assert as_text(Money(spent, "USD")) in lede
    heading = plain(review.tools.heading)
    change = review.spend.by_tool["change"]
    rose, fell = int((change > 0).sum()), int((change < 0).sum())
    assert heading.startswith(f"{rose} tool" if rose else "No tool")
    assert heading.endswith(f"{fell or 'none'} less")
    assert check_tables(review) >= 4


def check_review(made, earlier, now):
    review, lede, record = made.review, made.record["headline"], made.record
    prefix = "tool_spend/monthly."
    stated = {prefix + f["name"]: (f["value"], f["unit"], f["previous"]) for f in now.record["figures"]}
    assert {f["name"]: (f["value"], f["unit"], f["previous"]) for f in record["figures"]} == stated
    check_lede_of_decisions(lede, record["decisions"])
    check_moved(lede, record["figures"])
    asked = {d["id"]: d for d in now.record["decisions"]}
    assert {d["id"] for d in record["decisions"]} == {d["id"] for d in asked.values() if d["state"] in ("open", "back")}
    assert all((d["worth"], d["by"]) == (asked[d["id"]]["worth"], asked[d["id"]]["by"]) for d in record["decisions"])
    was = {d["id"] for d in earlier.record["decisions"]} if earlier else set()
    tags = [d["id"] in was for d in record["decisions"]]
    assert tags == sorted(tags)  # new ones first
    check_outcomes(review, made.month)
    check_tables(review)
    assert plain(review.sections[0].text) == now.record["headline"]


def check_lede_of_decisions(lede, shown):
    if not shown:
        assert lede.startswith("Nothing is to be decided")
        return
    told = re.match(
        r"(\d+) decisions? to take, (?:(\d+) of them )?(?:worth (\S+) a year|none of them priced)(?: net of costs)?: ",
        lede,
    )
    priced = [d for d in shown if d["worth"] is not None]
    assert int(told[1]) == len(shown)
    assert int(told[2] or told[1]) == (len(priced) or len(shown))
    assert told[3] == (as_text(Money(worth(priced), "USD")) if priced else None)
    ahead = [d["by"] for d in shown if d["by"] > "2026-10-31"]
    due = re.search(r": (?:(\d+) now)?", lede)
    assert int(due[1] or 0) == len(shown) - len(ahead)
    assert not ahead or f"by {as_text(date.fromisoformat(min(ahead)))}" in lede


def check_moved(lede, figures):
    known = [f for f in figures if f["value"] is not None and f["previous"] is not None]
    size = {
        f["label"]: abs(f["value"] - f["previous"]) / (1 if f["unit"] == "share" else abs(f["previous"])) for f in known
    }
    told = re.search(r"(?:\. )([^.]+?) (rose|fell) most, from ", lede)
    if max(size.values()) < 0.01:
        assert told is None
        return
    top = max(known, key=lambda f: size[f["label"]])
    assert told[1] == top["label"]
    assert told[2] == ("rose" if top["value"] > top["previous"] else "fell")


def check_outcomes(review, month):
    counts = dict.fromkeys(
        re.findall(r"(\d+) (done|accepted|declined|put off|still open|no longer asked)", plain(review.outcomes.text))
    )
    shown = review.outcomes.table.frame["answer"] if review.outcomes.table is not None else []
    assert sum(int(number) for number, _ in counts) == len(shown)
    for number, words in counts:
        assert sum(text.startswith(words) for text in shown) == int(number)
    agreed = sum(worth_agreed(known) for known in {entry.id for entry in decision_log.entries()})
    told = re.search(r"savings of (\S+) a year were agreed", plain(review.outcomes.text))
    assert (told[1] if told else "0") == (money_text(agreed) if agreed else "0")


def worth_agreed(known):
    """What a decision whose last answer is yes was worth on the page of the first yes since the last no."""
    worths = {
        record["month"]: asked["worth"] or 0
        for record in records.good()
        if record["report"] == "tool_spend/monthly"
        for asked in record["decisions"]
        if asked["id"] == known
    }
    months = []
    for entry in decision_log.entries():
        if entry.id == known:
            months = [*months, entry.period] if entry.state in ("accepted", "done") else []
    return worths[months[0]] if months else 0


def money_text(minor):
    return as_text(Money(minor, "USD"))


@pytest.mark.parametrize("seed", range(5))
def test_numbers_and_comparing_words_follow_the_tables(shipped, monkeypatch, seed):
    chance = random.Random(seed)
    left_out = scramble(shipped, chance)
    earlier = None
    for month in MONTHS:
        made = run(shipped, "tool_spend", monkeypatch, month=month, **left_out)
        keep(made, "tool_spend")
        check_tool_spend(made)
        check_decisions(made)
        whole = run(shipped, "monthly_review", monkeypatch, month=month)
        check_decisions(whole)
        if earlier:
            check_review(whole, earlier, made)
        earlier = made
        answer(chance, records.last_good("tool_spend/monthly", month))
    after = run(shipped, "monthly_review", monkeypatch, month=month)
    check_decisions(after)
    check_outcomes(after.review, month)
