"""People at the till: PINs counted before they are checked, waits, locks, roles, and a head that stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.operations import persons, pins, products, shops, staff
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import check_pin
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import CASHIER, HEAD, HEAD_PIN, Clock, product_document, shop_in, stock_up


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    till = shop_in(tmp_path / "shop", clock)
    yield till
    till.close()


@pytest.fixture
def head(till: Till) -> str:
    return staff.people(till)[0].id


def refused(code: str, act: object) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act()  # type: ignore[operator]
    assert refusal.value.code == code
    return refusal.value


def test_the_right_pin_signs_in(till: Till, head: str) -> None:
    actor = staff.sign_in(till, head, HEAD_PIN)
    assert (actor.name, actor.role) == ("Kepala", "head")
    assert refused("pin_wrong", lambda: staff.sign_in(till, head, "000001")).facts == {"left": 9}
    refused("staff_unknown", lambda: staff.sign_in(till, "nobody", HEAD_PIN))


def test_a_pin_is_kept_as_argon2id_with_its_own_salt() -> None:
    kept = [pins.hashed(HEAD_PIN) for _n in range(2)]
    assert all(hash_.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for hash_ in kept)
    assert len(set(kept)) == 2
    assert pins.matches(kept[0], HEAD_PIN)
    assert not pins.matches(kept[0], "135791")
    assert not pins.matches("nothing", HEAD_PIN)


def test_a_try_counts_even_when_the_plug_is_pulled(till: Till, head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def plug(pin_hash: str, pin: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(pins, "matches", plug)
    for _n in range(5):
        with pytest.raises(KeyboardInterrupt):
            staff.sign_in(till, head, "000001")
    monkeypatch.undo()
    refused("pin_wait", lambda: staff.sign_in(till, head, HEAD_PIN))


def test_wrong_pins_wait_longer_and_lock(till: Till, head: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "matches", lambda pin_hash, pin: False)
    for _n in range(5):
        refused("pin_wrong", lambda: staff.sign_in(till, head, "000001"))
    assert refused("pin_wait", lambda: staff.sign_in(till, head, "000001")).facts["seconds"] == 30
    clock.forward(seconds=29, milliseconds=500)
    assert refused("pin_wait", lambda: staff.sign_in(till, head, "000001")).facts["seconds"] == 1
    for _n in range(5):
        clock.forward(minutes=20)
        refused("pin_wrong", lambda: staff.sign_in(till, head, "000001"))
    clock.forward(days=3)
    refused("pin_locked", lambda: staff.sign_in(till, head, HEAD_PIN))
    assert staff.locked_out(till) == {head}
    monkeypatch.undo()
    staff.release(till, head, by=HEAD)
    assert staff.sign_in(till, head, HEAD_PIN).name == "Kepala"


def test_a_clock_set_back_locks_nobody_out(
    till: Till, head: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins, "matches", lambda pin_hash, pin: False)
    for _n in range(5):
        refused("pin_wrong", lambda: staff.sign_in(till, head, "000001"))
    monkeypatch.undo()
    clock.forward(days=-400)
    assert staff.sign_in(till, head, HEAD_PIN).name == "Kepala"


@pytest.mark.parametrize(
    ("pin", "code"), [("12345", "pin_form"), ("abcdef", "pin_form"), ("111111", "pin_weak"), ("654321", "pin_weak")]
)
def test_pins_that_are_too_easy(pin: str, code: str) -> None:
    refused(code, lambda: check_pin(pin))
    assert check_pin("135790") == "135790"


def test_only_a_head_changes_people_and_the_last_head_stays(till: Till, head: str) -> None:
    def save(**more: object) -> object:
        return staff.save_staff(till, id=till.new_id(), **more)  # type: ignore[arg-type]

    refused("needs_approval", lambda: save(name="Siti", role="cashier", pin="246813", by=CASHIER))
    refused("role_unknown", lambda: save(name="Siti", role="king", pin="246813", by=HEAD))
    refused("name_missing", lambda: save(name=" ", role="cashier", pin="246813", by=HEAD))
    refused("last_head", lambda: save(staff=head, name="Kepala", role="cashier", by=HEAD))
    refused("last_head", lambda: save(staff=head, name="Kepala", role="head", active=False, by=HEAD))
    save(name="Siti", role="head", pin="246813", by=HEAD)
    save(staff=head, name="Kepala Lama", role="cashier", by=HEAD)
    assert staff.sign_in(till, head, HEAD_PIN).role == "cashier"
    assert staff.approve(till, "refund", staff.people(till)[1].id, "246813").name == "Siti"
    refused("may_not_approve", lambda: staff.approve(till, "refund", head, HEAD_PIN))


def test_products_are_checked_and_their_history_kept(till: Till) -> None:
    tea = stock_up(till, "Es  teh ", 2_000, code="t01")
    assert (tea.name, tea.code) == ("Es teh", "T01")
    other = product_document(till, "Es jeruk", 3_000, code="T01")
    refused("shop_code_taken", lambda: products.save_product(till, other, by=HEAD))
    refused("needs_approval", lambda: products.save_product(till, other, by=CASHIER))
    for wrong, code in (
        ({"name": " "}, "name_missing"), ({"name": "x" * 121}, "name_too_long"), ({"packs": []}, "unit_missing"),
        ({"halal": "12"}, "halal_form"), ({"pirt": "12"}, "pirt_form"), ({"pillar": "x"}, "product_class"),
    ):  # fmt: skip
        changed = tea.model_copy(update={"id": till.new_id(), **wrong})
        refused(code, lambda changed=changed: products.save_product(till, changed, by=HEAD))
    free = product_document(till, "Gratis", 0)
    refused("price_missing", lambda: products.save_product(till, free, by=HEAD))
    products.set_active(till, tea.product, active=False, id=till.new_id(), by=HEAD)
    assert products.by_code(till, "T01") == []
    assert [entry.document.active for entry in products.price_history(till, tea.product)] == [True, False]  # type: ignore[attr-defined]


def test_opening_stock_is_put_on_the_shelf_once(till: Till) -> None:
    tea = stock_up(till, "Es teh", 2_000, cost=900, stock=10)
    again = tea.model_copy(update={"id": till.new_id(), "name": "Es teh manis"})
    products.save_product(till, again, by=HEAD, opening=Quantity.of(10))
    assert products.stock_of(till, tea.product) == (10_000, 9_000)


def test_pictures_are_small_and_named_by_what_is_in_them(till: Till) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"x" * 100
    digest = products.save_picture(till, picture, by=HEAD)
    assert products.save_picture(till, picture, by=HEAD) == digest
    assert products.picture(till, digest) == picture
    refused("picture_form", lambda: products.save_picture(till, b"GIF89a", by=HEAD))
    refused("picture_form", lambda: products.save_picture(till, picture + b"x" * 70_000, by=HEAD))


@pytest.mark.parametrize("text", ["mi goreng", "goreng mi", "GORENG", "mi", "85%", "_", '"', "goreng \\ mi", "   "])
def test_search_takes_anything(till: Till, text: str) -> None:
    stock_up(till, 'Mi "Goreng" 85% \\ mi_x', 3_000)
    stock_up(till, "Es teh", 2_000)
    found = [row.name for row in products.find_products(till, text)]
    assert 'Mi "Goreng" 85% \\ mi_x' in found or text.strip() == "goreng \\ mi"


def test_people_are_found_by_any_part(till: Till) -> None:
    saved = PersonSaved(id=till.new_id(), person=till.new_short_id(), name=" Ahmad  Fauzi", number="20231", group="8B")
    persons.save_person(till, saved, by=CASHIER)
    for text in ("fauzi", "ahm fau", "20231", "8b ahmad"):
        assert [row.name for row in persons.find_persons(till, text)] == ["Ahmad Fauzi"]
    refused("tier_unknown", lambda: persons.save_person(till, saved.model_copy(update={"tier": "x"}), by=CASHIER))


def test_a_shop_is_made_once(tmp_path: Path) -> None:
    made = {"name": "An-Nur", "head_name": "Kepala", "head_pin": HEAD_PIN, "keyring_allowed": False}
    till = shops.make_shop(tmp_path / "x", **made)  # type: ignore[arg-type]
    till.close()
    refused("shop_exists", lambda: shops.make_shop(tmp_path / "x", **made))  # type: ignore[arg-type]
    refused("till_code_form", lambda: shops.make_shop(tmp_path / "y", **{**made, "till_code": "1"}))  # type: ignore[arg-type]
    refused("pin_weak", lambda: shops.make_shop(tmp_path / "y", **{**made, "head_pin": "123456"}))  # type: ignore[arg-type]
    assert not (tmp_path / "y").exists()


def test_rules_of_the_shop_are_checked(till: Till) -> None:
    shop = shops.shop(till)
    for wrong, code in (({"cash_rounding": 75}, "rounding_unknown"), ({"name": ""}, "name_missing")):
        changed = shop.model_copy(update={"id": till.new_id(), **wrong})
        refused(code, lambda changed=changed: shops.save_shop(till, changed, by=HEAD))
    refused("needs_approval", lambda: shops.save_shop(till, shop, by=CASHIER))
    assert Rupiah(shops.shop(till).cash_rounding) == 100
