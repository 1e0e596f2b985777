"""A USB printer without USB: a stand-in at the place where pyusb calls libusb, with a simulated printer behind it.

No kernel here lends us a USB bus to plug a made-up device into, so this is the nearest real end: everything of pyusb
and of our driver runs, down to the calls of `usb.backend.IBackend`. Claiming the interface connects to the printer on
its socket, so that the same moods apply, the printer outlives the till, and several processes may speak to it: nobody
listening is a printer that is not plugged in, a cut line one that was pulled out, a full one a transfer that stalls.
"""

from __future__ import annotations

import errno
import socket
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

VENDOR, PRODUCT, SERIAL = 0x0416, 0x5011, "SIM0001"
_OUT, _BACK, _INTERFACE = 0x01, 0x82, 0
_BULK = 2
_ANSWER_ROOM = 64
_STRINGS = {1: "Koperasi", 2: "Thermal Printer", 3: SERIAL}


@dataclass
class Trouble:
    """What the system says: `open` and `claim` are errnos (0: well); `status` is what the port tells, or nothing."""

    open: int = 0
    claim: int = 0
    status: int | None = None
    lent: bool = True
    """Whether the system's own driver sits on the printer and has to step aside."""


class UsbStandIn(IBackend):  # type: ignore[misc] # pyusb has no types
    """A bus with one printer on it, that prints on the simulated printer at `port`; `claims` counts what was asked."""

    def __init__(self, port: int, trouble: Trouble | None = None, *, most: int = 512) -> None:
        super().__init__()
        self.trouble = trouble or Trouble()
        self.claims = self.detached = self.attached = self.released = 0
        self._port, self._most = port, most
        self._line: socket.socket | None = None

    def _plugged(self) -> bool:
        """Whether somebody listens there. A question is no connection that prints."""
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=5).close()
        except OSError:
            return False
        return True

    def enumerate_devices(self) -> Iterator[int]:
        """The one device, where it is plugged in."""
        return iter([1] if self._plugged() else [])

    def get_device_descriptor(self, dev: Any) -> Any:
        """Who made it."""
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=VENDOR, idProduct=PRODUCT, bcdDevice=0x100, iManufacturer=1, iProduct=2,
            iSerialNumber=3, bNumConfigurations=1, address=1, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        """Its one configuration."""
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        """Its one interface, of the printer class."""
        if intf or alt or config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=_INTERFACE, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=7, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        """One way in, one way back."""
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(_OUT, _BACK)[ep], bmAttributes=_BULK, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: Any) -> int:
        """Where the system lets us."""
        if self.trouble.open:
            raise USBError("open", errno=self.trouble.open)
        return 1

    def close_device(self, dev_handle: Any) -> None:
        """The till let go of it."""
        self._hang_up()

    def get_configuration(self, dev_handle: Any) -> int:
        """The one there is."""
        return 1

    def set_configuration(self, dev_handle: Any, config_value: int) -> None:
        """The one there is."""

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        """Connect to the printer, unless another program has it."""
        self.claims += 1
        if self.trouble.lent and self.detached == self.attached:
            raise USBError("claim", errno=errno.EBUSY)
        if self.trouble.claim:
            raise USBError("claim", errno=self.trouble.claim)
        try:
            self._line = socket.create_connection(("127.0.0.1", self._port), timeout=5)
        except OSError as error:
            raise USBError("claim", errno=errno.ENODEV) from error
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def release_interface(self, dev_handle: Any, intf: int) -> None:
        """Let go."""
        self.released += 1
        self._hang_up()

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        """Whether the system's own driver sits on it."""
        return self.trouble.lent and self.detached == self.attached

    def detach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        """It steps aside."""
        self.detached += 1

    def attach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        """It comes back."""
        self.attached += 1

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: array[int], timeout: int) -> int:
        """Some of it is taken, as from a real transfer; a printer that takes nothing stalls."""
        line = self._claimed()
        line.settimeout(timeout / 1000)
        try:
            return line.send(bytes(data[: self._most]))
        except TimeoutError as error:
            raise USBTimeoutError("write", errno=errno.ETIMEDOUT) from error
        except OSError as error:
            raise USBError("write", errno=errno.ENODEV) from error

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        """What it answers."""
        line = self._claimed()
        until = time.monotonic() + timeout / 1000
        line.settimeout(max(until - time.monotonic(), 0.001))
        try:
            came = line.recv(min(len(buff), _ANSWER_ROOM))
        except TimeoutError as error:
            raise USBTimeoutError("read", errno=errno.ETIMEDOUT) from error
        except OSError as error:
            raise USBError("read", errno=errno.ENODEV) from error
        if not came:
            raise USBError("read", errno=errno.ENODEV)
        buff[: len(came)] = array("B", came)
        return len(came)

    def ctrl_transfer(
        self, dev_handle: Any, bmRequestType: int, bRequest: int, wValue: int, wIndex: int,  # noqa: N803 - pyusb's names
        data: array[int], timeout: int,
    ) -> int:  # fmt: skip
        """Its strings, and the status of the printer's port."""
        if bmRequestType == 0x80 and bRequest == 6 and wValue >> 8 == 3:
            told = b"\x04\x03\x09\x04" if not wValue & 0xFF else _string(_STRINGS[wValue & 0xFF])
        elif bRequest == 1 and bmRequestType == 0xA1 and self.trouble.status is not None:
            told = bytes([self.trouble.status])
        else:
            raise USBError("stall", errno=errno.EPIPE)
        size = min(len(told), len(data))
        data[:size] = array("B", told[:size])
        return size

    def _claimed(self) -> socket.socket:
        if self._line is None:
            raise USBError("not claimed", errno=errno.ENODEV)
        return self._line

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _string(text: str) -> bytes:
    coded = text.encode("utf-16-le")
    return bytes([len(coded) + 2, 3]) + coded
