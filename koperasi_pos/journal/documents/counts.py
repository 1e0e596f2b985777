"""Stock opname: a count that is opened, what counters found, and the differences that were booked."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval
from koperasi_pos.values import ZERO, Quantity, Rupiah


class CountOpened(Document):
    """A count of a shelf, of categories, of certain goods or of everything begins; its id names the count."""

    kind: ClassVar[str] = "count_opened"

    name: str
    place: str = ""
    categories: list[str] = Field(default_factory=list)
    products: list[str] = Field(default_factory=list)
    """Short ids; with neither categories nor products everything is counted."""
    blind: bool = True
    """Counters do not see what the books say."""


class TallyLine(Part):
    """So many base units more of a product were found; negative corrects a slip."""

    product: str
    quantity: Quantity


class StockTallied(Document):
    """A counter found goods; they are compared with the stock at the moment of this entry."""

    kind: ClassVar[str] = "stock_tallied"

    count: str
    """Id of the `CountOpened`."""
    lines: list[TallyLine]
    at: str = ""
    """When they were found, where it was before this entry: a sheet that was filled in at the shelf."""


class CountedLine(Part):
    """A product that was counted: `difference` = counted − expected, and what it cost."""

    product: str
    name: str
    unit: str = "pcs"
    at: str
    """Moment of the last tally, for which `expected` holds."""
    counted: Quantity
    expected: Quantity
    difference: Quantity = Quantity(0)
    value: Rupiah = ZERO
    settled: Rupiah = ZERO
    reason: str = ""
    moved: bool = False
    """Goods of it were sold or came between its first and its last tally: better counted again."""
    owner: str = ""
    """The consignor whose goods these are: missing ones are lost, others were brought without a word."""
    loss: Rupiah = ZERO
    """Consigned and missing: what the shop owes for it, where it bears the loss; `value` is then what leaves."""


class StockCounted(Document):
    """The differences of a count are booked; a large count comes in several parts."""

    kind: ClassVar[str] = "stock_counted"

    count: str
    name: str
    place: str = ""
    day: str
    lines: list[CountedLine]
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)
