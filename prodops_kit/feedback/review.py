"""The review of a period's feedback: what changed, how sure that is, in whose words, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from prodops_kit.answered import Answers
from prodops_kit.errors import DataError, NoData
from prodops_kit.feedback import agenda, emerging, interviews, page, sections, shares, slopes, trend, words
from prodops_kit.feedback import loop as looping
from prodops_kit.feedback import requests as asking
from prodops_kit.feedback import scores as marking
from prodops_kit.feedback.auditing import Audit
from prodops_kit.feedback.corrections import Corrections
from prodops_kit.feedback.mentions import Mentions, mentions
from prodops_kit.feedback.rules import Rules
from prodops_kit.feedback.tags import Tags
from prodops_kit.feedback.themes import Taxonomy
from prodops_kit.feedback.tones import Tones
from prodops_kit.periods import Period

if TYPE_CHECKING:
    from prodops_kit.feedback.items import Items
    from prodops_kit.results import Decision, Figure, Fold, Notice, Part, Rows, Sentence, SidePage, Source


@dataclass(frozen=True, slots=True)
class FeedbackReview:
    """What customers said in a period, against the one before.

    Attributes:
        month: The period reviewed.
        known: All items up to the period's end with their themes; what is dated later is not known yet.
        changes: How each theme's share moved.
        slopes: How each theme moved over the last periods.
        groups: What untagged items have in common, what grew first.
        loop: Whether feedback was answered.
        scores: NPS, CSAT and stars of the period; `scores_before` of the one before.
        impacts: What each theme costs of the mark that most items have.
        requests: What is asked for, by customers, revenue and importance.
        pains: Themes by stakeholder group.
        tones: What `sentiment` returned, or None.
        checked: What `audit` returned, or None while nothing was reviewed.
        answers: What was answered to earlier decisions; what is settled is not asked again.
    """

    month: str
    rules: Rules
    taxonomy: Taxonomy
    items: Items
    tags: Tags
    corrections: Corrections
    known: Mentions
    changes: tuple[trend.Change, ...]
    slopes: tuple[slopes.Slope, ...]
    groups: tuple[emerging.Group, ...]
    loop: looping.Loop
    scores: tuple[marking.Score, ...]
    scores_before: tuple[marking.Score, ...]
    impacts: tuple[marking.Impact, ...]
    requests: tuple[asking.Request, ...]
    pains: tuple[interviews.Pain, ...]
    tones: Tones | None = None
    checked: Audit | None = None
    answers: Answers = field(default_factory=Answers)

    @property
    def period(self) -> Period:
        """The period reviewed."""
        return Period(self.month)

    @property
    def now(self) -> Mentions:
        """The items of the period."""
        return self.known.within(self.month)

    @property
    def headline(self) -> Sentence:
        """Which themes rose and fell, and what is new."""
        return page.headline(self)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Distinct items, how many have a theme, the mark that most gave, how many are linked to a decision."""
        return page.figures(self)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What to look into, answer, name or tell; at most five."""
        return agenda.decisions(self)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the reader must know before trusting the shares."""
        return page.notices(self)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files behind the items."""
        return tuple(self.items.sources)

    @property
    def heat(self) -> Part:
        """The largest themes' shares over the last periods."""
        return page.heat(self)

    @property
    def movers(self) -> Part:
        """Changes of shares with their intervals."""
        return page.movers(self)

    @property
    def all_themes(self) -> Part:
        """Every theme with its share, its change and how sure that is."""
        return shares.all_themes(self)

    @property
    def theme_rows(self) -> Rows:
        """Every theme with all its numbers, for a file."""
        return shares.theme_rows(self)

    @property
    def slow(self) -> Part:
        """Themes that moved slowly over many periods."""
        return page.slow(self)

    @property
    def quotes(self) -> tuple[Fold, ...]:
        """Customers' words by theme, what moved first."""
        return sections.quoted(self)

    @property
    def emerging(self) -> tuple[Fold, ...]:
        """What has no theme yet, each with a stanza for the taxonomy."""
        return sections.new_subjects(self)

    @property
    def closing(self) -> Part:
        """How far the loop is closed."""
        return sections.closing(self)

    @property
    def after(self) -> Part:
        """Themes that shipped: what is said of them since."""
        return sections.after(self)

    @property
    def asked(self) -> Part:
        """Requests ranked."""
        return sections.asked(self)

    @property
    def marks(self) -> Part:
        """NPS, CSAT and stars with intervals."""
        return sections.marks(self)

    @property
    def costs(self) -> Part:
        """What themes cost of the mark."""
        return sections.costs(self)

    @property
    def pain(self) -> Part:
        """What hurts which stakeholder group."""
        return sections.pain(self)

    @property
    def segments(self) -> Part:
        """Themes by segment, distinct customers and revenue."""
        return sections.segments(self)

    @property
    def accuracy(self) -> Part:
        """How right the tags are, by what people reviewed."""
        return shares.accuracy(self)

    @property
    def words(self) -> Part:
        """Every item of the period with its themes and evidence."""
        return words.words(self)

    @property
    def all_words(self) -> SidePage:
        """The same as a page to search, by theme."""
        return words.side_page(self)


def review(
    items: Items,
    tags: Tags,
    tones: Tones | None = None,
    taxonomy: Taxonomy | None = None,
    audit: Audit | None = None,
    *,
    month: str,
    corrections: Corrections | None = None,
    answers: Answers | None = None,
    rules: Rules | None = None,
) -> FeedbackReview:
    """Review one period of feedback.

    Args:
        items: What `collect` returned.
        tags: What `tag` returned for `items.texts`.
        tones: What `sentiment` returned for the same texts.
        taxonomy: What `load_taxonomy` returned.
        audit: What `audit` returned.
        month: Period to review: `2026-10`, `2026-Q3` or `2026`.
        corrections: What `load_corrections` returned; contradictions in it are told.
        answers: What `pk.answers` returned; decisions settled there are not asked again.
        rules: When a change is flagged, when a theme needs an owner.

    Raises:
        DataError: All items end before the period, or there is none at all.
        NoData: The items span the period, and none lies in it.
    """
    rules, period, taxonomy = rules or Rules(), Period(month), taxonomy or Taxonomy(tags.version, ())
    _check(items, period)
    known = _until(period, mentions(items.frame, tags, taxonomy, kind=period.kind))
    now, voices = known.within(month), getattr(items, "voices", items.frame)
    return FeedbackReview(
        month, rules, taxonomy, items, tags, corrections or Corrections(), known,
        changes=trend.changes(known, period=month, rules=rules),
        slopes=slopes.slopes(known, period=month, rules=rules),
        groups=emerging.emerging(known, period=month, rules=rules),
        loop=looping.loop(known, period=month, rules=rules),
        scores=marking.scores(_of_period(voices, period)),
        scores_before=marking.scores(_of_period(voices, period.previous)),
        impacts=marking.impacts(now, scale) if (scale := _scale(now)) else (),
        requests=asking.requests(known),
        pains=interviews.interviews(known), tones=tones, checked=audit, answers=answers or Answers(),
    )  # fmt: skip


def _until(period: Period, known: Mentions) -> Mentions:
    """What is dated later than the period is not known yet."""
    return known.where(known.frame["created"].map(lambda day: looping.as_day(day) <= period.last_day).to_numpy(bool))


def _check(items: Items, period: Period) -> None:
    """There is something in the period; what the exports hold after it was set aside, and still shows they go on."""
    days = [looping.as_day(day) for day in items.frame["created"]]
    if any(day in period for day in days):
        return
    days += [source.newest for source in items.sources if source.newest]
    if not days:
        raise DataError(f"There is no item of feedback up to {period}; load an export that covers it.")
    first, last = min(days), max(days)
    if last < period.start:
        raise DataError(
            f"The feedback ends on {last}, before {period}. Load newer exports, or change month in the parameters file."
        )
    raise NoData(f"No item of feedback is of {period}; the exports cover {first} to {last}.")


def _scale(now: Mentions) -> str:
    """The scale that most items of the period have; nothing where none has a score."""
    found: Sequence[str] = [each for each in now.frame["scale"] if each in marking.SCALES]
    return max(sorted(set(found)), key=found.count) if found else ""


def _of_period(voices: Any, period: Period) -> Any:
    return voices[[looping.as_day(day) in period for day in voices["created"]]]
