"""What pages, sheets and metrics of the province show: figures as read from the books; rupiah are whole `int`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Scope:
    """What an officer may see: everything, one kabupaten (its code) or one shop (its id)."""

    kabupaten: str = ""
    shop: str = ""


EVERYTHING = Scope()


@dataclass(frozen=True)
class DayFigures:
    """A business day. `shops` is how many sold something."""

    day: date
    sales: int = 0
    total: int = 0
    cost: int = 0
    refunds: int = 0
    refunded: int = 0
    refund_cost: int = 0
    shops: int = 0

    @property
    def net(self) -> int:
        """Turnover: what was sold less what came back."""
        return self.total - self.refunded

    @property
    def margin(self) -> int:
        """What was left of it over the cost of the goods."""
        return self.net - self.cost + self.refund_cost


@dataclass(frozen=True)
class HourFigures:
    """An hour of the day (0 to 23) in the shops: sales as rung up."""

    hour: int
    sales: int = 0
    total: int = 0


@dataclass(frozen=True)
class WayFigures:
    """A way to pay (`cash`, `qris` …): rupiah less what went back, and how often it was used."""

    way: str
    amount: int
    count: int


@dataclass(frozen=True)
class PillarFigures:
    """A pillar of OPOP, empty for goods of none: lines sold, rupiah and cost less what came back."""

    pillar: str
    lines: int
    total: int
    cost: int


@dataclass(frozen=True)
class GoodsRank:
    """Goods by turnover. `kin` is the maker's bar code, the same in every shop; without one they are `shop`'s own."""

    kin: str
    name: str
    unit: str
    pillar: str
    lines: int
    quantity: int
    """Thousandths of the unit."""
    total: int
    cost: int
    shop: str = ""
    shop_name: str = ""


@dataclass(frozen=True)
class Ranking:
    """Goods by turnover over a span; across shops the books keep whole months, so the span may be wider than asked."""

    first: date
    last: date
    pillar: str
    goods: list[GoodsRank]


@dataclass(frozen=True)
class Alarms:
    """How much a person should look at."""

    frozen: int = 0
    """Writers whose journal forked."""
    differing: int = 0
    """Tills whose last daily comparison did not agree."""
    silent: int = 0
    """Tills in use that were not heard of for `SILENT_DAYS`."""
    skewed: int = 0
    """Tills whose clock is off by more than ten minutes."""
    quarantined: int = 0
    """Entries kept aside that nobody has looked at."""
    unbooked: int = 0
    """Of these, entries that could not be booked."""

    @property
    def total(self) -> int:
        """All together."""
        return self.frozen + self.differing + self.silent + self.skewed + self.quarantined


@dataclass(frozen=True)
class Overview:
    """The province, a kabupaten or a shop at a glance."""

    today: date
    days: list[DayFigures]
    """The last thirty days, the oldest first, today last; days without a sale are there too."""
    hours: list[HourFigures]
    """Today's, all 24."""
    shops: int
    active_shops: int
    """Shops that sold something within the last seven days."""
    tills: int
    backlog: int
    """Entries that tills said they still hold back."""
    to_book: int
    """Entries that have arrived and are not yet in these figures."""
    stock_value: int
    alarms: Alarms

    def net(self, days: int) -> int:
        """Turnover of so many days up to today."""
        return sum(day.net for day in self.days[-days:])


@dataclass(frozen=True)
class KabupatenFigures:
    """One kabupaten over a span; the code is empty for shops that are in none."""

    code: str
    name: str
    shops: int
    active_shops: int
    """Shops that sold something within the last seven days."""
    sales: int
    net: int
    margin: int
    stock_value: int
    backlog: int
    silent: int


@dataclass(frozen=True)
class ShopRow:
    """A shop in a list, over a span."""

    shop: str
    name: str
    pesantren: str
    kabupaten: str
    state: str
    tills: int
    sales: int
    net: int
    stock_value: int
    last_day: date | None
    last_seen: datetime | None
    backlog: int
    to_book: int
    unbooked: int


@dataclass(frozen=True)
class ShopFacts:
    """What officers say of a shop (`name` to `phone`), and what the shop says of itself (`said_…`)."""

    shop: str
    name: str
    pesantren: str
    nspp: str
    kabupaten: str
    kabupaten_name: str
    koperasi: str
    address: str
    phone: str
    state: str
    said_name: str = ""
    said_pesantren: str = ""
    said_nspp: str = ""
    said_address: str = ""
    said_phone: str = ""
    said_npwp: str = ""
    ppn: bool = False


@dataclass(frozen=True)
class TillHealth:
    """How a till is, one writer epoch after another folded into its newest."""

    shop: str
    shop_name: str
    kabupaten: str
    device: str
    code: str
    state: str
    """`active`, `revoked`, `lost` or `replaced`."""
    program: str
    schema_version: str
    last_seen: datetime | None
    last_push: datetime | None
    backlog: int
    skew_seconds: int
    epoch: int
    acked: int
    frozen: bool
    compared: date | None
    """The day of its last comparison."""
    agrees: bool | None
    last_number: str
    """Of its last receipt that is booked."""
    training: bool
    skewed_entries: int
    """Entries that were written by a clock that was wrong."""
    silent: bool


@dataclass(frozen=True)
class EpochRow:
    """One epoch of a till's journal."""

    epoch: int
    reason: str
    started: datetime | None
    last_time: datetime | None
    acked: int
    entries: int
    sales: int
    total: int
    frozen: bool
    fork_seq: int | None
    skewed: int


@dataclass(frozen=True)
class ComparedDay:
    """One daily comparison of a till with the province."""

    day: date
    at: datetime
    agrees: bool


@dataclass(frozen=True)
class TillPage:
    """Everything about one till."""

    health: TillHealth
    enrolled_at: datetime
    replaces: str
    epochs: list[EpochRow]
    compared: list[ComparedDay]


@dataclass(frozen=True)
class ShiftRow:
    """A shift; figures of the count are `None` while it is open. `difference` = counted − expected."""

    shop: str
    shop_name: str
    till: str
    number: int
    day: date | None
    cashier: str
    opened: datetime | None
    closed: datetime | None
    sales: int
    total: int
    expected: int | None
    counted: int | None
    difference: int | None
    restored: bool
    note: str


@dataclass(frozen=True)
class ShiftSums:
    """Closed shifts over a span: how many, and what was too much and too little in the drawers."""

    closed: int
    differing: int
    over: int
    short: int
    """≤ 0."""


@dataclass(frozen=True)
class RefundRow:
    """Goods that came back."""

    shop: str
    shop_name: str
    day: date
    at: datetime
    number: str
    sale_number: str
    total: int
    written_off: int
    reason: str


@dataclass(frozen=True)
class StockRow:
    """What is on hand of one of a shop's goods: thousandths of the unit, and what they cost."""

    product: str
    name: str
    unit: str
    category: str
    pillar: str
    quantity: int
    value: int


@dataclass(frozen=True)
class ShopPage:
    """Everything about one shop over a span."""

    facts: ShopFacts
    first: date
    last: date
    days: list[DayFigures]
    hours: list[HourFigures]
    ways: list[WayFigures]
    pillars: list[PillarFigures]
    goods: list[GoodsRank]
    stock_value: int
    tax: int
    """PPN of the sales less that of the refunds."""
    dropped: int
    """Baskets let go before payment, and what was in them."""
    dropped_total: int
    skewed: int
    """Sales and refunds written by a clock that was wrong."""
    to_book: int
    unbooked: int
    tills: list[TillHealth] = field(default_factory=list)
    shifts: list[ShiftRow] = field(default_factory=list)
