"""What the page says of levels: bands and the steps between them, own pay, the career ladder, families, areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prodops_kit.periods import Period
from prodops_kit.results import Count, Names, Part, Range, Ranges, Rows, Sentence, Share
from prodops_kit.salary import guide, page
from prodops_kit.salary.cells import ALL
from prodops_kit.salary.ranges import range_penetration, range_spread
from prodops_kit.salary.rows import NATIONAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prodops_kit.salary.own import Own
    from prodops_kit.salary.review import SalaryReview
    from prodops_kit.salary.standing import Standing

FLAGS = {"compression": "Compressed", "inversion": "Inverted", "": ""}


def widths(review: SalaryReview) -> Part:
    """Each band of the leading area with its width and its step on the level below; flags of all areas."""
    held = [one for one in review.leading if one.band]
    if not held:
        text = Sentence("Without bands there are no widths and steps to look at.")
        return Part(Sentence("No bands to look at"), text=text, name="widths")
    flagged = [step for step in review.steps if step.flag]
    names = tuple(dict.fromkeys(f"{step.role}, {step.upper}" for step in flagged))
    heading = Sentence("Every band rises enough on the one below")
    if names:
        heading = Sentence("{names} hardly above the level below", names=Names(tuple(f"{one} is" for one in names[:1])))
        if len(names) > 1:
            heading = Sentence("{count} hardly above the one below", count=Count(len(names), "level is", "levels are"))
    text = Sentence("A step of 10% or less is compression, below zero inversion: a reason to look, never a verdict.")
    return Part(heading, text=text, table=_width_rows(review, held), name="widths")


def _width_rows(review: SalaryReview, held: Sequence[Standing]) -> Any:
    steps = {(step.role, step.upper): step for step in review.steps if step.area == review.area}
    rows = []
    for one in held:
        band, step = one.band, steps.get((one.role, one.level))
        assert band
        rise: Share | str = Share(step.progression, signed=True) if step else "first"
        spread = Share(range_spread(band.minimum, band.maximum))
        limits = (page.rounded(band.minimum), page.rounded(band.midpoint), page.rounded(band.maximum))
        rows.append(
            (one.name, *limits, spread, rise, _market_rise(review, one, step), FLAGS[step.flag if step else ""])
        )
    text = (
        "One row is one band in {area}; {currency} a year. Width: maximum over minimum; step: midpoint over that of "
        "the level below."
    )
    return page.table(rows, _WIDTHS, Sentence(text, area=review.area, currency=review.currency))


_WIDTHS = (
    *(("name", "Role and level", "text"), ("minimum", "Minimum", "count"), ("midpoint", "Midpoint", "count")),
    *(("maximum", "Maximum", "count"), ("spread", "Width", "number"), ("rise", "Step", "text")),
    *(("market", "Market’s step", "text"), ("flag", "Flag", "text")),
)


def _market_rise(review: SalaryReview, one: Standing, step: Any) -> Share | str:
    lower = [each for each in review.leading if step and (each.role, each.level) == (step.role, step.lower)]
    if not lower or not one.p50 or not lower[0].p50:
        return ""
    return Share(one.p50 / lower[0].p50 - 1, signed=True)


def own_pay(review: SalaryReview) -> Part:
    """Mean pay of each shown cell on its band."""
    own = review.own
    if own is None:
        text = Sentence("Own pay by level needs staff_file with benchmarked roles.")
        return Part(Sentence("Own pay is not shown"), text=text, name="own-pay")
    return Part(_of_own(own), text=_steps_told(own), table=_ratios(review, own), name="own-pay")


def _ratios(review: SalaryReview, own: Own) -> Rows:
    """Mean pay over the band's midpoint; of the rounded amount, so that it tells no more than that."""
    found = {(cell.row, cell.column): cell for cell in own.released.frame.itertuples() if cell.state != "empty"}
    areas = [area for area in dict.fromkeys(column for _, column in found) if area != ALL]
    names = dict.fromkeys([*(one.name for one in review.standings), *(row for row, _ in found if row != ALL)])
    rows = [
        (name, *(_ratio(review, found.get((name, area))) for area in areas))
        for name in names
        if any((name, area) in found for area in areas)
    ]
    columns = (("name", "Role and level", "text"), *((f"a{n}", area, "text") for n, area in enumerate(areas)))
    return page.table(rows, columns, "One row is one level; mean pay over the midpoint of its band, by area.")


def _ratio(review: SalaryReview, cell: Any) -> str:
    if cell is None:
        return ""
    band = _band(review, cell)
    return "hidden" if cell.amount is None else f"{cell.amount / band.midpoint:.2f}" if band else "no band"


def _band(review: SalaryReview, cell: Any) -> Any:
    return next((one.band for one in review.standings if (one.name, one.area) == (cell.row, cell.column)), None)


def _of_own(own: Own) -> Sentence:
    frame = own.released.frame
    inner = frame[(frame["row"] != ALL) & (frame["column"] != ALL) & (frame["state"] != "empty")]
    shown = int(inner["amount"].notna().sum())
    text = "Own pay: {shown} of {all} can be shown"
    return Sentence(text, shown=shown, all=Count(len(inner), "level and area", "levels and areas"))


def _steps_told(own: Own) -> Sentence:
    if not own.steps:
        return Sentence("Between the levels that are shown, pay rises with each step.")
    names = tuple(f"{step.role}, {step.upper} in {step.area}" for step in own.steps)
    return Sentence("Median pay is hardly above the level below, or under it: {names}.", names=Names(names))


def own_table(review: SalaryReview) -> Part:
    """Each cell of own pay, hidden ones too."""
    if review.own is None:
        return Part(
            Sentence("Own pay by level and area"), text=Sentence("There is no own pay to show."), name="own-table"
        )
    order = {name: place for place, name in enumerate(dict.fromkeys(one.name for one in review.standings))}
    found = [cell for cell in review.own.released.frame.itertuples() if cell.state != "empty"]
    found.sort(key=lambda cell: (cell.row == ALL, order.get(cell.row, len(order)), cell.row))
    text = (
        "One row is one level in one area; mean base pay in {currency}, rounded to {step}. Hidden: fewer than {people} "
        "people, one person above half of it, or another cell would tell. The ratios are of the rounded amount."
    )
    caption = Sentence(
        text, currency=review.currency, step=review.own.released.rounding, people=review.rules.fewest_people
    )
    rows = [_own_row(review, cell) for cell in found]
    return Part(Sentence("Own pay by level and area"), table=page.table(rows, _OWN, caption), name="own-table")


_OWN = (
    *(("name", "Role and level", "text"), ("area", "Area", "text"), ("people", "People", "text")),
    *(("amount", "Mean pay", "text"), ("ratio", "Mean ÷ midpoint", "text"), ("up", "Up the band", "text")),
    ("state", "State", "text"),
)


def _own_row(review: SalaryReview, cell: Any) -> tuple[Any, ...]:
    if cell.amount is None:
        return cell.row, cell.column, "", "hidden", "", "", "hidden"
    band = _band(review, cell)
    ratio = f"{cell.amount / band.midpoint:.2f}" if band else ""
    up = (
        Share(range_penetration(cell.amount, band.minimum, band.maximum))
        if band and band.minimum < band.maximum
        else ""
    )
    state: Sentence | str = Sentence("of {month}", month=Period(cell.month)) if cell.state == "kept" else "shown"
    return cell.row, cell.column, str(cell.people), Sentence("{pay}", pay=int(cell.amount)), ratio, up, state


def career(review: SalaryReview) -> Part:
    """Each level with the years the guide asks, the market, and the step."""
    before: dict[str, float] = {}
    changed = review.benchmark.ladder
    rows = []
    for one in review.leading:
        row, last = guide.reference(one.role, one.level), before.get(one.role)
        rise: Share | str = Share(one.p50 / last - 1, signed=True) if last and one.p50 else ""
        same = (
            (changed["role"] == one.role) & (changed["level"].fillna("") == one.level) & (changed["area"] == one.area)
        )
        moved = changed[same] if len(changed) else changed
        flag = "falls in the sources" if len(moved) and bool(moved["changed"].iloc[0]) else ""
        rows.append(
            (one.name, (row.years if row else "") or "", page.amount(one, "p50"), rise, flag, row.duties if row else "")
        )
        if one.p50:
            before[one.role] = one.p50
    text = "One row is one level in {area}; {currency} a year. Years and duties are the guide’s, {age} old."
    age = Count(guide.months_old(review.period.end), "month", "months")
    caption = Sentence(text, area=review.area, currency=review.currency, age=age)
    return Part(_of_career(review), table=page.table(rows, _CAREER, caption), name="career")


_CAREER = (
    *(("name", "Role and level", "text"), ("years", "Years asked", "text"), ("middle", "Market’s middle", "count")),
    *(("rise", "On the level before", "text"), ("flag", "Flag", "text"), ("duties", "What sets it apart", "text")),
)


def _of_career(review: SalaryReview) -> Sentence:
    known = [one for one in review.leading if one.p50]
    roles = list(dict.fromkeys(one.role for one in known))
    for role in roles:
        rungs = [one for one in known if one.role == role]
        if len(rungs) > 1 and rungs[0].p50 and rungs[-1].p50:
            text = "From {first} to {last} the market pays {times} times as much"
            times = round(rungs[-1].p50 / rungs[0].p50, 1)
            return Sentence(text, first=rungs[0].name, last=rungs[-1].level, times=times)
    return Sentence("The career ladder")


def families(review: SalaryReview) -> Part:
    """The first family's middle on the range of each other one, level by level."""
    pairs = _pairs(review)
    if not pairs:
        text = Sentence("No level of two roles is known in {area}, so there is nothing to compare.", area=review.area)
        return Part(Sentence("Operations against product management"), text=text, name="families")
    rows = tuple(_pair_range(review, ours, theirs) for ours, theirs in pairs)
    first, second = pairs[0]
    ratios = [(ours.p50 or 0) / (theirs.p50 or 1) for ours, theirs in pairs]
    low, high = round(min(ratios), 2), round(max(ratios), 2)
    span = "{low}" if low == high else "{low} to {high}"
    heading = Sentence(
        f"The market pays {{ours}} {span} of {{theirs}}",
        ours=first.role, theirs=second.role, low=Share(low), high=Share(high),
    )  # fmt: skip
    caption = Sentence(
        "Market P25 to P75 of {theirs} (bar), its middle (tick), and the middle of {ours} (dot), {area}",
        theirs=second.role, ours=first.role, area=review.area,
    )  # fmt: skip
    label = "Ratio of middles"
    return Part(heading, chart=Ranges(caption, f"{review.currency} cents", rows, text_label=label), name="families")


def _pairs(review: SalaryReview) -> list[tuple[Standing, Standing]]:
    known = [one for one in review.leading if one.p50]
    roles = list(dict.fromkeys(one.role for one in known))
    if len(roles) < 2:
        return []
    first, second = roles[:2]
    theirs = {one.level: one for one in known if one.role == second}
    return [(one, theirs[one.level]) for one in known if one.role == first and one.level in theirs]


def _pair_range(review: SalaryReview, ours: Standing, theirs: Standing) -> Range:
    low, middle, high = (page.minor(review, theirs.known(name)) for name in ("p25", "p50", "p75"))
    ratio = (ours.p50 or 0) / (theirs.p50 or 1)
    return Range(ours.level or ours.role, low, middle, high, page.minor(review, ours.p50), f"{ratio:.2f}")


def geography(review: SalaryReview) -> Part:
    """What each area pays of the national pay, over all levels."""
    country = {one.name: one.p50 for one in review.standings if one.area == NATIONAL and one.p50}
    rows = []
    for area in dict.fromkeys(one.area for one in review.standings if one.area != NATIONAL):
        here = [one for one in review.standings if one.area == area and one.p50 and country.get(one.name)]
        ratios = sorted((one.p50 or 0) / (country[one.name] or 1) for one in here)
        if ratios:
            sure = sum(one.is_sure for one in here)
            rows.append(
                (area, f"{ratios[len(ratios) // 2]:.2f}", f"{ratios[0]:.2f} to {ratios[-1]:.2f}", len(ratios), sure)
            )
    if not rows:
        text = Sentence("Only one area is known; geo_file or a survey by area would add others.")
        return Part(Sentence("Areas are not compared"), text=text, name="geography")
    most = max(rows, key=lambda row: row[1])
    heading = Sentence("{area} pays {ratio} times the national pay", area=most[0], ratio=most[1])
    caption = "One row is one area; pay there over national pay for the same work (cost of labour, not of living)."
    return Part(heading, table=page.table(rows, _AREAS, caption), name="geography")


_AREAS = (
    *(("area", "Area", "text"), ("middle", "Middle of the levels", "text"), ("span", "Lowest to highest", "text")),
    *(("levels", "Levels", "count"), ("sure", "Sure enough to decide", "count")),
)
