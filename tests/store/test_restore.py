"""The way back: over a damaged file, with a code of another shop, on a machine that has a shop of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import printing, products, shifts, shops, stock, upkeep
from koperasi_pos.operations.till import STORE_FILE, Till, open_till
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.paper.text import preview
from koperasi_pos.store import backup, keys
from koperasi_pos.store.keys import Secrets
from koperasi_pos.store.rebuild import rebuild
from koperasi_pos.values import Refusal, Rupiah
from tests import counter
from tests.consignors import some_of_every_consignment
from tests.counter import HEAD, Clock, shop_in
from tests.goods_day import some_of_every_goods
from tests.store.exchange import books_by_id, second_till, send


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop with one product."""
    opened = shop_in(tmp_path / "toko")
    counter.stock_up(opened, "Peci", 35_000)
    yield opened
    opened.close()


def restored(home: Path, file: Path, code: str = "") -> Till:
    """The till after the way back."""
    return upkeep.restore(home, file, code=code, clock=Clock(), keyring_allowed=False)


def goods(till: Till) -> list[str]:
    """Names of what is on sale."""
    return [row.name for row in products.find_products(till, "")]


@pytest.mark.parametrize("damage", ["header", "middle", "empty"])
def test_a_backup_replaces_a_file_that_cannot_be_opened(till: Till, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "a.backup"
    upkeep.make_backup(till, file)
    till.close()
    path = till.database.path
    content = bytearray(path.read_bytes())
    if damage == "empty":
        content.clear()
    else:
        start = 0 if damage == "header" else len(content) // 2
        content[start : start + 4096] = b"\x55" * 4096
    path.write_bytes(content)
    back = restored(till.home, file)
    assert goods(back) == ["Peci"]
    assert upkeep.check(back).trouble == []
    back.close()
    (aside,) = till.home.glob("toko-before-restore-*.db")
    assert aside.read_bytes() == bytes(content)


def test_an_open_shop_is_not_replaced(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    upkeep.make_backup(till, file)
    with pytest.raises(Refusal, match="till_in_use"):
        restored(till.home, file)
    assert goods(till) == ["Peci"]


def test_a_code_that_does_not_open_the_backup_changes_nothing(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    upkeep.make_backup(till, file)
    till.close()
    before = keys.find(till.home)
    code = keys.recovery_code(Secrets(bytes(32), bytes(32)))
    with pytest.raises(Refusal, match="wrong_key"):
        restored(till.home, file, code)
    with pytest.raises(Refusal, match="recovery_code_wrong"):
        restored(till.home, file, "ABCD")
    assert keys.find(till.home) == before
    again = open_till(till.home)
    assert goods(again) == ["Peci"]
    again.close()


def test_the_shop_that_was_there_can_still_be_opened(till: Till, tmp_path: Path) -> None:
    """Another shop's backup comes to a machine with a shop: its file and its key are both kept aside."""
    other = upkeep_shop(tmp_path / "lain")
    file = tmp_path / "lain.backup"
    upkeep.make_backup(other, file)
    code = upkeep.recovery_code(other, by=HEAD)
    other.close()
    till.close()
    old = keys.find(till.home)
    back = restored(till.home, file, code)
    assert back.database.key != old.store
    back.close()
    (aside,) = till.home.glob("toko-before-restore-*.db")
    (key_aside,) = till.home.glob("kunci-before-restore-*")
    backup.verify(aside, Secrets.read(key_aside.read_text()).store)
    open_till(till.home).close()


def upkeep_shop(home: Path) -> Till:
    """Another shop with a key of its own, without anything in it."""
    from koperasi_pos.operations import shops

    return shops.make_shop(
        home, name="Toko Lain", head_name="Kepala", head_pin="246813", clock=Clock(), keyring_allowed=False
    )


def test_the_code_of_this_shop_keeps_its_signing_key(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    upkeep.make_backup(till, file)
    code = upkeep.recovery_code(till, by=HEAD)
    till.close()
    before = keys.find(till.home)
    restored(till.home, file, code).close()
    assert keys.find(till.home) == before
    assert not list(till.home.glob("kunci-before-*"))


def test_a_shop_on_an_empty_machine(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    upkeep.make_backup(till, file)
    code = upkeep.recovery_code(till, by=HEAD)
    home = tmp_path / "baru"
    back = restored(home, file, code)
    assert goods(back) == ["Peci"]
    assert {found.name for found in home.iterdir()} >= {STORE_FILE, "kunci"}
    counter.begin_shift(back)
    peci = products.find_products(back, "peci")[0].document
    assert counter.sell(back, counter.one(peci)).sale.number == "K1B-000001"
    back.close()


def test_a_restored_shop_has_the_goods_and_debts_of_before(till: Till, tmp_path: Path) -> None:
    """Stock, cost, days, places, counts, suppliers and consignors are those of the backup, and so made anew."""
    counter.begin_shift(till)
    rice = counter.stock_up(till, "Beras", 14_250, unit="kg", by_weight=True, cost=12_000)
    some_of_every_goods(till, rice)
    some_of_every_consignment(till)
    before, proof = books_by_id(till), stock.value_proof(till)
    file = tmp_path / "a.backup"
    upkeep.make_backup(till, file)
    code = upkeep.recovery_code(till, by=HEAD)
    back = restored(tmp_path / "baru", file, code)
    for _ in range(2):
        after = books_by_id(back)
        # A restored till says so: it is known under one more code, and numbers on under that.
        assert {name for name in before if after[name] != before[name]} <= {"till", "counter"}
        assert stock.value_proof(back) == proof
        assert upkeep.check(back).trouble == []
        rebuild(back.database)
    back.close()


def test_the_same_backup_twice_never_numbers_twice(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    upkeep.make_backup(till, file)
    till.close()
    numbers, writers = [], []
    for _ in range(3):
        back = restored(till.home, file)
        counter.begin_shift(back)
        peci = products.find_products(back, "peci")[0].document
        numbers.append(counter.sell(back, counter.one(peci)).sale.number)
        with back.reading() as connection:
            writers.append(back.writer(connection).epoch)
        back.close()
        for aside in till.home.glob("toko-before-restore-*"):
            aside.rename(tmp_path / f"{len(numbers)}{aside.suffix}")
    assert numbers == ["K1B-000001", "K1C-000001", "K1D-000001"]
    assert writers == [2, 3, 4]


def test_a_restored_till_takes_no_code_of_another(till: Till, tmp_path: Path) -> None:
    """`K1B` may be a till of its own that somebody named so."""
    till.close()
    other = second_till(till.home, tmp_path / "other", Clock(), code="K1B")
    here = open_till(till.home, clock=Clock())
    send(other, here)
    other.close()
    upkeep.make_backup(here, tmp_path / "a.backup")
    here.close()
    back = restored(till.home, tmp_path / "a.backup")
    assert shops.till_code(back) == "K1C"
    back.close()


@pytest.mark.parametrize("at", ["TillStarted", "put_in_place"])
def test_a_way_back_that_was_cut_off_changes_nothing(
    till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Never may the old epoch lie in the shop's place: it would give out its numbers a second time."""

    def dies(*given: object, **named: object) -> None:
        raise ArithmeticError("the plug")

    upkeep.make_backup(till, tmp_path / "a.backup")
    counter.stock_up(till, "Sarung", 85_000)
    till.close()
    with monkeypatch.context() as patched:
        patched.setattr(*(upkeep, at) if at == "TillStarted" else (backup, at), dies)
        with pytest.raises(ArithmeticError, match="the plug"):
            restored(till.home, tmp_path / "a.backup")
    same = open_till(till.home, clock=Clock())
    assert goods(same) == ["Peci", "Sarung"]
    assert shops.till_code(same) == "K1"
    same.close()
    back = restored(till.home, tmp_path / "a.backup")
    assert (goods(back), shops.till_code(back)) == (["Peci"], "K1B")
    assert upkeep.check(back).trouble == []
    back.close()
    assert not list(till.home.glob("*.incoming*"))


def test_a_lost_key_reuses_no_number(till: Till, tmp_path: Path) -> None:
    """Restored once, then the file of the key was lost: the code from the paper must not begin the same epoch again."""
    code = upkeep.recovery_code(till, by=HEAD)
    upkeep.make_backup(till, tmp_path / "a.backup")
    till.close()
    restored(till.home, tmp_path / "a.backup").close()
    (till.home / "kunci").unlink()
    back = restored(till.home, tmp_path / "a.backup", code)
    assert shops.till_code(back) == "K1C"
    back.close()


def test_a_shift_that_was_open_goes_on_and_is_closed_with_a_count(till: Till, tmp_path: Path) -> None:
    peci = products.find_products(till, "peci")[0].document
    counter.begin_shift(till, 50_000)
    counter.sell(till, counter.one(peci))
    upkeep.make_backup(till, tmp_path / "a.backup")
    counter.sell(till, counter.one(peci))  # is in the drawer, but not in the backup
    till.close()
    back = restored(till.home, tmp_path / "a.backup")
    shift = shifts.current_shift(back)
    assert shift is not None
    assert (shift.till, shift.number, shifts.is_restored(back, shift)) == ("K1", 1, True)
    with pytest.raises(Refusal, match="shift_open"):
        counter.begin_shift(back)
    assert counter.sell(back, counter.one(peci)).sale.number == "K1B-000001"
    closed = shifts.close_shift(back, counted=Rupiah(155_000), id=back.new_id(), by=counter.CASHIER).value
    figures = closed.figures
    assert (figures.sales, figures.expected, figures.difference) == (2, 120_000, 35_000)
    assert (figures.first_number, figures.last_number) == ("K1-000001", "K1B-000001")
    assert figures.restored
    assert closed.position is not None
    slip = slip_of(printing.order_at(back, closed.position), width=32)
    assert slip is not None
    assert "Kasir dipulihkan atau" in preview(slip)
    assert shifts.z_report(back, 1).position == closed.position
    with back.reading() as connection:
        assert connection.run("SELECT count(*) FROM shift WHERE closed IS NULL").fetchone() == (0,)
    counter.begin_shift(back)
    assert not shifts.is_restored(back, shifts.current_shift(back))  # type: ignore[arg-type]
    assert upkeep.check(back).trouble == []
    back.close()


def test_the_running_total_never_goes_back(till: Till, tmp_path: Path) -> None:
    peci = products.find_products(till, "peci")[0].document
    totals = []
    for _way_back in range(3):
        counter.begin_shift(till)
        counter.sell(till, counter.one(peci))
        closed = shifts.close_shift(till, counted=Rupiah(135_000), id=till.new_id(), by=counter.CASHIER)
        totals.append(int(closed.value.figures.grand_total))
        file = tmp_path / f"{len(totals)}.backup"
        upkeep.make_backup(till, file)
        till.close()
        till = restored(till.home, file)
        for aside in till.home.glob("toko-before-restore-*"):
            aside.rename(tmp_path / f"{len(totals)}{aside.suffix}")
    assert totals == [35_000, 70_000, 105_000]
    till.close()


def test_the_shift_of_another_till_stays_its_own(till: Till, tmp_path: Path) -> None:
    till.close()
    other = second_till(till.home, tmp_path / "other", Clock(), code="K2")
    counter.begin_shift(other)
    here = open_till(till.home, clock=Clock())
    send(other, here)
    other.close()
    assert shifts.current_shift(here) is None
    counter.begin_shift(here)
    here.close()
