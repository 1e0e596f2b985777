"""What printers this computer has: plugged in on USB, queues of the system, serial ports one may hang on."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from koperasi_pos.devices import cups, windows_queue
from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.devices.usb_port import PRINTER_CLASS, UsbAddress, serial_number, usb_backend

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A printer, or a port it may hang on: the kind of driver, the address for it, and what people call it."""

    kind: str
    address: str
    label: str


def found_here(*, bus: Any = None) -> list[Found]:
    """Everything that this computer knows of by itself; nothing is printed and nobody on the network asked.

    `bus` stands in for the system's USB.
    """
    queues = cups.queues() if os.name != "nt" else windows_queue.queues()
    kind = "cups" if os.name != "nt" else "windows"
    return [*usb_printers(bus), *(Found(kind, queue, queue) for queue in queues), *serial_ports()]


def usb_printers(bus: Any = None) -> list[Found]:
    """The printers on USB; the serial number is part of the address where two of the same are there."""
    try:
        seen = list(_usb_devices(bus if bus is not None else usb_backend()))
    except (PrinterTrouble, OSError, RuntimeError, ImportError) as error:
        logger.info("USB could not be looked at: %r", error)
        return []
    count = Counter((device.idVendor, device.idProduct) for device in seen)
    found = []
    for device in seen:
        twice = count[device.idVendor, device.idProduct] > 1
        address = UsbAddress(device.idVendor, device.idProduct, serial_number(device) if twice else "")
        found.append(Found("usb", str(address), f"{_model(device)} ({address})"))
    return found


def _usb_devices(bus: Any) -> Iterator[Any]:
    """Devices with an interface that prints; one whose interfaces may not be read is passed over."""
    from usb.core import find

    for device in find(find_all=True, backend=bus):
        try:
            # Descriptors are read without opening the device: also one that we may not open is offered.
            if any(one.bInterfaceClass == PRINTER_CLASS for setting in device for one in setting):
                yield device
        except (OSError, RuntimeError) as error:
            logger.info("a device on USB could not be looked at: %r", error)


def _model(device: Any) -> str:
    """Maker and model as the device tells them, where we may ask."""
    try:
        told = " ".join(str(word) for word in (device.manufacturer, device.product) if word)
    except (OSError, ValueError, RuntimeError):
        told = ""
    return told or "USB"


def serial_ports() -> list[Found]:
    """Serial ports, with what is known of what hangs on them."""
    from serial.tools.list_ports import comports

    ports = sorted(comports(), key=lambda port: str(port.device))
    return [Found("serial", str(port.device), _port_words(str(port.device), str(port.description))) for port in ports]


def _port_words(device: str, description: str) -> str:
    return device if description in ("", "n/a", "None") or description in device else f"{device} · {description}"
