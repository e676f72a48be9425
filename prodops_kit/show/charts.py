"""Which drawing a value of `results.py` gets."""

from __future__ import annotations

from functools import partial, singledispatch

from markupsafe import Markup

from prodops_kit.errors import ParameterError
from prodops_kit.results import Bars, Chart, Heat, Intervals, Lines, Ranges, Timeline
from prodops_kit.show import bars, heat, intervals, lines, pins, ranges, timeline


def draw(chart: Chart) -> Markup:
    """A chart as HTML with inline SVG, the pins of the page's note on it; the same values give the same bytes.

    Raises:
        ParameterError: There is no drawing for this kind of value.
    """
    if isinstance(chart, Lines):
        return lines.draw(chart, pins.claim(chart, partial(lines.holds, chart)))
    if isinstance(chart, Timeline):
        return timeline.draw(chart, pins.claim(chart, partial(timeline.holds, chart)))
    return _timeless(chart)


@singledispatch
def _timeless(chart: object) -> Markup:
    raise ParameterError(
        f"chart: a {type(chart).__name__} cannot be drawn; give a part of a review, or one of "
        f"Bars, Lines, Intervals, Ranges, Heat, Timeline from prodops_kit.results."
    )


_timeless.register(Bars, bars.draw)
_timeless.register(Intervals, intervals.draw)
_timeless.register(Ranges, ranges.draw)
_timeless.register(Heat, heat.draw)
