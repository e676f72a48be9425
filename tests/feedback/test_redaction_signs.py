"""A look for personal data is left out only where it could not find anything."""

from __future__ import annotations

import pytest
from feedback import planted, planted_widely

from prodops_kit.feedback.redaction import _PASSES, _worth_while
from prodops_kit.feedback.wording import normalised


@pytest.mark.parametrize("corpus", [planted.held_out, planted_widely.widely])
def test_a_look_that_no_sign_calls_for_would_have_found_nothing(corpus):
    texts = [normalised(case.text) for case in corpus(400)]
    left_out = [
        (find, text) for text in texts for place, (find, _) in enumerate(_PASSES) if not _worth_while(text) >> place & 1
    ]
    assert len(left_out) > len(texts)
    assert [(find, text) for find, text in left_out if list(find(text))] == []
