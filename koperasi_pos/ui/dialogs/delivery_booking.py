"""From an unpacked delivery to a booked one: the bill, the payment, new prices and the labels of those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval, GoodsReceived, SupplierSaved
from koperasi_pos.operations import products, receiving, receiving_drafts
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.receiving import Arrival, Received
from koperasi_pos.trade.margins import PriceProposal
from koperasi_pos.trade.receiving_drafts import ReceivingDraft
from koperasi_pos.ui.dialogs.book_delivery_dialog import BookDeliveryDialog, Settled
from koperasi_pos.ui.dialogs.labels_dialog import LabelsDialog
from koperasi_pos.ui.dialogs.new_prices_dialog import NewPricesDialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.goods_picker import Picked
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah


class DeliveryBooking(QObject):
    """`booked` is told once the delivery stands in the journal; `busy_changed` while that is under way."""

    booked = Signal()
    busy_changed = Signal(bool)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self._parent = desk, parent
        self.busy = False

    def begin(self, draft: ReceivingDraft, supplier: SupplierSaved | None) -> None:
        """Hold the sum against the bill and decide when it is paid; refused goods are told before."""
        till, delivery = self.desk.till, draft.delivery()
        terms = supplier.terms if supplier is not None else 0

        def ask(figured: Any) -> None:
            BookDeliveryDialog(
                figured.total, terms, till.today(), lambda settled: self._settled(draft, settled), self._parent
            ).open()

        self.desk.do(lambda: receiving.foresee_delivery(till, delivery), ask)

    def _settled(self, draft: ReceivingDraft, settled: Settled) -> None:
        rights = ["receive", "pay_supplier"] if settled.paid else ["receive"]
        lacking = next((right for right in rights if not self.desk.by.may(right)), "receive")
        when_allowed(self.desk, lacking, self._parent, lambda approvals: self._book(draft, settled, approvals))

    def _be_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)

    def _book(self, draft: ReceivingDraft, settled: Settled, approvals: Sequence[Approval]) -> None:
        till, actor = self.desk.till, self.desk.by
        self._be_busy(True)

        def act() -> Done[Received]:
            supplier = draft.supplier or receiving_drafts.nobody(till, by=actor)
            arrival = Arrival(
                supplier, draft.delivery(), order=draft.order, invoice=draft.invoice, due=settled.due,
                paid=settled.paid, way=settled.way, reference=settled.reference,
            )  # fmt: skip
            done = receiving.receive_goods(till, arrival, id=draft.id, by=actor, approvals=approvals)
            receiving_drafts.remember_draft(till, receiving_drafts.new_draft(till))
            return done

        self.desk.do(act, self._booked, self._refused, lambda: self._be_busy(False))

    def _refused(self, refusal: Refusal) -> None:
        self._be_busy(False)
        self.desk.tell_refusal(refusal)

    def _booked(self, done: Done[Received]) -> None:
        self.busy = False
        received = done.value.document
        self.desk.tell(
            _("{number}: {name}, {amount} booked.").format(
                number=received.number, name=received.name, amount=rupiah(received.total)
            )
        )
        self.booked.emit()
        self._offer_prices(received)

    def _offer_prices(self, received: GoodsReceived) -> None:
        till = self.desk.till

        def ask(proposals: list[PriceProposal]) -> None:
            if proposals and self.desk.actor is not None and self.desk.by.may("products"):
                NewPricesDialog(proposals, self._change_prices, self._parent).open()

        self.desk.do(lambda: receiving.propose_prices(till, received), ask)

    def _change_prices(self, taken: list[PriceProposal]) -> None:
        till, actor = self.desk.till, self.desk.by
        self.desk.do(lambda: receiving.accept_prices(till, taken, by=actor), lambda done: self._labels(done.value))

    def _labels(self, changed: list[str]) -> None:
        """The labels of the prices that changed."""
        rows = [products.product(self.desk.till, product) for product in changed]
        if rows:
            dialog = LabelsDialog(self.desk, None, lambda: rows, self._parent)
            dialog.goods.set_picked([Picked(row) for row in rows])
            dialog.goods.changed.emit()
            dialog.open()
