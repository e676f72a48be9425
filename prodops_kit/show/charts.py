"""Which drawing a value of `results.py` gets."""

from __future__ import annotations

from functools import singledispatch

from markupsafe import Markup

from prodops_kit.errors import ParameterError
from prodops_kit.results import Bars, Heat, Intervals, Lines, Ranges, Timeline
from prodops_kit.show import bars, heat, intervals, lines, ranges, timeline


@singledispatch
def draw(chart: object) -> Markup:
    """A chart as HTML with inline SVG; the same value gives the same bytes.

    Raises:
        ParameterError: There is no drawing for this kind of value.
    """
    raise ParameterError(
        f"chart: a {type(chart).__name__} cannot be drawn; give a part of a review, or one of "
        f"Bars, Lines, Intervals, Ranges, Heat, Timeline from prodops_kit.results."
    )


draw.register(Bars, bars.draw)
draw.register(Lines, lines.draw)
draw.register(Intervals, intervals.draw)
draw.register(Ranges, ranges.draw)
draw.register(Heat, heat.draw)
draw.register(Timeline, timeline.draw)
