"""Kulakan: the buying list made from stock and pace, orders to suppliers as PDF and as a text to send."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import GoodsOrdered, OrderClosed
from koperasi_pos.operations import orders, products, shops, suppliers
from koperasi_pos.operations.orders import Ordering, OrderRow, Wanted
from koperasi_pos.operations.outcome import Done
from koperasi_pos.paper.purchase_papers import buying_report, order_message, order_report
from koperasi_pos.paper.reports import Report, as_csv
from koperasi_pos.ui.dialogs.ask_dialog import ask_text
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.dialogs.order_dialogs import EACH, MessageDialog, OrderDialog
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.buying_list import BuyingList, Line
from koperasi_pos.ui.widgets.fields import Choice, QuantityField, form_row
from koperasi_pos.ui.widgets.order_list import OrderList
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import rupiah

PARTS = ("list", "orders")
COVER = 14_000
"""Thousandths of days for which the shop buys, where nobody says otherwise."""


class BuyingPage(Page):
    """Two parts: what to buy, and what was ordered."""

    name = "buying"
    icon = "mdi6.cart-arrow-down"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._names: dict[str, str] = {}
        self._wanted = 0
        self._busy = False
        words = {"list": _("Buying list"), "orders": _("Orders")}
        self.parts = Segments([(part, words[part]) for part in PARTS], name=_("Part of the page"))
        self.parts.chosen.connect(self.show_part)
        self.days = QuantityField(_("For how many days"), COVER, grouped=True)
        self.days.setFixedWidth(96)
        self.days.editingFinished.connect(self.read)
        self.supplier = Choice(_("Supplier"), [("", _("all suppliers"))])
        self.category = Choice(_("Category"), [("", _("all categories"))])
        for choice in (self.supplier, self.category):
            choice.setMinimumWidth(180)
            choice.chosen.connect(lambda value: self.read())
        self.packs = QuantityField(_("Packs"), grouped=True)
        self.packs.setFixedWidth(96)
        self.list = BuyingList()
        self.orders = OrderList()
        self.stack = QStackedWidget()
        self.stack.addWidget(self._buying())
        self.stack.addWidget(self.orders)
        self._place()
        self._join()

    def _buying(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        for label, field in (
            (_("For how many days"), self.days), (_("Supplier"), self.supplier), (_("Category"), self.category),
            (_("Packs"), self.packs),
        ):  # fmt: skip
            row.addWidget(form_row(label, field))
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        return whole

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.parts)
        head.addStretch(1)
        self.send_button = SecondaryButton(_("Message"), "F5", self.message)
        self.receive_button = SecondaryButton(_("Receive"), "F6", self.receive)
        self.close_button = SecondaryButton(_("Close order"), "F8", self.close_order)
        self.order_button = PrimaryButton(_("Place order"), "F9", self.order)
        for button in (self.send_button, self.receive_button, self.close_button, self.order_button):
            head.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.stack, 1)
        self._show_buttons()

    def _join(self) -> None:
        self.list.changed.connect(self._show_buttons)
        self.list.table.chosen.connect(self._show_packs)
        self.list.table.activated_row.connect(lambda line: self._to_packs())
        self.packs.textEdited.connect(lambda text: self._packs_typed())
        self.packs.returnPressed.connect(self.list.table.setFocus)
        self.orders.table.chosen.connect(lambda row: self._show_buttons())
        self.orders.table.activated_row.connect(lambda row: self.message())
        self.desk.changed.connect(self._topic)

    def title(self) -> str:
        """What the page is for."""
        return _("Buying")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        listing = self.parts.key() == "list"
        first = (
            Action("F2", _("List"), self._to_list),
            Action("F3", _("List or orders"), lambda: self.parts.step(1)),
        )
        own = (
            Action("F4", _("Days"), self.days.setFocus),
            Action("F7", _("Packs"), self._to_packs),
            Action("F9", _("Place order"), self.order),
        ) if listing else (
            Action("F5", _("Message"), self.message),
            Action("F6", _("Receive"), self.receive),
            Action("F8", _("Close order"), self.close_order),
        )  # fmt: skip
        return (
            *first,
            *own,
            Action("Ctrl+S", "PDF", self.save_pdf),
            Action("Ctrl+E", "XLSX", self.save_xlsx),
            Action("Ctrl+D", "CSV", self.save_csv),
        )

    def shown(self) -> None:
        """Read the list and the orders anew."""
        self.read()
        self._to_list()

    def _topic(self, topic: str) -> None:
        if topic in ("suppliers", "products") and self.isVisible():
            self.read()

    def show_part(self, part: str) -> None:
        """Bring the list or the orders to the front."""
        self.parts.choose(part)
        self.stack.setCurrentIndex(PARTS.index(part))
        self._show_buttons()
        self._to_list()

    def _to_list(self) -> None:
        (self.list.table if self.parts.key() == "list" else self.orders.table).setFocus()

    def _to_packs(self) -> None:
        self.packs.setFocus()
        self.packs.selectAll()

    def _show_packs(self, line: Line | None) -> None:
        self.packs.setEnabled(line is not None)
        if not self.packs.hasFocus():
            self.packs.setText("")
            if line is not None:
                self.packs.set_quantity(line.packs)

    def _packs_typed(self) -> None:
        packs = self.packs.quantity()
        if packs is not None and packs > 0:
            self.list.set_packs(packs)

    def _show_buttons(self) -> None:
        listing = self.parts.key() == "list"
        row: OrderRow | None = self.orders.table.current()
        awaited = row is not None and not row.closed and row.received < row.base
        self.order_button.setVisible(listing)
        self.order_button.setEnabled(bool(self.list.taken()) and not self._busy)
        for button, able in (
            (self.send_button, row is not None), (self.receive_button, awaited), (self.close_button, awaited),
        ):  # fmt: skip
            button.setVisible(not listing)
            button.setEnabled(able)
        self.actions_changed.emit()

    def read(self) -> None:
        """Read suppliers, orders and the list, beside the counter's work."""
        till = self.desk.till
        self._names = {one.supplier: one.name for one in suppliers.suppliers(till, active_only=False)}
        for choice, first, options in (
            (self.supplier, _("all suppliers"), list(self._names.items())),
            (self.category, _("all categories"), [(name, name) for name in products.categories(till)]),
        ):
            chosen = choice.value()
            choice.blockSignals(True)
            choice.set_options([("", first), *options])
            choice.set_value(chosen)
            choice.blockSignals(False)
        days = self._days()
        if days is None:
            self.desk.tell_refusal(Refusal("cover_days_form"))
            return
        self._wanted += 1
        wanted, supplier, category = self._wanted, self.supplier.value(), self.category.value()

        def show(found: tuple[list[Wanted], list[OrderRow]]) -> None:
            if wanted == self._wanted:
                self.list.show_wanted(found[0], self._names)
                self.orders.show_orders(found[1])
                self._show_buttons()

        self.desk.fetch(
            lambda: (
                orders.buying_list(till, cover_days=days, supplier=supplier, category=category), orders.orders(till)
            ),
            show,
        )  # fmt: skip

    def _days(self) -> int | None:
        days = self.days.quantity()
        return int(days) // 1000 if days is not None and days.is_whole and 0 < days <= 365_000 else None

    def order(self) -> None:
        """Order what is taken: of one supplier, or each of its own."""
        taken = self.list.taken()
        if self.parts.key() != "list" or not taken or self._busy:
            return
        if not self.desk.by.may("receive"):
            self.desk.tell_refusal(Refusal("needs_approval", right="receive"))
            return
        options = [(EACH, _("each of its last supplier")), *self._names.items()]
        chosen = self.supplier.value() or EACH
        amount = rupiah(sum(line.amount for line in taken))
        count = n_("{n} product for about {amount}", "{n} products for about {amount}", len(taken)).format(
            n=len(taken), amount=amount
        )
        OrderDialog(options, chosen, count, self.desk.till.today(), self._order, self).open()

    def _order(self, supplier: str, expected: str, note: str) -> None:
        till, actor = self.desk.till, self.desk.by
        split: dict[str, list[Ordering]] = {}
        for line in self.list.taken():
            wanted = line.wanted
            to = wanted.supplier if supplier == EACH else supplier
            split.setdefault(to, []).append(
                Ordering(wanted.product, line.packs, unit=wanted.unit, factor=wanted.factor, price=wanted.price)
            )
        nowhere = len(split.pop("", []))
        if not split:
            self.desk.said.emit(_("These goods were never bought yet. Choose a supplier for them."), "refused")
            return
        self._busy = True
        ids = {to: till.new_id() for to in split}

        def act() -> list[GoodsOrdered]:
            return [
                orders.order_goods(till, to, lines, id=ids[to], by=actor, expected=expected, note=note).value
                for to, lines in split.items()
            ]

        self.desk.do(act, lambda made: self._ordered(made, nowhere), self._refused, self._ready)

    def _ready(self) -> None:
        self._busy = False
        self._show_buttons()

    def _refused(self, refusal: Refusal) -> None:
        self._ready()
        self.desk.tell_refusal(refusal)

    def _ordered(self, made: Sequence[GoodsOrdered], nowhere: int) -> None:
        self._ready()
        words = _("Ordered: {numbers}.").format(numbers=", ".join(f"{one.number} {one.name}" for one in made))
        if nowhere:
            words += " " + n_(
                "{n} product was never bought yet and is left.", "{n} products were never bought yet and are left.",
                nowhere,
            ).format(n=nowhere)  # fmt: skip
        self.desk.tell(words)
        self.show_part("orders")

    def _row(self) -> OrderRow | None:
        row: OrderRow | None = self.orders.table.current() if self.parts.key() == "orders" else None
        return row

    def message(self) -> None:
        """The order under the cursor as a text to send."""
        row, till = self._row(), self.desk.till
        if row is None:
            return

        def show(text: str) -> None:
            MessageDialog(text, lambda: self.desk.tell(_("The order is copied.")), self).open()

        self.desk.fetch(lambda: order_message(orders.order(till, row.id).document, shops.shop(till)), show)

    def receive(self) -> None:
        """What was ordered is unpacked."""
        row = self._row()
        if row is not None and self.receive_button.isEnabled():
            self.desk.pending["order"] = row.id
            self.desk.go.emit("receiving")

    def close_order(self) -> None:
        """Nothing more is expected of the order under the cursor."""
        row = self._row()
        if row is None or not self.close_button.isEnabled():
            return
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()

        def closed(done: Done[OrderClosed]) -> None:
            self.desk.tell(_("Nothing more is expected of {number}.").format(number=row.number))

        def close(reason: str) -> None:
            self.desk.do(lambda: orders.close_order(till, row.id, reason=reason, id=new_id, by=actor), closed)

        ask_text(self, _("Close order {number}").format(number=row.number), _("Reason"), close, least=3)

    def _save(self, suffix: str, make: Callable[[Report], bytes]) -> None:
        till, row, names = self.desk.till, self._row(), dict(self._names)
        if self.parts.key() == "orders" and row is None:
            return
        kept = [line.wanted._replace(need=line.wanted.need._replace(packs=line.packs)) for line in self.list.taken()]
        days = self._days() or COVER // 1000

        def content() -> bytes:
            if row is not None:
                found = orders.order(till, row.id)
                return make(order_report(found.document, shops.shop(till)))
            return make(buying_report(kept, names, days, shop_name=shops.shop(till).name))

        name = row.number if row is not None else f"daftar-belanja-{till.today()}"
        save_content(self.desk, self, f"{name}.{suffix}", content)

    def save_pdf(self) -> None:
        """The list, or the order under the cursor, as A4."""

        def make(report: Report) -> bytes:
            from koperasi_pos.paper.pdf import report_pdf

            return report_pdf(report)

        self._save("pdf", make)

    def save_xlsx(self) -> None:
        """The list, or the order under the cursor, as a workbook."""

        def make(report: Report) -> bytes:
            from koperasi_pos.paper.sheets import report_xlsx

            return report_xlsx(report)

        self._save("xlsx", make)

    def save_csv(self) -> None:
        """The list, or the order under the cursor, as CSV."""
        self._save("csv", lambda report: as_csv(report).encode("utf-8-sig"))
