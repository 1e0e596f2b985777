"""A small shop for tests: made once, copied for every test that wants one, with a clock that moves when told."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.operations import baskets, products, sales, shifts, shops
from koperasi_pos.operations.sales import Receipt
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from koperasi_pos.store.journal import Posted
from koperasi_pos.trade.staff import Actor
from koperasi_pos.trade.tenders import Tender, cash
from koperasi_pos.values import ONE, WIB, Quantity, Rupiah

HEAD = Actor("aaaaaaaaaaaaaaaa", "Kepala", "head")
CASHIER = Actor("bbbbbbbbbbbbbbbb", "Kasir", "cashier")
TREASURER = Actor("cccccccccccccccc", "Bendahara", "treasurer")
HEAD_PIN = "135790"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime = datetime(2026, 11, 24, 8, 0, tzinfo=WIB)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: int) -> None:
        """Move on by `minutes=5` and the like; backwards with negative numbers."""
        self.moment += timedelta(**by)


@functools.cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="koperasi-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    till = shops.make_shop(
        folder, name="Koperasi An-Nur", head_name="Kepala", head_pin=HEAD_PIN, clock=Clock(), keyring_allowed=False
    )
    till.close()
    return folder


def shop_in(home: Path, clock: Clock | None = None) -> Till:
    """An open till of a fresh copy of the shop, without products and without a shift."""
    shutil.copytree(_template(), home, dirs_exist_ok=True)
    return open_till(home, clock=clock or Clock())


def product_document(
    till: Till, name: str, price: int, *, code: str = "", codes: tuple[str, ...] = (), cost: int = 0, **fields: object
) -> ProductSaved:
    """A product with one retail price, not yet saved."""
    packs = fields.pop("packs", None) or [
        Pack(unit=str(fields.pop("unit", "pcs")), codes=list(codes), prices=[Price(tier="retail", price=Rupiah(price))])
    ]
    return ProductSaved.model_validate(
        {
            "id": till.new_id(), "product": till.new_short_id(), "name": name, "code": code, "packs": packs,
            "cost": Rupiah(cost), **fields,
        }
    )  # fmt: skip


def stock_up(till: Till, name: str, price: int, *, stock: int = 100, **fields: object) -> ProductSaved:
    """A saved product with so many units on the shelf."""
    document = product_document(till, name, price, **fields)  # type: ignore[arg-type]
    return products.save_product(till, document, by=HEAD, opening=Quantity.of(stock)).value


def begin_shift(till: Till, float_: int = 100_000, by: Actor = CASHIER) -> str:
    """Open a shift; returns its id."""
    return shifts.open_shift(till, float_=Rupiah(float_), id=till.new_id(), by=by).value.id


def sell(till: Till, *goods: tuple[ProductSaved, int], tender: Tender | None = None, by: Actor = CASHIER) -> Receipt:
    """Sell (product, thousandths) in cash, or as `tender` says."""
    basket = baskets.new_basket(till)
    for product, quantity in goods:
        basket = basket.add(product, quantity=Quantity(quantity))
    paid = tender or cash(Rupiah(10_000_000))
    return sales.complete_sale(till, basket, paid, by=by).value


def one(product: ProductSaved) -> tuple[ProductSaved, int]:
    """One unit of a product."""
    return product, int(ONE)


def written(till: Till, *, limit: int = 10_000, before: int | None = None) -> list[Posted]:
    """What stands in the journal, the newest first."""
    with till.reading() as connection:
        return journal.latest(connection, limit, before=before)
