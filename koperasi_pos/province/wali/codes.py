"""One-time codes that are handed over at school, and how a guardian takes one up and chooses a PIN."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.officers import attempts
from koperasi_pos.province.wali import people, sessions
from koperasi_pos.province.wali.people import Wali
from koperasi_pos.values import Refusal

DAYS = 14
"""So long a code is good for."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that is mistaken for something else."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A code on paper: it is shown once, the tables keep only its hash."""

    code: str
    wali: Wali
    children: list[str]
    """Their names."""
    ends_at: datetime


def make_code(
    connection: Connection,
    shop: str,
    accounts: Sequence[str],
    *,
    name: str = "",
    wali: str = "",
    now: datetime,
    by: str,
) -> HandedOver:
    """A code for a new guardian of these children (`name`), or for one who is known (`wali`) and lost the PIN.

    `Refusal`: `wali_children`, `account_unknown`, `wali_unknown`, `wali_name`.
    """
    names = []
    for account in dict.fromkeys(accounts):
        row = connection.execute(
            "SELECT coalesce(nullif(p.name, ''), a.name) FROM card_account a LEFT JOIN card_person p"
            " ON p.shop = a.shop AND p.person = a.person WHERE a.shop = %s AND a.account = %s AND a.opened IS NOT NULL",
            (shop, account),
        ).fetchone()
        if row is None:
            raise Refusal("account_unknown")
        names.append(row[0])
    if not names and not wali:
        raise Refusal("wali_children")
    known = people.find(connection, shop, wali) if wali else people.new_wali(connection, shop, name)
    if known is None:
        raise Refusal("wali_unknown")
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))
    ends_at = now + timedelta(days=DAYS)
    connection.execute(
        "UPDATE wali_code SET ends_at = %s WHERE shop = %s AND wali = %s AND used_at IS NULL AND ends_at > %s",
        (now, shop, known.id, now),
    )
    connection.execute(
        "INSERT INTO wali_code (shop, hash, wali, accounts, made_by, made_at, ends_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (shop, _hash(known.number, code), known.id, list(dict.fromkeys(accounts)), by, now, ends_at),
    )
    return HandedOver(code, known, names, ends_at)


def take_up(pool: Pool, number: str, code: str, pin: str, again: str, address: str, now: datetime) -> str:
    """Use a code once and choose a PIN; gives the token of a session.

    `Refusal`: `sign_in_wait`, `wali_code_wrong` (whatever was wrong), `wali_pin_form`, `wali_pin_simple`,
    `pin_not_the_same`.
    """
    people.check_pin(pin, again)
    number = people.plain_number(number)
    mine, there = sessions.number_subject(number), attempts.address_subject(address)
    with pool.writing() as connection:
        wait = attempts.begin(connection, mine, there)
    if wait:
        raise Refusal("sign_in_wait", seconds=wait)
    with pool.writing() as connection:
        row = connection.execute(
            "UPDATE wali_code SET used_at = %s FROM wali_number n WHERE n.number = %s AND wali_code.shop = n.shop"
            " AND wali_code.wali = n.wali AND hash = %s AND used_at IS NULL AND ends_at > %s"
            " RETURNING wali_code.shop, wali_code.wali, accounts",
            (now, number, _hash(number, code), now),
        ).fetchone()
        wali = people.find(connection, row[0], row[1]) if row else None
        if row is None or wali is None:
            raise Refusal("wali_code_wrong")
        for account in row[2]:
            connection.execute(
                "INSERT INTO wali_child (shop, wali, account, since) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (wali.shop, wali.id, account, now),
            )
        people.set_pin(connection, wali, pin)
        attempts.succeeded(connection, mine, there)
        return sessions.begin(connection, wali)


def _hash(number: str, code: str) -> bytes:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"wali/{number}/{plain}".encode()).digest()
