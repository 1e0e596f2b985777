"""Real purchases, sales and counts put through the till, beside a shelf that is reckoned with decimals of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from koperasi_pos.journal.documents import ProductSaved, SupplierSaved
from koperasi_pos.operations import baskets, counts, receiving, sales, suppliers
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.operations.suppliers import Returning
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import WIB, Quantity, Rupiah
from tests.counter import HEAD, Clock

SUPPLIER = "dddd0000dddd0000"


def nearest(amount: Decimal) -> int:
    """Whole rupiah, halves away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass
class Shelf:
    """One product as it should be: units, rupiah, the last known cost of a unit, and what went where."""

    units: Decimal = Decimal(0)
    value: int = 0
    last: Decimal = Decimal(0)
    bought: int = 0
    sold: int = 0
    gone: int = 0

    def cost(self, units: Decimal) -> int:
        """What so many units cost that leave now."""
        if self.units <= 0 or self.value < 0:
            return nearest(units * self.last)
        if units <= self.units:
            return nearest(self.value * units / self.units)
        return self.value + nearest(self.value * (units - self.units) / self.units)

    def sell(self, units: Decimal) -> int:
        """So many are sold; what they cost."""
        cost = self.cost(units)
        self.units, self.value, self.sold = self.units - units, self.value - cost, self.sold + cost
        return cost

    def come(self, units: Decimal, value: int) -> None:
        """So many come for so much; what was sold before bears its difference."""
        before = self.units
        self.bought += value
        self.units, self.value = self.units + units, self.value + value
        if before <= 0:
            late = self.value - nearest(value * self.units / units)
            self.value, self.sold = self.value - late, self.sold + late
        if value:
            self.last = Decimal(nearest(value / units))

    def find(self, units: Decimal) -> None:
        """So many are counted."""
        more = units - self.units
        if more > 0:
            average = self.units > 0 and self.value >= 0
            value = nearest(self.value * more / self.units) if average else nearest(more * self.last)
            late = 0 if self.units > 0 else self.value + value - nearest(value * units / more)
            self.units, self.value = units, self.value + value - late
            self.sold, self.gone = self.sold + late, self.gone - value
        elif more < 0:
            cost = self.cost(-more)
            self.units, self.value, self.gone = units, self.value - cost, self.gone + cost


@dataclass
class Replay:
    """A till that is told what really happened, and the shelves beside it."""

    till: Till
    clock: Clock
    goods: dict[str, ProductSaved]
    shelves: dict[str, Shelf] = field(default_factory=lambda: defaultdict(Shelf))

    def begin(self) -> None:
        """Who brings the goods, and what a unit of each is thought to cost."""
        saved = SupplierSaved(id=self.till.new_id(), supplier=SUPPLIER, name="Pemasok")
        suppliers.save_supplier(self.till, saved, by=HEAD)
        for code, product in self.goods.items():
            self.shelves[code].last = Decimal(int(product.cost))

    def on(self, day: str, minutes: int) -> None:
        """It is a day, so many minutes after eight."""
        self.clock.moment = datetime.fromisoformat(day).replace(hour=8, tzinfo=WIB) + timedelta(minutes=minutes)

    def receive(self, lines: Iterable[tuple[str, int, int]], *, unit: str = "", factor: int = 1) -> str:
        """(code, packs, rupiah a pack) come at once; the number of the delivery."""
        coming = []
        for code, packs, price in lines:
            base = Quantity.of(factor) if unit else None
            coming.append(Coming(self.goods[code], Quantity.of(packs), unit, base, price=Rupiah(price)))
            self.shelves[code].come(Decimal(packs * factor), packs * price)
        arrival = Arrival(SUPPLIER, Delivery(coming))
        return receiving.receive_goods(self.till, arrival, id=self.till.new_id(), by=HEAD).value.document.number

    def sell(self, lines: Iterable[tuple[str, int, int]]) -> None:
        """(code, units, rupiah a unit) are sold on one receipt; its costs are those of the shelves."""
        basket = baskets.new_basket(self.till)
        wanted: list[tuple[str, int]] = []
        for code, units, price in lines:
            basket = basket.add(self.goods[code], quantity=Quantity.of(units), price=Rupiah(price))
            wanted.append((code, units))
        paid = cash(Rupiah(1_000_000_000))
        sale = sales.complete_sale(self.till, basket, paid, by=HEAD, print_receipt=False).value.sale
        assert [int(line.cost) for line in sale.lines] == [
            self.shelves[code].sell(Decimal(units)) for code, units in wanted
        ]

    def give_back(self, code: str, units: int, reason: str) -> None:
        """So many go back to the supplier."""
        shelf = self.shelves[code]
        cost = shelf.cost(Decimal(units))
        shelf.units, shelf.value, shelf.bought = shelf.units - units, shelf.value - cost, shelf.bought - cost
        back = [Returning(self.goods[code].product, Quantity.of(units))]
        suppliers.return_goods(self.till, SUPPLIER, back, reason=reason, id=self.till.new_id(), by=HEAD)

    def count(self, found: dict[str, int]) -> None:
        """So many units of each are found, and the differences booked."""
        count = counts.open_count(self.till, "Opname", id=self.till.new_id(), by=HEAD).value.id
        tally = {self.goods[code].product: Quantity.of(units) for code, units in found.items()}
        counts.tally(self.till, count, tally, id=self.till.new_id(), by=HEAD)
        counts.post_count(self.till, count, id=self.till.new_id(), by=HEAD)
        for code, units in found.items():
            self.shelves[code].find(Decimal(units))

    def expected(self) -> dict[str, tuple[int, int]]:
        """Product → (thousandths, rupiah) that should be there."""
        return {
            self.goods[code].product: (int(shelf.units * 1000), shelf.value)
            for code, shelf in self.shelves.items()
            if shelf.units or shelf.value
        }
