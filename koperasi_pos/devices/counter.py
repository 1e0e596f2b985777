"""Everything on the counter besides the printer: starts, changes and stops with the settings."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.devices.card_reader import CardReader, Ears
from koperasi_pos.devices.pole import KINDS, Pole
from koperasi_pos.devices.scale import Scale
from koperasi_pos.devices.scale_protocols import PROTOCOLS
from koperasi_pos.devices.serial_line import Line, serial_ports
from koperasi_pos.operations.counter_devices import DeviceState, FoundPort, FoundReader
from koperasi_pos.settings import CardReaderSettings, PoleSettings, ScaleSettings, Settings
from koperasi_pos.trade.taps import Tap
from koperasi_pos.trade.weighing import Weighing


class Counter:
    """Scale, pole display and card reader of this machine; `CounterDevices` for the windows. `ears` hear of cards."""

    def __init__(self, ears: Ears | None = None) -> None:
        self._ears = ears or Ears(lambda tap: None, lambda refusal: None, lambda: None)
        self._card: CardReader | None = None
        self._card_settings = CardReaderSettings()
        self._scale: Scale | None = None
        self._pole: Pole | None = None
        self._scale_settings = ScaleSettings()
        self._pole_settings = PoleSettings()
        self._rows = ("", "")

    def follow(self, settings: Settings) -> None:
        """Other settings are in force; a device whose settings did not change goes on."""
        if settings.scale != self._scale_settings:
            self._scale_settings = settings.scale
            self._follow_scale(settings.scale)
        if settings.pole != self._pole_settings:
            self._pole_settings = settings.pole
            self._follow_pole(settings.pole)
        if settings.card_reader != self._card_settings:
            self._card_settings = settings.card_reader
            self._follow_card(settings.card_reader)

    def _follow_scale(self, settings: ScaleSettings) -> None:
        if self._scale is not None:
            self._scale.stop()
            self._scale = None
        if settings.kind in PROTOCOLS and settings.port.strip():
            line = Line(settings.port.strip(), settings.baud, settings.frame)
            self._scale = Scale(line, PROTOCOLS[settings.kind]())
            self._scale.start()

    def _follow_pole(self, settings: PoleSettings) -> None:
        if self._pole is not None:
            self._pole.stop()
            self._pole = None
        if settings.kind in KINDS and settings.port.strip():
            pole = Pole(Line(settings.port.strip(), settings.baud), settings.kind, settings.code_page)
            self._pole = pole  # first, so that rows that come right now are not missed
            pole.show(*self._rows)
            pole.start()

    def _follow_card(self, settings: CardReaderSettings) -> None:
        if self._card is not None:
            self._card.stop()
            self._card = None
        if settings.kind == "pcsc":
            from koperasi_pos.devices.pcsc_reader import PcscReader

            self._card = PcscReader(self._ears, only=settings.reader, signed=settings.signed)
            self._card.start()

    def scale_state(self) -> DeviceState:
        """How the scale is."""
        return _state(self._scale, self._scale_settings.kind, self._scale_settings.port)

    def weighing(self) -> Weighing | None:
        """What the scale shows."""
        return self._scale.weighing() if self._scale is not None else None

    def pole_state(self) -> DeviceState:
        """How the pole display is."""
        return _state(self._pole, self._pole_settings.kind, self._pole_settings.port)

    def show_on_pole(self, upper: str, lower: str) -> None:
        """Show two rows."""
        self._rows = (upper, lower)
        if self._pole is not None:
            self._pole.show(upper, lower)

    def ports(self) -> Sequence[FoundPort]:
        """The serial ports of this machine."""
        return serial_ports()

    def card_state(self) -> DeviceState:
        """How the card reader is; one that types is a keyboard, whose presence nobody can ask for."""
        if self._card is not None:
            return self._card.state
        kind = self._card_settings.kind
        return DeviceState("", {"none": "device_off", "wedge": "card_wedge"}.get(kind, "device_unknown"))

    def card_readers(self) -> Sequence[FoundReader]:
        """The PC/SC readers that are plugged in."""
        return self._card.readers if self._card is not None else ()

    def card_lying(self) -> Tap | None:
        """The card that lies on one of them."""
        return self._card.lying if self._card is not None else None

    def stop(self) -> None:
        """Give the ports back."""
        for device in (self._scale, self._pole, self._card):
            if device is not None:
                device.stop()
        self._scale = self._pole = self._card = None


def _state(device: Scale | Pole | None, kind: str, port: str) -> DeviceState:
    if device is not None:
        return device.state
    if kind == "none":
        return DeviceState()
    return DeviceState(port, "device_port" if not port.strip() else "device_unknown")
