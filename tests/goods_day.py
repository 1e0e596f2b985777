"""Something of every document of goods, for tests that want each of the books filled."""

from __future__ import annotations

from koperasi_pos.journal.documents import CategorySaved, ProductSaved, RecipePart, RecipeSaved, SupplierSaved
from koperasi_pos.operations import categories, counts, orders, receiving, stock_moves, suppliers
from koperasi_pos.operations.orders import Ordering
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.suppliers import Returning
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD, stock_up


def some_of_every_goods(till: Till, goods: ProductSaved) -> None:
    """Order, receive, pay, send back; rules of a category; write off, repack, move, count."""
    supplier = till.new_short_id()
    categories.save_category(till, CategorySaved(id=till.new_id(), category="Sembako", margin=1_000), by=HEAD)
    saved = SupplierSaved(id=till.new_id(), supplier=supplier, name="Pasar Besar", terms=7)
    suppliers.save_supplier(till, saved, by=HEAD)
    ordering = [Ordering(goods.product, Quantity.of(50), price=Rupiah(11_000))]
    ordered = orders.order_goods(till, supplier, ordering, id=till.new_id(), by=HEAD).value
    line = Coming(goods, Quantity.of(50), price=Rupiah(11_300), expiry="2027-05-31")
    arrival = Arrival(supplier, Delivery([line], transport=Rupiah(7_777)), order=ordered.id, paid=Rupiah(100_000))
    received = receiving.receive_goods(till, arrival, id=till.new_id(), by=HEAD).value.document
    orders.close_order(till, ordered.number, reason="Sudah cukup", id=till.new_id(), by=HEAD)
    back = [Returning(goods.product, Quantity(1_500), expiry="2027-05-31")]
    suppliers.return_goods(
        till, supplier, back, reason="Basah", id=till.new_id(), by=HEAD, purchase=received.number
    )  # fmt: skip
    flour = stock_up(till, "Tepung", 9_000, stock=0, cost=7_000, unit="kg", by_weight=True)
    parts = [RecipePart(product=goods.product, quantity=Quantity.of(2))]
    recipe = RecipeSaved(
        id=till.new_id(), recipe=till.new_short_id(), name="Giling", form="production", inputs=parts,
        outputs=[RecipePart(product=flour.product, quantity=Quantity(1_900))],
    )  # fmt: skip
    stock_moves.save_recipe(till, recipe, by=HEAD)
    stock_moves.produce(till, "giling", id=till.new_id(), by=HEAD)
    some = [Moving(goods.product, Quantity(333))]
    stock_moves.write_off(till, "damaged", some, note="Kena air", id=till.new_id(), by=HEAD)
    stock_moves.move_goods(till, some, target="Gudang", reason="Rak penuh", id=till.new_id(), by=HEAD)
    count = counts.open_count(till, "Rak beras", id=till.new_id(), by=HEAD).value
    found = {goods.product: Quantity.of(45), flour.product: Quantity.of(3)}
    counts.tally(till, count.id, found, id=till.new_id(), by=HEAD)
    counts.post_count(till, count.id, id=till.new_id(), by=HEAD)
