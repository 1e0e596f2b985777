"""Scenes of a day around the drawer: to the safe, opened without a sale, taken over at the lock, counted blind."""

from __future__ import annotations

from PySide6.QtCore import Qt

from koperasi_pos.operations import shifts
from koperasi_pos.simulators.day_player import Player
from koperasi_pos.simulators.day_scenes import MISSING, approve, pay
from koperasi_pos.trade.shifts import DENOMINATIONS
from koperasi_pos.ui.dialogs.cash_dialog import CashDialog
from koperasi_pos.ui.dialogs.close_shift_dialog import CloseShiftDialog
from koperasi_pos.values import Rupiah

Key = Qt.Key
TO_THE_SAFE = Rupiah(50_000)


def to_the_safe(player: Player, head_pin: str) -> None:
    """Too much money lies in the drawer: some of it goes to the safe, with a slip."""
    player.go("shift")
    player.press(Key.Key_F4)
    dialog = player.dialog(CashDialog)
    player.fill(dialog.amount, str(int(TO_THE_SAFE)))
    player.fill(dialog.reason, "Setoran siang")
    player.picture("setoran")
    player.press(Key.Key_Return)
    approve(player, head_pin)
    player.no_dialog("to the safe")


def open_the_drawer(player: Player, head_pin: str) -> None:
    """Somebody wants a note changed: the drawer opens without a sale, and who and why is written down."""
    player.go("shift")
    player.press(Key.Key_F5)
    dialog = player.dialog(CashDialog)
    player.fill(dialog.reason, "Tukar uang")
    player.press(Key.Key_Return)
    approve(player, head_pin)
    player.no_dialog("the drawer")
    player.picture("laci-dibuka")


def take_over_at_the_lock(player: Player, codes: list[str], name: str, pin: str) -> None:
    """The cashier is called away and locks the till; another one signs in and goes on with the basket."""
    player.go("sell")
    player.scan(codes[2])
    player.settle()
    player.press(Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    player.wait(lambda: player.running.desk.actor is None, "the lock")
    player.picture("terkunci")
    player.sign_in(name, pin)
    player.picture("keranjang-tetap-ada")
    pay(player)


def close_the_shift(player: Player) -> None:
    """Count the drawer blind, note by note, short by a thousand, and see the Z."""
    player.go("shift")
    player.picture("shift")
    till = player.running.desk.till
    rest = int(shifts.x_report(till).figures.expected - MISSING)
    player.press(Key.Key_F9)
    player.dialog(CloseShiftDialog)
    for value in DENOMINATIONS:
        count, rest = divmod(rest, int(value))
        if count:
            player.write(str(count))
        player.press(Key.Key_Return)
    player.write("Kurang seribu, dicari")
    player.picture("hitung-laci")
    player.press(Key.Key_Return)
    player.wait(lambda: shifts.current_shift(till) is None, "the shift to close")
    player.no_dialog("after closing")
    player.picture("laporan-z")
