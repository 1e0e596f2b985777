"""Complete a sale: the till's main act, in one transaction; find sales again afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import SaleCompleted, ShopSaved
from koperasi_pos.operations import card_payments, visits
from koperasi_pos.operations.baskets import CURRENT, renewed
from koperasi_pos.operations.expiry import expired_left
from koperasi_pos.operations.messages import refuse_blocked
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, held_baskets, journal, print_jobs
from koperasi_pos.store.books import promotions, sales, shifts, shops
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.store.books import visits as visit_book
from koperasi_pos.store.books.sales import SaleRow
from koperasi_pos.store.books.stock import OnCounter
from koperasi_pos.store.journal import Posted
from koperasi_pos.trade.baskets import Basket, PricedBasket, price_basket
from koperasi_pos.trade.consignment import due_of, terms_of
from koperasi_pos.trade.sales import check_basket, sale_number, sale_of
from koperasi_pos.trade.staff import Actor
from koperasi_pos.trade.stock import OnHand, costs_in_turn
from koperasi_pos.trade.stock_policy import check_stock, wanted_of
from koperasi_pos.trade.tenders import Tender, settle
from koperasi_pos.trade.ways import way
from koperasi_pos.values import Quantity, Refusal, Rupiah

__all__ = [
    "Receipt",
    "SaleRow",
    "complete_sale",
    "receipt",
]


UNRECORDED = "unrecorded"
"""Flag of a sale that is written down afterwards: another basket may stand on the counter meanwhile."""


@dataclass(frozen=True)
class Receipt:
    """A sale with the entry that carries it: number, time and hash for the paper."""

    sale: SaleCompleted
    entry: Entry
    position: int


def complete_sale(
    till: Till,
    basket: Basket,
    tender: Tender,
    *,
    by: Actor,
    expected_total: Rupiah | None = None,
    print_receipt: bool = True,
    flags: tuple[str, ...] = (),
) -> Done[Receipt]:
    """Sell a basket. `basket.id` is the sale's id: asked twice it sells once and answers with the first sale.

    `expected_total` is what the cashier saw; where prices or promotions changed meanwhile the sale is refused
    (`total_changed`) so that nobody pays another sum than the one on the screen. Receipt and drawer follow from
    the print queue after the commit. `Refusal`: `no_open_shift` and those of `check_basket` and `settle`;
    by card those of `pay_by_card`, which are written down.
    """

    pin_hash = ""

    def make(connection: Connection) -> SaleCompleted:
        return _decide(till, connection, basket, tender, by, expected_total, flags, pin_hash)

    asked: list[str] = []

    def afterwards(connection: Connection, posted: Posted) -> None:
        asked.extend(visit_book.asked_for(connection, basket.id))
        if UNRECORDED not in flags:
            held_baskets.drop(connection, CURRENT)
        if print_receipt:
            sale = cast(SaleCompleted, posted.entry.document)
            kick = any(way(payment.way).drawer for payment in sale.payments)
            print_jobs.add(connection, form="receipt", time=posted.entry.time, document=posted.position, kick=kick)

    by_card = any(part.account for part in tender.parts)
    try:
        if by_card and not _is_sold(till, basket.id):
            pin_hash = card_payments.check_pins(tender, till)
        done = till.post_once(
            basket.id,
            make,
            by=by,
            topics=("sale", "print", "cards") if by_card else ("sale", "print"),
            after=afterwards,
        )
    except Refusal as refusal:
        if by_card:
            card_payments.note_refused(refusal, till, basket, tender.parts, by)
        else:
            card_payments.note_buyer(refusal, till, basket, by)
        raise
    if asked:
        visits.end_for_sale(basket.id, till, by=by)  # asked for, and paid another way after all
    return Done(_receipt(done.value), done.changed)


def _is_sold(till: Till, sale: str) -> bool:
    """Whether the basket was sold already: then nobody is asked for a PIN again."""
    with till.reading() as connection:
        return journal.find(connection, sale) is not None


def _decide(
    till: Till,
    connection: Connection,
    basket: Basket,
    tender: Tender,
    by: Actor,
    expected_total: Rupiah | None,
    flags: tuple[str, ...],
    pin_hash: str,
) -> SaleCompleted:
    me = till.writer(connection)
    shop = shops.shop(connection)
    shift = shifts.open_shift(connection, me.key)
    if shop is None or shift is None:
        raise Refusal("no_open_shift")
    day = till.today()
    goods = stock_book.on_counter(connection, basket.products(), day)
    basket = renewed(connection, basket, goods)
    priced = price_basket(basket, shop, promotions.running(connection, day))
    check_basket(basket, priced, shop, by)
    if expected_total is not None and priced.total != expected_total:
        raise Refusal("total_changed", total=priced.total, seen=expected_total)
    if "imported" not in flags and UNRECORDED not in flags:
        refuse_blocked(connection, [line.product for line in basket.lines])
        card_payments.check_buyer(connection, basket, priced)
    settled = settle(priced.total, tender, shop.cash_rounding)
    if any(payment.account for payment in settled.payments):
        paid = card_payments.pay_by_card(connection, till, basket, priced, settled.payments, by, pin_hash)
        settled = replace(settled, payments=paid)
    if any(payment.way == "visit" for payment in settled.payments):
        paid = visits.check_visits(connection, till, settled.payments, priced, basket.id)
        settled = replace(settled, payments=paid)
    if "imported" not in flags:
        flags = (*flags, *_check_stock(connection, basket, priced, goods, shop, by, day), *till.clock_flags(connection))
    code, last, *_ = shops.till_counts(connection, me.key)
    return sale_of(
        basket, priced, settled, _costs(priced, goods), number=sale_number(code, last + 1), shift=shift.id,
        day=day, cashier=by.name, flags=flags,
    )  # fmt: skip


def _check_stock(
    connection: Connection,
    basket: Basket,
    priced: PricedBasket,
    goods: Mapping[str, OnCounter],
    shop: ShopSaved,
    by: Actor,
    day: str,
) -> list[str]:
    """What the shop says where more is sold than is there, or than is not past its day."""
    wanted = wanted_of(priced)
    past = [product for product in wanted if product in goods and goods[product].expired]
    expired = expired_left(connection, past, day) if past else {}
    held = {product: found.quantity for product, found in goods.items()}
    return check_stock(wanted, held, expired, shop, by, basket.approvals)


def _costs(priced: PricedBasket, goods: Mapping[str, OnCounter]) -> list[Rupiah]:
    stock = {
        product: OnHand(Quantity(found.quantity), Rupiah(found.value), Rupiah(found.cost))
        for product, found in goods.items()
    }
    costs, _ = costs_in_turn(
        [(line.line.product.product, line.base, line.line.product.stocked) for line in priced.lines], stock
    )
    return [
        cost if not (product := line.line.product).owner else due_of(terms_of(product), line.gross, line.base)
        for line, cost in zip(priced.lines, costs, strict=True)
    ]


def _receipt(posted: Posted) -> Receipt:
    return Receipt(cast(SaleCompleted, posted.entry.document), posted.entry, posted.position)


def receipt(till: Till, number: str) -> Receipt:
    """The sale with this receipt number; `Refusal("receipt_unknown")`."""
    clean = number.strip().upper()
    with till.reading() as connection:
        row = sales.by_number(connection, clean)
        if row is None:
            raise Refusal("receipt_unknown", number=clean)
        return _receipt(journal.at(connection, row.position))
