"""The shop's name and rules as a form."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import DiscountCap
from koperasi_pos.operations import shops
from koperasi_pos.trade.staff import ROLES, discount_cap
from koperasi_pos.trade.tenders import ROUNDINGS
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


class ShopForm(QWidget):
    """Saved as a document: every till of the shop follows."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        column = QVBoxLayout(self)
        card = Card(_("On the receipt"))
        grid = QGridLayout()
        self.texts = {
            "name": TextField(_("Name of the shop")), "pesantren": TextField(_("Pesantren")),
            "address": TextField(_("Address")), "phone": TextField(_("Telephone")), "nspp": TextField(_("NSPP")),
            "npwp": TextField(_("NPWP")), "arabic": TextField(_("Line in Arabic letters")),
            "thanks": TextField(_("Last line of the receipt")),
        }  # fmt: skip
        for place, field in enumerate(self.texts.values()):
            grid.addWidget(form_row(field.accessibleName(), field), place // 2, place % 2)
        card.body.addLayout(grid)
        column.addWidget(card)
        rules = Card(_("Rules"))
        self.rounding = Choice(
            _("Cash is rounded to"), [(str(unit), rupiah(unit) if unit else _("not at all")) for unit in ROUNDINGS]
        )
        self.tier_wins = Choice(
            _("Which price counts"),
            [("lowest", _("the lowest valid one")), ("tier", _("the customer's own, where there is one"))],
        )
        self.ppn = QCheckBox(_("The shop collects PPN (prices include it)"))
        grid = QGridLayout()
        grid.addWidget(form_row(_("Cash is rounded to"), self.rounding), 0, 0)
        grid.addWidget(form_row(_("Which price counts"), self.tier_wins), 0, 1)
        self.caps = {role: TextField(_("Discount cap of {role}").format(role=term("role", role))) for role in ROLES}
        for place, (role, field) in enumerate(self.caps.items()):
            label = _("{role} may take off, percent").format(role=term("role", role))
            grid.addWidget(form_row(label, field), 1 + place // 2, place % 2)
        rules.body.addLayout(grid)
        rules.body.addWidget(self.ppn)
        rules.body.addWidget(quiet(_("More than that needs the approval of a second person.")))
        column.addWidget(rules)
        column.addWidget(self._labels())
        column.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        column.addStretch(1)

    def _labels(self) -> Card:
        card = Card(_("Labels of the scale"))
        self.sum_prefixes = TextField(
            _("Labels with a sum begin with"), placeholder=_("for example 21, 22; none: weights")
        )
        self.sum_digits = Choice(_("Digits of that sum"), [("5", _("5, item of 5")), ("6", _("6, item of 4"))])
        grid = QGridLayout()
        grid.addWidget(form_row(_("Labels with a sum begin with"), self.sum_prefixes), 0, 0)
        grid.addWidget(form_row(_("Digits of that sum"), self.sum_digits), 0, 1)
        card.body.addLayout(grid)
        card.body.addWidget(
            quiet(_("All other labels from 20 to 29 carry grams. A sum is charged as it stands there."))
        )
        return card

    def read(self) -> None:
        """Show the shop in force."""
        shop = shops.shop(self.desk.till)
        for name, field in self.texts.items():
            field.setText(str(getattr(shop, name)))
        self.rounding.set_value(str(shop.cash_rounding))
        self.tier_wins.set_value(shop.tier_wins)
        self.ppn.setChecked(shop.ppn)
        self.sum_prefixes.setText(", ".join(shop.sum_prefixes))
        self.sum_digits.set_value(str(shop.sum_digits))
        for role, field in self.caps.items():
            field.setText(f"{discount_cap(role, shop.discount_caps) / 100:g}".replace(".", ","))

    def save(self) -> None:
        """Keep the shop."""
        caps = []
        for role, field in self.caps.items():
            whole, _comma, rest = field.value().replace(".", ",").partition(",")
            right = whole.isdigit() and (not rest or rest.isdigit())
            field.mark(wrong=not right)
            if not right:
                self.desk.said.emit(_("Please type a percentage, for example 5."), "refused")
                return
            caps.append(DiscountCap(role=role, basis_points=int(whole) * 100 + int((rest + "00")[:2])))
        till, actor = self.desk.till, self.desk.by
        document = shops.shop(till).model_copy(
            update={
                **{name: field.value() for name, field in self.texts.items()}, "id": till.new_id(),
                "cash_rounding": int(self.rounding.value()), "tier_wins": self.tier_wins.value(),
                "ppn": self.ppn.isChecked(), "discount_caps": caps,
                "sum_prefixes": sorted(set(re.split(r"[\s,;]+", self.sum_prefixes.value())) - {""}),
                "sum_digits": int(self.sum_digits.value()),
            }
        )  # fmt: skip
        self.desk.do(
            lambda: shops.save_shop(till, document, by=actor), lambda done: self.desk.tell(_("The shop is saved."))
        )
