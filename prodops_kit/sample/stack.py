"""The sample company's product stack: eight activities of the product operations guide, with its pairs of tools.

Names are of real products, because overlap can only be recognised by name; every price and number is invented.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool of the stack.

    Attributes:
        seats: Seats paid in the last month.
        price: Cents a seat and month in the last month.
        billed_on: Day of the month of its invoice.
    """

    name: str
    vendor: str
    category: str
    team: str
    seats: int
    price: int
    billed_on: int


TOOLS = (
    Tool("Slack", "Slack Technologies", "Communication", "IT", 168, 1250, 3),
    Tool("Zoom", "Zoom Communications", "Communication", "IT", 46, 1333, 28),
    Tool("Loom", "Atlassian", "Communication", "Product design", 44, 1250, 9),
    Tool("Calendly", "Calendly", "Communication", "Customer success", 24, 1200, 26),
    Tool("Statuspage", "Atlassian", "Communication", "Platform", 1, 39900, 9),
    Tool("Mixpanel", "Mixpanel", "Data", "Product analytics", 104, 4600, 1),
    Tool("Pendo", "Pendo.io", "Data", "Product analytics", 72, 4800, 5),
    Tool("Looker", "Google", "Data", "Data platform", 42, 7500, 2),
    Tool("Segment", "Twilio", "Data", "Data platform", 1, 208000, 12),
    Tool("Hex", "Hex Technologies", "Data", "Data platform", 18, 3600, 20),
    Tool("Productboard", "Productboard", "Feedback", "Product operations", 58, 5900, 7),
    Tool("Dovetail", "Dovetail Research", "Feedback", "User research", 29, 3900, 16),
    Tool("Canny", "Canny", "Feedback", "Product operations", 1, 60000, 21),
    Tool("UserTesting", "User Testing", "Feedback", "User research", 1, 190000, 27),
    Tool("Catalyst", "Catalyst Software", "Sentiment", "Customer success", 62, 9500, 4),
    Tool("Customer Success", "Northlight", "Sentiment", "Customer success", 44, 8900, 18),
    Tool("Delighted", "Qualtrics", "Sentiment", "User research", 1, 44900, 23),
    Tool("Medallia", "Medallia", "Sentiment", "Customer success", 1, 150000, 6),
    Tool("LaunchDarkly", "Catamorphic", "Experimentation", "Platform", 74, 4200, 6),
    Tool("Optimizely", "Optimizely", "Experimentation", "Growth", 1, 262500, 14),
    Tool("Eppo", "Eppo", "Experimentation", "Growth", 26, 3900, 11),
    Tool("Figma", "Figma", "Prototyping", "Product design", 66, 4500, 10),
    Tool("Miro", "RealtimeBoard", "Prototyping", "Product design", 61, 1800, 11),
    Tool("Maze", "Maze.co", "Prototyping", "User research", 1, 83300, 25),
    Tool("Framer", "Framer", "Prototyping", "Product design", 16, 2500, 24),
    Tool("Lucid", "Lucid Software", "Prototyping", "Product operations", 25, 900, 13),
    Tool("Intercom", "Intercom", "User onboarding", "Growth", 29, 8500, 8),
    Tool("Appcues", "Appcues", "User onboarding", "Growth", 1, 175000, 13),
    Tool("Userflow", "Userflow", "User onboarding", "Growth", 1, 68000, 19),
    Tool("Navattic", "Navattic", "User onboarding", "Growth", 12, 5000, 22),
    Tool("Notion", "Notion Labs", "Knowledge", "Product operations", 84, 1200, 15),
    Tool("Confluence", "Atlassian", "Knowledge", "IT", 60, 640, 9),
    Tool("Guru", "Guru Technologies", "Knowledge", "Customer success", 30, 1500, 22),
    Tool("Coda", "Coda", "Knowledge", "Product operations", 15, 1200, 17),
    Tool("Glean", "Glean Technologies", "Knowledge", "IT", 1, 90000, 16),
    Tool("Grammarly", "Grammarly", "Knowledge", "Product operations", 20, 1200, 12),
)

PAIRS = (("Mixpanel", "Pendo"), ("Catalyst", "Customer Success"))  # the guide's: one of them overlaps
MONTHLY = "Calendly"  # a plan without a term

NEWCOMERS = (
    Tool("Sprig", "Sprig Technologies", "Feedback", "User research", 1, 92500, 20),
    Tool("Hotjar", "Contentsquare", "Sentiment", "Growth", 1, 78900, 17),
    Tool("Lovable", "Lovable Labs", "Prototyping", "Product design", 24, 3000, 24),
)
