"""Whether groups are paid alike for alike work: raw, with factors held equal, and with those that may carry the gap.

For a restricted notebook. `review_equity` compares; what stands on the page is in `equity_page`. Why a gap is there no
regression says, so nothing here decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import DataError, ParameterError, several
from prodops_kit.periods import Period
from prodops_kit.results import Figure, Notice, Part, Sentence, Source
from prodops_kit.salary import equity_page as page
from prodops_kit.salary.decomposition import ThreeFold, TwoFold, three_fold, two_fold
from prodops_kit.salary.equity import Gap, gaps_at_quantiles, with_and_without
from prodops_kit.salary.people import KNOWN, people_on
from prodops_kit.salary.staff import assumptions
from prodops_kit.tables import Loaded

if TYPE_CHECKING:
    import pandas as pd

WEIGHTS = ("pooled", "neumark", "cotton", "reimers")


@dataclass(frozen=True, slots=True)
class Split:
    """How much of one group's gap the factors explain.

    Attributes:
        two: By weights; empty where people are too few.
        three: In three parts, or None.
        reason: Why there is no split.
    """

    group: str
    two: tuple[TwoFold, ...] = ()
    three: ThreeFold | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EquityReview:
    """Pay of groups compared.

    Attributes:
        month: The period; people are those at its end.
        reference: The group that the others are compared with.
        factors: What is held equal.
        tainted: What is held equal too in the last comparison, though it may carry the gap itself.
        sizes: People in each group, the reference first.
        gaps: For each group: raw, with the factors, with the tainted ones too; the same people each time.
        quantiles: For each group at low, middle and high pay, with the factors; empty where it cannot be told.
        splits: For each group.
        remarks: What cannot be told or was left out, as title and sentence.
        sources: The file.
    """

    month: str
    reference: str
    factors: tuple[str, ...]
    tainted: tuple[str, ...]
    sizes: Mapping[str, int]
    gaps: tuple[Gap, ...]
    quantiles: tuple[Gap, ...]
    splits: tuple[Split, ...]
    remarks: tuple[tuple[str, Sentence], ...]
    sources: tuple[Source, ...]

    @property
    def leading(self) -> tuple[Gap, ...]:
        """The comparisons of the group that differs most with the factors held equal; empty where nothing is told."""
        told = [gap for gap in self.gaps if gap.factors == self.factors and gap.log_points is not None]
        most = max(told, key=lambda gap: abs(gap.log_points or 0), default=None)
        return tuple(gap for gap in self.gaps if most and gap.group == most.group)

    @property
    def headline(self) -> Sentence:
        """The raw gap, what remains of it and how sure that is; never why."""
        return page.headline(self)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The comparisons of the group that differs most, and how many people were compared."""
        return page.figures(self)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Who is not compared and what cannot be told."""
        return page.notices(self)

    @property
    def compared(self) -> Part:
        """Each group against the reference: raw, with factors, with tainted factors too."""
        return page.compared(self)

    @property
    def spread(self) -> Part:
        """The same at low, middle and high pay."""
        return page.spread(self)

    @property
    def explained(self) -> Part:
        """How much of each gap the factors explain."""
        return page.explained(self)

    @property
    def groups(self) -> Part:
        """How many people are in each group; small groups without a number."""
        return page.groups(self)


def review_equity(
    people: Loaded,
    *,
    month: str,
    currency: str,
    reference: str,
    factors: Sequence[str],
    tainted: Sequence[str] = (),
    clusters: str | None = None,
) -> EquityReview:
    """Compare the pay of groups at the end of a period, for a restricted notebook.

    Args:
        people: What `load_people` returned.
        month: The period.
        currency: Pay in another one is left out, and counted.
        reference: The group that the others are compared with, as the file names it.
        factors: What pay may depend on beyond doubt: of role, level, area, years and performance.
        tainted: Those that may carry the gap themselves, as level and performance may; held equal last.
        clusters: `team` where people of a team are paid alike, so that the errors allow for it; else HC3 errors.

    Raises:
        DataError: Nobody is in the reference, a factor is known of nobody or says the same as another.
        NoData: Nobody's pay has begun by the end of the period.
        ParameterError: A word is unknown, or stands in both lists.

    Source:
        Koenker, Hallock (2001) for quantiles; Oaxaca (1973), Blinder (1973) for what factors explain.

    Example:
        pk.salary.review_equity(people, month=month, currency="USD", reference="Man", factors=["role", "years"])
    """
    _check_words(factors, tainted, clusters)
    everybody = people_on(people, Period(month).last_day)
    here = everybody[everybody["currency"] == currency].dropna(subset="group")
    _check_columns(here, people.source.path, (*factors, *tainted))
    frame = here.assign(level=_levels(here, within_role="role" in (*factors, *tainted)))
    asked: dict[str, Any] = {"pay": "annual_pay", "group": "group", "reference": reference}
    found = with_and_without(frame, **asked, factors=factors, tainted=tainted, clusters=clusters)
    others = tuple(dict.fromkeys(gap.group for gap in found))
    spread, doubts = _quantiles(frame, asked, factors)
    remarks = (
        *_left_out(everybody, here, currency),
        *doubts,
        *(("Assumed", Sentence(said)) for said in assumptions(people)),
    )
    sizes = frame["group"].value_counts()
    return EquityReview(
        month=month,
        reference=reference,
        factors=tuple(factors),
        tainted=tuple(tainted),
        sizes={group: int(sizes[group]) for group in (reference, *others)},
        gaps=tuple(sorted(found, key=lambda gap: others.index(gap.group))),
        quantiles=tuple(sorted(spread, key=lambda gap: others.index(gap.group))),
        splits=tuple(_split(frame, group, reference, factors) for group in others),
        remarks=remarks,
        sources=(people.source,),
    )


def _check_words(factors: Sequence[str], tainted: Sequence[str], clusters: str | None) -> None:
    known = ", ".join(KNOWN)
    problems = [
        f"{name}: '{word}' is unknown; write some of {known}."
        for name, words in (("factors", factors), ("tainted", tainted))
        for word in words
        if word not in KNOWN
    ]
    problems += [f"tainted: {word} stands in factors too; write it once." for word in tainted if word in factors]
    problems += [] if clusters in (None, "team") else [f"clusters: '{clusters}' is unknown; write team, or null."]
    if not factors:
        problems.append(f"factors: none; name what pay may depend on: some of {known}.")
    if problems:
        raise ParameterError(several(problems))


def _check_columns(people: pd.DataFrame, path: str, words: Sequence[str]) -> None:
    unknown = [word for word in words if not people[word].notna().any()]
    if unknown:
        raise DataError(
            f"{path}: {' and '.join(unknown)} {'is' if len(unknown) == 1 else 'are'} known of nobody. Add the column, "
            f"say by a mapping under parameters/definitions/ what it is called, or take the word out."
        )


def _levels(people: pd.DataFrame, *, within_role: bool) -> pd.Series:
    """Levels within their role: those of one name in two roles are two.

    Beside the role, each role's most frequent level is where the others are counted from, so that the role and its
    levels can be told apart.
    """
    name = people["role"] + ", " + people["level"]
    if not within_role:
        return name
    first = name.groupby(people["role"]).agg(lambda names: names.mode().iat[0])
    return name.where(~name.isin(first), "")


def _quantiles(
    frame: pd.DataFrame, asked: Mapping[str, Any], factors: Sequence[str]
) -> tuple[Sequence[Gap], list[Any]]:
    try:
        return gaps_at_quantiles(frame, **asked, factors=factors), []
    except DataError as fault:
        return (), [("Low, middle and high pay", Sentence("{why}", why=str(fault)))]


def _split(frame: pd.DataFrame, group: str, reference: str, factors: Sequence[str]) -> Split:
    asked: dict[str, Any] = {"pay": "annual_pay", "group": "group", "member": group, "reference": reference}
    try:
        two = [two_fold(frame, **asked, factors=factors, weights=weights) for weights in WEIGHTS]
        three = three_fold(frame, **asked, factors=factors)
    except DataError as fault:
        return Split(group, reason=str(fault))
    known = tuple(one for one in two if one)
    return Split(group, known, three, "" if known else "too few people can be compared")


def _left_out(everybody: pd.DataFrame, here: pd.DataFrame, currency: str) -> list[tuple[str, Sentence]]:
    other = int((everybody["currency"] != currency).sum())
    nameless = len(everybody) - other - len(here)
    said = []
    if other:
        said.append(("Another currency", Sentence("{n} of {all} are not paid in {currency}.", n=other,
                                                  all=len(everybody), currency=currency)))  # fmt: skip
    if nameless:
        said.append(("Without a group", Sentence("{n} of {all} have no group.", n=nameless, all=len(everybody))))
    return said
