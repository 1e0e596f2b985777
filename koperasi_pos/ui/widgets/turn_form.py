"""Goods that become other goods: what is used up at the left, what comes out of it at the right, by a recipe or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import RecipePart, RecipeSaved
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.trade.workshop import FORMS
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import heading, quiet
from koperasi_pos.ui.widgets.fields import Choice, QuantityField, TextField, form_row
from koperasi_pos.ui.widgets.goods_picker import GoodsPicker, Picked
from koperasi_pos.ui.widgets.leave_form import worth
from koperasi_pos.values import Quantity
from koperasi_pos.words import N_, _
from koperasi_pos.words.numbers import rupiah

WORDS = {"repack": N_("Repacking"), "production": N_("Production")}


class TurnForm(QWidget):
    """Each side is a picker; a recipe fills both, so many times."""

    def __init__(self, desk: Desk, ground: QWidget, unclear: Callable[[str], None]) -> None:
        super().__init__()
        self._recipes: dict[str, RecipeSaved] = {}
        self._goods: Mapping[str, ProductRow] = {}
        self.form = Choice(_("Kind"), [(form, _(WORDS[form])) for form in FORMS])
        self.recipe = Choice(_("Recipe"), [("", _("without a recipe"))])
        self.number = QuantityField(_("Times"), 1000, grouped=True)
        self.number.setFixedWidth(96)
        self.note = TextField(_("Note"))
        self.used = GoodsPicker(desk, ground, name=_("Goes in"), counted=True)
        self.made = GoodsPicker(desk, ground, name=_("Comes out"), counted=True)
        self.made.search.key = "F5"
        self.cost = quiet()
        head = QHBoxLayout()
        head.setSpacing(8)
        for label, field, stretch in (
            (_("Recipe"), self.recipe, 2), (_("Times"), self.number, 0), (_("Kind"), self.form, 1),
            (_("Note"), self.note, 2),
        ):  # fmt: skip
            head.addWidget(form_row(label, field), stretch)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        for word, picker in ((_("Goes in"), self.used), (_("Comes out"), self.made)):
            picker.unclear.connect(unclear)
            picker.changed.connect(self._sum)
            picker.count_label.hide()
            side = QVBoxLayout()
            side.addWidget(heading(word))
            side.addWidget(picker, 1)
            sides.addLayout(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(sides, 1)
        column.addWidget(self.cost)
        self.recipe.chosen.connect(lambda value: self._fill())
        self.number.textEdited.connect(lambda text: self._fill())
        self._sum()

    def offer(self, recipes: Sequence[RecipeSaved], goods: Mapping[str, ProductRow]) -> None:
        """Offer the recipes that are in use; `goods` by short id as they are now."""
        self._recipes = {one.recipe: one for one in recipes if one.active}
        self._goods = goods
        chosen = self.recipe.value()
        self.recipe.blockSignals(True)
        self.recipe.set_options([("", _("without a recipe")), *((key, one.name) for key, one in self._recipes.items())])
        self.recipe.set_value(chosen)
        self.recipe.blockSignals(False)

    def times(self) -> int | None:
        """How many times the recipe is worked through; `None` where that cannot be read."""
        number = self.number.quantity()
        return int(number) // 1000 if number is not None and number > 0 and number.is_whole else None

    def _fill(self) -> None:
        recipe, times = self._recipes.get(self.recipe.value()), self.times()
        if recipe is None or times is None:
            return
        self.form.set_value(recipe.form)
        for picker, parts in ((self.used, recipe.inputs), (self.made, recipe.outputs)):
            picker.set_picked(
                [
                    Picked(self._goods[part.product], Quantity(int(part.quantity) * times))
                    for part in parts
                    if part.product in self._goods
                ]
            )
        self._sum()

    def _sum(self) -> None:
        cost = sum(worth(one) for one in self.used.picked())
        self.cost.setText(
            _("What is used up costs {amount}; that is what comes out will cost.").format(amount=rupiah(cost))
        )

    def used_up(self) -> list[Moving]:
        """What goes in."""
        return [Moving(one.row.id, Quantity(one.count)) for one in self.used.picked()]

    def come_out(self) -> list[Moving]:
        """What comes out."""
        return [Moving(one.row.id, Quantity(one.count)) for one in self.made.picked()]

    def parts(self) -> tuple[list[RecipePart], list[RecipePart]]:
        """Both sides as a recipe has them."""
        used, made = self.used_up(), self.come_out()
        return (
            [RecipePart(product=one.product, quantity=one.quantity) for one in used],
            [RecipePart(product=one.product, quantity=one.quantity) for one in made],
        )

    def chosen(self) -> RecipeSaved | None:
        """The recipe by which it is worked."""
        return self._recipes.get(self.recipe.value())

    def begin(self) -> None:
        """The cursor stands at the recipe, or waits for what is used up where there is none."""
        (self.recipe if self._recipes else self.used.search).setFocus()

    def enter(self, code: str) -> None:
        """A scan goes to the side that has the focus; first to what is used up."""
        focused: QWidget | None = self.window().focusWidget()
        made = focused is not None and self.made.isAncestorOf(focused)
        (self.made if made else self.used).enter(code)

    def empty(self) -> None:
        """For the next."""
        self.recipe.set_value("")
        self.number.set_quantity(1000)
        self.note.clear()
        self.used.set_picked([])
        self.made.set_picked([])
        self._sum()
