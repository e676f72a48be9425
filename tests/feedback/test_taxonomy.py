"""A taxonomy is refused with everything that is wrong, each with its line, or loaded with what is doubtful."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from prodops_kit import cli
from prodops_kit.errors import DataError, ParameterError
from prodops_kit.feedback import Taxonomy, Theme, load_taxonomy

WHOLE = """version: 4
retired: [slow]
themes:
  - id: export
    label: Getting data out
    description: Downloading, exporting or syncing data to another tool
  - id: export.broken
    parent: export
    label: Export fails or is incomplete
    description: An export stops, times out, or misses rows or columns
    include: ["export* fail*", "missing rows", "re:csv .{0,20}(empty|blank)"]
    exclude: ["export licence"]
    examples: ["My exports failed again"]
    counter_examples: ["Would love a PDF export"]
    owner: Data team
    request: false
    status: planned
    shipped: 2026-09-30
    valid_from: 2026-04
    merged_into: null
  - {id: download, label: Download, merged_into: export}
  - {id: _ignore, label: Not feedback}
"""


@pytest.fixture
def load(workbook_here):
    def loaded(text: str) -> Taxonomy:
        Path("themes.yaml").write_text(text, encoding="utf-8")
        return load_taxonomy("themes.yaml")

    return loaded


@pytest.fixture
def refused(load):
    def problems(*themes: str, version: str = "version: 1") -> list[str]:
        written = "\n".join(f"  - {theme}" for theme in themes)
        with pytest.raises(ParameterError) as fault:
            load(f"{version}\nthemes:\n{written}\n")
        return [line.removeprefix("themes.yaml, ") for line in str(fault.value).split("\n")]

    return problems


@pytest.fixture
def doubted(load):
    def warnings(*themes: str) -> list[str]:
        found = load("version: 1\nthemes:\n" + "\n".join(f"  - {theme}" for theme in themes))
        return [line.removeprefix("themes.yaml, ") for line in found.warnings]

    return warnings


def test_each_field_of_a_theme_is_read(load):
    taxonomy = load(WHOLE)
    assert (taxonomy.version, taxonomy.path, taxonomy.warnings) == (4, "themes.yaml", ())
    assert [theme.id for theme in taxonomy.themes] == ["export", "export.broken", "download", "_ignore"]
    assert [theme.id for theme in taxonomy.given] == ["export", "export.broken", "_ignore"]
    assert taxonomy.themes[1] == Theme(
        id="export.broken",
        label="Export fails or is incomplete",
        description="An export stops, times out, or misses rows or columns",
        parent="export",
        include=("export* fail*", "missing rows", "re:csv .{0,20}(empty|blank)"),
        exclude=("export licence",),
        examples=("My exports failed again",),
        counter_examples=("Would love a PDF export",),
        owner="Data team",
        status="planned",
        shipped=date(2026, 9, 30),
        valid_from="2026-04",
    )
    assert (taxonomy.source.table, taxonomy.source.rows, taxonomy.source.used) == ("taxonomy", 4, 4)


def test_a_merged_theme_means_the_last_one_it_was_merged_into(load):
    chain = "  - {id: get, label: Get, merged_into: download}\n"
    taxonomy = load(WHOLE + chain)
    assert [taxonomy.current(name) for name in ("export", "download", "get", "slow")] == [
        "export",
        "export",
        "export",
        "",
    ]


def test_everything_wrong_is_said_at_once_with_its_line(load):
    broken = (
        WHOLE.replace("version: 4", "version: four")
        .replace("owner:", "ownr:")
        .replace("parent: export", "parent: exprt")
    )
    with pytest.raises(ParameterError) as fault:
        load(broken.replace("id: download", "id: slow").replace("into: export", "into: exporting"))
    names = "id, label, description, parent, include, exclude, examples, counter_examples, owner, request, status, "
    assert str(fault.value).split("\n") == [
        "themes.yaml, line 1: version is not a whole number.",
        f"themes.yaml, line 15: unknown field 'ownr'. There are {names}shipped, valid_from, merged_into. "
        "Did you mean 'owner'?",
        "themes.yaml, line 21: the id 'slow' is retired and never given again; write another one.",
        "themes.yaml, line 8: parent 'exprt' is no theme of this file; correct it, or leave it out. "
        "Did you mean 'export'?",
        "themes.yaml, line 21: merged_into 'exporting' is no theme of this file; name one that is. "
        "Did you mean 'export'?",
    ]


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        (
            "id: a b, label: A, description: x",
            "id 'a b' is no key; write letters, digits, '.' and '_', as export.broken.",
        ),
        ("label: A, description: x", "id is missing; write it."),
        ("id: a, description: x", "label is missing; write it."),
        ("id: 7, label: A, description: x", "id is not text; write it in quotes."),
        ("id: a, label: A", "'a' has neither phrase nor description; write include or description."),
        (
            "id: a, label: A, include: late",
            'include is not a list of texts; write ["missing rows", "export fails"], each in quotes.',
        ),
        ("id: a, label: A, description: x, request: maybe", "request is not true or false."),
        ("id: a, label: A, description: x, shipped: 2026-02-30", "shipped is not a day; write it as 2026-10-31."),
        ("id: a, label: A, description: x, valid_from: 2026-13", "valid_from is not a month; write it as 2026-10."),
        ("id: a, label: A, description: x, parent: a", "parent 'a' leads back to 'a'; leave one of these parents out."),
        ("id: a, label: A, merged_into: a", "merged_into 'a' leads back to 'a'; one of these themes must stay."),
        (
            "id: a, label: A, owner: me@example.com, description: x",
            "owner holds an e-mail address, which no page may show; name the team.",
        ),
        (
            "id: a, label: A, include: ['re:(open']",
            "include 're:(open' is no expression; groups, classes and repeats are known, references back and looking "
            "around are not.",
        ),
        (
            "id: a, label: A, include: ['re:x*']",
            "include 're:x*' fits every text, an empty one too; say what must be there.",
        ),
        (
            "id: a, label: A, include: ['ex*port']",
            "include 'ex*port' is no phrase; write words, with * only at the end of one, or an expression after re:.",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_the_edit_that_mends_it(refused, theme, said):
    assert refused(f"{{{theme}}}") == [f"line 3: {said}"]


def test_an_id_that_stands_twice_is_refused(refused):
    assert refused("{id: a, label: A, description: x}", "{id: a, label: B, description: x}") == [
        "line 4: the id 'a' stands in line 3 too; give it another."
    ]


def test_parents_in_a_circle_and_a_third_level_are_refused(refused):
    def themes(**parents):
        above = {name: f", parent: {parent}" if parent else "" for name, parent in parents.items()}
        return [f"{{id: {name}, label: L, description: x{parent}}}" for name, parent in above.items()]

    assert refused(*themes(a="b", b="a")) == [
        "line 3: parent 'b' leads back to 'a'; leave one of these parents out.",
        "line 4: parent 'a' leads back to 'b'; leave one of these parents out.",
    ]
    assert refused(*themes(a="", b="a", c="b")) == [
        "line 5: parent 'b' has a parent itself, and there are two levels at most; name 'a'."
    ]


def test_a_parent_that_was_merged_is_refused(refused):
    themes = "{id: a, label: A, merged_into: b}", "{id: b, label: B, description: x}"
    assert refused(*themes, "{id: c, label: C, description: x, parent: a}") == [
        "line 5: parent 'a' is merged into 'b'; name that one."
    ]


def test_themes_merged_in_a_circle_are_refused(refused):
    assert len(refused("{id: a, label: A, merged_into: b}", "{id: b, label: B, merged_into: a}")) == 2


def test_a_file_without_version_or_themes_is_refused(refused, load):
    assert refused("{id: a, label: A, description: x}", version="retired: []") == [
        "line 1: version is missing; write it."
    ]
    with pytest.raises(ParameterError, match=r"line 1: no theme; write themes: and begin each with '- id:'\."):
        load("version: 1\n")
    with pytest.raises(ParameterError, match=r"line 2: themes is not a list"):
        load("version: 1\nthemes: all\n")
    with pytest.raises(ParameterError, match=r"line 3: not YAML"):
        load("version: 1\nthemes: [\n")


def test_prodops_check_names_a_taxonomy_and_says_all_that_is_wrong(workbook_here):
    workbook_here.report()
    place = Path("parameters/definitions/themes.yaml")
    place.parent.mkdir()
    place.write_text(WHOLE.replace("My exports failed again", "Nothing came"))
    done = CliRunner().invoke(cli.main, ["check", str(place)])
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [
            f"{place}: a taxonomy of 4 entries, all of which can be read.",
            f"{place}, line 13: examples 1 of 'export.broken' is missed by its phrases; correct include or exclude.",
        ],
    )
    place.write_text(WHOLE.replace("version: 4\n", ""))
    for words in (["check", str(place)], ["check"]):
        done = CliRunner().invoke(cli.main, words)
        assert done.exit_code == 2
        assert f"{place}, line 1: version is missing; write it." in done.output


def test_a_missing_file_says_how_to_begin(workbook_here):
    with pytest.raises(DataError) as fault:
        load_taxonomy("themes.yaml")
    assert str(fault.value) == "themes.yaml: no such file. Begin one with: prodops feedback taxonomy"


def test_a_phrase_in_two_themes_is_doubted(doubted):
    assert doubted(
        "{id: a, label: A, include: [slow exports]}", "{id: b, label: B, include: [fast, Slow  export]}"
    ) == ["line 4: the phrase 'Slow  export' is one of 'a' (line 3) too; keep it in one theme."]


def test_examples_that_disagree_with_the_phrases_are_doubted_by_number_without_their_words(load):
    warnings = load(
        """version: 1
themes:
  - id: a
    label: A
    include: ["export* fail*"]
    exclude: [licence]
    examples:
      - My exports failed
      - The file is empty
      - The export failed, wrong licence
    counter_examples: ["Nothing exported failed: all is well", Good work]
"""
    ).warnings
    assert warnings == (
        "themes.yaml, line 9: examples 2 of 'a' is missed by its phrases; correct include or exclude.",
        "themes.yaml, line 10: examples 3 of 'a' is missed by its phrases; correct include or exclude.",
        "themes.yaml, line 11: counter_examples 1 of 'a' is caught by its phrases; correct include or exclude.",
    )


def test_examples_of_a_theme_without_phrases_are_not_held_against_it(doubted):
    assert doubted("{id: a, label: A, description: x, examples: [anything]}") == []
