"""One-time codes of officers, and how a till shows one and becomes a till of a shop."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from koperasi_pos.journal.protocol import CODE_HOURS, EnrolAnswer, EnrolQuestion, Membership, ShopFacts
from koperasi_pos.province.database import Connection
from koperasi_pos.province.greeting import plain
from koperasi_pos.province.identity import Identity
from koperasi_pos.province.membership import membership_of
from koperasi_pos.province.refused import Refused
from koperasi_pos.province.signing import Signer
from koperasi_pos.values import Refusal

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing that is mistaken for something else."""
_GROUPS, _GROUP = 4, 4
"""16 letters, 80 bits."""

PURPOSES = ("new", "second", "replace")


@dataclass(frozen=True)
class MadeCode:
    """A code for an officer to hand over; it is shown once, the tables keep only its hash."""

    code: str
    shop: str
    purpose: str
    replaces: str
    ends_at: datetime

    def qr(self, address: str) -> str:
        """What a till scans: the server's address and the code in one."""
        return f"koperasi-pos:enrol?{urlencode({'server': address, 'code': self.code})}"


def make_code(
    connection: Connection, shop: str, purpose: str, *, now: datetime, replaces: str = "", by: str = ""
) -> MadeCode:
    """Make a code for one till of a shop; `replaces` is the code of the till that is lost (`K1`).

    `Refusal`: `shop_unknown`, `purpose_unknown`, `till_unknown`, `shop_has_tills` (its journal is begun already),
    `shop_has_no_till`.
    """
    row = connection.execute("SELECT state FROM shop WHERE id = %s FOR SHARE", (shop,)).fetchone()
    if row is None or row[0] != "active":
        raise Refusal("shop_unknown", shop=shop)
    if purpose not in PURPOSES:
        raise Refusal("purpose_unknown", purpose=purpose)
    codes = {
        row[0] for row in connection.execute("SELECT code FROM till WHERE shop = %s AND state <> 'replaced'", (shop,))
    }
    replaces = replaces.strip().upper()
    if purpose == "replace" and replaces not in codes:
        raise Refusal("till_unknown", till=replaces)
    if purpose == "second" and not codes:
        raise Refusal("shop_has_no_till", shop=shop)
    if purpose == "new" and codes:
        raise Refusal("shop_has_tills", shop=shop)
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    ends_at = now + timedelta(hours=CODE_HOURS)
    connection.execute(
        "INSERT INTO enrolment_code (hash, shop, purpose, replaces, made_by, made_at, ends_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (_hash(code), shop, purpose, replaces if purpose == "replace" else "", by, now, ends_at),
    )
    return MadeCode(code, shop, purpose, replaces if purpose == "replace" else "", ends_at)


def enrol(
    connection: Connection, question: EnrolQuestion, who: Identity, *, signer: Signer, now: datetime
) -> EnrolAnswer:
    """Make the asking machine a till of the code's shop; the same code from the same device gets the same answer.

    `Refused`: `not_understood`, `code_unknown`, `code_used`, `code_expired`, `till_code_taken`.
    """
    if not _is_key(question.public_key) or device_of(question.public_key) != question.device:
        raise Refused("not_understood", field="public_key")
    row = connection.execute(
        "SELECT shop, purpose, replaces, ends_at, used_at, device FROM enrolment_code WHERE hash = %s FOR UPDATE",
        (_hash(question.code),),
    ).fetchone()
    if row is None:
        raise Refused("code_unknown")
    shop, purpose, replaces, ends_at, used_at, device = row
    if used_at is not None:
        if device != question.device:
            raise Refused("code_used")
        return _answer(connection, shop, question.device, purpose, replaces, who, signer, now)
    if now > ends_at:
        raise Refused("code_expired")
    connection.execute("SELECT 1 FROM shop WHERE id = %s FOR UPDATE", (shop,))
    _take(connection, question, shop, purpose, replaces, who.server_epoch, now)
    connection.execute(
        "UPDATE enrolment_code SET used_at = %s, device = %s WHERE hash = %s",
        (now, question.device, _hash(question.code)),
    )
    return _answer(connection, shop, question.device, purpose, replaces, who, signer, now)


def device_of(public_key: str) -> str:
    """The device of a till with this public key (64 hex digits)."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]


def _take(
    connection: Connection,
    question: EnrolQuestion,
    shop: str,
    purpose: str,
    replaces: str,
    server_epoch: int,
    now: datetime,
) -> None:
    """Write the till down. One that was enrolled before in the same shop (a new code for it) keeps its code."""
    other = connection.execute("SELECT shop FROM device WHERE device = %s", (question.device,)).fetchone()
    if other is not None and other[0] != shop:
        raise Refused("till_code_taken", device=question.device)
    known = connection.execute(
        "SELECT code FROM till WHERE shop = %s AND device = %s", (shop, question.device)
    ).fetchone()
    if known is not None:
        code = str(known[0])
    elif question.till_code:
        code = settle(connection, shop, question.device, _read_till_code(question.till_code))
    else:
        code = _code_for(purpose, replaces, taken_codes(connection, shop, question.device), server_epoch)
    one = Membership(
        shop=shop, device=question.device, public_key=question.public_key, till_code=code, purpose=purpose,
        replaces=replaces,
    )  # fmt: skip
    take_in(connection, one, code, question.program, now)


def take_in(connection: Connection, one: Membership, code: str, program: str, now: datetime) -> None:
    """Write a till down under a code; of a till and the one in its place only the later one goes on."""
    connection.execute(
        "INSERT INTO device (device, shop) VALUES (%s, %s) ON CONFLICT DO NOTHING", (one.device, one.shop)
    )
    connection.execute(
        "INSERT INTO till (shop, device, code, public_key, purpose, replaces, enrolled_at, state_at, program,"
        " last_seen) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (shop, device) DO UPDATE SET"
        " state = 'active', public_key = excluded.public_key, purpose = excluded.purpose,"
        " replaces = excluded.replaces, state_at = excluded.state_at, program = excluded.program",
        (
            one.shop, one.device, code, one.public_key, one.purpose, one.replaces, now, now, plain(program), now,
        ),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO till_key (shop, device, public_key, since) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (one.shop, one.device, one.public_key, now),
    )
    if one.purpose == "replace":
        connection.execute(
            "UPDATE till SET state = 'replaced', state_at = %s WHERE shop = %s AND code = %s AND device <> %s",
            (now, one.shop, one.replaces, one.device),
        )


def taken_codes(connection: Connection, shop: str, device: str) -> set[str]:
    """The codes that others of the shop are known by here, and those that their receipts are numbered under.

    A till that was restored goes on under a code that nobody here gave it; its journal says so in its first entry.
    """
    known = connection.execute("SELECT code FROM till WHERE shop = %s AND device <> %s", (shop, device)).fetchall()
    begun = connection.execute(
        "SELECT entry.line FROM writer JOIN entry USING (shop, device, epoch)"
        " WHERE writer.shop = %s AND writer.device <> %s AND entry.seq = 1 AND entry.kind = 'till'",
        (shop, device),
    ).fetchall()
    return {row[0] for row in known} | {str(json.loads(row[0])["body"].get("code", "")) for row in begun}


def settle(connection: Connection, shop: str, device: str, wanted: str) -> str:
    """The code for a till that numbers its receipts under `wanted` already.

    Where the province had forgotten it and gave its code to a new machine, that one makes way if it has not begun;
    else the till is known here by the next code, and the shop's tills see to it that one of the two numbers on under
    another (`line_codes`).
    """
    holder = connection.execute(
        "SELECT device, purpose FROM till WHERE shop = %s AND code = %s AND device <> %s FOR UPDATE",
        (shop, wanted, device),
    ).fetchone()
    if holder is None:
        return wanted
    begun = connection.execute(
        "SELECT 1 FROM writer WHERE shop = %s AND device = %s AND acked > 0", (shop, holder[0])
    ).fetchone()
    free = _next_free(wanted, taken_codes(connection, shop, device) | {wanted})
    if begun is not None or holder[1] == "new":
        return free
    connection.execute("UPDATE till SET code = %s WHERE shop = %s AND device = %s", (free, shop, holder[0]))
    return wanted


def _read_till_code(text: str) -> str:
    wanted = text.strip().upper()
    if not (1 < len(wanted) <= 6 and wanted.isascii() and wanted.isalnum() and wanted[0].isalpha()):
        raise Refused("not_understood", field="till_code")
    return wanted


def _code_for(purpose: str, replaces: str, taken: set[str], server_epoch: int) -> str:
    """The code (`K1`) that the till numbers its receipts under; receipts of the replaced one keep their numbers.

    A province that came back from an old backup does not know which codes it gave out since (a till that it forgot
    numbers its receipts under one of them): each of its epochs has codes of its own, `K21` … in the second.
    """
    if purpose == "replace":
        return _next_free(replaces, taken)
    first = 1 if server_epoch == 1 else 10 * min(server_epoch, 9) + 1
    return next(code for number in range(first, 1000) if (code := f"K{number}") not in taken)


def _next_free(code: str, taken: set[str]) -> str:
    code = _next(code)
    while code in taken:
        code = _next(code)
    return code


def _next(code: str) -> str:
    """`K1` → `K1B` → `K1C`, as a till that is restored by itself does it."""
    if len(code) > 1 and "B" <= code[-1] < "Z":
        return code[:-1] + chr(ord(code[-1]) + 1)
    return code + "B"


def _answer(
    connection: Connection,
    shop: str,
    device: str,
    purpose: str,
    replaces: str,
    who: Identity,
    signer: Signer,
    now: datetime,
) -> EnrolAnswer:
    row = connection.execute(
        "SELECT shop.name, shop.pesantren, shop.nspp, coalesce(kabupaten.name, shop.kabupaten), till.code FROM shop"
        " JOIN till ON till.shop = shop.id AND till.device = %s LEFT JOIN kabupaten ON kabupaten.code = shop.kabupaten"
        " WHERE shop.id = %s",
        (device, shop),
    ).fetchone()
    assert row is not None
    return EnrolAnswer(
        shop=ShopFacts(id=shop, name=row[0], pesantren=row[1], nspp=row[2], kabupaten=row[3]),
        till_code=row[4], purpose=purpose, replaces=replaces, province=who.id, province_key=who.public_key,
        server_epoch=who.server_epoch, server_time=now.isoformat(),
        membership=membership_of(connection, signer, shop, device),
    )  # fmt: skip


def _hash(code: str) -> bytes:
    """The code as typed, in whatever case and grouping, as the tables know it."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(letters.replace("O", "0").replace("I", "1").replace("L", "1").encode()).digest()


def _is_key(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
