"""The form of a product: names and codes, packs and prices, and what the shop must know of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.trade.pricing import TIERS
from koperasi_pos.ui.widgets.buttons import FlatButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card
from koperasi_pos.ui.widgets.fields import Choice, FormRow, MoneyField, QuantityField, TextField, form_row
from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.terms import term, terms


class PackForm(Card):
    """One way the product is sold: unit, how much is in it, its codes, its prices."""

    removed = Signal(object)

    def __init__(self, pack: Pack, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.first = first
        self._kept = [price for price in pack.prices if price.tier not in TIERS]
        grid = QGridLayout()
        grid.setSpacing(8)
        self.unit = TextField(_("Unit"), pack.unit)
        self.factor = QuantityField(_("Holds"), int(pack.factor))
        self.factor.setEnabled(not first)
        self.codes = TextField(_("Bar codes"), ", ".join(pack.codes), placeholder=_("several with commas"))
        grid.addWidget(form_row(_("Unit") if not first else _("Base unit"), self.unit), 0, 0)
        grid.addWidget(form_row(_("Holds (base units)"), self.factor), 0, 1)
        grid.addWidget(form_row(_("Bar codes"), self.codes), 0, 2, 1, 2)
        self.prices: dict[str, MoneyField] = {}
        for place, tier in enumerate(TIERS):
            price = next((price for price in pack.prices if price.tier == tier), None)
            field = MoneyField(term("tier", tier), int(price.price) if price else None)
            self.prices[tier] = field
            grid.addWidget(form_row(term("tier", tier), field), 1, place)
        start = next((price.from_quantity for price in pack.prices if price.tier == "wholesale"), Quantity.of(12))
        self.start = QuantityField(_("Wholesale from"), int(start))
        grid.addWidget(form_row(_("Wholesale from"), self.start), 2, 0)
        if not first:
            grid.addWidget(FlatButton(_("Remove this pack"), act=lambda: self.removed.emit(self)), 2, 3)
        grid.setColumnStretch(2, 1)
        self.body.addLayout(grid)

    def value(self) -> Pack:
        """The pack as typed."""
        prices = list(self._kept)
        for tier, field in self.prices.items():
            amount = field.rupiah()
            if amount is not None:
                start = (self.start.quantity() or ONE) if tier == "wholesale" else ONE
                prices.append(Price(tier=tier, price=amount, from_quantity=start))
        codes = [code.strip() for code in self.codes.value().replace(";", ",").split(",") if code.strip()]
        factor = ONE if self.first else (self.factor.quantity() or Quantity(0))
        return Pack(unit=self.unit.value(), factor=factor, codes=codes, prices=prices)


class ProductForm(QScrollArea):
    """All of a product; `value` gives the document, `tell_wrong` puts a refusal at its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(4, 4, 14, 4)
        self.column.setSpacing(10)
        self._held: ProductSaved | None = None
        self._names()
        self.pack_rows = QVBoxLayout()
        self.pack_rows.setSpacing(8)
        self.column.addLayout(self.pack_rows)
        self.packs: list[PackForm] = []
        self.add_button = SecondaryButton(_("Add a pack (renceng, dus …)"), act=self.add_pack)
        self.column.addWidget(self.add_button)
        self._rest()
        self.column.addStretch(1)
        self.setWidget(inner)

    def _names(self) -> None:
        card = Card()
        grid = QGridLayout()
        grid.setSpacing(8)
        self.name = TextField(_("Name"))
        self.code = TextField(_("Shop code"))
        self.category = TextField(_("Category"))
        self.name_row = form_row(_("Name"), self.name)
        self.code_row = form_row(_("Shop code"), self.code)
        grid.addWidget(self.name_row, 0, 0, 1, 2)
        grid.addWidget(self.code_row, 1, 0)
        grid.addWidget(form_row(_("Category"), self.category), 1, 1)
        card.body.addLayout(grid)
        self.column.addWidget(card)

    def _rest(self) -> None:
        card = Card()
        grid = QGridLayout()
        grid.setSpacing(8)
        self.cost = MoneyField(_("Cost of a base unit"))
        self.minimum = QuantityField(_("Warn below"))
        self.opening = QuantityField(_("Stock on the shelf now"))
        self.favourite = QuantityField(_("Tile number"))
        self.tax = Choice(_("Tax class"), list(terms("tax_class").items()))
        self.pillar = Choice(_("OPOP pillar"), [("", _("none")), *terms("pillar").items()])
        self.halal = TextField(_("Halal number"), placeholder="ID35110000123450523")
        self.pirt = TextField(_("P-IRT number"), placeholder="2053517010234-28")
        self.halal_row = form_row(_("Halal number"), self.halal)
        self.pirt_row = form_row(_("P-IRT number"), self.pirt)
        self.opening_row = form_row(_("Stock on the shelf now"), self.opening)
        rows: list[FormRow] = [
            form_row(_("Cost of a base unit"), self.cost), form_row(_("Warn below"), self.minimum),
            form_row(_("Tile on the till (0: none)"), self.favourite), form_row(_("Tax class"), self.tax),
            form_row(_("OPOP pillar"), self.pillar), self.halal_row, self.pirt_row, self.opening_row,
        ]  # fmt: skip
        for place, row in enumerate(rows):
            grid.addWidget(row, place // 2, place % 2)
        card.body.addLayout(grid)
        boxes = QHBoxLayout()
        self.by_weight = QCheckBox(_("Sold by weight"))
        self.open_price = QCheckBox(_("The cashier types the price"))
        self.stocked = QCheckBox(_("Stock is kept"))
        for box in (self.by_weight, self.open_price, self.stocked):
            boxes.addWidget(box)
        boxes.addStretch(1)
        card.body.addLayout(boxes)
        self.note = TextField(_("Note"))
        card.body.addWidget(form_row(_("Note"), self.note))
        self.column.addWidget(card)

    def show_product(self, product: ProductSaved, *, new: bool) -> None:
        """Fill the form."""
        self._held = product
        self.name.setText(product.name)
        self.code.setText(product.code)
        self.category.setText(product.category)
        for form in self.packs:
            self.pack_rows.removeWidget(form)
            form.deleteLater()
        self.packs = []
        for place, pack in enumerate(product.packs or [Pack(unit="pcs")]):
            self._add_form(pack, first=place == 0)
        self.cost.set_amount(int(product.cost) if product.cost else None)
        self.minimum.set_quantity(int(product.minimum))
        self.favourite.setText(str(product.favourite))
        self.tax.set_value(product.tax_class)
        self.pillar.set_value(product.pillar)
        self.halal.setText(product.halal)
        self.pirt.setText(product.pirt)
        self.by_weight.setChecked(product.by_weight)
        self.open_price.setChecked(product.open_price)
        self.stocked.setChecked(product.stocked)
        self.note.setText(product.note)
        self.opening_row.setVisible(new)
        self.opening.clear()
        self.clear_wrong()
        self.name.setFocus()

    def add_pack(self) -> None:
        """One more way to sell it."""
        self._add_form(Pack(unit="dus", factor=Quantity.of(12)), first=False)
        self.packs[-1].unit.setFocus()
        self.packs[-1].unit.selectAll()

    def _add_form(self, pack: Pack, *, first: bool) -> None:
        form = PackForm(pack, first=first)
        form.removed.connect(self._remove_form)
        self.packs.append(form)
        self.pack_rows.addWidget(form)

    def _remove_form(self, form: PackForm) -> None:
        self.packs.remove(form)
        self.pack_rows.removeWidget(form)
        form.deleteLater()

    def value(self, id: str) -> ProductSaved:
        """The product as typed, as a document with this id; what the form does not show stays."""
        assert self._held is not None
        tile = self.favourite.value()
        return self._held.model_copy(
            update={
                "id": id, "name": self.name.value(), "code": self.code.value(), "category": self.category.value(),
                "packs": [form.value() for form in self.packs], "cost": self.cost.rupiah() or Rupiah(ZERO),
                "minimum": self.minimum.quantity() or Quantity(0), "favourite": int(tile) if tile.isdigit() else 0,
                "tax_class": self.tax.value(), "pillar": self.pillar.value(), "halal": self.halal.value(),
                "pirt": self.pirt.value(), "by_weight": self.by_weight.isChecked(),
                "open_price": self.open_price.isChecked(), "stocked": self.stocked.isChecked(),
                "note": self.note.value(),
            }
        )  # fmt: skip

    def clear_wrong(self) -> None:
        """Take back what was said to be wrong."""
        for row in (self.name_row, self.code_row, self.halal_row, self.pirt_row):
            row.tell_wrong("")

    def tell_wrong(self, code: str, sentence: str) -> bool:
        """Put a refusal at the field it concerns; False where none is meant."""
        rows = {
            "name_missing": self.name_row, "name_too_long": self.name_row, "shop_code_taken": self.code_row,
            "halal_form": self.halal_row, "pirt_form": self.pirt_row,
        }  # fmt: skip
        row = rows.get(code)
        if row is None:
            return False
        row.tell_wrong(sentence)
        row.field.setFocus()
        return True
