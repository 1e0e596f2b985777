"""Two pesantren that take each other's cards: off until both have confirmed, over as soon as either ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.journal.documents import VisitsAgreed
from koperasi_pos.province.announcements import new_id
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder.holding import hold_all
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.values import Refusal

_COLUMNS = "one, other, one_by, one_at, other_by, other_at, visit_agreement.state, ended_by, ended_at"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two shops said. `one` < `other`; both have to confirm."""

    one: str
    other: str
    one_by: str
    one_at: datetime | None
    other_by: str
    other_at: datetime | None
    state: str
    ended_by: str
    ended_at: datetime | None

    def partner_of(self, shop: str) -> str:
        """The other shop of the two."""
        return self.other if shop == self.one else self.one

    def said_by(self, shop: str) -> str:
        """Who confirmed for a shop; empty for nobody yet."""
        return self.one_by if shop == self.one else self.other_by


@dataclass(frozen=True, slots=True)
class Partnership:
    """An agreement as one of the two shops sees it."""

    agreement: Agreement
    partner: str
    name: str
    pesantren: str
    ours: str
    theirs: str


def partnerships(connection: Connection, shop: str) -> list[Partnership]:
    """Every agreement of a shop, those that are over too; by the partner's name."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, s.id, s.name, s.pesantren FROM visit_agreement JOIN shop s"  # noqa: S608 - our own words
        " ON s.id = CASE WHEN one = %s THEN other ELSE one END WHERE one = %s OR other = %s"
        " ORDER BY (visit_agreement.state = 'ended'), s.name, s.id",
        (shop, shop, shop),
    ).fetchall()
    found = []
    for row in rows:
        agreement = Agreement(*row[:9])
        partner = agreement.partner_of(shop)
        found.append(
            Partnership(
                agreement, partner, row[10], row[11], agreement.said_by(shop), agreement.said_by(partner)
            )
        )  # fmt: skip
    return found


def partners(connection: Connection, shop: str) -> list[str]:
    """Shops whose cards are taken at a shop right now."""
    rows = connection.execute(
        "SELECT CASE WHEN one = %s THEN other ELSE one END FROM visit_agreement"
        " WHERE state = 'active' AND (one = %s OR other = %s)",
        (shop, shop, shop),
    )
    return [row[0] for row in rows]


def confirm(
    connection: Connection, by: Officer, shop: str, partner: str, *, words: str, legal: bool, now: datetime
) -> Agreement:
    """Confirm for a shop that it takes the partner's cards and the other way round; in force once both have.

    The owner of the shop confirms for it; an officer of the province writes down who did (`words`). `Refusal`:
    `officer_may_not`, `visit_self`, `shop_unknown`, `visit_legal`, `visit_words`.
    """
    by.check("visits")
    said = " ".join(words.split())[:120]
    if by.shop and by.shop != shop:
        raise Refusal("officer_may_not")
    if not legal:
        raise Refusal("visit_legal")
    if not by.shop and len(said) < 3:
        raise Refusal("visit_words")
    if shop == partner:
        raise Refusal("visit_self")
    hold_all(connection, [shop, partner], now)
    one, other = sorted((shop, partner))
    connection.execute("INSERT INTO visit_agreement (one, other) VALUES (%s, %s) ON CONFLICT DO NOTHING", (one, other))
    held = _locked(connection, one, other)
    if held.state == "ended":
        # A new agreement: what was said for the old one counts no more.
        connection.execute(
            "UPDATE visit_agreement SET one_by = '', one_at = NULL, other_by = '', other_at = NULL, state = 'offered',"
            " ended_by = '', ended_at = NULL WHERE one = %s AND other = %s",
            (one, other),
        )
    side = "one" if shop == one else "other"
    told = f"{said} ({by.login})" if said else by.name
    connection.execute(
        f"UPDATE visit_agreement SET {side}_by = %s, {side}_at = %s WHERE one = %s AND other = %s",  # noqa: S608
        (told, now, one, other),
    )
    after = _locked(connection, one, other)
    audit.note(connection, by.login, "visits_confirmed", shop, partner=partner, words=said)
    if after.state == "offered" and after.one_at and after.other_at:
        connection.execute("UPDATE visit_agreement SET state = 'active' WHERE one = %s AND other = %s", (one, other))
        _tell(connection, one, other, active=True, by=f"{after.one_by}; {after.other_by}", login=by.login, now=now)
    return _locked(connection, one, other)


def end(connection: Connection, by: Officer, shop: str, partner: str, *, now: datetime) -> Agreement:
    """End it for both at once; what is reserved may still be paid. `Refusal`: `officer_may_not`, `visit_not_agreed`."""
    by.check("visits")
    if by.shop and by.shop != shop:
        raise Refusal("officer_may_not")
    hold_all(connection, [shop, partner], now)
    one, other = sorted((shop, partner))
    row = connection.execute(
        "UPDATE visit_agreement SET state = 'ended', ended_by = %s, ended_at = %s WHERE one = %s AND other = %s"
        " AND state <> 'ended' RETURNING one_at IS NOT NULL AND other_at IS NOT NULL",
        (by.name, now, one, other),
    ).fetchone()
    if row is None:
        raise Refusal("visit_not_agreed")
    if row[0]:
        _tell(connection, one, other, active=False, by=by.name, login=by.login, now=now)
    audit.note(connection, by.login, "visits_ended", shop, partner=partner)
    return _locked(connection, one, other)


def _locked(connection: Connection, one: str, other: str) -> Agreement:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM visit_agreement WHERE one = %s AND other = %s FOR UPDATE",  # noqa: S608
        (one, other),
    ).fetchone()
    assert row is not None
    return Agreement(*row)


def _tell(connection: Connection, one: str, other: str, *, active: bool, by: str, login: str, now: datetime) -> None:
    """Both shops' tills hear of it."""
    for shop, holding in sorted(hold_all(connection, [one, other], now).items()):
        partner = other if shop == one else one
        row = connection.execute("SELECT name, pesantren FROM shop WHERE id = %s", (partner,)).fetchone()
        assert row is not None
        holding.write(
            VisitsAgreed(id=new_id(now), partner=partner, name=row[0], pesantren=row[1], active=active, by=by),
            staff=login,
        )
