"""A plain table: rows of any kind, columns that say how a row is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from koperasi_pos.ui.theme.style import colours

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class TableColumn:
    """A column: its heading, what it shows of a row, how it stands, and its width (0: as wide as it can be).

    `small` is a quiet second line under the text, `tone` names its colour (`red`, `green`, `gold`, `quiet`, or "").
    """

    title: str
    text: Callable[[Any], str]
    right: bool = False
    width: int = 0
    small: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None


class RowsModel(QAbstractTableModel):
    """The rows as Qt asks for them."""

    def __init__(self, columns: Sequence[TableColumn]) -> None:
        super().__init__()
        self.columns = list(columns)
        self.rows: list[Any] = []

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and alignment of a cell."""
        column = self.columns[index.column()]
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            small = column.small(row) if column.small is not None else ""
            return f"{column.text(row)}\n{small}" if small else column.text(row)
        if role == Qt.ItemDataRole.ForegroundRole and column.tone is not None:
            return tone_colour(column.tone(row))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def tone_colour(tone: str) -> QColor | None:
    """The colour of a tone on a card; `None` for the usual ink."""
    use = colours()
    tones = {"red": use.red, "green": use.on_mint, "gold": use.on_gold_ground, "quiet": use.ink2}
    return QColor(tones[tone]) if tone else None


class _TwoLines(QStyledItemDelegate):
    """Paints the text with a quiet line under it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One cell."""
        model = index.model()
        assert isinstance(model, RowsModel)
        column, row = model.columns[index.column()], model.rows[index.row()]
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.text = ""  # type: ignore[attr-defined]
        view: QWidget = option.widget  # type: ignore[attr-defined]
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, view)
        rect: QRect = option.rect.adjusted(13, 0, -10, 0)  # type: ignore[attr-defined]
        small = column.small(row) if column.small is not None else ""
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        use, quiet = colours(), QFont(view.font())
        quiet.setPixelSize(12)
        painter.save()
        for text, font, colour, place in (
            (column.text(row), view.font(), use.ink, rect.adjusted(0, 6, 0, -24) if small else rect),
            (small, quiet, use.ink2, rect.adjusted(0, 26, 0, -4)),
        ):
            tone = tone_colour(column.tone(row)) if column.tone is not None and font is not quiet else None
            painter.setFont(font)
            painter.setPen(tone or QColor(colour))
            fits = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, fits)
        painter.restore()


class Table(QTableView):
    """Rows to look at and choose from; Enter or a double click activates one."""

    chosen = Signal(object)
    """The row under the cursor changed (`None`: no row)."""
    activated_row = Signal(object)

    def __init__(self, name: str, columns: Sequence[TableColumn], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows_model = RowsModel(columns)
        self.setModel(self.rows_model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(52 if any(column.small for column in columns) else 44)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for index, column in enumerate(columns):
            if column.small is not None:
                self.setItemDelegateForColumn(index, _TwoLines(self))
            if column.width:
                self.setColumnWidth(index, column.width)
            else:
                header.setSectionResizeMode(index, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda index: self.activated_row.emit(self.rows_model.rows[index.row()]))
        self.selectionModel().currentRowChanged.connect(lambda now, before: self.chosen.emit(self.current()))

    def set_rows(self, rows: Sequence[Any], *, keep: Callable[[Any], Any] | None = None) -> None:
        """Show other rows; with `keep` the cursor stays on the row with the same `keep(row)`."""
        held = self.current()
        mark = keep(held) if keep is not None and held is not None else None
        self.rows_model.set_rows(rows)
        if mark is not None and keep is not None:
            for number, row in enumerate(rows):
                if keep(row) == mark:
                    self.selectRow(number)
                    return
        self.chosen.emit(None)

    def show_quietly(self, rows: Sequence[Any]) -> None:
        """Show other rows without telling that the cursor is gone: who calls puts it where it belongs."""
        self.blockSignals(True)
        self.set_rows(rows)
        self.blockSignals(False)

    def enter(self) -> None:
        """The focus comes from the search: onto the row under the cursor, or onto the first one."""
        if self.rows_model.rows:
            self.setFocus()
            if self.current() is None:
                self.selectRow(0)

    def point_at(self, wanted: Callable[[Any], bool]) -> bool:
        """Put the cursor on the first row that is wanted, without telling; False where there is none."""
        for number, row in enumerate(self.rows_model.rows):
            if wanted(row):
                self.blockSignals(True)
                self.selectRow(number)
                self.blockSignals(False)
                return True
        return False

    def current(self) -> Any:
        """The row under the cursor, `None` where there is none."""
        number = self.currentIndex().row()
        return self.rows_model.rows[number] if 0 <= number < len(self.rows_model.rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter activates the row under the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
            self.activated_row.emit(self.current())
            return
        super().keyPressEvent(event)
