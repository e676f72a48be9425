"""What a leader is asked to decide on feedback: look into a rise, name an owner, tell those who asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from prodops_kit.feedback import page
from prodops_kit.feedback.requests import Request
from prodops_kit.feedback.themes import Theme
from prodops_kit.results import Count, Decision, Sentence, Share, decision_id

if TYPE_CHECKING:
    from prodops_kit.feedback.review import FeedbackReview

MOST = 5
WITHIN = 14  # days after the period in which to decide


def decisions(review: FeedbackReview) -> tuple[Decision, ...]:
    """At most five that are not settled: rises first, then what is untold, new, asked for, and without an owner."""
    found = [*_rises(review), *_untold(review), *_unhelped(review), *_new(review), *_asked(review), *_unowned(review)]
    return tuple([one for one in found if not review.answers.is_settled(one)][:MOST])


def _decision(
    review: FeedbackReview, action: str, subject: str, key: str, *, owner: str, reason: Sentence, wrong: str, link: str,
    sure: bool = True, quantity: int | None = None, noun: str = "",
) -> Decision:  # fmt: skip
    return Decision(
        id=decision_id("feedback", action.lower().replace(" ", "_"), key),
        action=action,
        subject=subject,
        quantity=quantity,
        by=review.period.last_day + timedelta(days=WITHIN),
        worth=None,
        owner=owner or review.rules.owner,
        reason=reason,
        confidence="high" if sure else "medium",
        wrong_if=wrong,
        noun=noun,
        link=link,
    )


def _rises(review: FeedbackReview) -> Iterator[Decision]:
    for each in page.flagged(review, "rising"):
        reason = Sentence(
            "Its share rose from {before} to {share}, in {count}",
            before=Share(each.share_before), share=Share(each.share), count=Count(each.items, "item", "items"),
        )  # fmt: skip
        wrong = "an event outside the product, such as a campaign, made people write of it"
        yield _decision(
            review, "Find the cause of", each.theme.label, each.theme.id, owner=each.theme.owner, reason=reason,
            wrong=wrong, link="#movers",
        )  # fmt: skip


def _untold(review: FeedbackReview) -> Iterator[Decision]:
    loop = review.loop
    if loop.requesters <= loop.told:
        return
    reason = Sentence(
        "{told} of {all} whose request has shipped were answered since",
        told=loop.told, all=Count(loop.requesters, "customer", "customers"),
    )  # fmt: skip
    yield _decision(
        review, "Tell", "waiting", "shipped", owner="", reason=reason, link="#loop",
        wrong="they were told in another tool, whose date is not in the export",
        quantity=loop.requesters - loop.told, noun="customers",
    )  # fmt: skip


def _unhelped(review: FeedbackReview) -> Iterator[Decision]:
    for each in review.loop.after:
        if each.low > 0:
            reason = Sentence(
                "Its share rose from {before} to {after} after the answer shipped on {day}",
                before=Share(each.before / each.total_before), after=Share(each.after / each.total_after),
                day=each.shipped,
            )  # fmt: skip
            yield _decision(
                review, "Look again at", each.theme.label, each.theme.id, owner=each.theme.owner, reason=reason,
                wrong="people now write of the new answer itself", link="#after",
            )  # fmt: skip


def _new(review: FeedbackReview) -> Iterator[Decision]:
    for group in review.groups:
        if group.is_flagged:
            reason = Sentence(
                "{count} without a theme share these words, against {before} in the periods before",
                count=Count(group.items, "item", "items"), before=group.before,
            )  # fmt: skip
            yield _decision(
                review, "Decide whether to add", f"a theme on “{group.name}”", group.name, owner="", reason=reason,
                wrong="a phrase of an existing theme would catch them", link="#emerging", sure=False,
            )  # fmt: skip


def _asked(review: FeedbackReview) -> Iterator[Decision]:
    open_ones = [each for each in review.requests if not each.theme.status and not each.theme.shipped]
    for each in open_ones[:1]:
        yield _decision(
            review, "Accept or decline", each.theme.label, each.theme.id, owner=each.theme.owner, reason=_who(each),
            wrong="it is decided already and the taxonomy has no status for it", link="#requests", sure=False,
        )  # fmt: skip


def _who(each: Request) -> Sentence:
    customers = Count(each.customers, "customer asks", "customers ask")
    if not each.revenue:
        return Sentence("{customers} for it, more than for any other open request", customers=customers)
    text = "{customers} for it, who pay {revenue} a year as far as known"
    return Sentence(text, customers=customers, revenue=each.revenue[0])


def _unowned(review: FeedbackReview) -> Iterator[Decision]:
    bare: list[Theme] = [theme for theme in review.loop.unowned if not theme.owner]
    for theme in bare:
        reason = Sentence("It is in {share} of the items and nobody answers for it", share=_share(review, theme))
        yield _decision(
            review, "Name an owner for", theme.label, theme.id, owner="", reason=reason, link="#all-themes",
            wrong="the theme is too broad to be owned; then divide it",
        )  # fmt: skip


def _share(review: FeedbackReview, theme: Theme) -> Share:
    return Share(next(each.share for each in review.changes if each.theme.id == theme.id))
