"""Goods that are weighed: the scale's weight with one key, live; tare; what may not be taken; typing goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from koperasi_pos.operations import machine
from koperasi_pos.settings import changed
from koperasi_pos.simulators.pole import SimulatedPole
from koperasi_pos.simulators.scale import SimulatedScale, Speaks
from koperasi_pos.ui.dialogs.selling_dialogs import QuantityDialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.theme.style import apply_theme
from tests.ui.hands import Hands
from tests.ui.selling import NOODLES, lines, pay


@pytest.fixture(params=["stream", "ask"])
def scale(request: pytest.FixtureRequest, tmp_path: Path, sell: SellPage, hands: Hands) -> Iterator[SimulatedScale]:
    """A scale of each kind on the counter, found."""
    speaks: Speaks = request.param
    far = SimulatedScale(tmp_path / "scale", speaks, seed=4, trouble=20)
    far.start()
    till = hands.running.till
    machine.save_settings(till, changed(till.settings, scale={"kind": speaks, "port": str(far.end.link)}))
    hands.wait(lambda: hands.running.desk.devices.scale_state().code == "")
    yield far
    far.stop()


def ring_up(hands: Hands) -> QuantityDialog:
    """The eggs by their code."""
    hands.type("00017")
    hands.press(Qt.Key.Key_Return)
    dialog = hands.dialog()
    assert isinstance(dialog, QuantityDialog)
    assert dialog.scale is not None
    return dialog


def shows(hands: Hands, dialog: QuantityDialog, weight: str) -> None:
    """The dialog shows a steady weight."""
    assert dialog.scale is not None
    panel = dialog.scale
    hands.wait(lambda: panel.weight.text() == weight and "diam" in panel.words.text().lower())


def test_one_key_takes_the_weight(scale: SimulatedScale, sell: SellPage, hands: Hands) -> None:
    scale.put(1250)
    dialog = ring_up(hands)
    shows(hands, dialog, "1,25 kg")
    hands.press(Qt.Key.Key_F8)
    hands.no_dialog()
    assert lines(sell) == [("Telur ayam", 1250)]
    pay(hands)
    assert sell.counter.basket.empty


def test_enter_alone_takes_it_and_typing_is_still_possible(scale: SimulatedScale, sell: SellPage, hands: Hands) -> None:
    scale.put(500)
    shows(hands, ring_up(hands), "0,5 kg")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    ring_up(hands)
    hands.type("0,75")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert lines(sell) == [("Telur ayam", 500), ("Telur ayam", 750)]


def test_the_container_does_not_count(scale: SimulatedScale, sell: SellPage, hands: Hands) -> None:
    scale.put(200)
    dialog = ring_up(hands)
    shows(hands, dialog, "0,2 kg")
    hands.press(Qt.Key.Key_F7)
    assert dialog.scale is not None
    assert "0,2" in dialog.scale.words.text()
    scale.put(1450)
    shows(hands, dialog, "1,25 kg")
    hands.press(Qt.Key.Key_F8)
    hands.no_dialog()
    assert lines(sell) == [("Telur ayam", 1250)]


def test_what_may_not_be_taken_is_told(scale: SimulatedScale, sell: SellPage, hands: Hands) -> None:
    dialog = ring_up(hands)
    assert dialog.scale is not None
    panel, said = dialog.scale, set[str]()
    steps: tuple[Callable[[], None], ...] = (
        partial(scale.put, 700, stable=False), scale.overload, partial(scale.put, -30), partial(scale.put, 0),
    )  # fmt: skip
    for lay in steps:
        before = panel.words.text()
        lay()
        hands.wait(lambda before=before: panel.words.text() != before)  # type: ignore[misc]
        hands.press(Qt.Key.Key_F8)
        assert dialog.isVisible()
        hands.press(Qt.Key.Key_Return)
        assert dialog.isVisible()
        said.add(dialog.wrong.text())
    assert len(said) >= 3
    scale.end.pull_out()
    hands.wait(lambda: hands.running.desk.devices.scale_state().code in ("device_lost", "device_absent"))
    hands.wait(lambda: str(scale.end.link) in panel.words.text())
    hands.type("2")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert lines(sell) == [("Telur ayam", 2000)]


def test_a_scan_in_between_waits_for_the_weight(scale: SimulatedScale, sell: SellPage, hands: Hands) -> None:
    dialog = ring_up(hands)
    hands.scan(NOODLES)
    assert dialog.isVisible()
    assert lines(sell) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures(
    scale: SimulatedScale, sell: SellPage, hands: Hands, take_picture: Callable[..., Path], qapp: QApplication,
    theme: str,
) -> None:  # fmt: skip
    apply_theme(qapp, theme)
    scale.put(1250)
    dialog = ring_up(hands)
    shows(hands, dialog, "1,25 kg")
    hands.press(Qt.Key.Key_F7)
    hands.wait(lambda: dialog.scale is not None and dialog.scale.weight.text() == "0 kg")
    hands.press(Qt.Key.Key_F8)
    take_picture(dialog, f"weighing_{scale.speaks}_{theme}")
    dialog.reject()


def test_without_a_scale_the_question_is_as_before(sell: SellPage, hands: Hands) -> None:
    hands.type("00017")
    hands.press(Qt.Key.Key_Return)
    dialog = hands.dialog()
    assert isinstance(dialog, QuantityDialog)
    assert dialog.scale is None
    hands.type("1,5")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert lines(sell) == [("Telur ayam", 1500)]


def test_the_pole_display_follows_the_basket_to_the_change(tmp_path: Path, sell: SellPage, hands: Hands) -> None:
    far = SimulatedPole(tmp_path / "pole")
    far.start()
    try:
        till = hands.running.till
        machine.save_settings(till, changed(till.settings, pole={"kind": "plain", "port": str(far.end.link)}))
        hands.wait(lambda: far.rows[0].strip() == "Koperasi An-Nur")
        hands.scan(NOODLES)
        hands.wait(lambda: far.rows == ("Mi Goreng Seda 3.100", "TOTAL        Rp3.100"))
        far.end.pull_out()
        hands.scan(NOODLES)
        assert lines(sell) == [("Mi Goreng Sedap 85 g", 2000)], "nobody waits for it"
        far.end.plug_in()
        hands.wait(lambda: "6.200" in far.rows[1])
        hands.press(Qt.Key.Key_F9)
        hands.dialog()
        hands.type("10000")
        hands.press(Qt.Key.Key_Return)
        hands.no_dialog()
        hands.wait(lambda: far.rows == ("DIBAYAR     Rp10.000", "KEMBALI      Rp3.800"))
    finally:
        far.stop()
