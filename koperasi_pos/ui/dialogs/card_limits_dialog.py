"""What the wali wants for one account: sums, categories and goods that are not to be bought."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Approval, LimitsSaved
from koperasi_pos.operations import card_limits, products
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.ui.dialogs.card_dialog import CardDialog, beside
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.fields import TextField, form_row, split_names
from koperasi_pos.ui.widgets.limit_fields import LimitFields
from koperasi_pos.values import Refusal
from koperasi_pos.words import _


class LimitsDialog(CardDialog):
    """Never above what the pesantren allows."""

    def __init__(
        self, desk: Desk, shown: ShownCard, held: LimitsSaved, then: Callable[[LimitsSaved], None], parent: QWidget
    ) -> None:
        super().__init__(desk, shown, _("Limits of the wali"), ok=_("Save"), width=760, parent=parent)
        self._held, self._then = held, then
        self.no_buy: dict[str, str] = {id: _name_of(desk, id) for id in held.blocked_products}
        self.wali = TextField(_("Whose word it is"), held.wali or shown.view.wali)
        self.blocked = TextField(
            _("Categories never to be bought"), ", ".join(held.blocked_categories), placeholder=_("Snacks, Drinks")
        )
        self.fields = LimitFields(held.limits, products.categories(desk.till))
        self.goods = TextField(_("Goods never to be bought"), placeholder=_("scan, or type code or name, then F6"))
        self.add_button = SecondaryButton(_("Add"), "F6", self._add)
        self.clear_button = SecondaryButton(_("Clear the list"), "F7", self._clear)
        self.named = quiet()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addLayout(
            beside(
                form_row(_("Whose word it is"), self.wali), form_row(_("Categories never to be bought"), self.blocked)
            )
        )
        column.addWidget(self.fields)
        row = QHBoxLayout()
        row.addWidget(self.goods, 1)
        row.addWidget(self.add_button)
        row.addWidget(self.clear_button)
        column.addLayout(row)
        column.addWidget(self.named)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.setMinimumHeight(370)
        self.body.addWidget(scroll, 1)
        press_by_keys(self, (self.add_button, self.clear_button))
        self._show_goods()
        self.fields.amounts["day"].setFocus()

    def _show_goods(self) -> None:
        self.named.setText(_("Never: {goods}").format(goods=", ".join(self.no_buy.values())) if self.no_buy else "")
        self.clear_button.setEnabled(bool(self.no_buy))

    def scanned(self, text: str) -> bool:
        """Goods that are not to be bought."""
        self._take([found.product for found in products.by_code(self._desk.till, text)], text)
        return True

    def _add(self) -> None:
        text = self.goods.value()
        if text:
            self._take(products.find_products(self._desk.till, text, limit=2), text)

    def _clear(self) -> None:
        self.no_buy = {}
        self._show_goods()

    def _take(self, found: Sequence[ProductRow], text: str) -> None:
        if len(found) != 1:
            self.tell_wrong(_("It is not clear which goods {code} means.").format(code=text))
            return
        self.no_buy[found[0].id] = found[0].name
        self.goods.clear()
        self.tell_wrong("")
        self._show_goods()

    def finish(self) -> None:
        """Check, ask who may, save."""
        limits = self.fields.limits()
        if limits is None:
            self.tell_wrong(_("Every limit needs an amount in rupiah, and a row of categories their names."))
            return
        wanted = LimitsSaved(
            id=self._desk.till.new_id(), account=self.shown.view.account, name=self.shown.view.name, limits=limits,
            blocked_categories=split_names(self.blocked.value()), blocked_products=list(self.no_buy),
            wali=self.wali.value(),
        )  # fmt: skip
        self.when_allowed("card_limits", lambda approvals: self._save(wanted, approvals))

    def _save(self, wanted: LimitsSaved, approvals: Sequence[Approval]) -> None:
        till, actor = self._desk.till, self._desk.by
        self.send(
            lambda: card_limits.save_limits(till, wanted, by=actor, approvals=approvals),
            lambda done: self._then(done.value),
        )


def _name_of(desk: Desk, product: str) -> str:
    try:
        return products.product(desk.till, product).name
    except Refusal:
        return product
