"""What was planted in the sample company's feedback is found again, to the row, and no personal data with it."""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest

from prodops_kit import feedback
from prodops_kit.periods import Period
from prodops_kit.sample import feedback as writer
from prodops_kit.sample import said, themes

SEEDS = range(1, 3 + int(os.environ.get("PRODOPS_SOAK", "0")) // 1_000)  # more in `make soak`
FILES = {
    "Tickets": "feedback_tickets.csv",
    "Reviews": "feedback_reviews.tsv",
    "Survey": "feedback_survey.csv",
    "Interviews": "feedback_interviews.csv",
}
MONTH = Period("2026-10")


def written(folder, month=MONTH, seed=1):
    folder.mkdir(exist_ok=True)
    files, facts = writer.write(folder, month=month, seed=seed)
    return files, {(fact.kind, fact.subject): fact for fact in facts}


def collected(folder):
    loaded = [feedback.load_feedback(folder / file, source=name) for name, file in FILES.items()]
    return loaded, feedback.collect(loaded, until=MONTH.text)


def distinct(rows):
    return [row for row in rows if not row.copy]


@pytest.fixture(scope="module")
def companies(tmp_path_factory):
    """Facts, inputs and items of each seed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRODOPS_HASH_KEY", "k")
        made = {}
        for seed in SEEDS:
            folder = tmp_path_factory.mktemp("company")
            made[seed] = (written(folder, seed=seed)[1], *collected(folder))
        return made


@pytest.fixture(scope="module")
def rows():
    return {seed: writer.truth(MONTH, seed) for seed in SEEDS}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_becomes_what_it_was_planted_as(companies, seed, rows):
    facts, loaded, items = companies[seed]

    assert {one.source.layout for one in loaded} == {
        "Zendesk tickets",
        "Google Play reviews",
        "Survey",
        "Interview notes",
    }
    assert not [warning for source in items.sources for warning in source.warnings]
    names = ("items", "exact", "near", "repeated", "scores", "empty", "undated", "future", "rows")
    assert {name: items.counts[name] for name in names} == {name: facts[name, MONTH.text].quantity for name in names}
    assert sum(items.redacted.values()) == facts["personal", MONTH.text].quantity
    everything = items.frame.to_csv() + items.voices.to_csv()
    assert not [given for row in rows[seed] for given in row.personal if given in everything]
    assert not re.search(r"Person \d|@example\.com|4111 1111", everything)


def test_dates_of_the_loop_are_found_to_the_day(companies):
    facts, _, items = companies[1]
    frame = items.frame
    now = frame[[day in MONTH for day in frame["created"]]]
    answered = frame[[day is not None and day in MONTH for day in frame["responded"]]]
    days = sorted((row.responded - row.created).days for row in answered.itertuples())
    shipped = frame[frame["shipped"].notna()]
    told = shipped[[row.responded is not None and row.responded >= row.shipped for row in shipped.itertuples()]]

    assert (now["decision"] != "").sum() == facts["linked", MONTH.text].quantity
    assert len(days) == facts["responded", MONTH.text].quantity
    assert days[len(days) // 2] == facts["days_to_response", MONTH.text].quantity
    assert len(shipped) == facts["shipped", "request.instalments"].quantity
    assert told["customer"].nunique() == facts["told", "request.instalments"].quantity > 0
    assert set(map(str, shipped["shipped"])) == {facts["shipped", "request.instalments"].by}


def test_scores_of_the_month_are_those_planted(companies):
    facts, _, items = companies[1]
    voices = items.voices
    scores = [
        row.score
        for row in voices.itertuples()
        if row.scale == "nps" and row.created in MONTH and row.score == row.score
    ]
    assert len(scores) == facts["nps_answers", MONTH.text].quantity
    assert sum(score >= 9 for score in scores) == facts["nps_promoters", MONTH.text].quantity
    assert sum(score <= 6 for score in scores) == facts["nps_detractors", MONTH.text].quantity


@pytest.mark.parametrize("seed", SEEDS)
def test_one_theme_rises_one_falls_and_one_only_seems_to(rows, seed):
    by = Counter((f"{row.day:%Y-%m}", row.source, theme) for row in distinct(rows[seed]) for theme in row.themes)
    totals = Counter((f"{row.day:%Y-%m}", row.source) for row in distinct(rows[seed]))
    before, now = MONTH.previous.text, MONTH.text

    def share(month, theme, sources=themes.SOURCES):
        return sum(by[month, one, theme] for one in sources) / sum(totals[month, one] for one in sources)

    assert share(now, themes.RISING) > 2 * share(before, themes.RISING)
    assert share(now, themes.FALLING) < share(before, themes.FALLING) / 3
    assert share(now, themes.LOCKER) > 0.06 > 5 * share(before, themes.LOCKER)
    assert share(now, themes.MIXED_UP) > share(before, themes.MIXED_UP) + 0.05  # of all items
    for source in themes.SOURCES:  # and yet in no source of its own
        assert abs(share(now, themes.MIXED_UP, [source]) - share(before, themes.MIXED_UP, [source])) < 0.025


def test_the_shares_of_each_source_add_up():
    for ago in range(said.MONTHS):
        for place in range(3):
            assert sum(three[place] for three in themes.shares(ago).values()) == 100


def test_refunds_cost_the_score_most(rows):
    scores = [(row.score, "refund" in row.themes) for row in distinct(rows[1]) if row.source == "survey"]
    with_theme, without = ([score for score, has in scores if has is wanted] for wanted in (True, False))
    assert sum(with_theme) / len(with_theme) + 4 < sum(without) / len(without)


def test_every_group_has_a_pain_of_its_own(companies):
    facts = companies[1][0]
    notes = distinct(row for row in writer.truth(MONTH, 1) if row.group)
    pains = Counter()
    for row in notes:
        pains[row.group, *row.themes] += row.pain
    for group in said.GROUPS:
        theme, pain = max(((theme, pain) for (of, theme), pain in pains.items() if of == group), key=lambda one: one[1])
        assert facts["most_painful", f"{group}: {theme}"].quantity == pain


def test_texts_are_many_and_different(rows):
    texts = [row.text for row in distinct(rows[1])]
    assert 2_500 < len(texts) < 4_000
    assert len(set(texts)) > 0.98 * len(texts)
    assert not re.search(r"[{}]", "".join(texts))


def test_its_taxonomy_names_every_theme_but_the_new_one(rows):
    named = set(re.findall(r"- id: (\S+)", themes.taxonomy(MONTH)))
    spoken = {theme for row in rows[1] for theme in row.themes}
    assert spoken - named == {themes.LOCKER}
    assert named - spoken == {"delivery"}  # the theme above two others


@pytest.mark.parametrize("month", ["2024-02", "2026-02", "2027-01"])  # short months, a new year
def test_it_can_end_with_any_month(tmp_path, month):
    _, facts = written(tmp_path / "made", Period(month))
    assert facts["exact", month].quantity == said.EXACT * said.MONTHS
    assert all(row.day <= Period(month).last_day for row in writer.truth(Period(month), 1))


def test_the_same_seed_gives_the_same_feedback(tmp_path):
    files, _ = written(tmp_path / "one")
    written(tmp_path / "two")
    written(tmp_path / "three", seed=2)
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    assert (tmp_path / "one" / files[0]).read_bytes() != (tmp_path / "three" / files[0]).read_bytes()
