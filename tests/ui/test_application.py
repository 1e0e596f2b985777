"""The application as a whole: what it does by itself while people work, and when its file does not open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from koperasi_pos import app
from koperasi_pos.operations import machine, printing, shifts, upkeep
from koperasi_pos.operations.till import STORE_FILE, Till, open_till
from koperasi_pos.settings import changed
from koperasi_pos.simulators.printer import SimulatedPrinter
from koperasi_pos.ui.dialogs.restore_dialog import RestoreDialog
from koperasi_pos.ui.dialogs.start_dialog import StartDialog, WayOut
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.runner import SHEET, Bugs
from koperasi_pos.ui.theme.style import apply_theme, colours
from koperasi_pos.values import Refusal, Rupiah
from tests.counter import CASHIER, HEAD, begin_shift, one, sell, shop_in, stock_up
from tests.ui.hands import Hands
from tests.ui.squeezed import squeezed


def close_shift(till: Till) -> None:
    shifts.close_shift(till, counted=Rupiah(100_000), id=till.new_id(), by=HEAD)


def kept(hands: Hands) -> None:
    hands.wait(lambda: not hands.running.keeper.busy)


def test_the_backup_of_the_day_follows_the_close_of_a_shift(till: Till, hands: Hands) -> None:
    begin_shift(till, by=HEAD)
    QApplication.processEvents()
    kept(hands)
    assert upkeep.backups(till) == []
    close_shift(till)
    hands.wait(lambda: len(upkeep.backups(till)) == 1)
    kept(hands)
    assert not hands.running.window.strip.stays


def test_selling_does_not_wait_for_a_backup(till: Till, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(till: Till) -> None:
        begun.set()
        assert go_on.wait(90)

    monkeypatch.setattr(upkeep, "automatic_backup", slow)
    begin_shift(till, by=HEAD)
    close_shift(till)
    hands.wait(begun.is_set)
    desk, answers = hands.running.desk, list[str]()
    desk.do(lambda: begin_shift(till, by=HEAD), answers.append)
    desk.fetch(lambda: "report", answers.append)
    hands.wait(lambda: len(answers) == 2)
    go_on.set()
    kept(hands)


def test_a_backup_that_fails_is_told(
    till: Till, hands: Hands, monkeypatch: pytest.MonkeyPatch, expected_log: Callable[[str], None]
) -> None:
    def full(till: Till) -> None:
        raise OSError(28, "No space left on device")

    expected_log("a bug")
    monkeypatch.setattr(upkeep, "automatic_backup", full)
    begin_shift(till, by=HEAD)
    close_shift(till)
    hands.wait(lambda: hands.running.window.strip.stays)
    assert "No space left on device" in hands.said()


def test_new_settings_are_followed_at_once(till: Till, hands: Hands, qapp: QApplication) -> None:
    scanner = {"gap_ms": 80, "minimum": 6, "prefix": "*", "suffix": "#"}
    machine.save_settings(till, changed(till.settings, theme="dark", scanner=scanner))
    QApplication.processEvents()
    assert colours().name == "dark"
    scans = hands.running.scans
    assert (scans.rules.gap_ms, scans.rules.minimum, scans.rules.prefix, scans.rules.suffix) == (80, 6, "*", "#")
    heard: list[str] = []
    scans.scanned.connect(heard.append)
    hands.scan("*8998866200301#")
    assert heard == ["8998866200301"]
    apply_theme(qapp, "light")


@pytest.fixture
def with_printing(till: Till, qapp: QApplication) -> Iterator[app.Running]:
    """The application with its print queue."""
    running = app.begin(till, qapp)
    yield running
    qapp.removeEventFilter(running.scans)
    running.stop()
    running.window.deleteLater()


def test_receipts_come_out_of_the_printer_that_is_set_up(till: Till, with_printing: app.Running, qtbot: QtBot) -> None:
    sweets = stock_up(till, "Permen", 500)
    begin_shift(till)
    sell(till, one(sweets))
    qtbot.waitUntil(lambda: printing.print_jobs(till) == [], timeout=90_000)
    with SimulatedPrinter() as printer:
        wanted = {"kind": "network", "host": "127.0.0.1", "port": printer.port}
        machine.save_settings(till, changed(till.settings, printer=wanted))
        qtbot.waitUntil(
            lambda: not with_printing.desk.side_runner.busy and with_printing.queue is not None, timeout=90_000
        )
        sell(till, one(sweets))
        assert printer.wait_until(lambda it: b"Permen" in it.arrived)


def test_a_wrong_printer_is_told_and_a_mended_one_prints(till: Till, qapp: QApplication, qtbot: QtBot) -> None:
    till.settings = changed(till.settings, printer={"kind": "network", "host": ""})
    running = app.begin(till, qapp)
    try:
        assert running.queue is None
        assert "printer" in running.window.strip.words.text().lower()
        with SimulatedPrinter() as printer:
            wanted = {"kind": "network", "host": "127.0.0.1", "port": printer.port}
            machine.save_settings(till, changed(till.settings, printer=wanted))
            qtbot.waitUntil(lambda: running.queue is not None, timeout=90_000)
            printing.queue_test(till, by=CASHIER)
            assert printer.wait_until(lambda it: bool(it.slips))
    finally:
        qapp.removeEventFilter(running.scans)
        running.stop()
        running.window.deleteLater()


def test_a_sheet_of_the_first_start_is_shown_to_who_may_take_it_in(till: Till, hands: Hands, tmp_path: Path) -> None:
    sheet = tmp_path / "barang.csv"
    sheet.write_text("nama,harga jual\nPermen asam,500\n")
    desk, window = hands.running.desk, hands.running.window
    desk.pending[SHEET] = str(sheet)
    hands.stand_in("Siti Aminah")
    assert window.current() is window.page("sell")
    hands.stand_in("Kepala")
    page = window.page("item_import")
    assert window.current() is page
    hands.wait(lambda: page.preview is not None)  # type: ignore[attr-defined]
    assert [row.name for row in page.preview.rows] == ["Permen asam"]  # type: ignore[attr-defined]
    window.lock()
    hands.stand_in("Kepala")
    assert window.current() is window.page("sell")


def test_a_bug_on_any_thread_is_told_in_the_window(hands: Hands) -> None:
    bugs = Bugs()
    bugs("before there is a window")
    bugs.desk = hands.running.desk
    thread = threading.Thread(target=bugs, args=("somewhere.py:1",))
    thread.start()
    thread.join()
    hands.wait(lambda: hands.running.window.strip.stays)
    assert hands.said()


@pytest.fixture
def lost_key(tmp_path: Path) -> tuple[Path, str]:
    """A shop whose key is gone, and its recovery code."""
    till = shop_in(tmp_path / "lost")
    stock_up(till, "Sabun", 4500)
    code = upkeep.recovery_code(till, by=HEAD)
    till.close()
    (till.home / "kunci").unlink()
    return till.home, code


def start_dialog(qtbot: QtBot, home: Path, way: WayOut) -> StartDialog:
    dialog = StartDialog(home, "Kunci toko tidak ada.", way)
    dialog.open()
    return dialog


def restore_dialog() -> RestoreDialog:
    found = open_dialog()
    assert isinstance(found, RestoreDialog)
    return found


def test_a_lost_key_is_mended_with_the_recovery_code(
    lost_key: tuple[Path, str], qtbot: QtBot, qapp: QApplication, take_picture: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    apply_theme(qapp, "light")
    home, code = lost_key
    monkeypatch.setattr("keyring.set_password", lambda *words: pytest.fail("the keyring of a person was touched"))
    with pytest.raises(Refusal, match="key_missing"):
        open_till(home)
    dialog = start_dialog(qtbot, home, WayOut.CODE)
    take_picture(dialog, "start-key")
    assert squeezed(dialog) == []
    QTest.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    asked = restore_dialog()
    take_picture(asked, "start-code")
    assert asked.file.value() == str(home / STORE_FILE)
    asked.code.setText(code.lower())
    asked._keyring_allowed = False
    with qtbot.waitSignal(dialog.accepted, timeout=90_000):
        QTest.keyClick(asked.code, Qt.Key.Key_Return)
    assert dialog.restored
    till = open_till(home)
    assert upkeep.check(till).trouble == []
    till.close()


def test_a_broken_file_is_mended_with_the_newest_backup(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    till = shop_in(tmp_path / "broken")
    upkeep.automatic_backup(till)
    till.close()
    (till.home / STORE_FILE).write_bytes(b"nothing that a shop could use" * 1000)
    dialog = start_dialog(qtbot, till.home, WayOut.BACKUP)
    QTest.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    asked = restore_dialog()
    assert asked.file.value().endswith(".backup")
    with qtbot.waitSignal(dialog.accepted, timeout=90_000):
        QTest.keyClick(asked.file, Qt.Key.Key_Return)
    open_till(till.home).close()


def test_a_till_in_use_can_only_be_closed(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    dialog = start_dialog(qtbot, tmp_path, WayOut.NONE)
    assert not dialog.ok_button.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert open_dialog() is None
    assert not dialog.restored
