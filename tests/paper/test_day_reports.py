"""The sums of a day as tables, sheet and slip agree with what was sold; every kind of document has its sentence."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from koperasi_pos.journal.documents import KINDS, ShopSaved
from koperasi_pos.operations import printing, refunds, reports, shifts, staff
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.activity import GROUPS, activity_report, what, who
from koperasi_pos.paper.day_reports import day_report, day_slip, hours_report, items_report, member_share, net
from koperasi_pos.paper.printers import look_at, neighbours, search
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.paper.sheets import report_xlsx
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.paper.text import preview
from koperasi_pos.settings import PrinterSettings
from koperasi_pos.simulators.printer import SimulatedPrinter
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.staff import approval
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD
from tests.paper import samples
from tests.paper.test_receipts import fits

DAY = "2026-11-24"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till on which coffee and sugar were sold and one coffee came back."""
    opened = counter.shop_in(tmp_path)
    counter.begin_shift(opened)
    coffee = counter.stock_up(opened, "Kopi Sachet", 1_500, cost=1_000)
    sugar = counter.stock_up(opened, "Gula", 14_000, unit="kg", by_weight=True, cost=12_000)
    sold = counter.sell(opened, (coffee, 3_000), (sugar, 500))
    refunds.complete_refund(
        opened, sold.sale.number, [Returning(0, Quantity(1_000))], reason="Salah ambil", id=opened.new_id(), by=HEAD
    )
    yield opened
    opened.close()


def test_the_tables_of_a_day_say_what_was_sold(till: Till) -> None:
    day = reports.day_figures(till, DAY)
    rows = {row[0]: row[1:] for row in day_report(day, DAY, DAY, shop_name="Koperasi").rows}
    assert net(day) == 11_500 - 1_500
    assert (1, 11_500) in rows.values()
    assert (1, -1_500) in rows.values()
    assert (None, 10_000 - 8_000) in rows.values()  # gross profit: 2 coffees and half a kilogram of sugar
    assert member_share(day) == 0
    assert hours_report(day, DAY, DAY).totals == ("", 1, 11_500)
    items = items_report(reports.item_figures(till, DAY), DAY, DAY)
    assert [(row[0], row[2], row[4]) for row in items.rows] == [("Gula", 500, 7_000), ("Kopi Sachet", 2_000, 3_000)]
    assert items.totals is not None
    assert items.totals[4:] == (10_000, 8_000, 2_000)


def test_the_slip_of_a_day_fits_and_prints_through_the_queue(till: Till) -> None:
    for job in printing.print_jobs(till):
        printing.drop_print(till, job.key, by=CASHIER)
    key = printing.queue_day_report(till, DAY, by=CASHIER).value
    order = printing.PrintProgress(till).next_print()
    assert order is not None
    assert order.job.key == key
    slip = slip_of(order, width=32)
    assert slip is not None
    assert fits(slip)
    text = preview(slip)
    assert "Rp10.000" in text
    assert "11.500" in text
    direct = day_slip(reports.day_figures(till, DAY), DAY, DAY, order.shop, samples.on())
    assert preview(direct).splitlines()[-8:] == text.splitlines()[-8:]


def test_a_document_is_previewed_as_the_queue_prints_it(till: Till) -> None:
    for job in printing.print_jobs(till):
        assert job.document is not None
        seen = slip_of(printing.order_at(till, job.document), width=32)
        waiting = printing.PrintProgress(till).next_print()
        assert waiting is not None
        assert waiting.job.key == job.key
        assert seen == slip_of(waiting, width=32)
        printing.drop_print(till, job.key, by=CASHIER)
    with pytest.raises(Refusal, match="not_printable"):
        printing.order_at(till, 1)


def test_a_sheet_holds_numbers_that_sum_and_no_formula() -> None:
    report = Report(
        "Barang [terjual]",
        (Column("name", "Barang"), Column("sold", "Terjual", "quantity"), Column("total", "Jumlah", "rupiah")),
        (("=1+1", 750, 21_000), ("Kopi", 2_000, None)),
        ("Jumlah", None, 21_000),
        ("Koperasi",),
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(report_xlsx(report)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Barang [terjual]"
    assert rows[3:] == [
        ["Barang", "Terjual", "Jumlah"],
        ["=1+1", 0.75, 21000.0],
        ["Kopi", 2.0, ""],
        ["Jumlah", "", 21000.0],
    ]


def test_every_act_is_told_with_who_did_it(till: Till) -> None:
    helper = staff.save_staff(till, id=till.new_id(), name="Pengganti", role="cashier", pin="246813", by=HEAD).value
    acting = staff.sign_in(till, helper.id, "246813")
    shifts.move_cash(till, purpose="in", amount=Rupiah(5_000), reason="Uang kecil", id=till.new_id(), by=acting)
    allowed = (approval("drawer", HEAD),)
    shifts.open_drawer(till, reason="Tukar uang", id=till.new_id(), by=acting, approvals=allowed)
    shifts.change_cashier(till, id=till.new_id(), by=acting)
    shifts.close_shift(till, counted=Rupiah(100_000), id=till.new_id(), by=acting)
    told = [posted.entry for posted in counter.written(till)]
    names = {member.id: member.name for member in staff.people(till)}
    report = activity_report(told, names, shop_name="Koperasi")
    sentences = [str(row[2]) for row in report.rows]
    assert any("Pengganti" in sentence for sentence in sentences)
    assert any("Uang kecil" in sentence and "Rp5.000" in sentence for sentence in sentences)
    assert any("Salah ambil" in sentence and "K1-000001" in sentence for sentence in sentences)
    slips = {row[3]: row[4] for row in report.rows if row[3]}
    assert slips == {"K1-000001": "", "K1-R000001": ""}
    assert [row[4] for row in report.rows if "Tukar uang" in str(row[2])] == ["Kepala"]
    assert who(told[0], names) == "Pengganti"
    assert who(told[-1], names) not in {"setup", ""}
    for entry in told:
        assert len(what(entry)) > 5
        assert what(entry) != entry.kind


def test_every_kind_has_a_group() -> None:
    grouped = [kind for kinds in GROUPS.values() for kind in kinds]
    assert sorted(grouped) == sorted(KINDS)


def test_a_printer_is_looked_at_and_found() -> None:
    with SimulatedPrinter() as printer:
        settings = PrinterSettings(kind="network", host="127.0.0.1", port=printer.port)
        assert look_at(settings) == f"127.0.0.1:{printer.port}"
        assert search(["127.0.0.1"], port=printer.port) == ["127.0.0.1"]
        assert search(["127.0.0.1"], port=printer.port, stop=lambda: True) == []
        port = printer.port
    with pytest.raises(Refusal, match="printer_refused"):
        look_at(PrinterSettings(kind="network", host="127.0.0.1", port=port))
    assert search(["127.0.0.1"], port=port) == []
    with pytest.raises(Refusal, match="printer_none"):
        look_at(PrinterSettings())


def test_the_neighbourhood_is_this_machine_and_its_own_network() -> None:
    found = neighbours(["192.168.7.20"])
    assert found[0] == "127.0.0.1"
    assert len(found) == 255
    assert {"192.168.7.1", "192.168.7.254"} <= set(found)
    assert not {"192.168.7.0", "192.168.7.255", "192.168.8.1"} & set(found)


def test_an_empty_day_has_a_slip(tmp_path: Path) -> None:
    with_nothing = counter.shop_in(tmp_path)
    shop = ShopSaved(id="0" * 32, name="Koperasi")
    slip = day_slip(reports.day_figures(with_nothing, DAY), DAY, "2026-11-30", shop, samples.on())
    assert fits(slip)
    assert "24/11/2026" in preview(slip)
    with_nothing.close()
