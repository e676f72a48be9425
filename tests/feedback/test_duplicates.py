"""Texts that came in more than once count once."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodops_kit.errors import ParameterError
from prodops_kit.feedback.duplicates import _weighted, deduplicate, near_groups, near_pairs

LONG = "The monthly export stops at ten thousand rows since the last update of the application"


def test_case_space_and_redacted_values_do_not_make_a_text_another():
    found = deduplicate(["It is  slow, says [email 3f9a11]", "it is slow, says [email 77b0aa]", "it is fast"])
    assert (list(found.cluster), found.exact, found.near) == ([0, 0, 1], 1, 0)


def test_a_long_text_that_ends_otherwise_is_near_and_a_short_one_is_not():
    found = deduplicate([LONG, LONG + "!", LONG + " ...", "card lost", "card lose", "another thing entirely"])
    assert (list(found.cluster), found.exact, found.near) == ([0, 0, 0, 1, 2, 3], 0, 2)


def test_no_texts_are_no_clusters():
    assert (list(deduplicate([]).cluster), deduplicate([]).near) == ([], 0)


def test_a_threshold_above_one_is_refused():
    with pytest.raises(ParameterError, match=r"threshold: 1\.5 is not above 0 and at most 1"):
        deduplicate([LONG], threshold=1.5)


def _variants(seed: int, number: int) -> list[str]:
    draw = random.Random(seed)
    words = [
        "export",
        "report",
        "stops",
        "slow",
        "page",
        "login",
        "card",
        "payment",
        "never",
        "arrives",
        "since",
        "update",
        "monday",
        "please",
        "help",
        "row",
    ]
    bases = [" ".join(draw.choices(words, k=12)) for _ in range(max(1, number // 6))]
    made = []
    for _ in range(number):
        base = draw.choice(bases).split()
        for _ in range(draw.randint(0, 2)):
            base[draw.randrange(len(base))] = draw.choice(words)
        made.append(" ".join(base))
    return list(dict.fromkeys(made))


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 80), st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_pruning_misses_no_pair_that_brute_force_finds(seed, number, threshold):
    rows = _weighted(_variants(seed, number))
    products = (rows @ rows.T).toarray()
    brute = {(i, j) for i, j in zip(*np.nonzero(products >= threshold - 1e-5), strict=True) if i < j}
    first, second = near_pairs(rows, threshold=threshold)
    assert set(zip(first.tolist(), second.tolist(), strict=True)) == brute


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_every_member_of_a_group_is_near_to_every_other(seed):
    texts = _variants(seed, 60)
    products = (_weighted(texts) @ _weighted(texts).T).toarray()
    for group in near_groups(texts, threshold=0.8):
        assert products[np.ix_(group, group)].min() >= 0.8 - 2e-5


def test_a_chain_does_not_join_its_ends():
    words = LONG.split()
    chain = [" ".join([*words[:n], *("zebra" for _ in words[n:])]) for n in range(len(words), 4, -1)]
    assert len(set(deduplicate(chain, threshold=0.8).cluster)) > 1


@given(st.lists(st.text(), max_size=12))
def test_any_texts_pass_and_the_same_way_twice(texts):
    once, again = deduplicate(texts, least=3), deduplicate(texts, least=3)
    assert list(once.cluster) == list(again.cluster)
    assert len(texts) - once.exact - once.near == len(set(once.cluster))
