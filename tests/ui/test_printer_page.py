"""The printer page with a real printer on a socket: set up by what is seen, told what hangs, nothing printed twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from koperasi_pos import app
from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import machine, printing, shifts
from koperasi_pos.operations.till import Till
from koperasi_pos.paper import printers
from koperasi_pos.paper.printers import Found
from koperasi_pos.settings import Settings, changed
from koperasi_pos.simulators.escpos_paper import read_paper
from koperasi_pos.simulators.printer import SimulatedPrinter
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.dialogs.printed_dialog import PrintedDialog, Seen, settings_after
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.printer_page import PrinterPage
from tests.counter import HEAD, begin_shift, one, sell
from tests.ui.hands import Hands


@pytest.fixture
def paper() -> Iterator[SimulatedPrinter]:
    """A printer that is well."""
    with SimulatedPrinter() as printer:
        yield printer


@pytest.fixture
def printing_hands(till: Till, qapp: QApplication, qtbot: QtBot) -> Iterator[Hands]:
    """The head of the shop at a till whose print queue runs."""
    begin_shift(till, by=HEAD)
    running = app.begin(till, qapp)
    running.window.resize(1366, 768)
    running.window.show()
    hands = Hands(running, qtbot)
    running.desk.sign(HEAD)
    yield hands
    qapp.removeEventFilter(running.scans)
    running.stop()
    running.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def front(hands: Hands) -> PrinterPage:
    """Bring the page to the front."""
    hands.running.window.show_page("printer")
    hands.settle()
    found = hands.running.window.page("printer")
    assert isinstance(found, PrinterPage)
    return found


def set_up(page: PrinterPage, hands: Hands, port: int) -> None:
    """Type the printer's address and save."""
    page.form.kind.set_value("network")
    page.form.host.setText("127.0.0.1")
    page.form.port.setText(str(port))
    hands.press(Qt.Key.Key_F9)
    hands.settle()


def text(paper: SimulatedPrinter) -> str:
    """Everything that reached the printer, as text."""
    return "\n".join(read_paper(slip).text(48) for slip in paper.slips)


def test_a_new_printer_prints_at_once(
    till: Till, printing_hands: Hands, paper: SimulatedPrinter, goods: dict[str, ProductSaved]
) -> None:
    page = front(printing_hands)
    set_up(page, printing_hands, paper.port)
    assert till.settings.printer.port == paper.port
    sold = sell(till, one(goods["soap"]), by=HEAD)
    printing_hands.wait(lambda: printing.print_jobs(till) == [])
    assert sold.sale.number in text(paper)
    printing_hands.wait(page.nothing.isVisible)


def test_the_test_page_asks_what_was_seen_and_the_settings_follow(
    till: Till, printing_hands: Hands, paper: SimulatedPrinter, take_picture: Callable[..., Path]
) -> None:
    page = front(printing_hands)
    page.form.kind.set_value("network")
    page.form.host.setText("127.0.0.1")
    page.form.port.setText(str(paper.port))
    page.form.paper.set_value("48")
    printing_hands.press(Qt.Key.Key_F7)
    dialog = printing_hands.dialog()
    assert isinstance(dialog, PrintedDialog)
    printing_hands.wait(lambda: dialog.state.text() == "Tercetak")
    assert any(line.strip().isdigit() and len(line.strip()) == 48 for line in text(paper).splitlines())
    dialog.width_seen.choose("breaks")
    dialog.cut_seen.choose("no")
    dialog.letters_seen.choose("no")
    take_picture(dialog, "printer_seen")
    dialog.finish()
    printing_hands.no_dialog()
    kept = till.settings
    assert (kept.paper_width, kept.printer.cut, kept.printer.code_page) == (42, False, "CP850")
    assert page.form.paper.value() == "42"
    printing_hands.press(Qt.Key.Key_F7)
    again = printing_hands.dialog()
    assert isinstance(again, PrintedDialog)
    printing_hands.wait(lambda: again.state.text() == "Tercetak")
    again.finish()
    printing_hands.settle()
    assert till.settings == kept
    question = printing_hands.dialog()
    assert isinstance(question, YesNoDialog)
    kicks = len(read_paper(paper.arrived).pulses)
    question.finish()
    printing_hands.wait(lambda: open_dialog() not in (None, question))
    assert paper.wait_until(lambda one: len(read_paper(one.arrived).pulses) == kicks + 1)
    stays_shut = printing_hands.dialog()
    take_picture(stays_shut, "drawer_seen")
    stays_shut.reject()
    printing_hands.no_dialog()
    assert (till.settings.printer.drawer, till.settings.printer.drawer_pin) == ("printer", 5)
    printing_hands.press(Qt.Key.Key_F5)
    printing_hands.dialog().reject()
    printing_hands.no_dialog()
    assert till.settings.printer.drawer == "none"
    assert page.form.drawer.value() == "none"
    assert [pulse.pin for pulse in read_paper(paper.arrived).pulses[-2:]] == [2, 5]
    assert any(line.strip().isdigit() and len(line.strip()) == 42 for line in text(paper).splitlines())


@pytest.mark.parametrize(
    ("width", "seen", "wanted"),
    [
        (32, Seen("fits", letters=True, cut=True), 32),
        (32, Seen("room", letters=True, cut=True), 42),
        (48, Seen("room", letters=True, cut=True), 48),
        (32, Seen("breaks", letters=True, cut=True), 32),
        (42, Seen("breaks", letters=True, cut=True), 32),
    ],
)
def test_the_paper_follows_what_was_seen(width: int, seen: Seen, wanted: int) -> None:
    assert settings_after(changed(Settings(), paper_width=width), seen).paper_width == wanted


def test_every_table_of_letters_is_tried_in_turn() -> None:
    settings, tried = Settings(), []
    for _ in range(8):
        tried.append(settings.printer.code_page)
        settings = settings_after(settings, Seen("fits", letters=False, cut=True))
    assert len(set(tried)) == 7
    assert tried[-1] == tried[0]


def test_a_printer_that_is_off_is_told_with_what_to_do(
    till: Till, printing_hands: Hands, paper: SimulatedPrinter, goods: dict[str, ProductSaved],
    take_picture: Callable[..., Path],
) -> None:  # fmt: skip
    page = front(printing_hands)
    set_up(page, printing_hands, paper.port)
    paper.refuse()
    printing_hands.press(Qt.Key.Key_F7)
    printing_hands.settle()
    assert "kabel" in page.form.said.text().lower()
    sold = sell(till, one(goods["soap"]), by=HEAD)
    printing_hands.wait(lambda: page.why.isVisible() and "kabel" in page.why.text().lower())
    assert sold.sale.number in page.job_head.text()
    take_picture(printing_hands.running.window, "printer_off")
    take_picture(printing_hands.running.window, "printer_off_1024", (1024, 768))
    paper.come_back()
    printing_hands.press(Qt.Key.Key_F8)
    printing_hands.wait(lambda: printing.print_jobs(till) == [])
    assert text(paper).count(sold.sale.number) >= 1
    assert len(paper.slips) == 1


def test_what_may_be_on_paper_is_decided_by_a_person(
    till: Till, printing_hands: Hands, paper: SimulatedPrinter, goods: dict[str, ProductSaved]
) -> None:
    page = front(printing_hands)
    set_up(page, printing_hands, paper.port)
    paper.change(dies_after=200)
    sold = sell(till, one(goods["soap"]), by=HEAD)
    printing_hands.wait(lambda: [job.state for job in printing.print_jobs(till)] == ["unsure"])
    printing_hands.wait(lambda: "tersangkut" in printing_hands.said())
    paper.change(dies_after=None)
    printing_hands.wait(lambda: page.drop_button.text() == "Sudah di kertas")
    arrived = paper.connections
    printing_hands.press(Qt.Key.Key_F8)
    printing_hands.wait(lambda: printing.print_jobs(till) == [])
    assert paper.connections == arrived + 1
    last = read_paper(paper.slips[-1]).text(32)
    assert sold.sale.number in last
    assert "SALINAN 1" in last


def test_everything_that_waits_is_dropped_after_a_question(
    till: Till, hands: Hands, goods: dict[str, ProductSaved]
) -> None:
    begin_shift(till, by=HEAD)
    for _ in range(3):
        sell(till, one(goods["soap"]), by=HEAD)
    hands.running.desk.sign(HEAD)
    page = front(hands)
    assert page.table.rows_model.rowCount() == 3
    hands.press(Qt.Key.Key_F6)
    assert isinstance(hands.dialog(), YesNoDialog)
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    assert len(printing.print_jobs(till)) == 3
    hands.press(Qt.Key.Key_F6)
    hands.dialog()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert printing.print_jobs(till) == []
    assert "3" in hands.said()
    assert not page.card.isVisible()


def test_the_drawer_is_tested_and_it_is_written_down(till: Till, hands: Hands) -> None:
    hands.running.desk.sign(HEAD)
    page = front(hands)
    hands.press(Qt.Key.Key_F5)
    hands.settle()
    assert "shift" in hands.said().lower()
    begin_shift(till, by=HEAD)
    hands.press(Qt.Key.Key_F5)
    hands.dialog()
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    assert page.form.said.text()
    shift = shifts.current_shift(till)
    assert shift is not None
    assert [event.purpose for event in shifts.drawer_events(till, shift)] == ["no_sale"]


def test_printers_that_answer_are_offered(
    till: Till, hands: Hands, paper: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, search = paper.port, printers.search

    def near(*, stop: Callable[[], bool]) -> list[str]:
        return [*search(["127.0.0.1"], port=port, stop=stop), "127.0.0.9"]

    monkeypatch.setattr(printers, "search", near)
    hands.running.desk.sign(HEAD)
    page = front(hands)
    hands.press(Qt.Key.Key_F4)
    hands.settle()
    assert page.form.kind.value() == "network"
    assert page.form.host.text() == "127.0.0.1"
    page.form.found.set_value("network 127.0.0.9")
    assert page.form.host.text() == "127.0.0.9"
    monkeypatch.setattr(printers, "search", lambda *, stop: [])
    hands.press(Qt.Key.Key_F4)
    hands.settle()
    assert page.form.search_button.text() == "Cari di jaringan"
    assert "menjawab" in page.form.said.text()


def test_a_search_is_stopped_by_its_key_and_by_leaving(
    till: Till, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def endless(*, stop: Callable[[], bool]) -> list[str]:
        begun.set()
        while not stop():
            begun.wait(0.01)
        return []

    monkeypatch.setattr(printers, "search", endless)
    hands.running.desk.sign(HEAD)
    page = front(hands)
    hands.press(Qt.Key.Key_F4)
    hands.wait(begun.is_set)
    assert page.form.search_button.text() == "Hentikan pencarian"
    hands.press(Qt.Key.Key_F4)
    hands.settle()
    assert "dihentikan" in page.form.said.text()
    hands.press(Qt.Key.Key_F4)
    hands.running.window.show_page("shift")
    hands.settle()


def test_what_this_computer_has_is_offered(
    till: Till, hands: Hands, monkeypatch: pytest.MonkeyPatch, take_picture: Callable[..., Path]
) -> None:
    found = [
        Found("usb", "0416:5011", "Koperasi Thermal Printer (0416:5011)"),
        Found("cups", "struk", "struk"),
        Found("serial", "/dev/ttyUSB0", "/dev/ttyUSB0 · USB-Serial"),
    ]
    monkeypatch.setattr(printers, "found_here", lambda: found)
    hands.running.desk.sign(HEAD)
    page = front(hands)
    form = page.form
    form.found.set_value("usb 0416:5011")
    assert (form.kind.value(), form.usb.text(), form.usb.isVisible()) == ("usb", "0416:5011", True)
    form.found.set_value("cups struk")
    assert (form.kind.value(), form.queue.text(), form.usb.isVisible()) == ("cups", "struk", False)
    form.found.set_value("serial /dev/ttyUSB0")
    form.flow.set_value("rtscts")
    form.baud.set_value("19200")
    form.drawer.set_value("port")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert form.rows["drawer_port"].wrong.isVisible()
    form.drawer_port.setCurrentText("/dev/ttyUSB1")
    assert not form.rows["drawer_port"].wrong.isVisible(), "what is mended is no longer wrong"
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"printer_serial_{size[0]}", size)
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    kept = till.settings.printer
    assert (kept.kind, kept.path, kept.baud, kept.flow) == ("serial", "/dev/ttyUSB0", 19_200, "rtscts")
    assert (kept.drawer, kept.drawer_port) == ("port", "/dev/ttyUSB1")
    form.kind.set_value("usb")
    form.usb.setText("")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert form.rows["usb"].wrong.isVisible()


def test_a_file_takes_the_place_of_a_printer(
    till: Till, printing_hands: Hands, goods: dict[str, ProductSaved], tmp_path: Path
) -> None:
    page = front(printing_hands)
    page.form.kind.set_value("file")
    printing_hands.press(Qt.Key.Key_F9)
    printing_hands.settle()
    assert page.form.rows["path"].wrong.isVisible()
    page.form.path.setText(str(tmp_path / "kertas.bin"))
    printing_hands.press(Qt.Key.Key_F9)
    printing_hands.settle()
    sold = sell(till, one(goods["soap"]), by=HEAD)
    printing_hands.wait(lambda: printing.print_jobs(till) == [])
    assert sold.sale.number in read_paper((tmp_path / "kertas.bin").read_bytes()).text(32)


def test_settings_that_cannot_print_are_told(till: Till, printing_hands: Hands) -> None:
    machine.save_settings(till, changed(till.settings, printer={"kind": "network", "host": ""}))
    printing_hands.settle()
    assert printing_hands.said()
    machine.save_settings(till, changed(till.settings, printer={"kind": "none"}))
    printing_hands.settle()
