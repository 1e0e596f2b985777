"""Consigned goods that come or go: how many of each, and why where they are lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval, ConsignmentMoved, ConsignorSaved, ProductSaved
from koperasi_pos.operations import consignment, consignors, products
from koperasi_pos.operations.outcome import Done
from koperasi_pos.ui.dialogs.consignor_dialogs import ConsignedGoodsDialog
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.fields import QuantityField, TextField, form_row
from koperasi_pos.ui.widgets.goods_grid import GoodsGrid
from koperasi_pos.values import ONE, Quantity, Refusal
from koperasi_pos.words import N_, _
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.refusals import refusal_sentence

TITLES = {
    "brought": N_("{name} brings goods"),
    "returned": N_("Give goods back to {name}"),
    "lost": N_("Lost or spoiled goods of {name}"),
}
"""Looked up with `_` where they are shown."""


class MoveDialog(Dialog):
    """A field for each of the consignor's goods; a scan counts one up. New goods are added with F4."""

    def __init__(
        self, desk: Desk, owner: ConsignorSaved, reason: str, then: Callable[[ConsignmentMoved], None], parent: QWidget
    ) -> None:
        super().__init__(_(TITLES[reason]).format(name=owner.name), ok=_("Save"), width=680, parent=parent)
        self._desk, self._owner, self._reason, self._then = desk, owner, reason, then
        self._id = desk.till.new_id()
        self.fields: dict[str, QuantityField] = {}
        self._grid: GoodsGrid | None = None
        self.note = TextField(_("Reason") if reason == "lost" else _("Note"))
        self._build({})
        if reason == "brought" and desk.by.may("consignors"):
            self.new_button = SecondaryButton(_("New goods"), "F4", self.new_goods)
            self.body.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(form_row(_("Reason") if reason == "lost" else _("Note"), self.note))
        if not self.fields:
            self.tell_wrong(_("There are no goods of this consignor yet. F4 adds some.") if reason == "brought"
                            else _("No goods of this consignor are here."))  # fmt: skip

    def _build(self, typed: dict[str, str]) -> None:
        """The rows, with what was typed so far."""
        rows = consignors.consignor_goods(self._desk.till, self._owner.consignor)
        if self._reason != "brought":
            rows = [row for row in rows if row.on_hand > 0]
        heads = (_("Goods"), _("Price"), _("On the shelf"), _("How many"))
        grid = GoodsGrid(heads, len(rows))
        self.fields = {}
        for row in rows:
            product = row.product
            field = QuantityField(_("{name}: how many").format(name=product.name), grouped=True)
            field.setText(typed.get(product.product, ""))
            prices = [rupiah(price.price, symbol=False) for price in product.packs[0].prices if price.tier == "retail"]
            figures = (prices[0] if prices else "–", f"{quantity(row.on_hand)} {product.packs[0].unit}")
            grid.row(product.name, figures, field)
            self.fields[product.product] = field
        grid.finished.connect(self.note.setFocus)
        grid.changed.connect(lambda: self.tell_wrong(""))
        if self._grid is None:
            self.body.addWidget(grid, 1)
        else:
            self.body.replaceWidget(self._grid, grid)
            self._grid.hide()
            self._grid.deleteLater()
        self._grid = grid
        grid.close_up()
        if grid.fields:
            grid.go_to(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F4 adds goods where they are brought."""
        if event.key() == Qt.Key.Key_F4 and self._reason == "brought" and self._desk.by.may("consignors"):
            self.new_goods()
            return
        super().keyPressEvent(event)

    def new_goods(self) -> None:
        """Goods that the consignor brings for the first time."""
        ConsignedGoodsDialog(self._desk, self._owner, self._added, self).open()

    def _added(self, product: ProductSaved) -> None:
        self.tell_wrong("")
        self._build({key: field.text() for key, field in self.fields.items()})
        self._go_to(product.product)

    def _go_to(self, product: str) -> None:
        if self._grid is not None and product in self.fields:
            self._grid.go_to(list(self.fields).index(product))

    def scanned(self, text: str) -> bool:
        """One more of what was scanned."""
        found = [match.product.id for match in products.by_code(self._desk.till, text)]
        mine = [product for product in found if product in self.fields]
        if len(mine) != 1:
            self.tell_wrong(_("{code} is not among these goods.").format(code=text))
            return True
        field = self.fields[mine[0]]
        field.set_quantity((field.quantity() or Quantity(0)) + ONE)
        self._go_to(mine[0])
        return True

    def goods(self) -> list[tuple[str, Quantity]] | None:
        """What was typed; `None` where a field holds no quantity."""
        found = []
        for product, field in self.fields.items():
            amount = field.quantity()
            if amount is None and field.value():
                return None
            if amount:
                found.append((product, amount))
        return found

    def finish(self) -> None:
        """Check, ask a second person where goods are lost, post."""
        goods = self.goods()
        if not goods:
            self.tell_wrong(_("Type how many.") if goods is not None else _("That is no quantity."))
            return
        if self._reason != "lost":
            self._post(goods, ())
            return
        if len(self.note.value()) < 3:
            self.tell_wrong(_("Write a reason."))
            self.note.setFocus()
            return
        when_allowed(self._desk, "consigned_loss", self, lambda approvals: self._post(goods, approvals))

    def _post(self, goods: list[tuple[str, Quantity]], approvals: Sequence[Approval]) -> None:
        till, actor, owner, note = self._desk.till, self._desk.by, self._owner.consignor, self.note.value()
        reason, new_id = self._reason, self._id
        self._desk.do(
            lambda: consignment.move_consigned(
                till, owner, reason, goods, note=note, id=new_id, by=actor, approvals=approvals
            ),
            self._done, self._refused,
        )  # fmt: skip

    def _done(self, done: Done[ConsignmentMoved]) -> None:
        self.accept()
        self._then(done.value)

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))
