"""The table of feedback, and its plain layouts: a list of items, a survey, notes of interviews, a list of messages.

Every layout is read into the columns of `Feedback`. What people wrote and how they are called is of kind `words`: it
stays in the engine, and only `collect` takes it out, to redact it. Exports of products are in `exports.py`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from prodops_kit.tables import Table, column


class AsFeedback:
    """What every other layout has in common: it is the same table."""

    @classmethod
    def called(cls) -> str:
        """The same table in another layout."""
        return Feedback.called()


class Feedback(Table):
    """One thing that a customer said."""

    id: str = column("text", "Its number in the source", aliases=("item id", "feedback id", "key"), required=False)
    source: str = column("text", "Where it was said", aliases=("channel", "origin"), required=False)
    created: date = column(
        "day",
        "Day on which it was said",
        aliases=("created at", "created_at", "created on", "date", "day", "timestamp", "submitted at", "received"),
        nullable=True,
    )
    text: str = column(
        "words",
        "What was said, in the customer's words; redacted before anything is kept",
        aliases=("feedback", "comment", "comments", "message", "body", "content", "review", "verbatim"),
        nullable=True,
    )
    customer: str = column(
        "words",
        "Who said it: an address, a number or an account; kept as a key",
        aliases=("customer id", "customer key", "account", "account id", "user id", "email", "e-mail", "email address"),
        required=False,
    )
    name: str = column(
        "words", "Name of the customer, taken out of the text", aliases=("customer name", "full name"), required=False
    )
    company: str = column(
        "words", "Company of the customer, taken out of the text", aliases=("organization",), required=False
    )
    segment: str = column("text", "Kind of customer", aliases=("plan", "tier"), required=False)
    revenue: Decimal = column(
        "money", "What the customer pays a year", aliases=("arr", "acv"), required=False, currency="currency"
    )
    currency: str = column("currency", "Currency of the revenue", required=False)
    score: float = column("number", "Score that came with it", aliases=("rating",), required=False)
    scale: str = column("text", "Scale of the score: nps (0-10), csat or stars (1-5)", required=False)
    language: str = column("text", "Language, such as en", aliases=("locale",), required=False)
    link: str = column("text", "Address of the item in the source", aliases=("url",), required=False)
    status: str = column("text", "State in the source", aliases=("state",), required=False)
    responded: date = column(
        "day", "Day of the first answer", aliases=("responded at", "first response at", "answered"), required=False
    )
    decision: str = column(
        "text", "Link to what was decided about it", aliases=("decision link", "roadmap link"), required=False
    )
    shipped: date = column("day", "Day on which its answer shipped", aliases=("shipped at",), required=False)
    group: str = column("text", "Stakeholder group", aliases=("stakeholder group", "stakeholder"), required=False)
    pain: float = column("number", "How much it hurts, 1 to 5", aliases=("severity",), required=False)

    covers = "created"
    layout = "Feedback"


class Survey(AsFeedback, Table):
    """One answer to a survey, with its score and its comment."""

    id: str = column(
        "text",
        "Number of the answer",
        aliases=("Respondent ID", "Response ID", "response_id", "#", "Token"),
        required=False,
    )
    created: date = column(
        "day",
        "Day of the answer",
        aliases=(
            "End Date",
            "Submit Date (UTC)",
            "Submitted At",
            "Created At",
            "created_at",
            "Response Date",
            "Date",
            "Start Date",
        ),
        nullable=True,
    )
    nps: float = column(
        "number",
        "Answer from 0 to 10",
        aliases=(
            "NPS score",
            "How likely is it that you would recommend this company to a friend or colleague?",
            "How likely are you to recommend us to a friend or colleague?",
        ),
        required=False,
    )
    csat: float = column(
        "number",
        "Satisfaction from 1 to 5",
        aliases=("CSAT score", "Satisfaction", "How satisfied are you?"),
        required=False,
    )
    stars: float = column("number", "Stars from 1 to 5", aliases=("Star rating", "Stars rating"), required=False)
    score: float = column("number", "Score, where another column names its scale", required=False)
    scale: str = column("text", "nps, csat or stars", aliases=("survey_type", "Survey type"), required=False)
    text: str = column(
        "words",
        "The comment",
        aliases=(
            "Comment",
            "Comments",
            "Open-Ended Response",
            "What is the primary reason for your score?",
            "What is the most important reason for your score?",
            "Do you have any other comments, questions, or concerns?",
            "What could we do better?",
            "Feedback",
        ),
        nullable=True,
    )
    email: str = column("words", "Address of who answered", aliases=("Email Address", "E-mail"), required=False)
    name: str = column("words", "Name", aliases=("Full Name", "First Name"), required=False)
    surname: str = column("words", "Family name", aliases=("Last Name",), required=False)
    address: str = column("words", "IP address; not kept", aliases=("IP Address",), required=False)
    collector: str = column("text", "Where it was asked", aliases=("Collector ID", "Network ID"), required=False)
    segment: str = column("text", "Kind of customer", aliases=("Plan", "Tier"), required=False)
    revenue: Decimal = column(
        "money", "What the customer pays a year", aliases=("ARR", "ACV"), required=False, currency="currency"
    )
    currency: str = column("currency", "Currency of the revenue", required=False)
    language: str = column("text", "Language", aliases=("Locale",), required=False)
    link: str = column("text", "Address of the answer", aliases=("Permalink",), required=False)

    covers = "created"
    layout = "Survey"
    exact = True


class Interviews(AsFeedback, Table):
    """One note of an interview: what somebody of a stakeholder group said."""

    id: str = column("text", "Number of the note", aliases=("note id", "interview id", "interview"), required=False)
    created: date = column("day", "Day of the interview", aliases=("interview date", "date"), nullable=True)
    group: str = column(
        "text",
        "Stakeholder group, such as customer support",
        aliases=("stakeholder group", "stakeholder", "role", "persona", "participant type"),
    )
    text: str = column(
        "words",
        "The note",
        aliases=("note", "notes", "quote", "observation", "insight", "what was said"),
        nullable=True,
    )
    pain: float = column("number", "How much it hurts, 1 to 5", aliases=("severity", "pain level"), required=False)
    name: str = column(
        "words", "Who was asked; kept as a key", aliases=("participant", "interviewee", "person"), required=False
    )
    interviewer: str = column("words", "Who asked", aliases=("researcher", "moderator"), required=False)
    company: str = column("words", "Company", aliases=("organization", "account"), required=False)
    segment: str = column("text", "Kind of customer", required=False)
    link: str = column("text", "Address of the notes", aliases=("url", "recording"), required=False)
    decision: str = column("text", "Link to what was decided about it", aliases=("decision link",), required=False)

    covers = "created"
    layout = "Interview notes"
    exact = True


class Messages(AsFeedback, Table):
    """One message of a conversation; the customer's messages of a conversation are one item."""

    conversation: str = column(
        "text", "Number of the conversation", aliases=("conversation_id", "Conversation ID", "ticket_id", "Ticket ID")
    )
    created: date = column(
        "day", "Day of the message", aliases=("message_created_at", "created_at", "Created at"), nullable=True
    )
    author_type: str = column(
        "text",
        "Kind of author: user, lead, customer or end-user; admin, agent, team and bot are not customers",
        aliases=("message_author_type", "author_role", "Author type", "Author role"),
    )
    text: str = column(
        "words", "The message", aliases=("message_body", "body", "plain_body", "Body", "Comment"), nullable=True
    )
    kind: str = column("text", "Kind of message", aliases=("message_type", "part_type"), required=False)
    customer: str = column(
        "words",
        "Number of the author",
        aliases=("message_author_user_id", "message_author_id", "author_id"),
        required=False,
    )
    name: str = column(
        "words", "Name of the author", aliases=("message_author_name", "author_name", "Author"), required=False
    )
    email: str = column(
        "words",
        "Address of the author",
        aliases=("message_author_email", "author_email", "Author email"),
        required=False,
    )
    company: str = column("words", "Companies of the author", aliases=("message_author_companies",), required=False)
    status: str = column("text", "State", aliases=("conversation_state", "Status"), required=False)
    started: date = column(
        "day", "Day on which the conversation began", aliases=("conversation_created_at",), required=False
    )
    responded: date = column(
        "day", "Day of the first answer", aliases=("conversation_first_response_at",), required=False
    )

    covers = "created"
    layout = "Messages"
    exact = True
