"""A printer on USB: claimed for every slip, written to in pieces, asked for its state over the same plug."""

from __future__ import annotations

import contextlib
import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from koperasi_pos.devices.line import LinePatience, LinePrinter
from koperasi_pos.devices.printer import Kind, PrinterTrouble

PRINTER_CLASS = 7
"""The class of an interface that prints, as the USB standard has it."""

_GET_PORT_STATUS, _FROM_INTERFACE = 1, 0xA1
_PAPER_EMPTY, _NO_ERROR = 0b0010_0000, 0b0000_1000
_STATUS_MILLISECONDS = 500

_KINDS: dict[int, Kind] = {
    errno.EACCES: "forbidden", errno.EPERM: "forbidden", errno.EBUSY: "busy", errno.ENODEV: "missing",
    errno.ENOENT: "missing", errno.ENOSYS: "no_library", errno.EIO: "missing",
}  # fmt: skip
"""What the system says when the printer is claimed → what hinders."""

_WRITTEN = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.+))?")


@dataclass(frozen=True)
class UsbAddress:
    """Maker and model, and the serial number where two of the same stand on the counter."""

    vendor: int
    product: int
    serial: str = ""

    def __str__(self) -> str:
        return f"{self.vendor:04x}:{self.product:04x}" + (f":{self.serial}" if self.serial else "")


def usb_address(text: str) -> UsbAddress:
    """The address in `04b8:0e15` or `04b8:0e15:SERIAL`; `ValueError` for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no USB address")
    return UsbAddress(int(found[1], 16), int(found[2], 16), found[3] or "")


def usb_backend() -> Any:
    """The system's USB through libusb; raises `PrinterTrouble("no_library")` where there is none."""
    import libusb_package

    backend = libusb_package.get_libusb1_backend()
    if backend is None:
        raise PrinterTrouble("no_library")
    return backend


@dataclass(frozen=True)
class Door:
    """Where bytes go into a device: the interface, its way in, and its way back where it has one."""

    interface: int
    out: int
    back: int | None


def door_of(device: Any) -> Door | None:
    """The printing interface of a device; one of the maker's own class for a printer that calls itself nothing."""
    doors: dict[int, Door] = {}
    for interface in device.get_active_configuration():
        ways = [endpoint for endpoint in interface if endpoint.bmAttributes & 0b11 == 0b10]
        out = next((way.bEndpointAddress for way in ways if not way.bEndpointAddress & 0x80), None)
        back = next((way.bEndpointAddress for way in ways if way.bEndpointAddress & 0x80), None)
        if out is not None:
            doors.setdefault(interface.bInterfaceClass, Door(interface.bInterfaceNumber, out, back))
    return doors.get(PRINTER_CLASS) or doors.get(0xFF)


class UsbLine:
    """The claimed printer; see `Line`."""

    def __init__(self, device: Any, door: Door) -> None:
        self._device, self._door = device, door
        self._tells = True

    def write(self, piece: bytes, seconds: float) -> int:
        """One transfer; libusb tells how much of it was taken when time ran out."""
        from usb.core import USBTimeoutError

        try:
            return int(self._device.write(self._door.out, piece, _milliseconds(seconds)))
        except USBTimeoutError as error:
            raise TimeoutError from error

    def read(self, seconds: float) -> bytes:
        """What the printer says."""
        from usb.core import USBTimeoutError

        if self._door.back is None:
            return b""
        try:
            return bytes(self._device.read(self._door.back, 64, _milliseconds(seconds)))
        except USBTimeoutError:
            return b""

    def leave(self, seconds: float) -> None:
        """What a transfer took is in the printer."""

    def unsent(self) -> int:
        """Nothing stays behind."""
        return 0

    def hindrance(self) -> Kind | None:
        """The port's status, which also printers give that answer no question; some give none, and are left alone."""
        from usb.core import USBError

        if not self._tells:
            return None
        try:
            came = self._device.ctrl_transfer(
                _FROM_INTERFACE, _GET_PORT_STATUS, 0, self._door.interface << 8, 1, _STATUS_MILLISECONDS
            )
        except USBError as error:
            if error.errno in (errno.ENODEV, errno.EIO):
                raise
            self._tells = False
            return None
        if len(came) != 1 or not came[0] & (_PAPER_EMPTY | _NO_ERROR | 0b0001_0000):
            return None  # all noughts: it does not know
        return "paper_out" if came[0] & _PAPER_EMPTY else None


def _milliseconds(seconds: float) -> int:
    return max(int(seconds * 1000), 1)  # nought would wait for ever


@contextlib.contextmanager
def opened(address: UsbAddress, backend: Any = None) -> Iterator[UsbLine]:
    """The printer, claimed and given back; raises `PrinterTrouble` with what hinders it."""
    from usb.core import NoBackendError, USBError
    from usb.util import dispose_resources

    try:
        device = _device(address, backend if backend is not None else usb_backend())
    except (NoBackendError, ImportError) as error:
        raise PrinterTrouble("no_library", printer=str(address)) from error
    except USBError as error:
        raise PrinterTrouble(_hindrance(error), printer=str(address)) from error
    if device is None:
        raise PrinterTrouble("missing", printer=str(address))
    try:
        door, lent = _claim(device, address)
        try:
            yield UsbLine(device, door)
        finally:
            _give_back(device, door, lent=lent)
    finally:
        dispose_resources(device)


def _device(address: UsbAddress, backend: Any) -> Any:
    from usb.core import find

    def is_it(device: Any) -> bool:
        return not address.serial or serial_number(device) == address.serial

    return find(backend=backend, idVendor=address.vendor, idProduct=address.product, custom_match=is_it)


def serial_number(device: Any) -> str:
    """The serial number that a device tells; empty where it has none, or where we may not ask."""
    from usb.core import USBError

    try:
        return str(device.serial_number or "")
    except (USBError, ValueError, RuntimeError):
        return ""


def _claim(device: Any, address: UsbAddress) -> tuple[Door, bool]:
    """The way in, and whether the system's own driver had to step aside for it."""
    from usb.core import USBError
    from usb.util import claim_interface

    lent: Door | None = None
    try:
        try:
            device.get_active_configuration()
        except USBError:
            device.set_configuration()
        door = door_of(device)
        if door is None:
            raise PrinterTrouble("missing", printer=str(address))
        with contextlib.suppress(RuntimeError):  # Windows and macOS know no such thing
            if device.is_kernel_driver_active(door.interface):
                device.detach_kernel_driver(door.interface)
                lent = door
        claim_interface(device, door.interface)
    except (USBError, RuntimeError) as error:
        if lent is not None:
            _give_back(device, lent, lent=True)
        raise PrinterTrouble(_hindrance(error), printer=str(address)) from error
    return door, lent is not None


def _give_back(device: Any, door: Door, *, lent: bool) -> None:
    """A printer that is gone cannot be given back; that it is gone was said when bytes were sent."""
    from usb.core import USBError
    from usb.util import release_interface

    with contextlib.suppress(USBError):
        release_interface(device, door.interface)
        if lent:
            device.attach_kernel_driver(door.interface)


def _hindrance(error: Exception) -> Kind:
    """What hinders; on Windows libusb says 'not supported' of a printer that another driver holds."""
    if isinstance(error, RuntimeError):
        return "no_library"
    return _KINDS.get(getattr(error, "errno", None) or 0, "missing")


def usb_printer(address: UsbAddress, *, backend: Any = None, patience: LinePatience | None = None) -> LinePrinter:
    """The driver of a printer on USB; `backend` stands in for the system's USB."""
    return LinePrinter(f"USB {address}", lambda: opened(address, backend), patience=patience)
