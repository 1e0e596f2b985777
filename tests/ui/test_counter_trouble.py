"""Trouble while a basket is paid: it comes back to the counter, and paying again sells it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlcipher3
from PySide6.QtCore import QObject

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import baskets
from koperasi_pos.operations.products import save_product
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.tenders import cash
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.counter_basket import CounterBasket
from koperasi_pos.values import Rupiah
from tests.conftest import ExpectedLog
from tests.counter import HEAD

PAID = cash(Rupiah(50_000))


@pytest.fixture
def counter(desk: Desk) -> Iterator[CounterBasket]:
    """The basket on the counter, without windows."""
    parent = QObject()
    yield CounterBasket(desk, parent)
    parent.deleteLater()


def break_commit(monkeypatch: pytest.MonkeyPatch, *, kept: bool) -> None:
    """The next COMMIT of a sale raises; what it should keep is kept or not."""
    run, broken = Connection.run, [True]

    def fragile(connection: Connection, statement: str, values: Any = ()) -> Any:
        if statement == "COMMIT" and broken:
            broken.clear()
            if kept:
                run(connection, statement, values)
            raise sqlcipher3.OperationalError("disk I/O error")
        return run(connection, statement, values)

    monkeypatch.setattr(Connection, "run", fragile)


def test_a_basket_comes_back_when_the_disk_fails(
    till: Till, desk: Desk, counter: CounterBasket, goods: dict[str, ProductSaved], idle: Callable[[Desk], None],
    monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog,
) -> None:  # fmt: skip
    expected_log("an act failed")
    said: list[tuple[str, str]] = []
    desk.said.connect(lambda sentence, kind: said.append((sentence, kind)))
    counter.add(goods["soap"])
    basket = counter.basket
    break_commit(monkeypatch, kept=False)
    counter.sell(PAID)
    assert counter.basket.empty
    idle(desk)
    assert [kind for _, kind in said] == ["trouble"]
    assert counter.basket == basket
    assert find_receipts(till) == []
    counter.sell(PAID)
    idle(desk)
    assert counter.basket.empty
    assert [row.total for row in find_receipts(till)] == [4_500]


def test_a_sale_that_was_kept_after_all_is_told_as_sold(
    till: Till, desk: Desk, counter: CounterBasket, goods: dict[str, ProductSaved], idle: Callable[[Desk], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sold: list[str] = []
    counter.sold.connect(lambda number, change: sold.append(number))
    counter.add(goods["soap"])
    break_commit(monkeypatch, kept=True)
    counter.sell(PAID)
    idle(desk)
    assert sold == ["K1-000001"] == [row.number for row in find_receipts(till)]
    assert counter.basket.empty


def test_the_next_customers_basket_stays_and_the_other_is_put_aside(
    till: Till, desk: Desk, counter: CounterBasket, goods: dict[str, ProductSaved], idle: Callable[[Desk], None],
    monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog,
) -> None:  # fmt: skip
    expected_log("an act failed")
    counter.add(goods["soap"])
    first = counter.basket
    break_commit(monkeypatch, kept=False)
    counter.sell(PAID)
    counter.add(goods["water"])
    idle(desk)
    assert [line.product.name for line in counter.basket.lines] == ["Air Minum Santri 600 ml"]
    assert [held.id for held in baskets.held(till)] == [first.id]


def test_a_basket_that_could_not_be_held_comes_back(
    till: Till, desk: Desk, counter: CounterBasket, goods: dict[str, ProductSaved], idle: Callable[[Desk], None],
    monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog,
) -> None:  # fmt: skip
    expected_log("an act failed")
    counter.add(goods["soap"])
    basket = counter.basket
    break_commit(monkeypatch, kept=False)
    counter.hold("Titip")
    idle(desk)
    assert counter.basket == basket
    counter.hold("Titip")
    idle(desk)
    assert [(held.id, held.label) for held in baskets.held(till)] == [(basket.id, "Titip")]


def test_a_price_that_changed_meanwhile_is_shown(
    till: Till, desk: Desk, counter: CounterBasket, goods: dict[str, ProductSaved], idle: Callable[[Desk], None]
) -> None:
    soap = goods["soap"]
    counter.add(soap)
    packs = [soap.packs[0].model_copy(update={"prices": [soap.packs[0].prices[0].model_copy(update={"price": 5_000})]})]
    save_product(till, soap.model_copy(update={"id": till.new_id(), "packs": packs}), by=HEAD)
    counter.sell(PAID)
    idle(desk)
    assert find_receipts(till) == []
    assert counter.priced.total == 5_000
    counter.sell(PAID)
    idle(desk)
    assert [row.total for row in find_receipts(till)] == [5_000]
