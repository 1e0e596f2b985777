"""Money that a wali sent to the pesantren's bank account, put on a card here: the province holds it for the shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.journal.documents import CardRulesSaved, ToppedUp, TopUpLine
from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.holder.answering import answer_waiting
from koperasi_pos.province.holder.holding import hold
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.wali.wishes import book_now
from koperasi_pos.trade.cards import check_amount, check_ceiling
from koperasi_pos.values import Refusal, Rupiah, business_day

_ACCOUNT = """SELECT coalesce(nullif(p.name, ''), a.name), a.state, a.balance + coalesce((SELECT -sum(h.net)
        FROM card_holder h WHERE h.shop = a.shop AND h.account = a.account AND h.net < 0), 0)::bigint, r.body
    FROM card_account a LEFT JOIN card_person p ON p.shop = a.shop AND p.person = a.person
    LEFT JOIN card_rule r ON r.shop = a.shop WHERE a.shop = %s AND a.account = %s AND a.opened IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came by transfer and was put on a card at the province."""

    id: str
    reference: str
    account: str
    name: str
    amount: int
    note: str
    officer: str
    at: datetime


def top_up(
    pool: Pool, by: Officer, shop: str, account: str, amount: Rupiah, *, reference: str, note: str, id: str,
    now: datetime,
) -> Transfer:  # fmt: skip
    """Put a transfer on a card; the province may spend it until a till asks for it. The same `id` again is done once.

    `Refusal`: `officer_may_not`, `reference_missing`, `transfer_known`, `account_unknown`, `account_closed`,
    `card_ceiling`, `province_is_dead`.
    """
    by.check("card_money")
    check_amount(amount)
    proof, said = " ".join(reference.split())[:120], " ".join(note.split())[:200]
    if len(proof) < 3:
        raise Refusal("reference_missing", way="transfer")
    book_now(pool, shop)
    with pool.writing() as connection:
        holding = hold(connection, shop, now)
        held = _known(connection, shop, proof, id)
        if held is not None:
            return held
        holding.check_living()
        row = connection.execute(_ACCOUNT, (shop, account)).fetchone()
        if row is None:
            raise Refusal("account_unknown")
        name, state, balance, rules = row
        if state == "closed":
            raise Refusal("account_closed", name=name)
        check_ceiling(name, balance, amount, CardRulesSaved.model_validate({"id": "", **(rules or {})}))
        line = TopUpLine(account=account, name=name, amount=amount, balance=Rupiah(balance) + amount)
        holding.put_on(
            ToppedUp(
                id=id, lines=[line], total=amount, way="transfer", reference=proof,
                day=business_day(now).isoformat(), cashier=by.name, note=said,
            ),
            staff=by.login,
        )  # fmt: skip
        done = Transfer(id, proof, account, name, int(amount), said, by.login, now)
        connection.execute(
            "INSERT INTO holding_proof (shop, reference, id, account, name, amount, note, officer, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (shop, proof, id, account, name, int(amount), said, by.login, now),
        )
        audit.note(connection, by.login, "card_topped_up", shop, name=name, amount=int(amount), reference=proof)
        answer_waiting(holding, account)
        return done


def _known(connection: Connection, shop: str, proof: str, id: str) -> Transfer | None:
    """The same act where it was done already; `Refusal("transfer_known")` for the same proof in another act."""
    row = connection.execute(
        "SELECT id, reference, account, name, amount, note, officer, at FROM holding_proof"
        " WHERE shop = %s AND (reference = %s OR id = %s)",
        (shop, proof, id),
    ).fetchone()
    if row is not None and row[0] == id:
        return Transfer(*row)
    at_till = connection.execute(
        "SELECT 1 FROM card_movement WHERE shop = %s AND reference = %s AND kind = 'top_up' LIMIT 1", (shop, proof)
    ).fetchone()
    if row is not None or at_till is not None:
        raise Refusal("transfer_known", reference=proof)
    return None


def transfers(connection: Connection, shop: str, *, limit: int = 50, offset: int = 0) -> list[Transfer]:
    """What was put on cards here, the newest first."""
    rows = connection.execute(
        "SELECT id, reference, account, name, amount, note, officer, at FROM holding_proof WHERE shop = %s"
        " ORDER BY at DESC, id LIMIT %s OFFSET %s",
        (shop, limit, offset),
    )
    return [Transfer(*row) for row in rows]
