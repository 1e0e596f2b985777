"""The printer and the settings through their pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from koperasi_pos.operations import printing, shops, staff
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import read_settings
from koperasi_pos.ui.pages.printer_page import PrinterPage
from koperasi_pos.ui.pages.settings_page import SettingsPage
from tests.counter import HEAD, begin_shift, one, sell, stock_up
from tests.ui.hands import Hands


@pytest.fixture
def at_work(till: Till, hands: Hands) -> Hands:
    """The head of the shop at the till."""
    begin_shift(till, by=HEAD)
    hands.running.desk.sign(HEAD)
    hands.settle()
    return hands


def printer(hands: Hands) -> PrinterPage:
    hands.running.desk.go.emit("printer")
    hands.settle()
    page = hands.running.window.page("printer")
    assert isinstance(page, PrinterPage)
    return page


def settings(hands: Hands, part: str) -> SettingsPage:
    hands.running.desk.go.emit("settings")
    hands.settle()
    page = hands.running.window.page("settings")
    assert isinstance(page, SettingsPage)
    page.show_part(part)
    return page


def test_what_hangs_is_told_and_mended(till: Till, at_work: Hands, take_picture: Callable[..., Path]) -> None:
    sell(till, one(stock_up(till, "Permen", 500)), by=HEAD)
    (job,) = printing.print_jobs(till)
    progress = printing.PrintProgress(till)
    progress.mark_sending(job.key)
    progress.mark_unsure(job.key, "printer_broken")
    page = printer(at_work)
    take_picture(at_work.running.window, "printer-unsure")
    assert page.advice.text()
    assert at_work.running.window.head.paper.text()
    at_work.press(Qt.Key.Key_Delete)
    at_work.settle()
    assert printing.print_jobs(till) == []
    assert page.nothing.isVisible()


def test_a_network_printer_is_set_up(till: Till, at_work: Hands) -> None:
    form = printer(at_work).form
    form.kind.set_value("network")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert till.settings.printer.kind == "none"
    form.host.setText("127.0.0.1")
    form.port.setText("0")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert till.settings.printer.kind == "none"
    form.port.setText("9101")
    form.paper.set_value("48")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    kept = read_settings(till.home).settings
    assert (kept.printer.kind, kept.printer.host, kept.printer.port, kept.paper_width) == (
        "network", "127.0.0.1", 9101, 48,
    )  # fmt: skip


def test_the_shops_rules(till: Till, at_work: Hands, take_picture: Callable[..., Path]) -> None:
    page = settings(at_work, "shop")
    page.shop.texts["name"].setText("Koperasi Baru")
    page.shop.rounding.set_value("500")
    page.shop.caps["cashier"].setText("2,5")
    take_picture(at_work.running.window, "settings-shop")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    shop = shops.shop(till)
    assert (shop.name, shop.cash_rounding) == ("Koperasi Baru", 500)
    assert [cap.basis_points for cap in shop.discount_caps if cap.role == "cashier"] == [250]
    assert at_work.running.window.head.shop.text() == "Koperasi Baru"
    page.shop.caps["cashier"].setText("lima")
    at_work.press(Qt.Key.Key_F9)
    assert page.shop.caps["cashier"].property("wrong") == "true"


def test_people_and_pins(till: Till, at_work: Hands, take_picture: Callable[..., Path]) -> None:
    page = settings(at_work, "people")
    page.people.new()
    page.people.person_name.setText("Zidan")
    page.people.pin.setText("123456")
    page.people.again.setText("123456")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert "Zidan" not in {member.name for member in staff.people(till)}
    page.people.pin.setText("975310")
    page.people.again.setText("975310")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    take_picture(at_work.running.window, "settings-people")
    zidan = next(member for member in staff.people(till) if member.name == "Zidan")
    assert staff.sign_in(till, zidan.id, "975310").role == "cashier"


def test_this_machine(till: Till, at_work: Hands) -> None:
    page = settings(at_work, "machine")
    page.machine.language.set_value("en")
    page.machine.lock.setText("abc")
    at_work.press(Qt.Key.Key_F9)
    assert till.settings.language == "id"
    page.machine.lock.setText("3")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert (till.settings.language, till.settings.lock_after_minutes) == ("en", 3)


def test_upkeep(till: Till, at_work: Hands, take_picture: Callable[..., Path]) -> None:
    page = settings(at_work, "upkeep")
    page.upkeep.check()
    at_work.settle()
    take_picture(at_work.running.window, "settings-upkeep")
    assert "cocok" in page.upkeep.said.text() or "baik" in page.upkeep.said.text()
    page.upkeep.back_up()
    at_work.settle()
    assert list((till.home / "cadangan").glob("toko-*.backup"))
    page.upkeep.show_code()
    at_work.settle()
    assert len(page.upkeep.code.text()) > 50
    page.upkeep.rebuild()
    at_work.settle()
    assert "jurnal" in page.upkeep.said.text() or "catatan" in page.upkeep.said.text()


def test_which_labels_carry_a_sum(till: Till, at_work: Hands) -> None:
    page = settings(at_work, "shop")
    page.shop.sum_prefixes.setText("22, 21;22")
    page.shop.sum_digits.set_value("6")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    shop = shops.shop(till)
    assert (shop.sum_prefixes, shop.sum_digits) == (["21", "22"], 6)
    page.shop.sum_prefixes.setText("31")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert "20 sampai 29" in at_work.said()
    assert shops.shop(till).sum_prefixes == ["21", "22"]
