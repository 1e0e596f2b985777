"""A shop at a real province: its first till with bread and a shift, a sale of that bread, a line that came to rest."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations.till import Till
from koperasi_pos.province.database import Pool
from koperasi_pos.sync import enrolment
from koperasi_pos.sync.worker import Worker
from tests.counter import Clock, begin_shift, one, sell, shop_in, stock_up, written
from tests.province.asking import Serving
from tests.province.shops import add_shop
from tests.sync.province_process import code_for
from tests.sync.shop_line import drain


def first_till(home: Path, pool: Pool, serving: Serving, clock: Clock | None = None) -> Till:
    """The till of a new shop, enrolled, with bread on the shelf and a shift; nothing of it was sent yet."""
    add_shop(pool, "toko-1")
    till = shop_in(home, clock or Clock())
    enrolment.enrol_till(till, serving.address, code_for(pool, "new"))
    stock_up(till, "Roti", 5000, codes=("8991",))
    begin_shift(till)
    return till


def bread(till: Till) -> tuple[ProductSaved, int]:
    """A loaf, as it goes into a basket."""
    documents = (posted.entry.document for posted in written(till))
    return one(next(document for document in documents if isinstance(document, ProductSaved)))


def sell_bread(till: Till) -> str:
    """One more sale; its number."""
    return sell(till, bread(till)).sale.number


def rest(till: Till, *others: Till) -> Worker:
    """Everything that can be sent and fetched now, one till after the other; the last one's line."""
    worker = Worker(till)
    drain(worker)
    worker.stop()
    return rest(*others) if others else worker


def held(pool: Pool) -> list[bytes]:
    """The entries of the shop at the province, in the order in which they came."""
    with pool.reading() as connection:
        return [bytes(row[0]) for row in connection.execute("SELECT line FROM entry ORDER BY shop, rev").fetchall()]


def lines_of(till: Till) -> list[bytes]:
    return [posted.entry.line for posted in reversed(written(till))]
