"""Small questions while ringing up: which product, how much, what discount, which price, which basket, who buys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import PersonSaved, ProductSaved
from koperasi_pos.operations import persons, products
from koperasi_pos.operations.counter_devices import CounterDevices
from koperasi_pos.operations.products import Match
from koperasi_pos.trade.baskets import Basket, PricedLine
from koperasi_pos.trade.weighing import is_weighed_in
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Empty, quiet
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, QuantityField, TextField, form_row
from koperasi_pos.ui.widgets.scale_panel import ScalePanel
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import ZERO, Quantity, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import percent, quantity, rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term, terms


class ChoiceDialog(Dialog):
    """A code belongs to several products: which one is meant?"""

    def __init__(self, code: str, matches: Sequence[Match], then: Callable[[Match], None], parent: QWidget) -> None:
        explain = _("The code {code} belongs to several goods.").format(code=code)
        super().__init__(_("Which one?"), explain=explain, parent=parent)
        self._then = then
        columns = [
            TableColumn(_("Goods"), lambda match: str(match.product.name)),
            TableColumn(_("Unit"), lambda match: str(match.product.document.packs[match.pack].unit), width=90),
            TableColumn(_("Price"), lambda match: rupiah(match.product.price), right=True, width=120),
        ]
        self.table = Table(_("Goods"), columns)
        self.table.set_rows(list(matches))
        self.table.selectRow(0)
        self.table.activated_row.connect(lambda match: self.finish())
        self.table.setMinimumSize(520, 220)
        self.body.addWidget(self.table)
        self.table.setFocus()

    def finish(self) -> None:
        """The row under the cursor."""
        match = self.table.current()
        if match is not None:
            self.accept()
            self._then(match)


class QuantityDialog(Dialog):
    """How much of a product. A scan meanwhile ends the question and goes on to `next_scan`, never into the number.

    With `weigher` (goods that are weighed) the scale's weight is shown live and taken with one key; Enter in an
    empty field takes it too. A weight can always be typed instead.
    """

    def __init__(
        self, name: str, unit: str, then: Callable[[Quantity], None], *, now: int | None = None,
        next_scan: Callable[[str], object] | None = None, weigher: CounterDevices | None = None, parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(_("Quantity"), explain=name, parent=parent)
        self._then, self._next_scan = then, next_scan
        self.scale: ScalePanel | None = None
        if weigher is not None and weigher.scale_state().code != "device_off" and is_weighed_in(unit):
            self.scale = ScalePanel(weigher, unit)
            self.scale.taken.connect(self._weighed)
            self.scale.refused.connect(lambda refusal: self.tell_wrong(refusal_sentence(refusal)))
            self.body.addWidget(self.scale)
            QShortcut(QKeySequence("F7"), self, self.scale.take_tare)
            QShortcut(QKeySequence("F8"), self, self.scale.take)
        self.field = QuantityField(_("Quantity"), now)
        self.body.addWidget(form_row(_("Quantity in {unit}").format(unit=unit), self.field))
        self.field.setFocus()
        self.field.selectAll()

    def _weighed(self, weight: Quantity) -> None:
        self.accept()
        self._then(weight)

    def finish(self) -> None:
        """Give the quantity on; 0 takes the line out. An empty field means the weight on the scale."""
        if self.scale is not None and not self.field.value():
            self.scale.take()
            return
        found = self.field.quantity()
        if found is None or found < 0:
            self.tell_wrong(_("Please type a quantity, for example 3 or 0,75."))
            return
        self.accept()
        self._then(found)

    def scanned(self, text: str) -> bool:
        """The next goods were scanned: what is typed counts, then they come in."""
        found = self.field.quantity()
        if self._next_scan is None or found is None or found < 0:
            return False
        self.finish()
        self._next_scan(text)
        return True


class DiscountDialog(Dialog):
    """A discount on a line or on the whole basket, as an amount or in percent; F4 changes between the two."""

    def __init__(
        self, line: PricedLine | None, basket: Basket, then: Callable[[bool, Rupiah, int], None], parent: QWidget
    ) -> None:
        super().__init__(_("Discount"), parent=parent)
        self._then = then
        whole = _discount_text(basket.discount, basket.discount_points)
        self._given = {"whole": whole}
        scopes = [("whole", _("the whole basket"))]
        if line is not None:
            scopes.insert(0, ("line", line.line.product.name))
            self._given["line"] = _discount_text(line.line.discount, line.line.discount_points)
        self.scope = Choice(_("On"), scopes)
        self.scope.chosen.connect(self._show_given)
        self.amount = TextField(_("Discount"), placeholder=_("for example 500 or 5%"))
        self.body.addWidget(form_row(_("On"), self.scope, hint="F4"))
        self.body.addWidget(form_row(_("Discount"), self.amount, hint=_("rupiah, or percent with %; 0 takes it back")))
        QShortcut(QKeySequence("F4"), self, self._other_scope)
        self._show_given(self.scope.value())
        self.amount.setFocus()

    def _show_given(self, scope: str) -> None:
        self.amount.setText(self._given[scope])
        self.amount.selectAll()

    def _other_scope(self) -> None:
        self.scope.setCurrentIndex((self.scope.currentIndex() + 1) % self.scope.count())

    def finish(self) -> None:
        """Give (on the line?, amount, basis points) on; 0 takes the discount back."""
        text = self.amount.value().replace(" ", "")
        amount, points = ZERO, 0
        try:
            if text.endswith("%"):
                whole, _comma, rest = text[:-1].replace(".", ",").partition(",")
                points = int(whole or "0") * 100 + int((rest + "00")[:2] or "0")
            else:
                from koperasi_pos.words.numbers import parse_rupiah

                amount = Rupiah(parse_rupiah(text))
        except ValueError:
            self.tell_wrong(_("Please type an amount or a percentage."))
            return
        if amount < 0 or not 0 <= points <= 10_000:
            self.tell_wrong(_("Please type an amount or a percentage."))
            return
        self.accept()
        self._then(self.scope.value() == "line", amount, points)


class HeldDialog(Dialog):
    """Baskets put aside: which one comes back?"""

    def __init__(self, held: Sequence[object], then: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(_("Baskets on hold"), ok=_("Call back"), parent=parent)
        self._then = then
        columns = [
            TableColumn(_("Held at"), lambda row: str(row.held_at[11:16]).replace(":", "."), width=120),
            TableColumn(_("Name"), lambda row: str(row.label)),
            TableColumn(_("Goods"), _first_goods),
            TableColumn(_("Total"), lambda row: rupiah(row.total), right=True, width=130),
        ]
        self.table = Table(_("Baskets on hold"), columns)
        self.table.set_rows(list(held))
        self.table.setMinimumSize(700, 240)
        self.table.activated_row.connect(lambda row: self.finish())
        if held:
            self.body.addWidget(self.table)
            self.table.selectRow(0)
            self.table.setFocus()
        else:
            self.body.addWidget(Empty(_("No basket is on hold.")))
            self.ok_button.setEnabled(False)

    def finish(self) -> None:
        """The row under the cursor."""
        row = self.table.current()
        if row is not None:
            self.accept()
            self._then(row.id)


class CustomerDialog(Dialog):
    """Who buys: part of a name or number, Enter; or somebody new."""

    def __init__(self, desk: Desk, then: Callable[[str | None], None], parent: QWidget) -> None:
        super().__init__(_("Who buys?"), ok=_("Choose"), parent=parent)
        self._desk, self._then = desk, then
        self.search = TextField(_("Name, number or telephone"), placeholder=_("part of a name or number"))
        self.search.textEdited.connect(self._find)
        self.body.addWidget(self.search)
        columns = [
            TableColumn(_("Name"), lambda row: str(row.name)),
            TableColumn(_("Number"), lambda row: str(row.number or row.document.nis), width=110),
            TableColumn(_("Prices"), lambda row: term("tier", row.tier), width=110),
        ]
        self.table = Table(_("People"), columns)
        self.table.setMinimumSize(560, 240)
        self.table.activated_row.connect(lambda row: self.finish())
        self.body.addWidget(self.table)
        self.nobody = quiet(_("Nobody found."))
        self.body.addWidget(self.nobody)
        self.body.addWidget(SecondaryButton(_("General customer (no name)"), "F7", self._general))
        self.body.addWidget(SecondaryButton(_("Add this name as a new customer"), "F8", self._add))
        QShortcut(QKeySequence("F7"), self, self._general)
        QShortcut(QKeySequence("F8"), self, self._add)
        self.tier = Choice(_("Prices for the new customer"), list(terms("tier").items()), "retail")
        self.body.addWidget(form_row(_("Prices for the new customer"), self.tier))
        self._find("")
        self.search.setFocus()

    def _find(self, text: str) -> None:
        rows = persons.find_persons(self._desk.till, text, limit=30)
        self.table.set_rows(rows)
        self.nobody.setVisible(not rows)
        if rows:
            self.table.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move among the people while the name is typed."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        row = self.table.currentIndex().row() + step
        if step and self.search.hasFocus():
            if 0 <= row < len(self.table.rows_model.rows):
                self.table.selectRow(row)
            return
        super().keyPressEvent(event)

    def scanned(self, text: str) -> bool:
        """The number on a member's card."""
        self.search.setText(text)
        self._find(text)
        return True

    def _general(self) -> None:
        self.accept()
        self._then(None)

    def _add(self) -> None:
        name = self.search.value()
        desk = self._desk
        till = desk.till
        saved = PersonSaved(
            id=till.new_id(), person=till.new_short_id(), name=name or "", tier=self.tier.value(),
            member=self.tier.value() == "member",
        )  # fmt: skip

        def added(done: object) -> None:
            self.accept()
            self._then(saved.person)

        desk.do(lambda: persons.save_person(till, saved, by=desk.by), added, self._refused)

    def _refused(self, refusal: object) -> None:
        from koperasi_pos.values import Refusal
        from koperasi_pos.words.refusals import refusal_sentence

        assert isinstance(refusal, Refusal)
        self.tell_wrong(refusal_sentence(refusal))

    def finish(self) -> None:
        """The row under the cursor."""
        row = self.table.current()
        if row is not None:
            self.accept()
            self._then(row.id)


class PriceCheckDialog(Dialog):
    """What does it cost? Nothing goes into the basket."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            _("Price check"), ok=_("Close"), explain=_("Scan goods, or type a code or a name."), parent=parent
        )
        self._desk = desk
        self.cancel_button.hide()
        self.search = TextField(_("Code or name"))
        self.search.textEdited.connect(self._find)
        self.body.addWidget(self.search)
        columns = [
            TableColumn(_("Goods"), lambda row: f"{row[0].name} · {row[1]}"),
            TableColumn(_("Prices"), lambda row: str(row[2]), right=True, width=280),
            TableColumn(_("Stock"), lambda row: quantity(row[0].stock_quantity), right=True, width=80),
        ]
        self.table = Table(_("Prices"), columns)
        self.table.setMinimumSize(760, 300)
        self.body.addWidget(self.table)
        self.search.setFocus()

    def _find(self, text: str) -> None:
        rows = products.find_products(self._desk.till, text, limit=20) if text.strip() else []
        self.table.set_rows(
            [(row, pack.unit, _prices(row.document, pack.unit)) for row in rows for pack in row.document.packs]
        )

    def scanned(self, text: str) -> bool:
        """The prices of what was scanned."""
        self.search.setText(text)
        self._find(text)
        return True


def _prices(product: ProductSaved, unit: str) -> str:
    pack = next(pack for pack in product.packs if pack.unit == unit)
    parts = []
    for price in pack.prices:
        start = f" ≥{quantity(price.from_quantity)}" if price.from_quantity > 1000 else ""
        parts.append(f"{term('tier', price.tier)}{start} {rupiah(price.price)}")
    return " · ".join(parts)


class PriceDialog(Dialog):
    """The price of a line, typed: an open price, or another one than the shelf's (`listed`; empty goes back to it)."""

    def __init__(
        self, name: str, then: Callable[[Rupiah | None], None], *, now: int | None = None,
        listed: Rupiah | None = None, parent: QWidget,
    ) -> None:  # fmt: skip
        explain = "" if listed is None else _("Shelf price {price}. Empty takes it again.").format(price=rupiah(listed))
        super().__init__(_("Price of {name}").format(name=name), explain=explain, parent=parent)
        self._then, self._listed = then, listed
        self.field = MoneyField(_("Price"), now)
        self.body.addWidget(form_row(_("Price"), self.field))
        self.field.setFocus()
        self.field.selectAll()

    def finish(self) -> None:
        """Give the price on."""
        price = self.field.rupiah()
        back = self._listed is not None and not self.field.value()
        if not back and (price is None or price < 0):
            self.tell_wrong(_("Please type an amount in rupiah."))
            return
        self.accept()
        self._then(price)


def _discount_text(amount: Rupiah, points: int) -> str:
    if points:
        return percent(points)
    return rupiah(amount, symbol=False) if amount else ""


def _first_goods(row: object) -> str:
    """`Mi Goreng Sedap 85 g +2`: the first line of a held basket and how many more there are."""
    lines = Basket.model_validate_json(str(getattr(row, "body", ""))).lines
    more = f" +{len(lines) - 1}" if len(lines) > 1 else ""
    return f"{lines[0].product.name}{more}" if lines else ""
