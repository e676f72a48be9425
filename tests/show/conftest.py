import IPython.display
import pytest

from prodops_kit import parameters, records


@pytest.fixture
def shown(monkeypatch):
    """What the verbs displayed, as bundles; no parameters file fits, so there is no history."""
    bundles = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: bundles.append(bundle))
    monkeypatch.setattr(parameters, "current_report", lambda: None)
    return bundles


@pytest.fixture
def earlier(monkeypatch, shown):
    """Plant earlier records of the report at hand, by month."""

    def plant(**months):
        past = {name.replace("m", "").replace("_", "-"): record for name, record in months.items()}
        monkeypatch.setattr(parameters, "current_report", lambda: "tool_spend/monthly")
        monkeypatch.setattr(records, "earlier", lambda report, month: past)

    return plant
