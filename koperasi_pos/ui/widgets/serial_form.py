"""A device on a serial port as a form: which kind, where, how fast; and the words for how it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from koperasi_pos.operations.counter_devices import DeviceState, FoundPort
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, SuggestField, form_row
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence

BAUDS = ("1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200")


class SerialForm(QWidget):
    """Kind, port and speed, and one more choice where the device has one (`extra`: its name in the settings)."""

    def __init__(
        self, title: str, kinds: Sequence[tuple[str, str]], advice: str, *, extra: str, extra_name: str,
        extras: Sequence[tuple[str, str]], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.card = Card(title)
        self.kind = Choice(_("Kind"), list(kinds))
        self.port = SuggestField(_("Port"))
        self.baud = Choice(_("Speed (baud)"), [(baud, baud) for baud in BAUDS])
        self._extra = extra
        self.extra = Choice(extra_name, list(extras))
        grid = QGridLayout()
        for place, field in enumerate((self.kind, self.port, self.baud, self.extra)):
            grid.addWidget(form_row(field.accessibleName(), field), place // 2, place % 2)
        self.card.body.addLayout(grid)
        self.card.body.addWidget(quiet(advice))
        column.addWidget(self.card)
        column.addStretch(1)

    def read(self, kind: str, port: str, baud: int, extra: str) -> None:
        """Show the settings in force."""
        self.kind.set_value(kind)
        self.port.setCurrentText(port)
        if self.baud.findData(str(baud)) < 0:
            self.baud.addItem(str(baud), str(baud))
        self.baud.set_value(str(baud))
        self.extra.set_value(extra)

    def typed(self) -> dict[str, Any]:
        """The fields as settings."""
        port = self.port.value().partition(" · ")[0].strip()
        return {
            "kind": self.kind.value(), "port": port, "baud": int(self.baud.value()), self._extra: self.extra.value(),
        }  # fmt: skip

    def show_ports(self, ports: Sequence[FoundPort]) -> None:
        """Offer the ports of this machine."""
        self.port.set_options([port.name for port in ports])


def state_word(state: DeviceState) -> tuple[str, str]:
    """(a word, the colour of its chip)."""
    if not state.code:
        return _("well"), "good"
    if state.code in ("device_off", "device_opening", "device_waiting"):
        return (_("not set up") if state.code == "device_off" else _("waiting")), "gold"
    return _("trouble"), "red"


def state_sentence(state: DeviceState) -> str:
    """What to do about it; where it is while all is well."""
    if not state.code:
        return _("Found at {port}.").format(port=state.port)
    return refusal_sentence(Refusal(state.code, port=state.port, reason=state.reason))
