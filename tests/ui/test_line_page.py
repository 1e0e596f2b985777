"""The page and the chip of the line: enrolled by a scan, sends by itself; messages, sticks, metered."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from koperasi_pos.journal.documents import (
    Blocked,
    BlockListSaved,
    MessageSent,
    PriceRecommended,
    RecommendedPrice,
    Withdrawn,
)
from koperasi_pos.operations import line
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import read_settings
from koperasi_pos.sync.worker import Worker
from koperasi_pos.ui.dialogs.network_dialog import NetworkDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.line_page import LinePage
from koperasi_pos.ui.pages.products_page import ProductsPage
from koperasi_pos.values import Rupiah
from tests.counter import Clock, begin_shift, written
from tests.sync.plain_province import PlainProvince
from tests.ui.hands import Hands

QR = "koperasi-pos:enrol?server=https%3A%2F%2Fprovince.test&code=AAAA-BBBB-CCCC-DDDD"


@pytest.fixture
def province(clock: Clock, hands: Hands) -> PlainProvince:
    """A province that the worker of the windows reaches."""
    made = PlainProvince(clock)
    made.codes["AAAABBBBCCCCDDDD"] = ("new", "", "")
    assert isinstance(hands.running.line, Worker)
    hands.running.line._connect = lambda address, settings: made
    return made


@pytest.fixture
def page(hands: Hands) -> LinePage:
    """The head of the shop at the page of the line."""
    hands.stand_in("Kepala")
    hands.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    found = hands.running.window.page("line")
    assert isinstance(found, LinePage)
    assert found.isVisible()
    return found


def enrol(hands: Hands, page: LinePage) -> None:
    """Scan the picture on the officer's page into the question."""
    hands.press(Qt.Key.Key_F6)
    hands.scan(QR)
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: open_dialog() is None and line.enrolled(hands.running.till) is not None)


def test_quiet_until_enrolled_and_then_everything_is_sent(
    hands: Hands, page: LinePage, province: PlainProvince, till: Till
) -> None:
    head = hands.running.window.head
    assert not head.line.isVisible()
    assert not page.now_button.isEnabled()
    assert page.chip.text() == "Belum terdaftar"
    enrol(hands, page)
    hands.wait(lambda: line.waiting(till) == 0)
    hands.wait(lambda: head.line.text() == "Terhubung")
    assert len(province.feed) == len(written(till))
    hands.settle()
    hands.wait(lambda: page.chip.text() == "Terhubung")
    assert page.figures.texts()[0] == "0"
    assert page.table.rows_model.rows


def test_a_wrong_code_is_told_in_the_question(hands: Hands, page: LinePage, province: PlainProvince) -> None:
    hands.press(Qt.Key.Key_F6)
    hands.scan(QR.replace("AAAA", "ZZZZ"))
    hands.press(Qt.Key.Key_Return)
    dialog = open_dialog()
    assert dialog is not None
    hands.wait(lambda: "tidak mengenal kode" in dialog.wrong.text())  # type: ignore[attr-defined]
    hands.press(Qt.Key.Key_Escape)


def test_a_line_that_is_away_is_told_with_what_waits(
    hands: Hands, page: LinePage, province: PlainProvince, till: Till
) -> None:
    enrol(hands, page)
    hands.wait(lambda: line.waiting(till) == 0)
    province.meddle = lambda method, path: (302, {"location": "http://wifi/"}, b"")
    hands.press(Qt.Key.Key_F5)
    hands.wait(lambda: page.chip.property("kind") == "chip-red")
    page.show_state()
    assert "Wi-Fi" in page.sentence.text()
    hands.wait(lambda: hands.running.window.head.line.text().startswith("Jaringan: lihat"))


def test_messages_prices_and_block_lists_reach_people(
    hands: Hands, page: LinePage, province: PlainProvince, till: Till
) -> None:
    enrol(hands, page)
    province.says(MessageSent(id=till.new_id(), title="Rapat", text="Senin jam 9", sender="Dinas Koperasi"))
    prices = [RecommendedPrice(code="8990000000021", name="Sabun", price=Rupiah(4300))]
    province.says(PriceRecommended(id=till.new_id(), prices=prices))
    blocked = [Blocked(code="8990000000014", reason="ditarik BPOM")]
    province.says(BlockListSaved(id=till.new_id(), what="goods", blocked=blocked))
    hands.press(Qt.Key.Key_F5)
    hands.wait(lambda: len(page._mail) == 1)
    hands.wait(lambda: "✉ 1" in hands.running.window.head.line.text())
    page.shown()
    assert page.subject.text() == "Rapat"
    hands.press(Qt.Key.Key_F4)
    hands.wait(lambda: bool(page._mail[0].read))
    province.says(Withdrawn(id=till.new_id(), withdraws=page._mail[0].id, what="message"))
    hands.press(Qt.Key.Key_F5)
    hands.wait(lambda: not page._mail)
    hands.running.window.show_page("products")
    goods = hands.running.window.page("products")
    assert isinstance(goods, ProductsPage)
    goods.scanned("8990000000021")
    hands.settle()
    hands.wait(lambda: "4.300" in goods.form.recommended.text())
    begin_shift(till)
    hands.running.window.show_page("sell")
    hands.running.window.scanned("8990000000014")
    hands.settle()
    assert "ditarik BPOM" in hands.running.window.strip.words.text()


def test_a_stick_is_written_and_its_answer_refused_where_it_is_none(
    hands: Hands, page: LinePage, province: PlainProvince, till: Till, tmp_path: Path
) -> None:
    enrol(hands, page)
    hands.press(Qt.Key.Key_F7)
    asked = page.findChild(QFileDialog)
    assert asked is not None
    written = tmp_path / "ke-provinsi.kpb"
    asked.fileSelected.emit(str(written))
    hands.wait(written.exists)
    hands.settle()
    assert zipfile.is_zipfile(written)
    asked.reject()
    other = tmp_path / "x.kpb"
    other.write_text("hello")
    page.take_stick(other)
    hands.settle()
    hands.wait(lambda: "bukan berkas untuk atau dari provinsi" in hands.running.window.strip.words.text())


def test_the_metered_line_is_kept(hands: Hands, page: LinePage, till: Till) -> None:
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    hands.wait(lambda: read_settings(till.home).settings.line.metered)
    assert page.metered.isChecked()


def test_a_proxy_is_set_and_looked_at(hands: Hands, page: LinePage, till: Till) -> None:
    hands.press(Qt.Key.Key_F3)
    hands.type("10.0.0.1")
    hands.press(Qt.Key.Key_Return)
    dialog = open_dialog()
    assert isinstance(dialog, NetworkDialog)
    assert "http://10.0.0.1:8080" in dialog.wrong.text()
    dialog.proxy.setText("http://10.0.0.1:3128")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: read_settings(till.home).settings.line.proxy == "http://10.0.0.1:3128")
