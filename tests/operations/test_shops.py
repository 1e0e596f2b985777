"""A shop is made as a whole or not at all, once in a folder; its rules are changed by those who may."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from koperasi_pos.journal.documents import DiscountCap
from koperasi_pos.operations import pins, reports, samples, shops, staff, upkeep
from koperasi_pos.operations.persons import find_persons
from koperasi_pos.operations.products import favourites, find_products
from koperasi_pos.operations.promotions import every_promotion
from koperasi_pos.operations.till import STORE_FILE, Till, open_till
from koperasi_pos.store import Database
from koperasi_pos.values import Refusal
from tests.counter import CASHIER, HEAD, HEAD_PIN, TREASURER, Clock, shop_in


def made(home: Path, **other: str) -> Till:
    """A new shop in a folder."""
    given: dict[str, Any] = {"name": " Koperasi  An-Nur ", "head_name": "Kepala", "head_pin": HEAD_PIN, **other}
    return shops.make_shop(home, clock=Clock(), keyring_allowed=False, **given)


def test_a_new_shop_has_a_till_a_name_and_a_head(tmp_path: Path) -> None:
    till = made(tmp_path / "new" / "toko", till_code=" k7 ", address=" Jl. Raya 1 ", pesantren="An-Nur")
    shop = shops.shop(till)
    assert (shop.name, shop.address, shop.pesantren) == ("Koperasi An-Nur", "Jl. Raya 1", "An-Nur")
    assert shops.till_code(till) == "K7"
    (head,) = staff.people(till)
    assert staff.sign_in(till, head.id, HEAD_PIN).role == "head"
    assert upkeep.check(till).trouble == []
    till.close()
    assert sorted(file.name for file in till.home.iterdir()) == ["kunci", STORE_FILE, "toko.lock"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "  "}, "name_missing"),
        ({"head_name": ""}, "name_missing"),
        ({"head_pin": "12345"}, "pin_form"),
        ({"head_pin": "111111"}, "pin_weak"),
        ({"till_code": "7"}, "till_code_form"),
        ({"till_code": "KASIR"}, "till_code_form"),
    ],
)
def test_what_is_refused_leaves_nothing(tmp_path: Path, wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        made(tmp_path / "toko", **wrong)
    assert list(tmp_path.iterdir()) == []


def test_a_shop_that_was_not_finished_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program dies while it makes the shop: the next start must not find a file that is no shop."""

    def dies(pin: str) -> str:
        raise ArithmeticError("the plug")

    with monkeypatch.context() as patched:
        patched.setattr(pins, "hashed", dies)
        with pytest.raises(ArithmeticError, match="the plug"):
            made(tmp_path)
    assert not (tmp_path / STORE_FILE).exists()
    with pytest.raises(Refusal, match="no_shop_here"):
        open_till(tmp_path)
    till = made(tmp_path)
    assert shops.shop(till).name == "Koperasi An-Nur"
    till.close()


def test_what_a_dead_program_left_is_in_nobodys_way(tmp_path: Path) -> None:
    """The file under its first name, with its log beside it, encrypted with a key that nobody has any more."""
    left = Database(tmp_path / "left.db", bytes(32))
    with left.write() as connection:
        connection.run("INSERT INTO counter (till) VALUES ('K9')")
    for ending in ("", "-wal", "-shm"):
        shutil.copy(tmp_path / f"left.db{ending}", tmp_path / f"{STORE_FILE}.new{ending}")
    left.close()
    till = made(tmp_path)
    assert shops.till_code(till) == "K1"
    till.close()
    assert not list(tmp_path.glob("*.new*"))


def test_a_folder_has_one_shop(tmp_path: Path) -> None:
    made(tmp_path).close()
    content = (tmp_path / STORE_FILE).read_bytes()
    with pytest.raises(Refusal, match="shop_exists"):
        made(tmp_path)
    assert (tmp_path / STORE_FILE).read_bytes() == content
    open_till(tmp_path, clock=Clock()).close()


def test_rules_are_changed_by_the_head_alone(tmp_path: Path) -> None:
    till = shop_in(tmp_path)
    changed = shops.shop(till).model_copy(
        update={"id": till.new_id(), "ppn": True, "discount_caps": [DiscountCap(role="cashier", basis_points=0)]}
    )
    for person in (CASHIER, TREASURER):
        with pytest.raises(Refusal, match="needs_approval"):
            shops.save_shop(till, changed, by=person)
    heard: list[str] = []
    till.listeners.append(heard.append)
    assert shops.save_shop(till, changed, by=HEAD).changed
    assert not shops.save_shop(till, changed, by=HEAD).changed
    assert shops.shop(till).model_copy(update={"id": changed.id}) == changed
    assert "shop" in heard
    wrong = changed.model_copy(
        update={"id": till.new_id(), "discount_caps": [DiscountCap(role="head", basis_points=-1)]}
    )
    with pytest.raises(Refusal, match="discount_out_of_range"):
        shops.save_shop(till, wrong, by=HEAD)
    till.close()


def test_the_sample_shop_is_ready_to_sell(tmp_path: Path) -> None:
    till = shop_in(tmp_path)
    with pytest.raises(Refusal, match="needs_approval"):
        samples.fill_with_samples(till, by=CASHIER)
    count = samples.fill_with_samples(till, by=HEAD)
    standing = reports.standing(till)
    assert standing.products == count == len(find_products(till, "", limit=1_000))
    assert 0 < standing.stocked <= count
    assert standing.stock_value > 0
    assert favourites(till)
    assert find_persons(till, "")
    assert {promotion.form for promotion in every_promotion(till)} == {"n_for_m", "percent", "bundle"}
    assert upkeep.check(till).trouble == []
    till.close()
