"""What takes a while says so while it runs, and takes the words back whichever way it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from koperasi_pos.operations import upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed
from koperasi_pos.simulators.printer import SimulatedPrinter
from koperasi_pos.ui.dialogs.restore_dialog import RestoreDialog
from koperasi_pos.ui.pages.item_import_page import ItemImportPage
from koperasi_pos.ui.pages.printer_page import PrinterPage
from koperasi_pos.ui.pages.reports_page import PARTS, ReportsPage
from koperasi_pos.ui.pages.settings_page import SettingsPage
from koperasi_pos.ui.runner import Runner
from koperasi_pos.words import _
from tests.counter import HEAD
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands
from tests.ui.squeezed import squeezed

SAMPLES = Path(__file__).parents[1] / "samples"


@contextmanager
def held_back(runner: Runner) -> Iterator[None]:
    """Whatever is asked of a runner waits until this ends."""
    gate = threading.Event()
    runner.ask(lambda: gate.wait(90), lambda _done: None, lambda _refusal: None, lambda _error: None)
    try:
        yield
        QApplication.processEvents()
    finally:
        gate.set()


def words_in(widget: QWidget) -> str:
    """Everything that can be read there."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_looking_at_a_sheet_and_taking_it_in(hands: Hands) -> None:
    page = go(head_at(hands), "item_import", ItemImportPage)
    desk = hands.running.desk
    with held_back(desk.side_runner):
        page.read(SAMPLES / "items_shop.csv")
        assert page.said.text() == _("Reading {file} …").format(file="items_shop.csv")
        assert page.said.isVisible()
        assert not page.import_button.isEnabled()
    hands.settle()
    assert page.said.text().startswith("items_shop.csv: ")
    with held_back(desk.side_runner):
        page.take_names("unit", SAMPLES / "units.csv")
        assert page.said.text() == _("Reading {file} …").format(file="units.csv")
    hands.settle()
    assert page.import_button.isEnabled()
    with held_back(desk.runner):
        hands.press(Qt.Key.Key_F9)
        assert page.said.text() == _("Taking the goods in …")
        assert not page.import_button.isEnabled()
    hands.settle()
    assert page.said.text() == _("{file} is taken in.").format(file="items_shop.csv")


def test_names_that_cannot_be_read_leave_no_busy_words(hands: Hands, tmp_path: Path) -> None:
    page = go(head_at(hands), "item_import", ItemImportPage)
    page.read(SAMPLES / "items_shop.csv")
    hands.settle()
    page.take_names("unit", tmp_path / "missing.csv")
    hands.settle()
    assert page.said.text().startswith("items_shop.csv: ")
    assert page.import_button.isEnabled()


def test_backup_check_and_rebuild(hands: Hands) -> None:
    page = go(head_at(hands), "settings", SettingsPage)
    page.show_part("upkeep")
    desk, form = hands.running.desk, page.upkeep
    with held_back(desk.side_runner):
        hands.press(Qt.Key.Key_F7)
        assert form.where.text() == _("The backup is being written …")
        hands.press(Qt.Key.Key_F8)
        assert form.said.text() == _("Checking …")
        assert squeezed(hands.running.window) == []
    hands.settle()
    assert "toko-" in form.where.text()
    assert form.said.text() != _("Checking …")
    with held_back(desk.runner):
        form.rebuild()
        assert form.said.text() == _("Making the books again …")
    hands.settle()
    assert form.said.text() != _("Making the books again …")


def test_a_backup_that_fails_takes_its_words_back_and_says_why(hands: Hands) -> None:
    page = go(head_at(hands), "settings", SettingsPage)
    page.show_part("upkeep")
    folder = upkeep.backup_folder(hands.running.till)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("no folder")
    hands.press(Qt.Key.Key_F7)
    hands.settle()
    assert _("There is none yet.") in page.upkeep.where.text()
    assert "tidak dapat ditulis" in hands.said()
    assert str(folder) in hands.said()


def test_restoring_a_backup(till: Till, hands: Hands, tmp_path: Path) -> None:
    file = tmp_path / "toko.backup"
    upkeep.make_backup(till, file)
    head_at(hands)
    done: list[bool] = []
    dialog = RestoreDialog(
        tmp_path / "other", lambda: done.append(True), hands.running.window, file=file, keyring_allowed=False
    )
    dialog.open()
    dialog.code.setText(upkeep.recovery_code(till, by=HEAD))
    with held_back(dialog._runner):
        dialog.finish()
        assert dialog.wrong.text() == _("The backup is being looked at and put in its place …")
        assert dialog.wrong.isVisible()
        assert not dialog.ok_button.isEnabled()
    hands.wait(lambda: bool(done))
    hands.settle()


@pytest.mark.parametrize("part", PARTS)
def test_figures_that_let_wait(hands: Hands, part: str, take_picture: Callable[..., Path]) -> None:
    page = go(head_at(hands), "reports", ReportsPage)
    told = _("The figures are being added up …")
    with held_back(hands.running.desk.side_runner):
        page.show_part(part)
        page.look()
        hands.wait(lambda: told in words_in(page))
        assert page.report() is None
        if part == "day":
            assert set(page.figures.texts()) == {"–"}
        take_picture(hands.running.window, f"busy-reports-{part}")
    hands.settle()
    assert told not in words_in(page)
    assert page.report() is not None
    # Nothing that was late comes after.
    assert not page._patience.isActive()


def test_asking_the_printer(till: Till, hands: Hands) -> None:
    page = go(head_at(hands), "printer", PrinterPage)
    with SimulatedPrinter() as printer:
        till.settings = changed(till.settings, printer={"kind": "network", "host": "127.0.0.1", "port": printer.port})
        page.shown()
        hands.settle()
        with held_back(hands.running.desk.side_runner):
            hands.press(Qt.Key.Key_F7)
            assert page.form.said.text() == _("The printer is being asked …")
        hands.dialog().reject()
        hands.settle()
    assert page.form.said.text() != _("The printer is being asked …")
