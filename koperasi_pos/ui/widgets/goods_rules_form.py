"""Rules of goods: what happens where the books say no, and the margin, rounding and warnings of each category."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import CategorySaved
from koperasi_pos.operations import categories, products, shops, stock_policy
from koperasi_pos.trade.margins import ROUND_TO, WARN_DAYS
from koperasi_pos.trade.products import POLICIES
from koperasi_pos.trade.staff import ROLES
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, QuantityField, TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.numbers import percent, rupiah
from koperasi_pos.words.terms import term

MOST_DAYS = 3650


@dataclass(frozen=True)
class RulesOf:
    """A category with the rules that are shown, saved or not."""

    rules: CategorySaved
    changed: bool = False


class GoodsRulesForm(QWidget):
    """One saving keeps what was changed of it: rules of roles as the shop's, rules of categories one by one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._shown = ""
        """The category whose rules stand in the fields."""
        column = QVBoxLayout(self)
        column.addWidget(self._policies())
        column.addWidget(self._categories(), 1)
        column.addWidget(PrimaryButton(_("Save"), "F9", self.save))

    def _policies(self) -> Card:
        card = Card(_("When more is sold than the books have"))
        options = [("", _("Sell")), *((policy, term("stock_policy", policy)) for policy in POLICIES)]
        self.policies = {role: Choice(term("role", role), options) for role in ROLES}
        row = QHBoxLayout()
        row.setSpacing(10)
        for role, choice in self.policies.items():
            row.addWidget(form_row(term("role", role), choice), 1)
        card.body.addLayout(row)
        card.body.addWidget(quiet(_("A product may have a rule of its own; what is past its day is never sold.")))
        return card

    def _categories(self) -> Card:
        card = Card(_("Rules of categories"))
        self.table = Table(
            _("Rules of categories"),
            [
                TableColumn(_("Category"), lambda row: row.rules.category, tone=_tone),
                TableColumn(_("Margin"), _margin_words, right=True, width=96, tone=_tone),
                TableColumn(_("Rounded up to"), _round_words, right=True, width=116, tone=_tone),
                TableColumn(_("Warned days before"), _days_words, right=True, width=160, tone=_tone),
            ],
        )
        self.table.setMinimumHeight(210)
        self.table.chosen.connect(self._chosen)
        self.margin = QuantityField(_("Margin on the cost, percent"))
        self.round_to = Choice(_("Prices are rounded up to"), [(str(unit), rupiah(unit)) for unit in ROUND_TO])
        self.days = TextField(_("Warned so many days before"), placeholder=_days(WARN_DAYS))
        self.margin_row = form_row(_("Margin on the cost, percent"), self.margin, hint=_("0: none"))
        self.days_row = form_row(_("Warned so many days before"), self.days)
        grid = QGridLayout()
        grid.addWidget(self.margin_row, 0, 0)
        grid.addWidget(form_row(_("Prices are rounded up to"), self.round_to), 1, 0)
        grid.addWidget(self.days_row, 2, 0)
        grid.setRowStretch(3, 1)
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addWidget(self.table, 3)
        both.addLayout(grid, 2)
        card.body.addLayout(both, 1)
        self.nothing = quiet(_("Goods have no categories yet. Give them some on the page of goods."))
        card.body.addWidget(self.nothing)
        return card

    def read(self) -> None:
        """Show the rules in force; what was not saved is dropped."""
        till = self.desk.till
        told = {one.role: one.policy for one in shops.shop(till).when_none}
        for role, choice in self.policies.items():
            choice.set_value(told.get(role, ""))
        held = categories.category_rules(till)
        names = sorted({*products.categories(till), *held}, key=str.casefold)
        self._shown = ""
        self.table.set_rows(
            [RulesOf(held.get(name) or CategorySaved(id="", category=name)) for name in names], keep=_name
        )
        if names and self.table.current() is None:
            self.table.selectRow(0)
        self.nothing.setVisible(not names)
        for field in (self.margin, self.round_to, self.days):
            field.setEnabled(bool(names))
        if self.table.current() is not None:
            self._fill(self.table.current())

    def _chosen(self, row: RulesOf | None) -> None:
        if row is None or row.rules.category == self._shown:
            return
        if not self._take():
            # What cannot be read stays in front until it is mended.
            shown = self._shown
            self.table.point_at(lambda one: one.rules.category == shown)
            return
        self._fill(row)

    def _fill(self, row: RulesOf) -> None:
        rules = row.rules
        self._shown = rules.category
        self.margin.set_quantity(rules.margin * 10)
        self.round_to.set_value(str(rules.round_to))
        self.days.setText(_days(rules.warn_days))
        self._right()

    def _right(self) -> None:
        self.margin_row.tell_wrong("")
        self.days_row.tell_wrong("")

    def _take(self) -> bool:
        """Put what was typed into the list; no where it cannot be read."""
        rows = list(self.table.rows_model.rows)
        at = next((n for n, row in enumerate(rows) if row.rules.category == self._shown), -1)
        if at < 0:
            return True
        self._right()
        margin = self.margin.quantity() if self.margin.value() else 0
        if margin is None or int(margin) % 10 or not 0 <= int(margin) <= 1_000_000:
            self.margin_row.tell_wrong(_("Please type a percentage from 0 to 1000, for example 20."))
            self.margin.setFocus()
            return False
        days = _read_days(self.days.value())
        if days is None:
            self.days_row.tell_wrong(_("At most five numbers of days, for example 30, 14, 7."))
            self.days.setFocus()
            return False
        rules = rows[at].rules
        typed = rules.model_copy(
            update={"margin": int(margin) // 10, "round_to": int(self.round_to.value()), "warn_days": days}
        )
        if typed != rules:
            self.table.rows_model.rows[at] = RulesOf(typed, changed=True)
            self.table.viewport().update()
        return True

    def save(self) -> None:
        """Keep what was changed."""
        if not self._take():
            return
        till, actor = self.desk.till, self.desk.by
        told = {one.role: one.policy for one in shops.shop(till).when_none}
        chosen = {role: choice.value() for role, choice in self.policies.items()}
        roles = {role: policy for role, policy in chosen.items() if policy != told.get(role, "")}
        rules = [row.rules for row in self.table.rows_model.rows if row.changed]
        rules = [one.model_copy(update={"id": till.new_id()}) for one in rules]
        shop_id = till.new_id()
        if not roles and not rules:
            self.desk.tell(_("Nothing was changed."))
            return

        def act() -> None:
            if roles:
                stock_policy.set_role_policies(till, roles, id=shop_id, by=actor)
            for one in rules:
                categories.save_category(till, one, by=actor)

        def saved(_done: None) -> None:
            self.desk.tell(_("The rules are saved."))
            self.read()

        self.desk.do(act, saved)


def _name(row: RulesOf) -> str:
    return row.rules.category


def _tone(row: RulesOf) -> str:
    return "gold" if row.changed else ""


def _margin_words(row: RulesOf) -> str:
    return percent(row.rules.margin) if row.rules.margin else "–"


def _round_words(row: RulesOf) -> str:
    return rupiah(row.rules.round_to) if row.rules.margin else "–"


def _days_words(row: RulesOf) -> str:
    return _days(row.rules.warn_days or WARN_DAYS)


def _days(days: list[int]) -> str:
    return ", ".join(map(str, days))


def _read_days(text: str) -> list[int] | None:
    """`30, 14, 7` as days, the most first; none for nothing, `None` where it cannot be read."""
    parts = text.replace(",", " ").replace(";", " ").split()
    if len(parts) > 5 or not all(part.isascii() and part.isdecimal() and 0 < int(part) <= MOST_DAYS for part in parts):
        return None
    return sorted({int(part) for part in parts}, reverse=True)
