"""Stock opname: open a count, tally what is found while the shop sells, look at the differences, book them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from koperasi_pos.journal.documents import (
    Approval,
    CountedLine,
    CountOpened,
    ProductSaved,
    StockCounted,
    StockTallied,
    TallyLine,
)
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store.books import consignment, workshop
from koperasi_pos.store.books import counts as book
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.store.books.counts import CountRow, LastCounted
from koperasi_pos.store.books.products import ProductRow
from koperasi_pos.store.journal import Posted
from koperasi_pos.trade.consignment import lost_due
from koperasi_pos.trade.counting import MOST_LINES, found
from koperasi_pos.trade.staff import Actor, check_name, require
from koperasi_pos.trade.stock import OnHand
from koperasi_pos.values import ZERO, Quantity, Refusal, Rupiah

__all__ = [
    "CountRow",
    "LastCounted",
    "booked_lines",
    "count_differences",
    "count_goods",
    "counts",
    "find_count",
    "next_to_count",
    "open_count",
    "post_count",
    "tallied",
    "tally",
]


def open_count(
    till: Till,
    name: str,
    *,
    id: str,
    by: Actor,
    place: str = "",
    categories: Sequence[str] = (),
    products: Sequence[str] = (),
    blind: bool = True,
    turn: int = 0,
    shelves: Sequence[str] = (),
) -> Done[CountOpened]:
    """Begin to count: goods of categories, what stands on shelves (rak) now, certain goods, or everything.

    `turn` takes only so many of the categories, those whose turn it is, besides the certain goods.
    `Refusal`: `name_missing`, `goods_missing` where it is nobody's turn.
    """
    require(by, "count")
    name = check_name(name)

    def make(connection: Connection) -> CountOpened:
        goods, wanted = list(products), list(categories)
        if shelves:
            goods += product_book.on_shelf(connection, shelves)
            if not goods:
                raise Refusal("goods_missing")
        if turn:
            goods += [one.product for one in book.longest_ago(connection, limit=max(turn, 0), categories=wanted)]
            wanted = []
            if not goods:
                raise Refusal("goods_missing")
        return CountOpened(
            id=id, name=name, place=" ".join(place.split()), categories=wanted,
            products=list(dict.fromkeys(goods)), blind=blind,
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("counts",))
    return Done(cast(CountOpened, done.value.entry.document), done.changed)


def counts(till: Till, *, limit: int = 50) -> list[CountRow]:
    """The newest counts first."""
    with till.reading() as connection:
        return book.counts(connection, limit=limit)


def find_count(till: Till, count: str) -> CountRow:
    """The count with this id, or whose id begins so; `Refusal("count_unknown")`."""
    with till.reading() as connection:
        return _count(connection, count)


def _count(connection: Connection, count: str) -> CountRow:
    row = book.count(connection, count.strip().lower())
    if row is None:
        raise Refusal("count_unknown")
    return row


def count_goods(till: Till, count: str) -> list[ProductRow]:
    """The goods that belong to a count, by category and name: what a sheet for the shelf shows."""
    with till.reading() as connection:
        row = _count(connection, count)
        found_rows = [product_book.product(connection, one) for one in _scope(connection, _opened(connection, row))]
    return [one for one in found_rows if one is not None]


def tallied(till: Till, count: str) -> list[tuple[ProductRow, int]]:
    """(product, thousandths) of everything that was found so far, what was found last first; not what the books say."""
    with till.reading() as connection:
        held = book.tallies(connection, _count(connection, count).id)
        rows = [(product_book.product(connection, product), one) for product, one in held.items()]
    found_rows = [(one.last, row, one.quantity) for row, one in rows if row is not None]
    return [(row, quantity) for _, row, quantity in sorted(found_rows, key=lambda one: one[0], reverse=True)]


def _opened(connection: Connection, row: CountRow) -> CountOpened:
    return cast(CountOpened, journal.at(connection, row.position).entry.document)


def _scope(connection: Connection, opened: CountOpened) -> list[str]:
    """Short ids of the goods that belong to a count, by category and name."""
    wanted = set(opened.products)
    everything = not (wanted or opened.categories)
    return [
        one.product
        for one in stock_book.on_shelves(connection)
        if everything or one.product in wanted or one.category in opened.categories
    ]


def next_to_count(till: Till, *, limit: int = 30, categories: Sequence[str] = ()) -> list[LastCounted]:
    """Goods whose turn it is when the shop counts a few every day: never counted, then the longest ago; the dearest."""
    with till.reading() as connection:
        return book.longest_ago(connection, limit=limit, categories=categories)


def tally(till: Till, count: str, lines: Mapping[str, Quantity], *, id: str, by: Actor, at: str = "") -> Done[int]:
    """Add what was found: short id → base units; negative corrects a slip. Several counters may do so at once.

    It is held against the stock of now, or of the moment `at` (as entries write it), when a sheet was filled in.
    `Refusal`: `count_unknown`, `count_is_closed`, `product_unknown`, `not_stocked`, `count_negative`,
    `moment_to_come`.
    """
    require(by, "count")
    if not lines:
        raise Refusal("goods_missing")
    if at > till.now():
        raise Refusal("moment_to_come")
    parts = [list(lines.items())[start : start + MOST_LINES] for start in range(0, len(lines), MOST_LINES)]

    def document(connection: Connection, part: list[tuple[str, Quantity]], document_id: str) -> StockTallied:
        row = _count(connection, count)
        if row.closed:
            raise Refusal("count_is_closed", name=row.name)
        _check_tally(connection, row, dict(part))
        made = [TallyLine(product=product, quantity=quantity) for product, quantity in part]
        return StockTallied(id=document_id, count=row.id, lines=made, at=at)

    def others(connection: Connection, posted: Posted) -> None:
        for part in parts[1:]:
            till.post(connection, document(connection, part, till.new_id()), by=by)

    done = till.post_once(
        id, lambda connection: document(connection, parts[0], id), by=by, topics=("counts",), after=others
    )
    return Done(len(lines), done.changed)


def _check_tally(connection: Connection, row: CountRow, lines: Mapping[str, Quantity]) -> None:
    held = book.tallies(connection, row.id)
    ids = list(lines)
    goods = {}
    for start in range(0, len(ids), 500):
        goods.update(product_book.bodies(connection, ids[start : start + 500]))
    for product, quantity in lines.items():
        if product not in goods:
            raise Refusal("product_unknown")
        if not goods[product].stocked:
            raise Refusal("not_stocked", name=goods[product].name)
        if quantity + (held[product].quantity if product in held else 0) < 0:
            raise Refusal("count_negative")


def count_differences(till: Till, count: str, *, complete: bool = False) -> list[CountedLine]:
    """What was counted beside what the books said at that moment; with `complete` goods nobody found count as none.

    Nothing is written. `Refusal("count_unknown")`.
    """
    with till.reading() as connection:
        return _differences(connection, _count(connection, count), {}, complete, till.now())


def booked_lines(till: Till, count: str) -> list[CountedLine]:
    """What was booked of a count, with the reasons that were given; `Refusal("count_unknown")`."""
    with till.reading() as connection:
        row = _count(connection, count)
        found = [journal.at(connection, position).entry.document for position in book.booked_at(connection, row.id)]
    return [line for document in found for line in cast(StockCounted, document).lines]


def _differences(
    connection: Connection, row: CountRow, reasons: Mapping[str, str], complete: bool, now: str
) -> list[CountedLine]:
    held = book.tallies(connection, row.id)
    moments = {product: (one.first, one.last) for product, one in held.items()}
    scope = _scope(connection, _opened(connection, row)) if complete else []
    moments.update((product, (now, now)) for product in scope if product not in held)
    moved = book.moved_after(connection, moments, row.place)
    apart = workshop.elsewhere(connection, row.place)
    ids = list(moments)
    goods = {}
    on_hand: dict[str, OnHand] = {}
    for start in range(0, len(ids), 500):
        goods.update(product_book.bodies(connection, ids[start : start + 500]))
        for product, (quantity, value, cost) in stock_book.on_hand(connection, ids[start : start + 500]).items():
            on_hand[product] = OnHand(Quantity(quantity), Rupiah(value), Rupiah(cost))
    lines = []
    for product in ids:
        after, between = moved.get(product, (0, 0))
        elsewhere = apart.get(product, 0)
        now_there = elsewhere if row.place else int(on_hand[product].quantity) - elsewhere
        expected = Quantity(now_there - after)
        counted = Quantity(held[product].quantity if product in held else 0)
        difference = counted - expected
        value, settled = found(difference, on_hand[product])
        loss = _owner_s_loss(connection, goods[product], difference)
        if goods[product].owner:
            value, settled = -loss, ZERO
        lines.append(
            CountedLine(
                product=product, name=goods[product].name, unit=goods[product].packs[0].unit, at=moments[product][1],
                counted=counted, expected=expected, difference=difference, value=value, settled=settled,
                reason=reasons.get(product, "").strip(), moved=between > 0, owner=goods[product].owner, loss=loss,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (int(line.value), line.name, line.product))


def _owner_s_loss(connection: Connection, product: ProductSaved, difference: Quantity) -> Rupiah:
    """What the shop owes a consignor for goods that are missing."""
    if not product.owner or difference >= 0:
        return ZERO
    owner = consignment.consignor(connection, product.owner)
    return lost_due(product, -difference, owner.bears_loss if owner is not None else "consignor")


def post_count(
    till: Till,
    count: str,
    *,
    id: str,
    by: Actor,
    reasons: Mapping[str, str] | None = None,
    note: str = "",
    complete: bool = False,
    approvals: Sequence[Approval] = (),
) -> Done[list[CountedLine]]:
    """Book the differences of a count, once, at the till that opened it. `reasons`: short id → why it differs.

    `Refusal`: `needs_approval`, `count_unknown`, `count_is_closed`, `count_other_till`, `goods_missing`.
    """
    require(by, "count_post", approvals)
    lines: list[CountedLine] = []

    def part(connection: Connection, row: CountRow, start: int, document_id: str) -> StockCounted:
        return StockCounted(
            id=document_id, count=row.id, name=row.name, place=row.place, day=till.today(),
            lines=lines[start : start + MOST_LINES], note=note.strip(), approvals=list(approvals),
        )  # fmt: skip

    def make(connection: Connection) -> StockCounted:
        row = _count(connection, count)
        if row.closed:
            raise Refusal("count_is_closed", name=row.name)
        if journal.at(connection, row.position).entry.writer != till.writer(connection).device:
            # Only it knows whether the count was booked before, however long the tills are cut off from each other.
            raise Refusal("count_other_till", name=row.name)
        lines[:] = _differences(connection, row, reasons or {}, complete, till.now())
        if not lines:
            raise Refusal("goods_missing")
        return part(connection, row, 0, id)

    def others(connection: Connection, posted: Posted) -> None:
        row = _count(connection, count)
        for start in range(MOST_LINES, len(lines), MOST_LINES):
            till.post(connection, part(connection, row, start, till.new_id()), by=by)

    done = till.post_once(id, make, by=by, topics=("counts", "products"), after=others)
    return Done(lines or list(cast(StockCounted, done.value.entry.document).lines), done.changed)
