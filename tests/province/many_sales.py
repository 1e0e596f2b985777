"""Journals of shops that sell a lot, made without a till: the same documents, chained, by the thousand."""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from koperasi_pos.journal import GENESIS, write_entry
from koperasi_pos.journal.documents import (
    Document,
    Pack,
    Price,
    ProductSaved,
    ShiftOpened,
    StockAdjusted,
    StockLine,
    TillStarted,
)
from koperasi_pos.province.database import Pool
from koperasi_pos.values import WIB, Quantity, Rupiah, short_id, to_iso, uuid7
from tests.bench.large_shop import WORDS, ean13, sale_document

BEGIN = datetime(2026, 11, 1, 7, 0, tzinfo=WIB)
PILLARS = ("", "", "", "santripreneur", "pesantrenpreneur", "sociopreneur")


class BusyShop:
    """One till's journal: goods, an opening stock, a shift, and then sales without an end."""

    def __init__(self, seed: int, *, products: int = 200, sales_a_day: int = 300, begin: datetime = BEGIN) -> None:
        self.chance = random.Random(seed)
        self.device = self.chance.randbytes(8).hex()
        self.sales_a_day = sales_a_day
        self.moment = begin
        self._seq, self._prev, self._serial = 0, GENESIS, 0
        self._shift = self._id()
        self.products = [self._product(number) for number in range(products)]

    def beginning(self) -> list[bytes]:
        """Everything before the first sale."""
        stock = [
            StockLine(product=one.product, quantity=Quantity.of(100_000), value=Rupiah(100_000 * int(one.cost)))
            for one in self.products
        ]
        documents: list[Document] = [
            TillStarted(id=self._id(), code="K1"),
            *self.products,
            StockAdjusted(id=self._id(), reason="opening", lines=stock),
            ShiftOpened(id=self._shift, number=1, day=self._day(), cashier="Kasir", float=Rupiah(100_000)),
        ]
        return [self.line(document) for document in documents]

    def sales(self, count: int) -> Iterator[bytes]:
        """So many sales of five lines, over as many days as they take."""
        for _ in range(count):
            self._serial += 1
            self.moment += timedelta(seconds=30)
            if self._serial % self.sales_a_day == 0:
                self.moment = (self.moment + timedelta(days=1)).replace(hour=7, minute=0, second=0)
            sale = sale_document(
                self.products, self.chance, id=self._id(), serial=self._serial, shift=self._shift, day=self._day()
            )
            yield self.line(sale)

    def line(self, document: Document) -> bytes:
        """The next entry with a document."""
        self._seq += 1
        entry = write_entry(
            document, writer=self.device, epoch=1, seq=self._seq, time=to_iso(self.moment), staff="kasir",
            prev=self._prev,
        )  # fmt: skip
        self._prev = entry.hash
        return entry.line

    def _day(self) -> str:
        return self.moment.date().isoformat()

    def _id(self) -> str:
        return uuid7(int(self.moment.timestamp() * 1000), self.chance.randbytes(10))

    def _product(self, number: int) -> ProductSaved:
        price = Rupiah(self.chance.randrange(500, 60_000, 100))
        pack = Pack(unit="pcs", codes=[ean13(number)], prices=[Price(tier="retail", price=price)])
        return ProductSaved(
            id=self._id(), product=short_id(self.chance.randbytes(8)), name=" ".join(self.chance.choices(WORDS, k=4)),
            code=f"B{number:06d}", category=self.chance.choice(WORDS), packs=[pack], cost=price.fraction(8, 10),
            pillar=self.chance.choice(PILLARS),
        )  # fmt: skip


def copy_entries(pool: Pool, shop: str, lines: Sequence[bytes], *, received: datetime | None = None) -> None:
    """What `keep_entries` does, by COPY: thousands at once."""
    moment = received or datetime.now(UTC)
    with pool.writing() as connection:
        row = connection.execute(
            "UPDATE shop SET rev = rev + %s WHERE id = %s RETURNING rev", (len(lines), shop)
        ).fetchone()
        assert row is not None
        with connection.cursor().copy(
            "COPY entry (shop, device, epoch, seq, rev, kind, id, time, received_at, amount, hash, line) FROM STDIN"
        ) as copy:
            for rev, line in enumerate(lines, row[0] - len(lines) + 1):
                fields = json.loads(line)
                body = fields["body"]
                amount = min(body.get("total", 0), 2**62) if fields["kind"] == "sale" else None
                copy.write_row((
                    shop, fields["writer"], fields["epoch"], fields["seq"], rev, fields["kind"],
                    uuid.UUID(body["id"]), _moment(fields["time"]), moment, amount, hashlib.sha256(line).digest(), line,
                ))  # fmt: skip


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
