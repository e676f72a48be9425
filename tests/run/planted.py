"""Records as runs leave them, without running anything."""

from prodops_kit import records
from prodops_kit.periods import last_months

REPORTS = tuple(f"{name}/monthly" for name in ("benefits", "experiment", "feedback", "monthly_review", "salary"))
REPORTS += ("tool_spend/apac", "tool_spend/emea", "tool_spend/monthly")
MONTHS = last_months("2026-10", 36)


def plant(report, month, value=1_000_00, status="ok", name="cost", started="2026-11-02T06:00:00Z", reason=None):
    """A record as a run leaves it."""
    page = f"{month}/{report.replace('/', '-')}.html"
    figure = {"name": name, "label": "Cost", "value": value, "unit": "USD cents", "better": "lower", "previous": None}
    good = status == "ok"
    record = {
        "schema": 1, "report": report, "month": month, "status": status, "reason": reason, "trial": False,
        "started": started, "headline": f"{report} in {month}.", "figures": [figure] * 4 if good else [],
        "decisions": [], "inputs": [], "published": [{"path": page}] if good else [], "sample_data": False,
    }  # fmt: skip
    folder = records.folder(report, month)
    records.write(folder / "run.json" if good else folder / "attempts" / "20261102T060000000000-1.json", record)
