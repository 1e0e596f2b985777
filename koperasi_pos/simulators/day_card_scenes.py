"""Scenes of a day with Kartu Santri: pocket money is put on, a santri pays by card, a limit says no, self-check."""

from __future__ import annotations

from PySide6.QtCore import Qt

from koperasi_pos.journal.documents import Limit, LimitsSaved
from koperasi_pos.operations import accounts, card_limits, cards
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.shops import SETUP
from koperasi_pos.simulators.day_player import DayStuck, Player
from koperasi_pos.simulators.day_scenes import code_of
from koperasi_pos.ui.dialogs.card_refused_dialog import CardRefusedDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.dialogs.self_check_dialog import SelfCheckDialog
from koperasi_pos.ui.dialogs.top_up_dialog import TopUpDialog
from koperasi_pos.values import Rupiah

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier

SANTRI = "Ahmad Fauzi"
PUT_ON, A_DAY = Rupiah(20_000), Rupiah(15_000)


def whose(player: Player) -> AccountView:
    """The account of the santri of these scenes."""
    return accounts.find_accounts(player.running.desk.till, SANTRI)[0]


def show_card(player: Player) -> None:
    """The printed card under the scanner."""
    till, account = player.running.desk.till, whose(player).account
    live = next(card for card in accounts.cards_of(till, account) if card.state == "active")
    player.scan(cards.printed_token(till, live.id))
    player.settle()


def put_money_on(player: Player) -> None:
    """The queue of top-ups: the card, the amount, Enter."""
    before = whose(player).balance
    player.press(Key.Key_K, CONTROL)
    player.settle()
    player.press(Key.Key_F3)
    player.dialog(TopUpDialog)
    show_card(player)
    player.write(str(int(PUT_ON)))
    player.picture("isi-saldo")
    player.press(Key.Key_Return)
    player.wait(lambda: whose(player).balance == before + PUT_ON, "money on a card")
    player.press(Key.Key_Escape)
    player.no_dialog("the queue")
    show_card(player)
    player.picture("rekening")
    player.go("sell")


def pay_with_the_card(player: Player) -> None:
    """The card before the goods; F10 and Enter. What is left is shown."""
    before = whose(player).balance
    show_card(player)
    player.scan(code_of(player, "teh celup"))
    player.picture("kartu-di-kasir")
    player.press(Key.Key_F10)
    player.dialog(PaymentDialog)
    player.picture("bayar-kartu")
    player.press(Key.Key_Return)
    player.no_dialog("a card pays")
    if not whose(player).balance < before:
        raise DayStuck("a card pays")
    player.picture("sisa-saldo")


def a_limit_says_no(player: Player) -> None:
    """The wali's limit of a day: what is left of it comes off the card, the rest is paid in cash."""
    till, view = player.running.desk.till, whose(player)
    limit = Limit(period="day", amount=A_DAY)
    wanted = LimitsSaved(id=till.new_id(), account=view.account, name=view.name, limits=[limit], wali="Bu Ratna")
    card_limits.save_limits(till, wanted, by=SETUP)
    player.settle()
    for name in ("mi goreng pedas", "kopi bubuk pondok", "sabun mandi batang"):
        player.scan(code_of(player, name))
    show_card(player)
    player.press(Key.Key_F10)
    player.dialog(CardRefusedDialog)
    player.picture("batas-belanja")
    player.press(Key.Key_F7)
    player.dialog(PaymentDialog)
    player.press(Key.Key_Return)
    player.no_dialog("a part by card")


def look_at_the_own_card(player: Player) -> None:
    """A santri without a telephone."""
    player.press(Key.Key_U, CONTROL)
    player.dialog(SelfCheckDialog)
    show_card(player)
    player.picture("cek-saldo")
    player.press(Key.Key_Return)
    player.no_dialog("self-check")
