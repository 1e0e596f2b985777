"""The command that rings up receipts of a file, through the same operations as a cashier."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from koperasi_pos.cli.receipt_file import (
    Rejected,
    Row,
    identity,
    opened,
    read_moment,
    read_price,
    read_quantity,
    receipts,
)
from koperasi_pos.cli.session import REFUSED, Session
from koperasi_pos.operations import baskets, products, sales, shifts
from koperasi_pos.operations.baskets import Counter
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.products import Match
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.pricing import unit_price
from koperasi_pos.trade.staff import Actor
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import ZERO, Quantity, Refusal
from koperasi_pos.words import _


def sell(session: Session) -> int:
    """Ring up every receipt of the file in cash, one line each once it is committed; 1 where a row was not."""
    rejected = Rejected()
    count, known, begun = 0, 0, time.perf_counter()
    with session.till() as till, opened(session.words.file) as file:
        ringer = Ringer(till, session.actor(till), rejected)
        for rows in receipts(file):
            done = ringer.up(rows)
            if done is None:
                continue
            count += 1
            known += not done.changed
            sale = done.value.sale
            session.tell(
                f"{sale.number} {int(sale.total)}",
                number=sale.number, total=int(sale.total), of=rows[0].receipt, changed=done.changed,
            )  # fmt: skip
    rate = round(count / max(time.perf_counter() - begun, 1e-9))
    if session.words.report:
        rejected.save(Path(session.words.report))
    told = _("{n} receipts, {rate} per second; {rejected} rows not rung up").format(
        n=count, rate=rate, rejected=len(rejected.rows)
    )
    if known:
        told += "; " + _("{n} had been rung up before").format(n=known)
    session.tell(told, receipts=count, known=known, per_second=rate, rejected=len(rejected.rows))
    return REFUSED if rejected.rows else 0


class Ringer:
    """Rings up receipts one by one, each at the time the file gives, so that days come out as they were.

    While it works no other process can write to the shop: what it read of goods and rules stays true.
    """

    def __init__(self, till: Till, actor: Actor, rejected: Rejected) -> None:
        self._till, self._actor, self._rejected = till, actor, rejected
        self._clock: Callable[[], datetime] = till.clock
        self._goods: dict[str, list[Match]] = {}
        self._rules: Counter | None = None
        self._shift_is_open = False
        self._seen: set[tuple[str, str]] = set()

    def up(self, rows: list[Row]) -> Done[sales.Receipt] | None:
        """Sell one receipt; `None` where nothing of it could be rung up. `changed` is False where it was already."""
        try:
            moment = read_moment(rows[0].time)
            self._once(rows[0])
        except Refusal as refusal:
            self._none_of(rows, refusal)
            return None
        self._till.clock = self._clock if moment is None else lambda: moment
        basket = Basket(id=self._till.new_id() if moment is None else identity(rows, moment))
        taken = []
        for row in rows:
            try:
                basket = self._put(basket, row)
                taken.append(row)
            except Refusal as refusal:
                self._rejected.add(row, refusal)
        if basket.empty:
            return None
        try:
            return self._known_in_full(self._pay(basket), taken)
        except Refusal as refusal:
            self._none_of(taken, refusal)
            return None

    def _once(self, row: Row) -> None:
        """Rows of one receipt stand together: the same number at the same time again is a muddle in the file."""
        if (row.receipt, row.time) in self._seen:
            raise Refusal("receipt_apart", receipt=row.receipt)
        self._seen.add((row.receipt, row.time))

    def _none_of(self, rows: list[Row], refusal: Refusal) -> None:
        for row in rows:
            self._rejected.add(row, refusal)

    def _put(self, basket: Basket, row: Row) -> Basket:
        quantity = read_quantity(row.quantity)
        match = self._match(row.code)
        product = match.product.document
        if not row.unit_price:
            return basket.add(product, pack=match.pack, quantity=quantity, code=row.code)
        price = read_price(row.unit_price)
        if not price:
            raise Refusal("price_zero")
        key = basket.next_key
        added = basket.add(product, pack=match.pack, quantity=quantity, code=row.code, price=price)
        if product.open_price or price != self._listed(match, quantity):
            return added
        # The shelf's own price is no override, which only a head may make; the row keeps its own line.
        return added.with_price(key, None)

    def _match(self, code: str) -> Match:
        matches = self._goods.get(code)
        if matches is None:
            matches = self._goods[code] = products.by_code(self._till, code)
        if not matches:
            raise Refusal("code_unknown", text=code)
        if len(matches) > 1:
            raise Refusal("code_of_several", text=code, count=len(matches))
        return matches[0]

    def _listed(self, match: Match, quantity: Quantity) -> int:
        price, _tier = unit_price(
            match.product.document, match.pack, "retail", quantity, tier_wins=self._today().shop.tier_wins
        )
        return int(price)

    def _today(self) -> Counter:
        """The rules of the day; promotions begin and end with days."""
        if self._rules is None or self._rules.day != self._till.today():
            self._rules = baskets.counter(self._till)
        return self._rules

    def _pay(self, basket: Basket) -> Done[sales.Receipt]:
        rules = self._today()
        self._open_shift()
        due = rules.price(basket).total.to_nearest(rules.shop.cash_rounding)
        return sales.complete_sale(
            self._till, basket, cash(due), by=self._actor, print_receipt=False, flags=("imported",)
        )

    def _open_shift(self) -> None:
        if not self._shift_is_open and shifts.current_shift(self._till) is None:
            shifts.open_shift(self._till, float_=ZERO, id=self._till.new_id(), by=self._actor)
        self._shift_is_open = True

    def _known_in_full(self, done: Done[sales.Receipt], taken: list[Row]) -> Done[sales.Receipt]:
        """A receipt that had been rung up without some row of it (its code was unknown then) stays as it is."""
        if not done.changed:
            sold = {line.product for line in done.value.sale.lines}
            for row in taken:
                if self._match(row.code).product.document.product not in sold:
                    self._rejected.add(row, Refusal("receipt_without_row", number=done.value.sale.number))
        return done
