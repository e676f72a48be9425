"""An audit tells how right the tags are and what the shares lack, from texts drawn at random alone."""

import importlib
from datetime import date
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import SHARED

from prodops_kit.feedback import Corrections, Tags, Taxonomy, Theme, audit, model
from prodops_kit.feedback.corrections import Review
from prodops_kit.feedback.reading import read
from prodops_kit.statistics.audits import corrected
from prodops_kit.statistics.proportions import wilson

DAY = date(2026, 9, 30)
METHOD = "phrases, similarity and weights learned from 40 reviewed texts; 2 of 2 themes can be learned"
MODEL = "method 2 with 40 reviewed texts"


def taxonomy(*themes):
    return Taxonomy(
        3, tuple(Theme(name, name.title(), parent=name.partition(".")[0] * ("." in name)) for name in themes)
    )


def tags(themes, given):
    given = np.array(given, bool).reshape(-1, len(themes))
    empty = pd.DataFrame()
    return Tags(tuple(themes), given.astype(float), given, np.zeros_like(given), empty, empty, 3, METHOD, MODEL)


def corrections(*looks, random=True, model=MODEL, version=3):
    """Each look: key, predicted, themes."""
    made = tuple(
        Review(key, "qa", DAY, frozenset(themes), random, frozenset(predicted), model, version)
        for key, predicted, themes in looks
    )
    return Corrections(reviewed={one.key: one.themes for one in made}, reviews=made)


def both(first, second):
    return Corrections(reviewed={**first.reviewed, **second.reviewed}, reviews=(*first.reviews, *second.reviews))


def row(found, theme):
    return found.themes.set_index("theme").loc[theme]


def forty(wrong, missed):
    """Texts t0 to t39 reviewed at random; theme a: ten right, some wrong, some missed, nothing else."""
    looks = [(f"t{n}", "a", "a") for n in range(10)]
    looks += [(f"t{10 + n}", "a", "") for n in range(wrong)]
    looks += [(f"t{20 + n}", "", "a") for n in range(missed)]
    named = {key for key, *_ in looks}
    return [*looks, *((f"t{n}", "", "") for n in range(40) if f"t{n}" not in named)]


def audited(looks, more=0):
    """The looked-at texts as tagged before, and more texts without any theme."""
    keys = [key for key, *_ in looks] + [f"m{n}" for n in range(more)]
    given = [[predicted == "a"] for _, predicted, _ in looks] + [[False]] * more
    return audit(keys, tags("a", given), corrections(*looks), taxonomy("a"))


def test_accuracy_and_both_shares_are_as_by_hand():
    found = audited(forty(wrong=2, missed=10), more=60)
    a = row(found, "a")
    assert (found.audited, found.exact, found.items, found.left_out) == (40, 28, 100, 0)
    assert (a.right, a.wrong, a.missed) == (10, 2, 10)
    assert (a.precision, a.recall) == pytest.approx((10 / 12, 10 / 20))
    assert a.f1 == pytest.approx(20 / 32)
    assert (a.precision_low, a.precision_high) == pytest.approx(wilson(10, 12))
    # 12 of 100 are tagged; of 40 texts 10 are missed and 2 wrong: 0.12 + 8/40 = 0.32. Variance: 0.12 x 0.88 / 100
    # + (12/40 - 0.04) x 40/39 / 40 = 0.001056 + 0.0066667, its root 0.08788, times 1.95996 = 0.17224.
    assert (a.share, a.corrected, a.used, a.reported) == pytest.approx((0.12, 0.32, True, 0.32))
    assert (a.low, a.high) == pytest.approx((0.32 - 0.17224, 0.32 + 0.17224), abs=1e-5)


def test_a_share_is_reported_as_tagged_while_its_correction_may_be_chance():
    a = row(audited(forty(wrong=2, missed=4)), "a")
    assert (a.share, a.corrected) == pytest.approx((0.3, 0.35))
    assert (a.used, a.reported) == (False, a.share)


def test_nothing_is_corrected_by_fewer_than_twenty_texts():
    a = row(audited([(f"t{n}", "", "a") for n in range(19)]), "a")
    assert (a.recall, a.used, a.reported) == (0, False, 0)
    assert isnan(a.corrected)
    assert isnan(a.precision)


def test_only_random_texts_predicted_by_this_model_and_version_count():
    looks = [(f"t{n}", "a", "") for n in range(30)]
    given, keys = tags("a", [[True]] * 30), [key for key, *_ in looks]
    unlike = ("method 2 with 19 reviewed texts", "method 2 with 81 reviewed texts", "method 1 with 40 reviewed texts")
    for other in ({"random": False}, {"version": 2}, *({"model": one} for one in unlike)):
        found = audit(keys, given, corrections(*looks, **other), taxonomy("a"))
        assert (found.audited, found.left_out) == (0, 0 if "random" in other else 30)
    for same in (MODEL, "method 2 with 20 reviewed texts", "method 2 with 80 reviewed texts"):
        assert audit(keys, given, corrections(*looks, model=same), taxonomy("a")).audited == 30


def test_texts_reviewed_for_another_reason_count_as_the_reviewer_said():
    # 40 random texts, a right in ten of them; 10 others all reviewed to have a: (10 + 40 x 10/40) / 50.
    chosen = corrections(*((f"c{n}", "", "a") for n in range(10)), random=False)
    looks = forty(wrong=0, missed=0)
    keys = [key for key, *_ in looks] + [f"c{n}" for n in range(10)]
    given = tags("a", [[predicted == "a"] for _, predicted, _ in looks] + [[True]] * 10)
    found = audit(keys, given, both(corrections(*looks), chosen), taxonomy("a"))
    assert found.audited == 40
    assert row(found, "a").corrected == pytest.approx(20 / 50)


def test_the_prediction_before_the_review_counts_though_the_text_is_tagged_rightly_by_now():
    looks = forty(wrong=0, missed=20)
    right_by_now = tags("a", [[themes == "a"] for _, _, themes in looks])
    a = row(audit([key for key, *_ in looks], right_by_now, corrections(*looks), taxonomy("a")), "a")
    assert (a.recall, a.corrected) == pytest.approx((1 / 3, 10 / 40 + 20 / 40))


def test_a_theme_holds_its_parts():
    looks = [(f"t{n}", ["a.x"], ["a.y"]) for n in range(25)]
    found = audit([key for key, *_ in looks], tags(["a", "a.x", "a.y"], [[0, 1, 0]] * 25), corrections(*looks),
                  taxonomy("a", "a.x", "a.y"))  # fmt: skip
    assert (row(found, "a").precision, row(found, "a.x").precision, row(found, "a.y").recall) == (1, 0, 0)
    assert (row(found, "a").share, row(found, "a.y").corrected) == (1, 1)


def test_the_share_of_a_month_is_corrected_by_the_audit_of_all_months():
    looks = forty(wrong=0, missed=10)
    given = tags("a", [[predicted == "a"] for _, predicted, _ in looks] + [[True]] * 10 + [[False]] * 10)
    keys = [key for key, *_ in looks] + [f"m{n}" for n in range(20)]
    found = audit(keys, given, corrections(*looks), taxonomy("a"), among=range(40, 60))
    assert (found.items, found.audited) == (20, 40)
    assert (row(found, "a").share, row(found, "a").corrected) == pytest.approx((0.5, 0.75))


def test_what_is_no_feedback_counts_in_no_share():
    # Of 40 checked texts 20 are no feedback; of the others half have a, all of them missed. In the month 30 of 40 texts
    # are feedback, 15 of them tagged a: 15 / 30, corrected by 10 of 20.
    looks = [(f"t{n}", ["_ignore"], ["_ignore"]) for n in range(20)]
    looks += [(f"t{20 + n}", [], ["a"] if n < 10 else []) for n in range(20)]
    month = [[1, 0]] * 15 + [[0, 0]] * 15 + [[0, 1]] * 10
    keys = [key for key, *_ in looks] + [f"m{n}" for n in range(40)]
    given = tags(["a", "_ignore"], [[0, 1]] * 20 + [[0, 0]] * 20 + month)
    found = audit(keys, given, corrections(*looks), taxonomy("a", "_ignore"), among=range(40, 80))
    assert (found.items, found.audited) == (30, 40)
    assert (row(found, "a").share, row(found, "a").corrected) == pytest.approx((0.5, 1.0))


def test_without_any_review_the_shares_are_as_tagged():
    found = audit(["t1", "t2"], tags("a", [[1], [0]]), Corrections(), taxonomy("a"))
    assert (found.audited, row(found, "a").reported, found.agreement) == (0, 0.5, None)
    assert isnan(found.overall["precision"])


def test_no_item_at_all_is_answered():
    found = audit([], tags("a", []), Corrections(), taxonomy("a"))
    assert isnan(row(found, "a").share)


def test_the_interval_of_a_corrected_share_keeps_its_confidence():
    # Months of 2,000 items drawn from a population with a share of 2 to 30 %, of which 200 are audited; the tagger
    # finds 80 % of those that have it, and gives it to others, 30 % of their number.
    # Over 46 themes with 400 months each, the mean coverage is between 93 and 97 %.
    rng = np.random.default_rng(7)
    hits, errors, raw = [], [], []
    for truth in np.linspace(0.02, 0.30, 46):
        has = rng.random((400, 2000)) < truth
        given = np.where(has, rng.random(has.shape) < 0.8, rng.random(has.shape) < 0.3 * truth / (1 - truth))
        wrong, missed = (given & ~has)[:, :200].sum(1), (has & ~given)[:, :200].sum(1)
        for tagged, too_many, lacking in zip(given.sum(1), wrong, missed, strict=True):
            point, low, high = corrected(int(tagged), 2000, wrong=int(too_many), missed=int(lacking), audited=200)
            hits.append(low <= truth <= high)
            errors.append(abs(point - truth))
            raw.append(abs(tagged / 2000 - truth))
    assert 0.93 <= np.mean(hits) <= 0.97
    assert np.mean(errors) < np.mean(raw)


@pytest.fixture(scope="module")
def of_public_set():
    """Of the 621 test texts of NLU++ banking: the themes given by the tagger after 16 texts a theme, and the truth."""
    folder = SHARED / "data/feedback"
    if not folder.exists():
        pytest.skip("public data data/feedback is not on this machine")
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
        sets = importlib.import_module("feedback_sets")
    rows, told = sets.nlupp(folder, "banking", 20)
    themes = [Theme(name, name.replace("_", " "), about, include=tuple(words)) for name, (about, words) in told.items()]
    truth = np.array([[theme.id in labels.split("|") for theme in themes] for *_, labels in rows])
    train, test = (np.flatnonzero([part == name for part, *_ in rows]) for name in ("train", "test"))
    drawn = np.random.default_rng(0).permutation(train)[:473]  # as many as 16 a theme are
    reading = read([text for _, text, _ in rows], themes, known=train)
    reviewed = model.Reviewed(drawn, truth[drawn].astype(float), np.ones((len(drawn), len(themes))))
    return model.fit(reading, reviewed, single=False).logits(reading, drawn)[test] > 0, truth[test]


def _shares(given, truth, looked_at):
    """Of each theme the corrected share and its ends, from some rows looked at."""
    wrong, missed = (given & ~truth)[looked_at].sum(axis=0), (truth & ~given)[looked_at].sum(axis=0)
    counts = zip(given.sum(axis=0).tolist(), wrong.tolist(), missed.tolist(), strict=True)
    n = len(looked_at)
    return np.array([corrected(all_given, len(given), wrong=w, missed=m, audited=n) for all_given, w, m in counts])


def test_after_two_hundred_looks_the_shares_of_these_very_texts_are_off_by_six_thousandths(of_public_set):
    given, truth = of_public_set
    rng = np.random.default_rng(1)
    looks = [rng.permutation(len(given))[:200] for _ in range(30)]
    errors = [np.abs(_shares(given, truth, looked_at)[:, 0] - truth.mean(axis=0)) for looked_at in looks]
    raw = np.abs(given.mean(axis=0) - truth.mean(axis=0)).mean()
    assert np.mean(errors) <= 0.006 < raw


def test_the_interval_holds_the_share_among_all_whom_the_texts_stand_for(of_public_set):
    # The variance counts the month's texts as drawn themselves: so are they here, from 621 that stand for everybody.
    given, truth = of_public_set
    rng = np.random.default_rng(2)
    share, inside = truth.mean(axis=0), []
    for _ in range(200):
        month = rng.integers(len(given), size=len(given))
        _, low, high = _shares(given[month], truth[month], np.arange(200)).T
        inside.append((low <= share) & (share <= high))
    assert 0.93 <= np.mean(inside) <= 0.97
