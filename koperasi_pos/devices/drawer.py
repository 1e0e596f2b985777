"""The cash drawer: on the printer, which opens it with a pulse; on a serial port of its own; or opened by hand."""

from __future__ import annotations

from typing import Protocol

from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.devices.serial_port import SerialPort, opened

_MOST_MILLISECONDS = 510
_PORT_SECONDS = 2.0


class Drawer(Protocol):
    """A drawer that hangs on the printer, or none. Nobody can ask it whether it is open."""

    def pulse(self) -> bytes:
        """The bytes that open it, sent before anything else and by themselves; nothing where the printer has no part
        in it."""
        ...

    def open_apart(self) -> bool:
        """Open a drawer in which the printer has no part; False where there is none. Raises `PrinterTrouble`."""
        ...


class PrinterDrawer:
    """A drawer on the printer's socket: `pin` 2 or 5, the pulse and the pause after it `milliseconds` long."""

    def __init__(self, pin: int = 2, milliseconds: int = 100) -> None:
        if pin not in (2, 5):
            raise ValueError(f"a drawer hangs on pin 2 or 5, not {pin}")
        if not 0 < milliseconds <= _MOST_MILLISECONDS:
            raise ValueError(f"a pulse lasts 2 to {_MOST_MILLISECONDS} ms, not {milliseconds}")
        units = max(milliseconds // 2, 1)
        self._pulse = bytes((0x1B, ord("p"), 0 if pin == 2 else 1, units, units))

    def pulse(self) -> bytes:
        """ESC p."""
        return self._pulse

    def open_apart(self) -> bool:
        """The printer opens it."""
        return False


class PortDrawer:
    """A drawer with a serial port of its own, mostly an adapter that opens it at any byte; a printer is not needed.

    It gets ESC p too: what opens at any byte opens at that, and what knows the command wants it.
    """

    def __init__(self, port: str, baud: int = 9600) -> None:
        self._port = SerialPort(port, baud)

    def pulse(self) -> bytes:
        """Nothing goes through the printer."""
        return b""

    def open_apart(self) -> bool:
        """Send the command. Raises `PrinterTrouble("drawer_port")` where the port does not take it."""
        pulse = PrinterDrawer().pulse()
        sent = 0
        try:
            with opened(self._port) as line:
                while sent < len(pulse):
                    sent += line.write(pulse[sent:], _PORT_SECONDS)
                line.leave(_PORT_SECONDS)
        except PrinterTrouble as error:
            raise PrinterTrouble("drawer_port", printer=self._port.port) from error
        except OSError as error:
            raise PrinterTrouble("drawer_port", sent=sent, printer=self._port.port) from error
        return True


class NoDrawer:
    """The shop keeps its money elsewhere, or in a drawer with a key."""

    def pulse(self) -> bytes:
        """Nothing."""
        return b""

    def open_apart(self) -> bool:
        """There is none to open."""
        return False
