"""The file: encrypted, held by one process, left alone when it is newer, looked up after a failed COMMIT."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3

from koperasi_pos.operations import baskets, sales
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import OutcomeUnknown, Till, open_till
from koperasi_pos.store import connections, keys, schema
from koperasi_pos.store.connections import Connection, connect
from koperasi_pos.store.database import Database
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


def test_one_process_holds_the_file(till: Till) -> None:
    with pytest.raises(Refusal) as refusal:
        open_till(till.home)
    assert refusal.value.code == "till_in_use"
    reading = open_till(till.home, writable=False)
    reading.close()


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


def test_what_fails_leaves_nothing(till: Till) -> None:
    def fail() -> None:
        with till.writing() as connection:
            connection.run("INSERT INTO held_basket VALUES ('x', '', '', 0, '')")
            raise RuntimeError("the plug")

    with pytest.raises(RuntimeError, match="plug"):
        fail()
    assert baskets.held(till) == []


def test_a_newer_file_is_left_as_it_is(tmp_path: Path) -> None:
    till = shop_in(tmp_path / "shop")
    with till.writing() as connection:
        connection.run("UPDATE alembic_version SET version_num = '9999'")
    path, key = till.database.path, till.database.key
    till.close()
    before = path.read_bytes()
    with pytest.raises(schema.NewerFile):
        Database(path, key)
    assert path.read_bytes() == before


def test_an_older_file_is_backed_up_before_it_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    till = shop_in(tmp_path / "shop")
    path, key = till.database.path, till.database.key
    till.close()
    upgraded: list[str] = []
    monkeypatch.setattr(schema, "HEAD", "0002")
    monkeypatch.setattr(schema, "upgrade", lambda connection: upgraded.append("yes"))
    Database(path, key).close()
    assert upgraded == ["yes"]
    assert [file.name for file in path.parent.glob("*before-upgrade*")] == ["toko-before-upgrade-from-0001.db"]


def test_the_head_is_the_newest_revision() -> None:
    revisions = [file.stem.split("_")[0][1:] for file in schema.scripts_folder().glob("versions/r*.py")]
    assert max(revisions) == schema.HEAD


def test_an_unsafe_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "NEEDED_SQLITE", (99, 0, 0))
    with pytest.raises(RuntimeError, match="can corrupt"):
        connections.assert_sqlite()


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


def test_keys_lie_in_a_file_for_the_owner_alone(tmp_path: Path) -> None:
    made = keys.make(tmp_path, keyring_allowed=False)
    assert keys.find(tmp_path) == made
    assert (tmp_path / "kunci").stat().st_mode & 0o777 == 0o600
    assert keys.from_recovery_code(keys.recovery_code(made)) == made.store
    assert keys.from_recovery_code(keys.recovery_code(made).lower().replace("-", " ")) == made.store
    for wrong in ("", "ABCD", "!!!!", keys.recovery_code(made)[:-4]):
        with pytest.raises(Refusal) as refusal:
            keys.from_recovery_code(wrong)
        assert refusal.value.code == "recovery_code_wrong"
    (tmp_path / "kunci").write_text("rubbish")
    with pytest.raises(Refusal) as damaged:
        keys.find(tmp_path)
    assert damaged.value.code == "key_damaged"


def test_a_lost_key_is_said(tmp_path: Path) -> None:
    shutil.copytree(shop_in(tmp_path / "shop").home, tmp_path / "copy", ignore=shutil.ignore_patterns("kunci"))
    with pytest.raises(Refusal) as refusal:
        open_till(tmp_path / "copy")
    assert refusal.value.code == "key_missing"
    with pytest.raises(Refusal) as nothing:
        open_till(tmp_path / "nowhere")
    assert nothing.value.code == "no_shop_here"
