"""The buying list: what is low, how long it lasts, how many packs to buy; lines are taken or left by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.operations.orders import Wanted
from koperasi_pos.trade.buying import cost_of_packs
from koperasi_pos.ui.widgets.cards import Empty, heading, quiet
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import ONE, Quantity, Rupiah
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import quantity, rupiah


@dataclass(frozen=True)
class Line:
    """A line of the buying list with how many packs a person wants of it; none of a line that is left."""

    wanted: Wanted
    packs: Quantity
    taken: bool = True

    @property
    def amount(self) -> Rupiah:
        """What it will cost at the last price."""
        return cost_of_packs(self.packs, self.wanted.price) if self.taken else Rupiah(0)


class BuyingList(QWidget):
    """`+`, `−` change how many packs, Space leaves a line out or takes it again."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Mapping[str, str] = {}
        columns = [
            TableColumn("", lambda line: "✓" if line.taken else "", width=48),
            TableColumn(
                _("Goods"), lambda line: line.wanted.name, small=self._small,
                tone=lambda line: "" if line.taken else "quiet",
            ),
            TableColumn(
                _("Stock"), lambda line: f"{quantity(line.wanted.on_hand)} {line.wanted.base_unit}", right=True,
                width=104, tone=lambda line: "red" if line.wanted.on_hand <= 0 else "",
            ),
            TableColumn(
                _("Days left"), lambda line: "–" if line.wanted.need.cover is None else str(line.wanted.need.cover),
                right=True, width=114,
            ),
            TableColumn(_("Buy"), self._buy, right=True, width=104),
            TableColumn(
                _("Last price"), lambda line: rupiah(line.wanted.price, symbol=False) if line.wanted.price else "–",
                right=True, width=116,
            ),
            TableColumn(_("Amount"), lambda line: rupiah(line.amount, symbol=False), right=True, width=116),
        ]  # fmt: skip
        self.table = Table(_("Buying list"), columns)
        self.table.installEventFilter(self)
        self.table.clicked.connect(lambda index: self.toggle() if index.column() == 0 else None)
        self.nothing = Empty(_("Nothing needs to be bought: everything lasts long enough."), "mdi6.cart-check")
        self.count, self.total = quiet(), heading("")
        last = QHBoxLayout()
        last.addWidget(self.count)
        last.addStretch(1)
        last.addWidget(self.total)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        column.addLayout(last)

    def _small(self, line: Line) -> str:
        wanted = line.wanted
        parts = [self._names.get(wanted.supplier, _("never bought yet"))]
        if wanted.sold > 0:
            parts.append(_("{count} sold in 28 days").format(count=quantity(wanted.sold)))
        if wanted.on_its_way:
            parts.append(_("{count} on the way").format(count=quantity(wanted.on_its_way)))
        return " · ".join(parts)

    def _buy(self, line: Line) -> str:
        return f"{quantity(line.packs)} {line.wanted.unit}" if line.taken else "–"

    def show_wanted(self, wanted: Sequence[Wanted], names: Mapping[str, str]) -> None:
        """Show another list; what a person changed of the same goods stays."""
        held = {line.wanted.product: line for line in self.lines()}
        self._names = names
        lines = []
        for one in wanted:
            before = held.get(one.product)
            same = before is not None and before.wanted == one
            lines.append(before if same and before is not None else Line(one, one.need.packs))
        self._set(lines, self.table.currentIndex().row())

    def lines(self) -> list[Line]:
        """Every line, also those that are left."""
        return list(self.table.rows_model.rows)

    def taken(self) -> list[Line]:
        """The lines that are taken."""
        return [line for line in self.lines() if line.taken and line.packs > 0]

    def _set(self, lines: Sequence[Line], at: int) -> None:
        self.table.blockSignals(True)
        self.table.set_rows(lines)
        if lines:
            self.table.selectRow(max(0, min(at, len(lines) - 1)))
        self.table.blockSignals(False)
        self.table.chosen.emit(self.table.current())
        self.table.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        taken = self.taken()
        self.count.setText(n_("{n} product", "{n} products", len(taken)).format(n=len(taken)))
        self.total.setText(rupiah(sum(line.amount for line in taken)))
        self.changed.emit()

    def _change(self, line: Line) -> None:
        at, lines = self.table.currentIndex().row(), self.lines()
        lines[at] = line
        self._set(lines, at)

    def toggle(self) -> None:
        """Leave the line under the cursor out, or take it again."""
        line: Line | None = self.table.current()
        if line is not None:
            self._change(replace(line, taken=not line.taken))

    def step(self, by: int) -> None:
        """More or fewer packs, at least one."""
        line: Line | None = self.table.current()
        if line is not None and line.packs + ONE * by > 0:
            self._change(replace(line, packs=line.packs + ONE * by, taken=True))

    def set_packs(self, packs: Quantity) -> None:
        """So many packs of the line under the cursor."""
        line: Line | None = self.table.current()
        if line is not None and packs > 0:
            self._change(replace(line, packs=packs, taken=True))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """`+`, `−` and Space in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Space:
                self.toggle()
                return True
            if event.text() in ("+", "-"):
                self.step(1 if event.text() == "+" else -1)
                return True
        return super().eventFilter(watched, event)
