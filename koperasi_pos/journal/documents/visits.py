"""Cards of another pesantren: shops agree, tills ask, the province answers, pays, gives back; debts netted, paid."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.cards import Hours
from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval, CategoryPart
from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah


class VisitsAgreed(Document):
    """The province says that cards of `partner` are taken here and the other way round, or that this has ended."""

    kind: ClassVar[str] = "visits_agreed"

    partner: str
    """Id of the other shop."""
    name: str
    pesantren: str = ""
    active: bool = True
    by: str = ""
    """Who confirmed, or ended it."""


class VisitGoods(Part):
    """One line of the basket as the limits at home see it."""

    name: str
    category: str = ""
    total: Rupiah
    allergens: list[str] = Field(default_factory=list)


class VisitAsked(Document):
    """A till asks the province for money of a card of another pesantren; the id is the reservation's."""

    kind: ClassVar[str] = "visit_asked"

    token_hash: str
    amount: Rupiah
    goods: list[VisitGoods] = Field(default_factory=list)
    sale: str = ""
    """Id of the basket; empty for a lease."""
    lease: bool = False
    """Drawn before, to be spent without a line."""
    cashier: str = ""
    day: str
    approvals: list[Approval] = Field(default_factory=list)
    pin: bool = False
    """The PIN was typed; its proof goes ahead of this by the line and stands nowhere."""


class VisitEnded(Document):
    """A till needs a reservation no more: the basket was let go, or the lease is over. The rest goes back."""

    kind: ClassVar[str] = "visit_ended"

    visit: str
    reason: str = ""


class VisitAnswered(Document):
    """The province answers an ask: so much is reserved for the asking till, or why not (`code`)."""

    kind: ClassVar[str] = "visit_answered"

    visit: str
    code: str = ""
    """Code of the refusal; empty where the amount is reserved."""
    goods: list[str] = Field(default_factory=list)
    """Which goods the refusal is about."""
    amount: Rupiah = ZERO
    lease: bool = False
    name: str = ""
    group: str = ""
    """Class of the santri."""
    home: str = ""
    """Id of the shop whose card it is."""
    home_name: str = ""
    blocked_categories: list[str] = Field(default_factory=list)
    allergens: list[str] = Field(default_factory=list)
    hours: list[Hours] = Field(default_factory=list)
    most: Rupiah | None = None
    """In one purchase. Of a lease: what it must never pay, and when, also without a line."""
    pin_challenge: str = ""
    """With a refusal that asks for the PIN: how it is to be proved (`trade/pin_proofs.py`)."""
    pin_left: int = 0
    """Tries that are left after a wrong one."""


class VisitStopped(Document):
    """Nothing more may be paid from a lease: at home the card was lost, frozen or closed."""

    kind: ClassVar[str] = "visit_stopped"

    visit: str
    reason: str


class VisitClosed(Document):
    """A reservation is over: so much was paid from it, the rest went back. Nothing is paid from it any more."""

    kind: ClassVar[str] = "visit_closed"

    visit: str
    paid: Rupiah = ZERO
    returned: Rupiah = ZERO
    by: str = ""
    """Who decided, where no till had ended it."""
    reason: str = ""


class VisitLine(Part):
    """One line of the purchase as the wali sees it."""

    name: str
    quantity: Quantity = ONE
    unit: str = ""
    total: Rupiah


class VisitPaid(Document):
    """At home: a card paid at another pesantren's shop out of a reservation (`transfer`)."""

    kind: ClassVar[str] = "visit_paid"

    transfer: str
    account: str
    name: str = ""
    amount: Rupiah
    shop: str
    shop_name: str = ""
    number: str = ""
    """Of the receipt there."""
    sale: str = ""
    lines: list[VisitLine] = Field(default_factory=list)
    categories: list[CategoryPart] = Field(default_factory=list)
    day: str


class VisitsSettled(Document):
    """What two shops owe each other for a day, netted: `net` = `claim` − `debt`; above 0 this shop is paid."""

    kind: ClassVar[str] = "visits_settled"

    partner: str
    name: str
    claim: Rupiah = ZERO
    """What cards of the other paid here."""
    debt: Rupiah = ZERO
    """What our cards paid there."""
    net: int = 0
    purchases: int = 0
    day: str
    nth: int = 0
    """Counts further nettings of the same day, of what came to light later."""


class SettlementPaid(Document):
    """Two pesantren paid each other what their cards owed; the same document, mirrored, stands in both journals."""

    kind: ClassVar[str] = "settlement_paid"

    payment: str
    """What tells the payment apart, the same in both journals, and where a restored province writes it down anew."""
    partner: str
    """Id of the other shop."""
    name: str
    amount: Rupiah
    received: bool = False
    """Whether this shop got it; else it paid."""
    way: str
    """`transfer`, `cash` or `other`."""
    proof: str
    day: str
    """When it was paid."""
    by: str = ""
    """Who said that it was paid, and who that it arrived."""
    note: str = ""


class SettlementWithdrawn(Document):
    """A payment between two pesantren was written down wrongly: it is owed again, in both journals."""

    kind: ClassVar[str] = "settlement_withdrawn"

    payment: str
    """As the `SettlementPaid` has it."""
    partner: str
    name: str
    amount: Rupiah
    received: bool = False
    reason: str
    by: str = ""
    day: str
