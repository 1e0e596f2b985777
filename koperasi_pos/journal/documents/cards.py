"""Accounts of pocket money and the cards that open them: who has one, its state, its limits, what was refused."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from koperasi_pos.journal.documents.document import Document, Part
from koperasi_pos.journal.documents.sales import Approval
from koperasi_pos.values import ZERO, Rupiah


class Limit(Part):
    """At most so much in a period, of some categories or of everything."""

    period: str
    """`purchase`, `day`, `week` or `month`."""
    amount: Rupiah
    categories: list[str] = Field(default_factory=list)
    """What counts towards it; everything where it is empty."""
    free: list[str] = Field(default_factory=list)
    """Categories that do not count, where no others are named (kitab)."""


class Hours(Part):
    """From one time of the day until before another, `HH:MM`; on some days (0 is Monday), or on all."""

    begins: str
    ends: str
    days: list[int] = Field(default_factory=list)


class CardRulesSaved(Document):
    """What the pesantren lays down for every card; the highest number is in force, of two the later."""

    kind: ClassVar[str] = "card_rules"

    ceiling: Rupiah = Rupiah(2_000_000)
    """The most that may be on one account."""
    float_warning: Rupiah = Rupiah(800_000_000)
    """All balances together: from here on the officers are warned."""
    week_start: int = 5
    """The day a week begins: 0 is Monday, 5 Saturday."""
    replacement_fee: Rupiah = ZERO
    pin: str = "never"
    """When the PIN is asked for: `never`, `above` a sum, or `always`."""
    pin_above: Rupiah = ZERO
    limits: list[Limit] = Field(default_factory=list)
    """For every santri; the wali may only go below."""
    blocked_categories: list[str] = Field(default_factory=list)
    hours: list[Hours] = Field(default_factory=list)
    """When cards are taken; always where none is named."""
    number: int = 0
    """One above the highest that the writer knew: later rules have a higher one, whatever a clock said."""
    lapses: bool = False
    """What tills were allowed to spend before lapses where this is heard; not so only of what older programs wrote."""


class AccountOpened(Document):
    """A person has an account from now on. `home` is the device that answers for its limits."""

    kind: ClassVar[str] = "account_opened"

    account: str
    """Short id."""
    person: str
    name: str
    sort: str = "santri"
    """`santri` (pocket money, limits) or `opop` (adults and members)."""
    home: str
    """The device (16 hex digits) that answers for the limits, until it hands this over."""


class AccountStateSaved(Document):
    """An account is `active`, `frozen` (reason `leave`, `punishment`, `wali` …) or `closed` (last writer wins)."""

    kind: ClassVar[str] = "account_state"

    account: str
    name: str
    state: str
    reason: str = ""
    note: str = ""
    approvals: list[Approval] = Field(default_factory=list)


class AccountPinSaved(Document):
    """The PIN of an account (argon2id; the PIN itself is nowhere); an empty hash takes it away."""

    kind: ClassVar[str] = "account_pin"

    account: str
    name: str
    pin_hash: str = ""
    releases: list[str] = Field(default_factory=list)
    """Ids of the `PinLocked` that are over with it."""


class PinLocked(Document):
    """Too many wrong PINs at another pesantren's shop: it counts nowhere now; or somebody at home let it go on."""

    kind: ClassVar[str] = "pin_locked"

    account: str
    name: str = ""
    locked: bool = True
    shop_name: str = ""
    """Where the wrong ones were typed."""
    releases: list[str] = Field(default_factory=list)
    """Ids of the `PinLocked` that are over; no clock decides which was first."""
    approvals: list[Approval] = Field(default_factory=list)


class LimitsSaved(Document):
    """What the wali lays down for one account, beside the rules of the pesantren; the highest number is in force."""

    kind: ClassVar[str] = "account_limits"

    account: str
    name: str
    limits: list[Limit] = Field(default_factory=list)
    blocked_categories: list[str] = Field(default_factory=list)
    blocked_products: list[str] = Field(default_factory=list)
    """Short ids of goods that must not be sold to this card."""
    wali: str = ""
    """Whose word it is."""
    number: int = 0
    """One above the highest that the writer knew; of two with the same number the later one is in force."""
    lapses: bool = False
    """As in `CardRulesSaved`."""


class HeardLimits(Part):
    """An account, and the edition of its limits that is known now (`trade/limit_editions.py`)."""

    account: str
    edition: int


class LimitsHeard(Document):
    """The writer heard of other limits: what it was allowed to spend under older ones lapses."""

    kind: ClassVar[str] = "limits_heard"

    accounts: list[HeardLimits]


class LimitRaised(Document):
    """One purchase may go beyond the limits, never beyond allergens, blocks or what is on the card."""

    kind: ClassVar[str] = "limit_raised"

    account: str
    name: str
    sale: str
    """Id of the basket, which becomes the sale's."""
    reason: str
    approvals: list[Approval] = Field(default_factory=list)


class CardIssued(Document):
    """A card opens an account. What stands on it is a token or its number (UID), kept as SHA-256 only."""

    kind: ClassVar[str] = "card_issued"

    card: str
    """Short id."""
    account: str
    name: str
    token_hash: str
    medium: str = "printed"
    """`printed` (QR and bar code of a random token), `uid` (the number of a chip) or `sun` (NTAG 424 DNA)."""
    state: str = "active"
    """`inactive` until it is handed out, or `active`."""
    replaces: str = ""
    """Short id of the card that is dead from now on."""
    fee: Rupiah = ZERO
    """Taken from the account for the replacement."""
    counter: int = 0
    """How often a signed card had been read when it was issued."""
    day: str = ""
    approvals: list[Approval] = Field(default_factory=list)


class CardProved(Document):
    """A signed card proved itself at a till: no till of the shop believes a reading up to this counter again."""

    kind: ClassVar[str] = "card_proved"

    account: str
    card: str
    name: str
    counter: int
    """How often the card was read in its life."""
    day: str
    basket: str = ""
    """The basket that it was tapped for; empty where nothing was being bought."""


class CardStateSaved(Document):
    """A card goes on: `inactive` → `active` → `lost`; a lost card is dead for ever."""

    kind: ClassVar[str] = "card_state"

    card: str
    account: str
    name: str
    state: str
    reason: str = ""


class CardViewed(Document):
    """Somebody looked at what is kept of a card outside of selling: once a day for each thing looked at."""

    kind: ClassVar[str] = "card_viewed"

    account: str
    name: str
    what: str
    """`account`, `movements`, `statement`."""
    day: str


class CardRefused(Document):
    """A purchase or a tap was refused; once for every basket, card and rule."""

    kind: ClassVar[str] = "card_refused"

    account: str = ""
    card: str = ""
    name: str = ""
    code: str
    """Code of the refusal."""
    goods: list[str] = Field(default_factory=list)
    amount: Rupiah = ZERO
    day: str
