"""Everything that is kept of a child as a file for its guardian, and requests to delete it."""

from __future__ import annotations

import base64
import csv
import io
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.wali import children, people, photos
from koperasi_pos.province.wali.children import Child
from koperasi_pos.province.wali.people import Wali
from koperasi_pos.values import Refusal, to_iso

MOST_ROWS = 100_000


@dataclass(frozen=True)
class Request:
    """A guardian asks that the data of a child be deleted."""

    id: str
    account: str
    child: str
    wali: str
    reason: str
    made_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


def as_json(connection: Connection, wali: Wali, found: Child, now: datetime) -> bytes:
    """All of it as JSON: the child, its card, limits, movements with goods, refusals, and the guardian's consent."""
    moved = children.movements(connection, found, limit=MOST_ROWS)
    refused = connection.execute(
        "SELECT at, code, goods, amount FROM card_refusal WHERE shop = %s AND account = %s ORDER BY at",
        (found.shop, found.account),
    ).fetchall()
    held = photos.photo_of(connection, found)
    told: dict[str, Any] = {
        "written_at": to_iso(now),
        "child": {
            "name": found.name, "nis": found.nis, "class": found.school_class, "room": found.room,
            "allergens": list(found.allergens), "account": found.account, "state": found.state,
            "reason": found.reason, "balance": found.balance, "card": found.card,
            "photo": base64.b64encode(held[0]).decode() if held else "",
        },
        "shop": {"name": found.shop_name, "pesantren": found.pesantren},
        "limits": found.own.model_dump(mode="json", exclude={"id", "account", "name"}),
        "rules_of_pesantren": found.rules.model_dump(mode="json", exclude={"id"}),
        "movements": [
            {
                "at": to_iso(one.at), "kind": one.kind, "way": one.way, "amount": one.amount, "till": one.till,
                "goods": [
                    {"name": name, "thousandths": quantity, "unit": unit, "total": total}
                    for name, quantity, unit, total in one.goods
                ],
            }
            for one in moved
        ],
        "refused": [
            {"at": to_iso(at), "code": code, "goods": list(goods), "amount": amount}
            for at, code, goods, amount in refused
        ],
        "consent": [
            {"given": to_iso(given), "version": version, "withdrawn": to_iso(gone) if gone else None}
            for given, version, gone in people.consents(connection, wali)
        ],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_csv(connection: Connection, found: Child) -> bytes:
    """The movements as a sheet, one row for each."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(("at", "kind", "way", "amount", "till", "goods"))
    for one in children.movements(connection, found, limit=MOST_ROWS):
        goods = "; ".join(name for name, *_rest in one.goods)
        # A name that begins like a formula stays a name in every spreadsheet.
        goods = "'" + goods if goods[:1] in ("=", "+", "-", "@", "\t") else goods
        sheet.writerow((to_iso(one.at), one.kind, one.way, one.amount, one.till, goods))
    return out.getvalue().encode("utf-8-sig")


def ask_deletion(connection: Connection, wali: Wali, found: Child, reason: str, now: datetime) -> None:
    """Ask for a child's data to be deleted; an open request is not doubled."""
    connection.execute(
        "INSERT INTO wali_request (shop, id, wali, account, reason, made_at) SELECT %s, %s, %s, %s, %s, %s"
        " WHERE NOT EXISTS (SELECT 1 FROM wali_request WHERE shop = %s AND account = %s AND answered_at IS NULL)",
        (
            wali.shop, uuid.uuid4().hex, wali.id, found.account, reason[:500], now, wali.shop, found.account,
        ),
    )  # fmt: skip


_REQUESTS = """SELECT q.id, q.account, coalesce(nullif(p.name, ''), a.name, q.account), w.name, q.reason, q.made_at,
        q.answer, q.answered_by, q.answered_at FROM wali_request q
    JOIN wali w ON w.shop = q.shop AND w.id = q.wali
    LEFT JOIN card_account a ON a.shop = q.shop AND a.account = q.account
    LEFT JOIN card_person p ON p.shop = a.shop AND p.person = a.person WHERE q.shop = %s"""


def requests(connection: Connection, shop: str) -> list[Request]:
    """Every request of a shop, those that wait first."""
    rows = connection.execute(f"{_REQUESTS} ORDER BY q.answered_at IS NOT NULL, q.made_at DESC", (shop,))
    return [Request(*row) for row in rows]


def request_of(connection: Connection, wali: Wali, account: str) -> Request | None:
    """The guardian's last request about a child."""
    row = connection.execute(
        f"{_REQUESTS} AND q.wali = %s AND q.account = %s ORDER BY q.made_at DESC LIMIT 1", (wali.shop, wali.id, account)
    ).fetchone()
    return Request(*row) if row else None


def answer(
    connection: Connection, by: Officer, shop: str, request: str, words: str, *, deleted: bool, now: datetime
) -> None:
    """An officer answers; where it was deleted, no guardian sees the child any more. `Refusal("wali_request_over")`."""
    words = " ".join(words.split())[:500]
    if not deleted and len(words) < 5:
        raise Refusal("wali_answer_words")
    row = connection.execute(
        "UPDATE wali_request SET answer = %s, answered_by = %s, answered_at = %s"
        " WHERE shop = %s AND id = %s AND answered_at IS NULL RETURNING account",
        (words or "deleted", by.login, now, shop, request),
    ).fetchone()
    if row is None:
        raise Refusal("wali_request_over")
    if deleted:
        connection.execute("DELETE FROM wali_child WHERE shop = %s AND account = %s", (shop, row[0]))
    audit.note(connection, by.login, "wali_request_answered", shop, account=row[0], deleted=int(deleted))
