"""No two places of the page disagree, whatever the month."""

import pytest

import prodops_kit as pk
from prodops_kit.periods import Period
from prodops_kit.sample import experiment as writer
from prodops_kit.show.text import plain


@pytest.fixture(scope="module", params=["2026-08", "2026-10", "2026-Q3"])
def review(request, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("book")
        patch.setenv("PRODOPS_ROOT", str(root))
        patch.chdir(root)
        for folder in ("notebooks", "parameters", "data"):
            (root / folder).mkdir()
        writer.write(root / "data", month=Period("2026-10"), seed=1)
        registry = pk.experiment.load_registry("data/experiments")
        units = pk.experiment.load_units("data/experiment_units.csv")
        exposures = pk.experiment.load_exposures("data/experiment_exposures.csv")
        events = pk.experiment.load_events("data/experiment_events.csv")
        moments = pk.experiment.read_moments(
            registry, units=units, exposures=exposures, events=events, month=request.param
        )
        yield pk.experiment.review(registry, moments, month=request.param)


def figure(review, name):
    return next(each for each in review.figures if each.name == name)


def test_ended_and_running_are_counted_the_same_everywhere(review):
    ended_in_period = sum(review.velocity.chart.series[1].values[-len(review.period.months) :])
    assert figure(review, "ended").value == ended_in_period
    assert plain(review.roadmap.heading).startswith(f"{figure(review, 'running').value} experiment")
    assert f" {len(review.ended)} ended in 12 months" in plain(review.velocity.heading)


def test_the_share_of_wins_is_one_number(review):
    won = figure(review, "win_rate")
    if won.value is not None:
        counts = review.rates.table.frame.set_index("outcome")["count"]
        assert won.value == (counts["win"] + counts["safe"]) / counts.sum()
        assert plain(review.rates.heading).partition(" ")[0] == f"{won.value:.0%}"


def test_the_verdicts_are_as_many_as_the_lede_says(review):
    words = list(review.verdicts.table.frame["verdict"])
    running = figure(review, "running")
    assert plain(running.note) == f"{words.count('KEEP RUNNING')} of them to keep running"
    assert len(words) == len(review.judged) == len(review.cards)
    unread = words.count("CANNOT BE TRUSTED") + words.count("NOT REGISTERED")
    assert figure(review, "unreadable").value == unread
