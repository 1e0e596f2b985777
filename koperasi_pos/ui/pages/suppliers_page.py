"""Suppliers: who they are and on which terms; what is owed to them, payments, goods that go back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import GoodsReturned, SupplierPaid, SupplierSaved
from koperasi_pos.operations import receiving, shops, suppliers
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.suppliers import Debt, Returning
from koperasi_pos.paper.purchase_papers import debts_report, delivery_report
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.dialogs.report_file import save_report
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.dialogs.supplier_dialogs import PaySupplierDialog, ReturnGoodsDialog
from koperasi_pos.ui.dialogs.unsaved import when_kept
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import KeyBox, PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.debt_list import DebtList
from koperasi_pos.ui.widgets.fields import TextField, offer_clearing
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.supplier_form import SupplierForm
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah

PARTS = ("suppliers", "debts")


class SuppliersPage(Page):
    """Two parts: the suppliers with their form, and what is owed."""

    name = "suppliers"
    icon = "mdi6.account-tie-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._held: SupplierSaved | None = None
        """The supplier in the form as read; `None` for a new one."""
        self._saving = False
        self._debts: list[Debt] = []
        words = {"suppliers": _("Suppliers"), "debts": _("Owed")}
        self.parts = Segments([(part, words[part]) for part in PARTS], name=_("Part of the page"))
        self.parts.chosen.connect(self.show_part)
        self.search = TextField(_("Search suppliers"), placeholder=_("name, contact or telephone"))
        self.form = SupplierForm()
        self.debts = DebtList()
        self.debts.saved.connect(self.save_debts)
        self.debts.table.activated_row.connect(lambda debt: self.pay())
        self.stack = QStackedWidget()
        self.stack.addWidget(self._suppliers())
        self.stack.addWidget(self.debts)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.parts)
        head.addStretch(1)
        for button in (
            SecondaryButton(_("Pay"), "F5", self.pay), SecondaryButton(_("Return goods"), "F6", self.give_back),
            PrimaryButton(_("New supplier"), "F4", self.new),
        ):  # fmt: skip
            head.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.stack, 1)
        desk.changed.connect(self._topic)

    def _suppliers(self) -> QWidget:
        offer_clearing(self.search)
        self.search.textChanged.connect(lambda text: self.narrow())
        self.inactive = KeyBox(_("Also suppliers taken out of the list"), "F12")
        self.inactive.toggled.connect(lambda on: self.read())
        columns = [
            TableColumn(
                _("Name"), lambda row: row.name, small=lambda row: " · ".join(filter(None, (row.contact, row.phone))),
                tone=lambda row: "" if row.active else "quiet",
            ),
            TableColumn(_("Still owed"), self._owed, right=True, width=124),
        ]  # fmt: skip
        self.table = Table(_("Suppliers"), columns)
        self.search.returnPressed.connect(self.table.enter)
        self.table.chosen.connect(self._chosen)
        self.table.activated_row.connect(lambda row: self.form.supplier_name.setFocus())
        self.nothing = Empty("", "mdi6.account-tie-outline")
        left = QVBoxLayout()
        left.setSpacing(6)
        for widget, stretch in ((self.search, 0), (self.inactive, 0), (self.table, 1), (self.nothing, 1)):
            left.addWidget(widget, stretch)
        self.gone = SecondaryButton(_("Take out of the list"), "F8", self.take_out)
        buttons = QHBoxLayout()
        buttons.addWidget(self.gone)
        buttons.addStretch(1)
        buttons.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        right = QVBoxLayout()
        right.addWidget(self.form, 1)
        right.addLayout(buttons)
        whole = QWidget()
        halves = QHBoxLayout(whole)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(14)
        halves.addLayout(left, 1)
        halves.addLayout(right, 1)
        return whole

    def _owed(self, row: SupplierSaved) -> str:
        owed = sum(debt.open for debt in self._debts if debt.supplier == row.supplier)
        return rupiah(owed, symbol=False) if owed else "–"

    def title(self) -> str:
        """What the page is for."""
        return _("Suppliers")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Search"), self._to_search),
            Action("F3", _("Suppliers or debts"), lambda: self.parts.step(1)),
            Action("F4", _("New"), self.new),
            Action("F5", _("Pay"), self.pay),
            Action("F6", _("Return goods"), self.give_back),
            Action("F7", _("Goods in"), self.paper),
            Action("F8", _("Take out or back"), self.take_out),
            Action("F9", _("Save"), self.save),
            Action("F12", _("Also suppliers taken out of the list"), self.inactive.click, footer=False),
            Action("Ctrl+S", "PDF", self.save_debts, footer=False),
            Action("Ctrl+E", "XLSX", lambda: self.save_debts("xlsx"), footer=False),
            Action("Ctrl+D", "CSV", lambda: self.save_debts("csv"), footer=False),
        )

    def shown(self) -> None:
        """Read suppliers and debts."""
        self.read()
        if not self.form.changed:
            self._to_search()

    def _topic(self, topic: str) -> None:
        if topic == "suppliers" and self.isVisible():
            self.read()

    def show_part(self, part: str) -> None:
        """Bring the suppliers or the debts to the front."""
        self.parts.choose(part)
        self.stack.setCurrentIndex(PARTS.index(part))
        self._to_search()

    def _to_search(self) -> None:
        field = self.search if self.parts.key() == "suppliers" else self.debts.search
        field.setFocus()
        field.selectAll()

    def read(self) -> None:
        """Read suppliers and what is owed; what is typed in the form stays."""
        till = self.desk.till
        self._debts = suppliers.debts(till)
        self._all = suppliers.suppliers(till, active_only=not self.inactive.isChecked())
        self.debts.show_debts(self._debts, till.today())
        self.narrow()

    def narrow(self) -> None:
        """Show the suppliers that fit what was typed; the form follows unless something is typed in it."""
        parts = self.search.value().casefold().split()
        rows = [
            row
            for row in self._all
            if all(part in f"{row.name} {row.contact} {row.phone}".casefold() for part in parts)
        ]
        self.table.show_quietly(rows)
        held = self._held
        there = held is not None and self.table.point_at(lambda row: row.supplier == held.supplier)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.nothing.words.setText(
            _("Nobody found.") if self.search.value() else _("No supplier yet. Add the first one with F4.")
        )
        if rows and not there and not self.form.changed:
            self._take(rows[0])
        elif not rows and held is None and not self.form.supplier:
            self._begin()

    def _chosen(self, row: SupplierSaved | None) -> None:
        if row is None or row.supplier == self.form.supplier:
            return
        held = self._held
        if self.form.changed and held is not None:
            self.table.point_at(lambda other: other.supplier == held.supplier)
        when_kept(self, self.form.supplier_name.value(), lambda: self._take(row), changed=self.form.changed)

    def _take(self, row: SupplierSaved) -> None:
        self._held = row
        self.table.point_at(lambda other: other.supplier == row.supplier)
        self.form.show_supplier(row)
        self._show_gone()

    def _show_gone(self) -> None:
        self.gone.setEnabled(self._held is not None)
        out = self._held is not None and not self._held.active
        self.gone.setText(_("Back into the list") if out else _("Take out of the list"))

    def new(self) -> None:
        """An empty form."""
        self.show_part("suppliers")
        when_kept(self, self.form.supplier_name.value(), self._begin, changed=self.form.changed)

    def _begin(self) -> None:
        self._held = None
        self.table.clearSelection()
        self.table.setCurrentIndex(self.table.rootIndex())
        self.form.show_supplier(SupplierSaved(id="", supplier=self.desk.till.new_short_id(), name=""))
        self._show_gone()
        self.form.supplier_name.setFocus()

    def save(self) -> None:
        """Keep the supplier."""
        if self.parts.key() == "suppliers" and self.form.supplier and self.form.check():
            self._post(self.form.value(self.desk.till.new_id()))

    def take_out(self) -> None:
        """The supplier is no longer offered, or offered again; old papers keep the name."""
        if self._held is None or self.parts.key() != "suppliers":
            return
        if self.form.changed:
            self.desk.said.emit(_("Save or drop the changes first."), "refused")
            return
        self._post(self._held.model_copy(update={"id": self.desk.till.new_id(), "active": not self._held.active}))

    def _post(self, document: SupplierSaved) -> None:
        if self._saving:
            return
        self._saving = True
        till, actor = self.desk.till, self.desk.by
        self.desk.do(lambda: suppliers.save_supplier(till, document, by=actor), self._saved, self._refused, self._ready)

    def _ready(self) -> None:
        self._saving = False

    def _saved(self, done: Done[SupplierSaved]) -> None:
        self._saving = False
        saved = done.value
        words = _("{name} is saved.") if saved.active else _("{name} is no longer in the list.")
        self.desk.tell(words.format(name=saved.name))
        if self.form.supplier == saved.supplier:
            self._take(saved)
        self.read()

    def _refused(self, refusal: Refusal) -> None:
        self._saving = False
        if not self.form.place(refusal):
            self.desk.tell_refusal(refusal)

    def _debt(self) -> Debt | None:
        """The debt under the cursor; with the suppliers in front the first one of the supplier in the form."""
        if self.parts.key() == "debts":
            debt: Debt | None = self.debts.table.current()
            return debt
        return next((debt for debt in self._debts if debt.supplier == self.form.supplier), None)

    def pay(self) -> None:
        """Pay the debt under the cursor, whole or in part."""
        debt = self._debt()
        if debt is None:
            self.desk.said.emit(_("Nothing is owed here."), "refused")
            return
        if not self.desk.by.may("pay_supplier"):
            self.desk.tell_refusal(Refusal("needs_approval", right="pay_supplier"))
            return
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()

        def paid(done: Done[SupplierPaid]) -> None:
            self.desk.tell(
                _("{amount} paid to {name}.").format(amount=rupiah(done.value.amount), name=done.value.name)
            )  # fmt: skip

        def pay(amount: Rupiah, way: str, reference: str) -> None:
            self.desk.do(
                lambda: suppliers.pay_supplier(
                    till, debt.id, amount, way=way, id=new_id, by=actor, reference=reference
                ),
                paid,
            )

        PaySupplierDialog(debt, pay, self).open()

    def give_back(self) -> None:
        """Goods go back to the supplier in front."""
        debt = self._debt()
        supplier = debt.supplier if debt is not None else self.form.supplier
        name = next((row.name for row in self._all if row.supplier == supplier), "")
        if not name:
            self.desk.said.emit(_("Choose the supplier first."), "refused")
            return
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()
        owed = [one for one in self._debts if one.supplier == supplier]

        def returned(done: Done[GoodsReturned]) -> None:
            back = done.value
            self.desk.tell(
                _("{number}: goods worth {amount} went back to {name}.").format(
                    number=back.number, amount=rupiah(back.credit), name=back.name
                )
            )

        def send(goods: list[Returning], reason: str, purchase: str) -> None:
            when_allowed(
                self.desk, "receive", self,
                lambda approvals: self.desk.do(
                    lambda: suppliers.return_goods(
                        till, supplier, goods, reason=reason, id=new_id, by=actor, purchase=purchase,
                        approvals=approvals,
                    ),
                    returned,
                ),
            )  # fmt: skip

        ReturnGoodsDialog(self.desk, name, owed, debt.id if debt is not None else "", send, self).open()

    def paper(self) -> None:
        """The delivery behind the debt under the cursor as a PDF."""
        debt = self._debt()
        if debt is None:
            self.desk.said.emit(_("Nothing is owed here."), "refused")
            return
        till = self.desk.till

        def make() -> bytes:
            from koperasi_pos.paper.pdf import report_pdf

            found = receiving.delivery(till, debt.id).document
            return report_pdf(delivery_report(found, shop_name=shops.shop(till).name))

        save_content(self.desk, self, f"{debt.number}.pdf", make)

    def save_debts(self, form: str = "pdf") -> None:
        """What is owed, as A4, workbook or CSV."""
        till, debts = self.desk.till, self.debts.shown()
        save_report(
            self.desk, self, "utang-pemasok", form, lambda: debts_report(debts, shop_name=shops.shop(till).name)
        )
