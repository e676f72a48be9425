"""One spelling, one key, clauses and language of a text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.feedback.wording import clauses, key_of, language, normalised

PIECES = [
    "&amp;",
    "&lt;",
    "<b>",
    "</p>",
    "b>",
    "&",
    "#64;",
    "amp;",
    "--",
    "\n",
    "> ",
    "On Monday, you wrote:",
    " ",
    "a",
    "\u200b",
    "ﬁ",
]
ANY_TEXT = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3))).map("".join))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ｆｕｌｌ　ｗｉｄｔｈ １２", "full width 12"),
        ("zero\u200bwidth \u00adsoft", "zerowidth soft"),
        ("It’s “fine” – really", 'It\'s "fine" - really'),
        ("<p>Hi</p><p>it&nbsp;is <b>slow</b> &amp;amp; wrong</p>", "Hi\nit is slow & wrong"),
        ("<style>p {color: red}</style>Text", "Text"),
        ("٠١٢ rows", "012 rows"),
        ("a <3 b and x<y, John <john@example.com>", "a <3 b and x<y, John <john@example.com>"),
        ("Works now.\n\nOn Mon, 2 Nov 2026 at 10:00, Help wrote:\n> have you tried\n> it", "Works now."),
        ("Danke!\nAm 02.11.2026 um 10:00 schrieb Hilfe:\nalter Text", "Danke!"),
        ("Broken.\n-- \nPerson 001\nAcme", "Broken."),
        ("Broken.\nSent from my iPhone", "Broken."),
        ("> only a quote", "> only a quote"),
        ("  ", ""),
    ],
)
def test_a_text_has_one_spelling(written, said):
    assert normalised(written) == said


def test_a_rule_in_the_middle_of_a_long_text_is_no_signature():
    text = "\n".join(["first", "--", *(f"line {n}" for n in range(20))])
    assert normalised(text) == text


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing(text):
    assert normalised(normalised(text)) == normalised(text)


def test_a_key_knows_no_case_space_or_secret():
    assert key_of("Mail [email 3f9a11] NOW ") == key_of("mail  [email 77b0aa] now") == key_of("mail [email] now")
    assert key_of("mail [email 3f9a11] now") != key_of("mail [phone 3f9a11] now")
    assert key_of("[link a.example 3f9a11]") != key_of("[link b.example 3f9a11]")


@given(st.text(st.sampled_from("aB1 &<>`'-\"\t\n~")))
def test_a_character_that_nobody_sees_makes_no_other_spelling(text):
    """A line of plain ASCII is not looked at twice; with such a character it is no such line."""
    assert normalised(text) == normalised(text + "\u200b")


@given(ANY_TEXT)
def test_a_clause_by_itself_is_one_clause(text):
    parts = [text[start:end] for start, end in clauses(text)]
    assert [clauses(part) for part in parts] == [[(0, len(part))] for part in parts]


@given(ANY_TEXT)
def test_clauses_hold_every_letter_once_and_in_order(text):
    spans = clauses(text)
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    held = "".join(text[start:end] for start, end in spans)
    assert [c for c in held if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Fast; cheap. Ugly!", ["Fast;", "cheap.", "Ugly!"]),
        ("I like it although it is slow", ["I like it", "although it is slow"]),
        ("Version 3.5 costs 10.50 a month", ["Version 3.5 costs 10.50 a month"]),
        ("Exports, e.g. CSV, fail", ["Exports, e.g. CSV, fail"]),
        ("Nothing but trouble", ["Nothing but trouble"]),
        ("Nice though.", ["Nice though."]),
        ("Does it work?!", ["Does it work?!"]),
        ("Schön, aber langsam", ["Schön,", "aber langsam"]),
        ("遅い。でも好き", ["遅い。", "でも好き"]),
        ("", []),
        (" ... !", []),
    ],
)
def test_a_clause_ends_at_a_sentence_end_a_semicolon_or_a_contrast(text, parts):
    assert [text[start:end] for start, end in clauses(text)] == parts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The app crashes when I open it", "en"),
        ("Die App stürzt ab, wenn ich sie öffne", "de"),
        ("L'application plante quand je l'ouvre et les données ne sont pas dans la liste", "fr"),
        ("La aplicación se cierra cuando la abro y no puedo entrar", "es"),
        ("De app loopt vast en ik kan niet naar het scherm", "nl"),
        ("Приложение закрывается, когда я её открываю, это ужасно", "ru"),
        ("アプリが落ちます", "ja"),
        ("앱이 멈춥니다", "ko"),
        ("CSV 404", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_only_when_sure(text, code):
    assert language(text) == code


@pytest.mark.parametrize(
    "piece", ["<a", "&amp;", "&#38;", "&am&#112;;", " ", "--\n", "> \n", "on a", "<style>", "but ", ". ", "'"]
)
def test_a_long_line_of_anything_takes_no_time(piece):
    text, start = piece * (100_000 // len(piece)), time.process_time()
    normalised(text), key_of(text), clauses(text), language(text)
    assert time.process_time() - start < 2
