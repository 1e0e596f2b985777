"""Sales, refunds and baskets that were let go: every figure that was decided, so that nobody computes it again."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah


class Approval(Part):
    """A second person said yes to what the role may not do alone."""

    what: str
    """`discount`, `price`, `refund`, `drawer`, `negative_stock` …"""
    staff: str
    name: str


class SaleCustomer(Part):
    """Who bought, as known at that moment."""

    person: str
    name: str
    tier: str = "retail"
    member: bool = False
    number: str = ""


class SaleLine(Part):
    """One line: `total` = gross − discount − promo − share, in whole rupiah; `gross` = price × quantity."""

    product: str
    name: str
    unit: str = "pcs"
    quantity: Quantity = ONE
    """Of the pack named by `unit`."""
    base: Quantity = ONE
    """The same in base units of the product."""
    price: Rupiah
    tier: str = "retail"
    gross: Rupiah
    discount: Rupiah = ZERO
    """Given by hand on this line."""
    promo: Rupiah = ZERO
    promo_name: str = ""
    share: Rupiah = ZERO
    """This line's part of the discount on the whole basket."""
    total: Rupiah
    tax: Rupiah = ZERO
    """PPN inside `total`."""
    cost: Rupiah = ZERO
    """Cost of goods sold, rounded once; the remainder stays in stock."""
    code: str = ""
    """What was scanned or typed."""
    note: str = ""
    stocked: bool = True
    old_price: Rupiah = ZERO
    """The price before it was overridden by hand; 0 where it was not."""
    owner: str = ""
    """The consignor whose goods these were; `cost` is then what is due to them for `gross`."""
    by_weight: bool = False
    """Sold in fractions: a part of the quantity can come back, also of a whole kilogram."""
    labelled: bool = False
    """`gross` stood on the label of the scale; `quantity` or `price` followed from it, rounded."""


class RemovedLine(Part):
    """A line that was taken out of the basket before payment."""

    product: str
    name: str
    quantity: Quantity
    total: Rupiah


class CategoryPart(Part):
    """So much of a payment by card was for goods of a category."""

    category: str
    amount: Rupiah


class Payment(Part):
    """One way the customer paid: `amount` counts towards the sale; `received` is what was handed over in cash."""

    way: str
    """`cash`, `transfer`, `edc`, `card`; later `qris`, `kasbon`."""
    amount: Rupiah
    received: Rupiah = ZERO
    reference: str = ""
    account: str = ""
    """Card: the account that paid."""
    card: str = ""
    """Card: short id of the card that was shown; empty where it was looked up by hand."""
    holder: str = ""
    """Card: name on the account."""
    left: Rupiah = ZERO
    """Card: what is on the account afterwards, as known here."""
    categories: list[CategoryPart] = Field(default_factory=list)
    """Card: what the amount went for; adds up to it."""


class SaleCompleted(Document):
    """A sale. Identities: `total` = Σ line.total; `total + rounding + sedekah` = Σ payment.amount;
    `change` = Σ received − Σ amount over cash payments.
    """

    kind: ClassVar[str] = "sale"

    number: str
    """`K1-004217`, gap-free for the till."""
    shift: str
    day: str
    """Business day `2026-11-24`."""
    cashier: str = ""
    customer: SaleCustomer | None = None
    lines: list[SaleLine]
    removed: list[RemovedLine] = Field(default_factory=list)
    gross: Rupiah
    discount: Rupiah = ZERO
    """Everything taken off: Σ discount + promo + share."""
    total: Rupiah
    tax: Rupiah = ZERO
    rounding: Rupiah = ZERO
    """Cash rounding, + up, − down."""
    sedekah: Rupiah = ZERO
    """Change or rounding up that the customer agreed to give."""
    payments: list[Payment]
    change: Rupiah = ZERO
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)
    flags: list[str] = Field(default_factory=list)
    """`clock_back`: the clock stood before the last entry; `imported`: rung up from a file;
    `unrecorded`: consigned goods that were gone at closing and had been paid for."""


class RefundLine(Part):
    """So much of one line of the sale comes back."""

    line: int
    """Index into the sale's lines, from 0."""
    product: str
    name: str
    unit: str = "pcs"
    quantity: Quantity = ONE
    base: Quantity = ONE
    total: Rupiah
    """Money back for it (≥ 0)."""
    tax: Rupiah = ZERO
    cost: Rupiah = ZERO
    """Cost that comes back into stock, or is written off."""
    restock: bool = True
    """Back to the shelf; False: written off."""
    stocked: bool = True
    owner: str = ""
    """The consignor whose goods these are; `cost` is then no longer due to them."""
    gross: Rupiah = ZERO
    """Consigned: the part of the line's gross that came back."""
    loss: Rupiah = ZERO
    """Consigned and damaged: what the shop owes for it, where it bears the loss."""


class RefundCompleted(Document):
    """Goods of a sale come back, money goes the way it came. All amounts ≥ 0.
    `total + rounding` = Σ payment.amount.
    """

    kind: ClassVar[str] = "refund"

    number: str
    """`K1-R000012`, gap-free for the till."""
    sale: str
    """Id of the sale."""
    sale_number: str
    sale_day: str = ""
    """The day of the sale, for whoever hears of the refund before the sale; refunds of earlier releases have none."""
    shift: str
    day: str
    cashier: str = ""
    customer: SaleCustomer | None = None
    lines: list[RefundLine]
    total: Rupiah
    tax: Rupiah = ZERO
    rounding: Rupiah = ZERO
    payments: list[Payment]
    reason: str
    approvals: list[Approval] = Field(default_factory=list)
    flags: list[str] = Field(default_factory=list)


class BasketDropped(Document):
    """A basket was let go before payment; what had been in it is kept for whoever looks after the shop."""

    kind: ClassVar[str] = "basket_dropped"

    shift: str = ""
    day: str
    lines: list[RemovedLine]
    total: Rupiah
    reason: str = ""
