"""The catalogue: find, add, change and take goods off sale; labels, pictures, history, import and export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Pack, ProductSaved
from koperasi_pos.operations import item_imports, products
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.products import MOST_PICTURE_BYTES
from koperasi_pos.trade.codes import canonical
from koperasi_pos.ui.dialogs.file_dialog import ask_file_to_save
from koperasi_pos.ui.dialogs.labels_dialog import LabelsDialog
from koperasi_pos.ui.dialogs.price_history_dialog import PriceHistoryDialog
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Empty, title
from koperasi_pos.ui.widgets.fields import TextField
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.product_form import ProductForm
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.refusals import refusal_sentence

MOST_ROWS = 300


class ProductsPage(Page):
    """A list at the left, the product at the right."""

    name = "products"
    icon = "mdi6.package-variant-closed"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._new = False
        self._picture = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(self._head())
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self._list())
        halves.addWidget(self._right())
        halves.setSizes([520, 700])
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        outer.addWidget(halves, 1)
        desk.changed.connect(self._topic)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Goods")

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(title(_("Goods")))
        row.addStretch(1)
        for button in (
            SecondaryButton(_("Import"), "Ctrl+I", lambda: self.desk.go.emit("item_import")),
            SecondaryButton(_("Export"), "Ctrl+E", self.export),
            SecondaryButton(_("Labels"), "F7", self.labels),
            PrimaryButton(_("New goods"), "F4", self.new),
        ):
            row.addWidget(button)
        return row

    def _list(self) -> QWidget:
        box = QWidget()
        box.setMinimumWidth(360)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        self.search = TextField(_("Search goods"), placeholder=_("name, code or bar code"))
        self.search.textChanged.connect(lambda text: self.search_goods())
        column.addWidget(self.search)
        self.inactive = QCheckBox(_("Also goods that are off sale"))
        self.inactive.toggled.connect(lambda on: self.search_goods())
        column.addWidget(self.inactive)
        columns = [
            TableColumn(
                _("Goods"), lambda row: row.name if row.active else _("{name} (off sale)").format(name=row.name)
            ),
            TableColumn(_("Price"), lambda row: rupiah(row.price, symbol=False), right=True, width=80),
            TableColumn(_("Stock"), lambda row: f"{quantity(row.stock_quantity)} {row.unit}", right=True, width=92),
        ]
        self.table = Table(_("Goods"), columns)
        self.table.chosen.connect(self._chosen)
        self.table.activated_row.connect(lambda row: self.form.name.setFocus())
        column.addWidget(self.table, 1)
        self.nothing = Empty(_("No goods yet. Add the first ones, or import a sheet."), "mdi6.package-variant")
        column.addWidget(self.nothing, 1)
        return box

    def _right(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(10, 0, 0, 0)
        head = QHBoxLayout()
        self.picture = QLabel()
        self.picture.setFixedSize(48, 48)
        self.picture.setAccessibleName(_("Picture"))
        head.addWidget(self.picture)
        head.addWidget(SecondaryButton(_("Picture"), act=self.choose_picture))
        head.addWidget(SecondaryButton(_("History"), "F6", self.history))
        self.active_button = SecondaryButton(_("Off sale"), "F8", self.toggle_active)
        head.addWidget(self.active_button)
        head.addStretch(1)
        self.save_button = PrimaryButton(_("Save"), "F9", self.save)
        head.addWidget(self.save_button)
        column.addLayout(head)
        self.form = ProductForm()
        column.addWidget(self.form, 1)
        self.right = box
        return box

    def page_actions(self) -> Sequence[Action]:
        """The keys of the catalogue."""
        return (
            Action("F2", _("Search"), self.search.setFocus),
            Action("F4", _("New"), self.new),
            Action("F6", _("Price history"), self.history),
            Action("F7", _("Labels"), self.labels),
            Action("F8", _("On or off sale"), self.toggle_active),
            Action("F9", _("Save"), self.save),
            Action("Ctrl+I", _("Import"), lambda: self.desk.go.emit("item_import")),
            Action("Ctrl+E", _("Export"), self.export),
        )

    def shown(self) -> None:
        """Read the list; a code that the till did not know becomes new goods."""
        self.search_goods()
        code = self.desk.pending.pop("new_product_code", "")
        if code:
            self.new(code)
        else:
            self.search.setFocus()

    def _topic(self, topic: str) -> None:
        if topic in ("products", "sale", "refund") and self.isVisible():
            self.search_goods(keep=True)

    def scanned(self, text: str) -> bool:
        """Goods scanned here are looked up, not sold."""
        if self._new:
            codes = self.form.packs[0].codes
            codes.setText(f"{codes.value()}, {canonical(text)}".strip(", "))
            return True
        self.search.setText(canonical(text))
        return True

    def search_goods(self, *, keep: bool = False) -> None:
        """Show the goods that fit what was typed."""
        rows = products.find_products(
            self.desk.till, self.search.value(), limit=MOST_ROWS, active_only=not self.inactive.isChecked()
        )
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        editing = self._new or (keep and self.table.current() is not None)
        self.table.blockSignals(editing)
        self.table.set_rows(rows, keep=lambda row: row.id)
        self.table.blockSignals(False)
        if rows and not editing and self.table.current() is None:
            self.table.selectRow(0)
        self.right.setEnabled(bool(rows) or self._new)

    def _chosen(self, row: products.ProductRow | None) -> None:
        if row is not None:
            self._new = False
            self._show(row.document, new=False)

    def _show(self, product: ProductSaved, *, new: bool) -> None:
        had_focus = self.search.hasFocus() or self.table.hasFocus()
        focus = self.focusWidget()
        self.form.show_product(product, new=new)
        if had_focus and not new and focus is not None:
            focus.setFocus()
        self._picture = product.picture
        self._show_picture()
        self.active_button.setText(_("Off sale") if product.active else _("Back on sale"))
        self.active_button.setEnabled(not new)
        self.right.setEnabled(True)

    def _show_picture(self) -> None:
        content = products.picture(self.desk.till, self._picture) if self._picture else None
        image = QPixmap()
        if content is not None:
            image.loadFromData(content)
            size = self.picture.size()
            image = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        self.picture.setPixmap(image)

    def new(self, code: str = "") -> None:
        """An empty form."""
        self._new = True
        till = self.desk.till
        pack = Pack(unit="pcs", codes=[code] if code else [])
        self._show(ProductSaved(id=till.new_id(), product=till.new_short_id(), name="", packs=[pack]), new=True)
        self.form.name.setFocus()

    def save(self) -> None:
        """Keep what is in the form."""
        till = self.desk.till
        self.form.clear_wrong()
        document = self.form.value(till.new_id()).model_copy(update={"picture": self._picture})
        opening = self.form.opening.quantity() if self._new else None
        actor = self.desk.by
        self.desk.do(
            lambda: products.save_product(till, document, by=actor, opening=opening), self._saved, self._refused
        )

    def _saved(self, done: Done[ProductSaved]) -> None:
        self._new = False
        self.desk.tell(_("{name} is saved.").format(name=done.value.name))
        if self.search.value():
            self.search_goods(keep=True)
        else:
            self.search.setText(done.value.name)

    def _refused(self, refusal: Refusal) -> None:
        if not self.form.tell_wrong(refusal.code, refusal_sentence(refusal)):
            self.desk.tell_refusal(refusal)

    def toggle_active(self) -> None:
        """Off sale, or back."""
        row = self.table.current()
        if row is None or self._new:
            return
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()
        self.desk.do(
            lambda: products.set_active(till, row.id, active=not row.active, id=new_id, by=actor),
            lambda done: self.search_goods(),
        )

    def history(self) -> None:
        """Who changed it when, and to which price."""
        row = self.table.current()
        if row is not None:
            PriceHistoryDialog(self.desk, row.id, row.name, self).open()

    def labels(self) -> None:
        """Shelf labels of the goods in the list, or of the one chosen."""
        row = self.table.current()
        LabelsDialog(self.desk, self.table.rows_model.rows, row, self).open()

    def choose_picture(self) -> None:
        """A picture from a file, made small."""
        dialog = QFileDialog(self, _("Choose a picture"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(_("Pictures (*.png *.jpg *.jpeg *.webp)"))
        dialog.fileSelected.connect(lambda file: self.take_picture(Path(file)))
        dialog.open()

    def take_picture(self, file: Path) -> None:
        """Keep a small copy of a picture; it belongs to the product once it is saved."""
        content = _small(QImage(str(file)))
        if not content:
            self.desk.said.emit(_("This file is no picture."), "refused")
            return
        till, actor = self.desk.till, self.desk.by

        def kept(digest: str) -> None:
            self._picture = digest
            self._show_picture()

        self.desk.do(lambda: products.save_picture(till, content, by=actor), kept)

    def export(self) -> None:
        """All goods as a sheet that the import reads back."""
        till, actor = self.desk.till, self.desk.by

        def write(file: Path) -> None:
            self.desk.do(
                lambda: item_imports.save_items(till, file, by=actor),
                lambda count: self.desk.tell(_("{n} goods written.").format(n=count)),
            )

        ask_file_to_save(self, _("Export goods"), "barang.xlsx", write)


def _small(image: QImage) -> bytes:
    """JPEG of at most 64 KiB and 480 pixels; empty for what is no picture."""
    if image.isNull():
        return b""
    if max(image.width(), image.height()) > 480:
        image = image.scaled(480, 480, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    for quality in (85, 70, 50, 30):
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "JPEG", quality)  # type: ignore[call-overload]
        content = bytes(buffer.data().data())
        if len(content) <= MOST_PICTURE_BYTES:
            return content
    return b""
