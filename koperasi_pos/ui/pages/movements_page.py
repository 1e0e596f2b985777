"""Goods that leave without being sold, are repacked or made into others, or go to another place of the shop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Approval, GoodsPlaced, RecipeSaved, StockAdjusted, StockTurned
from koperasi_pos.operations import products, stock_moves
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.stock_moves import Moving, Placed
from koperasi_pos.trade.codes import read_scan
from koperasi_pos.ui.dialogs.ask_dialog import ask_text
from koperasi_pos.ui.dialogs.bring_back_dialog import BringBackDialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty
from koperasi_pos.ui.widgets.leave_form import LeaveForm, PlaceForm
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.ui.widgets.turn_form import TurnForm
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity, rupiah

PARTS = ("leave", "turn", "place")


class MovementsPage(Page):
    """Three parts; F9 books the one in front."""

    name = "movements"
    icon = "mdi6.swap-horizontal"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._busy = False
        words = {"leave": _("Out of the stock"), "turn": _("Repack or make"), "place": _("Other places")}
        self.parts = Segments([(part, words[part]) for part in PARTS], name=_("Part of the page"))
        self.parts.chosen.connect(self.show_part)
        self.leave = LeaveForm(desk, self, self._unclear)
        self.turn = TurnForm(desk, self, self._unclear)
        self.place = PlaceForm(desk, self, self._unclear)
        self.stack = QStackedWidget()
        for widget in (self.leave, self.turn, self._places()):
            self.stack.addWidget(widget)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.parts)
        head.addStretch(1)
        self.back_button = SecondaryButton(_("Bring back"), "F6", self.bring_back)
        self.recipe_button = SecondaryButton(_("Keep as recipe"), "F8", self.keep_recipe)
        self.book_button = PrimaryButton(_("Book"), "F9", self.book)
        for button in (self.back_button, self.recipe_button, self.book_button):
            head.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.stack, 1)
        desk.changed.connect(self._topic)
        self._show_buttons()

    def _places(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.place, 1)
        columns = [
            TableColumn(_("Goods"), lambda one: one.name, small=lambda one: one.place),
            TableColumn(_("Quantity"), lambda one: f"{quantity(one.quantity)} {one.unit}", right=True, width=124),
        ]
        self.elsewhere = Table(_("Goods elsewhere"), columns)
        self.nothing = Empty(_("Nothing lies elsewhere."), "mdi6.tent")
        card = Card(_("Goods elsewhere"))
        card.body.addWidget(self.elsewhere, 1)
        card.body.addWidget(self.nothing, 1)
        row.addWidget(card, 1)
        return whole

    def title(self) -> str:
        """What the page is for."""
        return _("Movements")

    def page_actions(self) -> Sequence[Action]:
        """The keys of the part in front."""
        part = self.parts.key()
        actions = [
            Action("F2", _("Goods"), self._begin),
            Action("F3", _("Next part"), lambda: self.parts.step(1)),
        ]
        if part == "leave":
            actions.append(Action("F4", _("Why"), lambda: self.leave.reason.step(1)))
            actions.append(Action("F5", _("What happened"), self.leave.note.setFocus))
        elif part == "turn":
            actions.append(Action("F4", _("Recipe"), self.turn.recipe.setFocus))
            actions.append(Action("F5", _("Comes out"), self.turn.made.search.setFocus))
            actions.append(Action("F8", _("Keep as recipe"), self.keep_recipe))
        else:
            actions.append(Action("F4", _("Goes to"), self.place.target.setFocus))
            actions.append(Action("F5", _("Why"), self.place.note.setFocus))
            actions.append(Action("F6", _("Bring back"), self.bring_back))
        return [*actions, Action("F9", _("Book"), self.book)]

    def shown(self) -> None:
        """Read recipes and places; what was picked stays."""
        self.read()
        self._begin()

    def _topic(self, topic: str) -> None:
        if topic == "products" and self.isVisible():
            self.read()

    def read(self) -> None:
        """Read recipes and places anew."""
        till = self.desk.till

        def act() -> tuple[list[RecipeSaved], dict[str, products.ProductRow], list[Placed]]:
            recipes = stock_moves.recipes(till)
            wanted = {part.product for one in recipes for part in (*one.inputs, *one.outputs)}
            goods = {product: products.product(till, product) for product in wanted}
            return recipes, goods, stock_moves.placed_goods(till)

        def show(found: tuple[list[RecipeSaved], dict[str, products.ProductRow], list[Placed]]) -> None:
            recipes, goods, placed = found
            self.turn.offer(recipes, goods)
            self.place.offer(sorted({one.place for one in placed}))
            self.elsewhere.set_rows(placed, keep=lambda one: (one.place, one.product))
            if placed and self.elsewhere.current() is None:
                self.elsewhere.selectRow(0)
            self.elsewhere.setVisible(bool(placed))
            self.nothing.setVisible(not placed)
            self._show_buttons()

        self.desk.fetch(act, show)

    def show_part(self, part: str) -> None:
        """Bring a part to the front."""
        self.parts.choose(part)
        self.stack.setCurrentIndex(PARTS.index(part))
        self._show_buttons()
        self._begin()

    def _show_buttons(self) -> None:
        part = self.parts.key()
        self.back_button.setVisible(part == "place")
        self.back_button.setEnabled(bool(self.elsewhere.rows_model.rows))
        self.recipe_button.setVisible(part == "turn")
        self.actions_changed.emit()

    def _form(self) -> LeaveForm | TurnForm | PlaceForm:
        forms: dict[str, LeaveForm | TurnForm | PlaceForm] = {
            "leave": self.leave, "turn": self.turn, "place": self.place,
        }  # fmt: skip
        return forms[self.parts.key()]

    def _begin(self) -> None:
        self._form().begin()

    def _unclear(self, text: str) -> None:
        self.desk.said.emit(_("It is not clear which goods {code} means.").format(code=text), "refused")

    def scanned(self, text: str) -> bool:
        """Goods scanned here move, they are not sold."""
        code, form = read_scan(text).code or text, self._form()
        if isinstance(form, TurnForm):
            form.enter(code)
        else:
            form.goods.enter(code)
        return True

    def book(self) -> None:
        """Book the part in front; what the role may not do alone, a second person approves."""
        if self._busy:
            return
        part = self.parts.key()
        goods = self.turn.used_up() if part == "turn" else self._form_goods()
        if not goods:
            self.desk.tell_refusal(Refusal("goods_missing"))
            self._begin()
            return
        if part == "place":
            self._place_goods(goods)
        elif part == "leave":
            when_allowed(self.desk, "move_stock", self, lambda approvals: self._write_off(goods, approvals))
        else:
            when_allowed(self.desk, "move_stock", self, lambda approvals: self._turn(goods, approvals))

    def _form_goods(self) -> list[Moving]:
        return self.leave.moving() if self.parts.key() == "leave" else self.place.moving()

    def _begun(self) -> str:
        self._busy = True
        return self.desk.till.new_id()

    def _ready(self) -> None:
        self._busy = False

    def _refused(self, refusal: Refusal) -> None:
        self._busy = False
        self.desk.tell_refusal(refusal)

    def _booked(self, sentence: str) -> None:
        self._busy = False
        self.desk.tell(sentence)
        self._form().empty()
        self._begin()

    def _write_off(self, goods: list[Moving], approvals: Sequence[Approval]) -> None:
        till, actor, new_id = self.desk.till, self.desk.by, self._begun()
        reason, note = self.leave.reason.key(), self.leave.note.value()

        def done(outcome: Done[StockAdjusted]) -> None:
            value = -sum(int(line.value) for line in outcome.value.lines)
            self._booked(_("Written off: {value}").format(value=rupiah(value)))

        self.desk.do(
            lambda: stock_moves.write_off(till, reason, goods, note=note, id=new_id, by=actor, approvals=approvals),
            done, self._refused, self._ready,
        )  # fmt: skip

    def _turn(self, goods: list[Moving], approvals: Sequence[Approval]) -> None:
        till, actor, new_id = self.desk.till, self.desk.by, self._begun()
        form, made, note, recipe = (
            self.turn.form.value(), self.turn.come_out(), self.turn.note.value(), self.turn.chosen(),
        )  # fmt: skip

        def done(outcome: Done[StockTurned]) -> None:
            out = ", ".join(
                f"{quantity(line.quantity)} {line.unit} {line.name} ({rupiah(line.value)})"
                for line in outcome.value.outputs
            )
            self._booked(_("Came out: {goods}").format(goods=out))

        self.desk.do(
            lambda: stock_moves.turn_goods(
                till, form, goods, made, id=new_id, by=actor, recipe=recipe, note=note, approvals=approvals
            ),
            done, self._refused, self._ready,
        )  # fmt: skip

    def _place_goods(self, goods: list[Moving]) -> None:
        till, actor, new_id = self.desk.till, self.desk.by, self._begun()
        source, target, reason = self.place.source.value(), self.place.target.value(), self.place.note.value()

        def done(outcome: Done[GoodsPlaced]) -> None:
            self._booked(
                _("The goods lie in {place} now.").format(place=outcome.value.target or _("the shop itself"))
            )  # fmt: skip

        self.desk.do(
            lambda: stock_moves.move_goods(
                till, goods, source=source, target=target, reason=reason, id=new_id, by=actor
            ),
            done, self._refused, self._ready,
        )  # fmt: skip

    def bring_back(self) -> None:
        """What lies where the cursor stands comes back; the rest was sold there."""
        one: Placed | None = self.elsewhere.current()
        if self.parts.key() != "place" or one is None:
            return
        there = [other for other in self.elsewhere.rows_model.rows if other.place == one.place]
        till, actor, new_id = self.desk.till, self.desk.by, self.desk.till.new_id()

        def done(outcome: Done[GoodsPlaced]) -> None:
            sold = sum(int(line.sold) for line in outcome.value.lines)
            words = _("Everything came back from {place}.") if not sold else _("Back from {place}; {count} sold there.")
            self.desk.tell(words.format(place=one.place, count=quantity(sold)))

        def back(returned: list[Moving], reason: str) -> None:
            self.desk.do(
                lambda: stock_moves.bring_back(till, one.place, returned, reason=reason, id=new_id, by=actor), done
            )

        BringBackDialog(one.place, there, back, self).open()

    def keep_recipe(self) -> None:
        """What is picked on both sides is a recipe from now on."""
        used, made = self.turn.parts()
        if self.parts.key() != "turn":
            return
        if not used or not made:
            self.desk.tell_refusal(Refusal("goods_missing"))
            return
        till, actor, form, held = self.desk.till, self.desk.by, self.turn.form.value(), self.turn.chosen()
        new_id, recipe = till.new_id(), held.recipe if held else till.new_short_id()

        def keep(name: str) -> None:
            saved = RecipeSaved(id=new_id, recipe=recipe, name=name, form=form, inputs=used, outputs=made)
            self.desk.do(
                lambda: stock_moves.save_recipe(till, saved, by=actor),
                lambda done: self.desk.tell(_("The recipe {name} is kept.").format(name=done.value.name)),
            )

        name = held.name if held else ""
        ask_text(self, _("Keep as recipe"), _("Name"), keep, text=name, least=2)
