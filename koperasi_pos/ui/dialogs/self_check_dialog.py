"""Self-check: a santri without a telephone taps the card and sees balance and last purchases; it closes by itself."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from koperasi_pos.operations import card_counter, card_reports
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.operations.card_reports import AccountLine
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.account_lines import account_columns
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.card_face import CardFace
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.tables import Table
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence

CLOSES_MS = 20_000
"""What is on a card stays in sight so long; the next tap begins anew."""

PURCHASES = 10


class SelfCheckDialog(Dialog):
    """Waits for a card; shows nothing that the santri's own card did not open."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Balance and last purchases"), ok=_("Close"), width=680, parent=parent)
        self._desk = desk
        self.cancel_button.hide()
        self.wait_words = Empty(_("Tap the card."), "mdi6.card-account-details-outline")
        self.wait_words.setMinimumHeight(220)
        self.body.addWidget(self.wait_words)
        self.face = CardFace()
        self.balance = QLabel()
        self.balance.setProperty("kind", "huge")
        self.balance.setMinimumHeight(56)
        self.table = Table(_("Last purchases"), account_columns(with_balance=False))
        self.table.setMinimumHeight(300)
        self.print_button = SecondaryButton(_("Print"), "Ctrl+P", self.print_slip)
        for part in (self.face, self.balance, self.table, self.print_button):
            part.hide()
            self.body.addWidget(part)
        press_by_keys(self, (self.print_button,))
        self.shown: ShownCard | None = None
        self.closing = QTimer(self)
        self.closing.setSingleShot(True)
        self.closing.timeout.connect(self.reject)
        self.closing.start(CLOSES_MS * 3)

    def tapped(self, tap: Tap) -> bool:
        """A card: whose it is, what is on it, what it bought."""
        till = self._desk.till

        def read() -> tuple[ShownCard, list[AccountLine]]:
            shown = card_counter.show_tap(till, tap)
            return shown, card_reports.last_purchases(till, shown.view.account, limit=PURCHASES)

        self._desk.do(read, self.while_open(self._show), self.while_open(self._refused))
        return True

    def _show(self, found: tuple[ShownCard, list[AccountLine]]) -> None:
        self.shown, lines = found
        self.tell_wrong("")
        self.wait_words.hide()
        self.face.show_card(self.shown)
        self.balance.setText(_("Balance {amount}").format(amount=rupiah(self.shown.view.balance)))
        self.table.set_rows(lines)
        for part in (self.face, self.balance, self.table, self.print_button):
            part.show()
        self.closing.start(CLOSES_MS)

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))
        self.closing.start(CLOSES_MS)

    def print_slip(self) -> None:
        """The same on paper."""
        if self.shown is None:
            return
        till, actor, account = self._desk.till, self._desk.by, self.shown.view.account
        self._desk.do(
            lambda: card_reports.queue_balance_slip(till, account, by=actor),
            lambda done: self._desk.tell(_("It is being printed.")), self.while_open(self._refused),
        )  # fmt: skip
