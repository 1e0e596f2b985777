"""Promotions: take n pay m, percent off, a bundle at one price; from one day to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import BundlePart, PromotionSaved
from koperasi_pos.operations import products, promotions
from koperasi_pos.operations.outcome import Done
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty, quiet, title
from koperasi_pos.ui.widgets.fields import Choice, FormRow, MoneyField, TextField, form_row
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import ZERO, Quantity
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term, terms


class PromotionsPage(Page):
    """The list at the left, the promotion at the right."""

    name = "promotions"
    icon = "mdi6.sale-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._held: PromotionSaved | None = None
        self._names: dict[str, str] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        head = QHBoxLayout()
        head.addWidget(title(_("Promotions")))
        head.addStretch(1)
        head.addWidget(SecondaryButton(_("End it today"), "F8", self.end))
        head.addWidget(PrimaryButton(_("New promotion"), "F4", self.new))
        outer.addLayout(head)
        halves = QHBoxLayout()
        left = QVBoxLayout()
        columns = [
            TableColumn(_("Name"), lambda row: row.name),
            TableColumn(_("What"), _what, width=170),
            TableColumn(_("Days"), _days, width=200),
        ]
        self.table = Table(_("Promotions"), columns)
        self.table.chosen.connect(self._chosen)
        self.nothing = Empty(_("No promotion yet."), "mdi6.sale-outline")
        left.addWidget(self.table, 1)
        left.addWidget(self.nothing, 1)
        halves.addLayout(left, 1)
        halves.addWidget(self._form(), 1)
        outer.addLayout(halves, 1)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Promotions")

    def _form(self) -> QWidget:
        card = Card()
        self.promotion_name = TextField(_("Name"))
        self.form = Choice(_("Kind"), list(terms("promotion").items()))
        self.form.chosen.connect(lambda value: self._show_fields())
        self.take, self.pay = TextField(_("Take")), TextField(_("Pay for"))
        self.percent = TextField(_("Percent off"))
        self.price = MoneyField(_("Price of the bundle"))
        self.goods = TextField(_("Goods"), placeholder=_("shop codes or bar codes, with commas"))
        self.categories = TextField(_("Categories"), placeholder=_("with commas"))
        self.tier = Choice(_("For"), [("", _("everybody")), *terms("tier").items()])
        self.begins, self.ends = TextField(_("From")), TextField(_("To"))
        self.rows: dict[str, FormRow] = {}
        grid = QGridLayout()
        grid.setSpacing(10)
        for key, label, field, row, column, wide in (
            ("name", _("Name"), self.promotion_name, 0, 0, 2), ("form", _("Kind"), self.form, 1, 0, 1),
            ("tier", _("For"), self.tier, 1, 1, 1), ("take", _("Take"), self.take, 2, 0, 1),
            ("pay", _("Pay for"), self.pay, 2, 1, 1), ("percent", _("Percent off"), self.percent, 3, 0, 1),
            ("price", _("Price of the bundle"), self.price, 4, 0, 1), ("goods", _("Goods"), self.goods, 5, 0, 2),
            ("categories", _("Categories"), self.categories, 6, 0, 2),
            ("begins", _("From (2026-11-24)"), self.begins, 7, 0, 1),
            ("ends", _("To (empty: no end)"), self.ends, 7, 1, 1),
        ):  # fmt: skip
            self.rows[key] = form_row(label, field)
            grid.addWidget(self.rows[key], row, column, 1, wide)
        card.body.addLayout(grid)
        self.explain = quiet()
        card.body.addWidget(self.explain)
        card.body.addStretch(1)
        card.body.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        return card

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F4", _("New"), self.new),
            Action("F8", _("End it today"), self.end),
            Action("F9", _("Save"), self.save),
        )

    def shown(self) -> None:
        """Read the list."""
        self._read()
        if self._held is None:
            self.new()

    def scanned(self, text: str) -> bool:
        """Goods scanned here join the promotion."""
        self.goods.setText(f"{self.goods.value()}, {text}".strip(", "))
        return True

    def _read(self) -> None:
        rows = promotions.every_promotion(self.desk.till)
        self.table.set_rows(rows, keep=lambda row: row.promotion)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)

    def _chosen(self, row: PromotionSaved | None) -> None:
        if row is not None:
            self._show(row)

    def new(self) -> None:
        """An empty form that begins today."""
        till = self.desk.till
        self._show(
            PromotionSaved(
                id=till.new_id(), promotion=till.new_short_id(), name="", form="percent", begins=till.today()
            )
        )
        self.promotion_name.setFocus()

    def _show(self, row: PromotionSaved) -> None:
        self._held = row
        self.promotion_name.setText(row.name)
        self.form.set_value(row.form)
        self.take.setText(str(row.take or 3))
        self.pay.setText(str(row.pay or 2))
        self.percent.setText(f"{row.basis_points / 100:g}".replace(".", ","))
        self.price.set_amount(int(row.price) if row.price else None)
        wanted = [part.product for part in row.parts] if row.form == "bundle" else row.products
        self.goods.setText(", ".join(self._code_of(product) for product in wanted))
        self.categories.setText(", ".join(row.categories))
        self.tier.set_value(row.tiers[0] if row.tiers else "")
        self.begins.setText(row.begins)
        self.ends.setText(row.ends)
        self._show_fields()

    def _code_of(self, product: str) -> str:
        row = products.product(self.desk.till, product)
        document = row.document
        return document.code or next((code for pack in document.packs for code in pack.codes), document.name)

    def _show_fields(self) -> None:
        form = self.form.value()
        self.rows["take"].setVisible(form == "n_for_m")
        self.rows["pay"].setVisible(form == "n_for_m")
        self.rows["percent"].setVisible(form == "percent")
        self.rows["price"].setVisible(form == "bundle")
        self.rows["categories"].setVisible(form != "bundle")
        self.explain.setText(
            {
                "n_for_m": _("Whoever takes so many pieces of one product pays for fewer."),
                "percent": _("So much off the price of these goods or categories."),
                "bundle": _("One of each of these goods together for one price; more of one: write its code twice."),
            }[form]
        )

    def _ids(self) -> list[str] | None:
        """The goods named by codes; `None` (and a sentence) where one is not clear."""
        found = []
        for code in (part.strip() for part in self.goods.value().split(",")):
            if not code:
                continue
            matches = products.by_code(self.desk.till, code)
            if not matches:
                named = products.find_products(self.desk.till, code, limit=2)
                if len(named) == 1:
                    found.append(named[0].id)
                    continue
            if len({match.product.id for match in matches}) != 1:
                self.rows["goods"].tell_wrong(_("It is not clear which goods {code} means.").format(code=code))
                return None
            found.append(matches[0].product.id)
        self.rows["goods"].tell_wrong("")
        return found

    def save(self) -> None:
        """Keep the promotion."""
        held, ids = self._held, self._ids()
        if held is None or ids is None or not self._days_read():
            return
        form = self.form.value()
        parts = [
            BundlePart(product=product, quantity=Quantity.of(ids.count(product))) for product in dict.fromkeys(ids)
        ]
        document = held.model_copy(
            update={
                "id": self.desk.till.new_id(), "name": self.promotion_name.value(), "form": form,
                "products": ids if form != "bundle" else [], "parts": parts if form == "bundle" else [],
                "categories": [part.strip() for part in self.categories.value().split(",") if part.strip()],
                "tiers": [self.tier.value()] if self.tier.value() else [], "take": _number(self.take.value()),
                "pay": _number(self.pay.value()), "basis_points": _points(self.percent.value()),
                "price": self.price.rupiah() or ZERO, "begins": self.begins.value(), "ends": self.ends.value(),
            }
        )  # fmt: skip
        till, actor = self.desk.till, self.desk.by
        self.desk.do(lambda: promotions.save_promotion(till, document, by=actor), self._saved)

    def _days_read(self) -> bool:
        for field in (self.begins, self.ends):
            text = field.value()
            try:
                right = not text or bool(date.fromisoformat(text))
            except ValueError:
                right = False
            field.mark(wrong=not right)
            if not right:
                self.desk.said.emit(_("Please write days as 2026-11-24."), "refused")
                return False
        return True

    def _saved(self, done: Done[PromotionSaved]) -> None:
        self.desk.tell(_("{name} is saved.").format(name=done.value.name))
        self._read()

    def end(self) -> None:
        """Today is its last day."""
        row = self.table.current()
        if row is None:
            return
        till, actor = self.desk.till, self.desk.by
        ended = row.model_copy(update={"id": till.new_id(), "ends": till.today()})
        self.desk.do(lambda: promotions.save_promotion(till, ended, by=actor), self._saved)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _points(text: str) -> int:
    whole, _comma, rest = text.replace("%", "").replace(".", ",").strip().partition(",")
    return _number(whole) * 100 + _number((rest + "00")[:2])


def _what(row: PromotionSaved) -> str:
    if row.form == "n_for_m":
        return _("take {take}, pay {pay}").format(take=row.take, pay=row.pay)
    if row.form == "percent":
        return f"{row.basis_points / 100:g} %".replace(".", ",")
    return f"{term('promotion', 'bundle')} {rupiah(row.price)}"


def _days(row: PromotionSaved) -> str:
    return f"{row.begins} – {row.ends or '…'}"
