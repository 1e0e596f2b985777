"""Cards on their way to the windows: set up on the devices page, told from goods, kept while a question is open."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import card_keys, machine
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed, read_settings
from koperasi_pos.simulators.card import OwnPcscd, VirtualCard, VirtualNtag
from koperasi_pos.trade.cards import token_of
from koperasi_pos.trade.sun_messages import shop_keys
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.devices_page import DevicesPage
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.values import Refusal
from tests.counter import HEAD, begin_shift, stock_up
from tests.ui.hands import Hands

ALI = "04A1B2C3D4E5F6"


def devices_page(hands: Hands) -> DevicesPage:
    """The head of the shop at the card reader."""
    hands.stand_in("Kepala")
    hands.running.window.show_page("settings")
    hands.settle()
    hands.press(Qt.Key.Key_F10)
    hands.settle()
    found = hands.running.window.page("devices")
    assert isinstance(found, DevicesPage)
    hands.press(Qt.Key.Key_F2)
    assert found.part == "card"
    return found


@pytest.fixture
def taken(hands: Hands, till: Till, monkeypatch: pytest.MonkeyPatch) -> list[Tap]:
    """Taps that the till page took; the shift is open, its page in front, and a reader types eight hex digits."""
    found: list[Tap] = []

    def take(page: SellPage, tap: Tap) -> bool:
        found.append(tap)
        return True

    monkeypatch.setattr(SellPage, "tapped", take)
    begin_shift(till, by=HEAD)
    machine.save_settings(till, changed(till.settings, card_reader={"kind": "wedge", "base": "decimal"}))
    hands.stand_in("Kepala")
    hands.settle()
    hands.running.window.show_page("sell")
    return found


def type_card(page: DevicesPage, text: str) -> None:
    """A reader types into the test field, 8 ms from key to key."""
    probe = page.card.probe
    now = [100.0]
    probe.clock = lambda: now[0]
    for character in text:
        QTest.keyClicks(probe, character)
        now[0] += 0.008
    QTest.keyClick(probe, Qt.Key.Key_Return)


def test_two_taps_set_a_typing_reader_up(
    till: Till, hands: Hands, qapp: QApplication, take_picture: Callable[..., Path]
) -> None:
    page = devices_page(hands)
    page.card.kind.set_value("wedge")
    hands.press(Qt.Key.Key_F7)
    type_card(page, ";F6E5D4C3B2A104")
    assert not page.card.use_button.isEnabled()
    assert "sekali lagi" in page.card.measured.text()
    type_card(page, ";F6E5D4C3B2A104")
    assert ALI in page.card.measured.text()
    assert "pembuatnya" in page.card.certainty.text()
    for theme in ("light", "dark"):
        apply_theme(qapp, theme)
        for size in ((1366, 768), (1024, 768)):
            take_picture(hands.running.window, f"devices_card_wedge_{size[0]}_{theme}", size)
            buttons = [button for button in page.findChildren(QPushButton) if button.isVisible()]
            assert [button.text() for button in buttons if button.width() < button.sizeHint().width()] == []
    hands.press(Qt.Key.Key_F8)
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    kept = read_settings(till.home).settings.card_reader
    assert (kept.kind, kept.base, kept.reversed_bytes, kept.prefix) == ("wedge", "hex", True, ";")
    hands.wait(lambda: page.states["card"].text() == "siap")
    hands.press(Qt.Key.Key_F2)
    hands.scan(";F6E5D4C3B2A104")
    hands.settle()
    assert ALI in page.card.told.text()


def test_the_order_of_four_bytes_is_found_by_another_reader(hands: Hands) -> None:
    page = devices_page(hands)
    page.card.kind.set_value("wedge")
    hands.press(Qt.Key.Key_F7)
    for _tap in range(2):
        type_card(page, "0012345678")
    assert "perkiraan" in page.card.certainty.text()
    page.card.known.setText("4E61BC00")
    assert "pasti" in page.card.certainty.text()
    hands.press(Qt.Key.Key_F8)
    assert (page.card.base.value(), page.card.order.value()) == ("decimal", "reversed")


def test_a_card_on_a_reader_of_the_system_is_shown(
    till: Till, hands: Hands, tmp_path: Path, take_picture: Callable[..., Path]
) -> None:
    if hindrance := OwnPcscd.hindrance():
        pytest.skip(hindrance)
    (tmp_path / "pcscd").mkdir()
    pcscd, card = OwnPcscd(Path(os.environ["PCSCLITE_CSOCK_NAME"]), tmp_path / "pcscd"), VirtualCard(ALI)
    page = devices_page(hands)
    page.card.kind.set_value("pcsc")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    hands.wait(lambda: page.states["card"].text() == "bermasalah")
    take_picture(hands.running.window, "devices_card_no_service", (1024, 768))
    pcscd.start()
    try:
        hands.wait(lambda: page.states["card"].text() == "baik")
        card.lay_on(pcscd.port)
        hands.wait(lambda: ALI in page.card.told.text())
        hands.wait(lambda: "ada kartu" in page.card.readers.text())
        take_picture(hands.running.window, "devices_card_pcsc", (1366, 768))
        card.say = lambda command: b"\x6a\x81"
    finally:
        card.take_away()
        pcscd.stop()
    hands.wait(lambda: page.states["card"].text() == "bermasalah")


def test_goods_come_before_cards(till: Till, hands: Hands, taken: list[Tap], goods: dict[str, ProductSaved]) -> None:
    stock_up(till, "Buku tulis", 5000, codes=("0012345678",))
    hands.scan("0012345678")
    hands.settle()
    assert taken == []
    sell = hands.running.window.page("sell")
    assert isinstance(sell, SellPage)
    hands.scan("0012345679")
    hands.settle()
    assert taken == [Tap("wedge", "00BC614F")]
    hands.scan("8998866200301")
    hands.settle()
    assert len(taken) == 1


def test_a_printed_code_is_a_card_on_every_till(hands: Hands, taken: list[Tap]) -> None:
    token = token_of(bytes(range(13)))
    hands.scan(token)
    assert taken == [Tap("scan", token=token)]


def test_a_reader_slower_than_the_scanner_is_still_no_typing(hands: Hands, taken: list[Tap]) -> None:
    scans = hands.running.scans
    assert scans.reader is not None
    now = [100.0]
    stamps = scans._after_pause

    def stamped(event: object) -> None:
        stamps(event)  # type: ignore[arg-type]

    assert scans.rules.gap_ms < scans.reader.gap_ms
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("koperasi_pos.ui.keys.time.monotonic", lambda: now[0])
        patch.setattr(scans, "_after_pause", stamped)
        for character in "0012345678":
            QTest.keyClicks(hands.focus(), character)
            now[0] += 0.050
        QTest.keyClick(hands.focus(), Qt.Key.Key_Return)
    assert taken == [Tap("wedge", "00BC614E")]


def test_a_tap_during_a_question_waits_for_its_answer(hands: Hands, taken: list[Tap]) -> None:
    dialog = Dialog("Pertanyaan", parent=hands.running.window)
    dialog.open()
    hands.wait(lambda: open_dialog() is dialog)
    hands.running.desk.tapped.emit(Tap("pcsc", ALI))
    assert taken == []
    assert hands.running.taps.waiting == Tap("pcsc", ALI)
    dialog.accept()
    hands.wait(lambda: taken == [Tap("pcsc", ALI)])
    assert hands.running.taps.waiting is None


def test_a_tap_that_waited_too_long_is_forgotten(hands: Hands, taken: list[Tap]) -> None:
    dialog = Dialog("Pertanyaan", parent=hands.running.window)
    dialog.open()
    hands.wait(lambda: open_dialog() is dialog)
    hands.running.desk.tapped.emit(Tap("pcsc", ALI))
    router = hands.running.taps
    began = router.clock()
    router.clock = lambda: began + 61
    hands.wait(lambda: router.waiting is None)
    dialog.accept()
    hands.no_dialog()
    assert taken == []


def test_a_question_that_wants_a_card_gets_it(hands: Hands, taken: list[Tap]) -> None:
    heard: list[Tap] = []

    class Wants(Dialog):
        def tapped(self, tap: Tap) -> bool:
            heard.append(tap)
            return True

    dialog = Wants("Tempelkan kartu", parent=hands.running.window)
    dialog.open()
    hands.wait(lambda: open_dialog() is dialog)
    hands.running.desk.tapped.emit(Tap("pcsc", ALI))
    assert (heard, taken) == ([Tap("pcsc", ALI)], [])
    dialog.accept()
    hands.no_dialog()


def test_a_locked_till_takes_no_card(hands: Hands, taken: list[Tap]) -> None:
    hands.running.window.lock()
    hands.running.desk.tapped.emit(Tap("pcsc", ALI))
    assert taken == []
    assert hands.running.taps.waiting is None
    assert "Masuk dulu" in hands.said()


def test_what_went_wrong_with_a_card_is_said(hands: Hands, taken: list[Tap]) -> None:
    hands.running.desk.misread.emit(Refusal("card_too_short"))
    assert "lebih lama" in hands.said()


def test_keys_of_signed_cards_are_typed_and_never_shown(
    till: Till, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    page = devices_page(hands)
    page.card.kind.set_value("pcsc")
    page.card.signed.setChecked(True)
    hands.settle()
    assert "Belum ada kunci" in page.card.keys_kept.text()
    keys = shop_keys(bytes(range(16)), "an-nur")
    page.card.keys.setText(keys.text()[:-1] + "X")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert "salah ketik" in hands.said()
    assert not till.settings.card_reader.signed
    page.card.keys.setText(keys.text())
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert card_keys.keys_of(till) == keys
    assert page.card.keys.text() == ""
    assert "tersimpan" in page.card.keys_kept.text()
    card = VirtualNtag(ALI, keys, counter=6)
    hands.running.desk.tapped.emit(Tap("pcsc", ALI, message=card.address()))
    hands.settle()
    assert "7 kali" in page.card.trust.text()
    take_picture(hands.running.window, "devices_card_keys", (1366, 768))
    hands.running.desk.tapped.emit(Tap("pcsc", "04112233445566", message=card.address()))
    hands.settle()
    assert "dua kartu" in hands.said()
