"""A province to look at: one shop with two weeks of real sales, others with trouble of every kind."""

from __future__ import annotations

import contextlib
import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path

from psycopg.types.json import Jsonb

from koperasi_pos.journal.documents import CardRulesSaved, Limit, ProductSaved
from koperasi_pos.operations import card_limits, card_rights, cards, shifts
from koperasi_pos.operations.till import Till
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.enrolment import make_code
from koperasi_pos.values import WIB, Refusal, Rupiah
from tests.card_holders import account, buy
from tests.counter import CASHIER, HEAD, Clock, begin_shift, one, sell, stock_up
from tests.province.shops import add_till, keep_entries, new_till

ANNUR, HIKMAH, DARUSSALAM, NURUL = "toko-annur", "toko-hikmah", "toko-darussalam", "toko-nurul"
SHOPS = {
    ANNUR: ("Koperasi An-Nur", "PP An-Nur", "510035060001", "3506"),
    HIKMAH: ("Toko Al-Hikmah", "PP Al-Hikmah", "510035230002", "3523"),
    DARUSSALAM: ("Kantin Darussalam", "PP Darussalam", "510035100003", "3510"),
    NURUL: ("Koperasi Nurul Huda", "PP Nurul Huda", "", "3527"),
}
GOODS = (
    ("Air Minum Santri 600 ml", 3_000, 2_100, "pesantrenpreneur"),
    ("Sambal Bu Nyai 150 g", 15_000, 11_000, "sociopreneur"),
    ("Songkok bordir", 45_000, 30_000, "santripreneur"),
    ("Sabun mandi 80 g", 5_000, 4_000, ""),
    ("Buku tulis 38 lembar", 4_500, 3_200, ""),
)
SANTRI = (("Ahmad Fauzi", "8B"), ("Siti Zahra", "7A"), ("Budi Santoso", "8B"))
GONE = "60" * 8
"""A till that burnt; its rights were taken over."""
FORKED, SILENT, FAST = "f0" * 8, "51" * 8, "fa" * 8
"""Devices: one whose number two machines use, one not heard of for days, one whose clock is fast."""


def fill(pool: Pool, folder: Path, now: datetime) -> str:
    """Put it into empty tables; gives the device of the real till."""
    with pool.writing() as connection:
        for shop, (name, pesantren, nspp, kabupaten) in SHOPS.items():
            connection.execute(
                "INSERT INTO shop (id, name, pesantren, nspp, kabupaten, koperasi) VALUES (%s, %s, %s, %s, %s, %s)",
                (shop, name, pesantren, nspp, kabupaten, f"Kopontren {pesantren.removeprefix('PP ')}"),
            )
    device = _real_sales(pool, folder, now)
    with pool.writing() as connection:
        connection.execute(
            "UPDATE till SET last_seen = %s, last_push = %s, program = '0.2.0', schema_version = '0005'",
            (now - timedelta(minutes=4), now - timedelta(minutes=9)),
        )
        _till(connection, HIKMAH, FORKED, now - timedelta(hours=2))
        _till(connection, DARUSSALAM, SILENT, now - timedelta(days=4), backlog=214)
        _till(connection, NURUL, FAST, now - timedelta(minutes=40), skew=2 * 365 * 86_400)
        _fork(connection, now)
        _compares(connection, device, now)
        make_code(connection, HIKMAH, "second", now=now, by="siti")
        make_code(connection, NURUL, "replace", now=now - timedelta(days=2), replaces="K1", by="siti")
    return device


def _real_sales(pool: Pool, folder: Path, now: datetime) -> str:
    day = now.astimezone(WIB).replace(hour=7, minute=30, second=0) - timedelta(days=13)
    clock = Clock(day)
    made = new_till(folder, ANNUR, clock=clock, name="Koperasi An-Nur")
    till = made.till
    goods = [stock_up(till, name, price, cost=cost, pillar=pillar, stock=400) for name, price, cost, pillar in GOODS]
    for number in range(14):
        clock.moment = day + timedelta(days=number)
        begin_shift(till)
        taken = 0
        for sale in range(6 + number % 5):
            clock.forward(minutes=50 + 7 * (sale % 3))
            taken += int(sell(till, one(goods[(sale + number) % 5]), one(goods[sale % 3])).sale.total)
        if number < 13:
            wrong = {4: -2_000, 9: 500}.get(number, 0)
            shifts.close_shift(
                till, counted=Rupiah(100_000 + taken + wrong), id=till.new_id(), by=CASHIER,
                note="kurang kembalian" if wrong < 0 else "",
            )  # fmt: skip
    _cards(till, goods)
    add_till(pool, made)
    keep_entries(pool, ANNUR, made.lines(), received=now)
    made.till.close()
    Consumer(pool).drain()
    return made.device


def _cards(till: Till, goods: list[ProductSaved]) -> None:
    """Santri who buy, are refused, lose a card; a dead till whose rights somebody took over, and one still silent."""
    rules = CardRulesSaved(id=till.new_id(), float_warning=Rupiah(300_000), limits=[Limit(period="day",
        amount=Rupiah(60_000))])  # fmt: skip
    card_limits.save_card_rules(till, rules, by=HEAD)
    for number, (name, place) in enumerate(SANTRI):
        who = account(till, name, nis=f"20240{number:02}", money=150_000, group=place, room=f"Al-Fatih {number}")
        for product in goods[number : number + 2]:
            buy(till, who, (product, 1))
        if number == 1:
            with contextlib.suppress(Refusal):
                buy(till, who, (goods[2], 3))
            cards.replace_card(till, who.account, id=till.new_id(), by=HEAD)
        if number == 2:
            for amount, device in ((20_000, GONE), (5_000, "77" * 8)):
                card_rights.give_rights(
                    till, who.account, Rupiah(amount), device=device, epoch=1, id=till.new_id(), by=HEAD
                )
    card_rights.reclaim_rights(till, GONE, 1, reason="Kasir terbakar", id=till.new_id(), by=HEAD)


def _till(connection: Connection, shop: str, device: str, seen: datetime, *, backlog: int = 0, skew: int = 0) -> None:
    connection.execute("INSERT INTO device (device, shop) VALUES (%s, %s)", (device, shop))
    connection.execute(
        "INSERT INTO till (shop, device, code, public_key, purpose, enrolled_at, program, last_seen, last_push,"
        " backlog, skew_seconds) VALUES (%s, %s, 'K1', %s, 'new', %s, '0.1.0', %s, %s, %s, %s)",
        (shop, device, "ab" * 32, seen - timedelta(days=30), seen, seen, backlog, skew),
    )


def _fork(connection: Connection, now: datetime) -> None:
    connection.execute(
        "INSERT INTO writer (shop, device, epoch, acked, head, frozen, fork_seq, frozen_at)"
        " VALUES (%s, %s, 1, 812, %s, true, 813, %s)",
        (HIKMAH, FORKED, b"\x01" * 32, now - timedelta(hours=2)),
    )
    fork = {"writer": FORKED, "epoch": 1, "seq": 813, "kind": "sale", "body": {"total": 12_500, "note": "=1+1"}}
    for line, reason, detail, seq in (
        (json.dumps(fork).encode(), "fork", "", 813),
        (b'{"seq": 814, "kind": "sale", \xff\xfe', "unreadable", "=HYPERLINK(1)", 814),
    ):
        connection.execute(
            "INSERT INTO quarantine (shop, device, epoch, seq, hash, reason, detail, line, received_at)"
            " VALUES (%s, %s, 1, %s, %s, %s, %s, %s, %s)",
            (HIKMAH, FORKED, seq, hashlib.sha256(line).digest(), reason, detail, line, now - timedelta(hours=2)),
        )


def _compares(connection: Connection, device: str, now: datetime) -> None:
    differs = [{"device": SILENT, "epoch": 1, "seq": 40, "count": 39, "sales": 1000, "hash": "00"}]
    for shop, one_device, agrees in ((ANNUR, device, True), (DARUSSALAM, SILENT, False)):
        connection.execute(
            "INSERT INTO compare (shop, device, day, at, agrees, asked, differs) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (shop, one_device, now.date(), now, agrees, Jsonb([]), Jsonb([] if agrees else differs)),
        )
