"""Something of every document of goods, for tests that want each of the books filled."""

from __future__ import annotations

from koperasi_pos.journal.documents import CategorySaved, ProductSaved, SupplierSaved
from koperasi_pos.operations import categories, orders, receiving, suppliers
from koperasi_pos.operations.orders import Ordering
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.operations.suppliers import Returning
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD


def some_of_every_goods(till: Till, goods: ProductSaved) -> None:
    """Order, receive, pay, send back; rules of a category."""
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
