"""Scale and pole display on real ptys: found, lost, found again, and nobody waits for them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koperasi_pos.devices.counter import Counter
from koperasi_pos.devices.pole import Pole, pole_bytes
from koperasi_pos.devices.scale import Scale
from koperasi_pos.devices.scale_protocols import PROTOCOLS
from koperasi_pos.devices.serial_line import Line, SerialDevice
from koperasi_pos.settings import Settings, changed
from koperasi_pos.simulators.pole import SimulatedPole
from koperasi_pos.simulators.scale import SimulatedScale, Speaks
from koperasi_pos.trade.weighing import Weighing
from koperasi_pos.values import Quantity


def until(so: Callable[[], bool]) -> None:
    """Wait for something; the test fails where it never comes."""
    deadline = time.monotonic() + 120
    while not so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.005)


@pytest.fixture
def started() -> Iterator[Callable[[SerialDevice | SimulatedScale | SimulatedPole | Counter], None]]:
    """Start ends and devices; they are stopped in turn, the last first."""
    running: list[SerialDevice | SimulatedScale | SimulatedPole | Counter] = []

    def start(one: SerialDevice | SimulatedScale | SimulatedPole | Counter) -> None:
        if not isinstance(one, Counter):
            one.start()
        running.append(one)

    yield start
    for one in reversed(running):
        one.stop()


Start = Callable[[SerialDevice | SimulatedScale | SimulatedPole | Counter], None]


def kilo(thousandths: int, state: str = "stable") -> Weighing:
    """A weighing."""
    return Weighing(state, Quantity(thousandths))  # type: ignore[arg-type]


def scale_at(port: Path, speaks: Speaks) -> Scale:
    """The till's scale, tried again quickly."""
    kind = "ask" if speaks == "ask" else "stream"
    return Scale(Line(str(port), 9600), PROTOCOLS[kind](), open_again=0.02)


@pytest.mark.parametrize("speaks", ["stream", "stream22", "and", "ask"])
def test_the_scale_is_read_as_it_speaks(tmp_path: Path, started: Start, speaks: Speaks) -> None:
    far, scale = SimulatedScale(tmp_path / "scale", speaks), scale_at(tmp_path / "scale", speaks)
    started(far)
    started(scale)
    far.put(1234)
    until(lambda: scale.weighing() == kilo(1234))
    assert scale.state.code == ""
    far.put(-20)
    until(lambda: scale.weighing() == kilo(-20))
    far.put(800, stable=False)
    until(lambda: (found := scale.weighing()) is not None and found.state == "moving")
    far.overload()
    until(lambda: (found := scale.weighing()) is not None and found.state == "overload")


@pytest.mark.parametrize("speaks", ["stream", "ask"])
@pytest.mark.parametrize("seed", range(3))
def test_noise_half_lines_and_garbage_never_become_a_weight(
    tmp_path: Path, started: Start, speaks: Speaks, seed: int
) -> None:
    far = SimulatedScale(tmp_path / "scale", speaks, seed=seed, trouble=40)
    scale = scale_at(tmp_path / "scale", speaks)
    started(far)
    started(scale)
    for grams in (1250, 300, 75):
        far.put(grams)
        until(lambda grams=grams: scale.weighing() == kilo(grams))  # type: ignore[misc]
        looks = [scale.weighing() for _ in range(200)]
        assert {found for found in looks if found is not None} == {kilo(grams)}


@pytest.mark.parametrize("speaks", ["stream", "ask"])
def test_a_scale_that_falls_silent_is_not_believed(tmp_path: Path, started: Start, speaks: Speaks) -> None:
    far, scale = SimulatedScale(tmp_path / "scale", speaks), scale_at(tmp_path / "scale", speaks)
    started(far)
    started(scale)
    far.put(500)
    until(lambda: scale.weighing() == kilo(500))
    far.silent = True
    until(lambda: scale.weighing() is None)
    until(lambda: scale.state.code == "scale_silent")
    far.silent = False
    until(lambda: scale.weighing() == kilo(500))
    until(lambda: scale.state.code == "")


@pytest.mark.parametrize("speaks", ["stream", "ask"])
def test_pulled_out_and_plugged_in_again(tmp_path: Path, started: Start, speaks: Speaks) -> None:
    far, scale = SimulatedScale(tmp_path / "scale", speaks), scale_at(tmp_path / "scale", speaks)
    started(scale)
    until(lambda: scale.state.code == "device_absent")
    started(far)
    far.put(500)
    until(lambda: scale.weighing() == kilo(500))
    far.end.pull_out()
    until(lambda: scale.state.code in ("device_lost", "device_absent"))
    assert scale.weighing() is None
    far.end.plug_in()
    until(lambda: scale.weighing() == kilo(500))


def test_a_port_that_somebody_else_has_is_told(tmp_path: Path, started: Start) -> None:
    far = SimulatedScale(tmp_path / "scale")
    first, second = scale_at(tmp_path / "scale", "stream"), scale_at(tmp_path / "scale", "stream")
    started(far)
    started(first)
    until(lambda: first.state.code == "")
    started(second)
    until(lambda: second.state.code == "device_busy")


@pytest.mark.parametrize("kind", ["cd5220", "plain"])
def test_the_pole_shows_the_latest_rows(tmp_path: Path, started: Start, kind: str) -> None:
    far, pole = SimulatedPole(tmp_path / "pole"), Pole(Line(str(tmp_path / "pole")), kind, open_again=0.02)
    started(far)
    started(pole)
    pole.show("Mi Goreng      6.200", "TOTAL       Rp55.000")
    until(lambda: far.rows == ("Mi Goreng      6.200", "TOTAL       Rp55.000"))
    pole.show("Es teh", "Café ½ é")
    until(lambda: far.rows == ("Es teh".ljust(20), "Café ½ é".ljust(20)))
    assert far.unknown == []
    assert pole.state.code == ""


def test_the_pole_is_pulled_out_and_plugged_in_again(tmp_path: Path, started: Start) -> None:
    far, pole = SimulatedPole(tmp_path / "pole"), Pole(Line(str(tmp_path / "pole")), open_again=0.02)
    pole.show("pertama", "")
    started(pole)
    until(lambda: pole.state.code == "device_absent")
    started(far)
    until(lambda: far.rows[0].strip() == "pertama")
    far.end.pull_out()
    pole.show("kedua", "")
    until(lambda: pole.state.code in ("device_lost", "device_absent"))
    far.switch_off_and_on()
    far.end.plug_in()
    until(lambda: far.rows[0].strip() == "kedua")


def test_a_pole_that_was_switched_off_and_on_is_written_again(tmp_path: Path, started: Start) -> None:
    far, pole = SimulatedPole(tmp_path / "pole"), Pole(Line(str(tmp_path / "pole")), say_again=0.2)
    started(far)
    started(pole)
    pole.show("TOTAL", "")
    until(lambda: far.rows[0].strip() == "TOTAL")
    far.switch_off_and_on()
    until(lambda: far.rows[0].strip() == "TOTAL")


def test_a_pole_that_takes_nothing_keeps_nobody_waiting(tmp_path: Path, started: Start) -> None:
    master, slave = os.openpty()  # nobody reads the far end: its buffer fills
    try:
        pole = Pole(Line(os.ttyname(slave)))
        pole.write_seconds = 0.2
        started(pole)
        until(lambda: pole.state.code == "")
        numbers = iter(range(1_000_000))

        def gone() -> bool:
            pole.show(str(next(numbers)), "x" * 20)
            return pole.state.code == "device_lost"

        until(gone)
    finally:
        os.close(slave)
        os.close(master)


def test_letters_of_another_page_never_shift_the_rows() -> None:
    assert pole_bytes("cd5220", ("é漢", "x" * 30), "cp437") == (
        b"\x1bQA\x82?" + b" " * 18 + b"\r\x1bQB" + b"x" * 20 + b"\r"
    )


def test_devices_follow_the_settings(tmp_path: Path, started: Start) -> None:
    far, scale = SimulatedPole(tmp_path / "pole"), SimulatedScale(tmp_path / "scale")
    started(far)
    started(scale)
    counter = Counter()
    started(counter)
    assert (counter.scale_state().code, counter.pole_state().code) == ("device_off", "device_off")
    counter.show_on_pole("Koperasi", "Selamat datang")
    ports = {"pole": {"kind": "cd5220", "port": str(tmp_path / "pole")},
             "scale": {"kind": "stream", "port": str(tmp_path / "scale")}}  # fmt: skip
    counter.follow(changed(Settings(), **ports))
    until(lambda: far.rows[0].strip() == "Koperasi")
    until(lambda: counter.weighing() == kilo(0))
    counter.follow(changed(Settings(), scale={"kind": "stream"}))
    assert (counter.scale_state().code, counter.pole_state().code) == ("device_port", "device_off")
    counter.follow(changed(Settings(), scale={"kind": "telepathy", "port": "x"}))
    assert counter.scale_state().code == "device_unknown"
    assert counter.weighing() is None
