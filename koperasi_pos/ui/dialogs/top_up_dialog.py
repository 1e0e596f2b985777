"""Money onto cards at the counter: tap, amount, Enter, next; by transfer with its proof."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from koperasi_pos.journal.documents import ToppedUp
from koperasi_pos.operations import accounts, card_counter, card_money
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.operations.outcome import Done
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.card_dialog import beside
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import KeyBox, KeyButton, press_by_keys
from koperasi_pos.ui.widgets.card_face import CardFace
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, TextField, form_row, tab_through
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

QUICK = (5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
"""Amounts that one key types."""

WAYS = ("cash", "transfer")


class TopUpDialog(Dialog):
    """A queue: it stays open for the next card until it is closed."""

    def __init__(self, desk: Desk, shown: ShownCard | None, parent: QWidget) -> None:
        super().__init__(
            _("Top up"), ok=_("Put on the card"), cancel=_("Close"), width=600, parent=parent,
            explain=_("Tap the card or type NIS or name, then the amount, then Enter. The next card may follow."),
        )  # fmt: skip
        self._desk = desk
        self.shown: ShownCard | None = None
        self._id = desk.till.new_id()
        self.done_words = QLabel()
        self.done_words.setProperty("kind", "good")
        self.done_words.setWordWrap(True)
        self.done_words.hide()
        self.body.addWidget(self.done_words)
        self.who = TextField(_("NIS or name"))
        self.who.returnPressed.connect(self._find)
        self.body.addWidget(form_row(_("NIS or name"), self.who))
        self.face = CardFace()
        self.body.addWidget(self.face)
        self.amount = MoneyField(_("Amount"))
        self.way = Choice(_("Way"), [(code, term("top_up_way", code)) for code in WAYS])
        self.body.addLayout(beside(form_row(_("Amount"), self.amount), form_row(_("Way"), self.way)))
        grid = QGridLayout()
        self.quick = [
            KeyButton(rupiah(amount, symbol=False), f"Alt+{place}", partial(self._take_amount, amount))
            for place, amount in enumerate(QUICK, 1)
        ]
        for place, button in enumerate(self.quick):
            grid.addWidget(button, place // 3, place % 3)
        self.body.addLayout(grid)
        self.reference = TextField(_("Proof of the transfer"), placeholder=_("bank, day and number"))
        self.proof = form_row(_("Proof of the transfer"), self.reference)
        self.slip = KeyBox(_("Print a slip"), "F7")
        self.slip.setChecked(True)
        self.body.addLayout(beside(self.proof, self.slip))
        self.warning = quiet()
        self.warning.setProperty("kind", "attention")
        self.body.addWidget(self.warning)
        press_by_keys(self, (*self.quick, self.slip))
        self.way.chosen.connect(lambda way: self._show_way())
        tab_through([self.who, self.amount, self.way, *self.quick, self.reference])
        self._show_way()
        self._show_float()
        self._show(shown)

    def _show_way(self) -> None:
        self.proof.setVisible(self.way.value() == "transfer")

    def _show_float(self) -> None:
        """Say it where all balances together come near the sum at which the law asks for a licence."""
        found = card_money.float_state(self._desk.till)
        self.warning.setVisible(found.too_much)
        self.warning.setText(
            _("All cards together hold {total}. From {limit} on tell the officers.").format(
                total=rupiah(found.total), limit=rupiah(found.warning)
            )
        )

    def _show(self, shown: ShownCard | None) -> None:
        self.shown = shown
        self.face.show_card(shown)
        self.face.setVisible(shown is not None)
        self.ok_button.setEnabled(shown is not None)
        self.tell_wrong("")
        if shown is not None:
            self.who.setText(shown.view.name)
            self.amount.setFocus()
            self.amount.selectAll()
        else:
            self.who.clear()
            self.who.setFocus()

    def tapped(self, tap: Tap) -> bool:
        """The next card; what was typed for the one before goes with it."""
        till = self._desk.till
        self._desk.do(
            lambda: card_counter.show_tap(till, tap), self.while_open(self._other), self.while_open(self._refused)
        )
        return True

    def _other(self, shown: ShownCard) -> None:
        if self.shown is not None and self.shown.view.account != shown.view.account:
            self.amount.clear()
        self._show(shown)

    def _find(self) -> None:
        """Enter in the first field: the one account that is meant."""
        text = self.who.value()
        found = accounts.find_accounts(self._desk.till, text, limit=6) if text else []
        named = [view for view in found if text in (view.nis, view.name)] or found
        if len(named) == 1:
            self._show(card_counter.show_account(self._desk.till, named[0].account))
        elif named:
            told = ", ".join(f"{view.name} ({view.nis})" for view in named[:5])
            self.tell_wrong(_("Several fit: {names}. Type the NIS.").format(names=told))
        else:
            self.tell_wrong(_("Nobody is called that."))

    def _take_amount(self, amount: int) -> None:
        self.amount.set_amount(amount)
        self.amount.setFocus()

    def finish(self) -> None:
        """Put it on, then wait for the next card."""
        if self.who.hasFocus() or self.shown is None:
            self._find()
            return
        amount = self.amount.rupiah()
        if amount is None or amount <= 0:
            self.tell_wrong(_("Please type an amount in rupiah."))
            self.amount.setFocus()
            return
        self._post(self.shown, amount)

    def _post(self, shown: ShownCard, amount: Rupiah) -> None:
        till, actor, new_id, way = self._desk.till, self._desk.by, self._id, self.way.value()
        reference, slip = self.reference.value() if way == "transfer" else "", self.slip.isChecked()
        self.ok_button.setEnabled(False)

        def done(topped: Done[ToppedUp]) -> None:
            line = topped.value.lines[0]
            told = _("{name}: {amount} put on, {balance} on the card now.").format(
                name=line.name, amount=rupiah(line.amount), balance=rupiah(line.balance)
            )
            self._desk.tell(told)
            if not self.over:
                self._next(told)

        self._desk.do(
            lambda: card_money.top_up(
                till, shown.view.account, amount, way=way, reference=reference, print_slip=slip, id=new_id, by=actor
            ),
            done, self.while_open(self._refused), self.while_open(lambda: self.ok_button.setEnabled(True)),
        )  # fmt: skip

    def _next(self, told: str) -> None:
        self._id = self._desk.till.new_id()
        self.done_words.setText(told)
        self.done_words.show()
        self.amount.clear()
        self.reference.clear()
        self._show_float()
        self._show(None)

    def _refused(self, refusal: Refusal) -> None:
        self.ok_button.setEnabled(self.shown is not None)
        self.tell_wrong(refusal_sentence(refusal))
