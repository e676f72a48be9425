"""What the market pays for each role, level and area, how sure that is, and what it rests on.

There is always an answer, never a pretence: observed sources make a composite; without any, the best stand-in, the
guide or the line through the other levels is shown, with grade D, from which no decision follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import ParameterError
from prodops_kit.money import digits
from prodops_kit.periods import Period
from prodops_kit.results import Sentence, Share
from prodops_kit.salary import ladder
from prodops_kit.salary.ageing import months_between, target_day
from prodops_kit.salary.answers import Answer, Cells, interval
from prodops_kit.salary.evidence import Terms
from prodops_kit.salary.grades import flags
from prodops_kit.salary.rows import PERCENTILES
from prodops_kit.salary.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

    from prodops_kit.results import Source
    from prodops_kit.tables import Loaded

_SIGNIFICANT = 10
MIDDLE = 50.0  # the percentile that a midpoint aims at when no policy says otherwise


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Market pay by role, level and area.

    Amounts are floats in whole units of `currency` a year, as fitted and aged values are.

    Attributes:
        month: Period reviewed.
        currency: ISO 4217 code.
        basis: Which pay: base, total_cash or total.
        target: Day to which pay is aged.
        percentile: Of the market, 10 to 90, that a midpoint aims at; 50 where no policy says otherwise.
        rules: What was decided.
        frame: One row per role, level and area: role, level, area, currency, basis, p10 to p90 (NaN where nothing may
            be shown), low and high (interval of the P50; NaN for grade D), sources, organisations (of the largest
            source, as companies take part in several), people, newest (date), oldest_months, flag, grade, shift
            (largest change of the P50 when one source is left out), quality (lowest in it), censored (percentiles
            that are lower bounds), checkable (whether the publication rule can be checked), rests_on.
        used: One row per source used: role, level, area, source, source_kind, as_of, months, quality, weight, factor,
            p50, people, organisations, flag, remark. A stand-in has weight 0.
        dropped: One row per market row not used: role, level, area, source, as_of, months, reason.
        ladder: One row per role, area and level whose P50 is known or could be filled: role, area, level, p50,
            monotone, changed, modelled; levels in the order of the matches.
        notes: What a reader must know.
        misnamed: Sources that the team has weighed and that are in no range.
        sources: The inputs.
    """

    month: str
    currency: str
    basis: str
    target: date
    percentile: float
    rules: Rules
    frame: pd.DataFrame
    used: pd.DataFrame
    dropped: pd.DataFrame
    ladder: pd.DataFrame
    notes: tuple[Sentence, ...]
    misnamed: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def aim(self) -> str:
        """The percentile that a midpoint aims at, as sentences name it: `middle` or `P60`."""
        return "middle" if self.percentile == MIDDLE else f"P{self.percentile:g}"

    def row(self, role: str, level: str | None, area: str) -> Any:
        """The row of one role, level and area; None when there is none."""
        found = self.frame
        hits = found[(found["role"] == role) & (found["area"] == area) & (found["level"].fillna("") == (level or ""))]
        return None if hits.empty else hits.iloc[0]


def benchmark(
    market: Loaded,
    matches: Loaded,
    *,
    month: str,
    currency: str,
    basis: str = "base",
    geo: Loaded | None = None,
    ageing: Loaded | None = None,
    weights: Loaded | None = None,
    policy: Loaded | None = None,
    areas: Sequence[str] | None = None,
    rates: Mapping[str, float] | None = None,
    rules: Rules | None = None,
) -> Benchmark:
    """Benchmark each role, level and area that the matches name.

    Args:
        market: What `load_market` returned.
        matches: What `load_matches` returned; without any, the levels of the guide are answered.
        month: Period reviewed; sources dated after it are not used.
        currency: ISO 4217 code to report in.
        basis: Which pay: base, total_cash or total.
        geo: What `load_geo` returned.
        ageing: What `load_ageing` returned; else the rate of `rules`.
        weights: What `load_weights` returned.
        policy: What `load_policy` returned; its lead_lag says to which day pay is aged, its percentile what a midpoint
            aims at.
        areas: Areas to answer for; those of the matched sources and of `geo` when None.
        rates: What one unit of another currency is in `currency`.
        rules: What the business decides.

    Raises:
        ParameterError: A currency is no ISO 4217 code, or a rate is not above 0.

    Example:
        made = pk.salary.benchmark(market, matches, month=month, currency="USD")
    """
    terms = _terms(month, currency, basis, geo, ageing, policy, rates, rules)
    stated = _weights(weights)
    cells = Cells(terms, _matched(market, matches, terms), {source: weight for source, (weight, _) in stated.items()})
    where = list(areas) if areas is not None else cells.areas()
    answers = [cells.answer(role, level, area) for role, level in cells.levels() for area in where]
    rungs = _ladder(answers, where)
    frame, used, dropped = _frames(answers, terms, {source: reason for source, (_, reason) in stated.items()})
    inputs = (market, matches, geo, ageing, weights, policy)
    sources = [source for one in inputs if one for source in (getattr(one, "sources", ()) or (one.source,))]
    notes = tuple(_notes(answers, terms, rungs))
    return Benchmark(
        month, currency, basis, terms.target, _percentile(policy), terms.rules, frame, used, dropped, _as_frame(rungs),
        notes, _misnamed(weights, used), tuple(sources),
    )  # fmt: skip


def _terms(
    month: str,
    currency: str,
    basis: str,
    geo: Loaded | None,
    ageing: Loaded | None,
    policy: Loaded | None,
    rates: Mapping[str, float] | None,
    rules: Rules | None,
) -> Terms:
    for code, rate in {currency: 1.0, **(rates or {})}.items():
        digits(code)
        if rate <= 0:
            raise ParameterError(f"rates: {code} at {rate} is not above 0; say what one {code} is in {currency}.")
    factors = {row.area: float(row.factor) for row in geo.rows.frame().itertuples()} if geo else {}
    said = policy.rows.frame()["lead_lag"].tolist() if policy else []
    steps = ageing.rows.query("from {rows} order by from_month, to_month") if ageing and ageing.source.used else None
    target = target_day(month, said[0] if said and said[0] else None)
    return Terms(currency, basis, Period(month).end, target, rules or Rules(), rates or {}, factors, steps)


def _percentile(policy: Loaded | None) -> float:
    said = policy.rows.frame()["target_percentile"].dropna().tolist() if policy else []
    return float(said[0]) if said else MIDDLE


def _weights(weights: Loaded | None) -> dict[str, tuple[float, str]]:
    """Weight and reason of each source that the team has weighed, by its name in small letters."""
    rows = weights.rows.frame().itertuples() if weights else ()
    return {row.source.casefold(): (float(row.weight), row.reason) for row in rows}


def _misnamed(weights: Loaded | None, used: pd.DataFrame) -> tuple[str, ...]:
    known = {source.casefold() for source in used["source"]}
    said = weights.rows.frame()["source"] if weights else ()
    return tuple(source for source in said if source.casefold() not in known)


def _matched(market: Loaded, matches: Loaded, terms: Terms) -> list[tuple[Any, list[Any]]]:
    """Each match with the market rows it means; for each area the newest release of a source that is old enough."""
    youngest = terms.rules.youngest_months
    joined = matches.rows.query(_JOINED, market=market.rows, reported=terms.reported, youngest=youngest)
    by_line: dict[int, list[Any]] = {}
    for row in joined.itertuples():
        by_line.setdefault(int(row.match_line), []).append(row)
    return [(match, by_line.get(int(match.line), [])) for match in matches.rows.frame().itertuples()]


_JOINED = """
    select m.line as match_line, r.*
    from {rows} m join {market} r
      on (lower(r.source) = lower(m.source) or starts_with(lower(r.source), lower(m.source) || ' '))
     and (lower(r.job) = lower(m.source_job) or lower(r.job_code) = lower(m.source_job))
     and (lower(r.level) = lower(m.source_level) or r.level is null)
    qualify row_number() over (partition by m.line, r.area, r.currency, r.basis
                               order by r.level is null and m.source_level is not null,
                                        coalesce(r.as_of >= $reported::date, false),
                                        coalesce(date_diff('month', r.as_of, $reported::date) < $youngest
                                                 and r.source_kind <> 'government', false),
                                        r.as_of desc nulls last, r.line) = 1
    order by m.line, r.area, r.source, r.line
"""


@dataclass(frozen=True, slots=True)
class _Step:
    role: str
    area: str
    level: str | None
    p50: float | None
    rung: ladder.Rung


def _ladder(answers: list[Answer], areas: Sequence[str]) -> list[_Step]:
    """The ladders, and empty answers filled from them."""
    steps = []
    for role in dict.fromkeys(answer.role for answer in answers):
        for area in areas:
            places = [n for n, one in enumerate(answers) if (one.role, one.area) == (role, area)]
            pays = [answers[n].values.get("p50") if answers[n].grade != "D" else None for n in places]
            if sum(pay is not None for pay in pays) < 2:
                continue
            for n, pay, rung in zip(places, pays, ladder.monotone(pays), strict=True):
                steps.append(_Step(role, area, answers[n].level, pay, rung))
                if not answers[n].values:
                    answers[n] = replace(
                        answers[n], values={"p50": rung.pay}, flag="modelled", rests_on="the line through other levels"
                    )
    return steps


def _as_frame(steps: Sequence[_Step]) -> pd.DataFrame:
    import pandas as pd

    columns = ["role", "area", "level", "p50", "monotone", "changed", "modelled"]
    rows = [
        (one.role, one.area, one.level, _round(one.p50), _round(one.rung.pay), one.rung.changed, one.rung.modelled)
        for one in steps
    ]
    return pd.DataFrame(rows, columns=columns)


def _frames(
    answers: Sequence[Answer], terms: Terms, reasons: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    import pandas as pd

    used = [row for answer in answers for row in _used(answer, reasons)]
    dropped = [row for answer in answers for row in _dropped(answer, terms)]
    who = ["role", "level", "area", "source"]
    frames = (
        pd.DataFrame([_line(answer, terms) for answer in answers]),
        pd.DataFrame(used, columns=[*who, *_USED]),
        pd.DataFrame(dropped, columns=[*who, "as_of", "months", "reason"]),
    )
    for frame in frames:
        for name in {"level", "newest", "as_of", "months", "oldest_months", "organisations", "people"} & set(frame):
            whole = name in ("months", "oldest_months", "organisations", "people")
            cells = [None if _absent(cell) else int(cell) if whole else cell for cell in frame[name]]
            frame[name] = pd.Series(cells, index=frame.index, dtype=object)
    return frames


_USED = (
    *("source_kind", "as_of", "months", "quality", "weight", "factor", "p50", "people", "organisations"),
    *("flag", "remark"),
)


def _line(answer: Answer, terms: Terms) -> dict[str, Any]:
    kept = [one for one, _ in answer.used]
    people = [one.people for one in kept if one.people]
    return {
        "role": answer.role,
        "level": answer.level,
        "area": answer.area,
        "currency": terms.currency,
        "basis": terms.basis,
        **{name: _round(answer.values.get(name)) for name in PERCENTILES},
        "low": _round(answer.low),
        "high": _round(answer.high),
        "sources": len(kept),
        "organisations": max((one.organisations for one in kept if one.organisations), default=None),
        "people": sum(people) if people else None,
        "newest": max((one.as_of for one in kept if one.as_of), default=answer.as_of),
        "oldest_months": max((one.months for one in kept if one.months is not None), default=answer.months),
        "flag": answer.flag or ("suppressed" if answer.dropped else ""),
        "grade": answer.grade,
        "shift": _round(answer.shift),
        "quality": min((one.quality for one in kept), default=0),
        "censored": ", ".join(answer.bounds),
        "checkable": bool(kept) and all(one.publication.checkable for one in kept),
        "rests_on": answer.rests_on,
    }


def _used(answer: Answer, reasons: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    for one, share in answer.used:
        weighed = [f"weighed by the team: {why}" for why in [reasons.get(one.source.casefold())] if why and share]
        figures = (_round(share), _round(one.factor), _round(one.p50), one.people, one.organisations)
        told = (flags(one.flags), "; ".join([*one.remarks, *weighed]))
        who = (answer.role, answer.level, answer.area, one.source, one.source_kind)
        yield (*who, one.as_of, one.months, one.quality, *figures, *told)


def _dropped(answer: Answer, terms: Terms) -> Iterator[tuple[Any, ...]]:
    for row, reason in answer.dropped:
        as_of = row.as_of if row.as_of is not None and row.as_of == row.as_of else None
        months = months_between(as_of, terms.reported) if as_of else None
        yield answer.role, answer.level, answer.area, row.source, as_of, months, reason


def _absent(cell: Any) -> bool:
    return cell is None or cell != cell


def _round(value: float | None) -> float:
    return float("nan") if value is None else float(f"{value:.{_SIGNIFICANT}g}")


def _notes(answers: Sequence[Answer], terms: Terms, steps: Sequence[_Step]) -> Iterator[Sentence]:
    """What a second source would change, what stands in, and where a ladder had to be made to rise."""
    yield from (_second(answer, terms) for answer in answers if len(answer.used) == 1 and answer.grade in "ABC")
    for answer in answers:
        if answer.grade == "D" and answer.values:
            yield Sentence(
                "{name}: grade D, no decision follows. It rests on {source}.",
                name=answer.name, source=answer.rests_on,
            )  # fmt: skip
        elif not answer.values:
            yield Sentence("{name}: no source covers it; a matched survey would.", name=answer.name)
    for answer in answers:
        kinds = dict.fromkeys(one.source_kind for one, share in answer.used if share)
        if "crowd" in kinds and len(kinds) > 1:
            yield Sentence(
                "{name}: what people say of themselves (crowd) is blended with {others}; they may differ in kind.",
                name=answer.name, others=", ".join(kind for kind in kinds if kind != "crowd"),
            )  # fmt: skip
    fallen = list(dict.fromkeys(f"{one.role}, {one.area}" for one in steps if one.rung.changed))
    for name in fallen:
        yield Sentence("{name}: a higher level is paid less in the sources; see the ladder.", name=name)


def _second(answer: Answer, terms: Terms) -> Sentence:
    one = answer.used[0][0]
    low, high = interval([one, one], [0.5, 0.5], terms.rules)
    now = ((answer.high or one.p50) - (answer.low or one.p50)) / 2 / one.p50
    return Sentence(
        "{name}: one source, so no decision follows. A second one like it would narrow the interval from {now} to "
        "about {then} either way, and could raise the grade from {grade} to B or A.",
        name=answer.name, now=Share(now), then=Share((high - low) / 2 / one.p50), grade=answer.grade,
    )  # fmt: skip
