"""Kulakan: orders to suppliers and goods that were received, with every figure that was decided."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval
from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah


class OrderLine(Part):
    """So many packs of a product are ordered."""

    product: str
    name: str
    unit: str = "pcs"
    factor: Quantity = ONE
    """Base units in the supplier's pack."""
    quantity: Quantity
    """Packs."""
    base: Quantity
    price: Rupiah = ZERO
    """Expected price of a pack."""


class GoodsOrdered(Document):
    """An order to a supplier."""

    kind: ClassVar[str] = "goods_ordered"

    number: str
    """`K1-PO000012`."""
    supplier: str
    name: str
    day: str
    expected: str = ""
    """Day on which the goods should come."""
    lines: list[OrderLine]
    total: Rupiah
    note: str = ""


class OrderClosed(Document):
    """Nothing more is expected of an order."""

    kind: ClassVar[str] = "order_closed"

    order: str
    """Id of the `GoodsOrdered`."""
    reason: str


class ReceivedLine(Part):
    """One line of a delivery. `value` = gross − discount − share + tax (where it is a cost) + transport: what the goods
    cost, free ones included.
    """

    product: str
    name: str
    unit: str = "pcs"
    factor: Quantity = ONE
    """Base units in the supplier's pack: a dus of 40 has 40000."""
    quantity: Quantity = Quantity(0)
    """Packs that are paid for."""
    free: Quantity = Quantity(0)
    """Packs that came without being paid for."""
    base: Quantity
    """All of them in base units of the product."""
    price: Rupiah = ZERO
    """Of a pack, as on the invoice."""
    gross: Rupiah
    discount: Rupiah = ZERO
    share: Rupiah = ZERO
    """This line's part of the discount on the whole invoice."""
    tax: Rupiah = ZERO
    transport: Rupiah = ZERO
    value: Rupiah
    settled: Rupiah = ZERO
    """Part of `value` that sales made before the goods came have to bear."""
    expiry: str = ""
    """Day after which they are not sold, `2027-03-31`."""
    batch: str = ""


class GoodsReceived(Document):
    """A delivery. `total` = Σ gross − Σ discount − Σ share + Σ tax (+ Σ transport, where the supplier bills it)."""

    kind: ClassVar[str] = "goods_received"

    number: str
    """`K1-B000007`."""
    supplier: str
    name: str
    order: str = ""
    """Id of the `GoodsOrdered` it belongs to."""
    day: str
    invoice: str = ""
    invoice_day: str = ""
    lines: list[ReceivedLine]
    total: Rupiah
    """To be paid to the supplier."""
    transport_apart: bool = False
    """Transport was paid to somebody else and is not in `total`."""
    tax_reclaimed: bool = False
    """The tax on it is reclaimed and no part of what the goods cost."""
    due: str = ""
    """Day on which it must be paid; empty: at once."""
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)
