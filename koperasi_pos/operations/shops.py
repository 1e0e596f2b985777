"""Make a shop on an empty machine, and change its rules."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from koperasi_pos.journal.documents import ShopSaved, StaffSaved, TillStarted
from koperasi_pos.operations import pins
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import STORE_FILE, Till, wall_clock
from koperasi_pos.settings import read_settings
from koperasi_pos.store import Connection, Database, backup, journal, keys
from koperasi_pos.store.books import shops
from koperasi_pos.trade.codes import PREFIXES, SUM_DIGITS
from koperasi_pos.trade.staff import Actor, check_name, check_pin, require
from koperasi_pos.trade.stock_policy import check_policy
from koperasi_pos.trade.tenders import ROUNDINGS
from koperasi_pos.values import Refusal

SETUP = Actor(staff="setup", name="Pengaturan awal", role="head")
"""Who acts before there is anybody."""


def make_shop(
    home: Path,
    *,
    name: str,
    till_code: str = "K1",
    head_name: str,
    head_pin: str,
    address: str = "",
    phone: str = "",
    pesantren: str = "",
    clock: Callable[[], datetime] = wall_clock,
    keyring_allowed: bool = True,
    training: bool = False,
) -> Till:
    """Make the shop's file in `home` with its first head of shop; returns the open till.

    `Refusal("shop_exists")` where there already is one; `name_missing`, `pin_form`, `pin_weak`, `till_code_form`.
    """
    file = home / STORE_FILE
    if file.exists():
        raise Refusal("shop_exists", folder=home)
    shop_name, person, pin = check_name(name), check_name(head_name), check_pin(head_pin)
    code = check_till_code(till_code)
    home.mkdir(parents=True, exist_ok=True)
    keys.set_aside(home, now=clock())  # of a shop that was here before: its backups open with them alone
    secret = keys.make(home, keyring_allowed=keyring_allowed)
    unfinished = home / f"{STORE_FILE}.new"
    backup.clear(unfinished)
    making = Till(home, Database(unfinished, secret.store), read_settings(home).settings, clock=clock)
    try:
        public = keys.public_half(secret.signing)
        shop = ShopSaved(
            id=making.new_id(), name=shop_name, address=address.strip(), phone=phone.strip(),
            pesantren=pesantren.strip(),
        )  # fmt: skip
        head = StaffSaved(
            id=making.new_id(), staff=making.new_short_id(), name=person, role="head", pin_hash=pins.hashed(pin)
        )
        with making.database.write() as connection:
            journal.become(connection, hashlib.sha256(public).hexdigest()[:16], 1)
            started = TillStarted(id=making.new_id(), code=code, public_key=public.hex(), training=training)
            making.post(connection, started, by=SETUP)
            making.post(connection, shop, by=SETUP)
            making.post(connection, head, by=SETUP)
    finally:
        making.close()
    # Only a whole shop gets the name: should the power fail before, the next start begins anew.
    os.replace(unfinished, file)
    keys.write_durably(home)
    backup.clear(unfinished)
    return Till(home, Database(file, secret.store), making.settings, clock=clock, training=training)


def check_till_code(code: str) -> str:
    """`K1`: a letter and up to three letters or digits; `Refusal("till_code_form")`."""
    clean = code.strip().upper()
    if not (1 < len(clean) <= 4 and clean.isascii() and clean.isalnum() and clean[0].isalpha()):
        raise Refusal("till_code_form")
    return clean


def shop(till: Till) -> ShopSaved:
    """The shop in force; `Refusal("no_shop_yet")`."""
    with till.reading() as connection:
        return _shop(connection)


def _shop(connection: Connection) -> ShopSaved:
    found = shops.shop(connection)
    if found is None:
        raise Refusal("no_shop_yet")
    return found


def save_shop(till: Till, changed: ShopSaved, *, by: Actor) -> Done[ShopSaved]:
    """Change name, address or rules of the shop. `changed.id` must be new (`till.new_id()`)."""
    require(by, "shop")
    check_name(changed.name)
    if changed.cash_rounding not in ROUNDINGS:
        raise Refusal("rounding_unknown", unit=changed.cash_rounding)
    if any(not 0 <= cap.basis_points <= 10000 for cap in changed.discount_caps):
        raise Refusal("discount_out_of_range")
    for one in changed.when_none:
        check_policy(one.policy)
    if changed.sum_digits not in SUM_DIGITS or not set(changed.sum_prefixes) <= set(PREFIXES):
        raise Refusal("label_prefix_form")
    done = till.post_once(changed.id, lambda connection: changed, by=by, topics=("shop",))
    return Done(changed, done.changed)


def till_code(till: Till) -> str:
    """The code of this till, `K1`."""
    with till.reading() as connection:
        return shops.till_code(connection, till.writer(connection).key)
