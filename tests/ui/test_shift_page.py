"""The shift page by keys: opened, cash moved with approval, cashier changed, counted blind, closed, reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from koperasi_pos.journal.documents import ProductSaved, ShiftClosed
from koperasi_pos.operations import baskets, machine, printing, shifts, staff
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.cash_dialog import CashDialog
from koperasi_pos.ui.dialogs.cashier_dialog import CashierDialog
from koperasi_pos.ui.dialogs.close_shift_dialog import CloseShiftDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.shift_page import ShiftPage
from tests.counter import CASHIER, HEAD, HEAD_PIN, Clock, begin_shift, one, sell
from tests.ui.hands import Hands


@pytest.fixture
def page(hands: Hands) -> ShiftPage:
    """The shift page with a cashier at it, the till closed."""
    hands.stand_in("Siti Aminah")
    return front(hands)


@pytest.fixture
def running_shift(till: Till, hands: Hands) -> ShiftPage:
    """The shift page with a cashier at it and a shift of 100.000 open."""
    begin_shift(till)
    hands.stand_in("Siti Aminah")
    return front(hands)


def front(hands: Hands) -> ShiftPage:
    """Bring the page to the front."""
    hands.running.window.show_page("shift")
    hands.settle()
    found = hands.running.window.page("shift")
    assert isinstance(found, ShiftPage)
    return found


def approve(hands: Hands, pin: str = HEAD_PIN) -> None:
    """The head of the shop types the PIN."""
    hands.wait(lambda: isinstance(open_dialog(), ApprovalDialog))
    hands.type(pin)
    hands.no_dialog()


def closed(till: Till) -> ShiftClosed:
    """What the last shift was closed with."""
    return shifts.z_report(till).figures


def test_the_till_is_opened_with_a_float_and_selling_begins(till: Till, page: ShiftPage, hands: Hands) -> None:
    hands.type("150000")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    shift = shifts.current_shift(till)
    assert shift is not None
    assert (shift.number, shift.float, shift.cashier) == (1, 150_000, "Siti Aminah")
    assert hands.running.window.current() is hands.running.window.page("sell")


def test_asked_twice_it_opens_once(till: Till, page: ShiftPage, hands: Hands) -> None:
    hands.type("1000")
    hands.press(Qt.Key.Key_F9)
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert [shift.number for shift in shifts.latest_shifts(till)] == [1]
    assert hands.running.desk.actor is not None


def test_what_is_no_amount_opens_nothing(till: Till, page: ShiftPage, hands: Hands) -> None:
    page.opening.float_.setText("banyak")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert shifts.current_shift(till) is None
    assert page.opening.row.wrong.isVisible()


def test_cash_in_needs_a_reason_and_no_second_person(till: Till, running_shift: ShiftPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    dialog = hands.dialog()
    assert isinstance(dialog, CashDialog)
    hands.type("50000")
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is dialog
    assert dialog.wrong.isVisible()
    hands.type("Uang kecil")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert running_shift.events.rows_model.rowCount() == 1
    event = running_shift.events.rows_model.rows[0]
    assert (event.purpose, event.amount, event.reason) == ("in", 50_000, "Uang kecil")
    assert [job.form for job in printing.print_jobs(till)] == ["cash"]


def test_cash_out_waits_for_the_head_of_the_shop(till: Till, running_shift: ShiftPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    dialog = hands.dialog()
    assert isinstance(dialog, CashDialog)
    hands.type("75000")
    dialog.reason.setFocus()
    hands.type("Setor siang")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), ApprovalDialog))
    approval = hands.dialog()
    assert isinstance(approval, ApprovalDialog)
    hands.type("999999")
    hands.wait(lambda: approval.wrong.isVisible() and approval.isEnabled())
    assert running_shift.events.rows_model.rowCount() == 0
    approve(hands)
    event = running_shift.events.rows_model.rows[0]
    assert (event.purpose, event.amount) == ("safe", -75_000)
    assert shifts.x_report(till).figures.expected == 25_000


def test_the_drawer_is_opened_without_a_sale_and_it_is_written_down(
    till: Till, running_shift: ShiftPage, hands: Hands
) -> None:
    hands.press(Qt.Key.Key_F5)
    dialog = hands.dialog()
    assert isinstance(dialog, CashDialog)
    hands.type("Tukar uang")
    hands.press(Qt.Key.Key_Return)
    approve(hands)
    shift = shifts.current_shift(till)
    assert shift is not None
    (event,) = shifts.drawer_events(till, shift)
    assert (event.purpose, event.reason, event.amount) == ("no_sale", "Tukar uang", 0)
    assert shifts.x_report(till).figures.no_sale_opens == 1


def test_a_shift_that_was_left_open_over_night_is_told(
    till: Till, running_shift: ShiftPage, hands: Hands, clock: Clock
) -> None:
    assert running_shift.running.chip.text() == "Terbuka"
    clock.forward(days=1)
    front(hands)
    assert "24/11/2026" in running_shift.running.chip.text()
    assert running_shift.lists.currentIndex() == 2
    running_shift.parts.choose("before", tell=True)
    assert running_shift.lists.currentIndex() == 3


def test_escape_moves_no_cash(till: Till, running_shift: ShiftPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.dialog()
    hands.type("50000")
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    assert running_shift.events.rows_model.rowCount() == 0
    assert printing.print_jobs(till) == []


def test_another_cashier_goes_on_with_the_own_pin(
    till: Till, running_shift: ShiftPage, hands: Hands, goods: dict[str, ProductSaved]
) -> None:
    other = staff.save_staff(till, id=till.new_id(), name="Pengganti", role="cashier", pin="864213", by=HEAD).value
    hands.press(Qt.Key.Key_F6)
    dialog = hands.dialog()
    assert isinstance(dialog, CashierDialog)
    dialog.person.set_value(other.id)
    dialog.pad.setFocus()
    hands.type("111119")
    hands.wait(lambda: dialog.wrong.isVisible() and dialog.isEnabled())
    assert hands.running.desk.by.name == "Siti Aminah"
    hands.type("864213")
    hands.no_dialog()
    assert hands.running.desk.by.name == "Pengganti"
    shift = shifts.current_shift(till)
    assert shift is not None
    assert (shift.number, shift.cashier) == (1, "Pengganti")


def test_a_cashier_reads_an_x_report_that_spoils_no_count(
    till: Till, running_shift: ShiftPage, hands: Hands, goods: dict[str, ProductSaved]
) -> None:
    sell(till, one(goods["soap"]))
    hands.press(Qt.Key.Key_F7)
    paper = running_shift.slip.text()
    assert "LAPORAN X" in paper
    assert "100.000" not in paper
    assert "4.500" not in paper
    assert "104.500" not in paper
    assert running_shift.outcome.isVisible()
    running_shift.left()
    assert running_shift.slip.slip is None


def test_a_head_reads_all_and_the_count_is_no_longer_blind(till: Till, hands: Hands) -> None:
    begin_shift(till, by=HEAD)
    hands.running.desk.sign(HEAD)
    page = front(hands)
    hands.press(Qt.Key.Key_F7)
    assert "100.000" in page.slip.text()
    hands.press(Qt.Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, CloseShiftDialog)
    dialog.mode.choose("sum", tell=True)
    hands.type("100000")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert (closed(till).blind, closed(till).difference, list(closed(till).denominations)) == (False, 0, [])


def test_the_drawer_is_counted_blind_and_the_difference_comes_afterwards(
    till: Till,
    running_shift: ShiftPage,
    hands: Hands,
    goods: dict[str, ProductSaved],
    take_picture: Callable[..., Path],
) -> None:
    sell(till, one(goods["soap"]))
    hands.press(Qt.Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, CloseShiftDialog)
    hands.type("1")
    hands.press(Qt.Key.Key_Return)
    for _ in range(6):
        hands.press(Qt.Key.Key_Down)
    assert hands.focus() is dialog.count.field(1_000)
    hands.type("3")
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.type("1")
    take_picture(dialog, "shift_count")
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "104.500" not in words
    assert dialog.count.total() == 103_500
    for _ in range(4):
        hands.press(Qt.Key.Key_Return)
    assert hands.focus() is dialog.note
    hands.type("Kurang seribu")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    z = closed(till)
    assert (z.counted, z.expected, z.difference, z.blind, z.note) == (103_500, 104_500, -1_000, True, "Kurang seribu")
    assert [(part.value, part.count) for part in z.denominations] == [(100_000, 1), (1_000, 3), (500, 1)]
    assert "1.000" in running_shift.outcome.text()
    assert "LAPORAN Z 1" in running_shift.slip.text()
    assert "1.000" in hands.said()
    pdf = till.home / "laporan" / "Z-K1-0001.pdf"
    assert "103.500" in PdfReader(pdf).pages[0].extract_text()
    assert [job.form for job in printing.print_jobs(till)] == ["receipt", "shift"]
    take_picture(hands.running.window, "shift_closed")
    take_picture(hands.running.window, "shift_closed_1024", (1024, 768))


def test_nothing_counted_is_not_an_empty_drawer(till: Till, running_shift: ShiftPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, CloseShiftDialog)
    dialog.note.setFocus()
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is dialog
    assert dialog.wrong.isVisible()
    assert shifts.current_shift(till) is not None
    dialog.count.begin()
    hands.type("0")
    dialog.note.setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert (closed(till).counted, closed(till).difference) == (0, -100_000)


def test_what_is_left_on_the_counter_is_told_before_closing(
    till: Till, running_shift: ShiftPage, hands: Hands, goods: dict[str, ProductSaved]
) -> None:
    held = baskets.new_basket(till).add(goods["soap"])
    baskets.hold_basket(till, held, label="Meja 3", total=4_500, by=CASHIER)
    hands.press(Qt.Key.Key_F9)
    dialog = hands.dialog()
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(word.startswith("1 ") and "ditahan" in word for word in words)
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    assert shifts.current_shift(till) is not None


def test_an_earlier_shift_is_read_printed_and_kept(
    till: Till, hands: Hands, goods: dict[str, ProductSaved], clock: Clock, tmp_path: Path
) -> None:
    machine.save_settings(till, changed(till.settings, printer={"kind": "file", "path": str(tmp_path / "kertas.bin")}))
    for number in range(2):
        begin_shift(till)
        sell(till, one(goods["kitab"]))
        shifts.close_shift(till, counted=shifts.x_report(till).figures.expected, id=till.new_id(), by=CASHIER)
        clock.forward(hours=number + 5)
    for job in printing.print_jobs(till):
        printing.drop_print(till, job.key, by=CASHIER)
    hands.stand_in("Siti Aminah")
    page = front(hands)
    assert "118.000" in page.opening.last.text()
    page.parts.choose("before", tell=True)
    assert [shift.number for shift in page.earlier.rows_model.rows] == [2, 1]
    hands.press(Qt.Key.Key_Down)
    assert "LAPORAN Z 1" in page.slip.text()
    assert "18.000" in page.slip.text()
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    (job,) = printing.print_jobs(till)
    assert (job.form, job.copy) == ("shift", 1)
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    hands.save_in(tmp_path)
    assert "Z-K1-0001.pdf" in hands.said()
    assert "118.000" in PdfReader(tmp_path / "Z-K1-0001.pdf").pages[0].extract_text()


def test_without_a_printer_it_is_said(till: Till, running_shift: ShiftPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F7)
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    assert printing.print_jobs(till) == []
    assert "printer" in hands.said()


def test_nothing_is_cut_on_small_and_dark_screens(
    till: Till, running_shift: ShiftPage, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    shifts.open_drawer(till, reason="Tukar uang", id=till.new_id(), by=HEAD)
    hands.settle()
    hands.press(Qt.Key.Key_F7)
    take_picture(hands.running.window, "shift_running")
    machine.save_settings(till, changed(till.settings, theme="dark"))
    hands.settle()
    take_picture(hands.running.window, "shift_running_dark_1024", (1024, 768))
    for button in (*running_shift.running.buttons.values(), running_shift.running.close_button):
        assert button.width() >= button.sizeHint().width()
        assert button.height() >= 42
    assert running_shift.slip.preview.horizontalScrollBar().maximum() == 0
