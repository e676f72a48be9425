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
    Tool("Slack", "Slack Technologies", "Communication", "IT", 178, 1250, 3),
    Tool("Zoom", "Zoom Communications", "Communication", "IT", 88, 1333, 28),
    Tool("Loom", "Atlassian", "Communication", "Product design", 44, 1250, 9),
    Tool("Statuspage", "Atlassian", "Communication", "Platform", 1, 39900, 9),
    Tool("Mixpanel", "Mixpanel", "Data", "Product analytics", 212, 3100, 1),
    Tool("Pendo", "Pendo.io", "Data", "Product analytics", 118, 3600, 5),
    Tool("Looker", "Google", "Data", "Product analytics", 64, 7500, 2),
    Tool("Segment", "Twilio", "Data", "Data platform", 1, 208000, 12),
    Tool("Productboard", "Productboard", "Feedback", "Product operations", 46, 5900, 7),
    Tool("Dovetail", "Dovetail Research", "Feedback", "User research", 29, 3900, 16),
    Tool("Canny", "Canny", "Feedback", "Product operations", 1, 60000, 21),
    Tool("Catalyst", "Catalyst Software", "Sentiment", "Customer success", 34, 9500, 4),
    Tool("Customer Success", "Northlight", "Sentiment", "Customer success", 28, 8900, 18),
    Tool("Delighted", "Qualtrics", "Sentiment", "User research", 1, 44900, 23),
    Tool("LaunchDarkly", "Catamorphic", "Experimentation", "Platform", 74, 4200, 6),
    Tool("Optimizely", "Optimizely", "Experimentation", "Growth", 1, 262500, 14),
    Tool("Figma", "Figma", "Prototyping", "Product design", 65, 4500, 10),
    Tool("Miro", "RealtimeBoard", "Prototyping", "Product design", 61, 1800, 11),
    Tool("Maze", "Maze.co", "Prototyping", "User research", 1, 83300, 25),
    Tool("Intercom", "Intercom", "User onboarding", "Growth", 29, 8500, 8),
    Tool("Appcues", "Appcues", "User onboarding", "Growth", 1, 175000, 13),
    Tool("Userflow", "Userflow", "User onboarding", "Growth", 1, 68000, 19),
    Tool("Notion", "Notion Labs", "Knowledge", "Product operations", 142, 1200, 15),
    Tool("Confluence", "Atlassian", "Knowledge", "IT", 176, 640, 9),
    Tool("Guru", "Guru Technologies", "Knowledge", "Customer success", 44, 1500, 22),
)

NEWCOMERS = (
    Tool("Sprig", "Sprig Technologies", "Feedback", "User research", 1, 92500, 20),
    Tool("Hotjar", "Contentsquare", "Sentiment", "Growth", 1, 78900, 17),
    Tool("Lovable", "Lovable Labs", "Prototyping", "Product design", 24, 3000, 24),
)
