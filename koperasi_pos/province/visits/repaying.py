"""Payments between two pesantren: said by one, confirmed by the other, in both journals; withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from koperasi_pos.journal.documents import SettlementPaid, SettlementWithdrawn
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder.holding import Holding, hold_all
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.trade import clearing
from koperasi_pos.trade.cards import check_amount
from koperasi_pos.trade.clearing import Owed
from koperasi_pos.values import WIB, Refusal, Rupiah

_COLUMNS = (
    "shop, other, payment, payer, amount, day, way, proof, note, state, said_by, said_for, said_at, booked_by,"
    " booked_at, withdrawn_by, withdrawn_at, reason"
)
_OLDEST = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Repayment:
    """A payment between two shops; `shop` < `other`, `payer` is one of them. `said_for` is whose owner said it."""

    shop: str
    other: str
    payment: str
    payer: str
    amount: int
    day: date
    way: str
    proof: str
    note: str
    state: str
    said_by: str
    said_for: str
    said_at: datetime
    booked_by: str
    booked_at: datetime | None
    withdrawn_by: str
    withdrawn_at: datetime | None
    reason: str

    @property
    def payee(self) -> str:
        """Who gets it."""
        return self.other if self.payer == self.shop else self.shop

    def partner_of(self, shop: str) -> str:
        """The other one of the two."""
        return self.other if shop == self.shop else self.shop

    def counted_for(self, shop: str) -> int:
        """Above 0 it came to this shop, below it left; nothing as long as it is only said, or withdrawn."""
        if self.state != "booked":
            return 0
        return self.amount if shop == self.payee else -self.amount


def of_pair(connection: Connection, shop: str, partner: str) -> list[Repayment]:
    """Payments between two shops, the oldest first."""
    return _read(connection, "shop = %s AND other = %s", sorted((shop, partner)))


def of_shop(connection: Connection, shop: str) -> list[Repayment]:
    """Payments of a shop with all others, the oldest first."""
    return _read(connection, "shop = %s OR other = %s", (shop, shop))


def _read(connection: Connection, where: str, values: Sequence[str]) -> list[Repayment]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM visit_payment WHERE {where} ORDER BY day, said_at, payment",  # noqa: S608 - our words
        tuple(values),
    )
    return [Repayment(*row) for row in rows]


def acts_between(connection: Connection, shop: str, partner: str) -> list[Owed]:
    """Days that were netted and payments that count, as `shop` sees them."""
    one, other = sorted((shop, partner))
    days = connection.execute(
        "SELECT id, day, one_claims - other_claims FROM visit_settlement WHERE shop = %s AND other = %s", (one, other)
    ).fetchall()
    sign = 1 if shop == one else -1
    acts = [Owed(id, day.toordinal(), sign * net) for id, day, net in days]
    return acts + [
        Owed(paid.payment, paid.day.toordinal(), counted, payment=True)
        for paid in of_pair(connection, shop, partner)
        if (counted := paid.counted_for(shop))
    ]


def rest_between(connection: Connection, shop: str, partner: str) -> int:
    """What the partner owes this shop now, of days that were netted; below 0 what this shop owes."""
    return clearing.total(acts_between(connection, shop, partner))


@dataclass(frozen=True, slots=True)
class Owing:
    """How a shop stands with a partner: what was netted, what of it is paid, what is left; above 0 we get it."""

    partner: str
    name: str
    settled: int
    paid: int
    rest: int
    waiting: int
    """What payers said and nobody has confirmed yet."""
    rests: Mapping[str, int]
    """Settlement or payment → what is left of it."""


def owing(connection: Connection, shop: str) -> list[Owing]:
    """How a shop stands with everybody it ever netted a day with; by the partner's name."""
    rows = connection.execute(
        "SELECT DISTINCT s.id, coalesce(nullif(s.pesantren, ''), s.name) FROM visit_settlement v"
        " JOIN shop s ON s.id = CASE WHEN v.shop = %s THEN v.other ELSE v.shop END"
        " WHERE v.shop = %s OR v.other = %s ORDER BY 2, 1",
        (shop, shop, shop),
    ).fetchall()
    found = []
    for partner, name in rows:
        acts = acts_between(connection, shop, partner)
        settled = sum(act.amount for act in acts if not act.payment)
        paid = sum(act.amount for act in acts if act.payment)
        waiting = sum(one.amount for one in of_pair(connection, shop, partner) if one.state == "said")
        found.append(Owing(partner, name, settled, paid, settled - paid, waiting, clearing.rests(acts)))
    return found


def record(
    connection: Connection, by: Officer, shop: str, partner: str, amount: Rupiah, *, day: date, way: str, proof: str,
    note: str, now: datetime,
) -> Repayment:  # fmt: skip
    """Write down that who owes has paid. It counts at once where who got it or the province says so; what the payer
    says waits until the other one confirms it. The same proof again is done once.

    `Refusal`: `officer_may_not`, `amount_out_of_range`, `day_to_come`, `settlement_known`, and as `check_payment`.
    """
    _check_who(by, shop, partner)
    check_amount(amount)
    if not _OLDEST <= day <= now.astimezone(WIB).date():
        raise Refusal("day_to_come")
    holdings = hold_all(connection, [shop, partner], now)
    rest = rest_between(connection, shop, partner)
    said = " ".join(proof.split())[:120]
    before = [one for one in of_pair(connection, shop, partner) if one.proof.casefold() == said.casefold()]
    for one in before:
        if one.state != "withdrawn":
            if (one.amount, one.day, one.way) == (int(amount), day, way):
                return one
            raise Refusal("settlement_known", proof=one.proof)
    said = clearing.check_payment(rest, amount, way, said)
    payer = partner if rest > 0 else shop
    one_shop, other = sorted((shop, partner))
    payment = hashlib.sha256(f"{one_shop}/{other}/{said.casefold()}/{len(before)}".encode()).hexdigest()[:32]
    connection.execute(
        "INSERT INTO visit_payment (shop, other, payment, payer, amount, day, way, proof, note, state, said_by,"
        " said_for, said_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'said', %s, %s, %s)",
        (
            one_shop, other, payment, payer, int(amount), day, way, said, " ".join(note.split())[:200], by.name,
            by.shop, now,
        ),
    )  # fmt: skip
    audit.note(
        connection, by.login, "settlement_said", shop, partner=partner, amount=int(amount), reference=said, way=way
    )
    if by.shop != payer:
        _book(connection, by, holdings, one_shop, other, payment, now)
    return _known(connection, shop, partner, payment)


def confirm(connection: Connection, by: Officer, shop: str, partner: str, payment: str, *, now: datetime) -> Repayment:
    """Who got it, or the province, says that it has arrived. `Refusal`: `officer_may_not`, `settlement_unknown`,
    `settlement_not_yours`, `settlement_too_much` (meanwhile less is owed).
    """
    _check_who(by, shop, partner)
    holdings = hold_all(connection, [shop, partner], now)
    paid = _known(connection, shop, partner, payment)
    if by.shop and by.shop != paid.payee:
        raise Refusal("settlement_not_yours")
    if paid.state == "withdrawn":
        raise Refusal("settlement_unknown")
    if paid.state == "said":
        owed = rest_between(connection, paid.payee, paid.payer)
        if paid.amount > owed:
            raise Refusal("settlement_too_much", rest=Rupiah(max(0, owed)))
        _book(connection, by, holdings, paid.shop, paid.other, payment, now)
    return _known(connection, shop, partner, payment)


def withdraw(
    connection: Connection, by: Officer, shop: str, partner: str, payment: str, *, reason: str, now: datetime
) -> Repayment:
    """It was wrong, or never arrived: it is owed again. `Refusal`: `officer_may_not`, `reason_missing`,
    `settlement_unknown` (also where it was withdrawn before).
    """
    _check_who(by, shop, partner)
    why = " ".join(reason.split())[:200]
    if len(why) < 3:
        raise Refusal("reason_missing")
    holdings = hold_all(connection, [shop, partner], now)
    paid = _known(connection, shop, partner, payment)
    if paid.state == "withdrawn":
        raise Refusal("settlement_unknown")
    connection.execute(
        "UPDATE visit_payment SET state = 'withdrawn', withdrawn_by = %s, withdrawn_at = %s, reason = %s"
        " WHERE shop = %s AND other = %s AND payment = %s",
        (by.name, now, why, paid.shop, paid.other, payment),
    )
    if paid.state == "booked":
        for one, holding in sorted(holdings.items()):
            holding.write(
                SettlementWithdrawn(
                    id=_id(holding, f"settlement-withdrawn/{payment}"), payment=payment, partner=paid.partner_of(one),
                    name=_name(connection, paid.partner_of(one)), amount=Rupiah(paid.amount),
                    received=one == paid.payee, reason=why, by=by.name, day=now.astimezone(WIB).date().isoformat(),
                ),
                staff=by.login,
            )  # fmt: skip
    audit.note(
        connection, by.login, "settlement_withdrawn", shop, partner=partner, amount=paid.amount, reference=paid.proof,
        reason=why,
    )  # fmt: skip
    return _known(connection, shop, partner, payment)


def _book(
    connection: Connection, by: Officer, holdings: dict[str, Holding], one: str, other: str, payment: str, now: datetime
) -> None:
    """From now on it counts: both journals get it."""
    connection.execute(
        "UPDATE visit_payment SET state = 'booked', booked_by = %s, booked_at = %s"
        " WHERE shop = %s AND other = %s AND payment = %s",
        (by.name, now, one, other, payment),
    )
    paid = _known(connection, one, other, payment)
    told = paid.said_by if paid.said_by == by.name else f"{paid.said_by}; {by.name}"
    for shop, holding in sorted(holdings.items()):
        holding.write(
            SettlementPaid(
                id=_id(holding, f"settlement-paid/{payment}"), payment=payment, partner=paid.partner_of(shop),
                name=_name(connection, paid.partner_of(shop)), amount=Rupiah(paid.amount),
                received=shop == paid.payee, way=paid.way, proof=paid.proof, day=paid.day.isoformat(), by=told,
                note=paid.note,
            ),
            staff=by.login,
        )  # fmt: skip
    if paid.said_by != by.name:
        audit.note(
            connection, by.login, "settlement_confirmed", one, partner=other, amount=paid.amount, reference=paid.proof
        )


def _check_who(by: Officer, shop: str, partner: str) -> None:
    by.check("visits")
    if by.shop and by.shop not in (shop, partner):
        raise Refusal("officer_may_not")


def _known(connection: Connection, shop: str, partner: str, payment: str) -> Repayment:
    found = next((one for one in of_pair(connection, shop, partner) if one.payment == payment), None)
    if found is None:
        raise Refusal("settlement_unknown")
    return found


def _name(connection: Connection, shop: str) -> str:
    row = connection.execute("SELECT coalesce(nullif(pesantren, ''), name) FROM shop WHERE id = %s", (shop,)).fetchone()
    return str(row[0]) if row else shop


def _id(holding: Holding, what: str) -> str:
    """The id of a document of this life about something that is the same in every life."""
    return hashlib.sha256(f"{what}/{holding.epoch}".encode()).hexdigest()[:32]
