"""What becomes of a reservation: paid by a sale, given back by the till or by a person; what nobody ended stays."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    Payment,
    RefundCompleted,
    SaleCompleted,
    ToppedUp,
    TopUpLine,
    VisitClosed,
    VisitEnded,
    VisitLine,
    VisitPaid,
    VisitStopped,
)
from koperasi_pos.province.announcements import new_id
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder.holding import Holding, act_id, hold_all
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.trade.card_limits import CardGoods, categories_of
from koperasi_pos.values import WIB, Refusal, Rupiah

_log = logging.getLogger(__name__)

_COLUMNS = (
    "shop, id, visitor, device, epoch, account, card, name, lease, reserved, allowed, paid, returned, state, stopped,"
    " at, closed_at, closed_by, reason"
)


@dataclass(frozen=True, slots=True)
class Reserved:
    """Money of a card that is kept for another pesantren's till. `shop` is the card's home."""

    shop: str
    id: str
    visitor: str
    device: str
    epoch: int
    account: str
    card: str
    name: str
    lease: bool
    reserved: int
    allowed: int
    paid: int
    returned: int
    state: str
    stopped: bool
    at: datetime
    closed_at: datetime | None
    closed_by: str
    reason: str

    @property
    def left(self) -> int:
        """What may still be paid from it."""
        return self.reserved - self.paid - self.returned if self.state == "open" else 0


def of_visitor(connection: Connection, visitor: str, id: str) -> Reserved | None:
    """A reservation by the shop that asked for it."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM visit WHERE visitor = %s AND id = %s",  # noqa: S608 - our own words
        (visitor, id),
    ).fetchone()
    return Reserved(*row) if row else None


def sold(holdings: Mapping[str, Holding], visitor: Holding, entry: Entry) -> None:
    """A sale that was paid with cards of another pesantren takes what was reserved for it, once."""
    sale = cast(SaleCompleted, entry.document)
    for paid in sale.payments:
        if paid.way == "visit" and paid.amount > 0:
            _pay(holdings, visitor, sale, paid)


def _pay(holdings: Mapping[str, Holding], visitor: Holding, sale: SaleCompleted, paid: Payment) -> None:
    connection, amount = visitor.connection, int(paid.amount)
    found = of_visitor(connection, visitor.shop, paid.reference)
    if found is None or found.shop not in holdings:
        _unpaid(visitor, sale, paid, "", "unknown")
        return
    home = holdings[found.shop]
    what = paid_what(sale.id, found.id)
    if home.was_done(what) or _is_claimed(connection, home.shop, act_id(what, 1)):
        _is_paid_after_all(visitor, sale)
        return
    transfer = found.id
    if amount > found.left:
        # It was given back, by a till or by a person, and yet it was sold: what is there may still pay for it.
        held = home.held(found.account)
        if amount > held.rights:
            _unpaid(visitor, sale, paid, found.shop, "given_back")
            return
        transfer = home.act_id(f"visit-again/{sale.id}/{found.id}")
        home.give(found.account, amount, device=found.device, epoch=found.epoch, id=transfer)
    _write_paid(home, visitor, found, sale, amount, what, transfer)
    _is_paid_after_all(visitor, sale)
    if transfer == found.id:
        connection.execute(
            "UPDATE visit SET paid = paid + %s WHERE shop = %s AND id = %s", (amount, home.shop, found.id)
        )
        if not found.lease:
            close(home, visitor, found.id)


def _write_paid(
    home: Holding, visitor: Holding, found: Reserved, sale: SaleCompleted, amount: int, what: str, transfer: str
) -> None:
    """The purchase in the journal at home, and the claim of the shop where it was made."""
    row = home.connection.execute("SELECT name, pesantren FROM shop WHERE id = %s", (visitor.shop,)).fetchone()
    assert row is not None
    goods = [CardGoods("", line.name, _category(visitor, line.product), line.total) for line in sale.lines]
    home.write(
        VisitPaid(
            id=home.act_id(what), transfer=transfer, account=found.account, name=found.name, amount=Rupiah(amount),
            shop=visitor.shop, shop_name=row[1] or row[0], number=sale.number, sale=sale.id,
            lines=[
                VisitLine(name=line.name, quantity=line.quantity, unit=line.unit, total=line.total)
                for line in sale.lines
            ],
            categories=categories_of(goods, Rupiah(amount)), day=sale.day,
        )
    )  # fmt: skip
    home.connection.execute(
        "INSERT INTO visit_claim (shop, id, visitor, visit, sale, number, account, name, amount, day, heard)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            home.shop, act_id(what, 1), visitor.shop, found.id, sale.id, sale.number, found.account, found.name,
            amount, sale.day, home.now.astimezone(WIB).date(),
        ),
    )  # fmt: skip


def paid_what(sale: str, visit: str) -> str:
    """What tells a purchase at another pesantren apart, in every life of the province."""
    return f"visit-paid/{sale}/{visit}"


def back_claim(visitor: str, number: str, account: str) -> str:
    """The id of the claim for goods that came back, as the entry at home tells it too."""
    return act_id(f"visit-back/{visitor}/{number}/{account}", 1)


def _is_paid_after_all(visitor: Holding, sale: SaleCompleted) -> None:
    """It was listed for people while nobody knew the reservation."""
    visitor.connection.execute(
        "DELETE FROM visit_unpaid WHERE shop = %s AND sale = %s AND reason = 'unknown'", (visitor.shop, sale.id)
    )


def _category(visitor: Holding, product: str) -> str:
    row = visitor.connection.execute(
        "SELECT category FROM goods WHERE shop = %s AND product = %s", (visitor.shop, product)
    ).fetchone()
    return str(row[0]) if row else ""


def _is_claimed(connection: Connection, shop: str, id: str) -> bool:
    row = connection.execute("SELECT 1 FROM visit_claim WHERE shop = %s AND id = %s", (shop, id)).fetchone()
    return row is not None


def refunded(holdings: Mapping[str, Holding], visitor: Holding, entry: Entry) -> None:
    """Goods came back that a card of another pesantren had paid for: the money goes back onto it, once."""
    refund = cast(RefundCompleted, entry.document)
    for paid in refund.payments:
        found = of_visitor(visitor.connection, visitor.shop, paid.reference) if paid.way == "visit" else None
        if found is None or found.shop not in holdings:
            continue
        home = holdings[found.shop]
        what = f"visit-refunded/{refund.id}/{found.id}"
        amount = min(int(paid.amount), _owed(visitor.connection, found))
        if amount <= 0 or home.was_done(what):
            continue
        line = TopUpLine(account=found.account, name=found.name, amount=Rupiah(amount))
        home.more(found.account, amount)
        home.write(
            ToppedUp(
                id=home.act_id(what), lines=[line], total=Rupiah(amount), way="visit", reference=refund.number,
                day=refund.day, note=visitor.shop,
            )
        )  # fmt: skip
        # The other way round: so much less is owed to the shop where the goods came back.
        home.connection.execute(
            "INSERT INTO visit_claim (shop, id, visitor, visit, sale, number, account, name, amount, day, heard)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                visitor.shop, back_claim(visitor.shop, refund.number, found.account), home.shop, found.id, refund.id,
                refund.number, found.account, found.name, amount,
                refund.day, home.now.astimezone(WIB).date(),
            ),
        )  # fmt: skip


def _owed(connection: Connection, found: Reserved) -> int:
    """What was paid from a reservation and did not go back since."""
    row = connection.execute(
        "SELECT coalesce(sum(amount) FILTER (WHERE shop = %s), 0) - coalesce(sum(amount) FILTER (WHERE shop = %s), 0)"
        " FROM visit_claim WHERE visit = %s AND shop IN (%s, %s)",
        (found.shop, found.visitor, found.id, found.shop, found.visitor),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _unpaid(visitor: Holding, sale: SaleCompleted, paid: Payment, home: str, reason: str) -> None:
    """Nobody pays for it by itself: it is listed for people, and is no claim."""
    _log.warning("a sale by a card of another pesantren is not paid for: %s", reason)
    visitor.connection.execute(
        "INSERT INTO visit_unpaid (shop, sale, visit, home, number, amount, reason, at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (visitor.shop, sale.id, paid.reference, home, sale.number, int(paid.amount), reason, visitor.now),
    )


def ended(holdings: Mapping[str, Holding], visitor: Holding, entry: Entry) -> None:
    """The till needs it no more: the rest goes back into the province's pool at home."""
    done = cast(VisitEnded, entry.document)
    found = of_visitor(visitor.connection, visitor.shop, done.visit)
    if found is not None and found.shop in holdings:
        close(holdings[found.shop], visitor, found.id, reason=done.reason)


def close(home: Holding, visitor: Holding, id: str, *, by: str = "", reason: str = "") -> None:
    """Give back what was not paid; both sides hear. What is over already stays as it is."""
    found = of_visitor(visitor.connection, visitor.shop, id)
    if found is None or found.state != "open":
        return
    rest, taking = found.left, f"rights-in/{id}"
    if rest and not home.was_done(taking):
        home.take(id, found.account, rest, max(0, found.allowed - found.paid), id=home.act_id(taking))
    visitor.connection.execute(
        "UPDATE visit SET state = 'closed', returned = %s, closed_at = %s, closed_by = %s, reason = %s"
        " WHERE shop = %s AND id = %s",
        (rest, home.now, by, reason, home.shop, id),
    )
    visitor.write(
        VisitClosed(
            id=new_id(visitor.now), visit=id, paid=Rupiah(found.paid), returned=Rupiah(rest), by=by, reason=reason
        )
    )  # fmt: skip


def decide(connection: Connection, by: Officer, home: str, id: str, *, reason: str, now: datetime) -> None:
    """A person gives back what nobody ended, with a reason. `Refusal`: `reason_missing`, `visit_unknown`."""
    by.check("visits")
    said = " ".join(reason.split())
    if len(said) < 3:
        raise Refusal("reason_missing")
    row = connection.execute("SELECT visitor FROM visit WHERE shop = %s AND id = %s", (home, id)).fetchone()
    if row is None or (by.shop and by.shop not in (home, row[0])):
        raise Refusal("visit_unknown")
    holdings = hold_all(connection, [home, row[0]], now)
    found = of_visitor(connection, row[0], id)
    if found is None or found.state != "open":
        raise Refusal("visit_unknown")
    close(holdings[home], holdings[row[0]], id, by=by.name, reason=said)
    audit.note(connection, by.login, "visit_given_back", home, name=found.name, amount=found.left, reason=said)


_TO_STOP = """SELECT v.shop, v.id, CASE WHEN c.state = 'lost' THEN 'card_lost' WHEN a.state = 'closed'
        THEN 'account_closed' ELSE 'account_frozen' END
    FROM visit v JOIN card_account a ON a.shop = v.shop AND a.account = v.account
    LEFT JOIN card c ON c.shop = v.shop AND c.card = v.card
    WHERE v.visitor = %s AND v.state = 'open' AND v.lease AND NOT v.stopped
        AND (a.state <> 'active' OR a.wali_frozen OR c.state = 'lost')"""


def to_stop(connection: Connection, visitor: str) -> list[tuple[str, str, str]]:
    """(home, id, why) of leases whose card was lost, frozen or closed at home since."""
    return [(row[0], row[1], row[2]) for row in connection.execute(_TO_STOP, (visitor,)).fetchall()]


def stop(visitor: Holding) -> int:
    """Tell the shop's tills of leases that must not be spent any more; how many."""
    found = to_stop(visitor.connection, visitor.shop)
    for home, id, why in found:
        visitor.connection.execute("UPDATE visit SET stopped = true WHERE shop = %s AND id = %s", (home, id))
        visitor.write(VisitStopped(id=new_id(visitor.now), visit=id, reason=why))
    return len(found)


def listed(connection: Connection, shop: str, *, limit: int = 50, offset: int = 0) -> list[Reserved]:
    """Reservations of a shop's cards elsewhere and of others' cards here, the open ones first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM visit WHERE shop = %s OR visitor = %s"  # noqa: S608 - our own words
        " ORDER BY (state = 'closed'), at DESC, id LIMIT %s OFFSET %s",
        (shop, shop, limit, offset),
    )
    return [Reserved(*row) for row in rows]
