"""Corrections are only ever added; the latest word on a text counts, and who differs is told."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodops_kit.feedback import Taxonomy, Theme, load_corrections
from prodops_kit.feedback.correcting import COLUMNS, append
from prodops_kit.feedback.reviewers import agreement

PLACE = "data/corrections.csv"
TAXONOMY = Taxonomy(3, (Theme("slow", "Slow"), Theme("lag", "Lag", merged_into="slow"), Theme("export", "Export")))


@pytest.fixture
def load(workbook_here):
    def loaded(*rows: str, header: str = "key,action,theme,reviewer,date", taxonomy=None):
        Path(PLACE).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return load_corrections(PLACE, taxonomy)

    return loaded


def test_a_file_that_does_not_exist_is_an_empty_list(workbook_here):
    found = load_corrections(PLACE)
    assert (dict(found.added), found.reviews, found.source.absent) == ({}, (), f"no corrections yet at {PLACE}")


def test_single_corrections_and_whole_reviews_are_told_apart(load):
    found = load(
        "ka1,add,slow,QA,2026-09-01",
        "ka1,remove,export,QA,2026-09-01",
        "kb2,is,slow,QA,2026-09-01",
        "kb2,is,export,QA,2026-09-01",
        "kc3,none,,QA,2026-09-01",
    )
    assert found.added == {"a1": {"slow"}}
    assert found.removed == {"a1": {"export"}}
    assert found.reviewed == {"b2": {"slow", "export"}, "c3": frozenset()}
    assert found.warnings == ()


def test_the_latest_word_counts_whatever_the_order_of_the_rows(load):
    found = load(
        "ka1,remove,slow,QA,2026-09-03",
        "ka1,add,slow,QA,2026-09-01",
        "kb2,is,export,QA,2026-09-03",
        "kb2,none,,QA,2026-09-01",
        "kb2,add,lag,QA,2026-09-02",  # before the last look at the whole text: void
        "kb2,add,slow,QA,2026-09-04",
    )
    assert (found.added, found.removed) == ({}, {"a1": {"slow"}})
    assert found.reviewed == {"b2": {"export", "slow"}}


def test_reviewers_who_differ_are_told_and_one_who_changes_his_mind_is_not(load):
    found = load(
        "ka1,add,slow,QA,2026-09-01",
        "ka1,remove,slow,Support,2026-09-02",
        "kb2,none,,QA,2026-09-01",
        "kb2,is,slow,QA,2026-09-02",
        "kb2,is,export,Support,2026-09-03",
    )
    assert found.warnings == (
        f"{PLACE}, lines 5 and 6: two reviewers say different things of one text; the later counts.",
        f"{PLACE}, lines 2 and 3: two reviewers say different things of one text; the later counts.",
    )
    assert (found.removed, found.reviewed) == ({"a1": {"slow"}}, {"b2": {"export"}})


def test_merged_themes_are_those_they_were_merged_into_and_vanished_ones_are_kept_and_told(load):
    found = load("ka1,add,lag,QA,2026-09-01", "kb2,is,gone,QA,2026-09-01", taxonomy=TAXONOMY)
    assert (found.added, found.reviewed) == ({"a1": {"slow"}}, {"b2": {"gone"}})
    assert found.warnings == (
        f"{PLACE}, line 3: the theme 'gone' is not in the taxonomy, so this is not used; "
        "write it there with merged_into to have it used.",
    )


def test_a_bad_row_is_set_aside_and_counted(load):
    found = load("ka1,add,,QA,2026-09-01", "kb2,delete,slow,QA,2026-09-01", "kc3,none,,QA,2026-09-01")
    assert (found.source.rows, found.source.used) == (3, 1)
    assert "names no theme; write its id" in [reason.reason for reason in found.source.reasons]


def test_no_reviewer_is_kept_as_written(load):
    (review,) = load("ka1,none,,someone@example.com,2026-09-01").reviews
    assert len(review.reviewer) == 64
    assert "someone" not in review.reviewer


def test_what_an_audit_needs_is_read(load):
    header = "key,action,theme,reviewer,date,random,predicted,model,version"
    found = load(
        "ka1,none,,QA,2026-09-01,true,lag|export,stack,3",
        "kb2,is,slow,QA,2026-09-01,false,,stack,3",
        "kc3,is,slow,QA,2026-09-01,,,,",
        header=header,
        taxonomy=TAXONOMY,
    )
    said = [(one.random, one.predicted, one.model, one.version, one.day) for one in found.reviews]
    day = date(2026, 9, 1)
    assert said == [
        (True, {"slow", "export"}, "stack", 3, day),
        (False, frozenset(), "stack", 3, day),
        (False, None, "", 0, day),
    ]


def test_a_row_is_added_in_the_files_own_form(workbook_here):
    file = Path(PLACE)
    file.write_bytes(b"date;key;action;theme;reviewer\r\n2026-09-01;ka1;none;;QA")
    append([{"key": "b2", "action": "add", "theme": "-slow", "reviewer": "QA", "date": "2026-09-02"}])
    assert file.read_bytes() == (
        b"date;key;action;theme;reviewer\r\n2026-09-01;ka1;none;;QA\r\n2026-09-02;kb2;add;'-slow;QA\r\n"
    )


@pytest.mark.parametrize("key", ["1234567890123456", "12e4567890123456", "0000000000000001"])
def test_no_key_looks_like_a_number_to_a_spreadsheet(workbook_here, key):
    append([{"key": key, "action": "none", "date": "2026-09-01"}])
    written = Path(PLACE).read_text("utf-8-sig").split("\n")
    assert written[:2] == [",".join(COLUMNS), f"k{key},none,,,2026-09-01,,,,"]
    assert set(load_corrections(PLACE).reviewed) == {key}


@settings(max_examples=15)
@given(st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from(["slow", "export"])), min_size=1))
def test_what_is_added_is_read_back(tmp_path_factory, said):
    folder = tmp_path_factory.mktemp("corrections")
    for place in ("notebooks", "parameters"):
        (folder / place).mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRODOPS_ROOT", str(folder))
        for key, themes in said.items():
            rows = [{"key": key, "action": "is", "theme": one, "date": "2026-09-01"} for one in sorted(themes)]
            append(rows or [{"key": key, "action": "none", "date": "2026-09-01"}])
        assert load_corrections(PLACE).reviewed == said


def test_agreement_is_over_each_theme_of_each_text_that_several_looked_at(load):
    # Themes slow and export of three texts: QA 10 11 00, Support 10 01 00: five of six the same. By chance: QA says yes
    # to 3 of 6, Support to 2: (3x2 + 3x4) / 36 = 1/2, so kappa is (5/6 - 1/2) / (1/2) = 2/3. Alpha: 5 yes and 7 no of
    # 12, one pair apart: 1 - 11 x 2 / (144 - 25 - 49) = 1 - 22/70.
    found = load(
        "ka1,is,slow,QA,2026-09-01",
        "ka1,is,slow,Support,2026-09-01",
        "kb2,is,slow,QA,2026-09-01",
        "kb2,is,export,QA,2026-09-01",
        "kb2,is,export,Support,2026-09-01",
        "kc3,none,,QA,2026-09-01",
        "kc3,none,,Support,2026-09-01",
        "kd4,is,slow,QA,2026-09-01",
    )
    said = agreement(found)
    assert (said.texts, said.reviewers, said.same) == (3, 2, 2)
    assert said.kappa == pytest.approx(2 / 3)
    assert said.alpha == pytest.approx(48 / 70)


def test_there_is_no_agreement_without_texts_that_several_looked_at(load):
    assert agreement(load("ka1,none,,QA,2026-09-01")) is None
    one = agreement(load("ka1,none,,QA,2026-09-01", "ka1,none,,Support,2026-09-01"))
    assert (one.same, one.alpha, one.kappa) == (1, None, None)
