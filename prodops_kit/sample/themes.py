"""The sample company's themes: how often each is spoken of in which source, and the taxonomy file of its team."""

from __future__ import annotations

from prodops_kit.periods import Period

SOURCES = ("tickets", "survey", "reviews")
LOCKER = "locker"  # emerges; in no taxonomy
RISING, FALLING, MIXED_UP = "checkout.payment", "delivery.late", "app.crash"
ROWS = {"tickets": 110, "survey": 60, "reviews": 50}  # distinct items a month
ROWS_NOW = ROWS | {"reviews": 190}  # the shop asked for reviews: the mix of sources shifts

# Percent of a source's items by theme: tickets, survey, reviews. They add up to 100.
USUAL: dict[str, tuple[int, int, int]] = {
    "delivery.late": (18, 18, 15),
    "delivery.damaged": (8, 6, 3),
    "checkout.payment": (5, 5, 5),
    "app.crash": (3, 4, 28),
    "app.slow": (4, 5, 8),
    "refund": (14, 9, 3),
    "search": (6, 9, 7),
    "price": (4, 11, 7),
    "support": (12, 8, 4),
    "request.instalments": (6, 5, 3),
    "request.wishlist": (4, 5, 3),
    "account": (8, 3, 4),
    "_ignore": (3, 1, 1),
    "praise": (2, 7, 5),
    "": (3, 4, 4),
}
NOW = USUAL | {FALLING: (2, 2, 1), RISING: (16, 16, 15), LOCKER: (7, 7, 7), "": (2, 3, 3)}
NOW |= {"price": (3, 10, 6), "app.slow": (4, 5, 7)}  # they make room


def shares(ago: int) -> dict[str, tuple[int, int, int]]:
    """What is spoken of so many months before the last."""
    if ago == 1:
        late, tail = USUAL[FALLING], USUAL[""]
        return USUAL | {FALLING: late, "": (tail[0] - 1, tail[1], tail[2] - 1), LOCKER: (1, 0, 1)}
    return USUAL if ago else NOW


def fixed_on(month: Period) -> str:
    """Day on which late deliveries were mended: in the month before."""
    return month.previous.start.replace(day=26).isoformat()


def shipped_on(month: Period) -> str:
    """Day on which payment in instalments shipped: in the month."""
    return month.start.replace(day=10).isoformat()


def taxonomy(month: Period) -> str:
    """The team's file of themes."""
    return _TAXONOMY.format(fixed=fixed_on(month), shipped=shipped_on(month))


_TAXONOMY = """\
# Themes of the sample company's feedback. A team's own taxonomy lives in parameters/definitions/.
version: 3
themes:
  - id: delivery
    label: Delivery
    description: Deliveries as a whole
    owner: Logistics
    status: watched
  - id: delivery.late
    parent: delivery
    label: Late delivery
    description: A parcel comes later than promised, or not at all
    include: ["late", "delay*", "still waiting", "delivery took", "delivery date", "re:weeks after", "no parcel"]
    exclude: ["refund", "late answer"]
    examples: ["The parcel is a week late", "Still waiting for an order of last month"]
    owner: Logistics
    status: shipped
    shipped: {fixed}
  - id: delivery.damaged
    parent: delivery
    label: Damaged on arrival
    description: What arrives is broken, scratched or incomplete
    include: ["broken", "damaged", "scratch*", "dent", "crushed", "leaked", "packaging"]
    examples: ["The glass was broken when I opened the box"]
    owner: Logistics
    status: planned
  - id: checkout.payment
    label: Payment fails
    description: A card is declined or the payment page does not finish
    include: ["payment failed", "card is declined", "cannot pay", "charged twice", "payment page", "pay button",
              "error at payment", "accept my card"]
    exclude: ["instalments"]
    examples: ["I cannot pay with any of my cards", "The payment page turns white"]
    owner: Payments
    status: in progress
  - id: app.crash
    label: App crashes
    description: The app closes, freezes or does not start
    include: ["crash*", "closes by itself", "freezes", "shuts down", "stops working"]
    examples: ["It opens, shows the logo and crashes"]
    owner: Mobile
    status: in progress
  - id: app.slow
    label: App or page is slow
    description: Pages and pictures take long to load
    include: ["slow", "load* forever", "loads and loads", "loading times", "stutter*", "take* ages"]
    exclude: ["slower than the standard"]
    examples: ["So slow that one page takes half a minute"]
    owner: Mobile
    status: watched
  - id: refund
    label: Returns and refunds
    description: Money back for what was returned, and the way of sending it back
    include: ["refund*", "return*", "send* back", "money back"]
    examples: ["Where is the refund for the chair that I sent back?"]
    owner: Finance
    status: planned
  - id: search
    label: Search and filters
    description: Finding a product by words or filters
    include: ["search", "filter*", "cannot find", "finds nothing"]
    examples: ["A search for lamps shows socks"]
    owner: Growth
    status: watched
  - id: price
    label: Prices and fees
    description: What it costs, with shipping fees and discounts
    include: ["expensive", "overpriced", "cheaper", "fees", "price*", "percent off"]
    owner: Growth
    status: watched
  - id: support
    label: Help from support
    description: How customer service answers, well or badly
    include: ["support", "customer service", "hotline", "on hold", "the chat", "calls back"]
    examples: ["Friendly support on the phone"]
    owner: Customer success
    status: watched
  - id: request.instalments
    label: Payment in instalments
    description: Asks to pay in parts or by the month
    include: ["instalments", "pay monthly", "in three parts", "split the payment", "a month for"]
    request: true
    owner: Payments
    status: shipped
    shipped: {shipped}
  - id: request.wishlist
    label: Wish list
    description: Asks to save or mark things for later
    include: ["wish list", "favourites", "for later", "keep a list"]
    request: true
    owner: Growth
    status: planned
  - id: account
    label: Login and account
    description: Signing in, passwords and account data
    include: ["log in", "login", "password", "signed out", "account*"]
    owner: Platform
    status: watched
  - id: praise
    label: General praise
    description: Happy with the shop or a product, nothing else said
    include: ["love", "happy", "wonderful", "excellent", "perfect", "best", "pleased"]
    owner: Product operations
    status: watched
  - id: _ignore
    label: Not feedback
    include: ["automatic reply", "unsubscribe", "backlinks", "this is a test"]
"""
