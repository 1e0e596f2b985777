"""A shop with a large catalogue and a long history, written as rows at full speed: the same rows a sale makes."""

from __future__ import annotations

import gc
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from koperasi_pos.journal import write_entry
from koperasi_pos.journal.documents import (
    Pack,
    Payment,
    Price,
    ProductSaved,
    SaleCompleted,
    SaleLine,
    ShiftOpened,
)
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, bulk, journal
from koperasi_pos.values import WIB, Quantity, Rupiah, to_iso, uuid7
from tests.counter import Clock, shop_in

FIRST_DAY = datetime(2024, 1, 1, 7, 0, tzinfo=WIB)
SALES_A_DAY = 1_000
WORDS = (
    "mi goreng rasa ayam bawang kecap manis sedang botol kopi susu kental gula pasir beras ramos minyak sabun mandi"
    " sampo sachet pasta gigi roti tawar cokelat keju biskuit kelapa air minum teh melati buku tulis pulpen hitam"
    " peci sarung kitab safinah jurumiyah amplop map plastik sandal jepit sikat ember tisu basah permen jahe"
).split()


def ean13(number: int) -> str:
    """A valid EAN-13 under 899 for any number below a thousand million."""
    body = f"899{number:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


@dataclass
class LargeShop:
    """The open till, its products, and a clock that stands on the day after the history."""

    till: Till
    products: list[ProductSaved]
    clock: Clock

    @classmethod
    def build(cls, home: Path, *, products: int, sales: int) -> LargeShop:
        """Write the shop; the same seed every time."""
        chance = random.Random(20261124)
        clock = Clock(FIRST_DAY)
        till = shop_in(home, clock)
        goods = [_product(till, number, chance) for number in range(products)]
        with till.writing() as connection:
            bulk.post_products(connection, till.writer(connection), goods, staff="setup", time=till.now())
        _write_sales(till, clock, goods, sales, chance)
        with till.writing() as connection:
            connection.run("UPDATE shift SET closed = opened WHERE closed IS NULL")
        with till.database.outside_transaction() as connection:
            connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.run("ANALYZE")
        gc.collect()
        gc.freeze()  # a till holds no such list of goods; sweeping it again and again would be the bench's own cost
        return cls(till, goods, clock)


def _product(till: Till, number: int, chance: random.Random) -> ProductSaved:
    name = " ".join(chance.choices(WORDS, k=6)).capitalize() + f" {number}"
    price = Rupiah(chance.randrange(500, 60_000, 100))
    pack = Pack(unit="pcs", codes=[ean13(number)], prices=[Price(tier="retail", price=price)])
    return ProductSaved(
        id=till.new_id(), product=till.new_short_id(), name=name, code=f"B{number:06d}", category=chance.choice(WORDS),
        packs=[pack], cost=price.fraction(8, 10),
    )  # fmt: skip


def sale_document(
    goods: list[ProductSaved], chance: random.Random, *, id: str, serial: int, shift: str, day: str
) -> SaleCompleted:
    """A cash sale of five lines, one to four of each."""
    lines = []
    for product in chance.sample(goods, 5):
        price, quantity = product.packs[0].prices[0].price, Quantity.of(chance.randint(1, 4))
        total = quantity.times(price)
        lines.append(
            SaleLine(
                product=product.product, name=product.name, quantity=quantity, base=quantity, price=price, gross=total,
                total=total, cost=quantity.times(product.cost), code=product.packs[0].codes[0],
            )
        )  # fmt: skip
    total = Rupiah(sum(line.total for line in lines))
    due = total.to_nearest(100)
    return SaleCompleted(
        id=id, number=f"K1-{serial:06d}", shift=shift, day=day, cashier="Kasir", lines=lines, gross=total, total=total,
        rounding=due - total, payments=[Payment(way="cash", amount=due, received=due)],
    )  # fmt: skip


def _write_sales(till: Till, clock: Clock, goods: list[ProductSaved], sales: int, chance: random.Random) -> None:
    keys: dict[str, int] = {}
    with till.reading() as connection:
        keys = {row[0]: row[1] for row in connection.run("SELECT id, key FROM product")}
    serial = 0
    shift = ShiftOpened(id=till.new_id(), number=1, day=till.today(), cashier="Kasir", float=Rupiah(100_000))
    while serial < sales:
        clock.moment = FIRST_DAY + timedelta(days=serial // SALES_A_DAY)
        with till.writing() as connection:
            if serial == 0:
                journal.post(connection, till.writer(connection), shift, staff="kasir", time=till.now())
            count = min(SALES_A_DAY, sales - serial)
            _write_day(till, connection, goods, keys, shift.id, serial, count, chance)
        serial += count
    clock.forward(days=1)


def _write_day(
    till: Till, connection: Connection, goods: list[ProductSaved], keys: dict[str, int], shift: str, serial: int,
    count: int, chance: random.Random,
) -> None:  # fmt: skip
    me = till.writer(connection)
    seq, prev = journal.head(connection, me.key)
    row = connection.run("SELECT max(position) FROM journal").fetchone()
    assert row is not None
    position, day = int(row[0]), till.today()
    number = int(day.replace("-", ""))
    shift_row = connection.run("SELECT key FROM shift WHERE id = ?", (shift,)).fetchone()
    assert shift_row is not None
    entries, heads, lines, payments = [], [], [], []
    for step in range(count):
        moment = till.clock() + timedelta(seconds=30 * step)
        sale = sale_document(
            goods, chance, id=uuid7(int(moment.timestamp() * 1000), chance.randbytes(10)), serial=serial + step + 1,
            shift=shift, day=day,
        )  # fmt: skip
        seq, position = seq + 1, position + 1
        entry = write_entry(
            sale, writer=me.device, epoch=me.epoch, seq=seq, time=to_iso(moment), staff="kasir", prev=prev
        )
        prev = entry.hash
        entries.append(
            (position, me.key, seq, "sale", bytes.fromhex(sale.id), bytes.fromhex(entry.hash), entry.line.decode())
        )
        cost = sum(int(line.cost) for line in sale.lines)
        heads.append(
            (position, sale.number, shift_row[0], number, entry.time, None, 0, int(sale.gross), 0, int(sale.total), 0,
             int(sale.rounding), 0, cost)
        )  # fmt: skip
        lines += [
            (position, n, keys[line.product], int(line.base), 0, int(line.total), int(line.cost))
            for n, line in enumerate(sale.lines)
        ]
        payments.append((position, 0, "cash", int(sale.payments[0].amount)))
    connection.run_many(
        "INSERT INTO journal (position, writer, seq, kind, id, hash, line) VALUES (?, ?, ?, ?, ?, ?, ?)", entries
    )
    connection.run_many(f"INSERT INTO sale VALUES ({','.join('?' * 14)})", heads)
    connection.run_many("INSERT INTO sale_line VALUES (?, ?, ?, ?, ?, ?, ?, 1)", lines)
    connection.run_many("INSERT INTO payment VALUES (?, ?, ?, ?)", payments)
    connection.run_many(
        "INSERT INTO stock VALUES (?, ?, ?) ON CONFLICT (product) DO UPDATE"
        " SET quantity = quantity + excluded.quantity, value = value + excluded.value",
        [(line[2], -line[3], -line[6]) for line in lines],
    )
    total = sum(head[9] for head in heads)
    connection.run(
        "UPDATE counter SET last_sale = ?, grand_total = grand_total + ? WHERE till = 'K1'", (serial + count, total)
    )
