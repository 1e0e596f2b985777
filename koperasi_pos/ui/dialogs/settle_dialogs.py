"""Settle with a consignor: which days, what is left where it was counted, how it is paid; and pay what is owed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from koperasi_pos.journal.documents import Approval, ConsignmentSettled, ConsignorPaid, ConsignorSaved
from koperasi_pos.operations import consignment, consignors
from koperasi_pos.operations.consignment import Counted, Settled
from koperasi_pos.operations.outcome import Done
from koperasi_pos.trade.consignment import PAYOUTS
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import heading, quiet
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, QuantityField, TextField, form_row
from koperasi_pos.ui.widgets.goods_grid import GoodsGrid
from koperasi_pos.ui.widgets.span_bar import DayField
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term


def way_choice(*, later: bool = True) -> Choice:
    """The ways to pay a consignor."""
    codes = [code for code, payout in PAYOUTS.items() if later or payout.now]
    return Choice(_("How it is paid"), [(code, term("payout", code)) for code in codes])


class SettleDialog(Dialog):
    """Whatever is typed, the figures below follow at once."""

    def __init__(self, desk: Desk, owner: ConsignorSaved, then: Callable[[Settled], None], parent: QWidget) -> None:
        super().__init__(
            _("Settle with {name}").format(name=owner.name), ok=_("Settle"), width=820, parent=parent,
            explain=_("What is left needs to be typed only where it was counted; what is missing then is lost."),
        )  # fmt: skip
        self._desk, self._owner, self._then = desk, owner, then
        self._id = desk.till.new_id()
        self._seen: ConsignmentSettled | None = None
        self.fields: dict[str, QuantityField] = {}
        self.home: dict[str, QCheckBox] = {}
        self.body.addLayout(self._days())
        self.body.addWidget(self._goods(), 1)
        self.way = way_choice()
        self.reference = TextField(_("Reference"))
        self.reference_row = form_row(_("Reference"), self.reference)
        self.note = TextField(_("Note"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(form_row(_("How it is paid"), self.way), 1)
        row.addWidget(self.reference_row, 1)
        row.addWidget(form_row(_("Note"), self.note), 1)
        self.body.addLayout(row)
        self.sums = quiet()
        self.payable = heading("")
        self.body.addWidget(self.sums)
        self.body.addWidget(self.payable)
        self.way.chosen.connect(lambda way: self._look())
        self._look()
        (next(iter(self.fields.values()), None) or self.way).setFocus()

    def _days(self) -> QHBoxLayout:
        till = self._desk.till
        first, last = consignment.open_days(till, self._owner.consignor)
        self.first, self.last = DayField(_("From"), till.today), DayField(_("To"), till.today)
        row = QHBoxLayout()
        row.setSpacing(8)
        for word, field, day in ((_("From"), self.first, first), (_("To"), self.last, last)):
            field.set_day(day)
            field.stepped.connect(self._look)
            field.textEdited.connect(lambda text: self._look())
            label = QLabel(word)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        row.addStretch(1)
        return row

    def _goods(self) -> GoodsGrid:
        rows = [row for row in consignors.consignor_goods(self._desk.till, self._owner.consignor) if row.on_hand > 0]
        heads = (_("Goods"), _("Should be left"), _("Is left"), "")
        grid = GoodsGrid(heads if rows else (_("Nothing of this consignor is on the shelf."),), len(rows))
        for row in rows:
            product = row.product
            field = QuantityField(_("{name}: is left").format(name=product.name), grouped=True)
            home = QCheckBox(_("goes home"))
            home.setMinimumHeight(44)
            home.setChecked(product.daily)
            home.toggled.connect(lambda on: self._look())
            self.fields[product.product], self.home[product.product] = field, home
            grid.row(product.name, (f"{quantity(row.on_hand)} {product.packs[0].unit}",), field, home)
        grid.changed.connect(self._look)
        grid.finished.connect(self.ok_button.setFocus)
        grid.close_up()
        return grid

    def counted(self) -> dict[str, Counted] | None:
        """What was counted; `None` where a field holds no quantity."""
        found = {}
        for product, field in self.fields.items():
            left = field.quantity()
            if left is None and field.value():
                return None
            if left is not None:
                found[product] = Counted(left, home=self.home[product].isChecked())
        return found

    def _look(self) -> None:
        """What the settlement would say."""
        self.reference_row.setVisible(PAYOUTS[self.way.value()].by_hand)
        self._seen = None
        counted, first, last = self.counted(), self.first.day(), self.last.day()
        wrong = ""
        if counted is None:
            wrong = _("That is no quantity.")
        elif not first or not last:
            wrong = _("Please write days as 24/11/2026.")
        else:
            try:
                self._seen = consignment.foresee_settlement(
                    self._desk.till, self._owner.consignor, first, last, counted=counted, way=self.way.value()
                )
            except Refusal as refusal:
                wrong = refusal_sentence(refusal)
        self.tell_wrong(wrong)
        self._show(self._seen)

    def _show(self, seen: ConsignmentSettled | None) -> None:
        self.ok_button.setEnabled(seen is not None)
        if seen is None:
            self.sums.setText(" ")
            self.payable.setText(_("To be paid: {amount}").format(amount="–"))
            return
        told = [
            _("Sold {amount}").format(amount=rupiah(seen.amount)),
            _("commission {amount}").format(amount=rupiah(seen.commission)),
        ]
        if seen.loss:
            told.append(_("for lost goods {amount}").format(amount=rupiah(seen.loss)))
        if seen.before:
            told.append(_("from before {amount}").format(amount=rupiah(seen.before)))
        if rest := seen.payable - seen.paid if seen.paid else 0:
            told.append(_("left for next time {amount}").format(amount=rupiah(rest)))
        self.sums.setText(" · ".join(told))
        self.payable.setText(_("To be paid: {amount}").format(amount=rupiah(seen.paid or seen.payable)))

    def finish(self) -> None:
        """Ask a second person where goods are lost, then settle."""
        seen = self._seen
        if seen is None:
            return
        if PAYOUTS[self.way.value()].by_hand and not self.reference.value():
            self.tell_wrong(
                _("Type the reference of the payment ({way}).").format(way=term("payout", self.way.value()))
            )
            self.reference.setFocus()
            return
        if any(line.gone for line in seen.lines):
            when_allowed(self._desk, "consigned_loss", self, lambda approvals: self._post(seen, approvals))
        else:
            self._post(seen, ())

    def _post(self, seen: ConsignmentSettled, approvals: Sequence[Approval]) -> None:
        till, actor, owner, counted = self._desk.till, self._desk.by, self._owner.consignor, self.counted() or {}
        way, reference, note, new_id = self.way.value(), self.reference.value(), self.note.value(), self._id
        self.ok_button.setEnabled(False)
        self._desk.do(
            lambda: consignment.settle(
                till, owner, seen.first, seen.last, counted=counted, way=way, reference=reference, note=note,
                expected=seen.payable, id=new_id, by=actor, approvals=approvals,
            ),
            self._done, self._refused,
        )  # fmt: skip

    def _done(self, done: Done[Settled]) -> None:
        self.accept()
        self._then(done.value)

    def _refused(self, refusal: Refusal) -> None:
        self._look()
        self.tell_wrong(refusal_sentence(refusal))


class PayDialog(Dialog):
    """Money that is owed from settlements goes to the consignor."""

    def __init__(
        self, desk: Desk, owner: ConsignorSaved, owed: int, then: Callable[[ConsignorPaid], None], parent: QWidget
    ) -> None:
        super().__init__(
            _("Pay {name}").format(name=owner.name), ok=_("Pay"), parent=parent,
            explain=_("{amount} is owed from settlements.").format(amount=rupiah(owed)),
        )  # fmt: skip
        self._desk, self._owner, self._then = desk, owner, then
        self._id = desk.till.new_id()
        self.amount = MoneyField(_("Amount"), owed)
        self.way = way_choice(later=False)
        self.reference = TextField(_("Reference"))
        self.reference_row = form_row(_("Reference"), self.reference)
        self.body.addWidget(form_row(_("Amount"), self.amount))
        self.body.addWidget(form_row(_("How it is paid"), self.way))
        self.body.addWidget(self.reference_row)
        self.way.chosen.connect(lambda way: self.reference_row.setVisible(PAYOUTS[way].by_hand))
        self.reference_row.setVisible(False)
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.selectAll()

    def finish(self) -> None:
        """Pay."""
        amount = self.amount.rupiah()
        if amount is None or amount <= 0:
            self.tell_wrong(_("Please type an amount in rupiah."))
            return
        till, actor, owner, new_id = self._desk.till, self._desk.by, self._owner.consignor, self._id
        way, reference, paid = self.way.value(), self.reference.value(), Rupiah(int(amount))
        self._desk.do(
            lambda: consignment.pay_consignor(
                till, owner, amount=paid, way=way, reference=reference, id=new_id, by=actor
            ),
            self._done, self._refused,
        )  # fmt: skip

    def _done(self, done: Done[ConsignorPaid]) -> None:
        self.accept()
        self._then(done.value)

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))
