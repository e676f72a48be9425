"""Declared columns are found among what exports call them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.readers.headers import match, nearest, plain


@given(st.text(max_size=10))
def test_a_header_is_the_same_after_what_exports_vary(header):
    assert plain(f" *{header}  ") == plain(header)


def test_the_declared_name_comes_before_its_aliases_and_those_in_order():
    found = match(["App", "Product", "Tool"], {"tool": ("product", "app")})
    assert found.found == {"tool": 2}
    assert match(["App", "Product"], {"tool": ("product", "app")}).found == {"tool": 1}


def test_headers_without_a_name_are_never_equal():
    assert match(["", "Date", " "], {"date": ()}).problems == ()


def test_only_headers_that_are_read_must_differ():
    repeated = ["Summary", "Labels", "Labels"]
    assert match(repeated, {"summary": ()}).problems == ()
    assert match(repeated, {"labels": ()}).problems == (
        "headers 'Labels' and 'Labels' are the same; rename one of them",
    )


def test_a_slip_of_the_pen_finds_its_column():
    assert nearest("amount", ("cost",), ["Amuont", "Tool"]) == "Amuont"
    assert nearest("amount", ("cost",), ["Tool"]) is None
