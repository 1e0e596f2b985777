"""Everything on the counter besides the printer: starts, changes and stops with the settings."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.devices.pole import KINDS, Pole
from koperasi_pos.devices.scale import Scale
from koperasi_pos.devices.scale_protocols import PROTOCOLS
from koperasi_pos.devices.serial_line import Line, serial_ports
from koperasi_pos.operations.counter_devices import DeviceState, FoundPort
from koperasi_pos.settings import PoleSettings, ScaleSettings, Settings
from koperasi_pos.trade.weighing import Weighing


class Counter:
    """The scale and the pole display of this machine; `CounterDevices` for the windows."""

    def __init__(self) -> None:
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

    def stop(self) -> None:
        """Give the ports back."""
        for device in (self._scale, self._pole):
            if device is not None:
                device.stop()
        self._scale = self._pole = None


def _state(device: Scale | Pole | None, kind: str, port: str) -> DeviceState:
    if device is not None:
        return device.state
    if kind == "none":
        return DeviceState()
    return DeviceState(port, "device_port" if not port.strip() else "device_unknown")
