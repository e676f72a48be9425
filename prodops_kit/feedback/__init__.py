"""What customers say: which themes, how much, how sure, what changed, and what was done about it.

`load_taxonomy` and `load_corrections` read what the team decided, `load_feedback` the exports; `collect` takes personal
data out and counts each thing once; `tag` gives themes with evidence; `audit` says how right it is; `review` tells what
changed and what to decide.
"""

from prodops_kit.definitions import Definition
from prodops_kit.feedback.auditing import Audit, audit
from prodops_kit.feedback.collecting import collect
from prodops_kit.feedback.correcting import CorrectionRows, load_corrections
from prodops_kit.feedback.corrections import Corrections
from prodops_kit.feedback.duplicates import Duplicates, deduplicate
from prodops_kit.feedback.items import Items
from prodops_kit.feedback.loading import LAYOUTS, load_feedback
from prodops_kit.feedback.redaction import Redacted, redact
from prodops_kit.feedback.requests import keep_requesters
from prodops_kit.feedback.review import FeedbackReview, review
from prodops_kit.feedback.rules import Rules
from prodops_kit.feedback.sources import Feedback
from prodops_kit.feedback.tagger import tag
from prodops_kit.feedback.tags import Tags
from prodops_kit.feedback.taxonomy import load_taxonomy
from prodops_kit.feedback.themes import Taxonomy, Theme
from prodops_kit.feedback.tones import Tones, sentiment

definitions = (Definition("taxonomy", "themes", load_taxonomy),)
tables = (*LAYOUTS, CorrectionRows)

__all__ = [
    "Audit",
    "Corrections",
    "Duplicates",
    "Feedback",
    "FeedbackReview",
    "Items",
    "Redacted",
    "Rules",
    "Tags",
    "Taxonomy",
    "Theme",
    "Tones",
    "audit",
    "collect",
    "deduplicate",
    "keep_requesters",
    "load_corrections",
    "load_feedback",
    "load_taxonomy",
    "redact",
    "review",
    "sentiment",
    "tag",
]
