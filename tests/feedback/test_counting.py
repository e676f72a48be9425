"""Texts as numbers: what scikit-learn makes of them, a few at a time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_info, threadpool_limits

from prodops_kit.feedback import Corrections, Taxonomy, Theme, counting, duplicates, reading, tag
from prodops_kit.feedback.wording import key_of

TEXTS = (
    "The export stops, the export is slow",
    "a b",
    "Exporting rows takes long; rows are missing",
    "",
    "slow slow slow export of 10,000 rows",
    "Die Ausgabe bricht ab",
)


def products(rows):
    return (rows @ rows.T).toarray()


def test_weights_are_scikit_learns_tf_idf_of_words_and_of_letters():
    known = [0, 2, 4]
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    both = (each.fit([TEXTS[row] for row in known]).transform(TEXTS) for each in (words, letters))
    found = counting.weighted(counting.count(TEXTS), np.array(known)).of(np.arange(len(TEXTS)))
    assert products(found) == pytest.approx(products(hstack(list(both)).tocsr()))


def test_weights_are_the_same_however_many_texts_are_held_at_a_time(monkeypatch):
    every = np.arange(len(TEXTS))
    whole = counting.weighted(counting.count(TEXTS), every)
    monkeypatch.setattr(counting, "_CHUNK", 2)
    parts = counting.weighted(counting.count(TEXTS), every)
    assert parts.rarity.tolist() == whole.rarity.tolist()
    rows, matrices = zip(*parts.chunks(every), strict=True)
    assert np.concatenate(rows).tolist() == every.tolist()
    assert (np.vstack([each.toarray() for each in matrices]) == whole.of(every).toarray()).all()


def test_near_copies_are_compared_by_scikit_learns_tf_idf_of_four_letters():
    texts = [text for text in TEXTS if text]
    plain = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), lowercase=False).fit_transform(texts)
    assert products(duplicates._weighted(texts)) == pytest.approx(products(plain), abs=1e-6)


def test_linear_algebra_runs_on_one_thread_so_that_cores_change_no_byte(monkeypatch):
    seen = []

    def watched(*args, **settings):
        seen.extend(each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas")
        return reading.read(*args, **settings)

    monkeypatch.setattr("prodops_kit.feedback.tagger.read", watched)
    with threadpool_limits(2, "blas"):
        tag(
            TEXTS,
            Taxonomy(1, (Theme("export", "Export"),)),
            corrections=Corrections(added={key_of("a b"): frozenset()}),
        )
    assert set(seen) == {1}
