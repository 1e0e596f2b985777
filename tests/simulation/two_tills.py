"""Two tills of a shop where people buy and bring back at random, and tell each other now and then."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from koperasi_pos.journal.documents import (
    Pack,
    Price,
    ProductSaved,
    PromotionSaved,
    SaleCustomer,
)
from koperasi_pos.operations import baskets, promotions, refunds, sales, shifts, shops, upkeep
from koperasi_pos.operations.products import stock_of
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import Tender, TenderPart
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import HEAD, Clock, begin_shift, shop_in, stock_up
from tests.simulation.plain_ledger import Ledger, Sold
from tests.store.exchange import books_by_id, second_till, send

ROUNDINGS = (0, 50, 100, 500)

tills = st.sampled_from([0, 1])


@dataclass(frozen=True)
class Purchase:
    """What somebody buys and how it is paid."""

    goods: list[tuple[int, int, int, int]]
    """(product, pieces, thousandths where it is sold by weight, basis points off)."""
    discount: tuple[int, int]
    """(rupiah, basis points) off the whole."""
    tier: str
    shares: tuple[int, int]
    """Hundredths paid by transfer and by card."""
    given: int
    """Thousands of rupiah more than is due."""
    pack: bool
    give_rounding: bool
    give_change: bool


purchases = st.builds(
    Purchase,
    goods=st.lists(
        st.tuples(
            st.integers(0, 5), st.integers(1, 6), st.integers(1, 2_500), st.sampled_from([0, 0, 0, 3_333, 10_000])
        ),
        min_size=1, max_size=4,
    ),
    discount=st.sampled_from([(0, 0), (0, 0), (0, 1_250), (777, 0), (25_000, 0)]),
    tier=st.sampled_from(["", "", "member", "santri"]),
    shares=st.sampled_from([(0, 0), (0, 0), (0, 0), (100, 0), (0, 100), (40, 0), (33, 33), (50, 50), (7, 90)]),
    given=st.integers(0, 9),
    pack=st.booleans(),
    give_rounding=st.booleans(),
    give_change=st.booleans(),
)  # fmt: skip
returns = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["all", "all", "one", "some", "more"]), st.booleans()),
    min_size=1, max_size=3,
)  # fmt: skip


def make_template(home: Path) -> list[ProductSaved]:
    """Two closed tills of one shop, `one` and `two`, with the same goods; both shifts are open."""
    clock = Clock()
    till = shop_in(home / "one", clock)
    dozen = [
        Pack(unit="pcs", prices=[Price(tier="retail", price=Rupiah(1_530)), Price(tier="member", price=Rupiah(1_499))]),
        Pack(unit="dus", factor=Quantity.of(12), prices=[Price(tier="retail", price=Rupiah(17_999))]),
    ]
    products = [
        stock_up(till, "Kopi Sachet", 0, packs=dozen, cost=1_111, stock=7),
        stock_up(till, "Gula", 14_070, unit="kg", by_weight=True, cost=12_345),
        stock_up(till, "Permen", 33, cost=10),
        stock_up(till, "Sarung", 85_000, cost=61_000, stock=2),
        stock_up(till, "Fotokopi", 0, open_price=True, stocked=False),
        stock_up(till, "Teh", 2_000, cost=1_333),
    ]
    tea = PromotionSaved(
        id=till.new_id(), promotion=till.new_short_id(), name="Teh 3 bayar 2", form="n_for_m",
        products=[products[5].product], take=3, pay=2, begins="2026-11-01",
    )  # fmt: skip
    promotions.save_promotion(till, tea, by=HEAD)
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


class TwoTills(RuleBasedStateMachine):
    """Acts at two tills that hear of each other now and then; a plain ledger looks over their shoulder."""

    def __init__(self, template: Path, home: Path, products: list[ProductSaved], done: Counter[str]) -> None:
        super().__init__()
        self.home, self.products, self.done = home, products, done
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)
        self.clock = Clock()
        self.tills = [open_till(home / name, clock=self.clock) for name in ("one", "two")]
        self.ledger = Ledger()
        self.read_to = [0, 0]
        self.look()
        self.sent_to = list(self.read_to)

    def look(self) -> None:
        """Read what the tills wrote themselves since last time; nothing of it may be impossible."""
        for n, till in enumerate(self.tills):
            with till.reading() as connection:
                device = till.writer(connection).device.encode()
                for position, line in journal.lines(connection, self.read_to[n]):
                    self.read_to[n] = position
                    if b'"writer":"' + device in line:
                        self.ledger.read(line)
        assert self.ledger.trouble == []

    @initialize(first=purchases, second=purchases, other=purchases, known=st.integers(0, 40))
    def morning(self, first: Purchase, second: Purchase, other: Purchase, known: int) -> None:
        """There is something to take back from the beginning, and some of it is known at the other till."""
        self.sell(0, first, False)
        self.sell(0, second, False)
        self.sell(1, other, False)
        self.tell(0, known)
        self.tell(1, known)

    @rule(n=tills, purchase=purchases, twice=st.booleans())
    def sell(self, n: int, purchase: Purchase, twice: bool) -> None:
        """Ring up a basket and pay it in one, two or three ways."""
        till = self.tills[n]
        basket = self.filled(till, purchase)
        counter = baskets.counter(till)
        total = counter.price(basket).total
        tender = offered(int(total), purchase, counter.shop.cash_rounding)
        for again in (False, True)[: 1 + twice]:
            done = sales.complete_sale(till, basket, tender, by=HEAD, expected_total=total)
            assert done.changed is not again
        self.done["sale"] += 1
        self.look()

    def filled(self, till: Till, purchase: Purchase) -> Basket:
        """The basket of a purchase."""
        basket = baskets.new_basket(till)
        for which, pieces, weight, off in purchase.goods:
            product = self.products[which]
            quantity = Quantity(weight) if product.by_weight else Quantity.of(pieces)
            price = Rupiah(777) if product.open_price else None
            pack = int(purchase.pack and len(product.packs) > 1)
            key = basket.next_key
            basket = basket.add(product, quantity=quantity, price=price, pack=pack)
            if basket.next_key > key:
                basket = basket.with_line_discount(key, points=off)
        if purchase.tier:
            buyer = SaleCustomer(person="cccc0000cccc0000", name="Pembeli", tier=purchase.tier)
            basket = basket.with_customer(buyer)
        return basket.with_discount(amount=Rupiah(purchase.discount[0]), points=purchase.discount[1])

    def sold_at(self, n: int) -> list[tuple[str, Sold]]:
        """(id, sale) of a till, in order."""
        with self.tills[n].reading() as connection:
            device = self.tills[n].writer(connection).device
        return [(id, sale) for id, sale in self.ledger.sales.items() if sale.writer == device]

    @rule(n=tills, which=st.integers(0, 50), asked=returns, twice=st.booleans())
    def refund(self, n: int, which: int, asked: list[tuple[int, str, bool]], twice: bool) -> None:
        """Take goods back at the till that sold them; more than is left must be refused."""
        held = self.sold_at(n)
        if not held:
            return
        till, (_, sale) = self.tills[n], held[-1 - which % len(held)]
        returning: dict[int, Returning] = {}
        for line, much, restock in asked:
            at = line % len(sale.lines)
            returning[at] = Returning(at, Quantity(how_much(sale, at, much)), restock)
        if any(part.quantity > sale.lines[at].left for at, part in returning.items()):
            with pytest.raises(Refusal, match="refund_more_than_sold"):
                self.take_back(till, sale.number, list(returning.values()), till.new_id())
            self.done["too much refused"] += 1
        else:
            id = till.new_id()
            for again in (False, True)[: 1 + twice]:
                assert self.take_back(till, sale.number, list(returning.values()), id) is not again
            self.done["refund"] += 1
        self.look()

    @rule(n=tills, which=st.integers(0, 2), restock=st.booleans(), in_parts=st.booleans())
    def refund_the_rest(self, n: int, which: int, restock: bool, in_parts: bool) -> None:
        """All that is left of a sale comes back, line by line or at once; nothing can come back after that."""
        held = self.sold_at(n)
        if not held:
            return
        till, (_, sale) = self.tills[n], held[-1 - which % len(held)]
        rest = [
            Returning(at, Quantity(line.left), restock) for at, line in enumerate(sale.lines) if line.left
        ]  # fmt: skip
        for part in [[one] for one in rest] if in_parts else [rest] if rest else []:
            self.take_back(till, sale.number, part, till.new_id())
            self.done["refund"] += 1
        self.look()
        assert sale.everything_back
        with pytest.raises(Refusal, match="refund_more_than_sold"):
            self.take_back(till, sale.number, [Returning(0, Quantity(sale.lines[0].quantity))], till.new_id())
        self.done["all back"] += 1
        self.look()

    @staticmethod
    def take_back(till: Till, number: str, returning: list[Returning], id: str) -> bool:
        """Refund; whether it was new."""
        return refunds.complete_refund(till, number, returning, reason="Retur", id=id, by=HEAD).changed

    @rule(n=tills, which=st.integers(0, 50))
    def refund_elsewhere(self, n: int, which: int) -> None:
        """The other till takes nothing back, whether it has heard of the sale or not."""
        held = self.sold_at(1 - n)
        if not held:
            return
        id, sale = held[-1 - which % len(held)]
        till = self.tills[n]
        with till.reading() as connection:
            known = journal.find(connection, id) is not None
        expected = "refund_other_till" if known else "receipt_unknown"
        asked = [Returning(0, Quantity(sale.lines[0].quantity))]
        with pytest.raises(Refusal, match=expected):
            self.take_back(till, sale.number, asked, till.new_id())
        with pytest.raises(Refusal, match=expected):
            refunds.foresee_refund(till, sale.number, asked)
        self.done[expected] += 1
        self.look()

    @rule(n=tills, purpose=st.sampled_from(["in", "out", "safe"]), amount=st.integers(1, 90_000))
    def move_cash(self, n: int, purpose: str, amount: int) -> None:
        """Cash goes in, out or to the safe."""
        till = self.tills[n]
        shifts.move_cash(till, purpose=purpose, amount=Rupiah(amount), reason="Kas kecil", id=till.new_id(), by=HEAD)
        self.look()

    @rule(n=tills, counted=st.integers(0, 500_000), float_=st.integers(0, 200_000))
    def close_and_open(self, n: int, counted: int, float_: int) -> None:
        """Count the drawer, close, and open the next shift; X before and Z after say the same."""
        self.close(n, Rupiah(counted))
        begin_shift(self.tills[n], float_)
        self.done["close"] += 1
        self.look()

    def close(self, n: int, counted: Rupiah) -> None:
        """Close a till's shift."""
        till = self.tills[n]
        shift = shifts.current_shift(till)
        assert shift is not None
        x = shifts.x_report(till).figures
        assert x.expected == self.ledger.drawer(shift.id)
        z = shifts.close_shift(till, counted=counted, id=till.new_id(), by=HEAD).value.figures
        differs = {"id": z.id, "counted": z.counted, "difference": z.difference}
        assert x.model_copy(update=differs) == z
        self.look()

    @rule(n=tills, unit=st.sampled_from(ROUNDINGS), ppn=st.booleans(), minutes=st.integers(1, 600))
    def change_rules(self, n: int, unit: int, ppn: bool, minutes: int) -> None:
        """The head rounds cash otherwise from now on, or begins to collect PPN."""
        till = self.tills[n]
        self.clock.forward(minutes=minutes)
        held = shops.shop(till)
        changed = held.model_copy(update={"id": till.new_id(), "cash_rounding": unit, "ppn": ppn})
        shops.save_shop(till, changed, by=HEAD)

    @rule(n=tills, most=st.integers(1, 40))
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
        self.look()

    def teardown(self) -> None:
        """The line is up again: both shifts close, both files hold the same, and nothing is wrong with either."""
        try:
            for n in (0, 1):
                self.close(n, Rupiah(0))
            one, two = self.tills
            send(one, two)
            send(two, one)
            self.look()
            assert books_by_id(one) == books_by_id(two)
            for product in self.products:
                assert stock_of(one, product.product) == tuple(self.ledger.stock[product.product]), product.name
            # Both say the same, so that it is enough to look at one of them closely.
            assert upkeep.check(self.tills[self.read_to[0] % 2]).trouble == []
        finally:
            for till in self.tills:
                till.close()


def how_much(sale: Sold, at: int, much: str) -> int:
    """Thousandths of a line that come back: one piece, some of what is left, all of it, or more than that."""
    line = sale.lines[at]
    whole = line.quantity % 1000 == 0
    step = 1000 if whole else 1
    match much:
        case "all":
            return max(line.left, step)
        case "one":
            return step
        case "some":
            return max(line.left // 2 // step * step, step)
        case _:
            return line.left + step


def offered(total: int, purchase: Purchase, unit: int) -> Tender:
    """So many hundredths of a total by transfer and by card, the rest in cash."""
    parts = [
        TenderPart(way=way, amount=Rupiah(total * share // 100), reference="REF1")
        for way, share in zip(("transfer", "edc"), purchase.shares, strict=True)
        if total * share // 100
    ]
    rest = total - sum(part.amount for part in parts)
    given = purchase.given * 1_000 if rest else 0
    if rest or not parts:
        parts.append(TenderPart(way="cash", received=Rupiah(rest).to_nearest(unit) + given))
    change = Rupiah(given if purchase.give_change else 0)
    return Tender(parts=tuple(parts), give_rounding=purchase.give_rounding, give_change=change)
