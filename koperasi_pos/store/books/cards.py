"""Accounts and the cards that open them: found by token, by person, by NIS; their states, limits and PINs."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    AccountOpened,
    AccountPinSaved,
    AccountStateSaved,
    CardIssued,
    CardProved,
    CardRefused,
    CardRulesSaved,
    CardStateSaved,
    CardViewed,
    LimitRaised,
    LimitsSaved,
)
from koperasi_pos.store.books import card_pins, forgotten
from koperasi_pos.store.books.card_payments import When, move
from koperasi_pos.store.books.editions import EDITION, mixed
from koperasi_pos.store.books.rights import home_of
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.limit_editions import order_of, part_of

_CARD_STATE = """CASE WHEN card.state = 'lost' OR excluded.state = 'lost' THEN 'lost'
    WHEN card.state = 'active' OR excluded.state = 'active' THEN 'active' ELSE 'inactive' END"""
"""A card only goes on: inactive, active, lost. Whatever order its news come in, a lost card stays dead."""


@dataclass(frozen=True)
class AccountRow:
    """An account with the person it belongs to."""

    id: str
    person: str
    sort: str
    home: str
    home_step: int
    state: str
    reason: str
    pin_hash: str
    limits: str
    edition: int
    """Of all limits that hold for it."""
    name: str
    number: str
    member: int
    person_body: str


@dataclass(frozen=True)
class CardRow:
    """A card; `token` is the SHA-256 of what stands on it."""

    id: str
    account: str
    token: bytes
    medium: str
    state: str
    issued: str
    changed: str


def apply_rules(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The highest number counts, of two the later; every save makes another edition."""
    rules = cast(CardRulesSaved, entry.document)
    edition = part_of(rules.id) if rules.lapses else 0
    connection.run(
        f"""INSERT INTO card_rule (only, body, stamp, edition) VALUES (1, ?, ?, ?)
        ON CONFLICT (only) DO UPDATE SET
            body = CASE WHEN excluded.stamp > stamp THEN excluded.body ELSE body END,
            stamp = max(excluded.stamp, stamp), edition = {mixed("edition", "excluded.edition")}""",  # noqa: S608
        (rules.model_dump_json(exclude_defaults=True), order_of(rules.number, stamp(entry)), edition),
    )


def apply_opened(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A person has an account; news of it may have come before."""
    opened = cast(AccountOpened, entry.document)
    connection.run(
        """INSERT INTO card_account (id, person, sort, home, opened) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET person = excluded.person, sort = excluded.sort, opened = excluded.opened,
            home = CASE WHEN home_step = 0 THEN excluded.home ELSE home END""",
        (opened.account, opened.person, opened.sort, opened.home, entry.time),
    )


def set_state(connection: Connection, account: str, state: str, reason: str, entry: Entry) -> None:
    """The last word of the pesantren counts, and beside it the last word of the wali: neither undoes the other.

    The shop letting an account go on (`active` without a reason) lifts both.
    """
    if reason != "wali":
        connection.run(
            """INSERT INTO card_account (id, said, said_reason, state_stamp) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET said = excluded.said, said_reason = excluded.said_reason,
                state_stamp = excluded.state_stamp WHERE excluded.state_stamp > state_stamp""",
            (account, state, reason, stamp(entry)),
        )
    if reason == "wali" or (state == "active" and not reason):
        connection.run(
            """INSERT INTO card_account (id, wali_frozen, wali_stamp) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET wali_frozen = excluded.wali_frozen, wali_stamp = excluded.wali_stamp
            WHERE excluded.wali_stamp > wali_stamp""",
            (account, int(state == "frozen"), stamp(entry)),
        )
    connection.run(
        """UPDATE card_account SET
            state = CASE WHEN said <> 'active' THEN said WHEN wali_frozen THEN 'frozen' ELSE 'active' END,
            reason = CASE WHEN said <> 'active' THEN said_reason WHEN wali_frozen THEN 'wali' ELSE '' END
        WHERE id = ?""",
        (account,),
    )


def apply_state(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """An account is active, frozen or closed."""
    saved = cast(AccountStateSaved, entry.document)
    set_state(connection, saved.account, saved.state, saved.reason, entry)


def apply_pin(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last PIN counts."""
    saved = cast(AccountPinSaved, entry.document)
    if forgotten.token_of(connection, saved.account):
        return
    connection.run(
        """INSERT INTO card_account (id, pin_hash, pin_stamp) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET pin_hash = excluded.pin_hash, pin_stamp = excluded.pin_stamp
        WHERE excluded.pin_stamp > pin_stamp""",
        (saved.account, saved.pin_hash, stamp(entry)),
    )
    card_pins.release(connection, saved.releases)


def apply_limits(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The highest number counts, of two the later; every change of the sums makes another edition."""
    saved = cast(LimitsSaved, entry.document)
    if saved.lapses:
        connection.run(
            f"""INSERT INTO card_account (id, edition) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET edition = {mixed("edition", "excluded.edition")}""",  # noqa: S608
            (saved.account, part_of(saved.id)),
        )
    if forgotten.token_of(connection, saved.account):
        return
    connection.run(
        """INSERT INTO card_account (id, limits, limits_stamp) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET limits = excluded.limits, limits_stamp = excluded.limits_stamp
        WHERE excluded.limits_stamp > limits_stamp""",
        (saved.account, saved.model_dump_json(exclude_defaults=True), order_of(saved.number, stamp(entry))),
    )


def apply_raised(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """One purchase may go beyond the limits."""
    raised = cast(LimitRaised, entry.document)
    connection.run(
        "INSERT OR IGNORE INTO card_raise (sale, account, position) VALUES (?, ?, ?)",
        (raised.sale, raised.account, position),
    )


def apply_issued(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A card opens an account; the one it replaces is dead, and a fee comes off the account."""
    issued = cast(CardIssued, entry.document)
    connection.run(
        f"""INSERT INTO card (id, account, token, medium, state, issued, changed) VALUES (?, ?, ?, ?, ?, ?, '')
        ON CONFLICT (id) DO UPDATE SET account = excluded.account, token = excluded.token, medium = excluded.medium,
            issued = excluded.issued, state = {_CARD_STATE}""",  # noqa: S608 - our own words
        (
            issued.card, issued.account, bytes.fromhex(issued.token_hash), issued.medium, issued.state, entry.time,
        ),
    )  # fmt: skip
    if issued.medium == "sun":
        _raise_counter(connection, issued.card, issued.counter)
    if issued.replaces:
        _set_card(connection, issued.replaces, "lost", entry.time)
    if issued.fee:
        day = day_number(issued.day)
        when = When(position, entry.time, day, day)
        move(connection, when, 0, issued.account, writer, "fee", -int(issued.fee))


def apply_proved(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A signed card proved itself; whatever order the news of several tills come in, the counter only rises."""
    proved = cast(CardProved, entry.document)
    _raise_counter(connection, proved.card, proved.counter, proved.basket)


def _raise_counter(connection: Connection, card: str, counter: int, basket: str = "") -> None:
    connection.run(
        """INSERT INTO card_proof (card, counter, basket) VALUES (?, ?, ?)
        ON CONFLICT (card) DO UPDATE SET counter = max(card_proof.counter, excluded.counter), basket = CASE
            WHEN excluded.counter > card_proof.counter THEN excluded.basket
            WHEN excluded.counter = card_proof.counter THEN max(card_proof.basket, excluded.basket)
            ELSE card_proof.basket END""",
        (card, counter, basket),
    )


def apply_card_state(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A card is handed out, or lost for ever."""
    saved = cast(CardStateSaved, entry.document)
    _set_card(connection, saved.card, saved.state, entry.time)


def _set_card(connection: Connection, card: str, state: str, time: str) -> None:
    connection.run(
        f"""INSERT INTO card (id, state, changed) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET state = {_CARD_STATE}, changed = max(card.changed, excluded.changed)""",  # noqa: S608
        (card, state, time),
    )


def apply_viewed(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Somebody looked at an account."""
    viewed = cast(CardViewed, entry.document)
    connection.run(
        "INSERT INTO card_view (position, account, what, day, staff) VALUES (?, ?, ?, ?, ?)",
        (position, viewed.account, viewed.what, day_number(viewed.day), entry.staff),
    )


def apply_refused(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A purchase by card was refused."""
    refused = cast(CardRefused, entry.document)
    connection.run(
        "INSERT INTO card_refusal (position, account, code, amount, day, at) VALUES (?, ?, ?, ?, ?, ?)",
        (position, refused.account, refused.code, int(refused.amount), day_number(refused.day), entry.time),
    )


def rules(connection: Connection) -> CardRulesSaved:
    """The rules in force; the usual ones before any were saved."""
    row = connection.run("SELECT body FROM card_rule").fetchone()
    return _read_rules(row[0]) if row else CardRulesSaved(id="")


@lru_cache(maxsize=4)
def _read_rules(body: str) -> CardRulesSaved:
    return CardRulesSaved.model_validate_json(body)


def limits_of(row: AccountRow) -> LimitsSaved:
    """What the wali laid down."""
    if not row.limits:
        return LimitsSaved(id="", account=row.id, name=row.name)
    return LimitsSaved.model_validate_json(row.limits)


_ACCOUNT = f"""SELECT card_account.id, card_account.person, sort, home, home_step, state, reason, pin_hash, limits,
    {EDITION},
    coalesce(person.name, ''), coalesce(person.number, ''), coalesce(person.member, 0), coalesce(person.body, '')
    FROM card_account LEFT JOIN person ON person.id = card_account.person"""  # noqa: S608 - our own words


_FIELDS = tuple(field.name for field in fields(AccountRow))


def _account(values: Any) -> AccountRow:
    return AccountRow(**dict(zip(_FIELDS, values, strict=True)))


def account(connection: Connection, account_id: str) -> AccountRow | None:
    """The account with this short id, once it was opened; with the home that answers for its limits today."""
    row = connection.run(f"{_ACCOUNT} WHERE card_account.id = ? AND opened <> ''", (account_id,)).fetchone()
    if row is None:
        return None
    found = _account(row)
    home = home_of(connection, found.home)
    return found if home == found.home else replace(found, home=home)


def of_person(connection: Connection, person: str) -> list[AccountRow]:
    """The accounts of a person, the one that was opened last first; closed ones behind."""
    rows = connection.run(
        f"{_ACCOUNT} WHERE card_account.person = ? AND opened <> '' ORDER BY state = 'closed', opened DESC", (person,)
    )
    return [_account(row) for row in rows]


def of_wali(connection: Connection, wali: str) -> list[AccountRow]:
    """The accounts of everybody with this guardian that are not closed, by name: siblings, most of the time."""
    rows = connection.run(
        f"""{_ACCOUNT} WHERE person.body ->> '$.wali' = ? AND state <> 'closed' AND opened <> ''
        ORDER BY person.name COLLATE NOCASE LIMIT 50""",
        (wali,),
    )
    return [_account(row) for row in rows]


def accounts(connection: Connection, text: str = "", *, limit: int = 50, state: str = "") -> list[AccountRow]:
    """Accounts whose person's name, numbers, class or room contain every part of `text`, by name."""
    wanted, values = ["opened <> ''"], []  # type: list[str], list[object]
    if state:
        wanted.append("state = ?")
        values.append(state)
    parts = [part for part in text.casefold().split() if part]
    for part in parts:
        if len(part) >= 3:
            wanted.append("person.key IN (SELECT rowid FROM person_search WHERE person_search MATCH ?)")
            values.append('"' + part.replace('"', '""') + '"')
        else:
            wanted.append("(person.name || ' ' || person.number || ' ' || coalesce(person.body ->> '$.nis', ''))"
                          " LIKE ? ESCAPE '\\'")  # fmt: skip
            values.append("%" + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    rows = connection.run(
        f"{_ACCOUNT} WHERE {' AND '.join(wanted)} ORDER BY person.name COLLATE NOCASE, card_account.id LIMIT ?",
        (*values, limit),
    )
    return [_account(row) for row in rows]


def raised(connection: Connection, sale: str, account_id: str) -> bool:
    """Whether this purchase may go beyond the limits of the account."""
    row = connection.run("SELECT 1 FROM card_raise WHERE sale = ? AND account = ?", (sale, account_id)).fetchone()
    return row is not None


_CARD = "SELECT id, account, token, medium, state, issued, changed FROM card"


def by_token(connection: Connection, token: bytes) -> list[CardRow]:
    """Every card that ever carried this token, those in use first."""
    rows = connection.run(f"{_CARD} WHERE token = ? AND account <> '' ORDER BY state = 'lost', issued DESC", (token,))
    return [CardRow(*row) for row in rows]


def card(connection: Connection, card_id: str) -> CardRow | None:
    """The card with this short id."""
    row = connection.run(f"{_CARD} WHERE id = ? AND account <> ''", (card_id,)).fetchone()
    return CardRow(*row) if row else None


def cards_of(connection: Connection, account_id: str) -> list[CardRow]:
    """The cards of an account: the one in use first, then the newest."""
    rows = connection.run(f"{_CARD} WHERE account = ? ORDER BY state = 'lost', issued DESC, id", (account_id,))
    return [CardRow(*row) for row in rows]


def counter(connection: Connection, card_id: str) -> int | None:
    """The highest read counter that a card proved itself with in the shop; `None` where it never did."""
    row = connection.run("SELECT counter FROM card_proof WHERE card = ?", (card_id,)).fetchone()
    return row[0] if row else None


def last_proof(connection: Connection, card_id: str) -> tuple[int, str, int]:
    """(counter of the last proof, the basket it was shown for, the highest counter that paid)."""
    row = connection.run("SELECT counter, basket, used FROM card_proof WHERE card = ?", (card_id,)).fetchone()
    return (row[0], row[1], row[2]) if row else (0, "", 0)


def lost_between(connection: Connection, first: str, last: str) -> list[tuple[CardRow, str]]:
    """(card, name) of the cards that were lost on the days (ISO)."""
    rows = connection.run(
        """SELECT card.id, card.account, token, medium, card.state, card.issued, changed, coalesce(person.name, '')
        FROM card LEFT JOIN card_account ON card_account.id = card.account
        LEFT JOIN person ON person.id = card_account.person
        WHERE card.state = 'lost' AND substr(changed, 1, 10) BETWEEN ? AND ? ORDER BY changed""",
        (first, last),
    )
    return [(CardRow(*row[:7]), row[7]) for row in rows]


def viewed(connection: Connection, account_id: str, what: str, day: int, staff: str) -> bool:
    """Whether it is written down already that this person looked at this on this day."""
    row = connection.run(
        "SELECT 1 FROM card_view WHERE day = ? AND account = ? AND what = ? AND staff = ?",
        (day, account_id, what, staff),
    ).fetchone()
    return row is not None


def refusals(connection: Connection, first: int, last: int) -> list[int]:
    """Positions of the refusals on the days."""
    rows = connection.run(
        "SELECT position FROM card_refusal WHERE day BETWEEN ? AND ? ORDER BY position", (first, last)
    )
    return [row[0] for row in rows]
