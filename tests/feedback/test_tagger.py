"""The tagger on sets small enough to check by hand, and on a slice of a public set."""

from __future__ import annotations

import csv
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodops_kit.errors import DataError, ParameterError
from prodops_kit.feedback import Corrections, Taxonomy, Theme, model, tag
from prodops_kit.feedback.phrases import claims, fault_of, find, strengths
from prodops_kit.feedback.reading import read
from prodops_kit.feedback.space import Space, similarities
from prodops_kit.feedback.stacking import cut, expected_f1, mix
from prodops_kit.feedback.wording import key_of

EXPORT = Theme("export", "Getting data out", include=("export*", "missing rows", "re:csv .{0,20}(empty|blank)"))
PRICE = Theme("price", "Price", include=("too expensive", "price"), exclude=("price tag icon",))
TAXONOMY = Taxonomy(3, (EXPORT, PRICE))


def tagged(*texts, taxonomy=TAXONOMY, **settings):
    return tag(texts, taxonomy, **settings)


def hits(text, *themes):
    return [(hit.theme, text[hit.start : hit.end]) for hit in find([text], themes or TAXONOMY.themes).found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Exporting fails", [(0, "Exporting")]),  # an open end
        ("The CSV was totally blank", [(0, "CSV was totally blank")]),
        ("Prices are TOO expensive!", [(1, "Prices"), (1, "TOO expensive")]),  # stems
        ("too very expensive", []),
        ("the price tag icon: price?", []),  # ruled out
        ("No export here", []),
        ("It did not export", [(0, "export")]),  # a failure, not a denial
        ("it is not the price", []),
        ("", []),
    ],
)
def test_a_phrase_is_found_where_it_stands(text, found):
    assert hits(text) == found


def test_strength_is_rarity_times_words_over_the_root_of_the_number_of_phrases():
    found = find(["price", "price too expensive", "nothing"], [PRICE])
    # "price" in 2 of 3 texts: ln(4/3) + 1; "too expensive" in 1: ln(4/2) + 1, two words; two phrases
    price, expensive = np.log(4 / 3) + 1, 2 * (np.log(2) + 1)
    assert strengths(found, slice(None))[:, 0] == pytest.approx([price / 2**0.5, (price + expensive) / 2**0.5, 0])


def test_words_that_several_themes_list_speak_for_each_in_part_only():
    themes = [
        Theme("refund", "Refund", include=("refund", "money back")),
        Theme("refund.late", "Late refund", parent="refund", include=("refund*", "waiting")),
        Theme("tax", "Tax", include=("refunds",)),
    ]
    texts = ["my refund", "waiting for a refund", "money back", "hello"]
    # "refund" is found for all three; a theme and its part are no rivals, "waiting" and "money back" have one finder
    assert claims(find(texts, themes), themes).tolist() == [
        [1 / 2, 1 / 2, 1 / 3],
        [1 / 2, 1, 1 / 3],
        [1, 0, 0],
        [0] * 3,
    ]


def test_a_shared_word_alone_gives_no_theme_and_an_own_word_does():
    themes = tuple(Theme(name, name, include=("card", name)) for name in ("lost", "late", "stolen", "declined"))
    tags = tagged("a card", "card lost", "card is late", "it was stolen", taxonomy=Taxonomy(1, themes))
    assert tags.given.tolist() == [[False] * 4, *(np.eye(4)[:3] > 0).tolist()]


@pytest.mark.parametrize(
    ("texts", "angle"),
    [(20, 30), (10, np.degrees(np.arctan2(3**0.5 / 4, 5 / 4)))],  # (1, 0) + sum of cosines / 10 x (1/2, 3 ** .5 / 2)
)
def test_a_theme_is_drawn_half_way_to_its_nearest_texts_and_less_to_few(texts, angle):
    one_way = np.array([[0.5, 3**0.5 / 2]])  # 60 degrees from the theme
    known = np.repeat([one_way[0], -one_way[0]], texts, axis=0)
    placed = Space(np.vstack([known, [[1, 0], [0, 1]]]), np.array([[1.0, 0.0], [-1.0, 0.0]]))
    near = similarities(placed, np.arange(2 * texts))[:, 0] * np.cos(np.radians(60 - angle))
    assert near[[0, -2, -1]] == pytest.approx(np.cos(np.radians([60 - angle, angle, 90 - angle])))


def test_an_expression_that_hangs_others_is_answered_at_once():
    assert hits("a" * 19_000 + "!", Theme("t", "T", include=("re:(a+)+$",))) == []


@pytest.mark.parametrize("phrase", ["re:(", "re:a)(b", r"re:(a)\1", "re:(?=a)", "re:a*", "?!"])
def test_a_phrase_that_cannot_be_used_is_refused_in_words(phrase):
    assert fault_of(phrase)


def test_an_expression_that_cannot_be_used_stops_the_tagger():
    with pytest.raises(DataError, match="no expression"):
        tagged("text", taxonomy=Taxonomy(1, (Theme("t", "T", include=("re:(",)),)))


def test_several_themes_are_given_each_with_its_words():
    tags = tagged("The export stops and it is too expensive", "Hello there")
    assert tags.frame[["item", "theme", "layer", "evidence", "start", "end"]].values.tolist() == [
        [0, "export", "phrases", "export", 4, 10],
        [0, "price", "phrases", "too expensive", 27, 40],
    ]
    assert tags.guesses["item"].tolist() == [1]
    assert tags.version == 3


def test_with_one_label_a_text_the_likeliest_is_the_only_candidate():
    tags = tagged("The export is too expensive, the price!", "missing rows", several=False)
    assert (tags.given.sum(axis=1) + tags.suggested.sum(axis=1)).max() <= 1
    assert tags.scores.sum(axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_a_correction_always_wins():
    texts = ("The export stops", "Exporting is nice", "good value")
    keys = [key_of(text) for text in texts]
    said = Corrections(
        added={keys[2]: frozenset({"price"})},
        removed={keys[0]: frozenset({"export"})},
        reviewed={keys[1]: frozenset()},
    )
    tags = tagged(*texts, corrections=said)
    assert tags.given.tolist() == [[False, False], [False, False], [tags.given[2, 0], True]]
    assert tags.scores[[0, 1, 2], [0, 0, 1]].tolist() == [0, 0, 1]
    assert tags.frame.query("item == 2 and theme == 'price'")["layer"].tolist() == ["correction"]
    assert tags.guesses.set_index("item")["why"][1] == "a reviewer found no theme in it"


def test_corrections_of_a_merged_theme_count_for_its_target():
    merged = Taxonomy(1, (EXPORT, PRICE, Theme("cost", "Cost", "what it costs", merged_into="price")))
    tags = tagged("dear me", taxonomy=merged, corrections=Corrections(added={key_of("dear me"): frozenset({"cost"})}))
    assert tags.themes == ("export", "price")
    assert tags.given[0].tolist()[1]


def test_the_most_specific_theme_is_given():
    part = Theme("export.broken", "Export fails", parent="export", include=("export fail*",))
    tags = tagged("export failed", "export", taxonomy=Taxonomy(1, (EXPORT, part)))
    assert tags.given.tolist() == [[False, True], [True, False]]


def test_below_both_thresholds_a_text_has_only_a_guess_and_its_reason():
    sure = tagged("export", auto=1.0, suggest=0.999)
    assert not sure.given.any()
    assert sure.guesses["theme"].tolist() == ["export"]
    assert sure.guesses["why"].tolist() == ["no theme reaches a chance of 0.999"]
    likely = tagged("export", auto=1.0, suggest=0.1)
    assert likely.suggested[0, 0]
    assert likely.guesses["why"].tolist() == ["likely, but not sure enough to be given"]


@pytest.mark.parametrize(("auto", "suggest"), [(0.3, 0.5), (1.5, 0.5), (0.5, 0.0)])
def test_thresholds_out_of_range_are_refused(auto, suggest):
    with pytest.raises(ParameterError, match="suggest"):
        tagged("export", auto=auto, suggest=suggest)


def _learnable():
    texts = [
        f"the {thing} is {state} today {number}"
        for number in range(8)
        for thing, state in (("parcel", "late"), ("screen", "cracked"), ("waiter", "rude"))
    ]
    labels = ["delivery", "damage", "service"] * 8
    themes = Taxonomy(1, tuple(Theme(name, name) for name in ("delivery", "damage", "service")))
    reviewed = {key_of(text): frozenset({label}) for text, label in zip(texts, labels, strict=True)}
    return (*texts, "my parcel came late"), themes, Corrections(reviewed=reviewed)


def test_what_was_reviewed_is_learned_and_the_words_are_named():
    texts, themes, said = _learnable()
    tags = tag(texts, themes, corrections=said)
    last = tags.frame[tags.frame["item"] == len(texts) - 1]
    assert last[["theme", "layer"]].values.tolist() == [["delivery", "learned"]]
    start, end = last[["start", "end"]].values[0]
    assert texts[-1][start:end] in ("parcel", "late")
    assert set(re.split(", ", last["evidence"].item())) >= {"parcel", "late"}


def test_a_theme_with_two_reviewed_texts_is_not_called_learned():
    texts, themes, said = _learnable()
    few = dict(list(said.reviewed.items())[:6])  # two of each
    tags = tag(texts, themes, corrections=Corrections(reviewed=few))
    assert "learned" not in set(tags.frame["layer"])
    assert "0 of 3 themes" in tags.method


def test_kept_weights_give_the_same_bytes_and_a_damaged_file_is_fitted_anew(workbook_here, monkeypatch):
    texts, themes, said = _learnable()

    def written():
        tags = tag(texts, themes, corrections=said)
        return tags.scores.tobytes(), tags.frame.to_csv(), tags.guesses.to_csv(), tags.method

    first = written()
    (kept,) = (workbook_here.root / ".prodops/tagger").glob("*.npz")
    whole = kept.read_bytes()
    with monkeypatch.context() as closed:
        closed.setattr("prodops_kit.feedback.tagger.fit", None)  # must not be called again
        assert written() == first
    for damaged in (b"", whole[:500], whole[:-300] + b"x" * 300, whole[:200] + b"\xff" * 40 + whole[240:]):
        kept.write_bytes(damaged)
        assert written() == first
    assert kept.read_bytes() == whole
    monkeypatch.chdir("/")
    assert written() == first  # without any workbook


def test_a_changed_label_is_fitted_anew(workbook_here):
    texts, themes, said = _learnable()
    before = tag(texts, themes, corrections=said)
    other = dict(said.reviewed) | {key_of(texts[0]): frozenset({"damage"})}
    assert tag(texts, themes, corrections=Corrections(reviewed=other)).scores.tobytes() != before.scores.tobytes()


@settings(max_examples=20)
@given(st.lists(st.text(max_size=60), max_size=8), st.booleans(), st.data())
def test_any_text_goes_through_and_twice_alike(texts, several, data):
    reviewed = {
        key_of(text): data.draw(st.sampled_from([frozenset(), frozenset({"export"}), frozenset({"price", "?"})]))
        for text in texts[::2]
    }
    said = Corrections(reviewed=reviewed)
    first, second = (tagged(*texts, corrections=said, several=several) for _ in range(2))
    assert first.scores.tobytes() == second.scores.tobytes()
    assert np.isfinite(first.scores).all()
    assert ((first.scores >= 0) & (first.scores <= 1)).all()
    assert len(first.guesses) == (~first.given.any(axis=1)).sum()
    for row in first.frame.itertuples():
        if row.start >= 0:
            assert texts[row.item][row.start : row.end]


def test_the_greatest_expected_f1_is_that_of_the_best_threshold():
    # the surest given: 2 x .8 / (1 + 1.4); two: 2 x 1.3 / (2 + 1.4); three: 2 x 1.4 / (3 + 1.4)
    assert expected_f1(np.array([[0.1, 0.0], [0.8, 0.5]])) == pytest.approx(2.6 / 3.4)
    assert expected_f1(np.array([[1.0, 0.0], [0.0, 1.0]])) == 1


def test_a_theme_that_is_hard_to_tell_is_given_from_a_lower_chance():
    quarter = (np.arange(800) % 4 == 0).astype(float)[:, None]
    unsure = mix(np.zeros((1, 800, 1)), quarter, single=False)  # a layer that says nothing: each chance is about 1/4
    # all given: F1 = 2 x 1/4 / (1 + 1/4) = .4, threshold .2; 800 rows: half of the way there in logits
    assert unsure.shift == pytest.approx([np.log(1 / 3) + np.log(4) / 2], abs=0.01)
    half = (np.arange(800) % 2 == 0).astype(float)[:, None]
    assert mix(20 * half[None] - 10, half, single=False).shift == pytest.approx([0], abs=0.01)  # sure: one half stays


def test_eighty_rows_that_clearly_believe_one_layer_are_enough():
    random = np.random.default_rng(0)
    truth = np.eye(8)[random.integers(8, size=480)]
    good = 0.4 * truth + random.normal(0, 0.15, truth.shape)  # says little, but rightly
    layers = np.stack([good, *random.normal(size=(5, *truth.shape))])  # the others talk at random
    stack = mix(layers[:, :80], truth[:80], single=True)
    of_stack, of_best = ((each[80:].argmax(1) == truth[80:].argmax(1)).mean() for each in (stack.logits(layers), good))
    assert stack.weights[0] > 1.5 > 10 * stack.weights[1:].max()
    assert of_best > 0.8
    assert of_stack >= of_best - 0.02


@pytest.mark.parametrize(("rows", "expected"), [(1, (0.2, 0.383, 0.583)), (95, (1.14, 0.305, 0.035))])
def test_the_more_rows_a_theme_has_the_more_is_expected_of_learners_and_the_less_of_nearness(rows, expected):
    # 1 row: 5 / (5 + 1) of the way from many to few; 95: 5 / (5 + 95). Layers that say nothing keep what is expected.
    weights = mix(np.zeros((6, 4 * rows, 4)), np.tile(np.eye(4), (rows, 1)), single=True).weights
    assert weights[[0, 1, 4]] == pytest.approx(expected, abs=0.001)


def test_a_score_is_cut_where_f1_is_greatest_by_what_reviewers_said():
    random = np.random.default_rng(0)
    scores = random.normal(-4, 2, (3_000, 4))
    truth = (random.random(scores.shape) < 1 / (1 + np.exp(-2 * scores - 5))).astype(float)
    sure = np.ones_like(truth)
    places = np.linspace(-5, 1, 121)  # tried one by one on what is true; F1 hardly moves about its greatest
    of_cut, *others = (_f1(truth, scores > each) for each in (cut(scores, truth, sure, scores), *places))
    assert of_cut > max(others) - 0.002
    assert of_cut > _f1(truth, scores > 0) + 0.3


def test_scores_that_tell_nothing_give_nothing():
    truth = (np.arange(400) % 10 == 0).astype(float).reshape(100, 4)
    assert cut(np.full((100, 4), -3.5), truth, np.ones((100, 4)), np.full((100, 4), -3.5)) == 0
    noise = np.random.default_rng(0).normal(size=(100, 4))
    assert (noise > cut(noise, truth, np.ones((100, 4)), noise)).mean() < 0.12  # no more than the tenth that is true


def test_single_corrections_do_not_move_where_other_themes_are_given():
    words = ("parcel", "screen", "waiter", "tax")
    texts = [f"the {words[number % 4]} number {number} and the {words[number // 4 % 4]}" for number in range(60)]
    reading = read(texts, [Theme(word, word, include=(word,)) for word in words])
    truth = np.zeros((6, 4))
    truth[:2, 0] = 1
    added, whole = (
        model.fit(reading, model.Reviewed(np.arange(6), truth, sure), single=False).unlearned
        for sure in (truth, np.ones((6, 4)))
    )
    assert added.tolist() == [0, 0, 0, 0]
    assert (whole < -1).all()  # twelve words found in six texts read as a whole, and reviewers agreed with two


def test_the_stack_is_no_worse_than_its_best_layer_on_a_public_set(shared):
    with shared("data/feedback/nlupp.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["domain"] == "hotels"]
    labels = [set(row["labels"].split("|")) for row in rows]
    names = sorted(name for name in set().union(*labels) - {""} if sum(name in each for each in labels) >= 40)
    truth = np.array([[name in each for name in names] for each in labels], float)
    themes = [Theme(name, name.replace("_", " ")) for name in names]
    train, test = (
        np.array([at for at, row in enumerate(rows) if (int(row["fold"]) < 14) == part]) for part in (True, False)
    )
    drawn = np.random.default_rng(0).permutation(train)[:200]
    reading = read([row["text"] for row in rows], themes, known=train)
    reviewed = model.Reviewed(drawn, truth[drawn], np.ones((len(drawn), len(names))))
    stack = model.fit(reading, reviewed, single=False).logits(reading, drawn)
    alone = model.learned_alone(reading, reviewed, single=False)
    of_stack, of_learned, of_rules = (
        _macro_f1(truth[test], layer[test] > 0) for layer in (stack, alone, reading.strength)
    )
    assert of_stack >= max(of_learned, of_rules) - 0.005
    assert of_stack > 0.6


def _macro_f1(truth, given):
    return (2 * (truth * given).sum(axis=0) / np.maximum(given.sum(axis=0) + truth.sum(axis=0), 1)).mean()


def _f1(truth, given):
    return 2 * (truth * given).sum() / (given.sum() + truth.sum())
