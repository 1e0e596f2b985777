"""Prints before there is a shop: the recovery code whole on every paper, and trouble of the printer in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from koperasi_pos.paper.text import preview
from koperasi_pos.paper.trials import print_now, print_sample, recovery_page
from koperasi_pos.settings import PrinterSettings, Settings
from koperasi_pos.simulators.escpos_paper import read_paper
from koperasi_pos.simulators.printer import SimulatedPrinter
from koperasi_pos.store.keys import Secrets, from_recovery_code, recovery_code
from koperasi_pos.values import Refusal

TIME = "2026-11-24T08:00:00.000+07:00"
GROUPS = re.compile(r"[A-Z2-7]{4}(-[A-Z2-7]{4})*")
SECRET = Secrets(bytes(range(32)), bytes(32))


@pytest.mark.parametrize("width", [32, 42, 48])
def test_the_code_can_be_typed_from_paper(width: int) -> None:
    page = preview(recovery_page("Koperasi Contoh", recovery_code(SECRET), width=width, time=TIME))
    assert all(len(line) <= width for line in page.splitlines())
    groups = [line.strip() for line in page.splitlines() if GROUPS.fullmatch(line.strip())]
    assert from_recovery_code("-".join(groups)) == SECRET.store
    assert "24/11/2026 08.00" in page


def test_a_printer_prints_or_says_why_not(tmp_path: Path) -> None:
    with SimulatedPrinter() as printer:
        settings = PrinterSettings(kind="network", host="127.0.0.1", port=printer.port)
        wanted = Settings(printer=settings)
        assert print_sample(wanted, "Koperasi Contoh", time=TIME) == f"127.0.0.1:{printer.port}"
        assert printer.wait_until(lambda it: bool(it.slips))
        assert len(read_paper(printer.arrived).pulses) == 1, "the drawer is tried too"
        printer.refuse()
        with pytest.raises(Refusal, match="printer_refused"):
            print_sample(wanted, "Koperasi Contoh", time=TIME)
    for kind, code in (("none", "printer_none"), ("network", "printer_address")):
        with pytest.raises(Refusal, match=code):
            print_now(PrinterSettings(kind=kind), recovery_page("Toko", "ABCD", width=32, time=TIME))
    file = tmp_path / "struk.bin"
    in_file = Settings(paper_width=48, printer=PrinterSettings(kind="file", path=str(file)))
    print_sample(in_file, "Koperasi Contoh", time=TIME)
    assert b"0123456789" in file.read_bytes() or b"1234567890" in file.read_bytes()
