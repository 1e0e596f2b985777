"""The reports page: figures that agree with what was sold, days chosen by key, files that read back, who did what."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from python_calamine import CalamineWorkbook

from koperasi_pos.journal.documents import ProductSaved, SaleCustomer
from koperasi_pos.operations import baskets, machine, persons, printing, products, refunds, sales, shifts
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import cash
from koperasi_pos.ui.pages import reports_page
from koperasi_pos.ui.pages.reports_page import ReportsPage
from koperasi_pos.ui.widgets.hours_plot import round_step, short_amount
from koperasi_pos.ui.widgets.tables import Table
from koperasi_pos.values import Quantity, Rupiah
from tests.consignors import bring, goods_of, somebody
from tests.counter import CASHIER, HEAD, Clock, begin_shift, one, sell
from tests.ui.hands import Hands
from tests.ui.stock_goods import nothing_cut

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(till: Till, hands: Hands, clock: Clock, goods: dict[str, ProductSaved], member: str) -> ReportsPage:
    """A day at which nobody looks, and today: three sales over three hours, one to a member, one soap back."""
    begin_shift(till)
    sell(till, one(goods["kitab"]))
    clock.forward(days=1)
    sell(till, (goods["soap"], 3_000))
    clock.forward(hours=1)
    basket = baskets.new_basket(till).add(goods["noodles"], quantity=Quantity(2_000))
    buyer: SaleCustomer = persons.as_customer(persons.person(till, member))
    sales.complete_sale(till, basket.model_copy(update={"customer": buyer}), cash(Rupiah(10_000)), by=CASHIER)
    clock.forward(hours=2)
    sell(till, (goods["eggs"], 750))
    refunds.complete_refund(
        till, "K1-000002", [Returning(0, Quantity(1_000))], reason="Salah ambil", id=till.new_id(), by=HEAD
    )
    hands.stand_in("Siti Aminah")
    hands.running.window.show_page("reports")
    hands.settle()
    found = hands.running.window.page("reports")
    assert isinstance(found, ReportsPage)
    return found


def table(page: ReportsPage) -> list[list[str]]:
    """What the table of the part in front shows."""
    found = page.boxes[page.parts.key()].itemAt(0).widget()
    assert isinstance(found, Table)
    model = found.rows_model
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_summary_of_today(page: ReportsPage, take_picture: Callable[..., Path], hands: Hands) -> None:
    assert page.figures.texts()[:3] == ["Rp36.000", "3", "Rp4.500"]
    assert page.figures.texts()[4] == "14,81%"  # 6.000 of 40.500 to the member
    assert page.plot.span() == (6, 21)
    assert "Rp13.500" in page.plot.accessibleDescription()
    rows = {row[0]: row[1:] for row in table(page)}
    assert ["3", "40.500"] in rows.values()
    assert ["1", "−4.500"] in rows.values()
    take_picture(hands.running.window, "reports")
    take_picture(hands.running.window, "reports_1024", (1024, 768))
    buttons = hands.running.window.current().findChildren(QPushButton)  # type: ignore[union-attr]
    assert [
        button.text() for button in buttons if button.isVisible() and button.width() < button.sizeHint().width()
    ] == []


def test_other_days_by_key_and_by_typing(page: ReportsPage, hands: Hands) -> None:
    page.days.choose("yesterday")
    hands.settle()
    assert page.figures.texts()[0] == "Rp18.000"
    page.days.choose("6")
    hands.settle()
    assert page.figures.texts()[0] == "Rp54.000"
    hands.press(Qt.Key.Key_F3)
    hands.settle()
    assert page.figures.texts()[0] == "Rp36.000"
    hands.press(Qt.Key.Key_F2)
    hands.press(Qt.Key.Key_Down)
    hands.settle()
    assert page.days.days() == ("2026-11-24", "2026-11-25")
    assert page.figures.texts()[0] == "Rp54.000"
    page.days.first.setText("1/1/2026")
    page.days.last.setText("2/1")
    page.days.last.setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert page.report() is not None
    assert page.boxes["day"].itemAt(0).widget().__class__.__name__ == "Empty"
    page.days.last.setText("")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert "24/11/2026" in hands.said()


def test_a_sale_is_counted_while_the_page_is_looked_at(
    page: ReportsPage, till: Till, hands: Hands, goods: dict[str, ProductSaved]
) -> None:
    sell(till, one(goods["soap"]))
    hands.wait(lambda: page.figures.texts()[0] == "Rp40.500")


def test_goods_less_what_came_back(page: ReportsPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F5)
    hands.settle()
    rows = [[row[0], row[2], row[4], row[6]] for row in table(page)]
    assert rows == [
        ["Telur ayam", "0,75", "21.000", "3.000"],
        ["Sabun mandi 110 g", "2", "9.000", "1.800"],
        ["Mi Goreng Sedap 85 g", "2", "6.000", "1.000"],
        ["Total", "", "36.000", "5.800"],
    ]


def test_who_did_what_by_kind_and_person(
    page: ReportsPage, till: Till, hands: Hands, monkeypatch: pytest.MonkeyPatch, take_picture: Callable[..., Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    shifts.move_cash(till, purpose="in", amount=Rupiah(5_000), reason="Uang kecil", id=till.new_id(), by=CASHIER)
    hands.press(Qt.Key.Key_F6)
    hands.settle()
    whole = table(page)
    assert len(whole) == 5
    assert "Uang kecil" in whole[0][2]
    assert "Salah ambil" in whole[1][2]
    take_picture(hands.running.window, "reports_activity")
    take_picture(hands.running.window, "reports_activity_1024", (1024, 768))
    page.group.set_value("refund")
    hands.settle()
    assert [row[2] for row in table(page)] == [whole[1][2]]
    assert [row[3] for row in table(page)] == ["K1-R000001"]
    page.group.set_value("")
    page.person.set_value(hands.running.desk.by.staff)
    hands.settle()
    assert page.boxes["activity"].itemAt(0).widget().__class__.__name__ == "Empty"
    page.person.set_value("")
    monkeypatch.setattr(reports_page, "MOST_ACTS", 2)
    page.look()
    hands.settle()
    assert table(page) == whole[:2]
    assert page.more_button.isEnabled()
    hands.press(Qt.Key.Key_D, CTRL)
    file = hands.save_in(tmp_path)
    assert len(list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))) == len(whole), "all of them"
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert table(page) == whole
    assert not page.more_button.isEnabled()


def test_files_hold_the_report_in_front(page: ReportsPage, hands: Hands, tmp_path: Path) -> None:
    hands.press(Qt.Key.Key_F5)
    hands.settle()
    hands.press(Qt.Key.Key_D, CTRL)
    file = hands.save_in(tmp_path)
    assert file.name == "laporan-barang-2026-11-25.csv"
    first = next(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert (first["name"], first["quantity"], first["turnover"]) == ("Telur ayam", "0.75", "21000")
    hands.press(Qt.Key.Key_S, CTRL)
    assert "36.000" in PdfReader(hands.save_in(tmp_path)).pages[0].extract_text()
    hands.press(Qt.Key.Key_F4)
    hands.settle()
    hands.press(Qt.Key.Key_E, CTRL)
    book = CalamineWorkbook.from_path(str(hands.save_in(tmp_path)))
    assert len(book.sheet_names) == 2
    hours = book.get_sheet_by_index(1).to_python()
    assert ["08.00", 1.0, 13_500.0] in hours


def test_the_sums_are_printed_where_there_is_a_printer(
    page: ReportsPage, till: Till, hands: Hands, tmp_path: Path
) -> None:
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    assert "printer" in hands.said()
    machine.save_settings(till, changed(till.settings, printer={"kind": "file", "path": str(tmp_path / "kertas.bin")}))
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    assert printing.print_jobs(till)[-1].form == "day"
    # What is too wide for a receipt is never printed as if it were the sums of the day.
    before = len(printing.print_jobs(till))
    for part in ("items", "stock", "activity"):
        page.show_part(part)
        hands.settle()
        hands.press(Qt.Key.Key_F8)
        hands.settle()
        assert not page.print_button.isVisible()
    assert len(printing.print_jobs(till)) == before
    page.show_part("day")
    assert page.print_button.isVisible()


def test_a_file_that_cannot_be_written_is_told(page: ReportsPage, hands: Hands, tmp_path: Path) -> None:
    from koperasi_pos.ui.dialogs.file_dialog import write_bytes

    blocked = tmp_path / "berkas"
    blocked.write_text("", encoding="utf-8")
    hands.running.desk.fetch(lambda: write_bytes(blocked / "laporan.csv", b""))
    hands.settle()
    assert "laporan.csv" in hands.said()


@pytest.mark.parametrize(
    ("most", "step"), [(0, 100), (400, 100), (401, 200), (67_000, 20_000), (10_000_000, 5_000_000)]
)
def test_lines_of_the_plot_stand_at_round_amounts(most: int, step: int) -> None:
    assert round_step(most, 4) == step


@pytest.mark.parametrize(
    ("amount", "short"), [(500, "500"), (20_000, "20 ribu"), (2_500, "2,5 ribu"), (1_500_000, "1,5 juta"), (0, "0")]
)
def test_amounts_of_the_plot_are_short(amount: int, short: str) -> None:
    assert short_amount(amount) == short


def test_every_report_of_goods(page: ReportsPage, hands: Hands, till: Till, take_picture: Callable[..., Path]) -> None:
    owner = somebody(till)
    rice = goods_of(till, owner, commission=1_000)
    bring(till, owner, (rice, 10))
    sell(till, (rice, 4_000))
    hands.press(Qt.Key.Key_F7)
    hands.settle()
    worth = sum(row.stock_value for row in products.find_products(till, ""))
    shown_worth = f"{worth:,}".replace(",", ".")
    seen = {}
    for number in range(page.what.count()):
        page.what.setCurrentIndex(number)
        hands.settle()
        found = page.boxes["stock"].itemAt(0).widget()
        seen[page.what.value()] = table(page) if isinstance(found, Table) else []
        for size in ((1366, 768), (1024, 768)):
            take_picture(hands.running.window, f"report-{page.what.value()}-{size[0]}", size)
            nothing_cut(hands)
    assert seen["value"][-1][-1] == seen["stock"][-1][-1] == seen["movement"][-1][-1] == shown_worth
    assert seen["margin"][-1][2] == seen["margin_category"][-1][1] == "56.000"  # as the summary says
    assert seen["due"] == [
        ["Bu Siti", "6", "20.000", "2.000", "18.000", "0", "18.000"],
        ["Total", "", "20.000", "2.000", "18.000", "0", "18.000"],
    ]
    # What the shop owns is worth what the movements say, what others left for sale nothing.
    assert [row[0] for row in seen["value_owner"]] == ["toko", "Bu Siti", "Total"]
    assert (seen["value_owner"][1][-1], seen["value_owner"][-1][-1]) == ("0", shown_worth)
    assert seen["losses"] == seen["negative"] == seen["expiry"] == []
    # Yesterday's end: the soap and the noodles of today are still there.
    page.days.choose("yesterday")
    page.what.set_value("value")
    hands.settle()
    assert int(table(page)[-1][-1].replace(".", "")) > worth
    page.what.set_value("movement")
    hands.settle()
    hands.press(Qt.Key.Key_D, CTRL)
    file = hands.save_in(till.home)
    assert file.name.startswith("laporan-stok-movement-")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert next(row for row in rows if row["name"] == "Kitab Safinah")["sold"] == "1"
