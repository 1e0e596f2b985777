"""Who this till is at the province: enrolled by an officer's code, on a till that sells or on an empty machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs

from koperasi_pos import __version__
from koperasi_pos.journal.documents import TillStarted
from koperasi_pos.journal.protocol import EnrolAnswer, EnrolQuestion
from koperasi_pos.operations import upkeep
from koperasi_pos.operations.line import Enrolling
from koperasi_pos.operations.line_keys import device_of, own_device, signing_key
from koperasi_pos.operations.shops import SETUP
from koperasi_pos.operations.till import STORE_FILE, Till, wall_clock
from koperasi_pos.settings import read_settings
from koperasi_pos.store import Connection, Database, backup, journal, keys, schema
from koperasi_pos.store import line as line_state
from koperasi_pos.store.books import shops
from koperasi_pos.store.line import LineRow
from koperasi_pos.values import Refusal, from_iso

UNFINISHED = f"{STORE_FILE}.fetch"
"""A shop's file that is still being fetched; only a whole one gets the name."""


def schema_version() -> str:
    """The form of the shop's file."""
    return schema.HEAD


@dataclass(frozen=True)
class Code:
    """What is on the officer's page: the one-time code, and behind a scan the address too."""

    code: str
    address: str = ""


def read_code(text: str, address: str = "") -> Code:
    """What was typed or scanned: a code, or `koperasi-pos:enrol?server=…&code=…` of the QR.

    A scanner that types in capitals changes nothing of it. `Refusal("line_code_form")`.
    """
    clean = text.strip()
    if "?" in clean and "CODE=" in clean.upper():
        asked = {name.lower(): values[0] for name, values in parse_qs(clean.partition("?")[2]).items()}
        address, clean = asked.get("server", address).strip(), asked.get("code", "")
    code = "".join(sign for sign in clean.upper() if sign.isalnum())
    if not 8 <= len(code) <= 64 or not code.isascii() or set(clean) & set(":/?="):
        raise Refusal("line_code_form")
    return Code(code, address.strip())


def question(till: Till, code: str) -> EnrolQuestion:
    """What this till says of itself; one that practises is refused."""
    if till.training:
        raise Refusal("line_training")
    private = signing_key(till)
    with till.reading() as connection:
        me = till.writer(connection)
        head, _hash = journal.head(connection, me.key)
        till_code = shops.till_code(connection, me.key) if head else ""
        taken = shops.codes(connection)
    device = own_device(till)
    if till_code and device != me.device:
        till_code = upkeep.free_code(till_code, taken)  # it is about to go on as another device
    return EnrolQuestion(
        code=code, device=device, epoch=me.epoch if device == me.device else 1,
        public_key=keys.public_half(private).hex(), till_code=till_code, program=__version__,
    )  # fmt: skip


def enrolled_as(till: Till, address: str, code: str, answer: EnrolAnswer) -> Enrolling:
    """Keep what the province answered, in one transaction; the same answer again changes nothing.

    A till that was restored on another machine has another key: it goes on as the device of that key, under the
    next code, and sends what the old one still had to send.
    """
    device = own_device(till)
    with till.writing() as connection:
        me, before = till.writer(connection), line_state.find(connection)
        if device != me.device:
            me = _become_another(till, connection, device, answer)
        same = before is not None and (before.province, before.shop) == (answer.province, answer.shop.id)
        # A cursor of an older epoch of the province says nothing: what it covered may stand elsewhere in the feed now.
        epoch_goes_on = before is not None and before.server_epoch == answer.server_epoch
        row = LineRow(
            address=address, code=code, shop=answer.shop.id, shop_name=answer.shop.name, till_code=answer.till_code,
            purpose=answer.purpose, replaces=answer.replaces, province=answer.province,
            province_key=answer.province_key, enrolled=till.now(), device=me.device, epoch=me.epoch,
            server_epoch=answer.server_epoch,
            cursor=before.cursor if before is not None and same and epoch_goes_on else 0,
            own=before.own if before is not None and same else True,
            skew=int((from_iso(answer.server_time) - till.clock()).total_seconds() * 1000), heard=till.now(),
            compared="", differs="",
            membership=answer.membership.model_dump_json() if answer.membership is not None else "",
        )  # fmt: skip
        line_state.keep(connection, row)
        if not same:
            _forget_points(connection, keep=me)
    till.tell("line", "shop")
    return Enrolling(answer.shop.name, answer.till_code, answer.purpose)


def _forget_points(connection: Connection, *, keep: journal.Writer) -> None:
    taken = [one for one in line_state.taken_over(connection) if one.device != keep.device]
    line_state.forget_points(connection)
    for one in taken:
        line_state.set_acked(connection, one.key, 0)


def _become_another(till: Till, connection: Connection, device: str, answer: EnrolAnswer) -> journal.Writer:
    old = till.writer(connection)
    code = shops.till_code(connection, old.key)
    for one in line_state.own_writers(connection, old.device):
        line_state.set_acked(connection, one.key, 0)
    fresh = journal.become(connection, device, 1)
    till.forget_writer()
    taken = shops.codes(connection)
    wanted = answer.till_code if answer.till_code and answer.till_code not in taken else ""
    till.post(
        connection,
        TillStarted(
            id=till.new_id(), code=wanted or upkeep.free_code(code, taken),
            public_key=keys.public_half(signing_key(till)).hex(), reason="restored", replaces=code,
        ),
        by=SETUP,
    )  # fmt: skip
    return fresh


def begin_fetch(
    home: Path, *, clock: Callable[[], datetime] = wall_clock, keyring_allowed: bool = True, afresh: bool = False
) -> Till:
    """The unfinished file of an empty machine, made or taken up again; `Refusal("shop_exists")`.

    Its key is made before anything is asked, so that the same code may be shown again after a power cut.
    """
    if (home / STORE_FILE).exists():
        raise Refusal("shop_exists", folder=home)
    home.mkdir(parents=True, exist_ok=True)
    unfinished = home / UNFINISHED
    if afresh:
        backup.clear(unfinished)
    if unfinished.exists():
        try:
            return _opened(home, unfinished, keys.find(home).store, clock)
        except Refusal as refusal:
            if refusal.code not in ("key_missing", "key_damaged", "wrong_key"):
                raise
            backup.clear(unfinished)
    keys.set_aside(home, now=clock())
    secret = keys.make(home, keyring_allowed=keyring_allowed)
    till = _opened(home, unfinished, secret.store, clock)
    with till.writing() as connection:
        journal.become(connection, device_of(secret.signing), 1)
    return till


def _opened(home: Path, file: Path, key: bytes, clock: Callable[[], datetime]) -> Till:
    till = Till(home, Database(file, key), read_settings(home).settings, clock=clock)
    with till.writing() as connection:
        if journal.this_till(connection) is None:
            journal.become(connection, device_of(keys.find(home).signing), 1)
    return till


def finish_fetch(till: Till) -> Till:
    """Everything is there: look at it, begin this machine's journal, give the file its name; returns the open till.

    `Refusal`: `line_fetch_unsound` where the books do not come out as the journal says, `line_fetch_empty`.
    """
    home, clock = till.home, till.clock
    try:
        with till.reading() as connection:
            row = line_state.find(connection)
            if row is None or shops.shop(connection) is None:
                raise Refusal("line_fetch_empty")
        found = upkeep.check(till)
        # A document of a newer program keeps no machine from its shop: it is kept, and shown by `check`.
        if found.damage:
            raise Refusal("line_fetch_unsound", reason=found.damage[0])
        _start(till, row)
    finally:
        till.close()
    os.replace(home / UNFINISHED, home / STORE_FILE)
    keys.write_durably(home)
    backup.clear(home / UNFINISHED)
    secret = keys.find(home)
    return Till(home, Database(home / STORE_FILE, secret.store), read_settings(home).settings, clock=clock)


def _start(till: Till, row: LineRow) -> None:
    with till.writing() as connection:
        me = till.writer(connection)
        if journal.head(connection, me.key)[0]:
            return  # begun before the power failed
        taken = shops.codes(connection)
        code = row.till_code
        if not code or code in taken:
            # A province that had forgotten who numbers under it gave it away; the shop's other tills know better.
            code = upkeep.free_code(code or row.replaces, taken)
        till.post(
            connection,
            TillStarted(
                id=till.new_id(), code=code, public_key=keys.public_half(signing_key(till)).hex(),
                reason="restored" if row.purpose == "replace" else "second", replaces=row.replaces,
            ),
            by=SETUP,
        )  # fmt: skip
