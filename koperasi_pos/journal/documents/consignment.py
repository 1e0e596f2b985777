"""Consignment (titip jual): who leaves goods in the shop, goods brought and given back, settlements and payments."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval
from koperasi_pos.values import ZERO, Quantity, Rupiah


class ConsignorSaved(Document):
    """Somebody who leaves goods that stay theirs until they are sold (last writer wins)."""

    kind: ClassVar[str] = "consignor"

    consignor: str
    """Short id."""
    name: str
    sort: str = "neighbour"
    """`santri`, `wali`, `neighbour`, `umkm` or `supplier`."""
    phone: str = ""
    place: str = ""
    """Class, room or address."""
    note: str = ""
    commission: int = 1000
    """Of new goods: what the shop keeps of the price, in basis points."""
    margin: Rupiah = ZERO
    """Of new goods: what the shop keeps of a base unit; where it is given, no percentage counts."""
    bears_loss: str = "consignor"
    """Who bears goods that are lost or spoiled: `consignor`, `shop` or `shared` (each one half)."""
    active: bool = True


class ConsignedLine(Part):
    """So many base units of a product."""

    product: str
    name: str
    unit: str = "pcs"
    quantity: Quantity
    price: Rupiah = ZERO
    """What a base unit sells for."""
    share: Rupiah = ZERO
    """What the consignor gets for a base unit, for the slip."""
    due: Rupiah = ZERO
    """What the shop owes for goods lost, where it bears the loss."""


class ConsignmentMoved(Document):
    """Consigned goods come or go other than by a sale."""

    kind: ClassVar[str] = "consignment_moved"

    consignor: str
    name: str
    reason: str
    """`brought`, `returned` or `lost`."""
    day: str
    lines: list[ConsignedLine]
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)


class SettledDay(Part):
    """What is settled of one product and one day: goods sold less those that came back, and lost ones."""

    day: str
    sold: Quantity = Quantity(0)
    amount: Rupiah = ZERO
    """At the price that counted, before discounts: those are the shop's."""
    due: Rupiah = ZERO
    """The consignor's part of `amount`; the rest is the shop's commission."""
    loss: Rupiah = ZERO
    """What the shop owes for lost goods."""


class SettledLine(Part):
    """One product in a settlement. `sold`, `amount`, `due` and `loss` are the sums of `days`."""

    product: str
    name: str
    unit: str = "pcs"
    brought: Quantity = Quantity(0)
    sold: Quantity = Quantity(0)
    amount: Rupiah = ZERO
    due: Rupiah = ZERO
    returned: Quantity = Quantity(0)
    """Given back since the first day, `back` included."""
    lost: Quantity = Quantity(0)
    """Lost since the first day, `gone` included."""
    loss: Rupiah = ZERO
    left: Quantity = Quantity(0)
    """Stays on the shelf."""
    back: Quantity = Quantity(0)
    """Goes home with the consignor now."""
    gone: Quantity = Quantity(0)
    """Found missing or spoiled now."""
    gone_due: Rupiah = ZERO
    """The part of `loss` that is for `gone`."""
    days: list[SettledDay] = Field(default_factory=list)


class ConsignmentSettled(Document):
    """Shop and consignor are even up to a day. `commission + due` = `amount`; `payable` = due + loss + before."""

    kind: ClassVar[str] = "consignment_settled"

    consignor: str
    name: str
    first: str
    last: str
    day: str
    shift: str = ""
    """Where it was paid from a drawer."""
    cashier: str = ""
    lines: list[SettledLine]
    amount: Rupiah
    commission: Rupiah
    due: Rupiah
    loss: Rupiah = ZERO
    before: Rupiah = ZERO
    """Still owed from earlier settlements; below zero where too much was paid."""
    payable: Rupiah
    paid: Rupiah = ZERO
    way: str = "later"
    """`cash`, `transfer` or `later`; `card` comes with cards."""
    reference: str = ""
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)


class ConsignorPaid(Document):
    """Money that was still owed to a consignor is paid. `left` is what is owed afterwards."""

    kind: ClassVar[str] = "consignor_paid"

    consignor: str
    name: str
    day: str
    shift: str = ""
    cashier: str = ""
    amount: Rupiah
    way: str
    reference: str = ""
    left: Rupiah = ZERO
    approvals: list[Approval] = Field(default_factory=list)
