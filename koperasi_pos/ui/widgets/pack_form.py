"""The form of one pack: its unit, what it holds, its bar codes, and what it costs for whom."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from koperasi_pos.journal.documents import Pack, Price
from koperasi_pos.trade.codes import canonical, has_bad_check_digit
from koperasi_pos.ui.widgets.buttons import FlatButton
from koperasi_pos.ui.widgets.cards import Card, heading, quiet
from koperasi_pos.ui.widgets.fields import FormRow, MoneyField, QuantityField, SuggestField, TextField, form_row
from koperasi_pos.values import ONE, Quantity, Refusal
from koperasi_pos.words import _
from koperasi_pos.words.terms import term

UNITS = ("pcs", "bks", "btl", "sachet", "kaleng", "kg", "ons", "liter", "m", "lembar", "pasang", "porsi", "gelas",
         "renceng", "pak", "lusin", "dus", "bal", "sak", "slop", "jilid")  # fmt: skip
"""Units that are offered; any other can be typed."""

STEPS = ("wholesale", "wholesale2")
SINGLE = ("retail", "member", "santri")


class PackForm(Card):
    """One way the product is sold. `rows` gives every field by its name, with the place for what is wrong."""

    removed = Signal(object)
    codes_typed = Signal(object)
    """Bar codes were typed or scanned: somebody may look whose they are."""

    def __init__(self, pack: Pack, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.first = first
        self.rows: dict[str, FormRow] = {}
        self._held = pack
        steps = sorted((p for p in pack.prices if p.tier == "wholesale"), key=lambda price: price.from_quantity)
        self._single = {tier: next((p for p in pack.prices if p.tier == tier), None) for tier in SINGLE}
        shown = [price for price in self._single.values() if price is not None] + steps[:2]
        self._kept = [price for price in pack.prices if not any(price is known for known in shown)]
        """Prices that this form has no room for stay as they are."""
        self._heading()
        self._build(pack, steps)

    def _heading(self) -> None:
        head = QHBoxLayout()
        head.addWidget(heading(_("Base unit and prices") if self.first else _("Pack and prices")))
        head.addStretch(1)
        if not self.first:
            self.remove = FlatButton(_("Remove this pack"), "Alt+2", lambda: self.removed.emit(self))
            head.addWidget(self.remove)
        self.body.addLayout(head)

    def in_order(self) -> list[QWidget]:
        """The fields and the button as the Tab key goes through them."""
        fields: list[QWidget] = [row.field for row in self.rows.values()]
        return fields if self.first else [self.remove, *fields]

    def _build(self, pack: Pack, steps: list[Price]) -> None:
        self.unit = SuggestField(_("Unit"), UNITS)
        self.unit.setCurrentText(pack.unit)
        self.factor = QuantityField(_("Holds (base units)"), int(pack.factor), grouped=True)
        self.codes = TextField(_("Bar codes"), ", ".join(pack.codes), placeholder=_("several with commas"))
        self.codes.editingFinished.connect(lambda: self.codes_typed.emit(self))
        self.prices: dict[str, MoneyField] = {}
        self.starts: dict[str, QuantityField] = {}
        for tier in SINGLE:
            held = self._single[tier]
            self.prices[tier] = MoneyField(term("tier", tier), int(held.price) if held else None)
        for place, key in enumerate(STEPS):
            step = steps[place] if place < len(steps) else None
            self.prices[key] = MoneyField(_("Wholesale price"), int(step.price) if step else None)
            self.starts[key] = QuantityField(
                _("Wholesale from"), int(step.from_quantity) if step else None, grouped=True
            )
        grid = QGridLayout()
        grid.setSpacing(8)
        self._place(grid, "unit", _("Base unit") if self.first else _("Unit"), self.unit, (0, 0, 1))
        if not self.first:
            self._place(grid, "factor", _("Holds (base units)"), self.factor, (0, 1, 1))
        self._place(grid, "codes", _("Bar codes"), self.codes, (0, 1, 3) if self.first else (0, 2, 2))
        for column, tier in enumerate(SINGLE):
            self._place(grid, tier, term("tier", tier), self.prices[tier], (1, column, 1))
        for place, key in enumerate(STEPS):
            first = place == 0
            self._place(
                grid, f"{key} from", _("Wholesale from") if first else _("Then from"), self.starts[key],
                (2, 2 * place, 1),
            )  # fmt: skip
            self._place(grid, key, _("Wholesale price"), self.prices[key], (2, 2 * place + 1, 1))
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.told = quiet()
        self.told.hide()
        self.body.addWidget(self.told)

    def _place(self, grid: QGridLayout, key: str, label: str, field: QWidget, place: tuple[int, int, int]) -> None:
        row, column, width = place
        self.rows[key] = form_row(label, field)
        field.setMinimumWidth(60)
        grid.addWidget(self.rows[key], row, column, 1, width)

    @property
    def typed_codes(self) -> list[str]:
        """The bar codes in canonical form, each once."""
        parts = self.codes.value().replace(";", ",").split(",")
        return list(dict.fromkeys(canonical(part) for part in parts if part.strip()))

    def add_code(self, code: str) -> None:
        """One more bar code, unless it is there already."""
        codes = self.typed_codes
        if canonical(code) not in codes:
            self.codes.setText(", ".join([*codes, canonical(code)]))
        self.codes_typed.emit(self)

    def value(self) -> Pack:
        """The pack as typed; what cannot be read is left out (ask `check` before it is kept)."""
        prices: list[Price] = []
        for tier in SINGLE:
            amount, held = self.prices[tier].rupiah(), self._single[tier]
            if amount is not None:
                prices.append(Price(tier=tier, price=amount, from_quantity=held.from_quantity if held else ONE))
        for key in STEPS:
            amount, start = self.prices[key].rupiah(), self.starts[key].quantity()
            if amount is not None and start is not None:
                prices.append(Price(tier="wholesale", price=amount, from_quantity=start))
        factor = ONE if self.first else (self.factor.quantity() or Quantity(0))
        return self._held.model_copy(
            update={
                "unit": self.unit.value(), "factor": factor, "codes": self.typed_codes, "prices": prices + self._kept,
            }
        )  # fmt: skip

    def check(self) -> FormRow | None:
        """The first field that cannot be read or lacks its other half, with the sentence told there."""
        for key, row in self.rows.items():
            field = row.field
            if isinstance(field, MoneyField) and not field.reads():
                row.tell_wrong(_("Please type an amount in rupiah."))
                return row
            if isinstance(field, QuantityField) and not field.reads():
                row.tell_wrong(_("Please type a quantity, for example 3 or 0,75."))
                return row
            if key in STEPS and bool(self.prices[key].value()) != bool(self.starts[key].value()):
                lacking = self.rows[f"{key} from"] if self.prices[key].value() else row
                lacking.tell_wrong(_("Needed together with the other one."))
                return lacking
        return None

    def place_of(self, refusal: Refusal) -> FormRow | None:
        """The field that a refusal speaks of, if it is in this pack."""
        if refusal.code == "unit_missing":
            return None if self.unit.value() else self.rows["unit"]
        if refusal.code == "factor_not_positive":
            wrong = not self.first and (self.factor.quantity() or 0) <= 0
            return self.rows["factor"] if wrong else None
        if refusal.code == "price_missing":
            return self.rows["retail"] if self.first else None
        if refusal.code == "price_out_of_range":
            return next((self.rows[key] for key in self.rows if self._is_out_of_range(key)), None)
        return None

    def _is_out_of_range(self, key: str) -> bool:
        from koperasi_pos.trade.baskets import MOST_RUPIAH

        field = self.rows[key].field
        if isinstance(field, MoneyField):
            return not 0 <= (field.rupiah() or 0) <= MOST_RUPIAH
        return key.endswith(" from") and isinstance(field, QuantityField) and (field.quantity() or ONE) <= 0

    def clear_wrong(self) -> None:
        """Take back what was said to be wrong."""
        for row in self.rows.values():
            row.tell_wrong("")

    def tell(self, sentences: list[str]) -> None:
        """Say what people should know of this pack's codes; it can be kept all the same."""
        bad = [code for code in self.typed_codes if has_bad_check_digit(code)]
        told = [_("The check digit of {code} is wrong; was it typed right?").format(code=code) for code in bad]
        self.told.setText(" ".join([*told, *sentences]))
        self.told.setVisible(bool(told or sentences))
