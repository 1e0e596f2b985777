"""The catalogue: codes that are taken, what a price was, goods off sale, first stock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import products
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, TREASURER, Clock, product_document, shop_in


@pytest.fixture
def clock() -> Clock:
    """The till's clock."""
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    """A till without goods."""
    opened = shop_in(tmp_path, clock)
    yield opened
    opened.close()


def test_a_shop_code_belongs_to_one_product(till: Till) -> None:
    counter.stock_up(till, "Teh", 4_500, code="T1")
    taken = product_document(till, "Tahu", 500, code="t1")
    with pytest.raises(Refusal, match="shop_code_taken"):
        products.save_product(till, taken, by=HEAD)
    assert [row.name for row in products.find_products(till, "")] == ["Teh"]


def test_a_bar_code_of_another_hides_no_shop_code(till: Till) -> None:
    counter.stock_up(till, "Kopi", 2_000, codes=("T1",))
    counter.stock_up(till, "Teh", 4_500, code="T1")
    with pytest.raises(Refusal, match="shop_code_taken"):
        products.save_product(till, product_document(till, "Tahu", 500, code="T1"), by=HEAD)


def test_the_code_of_something_off_sale_is_free_until_it_comes_back(till: Till) -> None:
    tea = counter.stock_up(till, "Teh", 4_500, code="T1")
    products.set_active(till, tea.product, active=False, id=till.new_id(), by=HEAD)
    assert products.by_code(till, "T1") == []
    tofu = counter.stock_up(till, "Tahu", 500, code="T1")
    assert [match.product.id for match in products.by_code(till, "t1")] == [tofu.product]
    with pytest.raises(Refusal, match="shop_code_taken"):
        products.set_active(till, tea.product, active=True, id=till.new_id(), by=HEAD)
    # It may change what it is; only not under that code.
    renamed = products.product(till, tofu.product).document.model_copy(update={"id": till.new_id(), "name": "Tahu isi"})
    assert products.save_product(till, renamed, by=TREASURER).changed


def test_of_two_that_came_to_share_a_code_one_can_be_taken_off(till: Till) -> None:
    """Two tills may each give the same code away while they cannot hear each other."""
    tea = counter.stock_up(till, "Teh", 4_500, code="T1")
    with till.writing() as connection:
        till.post(connection, product_document(till, "Tahu", 500, code="T1"), by=HEAD)
    assert len(products.by_code(till, "T1")) == 2
    products.set_active(till, tea.product, active=False, id=till.new_id(), by=HEAD)
    assert [match.product.name for match in products.by_code(till, "T1")] == ["Tahu"]


def test_a_bar_code_on_two_products_asks_which(till: Till) -> None:
    for name in ("Teh lama", "Teh baru"):
        counter.stock_up(till, name, 4_500, codes=("8991234567891",))
    assert [match.product.name for match in products.by_code(till, "8991234567891")] == ["Teh lama", "Teh baru"]


def test_prices_are_remembered_with_who_and_when(till: Till, clock: Clock) -> None:
    tea = counter.stock_up(till, "Teh", 4_500)
    for price in (5_000, 4_800):
        clock.forward(hours=1)
        packs = product_document(till, "Teh", price).packs
        products.save_product(till, tea.model_copy(update={"id": till.new_id(), "packs": packs}), by=TREASURER)
    history = products.price_history(till, tea.product)
    told = []
    for entry in history:
        document = entry.document
        assert isinstance(document, ProductSaved)
        told.append((int(document.packs[0].prices[0].price), entry.staff, entry.time[11:16]))
    assert told == [
        (4_500, HEAD.staff, "08:00"), (5_000, TREASURER.staff, "09:00"), (4_800, TREASURER.staff, "10:00"),
    ]  # fmt: skip
    assert products.product(till, tea.product).price == 4_800
    assert products.price_history(till, "0" * 16) == []


def test_first_stock_is_for_new_goods_alone(till: Till) -> None:
    tea = counter.stock_up(till, "Teh", 4_500, stock=7, cost=3_100)
    assert products.stock_of(till, tea.product) == (7_000, 21_700)
    again = tea.model_copy(update={"id": till.new_id()})
    products.save_product(till, again, by=HEAD, opening=Quantity.of(50))
    assert products.stock_of(till, tea.product) == (7_000, 21_700)
    copies = counter.stock_up(till, "Fotokopi", 250, stock=9, stocked=False)
    assert products.stock_of(till, copies.product) == (0, 0)
    assert products.stock_of(till, "0" * 16) == (0, 0)


def test_asked_twice_it_is_saved_once(till: Till) -> None:
    document = product_document(till, "Teh", 4_500, cost=3_000)
    for changed in (True, False):
        assert products.save_product(till, document, by=HEAD, opening=Quantity.of(5)).changed is changed
    assert products.stock_of(till, document.product) == (5_000, 15_000)
    assert len(products.price_history(till, document.product)) == 1


def test_who_may_change_goods(till: Till) -> None:
    with pytest.raises(Refusal, match="needs_approval"):
        products.save_product(till, product_document(till, "Teh", 4_500), by=CASHIER)
    with pytest.raises(Refusal, match="needs_approval"):
        products.save_picture(till, b"\xff\xd8\xff", by=CASHIER)
    with pytest.raises(Refusal, match="product_unknown"):
        products.set_active(till, "0" * 16, active=False, id=till.new_id(), by=HEAD)


def test_tiles_and_categories(till: Till) -> None:
    counter.stock_up(till, "Teh", 4_500, favourite=2, category="Minuman")
    counter.stock_up(till, "Kopi", 4_500, favourite=1, category="Minuman")
    gone = counter.stock_up(till, "Susu", 6_000, favourite=3, category="Segar")
    products.set_active(till, gone.product, active=False, id=till.new_id(), by=HEAD)
    assert [row.name for row in products.favourites(till)] == ["Kopi", "Teh"]
    assert products.categories(till) == ["Minuman", "Segar"]


@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        (b"\xff\xd8\xff" + b"\0" * (64 * 1024 - 3), True),
        (b"\x89PNG\r\n\x1a\n", True),
        (b"\xff\xd8\xff" + b"\0" * (64 * 1024 - 2), False),
        (b"GIF89a", False),
        (b"", False),
    ],
)
def test_pictures(till: Till, content: bytes, *, accepted: bool) -> None:
    if not accepted:
        with pytest.raises(Refusal, match="picture_form"):
            products.save_picture(till, content, by=HEAD)
        return
    digest = products.save_picture(till, content, by=HEAD)
    assert products.save_picture(till, content, by=HEAD) == digest
    assert products.picture(till, digest) == content
    assert products.picture(till, "0" * 64) is None


def test_a_price_of_nothing_is_refused(till: Till) -> None:
    with pytest.raises(Refusal, match="price_missing"):
        products.save_product(till, product_document(till, "Teh", 0), by=HEAD)
    free = product_document(till, "Fotokopi", 0, open_price=True)
    assert products.save_product(till, free, by=HEAD).value.packs[0].prices[0].price == Rupiah(0)
