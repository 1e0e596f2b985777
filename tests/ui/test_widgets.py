"""Shared widgets and questions: large enough for a finger, named for a screen reader, growing with their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from koperasi_pos.ui.dialogs.ask_dialog import ask_money, ask_text, ask_yes
from koperasi_pos.ui.theme.style import TOUCH, apply_theme
from koperasi_pos.ui.widgets.buttons import FlatButton, PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Chip, Empty
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Rupiah
from tests.ui.squeezed import squeezed

Pictures = Callable[..., Path]


@pytest.fixture(params=["light", "dark"])
def behind(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[QWidget]:
    """A window that questions are asked in, in both sets of colours."""
    apply_theme(qapp, request.param)
    window = QWidget()
    window.resize(800, 600)
    window.show()
    yield window
    window.close()
    window.deleteLater()
    apply_theme(qapp, "light")


@pytest.mark.parametrize("kind", [PrimaryButton, SecondaryButton, FlatButton])
def test_a_button_has_room_for_word_and_key(kind: type[PrimaryButton], behind: QWidget, take_picture: Pictures) -> None:
    pressed: list[int] = []
    button = kind("Bayar tunai Rp1.250.000", "Ctrl+Shift+F12", lambda: pressed.append(1), parent=behind)
    bare = kind("Bayar tunai Rp1.250.000", parent=behind)
    button.show()
    assert button.sizeHint().width() >= bare.sizeHint().width() + 60
    assert button.sizeHint().height() >= TOUCH
    assert button.minimumHeight() >= TOUCH
    assert button.accessibleName() == "Bayar tunai Rp1.250.000"
    button.resize(button.sizeHint())
    take_picture(button, f"button-{kind.__name__}")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setEnabled(False)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [1]


def test_a_question_grows_with_what_is_wrong(behind: QWidget, take_picture: Pictures) -> None:
    given: list[str] = []
    dialog = ask_text(behind, "Alasan", "Alasan", given.append, least=3, explain="Tulis alasannya.")
    before = dialog.height()
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert given == []
    dialog.tell_wrong("Tulis beberapa kata, agar kepala toko tahu mengapa. " * 5)
    QApplication.processEvents()
    take_picture(dialog, "question-grown")
    assert dialog.height() > before
    assert squeezed(dialog) == []
    QTest.keyClicks(dialog.field, "  salah ketik ")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert given == ["salah ketik"]
    assert not dialog.isVisible()


def test_an_amount_is_asked_until_it_is_one(behind: QWidget) -> None:
    given: list[Rupiah] = []
    dialog = ask_money(behind, "Modal awal", "Uang di laci", given.append)
    for wrong in ("", "0", "-5", "12.5"):
        dialog.field.setText(wrong)
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        assert dialog.wrong.isVisible()
    dialog.field.setText("200.000")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert given == [200_000]
    zero: list[Rupiah] = []
    ask_money(behind, "Modal awal", "Uang di laci", zero.append, amount=0, zero=True).finish()
    assert zero == [0]


def test_yes_needs_a_key_and_escape_is_no(behind: QWidget) -> None:
    said: list[str] = []
    dialog = ask_yes(behind, "Buang keranjang?", "Isinya hilang.", lambda: said.append("yes"))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert said == []
    dialog = ask_yes(behind, "Buang keranjang?", "Isinya hilang.", lambda: said.append("yes"))
    QTest.keyClick(dialog.ok_button, Qt.Key.Key_Return)
    assert said == ["yes"]
    dialog = ask_yes(behind, "Buang keranjang?", "Isinya hilang.", lambda: said.append("yes"))
    dialog.cancel_button.setFocus()
    QTest.keyClick(dialog.cancel_button, Qt.Key.Key_Return)
    assert said == ["yes"]
    assert not dialog.isVisible()


def test_a_table_is_worked_by_keys(behind: QWidget, qtbot: QtBot) -> None:
    columns = [
        TableColumn("Barang", lambda row: str(row[0]), small=lambda row: str(row[1])),
        TableColumn("Harga", lambda row: str(row[2]), right=True, width=100),
    ]
    table = Table("Barang", columns, behind)
    table.resize(400, 300)
    table.show()
    rows = [("Sabun", "pcs", 4500), ("Beras", "kg", 14_500), ("Kitab", "jilid", 18_000)]
    table.set_rows(rows)
    assert table.current() is None
    chosen: list[object] = []
    table.chosen.connect(chosen.append)
    table.setFocus()
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert chosen == rows[:2]
    with qtbot.waitSignal(table.activated_row, timeout=90_000) as activated:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert activated.args == [rows[1]]
    table.set_rows(rows[1:], keep=lambda row: row[0])
    assert table.current() == rows[1]
    table.set_rows(rows[:1], keep=lambda row: row[0])
    assert chosen[-1] is None
    assert table.point_at(lambda row: row[0] == "Sabun")
    assert not table.point_at(lambda row: row[0] == "Ember")
    told = table.rows_model.data(table.rows_model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Sabun\npcs"


def test_a_form_row_tells_what_is_wrong_and_takes_it_back(behind: QWidget) -> None:
    row = form_row("Nama toko", TextField("Nama toko"))
    row.setParent(behind)
    row.show()
    row.tell_wrong("Nama harus diisi.")
    assert row.wrong.isVisible()
    assert row.field.property("wrong") == "true"
    row.tell_wrong("")
    assert not row.wrong.isVisible()
    assert row.field.property("wrong") == "false"
    assert row.label.buddy() is row.field
    assert form_row("Uang", MoneyField("")).field.accessibleName() == "Uang"


def test_fields_are_large_enough_and_named(behind: QWidget) -> None:
    fields = (TextField("Nama"), MoneyField("Uang", 5), Choice("Jenis", [("a", "A"), ("b", "B")], "b"))
    for field in fields:
        field.setParent(behind)
        field.show()
        assert field.minimumHeight() >= TOUCH
        assert field.accessibleName()
    assert fields[2].value() == "b"


def test_a_chip_without_a_word_is_not_there(behind: QWidget) -> None:
    chip = Chip(parent=behind)
    assert chip.isHidden()
    chip.show_state("Shift buka 07.02")
    assert not chip.isHidden()
    assert chip.accessibleName() == "Shift buka 07.02"
    chip.show_state("", "red")
    assert chip.isHidden()
    assert Empty("Belum ada barang.").words.text() == "Belum ada barang."


def test_a_label_ends_in_dots_instead_of_widening(behind: QWidget) -> None:
    label = ElidedLabel("Koperasi Pondok Pesantren Salafiyah", least=60, parent=behind)
    assert label.minimumSizeHint().width() <= 60 < label.sizeHint().width()
    assert label.toolTip() == label.accessibleName() == "Koperasi Pondok Pesantren Salafiyah"
