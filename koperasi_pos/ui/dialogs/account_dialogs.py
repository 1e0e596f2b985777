"""Questions about one account: pay out or close, freeze, move to a sibling, and the card that opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import accounts, card_counter, card_keys, card_money, cards
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.operations.cards import IssuedCard
from koperasi_pos.operations.outcome import Done
from koperasi_pos.trade.cards import FREEZE_REASONS, OUT_PURPOSES, OUT_WAYS
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.card_dialog import CardDialog, beside
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term


class PayOutDialog(CardDialog):
    """Money back in cash or by transfer: for the holidays, or all of it and the account is closed (boyong)."""

    def __init__(self, desk: Desk, shown: ShownCard, then: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(desk, shown, _("Pay out"), ok=_("Pay out"), parent=parent)
        self._then, self._id = then, desk.till.new_id()
        self.purpose = Choice(_("For"), [(code, term("out_purpose", code)) for code in OUT_PURPOSES])
        self.amount = MoneyField(_("Amount"))
        self.amount.setPlaceholderText(_("empty: everything"))
        self.way = Choice(_("Way"), [(code, term("way", code)) for code in OUT_WAYS])
        self.reference = TextField(_("Reference"), placeholder=_("of the transfer"))
        self.note = TextField(_("Note"))
        self.body.addLayout(beside(form_row(_("For"), self.purpose), form_row(_("Amount"), self.amount)))
        self.body.addLayout(beside(form_row(_("Way"), self.way), form_row(_("Reference"), self.reference)))
        self.body.addWidget(form_row(_("Note"), self.note))
        self.told = quiet()
        self.body.addWidget(self.told)
        self.purpose.chosen.connect(lambda purpose: self._show())
        self.way.chosen.connect(lambda way: self._show())
        self._show()
        self.purpose.setFocus()

    def _show(self) -> None:
        closes = self.purpose.value() == "closing"
        self.amount.setEnabled(not closes)
        self.reference.setEnabled(self.way.value() == "transfer")
        words = _("Everything is paid out ({amount}) and the account is closed for good.")
        self.told.setText(words.format(amount=rupiah(self.shown.view.balance)) if closes else "")

    def finish(self) -> None:
        """Check, ask who may, pay out."""
        amount = self.amount.rupiah()
        if self.amount.value() and (amount is None or amount <= 0) and self.purpose.value() != "closing":
            self.tell_wrong(_("Please type an amount in rupiah."))
            return
        self.when_allowed("card_out", lambda approvals: self._pay(amount, approvals))

    def _pay(self, amount: Rupiah | None, approvals: Sequence[Approval]) -> None:
        till, actor, new_id, account = self._desk.till, self._desk.by, self._id, self.shown.view.account
        purpose, way = self.purpose.value(), self.way.value()
        reference, note = self.reference.value() if way == "transfer" else "", self.note.value()
        self.send(
            lambda: card_money.cash_out(
                till, account, amount, purpose=purpose, way=way, reference=reference, note=note, id=new_id, by=actor,
                approvals=approvals,
            ),
            lambda done: self._then(
                _("{amount} paid out to {name}; {balance} is left.").format(
                    amount=rupiah(done.value.amount), name=done.value.name, balance=rupiah(done.value.balance)
                )
            ),
        )  # fmt: skip


class FreezeDialog(CardDialog):
    """The account is not to be paid from for a while: why."""

    def __init__(self, desk: Desk, shown: ShownCard, then: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(
            desk, shown, _("Freeze the account"), ok=_("Freeze"), parent=parent,
            explain=_("Nothing can be bought with it until it is let go on. What is on it stays."),
        )  # fmt: skip
        self._then = then
        self.reason = Choice(_("Why"), [(code, term("freeze", code)) for code in FREEZE_REASONS])
        self.note = TextField(_("Note"))
        self.body.addWidget(form_row(_("Why"), self.reason))
        self.body.addWidget(form_row(_("Note"), self.note))
        self.reason.setFocus()

    def finish(self) -> None:
        """Ask who may, freeze."""
        self.when_allowed("card_freeze", self._freeze)

    def _freeze(self, approvals: Sequence[Approval]) -> None:
        till, actor, new_id, account = self._desk.till, self._desk.by, self._desk.till.new_id(), self.shown.view.account
        reason, note = self.reason.value(), self.note.value()
        self.send(
            lambda: accounts.save_account_state(
                till, account, "frozen", reason=reason, note=note, id=new_id, by=actor, approvals=approvals
            ),
            lambda done: self._then(_("The account of {name} is frozen.").format(name=self.shown.view.name)),
        )


class MoveDialog(CardDialog):
    """Money goes over to another account, such as a sibling's, on the wali's word."""

    def __init__(self, desk: Desk, shown: ShownCard, then: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(
            desk, shown, _("Move to a sibling"), ok=_("Move"), width=620, parent=parent,
            explain=_("Tap the sibling's card, or type the name."),
        )  # fmt: skip
        self._then, self._id = then, desk.till.new_id()
        self.search = TextField(_("NIS or name"))
        self.search.textChanged.connect(self._find)
        self.table = Table(
            _("To whom"),
            [
                TableColumn(_("Name"), lambda row: row.name, small=_where),
                TableColumn(_("Guardian (wali)"), lambda row: row.wali or "–", width=200),
            ],
        )
        self.table.setMinimumHeight(170)
        self.amount = MoneyField(_("Amount"))
        self.word = TextField(_("The wali's word"), placeholder=_("who said it, when and how"))
        self.body.addWidget(form_row(_("To whom"), self.search))
        self.body.addWidget(self.table)
        self.body.addLayout(beside(form_row(_("Amount"), self.amount), form_row(_("The wali's word"), self.word)))
        self._find("")
        self.search.setFocus()

    def _find(self, text: str) -> None:
        """Those with the same wali first; typed, anybody."""
        till, account = self._desk.till, self.shown.view.account
        found = accounts.find_accounts(till, text, limit=30) if text else card_counter.siblings(till, account)
        rows = [view for view in found if view.account != account and view.state != "closed"]
        self.table.set_rows(rows)
        if rows:
            self.table.selectRow(0)

    def tapped(self, tap: Tap) -> bool:
        """The sibling's card."""
        till = self._desk.till

        def found(shown: ShownCard) -> None:
            self.table.set_rows([shown.view])
            self.table.selectRow(0)
            self.amount.setFocus()

        self._desk.do(lambda: card_counter.show_tap(till, tap), self.while_open(found))
        return True

    def finish(self) -> None:
        """Check, ask who may, move."""
        to, amount, word = self.table.current(), self.amount.rupiah(), self.word.value()
        if to is None:
            self.tell_wrong(_("Choose to whom."))
        elif amount is None or amount <= 0:
            self.tell_wrong(_("Please type an amount in rupiah."))
            self.amount.setFocus()
        elif len(word) < 3:
            self.tell_wrong(_("Write whose word it is."))
            self.word.setFocus()
        else:
            self.when_allowed("card_move", lambda approvals: self._move(to, amount, word, approvals))

    def _move(self, to: AccountView, amount: Rupiah, word: str, approvals: Sequence[Approval]) -> None:
        till, actor, new_id, account = self._desk.till, self._desk.by, self._id, self.shown.view.account
        self.send(
            lambda: card_money.move_balance(
                till, account, to.account, amount, word=word, id=new_id, by=actor, approvals=approvals
            ),
            lambda done: self._then(
                _("{amount} moved from {name} to {other}.").format(
                    amount=rupiah(amount), name=done.value.name, other=done.value.to_name
                )
            ),
        )


class IssueDialog(CardDialog):
    """A first card, or a new one in the place of a lost one: printed, or the chip that is tapped now."""

    def __init__(
        self, desk: Desk, shown: ShownCard, then: Callable[[IssuedCard], None], parent: QWidget, *, replaces: bool
    ) -> None:
        fee = cards.fee_of(desk.till)
        super().__init__(
            desk, shown, _("Replace the card") if replaces else _("Issue a card"),
            ok=_("Replace") if replaces else _("Issue"), parent=parent,
            explain=_("The old card is dead for ever at once; what is on the account stays.") if replaces else "",
        )  # fmt: skip
        self._then, self._replaces, self._id = then, replaces, desk.till.new_id()
        self.tap: Tap | None = None
        self._looking = self._wanted = False
        """The chip is still looked at; Enter was pressed meanwhile, and must not issue a printed card."""
        self.medium = quiet()
        self.medium.setProperty("kind", "attention")
        self.body.addWidget(self.medium)
        self.free = QCheckBox(_("Without the fee of {amount}").format(amount=rupiah(fee)))
        self.free.setVisible(bool(replaces and fee))
        self.body.addWidget(self.free)
        self._show()
        self.ok_button.setFocus()

    def _show(self) -> None:
        if self.tap is None:
            told = _("Tap a new chip card now, or press Enter for a printed card (QR and bar code).")
        elif self.tap.verified:
            told = _("The card {uid} that proves itself is given: a copy of its number opens nothing.")
        else:
            told = _("The chip card {uid} is given.")
        self.medium.setText(told.format(uid=self.tap.uid if self.tap else ""))

    def tapped(self, tap: Tap) -> bool:
        """The new card lies on the reader."""
        till = self._desk.till
        self._looking, self._wanted = True, False
        self._desk.do(
            lambda: card_keys.prove(till, tap), self.while_open(self._laid), self.while_open(self._refused),
            self.while_open(self._looked),
        )  # fmt: skip
        return True

    def _laid(self, tap: Tap) -> None:
        self.tap = tap if tap.uid else None
        self.tell_wrong("" if tap.uid else _("That is not the number of a card that can be used."))
        wanted = self._wanted
        self._looked()
        if wanted and self.tap is not None:
            self.finish()

    def _refused(self, refusal: Refusal) -> None:
        self.tap = None
        self.tell_wrong(refusal_sentence(refusal))
        self._looked()

    def _looked(self) -> None:
        self._looking = self._wanted = False
        self._show()

    def finish(self) -> None:
        """Issue it, once the chip was looked at."""
        if self._looking:
            self._wanted = True
            return
        self.when_allowed("cards", self._issue)

    def _issue(self, approvals: Sequence[Approval]) -> None:
        till, actor, new_id, account = self._desk.till, self._desk.by, self._id, self.shown.view.account
        free, uid = self.free.isChecked(), self.tap.uid if self.tap else ""
        message = self.tap.message if self.tap and self.tap.verified else ""

        def act() -> Done[IssuedCard]:
            if self._replaces:
                return cards.replace_card(
                    till, account, uid=uid, message=message, free=free, id=new_id, by=actor, approvals=approvals
                )  # fmt: skip
            return cards.issue_card(
                till, account, uid=uid, message=message, id=new_id, by=actor, approvals=approvals
            )  # fmt: skip

        self.send(act, lambda done: self._then(done.value))


def _where(row: AccountView) -> str:
    return " · ".join(part for part in (row.nis, row.school_class, row.room) if part)
