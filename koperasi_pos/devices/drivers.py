"""Which driver stands behind the settings: the one place that knows them all."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.devices.cups import cups_printer
from koperasi_pos.devices.drawer import Drawer, NoDrawer, PortDrawer, PrinterDrawer
from koperasi_pos.devices.file import FilePrinter
from koperasi_pos.devices.network import NetworkPrinter
from koperasi_pos.devices.printer import Printer
from koperasi_pos.devices.serial_port import SerialPort, serial_printer
from koperasi_pos.devices.usb_port import usb_address, usb_printer
from koperasi_pos.devices.windows_queue import windows_printer
from koperasi_pos.settings import PrinterSettings
from koperasi_pos.values import Refusal

KINDS = ("none", "network", "usb", "serial", "cups", "windows", "file")

ADDRESS_FIELDS = {
    "network": "host",
    "usb": "usb",
    "serial": "path",
    "cups": "queue",
    "windows": "queue",
    "file": "path",
}
"""Kind → which setting says where the printer is."""


def printer_of(settings: PrinterSettings) -> Printer | None:
    """The printer of the settings, `None` for a shop without one.

    `Refusal`: `printer_unknown` for a kind this program has no driver for, `printer_address` where the address lacks
    or cannot be.
    """
    if settings.kind == "none":
        return None
    if settings.kind not in KINDS:
        raise Refusal("printer_unknown", driver=settings.kind)
    address = address_of(settings)
    if not address:
        raise Refusal("printer_address")
    try:
        return _driver(settings, address)
    except ValueError as error:
        raise Refusal("printer_address") from error


def _driver(settings: PrinterSettings, address: str) -> Printer:
    match settings.kind:
        case "network":
            return NetworkPrinter(address, settings.port)
        case "usb":
            return usb_printer(usb_address(address))
        case "serial":
            return serial_printer(SerialPort(address, settings.baud, settings.flow))
        case "cups":
            return cups_printer(address)
        case "windows":
            return windows_printer(address)
        case _:
            return FilePrinter(Path(address))


def address_of(settings: PrinterSettings) -> str:
    """Where the printer of the settings is, by its kind: an address, a port, a queue, a file."""
    field = ADDRESS_FIELDS.get(settings.kind)
    return str(getattr(settings, field)).strip() if field else ""


def drawer_of(settings: PrinterSettings) -> Drawer:
    """The drawer of the settings; none where its port was not said."""
    if settings.drawer == "printer":
        return PrinterDrawer(settings.drawer_pin)
    port = settings.drawer_port.strip()
    return PortDrawer(port) if settings.drawer == "port" and port else NoDrawer()
