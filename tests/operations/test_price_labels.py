"""Labels that are out of date: what changed, what is new, and nothing that came back to what it was."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.journal.documents import Price, ProductSaved
from koperasi_pos.operations import products
from koperasi_pos.operations.price_labels import changed_labels
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Rupiah
from tests.counter import HEAD, Clock, shop_in, stock_up


def reprice(till: Till, product: ProductSaved, price: int, **fields: object) -> ProductSaved:
    """The product with another shelf price, an hour later."""
    clock = till.clock
    assert isinstance(clock, Clock)
    clock.forward(hours=1)
    pack = product.packs[0].model_copy(update={"prices": [Price(tier="retail", price=Rupiah(price))]})
    changed = product.model_copy(update={"id": till.new_id(), "packs": [pack], **fields})
    return products.save_product(till, changed, by=HEAD).value


def test_labels_that_are_out_of_date(tmp_path: Path) -> None:
    clock = Clock()
    till = shop_in(tmp_path, clock)
    tea, soap, salt, rice = (stock_up(till, name, 1_000) for name in ("Teh", "Sabun", "Garam", "Beras"))
    clock.forward(days=2)
    reprice(till, reprice(till, tea, 1_200), 1_300)
    reprice(till, reprice(till, soap, 1_500), 1_000)
    reprice(till, salt, 2_000, active=False)
    reprice(till, rice, 1_000, note="Pindah rak")
    stock_up(till, "Kopi", 500)
    stock_up(till, "Fotokopi", 0, open_price=True, stocked=False)
    found = changed_labels(till, "2026-11-26")
    assert [(one.name, one.before, one.now) for one in found] == [("Kopi", None, 500), ("Teh", 1_000, 1_300)]
    assert changed_labels(till, "2026-11-27") == []
    assert {one.name for one in changed_labels(till, "2026-11-01")} == {"Beras", "Kopi", "Sabun", "Teh"}
    till.close()
