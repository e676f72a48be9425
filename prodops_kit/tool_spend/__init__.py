"""What the product stack costs, by category and tool, and which charges somebody should ask about.

One row is one charge. `load_charges` reads a FOCUS cost-and-usage file or a CSV with date, tool and amount;
`review` says what was spent in a month, against the one before.
"""

from prodops_kit.tool_spend.charges import Charges, FocusCharges, load_charges
from prodops_kit.tool_spend.spend import SpendReview, review

__all__ = ["Charges", "FocusCharges", "SpendReview", "load_charges", "review"]
