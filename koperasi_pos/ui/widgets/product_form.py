"""The form of a product: names and codes, packs and prices, and what the shop must know of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Pack, ProductSaved
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, heading, quiet
from koperasi_pos.ui.widgets.fields import (
    Choice,
    FormRow,
    MoneyField,
    QuantityField,
    SuggestField,
    TextField,
    form_row,
    split_names,
    tab_through,
)
from koperasi_pos.ui.widgets.pack_form import PackForm
from koperasi_pos.ui.widgets.picture_box import PictureBox
from koperasi_pos.values import ZERO, Quantity, Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import terms

_FIELD_OF = {
    "name_missing": "name", "name_too_long": "name", "shop_code_taken": "code", "halal_form": "halal",
    "pirt_form": "pirt", "product_class": "tax",
}  # fmt: skip
"""Code of a refusal → the field it concerns; refusals of packs are placed by the packs."""


class ProductForm(QScrollArea):
    """All of a product; `value` gives the document, `check` and `place` put what is wrong at its field."""

    codes_typed = Signal(object)
    """A pack's bar codes were typed or scanned (the `PackForm`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 8, 4)
        self.column.setSpacing(10)
        self.rows: dict[str, FormRow] = {}
        self._held: ProductSaved | None = None
        self._shown: ProductSaved | None = None
        self.next_tile = 1
        """The place a new tile gets."""
        self.behind: list[QWidget] = []
        """What the Tab key comes to behind the last field: the button that saves."""
        self._names()
        self.pack_rows = QVBoxLayout()
        self.pack_rows.setSpacing(8)
        self.column.addLayout(self.pack_rows)
        self.packs: list[PackForm] = []
        self.add_button = SecondaryButton(_("Add a pack (renceng, dus …)"), "F3", self.add_pack)
        self.column.addWidget(self.add_button)
        self._stock()
        self._rest()
        self.column.addStretch(1)
        self.setWidget(inner)

    def _place_row(
        self, grid: QGridLayout, key: str, label: str, field: QWidget, place: tuple[int, int, int]
    ) -> FormRow:
        row, column, width = place
        self.rows[key] = form_row(label, field)
        field.setMinimumWidth(80)
        grid.addWidget(self.rows[key], row, column, 1, width)
        return self.rows[key]

    def _names(self) -> None:
        card = Card()
        grid = QGridLayout()
        grid.setSpacing(8)
        self.name = TextField(_("Name"))
        self.code = TextField(_("Shop code"))
        self.category = SuggestField(_("Category"))
        self.name_row = self._place_row(grid, "name", _("Name"), self.name, (0, 0, 2))
        self.code_row = self._place_row(grid, "code", _("Shop code"), self.code, (1, 0, 1))
        self._place_row(grid, "category", _("Category"), self.category, (1, 1, 1))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.picture = PictureBox()
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addLayout(grid, 1)
        beside.addWidget(self.picture)
        card.body.addLayout(beside)
        self.recommended = quiet()
        self.recommended.hide()
        card.body.addWidget(self.recommended)
        self.column.addWidget(card)

    def show_recommended(self, sentence: str) -> None:
        """What the province recommends; empty where it recommends nothing."""
        self.recommended.setText(sentence)
        self.recommended.setVisible(bool(sentence))

    def _stock(self) -> None:
        card = Card()
        card.body.addWidget(heading(_("Stock and cost")))
        grid = QGridLayout()
        grid.setSpacing(8)
        self.cost = MoneyField(_("Cost of a base unit"))
        self.minimum = QuantityField(_("Warn below"), grouped=True)
        self.opening = QuantityField(_("Stock on the shelf now"), grouped=True)
        self._place_row(grid, "cost", _("Cost of a base unit"), self.cost, (0, 0, 1))
        self._place_row(grid, "minimum", _("Warn below"), self.minimum, (0, 1, 1))
        self.opening_row = self._place_row(grid, "opening", _("Stock on the shelf now"), self.opening, (1, 0, 1))
        for column in range(2):
            grid.setColumnStretch(column, 1)
        card.body.addLayout(grid)
        boxes = QGridLayout()
        boxes.setSpacing(0)
        self.stocked = QCheckBox(_("Stock is kept"))
        self.by_weight = QCheckBox(_("Sold by weight"))
        self.open_price = QCheckBox(_("The cashier types the price"))
        self.tile = QCheckBox(_("Tile on the till"))
        for place, box in enumerate((self.stocked, self.by_weight, self.open_price, self.tile)):
            boxes.addWidget(box, place // 2, place % 2)
        self.stocked.toggled.connect(self.opening.setEnabled)
        card.body.addLayout(boxes)
        self.column.addWidget(card)

    def _rest(self) -> None:
        card = Card()
        card.body.addWidget(heading(_("Tax, certificates and note")))
        grid = QGridLayout()
        grid.setSpacing(8)
        self.tax = Choice(_("Tax class"), list(terms("tax_class").items()))
        self.pillar = Choice(_("OPOP pillar"), list(terms("pillar").items()))
        self.halal = TextField(_("Halal number"), placeholder="ID35110000123450523")
        self.pirt = TextField(_("P-IRT number"), placeholder="2053517010234-28")
        self.allergens = TextField(_("Allergens"), placeholder=_("peanut, milk"))
        self.note = TextField(_("Note"))
        self.shelf = TextField(_("Shelf"), placeholder=_("A1, refrigerator"))
        self._place_row(grid, "tax", _("Tax class"), self.tax, (0, 0, 1))
        self._place_row(grid, "pillar", _("OPOP pillar"), self.pillar, (0, 1, 1))
        self.halal_row = self._place_row(grid, "halal", _("Halal number"), self.halal, (1, 0, 1))
        self.pirt_row = self._place_row(grid, "pirt", _("P-IRT number"), self.pirt, (1, 1, 1))
        self._place_row(grid, "allergens", _("Allergens"), self.allergens, (2, 0, 1))
        self._place_row(grid, "shelf", _("Shelf"), self.shelf, (2, 1, 1))
        self._place_row(grid, "note", _("Note"), self.note, (3, 0, 2))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        self.column.addWidget(card)

    def offer_categories(self, names: Sequence[str]) -> None:
        """Categories that are in use."""
        self.category.set_options(names)

    def show_product(self, product: ProductSaved, *, new: bool, picture: bytes | None = None) -> None:
        """Fill the form; the focus stays where it is."""
        self._held = product
        self.name.setText(product.name)
        self.code.setText(product.code)
        self.category.setCurrentText(product.category)
        for form in self.packs:
            self._forget(form)
        self.packs = []
        for place, pack in enumerate(product.packs or [Pack(unit="pcs")]):
            self._add_form(pack, first=place == 0)
        self._order()
        self.cost.set_amount(int(product.cost) if product.cost else None)
        self.minimum.setText("")
        if product.minimum:
            self.minimum.set_quantity(int(product.minimum))
        self.tile.setChecked(product.favourite > 0)
        self.tax.set_value(product.tax_class)
        self.pillar.set_value(product.pillar)
        self.halal.setText(product.halal)
        self.pirt.setText(product.pirt)
        self.allergens.setText(", ".join(product.allergens))
        self.by_weight.setChecked(product.by_weight)
        self.open_price.setChecked(product.open_price)
        self.stocked.setChecked(product.stocked)
        self.note.setText(product.note)
        self.shelf.setText(product.shelf)
        self.opening_row.setVisible(new)
        self.opening.clear()
        self.picture.show_picture(picture)
        self.clear_wrong()
        self.verticalScrollBar().setValue(0)
        self._shown = self.value("")

    def show_picture(self, digest: str, content: bytes | None) -> None:
        """Another picture, or none; it belongs to the product once that is saved."""
        assert self._held is not None
        self._held = self._held.model_copy(update={"picture": digest})
        self.picture.show_picture(content)

    @property
    def product(self) -> str:
        """The short id of the product in the form, also of a new one; empty before there is any."""
        return self._held.product if self._held is not None else ""

    @property
    def changed(self) -> bool:
        """Whether anything is typed here that is not kept yet."""
        if self._held is None:
            return False
        rows = [*self.rows.values(), *(row for pack in self.packs for row in pack.rows.values())]
        unread = any(isinstance(row.field, MoneyField | QuantityField) and not row.field.reads() for row in rows)
        return unread or bool(self.opening.value()) or self.value("") != self._shown

    def add_pack(self) -> None:
        """One more way to sell it."""
        self._add_form(Pack(unit="dus", factor=Quantity.of(12)), first=False)
        self._order()
        added = self.packs[-1].unit
        added.setFocus()
        edit = added.lineEdit()
        if edit is not None:
            edit.selectAll()

    def _order(self) -> None:
        """Packs come and go: the Tab key follows what is seen, the picture stands beside the names."""
        for place, form in enumerate(self.packs[1:], 2):
            form.remove.set_key(f"Alt+{place}")
        packs = [field for form in self.packs for field in form.in_order()]
        rest = [self.rows[key].field for key in ("tax", "pillar", "halal", "pirt", "allergens", "shelf", "note")]
        boxes = [self.stocked, self.by_weight, self.open_price, self.tile]
        tab_through(
            [self.name, self.code, self.category, self.picture.choose, self.picture.remove, *packs, self.add_button,
             self.cost, self.minimum, self.opening, *boxes, *rest, *self.behind]
        )  # fmt: skip

    def _add_form(self, pack: Pack, *, first: bool) -> None:
        form = PackForm(pack, first=first)
        form.removed.connect(self._remove_form)
        form.codes_typed.connect(self.codes_typed)
        self.packs.append(form)
        self.pack_rows.addWidget(form)

    def drop_pack(self, place: int) -> None:
        """Take the pack at this place out, from 2: the base unit stays."""
        if self.widget().isEnabled() and 2 <= place <= len(self.packs):
            self._remove_form(self.packs[place - 1])

    def _remove_form(self, form: PackForm) -> None:
        self.packs.remove(form)
        self._forget(form)
        self._order()
        self.add_button.setFocus()

    def _forget(self, form: PackForm) -> None:
        form.blockSignals(True)
        self.pack_rows.removeWidget(form)
        form.hide()
        form.deleteLater()

    def pack_with_focus(self) -> PackForm | None:
        """The pack whose fields the cursor is in."""
        focused = self.focusWidget()
        return next((form for form in self.packs if focused is not None and form.isAncestorOf(focused)), None)

    def value(self, id: str) -> ProductSaved:
        """The product as typed, as a document with this id; what the form does not show stays.

        What cannot be read is left out: ask `check` before anything is kept.
        """
        assert self._held is not None
        tile = (self._held.favourite or self.next_tile) if self.tile.isChecked() else 0
        return self._held.model_copy(
            update={
                "id": id, "name": self.name.value(), "code": self.code.value(), "category": self.category.value(),
                "packs": [form.value() for form in self.packs], "cost": self.cost.rupiah() or ZERO,
                "minimum": self.minimum.quantity() or Quantity(0), "favourite": tile,
                "tax_class": self.tax.value(), "pillar": self.pillar.value(), "halal": self.halal.value(),
                "pirt": self.pirt.value(), "by_weight": self.by_weight.isChecked(),
                "open_price": self.open_price.isChecked(), "stocked": self.stocked.isChecked(),
                "note": self.note.value(), "shelf": self.shelf.value(),
                "allergens": split_names(self.allergens.value()),
            }
        )  # fmt: skip

    def check(self) -> bool:
        """Whether everything typed can be read; the first field that cannot gets the focus and a sentence."""
        self.clear_wrong()
        wrong = next((row for form in self.packs if (row := form.check()) is not None), None)
        if wrong is None and not self.cost.reads():
            wrong = self.rows["cost"]
            wrong.tell_wrong(_("Please type an amount in rupiah."))
        for field, key in ((self.minimum, "minimum"), (self.opening, "opening")):
            if wrong is None and (not field.reads() or (field.quantity() or 0) < 0):
                wrong = self.rows[key]
                wrong.tell_wrong(_("Please type a quantity, for example 3 or 0,75."))
        if wrong is not None:
            self._point_at(wrong)
        return wrong is None

    def clear_wrong(self) -> None:
        """Take back what was said to be wrong."""
        for row in self.rows.values():
            row.tell_wrong("")
        for form in self.packs:
            form.clear_wrong()

    def place(self, refusal: Refusal) -> bool:
        """Put a refusal at the field it concerns; False where none is meant."""
        row = self._row_of(refusal)
        if row is None:
            return False
        row.tell_wrong(refusal_sentence(refusal))
        self._point_at(row)
        return True

    def _row_of(self, refusal: Refusal) -> FormRow | None:
        if refusal.code in _FIELD_OF:
            return self.rows[_FIELD_OF[refusal.code]]
        if refusal.code == "unit_twice":
            seen: set[str] = set()
            for form in self.packs:
                if form.unit.value().casefold() in seen:
                    return form.rows["unit"]
                seen.add(form.unit.value().casefold())
        found = [row for form in self.packs if (row := form.place_of(refusal)) is not None]
        if not found and refusal.code == "price_out_of_range":
            return self.rows["cost"]
        return found[0] if found else None

    def _point_at(self, row: FormRow) -> None:
        row.field.setFocus()
        self.ensureWidgetVisible(row)
