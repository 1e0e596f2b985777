"""What pages and sheets show of cards: figures as read from the books; rupiah are whole `int`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from koperasi_pos.trade.card_figures import AccountBalance


@dataclass(frozen=True)
class ShopFloat:
    """What a shop owes to its cards."""

    shop: str
    name: str
    kabupaten: str
    accounts: int
    """Ever opened."""
    balance: int
    """All accounts as the santri see them, with what the guarantee bears for them."""
    stranded: int
    """What holders may spend that are gone, and nobody has decided about yet."""
    guarantee: int
    """What the guarantee account bears."""
    warning: int
    """From here on the pesantren wants to be warned."""

    @property
    def warned(self) -> bool:
        """Whether it is as much as that."""
        return self.balance >= self.warning


@dataclass(frozen=True)
class FloatSums:
    """The same of all shops of a scope."""

    shops: int
    """Shops with cards."""
    accounts: int
    balance: int
    stranded: int
    guarantee: int
    warned: int
    """Shops whose float is above their threshold."""


@dataclass(frozen=True)
class CardHolder:
    """Who may spend from cards: a life of a till, or the province's own journal for the shop."""

    device: str
    epoch: int
    till: str
    """Code of the till, empty where it is none that is known."""
    state: str
    """`active`, `revoked`, `lost`, `replaced`, `frozen`, `past` (goes on in a later life), `unknown`."""
    last_seen: datetime | None
    accounts: int
    """Of how many cards."""
    rights: int
    short: int
    """What the guarantee bears of what it spent after its rights had gone over to another one."""
    ours: bool = False
    """Whether it is the province itself."""

    @property
    def gone(self) -> bool:
        """Whether it will not spend any more what it holds."""
        return self.state in ("revoked", "lost", "replaced", "past")


@dataclass(frozen=True)
class CardDay:
    """Money on cards on one day; what left them is positive too."""

    day: date
    topped_up: int = 0
    cash_out: int = 0
    spent: int = 0
    """Purchases less what came back."""
    purchases: int = 0
    fees: int = 0
    refused: int = 0


@dataclass(frozen=True)
class CardRefusal:
    """A refused attempt."""

    at: datetime
    account: str
    name: str
    code: str
    goods: tuple[str, ...]
    amount: int


@dataclass(frozen=True)
class LostCard:
    """A card that was lost, and what became of its account."""

    at: datetime
    account: str
    name: str
    card: str
    medium: str
    new_card: bool
    """Whether the account has another one that is in use."""


@dataclass(frozen=True)
class Decision:
    """A person declared a holder dead: its rights went over, what it spent unheard is the guarantee's."""

    at: datetime
    till: str
    device: str
    epoch: int
    accounts: int
    amount: int
    """The most that the guarantee may have to bear."""
    borne: int
    """What it bears so far."""
    reason: str
    by_till: str
    approvals: list[str]


@dataclass(frozen=True)
class CardAccount(AccountBalance):
    """The same as officers find it: with its id, what kind of account it is, and why its state is so."""

    account: str
    sort: str
    reason: str


@dataclass(frozen=True)
class CardMove:
    """A movement of an account, and what was on it afterwards."""

    at: datetime
    kind: str
    way: str
    amount: int
    till: str
    goods: str
    balance: int
