"""Receipts: find one, print it again, send it on, and take goods back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from koperasi_pos.operations import printing, refunds
from koperasi_pos.operations import receipts as receipt_acts
from koperasi_pos.operations.receipts import ReceiptRow
from koperasi_pos.operations.refunds import RefundReceipt
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.ui.dialogs.refund_dialog import RefundDialog
from koperasi_pos.ui.dialogs.send_dialog import copy_picture, save_pdf, save_picture
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton
from koperasi_pos.ui.widgets.cards import Empty, quiet
from koperasi_pos.ui.widgets.fields import TextField
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.slip_panel import SlipButton, SlipPanel
from koperasi_pos.ui.widgets.span_bar import ALL, SpanBar, span_name
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah

SPANS = ("0", "29", ALL)
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ReceiptsPage(Page):
    """The list at the left, the paper at the right."""

    name = "receipts"
    icon = "mdi6.receipt-text-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted = 0
        self._select: int | None = None
        self.search = TextField(_("Find a receipt"), placeholder=_("Scan · number · amount · goods · buyer · cashier"))
        self.search.setProperty("kind", "scan")
        self.search.returnPressed.connect(self.look)
        self.search.textChanged.connect(self._typed)
        self.refund_button = PrimaryButton(_("Refund"), "F6", self.refund)
        self.refund_button.setMinimumWidth(150)
        self.days = SpanBar(desk.till.today, SPANS, "29")
        self.days.changed.connect(self.look)
        self.table = Table(_("Receipts"), _columns())
        self.table.chosen.connect(self._chosen)
        self.table.activated_row.connect(lambda row: self.refund())
        self.nothing = Empty(
            _("No receipt fits. Try the number alone, the amount, a name, or more days."), "mdi6.receipt-text-outline"
        )
        self.earlier = quiet()
        self.slip = SlipPanel(
            _("Choose a receipt to see it."),
            [
                SlipButton(_("Print again"), "F8", self.reprint),
                SlipButton(_("PDF"), "Ctrl+S", self.save_pdf),
                SlipButton(_("Picture"), "Ctrl+G", self.save_picture),
                SlipButton(_("Copy"), "Ctrl+Shift+C", self.copy_picture),
            ],
        )
        self.slip.above.addWidget(self.earlier)
        self._place()
        desk.changed.connect(self._topic)

    def _place(self) -> None:
        find = QHBoxLayout()
        find.setSpacing(10)
        find.addWidget(self.search, 1)
        find.addWidget(self.refund_button)
        ground = QWidget()
        self._stack = QStackedLayout(ground)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(find)
        left.addWidget(self.days)
        left.addWidget(ground, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 10)
        whole.setSpacing(14)
        whole.addLayout(left, 1)
        whole.addWidget(self.slip)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Receipts")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Find"), self._begin),
            Action("F3", _("Today"), lambda: self.days.choose("0")),
            Action("F4", _("All"), lambda: self.days.choose(ALL)),
            Action("F5", span_name("29"), lambda: self.days.choose("29")),
            Action("F6", _("Refund"), self.refund),
            Action("F8", _("Print again"), self.reprint),
            Action("Ctrl+S", _("PDF"), self.save_pdf),
            Action("Ctrl+G", _("Picture to send"), self.save_picture),
            Action("Ctrl+Shift+C", _("Copy picture"), self.copy_picture),
        )

    def shown(self) -> None:
        """The newest receipts, or the one that another page asks for."""
        self.days.renew()
        asked = self.desk.pending.pop("receipt", "")
        if asked:
            self.search.setText(asked)
            self.days.choose(ALL)
        self.look()
        self._begin()

    def _begin(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """↓ and ↑ lead from the search into the list."""
        step = _STEPS.get(event.key())
        count = self.table.rows_model.rowCount()
        if step is None or not count:
            super().keyPressEvent(event)
            return
        self.table.selectRow(min(max(self.table.currentIndex().row() + step, 0), count - 1))
        self.table.setFocus()

    def scanned(self, text: str) -> bool:
        """The bar code of a receipt, or of goods that were on it."""
        self.search.setText(text)
        self.look()
        return True

    def _topic(self, topic: str) -> None:
        if topic in ("sale", "refund") and self.isVisible():
            self.look()

    def _typed(self, text: str) -> None:
        if not text:
            self.look()

    def look(self) -> None:
        """Find what was typed within the days; the answer of an older question is not shown."""
        text, till, days = self.search.value(), self.desk.till, self.days.days()
        if days is None:
            self.desk.said.emit(_("Please write days as 24/11/2026."), "refused")
            return
        self._wanted += 1
        wanted, (first, last) = self._wanted, days

        def found(rows: list[ReceiptRow]) -> None:
            if wanted == self._wanted:
                self._found(rows)

        self.desk.fetch(lambda: receipt_acts.find_receipts(till, text, first_day=first, last_day=last), found)

    def _found(self, rows: list[ReceiptRow]) -> None:
        self.table.set_rows(rows, keep=lambda row: row.position)
        self._stack.setCurrentIndex(0 if rows else 1)
        wanted = next((number for number, row in enumerate(rows) if row.position == self._select), None)
        self._select = None
        if wanted is not None:
            self.table.selectRow(wanted)
        elif rows and self.table.current() is None:
            self.table.selectRow(0)
        if not rows:
            self._chosen(None)

    def _chosen(self, row: ReceiptRow | None) -> None:
        self.refund_button.setEnabled(row is not None and row.kind == "sale")
        self.earlier.clear()
        self.earlier.hide()
        if row is None:
            self.slip.show_slip(None)
            return
        till = self.desk.till
        try:
            order = printing.order_at(till, row.position)
        except Refusal as refusal:
            self.desk.tell_refusal(refusal)
            return
        self.slip.show_slip(slip_of(order, width=till.settings.paper_width, training=till.training))
        back = refunds.refunds_of(till, row.position)
        if back:
            told = ", ".join(f"{number} ({rupiah(total)})" for _position, number, total in back)
            self.earlier.setText(_("Already taken back: {refunds}").format(refunds=told))
            self.earlier.show()

    def reprint(self) -> None:
        """Once more, marked as a copy."""
        row, till, actor = self.table.current(), self.desk.till, self.desk.by
        if row is None:
            return
        if till.settings.printer.kind == "none":
            self.desk.tell_refusal(Refusal("printer_none"))
            return
        self.desk.do(
            lambda: printing.queue_reprint(till, row.position, by=actor),
            lambda done: self.desk.tell(_("The copy is in the print queue.")),
        )

    def _send(self, act: Callable[[str], None]) -> None:
        row = self.table.current()
        if row is not None and self.slip.slip is not None:
            act(row.number)

    def save_pdf(self) -> None:
        """The receipt as PDF."""
        self._send(lambda number: save_pdf(self.desk, self, number))

    def save_picture(self) -> None:
        """The receipt as a picture, to send to a telephone."""
        self._send(lambda number: save_picture(self.desk, self, number))

    def copy_picture(self) -> None:
        """The receipt on the clipboard, to paste into a message."""
        self._send(lambda number: copy_picture(self.desk, number))

    def refund(self) -> None:
        """Take goods of this receipt back."""
        row = self.table.current()
        if row is None or row.kind != "sale":
            self.desk.said.emit(_("Choose the receipt of a sale first."), "refused")
            return
        try:
            found = refunds.refundable(self.desk.till, row.number)
        except Refusal as refusal:
            self.desk.tell_refusal(refusal)
            return
        if all(found.left(line) <= 0 for line in range(len(found.sale.lines))):
            self.desk.said.emit(_("Everything on this receipt came back already."), "refused")
            return
        RefundDialog(self.desk, found, self._refunded, self).open()

    def _refunded(self, made: RefundReceipt) -> None:
        """Say what to hand back, and show the slip."""
        back = sum(int(payment.amount) for payment in made.refund.payments)
        self.desk.tell(_("Refund {number}: hand back {amount}.").format(number=made.refund.number, amount=rupiah(back)))
        self._select = made.position
        self.search.clear()
        self.days.renew()
        self.look()


def _columns() -> list[TableColumn]:
    return [
        TableColumn(_("Number"), lambda row: row.number, width=126),
        TableColumn(_("When"), lambda row: moment(row.at), width=152),
        TableColumn(_("Total"), lambda row: rupiah(row.total if row.kind == "sale" else -row.total), True, 124),
        TableColumn(_("Cashier, remark"), _remark),
    ]


def _remark(row: ReceiptRow) -> str:
    """Who it was, and what came back."""
    return " · ".join(part for part in (_came_back(row), row.cashier) if part)


def _came_back(row: ReceiptRow) -> str:
    if row.kind == "refund":
        return _("refund")
    if not row.back:
        return ""
    if row.back >= row.total:
        return _("all came back")
    return _("{amount} came back").format(amount=rupiah(row.back))
