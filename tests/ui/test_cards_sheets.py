"""Sheets, figures and self-check of cards with hands: many at once, a dead till, the own card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from koperasi_pos.operations import accounts, card_money, card_rights, persons
from koperasi_pos.operations.card_rights import Exposure
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.dialogs.card_doubles_dialog import DoublesDialog
from koperasi_pos.ui.dialogs.card_holder_dialog import DeadHolderDialog
from koperasi_pos.ui.dialogs.card_sheets_dialogs import AllowancesDialog, ImportSantriDialog
from koperasi_pos.ui.dialogs.self_check_dialog import CLOSES_MS, SelfCheckDialog
from koperasi_pos.ui.pages.card_reports_page import CardReportsPage
from koperasi_pos.ui.pages.cards_page import CardsPage
from koperasi_pos.values import WIB, Rupiah
from tests.counter import HEAD, Clock
from tests.store.exchange import second_till, send
from tests.ui.card_hands import ahmad, balance, cards_page_of, file_asked, tap
from tests.ui.hands import Hands

CONTROL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def page(hands: Hands) -> CardsPage:
    """The head of the shop at the page of cards, with an open shift."""
    return cards_page_of(hands)


def test_santri_with_photos_from_a_sheet(hands: Hands, page: CardsPage, till: Till, tmp_path: Path) -> None:
    from PIL import Image

    sheet, folder = tmp_path / "santri.csv", tmp_path / "foto"
    sheet.write_text("NIS,Nama,Kelas,Kamar\n301,Hasan,7A,Umar 1\n302,Husain,7A,Umar 2\n", encoding="utf-8")
    folder.mkdir()
    Image.new("RGB", (300, 400), "#884422").save(folder / "301.jpg")
    page.acts.read_santri(sheet)
    hands.settle()
    dialog = hands.dialog()
    assert isinstance(dialog, ImportSantriDialog)
    dialog.read(folder)
    hands.settle()
    assert dialog.told.text().startswith("2 ")
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    (hasan,) = accounts.find_accounts(till, "Hasan")
    assert hasan.photo
    assert persons.person(till, hasan.person).document.room == "Umar 1"


def test_allowances_from_a_sheet_all_or_none_and_once(
    hands: Hands, page: CardsPage, till: Till, tmp_path: Path
) -> None:
    who = ahmad(till, money=0)
    sheet = tmp_path / "saku.csv"
    sheet.write_text("NIS,Nama,Jumlah\n2024001,Ahmad Fauzi,50000\n999,Tak Ada,50000\n", encoding="utf-8")
    page.acts.read_allowances(sheet)
    hands.settle()
    dialog = hands.dialog()
    assert isinstance(dialog, AllowancesDialog)
    assert not dialog.ok_button.isEnabled()
    hands.press(KEY.Key_Escape)
    hands.no_dialog()
    sheet.write_text("NIS,Nama,Jumlah\n2024001,Ahmad Fauzi,50000\n", encoding="utf-8")
    for _time in (1, 2):
        page.acts.read_allowances(sheet)
        hands.settle()
        hands.dialog()
        hands.type("November pekan 4")
        hands.press(KEY.Key_Return)
        hands.no_dialog()
        assert balance(till, who.account) == 50_000


def test_the_same_sheet_under_another_name_today_is_asked_about(
    hands: Hands, page: CardsPage, till: Till, tmp_path: Path
) -> None:
    who = ahmad(till, money=0)
    sheet = tmp_path / "saku.csv"
    sheet.write_text("NIS,Nama,Jumlah\n2024001,Ahmad Fauzi,50000\n", encoding="utf-8")
    for label in ("November pekan 4", "Uang saku"):
        page.acts.read_allowances(sheet)
        hands.settle()
        hands.dialog()
        hands.type(label)
        hands.press(KEY.Key_Return)
    hands.wait(lambda: isinstance(hands.dialog(), YesNoDialog))
    asked = hands.dialog()
    hands.press(KEY.Key_Escape)
    hands.wait(lambda: hands.dialog() is not asked)
    hands.press(KEY.Key_Escape)
    hands.no_dialog()
    assert balance(till, who.account) == 50_000


def test_an_allowance_put_on_twice_is_flagged_and_taken_back(
    hands: Hands, page: CardsPage, till: Till, tmp_path: Path, take_picture: Callable[..., Path]
) -> None:
    who = ahmad(till, money=0)
    other = second_till(till.home, tmp_path / "K2", Clock(datetime(2026, 11, 24, 7, 30, tzinfo=WIB)))
    for one in (other, till):
        card_money.allow_all([(who.account, Rupiah(50_000))], one, label="November 4", by=HEAD)
    send(other, till)
    other.close()
    hands.press(KEY.Key_2, Qt.KeyboardModifier.AltModifier)
    hands.settle()
    found = hands.running.window.current()
    assert isinstance(found, CardReportsPage)
    assert "F7" in found.warning.text()
    found.what.set_value("doubles")
    found.look()
    hands.settle()
    take_picture(hands.running.window, "doubles-page", (1366, 768))
    hands.press(KEY.Key_F7)
    dialog = hands.dialog()
    assert isinstance(dialog, DoublesDialog)
    hands.press(KEY.Key_Return)
    assert dialog.wrong.text()
    hands.type("satu lembar saja")
    take_picture(dialog, "doubles-dialog")
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 50_000
    assert not found.doubles_button.isEnabled()
    assert "November" not in found.warning.text()


def test_self_check_shows_the_own_card_and_closes_by_itself(hands: Hands, page: CardsPage, till: Till) -> None:
    who = ahmad(till)
    hands.press(KEY.Key_U, CONTROL)
    dialog = hands.dialog()
    assert isinstance(dialog, SelfCheckDialog)
    assert not dialog.balance.isVisible()
    tap(hands, who)
    assert dialog.balance.text().endswith("Rp50.000")
    assert dialog.table.rows_model.rows == [], "money that came on is no purchase"
    assert dialog.closing.interval() == CLOSES_MS
    dialog.closing.timeout.emit()
    hands.no_dialog()


def test_figures_of_cards(hands: Hands, page: CardsPage, till: Till, tmp_path: Path) -> None:
    who = ahmad(till)
    card_rights.give_rights(
        till, who.account, accounts.account_view(till, who.account).balance, device="ab" * 8, epoch=1,
        id=till.new_id(), by=HEAD,
    )  # fmt: skip
    hands.press(KEY.Key_2, Qt.KeyboardModifier.AltModifier)
    hands.settle()
    found = hands.running.window.current()
    assert isinstance(found, CardReportsPage)
    assert found.figures.texts() == ["Rp50.000", "Rp0", "Rp50.000", "Rp0"]
    for what in ("float", "balances", "turnover", "money", "spending", "refusals", "lost", "doubles", "between"):
        found.what.set_value(what)
        found.look()
        hands.settle()
        assert found.report is not None
        assert found.report.title
    found.what.set_value("balances")
    found.look()
    hands.settle()
    hands.press(KEY.Key_D, CONTROL)
    file = file_asked(hands, tmp_path / "saldo.csv")
    hands.wait(file.exists)
    assert "Ahmad Fauzi" in file.read_text("utf-8-sig")


def test_a_dead_tills_rights_go_over_by_a_persons_word(hands: Hands, page: CardsPage, till: Till) -> None:
    who = ahmad(till)
    card_rights.give_rights(
        till, who.account, Rupiah(50_000), device="ab" * 8, epoch=1, id=till.new_id(), by=HEAD
    )  # fmt: skip
    dialog = DeadHolderDialog(hands.running.desk, [Exposure("ab" * 8, 1, "K2", 1, Rupiah(50_000), False)], page)
    dialog.open()
    hands.press(KEY.Key_Return)
    assert dialog.wrong.isVisible()
    hands.type("disk rusak")
    hands.press(KEY.Key_Return)
    hands.wait(lambda: hands.dialog() is not dialog)
    hands.press(KEY.Key_F8)
    hands.no_dialog()
    assert int(accounts.account_view(till, who.account).here) == 50_000
