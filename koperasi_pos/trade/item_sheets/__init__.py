"""Items from sheets of other programs: from rows of text to decisions, pure and the same every time."""

from koperasi_pos.trade.item_sheets.cells import Number, number_cell
from koperasi_pos.trade.item_sheets.drafts import Reason
from koperasi_pos.trade.item_sheets.headers import FIELDS
from koperasi_pos.trade.item_sheets.plans import Ambiguity, Choices, Plan, Rows
from koperasi_pos.trade.item_sheets.previews import OUTCOMES, Outcome, Preview, RowOutcome, preview

__all__ = [
    "FIELDS",
    "OUTCOMES",
    "Ambiguity",
    "Choices",
    "Number",
    "Outcome",
    "Plan",
    "Preview",
    "Reason",
    "RowOutcome",
    "Rows",
    "number_cell",
    "preview",
]
