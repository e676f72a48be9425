import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.yaml import read_yaml


def values(text):
    entries, problems = read_yaml(text, "x.yaml")
    return {name: entry.value for name, entry in entries.items()}, problems


@pytest.mark.parametrize("word", ["no", "Yes", "on", "OFF", "y", "010", "1_000", "12:30", "1e3", "0o17", "0b11", "="])
def test_a_word_that_yaml_versions_read_differently_is_refused_with_the_quoted_form(word):
    _, problems = values(f"a: 1\nb: {word}\n")
    assert len(problems) == 1
    assert problems[0].startswith("x.yaml, line 2: b: ")
    assert f"write '{word}' for the text" in problems[0]


def test_quoting_makes_any_of_them_text():
    assert values("a: 'no'\nb: \"010\"\n") == ({"a": "no", "b": "010"}, [])


def test_months_dates_and_versions_stay_text():
    assert values("a: 2026-10\nb: 2026-10-01\nc: 1.2.3\nd: 2026-Q3\n") == (
        {"a": "2026-10", "b": "2026-10-01", "c": "1.2.3", "d": "2026-Q3"},
        [],
    )


def test_a_name_that_stands_twice_is_refused_with_both_lines():
    _, problems = values("a: 1\n\na: 2\n")
    assert problems == ["x.yaml, line 3: 'a' stands there twice, first in line 1."]


@pytest.mark.parametrize("text", ["a: [1,", "a: b: c", "\ta: 1", "a: 'x"])
def test_text_that_is_no_yaml_is_refused_with_its_line(text):
    _, problems = values(text)
    assert problems[0].startswith("x.yaml, line ")


def test_a_tag_that_would_make_an_object_is_refused():
    _, problems = values("a: !!python/object/apply:os.system [x]\n")
    assert "the tag tag:yaml.org,2002:python/object/apply:os.system is not allowed" in problems[0]


class _AsPapermill(pyyaml.SafeLoader):
    """papermill's own loader is PyYAML's safe one with dates kept as text."""


_AsPapermill.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in pyyaml.SafeLoader.yaml_implicit_resolvers.items()
}


@given(st.from_regex(r"[-+]?[0-9.][0-9_.:eE+-]{0,8}|[A-Za-z~][a-zA-Z0-9_.-]{0,8}", fullmatch=True))
def test_what_is_accepted_papermill_reads_as_the_same_value(word):
    read, problems = values(f"a: {word}\n")
    if not problems:
        assert read == pyyaml.load(f"a: {word}\n", _AsPapermill)


def test_lines_are_known_inside_lists_and_mappings():
    text = "a: {x: 1}\nrows:\n  - name: one\n    size: 2\n  - name: two\n"
    entries, problems = read_yaml(text, "x.yaml")
    assert problems == []
    assert entries["a"].lines == {"x": 1}
    assert [item.lines for item in entries["rows"].items] == [{"name": 3, "size": 4}, {"name": 5}]
    assert entries["rows"].value == [{"name": "one", "size": 2}, {"name": "two"}]


def test_a_problem_inside_a_list_names_its_own_line():
    assert values("rows:\n  - name: one\n    size: no\n    size: 2\n")[1] == [
        "x.yaml, line 3: rows: size: no is read as different values by different YAML versions; write 'no' for the "
        "text, or true or false.",
        "x.yaml, line 4: rows: 'size' stands there twice, first in line 3.",
    ]


@pytest.mark.parametrize(("name", "shown"), [("on", "on"), ("1", "1"), ("~", "~"), ("''", ""), ("1e3", "1e3")])
def test_a_name_that_yaml_versions_read_differently_is_none(name, shown):
    assert values(f"{name}: 1\n")[1] == [f"x.yaml, line 1: {shown}: is no name."]


def test_a_quoted_name_is_text():
    assert values('a: {"on": 1, "off": 2}\n') == ({"a": {"on": 1, "off": 2}}, [])
