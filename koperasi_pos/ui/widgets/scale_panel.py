"""What lies on the scale, live: its weight, what is the matter with it, tare, and the key that takes it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from koperasi_pos.operations.counter_devices import CounterDevices
from koperasi_pos.trade.weighing import UNITS, tare_taken, weight_taken
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet, row_of
from koperasi_pos.values import Quantity, Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity
from koperasi_pos.words.refusals import refusal_sentence

EVERY_MS = 100
"""How often the weight is read; the scale's own thread never waits for it."""


class ScalePanel(Card):
    """Emits `taken` with a steady weight in thousandths of the unit, or `refused` with why there is none."""

    taken = Signal(object)
    refused = Signal(object)

    def __init__(self, devices: CounterDevices, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._devices, self._unit = devices, unit
        self.tare = Quantity(0)
        self.weight = QLabel("–")
        self.weight.setProperty("kind", "huge")
        self.weight.setMinimumHeight(58)
        self.weight.setAccessibleName(_("Weight on the scale"))
        self.words = quiet()
        self.words.setMinimumHeight(40)
        self.tare_button = SecondaryButton(_("Tare"), "F7", self.take_tare)
        self.take_button = PrimaryButton(_("Take the weight"), "F8", self.take)
        for widget in (self.weight, self.words):
            self.body.addWidget(widget)
        self.body.addLayout(row_of(self.tare_button, self.take_button))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.show_weight)
        self.show_weight()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody looks: read it again and again."""
        self._timer.start(EVERY_MS)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks."""
        self._timer.stop()
        super().hideEvent(event)

    def show_weight(self) -> None:
        """Read the scale and show what it says."""
        weighing = self._devices.weighing()
        if weighing is None or weighing.state in ("overload", "underload"):
            self.weight.setText("–")
        else:
            net = int(weighing.weight - self.tare) * UNITS[self._unit.strip().lower()] // 1000
            self.weight.setText(f"{quantity(net)} {self._unit}")
        try:
            self._net()
            words = _("Steady.")
        except Refusal as refusal:
            words = self._sentence(refusal)
        if self.tare:
            words += " " + _("Without the container of {weight} kg.").format(weight=quantity(self.tare))
        self.words.setText(words)
        self.take_button.setAccessibleDescription(words)

    def _sentence(self, refusal: Refusal) -> str:
        """Where the scale is silent, why it is."""
        state = self._devices.scale_state()
        if refusal.code == "scale_silent" and state.code not in ("", "scale_silent"):
            return refusal_sentence(Refusal(state.code, port=state.port, reason=state.reason))
        return refusal_sentence(refusal)

    def _net(self) -> Quantity:
        return weight_taken(self._devices.weighing(), tare=self.tare, unit=self._unit)

    def take(self) -> None:
        """F8: sell what lies there."""
        try:
            weight = self._net()
        except Refusal as refusal:
            self.refused.emit(refusal)
            return
        self.taken.emit(weight)

    def take_tare(self) -> None:
        """F7: the empty container lies there, its weight does not count; once more takes that back."""
        try:
            self.tare = Quantity(0) if self.tare else tare_taken(self._devices.weighing())
        except Refusal as refusal:
            self.refused.emit(refusal)
        self.show_weight()
