"""Taking money: what is due, quick amounts, change, several ways to pay, sedekah only when the customer agrees."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from koperasi_pos.operations.card_counter import asks_for_pin
from koperasi_pos.operations.visits import partners
from koperasi_pos.trade.taps import Tap
from koperasi_pos.trade.tenders import (
    MUCH_CHANGE,
    Settled,
    Tender,
    TenderPart,
    cash_due,
    parts_without_cash,
    quick_amounts,
    settle,
)
from koperasi_pos.ui.dialogs.ask_dialog import ask_money, ask_yes
from koperasi_pos.ui.dialogs.card_pin_dialog import CardPinDialog
from koperasi_pos.ui.dialogs.counter_cards import CounterCards, give_back
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.part_dialog import PartDialog
from koperasi_pos.ui.dialogs.visit_dialog import VisitDialog
from koperasi_pos.ui.widgets.buttons import FlatButton, KeyBox, KeyButton, SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.card_face import CardFace
from koperasi_pos.ui.widgets.cards import Card, clear_layout, quiet
from koperasi_pos.ui.widgets.fields import MoneyField, form_row
from koperasi_pos.ui.widgets.totals_panel import FigureRow
from koperasi_pos.values import ZERO, Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term


class PaymentDialog(Dialog):
    """Asks for the money; `then` gets a tender that settles the total. Nothing is ticked beforehand."""

    def __init__(
        self, total: Rupiah, unit: int, then: Callable[[Tender], None], *, without_cash: bool = False,
        cards: CounterCards | None = None, from_card: Rupiah = ZERO, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(_("Payment"), ok=_("Finish"), width=860, parent=parent)
        self._total, self._unit, self._then, self._cards = total, unit, then, cards
        self.parts: list[TenderPart] = []
        self._asked: tuple[str, int] | None = None
        """Account and total for which the card was asked to pay: a word beside the same card is no new question."""
        halves = QHBoxLayout()
        halves.setSpacing(20)
        halves.addLayout(self._left(), 3)
        halves.addLayout(self._right(), 2)
        self.body.addLayout(halves)
        self.received.textChanged.connect(self._refresh)
        # Shortcuts, because a field would take Alt with a digit for a digit.
        QShortcut(QKeySequence("F10"), self, self.add_part)
        QShortcut(QKeySequence("F11"), self, self.pay_by_card)
        QShortcut(QKeySequence("F9"), self, self.pay_by_visit)
        for place in range(6):
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self, lambda place=place: self._press_quick(place))
            QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self, lambda place=place: self._drop_part(place))
        press_by_keys(self, (self.give_rounding, self.give_change))
        self._refresh()
        self.received.setFocus()
        if cards is not None:
            cards.changed.connect(self._card_changed)
        if from_card:
            self._from_card(from_card)
        if without_cash:
            # Once this dialog stands, so that the second question lies above the first.
            QTimer.singleShot(0, self.add_part)

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(10)
        box = Card(kind="total")
        box.body.addWidget(QLabel(_("To pay")))
        self.due = QLabel()
        self.due.setProperty("kind", "huge")
        self.due.setMinimumHeight(58)
        box.body.addWidget(self.due)
        column.addWidget(box)
        self.received = MoneyField(_("Cash received"))
        self.received.setPlaceholderText(_("Enter alone: the exact amount"))
        self.cash_row = form_row(_("Cash received"), self.received)
        column.addWidget(self.cash_row)
        self.quick_box = QWidget()
        self.quick = QGridLayout(self.quick_box)
        self.quick.setContentsMargins(0, 0, 0, 0)
        self.quick.setSpacing(8)
        column.addWidget(self.quick_box)
        self.other_button = SecondaryButton(_("Add another way to pay"), "F10", self.add_part)
        self.card_button = SecondaryButton(_("Pay by card"), "F11", self.pay_by_card)
        self.card_button.setVisible(self._cards is not None)
        column.addWidget(self.card_button)
        self.visit_button = SecondaryButton(_("Card of another pesantren"), "F9", self.pay_by_visit)
        self.visit_button.setVisible(self._cards is not None and bool(partners(self._cards.desk.till)))
        column.addWidget(self.visit_button)
        column.addWidget(self.other_button)
        self.part_rows = QVBoxLayout()
        column.addLayout(self.part_rows)
        column.addStretch(1)
        return column

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(10)
        self.rows = {
            "total": FigureRow(_("Total")),
            "other": FigureRow(_("Paid another way")),
            "rounding": FigureRow(_("Rounding (cash)")),
            "sedekah": FigureRow(_("Sedekah")),
        }
        self.face = CardFace()
        self.left_on_card = quiet()
        for shown in (self.face, self.left_on_card):
            shown.hide()
            column.addWidget(shown)
        for row in self.rows.values():
            column.addWidget(row)
        card = Card()
        card.body.addWidget(quiet(_("Change")))
        self.change = QLabel()
        self.change.setProperty("kind", "huge")
        self.change.setMinimumHeight(58)
        self.change.setAccessibleName(_("Change"))
        card.body.addWidget(self.change)
        column.addWidget(card)
        self.give_rounding = KeyBox(_("The customer gives the rounding as sedekah"), "F7")
        self.give_change = KeyBox(_("The customer gives part of the change as sedekah"), "F8")
        self.given = MoneyField(_("Sedekah from the change"))
        self.given.hide()
        self.give_rounding.toggled.connect(self._refresh)
        self.give_change.toggled.connect(self._give_change)
        self.given.textChanged.connect(self._refresh)
        for widget in (self.give_rounding, self.give_change, self.given):
            column.addWidget(widget)
        column.addStretch(1)
        return column

    def _give_change(self, given: bool) -> None:
        self.given.setVisible(given)
        if given:
            self.given.setFocus()
        self._refresh()

    def add_part(self) -> None:
        """Ask for one more way to pay."""
        left = self._total - parts_without_cash(self.parts)
        if left > 0:
            PartDialog(left, self._take_part, self).open()

    def _take_part(self, part: TenderPart) -> None:
        self.parts.append(part)
        self._show_parts()
        self._refresh()
        # The keys of this dialog work only while its window is the active one.
        self.activateWindow()
        (self.received if self._wants_cash() else self.ok_button).setFocus()

    def _show_parts(self) -> None:
        clear_layout(self.part_rows)
        for number, part in enumerate(self.parts):
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            told = (term("way", part.way), "" if part.way == "visit" else part.reference)
            row.addWidget(QLabel(" · ".join(word for word in told if word)), 1)
            row.addWidget(QLabel(rupiah(part.amount)))
            row.addWidget(FlatButton(_("Remove"), f"Ctrl+{number + 1}", partial(self._drop_part, number)))
            self.part_rows.addWidget(line)

    def _drop_part(self, number: int) -> None:
        if number >= len(self.parts):
            return
        give_back(self._cards, self.parts[number : number + 1], self.over)
        del self.parts[number]
        self._show_card()
        self._show_parts()
        self._refresh()
        self.received.setFocus()

    # -- by card -------------------------------------------------------------------------------------------------------

    def tapped(self, tap: Tap) -> bool:
        """A card during the payment pays, as far as it can."""
        return self._cards is not None and self._cards.tapped(tap)

    def pay_by_card(self) -> None:
        """F11: as much as is left from the card; again: another amount."""
        if self._cards is None or not self.card_button.isVisible():
            return
        if self._cards.card is None:
            self.tell_wrong(_("Tap the card now."))
        elif (held := next((part for part in self.parts if part.account), None)) is not None:
            ask_money(self, _("Pay by card"), _("From the card"), self._from_card, amount=int(held.amount))
        else:
            self._cards.foresee(self._from_card, self)

    def pay_by_visit(self) -> None:
        """F9: a card of another pesantren pays what is left."""
        left = self._total - parts_without_cash(self.parts)
        if self._cards is not None and self.visit_button.isVisible() and left > 0:
            asked = VisitDialog(self._cards.desk, self._cards.counter, left, self._take_part, self)
            asked.rejected.connect(self.activateWindow)
            asked.open()

    def reject(self) -> None:
        """Nothing is paid: what was reserved of cards of another pesantren goes back."""
        give_back(self._cards, self.parts, self.over)
        super().reject()

    def _from_card(self, amount: Rupiah) -> None:
        """So much from the card, at most what is left to pay."""
        if self._cards is None or self.over:
            return
        others = [part for part in self.parts if not part.account]
        made = self._cards.part(Rupiah(min(int(amount), int(self._total - parts_without_cash(others)))))
        self.parts = others
        if made is not None and made.amount > 0:
            self.parts.append(made)
        self._show_card()
        self._show_parts()
        self._refresh()
        self.activateWindow()
        (self.received if self._wants_cash() else self.ok_button).setFocus()

    def _card_changed(self) -> None:
        """A card came, went, or brought other prices."""
        if self._cards is None or self.over:
            return
        if self._cards.counter.basket.empty:
            self.reject()
            return
        self._total = self._cards.total
        shown, held = self._cards.card, next((part for part in self.parts if part.account), None)
        if shown is None or held is None or held.account != shown.view.account or held.amount > self._total:
            self._from_card(ZERO)
            asked = (shown.view.account, int(self._total)) if shown is not None else None
            if asked is not None and asked != self._asked:
                self._cards.foresee(self._from_card, self)
            self._asked = asked
        self._show_card()
        self._refresh()

    def _show_card(self) -> None:
        shown = self._cards.card if self._cards is not None else None
        self.face.show_card(shown)
        self.face.setVisible(shown is not None)
        paid = parts_without_cash([part for part in self.parts if part.account])
        self.left_on_card.setVisible(shown is not None and paid > 0)
        if shown is not None:
            left = rupiah(shown.view.balance - paid)
            self.left_on_card.setText(_("Afterwards {amount} is left on the card.").format(amount=left))

    def _ask_pin(self, part: TenderPart) -> bool:
        """Ask the santri for the PIN where the rules want it; True while it is being typed."""
        shown = self._cards.card if self._cards is not None else None
        if self._cards is None or shown is None or part.pin:
            return False
        if not asks_for_pin(self._cards.desk.till, part.amount):
            return False

        def typed(pin: str) -> None:
            self.parts = [held.model_copy(update={"pin": pin}) if held.account else held for held in self.parts]
            self._complete()

        CardPinDialog(shown, part.amount, typed, self).open()
        return True

    def _wants_cash(self) -> bool:
        """Whether the other ways leave something to pay."""
        return not self.parts or self._total > parts_without_cash(self.parts)

    def _cash_due(self) -> tuple[Rupiah, Rupiah]:
        return cash_due(self._total, parts_without_cash(self.parts), self._unit)

    def tender(self) -> Tender:
        """What is offered right now; an empty field of cash means the exact amount."""
        due, _rounding = self._cash_due()
        typed = self.received.rupiah()
        parts = list(self.parts)
        if self._total > parts_without_cash(parts):
            parts.append(
                TenderPart(way="cash", received=due if typed is None and not self.received.value() else typed or ZERO)
            )
        given = (self.given.rupiah() or ZERO) if self.give_change.isChecked() else ZERO
        return Tender(parts=tuple(parts), give_rounding=self.give_rounding.isChecked(), give_change=given)

    def _settled(self) -> Settled | Refusal:
        try:
            return settle(self._total, self.tender(), self._unit)
        except Refusal as refusal:
            return refusal

    def _refresh(self) -> None:
        due, rounding = self._cash_due()
        self.due.setText(rupiah(due))
        for part in (self.cash_row, self.quick_box, self.other_button):
            part.setVisible(self._wants_cash())
        self.card_button.setVisible(self._cards is not None)
        self.rows["total"].show_amount(self._total)
        self.rows["other"].show_amount(parts_without_cash(self.parts))
        self.rows["other"].setVisible(bool(self.parts))
        self.rows["rounding"].show_amount(ZERO if self.give_rounding.isChecked() and rounding > 0 else rounding)
        self.give_rounding.setVisible(rounding > 0)
        settled = self._settled()
        if isinstance(settled, Refusal):
            self.change.setText("–")
            self.rows["sedekah"].setVisible(False)
            self.give_change.setEnabled(False)
        else:
            self.change.setText(rupiah(settled.change))
            self.rows["sedekah"].show_amount(settled.sedekah)
            self.rows["sedekah"].setVisible(bool(settled.sedekah))
            self.give_change.setEnabled(bool(settled.change) or self.give_change.isChecked())
        self._show_quick(due)
        self.tell_wrong("")

    def _show_quick(self, due: Rupiah) -> None:
        amounts = quick_amounts(due)
        if [button.property("amount") for button in self._quick_buttons()] == [int(amount) for amount in amounts]:
            return
        for button in self._quick_buttons():
            self.quick.removeWidget(button)
            button.hide()
            button.deleteLater()
        for place, amount in enumerate(amounts):
            word = _("Exact") if amount == due else rupiah(amount)
            button = KeyButton(word, f"Alt+{place + 1}")
            button.setProperty("amount", int(amount))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda checked=False, amount=amount: self.hand(amount))
            self.quick.addWidget(button, place // 3, place % 3)

    def _quick_buttons(self) -> list[KeyButton]:
        items = [self.quick.itemAt(place) for place in range(self.quick.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, KeyButton)]

    def hand(self, amount: Rupiah) -> None:
        """The customer hands over this much cash."""
        self.received.set_amount(int(amount))
        self.received.setFocus()

    def _press_quick(self, place: int) -> None:
        buttons = self._quick_buttons()
        if place < len(buttons):
            buttons[place].click()

    def scanned(self, text: str) -> bool:
        """Goods scanned now would change the total: say so."""
        self.tell_wrong(_("The payment is open. Press Esc to go on scanning."))
        return True

    def finish(self) -> None:
        """Complete the payment once; a second Enter finds the dialog closed."""
        settled = self._settled()
        if self.give_change.isChecked() and self.given.rupiah() is None:
            self.tell_wrong(_("Please type an amount in rupiah."))
            self.given.setFocus()
            return
        if isinstance(settled, Refusal):
            self.tell_wrong(refusal_sentence(settled))
            if self._wants_cash():
                self.received.setFocus()
            return
        if settled.change >= MUCH_CHANGE:
            self._ask_about(settled)
            return
        self._complete()

    def _ask_about(self, settled: Settled) -> None:
        """So much change comes rather from a zero too many than from a customer."""
        received = rupiah(Rupiah(sum(payment.received for payment in settled.payments)))
        question = _("{received} received: {change} goes back as change. Is that right?")
        asked = ask_yes(
            self, _("Much change"), question.format(received=received, change=rupiah(settled.change)), self._complete,
            yes=_("Yes, that is right"), no=_("Type again"), safe=True,
        )  # fmt: skip
        asked.rejected.connect(self._type_again)

    def _type_again(self) -> None:
        self.activateWindow()
        self.received.setFocus()
        self.received.selectAll()

    def _complete(self) -> None:
        if any(self._ask_pin(part) for part in self.parts if part.account):
            return
        tender = self.tender()
        self.accept()
        self._then(tender)
