"""Looking for goods and people: words in any order, short words, every character people type or scan by mistake."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.operations import persons, products, receipts
from koperasi_pos.operations.till import Till
from tests import counter
from tests.counter import HEAD, shop_in

GOODS = ("Teh Botol Sosro 350 ml", "Teh celup", "Gula 50% murah", "Mie_goreng", 'Buku "Iqra\'" 1', "Es", "C\\D kosong")


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop with goods of awkward names."""
    opened = filled(tmp_path)
    yield opened
    opened.close()


def filled(home: Path) -> Till:
    """A till with the goods and one person."""
    opened = shop_in(home)
    for name in GOODS:
        counter.stock_up(opened, name, 1_000, category="Umum")
    someone = PersonSaved(
        id=opened.new_id(), person=opened.new_short_id(), name="Siti Aminah", number="A-7", phone="0812345"
    )
    persons.save_person(opened, someone, by=HEAD)
    return opened


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("teh", ["Teh Botol Sosro 350 ml", "Teh celup"]),
        ("sosro TEH", ["Teh Botol Sosro 350 ml"]),
        ("ml botol te", ["Teh Botol Sosro 350 ml"]),
        ("es", ["Es"]),
        ("50%", ["Gula 50% murah"]),
        ("0%", ["Gula 50% murah"]),
        ("%", ["Gula 50% murah"]),
        ("_", ["Mie_goreng"]),
        ("e_g", ["Mie_goreng"]),
        ('"Iqra\'"', ['Buku "Iqra\'" 1']),
        ('"', ['Buku "Iqra\'" 1']),
        ("\\", ["C\\D kosong"]),
        ("c\\d", ["C\\D kosong"]),
        ("umum celup", ["Teh celup"]),
        ("kopi", []),
        ("teh kopi", []),
        ("AND OR", []),
        ("teh*", []),
    ],
)
def test_goods_are_found(till: Till, text: str, found: list[str]) -> None:
    assert sorted(row.name for row in products.find_products(till, text)) == sorted(found)


def test_an_empty_text_lists_by_name(till: Till) -> None:
    assert [row.name for row in products.find_products(till, "  ", limit=3)] == sorted(GOODS)[:3]


def test_what_was_renamed_is_found_by_its_new_name_alone(till: Till) -> None:
    held = products.find_products(till, "celup")[0].document
    products.save_product(till, held.model_copy(update={"id": till.new_id(), "name": "Jahe wangi"}), by=HEAD)
    assert products.find_products(till, "celup") == []
    assert [row.id for row in products.find_products(till, "wangi")] == [held.product]


def test_what_is_off_sale_is_found_only_when_asked(till: Till) -> None:
    held = products.find_products(till, "celup")[0]
    products.set_active(till, held.id, active=False, id=till.new_id(), by=HEAD)
    assert products.find_products(till, "celup") == []
    assert [row.id for row in products.find_products(till, "celup", active_only=False)] == [held.id]


@pytest.mark.parametrize("text", ["siti", "aminah siti", "A-7", "a-", "123", "0812345"])
def test_people_are_found(till: Till, text: str) -> None:
    assert [row.name for row in persons.find_persons(till, text)] == ["Siti Aminah"]


@functools.cache
def _shop() -> Till:
    return filled(Path(tempfile.mkdtemp(prefix="search-")))


@example("a\0bcd")
@example('"' * 7)
@example("' OR 1=1 --")
@example("x " * 3_000)
@example("NEAR(teh celup)")
@example("{words} : teh")
@example("ß İ ﷺ")
@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    till = _shop()
    for row in products.find_products(till, text):
        assert row.name in GOODS
    for person in persons.find_persons(till, text):
        assert person.name == "Siti Aminah"
    assert receipts.find_receipts(till, text) == []


@given(st.sampled_from(GOODS), st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert name in [row.name for row in products.find_products(_shop(), name[start:end])]
