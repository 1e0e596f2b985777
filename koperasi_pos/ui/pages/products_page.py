"""The catalogue: find, add, change and take goods off sale; tiles, labels, pictures, history, import and export."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Pack, ProductSaved
from koperasi_pos.operations import item_imports, messages, products
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.products import MOST_PICTURE_BYTES, ProductRow
from koperasi_pos.trade.codes import read_scan
from koperasi_pos.ui.dialogs.file_dialog import ask_file_to_save
from koperasi_pos.ui.dialogs.labels_dialog import LabelsDialog
from koperasi_pos.ui.dialogs.price_history_dialog import PriceHistoryDialog
from koperasi_pos.ui.dialogs.tiles_dialog import TilesDialog
from koperasi_pos.ui.dialogs.unsaved import when_kept
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import CARD, Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import title
from koperasi_pos.ui.widgets.pack_form import PackForm
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.picture_box import small_jpeg
from koperasi_pos.ui.widgets.product_form import ProductForm
from koperasi_pos.ui.widgets.product_list import ProductList
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.line import recommended_words


class ProductsPage(Page):
    """A list at the left, the product at the right."""

    name = "products"
    icon = "mdi6.package-variant-closed"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._new = False
        self._saving = False
        self._row: ProductRow | None = None
        """The product in the form as it was read; `None` for new goods and before there are any."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(self._head())
        self.list = ProductList(desk)
        self.list.chosen.connect(self._chosen)
        self.list.narrowed.connect(self._narrowed)
        self.list.table.activated_row.connect(lambda row: self.form.name.setFocus())
        self.search, self.table, self.inactive = self.list.search, self.list.table, self.list.inactive
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.list)
        halves.addWidget(self._right())
        halves.setSizes([500, 720])
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        outer.addWidget(halves, 1)
        desk.changed.connect(self._topic)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Goods")

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(title(_("Goods")))
        row.addStretch(1)
        self.import_button = SecondaryButton(_("Import"), "Ctrl+I", lambda: self.desk.go.emit("item_import"))
        self.tiles_button = SecondaryButton(_("Tiles"), "F5", self.tiles)
        self.new_button = PrimaryButton(_("New goods"), "F4", self.new)
        for button in (
            self.import_button, SecondaryButton(_("Export"), "Ctrl+E", self.export),
            SecondaryButton(_("Labels"), "F7", self.labels), self.tiles_button, self.new_button,
        ):  # fmt: skip
            row.addWidget(button)
        return row

    def _right(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(10, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        self.history_button = SecondaryButton(_("History"), "F6", self.history)
        self.active_button = SecondaryButton(_("Off sale"), "F8", self.toggle_active)
        self.save_button = PrimaryButton(_("Save"), "F9", self.save)
        head.addWidget(self.history_button)
        head.addWidget(self.active_button)
        head.addStretch(1)
        head.addWidget(self.save_button)
        column.addLayout(head)
        self.form = ProductForm()
        self.form.behind = [self.save_button]
        self.form.codes_typed.connect(self._tell_other_holders)
        self.form.picture.asked.connect(self.choose_picture)
        self.form.picture.dropped.connect(lambda: self.form.show_picture("", None))
        column.addWidget(self.form, 1)
        self.right = box
        return box

    def page_actions(self) -> Sequence[Action]:
        """The keys of the catalogue."""
        return (
            Action("F2", _("Search"), self._to_search),
            Action("F3", _("Pack"), self.add_pack),
            Action("F4", _("New"), self.new),
            Action("F5", _("Tiles"), self.tiles),
            Action("F6", _("History"), self.history),
            Action("F7", _("Labels"), self.labels),
            Action("F8", _("On or off sale"), self.toggle_active),
            Action("F9", _("Save"), self.save),
            Action("Ctrl+F", _("Picture"), self.form.picture.choose.click, footer=False),
            Action("F11", _("Take away"), self.form.picture.drop_shown, footer=False),
            Action("F12", _("also off sale"), self.inactive.click, footer=False),
            *(
                Action(f"Alt+{place}", _("Remove this pack"), partial(self.form.drop_pack, place), footer=False)
                for place in range(2, 10)
            ),
            Action("F10", _("Stock card"), self.stock_card),
            Action("Ctrl+I", _("Import"), lambda: self.desk.go.emit("item_import"), footer=False),
            Action("Ctrl+E", _("Export"), self.export, footer=False),
        )

    def shown(self) -> None:
        """Read the list; a code that the till did not know becomes new goods."""
        self._allow()
        self._read()
        asked, code = self.desk.pending.pop("product", ""), self.desk.pending.pop("new_product_code", "")
        if asked and not self.form.changed:
            self._take(products.product(self.desk.till, asked))
        if code:
            self.new(code)
        elif not self.form.changed:
            self._to_search()

    def _allow(self) -> None:
        """Who may not change goods sees them all the same."""
        self.may = self.desk.by.may("products")
        for widget in (self.import_button, self.tiles_button, self.new_button, self.save_button):
            widget.setEnabled(self.may)
        self.form.widget().setEnabled(self.may)
        self.active_button.setEnabled(self.may and self._row is not None)
        self.save_button.setToolTip("" if self.may else _("Only the head of the shop or the treasurer changes goods."))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _topic(self, topic: str) -> None:
        if topic in ("products", "sale", "refund") and self.isVisible():
            self._read()

    def _read(self) -> None:
        """Read the list again; what is typed in the form stays, a form without changes is read again too."""
        self.form.offer_categories(self.list.read_categories())
        self.list.read(keep=self._row.id if self._row is not None else "")
        if self._new or self.form.changed:
            self.right.setEnabled(True)
            return
        if self._row is None and not self.table.rows_model.rows:
            self.right.setEnabled(False)
            return
        row = self._row or self.table.rows_model.rows[0]
        fresh = products.product(self.desk.till, row.id)
        self.list.point_at(fresh.id)
        if self._row is None or fresh.body != self._row.body:
            self._show(fresh)
        self._row = fresh

    def scanned(self, text: str) -> bool:
        """Goods scanned here are looked up, not sold; while a pack is filled in, the code is that pack's."""
        code = read_scan(text).code or text
        pack = self.form.pack_with_focus()
        if pack is None and self._new:
            pack = self.form.packs[0]
        if pack is not None and self.may:
            pack.add_code(code)
            return True
        self.search.setText(code)
        return True

    def _chosen(self, row: ProductRow) -> None:
        if row.id == self.form.product:
            return
        if not self.form.changed:
            self._take(row)
            return
        self.list.point_at(self._row.id if self._row is not None else "")
        when_kept(self, self.form.name.value(), lambda: self._take(row), changed=True)

    def _narrowed(self) -> None:
        """The form follows the search, unless something is typed in it."""
        rows = self.table.rows_model.rows
        if rows and self.table.current() is None and not self._new and not self.form.changed:
            self._take(rows[0])

    def _take(self, row: ProductRow) -> None:
        self._new = False
        self.list.point_at(row.id)
        self._show(products.product(self.desk.till, row.id))

    def _show(self, row: ProductRow) -> None:
        self._row = row
        self._fill(row.document, new=False)

    def _fill(self, product: ProductSaved, *, new: bool) -> None:
        content = products.picture(self.desk.till, product.picture) if product.picture else None
        self.form.next_tile = len(products.favourites(self.desk.till)) + 1
        self.form.show_product(product, new=new, picture=content)
        found = messages.recommended_price(self.desk.till, product)
        self.form.show_recommended(recommended_words(found) if found is not None else "")
        self.active_button.setText(_("Off sale") if product.active else _("Back on sale"))
        self.active_button.setEnabled(not new and self.may)
        self.history_button.setEnabled(not new)
        self.right.setEnabled(True)

    def new(self, code: str = "") -> None:
        """An empty form."""
        if self.may:
            when_kept(self, self.form.name.value(), lambda: self._begin(code), changed=self.form.changed)

    def _begin(self, code: str) -> None:
        till = self.desk.till
        self._new, self._row = True, None
        pack = Pack(unit="pcs", codes=[code] if code else [])
        self._fill(ProductSaved(id="", product=till.new_short_id(), name="", packs=[pack]), new=True)
        self.table.clearSelection()
        self.form.name.setFocus()
        if code:
            self._tell_other_holders(self.form.packs[0])

    def add_pack(self) -> None:
        """One more way to sell the goods in the form."""
        if self.may and self.right.isEnabled():
            self.form.add_pack()

    def _tell_other_holders(self, pack: PackForm) -> None:
        """Say which other goods carry a code that was typed: the till would ask every time."""
        own = self.form.product
        told = []
        for code in pack.typed_codes:
            others = [match.product for match in products.by_code(self.desk.till, code) if match.product.id != own]
            told += [_("{name} has the code {code} too.").format(name=row.name, code=code) for row in others]
        pack.tell(list(dict.fromkeys(told)))

    def save(self) -> None:
        """Keep what is in the form."""
        if self._saving or not self.may or not self.right.isEnabled() or not self.form.check():
            return
        till, actor = self.desk.till, self.desk.by
        document = self.form.value(till.new_id())
        opening = self.form.opening.quantity() if self._new else None
        self._saving = True
        self.desk.do(
            lambda: products.save_product(till, document, by=actor, opening=opening), self._saved, self._refused
        )

    def _saved(self, done: Done[ProductSaved]) -> None:
        self._saving = False
        self.desk.tell(_("{name} is saved.").format(name=done.value.name))
        if self.form.product == done.value.product:
            self._new = False
            self._show(products.product(self.desk.till, done.value.product))
        self._read()

    def _refused(self, refusal: Refusal) -> None:
        self._saving = False
        if not self.form.place(refusal):
            self.desk.tell_refusal(refusal)

    def toggle_active(self) -> None:
        """Off sale, or back."""
        row = self._row
        if row is None or self._new or not self.may:
            return
        if self.form.changed:
            self.desk.said.emit(_("Save or drop the changes first."), "refused")
            return
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()

        def done(saved: Done[ProductSaved]) -> None:
            words = _("{name} is on sale again.") if saved.value.active else _("{name} is off sale.")
            self.desk.tell(words.format(name=saved.value.name))

        self.desk.do(
            lambda: products.set_active(till, row.id, active=not row.active, id=new_id, by=actor), done, self._refused
        )

    def history(self) -> None:
        """Who changed it when, and to which price."""
        if self._row is not None:
            PriceHistoryDialog(self.desk, self._row.id, self._row.name, self).open()

    def stock_card(self) -> None:
        """Every movement of the goods in the form."""
        if self._row is not None:
            self.desk.pending[CARD] = self._row.id
            self.desk.go.emit("stock_card")

    def labels(self) -> None:
        """Shelf labels, beginning with the goods in the form."""
        LabelsDialog(self.desk, self._row, self.list.rows, self).open()

    def tiles(self) -> None:
        """Which goods are tiles on the till, and in which order."""
        if self.may:
            TilesDialog(self.desk, self).open()

    def choose_picture(self) -> None:
        """A picture from a file, made small."""
        dialog = QFileDialog(self, _("Choose a picture"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(_("Pictures (*.png *.jpg *.jpeg *.webp)"))
        dialog.fileSelected.connect(lambda file: self.take_picture(Path(file)))
        dialog.open()

    def take_picture(self, file: Path) -> None:
        """Keep a small copy of a picture; it belongs to the product once that is saved."""
        content = small_jpeg(str(file), MOST_PICTURE_BYTES)
        if not content:
            self.desk.said.emit(_("This file is no picture."), "refused")
            return
        till, actor, product = self.desk.till, self.desk.by, self.form.product

        def kept(digest: str) -> None:
            if self.form.product == product:
                self.form.show_picture(digest, content)

        self.desk.do(lambda: products.save_picture(till, content, by=actor), kept)

    def export(self) -> None:
        """All goods as a sheet that the import reads back."""
        till, actor = self.desk.till, self.desk.by

        def write(file: Path) -> None:
            self.desk.fetch(
                lambda: item_imports.save_items(till, file, by=actor),
                lambda count: self.desk.tell(_("{n} goods written to {file}.").format(n=count, file=file)),
            )

        ask_file_to_save(self, _("Export goods"), "barang.xlsx", write, others=(".csv",))
