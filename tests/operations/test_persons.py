"""Customers and members: added by anybody at the till, found by number first, kept as they were on old receipts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.operations import baskets, persons, sales
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, shop_in


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till without people."""
    opened = shop_in(tmp_path)
    yield opened
    opened.close()


def someone(till: Till, name: str, **fields: object) -> PersonSaved:
    """A person, saved by the cashier."""
    made = PersonSaved.model_validate({"id": till.new_id(), "person": till.new_short_id(), "name": name, **fields})
    return persons.save_person(till, made, by=CASHIER).value


def test_a_person_is_kept_clean_and_once(till: Till) -> None:
    made = PersonSaved(
        id=till.new_id(), person=till.new_short_id(), name="  Anggota   Satu ", number=" 7 ", phone=" 08 "
    )
    first = persons.save_person(till, made, by=CASHIER)
    again = persons.save_person(till, made, by=CASHIER)
    assert (first.changed, again.changed) == (True, False)
    assert (first.value.name, first.value.number, first.value.phone) == ("Anggota Satu", "7", "08")
    assert persons.person(till, made.person).document == first.value == again.value


@pytest.mark.parametrize(("fields", "code"), [({"tier": "gold"}, "tier_unknown"), ({"name": " "}, "name_missing")])
def test_what_is_no_person(till: Till, fields: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        someone(till, **{"name": "Anggota", **fields})
    assert persons.find_persons(till, "") == []
    with pytest.raises(Refusal, match="person_unknown"):
        persons.person(till, "0" * 16)


def test_a_number_comes_before_parts_of_it(till: Till) -> None:
    for name, number in (("Anggota A", "123"), ("Anggota B", "1234"), ("Anggota C", "12")):
        someone(till, name, number=number)
    assert persons.find_persons(till, " 12 ")[0].name == "Anggota C"
    assert [row.name for row in persons.find_persons(till, "1234")] == ["Anggota B"]
    assert len(persons.find_persons(till, "anggota", limit=2)) == 2


def test_who_left_is_not_found_and_old_receipts_keep_the_name(till: Till) -> None:
    tea = counter.stock_up(till, "Teh", 5_000)
    held = someone(till, "Anggota Lama", number="7", tier="member", member=True)
    counter.begin_shift(till)
    buyer = persons.as_customer(persons.person(till, held.person))
    basket = baskets.new_basket(till).add(tea).with_customer(buyer)
    sold = sales.complete_sale(till, basket, cash(Rupiah(5_000)), by=CASHIER).value.sale
    gone = held.model_copy(update={"id": till.new_id(), "name": "Bukan Anggota", "active": False, "member": False})
    persons.save_person(till, gone, by=CASHIER)
    assert persons.find_persons(till, "7") == []
    assert persons.find_persons(till, "bukan") == []
    again = sales.receipt(till, sold.number).sale.customer
    assert again is not None
    assert (again.name, again.tier, again.member, again.number) == ("Anggota Lama", "member", True, "7")


def test_a_santri_may_have_both_numbers(till: Till) -> None:
    both = someone(till, "Santri Satu", number="A-7", nis="202311", tier="santri")
    someone(till, "Santri Dua", nis="2023", tier="santri")
    for text in ("A-7", "202311"):
        found = persons.by_card(till, text)
        assert found is not None
        assert found.id == both.person
        assert persons.find_persons(till, text)[0].id == both.person
    assert [row.name for row in persons.find_persons(till, "202")] == ["Santri Dua", "Santri Satu"]
    other = persons.by_card(till, "2023")
    assert other is not None
    assert (persons.as_customer(other).number, persons.as_customer(other).tier) == ("2023", "santri")
    someone(till, "Kembar", number="202311")
    assert persons.by_card(till, "202311") is None, "two of them: nobody is guessed"
    assert [persons.by_card(till, text) for text in ("", "9", "Santri Satu")] == [None] * 3
