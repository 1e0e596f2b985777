"""Acts of an earlier life of the province that tills brought back: reservations, purchases, nettings, payments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from koperasi_pos.journal import Entry, read_entry
from koperasi_pos.journal.documents import (
    Document,
    RightsIn,
    RightsOut,
    SettlementPaid,
    SettlementWithdrawn,
    ToppedUp,
    VisitAsked,
    VisitPaid,
    VisitsSettled,
)
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder import mail
from koperasi_pos.province.holder.holding import Holding, act_id
from koperasi_pos.province.visits.paying import back_claim, paid_what
from koperasi_pos.values import WIB, from_iso

_VISIT = """INSERT INTO visit (shop, id, visitor, device, epoch, account, card, name, lease, reserved, allowed, at)
    SELECT %(shop)s, %(id)s, %(visitor)s, %(device)s, %(epoch)s, %(account)s, coalesce((SELECT card FROM card
        WHERE card.shop = %(shop)s AND card.account = %(account)s AND card.token = %(token)s LIMIT 1), ''),
        coalesce((SELECT name FROM card_account a WHERE a.shop = %(shop)s AND a.account = %(account)s), ''),
        %(lease)s, %(reserved)s, %(allowed)s, %(at)s ON CONFLICT DO NOTHING"""
_CLAIM = """INSERT INTO visit_claim (shop, id, visitor, visit, sale, number, account, name, amount, day, heard)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""
_PAID = """UPDATE visit SET paid = paid + %(amount)s,
        state = CASE WHEN NOT lease AND paid + returned + %(amount)s = reserved THEN 'closed' ELSE state END
    WHERE shop = %(shop)s AND id = %(id)s AND paid + returned + %(amount)s <= reserved"""
_AGAIN = """SELECT rev FROM entry WHERE shop = %s AND kind IN ('sale', 'refund', 'visit_ended') AND flag IS NULL
    AND position(%s::bytea IN line) > 0"""


def recalled(holding: Holding, entry: Entry) -> None:
    """What an entry of an earlier life says about cards elsewhere stands in the tables again; known it changes nothing.

    Who calls holds the lock of the province's own journal in the shop that the entry is of.
    """
    if entry.epoch < holding.epoch and entry.kind in _RECALL:
        _RECALL[entry.kind](holding, entry)


def _reserved(holding: Holding, entry: Entry) -> None:
    """Money of a card went to a till of another shop: it is reserved there, as long as nobody knows more."""
    out, connection = cast(RightsOut, entry.document), holding.connection
    place = connection.execute("SELECT shop FROM device WHERE device = %s", (out.device,)).fetchone()
    if place is None or place[0] == holding.shop or not out.amount:
        return
    asked = _asked(connection, place[0], out.id)
    connection.execute(
        _VISIT,
        {
            "shop": holding.shop, "id": out.id, "visitor": place[0], "device": out.device, "epoch": out.epoch,
            "account": out.account, "token": asked.token_hash if asked else "-", "lease": bool(asked and asked.lease),
            "reserved": int(out.amount), "allowed": int(out.allowed), "at": from_iso(entry.time),
        },
    )  # fmt: skip
    # What the till there sent about it was looked at when nobody knew the reservation: it is looked at once more.
    revs = [row[0] for row in connection.execute(_AGAIN, (place[0], out.id.encode())).fetchall()]
    mail.keep(connection, place[0], revs)


def _asked(connection: Connection, shop: str, visit: str) -> VisitAsked | None:
    row = connection.execute(
        "SELECT line FROM entry WHERE shop = %s AND id = %s::uuid AND kind = 'visit_asked' LIMIT 1", (shop, visit)
    ).fetchone()
    return cast(VisitAsked, read_entry(bytes(row[0])).document) if row else None


def _paid(holding: Holding, entry: Entry) -> None:
    done = cast(VisitPaid, entry.document)
    added = holding.connection.execute(
        _CLAIM,
        (
            holding.shop, act_id(paid_what(done.sale, done.transfer), 1), done.shop, done.transfer, done.sale,
            done.number, done.account, done.name, int(done.amount), date.fromisoformat(done.day), _heard(entry),
        ),
    )  # fmt: skip
    if added.rowcount:
        holding.connection.execute(
            _PAID, {"shop": holding.shop, "id": done.transfer, "amount": int(done.amount)}
        )  # fmt: skip
    holding.connection.execute(
        "DELETE FROM visit_unpaid WHERE shop = %s AND sale = %s AND reason = 'unknown'", (done.shop, done.sale)
    )


def _went_back(holding: Holding, entry: Entry) -> None:
    taken = cast(RightsIn, entry.document)
    holding.connection.execute(
        "UPDATE visit SET state = 'closed', returned = least(%s, reserved - paid), closed_at = %s"
        " WHERE shop = %s AND id = %s AND state = 'open'",
        (int(taken.amount), from_iso(entry.time), holding.shop, taken.transfer),
    )


def _goods_back(holding: Holding, entry: Entry) -> None:
    done = cast(ToppedUp, entry.document)
    if done.way != "visit":
        return
    for line in done.lines:
        row = holding.connection.execute(
            "SELECT id FROM visit WHERE shop = %s AND visitor = %s AND account = %s ORDER BY at DESC LIMIT 1",
            (holding.shop, done.note, line.account),
        ).fetchone()
        holding.connection.execute(
            _CLAIM,
            (
                done.note, back_claim(done.note, done.reference, line.account), holding.shop, row[0] if row else "",
                "", done.reference, line.account, line.name, int(line.amount), date.fromisoformat(done.day),
                _heard(entry),
            ),
        )  # fmt: skip


def _netted(holding: Holding, entry: Entry) -> None:
    """A day was netted: the claims of it are, unless this life has netted the same day since."""
    done, connection = cast(VisitsSettled, entry.document), holding.connection
    one, other = sorted((holding.shop, done.partner))
    claims = (int(done.claim), int(done.debt)) if holding.shop == one else (int(done.debt), int(done.claim))
    day = date.fromisoformat(done.day)
    known = connection.execute(
        "SELECT 1 FROM visit_settlement WHERE shop = %s AND other = %s AND day = %s AND nth = %s",
        (one, other, day, done.nth),
    ).fetchone()
    if known is None:
        connection.execute(
            "INSERT INTO visit_settlement (shop, other, id, day, one_claims, other_claims, purchases, at, nth)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (one, other, done.id, day, *claims, done.purchases, from_iso(entry.time), done.nth),
        )
    connection.execute(
        "UPDATE visit_claim SET settlement = v.id FROM visit_settlement v WHERE v.shop = %(one)s"
        " AND v.other = %(other)s AND v.id = %(id)s AND settlement = '' AND heard = %(day)s"
        " AND visit_claim.shop IN (%(one)s, %(other)s) AND visitor IN (%(one)s, %(other)s)",
        {"one": one, "other": other, "id": done.id, "day": day},
    )


def _repaid(holding: Holding, entry: Entry) -> None:
    done = cast(SettlementPaid, entry.document)
    one, other = sorted((holding.shop, done.partner))
    at = from_iso(entry.time)
    holding.connection.execute(
        "INSERT INTO visit_payment (shop, other, payment, payer, amount, day, way, proof, note, state, said_by,"
        " said_at, booked_by, booked_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'booked', %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (
            one, other, done.payment, done.partner if done.received else holding.shop, int(done.amount),
            date.fromisoformat(done.day), done.way, done.proof, done.note, done.by, at, done.by, at,
        ),
    )  # fmt: skip


def _repaid_not(holding: Holding, entry: Entry) -> None:
    done = cast(SettlementWithdrawn, entry.document)
    one, other = sorted((holding.shop, done.partner))
    holding.connection.execute(
        "UPDATE visit_payment SET state = 'withdrawn', withdrawn_by = %s, withdrawn_at = %s, reason = %s"
        " WHERE shop = %s AND other = %s AND payment = %s AND state <> 'withdrawn'",
        (done.by, from_iso(entry.time), done.reason, one, other, done.payment),
    )


def _heard(entry: Entry) -> date:
    """The day on which the earlier life had heard of it."""
    return from_iso(entry.time).astimezone(WIB).date()


_RECALL: dict[str, Callable[[Holding, Entry], None]] = {
    "rights_out": _reserved,
    "visit_paid": _paid,
    "rights_in": _went_back,
    "topped_up": _goods_back,
    "visits_settled": _netted,
    "settlement_paid": _repaid,
    "settlement_withdrawn": _repaid_not,
}

_DONE_ONCE = ("visit_paid", "rights_in", "topped_up")


def done_again(connection: Connection, shop: str, device: str, flag: str) -> set[tuple[int, int]]:
    """(epoch, number) of entries with a flag whose act a later life of the province has done once more."""
    rows = connection.execute(
        "SELECT epoch, seq, line, coalesce(flag, '') FROM entry WHERE shop = %s AND device = %s AND kind = ANY(%s)",
        (shop, device, list(_DONE_ONCE)),
    ).fetchall()
    acts = [(epoch, seq, held, _key(read_entry(bytes(line)).document)) for epoch, seq, line, held in rows]
    latest: dict[str, int] = {}
    for epoch, _seq, held, key in acts:
        if key and held != flag:
            latest[key] = max(latest.get(key, 0), epoch)
    return {(epoch, seq) for epoch, seq, held, key in acts if held == flag and key and latest.get(key, 0) > epoch}


def _key(document: Document) -> str:
    match document:
        case VisitPaid():
            return f"paid/{document.transfer}/{document.sale}"
        case RightsIn():
            return f"in/{document.transfer}"
        case ToppedUp() if document.way == "visit":
            return f"back/{document.note}/{document.reference}/{document.lines[0].account}"
    return ""
