"""Consignment: who leaves goods here, what of them is on the shelf, what is due, and everything that happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import ConsignmentMoved, ConsignorPaid, ConsignorSaved, ProductSaved
from koperasi_pos.operations import consignment_closing, consignors, printing, shops
from koperasi_pos.operations.consignment import Settled
from koperasi_pos.operations.consignors import Standing
from koperasi_pos.paper.consignment import due_report
from koperasi_pos.paper.reports import Report, as_csv
from koperasi_pos.ui.dialogs.consigned_dialogs import MoveDialog
from koperasi_pos.ui.dialogs.consignor_dialogs import ConsignedGoodsDialog, ConsignorDialog
from koperasi_pos.ui.dialogs.daily_dialog import DailyDialog
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.dialogs.settle_dialogs import PayDialog, SettleDialog
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import title
from koperasi_pos.ui.widgets.consignor_panel import ConsignorPanel
from koperasi_pos.ui.widgets.fields import TextField
from koperasi_pos.ui.widgets.found_list import FoundList
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.slip_panel import SlipButton
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.terms import term

TOPICS = frozenset({"consignment", "sale", "refund", "products"})


class ConsignmentPage(Page):
    """Consignors at the left; at the right what one of them has here, or what happened."""

    name = "consignment"
    icon = "mdi6.handshake-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._chosen = ""
        """Short id of the consignor that is shown."""
        self.panel = self._panel()
        self.parts, self.goods, self.history = self.panel.parts, self.panel.goods, self.panel.history
        self.slip = self.panel.slip
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(self._left())
        halves.addWidget(self.panel)
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        halves.setSizes([400, 820])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(self._head())
        outer.addWidget(halves, 1)
        desk.changed.connect(self._topic)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(title(_("Consignment")))
        row.addStretch(1)
        self.new_button = PrimaryButton(_("New consignor"), "F4", self.new)
        for button in (
            SecondaryButton("PDF", "Ctrl+S", self.save_pdf), SecondaryButton("CSV", "Ctrl+D", self.save_csv),
            SecondaryButton("XLSX", "Ctrl+E", self.save_xlsx),
            SecondaryButton(_("Goods of today"), "F3", self.today), self.new_button,
        ):  # fmt: skip
            row.addWidget(button)
        return row

    def _panel(self) -> ConsignorPanel:
        panel = ConsignorPanel(
            self.desk.till,
            [
                (_("Brings"), "F5", partial(self.move_goods, "brought")),
                (_("Gives back"), "F6", partial(self.move_goods, "returned")),
                (_("Lost"), "F7", partial(self.move_goods, "lost")),
                (_("Pay"), "F8", self.pay),
                (_("Settle"), "F9", self.settle),
            ],
            [SlipButton(_("Print"), "Ctrl+P", self.print_slip), SlipButton("PDF", "Ctrl+G", self.save_slip)],
        )
        panel.turned.connect(self.actions_changed.emit)
        panel.goods_wanted.connect(self.change_goods)
        return panel

    def _left(self) -> QWidget:
        self.search = TextField(_("Search consignors"), placeholder=_("name or telephone"))
        self.table = Table(
            _("Consignors"),
            [
                TableColumn(
                    _("Name"), _name, small=_small, tone=lambda row: "" if row.active else "quiet"
                ),
                TableColumn(
                    _("To be paid"), lambda row: rupiah(row.payable, symbol=False), True, 110,
                    tone=lambda row: "red" if row.payable < 0 else "",
                ),
            ],
        )  # fmt: skip
        self.table.chosen.connect(self._choose)
        self.table.activated_row.connect(lambda row: self.settle())
        self.list = FoundList(self.search, self.table, self.icon)
        self.list.wanted.connect(self.read)
        return self.list

    def title(self) -> str:
        """The word in the side bar."""
        return _("Consignment")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        history = self.parts.key() == "history"
        return (
            Action("F2", _("Search"), self.list.to_search),
            Action("F3", _("Today"), self.today),
            Action("F4", _("New"), self.new),
            Action("F5", _("Brings"), partial(self.move_goods, "brought")),
            Action("F6", _("Gives back"), partial(self.move_goods, "returned")),
            Action("F7", _("Lost"), partial(self.move_goods, "lost")),
            Action("F8", _("Pay"), self.pay),
            Action("F9", _("Settle"), self.settle),
            Action("F10", _("Goods") if history else _("History"), lambda: self.parts.step(1)),
            Action("F11", _("Edit"), self.change),
            Action("F12", _("Terms"), self.change_goods, footer=not history),
            Action("Del", _("Not theirs"), self.release, footer=False),
            Action("Ctrl+P", _("Print"), self.print_slip, footer=history),
            Action("Ctrl+G", _("Slip as PDF"), self.save_slip, footer=False),
            Action("Ctrl+S", "PDF", self.save_pdf, footer=False),
            Action("Ctrl+D", "CSV", self.save_csv, footer=False),
            Action("Ctrl+E", "XLSX", self.save_xlsx, footer=False),
        )

    # --- reading

    def shown(self) -> None:
        """Read the list."""
        self.new_button.setEnabled(self.desk.by.may("consignors"))
        self.read()
        self.list.to_search()

    def left(self) -> None:
        """The slip goes, so that the next one at the till does not read it."""
        self.panel.show_slip(None)

    def _topic(self, topic: str) -> None:
        if topic in TOPICS and self.isVisible():
            self.read()

    def read(self) -> None:
        """Read the list again; the consignor chosen stays chosen while in the list."""
        rows = consignors.consignors(self.desk.till, self.search.value(), active_only=False)
        rows = [row for row in rows if row.active or row.payable or row.on_shelf or self.search.value()]
        payable = sum(row.payable for row in rows)
        told = n_("{count} consignor, {amount} to be paid", "{count} consignors, {amount} to be paid", len(rows))
        nobody = (
            _("Nobody is called that.") if self.search.value()
            else _("Nobody leaves goods here yet. F4 writes down the first consignor.")
        )  # fmt: skip
        told = told.format(count=len(rows), amount=rupiah(payable)) if rows else ""
        self.list.show_rows(rows, count=told, nothing=nobody)
        if not self.table.point_at(lambda row: row.id == self._chosen) and rows:
            self.table.point_at(lambda row: row.id == rows[0].id)
        self._choose(self.table.current())

    def _choose(self, row: Standing | None) -> None:
        """Show how the shop stands with a consignor."""
        self._chosen = row.id if row else ""
        self.panel.setVisible(row is not None)
        if row is not None:
            self.panel.show_consignor(row)

    # --- verbs

    def _owner(self) -> ConsignorSaved | None:
        if not self._chosen:
            self.desk.said.emit(_("Choose a consignor first."), "refused")
            return None
        return consignors.consignor(self.desk.till, self._chosen)

    def _may(self) -> bool:
        if self.desk.by.may("consignors"):
            return True
        self.desk.tell_refusal(Refusal("needs_approval", right="consignors"))
        return False

    def new(self) -> None:
        """Somebody who leaves goods for the first time."""
        if self._may():
            fresh = ConsignorSaved(id="", consignor=self.desk.till.new_short_id(), name="")
            ConsignorDialog(self.desk, fresh, self._saved, self, new=True).open()

    def change(self) -> None:
        """Change the consignor that is shown."""
        owner = self._owner()
        if owner is not None and self._may():
            ConsignorDialog(self.desk, owner, self._saved, self, new=False).open()

    def _saved(self, saved: ConsignorSaved) -> None:
        self._chosen = saved.consignor
        self.search.clear()
        self.read()
        self.desk.tell(_("{name} is saved.").format(name=saved.name))

    def move_goods(self, reason: str) -> None:
        """Goods are brought, given back or lost."""
        owner = self._owner()
        if owner is not None:
            MoveDialog(self.desk, owner, reason, self._moved, self).open()

    def _moved(self, moved: ConsignmentMoved) -> None:
        count = len(moved.lines)
        told = n_("{what}: {count} product, {name}", "{what}: {count} products, {name}", count)
        self.desk.tell(told.format(what=term("consignment", moved.reason), count=count, name=moved.name))

    def change_goods(self) -> None:
        """Other terms for the goods under the cursor."""
        owner, row = self._owner(), self.panel.product()
        if owner is not None and row is not None and self._may():
            ConsignedGoodsDialog(self.desk, owner, self._kept, self, row.product).open()

    def _kept(self, product: ProductSaved) -> None:
        self.desk.tell(_("{name} is saved.").format(name=product.name))

    def release(self) -> None:
        """The goods under the cursor are no longer the consignor's."""
        owner, row = self._owner(), self.panel.product()
        if owner is None or row is None or not self._may():
            return
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()
        self.desk.do(
            lambda: consignors.release_goods(till, owner.consignor, row.product.product, id=new_id, by=actor),
            lambda done: self.desk.tell(_("{name} is the shop's own now.").format(name=row.product.name)),
        )

    def settle(self) -> None:
        """Settle with the consignor that is shown."""
        owner = self._owner()
        if owner is not None:
            SettleDialog(self.desk, owner, self._settled, self).open()

    def _settled(self, made: Settled) -> None:
        done = made.settlement
        self.desk.tell(
            _("{name}: sold {amount}, commission {commission}, to be paid {payable}, paid {paid}.").format(
                name=done.name, amount=rupiah(done.amount), commission=rupiah(done.commission),
                payable=rupiah(done.payable), paid=rupiah(done.paid),
            )
        )  # fmt: skip
        self.panel.show_event(made.position)

    def pay(self) -> None:
        """Pay what is owed from settlements."""
        owner = self._owner()
        if owner is None:
            return
        owed = consignors.standing(self.desk.till, owner.consignor).balance
        if owed <= 0:
            self.desk.tell_refusal(Refusal("nothing_owed", name=owner.name))
            return
        PayDialog(self.desk, owner, owed, self._paid, self).open()

    def _paid(self, paid: ConsignorPaid) -> None:
        self.desk.tell(
            _("Paid {amount} to {name} ({way})").format(
                amount=rupiah(paid.amount), name=paid.name, way=term("payout", paid.way)
            )
        )

    def today(self) -> None:
        """Goods that do not keep: what is left is typed and every owner settled."""
        rows = consignment_closing.daily_goods(self.desk.till)
        if not rows:
            self.desk.said.emit(_("No goods that are settled at closing came or were sold today."), "refused")
            return
        DailyDialog(self.desk, rows, self._closed, self).open()

    def _closed(self, made: list[Settled]) -> None:
        paid = sum(int(one.settlement.paid) for one in made)
        told = n_(
            "Settled with {count} consignor, {paid} paid.", "Settled with {count} consignors, {paid} paid.", len(made)
        )
        self.desk.tell(told.format(count=len(made), paid=rupiah(paid)))

    # --- paper and files

    def print_slip(self) -> None:
        """The slip that is shown, as a copy."""
        till, actor, position = self.desk.till, self.desk.by, self.panel.position
        if position is None:
            return
        if till.settings.printer.kind == "none":
            self.desk.tell_refusal(Refusal("printer_none"))
            return
        self.desk.do(
            lambda: printing.queue_reprint(till, position, by=actor),
            lambda done: self.desk.tell(_("It is being printed.")),
        )

    def save_slip(self) -> None:
        """The slip that is shown as PDF."""
        layout, position = self.slip.slip, self.panel.position
        if layout is None or position is None:
            return

        def make() -> bytes:
            from koperasi_pos.paper.pdf import receipt_pdf

            return receipt_pdf(layout, title=_("Consignment"))

        save_content(self.desk, self, f"titip-jual-{position}.pdf", make)

    def report(self) -> Report:
        """What is due to each consignor that is listed."""
        till = self.desk.till
        return due_report(self.table.rows_model.rows, till.today(), shop_name=shops.shop(till).name)

    def _save(self, suffix: str, make: Callable[[Report], bytes]) -> None:
        report = self.report()
        save_content(self.desk, self, f"setoran-titipan-{self.desk.till.today()}.{suffix}", lambda: make(report))

    def save_pdf(self) -> None:
        """What is due as A4."""

        def make(report: Report) -> bytes:
            from koperasi_pos.paper.pdf import report_pdf

            return report_pdf(report)

        self._save("pdf", make)

    def save_csv(self) -> None:
        """What is due as CSV, with the mark by which sheets know UTF-8."""
        self._save("csv", lambda report: as_csv(report).encode("utf-8-sig"))

    def save_xlsx(self) -> None:
        """What is due as a workbook."""

        def make(report: Report) -> bytes:
            from koperasi_pos.paper.sheets import report_xlsx

            return report_xlsx(report)

        self._save("xlsx", make)


def _name(row: Standing) -> str:
    return row.name if row.active else _("{name} (taken out)").format(name=row.name)


def _small(row: Standing) -> str:
    on_shelf = _("{count} on the shelf").format(count=quantity(row.on_shelf)) if row.on_shelf else ""
    return " · ".join(part for part in (term("consignor", row.sort), on_shelf) if part)
