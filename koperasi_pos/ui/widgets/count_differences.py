"""What was counted beside what the books said at that moment: the difference, its value and the reason for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import CountedLine
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.figures import Figures
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import quantity, rupiah


class CountDifferences(QWidget):
    """`changed` tells that other lines are wanted: all, or only those that differ; goods that nobody found."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[CountedLine] = []
        self.reasons: dict[str, str] = {}
        """Short id → why it differs."""
        self.figures = Figures([_("Found on the shelf"), _("Different"), _("Shortage"), _("Surplus")])
        self.all = QCheckBox(_("Also what agrees"))
        self.all.toggled.connect(lambda on: self._show())
        self.complete = QCheckBox(_("What nobody counted is not there"))
        self.complete.toggled.connect(lambda on: self.changed.emit())
        columns = [
            TableColumn(_("Goods"), lambda line: line.name, small=self._small),
            TableColumn(_("Found on the shelf"), lambda line: _amount(line.counted, line.unit), right=True, width=112),
            TableColumn(_("By the books"), lambda line: _amount(line.expected, line.unit), right=True, width=112),
            TableColumn(
                _("Difference"), lambda line: _signed(line.difference), right=True, width=104, tone=_tone,
            ),
            TableColumn(
                _("Value"), lambda line: rupiah(line.value, symbol=False), right=True, width=112, tone=_tone,
            ),
        ]  # fmt: skip
        self.table = Table(_("Differences"), columns)
        self.nothing = Empty("", "mdi6.check-all")
        boxes = QHBoxLayout()
        boxes.addWidget(self.all)
        boxes.addWidget(self.complete)
        boxes.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.figures)
        column.addLayout(boxes)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)

    def _small(self, line: CountedLine) -> str:
        parts = [self.reasons.get(line.product, line.reason)]
        if line.moved:
            parts.append(_("moved while it was counted: count it again"))
        return " · ".join(filter(None, parts)) or (_("no reason yet") if line.difference else "–")

    def show_lines(self, lines: Sequence[CountedLine]) -> None:
        """Show what a count found."""
        self._lines = list(lines)
        self._show()

    def lines(self) -> list[CountedLine]:
        """Everything that was counted, with the reasons by now."""
        return [line.model_copy(update={"reason": self.reasons.get(line.product, line.reason)}) for line in self._lines]

    def set_reason(self, product: str, reason: str) -> None:
        """Why a product differs; an empty reason takes it back."""
        self.reasons[product] = reason
        self._show()

    def given(self) -> Mapping[str, str]:
        """Short id → reason, of what differs."""
        return {line.product: line.reason for line in self.lines() if line.difference and line.reason}

    def _show(self) -> None:
        shown = [line for line in self._lines if line.difference or self.all.isChecked()]
        different = [line for line in self._lines if line.difference]
        self.table.set_rows(shown, keep=lambda line: line.product)
        if shown and self.table.current() is None:
            self.table.selectRow(0)
        self.table.setVisible(bool(shown))
        self.nothing.setVisible(not shown)
        self.nothing.words.setText(
            _("Everything that was counted agrees with the books.") if self._lines else _("Nothing was counted yet.")
        )
        less = [line for line in different if line.difference < 0]
        more = [line for line in different if line.difference > 0]
        self.figures.show_figures(
            [
                (str(len(self._lines)), _("goods")),
                (str(len(different)), _("goods")),
                (rupiah(sum(int(line.value) for line in less)), _count(len(less))),
                (rupiah(sum(int(line.value) for line in more)), _count(len(more))),
            ]
        )


def _count(n: int) -> str:
    return n_("{n} product", "{n} products", n).format(n=n)


def _amount(thousandths: int, unit: str) -> str:
    return f"{quantity(thousandths)} {unit}"


def _signed(thousandths: int) -> str:
    return f"+{quantity(thousandths)}" if thousandths > 0 else quantity(thousandths)


def _tone(line: CountedLine) -> str:
    return "red" if line.difference < 0 else "green" if line.difference > 0 else "quiet"
