"""The cash drawer: it hangs on the printer, which opens it with a pulse."""

from __future__ import annotations

from typing import Protocol

_MOST_MILLISECONDS = 510


class Drawer(Protocol):
    """A drawer. It has no lock of its own: whoever sends its bytes opens it."""

    def pulse(self) -> bytes:
        """The bytes that open it, sent before anything else and by themselves; nothing where there is no drawer."""
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


class NoDrawer:
    """The shop keeps its money elsewhere."""

    def pulse(self) -> bytes:
        """Nothing."""
        return b""
