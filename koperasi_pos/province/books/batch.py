"""A batch: entries of one shop that are booked together, and what they come to before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import ProductSaved, ShopSaved, TillStarted
from koperasi_pos.province.books.sums import Sums
from koperasi_pos.values import WIB

CardAct = tuple[str, dict[str, Any]]
"""(statement, columns) that changes the books of cards."""

SKEW = timedelta(minutes=10)
"""A clock that is further off than this is called wrong; what it wrote is booked all the same."""


@dataclass(frozen=True)
class Arrived:
    """An entry as the province keeps it: its place in the shop's feed, when it came, and its bytes."""

    rev: int
    device: str
    epoch: int
    seq: int
    received_at: datetime
    hash: bytes
    line: bytes
    flag: str | None = None

    @property
    def writer(self) -> tuple[str, int]:
        """Who wrote it."""
        return self.device, self.epoch


@dataclass(frozen=True)
class At:
    """An entry that was read: when its till says that it was written, and whether that can be."""

    entry: Entry
    moment: datetime
    skewed: bool
    received_at: datetime

    @property
    def hour(self) -> int:
        """The hour of the day in the shop."""
        return self.moment.astimezone(WIB).hour


@dataclass
class TillSums:
    """What a batch says of one writer."""

    started: TillStarted | None = None
    started_at: datetime | None = None
    last_time: datetime | None = None
    last_number: str = ""
    entries: int = 0
    sales: int = 0
    total: int = 0
    skewed: int = 0


@dataclass(frozen=True)
class Unbooked:
    """An entry that is kept but could not be booked, and why."""

    arrived: Arrived
    reason: str


@dataclass
class Batch:
    """What the entries of one shop come to."""

    shop: str
    started: dict[tuple[str, int], datetime] = field(default_factory=dict)
    """When each writer's journal began, by its own clock."""
    training: set[tuple[str, int]] = field(default_factory=set)
    """Tills to practise at: nothing they write is an act of the shop."""
    sums: Sums = field(default_factory=Sums)
    facts: tuple[str, ShopSaved] | None = None
    goods: dict[str, tuple[str, ProductSaved]] = field(default_factory=dict)
    """Product → (stamp, the last saved state)."""
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Product → (name, unit) as a receipt called it."""
    tills: dict[tuple[str, int], TillSums] = field(default_factory=dict)
    shifts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """(what happened, columns) in turn."""
    refunds: list[dict[str, Any]] = field(default_factory=list)
    card_acts: list[CardAct] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    """Whose data was told or is to be forgotten."""
    last_day: date | None = None
    entries: int = 0
    unbooked: list[Unbooked] = field(default_factory=list)

    def till(self, entry: Entry) -> TillSums:
        """The sums of an entry's writer."""
        return self.tills.setdefault((entry.writer, entry.epoch), TillSums())


@lru_cache(maxsize=4096)
def day_of(text: str) -> date:
    """The business day of a document; `ValueError` where it is none."""
    return date.fromisoformat(text)
