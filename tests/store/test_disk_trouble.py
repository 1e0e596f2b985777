"""The disk fails at every single statement of an act: it is done once or not at all, and asking again does it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import baskets, products, refunds, sales, shifts, upkeep
from koperasi_pos.operations.till import OutcomeUnknown, Till
from koperasi_pos.store import database
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import CASHIER, HEAD, begin_shift, product_document, sell, shop_in, stock_up

MOST = 80
"""No act takes so many statements."""

Act = Callable[[], bool]
"""Asks for one act; whether it was new. The same act every time."""


class Disk:
    """Fails from the n-th statement on, once or for so long as `lasting`; `None` is a good disk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: int | None = None
        self.lasting = False
        self.after = False
        self.failed = 0
        run, run_many = Connection.run, Connection.run_many

        def slow_run(connection: Connection, statement: str, values: Any = ()) -> Any:
            self.turn(lambda: run(connection, statement, values), statement)
            return run(connection, statement, values)

        def slow_run_many(connection: Connection, statement: str, rows: Any) -> None:
            self.turn(lambda: None, statement)
            run_many(connection, statement, rows)

        monkeypatch.setattr(Connection, "run", slow_run)
        monkeypatch.setattr(Connection, "run_many", slow_run_many)

    def turn(self, act: Callable[[], object], statement: str) -> None:
        """Count a statement; raise where it is its turn to fail, a COMMIT that is kept all the same where `after`."""
        if self.at is None:
            return
        self.at -= 1
        if self.at == 0 or (self.at < 0 and self.lasting):
            self.failed += 1
            if self.after and statement == "COMMIT":
                act()
            raise sqlcipher3.OperationalError("disk I/O error")


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open."""
    opened = shop_in(tmp_path)
    begin_shift(opened)
    yield opened
    opened.close()


@pytest.fixture
def tea(till: Till) -> ProductSaved:
    """Something to sell."""
    return stock_up(till, "Teh", 4_530, cost=3_000)


def a_sale(till: Till, tea: ProductSaved) -> Act:
    """Two teas in cash."""
    basket = baskets.new_basket(till).add(tea, quantity=Quantity.of(2))
    return lambda: sales.complete_sale(till, basket, cash(Rupiah(10_000)), by=CASHIER).changed


def a_refund(till: Till, tea: ProductSaved) -> Act:
    """One of two teas comes back."""
    number, id = sell(till, (tea, 2_000)).sale.number, till.new_id()
    return lambda: refunds.complete_refund(till, number, [Returning(0)], reason="Salah", id=id, by=HEAD).changed


def a_close(till: Till, tea: ProductSaved) -> Act:
    """The shift ends; the next one begins when the disk is well again."""
    if shifts.current_shift(till) is None:
        begin_shift(till)
    id = till.new_id()
    return lambda: shifts.close_shift(till, counted=Rupiah(100_000), id=id, by=CASHIER).changed


def a_product(till: Till, tea: ProductSaved) -> Act:
    """New goods with first stock."""
    document = product_document(till, "Kopi", 2_000, codes=("8990001",), cost=1_000)
    return lambda: products.save_product(till, document, by=HEAD, opening=Quantity.of(3)).changed


@pytest.mark.parametrize("mode", ["once", "lasting", "kept"])
@pytest.mark.parametrize("act", [a_sale, a_refund, a_close, a_product])
def test_an_act_is_done_once_whatever_statement_fails(
    till: Till, tea: ProductSaved, monkeypatch: pytest.MonkeyPatch, act: Callable[[Till, ProductSaved], Act], mode: str
) -> None:
    disk = Disk(monkeypatch)
    disk.lasting, disk.after = mode == "lasting", mode == "kept"
    for at in range(1, MOST):
        asked = act(till, tea)
        before = len(list(upkeep.journal_lines(till)))
        disk.at, disk.failed = at, 0
        try:
            told = asked()
        except (sqlcipher3.OperationalError, OutcomeUnknown, database.CommitUnknown):
            told = None
        disk.at = None
        went_well = not disk.failed
        again = asked()
        new = len(list(upkeep.journal_lines(till))) - before
        assert new == (2 if act is a_product else 1), f"statement {at}"
        # What was told as done is there; what was not told is there or is done now.
        assert told is None or again is False
        if went_well:
            assert at > 8
            break
    else:
        pytest.fail("no end of statements")
    assert upkeep.check(till).trouble == []


def test_a_disk_that_comes_back_needs_no_new_start(
    till: Till, tea: ProductSaved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even the way back fails: neither the rollback nor a new connection works, until somebody makes room."""
    disk = Disk(monkeypatch)
    asked = a_sale(till, tea)
    disk.at, disk.lasting = 6, True
    for _ in range(3):
        with pytest.raises(sqlcipher3.OperationalError):
            asked()
    disk.at = None
    assert asked()
    assert not asked()
    assert upkeep.check(till).trouble == []


def test_a_closed_file_is_not_written(till: Till) -> None:
    till.close()
    with pytest.raises(RuntimeError, match="closed"), till.writing():
        pytest.fail("a closed till wrote")
