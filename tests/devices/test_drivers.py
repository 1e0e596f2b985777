"""File printer, drawer, and the choice of a driver by the settings."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import get_args

import pytest

from koperasi_pos.devices.drawer import NoDrawer, PrinterDrawer
from koperasi_pos.devices.drivers import drawer_of, printer_of
from koperasi_pos.devices.file import FilePrinter
from koperasi_pos.devices.network import NetworkPrinter
from koperasi_pos.devices.printer import Kind, PrinterTrouble
from koperasi_pos.settings import PrinterSettings
from koperasi_pos.simulators.escpos_paper import Pulse, read_paper
from koperasi_pos.values import Refusal
from koperasi_pos.words.refusals import REFUSALS


def test_slips_are_appended_to_a_file(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "struk.bin")
    printer.check()
    began: list[int] = []
    printer.send(b"satu\n", first=b"K", begins=lambda: began.append(1))
    printer.send(b"dua\n")
    assert (tmp_path / "struk.bin").read_bytes() == b"Ksatu\ndua\n"
    assert began == [1]


def test_a_folder_takes_a_file_a_slip(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path)
    printer.send(b"satu\n")
    printer.send(b"dua\n")
    (tmp_path / "struk-000001.bin").unlink()
    printer.send(b"tiga\n")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        "struk-000002.bin": b"dua\n",
        "struk-000003.bin": b"tiga\n",
    }


@pytest.mark.parametrize("folder", [True, False])
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: bool) -> None:
    place = tmp_path if folder else tmp_path / "struk.bin"
    printer = FilePrinter(place)
    printer.send(b"satu\n")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PrinterTrouble) as caught:
        printer.send(b"dua\n")
    assert (caught.value.kind, caught.value.sent) == ("disk", 0)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    for place in (tmp_path / "tiada" / "struk.bin", Path("/dev/null")):
        with pytest.raises(PrinterTrouble) as caught:
            FilePrinter(place).send(b"satu\n", begins=lambda: pytest.fail("it was not ready"))
        assert caught.value.kind == "unreachable"


@pytest.mark.parametrize(("pin", "milliseconds"), [(2, 100), (5, 100), (2, 510)])
def test_a_pulse_is_read_back_as_one(pin: int, milliseconds: int) -> None:
    pulse = PrinterDrawer(pin, milliseconds).pulse()
    assert read_paper(pulse).items == [Pulse(pin, 0)]
    assert pulse[3] == milliseconds // 2
    assert NoDrawer().pulse() == b""


@pytest.mark.parametrize(("pin", "milliseconds"), [(3, 100), (2, 0), (2, 1_000)])
def test_a_pulse_that_no_printer_gives_is_refused(pin: int, milliseconds: int) -> None:
    with pytest.raises(ValueError, match=r"pin|pulse"):
        PrinterDrawer(pin, milliseconds)


def test_the_settings_choose_the_driver(tmp_path: Path) -> None:
    network = printer_of(PrinterSettings(kind="network", host=" 10.0.0.9 "))
    assert isinstance(network, NetworkPrinter)
    assert network.name == "10.0.0.9:9100"
    file = printer_of(PrinterSettings(kind="file", path=str(tmp_path / "x")))
    assert isinstance(file, FilePrinter)
    assert printer_of(PrinterSettings()) is None
    assert drawer_of(PrinterSettings()).pulse() == b"\x1bp\x00\x32\x32"
    assert drawer_of(PrinterSettings(drawer="none")).pulse() == b""


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (PrinterSettings(kind="network"), "printer_address"),
        (PrinterSettings(kind="file", path="  "), "printer_address"),
        (PrinterSettings(kind="telepathy"), "printer_unknown"),
    ],
)
def test_settings_that_lead_nowhere_are_refused(settings: PrinterSettings, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        printer_of(settings)
    assert caught.value.code == code


def test_every_kind_of_trouble_has_a_sentence_that_needs_no_facts() -> None:
    """A print job keeps only the code of its trouble."""
    codes = [PrinterTrouble(kind).code for kind in get_args(Kind)]
    codes += ["printer_none", "print_late", "print_broken", "drawer_late"]
    assert [code for code in codes if code not in REFUSALS or "{" in REFUSALS[code]] == []
