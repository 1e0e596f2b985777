"""From a job to its slip; slips that no other test looks at; what starting the queue costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from koperasi_pos.devices.network import NetworkPrinter
from koperasi_pos.operations.printing import PrintOrder
from koperasi_pos.paper.escpos import EscPos
from koperasi_pos.paper.layout import WIDTHS, Arabic, BarCode, QrCode
from koperasi_pos.paper.pdf import receipt_pdf
from koperasi_pos.paper.picture import receipt_png
from koperasi_pos.paper.queue import queue_of
from koperasi_pos.paper.slips import cash_slip, slip_of
from koperasi_pos.paper.text import preview
from koperasi_pos.settings import changed
from koperasi_pos.simulators.escpos_paper import read_paper
from koperasi_pos.store.print_jobs import PrintJob
from koperasi_pos.values import Refusal
from tests import counter
from tests.paper import samples
from tests.paper.conftest import Golden
from tests.paper.test_receipts import fits
from tests.source import ROOT


def order(form: str, content: str = "") -> PrintOrder:
    """A job without a document."""
    job = PrintJob(1, form, None, 0, content, kick=False, state="waiting", tries=0, trouble="", made=samples.TIME,
                   changed=samples.TIME)  # fmt: skip
    return PrintOrder(job, None, samples.SHOP, b"", kick=False, late=False)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_test_page_shows_what_a_printer_can_do(width: int) -> None:
    layout = slip_of(order("test"), width=width)
    assert layout is not None
    assert fits(layout)
    text = preview(layout)
    assert any(len(line) == width and line.isdigit() for line in text.splitlines())
    kinds = {type(block) for block in layout.blocks}
    assert {Arabic, BarCode, QrCode} <= kinds
    paper = read_paper(EscPos().render(layout))
    assert {code.kind for code in paper.codes} == {"CODE128", "QR"}
    assert paper.pictures
    assert paper.cuts == 1
    assert receipt_pdf(layout).startswith(b"%PDF")
    assert receipt_png(layout).startswith(b"\x89PNG")


def test_a_cash_slip_looks_as_it_did(golden: Golden) -> None:
    layout = cash_slip(samples.cash_moved(), samples.SHOP, samples.on())
    assert fits(layout)
    golden("cash_32.txt", preview(layout))


def test_a_drawer_has_no_slip_and_a_poster_is_unknown() -> None:
    assert slip_of(order("drawer"), width=32) is None
    for form in ("poster", "receipt"):
        with pytest.raises(ValueError, match=form):
            slip_of(order(form), width=32)


def test_the_settings_make_the_queue(tmp_path: Path) -> None:
    till = counter.shop_in(tmp_path)
    try:
        till.settings = changed(till.settings, paper_width=48, printer={"kind": "network", "host": "10.0.0.9"})
        assert isinstance(queue_of(till)._printer, NetworkPrinter)
        till.settings = changed(till.settings, printer={"code_page": "CP9"})
        with pytest.raises(Refusal, match="code_page_unknown"):
            queue_of(till)
        till.settings = changed(till.settings, printer={"code_page": "CP858", "host": ""})
        with pytest.raises(Refusal, match="printer_address"):
            queue_of(till)
    finally:
        till.close()


def test_heavy_libraries_wait_for_the_first_slip() -> None:
    heavy = ("escpos", "reportlab", "PIL", "barcode", "segno", "arabic_reshaper", "bidi", "babel")
    program = f"""
import sys, koperasi_pos.paper.queue, koperasi_pos.paper.pdf, koperasi_pos.paper.picture
print([name for name in {heavy} if name in sys.modules])
"""
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
