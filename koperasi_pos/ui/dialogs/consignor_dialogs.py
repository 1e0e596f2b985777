"""Questions about consignors: who somebody is and what the shop keeps, which goods are theirs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from koperasi_pos.journal.documents import ConsignorSaved, ProductSaved
from koperasi_pos.operations import consignors, products
from koperasi_pos.operations.outcome import Done
from koperasi_pos.trade.consignment import terms_of, usual_terms
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, TextField, form_row
from koperasi_pos.ui.widgets.terms_row import TermsRow
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import terms


class ConsignorDialog(Dialog):
    """A new consignor, or one as known so far."""

    def __init__(
        self, desk: Desk, held: ConsignorSaved, then: Callable[[ConsignorSaved], None], parent: QWidget, *, new: bool
    ) -> None:
        super().__init__(_("New consignor") if new else held.name, ok=_("Save"), width=620, parent=parent)
        self._desk, self._held, self._then = desk, held, then
        self.consignor_name = TextField(_("Name"), held.name)
        self.sort = Choice(_("Who"), list(terms("consignor").items()), held.sort)
        self.phone = TextField(_("Telephone"), held.phone)
        self.place = TextField(_("Class, room or address"), held.place)
        self.kept = TermsRow(usual_terms(held))
        self.bears_loss = Choice(_("Lost goods are borne by"), list(terms("bearer").items()), held.bears_loss)
        self.note = TextField(_("Note"), held.note)
        self.active = QCheckBox(_("Leaves goods here"))
        self.active.setChecked(held.active)
        for label, field in ((_("Name"), self.consignor_name),):
            self.body.addWidget(form_row(label, field))
        self.body.addLayout(_beside(form_row(_("Who"), self.sort), form_row(_("Telephone"), self.phone)))
        self.body.addWidget(form_row(_("Class, room or address"), self.place))
        self.body.addWidget(form_row(_("The shop keeps, of new goods"), self.kept))
        self.body.addLayout(
            _beside(form_row(_("Lost goods are borne by"), self.bears_loss), form_row(_("Note"), self.note))
        )
        if not new:
            self.body.addWidget(self.active)
        self.consignor_name.setFocus()

    def finish(self) -> None:
        """Check the figures, then save."""
        kept = self.kept.terms()
        if kept is None:
            self.tell_wrong(_("Type what the shop keeps: 0 to 100 percent, or an amount."))
            return
        till, actor = self._desk.till, self._desk.by
        changed = self._held.model_copy(
            update={
                "id": till.new_id(), "name": self.consignor_name.value(), "sort": self.sort.value(),
                "phone": self.phone.value(), "place": self.place.value(), "commission": kept.commission,
                "margin": kept.margin, "bears_loss": self.bears_loss.value(), "note": self.note.value(),
                "active": self.active.isChecked(),
            }
        )  # fmt: skip
        self._desk.do(lambda: consignors.save_consignor(till, changed, by=actor), self._saved, self._refused)

    def _saved(self, done: Done[ConsignorSaved]) -> None:
        self.accept()
        self._then(done.value)

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))


class ConsignedGoodsDialog(Dialog):
    """New goods of a consignor, goods of the catalogue that become theirs, or other terms for goods they have."""

    def __init__(
        self, desk: Desk, owner: ConsignorSaved, then: Callable[[ProductSaved], None], parent: QWidget,
        held: ProductSaved | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            _("Goods of {name}").format(name=owner.name), ok=_("Save"), width=560, parent=parent,
            explain="" if held else _("Goods that the shop knows already: scan them, or type their code as the name."),
        )  # fmt: skip
        self._desk, self._owner, self._then = desk, owner, then
        self._held = held
        self.goods_name = TextField(_("Name or code"))
        self.price = MoneyField(_("Price"))
        self.unit = TextField(_("Unit"), "pcs")
        self.kept = TermsRow(terms_of(held) if held else usual_terms(owner))
        self.daily = QCheckBox(_("Does not keep: settled at closing"))
        self.daily.setChecked(held.daily if held else False)
        self.body.addWidget(form_row(_("Name or code"), self.goods_name))
        self.body.addLayout(_beside(form_row(_("Price"), self.price), form_row(_("Unit"), self.unit)))
        self.body.addWidget(form_row(_("The shop keeps"), self.kept))
        self.body.addWidget(self.daily)
        self.goods_name.textEdited.connect(lambda text: self._known(None))
        if held is not None:
            self._known(held)
            self.goods_name.setEnabled(False)
            self.kept.way.setFocus()
        else:
            self.goods_name.setFocus()

    def _known(self, product: ProductSaved | None) -> None:
        """Goods of the catalogue keep their name and their price."""
        self._held = product
        if product is not None:
            self.goods_name.setText(product.name)
            prices = [price.price for price in product.packs[0].prices if price.tier == "retail"]
            self.price.set_amount(int(prices[0]) if prices else None)
            self.unit.setText(product.packs[0].unit)
        for field in (self.price, self.unit):
            field.setEnabled(product is None)

    def scanned(self, text: str) -> bool:
        """Goods that the shop knows."""
        found = products.by_code(self._desk.till, text)
        if len(found) == 1:
            self._known(found[0].product.document)
            self.kept.way.setFocus()
        else:
            self.tell_wrong(_("It is not clear which goods {code} means.").format(code=text))
        return True

    def finish(self) -> None:
        """Check, then save."""
        kept, name = self.kept.terms(), self.goods_name.value()
        if kept is None:
            self.tell_wrong(_("Type what the shop keeps: 0 to 100 percent, or an amount."))
            return
        coded = products.by_code(self._desk.till, name) if name and self._held is None else []
        if len(coded) == 1:
            self._known(coded[0].product.document)
        price = self.price.rupiah()
        if self._held is None and (price is None or price <= 0):
            self.tell_wrong(_("Please type an amount in rupiah."))
            self.price.setFocus()
            return
        till, actor, owner, held = self._desk.till, self._desk.by, self._owner.consignor, self._held
        new_id, unit, daily = till.new_id(), self.unit.value(), self.daily.isChecked()

        def act() -> Done[ProductSaved]:
            if held is not None:
                return consignors.consign_goods(
                    till, owner, held.product, terms=kept, daily=daily, id=new_id, by=actor
                )  # fmt: skip
            assert price is not None
            return consignors.add_goods(
                till, owner, name=name, price=price, unit=unit, terms=kept, daily=daily, id=new_id, by=actor
            )

        self._desk.do(act, self._saved, self._refused)

    def _saved(self, done: Done[ProductSaved]) -> None:
        self.accept()
        self._then(done.value)

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
