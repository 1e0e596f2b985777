"""Tiles in their order, the catalogue narrowed by category and by goods off sale, people taken out of the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import PersonSaved, ProductSaved
from koperasi_pos.operations import item_imports, persons, products
from koperasi_pos.operations.samples import fill_with_samples
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Refusal
from tests.counter import CASHIER, HEAD, Clock, shop_in, stock_up, written


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop without goods."""
    till = shop_in(tmp_path / "shop", Clock())
    yield till
    till.close()


def tiles(till: Till) -> list[tuple[str, int]]:
    return [(row.name, row.document.favourite) for row in products.favourites(till)]


def test_tiles_stand_in_the_order_that_was_asked_for(till: Till) -> None:
    tea, tofu, rice = (stock_up(till, name, 1000, favourite=place) for name, place in
                       (("Teh", 1), ("Tahu", 2), ("Beras", 0)))  # fmt: skip
    before = len(written(till))
    done = products.order_favourites(till, [rice.product, tea.product], id=till.new_id(), by=HEAD)
    assert (done.value, done.changed) == (3, True)
    assert tiles(till) == [("Beras", 1), ("Teh", 2)]
    assert len(written(till)) == before + 3
    assert products.product(till, tofu.product).document.favourite == 0
    again = products.order_favourites(till, [rice.product, tea.product], id=till.new_id(), by=HEAD)
    assert (again.value, again.changed) == (0, False)
    assert len(written(till)) == before + 3


def test_only_what_moved_is_written_and_asking_twice_acts_once(till: Till) -> None:
    rows = [stock_up(till, name, 1000, favourite=place) for place, name in enumerate(("A", "B", "C"), 1)]
    before, new_id = len(written(till)), till.new_id()
    wanted = [rows[0].product, rows[2].product, rows[1].product]
    assert products.order_favourites(till, wanted, id=new_id, by=HEAD).value == 2
    assert tiles(till) == [("A", 1), ("C", 2), ("B", 3)]
    assert products.order_favourites(till, list(reversed(wanted)), id=new_id, by=HEAD).changed is False
    assert tiles(till) == [("A", 1), ("C", 2), ("B", 3)]
    assert len(written(till)) == before + 2


def test_goods_off_sale_keep_their_place(till: Till) -> None:
    tea, tofu = stock_up(till, "Teh", 1000, favourite=1), stock_up(till, "Tahu", 1000, favourite=2)
    products.set_active(till, tea.product, active=False, id=till.new_id(), by=HEAD)
    products.order_favourites(till, [tofu.product], id=till.new_id(), by=HEAD)
    products.set_active(till, tea.product, active=True, id=till.new_id(), by=HEAD)
    assert sorted(tiles(till)) == [("Tahu", 1), ("Teh", 1)]


def test_tiles_of_unknown_goods_and_by_those_who_may_not(till: Till) -> None:
    tea = stock_up(till, "Teh", 1000)
    with pytest.raises(Refusal, match="product_unknown"):
        products.order_favourites(till, [tea.product, "0" * 16], id=till.new_id(), by=HEAD)
    with pytest.raises(Refusal, match="needs_approval"):
        products.order_favourites(till, [tea.product], id=till.new_id(), by=CASHIER)
    assert tiles(till) == []


@pytest.mark.parametrize("text", ["", "te", "teh", "8990000000014", "T1"])
def test_a_category_narrows_whatever_is_looked_for(till: Till, text: str) -> None:
    stock_up(till, "Teh celup", 1000, code="T1", codes=("8990000000014",), category="Minuman")
    stock_up(till, "Teh sachet", 1000, category="Jajanan")
    found = products.find_products(till, text, category="Minuman")
    assert [row.name for row in found] == ["Teh celup"]
    assert products.find_products(till, text, category="Kitab") == []


@pytest.mark.parametrize("text", ["8990000000014", "t1", "celup"])
def test_goods_off_sale_are_found_where_they_are_asked_for(till: Till, text: str) -> None:
    tea = stock_up(till, "Teh celup", 1000, code="T1", codes=("8990000000014",))
    products.set_active(till, tea.product, active=False, id=till.new_id(), by=HEAD)
    assert products.find_products(till, text) == []
    assert [row.id for row in products.find_products(till, text, active_only=False)] == [tea.product]
    assert products.by_code(till, "8990000000014") == []


def test_goods_with_two_codes_of_a_search_stand_once(till: Till) -> None:
    tea = stock_up(till, "Teh", 1000, codes=("8990000000014", "08990000000014"))
    assert [row.id for row in products.find_products(till, "8990000000014")] == [tea.product]


def test_people_taken_out_are_found_where_they_are_asked_for(till: Till) -> None:
    person = PersonSaved(id=till.new_id(), person=till.new_short_id(), name="Bu Contoh", number="A-1", group="Dapur")
    persons.save_person(till, person, by=CASHIER)
    persons.save_person(till, person.model_copy(update={"id": till.new_id(), "active": False}), by=CASHIER)
    for text in ("", "contoh", "a-", "dapur"):
        assert persons.find_persons(till, text) == []
        assert [row.active for row in persons.find_persons(till, text, active_only=False)] == [False]


@pytest.mark.parametrize("name", ["barang.csv", "barang.xlsx"])
def test_a_whole_shop_goes_out_and_comes_back_the_same(till: Till, tmp_path: Path, name: str) -> None:
    fill_with_samples(till, by=HEAD)
    count = item_imports.save_items(till, tmp_path / name, by=HEAD)
    assert item_imports.import_items(till, tmp_path / name, by=HEAD).value.counts["unchanged"] == count > 50
    other = shop_in(tmp_path / "other", Clock())
    item_imports.import_items(other, tmp_path / name, by=HEAD)
    assert catalogue(other) == catalogue(till)
    assert tiles(other) == tiles(till) != []
    other.close()


def catalogue(till: Till) -> list[tuple[ProductSaved, int]]:
    """Every product without its ids, with its stock."""
    bare = {"id": "", "product": ""}
    rows = products.find_products(till, "", limit=1000, active_only=False)
    return [(row.document.model_copy(update=bare), row.stock_quantity) for row in rows]


@pytest.mark.parametrize("name", ["barang.csv", "barang.xlsx"])
def test_a_place_that_cannot_be_written_is_told(till: Till, tmp_path: Path, name: str) -> None:
    stock_up(till, "Teh", 1000)
    with pytest.raises(Refusal, match="file_not_written"):
        item_imports.save_items(till, tmp_path / "no folder" / name, by=HEAD)
