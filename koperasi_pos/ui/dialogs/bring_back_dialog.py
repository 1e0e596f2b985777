"""A stall closes: what comes back to the shop; the rest of what lay there was sold there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from koperasi_pos.operations.stock_moves import Moving, Placed
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.fields import QuantityField, TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Quantity
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity


@dataclass(frozen=True)
class Line:
    """What lies there, and how much of it comes back."""

    placed: Placed
    back: Quantity


class BringBackDialog(Dialog):
    """`then` gets (what comes back, why)."""

    def __init__(
        self, place: str, placed: Sequence[Placed], then: Callable[[list[Moving], str], None], parent: QWidget
    ) -> None:
        super().__init__(
            _("Back from {place}").format(place=place), ok=_("Bring back"), width=640, parent=parent,
            explain=_("Type how much comes back. What does not come back was sold there."),
        )  # fmt: skip
        self._then = then
        columns = [
            TableColumn(_("Goods"), lambda line: line.placed.name),
            TableColumn(_("Lies there"), lambda line: _amount(line.placed.quantity, line), right=True, width=124),
            TableColumn(_("Brought back"), lambda line: _amount(line.back, line), right=True, width=124),
            TableColumn(
                _("Sold there"), lambda line: _amount(line.placed.quantity - int(line.back), line), right=True,
                width=124, tone=lambda line: "green" if line.placed.quantity > line.back else "",
            ),
        ]  # fmt: skip
        self.table = Table(_("Goods elsewhere"), columns)
        self.table.setMinimumHeight(240)
        self.table.set_rows([Line(one, Quantity(one.quantity)) for one in placed])
        self.table.installEventFilter(self)
        self.table.chosen.connect(lambda line: self._show())
        self.back = QuantityField(_("Brought back"), grouped=True)
        self.back.setFixedWidth(120)
        self.back.textEdited.connect(lambda text: self._typed())
        label = QLabel(_("Brought back"))
        label.setBuddy(self.back)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.back)
        row.addStretch(1)
        self.reason = TextField(_("Why"), _("The stall is closed"))
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row)
        self.body.addWidget(form_row(_("Why"), self.reason))
        self.table.selectRow(0)
        self._show()
        self.back.setFocus()
        self.back.selectAll()

    def _show(self) -> None:
        line: Line | None = self.table.current()
        if line is not None and not self.back.hasFocus():
            self.back.set_quantity(line.back)

    def _typed(self) -> None:
        back, at, lines = self.back.quantity(), self.table.currentIndex().row(), list(self.table.rows_model.rows)
        if back is None or not 0 <= at < len(lines) or not 0 <= back <= lines[at].placed.quantity:
            self.back.mark(wrong=bool(self.back.value()))
            return
        lines[at] = replace(lines[at], back=back)
        self.table.blockSignals(True)
        self.table.set_rows(lines)
        self.table.selectRow(at)
        self.table.blockSignals(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A digit in the list begins to type how much comes back."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isdigit():
            self.back.setFocus()
            self.back.setText(event.text())
            self._typed()
            return True
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """Check the reason, then give it on."""
        if len(self.reason.value()) < 3:
            self.tell_wrong(_("Write a reason."))
            self.reason.setFocus()
            return
        back = [Moving(line.placed.product, line.back) for line in self.table.rows_model.rows if line.back > 0]
        self.accept()
        self._then(back, self.reason.value())


def _amount(thousandths: int, line: Line) -> str:
    return f"{quantity(thousandths)} {line.placed.unit}"
