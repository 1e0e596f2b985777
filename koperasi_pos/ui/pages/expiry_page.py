"""Days on packages: what is past its day, what soon will be; it is written off here, and days are set right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Approval, StockAdjusted
from koperasi_pos.operations import expiry, products, shops, stock_moves
from koperasi_pos.operations.expiry import Expiring
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.paper.goods_reports import expiry_report
from koperasi_pos.paper.reports import as_csv
from koperasi_pos.trade.codes import read_scan
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.dialogs.dated_dialog import DatedDialog
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import KeyBox, PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.fields import TextField, offer_clearing
from koperasi_pos.ui.widgets.figures import Figures
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Quantity
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import quantity, rupiah


class ExpiryPage(Page):
    """A list by day; what is past its day stands first and red."""

    name = "expiry"
    icon = "mdi6.calendar-alert"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._items: list[Expiring] = []
        self._wanted = 0
        self.search = TextField(_("Search"), placeholder=_("name, category or bar code"))
        offer_clearing(self.search)
        self.search.textChanged.connect(lambda text: self.narrow())
        self.every = KeyBox(_("Also what keeps for long"), "F3")
        self.every.toggled.connect(lambda on: self.read())
        self.figures = Figures([_("Past the day"), _("Soon"), _("Worth")])
        columns = [
            TableColumn(_("Best before"), lambda one: date_short(one.expiry), width=132, tone=_tone),
            TableColumn(_("Goods"), lambda one: one.name, small=lambda one: one.category or "–"),
            TableColumn(_("Quantity"), lambda one: f"{quantity(one.quantity)} {one.unit}", right=True, width=132),
            TableColumn(_("Value"), lambda one: rupiah(one.value, symbol=False), right=True, width=124),
            TableColumn(_("State"), _state, width=170, tone=_tone),
        ]
        self.table = Table(_("Days on packages"), columns)
        self.table.activated_row.connect(lambda one: self.write_off())
        self.nothing = Empty("", "mdi6.calendar-check-outline")
        self._place()
        desk.changed.connect(self._topic)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.search, 1)
        head.addWidget(self.every)
        self.date_button = SecondaryButton(_("Set a day"), "F4", self.set_day)
        self.off_button = PrimaryButton(_("Write off"), "F8", self.write_off)
        head.addWidget(self.date_button)
        head.addWidget(self.off_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.figures)
        outer.addWidget(self.table, 1)
        outer.addWidget(self.nothing, 1)

    def title(self) -> str:
        """What the page is for."""
        return _("Days on packages")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Search"), self._to_search),
            Action("F3", _("All days"), self.every.toggle),
            Action("F4", _("Set a day"), self.set_day),
            Action("F8", _("Write off"), self.write_off),
            Action("F9", _("All past their day"), self.write_off_past),
            Action("Ctrl+S", "PDF", lambda: self._save("pdf")),
            Action("Ctrl+E", "XLSX", lambda: self._save("xlsx")),
            Action("Ctrl+D", "CSV", lambda: self._save("csv")),
        )

    def shown(self) -> None:
        """Read the days anew."""
        self.read()
        self._to_search()

    def _topic(self, topic: str) -> None:
        if topic in ("products", "sale", "refund") and self.isVisible():
            self.read()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def scanned(self, text: str) -> bool:
        """Goods scanned here are looked up, not sold."""
        code = read_scan(text).code or text
        found = products.by_code(self.desk.till, code)
        self.search.setText(found[0].product.name if found else code)
        return True

    def read(self) -> None:
        """Read what bears a day, beside the counter's work."""
        self._wanted += 1
        wanted, till, every = self._wanted, self.desk.till, self.every.isChecked()

        def show(items: list[Expiring]) -> None:
            if wanted == self._wanted:
                self._items = items
                self.narrow()

        self.desk.fetch(lambda: expiry.expiring_goods(till, every=every), show)

    def found(self) -> list[Expiring]:
        """What fits what was typed."""
        parts = self.search.value().casefold().split()
        return [
            one for one in self._items if all(part in f"{one.name} {one.category}".casefold() for part in parts)
        ]  # fmt: skip

    def narrow(self) -> None:
        """Show what fits; the cursor stays on its goods."""
        items = self.found()
        self.table.set_rows(items, keep=lambda one: (one.product, one.expiry))
        if items and self.table.current() is None:
            self.table.selectRow(0)
        self.table.setVisible(bool(items))
        self.nothing.setVisible(not items)
        self.nothing.words.setText(_("Nothing found.") if self._items else _("Nothing expires soon."))
        past = [one for one in items if one.warning == 0]
        soon = [one for one in items if one.warning]
        self.figures.show_figures(
            [
                (_count(len(past)), rupiah(sum(one.value for one in past))),
                (_count(len(soon)), rupiah(sum(one.value for one in soon))),
                (rupiah(sum(one.value for one in items)), _count(len(items))),
            ]
        )
        self.off_button.setEnabled(bool(items))

    def write_off(self) -> None:
        """The goods under the cursor leave, as past their day."""
        one: Expiring | None = self.table.current()
        if one is not None:
            self._ask([one])

    def write_off_past(self) -> None:
        """Everything that is past its day leaves."""
        past = [one for one in self._items if one.warning == 0]
        if past:
            self._ask(past)
        else:
            self.desk.said.emit(_("Nothing is past its day."), "refused")

    def _ask(self, goods: Sequence[Expiring]) -> None:
        value = rupiah(sum(one.value for one in goods))
        if len(goods) == 1:
            one = goods[0]
            what = f"{quantity(one.quantity)} {one.unit} {one.name}"
        else:
            what = _count(len(goods))
        question = _("{goods} worth {amount} leave the stock.").format(goods=what, amount=value)
        ask_yes(
            self, _("Write off"), question,
            lambda: when_allowed(self.desk, "move_stock", self, lambda approvals: self._write_off(goods, approvals)),
            yes=_("Write off"),
        )  # fmt: skip

    def _write_off(self, goods: Sequence[Expiring], approvals: Sequence[Approval]) -> None:
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()
        moving = [Moving(one.product, Quantity(one.quantity), one.expiry) for one in goods]
        note = _("past the day on the package")

        def done(outcome: Done[StockAdjusted]) -> None:
            value = -sum(int(line.value) for line in outcome.value.lines)
            self.desk.tell(_("Written off: {value}").format(value=rupiah(value)))

        self.desk.do(
            lambda: stock_moves.write_off(
                till, "expired", moving, note=note, id=new_id, by=actor, approvals=approvals
            ),
            done,
        )  # fmt: skip

    def set_day(self) -> None:
        """So many of a product bear another day."""
        one: Expiring | None = self.table.current()
        row = products.product(self.desk.till, one.product) if one is not None else None
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()

        def keep(product: ProductRow, day: str, many: Quantity) -> None:
            self.desk.do(
                lambda: expiry.date_goods(till, product.id, day, many, id=new_id, by=actor),
                lambda done: self.desk.tell(
                    _("{quantity} {unit} {name} bear {day}.").format(
                        quantity=quantity(many), unit=product.unit, name=product.name, day=date_short(day)
                    )
                ),
            )

        DatedDialog(
            self.desk, row, one.expiry if one else "", one.quantity if one else None, keep, self
        ).open()  # fmt: skip

    def _save(self, suffix: str) -> None:
        till, goods = self.desk.till, self.found()

        def make() -> bytes:
            from koperasi_pos.paper.pdf import report_pdf
            from koperasi_pos.paper.sheets import report_xlsx

            report = expiry_report(goods, shop_name=shops.shop(till).name)
            if suffix == "csv":
                return as_csv(report).encode("utf-8-sig")
            return report_pdf(report) if suffix == "pdf" else report_xlsx(report)

        save_content(self.desk, self, f"kedaluwarsa-{till.today()}.{suffix}", make)


def _count(n: int) -> str:
    return n_("{n} product", "{n} products", n).format(n=n)


def _state(one: Expiring) -> str:
    if one.warning is None:
        return _("keeps")
    return n_("within {n} day", "within {n} days", one.warning).format(n=one.warning) if one.warning else _("past")


def _tone(one: Expiring) -> str:
    return {0: "red", None: ""}.get(one.warning, "gold")
