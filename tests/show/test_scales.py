from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.show.scales import fitted, spread, text_width, ticks, within

numbers = st.lists(st.floats(-1e15, 1e15).filter(lambda x: x == 0 or abs(x) > 1e-9), min_size=1, max_size=20)


@given(numbers, st.booleans())
def test_ticks_cover_the_data_at_equal_steps(values, whole):
    marks = ticks(values, whole=whole)
    room = 1e-6 * max(abs(marks[0]), abs(marks[-1]))
    assert marks[0] - room <= min(values) <= max(values) <= marks[-1] + room
    assert 2 <= len(marks) <= 8
    steps = [b - a for a, b in pairwise(marks)]
    assert max(steps) - min(steps) <= room
    assert min(steps) > 0


@given(numbers)
def test_a_scale_of_places_contains_the_data_and_its_marks(values):
    low, *marks, high = within(values)
    assert low <= min(values) <= max(values) <= high
    assert all(low <= mark <= high for mark in marks)


def test_counts_have_whole_ticks():
    assert ticks([1, 2], whole=True) == (1, 2)
    assert ticks([0, 3], whole=True) == (0, 1, 2, 3)


@given(st.lists(st.floats(0, 200), max_size=8))
def test_labels_are_moved_apart_and_keep_their_order(wanted):
    places = spread(wanted, gap=15, low=0, high=200)
    ordered = [place for _, place in sorted(zip(wanted, places, strict=True))]
    assert all(b - a >= 15 - 1e-6 for a, b in pairwise(ordered))


@given(st.text(), st.floats(20, 300))
def test_a_cut_label_fits(label, width):
    assert text_width(fitted(label, width), 13) <= width + 0.02
