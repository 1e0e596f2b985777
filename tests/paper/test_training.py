"""Paper of training: marked at its head and its foot at every width, on every form, and never printed by itself."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from koperasi_pos.devices.network import NetworkPrinter
from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import printing
from koperasi_pos.paper.layout import WIDTHS, Layout
from koperasi_pos.paper.pdf import receipt_pdf, report_pdf
from koperasi_pos.paper.queue import PrintQueue, queue_of
from koperasi_pos.paper.receipts import Print, refund_receipt, sale_receipt
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.paper.shifts import x_report, z_report
from koperasi_pos.paper.slips import cash_slip, slip_of
from koperasi_pos.paper.text import preview
from koperasi_pos.settings import changed
from koperasi_pos.simulators.escpos_paper import read_paper
from koperasi_pos.simulators.printer import SimulatedPrinter
from koperasi_pos.store import print_jobs
from tests.counter import CASHIER
from tests.paper import samples
from tests.paper.conftest import Golden
from tests.paper.desk import EAGER, LINE, Desk, one_slip
from tests.paper.test_receipts import fits
from tests.paper.test_slips import order

MARK = "LATIHAN – BUKAN BUKTI BAYAR"


def training(width: int, copy: int = 0) -> Print:
    """What the paper of training says beside the document."""
    return samples.on(width, copy=copy, training=True)


def papers(width: int) -> dict[str, Layout]:
    """Every form there is, as training prints it."""
    on = training(width)
    pack = {"unit": "pcs", "prices": [{"tier": "retail", "price": 2000}]}
    product = ProductSaved.model_validate({"id": "", "product": "p1", "name": "Kopi", "packs": [pack]})
    labels = json.dumps({"day": "2026-11-24", "labels": [{"product": product.body(), "count": 2}]})
    made = {
        "receipt": sale_receipt(samples.full_sale(), samples.SHOP, on),
        "copy": sale_receipt(samples.full_sale(), samples.SHOP, training(width, copy=1)),
        "refund": refund_receipt(samples.refund(), samples.SHOP, on),
        "z": z_report(samples.shift_closed(), samples.SHOP, on),
        "x": x_report(samples.shift_closed(), samples.SHOP, on),
        "cash": cash_slip(samples.cash_moved(), samples.SHOP, on),
    }
    for form, content in (("test", ""), ("label", labels)):
        slip = slip_of(order(form, content), width=width, training=True)
        assert slip is not None
        made[form] = slip
    return made


@pytest.mark.parametrize("width", WIDTHS)
def test_every_form_says_at_head_and_foot_that_it_proves_nothing(width: int) -> None:
    for form, layout in papers(width).items():
        assert fits(layout), form
        rows = [row.strip() for row in preview(layout).splitlines() if row.strip()]
        places = [number for number, row in enumerate(rows) if row == MARK]
        assert len(places) == 2, form
        assert places[0] < 3, form
        assert places[1] >= len(rows) - 2, form


@pytest.mark.parametrize("width", WIDTHS)
def test_the_receipt_and_the_z_of_training_look_as_they_did(width: int, golden: Golden) -> None:
    made = papers(width)
    golden(f"training_receipt_{width}.txt", preview(made["receipt"]))
    golden(f"training_z_{width}.txt", preview(made["z"]))


def test_pdf_and_report_carry_the_mark() -> None:
    page = PdfReader(io.BytesIO(receipt_pdf(papers(32)["receipt"]))).pages[0].extract_text()
    assert page.count(MARK) == 2
    report = Report("Penjualan", (Column("a", "A"),), (("1",),)).marked(MARK)
    page = PdfReader(io.BytesIO(report_pdf(report))).pages[0].extract_text()
    assert page.count(MARK) == 2


def test_training_prints_only_what_is_asked_for_and_opens_no_drawer(desk: Desk, paper: SimulatedPrinter) -> None:
    queue = PrintQueue(desk.till, NetworkPrinter("127.0.0.1", paper.port, patience=LINE), patience=EAGER, training=True)
    queue.listeners.append(desk._hear)
    desk.queues.append(queue)
    queue.start()
    (number,) = desk.sell()
    desk.wait_for("dropped")
    assert paper.slips == []
    with desk.till.reading() as connection:
        from koperasi_pos.store.books import sales

        row = sales.by_number(connection, number)
    assert row is not None
    printing.queue_reprint(desk.till, row.position, by=CASHIER)
    desk.wait_for("done")
    slip = one_slip(paper)
    assert slip.pulses == []
    assert "LATIHAN - BUKAN BUKTI BAYAR" in " ".join(line.text for line in slip.lines).replace("–", "-")


def test_the_queue_of_a_training_till_has_no_drawer_whatever_its_settings_say(desk: Desk, tmp_path: Path) -> None:
    desk.till.training = True
    desk.till.settings = changed(
        desk.till.settings, printer={"kind": "file", "path": str(tmp_path), "drawer": "printer"}
    )
    queue = queue_of(desk.till)
    queue.listeners.append(desk._hear)
    desk.queues.append(queue)
    queue.start()
    desk.sell()
    desk.wait_for("dropped")
    with desk.till.writing() as connection:
        print_jobs.add(connection, form="test", time=desk.till.now(), kick=True)
    desk.till.tell("print_now")
    desk.wait_for("done")
    (file,) = tmp_path.glob("struk-*.bin")
    slip = read_paper(file.read_bytes())
    assert slip.pulses == []
    assert "BUKAN BUKTI BAYAR" in " ".join(line.text for line in slip.lines)
