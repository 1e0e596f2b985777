"""Scenes of a day at the till, each played as a person would: by keys, scans and touches."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from koperasi_pos.operations import products, shifts
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.simulators.day_player import DayStuck, Player
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.ask_dialog import TextDialog
from koperasi_pos.ui.dialogs.cash_dialog import CashDialog
from koperasi_pos.ui.dialogs.cashier_dialog import CashierDialog
from koperasi_pos.ui.dialogs.part_dialog import PartDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.dialogs.refund_dialog import RefundDialog
from koperasi_pos.ui.dialogs.selling_dialogs import CustomerDialog, DiscountDialog, HeldDialog, QuantityDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.values import Rupiah

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier

FLOAT, PAID_OUT, MISSING = Rupiah(200_000), Rupiah(25_000), Rupiah(1_000)
NOBODYS_CODE = "8990000000991"


def open_the_shift(player: Player) -> None:
    """F6 leads to the shift page; the float is typed."""
    player.press(Key.Key_F6)
    player.settle()
    player.picture("buka-shift")
    page = player.running.window.page("shift")
    player.fill(next(field for field in page.findChildren(QLineEdit) if field.isVisible()), str(int(FLOAT)))
    player.press(Key.Key_Return)
    player.settle()
    if shifts.current_shift(player.running.desk.till) is None:
        raise DayStuck("opening the shift")
    player.go("sell")


def a_basket(player: Player, codes: list[str], number: int) -> None:
    """A few scans, now and then a multiple, a tile or weighed goods, then cash."""
    chance = player.chance
    player.clock.pass_time(chance.randint(2, 12))
    player.read_message()
    for _step in range(chance.randint(1, 6)):
        kind = chance.random()
        if kind < 0.12:
            player.write(f"{chance.randint(2, 5)}*")
            player.press(Key.Key_Return)
        if kind > 0.9:
            player.press(Key.Key_1, ALT)
        else:
            player.scan(chance.choice(codes))
    if number % 17 == 3:
        player.scan("G03")
        player.dialog(QuantityDialog)
        player.write("0,75")
        player.press(Key.Key_Return)
        player.no_dialog("weight")
    if number == 5:
        player.picture("kasir")
    pay(player, picture=number == 5)


def pay(player: Player, *, picture: bool = False) -> None:
    """F9, a note or the exact amount, Enter."""
    player.press(Key.Key_F9)
    take_money(player, picture=picture)


def take_money(player: Player, *, picture: bool = False) -> None:
    """The payment is open: a note or the exact amount, Enter; then the receipt is there."""
    before = receipts(player)
    player.dialog(PaymentDialog)
    if player.chance.random() < 0.6:
        player.press(Key.Key_2, ALT)
    if picture:
        player.picture("bayar")
    player.press(Key.Key_Return)
    player.no_dialog("payment")
    player.wait(lambda: receipts(player) == before + 1, "the receipt")


def receipts(player: Player) -> int:
    """How many slips there are by now."""
    return len(find_receipts(player.running.desk.till, limit=1000))


def approve(player: Player, pin: str, *, picture: str = "") -> None:
    """The head comes over and types the own PIN."""
    dialog = player.dialog(ApprovalDialog)
    if picture:
        player.picture(picture)
    player.write(pin)
    player.wait(lambda: open_dialog() is not dialog, "the approval")
    player.settle()


def hold_and_call_back(player: Player, codes: list[str]) -> None:
    """A customer forgot the purse; the next one pays meanwhile."""
    player.scan(codes[0])
    player.press(Key.Key_F8)
    player.dialog(TextDialog)
    player.write("lupa dompet")
    player.press(Key.Key_Return)
    player.no_dialog("hold")
    player.scan(codes[1])
    pay(player)
    player.press(Key.Key_F7)
    player.dialog(HeldDialog)
    player.picture("keranjang-ditahan")
    player.press(Key.Key_Return)
    player.no_dialog("held baskets")
    pay(player)


def a_member(player: Player) -> None:
    """A member buys at the member's price, with a promotion, part of it by transfer, the rest in cash."""
    for name in ("mi goreng pedas", "kopi bubuk pondok", "teh celup"):
        player.scan(code_of(player, name))
    player.write("3*")
    player.press(Key.Key_Return)
    player.scan(code_of(player, "sabun mandi batang"))
    player.press(Key.Key_F5)
    player.dialog(CustomerDialog)
    player.write("hadi")
    player.settle()
    player.picture("pelanggan")
    player.press(Key.Key_Return)
    player.no_dialog("customer")
    player.read_message()
    player.picture("harga-anggota")
    player.press(Key.Key_F10)
    part = player.dialog(PartDialog)
    player.fill(part.amount, "2000")
    player.fill(part.reference, "BJ-2411")
    player.press(Key.Key_Return)
    player.dialog(PaymentDialog)
    player.picture("sebagian-transfer")
    take_money(player)


def a_discount(player: Player, head_pin: str) -> None:
    """Ten percent off is more than a cashier may give: the head approves, then the customer pays."""
    player.scan(code_of(player, "mi goreng pedas"))
    player.press(Key.Key_F4)
    player.dialog(DiscountDialog)
    player.write("10%")
    player.picture("potongan")
    player.press(Key.Key_Return)
    player.no_dialog("discount")
    player.press(Key.Key_F9)
    approve(player, head_pin, picture="persetujuan-potongan")
    take_money(player)


def code_of(player: Player, name: str) -> str:
    """The bar code of the first product with this name."""
    found = products.find_products(player.running.desk.till, name, limit=1)
    return found[0].document.packs[0].codes[0]


def a_wrong_code(player: Player) -> None:
    """A code that nothing has: the cashier is told what to do."""
    player.scan(NOBODYS_CODE)
    player.settle()
    player.picture("kode-tidak-dikenal")


def cash_out(player: Player, head_pin: str) -> None:
    """The shop needs ice: money out of the drawer, with the head's approval."""
    player.go("shift")
    player.press(Key.Key_F3)
    dialog = player.dialog(CashDialog)
    player.fill(dialog.amount, str(int(PAID_OUT)))
    player.fill(dialog.reason, "Beli es batu")
    player.picture("kas-keluar")
    player.press(Key.Key_Return)
    approve(player, head_pin)
    player.no_dialog("cash out")


def change_cashier(player: Player, name: str, pin: str) -> None:
    """Another cashier takes over the drawer of the same shift."""
    player.go("shift")
    player.press(Key.Key_F6)
    dialog = player.dialog(CashierDialog)
    dialog.person.setCurrentText(name)
    player.picture("ganti-kasir")
    dialog.pad.setFocus()
    player.write(pin)
    player.no_dialog("change of cashier")
    player.wait(lambda: player.running.desk.by.name == name, f"{name} at the till")
    player.go("sell")


def a_refund(player: Player, number: str, head_pin: str) -> None:
    """One of the first line of a receipt comes back; the head approves."""
    before = receipts(player)
    player.go("receipts")
    player.scan(number)
    player.settle()
    player.picture("struk")
    player.press(Key.Key_F6)
    dialog = player.dialog(RefundDialog)
    player.write("1")
    player.fill(dialog.reason, "sobek")
    player.picture("retur")
    player.press(Key.Key_Return)
    approve(player, head_pin, picture="persetujuan-retur")
    player.no_dialog("refund")
    player.wait(lambda: receipts(player) == before + 1, "the refund slip")


def look_around(player: Player) -> None:
    """Every page once, for the pictures."""
    for name, shown in (
        ("products", "barang"), ("promotions", "promo"), ("persons", "anggota"), ("item_import", "impor"),
        ("reports", "laporan"), ("printer", "printer"), ("settings", "pengaturan"),
    ):  # fmt: skip
        player.go(name)
        player.picture(shown)
