"""Feedback as products export it, under the headers that they write.

Sources of the layouts:
    Zendesk: support.zendesk.com, "Exporting ticket, user, or organization data", columns of the CSV export. It has no
        text but the subject; a description or first comment that a team adds (Explore, an app) is read too.
    Google Play: support.google.com/googleplay/android-developer, "Download and export monthly reports": UTF-16.
    App Store Connect: developer.apple.com, App Store Connect API, CustomerReview.Attributes, as flat columns.
    Jira: support.atlassian.com, "Export work items", CSV; labels and comments stand in repeated columns.
    GitHub: `gh issue list --json` (cli.github.com/manual) and the REST API's "List repository issues", as flat columns.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from prodops_kit.feedback.sources import AsFeedback
from prodops_kit.tables import Table, column


class ZendeskTickets(AsFeedback, Table):
    """One ticket of Zendesk Support."""

    id: str = column("text", "Number of the ticket", aliases=("Ticket ID",))
    created: date = column("day", "Day on which it was opened", aliases=("Created at",), nullable=True)
    subject: str = column("words", "Subject", aliases=("Subject",), nullable=True)
    text: str = column(
        "words",
        "What the customer wrote; the subject alone where there is no such column",
        aliases=("Description", "First comment", "Initial comment", "Comment"),
        required=False,
    )
    name: str = column("words", "Who asked", aliases=("Requester", "Requester name"))
    number: str = column("words", "Number of who asked", aliases=("Requester id",), required=False)
    email: str = column("words", "Address of who asked", aliases=("Requester email",), required=False)
    company: str = column("words", "Company", aliases=("Organization",), required=False)
    agent: str = column("words", "Who answers", aliases=("Assignee",), required=False)
    submitter: str = column("words", "Who entered it", aliases=("Submitter",), required=False)
    status: str = column("text", "State of the ticket", aliases=("Status",), required=False)
    tags: str = column("text", "Tags; not read into the analysis", aliases=("Tags",), required=False)
    via: str = column("text", "How it came", aliases=("Via",), required=False)
    solved: date = column("day", "Day on which it was solved", aliases=("Solved at",), required=False)
    satisfaction: str = column("text", "Good, Bad, Offered or Not Offered", aliases=("Satisfaction Score",))
    minutes: float = column(
        "number", "Minutes to the first answer", aliases=("First reply time in minutes",), required=False
    )
    segment: str = column("text", "Kind of customer", aliases=("Segment", "Plan"), required=False)
    revenue: Decimal = column(
        "money", "What the customer pays a year", aliases=("ARR", "Revenue"), required=False, currency="currency"
    )
    currency: str = column("currency", "Currency of the revenue", aliases=("Currency",), required=False)
    decision: str = column("text", "Link to what was decided", aliases=("Decision link",), required=False)
    shipped: date = column("day", "Day on which its answer shipped", aliases=("Shipped at",), required=False)
    link: str = column("text", "Address of the ticket", aliases=("Ticket URL", "URL"), required=False)

    covers = "created"
    layout = "Zendesk tickets"
    exact = True


class PlayReviews(AsFeedback, Table):
    """One review of an app in Google Play."""

    package: str = column("text", "App", aliases=("Package Name",))
    version: str = column("text", "Version of the app", aliases=("App Version Name",), required=False)
    language: str = column("text", "Language of the reviewer", aliases=("Reviewer Language",))
    device: str = column("text", "Device", aliases=("Device",), required=False)
    submitted: date = column("day", "Day of the first version", aliases=("Review Submit Date and Time",), nullable=True)
    created: date = column(
        "day",
        "Day on which the text was written as it stands",
        aliases=("Review Last Update Date and Time",),
        nullable=True,
    )
    stars: float = column("number", "Stars from 1 to 5", aliases=("Star Rating",), nullable=True)
    title: str = column("words", "Title", aliases=("Review Title",), required=False)
    text: str = column("words", "Review", aliases=("Review Text",), nullable=True)
    responded: date = column("day", "Day of the reply", aliases=("Developer Reply Date and Time",), required=False)
    reply: str = column("words", "The team's reply; not kept", aliases=("Developer Reply Text",), required=False)
    link: str = column("text", "Address of the review", aliases=("Review Link",), required=False)

    covers = "created"
    layout = "Google Play reviews"
    exact = True


class AppStoreReviews(AsFeedback, Table):
    """One review of an app in Apple's App Store."""

    id: str = column("text", "Number of the review", aliases=("Review ID",), required=False)
    created: date = column(
        "day", "Day of the review", aliases=("createdDate", "attributes.createdDate", "Created Date"), nullable=True
    )
    stars: float = column("number", "Stars from 1 to 5", aliases=("rating", "attributes.rating"), nullable=True)
    title: str = column("words", "Title", aliases=("title", "attributes.title"), required=False)
    text: str = column("words", "Review", aliases=("body", "attributes.body"), nullable=True)
    name: str = column(
        "words",
        "Name that the reviewer chose",
        aliases=("reviewerNickname", "attributes.reviewerNickname", "Reviewer Nickname"),
    )
    territory: str = column("text", "Country", aliases=("attributes.territory",), required=False)

    covers = "created"
    layout = "App Store reviews"
    exact = True


class JiraIssues(AsFeedback, Table):
    """One work item of Jira."""

    id: str = column("text", "Key of the item", aliases=("Issue key", "Work item key", "Key"))
    summary: str = column("words", "Summary", aliases=("Summary",), nullable=True)
    text: str = column("words", "Description", aliases=("Description",), required=False)
    created: date = column("day", "Day on which it was opened", aliases=("Created",), nullable=True)
    number: str = column("text", "Number of the item", aliases=("Issue id", "Work item id"), required=False)
    type: str = column("text", "Type", aliases=("Issue Type", "Work type"), required=False)
    status: str = column("text", "State", aliases=("Status",), required=False)
    project: str = column("text", "Project", aliases=("Project key",), required=False)
    priority: str = column("text", "Priority", aliases=("Priority",), required=False)
    name: str = column("words", "Who reported it", aliases=("Reporter",), required=False)
    creator: str = column("words", "Who entered it", aliases=("Creator",), required=False)
    agent: str = column("words", "Who works on it", aliases=("Assignee",), required=False)
    resolution: str = column("text", "How it ended", aliases=("Resolution",), required=False)
    resolved: date = column("day", "Day on which it ended", aliases=("Resolved",), required=False)

    covers = "created"
    layout = "Jira issues"
    exact = True


class GithubIssues(AsFeedback, Table):
    """One issue of GitHub."""

    id: str = column("text", "Number of the issue", aliases=("number",))
    title: str = column("words", "Title", aliases=("title",), nullable=True)
    text: str = column("words", "Body", aliases=("body",), nullable=True)
    created: date = column("day", "Day on which it was opened", aliases=("createdAt", "created_at"), nullable=True)
    name: str = column("words", "Who opened it", aliases=("author.login", "user.login", "author"), required=False)
    status: str = column("text", "open or closed", aliases=("state",), required=False)
    reason: str = column("text", "Why it was closed", aliases=("stateReason", "state_reason"), required=False)
    closed: date = column("day", "Day on which it was closed", aliases=("closedAt", "closed_at"), required=False)
    labels: str = column("text", "Labels; not read into the analysis", aliases=("labels",), required=False)
    link: str = column("text", "Address of the issue", aliases=("html_url", "url"), required=False)

    covers = "created"
    layout = "GitHub issues"
    exact = True
