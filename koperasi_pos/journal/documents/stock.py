"""Stock that changes other than by a sale: opening stock now, receiving and counting later."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval
from koperasi_pos.values import ZERO, Quantity, Rupiah


class StockLine(Part):
    """So many base units of a product, worth so much, come (+) or go (−)."""

    product: str
    quantity: Quantity
    value: Rupiah
    expiry: str = ""
    """The day on the package of what comes or goes, where it is known."""
    dated: Quantity = Quantity(0)
    """So many more (+) or fewer (−) of what is there bear this day, without anything coming or going."""
    settled: Rupiah = ZERO
    """Part of `value` that sales made before the goods came have to bear (see `trade/stock.settled_by`)."""


class StockAdjusted(Document):
    """Stock is set right; `reason` is `opening` (first stock or an import), or why goods went: `damaged`, `lost`,
    `expired`, `own_use`, `gift`; `dated`: only the days on the packages are set right.
    """

    kind: ClassVar[str] = "stock_adjusted"

    reason: str
    lines: list[StockLine]
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)
