"""A count begins: its name, which shelves; and why a count differs from the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.fields import QuantityField, SuggestField, TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Quantity
from koperasi_pos.words import N_, _

MOST_TURN = 500
"""So many goods are taken into a count of those whose turn it is, at most."""

REASONS = (
    N_("Lost"), N_("Damaged"), N_("Wrongly booked"), N_("Sold without a receipt"), N_("Counted wrongly before"),
    N_("Used by the shop"),
)  # fmt: skip
"""Why counts differ; looked up with `_` where they are shown."""


@dataclass(frozen=True)
class Shelf:
    """A category, or a shelf (rak), that may be counted."""

    name: str
    taken: bool = False
    rack: bool = False


class NewCountDialog(Dialog):
    """`then` gets (name, categories, place, how many whose turn it is, shelves); nothing taken means everything, 0 all
    of them.
    """

    def __init__(
        self, name: str, categories: Sequence[str], places: Sequence[str],
        then: Callable[[str, list[str], str, int, list[str]], None], parent: QWidget, *, racks: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(
            _("New count"), ok=_("Begin"), width=520, parent=parent,
            explain=_("Space takes a category or shelf into the count. Without any, everything is counted."),
        )  # fmt: skip
        self._then = then
        self.count_name = TextField(_("Name"), name)
        self.many = QuantityField(_("Only so many"))
        self.place = SuggestField(_("Place"), ["", *places])
        self.table = Table(
            _("Categories"),
            [
                TableColumn("", lambda shelf: "✓" if shelf.taken else "", width=48),
                TableColumn(
                    _("Category or shelf"),
                    lambda shelf: _("Shelf {name}").format(name=shelf.name) if shelf.rack else shelf.name,
                ),
            ],
        )
        self.table.set_rows([*(Shelf(one) for one in categories), *(Shelf(one, rack=True) for one in racks)])
        self.table.setMinimumHeight(220)
        self.table.installEventFilter(self)
        self.table.clicked.connect(lambda index: self._toggle())
        if categories or racks:
            self.table.selectRow(0)
        self.body.addWidget(form_row(_("Name"), self.count_name))
        self.body.addWidget(self.table, 1)
        self.many_row = form_row(_("Only so many"), self.many, hint=_("whose turn it is; empty: all of them"))
        self.body.addWidget(self.many_row)
        self.body.addWidget(form_row(_("Place"), self.place, hint=_("empty: the shop itself")))
        self.count_name.setFocus()
        self.count_name.selectAll()

    def taken(self) -> list[str]:
        """The categories that are taken."""
        return [shelf.name for shelf in self.table.rows_model.rows if shelf.taken and not shelf.rack]

    def taken_racks(self) -> list[str]:
        """The shelves that are taken."""
        return [shelf.name for shelf in self.table.rows_model.rows if shelf.taken and shelf.rack]

    def _toggle(self) -> None:
        at, rows = self.table.currentIndex().row(), list(self.table.rows_model.rows)
        if 0 <= at < len(rows):
            rows[at] = replace(rows[at], taken=not rows[at].taken)
            self.table.set_rows(rows)
            self.table.selectRow(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Space takes a category or leaves it; Enter begins."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Space:
                self._toggle()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.finish()
                return True
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """A count has a name."""
        if not self.count_name.value():
            self.tell_wrong(_("Give the count a name."))
            self.count_name.setFocus()
            return
        many = self.many.quantity() if self.many.value() else Quantity(0)
        if (
            many is None
            or int(many) % 1000
            or not 0 <= int(many) <= MOST_TURN * 1000
            or (self.many.value() and not many)
        ):
            self.many_row.tell_wrong(_("Please type a whole number up to {most}.").format(most=MOST_TURN))
            self.many.setFocus()
            return
        self.accept()
        self._then(
            self.count_name.value(), self.taken(), self.place.value(), int(many) // 1000, self.taken_racks()
        )  # fmt: skip


class ReasonDialog(Dialog):
    """Why a product differs; one key writes what is usual."""

    def __init__(self, name: str, reason: str, then: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(_("Why does it differ?"), explain=name, width=560, parent=parent)
        self._then = then
        self.reason = TextField(_("Reason"), reason)
        self.body.addWidget(form_row(_("Reason"), self.reason))
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, english in enumerate(REASONS):
            button = SecondaryButton(_(english), f"F{number + 2}", partial(self._take, _(english)))
            grid.addWidget(button, number // 2, number % 2)
        self.body.addLayout(grid)
        self.reason.setFocus()
        self.reason.selectAll()

    def _take(self, reason: str) -> None:
        self.reason.setText(reason)
        self.finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F2 to F7 are the usual reasons."""
        number = event.key() - Qt.Key.Key_F2.value
        if 0 <= number < len(REASONS):
            self._take(_(REASONS[number]))
            return
        super().keyPressEvent(event)

    def finish(self) -> None:
        """Give it on; an empty one takes the reason back."""
        self.accept()
        self._then(self.reason.value())
