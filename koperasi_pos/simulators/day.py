"""A day in the shop, played through the real windows by keys, scans and touches; leaves pictures and papers."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from koperasi_pos.operations import products, shifts, shops, staff, upkeep
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.simulators.day_papers import write_papers
from koperasi_pos.ui.keys import ScanFilter
from koperasi_pos.ui.main_window import MainWindow, open_dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.values import WIB, Rupiah
from koperasi_pos.words import _, set_language

HEAD_PIN, FIRST_PIN, SECOND_PIN = "135790", "246813", "975310"
PATIENCE_SECONDS = 10.0
BASKETS = 50


class Running(Protocol):
    """A till with its windows, as the composition root joins them."""

    desk: Desk
    window: MainWindow
    scans: ScanFilter

    def stop(self) -> None:
        """End everything."""


Begin = Callable[[Till, QApplication], Running]


class DayStuck(Exception):
    """The windows did not come to where the day should go on; the sentence says where."""


@dataclass
class Clock:
    """The day's own clock: every reading is a moment later, so that receipts spread over the hours."""

    moment: datetime = datetime(2026, 11, 24, 7, 2, tzinfo=WIB)

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=200)
        return self.moment

    def pass_time(self, minutes: int) -> None:
        """Time goes by between customers."""
        self.moment += timedelta(minutes=minutes)


@dataclass
class Player:
    """Hands at the till: presses keys, scans, waits until the windows answer."""

    application: QApplication
    running: Running
    folder: Path
    clock: Clock
    chance: random.Random
    pictures: list[Path] = field(default_factory=list)

    def wait(self, until: Callable[[], bool], where: str) -> None:
        """Let the windows work until something is so; `DayStuck` when it never is."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if time.monotonic() > ends:
                widget: QWidget = open_dialog() or self.running.window
                widget.grab().save(str(self.folder / "macet.png"))
                raise DayStuck(where)
            self.application.processEvents()
            QTest.qWait(2)

    def settle(self) -> None:
        """Wait until every act came back."""
        self.application.processEvents()
        self.wait(lambda: not self.running.desk.runner.busy and not self.running.desk.side_runner.busy, "an act")
        self.application.processEvents()

    def focus(self) -> QWidget:
        """Where keys go."""
        window: QWidget = open_dialog() or self.running.window
        found: QWidget | None = window.focusWidget()
        return window if found is None else found

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        QTest.keyClick(self.focus(), key, modifier)
        self.application.processEvents()

    def type(self, text: str) -> None:
        """Characters with the pauses of a person, so that they are no scan."""
        pause = self.running.desk.till.settings.scanner.gap_ms + 5
        for character in text:
            QTest.keyClicks(self.focus(), character)
            QTest.qWait(pause)

    def scan(self, code: str) -> None:
        """A scanner: all characters at once, then Enter."""
        QTest.keyClicks(self.focus(), code)
        QTest.keyClick(self.focus(), Qt.Key.Key_Return)
        self.application.processEvents()

    def dialog(self, where: str) -> QDialog:
        """The dialog that should be open now."""
        self.wait(lambda: open_dialog() is not None, where)
        found = open_dialog()
        assert found is not None
        return found

    def no_dialog(self, where: str) -> None:
        """Every question is answered."""
        self.wait(lambda: open_dialog() is None, where)
        self.settle()

    def picture(self, name: str) -> None:
        """Keep what is to be seen."""
        self.settle()
        widget: QWidget = open_dialog() or self.running.window
        file = self.folder / f"{len(self.pictures) + 1:02d}-{name}.png"
        widget.grab().save(str(file))
        self.pictures.append(file)

    def sign_in(self, name: str, pin: str) -> None:
        """Choose a name, type the PIN."""
        page = self.running.window.page("sign_in")
        page.choose(name)  # type: ignore[attr-defined]
        page.pad.setFocus()  # type: ignore[attr-defined]
        self.type(pin)
        self.wait(lambda: self.running.desk.actor is not None, f"sign-in of {name}")
        self.settle()


def play(folder: Path | None, application: QApplication, begin: Begin, *, seed: int = 1, baskets: int = BASKETS) -> int:
    """Play the day; prints where pictures and papers are. 3 where the books are not sound, else 0."""
    target = folder or Path(tempfile.mkdtemp(prefix="koperasi-hari-"))
    target.mkdir(parents=True, exist_ok=True)
    clock = Clock()
    home = Path(tempfile.mkdtemp(prefix="toko-", dir=target))
    till = sample_shop(home, clock)
    running = begin(till, application)
    running.window.resize(QSize(1366, 768))
    running.window.show()
    player = Player(application, running, target, clock, random.Random(seed))
    try:
        a_day(player, baskets)
        papers = write_papers(till, target)
        findings = upkeep.check(till)
    finally:
        application.removeEventFilter(running.scans)
        running.stop()
    _tell(player, papers, seed, sound=findings.sound, entries=findings.entries)
    return 0 if findings.sound else 3


def _tell(player: Player, papers: list[Path], seed: int, *, sound: bool, entries: int) -> None:
    print(_("A day in the shop (seed {seed}): {entries} entries.").format(seed=seed, entries=entries))
    print(_("The books are sound.") if sound else _("The books are NOT sound."))
    print(
        _("{pictures} pictures and {papers} papers lie in {folder}").format(
            pictures=len(player.pictures), papers=len(papers), folder=player.folder
        ),
        flush=True,
    )


def sample_shop(home: Path, clock: Callable[[], datetime]) -> Till:
    """The sample shop with a head and two cashiers."""
    from koperasi_pos.operations.samples import fill_with_samples

    set_language("id")
    till = shops.make_shop(
        home, name="Koperasi Pesantren An-Nur", head_name="Ustadz Hadi", head_pin=HEAD_PIN, clock=clock,
        keyring_allowed=False, address="Jl. Pondok 1, Mojokerto", pesantren="An-Nur",
    )  # fmt: skip
    for name, pin in (("Siti Aminah", FIRST_PIN), ("Zidan", SECOND_PIN)):
        staff.save_staff(till, id=till.new_id(), name=name, role="cashier", pin=pin, by=shops.SETUP)
    fill_with_samples(till, by=shops.SETUP)
    return till


def a_day(player: Player, baskets: int) -> None:
    """From the first sign-in to the closed shift."""
    player.picture("masuk")
    player.sign_in("Siti Aminah", FIRST_PIN)
    player.picture("belum-buka-shift")
    open_the_shift(player)
    codes = [code for row in products.find_products(player.running.desk.till, "", limit=200)
             for code in row.document.packs[0].codes]  # fmt: skip
    half = baskets // 2
    for number in range(half):
        a_basket(player, codes, number)
    hold_and_call_back(player, codes)
    a_customer(player)
    a_wrong_code(player)
    player.running.window.lock()
    player.settle()
    player.sign_in("Zidan", SECOND_PIN)
    for number in range(half, baskets):
        a_basket(player, codes, number)
    a_refund(player)
    look_around(player)
    close_the_shift(player)


def open_the_shift(player: Player) -> None:
    """F6 leads to the shift page; the float is typed."""
    player.press(Qt.Key.Key_F6)
    player.settle()
    player.picture("buka-shift")
    till = player.running.desk.till
    actor = player.running.desk.by
    fields = [field for field in player.running.window.page("shift").findChildren(QLineEdit) if field.isVisible()]
    if fields:
        fields[0].setFocus()
        fields[0].selectAll()
        player.type("200000")
        player.press(Qt.Key.Key_Return)
        player.settle()
    if shifts.current_shift(till) is None:
        player.press(Qt.Key.Key_F9)
        player.settle()
    if shifts.current_shift(till) is None:
        raise DayStuck(f"opening the shift as {actor.name}")
    player.running.desk.go.emit("sell")
    player.settle()


def a_basket(player: Player, codes: list[str], number: int) -> None:
    """A few scans, now and then a multiple, a tile or weighed goods, then cash."""
    chance = player.chance
    player.clock.pass_time(chance.randint(2, 12))
    sold = len(find_receipts(player.running.desk.till, limit=500))
    for _step in range(chance.randint(1, 6)):
        kind = chance.random()
        if kind < 0.12:
            player.type(f"{chance.randint(2, 5)}*")
            player.press(Qt.Key.Key_Return)
        if kind > 0.9:
            player.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        else:
            player.scan(chance.choice(codes))
    if number % 17 == 3:
        player.scan("G03")
        player.dialog("weight of eggs")
        player.type("0,75")
        player.press(Qt.Key.Key_Return)
        player.no_dialog("weight of eggs")
    if number == 5:
        player.picture("kasir")
    pay(player, picture=number == 5)
    player.wait(lambda: len(find_receipts(player.running.desk.till, limit=500)) > sold, f"sale {number}")


def pay(player: Player, *, picture: bool = False) -> None:
    """F9, a note or the exact amount, Enter."""
    player.press(Qt.Key.Key_F9)
    player.dialog("payment")
    if player.chance.random() < 0.6:
        player.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    if picture:
        player.picture("bayar")
    player.press(Qt.Key.Key_Return)
    player.no_dialog("payment")


def hold_and_call_back(player: Player, codes: list[str]) -> None:
    """A customer forgot the purse; the next one pays meanwhile."""
    player.scan(codes[0])
    player.press(Qt.Key.Key_F8)
    player.dialog("hold")
    player.type("lupa dompet")
    player.press(Qt.Key.Key_Return)
    player.no_dialog("hold")
    player.scan(codes[1])
    pay(player)
    player.press(Qt.Key.Key_F7)
    player.dialog("held baskets")
    player.picture("keranjang-ditahan")
    player.press(Qt.Key.Key_Return)
    player.no_dialog("held baskets")
    pay(player)


def a_customer(player: Player) -> None:
    """A member buys at the member's price, part of it by transfer."""
    mi = products.find_products(player.running.desk.till, "mi goreng pedas", limit=1)[0].document
    player.scan(mi.packs[0].codes[0])
    player.press(Qt.Key.Key_F5)
    player.dialog("customer")
    player.type("hadi")
    player.settle()
    player.picture("pelanggan")
    player.press(Qt.Key.Key_Return)
    player.no_dialog("customer")
    player.picture("harga-anggota")
    player.press(Qt.Key.Key_F10)
    player.dialog("another way")
    player.type("BJ-2411")
    player.picture("transfer")
    player.press(Qt.Key.Key_Return)
    player.settle()
    player.press(Qt.Key.Key_Return)
    player.no_dialog("payment by transfer")


def a_wrong_code(player: Player) -> None:
    """A code that nothing has: the cashier is told what to do."""
    player.scan("8990000000991")
    player.settle()
    player.picture("kode-tidak-dikenal")


def a_refund(player: Player) -> None:
    """The first line of the first receipt comes back; the head approves."""
    player.running.desk.go.emit("receipts")
    player.settle()
    player.scan("K1-000003")
    player.settle()
    player.wait(lambda: player.running.window.page("receipts").table.current() is not None, "the receipt")  # type: ignore[attr-defined]
    player.picture("struk")
    player.press(Qt.Key.Key_F6)
    dialog = player.dialog("refund")
    player.type("1")
    dialog.reason.setFocus()  # type: ignore[attr-defined]
    player.type("sobek")
    player.picture("retur")
    player.press(Qt.Key.Key_Return)
    player.wait(lambda: open_dialog() is not dialog, "approval")
    player.picture("persetujuan")
    player.type(HEAD_PIN)
    player.no_dialog("refund")


def look_around(player: Player) -> None:
    """Every page once, for the pictures."""
    for name in ("products", "promotions", "persons", "item_import", "reports", "printer", "settings"):
        player.running.desk.go.emit(name)
        player.settle()
        player.picture(name)


def close_the_shift(player: Player) -> None:
    """Count the drawer blind, short by a thousand, and see the Z."""
    player.running.desk.go.emit("shift")
    player.settle()
    player.picture("shift")
    till = player.running.desk.till
    expected = shifts.x_report(till).figures.expected
    player.press(Qt.Key.Key_F9)
    dialog = player.dialog("close the shift")
    player.picture("hitung-laci")
    close_with(player, dialog, Rupiah(expected - 1000))
    player.wait(lambda: shifts.current_shift(till) is None, "the shift to close")
    player.no_dialog("after closing")
    player.picture("z")


def close_with(player: Player, dialog: QDialog, counted: Rupiah) -> None:
    """Type one sum as the count, and Enter."""
    from koperasi_pos.ui.dialogs.close_shift_dialog import CloseShiftDialog

    assert isinstance(dialog, CloseShiftDialog)
    dialog.mode.choose("sum", tell=True)
    dialog.sum.setFocus()
    player.type(str(int(counted)))
    player.press(Qt.Key.Key_Return)
    player.settle()
