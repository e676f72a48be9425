"""Reviewers' agreement is what the papers publish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.errors import DataError
from prodops_kit.statistics.agreement import cohen_kappa, krippendorff_alpha

# Krippendorff (2011): two observers and ten units; two and twelve; four and twelve with values missing.
BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbcccEDDD".lower())
MISSING = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def units(observers):
    return ["".join(column).replace(".", "") for column in zip(*observers, strict=True)]


@pytest.mark.parametrize(("observers", "alpha"), [(BINARY, 0.095), (NOMINAL, 0.692), (MISSING, 0.743)])
def test_alpha_is_that_of_krippendorffs_examples(observers, alpha):
    assert krippendorff_alpha(units(observers)) == pytest.approx(alpha, abs=5e-4)


def test_kappa_is_that_of_cohens_table():
    # Cohen (1960), 200 diagnoses of three kinds by two judges: 0.70 the same, 0.41 by chance, kappa 0.492.
    table = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
    pairs = [(row, column) for row, cells in enumerate(table) for column, n in enumerate(cells) for _ in range(n)]
    assert cohen_kappa(*zip(*pairs, strict=True)) == pytest.approx(0.29 / 0.59, abs=1e-12)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=30))
def test_kappa_is_that_of_scikit_learn_and_full_agreement_is_one(pairs):
    from sklearn.metrics import cohen_kappa_score

    first, second = zip(*pairs, strict=True)
    if len({*first, *second}) > 1:
        assert cohen_kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))
        doubled = [(a, a) for a in first + second]
        assert krippendorff_alpha(doubled) == 1


def test_agreement_on_one_judgement_only_is_refused():
    with pytest.raises(DataError, match="all judgements are the same"):
        cohen_kappa("aaa", "aaa")
    with pytest.raises(DataError, match="none was made twice"):
        krippendorff_alpha(["a", "b"])
