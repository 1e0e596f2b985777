"""Shifts: opened with a float, cash in and out, the drawer opened without a sale, closed with a count."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval
from koperasi_pos.values import ZERO, Rupiah


class ShiftOpened(Document):
    """A shift begins; its id is the document's id."""

    kind: ClassVar[str] = "shift_opened"

    number: int
    """Counts up for the till, from 1."""
    day: str
    cashier: str
    """Name of the cashier."""
    float: Rupiah


class CashierChanged(Document):
    """Another cashier takes over the drawer within the same shift."""

    kind: ClassVar[str] = "cashier_changed"

    shift: str
    cashier: str


class CashMoved(Document):
    """Cash into (+) or out of (−) the drawer other than by a sale."""

    kind: ClassVar[str] = "cash_moved"

    shift: str
    day: str
    amount: Rupiah
    purpose: str
    """`in`, `out` or `safe` (deposit to the safe or the office)."""
    reason: str
    approvals: list[Approval] = Field(default_factory=list)
    cashier: str = ""
    """Name of who did it."""


class DrawerOpened(Document):
    """The drawer was opened without a sale."""

    kind: ClassVar[str] = "drawer_opened"

    shift: str
    day: str
    reason: str
    approvals: list[Approval] = Field(default_factory=list)


class Denomination(Part):
    """So many notes or coins of one value."""

    value: Rupiah
    count: int


class WayTotal(Part):
    """What came in by one way to pay."""

    way: str
    amount: Rupiah
    count: int


class CashierTotal(Part):
    """What one person sold and took back within a shift; amounts ≥ 0."""

    staff: str
    name: str
    sales: int = 0
    total: Rupiah = ZERO
    refunds: int = 0
    refunded: Rupiah = ZERO


class ShiftClosed(Document):
    """A shift ends; the Z figures are part of the document. `difference` = counted − expected."""

    kind: ClassVar[str] = "shift_closed"

    shift: str
    number: int
    day: str
    cashier: str
    opened: str
    """Time of the opening entry."""
    float: Rupiah
    sales: int
    refunds: int = 0
    gross: Rupiah
    discount: Rupiah = ZERO
    total: Rupiah
    """Σ total of the sales."""
    refunded: Rupiah = ZERO
    tax: Rupiah = ZERO
    rounding: Rupiah = ZERO
    sedekah: Rupiah = ZERO
    ways: list[WayTotal] = Field(default_factory=list)
    cash_in: Rupiah = ZERO
    cash_out: Rupiah = ZERO
    to_safe: Rupiah = ZERO
    to_consignors: Rupiah = ZERO
    expected: Rupiah
    counted: Rupiah
    difference: Rupiah
    denominations: list[Denomination] = Field(default_factory=list)
    blind: bool = True
    note: str = ""
    first_number: str = ""
    last_number: str = ""
    dropped: int = 0
    """Baskets let go before payment."""
    no_sale_opens: int = 0
    grand_total: Rupiah
    """Σ total of every sale this till ever made; never goes back."""
    approvals: list[Approval] = Field(default_factory=list)
    till: str = ""
    """Code of the till that opened it, `K1`."""
    cashiers: list[CashierTotal] = Field(default_factory=list)
    """Whose sales are whose."""
    restored: bool = False
    """A backup was put back, or another machine took the till's place, while the shift was open: what was sold in
    between is missing in the figures.
    """
    top_ups: Rupiah = ZERO
    """Cash that was put onto cards."""
    card_out: Rupiah = ZERO
    """Cash that was paid out from cards."""
    on_cards: Rupiah = ZERO
    """What the shop owes to all cards together, as known at the close: the sum of every holder's rights."""
    card_rights: Rupiah = ZERO
    """The part of `on_cards` that this till may spend."""
    guarantee: Rupiah = ZERO
    """What holders that were declared dead had spent and nobody knew: borne by the guarantee account."""
    unsent: int = 0
    """Entries of this till that the province had not acknowledged at the close; 0 where it has no line."""
