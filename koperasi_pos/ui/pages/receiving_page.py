"""Goods that come in: scanned as they are unpacked, held against the supplier's bill, booked, labelled anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import SupplierSaved
from koperasi_pos.operations import goods_sheets, orders, products, receiving_drafts, suppliers
from koperasi_pos.operations.products import Match, ProductRow
from koperasi_pos.trade.codes import Scan
from koperasi_pos.trade.receiving import Coming
from koperasi_pos.trade.receiving_drafts import DraftLine, ReceivingDraft
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.dialogs.delivery_booking import DeliveryBooking
from koperasi_pos.ui.dialogs.selling_dialogs import ChoiceDialog
from koperasi_pos.ui.dialogs.sheet_dialog import ask_sheet
from koperasi_pos.ui.dialogs.supplier_dialog import SupplierDialog
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.code_finder import CodeFinder
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row, tab_through
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.receiving_line import ReceivingLine
from koperasi_pos.ui.widgets.receiving_sums import ReceivingSums
from koperasi_pos.ui.widgets.receiving_table import receiving_columns
from koperasi_pos.ui.widgets.search_field import SearchField
from koperasi_pos.ui.widgets.tables import Table
from koperasi_pos.values import ONE, Quantity, Refusal
from koperasi_pos.words import _

REMEMBER_AFTER_MS = 150
"""Scans that follow each other faster are written to the disk together, after they were painted."""


class ReceivingPage(Page):
    """Supplier, order and invoice above; what is unpacked at the left; the line under the cursor and the sums right."""

    name = "receiving"
    icon = "mdi6.truck-delivery-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.draft = receiving_drafts.remembered_draft(desk.till) or receiving_drafts.new_draft(desk.till)
        self._suppliers: dict[str, SupplierSaved] = {}
        self._remember = QTimer(self)
        self._remember.setSingleShot(True)
        self._remember.timeout.connect(self.write_down)
        self.booking = DeliveryBooking(desk, self)
        self.finder = CodeFinder(desk, self, self._take_match, self._ask_which, self._unknown)
        self.supplier = Choice(_("Supplier"), [("", _("no supplier"))])
        self.order = Choice(_("Order"), [("", _("no order"))])
        self.invoice = TextField(_("Number of the bill"))
        self.search = SearchField(lambda text: products.find_products(desk.till, text, limit=12), self)
        self.table = Table(_("Goods received"), receiving_columns())
        self.nothing = Empty(
            _("Scan what is unpacked. 12* before a code counts twelve; a supplier's sheet comes in with Ctrl+I."),
            "mdi6.truck-delivery-outline",
        )
        self.line = ReceivingLine(desk.till.today)
        self.sums = ReceivingSums()
        self._place()
        self._join()

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for label, field, stretch in (
            (_("Supplier"), self.supplier, 3), (_("Order"), self.order, 2), (_("Number of the bill"), self.invoice, 2),
        ):  # fmt: skip
            field.setMinimumWidth(164 if field is self.order else 110)
            head.addWidget(form_row(label, field), stretch)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(head)
        left.addWidget(self.search)
        left.addWidget(self.table, 1)
        left.addWidget(self.nothing, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.line)
        right.addWidget(self.sums)
        right.addStretch(1)
        buttons = QHBoxLayout()
        self.drop_button = SecondaryButton(_("Discard"), "F8", self.drop)
        self.book_button = PrimaryButton(_("Book"), "F9", self.book)
        buttons.addWidget(self.drop_button)
        buttons.addWidget(self.book_button, 1)
        right.addLayout(buttons)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(14, 10, 14, 10)
        outer.setSpacing(12)
        outer.addLayout(left, 5)
        side = QWidget()
        side.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        side.setMaximumWidth(430)
        side.setMinimumWidth(372)
        outer.addWidget(side, 3)
        tab_through([self.supplier, self.order, self.invoice, self.search, self.table])

    def _join(self) -> None:
        self.supplier.chosen.connect(lambda value: self._named("supplier", value))
        self.order.chosen.connect(self._order_chosen)
        self.invoice.textEdited.connect(lambda text: self._named("invoice", text.strip()))
        self.search.picked.connect(self._picked)
        self.search.entered.connect(self.finder.enter)
        self.table.chosen.connect(self.line.show_line)
        self.table.activated_row.connect(lambda line: self.line.begin())
        self.line.changed.connect(lambda key, fields: self._set(self.draft.change(key, **fields), key))
        self.line.done.connect(self._to_search)
        self.sums.changed.connect(lambda fields: self._set(self.draft.model_copy(update=fields), self._key()))
        self.booking.busy_changed.connect(self._busy)
        self.booking.booked.connect(self._fresh)
        self.desk.closing.connect(self._close)
        self.desk.changed.connect(self._topic)

    def title(self) -> str:
        """What the page is for."""
        return _("Goods in")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Scan"), self._to_search),
            Action("F3", _("Supplier"), self.supplier.setFocus),
            Action("F4", _("New"), self.new_supplier),
            Action("F5", _("Line"), self.line.begin),
            Action("F6", _("All as ordered"), self.as_ordered),
            Action("F7", _("Sums"), self.sums.discount.setFocus),
            Action("F8", _("Discard"), self.drop),
            Action("F9", _("Book"), self.book),
            Action("Del", _("Take out"), self.take_out),
            Action("+", _("One more"), lambda: self.step(1), footer=False),
            Action("-", _("One fewer"), lambda: self.step(-1), footer=False),
            Action("Ctrl+I", _("Sheet"), self.ask_sheet),
            Action("F11", _("Transport is not on this invoice"), self.sums.apart.click, footer=False),
        )

    def shown(self) -> None:
        """Suppliers and orders may be others by now; the draft is where it was left."""
        self._offer()
        self._show(self.draft.lines[-1].key if self.draft.lines and self.table.current() is None else self._key())
        asked = self.desk.pending.pop("order", "")
        if asked:
            self.order.set_value(asked)
        self._to_search()

    def _topic(self, topic: str) -> None:
        if topic == "suppliers" and self.isVisible():
            self._offer()

    def _offer(self) -> None:
        till = self.desk.till
        self._suppliers = {one.supplier: one for one in suppliers.suppliers(till)}
        open_orders = [row for row in orders.orders(till) if not row.closed and row.received < row.base]
        for choice, options, chosen in (
            (
                self.supplier,
                [("", _("no supplier")), *((key, one.name) for key, one in self._suppliers.items())],
                self.draft.supplier,
            ),
            (
                self.order,
                [("", _("no order")), *((row.id, f"{row.number} · {row.name}") for row in open_orders)],
                self.draft.order,
            ),
        ):
            choice.blockSignals(True)
            choice.set_options(options)
            choice.set_value(chosen)
            choice.blockSignals(False)

    def _to_search(self) -> None:
        self.search.setFocus()

    def scanned(self, text: str) -> bool:
        """Goods scanned here are unpacked, not sold."""
        self.finder.enter(text)
        return True

    def _key(self) -> int:
        line: DraftLine | None = self.table.current()
        return line.key if line is not None else 0

    def _picked(self, row: ProductRow, times: Quantity | None) -> None:
        self._unpack(row, times or ONE, unit="")

    def _take_match(self, match: Match, times: Quantity, scan: Scan) -> None:
        pack = match.product.document.packs[match.pack]
        expiry = scan.expiry.isoformat() if scan.expiry else ""
        self._unpack(match.product, times, unit=pack.unit, expiry=expiry, batch=scan.batch)

    def _unpack(self, row: ProductRow, times: Quantity, *, unit: str, expiry: str = "", batch: str = "") -> None:
        product = row.document
        if not product.stocked:
            self.desk.tell_refusal(Refusal("not_stocked", name=product.name))
            return
        bought = receiving_drafts.last_bought(self.desk.till, product, unit)
        draft, key = self.draft.add(
            product, unit=bought.unit, factor=bought.factor, quantity=times, price=bought.price, expiry=expiry,
            batch=batch,
        )  # fmt: skip
        self._set(draft, key)

    def _ask_which(self, code: str, matches: list[Match], then: Any) -> None:
        ChoiceDialog(code, matches, then, self).open()

    def _unknown(self, code: str) -> None:
        if not self.desk.by.may("products"):
            self.desk.said.emit(_("Nothing has the code {code}. Put it aside.").format(code=code), "refused")
            return

        def add() -> None:
            self.desk.pending["new_product_code"] = code
            self.desk.go.emit("products")

        question = _("Nothing has the code {code}. Add it as new goods?").format(code=code)
        ask_yes(self, _("Unknown code"), question, add, yes=_("Add"))

    def _named(self, field: str, value: str) -> None:
        self._set(self.draft.model_copy(update={field: value}), self._key())

    def _order_chosen(self, order: str) -> None:
        if not order:
            self._named("order", "")
            return
        till = self.desk.till

        def show(found: tuple[Any, list[DraftLine]]) -> None:
            document, lines = found
            self.supplier.blockSignals(True)
            self.supplier.set_value(document.supplier)
            self.supplier.blockSignals(False)
            self._set(self.draft.expect(document.id, document.supplier, lines), 1)

        self.desk.fetch(lambda: receiving_drafts.awaited(till, order), show)

    def as_ordered(self) -> None:
        """Everything that was ordered came."""
        if not any(line.ordered for line in self.draft.lines):
            self.desk.said.emit(_("Choose the order first."), "refused")
            self.order.setFocus()
            return
        self._set(self.draft.as_ordered(), self._key())

    def step(self, by: int) -> None:
        """More or fewer packs of the line under the cursor."""
        line = self.draft.line(self._key())
        if line is not None and line.quantity + ONE * by >= 0:
            self._set(self.draft.change(line.key, quantity=line.quantity + ONE * by), line.key)

    def take_out(self) -> None:
        """The line under the cursor did not come after all."""
        if self._key():
            at = self.table.currentIndex().row()
            draft = self.draft.take_out(self._key())
            self._set(draft, draft.lines[min(at, len(draft.lines) - 1)].key if draft.lines else 0)

    def ask_sheet(self) -> None:
        """The supplier's bill as a sheet: its lines stand behind those that were scanned."""
        till = self.desk.till

        def take(lines: Sequence[Coming]) -> None:
            draft = self.draft.with_sheet(lines)
            self._set(draft, draft.lines[-1].key if draft.lines else 0)

        ask_sheet(self.desk, self, lambda file: goods_sheets.read_invoice(till, file), take)

    def _set(self, draft: ReceivingDraft, key: int) -> None:
        self.draft = draft
        self._show(key)
        self._remember.start(REMEMBER_AFTER_MS)

    def _show(self, key: int) -> None:
        self.table.show_quietly(self.draft.lines)
        self.table.point_at(lambda line: line.key == key)
        self.line.show_line(self.draft.line(key))
        self.sums.show_draft(self.draft)
        if not self.invoice.hasFocus():
            self.invoice.setText(self.draft.invoice)
        self.table.setVisible(bool(self.draft.lines))
        self.nothing.setVisible(not self.draft.lines)
        self.drop_button.setEnabled(not self.draft.empty)
        self.book_button.setEnabled(bool(self.draft.unpacked) and not self.booking.busy)

    def write_down(self) -> None:
        """Keep the draft as it is now."""
        self._remember.stop()
        till, draft = self.desk.till, self.draft
        if not self.booking.busy:
            self.desk.do(lambda: receiving_drafts.remember_draft(till, draft))

    def _close(self) -> None:
        if self._remember.isActive():
            self.write_down()

    def new_supplier(self) -> None:
        """A supplier that was never here before."""

        def chosen(saved: SupplierSaved) -> None:
            self.draft = self.draft.model_copy(update={"supplier": saved.supplier})
            self._offer()
            self._named("supplier", saved.supplier)

        SupplierDialog(self.desk, chosen, self).open()

    def drop(self) -> None:
        """Nothing of this is booked."""
        if not self.draft.empty:
            question = _("Nothing of what is unpacked here will be booked.")
            ask_yes(self, _("Discard"), question, self._fresh, yes=_("Discard"), no=_("Go on"))

    def _fresh(self) -> None:
        self.draft = receiving_drafts.new_draft(self.desk.till)
        self._offer()
        self._show(0)
        self.write_down()
        self._to_search()

    def book(self) -> None:
        """Hold the sum against the bill, decide when it is paid, book."""
        if self.booking.busy or not self.draft.unpacked:
            return
        wrong = self.line.wrong() or self.sums.wrong()
        if wrong is not None:
            wrong.setFocus()
            self.desk.said.emit(_("This figure cannot be read."), "refused")
            return
        self.booking.begin(self.draft, self._suppliers.get(self.draft.supplier))

    def _busy(self, busy: bool) -> None:
        """A delivery is being booked, or nothing became of it."""
        self._remember.stop()
        self._show(self._key())
