"""The file: encrypted, read at one moment, looked up after a failed COMMIT."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3

from koperasi_pos.operations import baskets, sales
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import OutcomeUnknown, Till, open_till
from koperasi_pos.store import schema
from koperasi_pos.store.connections import Connection, connect
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Refusal, Rupiah
from tests.counter import CASHIER, begin_shift, shop_in, stock_up


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    till = shop_in(tmp_path / "shop")
    yield till
    till.close()


def test_nothing_in_the_file_can_be_read_without_the_key(till: Till) -> None:
    stock_up(till, "Kitab langka sekali", 90_000)
    with till.database.outside_transaction() as connection:
        connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
    content = till.database.path.read_bytes()
    assert len(content) > 100_000
    assert b"Kitab langka" not in content
    assert not content.startswith(b"SQLite format 3")
    with pytest.raises(Refusal) as refusal:
        connect(till.database.path, b"x" * 32)
    assert refusal.value.code == "wrong_key"


def test_readers_cannot_write(till: Till) -> None:
    with till.reading() as connection, pytest.raises(sqlcipher3.OperationalError, match="readonly"):
        connection.run("DELETE FROM stock")


def test_a_reading_is_of_one_moment(till: Till) -> None:
    stock_up(till, "Es teh", 2_000)
    with till.reading() as connection:
        before = connection.run("SELECT count(*) FROM product").fetchone()
        stock_up(till, "Es jeruk", 3_000)
        assert connection.run("SELECT count(*) FROM product").fetchone() == before
    with till.reading() as connection:
        assert connection.run("SELECT count(*) FROM product").fetchone() == (2,)


def test_the_head_is_the_newest_revision() -> None:
    revisions = [file.stem.split("_")[0][1:] for file in schema.scripts_folder().glob("versions/r*.py")]
    assert max(revisions) == schema.HEAD


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "not kept"])
def test_a_failed_commit_is_looked_up(till: Till, monkeypatch: pytest.MonkeyPatch, *, kept: bool) -> None:
    """COMMIT raised: the sale may be in the file or not. Nobody rings it up twice, nobody loses it."""
    tea = stock_up(till, "Es teh", 2_000)
    begin_shift(till)
    run = Connection.run
    broken = {"armed": True}

    def fragile(self: Connection, statement: str, values: tuple[object, ...] = ()) -> object:
        if statement == "COMMIT" and broken["armed"]:
            broken["armed"] = False
            if kept:
                run(self, statement, values)
            raise sqlcipher3.OperationalError("disk I/O error")
        return run(self, statement, values)

    monkeypatch.setattr(Connection, "run", fragile)
    basket = baskets.new_basket(till).add(tea)
    if kept:
        done = sales.complete_sale(till, basket, cash(Rupiah(2_000)), by=CASHIER)
        assert done.value.sale.number == "K1-000001"
    else:
        with pytest.raises(OutcomeUnknown):
            sales.complete_sale(till, basket, cash(Rupiah(2_000)), by=CASHIER)
    again = sales.complete_sale(till, basket, cash(Rupiah(2_000)), by=CASHIER)
    assert again.changed is not kept
    assert [row.number for row in find_receipts(till)] == ["K1-000001"]


def test_a_lost_key_is_said(tmp_path: Path) -> None:
    shutil.copytree(shop_in(tmp_path / "shop").home, tmp_path / "copy", ignore=shutil.ignore_patterns("kunci"))
    with pytest.raises(Refusal) as refusal:
        open_till(tmp_path / "copy")
    assert refusal.value.code == "key_missing"
    with pytest.raises(Refusal) as nothing:
        open_till(tmp_path / "nowhere")
    assert nothing.value.code == "no_shop_here"
