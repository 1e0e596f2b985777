"""What officers tell the shops: messages, recommended prices, block lists; to all, to a kabupaten, to one shop."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from koperasi_pos.journal.documents import (
    Blocked,
    BlockListSaved,
    Document,
    MessageSent,
    PriceRecommended,
    RecommendedPrice,
    Withdrawn,
)
from koperasi_pos.province.announcements import announce, announce_to, new_id
from koperasi_pos.province.database import Connection
from koperasi_pos.province.identity import identity
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.oversight.shops import shop as find_shop
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words.numbers import parse_rupiah

KINDS = ("message", "recommended_price", "block_list")
MOST_ROWS = 1000
_ACTS = {"message": "message_sent", "recommended_price": "prices_sent", "block_list": "block_list_saved"}


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: one shop, a kabupaten, or all where both are empty."""

    kabupaten: str = ""
    shop: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One message, list of prices or block list that went out."""

    id: str
    kind: str
    at: datetime
    officer: str
    kabupaten: str
    shop: str
    shops: int
    title: str
    body: dict[str, Any]
    audience: str
    """The name of the kabupaten or shop, empty for all."""
    current: bool
    """Of block lists: no newer one of the same goods or cards that still holds went to the same audience."""
    withdrawn: datetime | None
    withdrawn_by: str
    withdrawn_for: str
    """Why."""


def audience(connection: Connection, by: Officer, kind: str, kabupaten: str, shop: str) -> Audience:
    """Whom an officer may tell: the province anybody, a kabupaten its own."""
    by.check("messages")
    if kind == "shop":
        if find_shop(connection, by, shop) is None:
            raise Refusal("enrol_shop")
        return Audience(shop=shop)
    if by.kabupaten:
        return Audience(kabupaten=by.kabupaten)
    if kind == "kabupaten":
        if not kabupaten:
            raise Refusal("kabupaten_missing")
        return Audience(kabupaten=kabupaten)
    return Audience()


def send_message(connection: Connection, by: Officer, to: Audience, title: str, text: str, now: datetime) -> str:
    """A message for the people of the shops; gives its id."""
    title = " ".join(title.split())
    if not 2 <= len(title) <= 120 or not 2 <= len(text) <= 2000:
        raise Refusal("message_empty")
    document = MessageSent(id=new_id(now), title=title, text=text, sender=by.name)
    return _send(connection, by, to, document, title, now)


def send_prices(
    connection: Connection, by: Officer, to: Audience, prices: Sequence[RecommendedPrice], note: str, now: datetime
) -> str:
    """Prices that shops may take over; gives the id."""
    if not prices:
        raise Refusal("list_empty")
    document = PriceRecommended(id=new_id(now), prices=list(prices), note=note, sender=by.name)
    title = note or ", ".join(one.name for one in prices[:3])
    return _send(connection, by, to, document, title[:120], now)


def save_block_list(
    connection: Connection, by: Officer, to: Audience, what: str, blocked: Sequence[Blocked], now: datetime
) -> str:
    """The whole list of blocked goods or cards; an empty one lifts all. Gives the id."""
    if what not in ("goods", "cards"):
        raise Refusal("block_what")
    document = BlockListSaved(id=new_id(now), what=what, blocked=list(blocked), sender=by.name)
    return _send(connection, by, to, document, what, now)


def lift(connection: Connection, by: Officer, one: Announcement, now: datetime) -> str:
    """An empty list in place of a block list, for the same shops."""
    if one.kind != "block_list" or not one.current or one.withdrawn is not None or not may_take_back(by, one):
        raise Refusal("block_over")
    to = Audience(one.kabupaten, one.shop)
    return save_block_list(connection, by, to, str(one.body.get("what", "")), [], now)


def may_take_back(by: Officer, one: Announcement) -> bool:
    """Whether it is this officer's to lift or withdraw: what went to the whole province is the province's."""
    return by.may("messages") and not (by.kabupaten and not one.kabupaten and not one.shop)


def withdraw(connection: Connection, by: Officer, one: Announcement, reason: str, now: datetime) -> str:
    """Take something back at every shop that it went to: there it is as if it had never been told. Gives the id."""
    by.check("messages")
    if not may_take_back(by, one):
        raise Refusal("withdraw_not_yours")
    reason = " ".join(reason.split())
    if len(reason) > 200:
        raise Refusal("text_long", count=200)
    taken = connection.execute(
        "UPDATE announcement SET withdrawn_at = %s, withdrawn_by = %s, withdrawn_for = %s"
        " WHERE id = %s AND withdrawn_at IS NULL",
        (now, by.login, reason, one.id),
    )
    if not taken.rowcount:
        raise Refusal("withdrawn_already")
    document = Withdrawn(
        id=new_id(now), withdraws=one.id, what=one.kind, title=one.title, reason=reason, sender=by.name
    )
    # Whom it went to, not who would get it today: shops move to other kabupaten, close and come.
    shops = connection.execute(
        "SELECT id FROM shop WHERE EXISTS (SELECT 1 FROM entry WHERE entry.shop = shop.id AND entry.id = %s)"
        " ORDER BY id",
        (uuid.UUID(one.id),),
    ).fetchall()
    who = identity(connection)
    for (shop,) in shops:
        announce(connection, shop, document, now=now, staff=by.login, who=who)
    audit.note(
        connection, by.login, "withdrawn", one.shop, title=one.title, kabupaten=one.kabupaten, shops=len(shops),
        reason=reason,
    )  # fmt: skip
    return document.id


def announcements(
    connection: Connection, viewer: Officer, *, kind: str = "", id: str = "", limit: int = 100, offset: int = 0
) -> list[Announcement]:
    """What went out to shops that the viewer sees, newest first."""
    seen, gaps = viewer.sees("a.shop")
    rows = connection.execute(
        "SELECT a.id, a.kind, a.at, a.officer, a.kabupaten, a.shop, a.shops, a.title, a.body,"  # noqa: S608
        " coalesce(s.name, k.name, ''), NOT EXISTS (SELECT 1 FROM announcement n WHERE n.kind = a.kind"
        " AND n.kabupaten = a.kabupaten AND n.shop = a.shop AND n.body->>'what' IS NOT DISTINCT FROM a.body->>'what'"
        " AND n.withdrawn_at IS NULL AND n.at > a.at), a.withdrawn_at, a.withdrawn_by, a.withdrawn_for"
        " FROM announcement a LEFT JOIN kabupaten k ON k.code = a.kabupaten"
        f" LEFT JOIN shop s ON s.id = a.shop WHERE (CASE WHEN a.shop <> '' THEN {seen}"
        " ELSE %s = '' OR a.kabupaten IN ('', %s) END) AND (%s = '' OR a.kind = %s) AND (%s = '' OR a.id = %s)"
        " ORDER BY a.at DESC, a.id LIMIT %s OFFSET %s",
        (*gaps, viewer.kabupaten, viewer.kabupaten, kind, kind, id, id, limit, offset),
    )
    return [Announcement(*row) for row in rows]


def read_prices(text: str) -> list[RecommendedPrice]:
    """Prices from lines `code; name; price; unit`; the unit may be left out, the code may be empty."""
    found = []
    for number, cells in _rows(text):
        if len(cells) < 3 or not cells[1]:
            raise Refusal("price_line", line=number)
        try:
            price = parse_rupiah(cells[2])
        except ValueError:
            raise Refusal("price_line", line=number) from None
        if price <= 0:
            raise Refusal("price_line", line=number)
        unit = cells[3] if len(cells) > 3 else ""
        found.append(RecommendedPrice(code=cells[0][:64], name=cells[1][:120], price=Rupiah(price), unit=unit[:20]))
    return found


def read_blocked(text: str) -> list[Blocked]:
    """Codes from lines `code; reason`; the reason may be left out."""
    found = []
    for number, cells in _rows(text):
        if not cells[0] or len(cells[0]) > 64:
            raise Refusal("block_line", line=number)
        found.append(Blocked(code=cells[0], reason="; ".join(cells[1:])[:200]))
    return found


def _rows(text: str) -> list[tuple[int, list[str]]]:
    rows = [
        (number, [" ".join(cell.split()) for cell in line.split(";")])
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]
    if len(rows) > MOST_ROWS:
        raise Refusal("list_long", count=MOST_ROWS)
    return rows


def _send(connection: Connection, by: Officer, to: Audience, document: Document, title: str, now: datetime) -> str:
    by.check("messages")
    shops = announce_to(connection, document, now=now, shop=to.shop, kabupaten=to.kabupaten, staff=by.login)
    if not shops:
        raise Refusal("no_shop_there")
    connection.execute(
        "INSERT INTO announcement (id, kind, officer, kabupaten, shop, shops, title, body)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            document.id, document.kind, by.login, to.kabupaten, to.shop, shops, title,
            Jsonb(document.model_dump(mode="json")),
        ),
    )  # fmt: skip
    audit.note(connection, by.login, _ACTS[document.kind], to.shop, title=title, kabupaten=to.kabupaten, shops=shops)
    return str(document.id)
