"""What the province may spend of a shop's cards: rows that change with its own entries, under its own lock."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import Document
from koperasi_pos.journal.protocol import province_device
from koperasi_pos.province.announcements import STAFF, announce
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder.rights_pool import Held, RightsPool, Stranded, WaitingAsk
from koperasi_pos.province.identity import Identity, identity
from koperasi_pos.values import Refusal

_LOCK = "SELECT 1 FROM writer WHERE shop = %s AND device = %s AND epoch = %s FOR UPDATE"
_MORE = """INSERT INTO holding (shop, account, epoch, rights) VALUES (%s, %s, %s, %s)
    ON CONFLICT (shop, account, epoch) DO UPDATE SET rights = holding.rights + excluded.rights"""
_LESS = "UPDATE holding SET rights = rights - %s WHERE shop = %s AND account = %s AND epoch = %s"
_ALLOW = """INSERT INTO holding (shop, account, epoch, allowed, edition) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (shop, account, epoch) DO UPDATE SET allowed = excluded.allowed, edition = excluded.edition"""
_KNOWN = """SELECT CASE WHEN sort = 'opop' THEN edition
        ELSE edition # coalesce((SELECT r.edition FROM card_rule r WHERE r.shop = a.shop), 0) END
    FROM card_account a WHERE shop = %s AND account = %s"""
_CAME_TO_LIGHT = """INSERT INTO holding (shop, account, epoch, rights, allowed)
    VALUES (%s, %s, %s, greatest(0, %s), greatest(0, %s))
    ON CONFLICT (shop, account, epoch) DO UPDATE SET rights = greatest(0, holding.rights + %s),
        allowed = greatest(0, holding.allowed + %s)"""

_WRITTEN_EVER = "SELECT 1 FROM entry WHERE shop = %s AND device = %s AND id = %s::uuid LIMIT 1"
_WRITTEN = "SELECT 1 FROM entry WHERE shop = %s AND device = %s AND epoch = %s AND id = %s::uuid LIMIT 1"
_ASK = """INSERT INTO holding_ask (shop, id, account, asker, epoch, amount, allowed) VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING"""
_WAITING = """SELECT id, account, asker, epoch, amount, allowed FROM holding_ask WHERE shop = %s AND account = %s
    ORDER BY id"""
_STRAND = """INSERT INTO holding_stranded (shop, id, epoch, account, amount) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING"""
_SETTLE = """INSERT INTO holding_stranded (shop, id, epoch, account, amount) VALUES (%s, %s, %s, %s, 0)
    ON CONFLICT (shop, id) DO UPDATE SET amount = 0"""

_NEWEST = """SELECT till.state, (SELECT max(epoch) FROM writer WHERE writer.shop = till.shop
        AND writer.device = till.device) FROM till WHERE shop = %s AND device = %s"""


@dataclass(frozen=True)
class Holding(RightsPool):
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

    def write(self, document: Document, *, staff: str = "") -> Entry:
        """Write an act of the province into the shop's feed; what it changes of the rights is said beside it."""
        return announce(self.connection, self.shop, document, now=self.now, staff=staff or STAFF, who=self.who)

    def is_written(self, id: str, *, by_any_life: bool = False) -> bool:
        """Whether a document with this id stands in the province's own journal of this life, or of any."""
        if by_any_life:
            return self._row(_WRITTEN_EVER, self.device, id) is not None
        return self._row(_WRITTEN, self.device, self.epoch, id) is not None

    def held(self, account: str) -> Held:
        """What it holds of an account now."""
        row = self._row(
            "SELECT rights, allowed, edition FROM holding WHERE shop = %s AND account = %s AND epoch = %s", account,
            self.epoch,
        )  # fmt: skip
        return Held(account, *row) if row else Held(account, 0, 0)

    def held_by_life(self, epoch: int) -> list[Held]:
        """What a life holds that was not decided about, by account."""
        rows = self.connection.execute(
            "SELECT account, rights, allowed FROM holding WHERE shop = %s AND epoch = %s AND rights > 0"
            " ORDER BY account",
            (self.shop, epoch),
        )
        return [Held(*row) for row in rows.fetchall()]

    def edition_of(self, account: str) -> int:
        """Of the limits in the books; they may be behind the journal, which is as if they were heard later."""
        row = self._row(_KNOWN, account)
        return int(row[0]) if row else 0

    def more(self, account: str, rights: int) -> None:
        """It may spend so much more."""
        assert rights >= 0
        self._do(_MORE, account, self.epoch, rights)

    def allow(self, account: str, allowed: int, edition: int) -> None:
        """So much may be spent without asking the home of the limits, under limits of this edition."""
        self._do(_ALLOW, account, self.epoch, allowed, edition)

    def less(self, account: str, rights: int) -> None:
        """It may spend so much less; the table itself refuses to go below nothing."""
        assert rights >= 0
        if rights:
            changed = self.connection.execute(_LESS, (rights, self.shop, account, self.epoch))
            assert changed.rowcount == 1, "nothing is given that is not held"

    def came_to_light(self, account: str, epoch: int, rights: int, allowed: int) -> None:
        """An earlier life holds so much more or less than was known; never less than nothing."""
        self._do(_CAME_TO_LIGHT, account, epoch, rights, allowed, rights, allowed)

    def forget_held(self, epoch: int) -> None:
        """A life holds nothing any more: what it held went over to somebody."""
        self._do("UPDATE holding SET rights = 0, allowed = 0 WHERE shop = %s AND epoch = %s", epoch)

    def asks_for(self, account: str) -> list[WaitingAsk]:
        """Who waits for some of an account, always in the same order."""
        return [WaitingAsk(*row) for row in self.connection.execute(_WAITING, (self.shop, account)).fetchall()]

    def keep_ask(self, ask: WaitingAsk) -> None:
        """Somebody waits; the same ask again changes nothing."""
        self._do(_ASK, ask.id, ask.account, ask.asker, ask.epoch, ask.amount, ask.allowed)

    def drop_ask(self, id: str) -> None:
        """Nobody waits for this any more."""
        self._do("DELETE FROM holding_ask WHERE shop = %s AND id = %s", id)

    def drop_own_ask(self, id: str) -> None:
        """What the province asked a till for was answered."""
        self._do("DELETE FROM holding_asked WHERE shop = %s AND id = %s", id)

    def stranded(self, epoch: int) -> list[Stranded]:
        """Transfers that are stranded with a life and not settled, always in the same order."""
        rows = self.connection.execute(
            "SELECT id, epoch, account, amount FROM holding_stranded WHERE shop = %s AND epoch = %s AND amount > 0"
            " ORDER BY id",
            (self.shop, epoch),
        )
        return [Stranded(*row) for row in rows.fetchall()]

    def keep_stranded(self, given: Stranded) -> None:
        """A transfer is stranded; the same again changes nothing, nor does one that is settled."""
        self._do(_STRAND, given.transfer, given.epoch, given.account, given.amount)

    def settle_stranded(self, transfer: str, epoch: int, account: str) -> None:
        """A transfer to a life that is over went on elsewhere: nothing of it is stranded, also where it comes late."""
        self._do(_SETTLE, transfer, epoch, account)

    def is_dead(self, device: str, epoch: int) -> bool:
        """Whether a person declared this holder dead, as far as was heard here."""
        found = self._row("SELECT 1 FROM holding_dead WHERE shop = %s AND device = %s AND epoch = %s", device, epoch)
        return found is not None

    def note_dead(self, device: str, epoch: int) -> None:
        """A person declared this holder dead; the same again changes nothing."""
        self._do(
            "INSERT INTO holding_dead (shop, device, epoch) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", device, epoch
        )

    def is_living(self, device: str, epoch: int) -> bool:
        """Whether a till may be given something: enrolled, in its newest life, declared dead by nobody."""
        row = self._row(_NEWEST, device)
        return row is not None and row[0] == "active" and row[1] == epoch and not self.is_dead(device, epoch)

    def _do(self, statement: str, *given: Any) -> None:
        self.connection.execute(statement, (self.shop, *given))

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

    def _row(self, statement: str, *given: Any) -> Any:
        return self.connection.execute(statement, (self.shop, *given)).fetchone()


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
