"""Customers and members through their page: found, added, changed, taken out and brought back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.operations import persons
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.pages import persons_page
from koperasi_pos.ui.pages.persons_page import PersonsPage
from tests.counter import CASHIER, begin_shift
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands


def add(till: Till, name: str, **fields: object) -> PersonSaved:
    saved = PersonSaved.model_validate(
        {"id": till.new_id(), "person": till.new_short_id(), "name": name, **fields}
    )  # fmt: skip
    return persons.save_person(till, saved, by=CASHIER).value


@pytest.fixture
def at_work(hands: Hands) -> Hands:
    """The head of the shop at the till."""
    return head_at(hands)


def names(page: PersonsPage) -> list[str]:
    return [row.name for row in page.table.rows_model.rows]


def test_the_first_person_by_keys_alone(till: Till, at_work: Hands) -> None:
    page = go(at_work, "persons", PersonsPage)
    assert names(page) == []
    assert at_work.focus() is page.form.person_name
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert page.form.name_row.wrong.text()
    at_work.type("Bu  Contoh ")
    at_work.press(Qt.Key.Key_Tab)
    at_work.press(Qt.Key.Key_Tab)
    at_work.press(Qt.Key.Key_Down)
    at_work.press(Qt.Key.Key_Down)
    typed = (
        "", "0812000014", "A-014", "202377", "Dapur", "Kamar 3", "Pak Contoh", "0812000015", "kacang, susu",
        "datang pagi",
    )  # fmt: skip
    for text in typed:
        at_work.type(text)
        at_work.press(Qt.Key.Key_Tab)
    assert at_work.focus() is page.form.member
    at_work.type(" ")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    (row,) = persons.find_persons(till, "contoh")
    assert (row.name, row.number, row.tier, row.member) == ("Bu Contoh", "A-014", "member", True)
    assert (row.document.group, row.document.phone, row.document.note) == ("Dapur", "0812000014", "datang pagi")
    assert (row.document.room, row.document.wali, row.document.allergens) == (
        "Kamar 3",
        "Pak Contoh",
        ["kacang", "susu"],
    )
    assert names(page) == ["Bu Contoh"]
    assert not page.form.changed


def test_a_search_narrows_and_the_form_follows(till: Till, at_work: Hands) -> None:
    add(till, "Bu Contoh", number="A-1", group="Dapur")
    add(till, "Pak Misal", number="A-2", phone="0812")
    page = go(at_work, "persons", PersonsPage)
    assert page.form.person_name.text() == "Bu Contoh"
    at_work.type("mis")
    assert names(page) == ["Pak Misal"]
    assert page.form.person_name.text() == "Pak Misal"
    at_work.type("x")
    assert names(page) == []
    assert page.search.hasFocus()
    assert page.form.person_name.text() == "Pak Misal"
    at_work.press(Qt.Key.Key_F2)
    at_work.press(Qt.Key.Key_Backspace)
    at_work.press(Qt.Key.Key_Return)
    assert page.table.hasFocus()


def test_taken_out_and_brought_back(till: Till, at_work: Hands) -> None:
    held = add(till, "Bu Contoh")
    page = go(at_work, "persons", PersonsPage)
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert persons.find_persons(till, "") == []
    assert names(page) == []
    page.inactive.setChecked(True)
    assert names(page) == ["Bu Contoh"]
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert persons.find_persons(till, "")[0].document == held.model_copy(
        update={"id": persons.find_persons(till, "")[0].document.id}
    )


def test_what_is_typed_is_not_lost(till: Till, at_work: Hands) -> None:
    add(till, "Bu Contoh")
    add(till, "Pak Misal")
    page = go(at_work, "persons", PersonsPage)
    page.form.phone.setText("0812")
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert len(persons.find_persons(till, "")) == 2
    add(till, "Ustadz Baru")
    at_work.settle()
    assert names(page) == ["Bu Contoh", "Pak Misal", "Ustadz Baru"]
    assert page.form.phone.text() == "0812"
    page.table.selectRow(2)
    at_work.dialog()
    at_work.press(Qt.Key.Key_Escape)
    at_work.no_dialog()
    assert (page.form.person_name.text(), page.form.phone.text()) == ("Bu Contoh", "0812")
    assert page.table.current().name == "Bu Contoh"
    at_work.press(Qt.Key.Key_F4)
    at_work.dialog()
    at_work.press(Qt.Key.Key_Return)
    at_work.no_dialog()
    assert page.form.phone.text() == "0812", "Enter keeps what was typed"
    at_work.press(Qt.Key.Key_F4)
    at_work.dialog()
    at_work.press(Qt.Key.Key_F8)
    at_work.no_dialog()
    assert page.form.person_name.text() == ""
    assert persons.find_persons(till, "contoh")[0].document.phone == ""


def test_a_number_of_two_people_is_told(till: Till, at_work: Hands) -> None:
    add(till, "Bu Contoh", number="A-1")
    add(till, "Pak Misal")
    page = go(at_work, "persons", PersonsPage)
    page.table.selectRow(1)
    page.form.number.setText("A-1")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert "Bu Contoh" in at_work.said()
    assert persons.find_persons(till, "misal")[0].number == "A-1"
    page.form.number.setText("A-2")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert "Bu Contoh" not in at_work.said()


def test_a_scanned_number_finds_or_fills(till: Till, at_work: Hands) -> None:
    add(till, "Bu Contoh", number="A-1001")
    add(till, "Pak Misal")
    page = go(at_work, "persons", PersonsPage)
    at_work.scan("A-1001")
    assert page.form.person_name.text() == "Bu Contoh"
    page.search.setText("")
    at_work.press(Qt.Key.Key_F4)
    page.form.number.setFocus()
    at_work.scan("20231")
    assert page.form.number.text() == "20231"


def test_a_long_list_says_so(till: Till, at_work: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        add(till, f"Orang {number}")
    page = go(at_work, "persons", PersonsPage)
    assert page.list.count.text().startswith("4 ")
    monkeypatch.setattr(persons_page, "MOST_ROWS", 3)
    page.search_people()
    assert len(names(page)) == 3
    assert "3" in page.list.count.text()


def test_a_cashier_may_add_people(till: Till, hands: Hands) -> None:
    begin_shift(till)
    hands.stand_in("Siti Aminah")
    page = go(hands, "persons", PersonsPage)
    hands.type("Bu Contoh")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert [row.name for row in persons.find_persons(till, "")] == ["Bu Contoh"]
    assert page.gone.isEnabled()


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)])
def test_nothing_is_cut(till: Till, at_work: Hands, size: tuple[int, int]) -> None:
    add(till, "Bu Contoh")
    page = go(at_work, "persons", PersonsPage)
    at_work.running.window.resize(*size)
    at_work.settle()
    assert page.minimumSizeHint().width() <= page.width()
    assert page.form.minimumSizeHint().height() <= page.form.height()
