"""Officers, shops, codes and tills of a province on the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from koperasi_pos.cli.province import database_of, province_command, settings_of
from koperasi_pos.cli.session import Session
from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.words import _, dates

OWNER = Officer("command-line", "command-line", "Baris perintah", "province", "", False, True, "id")
"""Who can open the database may do everything anyway; the audit names the command line."""


def _told(session: Session, rows: list[dict[str, Any]], *columns: str) -> int:
    """A list: a line a row for people, an object for programs."""
    if session.as_json:
        session.tell("", rows=rows)
    else:
        for row in rows:
            session.tell("  ".join(str(row[name] if row[name] is not None else "-") for name in columns))
    return 0


@province_command
def officer_add(session: Session) -> int:
    """Add an officer."""
    from koperasi_pos.province.officers import people

    words = session.words
    with database_of(session) as pool, pool.writing() as connection:
        made, password = people.add(connection, OWNER.login, words.login, words.name, words.role, words.scope)
    session.tell(
        _("{login} may sign in with the password {password}, which is to be changed then.").format(
            login=made.login, password=password
        ),
        login=made.login, password=password,
    )  # fmt: skip
    return 0


@province_command
def officer_list(session: Session) -> int:
    """All officers."""
    from koperasi_pos.province.officers import people

    with database_of(session) as pool, pool.reading() as connection:
        rows = [
            {"login": one.login, "name": one.name, "role": one.role, "scope": one.scope, "state": one.state}
            for one in people.officers(connection)
        ]
    return _told(session, rows, "login", "name", "role", "scope", "state")


@province_command
def shop_add(session: Session) -> int:
    """Add a shop."""
    from koperasi_pos.province.oversight import shops

    fields = {name: str(getattr(session.words, name, "")) for name in shops.FIELDS if name != "state"}
    with database_of(session) as pool, pool.writing() as connection:
        made = shops.add(connection, OWNER, fields)
    session.tell(_("{name} takes part as {shop}.").format(name=fields["name"], shop=made), shop=made)
    return 0


@province_command
def shop_list(session: Session) -> int:
    """All shops."""
    with database_of(session) as pool, pool.reading() as connection:
        rows = connection.execute(
            "SELECT shop.id, shop.name, coalesce(k.name, shop.kabupaten), shop.state FROM shop"
            " LEFT JOIN kabupaten AS k ON k.code = shop.kabupaten ORDER BY 3, 2"
        ).fetchall()
    return _told(
        session, [dict(zip(("shop", "name", "kabupaten", "state"), row, strict=True)) for row in rows],
        "shop", "name", "kabupaten", "state",
    )  # fmt: skip


@province_command
def code(session: Session) -> int:
    """Make a one-time code."""
    from koperasi_pos.province.enrolment import make_code
    from koperasi_pos.province.officers import audit

    words, settings = session.words, settings_of(session)
    with database_of(session) as pool, pool.writing() as connection:
        made = make_code(
            connection, words.shop, words.purpose, now=datetime.now(UTC), replaces=words.replaces, by=OWNER.login
        )
        audit.note(connection, OWNER.login, "code_made", made.shop, enrol_purpose=made.purpose, replaces=made.replaces)
    qr = made.qr(settings.reached_at)
    if words.qr:
        import segno

        segno.make(qr, error="m", micro=False).save(str(Path(words.qr)), scale=6, border=4)
    session.tell(
        _("{code} is good for one machine until {end}.").format(code=made.code, end=dates.moment(made.ends_at)),
        code=made.code, qr=qr, ends_at=made.ends_at.isoformat(), shop=made.shop, purpose=made.purpose,
    )  # fmt: skip
    return 0


@province_command
def wali_paper(session: Session) -> int:
    """Make a paper for a wali: number, code, address."""
    from koperasi_pos.province.officers import audit
    from koperasi_pos.province.oversight.wali import account_of_nis
    from koperasi_pos.province.wali import codes, people

    words, settings = session.words, settings_of(session)
    with database_of(session) as pool, pool.writing() as connection:
        accounts = [account_of_nis(connection, words.shop, nis) for nis in words.nis]
        made = codes.make_code(connection, words.shop, accounts, name=words.name, now=datetime.now(UTC), by=OWNER.login)
        audit.note(
            connection, OWNER.login, "wali_code_made", words.shop, wali=made.wali.name,
            children=", ".join(made.children),
        )  # fmt: skip
    number = people.spoken_number(made.wali.number)
    address = f"{settings.reached_at}/wali/start?number={made.wali.number}"
    session.tell(
        _("{name} begins at {address} with the number {number} and the code {code}, good until {end}.").format(
            name=made.wali.name, address=address, number=number, code=made.code, end=dates.moment(made.ends_at)
        ),
        wali=made.wali.name, number=number, code=made.code, address=address, children=made.children,
        ends_at=made.ends_at.isoformat(),
    )  # fmt: skip
    return 0


@province_command
def tills(session: Session) -> int:
    """Tills and how they are."""
    names = ("shop", "code", "device", "state", "frozen", "last_seen", "backlog", "skew_seconds", "program")
    with database_of(session) as pool, pool.reading() as connection:
        rows = connection.execute(
            "SELECT till.shop, code, till.device, state, coalesce(bool_or(frozen), false), last_seen, backlog,"
            " skew_seconds, program FROM till LEFT JOIN writer USING (shop, device)"
            " WHERE %s = '' OR till.shop = %s GROUP BY till.shop, till.device ORDER BY till.shop, code",
            (session.words.shop, session.words.shop),
        ).fetchall()
    return _told(session, [dict(zip(names, row, strict=True)) for row in rows], *names)


def _about_till(session: Session, act: Callable[[Connection, Officer, str, str], Any]) -> int:
    with database_of(session) as pool, pool.writing() as connection:
        done = act(connection, OWNER, session.words.device, session.words.reason)
    session.tell(_("Done."), device=session.words.device, **({"entries": done} if done is not None else {}))
    return 0


@province_command
def revoke(session: Session) -> int:
    """Refuse a till from now on."""
    from koperasi_pos.province.oversight import tills as acts

    return _about_till(session, acts.revoke)


@province_command
def lost(session: Session) -> int:
    """Declare a till lost."""
    from koperasi_pos.province.oversight import tills as acts

    return _about_till(session, acts.declare_lost)


@province_command
def unfreeze(session: Session) -> int:
    """Let a frozen till go on."""
    from koperasi_pos.province.oversight import tills as acts

    return _about_till(session, acts.unfreeze)


@province_command
def vouch(session: Session) -> int:
    """Book what was brought of a lost till without its signature."""
    from koperasi_pos.province.oversight import carried

    return _about_till(session, carried.vouch)
