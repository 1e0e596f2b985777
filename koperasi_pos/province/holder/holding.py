"""What the province may spend of a shop's cards: rows that change with its own entries, under its own lock."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import Document, RightsIn, RightsOut, RightsReclaimed, ToppedUp
from koperasi_pos.journal.protocol import province_device
from koperasi_pos.province.announcements import STAFF, announce
from koperasi_pos.province.database import Connection
from koperasi_pos.province.identity import Identity, identity
from koperasi_pos.trade.card_rights import taking_id
from koperasi_pos.values import Refusal, Rupiah

_LOCK = "SELECT 1 FROM writer WHERE shop = %s AND device = %s AND epoch = %s FOR UPDATE"
_CHANGE = """INSERT INTO holding (shop, account, epoch, rights, allowed) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (shop, account, epoch) DO UPDATE SET rights = holding.rights + excluded.rights,
        allowed = holding.allowed + excluded.allowed"""
_LESS = """UPDATE holding SET rights = rights - %s, allowed = allowed - %s
    WHERE shop = %s AND account = %s AND epoch = %s"""

_NEWEST = """SELECT till.state, (SELECT max(epoch) FROM writer WHERE writer.shop = till.shop
        AND writer.device = till.device) FROM till WHERE shop = %s AND device = %s"""


@dataclass(frozen=True)
class Held:
    """What the province holds of one account: rights, and how much it may spend without asking the limits' home."""

    account: str
    rights: int
    allowed: int


@dataclass(frozen=True)
class Holding:
    """The province as a holder of one shop's rights. Nobody else writes its journal there until the commit."""

    connection: Connection
    shop: str
    who: Identity
    now: datetime

    @property
    def device(self) -> str:
        """Who it is in the shop's journal."""
        return province_device(self.who.id, self.shop)

    @property
    def epoch(self) -> int:
        """Its life of today."""
        return self.who.server_epoch

    def write(self, document: Document, *, staff: str = STAFF) -> Entry:
        """Write an act of the province into the shop's feed; what it changes of the rights is said beside it."""
        return announce(self.connection, self.shop, document, now=self.now, staff=staff, who=self.who)

    def held(self, account: str) -> Held:
        """What it holds of an account now."""
        row = self.connection.execute(
            "SELECT rights, allowed FROM holding WHERE shop = %s AND account = %s AND epoch = %s",
            (self.shop, account, self.epoch),
        ).fetchone()
        return Held(account, row[0], row[1]) if row else Held(account, 0, 0)

    def more(self, account: str, rights: int, allowed: int = 0) -> None:
        """It may spend so much more."""
        assert rights >= 0
        assert allowed >= 0
        self.connection.execute(_CHANGE, (self.shop, account, self.epoch, rights, allowed))

    def less(self, account: str, rights: int, allowed: int = 0) -> None:
        """It may spend so much less; the table itself refuses to go below nothing."""
        assert rights >= 0
        assert allowed >= 0
        if rights or allowed:
            changed = self.connection.execute(_LESS, (rights, allowed, self.shop, account, self.epoch))
            assert changed.rowcount == 1, "nothing is given that is not held"

    def give(
        self, account: str, amount: int, *, allowed: int = 0, device: str, epoch: int, id: str, ask: str = ""
    ) -> RightsOut:
        """Give rights to another holder; they are on their way until it takes them."""
        self.less(account, amount, allowed)
        out = RightsOut(
            id=id, account=account, amount=Rupiah(amount), allowed=Rupiah(allowed), device=device, epoch=epoch, ask=ask
        )
        self.write(out)
        return out

    def take(self, transfer: str, account: str, amount: int, allowed: int = 0, *, id: str = "") -> RightsIn:
        """Take what was given to the province; who calls sees to it that each transfer is taken once."""
        taken = RightsIn(
            id=id or taking_id(transfer),
            transfer=transfer,
            account=account,
            amount=Rupiah(amount),
            allowed=Rupiah(allowed),
        )
        self.more(account, amount, allowed)
        self.write(taken)
        return taken

    def is_dead(self, device: str, epoch: int) -> bool:
        """Whether a person declared this holder dead, as far as was heard here."""
        row = self.connection.execute(
            "SELECT 1 FROM holding_dead WHERE shop = %s AND device = %s AND epoch = %s", (self.shop, device, epoch)
        ).fetchone()
        return row is not None

    def is_living(self, device: str, epoch: int) -> bool:
        """Whether a till may be given something: enrolled, in its newest life, declared dead by nobody."""
        row = self.connection.execute(_NEWEST, (self.shop, device)).fetchone()
        return row is not None and row[0] == "active" and row[1] == epoch and not self.is_dead(device, epoch)

    def check_living(self) -> None:
        """`Refusal("province_is_dead")` where a person of the shop declared this life of the province dead."""
        if self.is_dead(self.device, self.epoch):
            raise Refusal("province_is_dead")

    def act_id(self, what: str) -> str:
        """The id of a document about something that is done once: each life of the province has its own of it.

        Journals take an id once; a life that does not know what an earlier one did may have to do it again.
        """
        return act_id(what, self.epoch)

    def was_done(self, what: str) -> bool:
        """Whether any life did this, as far as is known here: also where a till brought it back and nobody has
        taken it for true yet.
        """
        ids = [act_id(what, life) for life in range(1, self.epoch + 1)]
        row = self.connection.execute(
            "SELECT 1 FROM entry WHERE shop = %s AND device = %s AND id = ANY(%s::uuid[]) LIMIT 1",
            (self.shop, self.device, ids),
        ).fetchone()
        return row is not None

    def is_written(self, id: str) -> bool:
        """Whether a document with this id stands in the province's own journal of this life."""
        row = self.connection.execute(
            "SELECT 1 FROM entry WHERE shop = %s AND device = %s AND epoch = %s AND id = %s::uuid LIMIT 1",
            (self.shop, self.device, self.epoch, id),
        ).fetchone()
        return row is not None


def act_id(what: str, life: int) -> str:
    """The id of a document of a life (epoch) of the province about something that is done once."""
    told = what if life == 1 else f"{what}/life {life}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def hold(connection: Connection, shop: str, now: datetime) -> Holding:
    """The province as the holder of a shop's rights, locked until the commit. `Refusal("shop_unknown")`."""
    return hold_all(connection, [shop], now)[shop]


def hold_all(connection: Connection, shops: Sequence[str], now: datetime) -> dict[str, Holding]:
    """The same of several shops; always locked in the same order, so that no two wait for each other crosswise."""
    who = identity(connection)
    for shop in sorted(set(shops)):
        if connection.execute("SELECT 1 FROM shop WHERE id = %s", (shop,)).fetchone() is None:
            raise Refusal("shop_unknown", shop=shop)
        key = (shop, province_device(who.id, shop), who.server_epoch)
        connection.execute("INSERT INTO writer (shop, device, epoch) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", key)
        connection.execute(_LOCK, key)
    return {shop: Holding(connection, shop, who, now) for shop in shops}


def moved(entry: Entry) -> list[tuple[str, int, int]]:
    """(account, rights, allowed) that an entry of the province adds to what it holds, or takes from it."""
    match entry.document:
        case ToppedUp() as done:
            return [(line.account, int(line.amount), 0) for line in done.lines]
        case RightsOut() as out:
            return [(out.account, -int(out.amount), -int(out.allowed))]
        case RightsIn() as taken:
            return [(taken.account, int(taken.amount), int(taken.allowed))]
        case RightsReclaimed() as done:
            return [(line.account, int(line.amount), 0) for line in done.lines]
    return []
