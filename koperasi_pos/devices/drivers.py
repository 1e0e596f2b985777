"""Which driver stands behind the settings: the one place that knows them all."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.devices.drawer import Drawer, NoDrawer, PrinterDrawer
from koperasi_pos.devices.file import FilePrinter
from koperasi_pos.devices.network import NetworkPrinter
from koperasi_pos.devices.printer import Printer
from koperasi_pos.settings import PrinterSettings
from koperasi_pos.values import Refusal

KINDS = ("none", "network", "file")


def printer_of(settings: PrinterSettings) -> Printer | None:
    """The printer of the settings, `None` for a shop without one.

    `Refusal`: `printer_unknown` for a kind this program has no driver for, `printer_address` where the address lacks.
    """
    match settings.kind:
        case "none":
            return None
        case "network":
            if not settings.host.strip():
                raise Refusal("printer_address")
            return NetworkPrinter(settings.host.strip(), settings.port)
        case "file":
            if not settings.path.strip():
                raise Refusal("printer_address")
            return FilePrinter(Path(settings.path.strip()))
        case kind:
            raise Refusal("printer_unknown", driver=kind)


def drawer_of(settings: PrinterSettings) -> Drawer:
    """The drawer of the settings."""
    return PrinterDrawer() if settings.drawer == "printer" else NoDrawer()
