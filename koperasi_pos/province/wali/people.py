"""Guardians of a shop's santri: the number they sign in with, their children, what they agreed to."""

from __future__ import annotations

import itertools
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers import passwords
from koperasi_pos.values import Refusal

DIGITS = 6
"""Of a PIN."""
CONSENT_VERSION = "2026-11"
"""The text that is agreed to now; whoever agreed to an older one is asked again."""


@dataclass(frozen=True, slots=True)
class Wali:
    """A guardian. `consent` is the version of the text that is in force between us, empty for none."""

    shop: str
    id: str
    number: str
    name: str
    language: str
    low: int
    seen_at: datetime | None
    consent: str = ""
    photo: bool = False
    """Whether the guardian wants to see photos of the children on these pages."""


COLUMNS = (
    "w.shop, w.id, w.number, w.name, w.language, w.low, w.seen_at, coalesce((SELECT c.version FROM wali_consent c"
    " WHERE c.shop = w.shop AND c.wali = w.id AND c.withdrawn_at IS NULL ORDER BY c.given_at DESC LIMIT 1), ''),"
    " EXISTS (SELECT 1 FROM wali_consent c WHERE c.shop = w.shop AND c.wali = w.id AND c.withdrawn_at IS NULL"
    " AND c.photo)"
)


def new_wali(connection: Connection, shop: str, name: str) -> Wali:
    """A guardian who has a number and no PIN yet."""
    name = " ".join(name.split())
    if not 2 <= len(name) <= 80:
        raise Refusal("wali_name")
    known = uuid.uuid4().hex
    number = _new_number(connection, shop, known)
    connection.execute("INSERT INTO wali (shop, id, number, name) VALUES (%s, %s, %s, %s)", (shop, known, number, name))
    found = find(connection, shop, known)
    assert found is not None
    return found


def find(connection: Connection, shop: str, wali: str) -> Wali | None:
    """A guardian of a shop."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM wali w WHERE w.shop = %s AND w.id = %s",  # noqa: S608 - our own words
        (shop, wali),
    ).fetchone()
    return Wali(*row) if row else None


def of_shop(connection: Connection, shop: str) -> list[Wali]:
    """Every guardian of a shop, by name."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM wali w WHERE w.shop = %s ORDER BY w.name, w.number",  # noqa: S608
        (shop,),
    )
    return [Wali(*row) for row in rows]


def plain_number(text: str) -> str:
    """The eight digits of a number, however it was typed; empty for anything else."""
    digits = re.sub(r"[\s.\-]", "", text)
    return digits if len(digits) == 8 and digits.isascii() and digits.isdigit() else ""


def spoken_number(number: str) -> str:
    """`4821-7730`."""
    return f"{number[:4]}-{number[4:]}"


def _new_number(connection: Connection, shop: str, wali: str) -> str:
    while True:
        number = f"{secrets.randbelow(90_000_000) + 10_000_000}"
        made = connection.execute(
            "INSERT INTO wali_number (number, shop, wali) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (number, shop, wali),
        )
        if made.rowcount:
            return number


def check_pin(pin: str, again: str) -> None:
    """Refuse a PIN that is no six digits, can be guessed at once, or was typed differently the second time."""
    if pin != again:
        raise Refusal("pin_not_the_same")
    if len(pin) != DIGITS or not pin.isascii() or not pin.isdigit():
        raise Refusal("wali_pin_form", count=DIGITS)
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)}
    if len(steps) == 1 or len(set(pin)) < 3:
        raise Refusal("wali_pin_simple")


def set_pin(connection: Connection, wali: Wali, pin: str) -> None:
    """Keep a new PIN (its argon2id hash); every session ends."""
    connection.execute(
        "UPDATE wali SET pin_hash = %s WHERE shop = %s AND id = %s", (passwords.hashed(pin), wali.shop, wali.id)
    )
    connection.execute("DELETE FROM wali_session WHERE shop = %s AND wali = %s", (wali.shop, wali.id))


def speak(connection: Connection, wali: Wali, language: str) -> None:
    """The language a guardian reads."""
    connection.execute("UPDATE wali SET language = %s WHERE shop = %s AND id = %s", (language, wali.shop, wali.id))


def agree(connection: Connection, wali: Wali, now: datetime, *, photo: bool = False) -> None:
    """The guardian agrees to the text of today: who, which version and when are written down, and whether to photos."""
    if wali.consent != CONSENT_VERSION:
        connection.execute(
            "INSERT INTO wali_consent (shop, wali, given_at, version, name, photo) VALUES (%s, %s, %s, %s, %s, %s)",
            (wali.shop, wali.id, now, CONSENT_VERSION, wali.name, photo),
        )


def withdraw(connection: Connection, wali: Wali, now: datetime) -> None:
    """The guardian agrees no longer; nothing of the children is shown from now on."""
    connection.execute(
        "UPDATE wali_consent SET withdrawn_at = %s WHERE shop = %s AND wali = %s AND withdrawn_at IS NULL",
        (now, wali.shop, wali.id),
    )


def consents(connection: Connection, wali: Wali) -> list[tuple[datetime, str, datetime | None]]:
    """(given, version, withdrawn), the newest first."""
    rows = connection.execute(
        "SELECT given_at, version, withdrawn_at FROM wali_consent WHERE shop = %s AND wali = %s ORDER BY given_at DESC",
        (wali.shop, wali.id),
    )
    return [(row[0], row[1], row[2]) for row in rows]
