"""The stock card of one product: every movement with its paper, what was left and what it had cost; its pace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.journal import Entry
from koperasi_pos.operations import shops, staff, stock, stock_list
from koperasi_pos.operations.stock import Card, CardLine
from koperasi_pos.operations.stock_list import LOOK_BACK, Pace
from koperasi_pos.paper.reports import Report, as_csv
from koperasi_pos.paper.stock_reports import average, card_report
from koperasi_pos.trade.codes import read_scan
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import CARD, Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card as Frame
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.figures import Figures
from koperasi_pos.ui.widgets.pace_plot import PacePlot
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.search_field import SearchField
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.terms import term

PAGE = 100
"""So many movements are read at once."""
MOST_SAVED = 200_000
"""So many movements go into a file."""


@dataclass(frozen=True)
class Row:
    """A movement with its paper and who wrote it."""

    line: CardLine
    number: str
    note: str
    who: str


@dataclass(frozen=True)
class _Read:
    card: Card
    rows: list[Row]
    pace: Pace | None


class StockCardPage(Page):
    """Opened from the list of the stock and from the goods; a scan or a search brings another product."""

    name = "stock_card"
    icon = "mdi6.clipboard-list-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.product = ""
        self._card: Card | None = None
        self._rows: list[Row] = []
        self._wanted = 0
        self._opening = False
        self.heading = ElidedLabel(least=200)
        self.heading.setProperty("kind", "title")
        from koperasi_pos.operations import products

        self.search = SearchField(lambda text: products.find_products(desk.till, text, limit=12), self)
        self.search.setPlaceholderText(_("Another product"))
        self.search.setMaximumWidth(360)
        self.search.setMinimumWidth(200)
        self.search.picked.connect(lambda row, times: self.open(row.id))
        self.search.entered.connect(self.enter)
        self.figures = Figures([_("On hand"), _("Average cost"), _("Value"), _("Sold a day"), _("Days left")])
        self.plot = PacePlot()
        self.table = Table(_("Stock card"), _columns())
        self.table.activated_row.connect(self.paper)
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.nothing = Empty(_("Nothing has moved yet."), "mdi6.clipboard-text-outline")
        self._place()
        desk.changed.connect(self._topic)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        self.more_button = SecondaryButton(_("Older"), "F9", self.more)
        head.addWidget(self.heading, 1)
        head.addWidget(self.search, 1)
        for button in (
            self.more_button, SecondaryButton("PDF", "Ctrl+S", self.save_pdf),
            SecondaryButton("XLSX", "Ctrl+E", self.save_xlsx), SecondaryButton("CSV", "Ctrl+D", self.save_csv),
        ):  # fmt: skip
            head.addWidget(button)
        card = Frame()
        card.body.setContentsMargins(10, 6, 10, 6)
        card.body.addWidget(self.plot)
        card.setMaximumHeight(210)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 8)
        outer.setSpacing(8)
        outer.addLayout(head)
        outer.addWidget(self.figures)
        outer.addWidget(card)
        outer.addWidget(self.table, 1)
        outer.addWidget(self.nothing, 1)
        self.table.hide()

    def title(self) -> str:
        """What the page shows."""
        return _("Stock card")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Search"), self.search.setFocus),
            Action("F4", _("Document"), lambda: self.paper(self.table.current())),
            Action("F5", _("Goods"), self.goods),
            Action("F9", _("Older"), self.more),
            Action("Esc", _("Back"), lambda: self.desk.go.emit("stock")),
            Action("Ctrl+S", "PDF", self.save_pdf),
            Action("Ctrl+E", "XLSX", self.save_xlsx),
            Action("Ctrl+D", "CSV", self.save_csv),
        )

    def shown(self) -> None:
        """Open the product that was asked for, or read the one in front again."""
        asked = self.desk.pending.pop(CARD, "")
        self._opening = True
        if asked or self.product:
            self.open(asked or self.product)
        else:
            self.heading.setText(_("Which product?"))
            self.search.setFocus()

    def _topic(self, topic: str) -> None:
        if topic in ("products", "sale", "refund") and self.isVisible() and self.product:
            self.open(self.product)

    def scanned(self, text: str) -> bool:
        """A scan brings the card of those goods."""
        self.enter(read_scan(text).code or text)
        return True

    def enter(self, code: str) -> None:
        """The card of the goods with this code."""
        till = self.desk.till
        self.desk.fetch(lambda: stock.product_coded(till, code).id, self.open)

    def open(self, product: str) -> None:
        """Read the first page of a product's card and its pace."""
        self._opening = self._opening or product != self.product
        self.product = product
        self._fetch(None)

    def more(self) -> None:
        """Read on where the card ends."""
        if self._card is not None and self._card.earlier is not None:
            self._fetch(self._card)

    def _scrolled(self, value: int) -> None:
        if value and value == self.table.verticalScrollBar().maximum():
            self.more()

    def _fetch(self, before: Card | None) -> None:
        self._wanted += 1
        wanted, till, product = self._wanted, self.desk.till, self.product

        def act() -> _Read:
            card = stock.stock_card(till, product, after=before.earlier if before else None, limit=PAGE)
            pace = None if before else stock_list.pace_of(till, product)
            return _Read(card, _with_papers(self.desk, card.lines), pace)

        def show(read: _Read) -> None:
            if wanted == self._wanted:
                self._show(read)

        self.desk.fetch(act, show)

    def _show(self, read: _Read) -> None:
        self._card = read.card
        product = read.card.product
        held = self.table.verticalScrollBar().value()
        self._rows = read.rows if read.pace is not None else [*self._rows, *read.rows]
        self.table.set_rows(self._rows, keep=lambda row: row.line.row)
        if read.pace is None:
            self.table.verticalScrollBar().setValue(held)
        self.table.setVisible(bool(self._rows))
        self.nothing.setVisible(not self._rows)
        self.more_button.setEnabled(read.card.earlier is not None)
        self.more_button.setVisible(read.card.earlier is not None)
        if read.pace is None:
            return
        self.heading.setText(product.name)
        self.plot.show_pace(read.pace, product.unit)
        cost = average(product.stock_quantity, product.stock_value)
        cover = read.pace.cover
        days = n_("{count} day", "{count} days", cover or 0).format(count=cover)
        self.figures.show_figures(
            [
                (f"{quantity(product.stock_quantity)} {product.unit}", product.category or " "),
                ("–" if cost is None else rupiah(cost), _("a {unit}").format(unit=product.unit)),
                (rupiah(product.stock_value), _("at cost")),
                (
                    f"{quantity(read.pace.a_day)} {product.unit}",
                    n_("over {count} day", "over {count} days", LOOK_BACK).format(count=LOOK_BACK),
                ),
                ("–" if cover is None else days, _("nothing sold") if cover is None else _("at this pace")),
            ]
        )
        if self._opening:
            self._opening = False
            self.table.selectRow(0)
            self.table.setFocus()

    def goods(self) -> None:
        """The product itself."""
        if self.product:
            self.desk.pending["product"] = self.product
            self.desk.go.emit("products")

    def paper(self, row: Row | None) -> None:
        """The receipt or refund slip behind a movement."""
        if row is None:
            return
        if row.line.row.kind in ("sale", "refund", "refund_damaged"):
            self.desk.pending["receipt"] = row.number
            self.desk.go.emit("receipts")
            return
        self.desk.tell(" · ".join(part for part in (term("movement", row.line.row.kind), row.number, row.note) if part))

    def _save(self, suffix: str, make: Callable[[Report], bytes]) -> None:
        if not self.product:
            self.desk.tell_refusal(Refusal("product_unknown"))
            return
        till, product = self.desk.till, self.product

        def content() -> bytes:
            card = stock.stock_card(till, product, limit=MOST_SAVED)
            return make(card_report(card, shop_name=shops.shop(till).name))

        save_content(self.desk, self, f"kartu-stok-{till.today()}.{suffix}", content)

    def save_pdf(self) -> None:
        """The whole card as A4."""

        def make(report: Report) -> bytes:
            from koperasi_pos.paper.pdf import report_pdf

            return report_pdf(report)

        self._save("pdf", make)

    def save_xlsx(self) -> None:
        """The whole card as a workbook."""

        def make(report: Report) -> bytes:
            from koperasi_pos.paper.sheets import report_xlsx

            return report_xlsx(report)

        self._save("xlsx", make)

    def save_csv(self) -> None:
        """The whole card as CSV, with the mark by which sheets know UTF-8."""
        self._save("csv", lambda report: as_csv(report).encode("utf-8-sig"))


def _with_papers(desk: Desk, lines: Sequence[CardLine]) -> list[Row]:
    """The movements with number, reason and writer of the documents they came by."""
    papers = stock_list.documents_at(desk.till, [line.row.position for line in lines])
    names = {member.id: member.name for member in staff.people(desk.till, active_only=False)}
    names[shops.SETUP.staff] = shops.SETUP.name
    return [_row(line, papers[line.row.position], names) for line in lines]


def _row(line: CardLine, entry: Entry, names: dict[str, str]) -> Row:
    body = entry.body
    number = line.row.number or str(body.get("number", ""))
    note = " ".join(str(body.get(key, "")) for key in ("name", "note") if key != "name" or number).strip()
    return Row(line, number, note, names.get(entry.staff, ""))


def _columns() -> list[TableColumn]:
    return [
        TableColumn(
            _("Movement"), lambda row: term("movement", row.line.row.kind),
            small=lambda row: " · ".join(part for part in (row.number, row.note, row.who) if part),
        ),
        TableColumn(_("Time"), lambda row: moment(row.line.row.at), width=150),
        TableColumn(
            _("Quantity"), lambda row: _signed(row.line.row.quantity), right=True, width=96,
            tone=lambda row: "red" if row.line.row.quantity < 0 else "green",
        ),
        TableColumn(_("Cost"), lambda row: rupiah(row.line.row.value, symbol=False), right=True, width=110),
        TableColumn(
            _("Remaining"), lambda row: quantity(row.line.quantity), right=True, width=96,
            tone=lambda row: "red" if row.line.quantity < 0 else "",
        ),
        TableColumn(_("Value"), lambda row: rupiah(row.line.value, symbol=False), right=True, width=116),
    ]  # fmt: skip


def _signed(thousandths: int) -> str:
    return f"+{quantity(thousandths)}" if thousandths > 0 else quantity(thousandths)
