"""Fields for limits: for everything by purchase, day, week and month, then rows for some categories."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Limit
from koperasi_pos.trade.cards import PERIODS
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, SuggestField, TextField, form_row, split_names
from koperasi_pos.words import _
from koperasi_pos.words.terms import term, terms

LEAST_ROWS = 2
"""Rows for categories that are there from the beginning."""


class LimitFields(QWidget):
    """`limits` gives what was typed; `None` where an amount cannot be read."""

    def __init__(self, held: Sequence[Limit], categories: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        whole = {limit.period: limit for limit in held if not limit.categories}
        grid = QGridLayout()
        grid.setSpacing(8)
        self.amounts: dict[str, MoneyField] = {}
        for place, period in enumerate(PERIODS):
            name = _("At most for {period}").format(period=term("period", period))
            limit = whole.get(period)
            self.amounts[period] = MoneyField(name, int(limit.amount) if limit is not None else None)
            self.amounts[period].setPlaceholderText(_("no limit"))
            self.amounts[period].setMinimumWidth(110)
            grid.addWidget(form_row(name, self.amounts[period]), place // 2, place % 2)
        column.addLayout(grid)
        free = next((limit.free for limit in whole.values() if limit.free), [])
        self.free = TextField(_("Categories that do not count"), ", ".join(free), placeholder=_("Kitab, Stationery"))
        column.addWidget(form_row(_("Categories that do not count"), self.free))
        column.addWidget(quiet(_("For some categories alone (names between commas):")))
        named = [limit for limit in held if limit.categories]
        self.rows: list[tuple[SuggestField, Choice, MoneyField]] = []
        rows = QGridLayout()
        rows.setSpacing(8)
        for place in range(max(LEAST_ROWS, len(named) + 1)):
            limit = named[place] if place < len(named) else None
            field = SuggestField(_("Categories {number}").format(number=place + 1), categories)
            field.setCurrentText(", ".join(limit.categories) if limit is not None else "")
            every = Choice(_("Period"), list(terms("period").items()), limit.period if limit else "day")
            amount = MoneyField(_("Amount"), int(limit.amount) if limit is not None else None)
            parts: tuple[tuple[QWidget, int], ...] = ((field, 4), (every, 2), (amount, 3))
            for at, (part, wide) in enumerate(parts):
                part.setMinimumWidth(90)
                rows.addWidget(part, place, at)
                rows.setColumnStretch(at, wide)
            self.rows.append((field, every, amount))
        column.addLayout(rows)

    def limits(self) -> list[Limit] | None:
        """The limits as typed."""
        found: list[Limit] = []
        free = split_names(self.free.value())
        for period, field in self.amounts.items():
            amount = field.rupiah()
            if amount is None and field.value():
                field.setFocus()
                return None
            if amount is not None:
                found.append(Limit(period=period, amount=amount, free=free))
        for names, choice, field in self.rows:
            amount = field.rupiah()
            if (amount is None and field.value()) or (amount is not None) != bool(names.value()):
                field.setFocus()
                return None
            if amount is not None:
                found.append(Limit(period=choice.value(), amount=amount, categories=split_names(names.value())))
        return found
