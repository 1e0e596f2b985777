"""Suppliers: who they are and on which terms, what was paid to them and what went back."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval
from koperasi_pos.values import ZERO, Quantity, Rupiah


class SupplierSaved(Document):
    """A supplier as it is from now on (last writer wins)."""

    kind: ClassVar[str] = "supplier"

    supplier: str
    """Short id."""
    name: str
    contact: str = ""
    phone: str = ""
    address: str = ""
    terms: int = 0
    """Days after which goods are to be paid; 0 is at once."""
    pillar: str = ""
    note: str = ""
    active: bool = True


class PaidPart(Part):
    """So much of a payment is for one purchase."""

    purchase: str
    """Id of the `GoodsReceived`."""
    amount: Rupiah


class SupplierPaid(Document):
    """Money to a supplier for purchases: `amount` = Σ parts."""

    kind: ClassVar[str] = "supplier_paid"

    supplier: str
    name: str
    day: str
    parts: list[PaidPart]
    amount: Rupiah
    way: str
    """`drawer` (a cash movement of the shift stands beside), `safe` or `transfer`."""
    reference: str = ""
    note: str = ""


class ReturnedLine(Part):
    """Goods that go back: `value` is what they cost the shop, `credit` what the supplier gives for them."""

    product: str
    name: str
    unit: str = "pcs"
    quantity: Quantity
    """Base units."""
    value: Rupiah
    credit: Rupiah
    expiry: str = ""
    """The date of the batch that goes back, where it is known."""


class GoodsReturned(Document):
    """Goods go back to a supplier; the credit lowers what is owed for a purchase."""

    kind: ClassVar[str] = "goods_returned"

    number: str
    """`K1-RB000003`."""
    supplier: str
    name: str
    purchase: str = ""
    """Id of the `GoodsReceived` whose debt the credit lowers; empty where money comes back some other way."""
    day: str
    lines: list[ReturnedLine]
    credit: Rupiah = ZERO
    reason: str
    approvals: list[Approval] = Field(default_factory=list)
