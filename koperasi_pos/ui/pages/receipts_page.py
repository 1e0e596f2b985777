"""Receipts: find one, print it again, send it on, and take goods back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.operations import printing, refunds
from koperasi_pos.operations import receipts as receipt_acts
from koperasi_pos.operations.receipts import ReceiptRow
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.dialogs.refund_dialog import RefundDialog
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton
from koperasi_pos.ui.widgets.cards import Empty, quiet, title
from koperasi_pos.ui.widgets.fields import TextField
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.slip_panel import SlipButton, SlipPanel
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah


class ReceiptsPage(Page):
    """The list at the left, the paper at the right."""

    name = "receipts"
    icon = "mdi6.receipt-text-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(title(_("Receipts")))
        head.addStretch(1)
        self.refund_button = PrimaryButton(_("Refund"), "F6", self.refund)
        head.addWidget(self.refund_button)
        outer.addLayout(head)
        find = QHBoxLayout()
        self.search = TextField(_("Find a receipt"), placeholder=_("number, amount, or goods; or scan the receipt"))
        self.search.returnPressed.connect(self.look)
        self.search.textChanged.connect(self._typed)
        self.day = TextField(_("Day"), placeholder=_("day, for example 2026-11-24"))
        self.day.setMaximumWidth(260)
        self.day.returnPressed.connect(self.look)
        find.addWidget(self.search, 1)
        find.addWidget(self.day)
        outer.addLayout(find)
        halves = QHBoxLayout()
        halves.setSpacing(14)
        left = QVBoxLayout()
        columns = [
            TableColumn(_("Number"), lambda row: row.number, width=140),
            TableColumn(_("When"), lambda row: moment(row.at), width=210),
            TableColumn(_("What"), _kind),
            TableColumn(_("Total"), lambda row: rupiah(row.total), right=True, width=130),
        ]
        self.table = Table(_("Receipts"), columns)
        self.table.chosen.connect(self._chosen)
        self.table.activated_row.connect(lambda row: self.refund())
        self.nothing = Empty(
            _("No receipt fits. Try the number alone, the amount, or a name."), "mdi6.receipt-text-outline"
        )
        left.addWidget(self.table, 1)
        left.addWidget(self.nothing, 1)
        self.earlier = quiet()
        left.addWidget(self.earlier)
        halves.addLayout(left, 1)
        self.slip = SlipPanel(
            _("Choose a receipt to see it."),
            [
                SlipButton(_("Print again"), "F8", self.reprint),
                SlipButton(_("PDF"), "Ctrl+S", self.save_pdf),
                SlipButton(_("Picture to send"), "Ctrl+G", self.save_picture),
            ],
        )
        halves.addWidget(self.slip)
        outer.addLayout(halves, 1)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Receipts")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Find"), self.search.setFocus),
            Action("F6", _("Refund"), self.refund),
            Action("F8", _("Print again"), self.reprint),
            Action("Ctrl+S", _("PDF"), self.save_pdf),
            Action("Ctrl+G", _("Picture to send"), self.save_picture),
        )

    def shown(self) -> None:
        """The newest receipts."""
        self.look()
        self.search.setFocus()

    def scanned(self, text: str) -> bool:
        """The bar code of a receipt."""
        self.search.setText(text)
        self.look()
        return True

    def _typed(self, text: str) -> None:
        if not text:
            self.look()

    def look(self) -> None:
        """Find what was typed."""
        text, till = self.search.value(), self.desk.till
        try:
            day = _day(self.day.value())
        except Refusal as refusal:
            self.desk.tell_refusal(refusal)
            return
        self.desk.fetch(lambda: receipt_acts.find_receipts(till, text, first_day=day, last_day=day), self._found)

    def _found(self, rows: list[ReceiptRow]) -> None:
        self.table.set_rows(rows, keep=lambda row: row.position)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if rows and self.table.current() is None:
            self.table.selectRow(0)
        if not rows:
            self._chosen(None)

    def _chosen(self, row: ReceiptRow | None) -> None:
        self.refund_button.setEnabled(row is not None and "-R" not in row.number)
        self.earlier.clear()
        if row is None:
            self.slip.show_slip(None)
            return
        try:
            order = printing.order_at(self.desk.till, row.position, copy=1)
        except Refusal as refusal:
            self.desk.tell_refusal(refusal)
            return
        self.slip.show_slip(slip_of(order, width=self.desk.till.settings.paper_width))
        back = refunds.refunds_of(self.desk.till, row.position)
        if back:
            told = ", ".join(f"{number} ({rupiah(total)})" for _position, number, total in back)
            self.earlier.setText(_("Already taken back: {refunds}").format(refunds=told))

    def reprint(self) -> None:
        """Once more, marked as a copy."""
        row = self.table.current()
        if row is not None:
            till, actor = self.desk.till, self.desk.by
            self.desk.do(
                lambda: printing.queue_reprint(till, row.position, by=actor),
                lambda done: self.desk.tell(_("The copy is in the print queue.")),
            )

    def save_pdf(self) -> None:
        """The receipt as PDF."""
        row, layout = self.table.current(), self.slip.slip
        if row is not None and layout is not None:

            def make() -> bytes:
                from koperasi_pos.paper.pdf import receipt_pdf

                return receipt_pdf(layout, title=row.number)

            save_content(self.desk, self, f"{row.number}.pdf", make)

    def save_picture(self) -> None:
        """The receipt as a picture, to send to a telephone."""
        row, layout = self.table.current(), self.slip.slip
        if row is not None and layout is not None:

            def make() -> bytes:
                from koperasi_pos.paper.picture import receipt_png

                return receipt_png(layout)

            save_content(self.desk, self, f"{row.number}.png", make)

    def refund(self) -> None:
        """Take goods of this receipt back."""
        row = self.table.current()
        if row is None or "-R" in row.number:
            return
        try:
            found = refunds.refundable(self.desk.till, row.number)
        except Refusal as refusal:
            self.desk.tell_refusal(refusal)
            return
        RefundDialog(self.desk, found, self._refunded, self).open()

    def _refunded(self, number: str, back: int) -> None:
        self.desk.tell(_("Refund {number}: hand back {amount}.").format(number=number, amount=rupiah(back)))
        self.look()


def _day(text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise Refusal("day_form", text=text) from None


def _kind(row: ReceiptRow) -> str:
    return _("refund") if "-R" in row.number else _("sale")
