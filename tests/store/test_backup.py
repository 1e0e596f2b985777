"""Backups are made while the till sells, opened before they count, and bring the shop back under a new code."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import sales, shops, upkeep
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.store import backup
from koperasi_pos.values import Refusal
from tests.counter import HEAD, begin_shift, one, sell, shop_in, stock_up


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    till = shop_in(tmp_path / "shop")
    stock_up(till, "Es teh", 2_000)
    begin_shift(till)
    yield till
    till.close()


def tea(till: Till) -> object:
    from koperasi_pos.operations import products

    return products.find_products(till, "teh")[0].document


def test_a_backup_while_selling_holds_every_sale_before_it(till: Till, tmp_path: Path) -> None:
    goods = tea(till)
    stop = threading.Event()

    def keep_selling() -> None:
        while not stop.is_set():
            sell(till, one(goods))  # type: ignore[arg-type]

    for _n in range(20):
        sell(till, one(goods))  # type: ignore[arg-type]
    seller = threading.Thread(target=keep_selling)
    seller.start()
    try:
        size = upkeep.make_backup(till, tmp_path / "a.backup").value
    finally:
        stop.set()
        seller.join()
    assert size > 100_000
    till.close()
    back = upkeep.restore(till.home, tmp_path / "a.backup", keyring_allowed=False)
    assert len(find_receipts(back)) >= 20
    assert upkeep.check(back).sound
    back.close()


def test_a_restored_till_numbers_on_under_a_new_code(till: Till, tmp_path: Path) -> None:
    goods = tea(till)
    sell(till, one(goods))  # type: ignore[arg-type]
    upkeep.make_backup(till, tmp_path / "a.backup")
    sell(till, one(goods))  # type: ignore[arg-type]
    till.close()
    back = upkeep.restore(till.home, tmp_path / "a.backup", clock=till.clock, keyring_allowed=False)
    assert shops.till_code(back) == "K1B"
    assert sell(back, one(goods)).sale.number == "K1B-000001"  # type: ignore[arg-type]
    assert upkeep.check(back).sound
    assert [row.number for row in find_receipts(back)] == ["K1B-000001", "K1-000001"]
    assert list(till.home.glob("toko-before-restore-*.db"))
    with pytest.raises(Refusal):
        sales.receipt(back, "K1-000002")
    back.close()


def test_on_another_machine_the_recovery_code_opens_it(till: Till, tmp_path: Path) -> None:
    upkeep.make_backup(till, tmp_path / "a.backup")
    code = upkeep.recovery_code(till, by=HEAD)
    with pytest.raises(Refusal) as no_key:
        upkeep.restore(tmp_path / "other", tmp_path / "a.backup", keyring_allowed=False)
    assert no_key.value.code == "key_missing"
    back = upkeep.restore(tmp_path / "other", tmp_path / "a.backup", code=code, keyring_allowed=False)
    assert upkeep.check(back).sound
    back.close()


def test_a_damaged_backup_is_refused_and_the_shop_stays(till: Till, tmp_path: Path) -> None:
    upkeep.make_backup(till, tmp_path / "a.backup")
    content = bytearray((tmp_path / "a.backup").read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\0" * 4096
    (tmp_path / "bad.backup").write_bytes(content)
    till.close()
    before = till.database.path.read_bytes()
    with pytest.raises(Refusal) as refusal:
        upkeep.restore(till.home, tmp_path / "bad.backup", keyring_allowed=False)
    assert refusal.value.code in ("backup_unreadable", "wrong_key")
    assert till.database.path.read_bytes() == before


def test_refused_targets_and_sources(till: Till, tmp_path: Path) -> None:
    upkeep.make_backup(till, tmp_path / "a.backup")
    with pytest.raises(Refusal) as taken:
        upkeep.make_backup(till, tmp_path / "a.backup")
    assert taken.value.code == "file_exists"
    with pytest.raises(Refusal) as missing:
        backup.verify(tmp_path / "none.backup", till.database.key)
    assert missing.value.code == "file_missing"


def test_the_backup_of_the_day_is_made_once_and_old_ones_go(till: Till) -> None:
    folder = upkeep.backup_folder(till)
    folder.mkdir()
    for day in range(1, 21):
        (folder / f"toko-2026-10-{day:02d}.backup").write_bytes(b"old")
    assert upkeep.automatic_backup(till).changed
    assert not upkeep.automatic_backup(till).changed
    left = sorted(file.name for file in folder.iterdir())
    assert len(left) == till.settings.keep_backups
    assert left[-1] == "toko-2026-11-24.backup"


@pytest.mark.parametrize(("code", "after"), [("K1", "K1B"), ("K1B", "K1C"), ("K", "KB"), ("KZ", "KZB")])
def test_codes_of_restored_tills(code: str, after: str) -> None:
    assert upkeep.next_code(code) == after
