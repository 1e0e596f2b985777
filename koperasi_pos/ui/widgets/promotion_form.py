"""The form of a promotion: what is given, on which goods and categories, for whom, from which day to which."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from koperasi_pos.journal.documents import BundlePart, PromotionSaved
from koperasi_pos.operations import products
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import FlatButton
from koperasi_pos.ui.widgets.cards import Card, clear_layout, quiet
from koperasi_pos.ui.widgets.fields import Choice, FormRow, MoneyField, TextField, form_row, tab_through
from koperasi_pos.ui.widgets.goods_picker import GoodsPicker, Picked
from koperasi_pos.ui.widgets.span_bar import DayField
from koperasi_pos.values import ZERO, Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import percent, rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term, terms

_FIELD_OF = {
    "name_missing": "name", "promotion_dates": "ends", "promotion_n_for_m": "pay", "promotion_percent": "percent",
    "promotion_bundle": "price",
}  # fmt: skip


class PromotionForm(Card):
    """`value` gives the document, `check` and `place` put what is wrong at its field."""

    unclear = Signal(str)

    def __init__(self, desk: Desk, ground: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._held: PromotionSaved | None = None
        self._shown: PromotionSaved | None = None
        self._categories: list[str] = []
        self.rows: dict[str, FormRow] = {}
        self.body.addLayout(self._heads(desk))
        self.explain = quiet()
        self.body.addWidget(self.explain)
        self.goods = GoodsPicker(desk, ground, name=_("Goods of the promotion"), counted=False)
        self.goods.table.setMinimumHeight(96)
        self.goods.unclear.connect(self.unclear)
        self.body.addWidget(self.goods, 1)
        self.body.addWidget(self._category_bar())
        self.goods_wrong = quiet()
        self.goods_wrong.setProperty("kind", "wrong")
        self.goods_wrong.hide()
        self.body.addWidget(self.goods_wrong)
        goods = [self.goods.search, self.goods.table, self.goods.fewer, self.goods.more, self.goods.count]
        heads = [row.field for row in self.rows.values()]
        tab_through([*heads, *self.tiers.values(), *goods, self.goods.out, self.category])

    def _heads(self, desk: Desk) -> QGridLayout:
        self.promotion_name = TextField(_("Name"))
        self.form = Choice(_("Kind"), list(terms("promotion").items()))
        self.form.chosen.connect(lambda value: self._show_fields())
        self.take, self.pay = TextField(_("Take")), TextField(_("Pay for"))
        self.percent = TextField(_("Percent off"))
        self.price = MoneyField(_("Price of the bundle"))
        self.begins, self.ends = DayField(_("From"), desk.till.today), DayField(_("To"), desk.till.today)
        self.ends.setPlaceholderText(_("no end"))
        grid = QGridLayout()
        grid.setSpacing(8)
        for key, label, field, row, column, wide in (
            ("name", _("Name"), self.promotion_name, 0, 0, 2), ("begins", _("From"), self.begins, 0, 2, 1),
            ("ends", _("To"), self.ends, 0, 3, 1), ("form", _("Kind"), self.form, 1, 0, 2),
            ("take", _("Take"), self.take, 1, 2, 1), ("pay", _("Pay for"), self.pay, 1, 3, 1),
            ("percent", _("Percent off"), self.percent, 1, 2, 1),
            ("price", _("Price of the bundle"), self.price, 1, 2, 2),
        ):  # fmt: skip
            self.rows[key] = form_row(label, field)
            grid.addWidget(self.rows[key], row, column, 1, wide)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        boxes = QHBoxLayout()
        boxes.addWidget(QLabel(_("Only for")))
        self.tiers = {tier: QCheckBox(word) for tier, word in terms("tier").items()}
        for box in self.tiers.values():
            boxes.addWidget(box)
        boxes.addStretch(1)
        grid.addLayout(boxes, 2, 0, 1, 4)
        return grid

    def _category_bar(self) -> QWidget:
        self.category_bar = QWidget()
        row = QHBoxLayout(self.category_bar)
        row.setContentsMargins(0, 0, 0, 0)
        self.category = Choice(_("All goods of a category"), [("", _("all goods of a category …"))])
        self.category.chosen.connect(self._add_category)
        self.category.setMaximumWidth(280)
        row.addWidget(self.category)
        self.category_names = QHBoxLayout()
        row.addLayout(self.category_names, 1)
        return self.category_bar

    def show_promotion(self, promotion: PromotionSaved) -> None:
        """Fill the form."""
        self._held = promotion
        self.promotion_name.setText(promotion.name)
        self.form.set_value(promotion.form)
        self.take.setText(str(promotion.take or 3))
        self.pay.setText(str(promotion.pay or 2))
        self.percent.setText(percent(promotion.basis_points).removesuffix("%") if promotion.basis_points else "")
        self.price.set_amount(int(promotion.price) if promotion.price else None)
        if promotion.form == "bundle":
            self.goods.set_picked([self._picked(part) for part in promotion.parts])
        else:
            self.goods.set_picked([self._picked(BundlePart(product=product)) for product in promotion.products])
        names = products.categories(self._desk.till)
        self.category.blockSignals(True)
        self.category.set_options([("", _("all goods of a category …")), *((name, name) for name in names)])
        self.category.blockSignals(False)
        self._categories = list(promotion.categories)
        self._show_categories()
        for tier, box in self.tiers.items():
            box.setChecked(tier in promotion.tiers)
        self.begins.set_day(promotion.begins)
        self.ends.set_day(promotion.ends)
        self._show_fields()
        self.clear_wrong()
        self._shown = self.value("")

    def _picked(self, part: BundlePart) -> Picked:
        return Picked(products.product(self._desk.till, part.product), part.quantity)

    def _show_fields(self) -> None:
        form = self.form.value()
        for key, meant in (("take", "n_for_m"), ("pay", "n_for_m"), ("percent", "percent"), ("price", "bundle")):
            self.rows[key].setVisible(form == meant)
        self.category_bar.setVisible(form != "bundle")
        self.goods.set_counted(form == "bundle")
        self.explain.setText(
            {
                "n_for_m": _("Whoever takes so many pieces of one product pays for fewer."),
                "percent": _("So much off the price of these goods or categories."),
                "bundle": _("So many of each of these goods, bought together, for one price."),
            }[form]
        )

    def _add_category(self, name: str) -> None:
        if name and name not in self._categories:
            self._categories.append(name)
        self.category.set_value("")
        self._show_categories()

    def drop_category(self, number: int) -> None:
        """Take the category at this place out, from 0."""
        if number >= len(self._categories):
            return
        del self._categories[number]
        self._show_categories()
        self.category.setFocus()

    def _show_categories(self) -> None:
        clear_layout(self.category_names)
        named: list[QWidget] = []
        for number, name in enumerate(self._categories):
            button = FlatButton(f"{name}  ✕", f"Alt+{number + 1}", partial(self.drop_category, number))
            button.setAccessibleName(_("Take out {name}").format(name=name))
            self.category_names.addWidget(button)
            named.append(button)
        self.category_names.addStretch(1)
        tab_through([self.category, *named])

    @property
    def promotion(self) -> str:
        """The short id of the promotion in the form, also of a new one."""
        return self._held.promotion if self._held is not None else ""

    @property
    def changed(self) -> bool:
        """Whether anything is typed here that is not kept yet."""
        return self._held is not None and self.value("") != self._shown

    def value(self, id: str) -> PromotionSaved:
        """The promotion as typed, as a document with this id; ask `check` before it is kept."""
        assert self._held is not None
        form, picked = self.form.value(), self.goods.picked()
        bundle = form == "bundle"
        parts = [BundlePart(product=one.row.id, quantity=one.count) for one in picked] if bundle else []
        n_for_m = form == "n_for_m"
        return self._held.model_copy(
            update={
                "id": id, "name": " ".join(self.promotion_name.value().split()), "form": form,
                "products": [] if bundle else [one.row.id for one in picked], "parts": parts,
                "categories": [] if bundle else list(self._categories),
                "tiers": [tier for tier, box in self.tiers.items() if box.isChecked()],
                "take": _number(self.take.value()) if n_for_m else 0,
                "pay": _number(self.pay.value()) if n_for_m else 0,
                "basis_points": _points(self.percent.value()) or 0 if form == "percent" else 0,
                "price": (self.price.rupiah() or ZERO) if bundle else ZERO,
                "begins": self.begins.day() or "", "ends": self.ends.day() or "",
            }
        )  # fmt: skip

    def check(self) -> bool:
        """Whether everything typed can be read; the first field that cannot gets the focus and a sentence."""
        self.clear_wrong()
        for key, day in (("begins", self.begins), ("ends", self.ends)):
            if day.day() is None:
                return self._wrong(key, _("Please type a day, for example 24/11/2026."))
        if self.form.value() == "percent" and _points(self.percent.value()) is None:
            return self._wrong("percent", _("Please type a percentage, for example 10 or 12,5."))
        if self.form.value() == "bundle" and not self.price.reads():
            return self._wrong("price", _("Please type an amount in rupiah."))
        return True

    def _wrong(self, key: str, sentence: str) -> bool:
        self.rows[key].tell_wrong(sentence)
        self.rows[key].field.setFocus()
        return False

    def clear_wrong(self) -> None:
        """Take back what was said to be wrong."""
        for row in self.rows.values():
            row.tell_wrong("")
        self.tell_goods_wrong("")

    def tell_goods_wrong(self, sentence: str) -> None:
        """Say what is wrong with the goods; an empty sentence takes it back."""
        self.goods_wrong.setText(sentence)
        self.goods_wrong.setVisible(bool(sentence))

    def place(self, refusal: Refusal) -> bool:
        """Put a refusal at the field it concerns; False where none is meant."""
        sentence = refusal_sentence(refusal)
        no_goods = refusal.code == "promotion_bundle" and not self.goods.picked()
        if refusal.code == "promotion_goods" or no_goods:
            self.tell_goods_wrong(sentence)
            self.goods.search.setFocus()
            return True
        if refusal.code not in _FIELD_OF:
            return False
        self._wrong(_FIELD_OF[refusal.code], sentence)
        return True


def what(promotion: PromotionSaved) -> str:
    """What a promotion gives, in a few words."""
    if promotion.form == "n_for_m":
        return _("take {take}, pay {pay}").format(take=promotion.take, pay=promotion.pay)
    if promotion.form == "percent":
        return _("{percent} off").format(percent=percent(promotion.basis_points))
    return f"{term('promotion', 'bundle')} {rupiah(promotion.price)}"


def state_of(promotion: PromotionSaved, today: str) -> str:
    """`running`, `planned` or `ended` on a day (ISO)."""
    if not promotion.active or (promotion.ends and promotion.ends < today):
        return "ended"
    return "planned" if promotion.begins > today else "running"


def for_whom(tiers: Sequence[str]) -> str:
    """For whose prices a promotion is."""
    return ", ".join(term("tier", tier) for tier in tiers) or _("everybody")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _points(text: str) -> int | None:
    """Basis points of what was typed (`10`, `12,5`, `7.25 %`); `None` for what is no percentage to two decimals."""
    whole, _comma, rest = text.replace("%", "").replace(".", ",").strip().partition(",")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 6) or (rest and not rest.isdigit()) or len(rest) > 2:
        return None
    return int(whole) * 100 + int((rest + "00")[:2])
