"""Two tills of a shop that buy, sell, repack, lose, move and count goods at random, telling each other now and then."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from koperasi_pos.journal.documents import Pack, Price, ProductSaved, SupplierSaved
from koperasi_pos.operations import counts, expiry, receiving, refunds, shifts, stock, stock_moves, suppliers, upkeep
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.suppliers import Returning
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from koperasi_pos.store import rebuild as rebuilding
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.trade.refunds import Returning as Bringing
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import CASHIER, HEAD, Clock, begin_shift, sell, shop_in, stock_up
from tests.simulation.plain_goods import GoodsLedger
from tests.store.exchange import books_by_id, second_till, send

SUPPLIER = "cccc0000cccc0000"
LASTS = (0, 0, 1, 1, 10, 60)
"""Days that what comes will last; 0: no day stands on it."""

tills = st.sampled_from([0, 1])
goods = st.integers(0, 3)
weights = st.integers(1, 3_000)
money = st.integers(0, 99_999)


def make_template(home: Path) -> list[ProductSaved]:
    """Two closed tills of one shop, `one` and `two`, with four goods by weight and a supplier; both shifts are open."""
    clock = Clock()
    till = shop_in(home / "one", clock)
    packs = [
        Pack(unit="kg", prices=[Price(tier="retail", price=Rupiah(14_000))]), Pack(unit="sak", factor=Quantity.of(25)),
    ]  # fmt: skip
    products = [
        stock_up(till, "Beras", 0, packs=packs, by_weight=True, cost=11_111, stock=3),
        stock_up(till, "Gula", 17_000, unit="kg", by_weight=True, cost=15_003, stock=0),
        stock_up(till, "Tepung", 9_000, unit="kg", by_weight=True, cost=7),
        stock_up(till, "Kopi", 99_000, unit="kg", by_weight=True, cost=70_001, stock=1),
    ]
    saved = SupplierSaved(id=till.new_id(), supplier=SUPPLIER, name="Pasar", terms=7)
    suppliers.save_supplier(till, saved, by=HEAD)
    till.close()
    other = second_till(home / "one", home / "two", clock)
    begin_shift(other, 50_000)
    till = open_till(home / "one", clock=clock)
    begin_shift(till, 100_000)
    send(other, till)
    send(till, other)
    for opened in (till, other):
        opened.close()
    return products


class GoodsTills(RuleBasedStateMachine):
    """What the tills say of goods is held against a plain ledger of everything that they wrote."""

    def __init__(self, template: Path, home: Path, products: list[ProductSaved], done: Counter[str]) -> None:
        super().__init__()
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)
        self.clock = Clock()
        self.products = products
        self.done = done
        self.tills = [open_till(home / name, clock=self.clock) for name in ("one", "two")]
        self.sent_to = [0, 0]
        self.moments: list[str] = []

    @initialize()
    def begin(self) -> None:
        """What the tills hold already need not be told again."""
        for n in (0, 1):
            with self.tills[n].reading() as connection:
                self.sent_to[n] = max(position for position, _ in journal.lines(connection))

    def later(self, act: str) -> None:
        """A minute goes by; the moment may be asked about at the end."""
        self.done[act] += 1
        self.clock.forward(minutes=1)
        self.moments.append(self.tills[0].now())
        self.clock.forward(minutes=1)

    @staticmethod
    def held(till: Till) -> list[stock.Held]:
        """What is there now."""
        return stock.stock_at(till)

    @staticmethod
    def ledger(till: Till) -> GoodsLedger:
        """Plain sums of everything that a till has heard of."""
        ledger = GoodsLedger()
        with till.reading() as connection:
            for _position, line in journal.lines(connection):
                ledger.read(line)
        return ledger

    def there(self, till: Till, which: int) -> int:
        """Thousandths that a till's books have of a product."""
        return {one.product: one.quantity for one in stock.stock_at(till)}.get(self.products[which].product, 0)

    def sold(self, till: Till, *bought: tuple[ProductSaved, int]) -> str:
        """Sell; what is past its day is refused, taken off the shelf by its day, and then the rest is sold."""
        try:
            return sell(till, *bought).sale.number
        except Refusal as refusal:
            if refusal.code != "goods_expired":
                raise
        past = [one for one in expiry.expiring_goods(till) if one.warning == 0]
        ids = {product.product for product, _quantity in bought}
        gone = [Moving(one.product, Quantity(one.quantity), one.expiry) for one in past if one.product in ids]
        stock_moves.write_off(till, "expired", gone, note="Kedaluwarsa", id=till.new_id(), by=HEAD)
        self.later("expired")
        return sell(till, *bought).sale.number

    @rule(n=tills, which=goods, quantity=weights, days=st.integers(0, 5))
    def let_lie(self, n: int, which: int, quantity: int, days: int) -> None:
        """Goods come that last two days and lie too long; then somebody wants all there is."""
        till = self.tills[n]
        day = (self.clock.moment + timedelta(days=2)).date().isoformat()
        line = Coming(self.products[which], Quantity(quantity), price=Rupiah(9_999), expiry=day)
        receiving.receive_goods(till, Arrival(SUPPLIER, Delivery([line])), id=till.new_id(), by=HEAD)
        self.later("delivery")
        self.clock.forward(days=days)
        self.sold(till, (self.products[which], max(self.there(till, which), 1)))
        self.later("sale")

    @rule(n=tills, which=goods, other=goods, quantity=weights, more=weights)
    def sell(self, n: int, which: int, other: int, quantity: int, more: int) -> None:
        """Somebody buys, whether it is there or not."""
        self.sold(self.tills[n], (self.products[which], quantity), (self.products[other], more))
        self.later("sale")

    @rule(n=tills, restock=st.booleans(), part=st.integers(1, 3))
    def take_back(self, n: int, restock: bool, part: int) -> None:
        """Some of the latest sale of a till comes back."""
        till, code = self.tills[n], "K1" if n == 0 else "K2"
        number, left = self.latest(till, code)
        if not left:
            number = self.sold(till, (self.products[part], 1_500))
            self.later("sale")
            left = 1_500
        quantity = max(left // part, 1)
        if not refunds.refundable(till, number).sale.lines[0].by_weight:
            quantity = -(-quantity // 1_000) * 1_000
        back = [Bringing(0, Quantity(quantity), restock)]
        refunds.complete_refund(till, number, back, reason="Retur", id=till.new_id(), by=HEAD)
        self.later("refund")

    @staticmethod
    def latest(till: Till, code: str) -> tuple[str, int]:
        """Number of a till's latest sale, and thousandths of its first line that can come back."""
        with till.reading() as connection:
            row = connection.run(
                "SELECT number FROM sale WHERE number GLOB ? ORDER BY number DESC LIMIT 1", (f"{code}-*",)
            ).fetchone()
        return (row[0], int(refunds.refundable(till, row[0]).left(0))) if row else ("", 0)

    @rule(
        n=tills, which=goods, other=goods, packs=st.integers(1, 3), free=st.integers(0, 1), price=money, sum_=money,
        off=st.integers(0, 100), tax=money, transport=money, lasts=st.sampled_from(LASTS), apart=st.booleans(),
        paid=st.integers(0, 100),
    )  # fmt: skip
    def receive(
        self, n: int, which: int, other: int, packs: int, free: int, price: int, sum_: int, off: int, tax: int,
        transport: int, lasts: int, apart: bool, paid: int,
    ) -> None:  # fmt: skip
        """A delivery of two lines, dear or for nothing."""
        till = self.tills[n]
        day = (self.clock.moment + timedelta(days=lasts)).date().isoformat() if lasts else ""
        lines = [
            Coming(self.products[which], Quantity.of(packs), price=Rupiah(price), free=Quantity(free), expiry=day),
            Coming(self.products[other], Quantity(333 * packs), amount=Rupiah(sum_)),
        ]
        net = packs * price + sum_
        delivery = Delivery(lines, Rupiah(net * off // 100), Rupiah(tax), Rupiah(transport), apart)
        total = receiving.foresee_delivery(till, delivery).total
        arrival = Arrival(SUPPLIER, delivery, paid=Rupiah(int(total) * paid // 100), way="safe")
        receiving.receive_goods(till, arrival, id=till.new_id(), by=HEAD)
        self.later("delivery")

    @rule(n=tills, share=st.integers(1, 100))
    def pay(self, n: int, share: int) -> None:
        """Some of the debt that is due first is paid."""
        till = self.tills[n]
        owed = [one for one in suppliers.debts(till) if one.open > 0]
        if not owed:
            delivery = Delivery([Coming(self.products[0], price=Rupiah(10_000 + share))])
            receiving.receive_goods(till, Arrival(SUPPLIER, delivery), id=till.new_id(), by=HEAD)
            self.later("delivery")
            owed = [one for one in suppliers.debts(till) if one.open > 0]
        amount = Rupiah(max(owed[-1].open * share // 100, 1))
        suppliers.pay_supplier(till, owed[-1].id, amount, way="safe", id=till.new_id(), by=HEAD)
        self.later("payment")

    @rule(
        n=tills, which=goods, quantity=weights, credit=money, reason=st.sampled_from(["return", *stock_moves.REASONS])
    )
    def leave(self, n: int, which: int, quantity: int, credit: int, reason: str) -> None:
        """Goods go back or are written off; more than the till knows of must be refused."""
        till, product = self.tills[n], self.products[which]

        def act() -> None:
            if reason == "return":
                back = [Returning(product.product, Quantity(quantity), Rupiah(credit))]
                suppliers.return_goods(till, SUPPLIER, back, reason="Basah", id=till.new_id(), by=HEAD)
            else:
                gone = [Moving(product.product, Quantity(quantity))]
                stock_moves.write_off(till, reason, gone, note="Basah", id=till.new_id(), by=HEAD)

        if quantity > self.there(till, which):
            with pytest.raises(Refusal, match="more_than_there"):
                act()
            self.done["too much refused"] += 1
        else:
            act()
            self.later("loss")

    @rule(n=tills, which=goods, quantity=weights, made=st.lists(weights, min_size=1, max_size=3))
    def turn(self, n: int, which: int, quantity: int, made: list[int]) -> None:
        """One product becomes others."""
        till = self.tills[n]
        have = min(quantity, self.there(till, which))
        if have <= 0:
            return
        others = [product for at, product in enumerate(self.products) if at != which]
        out = [Moving(product.product, Quantity(some)) for product, some in zip(others, made, strict=False)]
        used = [Moving(self.products[which].product, Quantity(have))]
        stock_moves.turn_goods(till, "production", used, out, id=till.new_id(), by=HEAD)
        self.later("turn")

    @rule(n=tills, which=goods, quantity=weights, back=st.booleans())
    def place(self, n: int, which: int, quantity: int, back: bool) -> None:
        """Goods go to a stall, or what is left of them comes back."""
        till = self.tills[n]
        lying = stock_moves.placed_goods(till, "Stan")
        if back and lying:
            some = [Moving(one.product, Quantity(one.quantity // 2)) for one in lying if one.quantity > 1]
            stock_moves.bring_back(till, "Stan", some, reason="Tutup", id=till.new_id(), by=HEAD)
            self.later("back")
        else:
            apart = {one.product: one.quantity for one in lying}
            free = self.there(till, which) - apart.get(self.products[which].product, 0)
            if free <= 0:
                line = Coming(self.products[which], Quantity(quantity - free), price=Rupiah(9_999))
                receiving.receive_goods(till, Arrival(SUPPLIER, Delivery([line])), id=till.new_id(), by=HEAD)
                self.later("delivery")
                free = quantity
            some = [Moving(self.products[which].product, Quantity(min(quantity, free)))]
            stock_moves.move_goods(till, some, target="Stan", reason="Bazar", id=till.new_id(), by=HEAD)
            self.later("place")

    @rule(n=tills, which=goods, found=st.integers(0, 9_000), sold=weights)
    def count(self, n: int, which: int, found: int, sold: int) -> None:
        """A product is counted, sold on, and the difference booked: what was found less what was sold is there."""
        till, product = self.tills[n], self.products[which]
        count = counts.open_count(till, "Rak", id=till.new_id(), by=CASHIER).value.id
        counts.tally(till, count, {product.product: Quantity(found)}, id=till.new_id(), by=CASHIER)
        apart = sum(one.quantity for one in stock_moves.placed_goods(till) if one.product == product.product)
        self.later("tally")
        before = self.there(till, which)
        self.sold(till, (product, sold))
        self.later("sale")
        gone = before - self.there(till, which)
        counts.post_count(till, count, id=till.new_id(), by=HEAD)
        assert self.there(till, which) == found + apart - gone
        self.later("count")

    @rule(n=tills)
    def close_and_open(self, n: int) -> None:
        """A shift ends, the next one begins."""
        till = self.tills[n]
        shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=HEAD)
        begin_shift(till)
        self.later("close")

    @rule(n=tills, most=st.integers(1, 12))
    def tell(self, n: int, most: int) -> None:
        """A till sends some of what the other does not have yet."""
        source, target = self.tills[n], self.tills[1 - n]
        with source.reading() as connection:
            lines = list(journal.lines(connection, self.sent_to[n], limit=most))
        with target.writing() as connection:
            for position, line in lines:
                journal.receive(connection, line)
                self.sent_to[n] = position
        self.done["exchange"] += bool(lines)

    def teardown(self) -> None:
        """The line is up again: both hold the same, nothing is lost, and made anew it all comes out the same."""
        try:
            one, two = self.tills
            send(one, two)
            send(two, one)
            books = books_by_id(one)
            assert books == books_by_id(two)
            look_at(one, self.moments)
            # Both say the same, so that it is enough to look at one of them closely.
            closely = self.tills[len(self.moments) % 2]
            assert upkeep.check(closely).trouble == []
            rebuilding.rebuild(closely.database)
            assert books_by_id(closely) == books
        finally:
            for till in self.tills:
                till.close()


def look_at(till: Till, moments: list[str]) -> None:
    """The till against the plain ledger: stock now and then, the identity, days, places, debts."""
    ledger = GoodsTills.ledger(till)
    with till.reading() as connection:
        days = connection.run("SELECT product.id, expiry, quantity FROM batch JOIN product ON product.key = product")
        known = {(row[0], row[1]): row[2] for row in days if row[2]}
    assert known == {key: quantity for key, quantity in ledger.days.items() if quantity}
    for moment in ["", *moments[:: max(1, len(moments) // 3)]]:
        held = {one.product: (one.quantity, one.value) for one in stock.stock_at(till, moment)}
        assert held == ledger.stock(moment or "~"), moment
    proof = stock.value_proof(till)
    assert proof.difference == 0
    parts = ledger.parts
    assert (proof.bought, proof.sold, proof.written_off) == (parts["bought"], -parts["sold"], -parts["gone"])
    assert proof.turned == parts["turned"] == 0
    assert proof.left == sum(value for _, value in ledger.stock().values())
    lying = {(one.place, one.product): one.quantity for one in stock_moves.placed_goods(till)}
    assert lying == {key: quantity for key, quantity in ledger.places.items() if quantity}
    owed = {one.id: one.open for one in suppliers.debts(till, open_only=False)}
    assert owed == dict(ledger.debts)
