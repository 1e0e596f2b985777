"""Goods come in: from what was scanned or typed to a line in the basket, with a question where something is missing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import persons, products
from koperasi_pos.operations.products import Match, ProductRow
from koperasi_pos.trade.codes import Scan, label_layouts, read_scan
from koperasi_pos.trade.pricing import unit_price
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.dialogs.selling_dialogs import ChoiceDialog, PriceDialog, QuantityDialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.counter_basket import CounterBasket
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah
from koperasi_pos.words import _

MOST_HITS = 30


@dataclass(frozen=True)
class PackHit:
    """One pack of a product in the list of hits; `stock_quantity` in whole packs, base units as they are."""

    row: ProductRow
    pack: int
    price: int

    @property
    def name(self) -> str:
        """What it is called, larger packs by their unit."""
        return f"{self.row.name} · {self.unit}" if self.pack else self.row.name

    @property
    def unit(self) -> str:
        """What is sold."""
        return self.row.document.packs[self.pack].unit

    @property
    def stock_quantity(self) -> int:
        """Thousandths on hand."""
        if self.pack == 0:
            return self.row.stock_quantity
        return self.row.stock_quantity // int(self.row.document.packs[self.pack].factor) * 1000


class GoodsIntake(QObject):
    """Finds the product of a scan and puts it into the basket on the counter."""

    done = Signal()
    """Goods went in: the cursor belongs into the search field again."""

    def __init__(self, desk: Desk, counter: CounterBasket, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self.counter, self._parent = desk, counter, parent

    def hits(self, text: str) -> list[PackHit]:
        """Every pack of the goods with this part of a name or code, at the price of the customer in front."""
        tier, shop = self.counter.basket.tier, self.desk.counter.shop
        found = []
        for row in products.find_products(self.desk.till, text, limit=MOST_HITS):
            for pack in range(len(row.document.packs)):
                price, _tier = unit_price(row.document, pack, tier, ONE, tier_wins=shop.tier_wins)
                found.append(PackHit(row, pack, int(price)))
        return found[:MOST_HITS]

    def enter(self, text: str) -> None:
        """What was scanned, or typed and ended with Enter."""
        if not self.counter.shift_open:
            self.desk.tell_refusal(Refusal("no_open_shift"))
            return
        shop = self.desk.counter.shop
        scan = read_scan(text, label_layouts(shop.sum_prefixes, shop.sum_digits))
        quantity = self.counter.next_quantity
        if scan.kind == "multiple":
            quantity = scan.quantity or ONE
            if scan.of is None:
                self.counter.count_next(quantity)
                return
            scan = scan.of
        matches, weighed = self._matches(scan)
        if len(matches) == 1:
            self._take_scan(matches[0], scan, quantity, weighed=weighed)
        elif matches:
            ChoiceDialog(
                scan.code, matches, lambda match: self._take_scan(match, scan, quantity, weighed=weighed), self._parent
            ).open()
        else:
            self._unknown(scan, text)

    def _matches(self, scan: Scan) -> tuple[list[Match], bool]:
        """(products with this code, whether the weighed item inside the code was what counted)."""
        till = self.desk.till
        found = products.by_code(till, scan.code or scan.text)
        if found:
            return found, False
        for form in scan.item_forms:
            found = products.by_code(till, form)
            if found:
                return found, True
        return [], False

    def _take_scan(self, match: Match, scan: Scan, quantity: Quantity, *, weighed: bool) -> None:
        product = match.product.document
        if weighed and scan.price is not None:
            # The multiple counts labels: each of them has its own sum.
            label = Rupiah(quantity.times(scan.price))
            self.counter.add(product, pack=match.pack, code=scan.code, label=label)
            self.done.emit()
            return
        if (weighed or scan.kind == "gs1") and scan.quantity is not None:
            quantity = scan.quantity.in_units_of(quantity)
        elif product.by_weight and quantity == ONE:
            self._ask_weight(product, match.pack, scan.code)
            return
        self.take(product, pack=match.pack, quantity=quantity, code=scan.code or scan.text)

    def take(
        self,
        product: ProductSaved,
        *,
        pack: int = 0,
        quantity: Quantity | None = None,
        code: str = "",
        price: Rupiah | None = None,
    ) -> None:
        """Put a product into the basket; asks for what is missing (price, weight)."""
        if not self.counter.shift_open:
            self.desk.tell_refusal(Refusal("no_open_shift"))
            return
        amount = quantity or self.counter.next_quantity
        if product.open_price and price is None:

            def priced(typed: Rupiah | None) -> None:
                self.take(product, pack=pack, quantity=amount, code=code, price=typed)

            PriceDialog(product.name, priced, parent=self._parent).open()
            return
        if product.by_weight and quantity is None and amount == ONE:
            self._ask_weight(product, pack, code)
            return
        self.counter.add(product, pack=pack, quantity=amount, code=code, price=price)
        self.done.emit()

    def _ask_weight(self, product: ProductSaved, pack: int, code: str) -> None:
        unit = product.packs[pack].unit

        def weighed(quantity: Quantity) -> None:
            if quantity:
                self.counter.add(product, pack=pack, quantity=quantity, code=code)
                self.done.emit()

        QuantityDialog(
            product.name, unit, weighed, next_scan=self.enter, weigher=self.desk.devices, parent=self._parent
        ).open()

    def _unknown(self, scan: Scan, text: str) -> None:
        found = products.find_products(self.desk.till, text, limit=2) if scan.kind == "text" else []
        if len(found) == 1:
            self.take(found[0].document)
            return
        code = scan.code or scan.text
        buyer = persons.by_card(self.desk.till, code)
        if buyer is not None:
            self.counter.change(lambda basket: basket.with_customer(persons.as_customer(buyer)), None)
            self.desk.tell(_("{name} buys; the prices are theirs.").format(name=buyer.name))
            return
        if self.desk.by.may("products"):
            question = _("Nothing has the code {code}. Add it as new goods?").format(code=code)
            ask_yes(self._parent, _("Unknown code"), question, lambda: self._add_new(code), yes=_("Add"))
        else:
            self.desk.said.emit(
                _("Nothing has the code {code}. Put it aside and ask the head of the shop.").format(code=code),
                "refused",
            )

    def _add_new(self, code: str) -> None:
        self.desk.pending["new_product_code"] = code
        self.desk.go.emit("products")
