"""Money on cards: topped up, paid out, moved; and which holder may spend it (one rupiah, one holder)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval
from koperasi_pos.values import ZERO, Rupiah


class TopUpLine(Part):
    """So much for one account."""

    account: str
    name: str
    amount: Rupiah
    balance: Rupiah = ZERO
    """What is on the account afterwards, as known here."""


class ToppedUp(Document):
    """Money comes onto accounts; who wrote this may spend it. `total` = Σ amount."""

    kind: ClassVar[str] = "topped_up"

    lines: list[TopUpLine]
    total: Rupiah
    way: str
    """`cash` (into the drawer), `transfer` (with proof), `allowance` (from a sheet) or `consignment`."""
    reference: str = ""
    """Of the transfer, or the sheet."""
    shift: str = ""
    """Where cash went into the drawer."""
    day: str
    cashier: str = ""
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)


class CashedOut(Document):
    """Money of an account is paid out."""

    kind: ClassVar[str] = "cashed_out"

    account: str
    name: str
    amount: Rupiah
    way: str = "cash"
    """`cash` (from the drawer) or `transfer`."""
    purpose: str = "other"
    """`holiday`, `closing` or `other`."""
    closes: bool = False
    """The account is closed with it (boyong)."""
    reference: str = ""
    balance: Rupiah = ZERO
    """What stays."""
    shift: str = ""
    day: str
    cashier: str = ""
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)


class BalanceMoved(Document):
    """Money moves from one account to another, such as between siblings, on the wali's word."""

    kind: ClassVar[str] = "balance_moved"

    account: str
    name: str
    to: str
    to_name: str
    amount: Rupiah
    word: str
    """Whose word it is, and how it was given."""
    balance: Rupiah = ZERO
    to_balance: Rupiah = ZERO
    day: str
    approvals: list[Approval] = Field(default_factory=list)


class AllowanceSettled(Document):
    """A person decided about an allowance that was put on twice: `amount` of it is taken back, 0 where it was right.

    Only the till that put it on writes this: it alone knows whether it was decided before.
    """

    kind: ClassVar[str] = "allowance_settled"

    document: str
    """Id of the `ToppedUp` that came second."""
    account: str
    name: str
    amount: Rupiah = ZERO
    missing: Rupiah = ZERO
    """What could not be taken back: it was spent, or other tills hold it."""
    word: str
    """What the person said to it."""
    balance: Rupiah = ZERO
    day: str
    approvals: list[Approval] = Field(default_factory=list)


class RightsAsked(Document):
    """The writer asks one holder for what it will need; that one answers with a `RightsOut` of its own, once.

    An ask moves nothing by itself: it may be lost, late or heard twice, and nobody has to follow it.
    """

    kind: ClassVar[str] = "rights_asked"

    account: str
    amount: Rupiah
    """How much it would like to have more."""
    now: Rupiah = ZERO
    """How much of it is needed at once, because somebody stands here with the card."""
    allowed: Rupiah = ZERO
    """How much it would like to spend without asking the home of the limits again."""
    device: str
    """Who is asked."""
    epoch: int
    edition: int = 0
    """Of the limits that the writer knows (`trade/limit_editions.py`); what it was allowed under others has lapsed."""


class RightsOut(Document):
    """The writer gives away the right to spend; the document's id is the transfer's.

    `allowed` goes along where the account has limits: so much may be spent there without asking the home again.
    """

    kind: ClassVar[str] = "rights_out"

    account: str
    amount: Rupiah
    allowed: Rupiah = ZERO
    device: str
    """Who may take them."""
    epoch: int
    home: int = 0
    """Above 0: the home of the limits goes along; counts every step of it."""
    ask: str = ""
    """Id of the `RightsAsked` that this answers; the document's own id follows from it."""
    edition: int = 0
    """Of the limits under which `allowed` is given: it counts nowhere else."""


class RightsIn(Document):
    """The writer takes what was given to it; a transfer is taken at most once."""

    kind: ClassVar[str] = "rights_in"

    transfer: str
    """Id of the `RightsOut`."""
    account: str
    amount: Rupiah
    allowed: Rupiah = ZERO
    """Nothing where it was given under other limits than the writer knows."""
    home: int = 0
    edition: int = 0
    """Of the limits that the writer knows; what it was allowed under others has lapsed."""


class ReclaimedTransfer(Part):
    """Rights that were on their way to a holder when it died."""

    transfer: str
    amount: Rupiah
    home: int = 0
    """Above 0: the home of the limits was on its way with them, and goes to the writer."""


class ReclaimedLine(Part):
    """What a holder that is dead held of one account; `amount` includes its `transfers`."""

    account: str
    amount: Rupiah
    transfers: list[ReclaimedTransfer] = Field(default_factory=list)
    """Transfers to the dead holder that it had not taken, as far as is known."""


class RightsReclaimed(Document):
    """A person declares a holder dead for good, and its rights go over to the writer.

    What the dead holder spent and nobody heard of is borne by the guarantee account, never by a santri: `amount`
    is the most that this can be.
    """

    kind: ClassVar[str] = "rights_reclaimed"

    device: str
    epoch: int
    lines: list[ReclaimedLine]
    amount: Rupiah
    reason: str
    day: str
    approvals: list[Approval] = Field(default_factory=list)
    before: list[str] = Field(default_factory=list)
    """Ids of the decisions about the same holder that the writer had heard of; what it had not may be double."""


class ReclaimedBack(Part):
    """What goes back of one account; `missing` was spent, or lies elsewhere, and stays with the guarantee account."""

    account: str
    name: str = ""
    amount: Rupiah
    missing: Rupiah = ZERO


class ReclaimSettled(Document):
    """Two people had declared the same holder dead, unheard by each other: a person decides about the second.

    The writer gives back what it had taken over a second time, or leaves it as it is (no lines), with a word.
    """

    kind: ClassVar[str] = "reclaim_settled"

    document: str
    """Id of the second `RightsReclaimed`."""
    device: str
    epoch: int
    lines: list[ReclaimedBack] = Field(default_factory=list)
    amount: Rupiah = ZERO
    missing: Rupiah = ZERO
    word: str
    day: str
    approvals: list[Approval] = Field(default_factory=list)
