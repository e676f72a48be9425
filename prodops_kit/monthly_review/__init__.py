"""The one page a leader opens: what to decide, what moved, what is late, what became of last month's decisions.

One row of what it reads is the record of one report for one period. `load` reads what the other reports said and the
answers in the decision log; `review` puts it together. It knows no question: whatever ran is there.
"""

from prodops_kit.monthly_review.review import MonthlyReview, load, review

__all__ = ["MonthlyReview", "load", "review"]
