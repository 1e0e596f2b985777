"""What to buy, orders to suppliers, and what is still expected of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, cast

from koperasi_pos.journal.documents import GoodsOrdered, OrderClosed, OrderLine
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store.books import days, purchases, shops
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.store.books import suppliers as supplier_book
from koperasi_pos.store.books.purchases import OrderRow
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.trade.buying import Need, Pace, need
from koperasi_pos.trade.receiving import Coming, pack_factor
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import ONE, ZERO, Quantity, Refusal, Rupiah

__all__ = [
    "LOOK_BACK",
    "Order",
    "OrderRow",
    "Ordering",
    "Wanted",
    "awaited_lines",
    "buying_list",
    "close_order",
    "order",
    "order_goods",
    "orders",
]

LOOK_BACK = 28
"""Days of sales that tell the pace."""


class Wanted(NamedTuple):
    """A line of the buying list: what is there, what goes in a day on average, what to buy and what it cost last."""

    product: str
    name: str
    category: str
    base_unit: str
    on_hand: Quantity
    on_its_way: Quantity
    sold: Quantity
    """Within `LOOK_BACK` days."""
    need: Need
    unit: str
    factor: Quantity
    supplier: str
    price: Rupiah
    """Of the supplier's pack, the last time; 0 where it was never bought."""


@dataclass(frozen=True)
class Ordering:
    """So many packs of a product, in a unit of the product or of the supplier's own."""

    product: str
    quantity: Quantity
    unit: str = ""
    factor: Quantity | None = None
    price: Rupiah = ZERO


@dataclass(frozen=True)
class Order:
    """An order, and short id → base units that have come of it."""

    row: OrderRow
    document: GoodsOrdered
    received: dict[str, int]


def buying_list(till: Till, *, cover_days: int = 14, supplier: str = "", category: str = "") -> list[Wanted]:
    """What to buy so that it lasts so many days, by supplier and name; of one supplier or category where given."""
    if not 0 < cover_days <= 365:
        raise Refusal("cover_days_form")
    last_day = till.today()
    first = (date.fromisoformat(last_day) - timedelta(days=LOOK_BACK - 1)).isoformat()
    with till.reading() as connection:
        sold = {
            one.product: one.quantity for one in days.items(connection, day_number(first), day_number(last_day))
        }  # fmt: skip
        coming = purchases.on_its_way(connection)
        bought = purchases.last_prices(connection)
        shelves = stock_book.on_shelves(connection)
    wanted = []
    for one in shelves:
        last = bought.get(one.product)
        if (category and one.category != category) or (supplier and (last is None or last.supplier != supplier)):
            continue
        unit, factor = (last.unit, Quantity(last.factor)) if last else (one.unit, ONE)
        pace = Pace(
            Quantity(one.quantity), Quantity(coming.get(one.product, 0)), Quantity(sold.get(one.product, 0)),
            Quantity(one.minimum),
        )  # fmt: skip
        found = need(pace, looked_back=LOOK_BACK, cover_days=cover_days, factor=factor)
        if found is not None:
            wanted.append(
                Wanted(
                    one.product, one.name, one.category, one.unit, pace.on_hand, pace.ordered, pace.sold, found, unit,
                    factor, last.supplier if last else "", Rupiah(last.price) if last else ZERO,
                )
            )  # fmt: skip
    wanted.sort(key=lambda one: (one.supplier, one.name, one.product))
    return wanted


def order_goods(
    till: Till, supplier: str, ordering: Sequence[Ordering], *, id: str, by: Actor, expected: str = "", note: str = ""
) -> Done[GoodsOrdered]:
    """Order goods of a supplier (short id). `Refusal`: `needs_approval`, `supplier_unknown`, `order_empty` and more."""
    require(by, "receive")
    if not ordering:
        raise Refusal("order_empty")

    def make(connection: Connection) -> GoodsOrdered:
        held = supplier_book.supplier(connection, supplier)
        if held is None:
            raise Refusal("supplier_unknown", name=supplier)
        lines = [_line(connection, one) for one in ordering]
        code = shops.till_code(connection, till.writer(connection).key)
        serial = supplier_book.highest(connection, "goods_order", f"{code}-PO") + 1
        return GoodsOrdered(
            id=id, number=f"{code}-PO{serial:06d}", supplier=supplier, name=held.name, day=till.today(),
            expected=_expected(expected), lines=lines, note=note.strip(),
            total=Rupiah(sum(line.quantity.times(line.price) for line in lines)),
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("suppliers",))
    return Done(cast(GoodsOrdered, done.value.entry.document), done.changed)


def _expected(text: str) -> str:
    if text:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise Refusal("day_form", text=text) from None
    return text


def _line(connection: Connection, one: Ordering) -> OrderLine:
    row = product_book.product(connection, one.product)
    if row is None:
        raise Refusal("product_unknown")
    factor = pack_factor(row.document, one.unit, one.factor)
    base = one.quantity.in_units_of(factor)
    if base <= 0:
        raise Refusal("quantity_not_positive")
    if one.price < 0:
        raise Refusal("price_out_of_range")
    return OrderLine(
        product=one.product, name=row.name, unit=one.unit or row.unit, factor=factor, quantity=one.quantity, base=base,
        price=one.price,
    )  # fmt: skip


def orders(till: Till, *, limit: int = 100) -> list[OrderRow]:
    """The newest orders first."""
    with till.reading() as connection:
        return purchases.orders(connection, limit=limit)


def order(till: Till, number: str) -> Order:
    """The order with this number or id; `Refusal("order_unknown")`."""
    with till.reading() as connection:
        row = purchases.order(connection, number.strip())
        if row is None:
            raise Refusal("order_unknown", number=number)
        posted = journal.at(connection, row.position)
        return Order(row, cast(GoodsOrdered, posted.entry.document), purchases.received_of(connection, row.id))


def awaited_lines(till: Till, number: str) -> list[Coming]:
    """What is still expected of an order, as lines of a delivery at its prices; `Refusal("order_unknown")`.

    Of a line that came in part the rest; nothing of an order that is closed.
    """
    found = order(till, number)
    if found.row.closed:
        return []
    came = dict(found.received)
    lines = []
    with till.reading() as connection:
        goods = product_book.bodies(connection, [line.product for line in found.document.lines])
    for line in found.document.lines:
        here = min(int(line.base), came.get(line.product, 0))
        came[line.product] = came.get(line.product, 0) - here
        rest = int(line.quantity) * (int(line.base) - here) // int(line.base)
        if rest > 0:
            lines.append(
                Coming(goods[line.product], Quantity(rest), line.unit, line.factor, price=line.price)
            )  # fmt: skip
    return lines


def close_order(till: Till, number: str, *, reason: str, id: str, by: Actor) -> Done[OrderClosed]:
    """Expect nothing more of an order. `Refusal`: `needs_approval`, `order_unknown`, `order_is_closed`."""
    require(by, "receive")

    def make(connection: Connection) -> OrderClosed:
        row = purchases.order(connection, number.strip())
        if row is None:
            raise Refusal("order_unknown", number=number)
        if row.closed:
            raise Refusal("order_is_closed", number=row.number)
        return OrderClosed(id=id, order=row.id, reason=check_reason(reason))

    done = till.post_once(id, make, by=by, topics=("suppliers",))
    return Done(cast(OrderClosed, done.value.entry.document), done.changed)
