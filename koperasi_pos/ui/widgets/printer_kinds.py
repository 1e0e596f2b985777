"""Kinds of printers in words, what the address of each looks like, and a choice of those that were found."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from koperasi_pos.paper.printers import Found
from koperasi_pos.ui.widgets.fields import Choice
from koperasi_pos.words import N_, _

PORT = 9100
"""At which network printers listen, where nothing else is typed."""

_WORDS = {
    "none": N_("no printer yet"),
    "usb": N_("on USB"),
    "network": N_("network printer"),
    "serial": N_("on a serial port"),
    "cups": N_("print queue of this computer"),
    "windows": N_("printer of Windows"),
    "file": N_("into a file"),
}
_ELSEWHERE = "cups" if os.name == "nt" else "windows"

ADDRESSES = {
    "usb": (N_("Maker and model"), "04b8:0e15"),
    "network": (N_("Address"), "192.168.1.50"),
    "serial": (N_("Serial port"), "COM3" if os.name == "nt" else "/dev/ttyUSB0"),
    "cups": (N_("Print queue"), "struk"),
    "windows": (N_("Printer of Windows"), "POS-58"),
    "file": (N_("File"), ""),
}
"""Kind → what its address is called, and an example."""

SPEEDS = (9600, 19_200, 38_400, 57_600, 115_200, 4800, 2400)
FLOWS = (("none", N_("nothing")), ("xonxoff", "XON/XOFF"), ("rtscts", "RTS/CTS"), ("dsrdtr", "DSR/DTR"))


def kinds(held: str = "") -> list[tuple[str, str]]:
    """The kinds that this system knows, and the one that is held, with their words."""
    return [(kind, _(word)) for kind, word in _WORDS.items() if kind != _ELSEWHERE or kind == held]


def speeds() -> list[tuple[str, str]]:
    """Speeds of a serial line, the usual ones first."""
    return [(str(speed), str(speed)) for speed in SPEEDS]


def flows() -> list[tuple[str, str]]:
    """What holds a serial line back, in words."""
    return [(flow, _(word)) for flow, word in FLOWS]


class FoundPrinters(Choice):
    """Printers that were found; `taken` gives the one that a person chose."""

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._found: list[Found] = []
        super().__init__(_("Printers found"), [], parent=parent)
        self.offer([])
        self.chosen.connect(self._take)

    def offer(self, found: Sequence[Found]) -> None:
        """Offer these instead; nothing is taken by itself."""
        self._found = list(found)
        none = _("choose a printer …") if found else _("none found on this computer")
        self.blockSignals(True)
        self.set_options([("", none), *((f"{one.kind} {one.address}", _words(one)) for one in found)])
        self.setCurrentIndex(0)
        self.blockSignals(False)

    def add(self, found: Sequence[Found]) -> None:
        """Offer these too, before the others."""
        self.offer([*found, *(one for one in self._found if one not in found)])

    def ports(self) -> list[str]:
        """The serial ports among them."""
        return [one.address for one in self._found if one.kind == "serial"]

    def found(self) -> list[Found]:
        """All of them."""
        return list(self._found)

    def _take(self, value: str) -> None:
        for one in self._found:
            if value == f"{one.kind} {one.address}":
                self.taken.emit(one)


def _words(found: Found) -> str:
    return f"{found.label} · {_(_WORDS[found.kind])}" if found.kind in _WORDS else found.label
