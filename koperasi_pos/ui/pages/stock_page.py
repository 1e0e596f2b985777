"""Stock: what lies on the shelves, what it cost, how long it lasts; what is low, out, below zero, expiring or slow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.operations import shops, stock_list
from koperasi_pos.operations.stock_list import OnShelf
from koperasi_pos.paper.reports import Report, as_csv
from koperasi_pos.paper.stock_list import pack_words, stock_list_report
from koperasi_pos.trade.codes import read_scan
from koperasi_pos.trade.stock_list import COVER_DAYS, STATES
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import CARD, Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Empty, heading
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.fields import Choice, TextField, offer_clearing
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.terms import term, terms

SHOP = "shop"
"""What is chosen for goods that nobody left for sale."""


class StockPage(Page):
    """One list, narrowed down by words, state, category, pillar and owner; the total below it is that of the list."""

    name = "stock"
    icon = "mdi6.warehouse"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._items: list[OnShelf] = []
        self._wanted = 0
        self.search = TextField(_("Search stock"), placeholder=_("name, code or bar code"))
        offer_clearing(self.search)
        self.search.textChanged.connect(lambda text: self.narrow())
        self.category = Choice(_("Category"), [("", _("all categories"))])
        self.pillar = Choice(_("Pillar"), [("", _("all pillars"))])
        self.owner = Choice(_("Owner"), [("", _("all owners"))])
        self.state = Segments([(state, term("stock_state", state)) for state in ("", *STATES)], name=_("State"))
        self.state.chosen.connect(lambda state: self.narrow())
        for choice in (self.category, self.pillar, self.owner):
            choice.setMinimumWidth(150)
            choice.chosen.connect(lambda value: self.narrow())
        self.table = Table(_("Stock"), _columns())
        self.search.returnPressed.connect(self.table.enter)
        self.table.activated_row.connect(lambda item: self.card())
        self.table.chosen.connect(self._point)
        self.nothing = Empty("", "mdi6.package-variant")
        self.why = ElidedLabel(least=200)
        self.why.setProperty("kind", "quiet")
        self.total = heading("")
        self._place()
        desk.changed.connect(self._topic)

    def _place(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.search, 1)
        first.addWidget(self.category)
        first.addWidget(self.pillar)
        first.addWidget(self.owner)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.state)
        second.addStretch(1)
        for button in (
            SecondaryButton("XLSX", "Ctrl+E", self.save_xlsx), SecondaryButton("CSV", "Ctrl+D", self.save_csv),
        ):  # fmt: skip
            second.addWidget(button)
        last = QHBoxLayout()
        last.addWidget(self.why, 1)
        last.addWidget(self.total)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 8)
        outer.setSpacing(8)
        outer.addLayout(first)
        outer.addLayout(second)
        outer.addWidget(self.table, 1)
        outer.addWidget(self.nothing, 1)
        outer.addLayout(last)
        self.nothing.hide()

    def title(self) -> str:
        """The word in the side bar."""
        return _("Stock")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Search"), self._to_search),
            Action("F3", _("State"), lambda: self.state.step(1)),
            Action("F4", _("Stock card"), self.card),
            Action("F5", _("Category"), self.category.setFocus),
            Action("F6", _("Pillar"), self.pillar.setFocus),
            Action("F7", _("Show all"), self.show_all),
            Action("F8", _("Owner"), self.owner.setFocus),
            Action("Ctrl+E", "XLSX", self.save_xlsx),
            Action("Ctrl+D", "CSV", self.save_csv),
        )

    def shown(self) -> None:
        """Read the shelves anew."""
        self.read()
        self._to_search()

    def _topic(self, topic: str) -> None:
        if topic in ("products", "sale", "refund") and self.isVisible():
            self.read()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """From the search the arrow leads into the list."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.table.enter()
            return
        super().keyPressEvent(event)

    def scanned(self, text: str) -> bool:
        """Goods scanned here are looked up, not sold."""
        self.search.setText(read_scan(text).code or text)
        return True

    def read(self) -> None:
        """Read the shelves beside the counter's work."""
        self._wanted += 1
        wanted, till = self._wanted, self.desk.till

        def show(items: list[OnShelf]) -> None:
            if wanted == self._wanted:
                self._items = items
                self._offer()
                self.narrow()

        self.desk.fetch(lambda: stock_list.stock_list_of(till), show)

    def _offer(self) -> None:
        """Offer the categories, pillars and owners that there are."""
        pillars = sorted({item.shelf.pillar for item in self._items if item.shelf.pillar})
        names = sorted({item.shelf.category for item in self._items if item.shelf.category})
        consignors = {item.shelf.owner: item.shelf.owner_name for item in self._items if item.shelf.owner}
        others = sorted(consignors.items(), key=lambda one: (one[1].casefold(), one[0]))
        for choice, first, options in (
            (self.category, _("all categories"), [(name, name) for name in names]),
            (self.pillar, _("all pillars"), [(key, term("pillar", key)) for key in pillars]),
            (self.owner, _("all owners"), [(SHOP, _("the shop")), *others]),
        ):
            chosen = choice.value()
            choice.blockSignals(True)
            choice.set_options([("", first), *options])
            choice.set_value(chosen)
            choice.blockSignals(False)

    def show_all(self) -> None:
        """Take back every word and choice."""
        self.search.clear()
        self.category.set_value("")
        self.pillar.set_value("")
        self.owner.set_value("")
        self.state.choose("", tell=True)

    def found(self) -> list[OnShelf]:
        """The goods that fit what was typed and chosen."""
        parts = self.search.value().casefold().split()
        state, category, pillar, owner = (
            self.state.key(), self.category.value(), self.pillar.value(), self.owner.value(),
        )  # fmt: skip
        return [
            item
            for item in self._items
            if (not state or state in item.states)
            and category in ("", item.shelf.category)
            and pillar in ("", item.shelf.pillar)
            and owner in ("", item.shelf.owner or SHOP)
            and all(part in item.words for part in parts)
        ]

    def narrow(self) -> None:
        """Show what fits; the cursor stays on its product."""
        items = self.found()
        self.table.set_rows(items, keep=lambda item: item.shelf.id)
        self.table.setVisible(bool(items))
        self.nothing.setVisible(not items)
        self.nothing.words.setText(self._nothing())
        worth = rupiah(sum(item.shelf.value for item in items))
        count = n_("{n} product", "{n} products", len(items)).format(n=len(items))
        self.total.setText(_("{count}, worth {amount}").format(count=count, amount=worth))
        self._point(self.table.current())

    def _nothing(self) -> str:
        if not self._items:
            return _("No goods are kept in stock yet. Add the first ones, or import a sheet.")
        words = {
            "low": _("Nothing is low."), "none": _("Nothing has run out."), "negative": _("Nothing is below zero."),
            "expiring": _("Nothing expires soon."), "slow": _("Nothing lies for too long."),
        }  # fmt: skip
        narrowed = self.search.value() or self.category.value() or self.pillar.value() or self.owner.value()
        return _("Nothing found.") if narrowed else words.get(self.state.key(), _("Nothing found."))

    def _point(self, item: OnShelf | None) -> None:
        """Say of the goods under the cursor what there is to say."""
        words = [] if item is None else [term("stock_state", state) for state in sorted(item.states)]
        if item is not None and item.causes:
            words.append(", ".join(term("cause", cause) for cause in item.causes))
        if item is not None and item.shelf.owner:
            words.append(_("left for sale by {name}").format(name=item.shelf.owner_name))
        if item is not None and item.expiry:
            words.append(_("best before {day}").format(day=date_short(item.expiry)))
        if item is not None and item.shelf.minimum:
            least = f"{quantity(item.shelf.minimum)} {item.shelf.unit}"
            words.append(_("at least {quantity} should be there").format(quantity=least))
        self.why.setText(f"{item.shelf.name}: {' · '.join(words)}" if item is not None and words else "")

    def card(self) -> None:
        """The stock card of the goods under the cursor."""
        item = self.table.current() or next(iter(self.table.rows_model.rows), None)
        if item is not None:
            self.desk.pending[CARD] = item.shelf.id
            self.desk.go.emit("stock_card")

    def _report(self) -> Report:
        state = self.state.key()
        narrowed = [
            terms("stock_state")[state] if state else "", self.category.value(),
            term("pillar", self.pillar.value()) if self.pillar.value() else "",
            self.owner.currentText() if self.owner.value() else "", self.search.value(),
        ]  # fmt: skip
        till = self.desk.till
        return stock_list_report(
            self.found(), till.now(), shop_name=shops.shop(till).name, narrowed=", ".join(filter(None, narrowed))
        )

    def _save(self, suffix: str, make: Callable[[Report], bytes]) -> None:
        report = self._report()
        save_content(self.desk, self, f"stok-{self.desk.till.today()}.{suffix}", lambda: make(report))

    def save_xlsx(self) -> None:
        """The list as a workbook."""

        def make(report: Report) -> bytes:
            from koperasi_pos.paper.sheets import report_xlsx

            return report_xlsx(report)

        self._save("xlsx", make)

    def save_csv(self) -> None:
        """The list as CSV, with the mark by which sheets know UTF-8."""
        self._save("csv", lambda report: as_csv(report).encode("utf-8-sig"))


def _columns() -> list[TableColumn]:
    return [
        TableColumn(_("Goods"), lambda item: item.shelf.name, small=_small, tone=_tone),
        TableColumn(
            _("Quantity"), lambda item: f"{quantity(item.shelf.quantity)} {item.shelf.unit}", right=True, width=126,
            tone=lambda item: "red" if item.shelf.quantity < 0 else "",
        ),
        TableColumn(_("In packs"), lambda item: pack_words(item) or "–", right=True, width=146),
        TableColumn(
            _("Average cost"), lambda item: "–" if item.cost is None else rupiah(item.cost, symbol=False), right=True,
            width=126,
        ),
        TableColumn(_("Value"), _value, right=True, width=112),
        TableColumn(
            _("Sold a day"), lambda item: quantity(item.a_day) if item.sold else "–", right=True, width=104
        ),
        TableColumn(_("Days left"), _cover, right=True, width=114, tone=_cover_tone),
    ]  # fmt: skip


def _small(item: OnShelf) -> str:
    owner = _("left for sale by {name}").format(name=item.shelf.owner_name) if item.shelf.owner else ""
    return " · ".join(part for part in (owner, item.shelf.category, item.shelf.code) if part) or "–"


def _value(item: OnShelf) -> str:
    """Goods that are not the shop's are worth nothing to it."""
    return "–" if item.shelf.owner and not item.shelf.value else rupiah(item.shelf.value, symbol=False)


def _tone(item: OnShelf) -> str:
    return "quiet" if not item.shelf.active else ""


def _cover(item: OnShelf) -> str:
    return "–" if item.cover is None else f"{item.cover:,}".replace(",", ".")


def _cover_tone(item: OnShelf) -> str:
    if item.states & {"low", "none", "negative"}:
        return "red"
    return "gold" if item.cover is not None and item.cover <= COVER_DAYS else ""
