"""Reports that never ran: their records, written in one line each."""

from __future__ import annotations

from datetime import date

import pytest

from prodops_kit import monthly_review, records


def figure(name="spent", value=100, unit="count", label="", better=None, over=None):
    return {"name": name, "label": label or name.capitalize(), "value": value, "unit": unit, "better": better,
            "previous": None, "over": over}  # fmt: skip


def decision(known, by="2026-11-30", worth=None, currency="USD", **more):
    usual = {"id": known, "action": "Release", "subject": known.rpartition(".")[2], "quantity": None, "by": by,
             "worth": worth, "currency": currency if worth is not None else None, "owner": "IT", "reason": "Idle.",
             "confidence": "high", "wrong_if": "", "noun": "", "low": None, "high": None, "link": ""}  # fmt: skip
    return usual | more


class Desk:
    """A workbook whose reports have records but need no kernel."""

    def __init__(self, workbook):
        self.workbook = workbook
        workbook.notebook("monthly_review", "# Monthly review\n\nWhat?", parameters='month = "last_month"')
        workbook.parameters("monthly_review/monthly", "month: last_month\n")
        (workbook.root / "parameters/reports.toml").write_text("['monthly_review/monthly']\nafter = '*'\n")

    def report(self, name, title=None, month="last_month"):
        notebook = name.partition("/")[0]
        self.workbook.notebook(
            notebook, f"# {title or notebook.capitalize()}\n\nWhat?", parameters=f'month = "{month}"'
        )
        self.workbook.parameters(name, f"month: {month}\n")

    def says(self, name, month="2026-10", *, figures=(), decisions=(), blocks=(), headline="All is said.", newest=None,
             started="2026-11-02T06:00:00Z", known=True, **more):  # fmt: skip
        if known and not (self.workbook.root / f"notebooks/{name.partition('/')[0]}.ipynb").exists():
            self.report(name)
        page = {"path": f"{month}/{name.replace('/', '-')}.html", "sha256": "0", "bytes": 1}
        inputs = [{"table": "rows", "path": f"data/{name}.csv", "newest": newest, "sha256": "0", "rows": 1}]
        record = {"schema": 1, "report": name, "month": month, "status": "ok", "reason": None, "trial": False,
                  "started": started, "headline": headline, "figures": list(figures), "decisions": list(decisions),
                  "blocks": list(blocks), "inputs": inputs if newest else [], "published": [page]}  # fmt: skip
        records.write(records.folder(name, month) / "run.json", record | more)

    def fails(self, name, month="2026-10", status="failed", reason="ValueError in cell 4.", started="2026-11-02T07"):
        record = {"schema": 1, "report": name, "month": month, "status": status, "reason": reason, "trial": False,
                  "started": started, "headline": None, "figures": [], "decisions": [], "inputs": [],
                  "published": []}  # fmt: skip
        records.write(records.folder(name, month) / "attempts/20261102T070000000000-1.json", record)

    def answers(self, *rows):
        text = "\n".join(["id,period,state,owner,note,until", *rows])
        (self.workbook.root / "data/decisions.csv").write_text(text + "\n")

    def review(self, month="2026-10"):
        return monthly_review.review(monthly_review.load(month), month=month)


@pytest.fixture
def desk(workbook_here):
    return Desk(workbook_here)


def day(text):
    return date.fromisoformat(text)
